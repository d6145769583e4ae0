//! A drawing as a list of shapes, and the same as SVG.
//!
//! Shapes have classes and no colours: the page around them decides how they look in light, dark and
//! print. Coordinates are in pixels from the upper left corner.

use std::fmt::Write;

use crate::html::text::escape;

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// Its class.
        class: String,
        /// Where it goes.
        points: Vec<(f64, f64)>,
    },
    /// A filled outline.
    Area {
        /// Its class.
        class: String,
        /// Its corners.
        points: Vec<(f64, f64)>,
    },
    /// A disc.
    Dot {
        /// Its class.
        class: String,
        /// Its centre.
        at: (f64, f64),
        /// Its radius.
        radius: f64,
    },
    /// A line of text.
    Text {
        /// Its class.
        class: String,
        /// Where it is anchored, on its base line.
        at: (f64, f64),
        /// Which part of it is there.
        anchor: Anchor,
        /// What it says.
        text: String,
    },
}

/// Which part of a text its place is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its width in pixels.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
    /// What it is, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// Where values are drawn, for those who point at them: left, top, right, below.
    pub frame: Option<[f64; 4]>,
    /// Its shapes, those at the back first.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// Adds a line.
    pub fn line(&mut self, class: impl Into<String>, points: Vec<(f64, f64)>) {
        if points.len() > 1 {
            self.shapes.push(Shape::Line { class: class.into(), points });
        }
    }

    /// Adds an area.
    pub fn area(&mut self, class: impl Into<String>, points: Vec<(f64, f64)>) {
        if points.len() > 2 {
            self.shapes.push(Shape::Area { class: class.into(), points });
        }
    }

    /// Adds a rectangle given by two corners.
    pub fn rectangle(&mut self, class: &str, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        self.area(class, vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)]);
    }

    /// Adds a disc.
    pub fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.shapes.push(Shape::Dot { class: class.to_owned(), at, radius });
    }

    /// Adds a text.
    pub fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: impl Into<String>) {
        let (class, text) = (class.to_owned(), text.into());
        if !text.is_empty() {
            self.shapes.push(Shape::Text { class, at, anchor, text });
        }
    }

    /// As an SVG element of a page; `id` makes the ids of its title and description, and `class` is
    /// its own.
    pub fn svg(&self, id: &str, class: &str) -> String {
        let (width, height) = (place(self.width), place(self.height));
        let frame = self.frame.map_or_else(String::new, |frame| {
            format!(" data-frame=\"{}\"", frame.map(place).join(" "))
        });
        let mut out = format!(
            "<svg class=\"{class}\"{frame} viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
             <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escape(&self.title),
            escape(&self.description),
        );
        for shape in &self.shapes {
            write_shape(shape, &mut out);
        }
        out.push_str("</svg>");
        out
    }
}

fn write_shape(shape: &Shape, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match shape {
        Shape::Line { class, points } => {
            write!(out, "<path class=\"{class}\" d=\"{}\"/>", path(points))
        }
        Shape::Area { class, points } => {
            write!(out, "<path class=\"{class}\" d=\"{}z\"/>", path(points))
        }
        Shape::Dot { class, at, radius } => write!(
            out,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            place(at.0),
            place(at.1),
            place(*radius)
        ),
        Shape::Text { class, at, anchor, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            write!(
                out,
                "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                place(at.0),
                place(at.1),
                escape(text)
            )
        }
    };
}

fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        out.push(if index == 0 { 'M' } else { 'L' });
        out.push_str(&place(*x));
        out.push(' ');
        out.push_str(&place(*y));
    }
    out
}

/// A coordinate to a tenth of a pixel.
fn place(at: f64) -> String {
    if !at.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{at:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

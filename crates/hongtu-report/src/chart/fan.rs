//! Draws a panel: axes, fans, observations, targets, the day up to which evidence counts.

use super::axis::Axis;
use super::labels::{apart, fitted, width};
use super::{Anchor, Panel, Point, Scene, Series, Times};

/// Room around the plot: above, right, below, left.
struct Room {
    above: f64,
    right: f64,
    below: f64,
    left: f64,
}

struct Canvas<'a> {
    panel: &'a Panel,
    x: Axis,
    y: Axis,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl<'a> Canvas<'a> {
    fn new(panel: &'a Panel, scene: &Scene, room: &Room) -> Self {
        let (left, right) = (room.left, scene.width - room.right);
        let (top, bottom) = (room.above, scene.height - room.below);
        let x = Axis::new(panel.span, (left, right));
        let y = Axis::new(panel.domain, (bottom, top));
        Self { panel, x, y, left, right, top, bottom }
    }

    fn holds(&self, at: f64) -> bool {
        let x = self.x.at(at);
        x >= self.left - 0.5 && x <= self.right + 0.5
    }
}

fn scene(panel: &Panel, (width, height): (f64, f64)) -> Scene {
    Scene {
        width,
        height,
        title: panel.title.clone(),
        description: panel.description.clone(),
        frame: None,
        shapes: Vec::new(),
    }
}

/// A whole chart.
pub fn draw(panel: &Panel, size: (f64, f64)) -> Scene {
    let mut scene = scene(panel, size);
    let widest = panel.marks.iter().map(|(_, label)| width(label)).fold(0.0, larger);
    let above = if panel.now.is_some() { 20.0 } else { 10.0 };
    let room = Room { above, right: 8.0, below: 24.0, left: widest + 10.0 };
    let canvas = Canvas::new(panel, &scene, &room);
    scene.frame = Some([canvas.left, canvas.top, canvas.right, canvas.bottom]);
    values(&canvas, &mut scene);
    times(&canvas, &mut scene);
    for series in &panel.series {
        ghost(&canvas, series, &mut scene);
    }
    for (index, series) in panel.series.iter().enumerate().rev() {
        fan(&canvas, series, index, panel.series.len() > 1, &mut scene);
    }
    now(&canvas, true, &mut scene);
    goals(&canvas, &mut scene);
    for (index, series) in panel.series.iter().enumerate() {
        observed(&canvas, series, index, 3.5, &mut scene);
    }
    names(&canvas, &mut scene);
    scene
}

/// A chart without words, for a line of a table.
pub fn draw_small(panel: &Panel, size: (f64, f64)) -> Scene {
    let mut scene = scene(panel, size);
    let room = Room { above: 3.0, right: 4.0, below: 3.0, left: 3.0 };
    let canvas = Canvas::new(panel, &scene, &room);
    scene.line("rule", vec![(canvas.left, canvas.bottom), (canvas.right, canvas.bottom)]);
    for (index, series) in panel.series.iter().enumerate() {
        ghost(&canvas, series, &mut scene);
        fan(&canvas, series, index, false, &mut scene);
    }
    now(&canvas, false, &mut scene);
    for goal in panel.goals.iter().filter(|goal| canvas.holds(goal.at)) {
        let at = canvas.x.at(goal.at);
        scene.line("due", vec![(at, canvas.top), (at, canvas.bottom)]);
        if let Some(bound) = goal.bound {
            let y = canvas.y.at(bound);
            scene.line("goal", vec![(canvas.left, y), (at, y)]);
            scene.dot("flag", (at, y), 2.6);
        }
    }
    for (index, series) in panel.series.iter().enumerate() {
        observed(&canvas, series, index, 1.7, &mut scene);
    }
    scene
}

/// When something happens: the 90 % interval and the median of an instant, against the last day.
/// Its one point holds instants as quantiles.
pub fn draw_strip(panel: &Panel, size: (f64, f64)) -> Scene {
    let mut scene = scene(panel, size);
    let room = Room { above: 3.0, right: 4.0, below: 3.0, left: 3.0 };
    let canvas = Canvas::new(panel, &scene, &room);
    scene.line("rule", vec![(canvas.left, canvas.bottom), (canvas.right, canvas.bottom)]);
    now(&canvas, false, &mut scene);
    let middle = (canvas.top + canvas.bottom) / 2.0;
    let clamped = |at: f64| {
        let x = if at.is_nan() { canvas.right } else { canvas.x.at(at) };
        smaller(larger(x, canvas.left), canvas.right)
    };
    for [low, lower, median, upper, high] in
        panel.series.iter().flat_map(|series| &series.points).map(|point| point.quantiles)
    {
        scene.rectangle("f90 s0", (clamped(low), middle - 6.0), (clamped(high), middle + 6.0));
        if lower < upper {
            scene.rectangle(
                "f50 s0",
                (clamped(lower), middle - 6.0),
                (clamped(upper), middle + 6.0),
            );
        }
        let at = clamped(median);
        scene.line("mid s0", vec![(at, middle - 8.0), (at, middle + 8.0)]);
    }
    for goal in panel.goals.iter().filter(|goal| canvas.holds(goal.at)) {
        let at = canvas.x.at(goal.at);
        scene.line("due", vec![(at, canvas.top), (at, canvas.bottom)]);
        scene.dot("flag", (at, middle), 2.6);
    }
    scene
}

/// Horizontal lines with their values.
fn values(canvas: &Canvas<'_>, scene: &mut Scene) {
    for (value, label) in &canvas.panel.marks {
        let y = canvas.y.at(*value);
        let class = if *value == 0.0 { "rule" } else { "grid" };
        scene.line(class, vec![(canvas.left, y), (canvas.right, y)]);
        scene.text("tick", (canvas.left - 6.0, y + 4.0), Anchor::End, label);
    }
}

fn times(canvas: &Canvas<'_>, scene: &mut Scene) {
    let (base, below) = (canvas.bottom, canvas.bottom + 16.0);
    scene.line("rule", vec![(canvas.left, base), (canvas.right, base)]);
    match &canvas.panel.times {
        Times::Instants(instants) => {
            for (at, label) in instants.iter().filter(|(at, _)| canvas.holds(*at)) {
                let x = canvas.x.at(*at);
                scene.line("rule", vec![(x, base), (x, base + 4.0)]);
                let half = width(label) / 2.0;
                let x = smaller(larger(x, canvas.left + half - 8.0), canvas.right - half + 6.0);
                scene.text("tick", (x, below), Anchor::Middle, label);
            }
        }
        Times::Years => {
            let (first, last) = (canvas.panel.span.0.ceil(), canvas.panel.span.1.floor());
            // A name takes some room: every second, fifth, … year is named where there are many.
            let every = super::step(40.0 / larger(canvas.x.length(1.0), 1e-6)).unwrap_or(1.0);
            let every = larger(every, 1.0);
            let seen = canvas.x.length(1.0) > 4.0;
            let mut year = if seen { first } else { (first / every).ceil() * every };
            while year <= last && scene.shapes.len() < 10_000 {
                let x = canvas.x.at(year);
                if seen {
                    scene.line("rule", vec![(x, base), (x, base + 4.0)]);
                }
                let whole = (year / every).round() * every == year;
                if whole && year + 0.5 <= canvas.panel.span.1 {
                    let at = canvas.x.at(year + 0.5);
                    scene.text("tick", (at, below), Anchor::Middle, format!("{year:.0}"));
                }
                year += if seen { 1.0 } else { every };
            }
        }
    }
}

/// The bands and the median of a series. Values of spans are drawn in steps where they stand alone;
/// where several series share a plot they are joined from middle to middle.
fn fan(canvas: &Canvas<'_>, series: &Series, index: usize, shared: bool, scene: &mut Scene) {
    let class = |name: &str| format!("{name} s{index}");
    for part in parts(canvas, series) {
        let stepped = series.spans && !shared;
        if stepped {
            for point in &part {
                let (x0, x1) = (canvas.x.at(point.from), canvas.x.at(point.to));
                let gap = smaller((x1 - x0) * 0.08, 2.0);
                let y = |share: usize| canvas.y.at(point.quantiles[share]);
                for (name, low, high) in [("f90", 0, 4), ("f50", 1, 3)] {
                    // A band that is thinner than a hair is still there.
                    let (lower, upper) = (larger(y(low), y(high) + 0.8), y(high));
                    let corner = (x1 - gap, upper);
                    scene.rectangle(&class(name), (x0 + gap, lower), corner);
                }
                let middle = y(2);
                scene.line(class("mid"), vec![(x0 + gap, middle), (x1 - gap, middle)]);
            }
            continue;
        }
        let at = |point: &Point| canvas.x.at((point.from + point.to) / 2.0);
        for (name, low, high) in [("f90", 0, 4), ("f50", 1, 3)] {
            if shared && name == "f50" {
                continue;
            }
            let mut points: Vec<(f64, f64)> =
                part.iter().map(|p| (at(p), canvas.y.at(p.quantiles[high]))).collect();
            points.extend(part.iter().rev().map(|p| (at(p), canvas.y.at(p.quantiles[low]))));
            scene.area(class(name), points);
        }
        let middle = part.iter().map(|p| (at(p), canvas.y.at(p.quantiles[2]))).collect();
        scene.line(class("mid"), middle);
        if series.spans {
            for point in &part {
                scene.dot(&class("bead"), (at(point), canvas.y.at(point.quantiles[2])), 1.8);
            }
        }
    }
}

/// Where a series was before a lever was moved: the edges of its 90 % band and its median.
fn ghost(canvas: &Canvas<'_>, series: &Series, scene: &mut Scene) {
    let held = |p: &&Point| canvas.holds(p.from) && canvas.holds(p.to);
    let points: Vec<&Point> = series.before.iter().filter(held).collect();
    if !series.spans && points.len() > 1 {
        for (share, class) in [(0, "ghost edge"), (2, "ghost"), (4, "ghost edge")] {
            let finite = points.iter().filter(|p| p.quantiles[share].is_finite());
            let place = |p: &&Point| (canvas.x.at(p.to), canvas.y.at(p.quantiles[share]));
            scene.line(class, finite.map(place).collect());
        }
        return;
    }
    for point in points {
        let (x0, x1) = (canvas.x.at(point.from), canvas.x.at(point.to));
        // A single instant is marked by a short stroke.
        let (x0, x1) = if x0 < x1 { (x0, x1) } else { (x0 - 5.0, x0 + 5.0) };
        for (share, class) in [(0, "ghost edge"), (2, "ghost"), (4, "ghost edge")] {
            if point.quantiles[share].is_finite() {
                let y = canvas.y.at(point.quantiles[share]);
                scene.line(class, vec![(x0, y), (x1, y)]);
            }
        }
    }
}

/// The points that are in the plot, in parts without gaps.
fn parts(canvas: &Canvas<'_>, series: &Series) -> Vec<Vec<Point>> {
    let mut parts = vec![Vec::new()];
    for point in &series.points {
        let seen = canvas.holds(point.from) && canvas.holds(point.to);
        if seen && point.quantiles.iter().all(|q| q.is_finite()) {
            if let Some(part) = parts.last_mut() {
                part.push(*point);
            }
        } else if parts.last().is_some_and(|part| !part.is_empty()) {
            parts.push(Vec::new());
        }
    }
    parts
}

fn observed(canvas: &Canvas<'_>, series: &Series, index: usize, radius: f64, scene: &mut Scene) {
    for dot in series.dots.iter().filter(|dot| canvas.holds(dot.at)) {
        let x = canvas.x.at(dot.at);
        let clamp = |y: f64| smaller(larger(y, canvas.top), canvas.bottom);
        let end = |value: f64| {
            if value == f64::INFINITY {
                canvas.top
            } else if value == f64::NEG_INFINITY {
                canvas.bottom
            } else {
                clamp(canvas.y.at(value))
            }
        };
        let class = if dot.weighs { "bar" } else { "bar later" };
        let (low, high) = (end(dot.low), end(dot.high));
        scene.line(format!("{class} s{index}"), vec![(x, low), (x, high)]);
        let class = if dot.weighs { "dot" } else { "dot later" };
        if let Some(value) = dot.value {
            scene.dot(&format!("{class} s{index}"), (x, canvas.y.at(value)), radius);
        } else {
            for y in [low, high] {
                scene.line(format!("bar s{index}"), vec![(x - radius, y), (x + radius, y)]);
            }
        }
    }
}

fn now(canvas: &Canvas<'_>, words: bool, scene: &mut Scene) {
    let Some((at, before, behind)) = &canvas.panel.now else { return };
    if !canvas.holds(*at) {
        return;
    }
    let x = canvas.x.at(*at);
    let top = if words { canvas.top - 14.0 } else { canvas.top };
    scene.line("now", vec![(x, top), (x, canvas.bottom)]);
    if words {
        let y = canvas.top - 6.0;
        if x - canvas.left > width(before) {
            scene.text("note", (x - 5.0, y), Anchor::End, before);
        }
        if canvas.right - x > width(behind) {
            scene.text("note", (x + 5.0, y), Anchor::Start, behind);
        }
    }
}

/// Bounds as dashed lines up to their deadline; a direction as its deadline alone.
fn goals(canvas: &Canvas<'_>, scene: &mut Scene) {
    let mut directions = 0.0;
    for goal in canvas.panel.goals.iter().filter(|goal| canvas.holds(goal.at)) {
        let x = canvas.x.at(goal.at);
        let label = fitted(&goal.label, canvas.right - canvas.left - 8.0);
        let (y, class) = match goal.bound {
            Some(bound) => {
                let y = canvas.y.at(bound);
                scene.line("goal", vec![(canvas.left, y), (x, y)]);
                scene.dot("flag", (x, y), 4.5);
                let above = y - 7.0;
                (if above > canvas.top + 8.0 { above } else { y + 16.0 }, "aim")
            }
            None => {
                scene.line("due", vec![(x, canvas.top), (x, canvas.bottom)]);
                directions += 1.0;
                (canvas.top + 12.0 * directions, "aim")
            }
        };
        scene.text(class, (canvas.left + 4.0, y), Anchor::Start, label);
    }
}

/// Names of several series at their ends.
fn names(canvas: &Canvas<'_>, scene: &mut Scene) {
    if canvas.panel.series.len() < 2 {
        return;
    }
    let ends: Vec<Option<(f64, f64)>> = canvas
        .panel
        .series
        .iter()
        .map(|series| {
            let part = parts(canvas, series).into_iter().rfind(|part| !part.is_empty())?;
            let point = part.last()?;
            let x = canvas.x.at((point.from + point.to) / 2.0);
            Some((x, canvas.y.at(point.quantiles[2]) - 7.0))
        })
        .collect();
    let mut places: Vec<f64> = ends.iter().map(|end| end.map_or(f64::NAN, |e| e.1)).collect();
    apart(&mut places, 15.0, canvas.top + 10.0, canvas.bottom - 4.0);
    for ((index, series), (end, y)) in
        canvas.panel.series.iter().enumerate().zip(ends.iter().zip(&places))
    {
        if end.is_some() {
            let label = fitted(&series.label, (canvas.right - canvas.left) * 0.7);
            scene.text(&format!("name s{index}"), (canvas.right - 2.0, *y), Anchor::End, label);
        }
    }
}

fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

//! Charts as drawings: fans over time with what was observed and what is asked.
//!
//! A [`Panel`] says what is to be seen, in words and values that are ready to be shown; [`draw`] makes
//! a [`Scene`] of it for a size, and the scene writes itself as SVG. Nothing here knows of plans.

mod axis;
mod fan;
mod labels;
mod scene;

pub use axis::{Axis, domain, step, ticks};
pub use fan::{draw, draw_small, draw_strip};
pub use scene::{Anchor, Scene, Shape};

/// What one chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// What it is, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// First and last instant, in the unit of time.
    pub span: (f64, f64),
    /// Lowest and highest value.
    pub domain: (f64, f64),
    /// Values that are marked, with what they are called.
    pub marks: Vec<(f64, String)>,
    /// Instants that are marked.
    pub times: Times,
    /// What is drawn, the most important first.
    pub series: Vec<Series>,
    /// What is asked.
    pub goals: Vec<Goal>,
    /// The instant up to which evidence counts, with the words before and behind it.
    pub now: Option<(f64, String, String)>,
}

/// How time is marked.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Times {
    /// Years, each named in its middle.
    #[default]
    Years,
    /// Instants with what they are called.
    Instants(Vec<(f64, String)>),
}

/// A measure over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What people call it; shown beside it where there are several.
    pub label: String,
    /// Whether its values are about spans of time rather than instants.
    pub spans: bool,
    /// Its points in the order of time.
    pub points: Vec<Point>,
    /// The points that were others before a lever was moved, as they were.
    pub before: Vec<Point>,
    /// What was observed of it.
    pub dots: Vec<Dot>,
}

/// Values at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Start of the time that it is about.
    pub from: f64,
    /// Its end; the same for an instant.
    pub to: f64,
    /// Quantiles 5 %, 25 %, 50 %, 75 % and 95 %.
    pub quantiles: [f64; 5],
}

/// Something observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// When.
    pub at: f64,
    /// The value; `None` where only a range is known.
    pub value: Option<f64>,
    /// Lower end of the error bar; −∞ for none.
    pub low: f64,
    /// Upper end of the error bar; ∞ for none.
    pub high: f64,
    /// Whether it weighs.
    pub weighs: bool,
}

/// Something asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// When it is due.
    pub at: f64,
    /// The bound; `None` where a direction is asked for.
    pub bound: Option<f64>,
    /// What is asked, in words.
    pub label: String,
}

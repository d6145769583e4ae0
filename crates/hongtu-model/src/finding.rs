//! Findings: what the evidence says of itself. The words for them are made where they are shown.

use std::ops::Range;

use crate::{Labels, Unit};

/// Something the evidence says of itself.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    /// What it says.
    pub found: Found,
    /// The places it follows from, the one that asks for it first.
    pub places: Vec<Place>,
    /// The line of the first place in the document, from 1.
    pub line: usize,
}

/// What a finding says.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Found {
    /// Two values of one thing; the places are that of the second and that of the first.
    Disagreement(Disagreement),
    /// A growth at constant prices beside the growth of two levels.
    RealBesideNominal(RealBesideNominal),
    /// A stated growth beside the levels of two years.
    GrowthBesideLevels(GrowthBesideLevels),
    /// A growth and one level, which imply the other.
    Implied(Implied),
    /// The pace that a target needs from the latest figure on.
    Pace(PaceNeeded),
    /// What a `compare` statement asks for.
    Compared(Compared),
}

impl Found {
    /// Id of the rule.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Disagreement(_) => "values-disagree",
            Self::RealBesideNominal(_) => "real-and-nominal",
            Self::GrowthBesideLevels(GrowthBesideLevels { agrees: true, .. }) => "figures-agree",
            Self::GrowthBesideLevels(_) => "growth-contradicts",
            Self::Implied(_) => "implied-value",
            Self::Pace(_) => "pace-needed",
            Self::Compared(_) => "compare",
        }
    }
}

/// Two values of one thing.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Disagreement {
    /// What both are of.
    pub topic: Topic,
    /// The value that is stated first.
    pub first: Figure,
    /// The value that is stated second.
    pub second: Figure,
    /// By which share of the first the second is larger; not finite where the first is 0.
    pub apart: f64,
    /// Whether the first holds, where one of them is superseded.
    pub first_holds: Option<bool>,
}

/// A growth at constant prices beside the growth of two levels.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RealBesideNominal {
    /// What grows, and in which year.
    pub topic: Topic,
    /// At constant prices, as stated.
    pub real: Rate,
    /// What the levels of the two years come to.
    pub nominal: f64,
    /// The change of prices that the two imply together.
    pub prices: f64,
}

/// A stated growth beside the levels of two years.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GrowthBesideLevels {
    /// What grows, and when the later level is of.
    pub topic: Topic,
    /// When the earlier level is of.
    pub before_when: String,
    /// The growth as stated.
    pub stated: Rate,
    /// The later level.
    pub this: Figure,
    /// The earlier level.
    pub before: Figure,
    /// The growth from one to the other.
    pub change: f64,
    /// By how much the stated growth differs from it.
    pub apart: f64,
    /// The earlier level that goes with the stated growth.
    pub would_be: Figure,
    /// Whether they agree.
    pub agrees: bool,
}

/// A growth and one level, which imply the other.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Implied {
    /// What grows, and when the level is of that is stated.
    pub topic: Topic,
    /// The growth as stated.
    pub stated: Rate,
    /// The level that is stated.
    pub level: Figure,
    /// The level that follows.
    pub implied: Figure,
    /// When that is of.
    pub implied_when: String,
    /// Whether the level that follows is the earlier one.
    pub backwards: bool,
}

/// The pace that a target needs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PaceNeeded {
    /// The target.
    pub target: Thing,
    /// Its reading, named in the author's words, where it has several.
    pub reading: Option<Thing>,
    /// What the latest figure is of.
    pub latest_of: Topic,
    /// The latest figure.
    pub latest: Figure,
    /// The bound.
    pub bound: Figure,
    /// Whether the latest figure meets it.
    pub met: bool,
    /// When it is due, as the plan writes it.
    pub due: String,
    /// Years between the two.
    pub years: f64,
    /// The bound as a multiple of the latest figure.
    pub times: f64,
    /// The change a year that leads from one to the other.
    pub pace: f64,
}

/// Two things beside each other.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Compared {
    /// The author's words for it, by language.
    pub words: Labels,
    /// What is compared.
    pub left: Side,
    /// What it is compared with.
    pub right: Side,
    /// The left side as a multiple of the right.
    pub ratio: f64,
    /// Years from the right side to the left, and the change a year, where both are of one thing.
    pub pace: Option<(i32, f64)>,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Side {
    /// What it is.
    pub topic: Topic,
    /// How much it is.
    pub figure: Figure,
    /// Whom it covers.
    pub scope: Option<String>,
    /// What that is called.
    pub scope_labels: Labels,
}

/// What a figure is of, and of which time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Topic {
    /// What it is of.
    pub thing: Thing,
    /// The time as the plan writes it: `2023`, `end of 2023`.
    pub when: Option<String>,
}

/// What figures are of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Thing {
    /// Something the plan has a name for.
    Named {
        /// Its name.
        name: String,
        /// What people call it.
        labels: Labels,
    },
    /// The growth of something.
    Growth(Box<Thing>),
    /// One thing for each of another.
    Ratio(Box<Thing>, Box<Thing>),
    /// Anything else, as the plan writes it.
    Written(String),
}

/// A figure with the unit in which it is shown; the value is in coherent units.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Figure {
    /// The value.
    pub value: f64,
    /// How it is shown.
    pub unit: Unit,
}

/// A rate of change as a source states it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rate {
    /// The change, a share of what was before.
    pub change: f64,
    /// How many digits it is written with.
    pub digits: usize,
}

/// A place in the document that states a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// Its bytes.
    pub span: Range<usize>,
    /// Title of the source of the figure.
    pub source: Option<String>,
}

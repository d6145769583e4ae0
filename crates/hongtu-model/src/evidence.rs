//! Evidence: sources and observations.

use std::ops::Range;

use jiff::civil::Date;

use crate::MeasureId;

/// Where figures are from.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Source {
    /// Its short name in the plan.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// The date as the plan writes it.
    pub date: Option<String>,
    /// The last day by which it was certainly known.
    #[cfg_attr(feature = "serde", serde(with = "crate::date"))]
    pub known: Option<Date>,
    /// Its address.
    pub url: Option<String>,
}

/// A stated value in coherent units. `sd` is the standard deviation of the measurement alone.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Stated {
    /// A value with a normal error.
    Normal {
        /// The value.
        value: f64,
        /// Standard deviation; 0 where none is stated.
        sd: f64,
    },
    /// Anything between is equally likely.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// At least this.
    AtLeast {
        /// The value.
        value: f64,
        /// Standard deviation of the bound; 0 for a hard one.
        sd: f64,
    },
    /// At most this.
    AtMost {
        /// The value.
        value: f64,
        /// Standard deviation of the bound; 0 for a hard one.
        sd: f64,
    },
}

impl Stated {
    /// The value that stands for it: the value, the middle, the bound.
    pub fn middle(self) -> f64 {
        match self {
            Self::Normal { value, .. }
            | Self::AtLeast { value, .. }
            | Self::AtMost { value, .. } => value,
            Self::Uniform { low, high } => low + (high - low) / 2.0,
        }
    }
}

/// A measured value of a measure.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Observation {
    /// What was measured.
    pub measure: MeasureId,
    /// What was found.
    pub stated: Stated,
    /// The value as the plan writes it.
    pub text: String,
    /// Standard deviation of the model's own discrepancy, in coherent units: the declared share
    /// times the value.
    pub discrepancy: f64,
    /// Name of the source.
    pub source: Option<String>,
    /// The words that carry the figure.
    pub quote: Option<String>,
    /// What the author says of it.
    pub notes: Vec<String>,
    /// The last day by which it was certainly known.
    #[cfg_attr(feature = "serde", serde(with = "crate::date"))]
    pub known: Option<Date>,
    /// Whether it became known after the as-of date.
    pub hidden: bool,
    /// Whether a later figure replaces it: it is shown and not weighed.
    pub superseded: bool,
    /// Bytes of its statement in the document.
    pub span: Range<usize>,
    /// Its line in the document, from 1.
    pub line: usize,
}

impl Observation {
    /// Whether it weighs runs.
    pub fn weighs(&self) -> bool {
        !self.hidden && !self.superseded
    }
}

//! Answers about the evidence and about the runs themselves.

use hongtu_model::{Labels, Stated, Unit};
use jiff::civil::Date;

use super::Spread;
use crate::trajectories::Place;

/// Whether an observation weighs runs, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Standing {
    /// It weighs.
    Weighed,
    /// It became known after the as-of date.
    Hidden,
    /// A later figure replaces it.
    Superseded,
}

impl Standing {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Weighed => "weighed",
            Self::Hidden => "hidden",
            Self::Superseded => "superseded",
        }
    }
}

/// An observation beside what the ensemble says of the same measure.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObservationAnswer {
    /// Canonical text of the measure.
    pub measure: String,
    /// Name of the quantity that the measure reads, where it is one.
    pub quantity: Option<String>,
    /// What people call that quantity.
    pub labels: Labels,
    /// The time that the measure is about, where that is known in advance.
    pub place: Option<Place>,
    /// The value as the plan writes it.
    pub text: String,
    /// The stated value.
    pub stated: Stated,
    /// Standard deviation of the measurement; of a range, that of the uniform distribution.
    pub error: f64,
    /// Standard deviation of the model's discrepancy.
    pub discrepancy: f64,
    /// How values are shown.
    pub unit: Unit,
    /// Whether the measure is an instant.
    pub is_date: bool,
    /// Whether it weighs.
    pub standing: Standing,
    /// Name of the source.
    pub source: Option<String>,
    /// The words that carry the figure.
    pub quote: Option<String>,
    /// What the author says of it, such as why the model misses it.
    pub notes: Vec<String>,
    /// The last day by which it was certainly known.
    #[cfg_attr(feature = "serde", serde(with = "hongtu_model::date"))]
    pub known: Option<Date>,
    /// Its line in the document.
    pub line: usize,
    /// The measure in the ensemble before observations weigh.
    pub prior: Option<Spread>,
    /// The measure in the weighted ensemble; the same as `prior` where nothing weighs.
    pub weighted: Option<Spread>,
    /// How far the stated value lies from the prior median, in standard deviations of measurement,
    /// discrepancy and prior together. A bound that the median satisfies counts 0.
    pub z_prior: Option<f64>,
    /// The same against the weighted ensemble.
    pub z: Option<f64>,
}

/// How the model lies to an observation that it misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Miss {
    /// The model is lower than what was observed.
    Low,
    /// The model is higher than what was observed.
    High,
}

impl Miss {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "model too low",
            Self::High => "model too high",
        }
    }
}

impl ObservationAnswer {
    /// Beyond so many standard deviations the model misses.
    pub const MISSED: f64 = 2.0;

    /// How the weighted ensemble misses what was observed; `None` where it does not.
    pub fn miss(&self) -> Option<Miss> {
        match self.z? {
            z if z > Self::MISSED => Some(Miss::Low),
            z if z < -Self::MISSED => Some(Miss::High),
            _ => None,
        }
    }
}

/// An observation that no run comes near: every run misses it by more than
/// [`crate::conditioning::MISFIT`] standard deviations, or a hard one altogether.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Misfit {
    /// Index into [`super::Answers::observations`].
    pub observation: usize,
    /// The value in the run that comes closest; `None` where no run gives a number.
    pub closest: Option<f64>,
    /// By how much that run misses, in coherent units.
    pub miss: Option<f64>,
    /// The miss in standard deviations of measurement and discrepancy; `None` where both are 0.
    pub deviations: Option<f64>,
    /// The run that comes closest.
    pub run: Option<u64>,
}

/// Runs in which something went wrong. They count as missed for every target.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Troubles {
    /// How many.
    pub runs: u64,
    /// Their share of all weight.
    pub weight: f64,
    /// How many of them were examined for a cause.
    pub examined: u64,
    /// Distinct causes, the most frequent first.
    pub causes: Vec<TroubleCause>,
}

/// One way in which runs go wrong.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TroubleCause {
    /// Name of the variable; empty where the trouble is in the arithmetic of a measure.
    pub variable: String,
    /// What people call its quantity.
    pub labels: Labels,
    /// What happened.
    pub kind: TroubleKind,
    /// The operation with its operands, in the engine's words.
    pub what: String,
    /// The step of its earliest occurrence among the examined runs; `None` in a measure.
    pub step: Option<u32>,
    /// The time of that step, as it is printed: a date in a calendar plan.
    pub when: Option<String>,
    /// In how many of the examined runs.
    pub runs: u64,
    /// A run that reproduces it.
    pub run: u64,
}

/// What can go wrong in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TroubleKind {
    /// A division by zero.
    DivisionByZero,
    /// A value beyond the largest number.
    Overflow,
    /// A value that is not a number.
    NotANumber,
}

impl TroubleKind {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::Overflow => "overflow",
            Self::NotANumber => "not a number",
        }
    }
}

/// What the ensemble shows about the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Warning {
    /// What.
    pub kind: WarningKind,
    /// Id of the judgement it is about.
    pub target: String,
}

/// Warnings that only a run can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum WarningKind {
    /// No run meets the target.
    NeverMet,
    /// Every run meets the target.
    AlwaysMet,
}

impl WarningKind {
    /// Id of the rule.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::NeverMet => "target-never-met",
            Self::AlwaysMet => "target-always-met",
        }
    }
}

//! Answers about targets.

use hongtu_model::{Amount, Comparison, Deadline, Labels, Section, TargetKind, Unit};

use super::{LeverEffect, Pace, Status};

/// Odds of one reading of a target.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TargetAnswer {
    /// The target's name, or `target.reading` where it has several.
    pub id: String,
    /// The target's name.
    pub target: String,
    /// What people call the target.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// The words of the reading, where the target has several.
    pub reading: Option<String>,
    /// What people call the reading.
    pub reading_labels: Labels,
    /// Canonical text of the measure.
    pub measure: String,
    /// What is asked of it.
    pub asked: Asked,
    /// When it is due.
    pub deadline: Deadline,
    /// Binding or indicative.
    pub kind: TargetKind,
    /// How values of the measure are shown.
    pub unit: Unit,
    /// Whether the measure is an instant.
    pub is_date: bool,
    /// Whether the measure is a level, whose year ends at the instant that is the next one.
    pub is_level: bool,
    /// Name of the source and the words that state the target.
    pub source: Option<(String, Option<String>)>,
    /// The section it stands in.
    pub section: Option<Section>,
    /// Probability that it is met; troubled runs count as missed.
    pub attainment: f64,
    /// Standard error of the attainment over the scrambles; `None` with too few runs.
    pub attainment_error: Option<f64>,
    /// The attainment in words.
    pub likelihood: Likelihood,
    /// The probability before observations weigh.
    pub prior_attainment: f64,
    /// What evidence bears on it.
    pub evidence: Evidence,
    /// By how much evidence moved it; `None` where the runs of the prior are not at hand.
    pub moved: Option<Moved>,
    /// Median of the measure; `None` where no run gives a number.
    pub median: Option<f64>,
    /// 5 % and 95 % quantiles of the measure.
    pub interval_90: Option<(f64, f64)>,
    /// For a direction: how the measure moves.
    pub direction: Option<Direction>,
    /// Growth so far and growth needed, from observations alone.
    pub pace: Option<Pace>,
    /// Status by two methods that use observations alone.
    pub status: Status,
    /// Levers by what they do to this target, the strongest first; levers that cannot reach it are
    /// left out.
    pub levers: Vec<LeverEffect>,
}

impl TargetAnswer {
    /// Whether it asks for a direction rather than a number.
    pub fn is_direction(&self) -> bool {
        matches!(self.asked, Asked::Direction { .. })
    }
}

/// What is asked of a measure.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Asked {
    /// The measure against a bound.
    Bound {
        /// How they are compared.
        comparison: Comparison,
        /// The bound, in coherent units.
        bound: f64,
        /// The bound in [`TargetAnswer::unit`].
        shown: f64,
        /// The bound as the plan writes it.
        text: String,
    },
    /// The measure against the same measure at a base.
    Direction {
        /// Whether it must rise (else fall).
        rises: bool,
        /// By how much.
        amount: Amount,
        /// Canonical text of the measure at the base.
        base: String,
        /// The base as it is printed.
        base_text: String,
    },
}

/// IPCC's calibrated words for probabilities (Mastrandrea et al. 2010, table 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Likelihood {
    /// There is no probability: the runs could not be computed.
    Unknown,
    /// At most 1 %.
    ExceptionallyUnlikely,
    /// At most 10 %.
    VeryUnlikely,
    /// At most 33 %.
    Unlikely,
    /// Between 33 % and 66 %.
    AboutAsLikelyAsNot,
    /// At least 66 %.
    Likely,
    /// At least 90 %.
    VeryLikely,
    /// At least 99 %.
    VirtuallyCertain,
}

impl Likelihood {
    /// The word for a probability; [`Self::Unknown`] for NaN.
    pub fn of(probability: f64) -> Self {
        if probability.is_nan() {
            Self::Unknown
        } else if probability >= 0.99 {
            Self::VirtuallyCertain
        } else if probability >= 0.9 {
            Self::VeryLikely
        } else if probability >= 0.66 {
            Self::Likely
        } else if probability > 0.33 {
            Self::AboutAsLikelyAsNot
        } else if probability > 0.1 {
            Self::Unlikely
        } else if probability > 0.01 {
            Self::VeryUnlikely
        } else {
            Self::ExceptionallyUnlikely
        }
    }

    /// The word for a share of runs; [`Self::Unknown`] where these are too few to tell its error.
    pub fn of_runs(share: f64, error: Option<f64>) -> Self {
        error.map_or(Self::Unknown, |_| Self::of(share))
    }

    /// The word in English, as JSON uses it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::ExceptionallyUnlikely => "exceptionally unlikely",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::AboutAsLikelyAsNot => "about as likely as not",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::VirtuallyCertain => "virtually certain",
        }
    }
}

/// What evidence bears on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Evidence {
    /// An observation that weighs is of the same variable.
    Observed,
    /// Observations that weigh share uncertain inputs with it and move it, but none is of the same
    /// variable.
    Indirect,
    /// No observation that weighs is of the same variable, and none shares an uncertain input with it
    /// or all of them together hardly move it ([`Moved::is_little`]): prior only.
    PriorOnly,
}

/// By how much evidence moved a target.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moved {
    /// The odds, less what they were before evidence.
    pub attainment: f64,
    /// The largest move of an end or the middle of the 90 % range of what is judged (of a direction,
    /// the change), as a share of the width that it had; `None` where no run gives a number.
    pub range: Option<f64>,
}

impl Evidence {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Indirect => "indirect",
            Self::PriorOnly => "prior only",
        }
    }
}

/// Median and 90 % interval of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spread {
    /// 5 % quantile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub high: f64,
}

/// How the measure of a direction moves.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Direction {
    /// The measure at the base.
    pub base: Option<Spread>,
    /// Measure less base.
    pub change: Option<Spread>,
    /// Measure over base, less one; `None` where the base is not positive in every run.
    pub relative_change: Option<Spread>,
    /// Against the same measure with all levers at their defaults; `None` where the study itself
    /// has all levers at their defaults.
    pub against_usual: Option<AgainstUsual>,
}

/// A measure against business as usual: the same draws with all levers at their defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AgainstUsual {
    /// Probability that the target is met with business as usual.
    pub usual_attainment: f64,
    /// Probability that the measure lies on the better side of business as usual.
    pub better: f64,
    /// Standard error of `better` over the scrambles.
    pub better_error: Option<f64>,
    /// The measure less that of business as usual, run by run.
    pub difference: Option<Spread>,
}

/// Odds that all numeric targets are met together.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct JointAnswer {
    /// One for each combination of readings.
    pub combinations: Vec<JointCombination>,
    /// How many combinations were left out because there are more than
    /// [`crate::MAX_COMBINATIONS`]; the first readings come first.
    pub left_out: u64,
    /// Names of the targets that are directions and do not enter.
    pub directions: Vec<String>,
}

/// One reading of each numeric target.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct JointCombination {
    /// Ids of the judgements.
    pub ids: Vec<String>,
    /// Probability that all are met in the same run.
    pub attainment: f64,
    /// Standard error over the scrambles.
    pub attainment_error: Option<f64>,
    /// The attainment in words.
    pub likelihood: Likelihood,
}

//! Scoring forecasts by what happened.
//!
//! [`score`] takes the forecast of one day and outcomes that became known later; [`backtest()`] rolls
//! the day through a plan's own observations. Both put the same scores beside those of methods that
//! need no model. The formulas are in `docs/scoring.md`.

mod assess;
mod backtest;
mod naive;
pub mod rules;
mod summary;

use hongtu_model::{Happened, Outcome, OutcomeOf, Plan, Unit, Unmatched};
use jiff::civil::Date;

use crate::answers::Answers;
use crate::question::{Question, StudyError};
use crate::study::study_runs;
use assess::{Item, assess};

pub use backtest::{Backtest, Origin, Skipped, backtest, boundaries};
pub use naive::Forecaster;
pub use summary::{Beside, Coverage, InShort, NumbersAgainst, TargetsAgainst};

/// The forecast of a day against what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The forecast.
    pub answers: Answers,
    /// What it was worth.
    pub scores: Scores,
    /// Outcomes of what the plan does not have.
    pub unmatched: Vec<Unmatched>,
}

/// Scores of forecasts, one by one and in sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Numbers that were forecast, in the order of the outcomes.
    pub numbers: Vec<NumberScore>,
    /// Targets whose outcome is known, in the plan's order.
    pub targets: Vec<TargetScore>,
    /// Outcomes that score nothing.
    pub left_out: Vec<LeftOut>,
    /// How often intervals held; `None` without a number.
    pub coverage: Option<Coverage>,
    /// The model's score of numbers beside each other method's.
    pub numbers_against: Vec<NumbersAgainst>,
    /// The model's scores of targets, then beside each other method's.
    pub targets_against: Vec<TargetsAgainst>,
}

/// A number that was forecast, and what it came to.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberScore {
    /// Canonical text of the measure.
    pub measure: String,
    /// The day of the forecast.
    pub as_of: Option<Date>,
    /// The day by which the outcome was known.
    pub known: Date,
    /// The outcome as it was written.
    pub text: String,
    /// Where the outcome is from.
    pub source: Option<String>,
    /// Its line in the file, or in the document.
    pub line: usize,
    /// How values are shown.
    pub unit: Unit,
    /// Whether the measure is an instant.
    pub is_date: bool,
    /// The least the outcome can have been.
    pub low: f64,
    /// The most it can have been.
    pub high: f64,
    /// Median of the forecast.
    pub median: f64,
    /// 25 % and 75 % quantiles of the forecast.
    pub interval_50: (f64, f64),
    /// 5 % and 95 % quantiles of the forecast.
    pub interval_90: (f64, f64),
    /// Share of the outcome that lies in the 50 % interval: 0 or 1, or between for a range.
    pub held_50: f64,
    /// The same of the 90 % interval.
    pub held_90: f64,
    /// Continuous ranked probability score, in coherent units.
    pub crps: f64,
    /// The size by which errors of different measures are made comparable; `None` where nothing of
    /// the kind was known.
    pub scale: Option<f64>,
    /// What methods without a model said; those that had nothing to say are left out.
    pub others: Vec<PointForecast>,
}

/// A forecast of one number without any spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointForecast {
    /// Whose it is.
    pub by: Forecaster,
    /// The number, in coherent units.
    pub value: f64,
    /// Its distance from the outcome: its continuous ranked probability score.
    pub error: f64,
}

/// A target whose outcome is known.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetScore {
    /// Id of the judgement.
    pub id: String,
    /// The day of the forecast.
    pub as_of: Option<Date>,
    /// The day by which the outcome was known.
    pub known: Date,
    /// Whether it was met.
    pub met: bool,
    /// What the outcome was taken from, as it was written.
    pub from: String,
    /// The line of that.
    pub line: usize,
    /// The model's odds, then those of the methods without one that had something to say.
    pub odds: Vec<ScoredOdds>,
}

/// Odds and what they were worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoredOdds {
    /// Whose they are.
    pub by: Forecaster,
    /// The probability.
    pub probability: f64,
    /// Brier score.
    pub brier: f64,
    /// Logarithmic score in nats; of the model that of its smoothed odds.
    pub log: f64,
}

/// An outcome that scores nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is of.
    pub what: String,
    /// The day of the forecast.
    pub as_of: Option<Date>,
    /// Its line in the file, or in the document.
    pub line: usize,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why an outcome scores nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// It was known when the forecast was made.
    KnownBefore,
    /// The target became known after the forecast was made.
    TargetLater,
    /// It is a bound, and says too little of the number.
    Bound,
    /// No run gives a number.
    NoNumber,
    /// The range of the number holds both what meets the target and what misses it.
    Undecided,
}

impl WhyLeftOut {
    /// The words JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::KnownBefore => "known before the forecast",
            Self::TargetLater => "the target became known after the forecast",
            Self::Bound => "a bound is no number",
            Self::NoNumber => "no run gives a number",
            Self::Undecided => "the range holds the bound of the target",
        }
    }
}

/// Scores the forecast that a plan makes on its as-of date. `unmatched` are outcomes that the plan
/// says nothing of, which are passed on to be listed.
///
/// # Errors
///
/// As [`crate::study`].
pub fn score(
    plan: &Plan,
    question: &Question<'_>,
    outcomes: &[Outcome],
    unmatched: &[Unmatched],
) -> Result<Scored, StudyError> {
    let mut question = question.clone();
    question.levers_effect = false;
    question.record.extend(outcomes.iter().filter_map(|outcome| match outcome.of {
        OutcomeOf::Measure(measure) => Some(measure),
        OutcomeOf::Judgement { .. } => None,
    }));
    let study = study_runs(plan, &question)?;
    let items: Vec<Item> = outcomes.iter().map(Item::from).collect();
    let mut scores = Scores::default();
    assess(plan, &study, question.seed, &items, &mut scores);
    scores.sum_up();
    Ok(Scored { answers: study.answers, scores, unmatched: unmatched.to_vec() })
}

/// Where a number is, if it is one.
fn range(happened: Happened) -> Option<(f64, f64)> {
    match happened {
        Happened::Number { low, high } => Some((low, high)),
        Happened::Met | Happened::Missed => None,
    }
}

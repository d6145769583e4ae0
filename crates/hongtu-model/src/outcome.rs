//! Outcomes: what happened in the end, to score a forecast by.

use jiff::civil::Date;

use crate::MeasureId;

/// What became of something that a plan forecasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What it is of, as it was written.
    pub what: String,
    /// What that is in the plan.
    pub of: OutcomeOf,
    /// What happened.
    pub happened: Happened,
    /// What happened, as it was written.
    pub text: String,
    /// The day by which it was known.
    pub known: Date,
    /// Where it is from.
    pub source: Option<String>,
    /// Its line in the file or document, from 1.
    pub line: usize,
}

/// What an outcome is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeOf {
    /// A reading of a target.
    Judgement {
        /// Index into [`crate::Plan::targets`].
        target: usize,
        /// Index into [`crate::Target::judgements`].
        judgement: usize,
    },
    /// A measure.
    Measure(MeasureId),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happened {
    /// The target was met.
    Met,
    /// The target was missed.
    Missed,
    /// The measure was somewhere from one number to another, in coherent units, anywhere between
    /// being equally likely; the two are the same where it is known exactly. `+∞` is never.
    Number {
        /// The least it can have been.
        low: f64,
        /// The most it can have been.
        high: f64,
    },
}

/// An outcome of something that the plan does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// What it is of, as it was written.
    pub what: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// Why the plan says nothing of it, in one sentence.
    pub why: String,
}

//! Measures: numbers read off a run.

use crate::{Expr, Unit, VariableId};

/// Index of a measure in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeasureId(pub u32);

impl MeasureId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a reading among those a program records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReadingId(pub u32);

/// One number that a run records. Steps are within the simulated time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Reading {
    /// The value at a step.
    Level {
        /// Of what.
        variable: VariableId,
        /// When.
        step: u32,
    },
    /// The increase from step `from` to step `to` of a hidden stock whose inflow is the variable,
    /// under the plan's own integrator.
    Total {
        /// Of what.
        variable: VariableId,
        /// First step.
        from: u32,
        /// Step at which it ends.
        to: u32,
    },
    /// The smallest value at the steps `from` to `to`, both included.
    Minimum {
        /// Of what.
        variable: VariableId,
        /// First step.
        from: u32,
        /// Last step.
        to: u32,
    },
    /// The largest value at the steps `from` to `to`, both included.
    Maximum {
        /// Of what.
        variable: VariableId,
        /// First step.
        from: u32,
        /// Last step.
        to: u32,
    },
    /// The time of the first step at which the variable is not 0, or infinity.
    First {
        /// The condition.
        variable: VariableId,
    },
}

impl Reading {
    /// Of what it is.
    pub fn variable(&self) -> VariableId {
        match *self {
            Self::Level { variable, .. }
            | Self::Total { variable, .. }
            | Self::Minimum { variable, .. }
            | Self::Maximum { variable, .. }
            | Self::First { variable } => variable,
        }
    }
}

/// What a measure is at its core, where it is a plain one: what evidence is compared by.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MeasureForm {
    /// `total(x, year)` of a calendar year.
    YearTotal {
        /// Text of what is totalled.
        of: String,
        /// The year.
        year: i32,
    },
    /// `level(x, date)`.
    Level {
        /// Text of what is read.
        of: String,
        /// The time, in the unit of time.
        time: f64,
    },
    /// `growth(x, year)` of a calendar year.
    Growth {
        /// Text of what grows.
        of: String,
        /// The year.
        year: i32,
    },
    /// Anything else.
    Other,
}

/// A measure: arithmetic over readings.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Measure {
    /// Canonical text, such as `total(nev_output, 2025)`; two measures with one text are the same.
    pub text: String,
    /// Over [`Expr::Reading`], which index [`crate::Plan::readings`].
    pub value: Expr,
    /// How it is shown.
    pub unit: Unit,
    /// Whether the value is an instant rather than an amount.
    pub is_date: bool,
    /// What it is at its core.
    pub form: MeasureForm,
    /// The last step it reads; `first(…)` reads to the end of the simulated time.
    pub end: u32,
}

//! Targets: what the plan promises.

use std::ops::Range;

use crate::{Labels, MeasureId, Unit};

/// Whether the plan binds somebody to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum TargetKind {
    /// 约束性
    Binding,
    /// 预期性
    Indicative,
}

impl TargetKind {
    /// The word a plan and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Binding => "binding",
            Self::Indicative => "indicative",
        }
    }
}

/// When a target is due.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Deadline {
    /// The step at which it is judged.
    pub step: u32,
    /// How it is printed: `end of 2025`, `2026-07-01`, `10 minute`.
    pub text: String,
    /// Whether the plan's author set it because the source states none, and why.
    pub ours: Option<String>,
    /// Whether there is none, so that the end of the simulated time stands in.
    pub none: bool,
}

/// Relation between a measure and its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether a value meets a bound; NaN meets none.
    pub fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Less => value < bound,
            Self::LessOrEqual => value <= bound,
            Self::Greater => value > bound,
            Self::GreaterOrEqual => value >= bound,
        }
    }

    /// Whether larger values are better.
    pub const fn upward(self) -> bool {
        matches!(self, Self::Greater | Self::GreaterOrEqual)
    }

    /// As it is printed.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "≤",
            Self::Greater => ">",
            Self::GreaterOrEqual => "≥",
        }
    }
}

/// By how much a direction must move.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Amount {
    /// Any change counts.
    Any,
    /// At least this share of the base.
    Relative(f64),
    /// At least this much, in coherent units.
    Absolute(f64),
}

/// What a judgement asks of its measure.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Test {
    /// The measure against a bound.
    Bound {
        /// How they are compared.
        comparison: Comparison,
        /// The bound, in coherent units.
        bound: f64,
        /// The bound as the plan writes it.
        text: String,
    },
    /// The measure against the same measure at a base.
    Direction {
        /// Whether it must rise (else fall).
        rises: bool,
        /// By how much.
        amount: Amount,
        /// The measure at the base.
        base: MeasureId,
        /// The base as it is printed, `2020`.
        base_text: String,
    },
}

/// One reading of a target, judged on its own.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Judgement {
    /// The target's name, or `target.reading` where it has several.
    pub id: String,
    /// The words of the reading, where the target has several.
    pub words: Option<String>,
    /// What people call the reading.
    pub labels: Labels,
    /// What is measured.
    pub measure: MeasureId,
    /// What is asked of it.
    pub test: Test,
    /// When it is due.
    pub deadline: Deadline,
    /// How the bound and the measure are shown.
    pub unit: Unit,
}

/// A target with its readings.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Target {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// Binding or indicative.
    pub kind: TargetKind,
    /// At least one.
    pub judgements: Vec<Judgement>,
    /// Source and words that state it.
    pub source: Option<(String, Option<String>)>,
    /// Whether it became known after the as-of date and does not count.
    pub hidden: bool,
    /// Bytes of its statement in the document.
    pub span: Range<usize>,
    /// Index into [`crate::Plan::sections`].
    pub section: Option<usize>,
}

impl Target {
    /// Whether it asks for a direction rather than a number.
    pub fn is_direction(&self) -> bool {
        self.judgements.iter().all(|j| matches!(j.test, Test::Direction { .. }))
    }
}

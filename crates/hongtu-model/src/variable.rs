//! Variables: the scalars that a run computes.

use std::ops::Range;

use crate::{Expr, Labels, Prior, Unit};

/// Index of a variable in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VariableId(pub u32);

impl VariableId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a quantity in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuantityId(pub u32);

/// A scalar that a run computes: an element of a quantity, or something hidden inside one (a stage
/// of a delay, the stock inside a smooth).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Variable {
    /// Its name: `output[medical]`, or for hidden ones `commissioning: delay3, stage 2`. Random
    /// numbers are keyed by it.
    pub name: String,
    /// What people call it: the labels of its quantity, with those of its element.
    pub labels: Labels,
    /// The quantity it belongs to.
    pub quantity: Option<QuantityId>,
    /// Whether it is inside a quantity rather than an element of it.
    pub hidden: bool,
    /// How its values are shown.
    pub unit: Unit,
    /// What it is.
    pub kind: Kind,
}

/// What a variable is.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Kind {
    /// Integrates `flow` from `initial`.
    Stock {
        /// Value at the first instant.
        initial: Expr,
        /// Net flow per unit of time.
        flow: Expr,
    },
    /// A function of the same instant: auxiliaries, flows, series, events.
    Auxiliary {
        /// Its value.
        value: Expr,
    },
    /// One value for the whole run. With a prior the value is drawn, `value` being the middle that
    /// a run without uncertainty uses.
    Constant {
        /// Its stated value; a function of constants.
        value: Expr,
        /// Its distribution.
        prior: Option<Prior>,
        /// What its draw is keyed by: its own name, or the array's where the draw is shared.
        key: String,
    },
    /// An expression held at its value of the first instant.
    Initial {
        /// What is evaluated.
        value: Expr,
    },
    /// An input somebody decides; index into [`crate::Plan::levers`].
    Lever {
        /// The lever.
        lever: usize,
    },
    /// Drawn anew every `period` steps, the first period beginning at step `phase` ≤ 0.
    Shock {
        /// Distribution of a draw.
        prior: Prior,
        /// What its draws are keyed by.
        key: String,
        /// Steps between draws.
        period: u32,
        /// The key of the first period: the year of step 0, or 0 in plain time.
        first: i64,
    },
    /// The number of the alternative the run belongs to, drawn by weight.
    Alternative {
        /// Weights, adding up to one.
        weights: Vec<f64>,
        /// What its draw is keyed by.
        key: String,
    },
    /// `input` as it was `delay` ago; the delay is fixed at its value of the first instant.
    Delay {
        /// What is delayed.
        input: Expr,
        /// By how long, in the unit of time.
        delay: Expr,
        /// The value before anything has come through.
        initial: Expr,
    },
}

/// What a quantity is called in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum QuantityKind {
    /// `stock`
    Stock,
    /// `flow`
    Flow,
    /// `aux`
    Auxiliary,
    /// `const`
    Constant,
    /// `series`
    Series,
    /// `lever`
    Lever,
    /// `event`
    Event,
    /// `shock`
    Shock,
    /// `alternatives`
    Alternatives,
    /// `budget`
    Budget,
}

impl QuantityKind {
    /// The word for it in prose.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Flow => "flow",
            Self::Auxiliary => "auxiliary",
            Self::Constant => "constant",
            Self::Series => "series",
            Self::Lever => "lever",
            Self::Event => "event",
            Self::Shock => "shock",
            Self::Alternatives => "alternatives",
            Self::Budget => "budget",
        }
    }
}

/// A quantity as the plan names it: a scalar, or an array over dimensions.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: QuantityKind,
    /// Its declared (or inferred) unit.
    pub unit: Unit,
    /// Names of its dimensions.
    pub dimensions: Vec<String>,
    /// Its elements in row-major order, one for a scalar.
    pub variables: Vec<VariableId>,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// What people call it.
    pub labels: Labels,
    /// Whom it covers, where that differs from the plan.
    pub scope: Option<String>,
    /// Why the author believes it.
    pub assumption: Option<String>,
    /// Bytes of its statement in the document.
    pub span: Range<usize>,
    /// Index into [`crate::Plan::sections`].
    pub section: Option<usize>,
    /// Of alternatives, the branches of which a run takes one, in the order of their weights.
    pub branches: Vec<Branch>,
}

/// One of several alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// What it says, in the author's words.
    pub words: Option<String>,
    /// What people call it.
    pub labels: Labels,
}

//! The checked plan: what the checker makes and everything after it reads.
//!
//! A [`Plan`] has no names left to resolve, no arrays left to expand and no units left to check. All
//! numbers in it are in *coherent* units: the model's unit of time (the year in a calendar plan),
//! the declared counts and currencies, kWh, kilogram and metre. A [`Unit`] says how a number is
//! shown.
//!
//! This crate knows nothing of text, files or simulation.

#![forbid(unsafe_code)]

#[cfg(feature = "serde")]
pub mod date;
mod evidence;
mod expr;
mod finding;
mod measure;
mod outcome;
mod phrases;
mod plan;
mod prior;
mod target;
mod time;
mod unit;
mod variable;

pub use evidence::{Observation, Source, Stated};
pub use expr::{Binary, Expr, Function, Interpolation, Table, TableId};
pub use finding::{
    Compared, Disagreement, Figure, Finding, Found, GrowthBesideLevels, Implied, PaceNeeded, Place,
    Rate, RealBesideNominal, Side, Thing, Topic,
};
pub use measure::{Measure, MeasureForm, MeasureId, Reading, ReadingId};
pub use outcome::{Happened, Outcome, OutcomeOf, Unmatched};
pub use phrases::Phrases;
pub use plan::{
    Budget, Chart, Label, Labels, Lever, LiveValue, Plan, Scenario, Section, Shown, Zone,
};
pub use prior::{Prior, Shape};
pub use target::{Amount, Comparison, Deadline, Judgement, Target, TargetKind, Test};
pub use time::{Instant, Method, Timeline, vague_end};
pub use unit::{BaseUnit, Dimension, Unit, Units};
pub use variable::{Branch, Kind, Quantity, QuantityId, QuantityKind, Variable, VariableId};

//! The simulator: a checked plan as a flat program, run in lanes.
//!
//! [`Program::new`] turns what some measures need of a plan into flat lists of operations.
//! [`simulate()`] runs a range of runs of it under [`Settings`] (levers and held constants) with
//! [`Draws`] (what differs between runs) and gives the measures of every run. [`diagnose`] says why a
//! run got into trouble. [`distribution`] knows the priors as functions.
//!
//! A run's measures have the same bits on every machine, in any number of threads and lanes, and
//! whatever other runs are simulated with it.

#![deny(unsafe_code)]

mod adjoint;
mod beta_table;
mod block;
mod check;
mod compile;
mod course;
mod derivative;
mod dispatch;
pub mod distribution;
mod draws;
mod error;
mod evaluate;
mod fuse;
mod graph;
mod group;
mod guard;
mod heavy;
mod instruction;
mod lanes;
mod lower;
mod order;
mod prepared;
mod primitive;
mod program;
mod reach;
mod reference;
mod ring;
mod schedule;
mod settings;
mod sheet;
mod simulate;
mod stated;
mod tape;
mod trouble;
mod trunk;

pub use adjoint::Adjoint;
pub use dispatch::Features;
pub use draws::{CentralDraws, Draws, PriorDraws, SCRAMBLES};
pub use error::{LimitError, ProgramError, SimulateError, limits};
pub use prepared::Prepared;
pub use program::{Counts, Program};
pub use settings::Settings;
pub use simulate::{Lanes, Options, Runs, simulate, simulate_branches};
pub use trouble::{Failure, Trouble, diagnose, replay};
pub use trunk::{Branch, Trunk};

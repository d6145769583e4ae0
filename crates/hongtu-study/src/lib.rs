//! Questions asked of an ensemble: odds, evidence, levers, status.
//!
//! [`study`] asks a plan a [`Question`]. Everything it finds out is in one value, [`Answers`], which
//! renderers show and nothing else recomputes; [`study_runs`] keeps the runs too, and [`bands()`]
//! adds the course of every quantity, for `--out`. The formulas are in `docs/board.md`.
//!
//! This crate knows nothing of text, files or terminals.

#![forbid(unsafe_code)]

mod alternatives;
pub mod answers;
pub mod bands;
pub mod beliefs;
pub mod conditioning;
mod dip;
mod ensemble;
mod evidence;
pub mod explain;
mod fitted;
pub mod identity;
mod judge;
pub mod lessons;
mod levers;
mod live;
mod machine;
mod money;
mod moved;
mod normal;
mod question;
mod reach;
mod replay;
mod report;
pub mod score;
pub mod sensitivity;
pub mod statistics;
pub mod status;
mod strain;
mod study;
mod targets;
mod template;
#[cfg(test)]
mod tests;
pub mod trajectories;
mod troubles;

pub use answers::Answers;
pub use bands::{Band, Bands, bands};
pub use ensemble::Ensemble;
pub use identity::Identity;
pub use levers::{FIRST_RUNS, MOST_RUNS};
pub use live::{Drawn, Live, Moved, View};
pub use money::OverBudget;
pub use moved::{LITTLE_ODDS, LITTLE_RANGE};
pub use question::{Conditioning, Fits, Progress, Question, StudyError};
pub use replay::Replay;
pub use report::{Assumption, Figures, Report, Value, odds_values, report, report_assumptions};
pub use study::{MAX_RUNS, Study, study, study_replayed, study_runs};
pub use troubles::EXAMINED;

/// At most so many combinations of readings enter the joint attainment.
pub const MAX_COMBINATIONS: usize = 64;

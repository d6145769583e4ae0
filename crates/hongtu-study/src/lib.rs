//! Questions asked of an ensemble: odds, evidence, levers, status.
//!
//! Everything the study finds out is in one value, [`Answers`], which renderers show and nothing
//! else recomputes.

#![forbid(unsafe_code)]

pub mod answers;
pub mod conditioning;
mod normal;
pub mod reach;
pub mod statistics;
pub mod status;

pub use answers::Answers;

/// At most so many combinations of readings enter the joint attainment.
pub const MAX_COMBINATIONS: usize = 64;

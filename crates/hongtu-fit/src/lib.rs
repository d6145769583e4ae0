//! Runs that agree with what was observed: adaptive tempered sequential Monte Carlo.
//!
//! [`fit()`] takes a plan and what was observed and gives [`PosteriorDraws`], from which the engine
//! simulates as it does from the prior, and [`Factor`]s that say how the sampling went. [`temper`] is
//! the sampler alone, over any [`Likelihood`] of standard normal numbers. The method is described in
//! `docs/method.md`.
//!
//! This crate knows nothing of targets, of the forms of observations, or of how anything is shown.

#![forbid(unsafe_code)]

/// Raised whenever a fit of the same plan, seed and runs comes to have other bits: draws that were
/// kept by another edition are not those that a fit would make now.
pub const EDITION: u32 = 3;

#[cfg(not(target_family = "wasm"))]
mod chain_fit;
mod chains;
mod directions;
mod draws;
mod eigen;
mod fit;
#[cfg(not(target_family = "wasm"))]
mod gradient;
mod latent;
mod linear;
mod mixing;
mod moves;
#[cfg(not(target_family = "wasm"))]
mod nuts;
mod points;
mod reference;
mod stored;
mod temper;
mod tuning;
mod weights;

#[cfg(not(target_family = "wasm"))]
pub use chain_fit::fit_by_chains;
pub use chains::ChainWorth;
pub use draws::{Part, PosteriorDraws};
pub use fit::{ChainReport, Done, Factor, Fit, FitError, Observed, Request, fit};
pub use latent::{Coordinate, prior_points};
#[cfg(not(target_family = "wasm"))]
pub use nuts::{ChainError, ChainSample, ChainTuning, LogDensity, sample_chains};
pub use points::Points;
pub use stored::StoredDraws;
pub use temper::{Evaluated, Level, Likelihood, Sample, temper};
pub use tuning::{MOST_STATES, Thinning, Tuning};

//! Special functions and quantiles: what turns a uniform number into a draw from a prior, and a
//! misfit into a probability.
//!
//! All are made from this crate's elementary functions and from `+ − × ÷ √`, in a fixed order, so
//! their bits do not depend on the machine.

mod beta;
mod error_function;
mod gamma;
mod normal;

pub use beta::{beta_cdf, beta_quantile};
pub use error_function::{erf, erfc};
pub use gamma::{gamma_cdf, gamma_quantile, ln_gamma};
pub use normal::{normal_cdf, normal_cdf_each, normal_quantile, normal_quantile_each};

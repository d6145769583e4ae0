//! Posteriors that are kept: draws in Parquet files, and the cache beside a plan.
//!
//! [`write()`] writes the draws of a fit as a table, [`Kept`] reads them back. The [`Cache`] also keeps what
//! was answered, by the name that [`asked()`] gives to a question. What a file is of is told
//! by its [`hongtu_study::Identity`]; a file that does not fit is refused, never bent to fit. The format
//! is described in `docs/method.md`.

#![forbid(unsafe_code)]

mod about;
mod asked;
mod backtest;
mod cache;
mod parcel;
mod read;
mod refusal;
mod write;

pub use asked::asked;
pub use cache::Cache;
pub use read::Kept;
pub use refusal::Refusal;
pub use write::{Columns, write};

//! A plan as a page that answers.
//!
//! [`Session`] is what runs in the browser: it checks the plan, keeps its runs where levers begin to
//! act, and gives the parts of the page that a lever changes. [`site`] writes the page, with the plan
//! and the draws of its runs in a [`Bundle`]. `docs/page.md` describes both.

#![forbid(unsafe_code)]

mod bundle;
#[cfg(feature = "site")]
pub mod desk;
mod session;
#[cfg(feature = "site")]
pub mod site;

pub use bundle::Bundle;
pub use session::Session;

//! The plan document as text: blocks, tokens, syntax tree, diagnostics, formatting.

#![forbid(unsafe_code)]

mod diagnostic;
mod span;
pub mod tree;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use span::Span;

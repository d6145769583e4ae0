//! Diagnostics for people and for machines.

pub mod html;
mod json;
mod place;
mod text;

pub use json::{SCHEMA, github, json};
pub use place::{Lines, Place};
pub use text::{Options, summary, text};

//! Answers as terminal board, JSON, CSV and Parquet; diagnostics as text and JSON.
//!
//! Renders and computes nothing: every number on a page is one that a study put into
//! [`hongtu_study::Answers`]. What is chosen here is words, digits and layout.
//!
//! - [`diagnostics`]: what is wrong with a document, for people and for machines;
//! - [`board`]: every target with its odds, for a terminal;
//! - [`explain`]: one quantity or target, for a terminal and for programs;
//! - [`score`]: forecasts against what happened, for a terminal and for programs;
//! - [`sensitivity`]: which assumptions matter, and what taught what;
//! - [`html`]: the whole plan as one page, with its odds and charts ([`chart`]);
//! - [`json`]: the same content for programs, with a versioned schema (`docs/json.md`);
//! - [`flat`]: tables of one row a target (a run, a report time), as CSV or Parquet.
//!
//! Nothing here touches the disk, the terminal or the environment.

#![forbid(unsafe_code)]

pub mod board;
pub mod chart;
pub mod diagnostics;
pub mod explain;
pub mod flat;
pub mod html;
pub mod json;
pub mod layout;
pub mod numbers;
pub mod score;
pub mod sensitivity;
pub mod words;

pub use words::Lang;

//! Rendering: boards, diagnostics, JSON and tables of answers made by hand.

mod boards;
mod diagnostics;
mod machines;
mod page;
mod properties;
mod sample;
mod scores;

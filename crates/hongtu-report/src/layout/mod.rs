//! Text on a grid: widths of what a terminal shows, ink, wrapping, tables.

mod table;
mod text;
mod wrap;

pub use table::{Align, Column, Table};
pub use text::{Ink, Text, visible, width};
pub use wrap::wrap;

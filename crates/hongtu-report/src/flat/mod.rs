//! Flat tables, as CSV or Parquet: the targets, and whatever else has rows and columns.

mod csv;
#[cfg(feature = "parquet")]
mod parquet;
mod targets;

pub use csv::csv;
#[cfg(feature = "parquet")]
pub use parquet::{parquet, parquet_with};
pub use targets::targets;

/// A table whose columns all have the same number of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<(String, Cells)>,
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Numbers; NaN is an empty cell.
    Numbers(Vec<f64>),
    /// Whole numbers.
    Counts(Vec<u64>),
    /// Texts; `None` is an empty cell.
    Texts(Vec<Option<String>>),
    /// Yes or no.
    Flags(Vec<bool>),
}

impl Cells {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(cells) => cells.len(),
            Self::Counts(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
            Self::Flags(cells) => cells.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column. A name that is taken gets a number behind it, so that every column can be
    /// asked for.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, cells: Cells) -> Self {
        let wanted = name.into();
        let mut name = wanted.clone();
        let mut number = 2u64;
        while self.columns.iter().any(|(taken, _)| *taken == name) {
            name = format!("{wanted} ({number})");
            number += 1;
        }
        self.columns.push((name, cells));
        self
    }

    /// The columns with their names.
    pub fn columns(&self) -> &[(String, Cells)] {
        &self.columns
    }

    /// How many rows all columns have.
    pub fn rows(&self) -> usize {
        self.columns.iter().map(|(_, cells)| cells.len()).min().unwrap_or(0)
    }
}

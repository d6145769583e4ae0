//! Answers as terminal board, JSON, CSV and Parquet; diagnostics as text.

#![forbid(unsafe_code)]

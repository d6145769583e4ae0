//! The `hongtu` command.

#![forbid(unsafe_code)]

fn main() {}

//! Tests of the checker: the pages of its rules, literate plans, the examples of the language's
//! reference, and properties.

mod language;
mod pages;
mod plans;
mod properties;
mod repository;
mod sizes;
mod support;
mod time;
mod units;

//! Tests of the checker: the pages of its rules, literate plans, the examples of the language's
//! reference, and properties.

mod grammar;
mod language;
mod outcomes;
mod pages;
mod plans;
mod properties;
mod reference;
mod repository;
mod sizes;
mod support;
mod time;
mod units;

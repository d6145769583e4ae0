//! The words of the language: what its reference must list, and what an editor may offer.

use crate::{clauses, declare, functions, priors, units};

/// Names of the units that exist without a declaration, in alphabetical order.
pub fn units() -> Vec<String> {
    units::built_in("year").named.into_keys().collect()
}

/// Names of the functions of equations.
pub fn functions() -> Vec<&'static str> {
    functions::FUNCTIONS.iter().map(|(name, ..)| *name).collect()
}

/// Names that stand for a value in every equation.
pub fn values() -> &'static [&'static str] {
    declare::BUILT_IN_NAMES
}

/// Names of the measures.
pub fn measures() -> &'static [&'static str] {
    functions::MEASURES
}

/// Names of the prior distributions.
pub fn priors() -> &'static [&'static str] {
    priors::FAMILIES
}

/// The statements, each with the clauses it takes.
pub fn statements() -> &'static [(&'static str, &'static [&'static str])] {
    clauses::STATEMENTS
}

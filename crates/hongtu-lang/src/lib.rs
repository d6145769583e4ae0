//! The checker: names, units, dimensions and evidence of a plan document.

#![forbid(unsafe_code)]

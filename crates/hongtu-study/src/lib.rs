//! Questions asked of an ensemble: odds, evidence, levers, status.

#![forbid(unsafe_code)]

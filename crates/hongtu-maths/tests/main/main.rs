//! Integration tests: each function against an oracle of about 30 digits, and against peers.
#![allow(clippy::disallowed_methods, reason = "oracles start from the platform's functions")]

mod double_double;
mod draws;
mod elementary;
mod fingerprint;
mod points;
#[allow(clippy::approx_constant, reason = "near 1/√2 times 2 is where a method changes")]
mod published;
mod special_functions;
mod special_values;

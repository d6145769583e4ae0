//! The simulator: a checked plan as a flat program, run in lanes.

#![forbid(unsafe_code)]

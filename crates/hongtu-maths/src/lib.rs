//! Deterministic mathematics of Hongtu: functions, random numbers, low-discrepancy points, quantiles.

#![forbid(unsafe_code)]

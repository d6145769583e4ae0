//! The checked plan: what the checker makes and everything after it reads.

#![forbid(unsafe_code)]

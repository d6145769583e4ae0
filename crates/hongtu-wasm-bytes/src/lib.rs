//! The page's engine as bytes, built by this crate's build script.

#![forbid(unsafe_code)]

/// The WebAssembly module of `hongtu-wasm`; empty where this build was made without it, as debug
/// builds are (see `build.rs`).
pub const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/page.wasm"));

//! The one place that chooses between builds of the same code for different machines.
//!
//! The lanes are written once, in plain loops. A function with `#[target_feature]` into which all of
//! it is inlined makes the compiler use the wide registers named there; fused multiply-add is never
//! used, so that the bits do not depend on the choice.

#![allow(unsafe_code)]

use crate::heavy::{self, Call};
use crate::lanes::{self, LaneCall};

#[cfg(target_arch = "x86_64")]
use crate::{
    heavy::Heavy,
    instruction::Instruction,
    lanes::{Context, Register},
};

/// The vector instructions to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Features {
    /// The best the machine has.
    #[default]
    Auto,
    /// What every machine of the architecture has.
    Portable,
    /// AVX2, where the machine has it, else what every machine has.
    Avx2,
    /// AVX-512 (F, VL, DQ, BW), where the machine has it, else the best below it.
    Avx512,
}

impl Features {
    /// What will be used on this machine; never [`Features::Auto`].
    pub fn resolve(self) -> Self {
        match self {
            Self::Portable => Self::Portable,
            Self::Auto | Self::Avx512 if has_avx512() => Self::Avx512,
            Self::Auto | Self::Avx2 | Self::Avx512 if has_avx2() => Self::Avx2,
            _ => Self::Portable,
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512vl")
        && std::arch::is_x86_feature_detected!("avx512dq")
        && std::arch::is_x86_feature_detected!("avx512bw")
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx512() -> bool {
    false
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx2() -> bool {
    false
}

/// The build of the costly functions for the instructions chosen.
pub(crate) fn heavy(features: Features) -> Call {
    match features.resolve() {
        #[cfg(target_arch = "x86_64")]
        Features::Avx512 => |function, x, y| {
            // SAFETY: `resolve` gives this only where the machine has all the features that the
            // function is compiled for.
            unsafe { heavy_avx512(function, x, y) }
        },
        #[cfg(target_arch = "x86_64")]
        Features::Avx2 => |function, x, y| {
            // SAFETY: as above.
            unsafe { heavy_avx2(function, x, y) }
        },
        _ => |function, x, y| heavy::run(function, x, y),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
fn heavy_avx512(function: Heavy<'_>, x: &mut [f64], y: &[f64]) {
    heavy::run(function, x, y);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn heavy_avx2(function: Heavy<'_>, x: &mut [f64], y: &[f64]) {
    heavy::run(function, x, y);
}

/// The build of the lanes for the instructions chosen.
pub(crate) fn lanes<const W: usize, const C: usize>(features: Features) -> LaneCall<W, C> {
    match features.resolve() {
        // Single lanes are for tests and for what is left over.
        _ if W == 1 => |list, registers, context| lanes::run(list, registers, context),
        #[cfg(target_arch = "x86_64")]
        Features::Avx512 => |list, registers, context| {
            // SAFETY: as above.
            unsafe { lanes_avx512(list, registers, context) }
        },
        #[cfg(target_arch = "x86_64")]
        Features::Avx2 => |list, registers, context| {
            // SAFETY: as above.
            unsafe { lanes_avx2(list, registers, context) }
        },
        _ => |list, registers, context| lanes::run(list, registers, context),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
fn lanes_avx512<const W: usize, const C: usize>(
    list: &[Instruction],
    registers: &mut [Register<W, C>],
    context: &Context<'_>,
) {
    lanes::run(list, registers, context);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn lanes_avx2<const W: usize, const C: usize>(
    list: &[Instruction],
    registers: &mut [Register<W, C>],
    context: &Context<'_>,
) {
    lanes::run(list, registers, context);
}

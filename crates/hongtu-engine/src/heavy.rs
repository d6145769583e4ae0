//! Functions that cost more than the way to them.
//!
//! They are compiled once for each set of vector instructions instead of once for each number of
//! lanes as well: what they do is long, so a call does not show, while their inlined bodies would
//! make the lanes' loop many times larger.

use hongtu_maths as maths;

use crate::primitive::{self, Curve};

/// A function of lanes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heavy<'a> {
    Exp,
    Ln,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Tanh,
    Power,
    Modulo,
    /// A table.
    Lookup(&'a Curve),
}

/// How [`run`] is called in the build for a set of vector instructions.
pub(crate) type Call = fn(Heavy<'_>, &mut [f64], &[f64]);

/// Replaces each `x` by the function of it and, where it has two arguments, of the `y` at the same
/// place; where it has one, there need be no `y`.
#[inline(always)]
pub(crate) fn run(function: Heavy<'_>, x: &mut [f64], y: &[f64]) {
    macro_rules! each {
        ($f:path) => {
            for x in x.iter_mut() {
                *x = $f(*x);
            }
        };
    }
    // These have a rare scalar path, which would keep a plain loop from vectorising.
    macro_rules! each_angle {
        ($f:path) => {{
            let mut out = [0.0; 64];
            for x in x.chunks_mut(64) {
                let out = &mut out[..x.len()];
                $f(x, out);
                x.copy_from_slice(out);
            }
        }};
    }
    match function {
        Heavy::Exp => each!(primitive::exp),
        Heavy::Ln => each!(primitive::ln),
        Heavy::Log10 => each!(primitive::log10),
        Heavy::Sin => each_angle!(maths::sin_each),
        Heavy::Cos => each_angle!(maths::cos_each),
        Heavy::Tan => each_angle!(maths::tan_each),
        Heavy::Asin => each!(primitive::asin),
        Heavy::Acos => each!(primitive::acos),
        Heavy::Atan => each!(primitive::atan),
        Heavy::Tanh => each!(primitive::tanh),
        Heavy::Power => {
            for (x, &y) in x.iter_mut().zip(y) {
                *x = primitive::power(*x, y);
            }
        }
        Heavy::Modulo => {
            for (x, &y) in x.iter_mut().zip(y) {
                *x = primitive::modulo(*x, y);
            }
        }
        Heavy::Lookup(curve) => lookup(curve, x),
    }
}

/// Tables with up to this many points are searched by counting the points that a number is past,
/// which needs no branch and works on many lanes at once.
const SHORT_TABLE: usize = 12;

/// A table at each `x`.
#[inline(always)]
fn lookup(curve: &Curve, x: &mut [f64]) {
    if curve.xs.len() > SHORT_TABLE {
        for x in x {
            *x = curve.at(*x);
        }
        return;
    }
    // As many as a block has at most: one loop over all of them, for every point of the table.
    for x in x.chunks_mut(64) {
        let mut segments = [0_u64; 64];
        let segments = &mut segments[..x.len()];
        for x in x.iter_mut() {
            *x = curve.limit(*x);
        }
        for &point in &curve.xs[1..] {
            for (segment, &x) in segments.iter_mut().zip(x.iter()) {
                *segment += u64::from(point <= x);
            }
        }
        for (x, &segment) in x.iter_mut().zip(segments.iter()) {
            *x = curve.on(segment as usize, *x);
        }
    }
}

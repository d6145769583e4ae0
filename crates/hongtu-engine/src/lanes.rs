//! Operations over all lanes of a block.
//!
//! A register holds one number for each run of a block, in packs of a width that vector units like.
//! Every operation goes pack by pack: it reads its arguments before it writes its result, so the
//! result may lie where an argument lay.

// One index runs through several registers, which may be one and the same.
#![allow(clippy::needless_range_loop)]

use crate::heavy::{self, Heavy};
use crate::instruction::{Code, Instruction};
use crate::primitive::{self, Curve};

/// One number for each of `W × C` runs, in packs of `W`.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Register<const W: usize, const C: usize>(pub [[f64; W]; C]);

impl<const W: usize, const C: usize> Register<W, C> {
    /// The numbers in the order of the runs.
    #[inline(always)]
    pub(crate) fn lanes(&self) -> &[f64] {
        self.0.as_flattened()
    }

    /// As [`Self::lanes`], to be written.
    #[inline(always)]
    pub(crate) fn lanes_mut(&mut self) -> &mut [f64] {
        self.0.as_flattened_mut()
    }
}

/// A register of equal numbers.
#[inline(always)]
pub(crate) fn splat<const W: usize, const C: usize>(value: f64) -> Register<W, C> {
    Register([[value; W]; C])
}

/// Copies pack by pack.
#[inline(always)]
fn copy<const W: usize, const C: usize>(registers: &mut [Register<W, C>], d: u32, a: u32) {
    map1(registers, d, a, |x| x);
}

#[inline(always)]
fn map1<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    d: u32,
    a: u32,
    f: impl Fn(f64) -> f64,
) {
    for c in 0..C {
        let x = registers[a as usize].0[c];
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = f(x[l]);
        }
        registers[d as usize].0[c] = out;
    }
}

#[inline(always)]
fn map2<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    d: u32,
    a: u32,
    b: u32,
    f: impl Fn(f64, f64) -> f64,
) {
    for c in 0..C {
        let x = registers[a as usize].0[c];
        let y = registers[b as usize].0[c];
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = f(x[l], y[l]);
        }
        registers[d as usize].0[c] = out;
    }
}

#[inline(always)]
fn map3<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    [d, a, b, c]: [u32; 4],
    f: impl Fn(f64, f64, f64) -> f64,
) {
    for i in 0..C {
        let x = registers[a as usize].0[i];
        let y = registers[b as usize].0[i];
        let z = registers[c as usize].0[i];
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = f(x[l], y[l], z[l]);
        }
        registers[d as usize].0[i] = out;
    }
}

/// What instructions refer to besides registers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub scalars: &'a [f64],
    pub curves: &'a [Curve],
    /// The costly functions, as built for this machine.
    pub heavy: heavy::Call,
    pub motion: Motion,
}

/// How [`run`] is called in the build for a set of vector instructions.
pub(crate) type LaneCall<const W: usize, const C: usize> =
    fn(&[Instruction], &mut [Register<W, C>], &Context<'_>);

/// How the instructions that move stocks do so.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Motion {
    /// By how much a flow is multiplied to reach the next point: the step under Euler's method, its
    /// half or the whole in the stages of a Runge–Kutta step, a sixth at its end. For dates the time.
    pub reach: f64,
    /// Weight of the stage's flow in the sum.
    pub weight: f64,
}

/// The classical method of Runge and Kutta, stage by stage (Hairer, Nørsett & Wanner, "Solving
/// Ordinary Differential Equations I", table 1.2): moves the stock `d` by the flow `a`.
#[inline(always)]
fn stage<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    [d, a, b]: [u32; 3],
    code: Code,
    motion: Motion,
) {
    let base = b as usize;
    for c in 0..C {
        let f = registers[a as usize].0[c];
        let mut start = registers[base].0[c];
        let mut sum = registers[base + 1].0[c];
        if matches!(code, Code::First) {
            start = registers[d as usize].0[c];
            registers[base].0[c] = start;
            sum = f;
        } else {
            for l in 0..W {
                sum[l] += motion.weight * f[l];
            }
        }
        registers[base + 1].0[c] = sum;
        let by = if matches!(code, Code::Last) { sum } else { f };
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = start[l] + motion.reach * by[l];
        }
        registers[d as usize].0[c] = out;
    }
}

/// Runs a list of instructions over a block.
#[inline(always)]
pub(crate) fn run<const W: usize, const C: usize>(
    list: &[Instruction],
    registers: &mut [Register<W, C>],
    context: &Context<'_>,
) {
    let &Context { scalars, curves, heavy, motion } = context;
    macro_rules! dispatch {
        ($code:expr, $d:ident, $a:ident, $b:ident, $c:ident;
         pairs $($vv:ident $vs:ident $sv:ident $f:ident),*;
         singles $($single:ident $g:ident),*;
         heavy pairs $($hvv:ident $hvs:ident $hsv:ident),*;
         heavy singles $($hsingle:ident),*) => {
            match $code {
                $(
                    Code::$vv => map2(registers, $d, $a, $b, primitive::$f),
                    Code::$vs => {
                        let s = scalars[$b as usize];
                        map1(registers, $d, $a, |x| primitive::$f(x, s));
                    }
                    Code::$sv => {
                        let s = scalars[$a as usize];
                        map1(registers, $d, $b, |x| primitive::$f(s, x));
                    }
                )*
                // The second argument is taken first: the result may lie where it lay.
                $(
                    Code::$hvv => {
                        let y = registers[$b as usize];
                        copy(registers, $d, $a);
                        heavy(Heavy::$hvv, registers[$d as usize].lanes_mut(), y.lanes());
                    }
                    Code::$hvs => {
                        let y = splat::<W, C>(scalars[$b as usize]);
                        copy(registers, $d, $a);
                        heavy(Heavy::$hvv, registers[$d as usize].lanes_mut(), y.lanes());
                    }
                    Code::$hsv => {
                        let y = registers[$b as usize];
                        registers[$d as usize] = splat(scalars[$a as usize]);
                        heavy(Heavy::$hvv, registers[$d as usize].lanes_mut(), y.lanes());
                    }
                )*
                $(
                    Code::$hsingle => {
                        copy(registers, $d, $a);
                        heavy(Heavy::$hsingle, registers[$d as usize].lanes_mut(), &[]);
                    }
                )*
                $(Code::$single => map1(registers, $d, $a, primitive::$g),)*
                Code::Copy => copy(registers, $d, $a),
                Code::Splat => registers[$d as usize] = splat(scalars[$a as usize]),
                Code::Lookup => {
                    copy(registers, $d, $a);
                    let function = Heavy::Lookup(&curves[$b as usize]);
                    heavy(function, registers[$d as usize].lanes_mut(), &[]);
                }
                Code::SelectVvv => {
                    map3(registers, [$d, $a, $b, $c], primitive::select);
                }
                Code::SelectVvs => {
                    let s = scalars[$c as usize];
                    map2(registers, $d, $a, $b, |c, x| primitive::select(c, x, s));
                }
                Code::SelectVsv => {
                    let s = scalars[$b as usize];
                    map2(registers, $d, $a, $c, |c, y| primitive::select(c, s, y));
                }
                Code::SelectVss => {
                    let (s, t) = (scalars[$b as usize], scalars[$c as usize]);
                    map1(registers, $d, $a, |c| primitive::select(c, s, t));
                }
                Code::SelectSvv => {
                    let taken = if scalars[$a as usize] != 0.0 { $b } else { $c };
                    copy(registers, $d, taken);
                }
                Code::SelectSvs => {
                    registers[$d as usize] = if scalars[$a as usize] != 0.0 {
                        registers[$b as usize]
                    } else {
                        splat(scalars[$c as usize])
                    };
                }
                Code::SelectSsv => {
                    registers[$d as usize] = if scalars[$a as usize] != 0.0 {
                        splat(scalars[$b as usize])
                    } else {
                        registers[$c as usize]
                    };
                }
                Code::MultiplyAdd => map3(registers, [$d, $a, $b, $c], |a, b, c| a * b + c),
                Code::MultiplyAddS => {
                    let b = scalars[$b as usize];
                    map2(registers, $d, $a, $c, |a, c| a * b + c);
                }
                Code::MultiplySubtract => map3(registers, [$d, $a, $b, $c], |a, b, c| a * b - c),
                Code::MultiplySubtractS => {
                    let b = scalars[$b as usize];
                    map2(registers, $d, $a, $c, |a, c| a * b - c);
                }
                Code::SubtractProduct => map3(registers, [$d, $a, $b, $c], |a, b, c| c - a * b),
                Code::SubtractProductS => {
                    let b = scalars[$b as usize];
                    map2(registers, $d, $a, $c, |a, c| c - a * b);
                }
                Code::AddMultiply => map3(registers, [$d, $a, $b, $c], |a, b, c| (a + b) * c),
                Code::AddMultiplyS => {
                    let c = scalars[$c as usize];
                    map2(registers, $d, $a, $b, |a, b| (a + b) * c);
                }
                Code::SubtractMultiply => map3(registers, [$d, $a, $b, $c], |a, b, c| (a - b) * c),
                Code::SubtractMultiplyS => {
                    let c = scalars[$c as usize];
                    map2(registers, $d, $a, $b, |a, b| (a - b) * c);
                }
                Code::MultiplyMultiply => map3(registers, [$d, $a, $b, $c], |a, b, c| (a * b) * c),
                Code::MultiplyMultiplyS => {
                    let c = scalars[$c as usize];
                    map2(registers, $d, $a, $b, |a, b| (a * b) * c);
                }
                Code::Euler => {
                    let dt = motion.reach;
                    map2(registers, $d, $d, $a, |stock, flow| stock + dt * flow);
                }
                Code::First => stage(registers, [$d, $a, $b], Code::First, motion),
                Code::Middle => stage(registers, [$d, $a, $b], Code::Middle, motion),
                Code::Last => stage(registers, [$d, $a, $b], Code::Last, motion),
                Code::Date => {
                    let time = motion.reach;
                    map2(registers, $d, $d, $a, |date, x| {
                        if (date == f64::INFINITY) & (x != 0.0) { time } else { date }
                    });
                }
                // 0 where the value is finite, else not a number, and so stays the sum.
                Code::Check => map2(registers, $d, $d, $a, |t, x| t + primitive::trouble(x)),
            }
        };
    }
    for &Instruction { code, d, a, b, c } in list {
        dispatch!(code, d, a, b, c;
            pairs
            Add AddVs AddSv add, Subtract SubtractVs SubtractSv subtract,
            Multiply MultiplyVs MultiplySv multiply, Divide DivideVs DivideSv divide,
            DivideOrZero DivideOrZeroVs DivideOrZeroSv divide_or_zero,
            Min MinVs MinSv min, Max MaxVs MaxSv max, Less LessVs LessSv less,
            LessOrEqual LessOrEqualVs LessOrEqualSv less_or_equal,
            Equal EqualVs EqualSv equal, NotEqual NotEqualVs NotEqualSv not_equal,
            And AndVs AndSv and, Or OrVs OrSv or;
            singles
            Negate negate, Not not, Abs abs, Sqrt sqrt, Truncate truncate, Round round,
            Grid grid;
            heavy pairs
            Power PowerVs PowerSv, Modulo ModuloVs ModuloSv;
            heavy singles
            Exp, Ln, Log10, Sin, Cos, Tan, Asin, Acos, Atan, Tanh);
    }
}

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

/// Numbers side by side.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Pack<const W: usize>(pub [f64; W]);

/// One number for each of `W × C` runs.
pub(crate) type Register<const W: usize, const C: usize> = [Pack<W>; C];

/// A register of equal numbers.
#[inline(always)]
pub(crate) fn splat<const W: usize, const C: usize>(value: f64) -> Register<W, C> {
    [Pack([value; W]); C]
}

#[inline(always)]
fn map1<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    d: u32,
    a: u32,
    f: impl Fn(f64) -> f64,
) {
    for c in 0..C {
        let x = registers[a as usize][c];
        let mut out = Pack([0.0; W]);
        for l in 0..W {
            out.0[l] = f(x.0[l]);
        }
        registers[d as usize][c] = out;
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
        let x = registers[a as usize][c];
        let y = registers[b as usize][c];
        let mut out = Pack([0.0; W]);
        for l in 0..W {
            out.0[l] = f(x.0[l], y.0[l]);
        }
        registers[d as usize][c] = out;
    }
}

#[inline(always)]
fn map3<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    [d, a, b, c]: [u32; 4],
    f: impl Fn(f64, f64, f64) -> f64,
) {
    for i in 0..C {
        let x = registers[a as usize][i];
        let y = registers[b as usize][i];
        let z = registers[c as usize][i];
        let mut out = Pack([0.0; W]);
        for l in 0..W {
            out.0[l] = f(x.0[l], y.0[l], z.0[l]);
        }
        registers[d as usize][i] = out;
    }
}

/// A function that is compiled apart.
#[inline(always)]
fn call<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    heavy: heavy::Call,
    function: Heavy<'_>,
    d: u32,
    [x, y]: [Register<W, C>; 2],
) {
    let mut arguments = [[0.0; 64]; 2];
    for (argument, register) in arguments.iter_mut().zip([x, y]) {
        for c in 0..C {
            argument[c * W..(c + 1) * W].copy_from_slice(&register[c].0);
        }
    }
    let [x, y] = &mut arguments;
    heavy(function, &mut x[..W * C], &y[..W * C]);
    for c in 0..C {
        registers[d as usize][c].0.copy_from_slice(&x[c * W..(c + 1) * W]);
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
        let f = registers[a as usize][c];
        let mut start = registers[base][c];
        let mut sum = registers[base + 1][c];
        if matches!(code, Code::First) {
            start = registers[d as usize][c];
            registers[base][c] = start;
            sum = f;
        } else {
            for l in 0..W {
                sum.0[l] += motion.weight * f.0[l];
            }
        }
        registers[base + 1][c] = sum;
        let by = if matches!(code, Code::Last) { sum } else { f };
        let mut out = Pack([0.0; W]);
        for l in 0..W {
            out.0[l] = start.0[l] + motion.reach * by.0[l];
        }
        registers[d as usize][c] = out;
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
                $(
                    Code::$hvv => {
                        let pair = [registers[$a as usize], registers[$b as usize]];
                        call(registers, heavy, Heavy::$hvv, $d, pair);
                    }
                    Code::$hvs => {
                        let pair = [registers[$a as usize], splat(scalars[$b as usize])];
                        call(registers, heavy, Heavy::$hvv, $d, pair);
                    }
                    Code::$hsv => {
                        let pair = [splat(scalars[$a as usize]), registers[$b as usize]];
                        call(registers, heavy, Heavy::$hvv, $d, pair);
                    }
                )*
                $(
                    Code::$hsingle => {
                        let x = registers[$a as usize];
                        call(registers, heavy, Heavy::$hsingle, $d, [x, x]);
                    }
                )*
                $(Code::$single => map1(registers, $d, $a, primitive::$g),)*
                Code::Copy => registers[$d as usize] = registers[$a as usize],
                Code::Splat => registers[$d as usize] = splat(scalars[$a as usize]),
                Code::Lookup => {
                    let x = registers[$a as usize];
                    let function = Heavy::Lookup(&curves[$b as usize]);
                    call(registers, heavy, function, $d, [x, x]);
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
                    registers[$d as usize] = registers[taken as usize];
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

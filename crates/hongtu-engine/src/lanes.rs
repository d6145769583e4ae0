//! Operations over all lanes of a block.
//!
//! A register holds one number for each run of a block, in packs of a width that vector units like.
//! Every operation goes pack by pack: it reads its arguments before it writes its result, so the
//! result may lie where an argument lay.

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

/// Tables with up to this many points are searched by comparing with every point, which needs no
/// branch and works on all lanes at once.
const SHORT_TABLE: usize = 12;

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

/// A table at the lanes of a register.
#[inline(always)]
fn lookup<const W: usize, const C: usize>(
    registers: &mut [Register<W, C>],
    d: u32,
    a: u32,
    curve: &Curve,
) {
    let points = curve.xs.len();
    if points > SHORT_TABLE {
        map1(registers, d, a, |x| curve.at(x));
        return;
    }
    for c in 0..C {
        let mut x = registers[a as usize][c];
        for l in 0..W {
            x.0[l] = curve.limit(x.0[l]);
        }
        let mut point = [curve.xs[0]; W];
        let mut value = [curve.ys[0]; W];
        let mut slope = [curve.slopes[0]; W];
        for i in 1..points {
            let (px, py, ps) = (curve.xs[i], curve.ys[i], curve.slopes[i]);
            for l in 0..W {
                let past = px <= x.0[l];
                point[l] = if past { px } else { point[l] };
                value[l] = if past { py } else { value[l] };
                slope[l] = if past { ps } else { slope[l] };
            }
        }
        let mut out = Pack([0.0; W]);
        for l in 0..W {
            out.0[l] = value[l] + (x.0[l] - point[l]) * slope[l];
        }
        registers[d as usize][c] = out;
    }
}

/// Runs a list of instructions over a block.
#[inline(always)]
pub(crate) fn run<const W: usize, const C: usize>(
    list: &[Instruction],
    registers: &mut [Register<W, C>],
    scalars: &[f64],
    curves: &[Curve],
) {
    macro_rules! dispatch {
        ($code:expr, $d:ident, $a:ident, $b:ident, $c:ident;
         pairs $($vv:ident $vs:ident $sv:ident $f:ident),*;
         singles $($single:ident $g:ident),*) => {
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
                $(Code::$single => map1(registers, $d, $a, primitive::$g),)*
                Code::Grid => map1(registers, $d, $a, primitive::grid),
                Code::Copy => registers[$d as usize] = registers[$a as usize],
                Code::Splat => registers[$d as usize] = splat(scalars[$a as usize]),
                Code::Lookup => lookup(registers, $d, $a, &curves[$b as usize]),
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
                // 0 where the value is finite, else not a number, and so stays the sum.
                Code::Check => map2(registers, $d, $d, $a, |t, x| t + (x - x)),
            }
        };
    }
    for &Instruction { code, d, a, b, c } in list {
        dispatch!(code, d, a, b, c;
            pairs
            Add AddVs AddSv add, Subtract SubtractVs SubtractSv subtract,
            Multiply MultiplyVs MultiplySv multiply, Divide DivideVs DivideSv divide,
            DivideOrZero DivideOrZeroVs DivideOrZeroSv divide_or_zero,
            Power PowerVs PowerSv power, Min MinVs MinSv min, Max MaxVs MaxSv max,
            Modulo ModuloVs ModuloSv modulo, Less LessVs LessSv less,
            LessOrEqual LessOrEqualVs LessOrEqualSv less_or_equal,
            Equal EqualVs EqualSv equal, NotEqual NotEqualVs NotEqualSv not_equal,
            And AndVs AndSv and, Or OrVs OrSv or;
            singles
            Negate negate, Not not, Abs abs, Sqrt sqrt, Exp exp, Ln ln, Log10 log10,
            Sin sin, Cos cos, Tan tan, Asin asin, Acos acos, Atan atan, Tanh tanh,
            Truncate truncate, Round round);
    }
}

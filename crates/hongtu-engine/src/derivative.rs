//! Derivatives of the primitive operations.
//!
//! At a kink the derivative is that of the piece on which the value was computed: of the branch taken,
//! of the smaller of two, of the segment of a table that begins at the point. What moves in jumps
//! (comparisons, roundings, the grid) has none, and a derivative that is infinite or not a number
//! counts as 0.

use hongtu_maths as maths;
use hongtu_model::{Binary, Function};

use crate::graph::Op;
use crate::primitive::Curve;

/// ln 10
const LN_10: f64 = std::f64::consts::LN_10;

/// Calls `add` with each argument of an operation and what the derivative of anything by that
/// argument gains, when its derivative by the operation's result, `value`, is `bar`.
#[inline(always)]
pub(crate) fn back(
    op: Op,
    value: f64,
    bar: f64,
    curves: &[Curve],
    at: impl Fn(u32) -> f64,
    mut add: impl FnMut(u32, f64),
) {
    match op {
        Op::Splat(a) | Op::Copy(a) => add(a, bar),
        Op::Unary(f, a) => add(a, finite(bar * unary(f, at(a), value))),
        Op::Binary(f, a, b) => {
            let (by_a, by_b) = binary(f, at(a), at(b), value);
            add(a, finite(bar * by_a));
            add(b, finite(bar * by_b));
        }
        Op::Select(c, a, b) => add(if at(c) != 0.0 { a } else { b }, bar),
        Op::Lookup(table, a) => add(a, finite(bar * curves[table as usize].slope(at(a)))),
        _ => {}
    }
}

#[inline(always)]
pub(crate) fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// Of a function of one argument, whose value is known.
#[inline(always)]
fn unary(function: Function, x: f64, value: f64) -> f64 {
    match function {
        Function::Negate => -1.0,
        Function::Abs => {
            if x < 0.0 {
                -1.0
            } else {
                1.0
            }
        }
        Function::Sqrt => 0.5 / value,
        Function::Exp => value,
        Function::Ln => 1.0 / x,
        Function::Log10 => 1.0 / (x * LN_10),
        Function::Sin => maths::cos(x),
        Function::Cos => -maths::sin(x),
        Function::Tan => 1.0 + value * value,
        Function::Asin => 1.0 / (1.0 - x * x).sqrt(),
        Function::Acos => -1.0 / (1.0 - x * x).sqrt(),
        Function::Atan => 1.0 / (1.0 + x * x),
        Function::Tanh => 1.0 - value * value,
        Function::Not | Function::Truncate | Function::Round => 0.0,
    }
}

/// Of a function of two arguments, by each.
#[inline(always)]
pub(crate) fn binary(function: Binary, a: f64, b: f64, value: f64) -> (f64, f64) {
    match function {
        Binary::Add => (1.0, 1.0),
        Binary::Subtract => (1.0, -1.0),
        Binary::Multiply => (b, a),
        Binary::Divide => (1.0 / b, -value / b),
        Binary::DivideOrZero if b == 0.0 => (0.0, 0.0),
        Binary::DivideOrZero => (1.0 / b, -value / b),
        Binary::Power => {
            let by_base = if b == 2.0 { 2.0 * a } else { b * maths::pow(a, b - 1.0) };
            // Of a base that is not positive only whole exponents have a value.
            (by_base, if a > 0.0 { value * maths::ln(a) } else { 0.0 })
        }
        Binary::Min if b < a => (0.0, 1.0),
        Binary::Max if b > a => (0.0, 1.0),
        Binary::Min | Binary::Max => (1.0, 0.0),
        Binary::Modulo => (1.0, -(a / b).trunc()),
        Binary::Less
        | Binary::LessOrEqual
        | Binary::Equal
        | Binary::NotEqual
        | Binary::And
        | Binary::Or => (0.0, 0.0),
    }
}

//! What each primitive operation computes, for one number.
//!
//! Folding, the scalar sheet, the lanes and the diagnosis all come here, which is what makes their
//! bits equal. Nothing in here branches where a select will do, so that loops over lanes vectorise.

use hongtu_maths as maths;
use hongtu_model::{Binary, Function};

/// 1 for true, 0 for false.
#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// Two-argument primitives as plain functions, so that they can be passed to loops over lanes.
macro_rules! pairs {
    ($($(#[$doc:meta])* $name:ident($a:ident, $b:ident) = $value:expr;)*) => {
        $($(#[$doc])* #[inline(always)] pub(crate) fn $name($a: f64, $b: f64) -> f64 { $value })*
    };
}

pairs! {
    /// a + b
    add(a, b) = a + b;
    /// a − b
    subtract(a, b) = a - b;
    /// a × b
    multiply(a, b) = a * b;
    /// a ÷ b
    divide(a, b) = a / b;
    /// a ÷ b, or 0 where b is 0
    divide_or_zero(a, b) = if b == 0.0 { 0.0 } else { a / b };
    /// aᵇ; a square is the product, which is rounded once.
    power(a, b) = {
        // Both are computed, so that loops vectorise.
        let (square, power) = (a * a, maths::pow(a, b));
        if b == 2.0 { square } else { power }
    };
    /// The smaller; the first of two equal ones. Operands that are not numbers are trouble of their
    /// own, so this need not carry them on.
    min(a, b) = if b < a { b } else { a };
    /// The larger; the first of two equal ones.
    max(a, b) = if b > a { b } else { a };
    /// The remainder with the sign of a.
    modulo(a, b) = maths::modulo(a, b);
    /// a < b
    less(a, b) = truth(a < b);
    /// a ≤ b
    less_or_equal(a, b) = truth(a <= b);
    /// a = b
    equal(a, b) = truth(a == b);
    /// a ≠ b
    not_equal(a, b) = truth(a != b);
    /// Both are not 0.
    and(a, b) = truth((a != 0.0) & (b != 0.0));
    /// Either is not 0.
    or(a, b) = truth((a != 0.0) | (b != 0.0));
}

/// One-argument primitives as plain functions.
macro_rules! singles {
    ($($(#[$doc:meta])* $name:ident($x:ident) = $value:expr;)*) => {
        $($(#[$doc])* #[inline(always)] pub(crate) fn $name($x: f64) -> f64 { $value })*
    };
}

singles! {
    /// −x
    negate(x) = -x;
    /// 1 where x is 0
    not(x) = truth(x == 0.0);
    /// |x|
    abs(x) = x.abs();
    /// √x, which IEEE 754 rounds correctly everywhere
    sqrt(x) = x.sqrt();
    /// eˣ
    exp(x) = maths::exp(x);
    /// ln x
    ln(x) = maths::ln(x);
    /// log₁₀ x
    log10(x) = maths::log10(x);
    /// sin x
    sin(x) = maths::sin(x);
    /// cos x
    cos(x) = maths::cos(x);
    /// tan x
    tan(x) = maths::tan(x);
    /// arcsin x
    asin(x) = maths::asin(x);
    /// arccos x
    acos(x) = maths::acos(x);
    /// arctan x
    atan(x) = maths::atan(x);
    /// tanh x
    tanh(x) = maths::tanh(x);
    /// Towards zero.
    truncate(x) = x.trunc();
    /// Nearest integer, halves away from zero.
    round(x) = x.round();
    /// The grid point at or after a position counted in steps; within a millionth of a step of a
    /// grid point it is on it ([`hongtu_model::Timeline::instant`]).
    grid(x) = {
        let nearest = x.round();
        if (x - nearest).abs() <= 1e-6 { nearest } else { x.ceil() }
    };
}

/// 0 where a value is finite, else not a number. Added to a sum it stays there.
#[inline(always)]
#[allow(clippy::eq_op)]
pub(crate) fn trouble(x: f64) -> f64 {
    x - x
}

/// `if c then a else b`
#[inline(always)]
pub(crate) fn select(c: f64, a: f64, b: f64) -> f64 {
    if c != 0.0 { a } else { b }
}

/// A function of one argument.
#[inline]
pub(crate) fn unary(function: Function, x: f64) -> f64 {
    match function {
        Function::Negate => negate(x),
        Function::Not => not(x),
        Function::Abs => abs(x),
        Function::Sqrt => sqrt(x),
        Function::Exp => exp(x),
        Function::Ln => ln(x),
        Function::Log10 => log10(x),
        Function::Sin => sin(x),
        Function::Cos => cos(x),
        Function::Tan => tan(x),
        Function::Asin => asin(x),
        Function::Acos => acos(x),
        Function::Atan => atan(x),
        Function::Tanh => tanh(x),
        Function::Truncate => truncate(x),
        Function::Round => round(x),
    }
}

/// A function of two arguments.
#[inline]
pub(crate) fn binary(function: Binary, a: f64, b: f64) -> f64 {
    match function {
        Binary::Add => add(a, b),
        Binary::Subtract => subtract(a, b),
        Binary::Multiply => multiply(a, b),
        Binary::Divide => divide(a, b),
        Binary::DivideOrZero => divide_or_zero(a, b),
        Binary::Power => power(a, b),
        Binary::Min => min(a, b),
        Binary::Max => max(a, b),
        Binary::Modulo => modulo(a, b),
        Binary::Less => less(a, b),
        Binary::LessOrEqual => less_or_equal(a, b),
        Binary::Equal => equal(a, b),
        Binary::NotEqual => not_equal(a, b),
        Binary::And => and(a, b),
        Binary::Or => or(a, b),
    }
}

/// Whether a primitive may give infinity or not-a-number for finite arguments.
pub(crate) fn unary_fails(function: Function) -> bool {
    use Function::{Acos, Asin, Exp, Ln, Log10, Sqrt};
    matches!(function, Acos | Asin | Exp | Ln | Log10 | Sqrt)
}

/// Whether infinity and not-a-number as argument always show in the result.
pub(crate) fn unary_shows(function: Function) -> bool {
    use Function::{Atan, Exp, Not, Tanh};
    !matches!(function, Atan | Exp | Not | Tanh)
}

/// As [`unary_fails`].
pub(crate) fn binary_fails(function: Binary) -> bool {
    use Binary::{Add, Divide, DivideOrZero, Modulo, Multiply, Power, Subtract};
    matches!(function, Add | Subtract | Multiply | Divide | DivideOrZero | Power | Modulo)
}

/// As [`unary_shows`], for each of the two arguments.
pub(crate) fn binary_shows(function: Binary) -> [bool; 2] {
    match function {
        Binary::Add | Binary::Subtract | Binary::Multiply => [true, true],
        Binary::Divide | Binary::Modulo => [true, false],
        _ => [false, false],
    }
}

/// A table made ready for looking up.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    /// Positions, increasing; at least one.
    pub xs: Vec<f64>,
    /// Values.
    pub ys: Vec<f64>,
    /// Slope from each point to the next; 0 at the last point and throughout a stepped table.
    pub slopes: Vec<f64>,
}

impl Curve {
    /// Index of the last point at or before `x`, which is not before the first.
    #[inline(always)]
    fn segment(&self, x: f64) -> usize {
        self.xs.partition_point(|&point| point <= x).saturating_sub(1)
    }

    /// The position `x`, moved into the table.
    #[inline(always)]
    pub(crate) fn limit(&self, x: f64) -> f64 {
        let first = self.xs[0];
        let last = self.xs[self.xs.len() - 1];
        let x = if x < first { first } else { x };
        if x > last { last } else { x }
    }

    /// The value at `x`: `y + (x − point) slope` from the last point at or before it.
    #[inline(always)]
    pub(crate) fn at(&self, x: f64) -> f64 {
        let x = self.limit(x);
        self.on(self.segment(x), x)
    }

    /// The value at `x`, which lies on the segment that begins with point `i`.
    #[inline(always)]
    pub(crate) fn on(&self, i: usize, x: f64) -> f64 {
        self.ys[i] + (x - self.xs[i]) * self.slopes[i]
    }

    /// The slope at `x`: of the segment that begins there or before, 0 outside the table.
    pub(crate) fn slope(&self, x: f64) -> f64 {
        let outside = x < self.xs[0] || x > self.xs[self.xs.len() - 1];
        if outside { 0.0 } else { self.slopes[self.segment(x)] }
    }
}

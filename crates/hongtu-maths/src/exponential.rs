//! `exp`, `exp_m1` and `tanh`.
//!
//! All three rest on one reduction: `x = k ln 2 + r` with `|r| ≤ ln 2 / 2`
//! (Cody & Waite, "Software Manual for the Elementary Functions", 1980, ch. 6), then
//! `eʳ = 1 + r + r² q(r)` with `q − ½` a near-minimax
//! (Chebyshev) polynomial of degree 10 without constant term.
//! Every branch is a select, so a loop over lanes vectorises.

use crate::double::{polynomial, quick_two_sum, quotient, two_product, two_sum};

/// `(eʳ − 1 − r − r²/2) / r³` on `|r| ≤ 0.3466`, absolute error 2⁻⁵⁷.
const EXP_TAIL: [f64; 10] = [
    0.1666666666666667,
    0.04166666666666667,
    0.00833333333332614,
    0.0013888888888883752,
    0.00019841269874804214,
    2.4801587325536023e-5,
    2.7557255421023506e-6,
    2.7557273657975953e-7,
    2.5105208339987698e-8,
    2.0914680780540263e-9,
];

const LOG2_E: f64 = core::f64::consts::LOG2_E;
/// The upper 41 bits of ln 2, so that its product with an exponent is exact.
pub(crate) const LN_2_HIGH: f64 = 0.693147180559663;
/// `ln 2 − LN_2_HIGH`.
pub(crate) const LN_2_LOW: f64 = 2.8235290563031577e-13;
/// `1.5 × 2⁵²`: adding it rounds to an integer (half to even) and leaves that integer in the low bits.
pub(crate) const ROUNDER: f64 = 6755399441055744.0;

/// `e^(high + low)` taken apart as `2ᵏ (1 + r + tail)`.
struct Parts {
    /// k, a small integer in two's complement.
    k: u64,
    /// The first-order term.
    r: f64,
    /// Everything else, below a fifth of `r` (plus what `r` could not hold).
    tail: f64,
}

/// Takes `e^(high + low)` apart; `|high| ≤ 746` and `|low|` at most an ulp of `high` or so.
#[inline(always)]
fn take_apart(high: f64, low: f64) -> Parts {
    let shifted = high * LOG2_E + ROUNDER;
    let k = shifted.to_bits().wrapping_sub(ROUNDER.to_bits());
    let k_float = shifted - ROUNDER;
    let a = high - k_float * LN_2_HIGH;
    let b = k_float * LN_2_LOW - low;
    let r = a - b;
    let r_low = (a - r) - b;
    // r²/2 apart from the rest: in one polynomial, the rounding of its ½ + r/6 would weigh more.
    let square = r * r;
    let tail = 0.5 * square + (square * r * polynomial(r, &EXP_TAIL) + (r_low + r_low * r));
    Parts { k, r, tail }
}

/// `y 2ᵏ` for `−2046 < k < 2046`, in two factors: one power of two alone would overflow on the way
/// to the largest and lose bits on the way to the subnormal results.
#[inline(always)]
fn scale(y: f64, k: u64) -> f64 {
    let half = k.wrapping_add(2048) >> 1;
    let rest = k.wrapping_add(2048).wrapping_sub(half);
    let power = |n: u64| f64::from_bits(n.wrapping_sub(1024).wrapping_add(1023) << 52);
    y * power(half) * power(rest)
}

/// `e^(high + low)` for `|high| ≤ 746`; 0 and infinity at the ends of that range.
#[inline(always)]
pub(crate) fn exp_of_pair(high: f64, low: f64) -> f64 {
    let Parts { k, r, tail } = take_apart(high, low);
    let (sum, error) = quick_two_sum(1.0, r);
    scale(sum + (error + tail), k)
}

/// Limits `x` to `low..=high`; NaN passes through.
#[inline(always)]
pub(crate) fn limit(x: f64, low: f64, high: f64) -> f64 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// eˣ.
///
/// Domain: every `f64`. Range: 0 to infinity; overflows above 709.782712893384, is subnormal below
/// −708.3964185322641 and 0 below −745.1332191019412. `exp(NaN)` is NaN.
///
/// Error: at most 0.58 ulp measured (1 ulp where the result is subnormal).
///
/// ```
/// assert_eq!(hongtu_maths::exp(0.0), 1.0);
/// assert_eq!(hongtu_maths::exp(1.0), std::f64::consts::E);
/// assert_eq!(hongtu_maths::exp(f64::NEG_INFINITY), 0.0);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let y = exp_of_pair(limit(x, -746.0, 710.0), 0.0);
    if x.is_nan() { f64::NAN } else { y }
}

/// `eˣ − 1` as a pair, for `−50 ≤ x ≤ 50`.
#[inline(always)]
fn exp_m1_pair(x: f64) -> (f64, f64) {
    let Parts { k, r, tail } = take_apart(x, 0.0);
    let power = f64::from_bits(k.wrapping_add(1023) << 52);
    let (whole, whole_error) = two_sum(power, -1.0);
    let (sum, error) = two_sum(whole, power * r);
    quick_two_sum(sum, error + (whole_error + power * tail))
}

/// eˣ − 1, without the cancellation that subtracting from [`exp`] would suffer near zero.
///
/// Domain: every `f64`. Range: −1 to infinity; the sign of zero is kept. Near zero the leading term
/// `r` of the reduction is exact, so the relative error stays bounded.
///
/// Error: at most 0.81 ulp measured.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    let near = exp_m1_pair(limit(x, -50.0, 50.0)).0;
    // From 2⁵⁴ on, the 1 is below half an ulp.
    let y = if x > 40.0 { exp(x) } else { near };
    let y = if x == 0.0 { x } else { y };
    if x.is_nan() { f64::NAN } else { y }
}

/// Hyperbolic tangent, as `E / (E + 2)` with `E = e^(2|x|) − 1`.
///
/// Domain: every `f64`. Range: −1 to 1; odd, and ±1 from |x| = 22 on. The sign of zero is kept.
///
/// Error: at most 0.72 ulp measured.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let a = limit(x.abs(), 0.0, 22.0);
    let e = exp_m1_pair(2.0 * a);
    let (denominator, error) = two_sum(e.0, 2.0);
    let y = quotient(e, quick_two_sum(denominator, error + e.1)).copysign(x);
    // Below 2⁻²⁸, x³/3 is under half an ulp, and the quotient's splitting would lose subnormals.
    let y = if a < 3.7e-9 { x } else { y };
    if x.is_nan() { f64::NAN } else { y }
}

/// `e^(−x²)`: the square keeps its rounding error, which the exponential would magnify by x².
#[inline(always)]
pub(crate) fn exp_minus_square(x: f64, factor: f64) -> f64 {
    let (square, error) = two_product(x, x);
    let high = limit(-factor * square, -746.0, 0.0);
    exp_of_pair(high, -factor * error)
}

//! `ln`, `ln_1p`, `log2` and `log10`.
//!
//! `x = 2ᵏ m` with `√½ ≤ m < √2`. With `f = m − 1`, `s = f / (2 + f)` and `R(s²) = 2 atanh(s)/s − 2`,
//! `ln m = f − f²/2 + s (f²/2 + R)` (Tang, "Table-driven implementation of the logarithm function",
//! ACM TOMS 16 (1990), §2, without the table). The subtrahend `f²/2` is kept exactly.
//! The extended-precision logarithm sums `2 atanh(s)` with its first three terms in pairs.

use crate::double::{multiply, polynomial, quick_two_sum, two_product, two_sum, upper};
use crate::exponential::{LN_2_HIGH, LN_2_LOW};

/// `(2 atanh(s)/s − 2) / s²` in `s²` on `s² ≤ 0.02944`.
const ATANH_TAIL: [f64; 7] = [
    0.666666666666667,
    0.3999999999989949,
    0.2857142862598255,
    0.22222211133642084,
    0.18182889209266595,
    0.1533171880828007,
    0.14616484198366603,
];

/// `(atanh(s)/s − 1 − s²/3 − s⁴/5) / s⁶` in `s²` on `s² ≤ 0.02944`.
const ATANH_FAR_TAIL: [f64; 8] = [
    0.14285714285714285,
    0.11111111111111474,
    0.09090909090650452,
    0.07692307762447469,
    0.06666657339141824,
    0.05883024987191102,
    0.05236451865230483,
    0.05308528688360222,
];
const ONE_THIRD: (f64, f64) = (0.3333333333333333, 1.850371707708594e-17);
const ONE_FIFTH: (f64, f64) = (0.2, -1.1102230246251566e-17);
const LOG2_E: (f64, f64) = (core::f64::consts::LOG2_E, 2.0355273740931033e-17);
const LOG10_E: (f64, f64) = (core::f64::consts::LOG10_E, 1.098319650216765e-17);

const SQRT_HALF_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
const FRACTION: u64 = 0x000f_ffff_ffff_ffff;

/// `x = 2ᵏ m` with `√½ ≤ m < √2`, for finite positive `x`; k as a float.
#[inline(always)]
fn take_apart(x: f64) -> (f64, f64) {
    let small = x < f64::MIN_POSITIVE;
    let x = if small { x * 18014398509481984.0 } else { x };
    let bias = if small { 4503599627370496.0 + 1023.0 + 54.0 } else { 4503599627370496.0 + 1023.0 };
    let bits = x.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    // AVX2 cannot convert 64-bit integers; set into the low bits of 2⁵², the exponent is a float.
    let k = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - bias;
    (k, f64::from_bits((bits & FRACTION).wrapping_add(SQRT_HALF_BITS)))
}

/// `k ln 2 + ln(1 + f) + correction`, for `√½ − 1 ≤ f < √2 − 1` and a tiny correction.
#[inline(always)]
fn assemble(k: f64, f: f64, correction: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * polynomial(z, &ATANH_TAIL);
    let f_upper = upper(f);
    let half_square = 0.5 * f_upper * f_upper;
    let half_square_low = 0.5 * (f - f_upper) * (f + f_upper);
    let (high, error) = quick_two_sum(f, -half_square);
    let low = error + (s * (half_square + (half_square_low + r)) - half_square_low) + correction;
    let (sum, sum_error) = quick_two_sum(k * LN_2_HIGH, high);
    sum + (sum_error + (low + k * LN_2_LOW))
}

/// The values of a logarithm where its argument is not a positive finite number.
#[inline(always)]
fn at_the_edges(x: f64, y: f64) -> f64 {
    let y = if x == 0.0 { f64::NEG_INFINITY } else { y };
    let y = if x == f64::INFINITY { x } else { y };
    if x >= 0.0 { y } else { f64::NAN }
}

/// Natural logarithm.
///
/// Domain: `x ≥ 0`, subnormals included; `ln(±0)` is −infinity, and of a negative number or NaN it
/// is NaN.
///
/// Error: at most 0.67 ulp measured.
///
/// ```
/// assert_eq!(hongtu_maths::ln(1.0), 0.0);
/// assert_eq!(hongtu_maths::ln(0.0), f64::NEG_INFINITY);
/// assert!(hongtu_maths::ln(-1.0).is_nan());
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let (k, m) = take_apart(x);
    at_the_edges(x, assemble(k, m - 1.0, 0.0))
}

/// ln(1 + x), accurate where `1 + x` would round x away.
///
/// Domain: `x ≥ −1`; −infinity at −1 and NaN below. The sign of zero is kept.
///
/// Error: at most 0.67 ulp measured.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let (sum, error) = two_sum(1.0, x);
    let (k, m) = take_apart(sum);
    // The rounding error of 1 + x, relative to the sum. An infinite x gives NaN here, mended below.
    let correction = if k == 0.0 { 0.0 } else { error / sum };
    let f = if k == 0.0 { x } else { m - 1.0 };
    let y = at_the_edges(sum, assemble(k, f, correction));
    let y = if x == f64::INFINITY { x } else { y };
    if x == 0.0 { x } else { y }
}

/// `ln x` as a pair with relative error below 2⁻⁶⁸, for finite positive `x`.
#[inline(always)]
pub(crate) fn ln_pair(x: f64) -> (f64, f64) {
    let (k, m) = take_apart(x);
    let f = m - 1.0;
    let (d, d_low) = quick_two_sum(2.0, m - 1.0);
    let s_high = f / d;
    let (product, product_error) = two_product(s_high, d);
    let s = (s_high, (((f - product) - product_error) - s_high * d_low) / d);
    let z = multiply(s, s);
    let (fifth, fifth_error) = quick_two_sum(ONE_FIFTH.0, z.0 * polynomial(z.0, &ATANH_FAR_TAIL));
    let term = multiply((fifth, fifth_error + ONE_FIFTH.1), z);
    let (third, third_error) = quick_two_sum(ONE_THIRD.0, term.0);
    let tail = multiply((third, third_error + (term.1 + ONE_THIRD.1)), z);
    let twice = (2.0 * s.0, 2.0 * s.1);
    let product = multiply(twice, tail);
    let (high, error) = quick_two_sum(twice.0, product.0);
    let low = error + (product.1 + twice.1);
    let (sum, sum_error) = quick_two_sum(k * LN_2_HIGH, high);
    quick_two_sum(sum, sum_error + (low + k * LN_2_LOW))
}

/// Logarithm to base 2, exact on powers of two.
///
/// Domain and special values as for [`ln`]. The natural logarithm in extended precision times
/// log₂ e in extended precision, rounded once.
///
/// Error: at most 0.501 ulp measured.
#[inline(always)]
pub fn log2(x: f64) -> f64 {
    let (high, low) = multiply(ln_pair(x), LOG2_E);
    at_the_edges(x, high + low)
}

/// Logarithm to base 10, exact on powers of ten.
///
/// Domain and special values as for [`ln`]; made as [`log2`] is.
///
/// Error: at most 0.501 ulp measured.
///
/// ```
/// assert_eq!(hongtu_maths::log10(1e15), 15.0);
/// ```
#[inline(always)]
pub fn log10(x: f64) -> f64 {
    let (high, low) = multiply(ln_pair(x), LOG10_E);
    at_the_edges(x, high + low)
}

//! `sin`, `cos` and `tan`, for one angle and for a slice of them.
//!
//! The angle is reduced to `r` in `[−π/4, π/4]` plus a quarter-turn count, `r` as a pair. Up to 2²⁰
//! π/2 is subtracted in four parts, the first three products being exact (Cody & Waite 1980, ch. 8);
//! beyond, [`crate::large_angle`] multiplies by 2/π in integers. Sine and cosine of `r` are
//! polynomials; both are always evaluated and one selected.

use crate::double::{polynomial, quick_two_sum, quotient, two_product, two_sum, upper};
use crate::exponential::ROUNDER;
use crate::large_angle::reduce_large;

/// `(sin r − r) / r³` in `r²` on `|r| ≤ π/4`, absolute error 2⁻⁶⁶.
const SIN_TAIL: [f64; 7] = [
    -0.16666666666666666,
    0.008333333333333331,
    -0.0001984126984126506,
    2.755731921933466e-6,
    -2.505210623088241e-8,
    1.6058531370931902e-10,
    -7.586682497157786e-13,
];
/// `(cos r − 1 + r²/2) / r⁴` in `r²` on `|r| ≤ π/4`, absolute error 2⁻⁵⁹.
const COS_TAIL: [f64; 6] = [
    0.041666666666666664,
    -0.0013888888888887395,
    2.480158729876295e-5,
    -2.755731727031051e-7,
    2.087614597263508e-9,
    -1.1382611119025631e-11,
];
/// π/2 in three parts of 33 bits and a rest.
const HALF_PI: [f64; 4] =
    [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

/// Up to here the quarter turns fit the 20 bits that keep their products with [`HALF_PI`] exact.
const MODERATE: f64 = 1048576.0;

/// An angle as quarter turns (only the last two bits count) and a remainder `high + low`.
#[derive(Clone, Copy)]
pub(crate) struct Reduced {
    pub(crate) quarters: u64,
    pub(crate) high: f64,
    pub(crate) low: f64,
}

/// Reduces an angle of at most [`MODERATE`]; beyond, the result is meaningless.
#[inline(always)]
fn reduce_moderate(x: f64) -> Reduced {
    let shifted = x * core::f64::consts::FRAC_2_PI + ROUNDER;
    let n = shifted - ROUNDER;
    let first = x - n * HALF_PI[0];
    let (second, second_error) = two_sum(first, -(n * HALF_PI[1]));
    let (third, third_error) = two_sum(second, -(n * HALF_PI[2]));
    let (high, low) = two_sum(third, (second_error + third_error) - n * HALF_PI[3]);
    Reduced { quarters: shifted.to_bits(), high, low }
}

/// sin and cos of a remainder, each as a pair. The roundings in the sine's tail cost a quarter of an
/// ulp: little in a sine, too much in a quotient, which asks for the `FINE` one.
#[inline(always)]
fn sine_and_cosine<const FINE: bool>(angle: Reduced) -> ((f64, f64), (f64, f64)) {
    let (r, low) = (angle.high, angle.low);
    let r_upper = upper(r);
    let r_lower = r - r_upper;
    let z = r * r;
    let z_low = (r_upper * r_upper - z) + r_lower * (r + r_upper);
    let tail = polynomial(z, &SIN_TAIL);
    let mut sine_low = r * z * tail + (low - 0.5 * z * low);
    if FINE {
        let (cube, cube_error) = two_product(r, z);
        let (product, error) = two_product(cube, tail);
        let rest = error + (cube_error + r * z_low) * tail;
        sine_low = product + (rest + (low - 0.5 * z * low));
    }
    let (one, one_error) = quick_two_sum(1.0, -0.5 * z);
    let cosine_low = one_error + ((z * z * polynomial(z, &COS_TAIL) - r * low) - 0.5 * z_low);
    ((r, sine_low), (one, cosine_low))
}

/// The sine of a reduced angle; with one quarter turn more, the cosine.
#[inline(always)]
fn sine(angle: Reduced) -> f64 {
    let (sine, cosine) = sine_and_cosine::<false>(angle);
    let value = if angle.quarters & 1 == 0 { sine.0 + sine.1 } else { cosine.0 + cosine.1 };
    f64::from_bits(value.to_bits() ^ ((angle.quarters & 2) << 62))
}

/// The tangent of a reduced angle.
#[inline(always)]
fn tangent(angle: Reduced) -> f64 {
    let (sine, cosine) = sine_and_cosine::<true>(angle);
    let sine = quick_two_sum(sine.0, sine.1);
    let cosine = quick_two_sum(cosine.0, cosine.1);
    let even = angle.quarters & 1 == 0;
    let numerator = if even { sine } else { (-cosine.0, -cosine.1) };
    let denominator = if even { cosine } else { sine };
    quotient(numerator, denominator)
}

#[inline(always)]
fn sin_moderate(x: f64) -> f64 {
    let y = sine(reduce_moderate(x));
    if x == 0.0 { x } else { y }
}

#[inline(always)]
fn cos_moderate(x: f64) -> f64 {
    let angle = reduce_moderate(x);
    sine(Reduced { quarters: angle.quarters.wrapping_add(1), ..angle })
}

#[inline(always)]
fn tan_moderate(x: f64) -> f64 {
    let y = tangent(reduce_moderate(x));
    // Below 2⁻²⁷, x³/3 is under half an ulp, and the quotient's splitting would lose subnormals.
    if x.abs() < 7.4e-9 { x } else { y }
}

#[cold]
#[inline(never)]
fn sin_large(x: f64) -> f64 {
    if x.is_finite() { sine(reduce_large(x)) } else { f64::NAN }
}

#[cold]
#[inline(never)]
fn cos_large(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let angle = reduce_large(x);
    sine(Reduced { quarters: angle.quarters.wrapping_add(1), ..angle })
}

#[cold]
#[inline(never)]
fn tan_large(x: f64) -> f64 {
    if x.is_finite() { tangent(reduce_large(x)) } else { f64::NAN }
}

/// Sine of an angle in radians.
///
/// Domain: every finite `f64`, with full accuracy however large; NaN at the infinities. Range: −1 to
/// 1. The sign of zero is kept.
///
/// Error: at most 0.81 ulp measured.
///
/// Angles beyond 2²⁰ take a scalar path, and a loop over this function does not vectorise for its
/// sake: [`sin_each`] does.
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    if x.abs() <= MODERATE { sin_moderate(x) } else { sin_large(x) }
}

/// Cosine of an angle in radians.
///
/// Domain and range as for [`sin`].
///
/// Error: at most 0.81 ulp measured. For lanes see [`cos_each`].
#[inline(always)]
pub fn cos(x: f64) -> f64 {
    if x.abs() <= MODERATE { cos_moderate(x) } else { cos_large(x) }
}

/// Tangent of an angle in radians: the quotient of sine and cosine, both in extended precision.
///
/// Domain as for [`sin`]; no `f64` is an exact pole, so the result is finite.
///
/// Error: at most 0.80 ulp measured. For lanes see [`tan_each`].
#[inline(always)]
pub fn tan(x: f64) -> f64 {
    if x.abs() <= MODERATE { tan_moderate(x) } else { tan_large(x) }
}

/// A vectorising pass for moderate angles, then the rest one by one.
#[inline(always)]
fn each(x: &[f64], out: &mut [f64], moderate: impl Fn(f64) -> f64, large: impl Fn(f64) -> f64) {
    let mut all_moderate = true;
    for (out, &x) in out.iter_mut().zip(x) {
        *out = moderate(x);
        all_moderate &= x.abs() <= MODERATE;
    }
    if !all_moderate {
        for (out, &x) in out.iter_mut().zip(x) {
            let near = x.abs() <= MODERATE;
            if !near {
                *out = large(x);
            }
        }
    }
}

/// [`sin`] of each element, the same bits, in a loop that vectorises.
///
/// Writes as many elements as the shorter slice has.
///
/// ```
/// let angles = [0.0, 1.0, -1e300];
/// let mut sines = [0.0; 3];
/// hongtu_maths::sin_each(&angles, &mut sines);
/// assert_eq!(sines, angles.map(hongtu_maths::sin));
/// ```
#[inline(always)]
pub fn sin_each(x: &[f64], out: &mut [f64]) {
    each(x, out, sin_moderate, sin_large);
}

/// [`cos`] of each element, the same bits, in a loop that vectorises.
///
/// Writes as many elements as the shorter slice has.
#[inline(always)]
pub fn cos_each(x: &[f64], out: &mut [f64]) {
    each(x, out, cos_moderate, cos_large);
}

/// [`tan`] of each element, the same bits, in a loop that vectorises.
///
/// Writes as many elements as the shorter slice has.
#[inline(always)]
pub fn tan_each(x: &[f64], out: &mut [f64]) {
    each(x, out, tan_moderate, tan_large);
}

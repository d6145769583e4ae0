//! `atan`, `asin` and `acos`.

use crate::double::{polynomial, quick_two_sum, two_product};

/// `(atan t − t) / t³` in `t²` on `|t| ≤ 7/16`.
const ATAN_TAIL: [f64; 11] = [
    -0.33333333333333326,
    0.19999999999987714,
    -0.14285714283138384,
    0.11111110899821627,
    -0.09090900168668452,
    0.07692086789119736,
    -0.06663232236816255,
    0.05847669756799626,
    -0.050336850838998956,
    0.03781854858641458,
    -0.017539916204913773,
];
/// `(asin t − t) / t³` in `t²` on `|t| ≤ ½`.
const ASIN_TAIL: [f64; 13] = [
    0.16666666666666669,
    0.07499999999998433,
    0.04464285714635543,
    0.030381944138531247,
    0.02237217294214989,
    0.017352392720869973,
    0.013971212973552933,
    0.011479177415184906,
    0.01032281435018578,
    0.005457506718640358,
    0.01740087944269402,
    -0.014851887071247204,
    0.028757851367421566,
];
const HALF_PI: (f64, f64) = (core::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
const PI: (f64, f64) = (core::f64::consts::PI, 1.2246467991473532e-16);

/// Arc tangent, in radians.
///
/// Domain: every `f64`; ±π/2 at the infinities. Range: −π/2 to π/2. The sign of zero is kept.
///
/// `atan a = atan c + atan((a − c) / (1 + a c))` with `c` one of 0, ½, 1, 1½ and infinity (the
/// addition theorem; Abramowitz & Stegun 4.4.34), which leaves at most 7/16 to a polynomial.
///
/// Error: at most 0.76 ulp measured.
#[inline(always)]
pub fn atan(x: f64) -> f64 {
    let a = x.abs();
    // Each row: numerator a·n1 + n0, denominator a·d1 + d0, and the arc tangent of c as a pair.
    let row = |c: f64, high: f64, low: f64| (1.0, -c, c, 1.0, high, low);
    let direct = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    let pick = |condition: bool, then: (f64, f64, f64, f64, f64, f64), other| {
        if condition { then } else { other }
    };
    let chosen = pick(a >= 0.4375, row(0.5, 0.4636476090008061, 2.2698777452961687e-17), direct);
    let chosen =
        pick(a >= 0.6875, row(1.0, core::f64::consts::FRAC_PI_4, 3.061616997868383e-17), chosen);
    let chosen = pick(a >= 1.1875, row(1.5, 0.982793723247329, 1.3903311031230998e-17), chosen);
    let chosen = pick(a >= 2.4375, (0.0, -1.0, 1.0, 0.0, HALF_PI.0, HALF_PI.1), chosen);
    let (n1, n0, d1, d0, base, base_low) = chosen;
    // 0 × infinity would be NaN; beyond 2⁶⁰ only the base is left anyway.
    let a = if a > 1e18 { 1e18 } else { a };
    let t = (a * n1 + n0) / (a * d1 + d0);
    let z = t * t;
    let tail = t * z * polynomial(z, &ATAN_TAIL) + base_low;
    let (high, low) = quick_two_sum(base, t);
    let y = (high + (low + tail)).copysign(x);
    let y = if x == 0.0 { x } else { y };
    if x.is_nan() { f64::NAN } else { y }
}

/// `asin t − t` for `0 ≤ t ≤ ½`, given `z = t²`.
#[inline(always)]
fn asin_tail(t: f64, z: f64) -> f64 {
    t * z * polynomial(z, &ASIN_TAIL)
}

/// The square root of `z` as a pair.
#[inline(always)]
fn sqrt_pair(z: f64) -> (f64, f64) {
    let root = z.sqrt();
    let (square, error) = two_product(root, root);
    let low = ((z - square) - error) / (2.0 * root);
    (root, if z == 0.0 { 0.0 } else { low })
}

/// Arc sine, in radians.
///
/// Domain: −1 to 1, NaN outside. Range: −π/2 to π/2. The sign of zero is kept.
///
/// Above ½, `asin a = π/2 − 2 asin √((1 − a)/2)` (Abramowitz & Stegun 4.4.32 with the half-angle
/// formula), the root in extended precision.
///
/// Error: at most 0.67 ulp measured.
#[inline(always)]
pub fn asin(x: f64) -> f64 {
    let a = x.abs();
    let near = a <= 0.5;
    let z = if near { a * a } else { 0.5 * (1.0 - a) };
    let (root, root_low) = sqrt_pair(if near { 0.25 } else { z });
    let t = if near { a } else { root };
    let tail = asin_tail(t, z);
    let (high, low) = quick_two_sum(HALF_PI.0, -2.0 * root);
    let far = high + (low + (HALF_PI.1 - 2.0 * (root_low + tail)));
    let y = (if near { a + tail } else { far }).copysign(x);
    if a <= 1.0 { y } else { f64::NAN }
}

/// Arc cosine, in radians.
///
/// Domain: −1 to 1, NaN outside. Range: 0 to π, exactly 0 at 1.
///
/// Error: at most 0.65 ulp measured.
#[inline(always)]
pub fn acos(x: f64) -> f64 {
    let a = x.abs();
    let near = a <= 0.5;
    let z = if near { a * a } else { 0.5 * (1.0 - a) };
    let (root, root_low) = sqrt_pair(if near { 0.25 } else { z });
    let t = if near { x } else { root };
    let tail = asin_tail(t, z);
    // π/2 − asin x, 2 asin √…, or π minus that.
    let (near_high, near_low) = quick_two_sum(HALF_PI.0, -t);
    let middle = near_high + (near_low + (HALF_PI.1 - tail));
    let right = 2.0 * (root + (root_low + tail));
    let (left_high, left_low) = quick_two_sum(PI.0, -2.0 * root);
    let left = left_high + (left_low + (PI.1 - 2.0 * (root_low + tail)));
    let far = if x > 0.0 { right } else { left };
    let y = if near { middle } else { far };
    if a <= 1.0 { y } else { f64::NAN }
}

//! `erf` and `erfc`.
//!
//! Up to 1 the odd Taylor-like polynomial; beyond, `erfc x = e^(−x²) g(t) / (1 + 2x)` with
//! `t = (x − 3.75) / (x + 3.75)` and `g` a polynomial of degree 21 (the form of Schonfelder,
//! "Chebyshev expansions for the error and related functions", Math. Comp. 32 (1978), with
//! coefficients fitted on 1 to 28).

use crate::double::polynomial;
use crate::exponential::exp_minus_square;

/// `erf x / x` in `x²` on `|x| ≤ 1`.
const NEAR: [f64; 13] = [
    core::f64::consts::FRAC_2_SQRT_PI,
    -0.3761263890318375,
    0.11283791670954879,
    -0.026866170645076792,
    0.0052239776248180145,
    -0.000854832698083379,
    0.0001205533111164271,
    -1.4925595266831182e-5,
    1.6461000484121368e-6,
    -1.6350312701054695e-7,
    1.4659775274047436e-8,
    -1.1372848856791674e-9,
    5.957176147748911e-11,
];
/// `e^(x²) erfc x (1 + 2x)` in `t` on `1 ≤ x ≤ 28`.
const FAR: [f64; 22] = [
    1.2375126308378275,
    -0.14024059858554702,
    0.0035854154854635593,
    0.0822767384901513,
    -0.10880393014169672,
    0.09230432116018016,
    -0.05869339859089595,
    0.02836227742210683,
    -0.009746579541833052,
    0.00175562582176333,
    0.00029371353996306723,
    -0.0002901538647719593,
    5.164971354482691e-5,
    2.2383151402961077e-5,
    -1.1446001370734845e-5,
    -9.697070231106e-7,
    1.7546400095299177e-6,
    -6.609520343026278e-8,
    -2.596043494756306e-7,
    3.4971649988380526e-8,
    3.423517810142159e-8,
    -1.024031985032228e-8,
];

/// `e^(x²) erfc x` for `1 ≤ x ≤ 28`.
pub(super) fn scaled_tail(x: f64) -> f64 {
    polynomial((x - 3.75) / (x + 3.75), &FAR) / (1.0 + 2.0 * x)
}

/// [`erf`] for `|x| ≤ 1`.
#[inline(always)]
pub(super) fn near(x: f64) -> f64 {
    x * polynomial(x * x, &NEAR)
}

/// The error function, `2/√π ∫₀ˣ e^(−t²) dt` (Abramowitz & Stegun 7.1.1).
///
/// Domain: every `f64`. Range: −1 to 1; odd; the sign of zero is kept. Error: at most 4 × 10⁻¹⁶
/// relative.
pub fn erf(x: f64) -> f64 {
    let a = x.abs();
    if a <= 1.0 {
        return near(x);
    }
    if x.is_nan() {
        return f64::NAN;
    }
    (1.0 - tail(a)).copysign(x)
}

/// `erfc x` for `x ≥ 1`.
fn tail(x: f64) -> f64 {
    if x > 27.3 { 0.0 } else { exp_minus_square(x, 1.0) * scaled_tail(x) }
}

/// The complementary error function, 1 − erf x, without its cancellation in the upper tail.
///
/// Domain: every `f64`. Range: 0 to 2; subnormal from 26.55 on and 0 from 27.3 on. Error: at most
/// 1.5 × 10⁻¹⁵ relative, subnormal results excepted.
pub fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        f64::NAN
    } else if x > 1.0 {
        tail(x)
    } else if x >= -1.0 {
        if x > 0.5 {
            // Both terms positive multiples of a common size: erfc 0.5 is 0.48.
            0.5 - (x * polynomial(x * x, &NEAR) - 0.5)
        } else {
            1.0 - x * polynomial(x * x, &NEAR)
        }
    } else {
        2.0 - tail(-x)
    }
}

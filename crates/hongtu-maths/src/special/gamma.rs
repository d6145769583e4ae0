//! The gamma function's logarithm and the gamma distribution.

use crate::double::polynomial;
use crate::exponential::exp;
use crate::logarithm::ln;

/// `ln Γ(1 + y) / (y (y − 1))` on `0 ≤ y ≤ 1`; its zeros divided out, accuracy there is relative.
const NEAR: [f64; 21] = [
    0.5772156649015329,
    -0.2452513685225759,
    0.15543426586329281,
    -0.11514654252510402,
    0.09223900725237584,
    -0.07731814517650464,
    0.06673142618826892,
    -0.05877516383097031,
    0.052537419190277455,
    -0.04744503662529866,
    0.04301415542600463,
    -0.03867042441832247,
    0.03370537137511358,
    -0.027534187815233195,
    0.020215502781759945,
    -0.012742266956440252,
    0.006568778005711162,
    -0.0026202979485050316,
    0.0007510944620906334,
    -0.00013673749845170442,
    1.1820969445467145e-5,
];
/// `B₂ₙ / (2n (2n − 1))`, the coefficients of Stirling's series (Abramowitz & Stegun 6.1.41).
const STIRLING: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360360.0,
    1.0 / 156.0,
    -3617.0 / 122400.0,
];
const HALF_LN_TAU: f64 = 0.9189385332046728;

/// What `ln Γ(x)` has beyond `(x − ½) ln x − x + ½ ln 2π`, for positive `x`.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x >= 10.0 {
        let inverse = 1.0 / x;
        return inverse * polynomial(inverse * inverse, &STIRLING);
    }
    ln_gamma(x) - ((x - 0.5) * ln(x) - x + HALF_LN_TAU)
}

/// `ln r − u` for `u = r − 1`, without the cancellation near `u = 0` nor, since `r` is given too, the
/// one near `u = −1`.
pub(super) fn ln_less(r: f64, u: f64) -> f64 {
    if u.abs() > 0.4 {
        return ln(r) - u;
    }
    // With s = u / (2 + u): ln(1 + u) = 2 atanh s and u = 2s / (1 − s).
    let s = u / (2.0 + u);
    let z = s * s;
    // atanh(s)/s − 1 over s², by its series: z ≤ 1/16, so sixteen terms leave 10⁻²⁰.
    let mut series = 0.0;
    let mut n = 16.0;
    while n > 0.0 {
        series = series * z + 1.0 / (2.0 * n + 1.0);
        n -= 1.0;
    }
    s * (2.0 * z * series - u)
}

/// The logarithm of the gamma function.
///
/// Domain: positive numbers; infinity at 0, NaN below. Error: at most 2 × 10⁻¹⁵ relative, also near
/// the zeros at 1 and 2.
///
/// From 10 on Stirling's series (Abramowitz & Stegun 6.1.41), between 1 and 2 a polynomial, elsewhere
/// the recurrence `Γ(x + 1) = x Γ(x)`.
pub fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        f64::NAN
    } else if x == 0.0 || x == f64::INFINITY {
        f64::INFINITY
    } else if x >= 10.0 {
        let ln_x = ln(x);
        // Grouped so that no intermediate overflows before the result does.
        (x * (ln_x - 1.0) - 0.5 * ln_x) + (HALF_LN_TAU + stirling_error(x))
    } else if x >= 1.0 {
        let mut y = x;
        let mut product = 1.0;
        while y > 2.0 {
            y -= 1.0;
            product *= y;
        }
        between_one_and_two(y - 1.0) + ln(product)
    } else {
        between_one_and_two(x) - ln(x)
    }
}

/// `ln Γ(1 + y)` for `0 ≤ y ≤ 1`.
fn between_one_and_two(y: f64) -> f64 {
    y * (y - 1.0) * polynomial(y, &NEAR)
}

/// Both tails of the gamma distribution with the given shape and scale 1: at most `x`, above `x`.
pub(super) fn gamma_tails(x: f64, shape: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let density = x_density(x, shape);
    if x < shape + 1.0 {
        // Σ xⁿ / ((a + 1) … (a + n)) (Abramowitz & Stegun 6.5.29).
        let (mut term, mut sum, mut a) = (1.0, 1.0, shape);
        for _ in 0..100_000 {
            a += 1.0;
            term *= x / a;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        let lower = density / shape * sum;
        return (lower, 1.0 - lower);
    }
    // Legendre's continued fraction (Abramowitz & Stegun 6.5.31), by Lentz's method.
    let mut b = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / nonzero(a * d + b);
        c = nonzero(b + a / c);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 3e-16 {
            break;
        }
    }
    let upper = density * fraction;
    (1.0 - upper, upper)
}

/// A stand-in for a denominator that happens to be zero (Lentz's method).
pub(super) fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// `xᵃ e⁻ˣ / Γ(a)`, in the saddle-point form of Loader, "Fast and accurate computation of binomial
/// probabilities" (2000), which has no cancellation for large shapes.
fn x_density(x: f64, shape: f64) -> f64 {
    let deviance = shape * ln_less(x / shape, (x - shape) / shape);
    (shape / core::f64::consts::TAU).sqrt() * exp(deviance - stirling_error(shape))
}

/// The probability that a gamma-distributed number of the given shape (scale 1) is at most `x`: the
/// regularised incomplete gamma function P(shape, x).
///
/// Domain: `shape > 0`, NaN otherwise. Error: 10⁻¹³ relative for shapes 0.01 to 10⁵.
pub fn gamma_cdf(x: f64, shape: f64) -> f64 {
    if x.is_nan() || !(shape > 0.0 && shape < f64::INFINITY) {
        return f64::NAN;
    }
    gamma_tails(x, shape).0
}

/// The number that a gamma-distributed one of the given shape (scale 1) stays below with
/// probability `p`.
///
/// Domain: `0 ≤ p ≤ 1` and `shape > 0`, NaN otherwise. Error: 10⁻¹² relative for shapes 0.01 to 10⁵;
/// results below 10⁻³⁰⁰ are 0.
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    let valid = (0.0..=1.0).contains(&p) && shape > 0.0 && shape < f64::INFINITY;
    if !valid {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    // Below the first term of the series, x^a / Γ(a + 1); above the normal approximation of Wilson
    // & Hilferty (Abramowitz & Stegun 26.4.17).
    let guess = if shape < 1.0 {
        (ln(p) + ln_gamma(shape + 1.0)) / shape
    } else {
        let ninth = 1.0 / (9.0 * shape);
        let root = 1.0 - ninth + super::normal_quantile(p) * ninth.sqrt();
        if root > 0.1 {
            ln(shape * root * root * root)
        } else {
            (ln(p) + ln_gamma(shape + 1.0)) / shape
        }
    };
    let top = ln(shape + 1.0) + 8.0;
    let solution = super::beta::solve(p, 1.0 - p, guess, -700.0, top, |u| {
        let x = exp(u);
        let (lower, upper) = gamma_tails(x, shape);
        (lower, upper, x_density(x, shape))
    });
    if solution <= -690.0 { 0.0 } else { exp(solution) }
}

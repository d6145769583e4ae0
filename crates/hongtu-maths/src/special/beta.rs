//! The beta distribution.

use super::gamma::{ln_gamma, ln_less, nonzero, stirling_error};
use crate::exponential::exp;
use crate::logarithm::ln;

/// `xᵃ yᵇ / B(a, b)` with `y = 1 − x`, in the saddle-point form of Loader, "Fast and accurate
/// computation of binomial probabilities" (2000): the two deviances have the same sign, so nothing
/// cancels for large shapes.
fn xy_density(x: f64, y: f64, a: f64, b: f64) -> f64 {
    let sum = a + b;
    let excess = b * x - a * y;
    let deviance = a * ln_less(x * (sum / a), excess / a) + b * ln_less(y * (sum / b), -excess / b);
    let errors = stirling_error(sum) - stirling_error(a) - stirling_error(b);
    (a / core::f64::consts::TAU * (b / sum)).sqrt() * exp(deviance + errors)
}

/// The continued fraction of the incomplete beta function (Abramowitz & Stegun 26.5.8; Didonato &
/// Morris, ACM TOMS 18 (1992)) by Lentz's method; converges for `x` below the mean.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = a + 2.0 * m;
        let numerator = m * (b - m) * x / ((even - 1.0) * even);
        d = 1.0 / nonzero(1.0 + numerator * d);
        c = nonzero(1.0 + numerator / c);
        value *= d * c;
        let numerator = -(a + m) * (a + b + m) * x / (even * (even + 1.0));
        d = 1.0 / nonzero(1.0 + numerator * d);
        c = nonzero(1.0 + numerator / c);
        let step = d * c;
        value *= step;
        if (step - 1.0).abs() < 3e-16 {
            break;
        }
    }
    value
}

/// The probability of at most `x`, of more, and `x (1 − x)` times the density; `0 < x < 1`, `y = 1 − x`.
fn tails(x: f64, y: f64, a: f64, b: f64) -> (f64, f64, f64) {
    let density = xy_density(x, y, a, b);
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = density / a * fraction(x, a, b);
        (lower, 1.0 - lower, density)
    } else {
        let upper = density / b * fraction(y, b, a);
        (1.0 - upper, upper, density)
    }
}

fn valid(shape: f64) -> bool {
    shape > 0.0 && shape < f64::INFINITY
}

/// The probability that a beta-distributed number is at most `x`: the regularised incomplete beta
/// function Iₓ(a, b).
///
/// Domain: `a, b > 0`, NaN otherwise; 0 for `x ≤ 0` and 1 for `x ≥ 1`. Error: about 10⁻¹³ relative for
/// shapes 0.01 to 10⁵ (the smaller tail carries the accuracy; the other is one minus it).
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x.is_nan() || !valid(a) || !valid(b) {
        f64::NAN
    } else if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        tails(x, 1.0 - x, a, b).0
    }
}

/// The number that a beta-distributed one stays below with probability `p`.
///
/// Domain: `0 ≤ p ≤ 1` and `a, b > 0`, NaN otherwise. Error: 10⁻¹² relative for shapes 0.01 to 10⁵ (of
/// the result, or of its distance from 1, whichever is smaller); results below 10⁻³⁰⁰ are 0.
///
/// Newton's method on the logarithm of the smaller tail in the logarithm of `x` (or of `1 − x`),
/// where the function is concave, kept inside a shrinking bracket.
///
/// ```
/// use hongtu_maths::special::{beta_cdf, beta_quantile};
/// let x = beta_quantile(0.9, 2.0, 5.0);
/// assert!((beta_cdf(x, 2.0, 5.0) - 0.9).abs() < 1e-14);
/// ```
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || !valid(a) || !valid(b) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    let q = 1.0 - p;
    if tails(0.5, 0.5, a, b).0 >= p {
        exp_or_zero(ln_quantile(p, q, a, b))
    } else {
        1.0 - exp_or_zero(ln_quantile(q, p, b, a))
    }
}

fn exp_or_zero(u: f64) -> f64 {
    if u <= -690.0 { 0.0 } else { exp(u) }
}

/// ln of the quantile that lies at or below one half.
fn ln_quantile(p: f64, q: f64, a: f64, b: f64) -> f64 {
    let sum = a + b;
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(sum);
    // The first term of the series, xᵃ / (a B); for larger shapes the normal approximation in the
    // logit (mean and variance by the delta method).
    let series = (ln(p) + ln(a) + ln_beta) / a;
    let guess = if a < 1.0 || b < 1.0 {
        series
    } else {
        let logit = ln(a / b) + super::normal_quantile(p) * (1.0 / a + 1.0 / b).sqrt();
        logit - crate::logarithm::ln_1p(exp(logit))
    };
    solve(p, q, guess, -700.0, -core::f64::consts::LN_2, |u| {
        let x = exp(u);
        let y = 1.0 - x;
        let (lower, upper, density) = tails(x, y, a, b);
        (lower, upper, density / y)
    })
}

/// Solves `lower(u) = p` for `u` in `bottom..top`, where `tails(u)` gives the lower tail, the upper
/// and the derivative of the lower.
pub(super) fn solve(
    p: f64,
    q: f64,
    guess: f64,
    mut bottom: f64,
    mut top: f64,
    tails: impl Fn(f64) -> (f64, f64, f64),
) -> f64 {
    let mut u = if guess > bottom { guess } else { bottom + 1.0 };
    if u >= top {
        u = top - 0.1;
    }
    for _ in 0..200 {
        let (lower, upper, slope) = tails(u);
        // Newton on ln(lower) or −ln(upper): the smaller tail has the relative accuracy.
        let (miss, rate) =
            if p <= 0.5 { (ln(lower / p), slope / lower) } else { (-ln(upper / q), slope / upper) };
        if miss > 0.0 {
            top = u;
        } else {
            bottom = u;
        }
        let step = miss / rate;
        let next = u - step;
        if step.abs() <= 2e-16 * (1.0 + u.abs()) || miss == 0.0 {
            return if next.is_finite() { next } else { u };
        }
        // NaN fails this test too and leads to bisection.
        let inside = next > bottom && next < top;
        let next = if inside { next } else { 0.5 * (bottom + top) };
        if next == u || top - bottom <= 1e-16 * (1.0 + u.abs()) {
            return next;
        }
        u = next;
    }
    u
}

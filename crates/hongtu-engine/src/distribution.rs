//! Prior distributions as functions: quantile, distribution function, density, mean, median.
//!
//! A prior is a shape cut to a range: with `F` the shape's distribution function, the cut prior has
//! `(F(x) − F(low)) / (F(high) − F(low))`, so its quantile at `u` is the shape's at
//! `F(low) + u (F(high) − F(low))`. All values are in coherent units.

use std::sync::{Arc, OnceLock};

use hongtu_maths::special::{
    beta_cdf, beta_quantile, ln_gamma, normal_cdf, normal_quantile, normal_quantile_each,
};
use hongtu_maths::{exp, ln, ln_1p};
use hongtu_model::{Prior, Shape};

use crate::beta_table::BetaTable;

/// ln √(2π)
const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_7;

/// The number that a draw stays below with probability `u`.
///
/// `u` from 0 to 1; at the ends of an unbounded shape the result is infinite. The result lies within
/// the prior's range. To take many quantiles of one prior use [`Quantile`].
///
/// ```
/// use hongtu_engine::distribution::quantile;
/// use hongtu_model::{Prior, Shape};
/// let prior = Prior {
///     shape: Shape::Uniform { low: 2.0, high: 6.0 },
///     low: None,
///     high: Some(4.0),
///     text: String::new(),
/// };
/// assert_eq!(quantile(&prior, 0.5), 3.0);
/// ```
pub fn quantile(prior: &Prior, u: f64) -> f64 {
    Quantile::new(prior).at(u)
}

/// The probability that a draw is at most `x`.
pub fn cdf(prior: &Prior, x: f64) -> f64 {
    let cut = Quantile::new(prior);
    if x < cut.low {
        return 0.0;
    }
    if x >= cut.high {
        return 1.0;
    }
    let share = (shape_cdf(prior.shape, x) - cut.from) / cut.width;
    if share.is_nan() { f64::from(u8::from(x >= cut.at(0.5))) } else { limit(share, 0.0, 1.0) }
}

/// The natural logarithm of the density at `x`: minus infinity outside the prior's range, and for
/// all mass at one value 0 there and minus infinity elsewhere.
pub fn ln_density(prior: &Prior, x: f64) -> f64 {
    let cut = Quantile::new(prior);
    if !(cut.low..=cut.high).contains(&x) {
        return f64::NEG_INFINITY;
    }
    shape_ln_density(prior.shape, x) - ln(cut.width)
}

/// The value that a draw stays below half of the time.
pub fn median(prior: &Prior) -> f64 {
    quantile(prior, 0.5)
}

/// The mean of the cut prior.
///
/// Normal and lognormal: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions" (1994),
/// vol. 1, §13.10.1 and §14.3. Beta: `x Iₓ′(a, b)` is `a/(a+b)` times the density of (a + 1, b).
/// Triangular: the integral of its two parabolas. Where no mass is left in the range, its median.
pub fn mean(prior: &Prior) -> f64 {
    let cut = Quantile::new(prior);
    let (from, to) = (cut.low, cut.high);
    let share = |mass: f64| mass / cut.width;
    let mean = match prior.shape {
        Shape::Point(value) => value,
        Shape::Uniform { low, high } => {
            let (low, high) = (limit(from, low, high), limit(to, low, high));
            low + (high - low) / 2.0
        }
        Shape::Normal { mean, sd } => {
            let density = |x: f64| {
                let z = (x - mean) / sd;
                if z.is_finite() { exp(-z * z / 2.0 - LN_ROOT_TWO_PI) } else { 0.0 }
            };
            if sd > 0.0 { mean + sd * share(density(from) - density(to)) } else { mean }
        }
        Shape::LogNormal { median, sigma } => {
            if sigma > 0.0 {
                let part = |x: f64| normal_cdf(ln_or_end(x / median) / sigma - sigma);
                median * exp(sigma * sigma / 2.0) * share(part(to) - part(from))
            } else {
                median
            }
        }
        Shape::Triangular { low, mode, high } => triangular_mean(&cut, low, mode, high),
        Shape::Beta { a, b, low, high } => {
            let part = |x: f64| beta_cdf((x - low) / (high - low), a + 1.0, b);
            let (from, to) = (limit(from, low, high), limit(to, low, high));
            if high > low {
                low + (high - low) * (a / (a + b)) * share(part(to) - part(from))
            } else {
                low
            }
        }
    };
    let mean = if mean.is_nan() { cut.at(0.5) } else { mean };
    limit(mean, from, to)
}

/// ln x, minus infinity below 0.
fn ln_or_end(x: f64) -> f64 {
    if x > 0.0 { ln(x) } else { f64::NEG_INFINITY }
}

/// `x` moved between `low` and `high`.
fn limit(x: f64, low: f64, high: f64) -> f64 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// The quantile function of one prior, with what does not depend on `u` computed once.
#[derive(Clone, Debug)]
pub struct Quantile {
    shape: Shape,
    low: f64,
    high: f64,
    /// The shape's distribution function at `low`.
    from: f64,
    /// Its increase over the range.
    width: f64,
    /// Where there is to be one: made when it is first read, for not every prior is drawn from.
    table: Option<Arc<OnceLock<Option<BetaTable>>>>,
}

impl Quantile {
    /// Of a prior.
    pub fn new(prior: &Prior) -> Self {
        let low = prior.low.unwrap_or(f64::NEG_INFINITY);
        let high = prior.high.unwrap_or(f64::INFINITY);
        let from = prior.low.map_or(0.0, |low| shape_below(prior.shape, low));
        let to = prior.high.map_or(1.0, |high| shape_cdf(prior.shape, high));
        Self { shape: prior.shape, low, high, from, width: to - from, table: None }
    }

    /// Of a prior from which many draws will be taken: a beta shape, whose quantile takes a search
    /// for each value, is tabulated, and then good to 10⁻⁹ of its range.
    pub fn tabulated(prior: &Prior) -> Self {
        let table = matches!(prior.shape, Shape::Beta { .. }).then(Arc::default);
        Self { table, ..Self::new(prior) }
    }

    fn table(&self) -> Option<&BetaTable> {
        let Shape::Beta { a, b, .. } = self.shape else { return None };
        self.table.as_ref()?.get_or_init(|| BetaTable::new(a, b)).as_ref()
    }

    /// The number that a draw stays below with probability `u`.
    pub fn at(&self, u: f64) -> f64 {
        let mut x = [u];
        self.each(&mut x);
        x[0]
    }

    /// [`Self::at`] of each element, the same bits.
    pub fn each(&self, u: &mut [f64]) {
        for u in u.iter_mut() {
            *u = self.from + *u * self.width;
        }
        match (self.table(), self.shape) {
            (Some(table), Shape::Beta { low, high, .. }) => {
                table.each(u);
                u.iter_mut().for_each(|x| *x = low + (high - low) * *x);
            }
            (_, Shape::Normal { mean, sd }) if sd > 0.0 => {
                normal_quantile_each(u);
                u.iter_mut().for_each(|x| *x = mean + sd * *x);
            }
            (_, Shape::LogNormal { median, sigma }) if sigma > 0.0 => {
                normal_quantile_each(u);
                u.iter_mut().for_each(|x| *x = median * exp(sigma * *x));
            }
            (_, shape) => u.iter_mut().for_each(|u| *u = shape_quantile(shape, *u)),
        }
        u.iter_mut().for_each(|x| *x = limit(*x, self.low, self.high));
    }

    /// The derivative by `z` of the quantile at `Φ(z)`: `φ(z) / f`, with `f` the density of the cut
    /// prior there. 0 where all mass is at one value, and where the quotient is no number.
    pub fn normal_slope(&self, z: f64) -> f64 {
        if matches!(self.shape, Shape::Point(_)) {
            return 0.0;
        }
        let x = self.at(normal_cdf(z));
        let ln_normal = -z * z / 2.0 - LN_ROOT_TWO_PI;
        let slope = exp(ln_normal + ln(self.width) - shape_ln_density(self.shape, x));
        if slope.is_finite() { slope } else { 0.0 }
    }
}

/// The probability that a draw of a shape is below `x`: its distribution function, but for all mass
/// at one value.
fn shape_below(shape: Shape, x: f64) -> f64 {
    match shape {
        Shape::Point(value) if x <= value => 0.0,
        _ => shape_cdf(shape, x),
    }
}

fn shape_cdf(shape: Shape, x: f64) -> f64 {
    let step = |at: f64| if x >= at { 1.0 } else { 0.0 };
    match shape {
        Shape::Point(value) => step(value),
        Shape::Uniform { low, high } if high > low => limit((x - low) / (high - low), 0.0, 1.0),
        Shape::Normal { mean, sd } if sd > 0.0 => normal_cdf((x - mean) / sd),
        Shape::LogNormal { median, sigma } if sigma > 0.0 => {
            normal_cdf(ln_or_end(x / median) / sigma)
        }
        Shape::Triangular { low, mode, high } if high > low => {
            let width = high - low;
            if x <= low {
                0.0
            } else if x < mode {
                (x - low) / width * ((x - low) / (mode - low))
            } else if x < high {
                1.0 - (high - x) / width * ((high - x) / (high - mode))
            } else {
                1.0
            }
        }
        Shape::Beta { a, b, low, high } if high > low => beta_cdf((x - low) / (high - low), a, b),
        Shape::Uniform { low, .. } | Shape::Triangular { low, .. } | Shape::Beta { low, .. } => {
            step(low)
        }
        Shape::Normal { mean, .. } => step(mean),
        Shape::LogNormal { median, .. } => step(median),
    }
}

fn shape_quantile(shape: Shape, u: f64) -> f64 {
    match shape {
        Shape::Point(value) => value,
        Shape::Uniform { low, high } => low + u * (high - low),
        Shape::Normal { mean, sd } if sd > 0.0 => mean + sd * normal_quantile(u),
        Shape::Normal { mean, .. } => mean,
        Shape::LogNormal { median, sigma } if sigma > 0.0 => {
            median * exp(sigma * normal_quantile(u))
        }
        Shape::LogNormal { median, .. } => median,
        Shape::Triangular { low, mode, high } => {
            let width = high - low;
            if u * width < mode - low {
                low + (u * width * (mode - low)).sqrt()
            } else {
                high - ((1.0 - u) * width * (high - mode)).sqrt()
            }
        }
        Shape::Beta { a, b, low, high } => low + (high - low) * beta_quantile(u, a, b),
    }
}

fn shape_ln_density(shape: Shape, x: f64) -> f64 {
    let outside = f64::NEG_INFINITY;
    match shape {
        Shape::Point(value) => {
            if x == value {
                0.0
            } else {
                outside
            }
        }
        Shape::Uniform { low, high } => {
            if (low..=high).contains(&x) {
                -ln(high - low)
            } else {
                outside
            }
        }
        Shape::Normal { mean, sd } => {
            let z = (x - mean) / sd;
            -z * z / 2.0 - ln(sd) - LN_ROOT_TWO_PI
        }
        Shape::LogNormal { median, sigma } => {
            if x > 0.0 {
                let z = ln(x / median) / sigma;
                -z * z / 2.0 - ln(sigma) - ln(x) - LN_ROOT_TWO_PI
            } else {
                outside
            }
        }
        Shape::Triangular { low, mode, high } => {
            if !(low..=high).contains(&x) {
                outside
            } else if x < mode {
                ln(2.0 * (x - low) / (high - low) / (mode - low))
            } else if x > mode {
                ln(2.0 * (high - x) / (high - low) / (high - mode))
            } else {
                ln(2.0 / (high - low))
            }
        }
        Shape::Beta { a, b, low, high } => {
            let z = (x - low) / (high - low);
            if !(0.0..=1.0).contains(&z) {
                return outside;
            }
            let scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) - ln(high - low);
            // A shape of 1 leaves the end flat, where 0 × −infinity would not be a number.
            let below = if a == 1.0 { 0.0 } else { (a - 1.0) * ln(z) };
            let above = if b == 1.0 { 0.0 } else { (b - 1.0) * ln_1p(-z) };
            scale + below + above
        }
    }
}

/// `∫ x f(x) dx` over the cut range, part by part, over its mass.
fn triangular_mean(cut: &Quantile, low: f64, mode: f64, high: f64) -> f64 {
    if high <= low {
        return low;
    }
    let from = limit(cut.low, low, high);
    let to = limit(cut.high, low, high);
    low + triangular_moment(low, mode, high, from, to) / cut.width
}

/// `∫ (x − low) f(x) dx` from `from` to `to`, both within the triangle.
fn triangular_moment(low: f64, mode: f64, high: f64, from: f64, to: f64) -> f64 {
    let width = high - low;
    let top = limit(mode, from, to);
    let mut sum = 0.0;
    if top > from {
        // f = 2 y / (width (mode − low)) with y = x − low
        let (p, q) = (from - low, top - low);
        sum += 2.0 * (q * q * q - p * p * p) / 3.0 / (width * (mode - low));
    }
    if to > top {
        // f = 2 w / (width (high − mode)) with w = high − x, and x − low = width − w
        let (p, q) = (high - to, high - top);
        let first = width * (q * q - p * p) / 2.0 - (q * q * q - p * p * p) / 3.0;
        sum += 2.0 * first / (width * (high - mode));
    }
    sum
}

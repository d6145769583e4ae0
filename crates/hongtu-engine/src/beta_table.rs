//! The quantile function of the beta distribution, tabulated.
//!
//! Finding one quantile takes several evaluations of the incomplete beta function, some microseconds;
//! an ensemble takes tens of thousands of them from every PERT prior. In the coordinates
//! `z = Φ⁻¹(u)` and `g = ln(x / (1 − x))` the function is smooth and almost a straight line, so cubic
//! Hermite interpolation between exact points with exact slopes is good to 10⁻⁹.

use hongtu_maths::special::{beta_quantile, ln_gamma, normal_cdf, normal_quantile_each};
use hongtu_maths::{exp, ln, ln_1p};

/// Intervals to one unit of `z`.
const PER_UNIT: f64 = 16.0;
/// The table reaches from minus to plus this: the uniform numbers nearest to 0 and 1 lie at ∓8.21.
const END: f64 = 8.25;
/// Number of points.
const POINTS: usize = 265;
/// Error in `x` above which the table is not used.
const TOLERANCE: f64 = 2e-10;

/// A tabulated quantile function.
#[derive(Debug)]
pub(crate) struct BetaTable {
    a: f64,
    b: f64,
    /// `g` at each point, and its slope in units of the interval.
    points: Vec<(f64, f64)>,
}

/// `g` and `dg/dz` at `z`.
///
/// `dg/dz = φ(z) / (f(x) x (1 − x))`, where `f` is the density at `x`.
fn point(a: f64, b: f64, ln_beta: f64, z: f64) -> (f64, f64) {
    // The smaller of x and 1 − x is found as such, so that neither is rounded away.
    let upper = z > 0.0;
    let p = normal_cdf(-z.abs());
    let small = if upper { beta_quantile(p, b, a) } else { beta_quantile(p, a, b) };
    let (ln_small, ln_rest) = (ln(small), ln_1p(-small));
    let (ln_x, ln_y) = if upper { (ln_rest, ln_small) } else { (ln_small, ln_rest) };
    let ln_density = -z * z / 2.0 - 0.918_938_533_204_672_7;
    (ln_x - ln_y, exp(ln_density - (a * ln_x + b * ln_y - ln_beta)))
}

impl BetaTable {
    /// Of the shapes `a` and `b`; `None` where interpolation would not be good enough.
    pub(crate) fn new(a: f64, b: f64) -> Option<Self> {
        if !(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite()) {
            return None;
        }
        let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
        let points: Vec<(f64, f64)> = (0..POINTS)
            .map(|i| {
                let (g, slope) = point(a, b, ln_beta, i as f64 / PER_UNIT - END);
                (g, slope / PER_UNIT)
            })
            .collect();
        let table = Self { a, b, points };
        // Between the points, where interpolation is worst, at both ends and in the middle.
        let good = (0..POINTS - 1).step_by(12).all(|i| {
            let z = (i as f64 + 0.5) / PER_UNIT - END;
            let u = normal_cdf(z);
            (table.at(u) - beta_quantile(u, a, b)).abs() <= TOLERANCE
        });
        good.then_some(table)
    }

    /// The quantile at `u`.
    pub(crate) fn at(&self, u: f64) -> f64 {
        let mut x = [u];
        self.each(&mut x);
        x[0]
    }

    /// The quantile at each `u`, in its place.
    pub(crate) fn each(&self, u: &mut [f64]) {
        const SIDE: usize = 16;
        for u in u.chunks_mut(SIDE) {
            let mut g = [0.0; SIDE];
            let g = &mut g[..u.len()];
            g.copy_from_slice(u);
            normal_quantile_each(g);
            for g in g.iter_mut() {
                *g = self.log_odds(*g);
            }
            for (x, &g) in u.iter_mut().zip(g.iter()) {
                // x = 1 / (1 + e^−g), from the side on which nothing overflows.
                let e = exp(-g.abs());
                let above = if g > 0.0 { 1.0 } else { e };
                // Outside the table there is no g.
                *x = if g.is_nan() { beta_quantile(*x, self.a, self.b) } else { above / (1.0 + e) };
            }
        }
    }

    /// `g` at `z`; NaN outside the table.
    fn log_odds(&self, z: f64) -> f64 {
        let position = (z + END) * PER_UNIT;
        // Written so that a position that is no number is outside.
        if !(position >= 0.0 && position < (POINTS - 1) as f64) {
            return f64::NAN;
        }
        let i = position as usize;
        let t = position - i as f64;
        let ((g0, s0), (g1, s1)) = (self.points[i], self.points[i + 1]);
        // The Hermite cubic in Newton's form on the nodes 0, 0, 1, 1.
        let rise = g1 - g0;
        let bend = rise - s0;
        let twist = (s1 - rise) - bend;
        g0 + t * (s0 + t * (bend + (t - 1.0) * twist))
    }
}

//! Sobol′ indices of an output from two independent samples of all inputs and mixtures of them.
//!
//! With independent inputs `X₁ … X_k` and `Y = f(X)`, the total index of input i is
//! `E[Var(Y | all but Xᵢ)] / Var(Y)` and its first-order index `Var(E[Y | Xᵢ]) / Var(Y)`. From samples
//! `A` and `B` of all inputs, and mixtures `Aᵢ` that are `A` but for input i, taken from `B`:
//!
//! - total: `½ · mean (f(A) − f(Aᵢ))²` over the variance (M. J. W. Jansen, "Analysis of variance designs
//!   for model output", *Computer Physics Communications* 117 (1999), 35–43);
//! - first-order: `mean (f(B) − m) · (f(Aᵢ) − f(A))` over the variance (A. Saltelli et al., "Variance
//!   based sensitivity analysis of model output", *Computer Physics Communications* 181 (2010),
//!   259–270, table 2 (b)). The mean m of all runs is taken off first: it leaves what is estimated as
//!   it is and takes away most of the noise where the mean is large.
//!
//! Both are ratios of sums over sixteen independent scrambles, and have the error of such a ratio
//! (W. G. Cochran, *Sampling Techniques*, 3rd ed., 6.4), with 15 degrees of freedom.

use hongtu_engine::SCRAMBLES;
use hongtu_maths::{max, min};

const GROUPS: usize = SCRAMBLES as usize;

/// Half the width of a 95 % interval in standard errors: Student's t with 15 degrees of freedom.
pub const T_95: f64 = 2.131_449_545_559_323;

/// The same of a 90 % interval.
pub const T_90: f64 = 1.753_050_355_692_55;

/// An estimated index.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Index {
    /// The estimate. That of an index near 0 may lie below it.
    pub value: f64,
    /// Its standard error over the scrambles.
    pub error: f64,
}

impl Index {
    /// The interval of so many standard errors on either side, as far as it lies within 0 and 1.
    pub fn interval(self, errors: f64) -> (f64, f64) {
        let within = |x: f64| min(max(x, 0.0), 1.0);
        (within(self.value - errors * self.error), within(self.value + errors * self.error))
    }

    /// The 95 % interval.
    pub fn interval_95(self) -> (f64, f64) {
        self.interval(T_95)
    }
}

/// The total and the first-order index of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Indices {
    /// The share of the variance that is left, on average, where all but this input are known.
    pub total: Index,
    /// The share of the variance that goes away, on average, where this input alone is known.
    pub first: Index,
    /// Runs of mixtures that they are from.
    pub runs: usize,
}

/// The output in the two samples. Run `r` of either belongs to scramble `r % 16`.
#[derive(Clone, Debug)]
pub struct Base {
    a: Vec<f64>,
    b: Vec<f64>,
    mean: f64,
    /// Sums of squared distances from the mean, by scramble.
    squares: [f64; GROUPS],
    /// Runs of each scramble in both samples.
    runs: [usize; GROUPS],
}

impl Base {
    /// From as many runs of `A` as of `B`; `None` where they do not vary, a value is not finite, or a
    /// scramble has none.
    pub fn new(a: Vec<f64>, b: Vec<f64>) -> Option<Self> {
        let mean = a.iter().chain(&b).sum::<f64>() / (a.len() + b.len()) as f64;
        let (mut squares, mut runs) = ([0.0; GROUPS], [0; GROUPS]);
        for values in [&a, &b] {
            for (run, value) in values.iter().enumerate() {
                squares[run % GROUPS] += (value - mean) * (value - mean);
                runs[run % GROUPS] += 1;
            }
        }
        let all: f64 = squares.iter().sum();
        // Values that are the same up to rounding do not vary.
        let varies = all > 1e-24 * mean * mean * (a.len() + b.len()) as f64;
        let usable = varies && all.is_finite() && a.len() == b.len() && a.len() >= GROUPS;
        usable.then_some(Self { a, b, mean, squares, runs })
    }
}

/// Sums over the runs of one input's mixtures; more runs may be added.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    total: [f64; GROUPS],
    first: [f64; GROUPS],
    runs: [usize; GROUPS],
}

impl Tally {
    /// Adds mixtures: of the runs `first`, `first + 1`, … of the base.
    pub fn add(&mut self, base: &Base, first: usize, mixed: &[f64]) {
        let pairs = base.a.iter().zip(&base.b).enumerate().skip(first);
        for ((run, (a, b)), mixed) in pairs.zip(mixed) {
            let difference = mixed - a;
            self.total[run % GROUPS] += 0.5 * difference * difference;
            self.first[run % GROUPS] += (b - base.mean) * difference;
            self.runs[run % GROUPS] += 1;
        }
    }

    /// The indices; `None` as long as a scramble has no run.
    pub fn indices(&self, base: &Base) -> Option<Indices> {
        if self.runs.contains(&0) {
            return None;
        }
        let means = |sums: &[f64; GROUPS], runs: &[usize; GROUPS]| {
            let mut means = *sums;
            for (mean, runs) in means.iter_mut().zip(runs) {
                *mean /= *runs as f64;
            }
            means
        };
        let variances = means(&base.squares, &base.runs);
        Some(Indices {
            total: ratio(&means(&self.total, &self.runs), &variances),
            first: ratio(&means(&self.first, &self.runs), &variances),
            runs: self.runs.iter().sum(),
        })
    }
}

/// The ratio of two means over scrambles, with its error.
fn ratio(above: &[f64; GROUPS], below: &[f64; GROUPS]) -> Index {
    let (groups, all) = (GROUPS as f64, below.iter().sum::<f64>());
    let value = above.iter().sum::<f64>() / all;
    let squares: f64 =
        above.iter().zip(below).map(|(n, d)| (n - value * d) * (n - value * d)).sum();
    Index { value, error: (groups / (groups - 1.0) * squares).sqrt() / all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn additive_inputs_have_the_shares_of_their_variances() {
        // Y = 3 X₁ + X₂ over all pairs of a full grid in each scramble, exactly: variances 9 : 1.
        let (mut a, mut b, mut mixed) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
        let f = |x: i32, y: i32| f64::from(3 * x + y) + 1000.0;
        for cell in 0..4096 {
            let [x, y, u, v] = [cell % 8, cell / 8 % 8, cell / 64 % 8, cell / 512];
            for _ in 0..GROUPS {
                a.push(f(x, y));
                b.push(f(u, v));
                mixed[0].push(f(u, y));
                mixed[1].push(f(x, v));
            }
        }
        let base = Base::new(a, b).unwrap();
        for (mixed, share) in mixed.iter().zip([0.9, 0.1]) {
            let mut tally = Tally::default();
            tally.add(&base, 0, &mixed[..1600]);
            assert_ne!(tally.indices(&base).unwrap().total.value, share);
            tally.add(&base, 1600, &mixed[1600..]);
            let found = tally.indices(&base).unwrap();
            assert!((found.total.value - share).abs() < 1e-12 && found.total.error < 1e-12);
            assert!((found.first.value - share).abs() < 1e-12 && found.first.error < 1e-12);
            assert_eq!(found.runs, 4096 * GROUPS);
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices() {
        assert!(Base::new(vec![0.1 + 0.2; 64], vec![0.3; 64]).is_none());
        assert!(Base::new(vec![f64::INFINITY; 64], vec![0.3; 64]).is_none());
        assert!(Base::new(Vec::new(), Vec::new()).is_none());
    }

    #[test]
    fn intervals_stay_within_bounds() {
        assert_eq!(Index { value: -0.1, error: 0.01 }.interval_95(), (0.0, 0.0));
        assert_eq!(Index { value: 0.5, error: 1.0 }.interval(2.0), (0.0, 1.0));
    }
}

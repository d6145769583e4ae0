//! Scoring rules: what a probability or an ensemble is worth once it is known what happened.
//!
//! All are proper (nobody does better on average than by saying what he believes), and the smaller
//! the better; Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation",
//! Journal of the American Statistical Association 102 (2007).

use hongtu_maths::ln;

/// The score of Brier (1950): the squared distance of a probability from what happened, 0 to 1.
pub fn brier(probability: f64, met: bool) -> f64 {
    let distance = probability - if met { 1.0 } else { 0.0 };
    distance * distance
}

/// The logarithmic score (Good 1952), in nats: minus the logarithm of the probability that was given
/// to what happened. ∞ for something that happened and was held to be impossible.
pub fn log_score(probability: f64, met: bool) -> f64 {
    let given = if met { probability } else { 1.0 - probability };
    if given > 0.0 { -ln(given) } else { f64::INFINITY }
}

/// A share of `n` draws as a probability that is never 0 or 1: `(n·share + ½) / (n + 1)`.
///
/// Draws can only say that something is rarer than about one in their number. This is the posterior
/// mean under Jeffreys' prior (Krichevsky and Trofimov 1981).
pub fn smoothed(share: f64, n: f64) -> f64 {
    (n * share + 0.5) / (n + 1.0)
}

/// How far a number lies from what is only known to a range, on average over the range.
///
/// `(low + high)/2 − x` below the range, the same with the other sign above it, and
/// `((x − low)² + (high − x)²) / (2·(high − low))` inside it.
pub fn distance(x: f64, low: f64, high: f64) -> f64 {
    if x <= low || x >= high {
        return (x - (low + (high - low) / 2.0)).abs();
    }
    let (below, above) = (x - low, high - x);
    (below * below + above * above) / (2.0 * (high - low))
}

/// The share of a range that lies in an interval, both with their ends; of a single number 0 or 1.
pub fn held(interval: (f64, f64), low: f64, high: f64) -> f64 {
    let (from, to) = interval;
    if low >= high {
        return if low >= from && low <= to { 1.0 } else { 0.0 };
    }
    let start = if from > low { from } else { low };
    let end = if to < high { to } else { high };
    if end > start { (end - start) / (high - low) } else { 0.0 }
}

/// Weighted numbers in ascending order: a forecast as an ensemble.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    numbers: Vec<(f64, f64)>,
    total: f64,
    squares: f64,
}

impl Sample {
    /// From pairs of number and weight. What is not finite or weighs nothing is left out.
    pub fn new(pairs: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut numbers: Vec<(f64, f64)> = pairs
            .filter(|(number, weight)| number.is_finite() && weight.is_finite() && *weight > 0.0)
            .collect();
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total = numbers.iter().map(|n| n.1).sum();
        let squares = numbers.iter().map(|n| n.1 * n.1).sum();
        Self { numbers, total, squares }
    }

    /// Whether there is no number.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The smallest number at or below which lies a share of the weight; `None` of nothing.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let mut below = 0.0;
        for &(number, weight) in &self.numbers {
            below += weight;
            if below >= share * self.total * (1.0 - 1e-12) {
                return Some(number);
            }
        }
        self.numbers.last().map(|n| n.0)
    }

    /// The continuous ranked probability score `∫ (F(x) − 1{x ≥ y})² dx = E|X − y| − ½·E|X − X'|`
    /// (Gneiting and Raftery 2007, equation 21), averaged over a y that is anywhere from `low` to
    /// `high`; in the unit of the numbers. `None` of nothing.
    ///
    /// The second expectation is taken over pairs of different draws, which makes the score of an
    /// ensemble that of the distribution behind it on average, whatever its size (Ferro 2014):
    /// `ΣΣ w_i·w_j·|x_i − x_j| / (1 − Σ w_i²)` with weights that add up to one.
    pub fn crps(&self, low: f64, high: f64) -> Option<f64> {
        let &(middle, _) = self.numbers.get(self.numbers.len() / 2)?;
        let (mut near, mut spread, mut below) = (0.0, 0.0, 0.0);
        for &(number, weight) in &self.numbers {
            near += weight * distance(number, low, high);
            // Σ_i<j w_i·w_j·(x_j − x_i), each number by what lies below it less what lies above.
            let above = self.total - below - weight;
            spread += weight * (number - middle) * (below - above);
            below += weight;
        }
        let pairs = self.total * self.total - self.squares;
        // Of one draw there is no other.
        let apart = if pairs > self.squares * 1e-12 { spread / pairs } else { 0.0 };
        Some(near / self.total - apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_maths::exp;
    use hongtu_maths::random::{normal, uniform};
    use hongtu_maths::special::normal_cdf;

    /// The score of N(mean, sd²), Gneiting and Raftery 2007, page 367.
    fn normal_crps(mean: f64, sd: f64, y: f64) -> f64 {
        let z = (y - mean) / sd;
        let density = exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
    }

    fn normal_sample(runs: u64, seed: u64) -> Sample {
        Sample::new((0..runs).map(|run| (3.0 + 2.0 * normal(seed, run, 7, 0), 1.0)))
    }

    #[test]
    fn ensembles_have_the_score_of_the_normal_distribution_behind_them() {
        let sample = normal_sample(100_000, 1);
        for y in [-4.0, 1.0, 3.0, 3.5, 9.0] {
            let (found, exact) = (sample.crps(y, y).unwrap(), normal_crps(3.0, 2.0, y));
            assert!((found - exact).abs() < 0.02, "{y}: {found} is not {exact}");
        }
    }

    #[test]
    fn small_ensembles_have_it_on_average() {
        let seeds = 20_000;
        let mean = |runs| {
            let all = (0..seeds).map(|seed| normal_sample(runs, seed).crps(4.0, 4.0).unwrap());
            all.sum::<f64>() / seeds as f64
        };
        let exact = normal_crps(3.0, 2.0, 4.0);
        for runs in [2, 5] {
            assert!((mean(runs) - exact).abs() < 0.03, "{runs}: {} is not {exact}", mean(runs));
        }
    }

    #[test]
    fn the_score_is_the_integral_of_squared_differences() {
        let pairs = [(1.0, 2.0), (4.0, 1.0), (2.5, 3.0), (7.0, 0.5)];
        let sample = Sample::new(pairs.into_iter());
        let (total, squares) = (6.5, 4.0 + 1.0 + 9.0 + 0.25);
        let y = 3.0;
        let (cells, from, width) = (120_000, -2.0, 12.0);
        let integral: f64 = (0..cells)
            .map(|cell| {
                let x = from + (f64::from(cell) + 0.5) * width / f64::from(cells);
                let below: f64 = pairs.iter().filter(|p| p.0 <= x).map(|p| p.1).sum();
                let step = if x >= y { 1.0 } else { 0.0 };
                (below / total - step) * (below / total - step) * width / f64::from(cells)
            })
            .sum();
        // The integral has pairs of a draw with itself; ours does not.
        let near: f64 = pairs.iter().map(|p| p.1 / total * (p.0 - y).abs()).sum();
        let fair = near - (near - integral) / (1.0 - squares / (total * total));
        let found = sample.crps(y, y).unwrap();
        assert!((found - fair).abs() < 1e-4, "{found} is not {fair}");
    }

    #[test]
    fn a_range_is_scored_on_average_over_it() {
        let sample = normal_sample(500, 3);
        let (low, high, parts) = (1.0, 6.0, 10_000);
        let mean: f64 = (0..parts)
            .map(|part| low + (f64::from(part) + 0.5) * (high - low) / f64::from(parts))
            .map(|y| sample.crps(y, y).unwrap() / f64::from(parts))
            .sum();
        assert!((sample.crps(low, high).unwrap() - mean).abs() < 1e-6);
        assert_eq!(distance(0.0, 1.0, 3.0), 2.0);
        assert_eq!(distance(2.0, 1.0, 3.0), 0.5);
        assert_eq!(held((0.0, 2.0), 1.0, 5.0), 0.25);
        assert_eq!((held((0.0, 2.0), 2.0, 2.0), held((0.0, 2.0), 2.1, 2.1)), (1.0, 0.0));
    }

    #[test]
    fn a_single_number_is_scored_by_its_distance() {
        let sample = Sample::new(std::iter::once((5.0, 0.3)));
        assert_eq!(sample.crps(7.0, 7.0), Some(2.0));
        assert_eq!(sample.quantile(0.95), Some(5.0));
        assert_eq!(Sample::default().crps(1.0, 1.0), None);
        let odd = [(f64::NAN, 1.0), (f64::INFINITY, 1.0), (2.0, 0.0)];
        assert!(Sample::new(odd.into_iter()).is_empty());
    }

    /// Who believes 0.3 does best on average by saying 0.3.
    #[test]
    fn honesty_is_best() {
        let truth = 0.3;
        let expected = |rule: fn(f64, bool) -> f64, said: f64| {
            truth * rule(said, true) + (1.0 - truth) * rule(said, false)
        };
        for rule in [brier, log_score] {
            let best = expected(rule, truth);
            for percent in 1..100 {
                let said = f64::from(percent) / 100.0;
                assert!(expected(rule, said) >= best - 1e-15);
            }
        }
        // Of numbers: outcomes are from N(3, 2²); a shift, a narrower or a wider forecast is worse.
        let score = |mean: f64, sd: f64| {
            let outcomes = (0..20_000).map(|i| 3.0 + 2.0 * normal(9, i, 1, 0));
            outcomes.map(|y| normal_crps(mean, sd, y)).sum::<f64>()
        };
        let honest = score(3.0, 2.0);
        assert!(honest < score(3.5, 2.0) && honest < score(3.0, 1.5) && honest < score(3.0, 2.7));
    }

    /// Murphy (1973): the mean score is reliability less resolution plus uncertainty.
    #[test]
    fn mean_brier_score_is_the_sum_of_its_parts() {
        let said = [0.1, 0.3, 0.8];
        let cases: Vec<(usize, bool)> = (0..3000u64)
            .map(|i| ((i % 3) as usize, uniform(5, i, 2, 0) < [0.2, 0.3, 0.6][(i % 3) as usize]))
            .collect();
        let n = cases.len() as f64;
        let mean = cases.iter().map(|&(k, met)| brier(said[k], met)).sum::<f64>() / n;
        let share = |keep: &dyn Fn(usize) -> bool| {
            let kept: Vec<bool> = cases.iter().filter(|c| keep(c.0)).map(|c| c.1).collect();
            (kept.iter().filter(|m| **m).count() as f64 / kept.len() as f64, kept.len() as f64)
        };
        let (base, _) = share(&|_| true);
        let (mut reliability, mut resolution) = (0.0, 0.0);
        for (group, &p) in said.iter().enumerate() {
            let (met, count) = share(&|k| k == group);
            reliability += count / n * (p - met) * (p - met);
            resolution += count / n * (met - base) * (met - base);
        }
        let sum = reliability - resolution + base * (1.0 - base);
        assert!((mean - sum).abs() < 1e-12, "{mean} is not {sum}");
    }

    #[test]
    fn scores_of_probabilities() {
        assert_eq!(brier(0.5, true), 0.25);
        assert!((log_score(0.5, false) - std::f64::consts::LN_2).abs() < 1e-15);
        assert_eq!(log_score(0.0, true), f64::INFINITY);
        assert_eq!(smoothed(0.0, 99.0), 0.005);
        assert_eq!(smoothed(0.5, 10.0), 0.5);
    }
}

//! Statistics of weighted runs.
//!
//! Sums go through the runs in the order of their numbers, one after another, so that no number of
//! threads changes a bit. Weights are not negative and need not add up to one; `None` stands for
//! equal weights.

use hongtu_maths::{at_weights, max};

use crate::answers::Spread;

/// A probability with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The weighted share of runs.
    pub value: f64,
    /// Standard error over the scrambles; `None` with fewer than two runs a scramble.
    pub error: Option<f64>,
}

/// The weighted mean of a number that every run has, with its error from independent scrambles.
///
/// Run `r` belongs to scramble `k = r % scrambles`. With `N_k` the weighted sum in a scramble and
/// `W_k` its weight, the estimate is `p = ΣN_k / ΣW_k`, and its error is that of a ratio of sums
/// over K independent groups: `√(K/(K−1) · Σ(N_k − p·W_k)²) / ΣW_k` (Cochran, *Sampling
/// Techniques*, 3rd ed., 6.4).
pub fn mean(
    runs: usize,
    scrambles: usize,
    weights: Option<&[f64]>,
    mut number: impl FnMut(usize) -> f64,
) -> Estimate {
    let groups = if scrambles == 0 { 1 } else { scrambles };
    let mut sums = vec![(0.0f64, 0.0f64); groups];
    for run in 0..runs {
        let weight = weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
        let (sum, total) = &mut sums[run % groups];
        *sum += weight * number(run);
        *total += weight;
    }
    let sum: f64 = sums.iter().map(|s| s.0).sum();
    let total: f64 = sums.iter().map(|s| s.1).sum();
    if total <= 0.0 {
        return Estimate { value: 0.0, error: None };
    }
    let value = sum / total;
    let error = (groups > 1 && runs >= 2 * groups).then(|| {
        let squares: f64 = sums.iter().map(|(n, w)| (n - value * w) * (n - value * w)).sum();
        let k = groups as f64;
        (k / (k - 1.0) * squares).sqrt() / total
    });
    Estimate { value, error }
}

/// The weighted share of runs for which something holds; see [`mean`].
pub fn share(
    runs: usize,
    scrambles: usize,
    weights: Option<&[f64]>,
    mut holds: impl FnMut(usize) -> bool,
) -> Estimate {
    mean(runs, scrambles, weights, |run| if holds(run) { 1.0 } else { 0.0 })
}

/// Weighted quantiles of numbers of the runs 0, 1, …; `±∞` are numbers, NaN is left out: the smallest
/// number at or below which lies at least the asked share of the weight (the inverse of the weighted
/// distribution function, type 1 of Hyndman and Fan 1996). Nothing is interpolated, so "never" (`+∞`)
/// may be a quantile.
///
/// `shares` ascend; `None` where nothing has weight.
pub fn quantiles<const N: usize>(
    numbers: impl Iterator<Item = f64>,
    weights: Option<&[f64]>,
    shares: [f64; N],
) -> Option<[f64; N]> {
    let weight = |run: usize| weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
    let pairs = numbers.zip(0..).map(|(number, run)| (number, weight(run)));
    let mut pairs: Vec<(f64, f64)> =
        pairs.filter(|(number, weight)| !number.is_nan() && *weight > 0.0).collect();
    let total: f64 = pairs.iter().map(|pair| pair.1).sum();
    // A share that is met up to rounding is met.
    let wanted = shares.map(|share| share * total * (1.0 - 1e-12));
    (total > 0.0).then(|| at_weights(&mut pairs, wanted))
}

/// Median and 90 % interval; see [`quantiles`].
pub fn spread(numbers: impl Iterator<Item = f64>, weights: Option<&[f64]>) -> Option<Spread> {
    let [low, median, high] = quantiles(numbers, weights, [0.05, 0.5, 0.95])?;
    Some(Spread { low, median, high })
}

/// For each of `runs` runs the share of numbers below its own, equals counted half; ½ for a run without
/// a number. `numbers` are those of the runs 0, 1, …; `±∞` are numbers, NaN is none.
pub fn ranks(numbers: &[f64], runs: usize) -> Vec<f64> {
    let numbered = numbers.iter().copied().zip(0usize..);
    let mut sorted: Vec<(f64, usize)> = numbered.filter(|(number, _)| !number.is_nan()).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let count = sorted.len() as f64;
    let mut ranks = vec![0.5; runs];
    let mut below = 0;
    for equals in sorted.chunk_by(|a, b| a.0 == b.0) {
        let rank = (below as f64 + 0.5 * equals.len() as f64) / count;
        for &(_, run) in equals {
            if let Some(slot) = ranks.get_mut(run) {
                *slot = rank;
            }
        }
        below += equals.len();
    }
    ranks
}

/// What weights are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// (Σw)² / Σw² (Kish 1965).
    pub effective_sample_size: f64,
    /// The largest weight as a share of all weight.
    pub largest: f64,
}

/// The effective sample size of weights; zeros where nothing has weight.
pub fn worth(weights: &[f64]) -> Worth {
    let (mut sum, mut squares, mut largest) = (0.0, 0.0, 0.0);
    for &w in weights {
        sum += w;
        squares += w * w;
        largest = max(largest, w);
    }
    if sum <= 0.0 {
        return Worth { effective_sample_size: 0.0, largest: 0.0 };
    }
    Worth { effective_sample_size: sum * sum / squares, largest: largest / sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers without a pattern.
    fn numbers(count: u64, seed: u64) -> Vec<f64> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                ((state >> 33) % 50) as f64
            })
            .collect()
    }

    /// Repeats every value as often as its whole weight says and picks by rank.
    fn naive(values: &[f64], weights: &[f64], percent: usize) -> f64 {
        let mut all = Vec::new();
        for (v, w) in values.iter().zip(weights) {
            all.extend(std::iter::repeat_n(*v, *w as usize));
        }
        all.sort_by(f64::total_cmp);
        all[(percent * all.len()).div_ceil(100) - 1]
    }

    #[test]
    fn quantiles_agree_with_repeated_values() {
        for seed in 1..60 {
            let values = numbers(37 + seed, seed);
            let weights: Vec<f64> =
                numbers(37 + seed, seed + 1000).iter().map(|w| (w / 9.0).trunc()).collect();
            let all = || values.iter().copied();
            let found = quantiles(all(), Some(&weights), [0.05, 0.5, 0.95]).unwrap();
            for (q, percent) in found.into_iter().zip([5, 50, 95]) {
                assert_eq!(q, naive(&values, &weights, percent));
            }
            let ones = vec![1.0; values.len()];
            let [median] = quantiles(all(), None, [0.5]).unwrap();
            assert_eq!(median, naive(&values, &ones, 50));
        }
    }

    #[test]
    fn never_is_a_quantile_and_not_a_number_is_none() {
        let values = [f64::INFINITY, 3.0, f64::NAN, f64::INFINITY, 1.0];
        let all = || values.iter().copied();
        let spread = spread(all(), None).unwrap();
        assert_eq!((spread.low, spread.median, spread.high), (1.0, 3.0, f64::INFINITY));
        assert_eq!(quantiles(all(), Some(&[0.0; 5]), [0.5]), None);
        assert_eq!(quantiles([].into_iter(), None, [0.5]), None);
    }

    #[test]
    fn error_of_equal_groups_is_that_of_their_mean() {
        // Sixteen groups of two runs; group k has k % 3 of its two runs "met".
        let met = |run: usize| run / 16 < (run % 16) % 3;
        let estimate = share(32, 16, None, met);
        let shares: Vec<f64> = (0..16).map(|k| f64::from(k % 3) / 2.0).collect();
        let mean: f64 = shares.iter().sum::<f64>() / 16.0;
        let variance: f64 = shares.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / 15.0;
        assert!((estimate.value - mean).abs() < 1e-15);
        assert!((estimate.error.unwrap() - (variance / 16.0).sqrt()).abs() < 1e-15);
        assert_eq!(share(31, 16, None, met).error, None);
    }

    #[test]
    fn effective_sample_size_counts_equal_weights() {
        assert_eq!(worth(&[2.0; 10]).effective_sample_size, 10.0);
        assert_eq!(worth(&[0.0, 5.0, 0.0]).effective_sample_size, 1.0);
        assert_eq!(worth(&[0.0, 0.0]).effective_sample_size, 0.0);
        assert_eq!(worth(&[1.0, 3.0]).largest, 0.75);
    }
}

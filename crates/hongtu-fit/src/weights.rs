//! Weights of one island: temperatures, evidence, resampling.

use hongtu_maths::{exp, ln, max};

/// Weights `exp(step · l)` relative to the largest, and the logarithm of their mean. A likelihood
/// that is not a number counts as 0. All are 0, and the mean is −∞, where every likelihood is 0.
pub fn tempered(log_likelihoods: &[f64], step: f64) -> (Vec<f64>, f64) {
    let log =
        |l: f64| if l.is_nan() || l == f64::NEG_INFINITY { f64::NEG_INFINITY } else { step * l };
    let largest = log_likelihoods.iter().fold(f64::NEG_INFINITY, |m, &l| max(m, log(l)));
    if largest == f64::NEG_INFINITY {
        return (vec![0.0; log_likelihoods.len()], f64::NEG_INFINITY);
    }
    let weights: Vec<f64> = log_likelihoods.iter().map(|&l| exp(log(l) - largest)).collect();
    let sum: f64 = weights.iter().sum();
    let mean = largest + ln(sum / weights.len() as f64);
    (weights, mean)
}

/// `(Σw)² / Σw²` (Kish 1965); 0 where nothing weighs.
pub fn worth(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if sum > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Systematic resampling (Kitagawa 1996): `count` indices, each as often as its share of the weight
/// times `count`, rounded up or down. `u` lies strictly between 0 and 1.
pub fn systematic(weights: &[f64], count: usize, u: f64) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    let last = weights.iter().rposition(|&w| w > 0.0).unwrap_or(0);
    let mut chosen = Vec::with_capacity(count);
    let (mut index, mut below) = (0, weights.first().copied().unwrap_or(0.0));
    for i in 0..count {
        let point = (i as f64 + u) / count as f64 * total;
        while index < last && below <= point {
            index += 1;
            below += weights[index];
        }
        chosen.push(index);
    }
    chosen
}

/// The next temperature: the largest up to 1 at which the incremental weights keep the share `keep`
/// of the effective sample size, on average over the islands (Jasra et al. 2011; by bisection).
/// Likelihoods of 0 are lost at any temperature, so the share is of the others.
pub fn next_temperature(islands: &[Vec<f64>], from: f64, keep: f64) -> f64 {
    let kept = |to: f64| -> f64 {
        let shares = islands
            .iter()
            .map(|island| worth(&tempered(island, to - from).0) / island.len().max(1) as f64);
        shares.sum()
    };
    let possible: f64 = islands
        .iter()
        .map(|island| {
            let finite = island.iter().filter(|l| !l.is_nan() && **l > f64::NEG_INFINITY).count();
            finite as f64 / island.len().max(1) as f64
        })
        .sum();
    let enough = keep * possible;
    if kept(1.0) >= enough {
        return 1.0;
    }
    let (mut low, mut high) = (from, 1.0);
    for _ in 0..60 {
        let middle = low + (high - low) / 2.0;
        if kept(middle) >= enough {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Likelihoods so far apart that no step keeps enough: a step is taken all the same.
    if low > from { low } else { high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resampling_follows_the_weights() {
        let weights = [0.0, 1.0, 3.0, 0.0, 4.0, 0.0];
        for u in [1e-9, 0.3, 1.0 - 1e-9] {
            let chosen = systematic(&weights, 16, u);
            let count = |i| chosen.iter().filter(|&&c| c == i).count();
            assert_eq!((count(1), count(2), count(4)), (2, 6, 8));
        }
        assert_eq!(systematic(&[0.0, 0.0], 2, 0.5), [0, 0]);
    }

    #[test]
    fn temperatures_keep_the_share_asked_for() {
        let island: Vec<f64> = (0..1000).map(|i| -0.1 * f64::from(i)).collect();
        let islands = vec![island.clone(), island.clone()];
        let next = next_temperature(&islands, 0.0, 0.5);
        let share = worth(&tempered(&island, next).0) / 1000.0;
        assert!((share - 0.5).abs() < 1e-6, "{share}");
        assert_eq!(next_temperature(&[vec![-1.0; 10]], 0.0, 0.5), 1.0);
        // Half of the runs are excluded whatever the temperature.
        let hard: Vec<f64> =
            (0..10).map(|i| if i % 2 == 0 { 0.0 } else { f64::NEG_INFINITY }).collect();
        assert_eq!(next_temperature(&[hard], 0.0, 0.5), 1.0);
        assert_eq!(next_temperature(&[vec![f64::NAN; 3]], 0.0, 0.5), 1.0);
        let apart = next_temperature(&[vec![-1e300, 0.0, -1e305]], 0.25, 0.9);
        assert!(apart > 0.25 && apart <= 1.0);
    }

    #[test]
    fn evidence_is_the_mean_likelihood() {
        let (weights, mean) = tempered(&[ln(1.0), ln(4.0), f64::NAN, f64::NEG_INFINITY], 1.0);
        assert!((weights[0] - 0.25).abs() < 1e-15 && weights[2..] == [0.0, 0.0]);
        assert!((mean - ln(5.0 / 4.0)).abs() < 1e-15);
        assert_eq!(tempered(&[f64::NAN], 1.0), (vec![0.0], f64::NEG_INFINITY));
    }
}

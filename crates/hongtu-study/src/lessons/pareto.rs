//! Pareto-smoothed importance sampling.
//!
//! The largest importance ratios are replaced by quantiles of a generalised Pareto distribution that
//! is fitted to them; its shape k says whether the sample can tell anything (A. Vehtari, D. Simpson,
//! A. Gelman, Y. Yao and J. Gabry, "Pareto smoothed importance sampling", arXiv:1507.02646). The fit
//! is that of J. Zhang and M. A. Stephens, "A new and efficient estimation method for the generalized
//! Pareto distribution", *Technometrics* 51 (2009), 316–325, drawn towards ½ by ten observations'
//! worth (Vehtari et al., appendix C).

use hongtu_maths::{exp, exp_m1, ln, ln_1p, log10, min};

/// Smoothed ratios.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// Logarithms of the ratios relative to the largest raw one; the tail is smoothed.
    pub log_weights: Vec<f64>,
    /// The estimated shape of the tail: +∞ where it cannot be fitted, −∞ where the largest ratios are
    /// all the same, so that there is no tail.
    pub k: f64,
}

/// How many of the largest ratios are the tail: a fifth of the draws, at most `3 √(S / r)`, for S draws
/// of which each is worth r independent ones (Vehtari et al., 3.1 and appendix H).
pub fn tail(draws: usize, efficiency: f64) -> usize {
    let draws = draws as f64;
    min(0.2 * draws, 3.0 * (draws / efficiency).sqrt()).ceil() as usize
}

/// The largest k at which so many draws can be relied on: `1 − 1 / log₁₀ S`, at most 0.7 (Vehtari et
/// al., 3.2.4).
pub fn reliable(draws: usize) -> f64 {
    if draws < 2 { 0.0 } else { min(1.0 - 1.0 / log10(draws as f64), 0.7) }
}

/// Smooths the `tail` largest of some ratios, given by their logarithms; −∞ is a ratio of 0. Where a
/// logarithm is +∞ or not a number, or all ratios are 0, nothing can be smoothed.
pub fn smooth(log_ratios: &[f64], tail: usize) -> Smoothed {
    let mut log_weights = log_ratios.to_vec();
    let mut order: Vec<usize> = (0..log_weights.len()).collect();
    order.sort_unstable_by(|&a, &b| log_weights[a].total_cmp(&log_weights[b]).then(a.cmp(&b)));
    let largest = order.last().map_or(f64::NAN, |&last| log_weights[last]);
    // A NaN with its sign set is in front.
    let first = order.first().map_or(f64::NAN, |&first| log_weights[first]);
    if !largest.is_finite() || first.is_nan() {
        return Smoothed { log_weights, k: f64::INFINITY };
    }
    for weight in &mut log_weights {
        *weight -= largest;
    }
    let below = order.len().saturating_sub(tail + 1);
    let cutoff = log_weights[order[below]];
    let beyond: Vec<usize> =
        order[below..].iter().copied().filter(|&run| log_weights[run] > cutoff).collect();
    if tail > 4 && cutoff == 0.0 {
        return Smoothed { log_weights, k: f64::NEG_INFINITY };
    }
    let threshold = exp(cutoff);
    let exceedances: Vec<f64> =
        beyond.iter().map(|&run| exp(log_weights[run]) - threshold).collect();
    let Some((k, scale)) = fit(&exceedances) else {
        return Smoothed { log_weights, k: f64::INFINITY };
    };
    let count = beyond.len() as f64;
    for (place, &run) in beyond.iter().enumerate() {
        let quantile = quantile((place as f64 + 0.5) / count, k, scale);
        log_weights[run] = min(ln(quantile + threshold), 0.0);
    }
    Smoothed { log_weights, k }
}

/// Shape and scale of a generalised Pareto distribution of numbers, ascending; `None` with fewer than
/// five, or where there is no finite answer.
fn fit(numbers: &[f64]) -> Option<(f64, f64)> {
    let count = numbers.len();
    let largest = *numbers.last().filter(|_| count > 4)?;
    let quartile = numbers[(count as f64 / 4.0 + 0.5) as usize - 1];
    let points = 30 + (count as f64).sqrt() as usize;
    // The shape that is most likely for θ = −k / scale; Zhang and Stephens write b for θ and −k for k.
    let shape = |theta: f64| numbers.iter().map(|x| ln_1p(-theta * x)).sum::<f64>() / count as f64;
    let candidates: Vec<(f64, f64)> = (1..=points)
        .map(|j| {
            let spread = 1.0 - (points as f64 / (j as f64 - 0.5)).sqrt();
            let theta = 1.0 / largest + spread / (3.0 * quartile);
            let k = shape(theta);
            (theta, count as f64 * (ln(-theta / k) - k - 1.0))
        })
        .collect();
    // The mean of θ under its profile likelihood.
    let (mut sum, mut weight) = (0.0, 0.0);
    for (theta, likelihood) in &candidates {
        let others: f64 = candidates.iter().map(|(_, other)| exp(other - likelihood)).sum();
        if others.is_finite() && others > 0.0 {
            sum += theta / others;
            weight += 1.0 / others;
        }
    }
    let theta = sum / weight;
    let k = shape(theta);
    let scale = -k / theta;
    let drawn_in = (count as f64 * k + 5.0) / (count as f64 + 10.0);
    (drawn_in.is_finite() && scale.is_finite() && scale > 0.0).then_some((drawn_in, scale))
}

/// The quantile of a generalised Pareto distribution.
fn quantile(share: f64, k: f64, scale: f64) -> f64 {
    let exponent = -ln_1p(-share);
    if k.abs() < 1e-12 { scale * exponent } else { scale * exp_m1(k * exponent) / k }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratios_have_no_tail_and_few_have_no_fit() {
        let same = smooth(&[2.5; 100], 20);
        assert_eq!((same.k, same.log_weights), (f64::NEG_INFINITY, vec![0.0; 100]));
        assert_eq!(smooth(&[1.0, 2.0, 3.0], 1).k, f64::INFINITY);
        assert_eq!(smooth(&[], 1).k, f64::INFINITY);
        assert_eq!(smooth(&[f64::NEG_INFINITY; 50], 10).k, f64::INFINITY);
        let mut some = vec![0.0; 50];
        some[7] = f64::NAN;
        assert_eq!(smooth(&some, 10).k, f64::INFINITY);
        some[7] = -f64::NAN;
        assert_eq!(smooth(&some, 10).k, f64::INFINITY);
    }

    #[test]
    fn the_shape_of_a_pareto_tail_is_found() {
        // Quantiles of u^(−k), which has the tail of shape k.
        for k in [0.2, 0.5, 0.9] {
            let ratios: Vec<f64> =
                (0..40_000).map(|i| -k * ln((f64::from(i) + 0.5) / 40_000.0)).collect();
            let found = smooth(&ratios, tail(40_000, 1.0));
            assert!((found.k - k).abs() < 0.02, "{k}: {}", found.k);
        }
    }

    #[test]
    fn tails_and_thresholds_are_those_of_the_paper() {
        assert_eq!((tail(100, 1.0), tail(10_000, 1.0), tail(10_000, 0.25)), (20, 300, 600));
        assert_eq!((reliable(1), reliable(100), reliable(100_000)), (0.0, 0.5, 0.7));
    }
}

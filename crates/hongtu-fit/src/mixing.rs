//! How fast chains forget where they were.

use hongtu_maths::ln;

use crate::tuning::Thinning;

/// How many moves to make between two kept states, so that they correlate by no more than is asked.
pub fn thinning(autocorrelation: f64, tuning: &Thinning) -> usize {
    if autocorrelation.is_nan() || autocorrelation <= 0.0 {
        return 1;
    }
    let needed = if autocorrelation < 0.999 {
        ln(tuning.correlation) / ln(autocorrelation)
    } else {
        f64::INFINITY
    };
    (needed.ceil() as usize).clamp(1, tuning.most)
}

/// Correlation of numbers with those a distance on; what is not finite is left out.
pub fn correlation(values: &[f64], distance: usize) -> f64 {
    let finite = || values.iter().copied().filter(|x| x.is_finite());
    let count = finite().count();
    if count == 0 {
        return 0.0;
    }
    let mean = finite().sum::<f64>() / count as f64;
    let variance = finite().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count as f64;
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (a, b) in values.iter().zip(values.get(distance..).unwrap_or(&[])) {
        let product = (a - mean) * (b - mean);
        if product.is_finite() {
            sum += product;
            pairs += 1.0;
        }
    }
    if pairs > 0.0 && variance > 0.0 { sum / pairs / variance } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_between_kept_states_bring_their_correlation_down() {
        let tuning = Thinning { correlation: 0.5, most: 8 };
        for (found, moves) in [(0.0, 1), (0.4, 1), (0.6, 2), (0.8, 4), (0.99, 8), (1.0, 8)] {
            assert_eq!(thinning(found, &tuning), moves);
        }
        assert_eq!(thinning(f64::NAN, &tuning), 1);
    }

    #[test]
    fn correlation_is_that_of_a_distance() {
        let wave: Vec<f64> = (0..1000).map(|i| if i % 4 < 2 { 1.0 } else { -1.0 }).collect();
        assert!((correlation(&wave, 2) + 1.0).abs() < 0.01);
        assert!((correlation(&wave, 4) - 1.0).abs() < 0.01);
        assert_eq!(correlation(&[f64::NAN, 1.0, f64::INFINITY], 1), 0.0);
        assert_eq!(correlation(&[], 5), 0.0);
    }
}

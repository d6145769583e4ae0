//! Simulation-based calibration (Talts et al. 2018): where the truth is drawn from the prior and the
//! evidence from the truth, the rank of the truth among draws of the posterior is uniform.

use super::*;

/// Draws of the posterior that the truth is ranked among.
const DRAWS: usize = 31;
/// Data sets.
const SETS: u64 = 240;
/// Ranks are counted in bins of four.
const BINS: usize = 8;

#[test]
fn ranks_of_the_truth_are_uniform() {
    // Two parameters that the evidence ties to each other, one of them through a square: bimodal for
    // some data sets, curved for all.
    let function = |z: &[f64]| vec![z[0] + 0.5 * z[1] * z[1], z[0] * z[1]];
    let tuning = Tuning { chains: 4, ..Tuning::new(1, 3, 1) };
    let mut counts = [[0usize; BINS]; 3];
    for set in 0..SETS {
        let truth: Vec<f64> = (0..3).map(|c| normal(100, set, c, 0)).collect();
        let found = function(&truth)
            .into_iter()
            .zip(3u64..)
            .map(|(value, key)| (value + 0.3 * normal(100, set, key, 0), 0.3))
            .collect();
        let model = Observed { dimensions: 3, found, function };
        let sample = model.sample(1_000 + set, &tuning);
        let chosen = draws(&sample, &tuning, set);
        let quantities: [fn(&[f64]) -> f64; 3] = [|z| z[0], |z| z[1], |z| z[0] * z[1] - z[2]];
        for (counts, quantity) in counts.iter_mut().zip(quantities) {
            let rank = chosen.iter().filter(|z| quantity(z) < quantity(&truth)).count();
            counts[rank * BINS / (DRAWS + 1)] += 1;
        }
    }
    let expected = SETS as f64 / BINS as f64;
    for counts in counts {
        let square: f64 =
            counts.iter().map(|&c| (c as f64 - expected) * (c as f64 - expected) / expected).sum();
        // The 99.9 % point of chi-square with 7 degrees of freedom.
        assert!(square < 24.3, "chi-square {square} of {counts:?}");
    }
}

/// Draws far apart: two from each island, which weighs as its evidence does.
fn draws(sample: &Sample, tuning: &Tuning, set: u64) -> Vec<Vec<f64>> {
    let top = sample.log_evidence.iter().copied().fold(f64::NEG_INFINITY, hongtu_maths::max);
    let weights: Vec<f64> = sample.log_evidence.iter().map(|l| exp(l - top)).collect();
    let total: f64 = weights.iter().sum();
    let each = tuning.states();
    (0..DRAWS)
        .map(|draw| {
            let u = (draw as f64 + normal_cdf(normal(7, set, 0, 0))) / DRAWS as f64 * total;
            let mut below = 0.0;
            let island = weights
                .iter()
                .position(|w| {
                    below += w;
                    u < below
                })
                .unwrap_or(0);
            let mut z = vec![0.0; sample.points.dimensions()];
            let state = tuning.state((draw * 37 + 11) % each);
            sample.points.get(state * tuning.islands + island, &mut z);
            z
        })
        .collect()
}

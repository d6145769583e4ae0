//! Chains of the no-U-turn sampler against posteriors that are known.

use hongtu_fit::{
    ChainError, ChainSample, ChainTuning, ChainWorth, LogDensity, Points, sample_chains,
};
use hongtu_maths::exp;
use hongtu_maths::random::normal;

const TUNING: ChainTuning = ChainTuning { chains: 8, warmup: 300, draws: 500, threads: 2 };

fn starts(dimensions: usize, chains: usize) -> Points {
    let mut starts = Points::new(dimensions, chains);
    for c in 0..dimensions {
        for (chain, z) in starts.coordinate_mut(c).iter_mut().enumerate() {
            *z = normal(3, chain as u64, c as u64, -1).abs();
        }
    }
    starts
}

/// Samples `N(z; 0, I)` times a likelihood whose logarithm and its gradient are added by `likelihood`.
fn sample(
    dimensions: usize,
    tuning: &ChainTuning,
    likelihood: impl Fn(&[f64], &mut [f64]) -> f64 + Sync,
) -> ChainSample {
    let density = || {
        Some(|z: &[f64], gradient: &mut [f64]| {
            for (gradient, z) in gradient.iter_mut().zip(z) {
                *gradient = -z;
            }
            likelihood(z, gradient) - z.iter().map(|z| z * z).sum::<f64>() / 2.0
        })
    };
    sample_chains(density, &starts(dimensions, tuning.chains), "test", 1, tuning).unwrap()
}

/// A function of the points, chain by chain.
fn traced(
    sample: &ChainSample,
    tuning: &ChainTuning,
    function: impl Fn(&[f64]) -> f64,
) -> Vec<Vec<f64>> {
    let mut z = vec![0.0; sample.points.dimensions()];
    let mut value = |point: usize| {
        sample.points.get(point, &mut z);
        function(&z)
    };
    (0..tuning.chains)
        .map(|chain| (0..tuning.draws).map(|draw| value(draw * tuning.chains + chain)).collect())
        .collect()
}

/// The mean of a function is within five of its Monte Carlo errors of what it should be, and the chains
/// agree on it.
#[track_caller]
fn agree(sample: &ChainSample, function: impl Fn(&[f64]) -> f64, exact: f64, most: f64) {
    let chains = traced(sample, &TUNING, function);
    let worth = ChainWorth::of(&chains);
    let all: Vec<f64> = chains.into_iter().flatten().collect();
    let count = all.len() as f64;
    let mean = all.iter().sum::<f64>() / count;
    let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
    let error = (variance / if worth.bulk < count { worth.bulk } else { count }).sqrt();
    assert!(worth.r_hat < 1.02, "{worth:?}");
    assert!(error < most, "error {error} of {mean}");
    assert!((mean - exact).abs() < 5.0 * error, "{mean} ± {error} is not {exact}");
}

#[test]
fn a_linear_normal_posterior_is_exact() {
    // y = 2 z0 + z1 + e, e ~ N(0, 0.1²), among 40 coordinates that do nothing.
    let found = sample(42, &TUNING, |z, gradient| {
        let miss = (3.0 - 2.0 * z[0] - z[1]) / 0.01;
        gradient[0] += 2.0 * miss;
        gradient[1] += miss;
        -0.005 * miss * miss
    });
    let variance = 5.0 + 0.01;
    agree(&found, |z| z[0], 6.0 / variance, 0.02);
    agree(&found, |z| z[1], 3.0 / variance, 0.04);
    let second = 1.0 - 4.0 / variance + (6.0 / variance) * (6.0 / variance);
    agree(&found, |z| z[0] * z[0], second, 0.04);
    agree(&found, |z| z[7] * z[7], 1.0, 0.06);
    agree(&found, |z| z[0] * z[1], -2.0 / variance + 18.0 / variance / variance, 0.04);
    assert_eq!((found.divergences, found.cut_off), (0, 0));
    assert!(found.steps > 1.0 && found.gradients > 8 * 800);
}

/// Means by the midpoint rule over two coordinates.
fn quadrature(log_density: impl Fn(f64, f64) -> f64, function: impl Fn(f64, f64) -> f64) -> f64 {
    let h = 0.02;
    let (mut sum, mut total) = (0.0, 0.0);
    for i in -300..300 {
        for j in -300..300 {
            let (a, b) = ((f64::from(i) + 0.5) * h, (f64::from(j) + 0.5) * h);
            let weight = exp(log_density(a, b));
            sum += weight * function(a, b);
            total += weight;
        }
    }
    sum / total
}

#[test]
fn a_curved_posterior_has_the_moments_of_quadrature() {
    // y = z0 + z1² / 2 + e, e ~ N(0, 0.3²): a bow.
    let likelihood =
        |a: f64, b: f64| -0.5 * ((1.5 - a - b * b / 2.0) / 0.3) * ((1.5 - a - b * b / 2.0) / 0.3);
    let found = sample(6, &TUNING, |z, gradient| {
        let miss = (1.5 - z[0] - z[1] * z[1] / 2.0) / 0.09;
        gradient[0] += miss;
        gradient[1] += miss * z[1];
        likelihood(z[0], z[1])
    });
    let exact = |function: &dyn Fn(f64, f64) -> f64| {
        quadrature(|a, b| likelihood(a, b) - (a * a + b * b) / 2.0, function)
    };
    agree(&found, |z| z[0], exact(&|a, _| a), 0.06);
    agree(&found, |z| z[1] * z[1], exact(&|_, b| b * b), 0.1);
    agree(&found, |z| z[0] * z[1] * z[1], exact(&|a, b| a * b * b), 0.1);
    agree(
        &found,
        |z| f64::from(u8::from(z[0] > 1.0)),
        exact(&|a, _| f64::from(u8::from(a > 1.0))),
        0.03,
    );
}

#[test]
fn groups_of_a_hierarchy_share_what_they_tell() {
    // Six effects μ + 0.5 z_k with μ = 2 z_0, each seen with an error of 0.4: all normal. Given everything
    // μ has precision 1/4 + 6 / (0.25 + 0.16).
    let seen = [0.3, 1.1, 0.7, -0.2, 1.4, 0.9];
    let found = sample(7, &TUNING, |z, gradient| {
        let mut sum = 0.0;
        for (k, y) in seen.iter().enumerate() {
            let miss = y - 2.0 * z[0] - 0.5 * z[k + 1];
            gradient[0] += 2.0 * miss / 0.16;
            gradient[k + 1] += 0.5 * miss / 0.16;
            sum -= 0.5 * miss * miss / 0.16;
        }
        sum
    });
    let precision = 0.25 + 6.0 / 0.41;
    let middle = seen.iter().sum::<f64>() / 0.41 / precision;
    agree(&found, |z| 2.0 * z[0], middle, 0.01);
    agree(&found, |z| 4.0 * z[0] * z[0], middle * middle + 1.0 / precision, 0.02);
    // An effect is drawn from what was seen of it towards μ.
    let effect = (seen[4] / 0.16 + middle / 0.25) / (1.0 / 0.16 + 4.0);
    agree(&found, |z| 2.0 * z[0] + 0.5 * z[5], effect, 0.02);
}

#[test]
fn draws_do_not_depend_on_threads_and_stop_when_asked() {
    let short = ChainTuning { warmup: 60, draws: 20, ..TUNING };
    let likelihood = |z: &[f64], gradient: &mut [f64]| {
        gradient[0] += 4.0 * (1.0 - z[0]);
        -2.0 * (1.0 - z[0]) * (1.0 - z[0])
    };
    let alone = sample(3, &ChainTuning { threads: 1, ..short }, likelihood);
    assert_eq!(alone, sample(3, &ChainTuning { threads: 3, ..short }, likelihood));

    struct Stopped;
    impl LogDensity for Stopped {
        fn at(&mut self, _: &[f64], _: &mut [f64]) -> f64 {
            0.0
        }
        fn stopped(&self) -> bool {
            true
        }
    }
    let found = sample_chains(|| Some(Stopped), &starts(3, 8), "test", 1, &short);
    assert_eq!(found, Err(ChainError::Stopped));
}

#[test]
fn paths_that_meet_no_density_are_counted() {
    // Half of the plane has none.
    let found = sample(2, &TUNING, |z, _| if z[0] > 0.0 { 0.0 } else { f64::NEG_INFINITY });
    assert!(found.divergences > 0);
    assert!(found.points.coordinate(0).iter().all(|&z| z > 0.0));
}

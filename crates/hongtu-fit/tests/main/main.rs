//! The sampler against posteriors that are known.

mod calibration;
mod chains;

use std::cell::{Cell, RefCell};
use std::convert::Infallible;

use hongtu_fit::{Evaluated, Points, Sample, Tuning, temper};
use hongtu_maths::random::normal;
use hongtu_maths::special::{normal_cdf, normal_quantile};
use hongtu_maths::{exp, ln};

const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_7;

fn log_density(distance: f64, sd: f64) -> f64 {
    -0.5 * (distance / sd) * (distance / sd) - ln(sd) - LN_ROOT_TWO_PI
}

/// Observations with normal errors of functions of a point.
struct Observed<F> {
    dimensions: usize,
    found: Vec<(f64, f64)>,
    function: F,
}

impl<F: Fn(&[f64]) -> Vec<f64>> Observed<F> {
    fn sample(&self, seed: u64, tuning: &Tuning) -> Sample {
        self.watched(seed, tuning, &|_| {})
    }

    /// A sample; `foreseen` is told how many points there will be in all, as far as is known.
    fn watched(&self, seed: u64, tuning: &Tuning, foreseen: &dyn Fn(u64)) -> Sample {
        let simulated = Cell::new(0);
        let ahead = |points| foreseen(simulated.get() + points);
        let mut likelihood = |points: &Points| -> Result<Evaluated, Infallible> {
            simulated.set(simulated.get() + points.count() as u64);
            let mut z = vec![0.0; self.dimensions];
            let mut outputs = Points::new(self.found.len(), points.count());
            let mut log_likelihoods = Vec::new();
            for p in 0..points.count() {
                points.get(p, &mut z);
                let values = (self.function)(&z);
                outputs.set(p, &values);
                let pairs = values.iter().zip(&self.found);
                log_likelihoods.push(pairs.map(|(v, (y, sd))| log_density(y - v, *sd)).sum());
            }
            Ok(Evaluated { log_likelihoods, outputs })
        };
        let mut prior = Points::new(self.dimensions, tuning.population());
        for c in 0..self.dimensions {
            for (p, z) in prior.coordinate_mut(c).iter_mut().enumerate() {
                *z = normal(seed, p as u64, c as u64, -1);
            }
        }
        match temper(&mut likelihood, prior, "test", seed, tuning, &ahead) {
            Ok(sample) => sample,
            Err(never) => match never {},
        }
    }
}

/// The mean of a function of the points with its error over the islands, which weigh as their
/// evidence does.
fn mean(sample: &Sample, islands: usize, function: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    let top = sample.log_evidence.iter().copied().fold(f64::NEG_INFINITY, hongtu_maths::max);
    let weights: Vec<f64> = sample.log_evidence.iter().map(|l| exp(l - top)).collect();
    let mut sums = vec![0.0; islands];
    let mut z = vec![0.0; sample.points.dimensions()];
    for p in 0..sample.points.count() {
        sample.points.get(p, &mut z);
        sums[p % islands] += function(&z);
    }
    let each = (sample.points.count() / islands) as f64;
    let total: f64 = weights.iter().sum();
    let mean = sums.iter().zip(&weights).map(|(s, w)| s / each * w).sum::<f64>() / total;
    let squares: f64 = sums
        .iter()
        .zip(&weights)
        .map(|(s, w)| (w * (s / each - mean)) * (w * (s / each - mean)))
        .sum();
    let k = islands as f64;
    (mean, (k / (k - 1.0) * squares).sqrt() / total)
}

/// The logarithm of the mean evidence and its error.
fn evidence(sample: &Sample) -> (f64, f64) {
    let top = sample.log_evidence.iter().copied().fold(f64::NEG_INFINITY, hongtu_maths::max);
    let weights: Vec<f64> = sample.log_evidence.iter().map(|l| exp(l - top)).collect();
    let k = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / k;
    let squares: f64 = weights.iter().map(|w| (w - mean) * (w - mean)).sum();
    (top + ln(mean), (squares / (k - 1.0) / k).sqrt() / mean)
}

/// Within five errors (of t with 15 degrees of freedom: one in seven thousand), and the error small.
#[track_caller]
fn agree((found, error): (f64, f64), exact: f64, most: f64) {
    assert!(error < most, "error {error} of {found}");
    assert!((found - exact).abs() < 5.0 * error, "{found} ± {error} is not {exact}");
}

fn tuning(runs: u64, dimensions: usize) -> Tuning {
    Tuning::new(runs, dimensions, 1)
}

#[test]
fn a_linear_normal_posterior_is_exact() {
    // y = 2 z0 + z1 + e, e ~ N(0, 0.1²), among 40 coordinates that do nothing.
    let model = Observed {
        dimensions: 42,
        found: vec![(3.0, 0.1)],
        function: |z: &[f64]| vec![2.0 * z[0] + z[1]],
    };
    let tuning = tuning(8_000, 42);
    let sample = model.sample(1, &tuning);
    let variance = 5.0 + 0.01;
    agree(mean(&sample, 16, |z| z[0]), 2.0 * 3.0 / variance, 0.02);
    agree(mean(&sample, 16, |z| z[1]), 3.0 / variance, 0.04);
    let second = 1.0 - 4.0 / variance + (6.0 / variance) * (6.0 / variance);
    agree(mean(&sample, 16, |z| z[0] * z[0]), second, 0.04);
    agree(mean(&sample, 16, |z| z[7] * z[7]), 1.0, 0.06);
    let covariance = -2.0 / variance + 18.0 / variance / variance;
    agree(mean(&sample, 16, |z| z[0] * z[1]), covariance, 0.04);
    agree(evidence(&sample), log_density(3.0, variance.sqrt()), 0.06);
    assert_eq!(sample.levels.last().unwrap().informed, 1);
}

#[test]
fn both_modes_are_found_with_their_weights() {
    // z0² + 0.3 z0 = 4 ± 0.4: modes at about ±2, of unequal weight.
    let function = |z: &[f64]| vec![z[0] * z[0] + 0.3 * z[0]];
    let model = Observed { dimensions: 5, found: vec![(4.0, 0.4)], function };
    let sample = model.sample(2, &tuning(8_000, 5));
    let (mut all, mut above) = (0.0, 0.0);
    for i in -80_000..80_000 {
        let z = (f64::from(i) + 0.5) / 10_000.0;
        let joint = exp(log_density(z, 1.0) + log_density(4.0 - function(&[z])[0], 0.4)) / 10_000.0;
        all += joint;
        above += if z > 0.0 { joint } else { 0.0 };
    }
    agree(mean(&sample, 16, |z| if z[0] > 0.0 { 1.0 } else { 0.0 }), above / all, 0.05);
    agree(evidence(&sample), ln(all), 0.06);
}

#[test]
fn alternatives_have_the_weights_of_their_bayes_factors() {
    // By the uniform number of z0 one of three models of y, with weights 0.5, 0.3, 0.2.
    let shares = [0.5, 0.3, 0.2];
    let models = [(0.0, 1.0), (3.0, 0.5), (6.0, 1.5)];
    let which = |z: f64| match normal_cdf(z) {
        u if u < 0.5 => 0,
        u if u < 0.8 => 1,
        _ => 2,
    };
    let model = Observed {
        dimensions: 3,
        found: vec![(2.5, 0.3)],
        function: move |z: &[f64]| {
            let (middle, width) = models[which(z[0])];
            vec![middle + width * z[1]]
        },
    };
    let sample = model.sample(3, &tuning(8_000, 3));
    let likelihoods: Vec<f64> = models
        .iter()
        .zip(shares)
        .map(|((m, w), share)| share * exp(log_density(2.5 - m, (w * w + 0.09f64).sqrt())))
        .collect();
    let all: f64 = likelihoods.iter().sum();
    for (number, likelihood) in likelihoods.iter().enumerate() {
        let is = |z: &[f64]| if which(z[0]) == number { 1.0 } else { 0.0 };
        agree(mean(&sample, 16, is), likelihood / all, 0.02);
    }
    agree(evidence(&sample), ln(all), 0.03);
}

#[test]
fn yearly_noise_agrees_with_the_kalman_filter() {
    // x_t = x_{t−1} + 0.5 z_t from x_0 = z_0, observed with ± 0.2 in every year.
    let found = [0.4, 1.1, 0.9, 1.8, 1.2, 0.3, -0.4, 0.1];
    let walk = |z: &[f64]| -> Vec<f64> {
        let mut x = z[0];
        z[1..]
            .iter()
            .map(|z| {
                x += 0.5 * z;
                x
            })
            .collect()
    };
    let model = Observed {
        dimensions: 1 + found.len(),
        found: found.iter().map(|&y| (y, 0.2)).collect(),
        function: walk,
    };
    let sample = model.sample(4, &tuning(8_000, 9));
    let (mut middle, mut variance, mut log) = (0.0, 1.0, 0.0);
    for y in found {
        variance += 0.25;
        log += log_density(y - middle, (variance + 0.04f64).sqrt());
        let gain = variance / (variance + 0.04);
        middle += gain * (y - middle);
        variance *= 1.0 - gain;
    }
    let last = |z: &[f64]| walk(z)[found.len() - 1];
    agree(mean(&sample, 16, last), middle, 0.02);
    agree(mean(&sample, 16, |z| (last(z) - middle) * (last(z) - middle)), variance, 0.01);
    agree(evidence(&sample), log, 0.1);
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    let model = Observed {
        dimensions: 30,
        found: vec![(1.0, 0.1), (0.5, 0.2)],
        function: |z: &[f64]| vec![z[0] + z[1] * z[2], exp(z[3]) - z[4]],
    };
    let one = model.sample(5, &Tuning::new(500, 30, 1));
    for threads in [2, 3] {
        assert_eq!(one, model.sample(5, &Tuning::new(500, 30, threads)));
    }
}

#[test]
fn how_many_points_there_will_be_is_foreseen() {
    let model = Observed {
        dimensions: 30,
        found: vec![(1.0, 0.01), (0.5, 0.02), (-0.3, 0.05)],
        function: |z: &[f64]| vec![z[0] + z[1] * z[2], exp(z[3]) - z[4], z[5]],
    };
    let foreseen = RefCell::new(Vec::new());
    let note = |all| foreseen.borrow_mut().push(all);
    let sample = model.watched(5, &Tuning::new(500, 30, 1), &note);
    let foreseen = foreseen.into_inner();
    assert_eq!(foreseen.len(), sample.levels.len());
    assert_eq!(foreseen.last(), Some(&sample.evaluations));
    // From the middle on the guess is good to a third.
    for &all in &foreseen[foreseen.len() / 2..] {
        let off = all as f64 / sample.evaluations as f64;
        assert!((0.66..1.5).contains(&off), "{foreseen:?} of {}", sample.evaluations);
    }
}

#[test]
fn hard_evidence_and_none_are_survived() {
    let tuning = tuning(100, 2);
    let prior = || {
        let mut points = Points::new(2, tuning.population());
        for c in 0..2 {
            for (p, z) in points.coordinate_mut(c).iter_mut().enumerate() {
                *z = normal(6, p as u64, c as u64, -1);
            }
        }
        points
    };
    let hard = |from: f64| {
        move |points: &Points| -> Result<Evaluated, Infallible> {
            let log = |z: &f64| if *z >= from { 0.0 } else { f64::NEG_INFINITY };
            let log_likelihoods = points.coordinate(0).iter().map(log).collect();
            let outputs =
                Points::from_coordinates(points.count(), vec![points.coordinate(0).to_vec()]);
            Ok(Evaluated { log_likelihoods, outputs })
        }
    };
    let Ok(half) = temper(&mut hard(1.5), prior(), "hard", 6, &tuning, &|_| {});
    agree(evidence(&half), ln(normal_cdf(-1.5)), 0.1);
    let exact = exp(log_density(1.5, 1.0)) / normal_cdf(-1.5);
    agree(mean(&half, 16, |z| z[0]), exact, 0.05);
    let Ok(none) = temper(&mut hard(60.0), prior(), "hard", 6, &tuning, &|_| {});
    assert!(none.log_evidence.iter().all(|&l| l == f64::NEG_INFINITY));
    let mut nothing = |points: &Points| -> Result<Evaluated, Infallible> {
        let log_likelihoods = vec![f64::NAN; points.count()];
        Ok(Evaluated { log_likelihoods, outputs: Points::default() })
    };
    let Ok(never) = temper(&mut nothing, prior(), "hard", 6, &tuning, &|_| {});
    assert!(never.log_evidence.iter().all(|&l| l == f64::NEG_INFINITY));
    let mut flat = |points: &Points| -> Result<Evaluated, Infallible> {
        let log_likelihoods = vec![-2.0; points.count()];
        Ok(Evaluated { log_likelihoods, outputs: Points::default() })
    };
    let Ok(flat) = temper(&mut flat, prior(), "flat", 6, &tuning, &|_| {});
    assert!(flat.log_evidence.iter().all(|&l| (l + 2.0).abs() < 1e-12));
    assert_eq!(normal_quantile(0.5), 0.0);
}

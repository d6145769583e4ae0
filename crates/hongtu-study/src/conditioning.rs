//! How observations make an ensemble conditional on them.
//!
//! One interface, [`Condition`]: from the observations that weigh and what each run says of them,
//! to a logarithmic weight for each run.

use hongtu_maths::{exp, ln, max};
use hongtu_model::{Observation, Stated};

use crate::answers::{Method, Misfit, Strain, Trust};
use crate::normal::{log_between, log_cdf, log_density};
use crate::statistics::worth;

/// An observation is out of reach where every run misses it by more standard deviations than this.
pub const MISFIT: f64 = 5.0;

/// With a smaller effective sample size, odds must not be used: at 100 runs the standard error of
/// even odds is five percentage points.
pub const TOO_SMALL: f64 = 100.0;

/// With a smaller effective sample size, odds are rough: at 400 runs the standard error of even
/// odds is two and a half percentage points, and no single run weighs more than five percent.
pub const ROUGH: f64 = 400.0;

/// With a smaller share of the runs left, odds are rough whatever their number: the effective
/// sample size of so skewed weights is itself uncertain.
pub const ROUGH_SHARE: f64 = 0.01;

/// An observation that weighs, and the observed measure in every run.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'a> {
    /// Index into the plan's observations.
    pub index: usize,
    /// The observation.
    pub observation: &'a Observation,
    /// The measure, run by run.
    pub values: &'a [f64],
}

/// A way to make runs conditional on observations.
pub trait Condition {
    /// Which it is, in the answers.
    fn method(&self) -> Method;

    /// The logarithm of each run's weight: −∞ for a run that the observations exclude, NaN for one
    /// whose likelihood cannot be computed.
    fn log_weights(&self, observations: &[Weighed<'_>], runs: usize) -> Vec<f64>;
}

/// A run weighs what its likelihood says: importance sampling with the prior as the proposal.
#[derive(Clone, Copy, Debug, Default)]
pub struct LikelihoodWeighting;

impl Condition for LikelihoodWeighting {
    fn method(&self) -> Method {
        Method::LikelihoodWeighting
    }

    fn log_weights(&self, observations: &[Weighed<'_>], runs: usize) -> Vec<f64> {
        let mut weights = vec![0.0; runs];
        for weighed in observations {
            let o = weighed.observation;
            for (weight, &value) in weights.iter_mut().zip(weighed.values) {
                *weight += log_likelihood(o.stated, o.discrepancy, value);
            }
        }
        weights
    }
}

/// Standard deviation of the measurement; of a range, that of the uniform distribution.
pub fn measurement_error(stated: Stated) -> f64 {
    match stated {
        Stated::Normal { sd, .. } | Stated::AtLeast { sd, .. } | Stated::AtMost { sd, .. } => sd,
        Stated::Uniform { low, high } => (high - low) / 12f64.sqrt(),
    }
}

/// Logarithm of the likelihood of a stated value, if the measure is `x` in truth.
///
/// With variance σ² of measurement and discrepancy together, and δ of the discrepancy alone:
///
/// - `v ± e`: normal density of v − x with σ;
/// - `a..b`: the uniform density convolved with the discrepancy,
///   (Φ((b−x)/δ) − Φ((a−x)/δ)) / (b − a);
/// - `at least v ± e`: Φ((x − v)/σ); `at most v ± e`: Φ((v − x)/σ).
///
/// Where the scale is 0 the observation is hard: 1 (or the uniform density) where it holds, else 0.
/// NaN for a measure that is NaN.
pub fn log_likelihood(stated: Stated, discrepancy: f64, x: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    let scale = |sd: f64| (sd * sd + discrepancy * discrepancy).sqrt();
    let hard = |holds: bool| if holds { 0.0 } else { f64::NEG_INFINITY };
    match stated {
        Stated::Normal { value, sd } => match scale(sd) {
            s if s > 0.0 && x.is_infinite() => hard(x == value),
            s if s > 0.0 => log_density(value - x, s),
            _ => hard(x == value),
        },
        Stated::Uniform { low, high } if low >= high => {
            log_likelihood(Stated::Normal { value: low, sd: 0.0 }, discrepancy, x)
        }
        Stated::Uniform { low, high } => {
            let density = if discrepancy > 0.0 && x.is_finite() {
                log_between((low - x) / discrepancy, (high - x) / discrepancy)
            } else {
                hard(x >= low && x <= high)
            };
            density - ln(high - low)
        }
        Stated::AtLeast { value, sd } => match scale(sd) {
            s if s > 0.0 => log_cdf((x - value) / s),
            _ => hard(x >= value),
        },
        Stated::AtMost { value, sd } => match scale(sd) {
            s if s > 0.0 => log_cdf((value - x) / s),
            _ => hard(x <= value),
        },
    }
}

/// The derivative of [`log_likelihood`] by `x`; 0 where it moves in jumps, as that of an observation
/// without error does.
pub fn log_likelihood_slope(stated: Stated, discrepancy: f64, x: f64) -> f64 {
    if !x.is_finite() || is_hard(stated, discrepancy) {
        return 0.0;
    }
    let scale = |sd: f64| (sd * sd + discrepancy * discrepancy).sqrt();
    // Density over distribution function, both as logarithms, so that neither vanishes in a tail.
    let hazard = |z: f64| exp(log_density(z, 1.0) - log_cdf(z));
    match stated {
        Stated::Normal { value, sd } => (value - x) / scale(sd) / scale(sd),
        Stated::Uniform { low, high } if low >= high => (low - x) / discrepancy / discrepancy,
        Stated::Uniform { low, high } => {
            let (low, high) = ((low - x) / discrepancy, (high - x) / discrepancy);
            let between = log_between(low, high);
            let end = |z: f64| exp(log_density(z, 1.0) - between);
            (end(low) - end(high)) / discrepancy
        }
        Stated::AtLeast { value, sd } => hazard((x - value) / scale(sd)) / scale(sd),
        Stated::AtMost { value, sd } => -hazard((value - x) / scale(sd)) / scale(sd),
    }
}

/// Whether an observation holds or does not, its likelihood having no slope: it has neither an error nor
/// a discrepancy, or is a range without the latter.
pub fn is_hard(stated: Stated, discrepancy: f64) -> bool {
    let error = match stated {
        Stated::Uniform { .. } => 0.0,
        other => measurement_error(other),
    };
    error == 0.0 && discrepancy == 0.0
}

/// By how much a value misses what is stated: 0 inside a range or on the right side of a bound.
pub fn miss(stated: Stated, x: f64) -> f64 {
    match stated {
        Stated::Normal { value, .. } => (x - value).abs(),
        Stated::Uniform { low, .. } if x < low => low - x,
        Stated::Uniform { high, .. } if x > high => x - high,
        Stated::AtLeast { value, .. } if x < value => value - x,
        Stated::AtMost { value, .. } if x > value => x - value,
        _ if x.is_nan() => f64::NAN,
        _ => 0.0,
    }
}

/// A conditional ensemble: weights and what they are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Weights relative to the largest; `None` where all runs weigh the same: nothing is observed,
    /// or the likelihood is zero everywhere.
    pub weights: Option<Vec<f64>>,
    /// See [`crate::answers::Weighting::effective_sample_size`].
    pub effective_sample_size: f64,
    /// See [`crate::answers::Weighting::largest_weight`].
    pub largest_weight: f64,
    /// See [`crate::answers::Weighting::log_evidence`].
    pub log_evidence: f64,
    /// See [`crate::answers::Weighting::uncomputable`].
    pub uncomputable: u64,
    /// See [`crate::answers::Weighting::trust`].
    pub trust: Trust,
    /// See [`crate::answers::Weighting::misfits`].
    pub misfits: Vec<Misfit>,
    /// See [`crate::answers::Weighting::strains`].
    pub strains: Vec<Strain>,
}

/// Makes runs conditional on observations.
pub fn condition(method: &dyn Condition, observations: &[Weighed<'_>], runs: usize) -> Posterior {
    let equal = if runs == 0 { 0.0 } else { 1.0 / runs as f64 };
    let mut posterior = Posterior {
        weights: None,
        effective_sample_size: runs as f64,
        largest_weight: equal,
        log_evidence: 0.0,
        uncomputable: 0,
        trust: Trust::PriorOnly,
        misfits: observations.iter().filter_map(misfit).collect(),
        strains: Vec::new(),
    };
    if observations.is_empty() || runs == 0 {
        return posterior;
    }
    let mut weights = method.log_weights(observations, runs);
    let mut largest = f64::NEG_INFINITY;
    for weight in &mut weights {
        if weight.is_nan() {
            posterior.uncomputable += 1;
            *weight = f64::NEG_INFINITY;
        }
        largest = max(largest, *weight);
    }
    if largest == f64::NEG_INFINITY {
        posterior.effective_sample_size = 0.0;
        posterior.log_evidence = f64::NEG_INFINITY;
        posterior.trust = Trust::Impossible;
        if posterior.misfits.is_empty() {
            posterior.misfits = together(observations, runs);
        }
        return posterior;
    }
    let mut sum = 0.0;
    for weight in &mut weights {
        *weight = if *weight == largest { 1.0 } else { exp(*weight - largest) };
        sum += *weight;
    }
    let worth = worth(&weights);
    posterior.effective_sample_size = worth.effective_sample_size;
    posterior.largest_weight = worth.largest;
    posterior.log_evidence = largest + ln(sum / runs as f64);
    posterior.trust = if !posterior.misfits.is_empty() {
        Trust::Contradicted
    } else if worth.effective_sample_size < TOO_SMALL {
        Trust::TooSmall
    } else if worth.effective_sample_size < ROUGH
        || worth.effective_sample_size < ROUGH_SHARE * runs as f64
    {
        Trust::Rough
    } else {
        Trust::Good
    };
    posterior.weights = Some(weights);
    posterior
}

/// Where runs reproduce each observation and none all of them: what the run misses that misses
/// fewest, and of these by the smallest share of what is stated.
fn together(observations: &[Weighed<'_>], runs: usize) -> Vec<Misfit> {
    let impossible = |weighed: &Weighed<'_>, run: usize| {
        let o = weighed.observation;
        let value = weighed.values.get(run).copied().unwrap_or(f64::NAN);
        let likelihood = log_likelihood(o.stated, o.discrepancy, value);
        (likelihood.is_nan() || likelihood == f64::NEG_INFINITY).then_some(value)
    };
    let badness = |run: usize| {
        let missed = observations.iter().filter_map(|weighed| {
            let miss = miss(weighed.observation.stated, impossible(weighed, run)?);
            Some(miss / weighed.observation.stated.middle().abs())
        });
        missed.fold((0u64, 0.0), |(count, sum), miss| (count + 1, sum + miss))
    };
    let better = |a: &(usize, (u64, f64)), b: &(usize, (u64, f64))| {
        a.1.0.cmp(&b.1.0).then(a.1.1.total_cmp(&b.1.1)).then(a.0.cmp(&b.0))
    };
    let Some((run, _)) = (0..runs).map(|run| (run, badness(run))).min_by(better) else {
        return Vec::new();
    };
    let missed = observations.iter().filter_map(|weighed| {
        let value = impossible(weighed, run)?;
        let miss = miss(weighed.observation.stated, value);
        let known = !value.is_nan();
        Some(Misfit {
            observation: weighed.index,
            closest: known.then_some(value),
            miss: known.then_some(miss),
            deviations: None,
            run: Some(run as u64),
        })
    });
    missed.collect()
}

/// How far the best run is from an observation, where that is out of reach.
pub(crate) fn misfit(weighed: &Weighed<'_>) -> Option<Misfit> {
    let o = weighed.observation;
    let mut best: Option<(u64, f64)> = None;
    for (run, &value) in (0u64..).zip(weighed.values) {
        let here = miss(o.stated, value);
        if !here.is_nan() && best.is_none_or(|(_, least)| here < least) {
            best = Some((run, here));
        }
    }
    let Some((run, least)) = best else {
        return Some(Misfit {
            observation: weighed.index,
            closest: None,
            miss: None,
            deviations: None,
            run: None,
        });
    };
    let error = match o.stated {
        // Inside its range a uniform error is no excuse: only the discrepancy reaches out of it.
        Stated::Uniform { .. } => 0.0,
        other => measurement_error(other),
    };
    let scale = (error * error + o.discrepancy * o.discrepancy).sqrt();
    let deviations = (scale > 0.0).then(|| least / scale);
    if deviations.map_or(least > 0.0, |d| d > MISFIT) {
        let closest = usize::try_from(run).ok().and_then(|r| weighed.values.get(r)).copied();
        return Some(Misfit {
            observation: weighed.index,
            closest,
            miss: Some(least),
            deviations,
            run: Some(run),
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_model::MeasureId;

    fn observation(stated: Stated, discrepancy: f64) -> Observation {
        Observation {
            measure: MeasureId(0),
            stated,
            text: String::new(),
            discrepancy,
            source: None,
            quote: None,
            notes: Vec::new(),
            known: None,
            hidden: false,
            superseded: false,
            span: 0..0,
            line: 1,
        }
    }

    fn density(z: f64, sd: f64) -> f64 {
        exp(log_density(z, sd))
    }

    /// ∫ p(stated | y) · N(y; x, δ) dy by the midpoint rule.
    fn integrate(likelihood: impl Fn(f64) -> f64, x: f64, discrepancy: f64) -> f64 {
        let (steps, width) = (200_000, 20.0 * discrepancy);
        let h = width / f64::from(steps);
        (0..steps)
            .map(|i| x - width / 2.0 + (f64::from(i) + 0.5) * h)
            .map(|y| likelihood(y) * density(y - x, discrepancy) * h)
            .sum()
    }

    #[test]
    fn every_form_is_the_measurement_convolved_with_the_discrepancy() {
        let (d, e) = (0.7, 0.4);
        for x in [-1.0, 0.3, 2.0, 3.5, 5.0] {
            let cases = [
                (Stated::Normal { value: 2.0, sd: e }, integrate(|y| density(2.0 - y, e), x, d)),
                (
                    Stated::Uniform { low: 1.0, high: 3.0 },
                    integrate(|y| if (1.0..=3.0).contains(&y) { 0.5 } else { 0.0 }, x, d),
                ),
                (
                    Stated::AtLeast { value: 2.0, sd: e },
                    integrate(|y| exp(log_cdf((y - 2.0) / e)), x, d),
                ),
                (
                    Stated::AtMost { value: 2.0, sd: 0.0 },
                    integrate(|y| if y <= 2.0 { 1.0 } else { 0.0 }, x, d),
                ),
            ];
            for (stated, expected) in cases {
                let found = exp(log_likelihood(stated, d, x));
                assert!(
                    (found - expected).abs() < 2e-5,
                    "{stated:?} at {x}: {found} is not {expected}"
                );
            }
        }
    }

    #[test]
    fn slopes_are_the_limits_of_differences() {
        let forms = [
            Stated::Normal { value: 2.0, sd: 0.4 },
            Stated::Uniform { low: 1.0, high: 3.0 },
            Stated::Uniform { low: 2.0, high: 2.0 },
            Stated::AtLeast { value: 2.0, sd: 0.4 },
            Stated::AtMost { value: 2.0, sd: 0.0 },
        ];
        for stated in forms {
            for x in [-30.0, -1.0, 0.3, 2.0, 3.5, 40.0] {
                let (h, d) = (1e-4, 0.7);
                let at = |by: f64| log_likelihood(stated, d, x + by * h);
                let difference = (8.0 * (at(1.0) - at(-1.0)) - at(2.0) + at(-2.0)) / (12.0 * h);
                let slope = log_likelihood_slope(stated, d, x);
                assert!(
                    (slope - difference).abs() < 1e-7 * (1.0 + difference.abs()),
                    "{stated:?} at {x}: {slope} is not {difference}"
                );
            }
        }
        let hard = Stated::AtLeast { value: 2.0, sd: 0.0 };
        assert!(is_hard(hard, 0.0) && !is_hard(hard, 0.1));
        assert!(is_hard(Stated::Uniform { low: 1.0, high: 3.0 }, 0.0));
        assert_eq!(log_likelihood_slope(hard, 0.0, 1.0), 0.0);
        let normal = Stated::Normal { value: 2.0, sd: 1.0 };
        assert_eq!(log_likelihood_slope(normal, 0.0, f64::INFINITY), 0.0);
    }

    #[test]
    fn hard_observations_exclude() {
        let none = f64::NEG_INFINITY;
        let range = Stated::Uniform { low: 1.0, high: 3.0 };
        assert_eq!(log_likelihood(range, 0.0, 3.5), none);
        assert_eq!(log_likelihood(range, 0.0, 3.0), -ln(2.0));
        let least = Stated::AtLeast { value: 2.0, sd: 0.0 };
        assert_eq!(log_likelihood(least, 0.0, 1.9), none);
        assert_eq!(log_likelihood(least, 0.0, 2.0), 0.0);
        let exact = Stated::Normal { value: 2.0, sd: 0.0 };
        assert_eq!(log_likelihood(exact, 0.0, 2.0), 0.0);
        assert_eq!(log_likelihood(exact, 0.0, 2.1), none);
        assert!(log_likelihood(least, 0.0, f64::NAN).is_nan());
    }

    #[test]
    fn never_is_unlikely_and_not_an_error() {
        let never = f64::INFINITY;
        assert_eq!(
            log_likelihood(Stated::Normal { value: 2024.0, sd: 1.0 }, 0.0, never),
            f64::NEG_INFINITY
        );
        assert_eq!(log_likelihood(Stated::AtLeast { value: 2024.0, sd: 1.0 }, 0.0, never), 0.0);
        assert_eq!(
            log_likelihood(Stated::AtMost { value: 2024.0, sd: 1.0 }, 0.0, never),
            f64::NEG_INFINITY
        );
    }

    #[test]
    fn zero_likelihood_everywhere_names_the_observation_and_the_miss() {
        let hard = observation(Stated::AtLeast { value: 10.0, sd: 0.0 }, 0.0);
        let fine = observation(Stated::Normal { value: 2.0, sd: 1.0 }, 0.0);
        let values = [1.0, 4.0, f64::NAN, 3.0];
        let weighed = [
            Weighed { index: 3, observation: &fine, values: &values },
            Weighed { index: 7, observation: &hard, values: &values },
        ];
        let posterior = condition(&LikelihoodWeighting, &weighed, 4);
        assert_eq!(posterior.trust, Trust::Impossible);
        assert_eq!(posterior.weights, None);
        assert_eq!(posterior.uncomputable, 1);
        let [misfit] = &posterior.misfits[..] else { panic!("one misfit") };
        assert_eq!((misfit.observation, misfit.run), (7, Some(1)));
        assert_eq!((misfit.closest, misfit.miss), (Some(4.0), Some(6.0)));
    }

    #[test]
    fn what_no_run_reproduces_together_is_named_by_the_run_that_comes_closest() {
        let least = observation(Stated::AtLeast { value: 10.0, sd: 0.0 }, 0.0);
        let most = observation(Stated::AtMost { value: 5.0, sd: 0.0 }, 0.0);
        let fine = observation(Stated::Normal { value: 2.0, sd: 1.0 }, 0.0);
        let values = [2.0, 11.0, 4.0, 9.0];
        let of = |index, observation| Weighed { index, observation, values: &values };
        let weighed = [of(0, &fine), of(1, &least), of(2, &most)];
        let posterior = condition(&LikelihoodWeighting, &weighed, 4);
        assert_eq!(posterior.trust, Trust::Impossible);
        // Each bound is met by some run; 4 misses one by 6 of 10, 11 the other by 6 of 5.
        let [misfit] = &posterior.misfits[..] else { panic!("one misfit") };
        assert_eq!((misfit.observation, misfit.run), (1, Some(2)));
        assert_eq!((misfit.closest, misfit.miss), (Some(4.0), Some(6.0)));
    }

    #[test]
    fn a_run_that_cannot_be_judged_weighs_nothing_and_is_counted() {
        let o = observation(Stated::Normal { value: 2.0, sd: 1.0 }, 0.0);
        let values = [2.0, f64::NAN, 2.0];
        let posterior = condition(
            &LikelihoodWeighting,
            &[Weighed { index: 0, observation: &o, values: &values }],
            3,
        );
        assert_eq!(posterior.weights, Some(vec![1.0, 0.0, 1.0]));
        assert_eq!(posterior.uncomputable, 1);
        let expected = log_density(0.0, 1.0) + ln(2.0 / 3.0);
        assert!((posterior.log_evidence - expected).abs() < 1e-15);
        assert_eq!(posterior.trust, Trust::TooSmall);
    }

    #[test]
    fn far_observations_contradict_even_with_equal_weights() {
        let o = observation(Stated::Normal { value: 100.0, sd: 1.0 }, 0.0);
        let values = vec![2.0; 1000];
        let posterior = condition(
            &LikelihoodWeighting,
            &[Weighed { index: 0, observation: &o, values: &values }],
            1000,
        );
        assert_eq!(posterior.effective_sample_size, 1000.0);
        assert_eq!(posterior.trust, Trust::Contradicted);
        assert_eq!(posterior.misfits[0].deviations, Some(98.0));
    }

    #[test]
    fn nothing_observed_is_prior_only() {
        let posterior = condition(&LikelihoodWeighting, &[], 10);
        assert_eq!((posterior.trust, posterior.weights), (Trust::PriorOnly, None));
        assert_eq!(posterior.effective_sample_size, 10.0);
    }
}

//! Runs that were drawn under the plan's priors, weighed as they would be under others.
//!
//! A run weighs as much more as its draw is likelier under the other prior: importance sampling with
//! the posterior as the proposal, the ratios smoothed as in [`crate::lessons`]. What was observed needs
//! no second look, for its likelihood does not depend on a prior. `docs/method.md` has the formulas.

use hongtu_engine::Draws;
use hongtu_engine::distribution::{ln_density, quantile};
use hongtu_maths::{exp, ln, max, min};
use hongtu_model::{Kind, Plan, Prior, Shape, VariableId};

use crate::answers::Trust;
use crate::conditioning::{ROUGH, TOO_SMALL};
use crate::lessons::{reliable, smooth, tail};
use crate::statistics::worth;

/// An assumption put elsewhere than the plan has it: the 5 % and the 95 % quantile of its prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    /// A constant with a prior.
    pub variable: VariableId,
    /// The number it stays below with 5 %, in coherent units.
    pub low: f64,
    /// The number it stays below with 95 %.
    pub high: f64,
}

/// Why runs cannot be weighed by a belief.
#[derive(Clone, Debug, PartialEq)]
pub enum BeliefError {
    /// It is of nothing that is drawn once for a run.
    NotUncertain,
    /// Its ends are no numbers, or not in order.
    NoRange,
    /// The plan holds part of it to be impossible, so that no run knows of it: the ends of what is
    /// possible, in coherent units.
    Impossible {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}

/// What runs weigh under other priors, and what they are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Reweighed {
    /// Weights relative to the largest.
    pub weights: Vec<f64>,
    /// How many independent runs would tell as much.
    pub effective_sample_size: f64,
    /// How many independent runs told as much before.
    pub before: f64,
    /// By how much the logarithm of the evidence changes.
    pub log_evidence_change: f64,
    /// The shape of the tail of the weights; see [`crate::lessons::Smoothed::k`].
    pub k: f64,
    /// The largest k that so many runs can be relied on with.
    pub reliable: f64,
    /// Whether odds from these weights can be trusted.
    pub trust: Trust,
}

impl Reweighed {
    /// Whether too few draws are left for odds.
    pub fn few(&self) -> bool {
        self.effective_sample_size < TOO_SMALL
    }
}

/// Where a prior lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// The smallest number that is possible; may be −∞.
    pub least: f64,
    /// The 5 % quantile.
    pub low: f64,
    /// The median.
    pub middle: f64,
    /// The 95 % quantile.
    pub high: f64,
    /// The largest number that is possible; may be +∞.
    pub most: f64,
}

/// Where a prior lies; `None` for one that can be no other, all its mass being at one value.
pub fn ends(prior: &Prior) -> Option<Ends> {
    let [least, low, middle, high, most] =
        [0.0, 0.05, 0.5, 0.95, 1.0].map(|share| quantile(prior, share));
    (low < high).then_some(Ends { least, low, middle, high, most })
}

/// What a prior becomes when it is moved and stretched so that its 5 % and 95 % quantiles are others:
/// of the same shape (of a lognormal one, its logarithm is moved and stretched), cut to what the prior
/// holds possible.
///
/// # Errors
///
/// Where the ends are in no order, or beyond what the prior holds possible.
pub fn moved(prior: &Prior, low: f64, high: f64) -> Result<Prior, BeliefError> {
    if !(low.is_finite() && high.is_finite() && low < high) {
        return Err(BeliefError::NoRange);
    }
    let Some(Ends { least, low: from, high: to, most, .. }) = ends(prior) else {
        return Err(BeliefError::NotUncertain);
    };
    // A number that was converted between units may miss an end by a rounding error.
    let slack = 1e-9 * (high - low);
    if low < least - slack || high > most + slack {
        return Err(BeliefError::Impossible { low: least, high: most });
    }
    let logarithmic = matches!(prior.shape, Shape::LogNormal { .. });
    if logarithmic && low <= 0.0 {
        return Err(BeliefError::Impossible { low: least, high: most });
    }
    let scale =
        if logarithmic { ln(high / low) / ln(to / from) } else { (high - low) / (to - from) };
    let there = |x: f64| {
        if logarithmic { low * exp(scale * ln(x / from)) } else { low + scale * (x - from) }
    };
    let shape = match prior.shape {
        Shape::Point(_) => return Err(BeliefError::NotUncertain),
        Shape::Uniform { low, high } => Shape::Uniform { low: there(low), high: there(high) },
        Shape::Normal { mean, sd } => Shape::Normal { mean: there(mean), sd: scale * sd },
        Shape::LogNormal { median, sigma } => {
            Shape::LogNormal { median: there(median), sigma: scale * sigma }
        }
        Shape::Triangular { low, mode, high } => {
            Shape::Triangular { low: there(low), mode: there(mode), high: there(high) }
        }
        Shape::Beta { a, b, low, high } => Shape::Beta { a, b, low: there(low), high: there(high) },
    };
    // A cut at or below 0 does not cut a lognormal shape.
    let cut = |end: Option<f64>| end.filter(|x| !logarithmic || *x > 0.0).map(there);
    let end = |end: f64| end.is_finite().then_some(end);
    let low = match (cut(prior.low), end(least)) {
        (Some(a), Some(b)) => Some(max(a, b)),
        (a, b) => a.or(b),
    };
    let high = match (cut(prior.high), end(most)) {
        (Some(a), Some(b)) => Some(min(a, b)),
        (a, b) => a.or(b),
    };
    Ok(Prior { shape, low, high, text: String::new() })
}

/// The prior of a constant, with the key of its draw; `None` for what is not drawn once for a run.
pub fn prior(plan: &Plan, variable: VariableId) -> Option<(&Prior, &str)> {
    match &plan.variables.get(variable.index())?.kind {
        Kind::Constant { prior: Some(prior), key, .. } => Some((prior, key)),
        _ => None,
    }
}

/// The first runs weighed by beliefs. `weights` are what they weigh without, and `effective` is how many
/// independent runs they are worth then.
///
/// # Errors
///
/// As [`moved`], with the variable.
pub(crate) fn reweigh(
    plan: &Plan,
    draws: &dyn Draws,
    weights: Option<&[f64]>,
    (runs, effective, trust): (usize, f64, Trust),
    beliefs: &[Belief],
) -> Result<Reweighed, (VariableId, BeliefError)> {
    let weight = |run: usize| weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
    let mut ratios: Vec<f64> = (0..runs).map(|run| ln(weight(run))).collect();
    let mut values = vec![0.0; runs];
    for belief in beliefs {
        let wrong = |error| (belief.variable, error);
        let (before, _) = prior(plan, belief.variable).ok_or(wrong(BeliefError::NotUncertain))?;
        let now = moved(before, belief.low, belief.high).map_err(wrong)?;
        draws.constant(belief.variable, 0, &mut values);
        for (ratio, &value) in ratios.iter_mut().zip(&values) {
            *ratio += ln_density(&now, value) - ln_density(before, value);
        }
    }
    // A run that neither prior gives a density weighs nothing.
    ratios.iter_mut().filter(|r| r.is_nan()).for_each(|r| *r = f64::NEG_INFINITY);
    let most = ratios.iter().fold(f64::NEG_INFINITY, |most, r| max(most, *r));
    let sum: f64 = ratios.iter().map(|r| if most.is_finite() { exp(r - most) } else { 0.0 }).sum();
    let log_evidence_change = most + ln(sum) - ln((0..runs).map(weight).sum());
    let found = smooth(&ratios, tail(runs, min(effective / runs as f64, 1.0)));
    let largest = found.log_weights.iter().fold(f64::NEG_INFINITY, |most, w| max(most, *w));
    let weigh = |w: &f64| if largest.is_finite() { exp(w - largest) } else { 0.0 };
    let now: Vec<f64> = found.log_weights.iter().map(weigh).collect();
    let independent = weights.map_or(runs as f64, |w| worth(w).effective_sample_size);
    let kept = min(worth(&now).effective_sample_size / independent, 1.0);
    let left = effective * kept;
    let reliable = reliable(runs);
    let trust = if matches!(trust, Trust::TooSmall | Trust::Contradicted | Trust::Impossible) {
        trust
    } else if left < TOO_SMALL || found.k > reliable {
        Trust::TooSmall
    } else if left < ROUGH {
        Trust::Rough
    } else {
        trust
    };
    Ok(Reweighed {
        weights: now,
        effective_sample_size: left,
        before: effective,
        log_evidence_change,
        k: found.k,
        reliable,
        trust,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_prior_has_the_quantiles_that_were_asked_for() {
        let shapes = [
            Shape::Uniform { low: 0.0, high: 10.0 },
            Shape::Normal { mean: 4.0, sd: 2.0 },
            Shape::LogNormal { median: 4.0, sigma: 0.5 },
            Shape::Triangular { low: 1.0, mode: 2.0, high: 9.0 },
            Shape::Beta { a: 2.0, b: 4.0, low: 0.0, high: 10.0 },
        ];
        for shape in shapes {
            for (low, high) in [(None, None), (Some(1.0), Some(9.0))] {
                let plan = Prior { shape, low, high, text: String::new() };
                let (least, most) = (quantile(&plan, 0.0), quantile(&plan, 1.0));
                let now = moved(&plan, 3.5, 5.0).unwrap();
                for (share, end) in [(0.05, 3.5), (0.95, 5.0)] {
                    assert!((quantile(&now, share) - end).abs() < 1e-9, "{shape:?} at {share}");
                }
                // Unmoved it is the same prior, and no prior reaches beyond what was possible.
                let same = moved(&plan, quantile(&plan, 0.05), quantile(&plan, 0.95)).unwrap();
                for x in [2.0, 4.0, 8.0] {
                    assert!((ln_density(&same, x) - ln_density(&plan, x)).abs() < 1e-9);
                }
                let wide = moved(&plan, max(least, 1.1), min(most, 8.9)).unwrap();
                assert!(quantile(&wide, 0.0) >= least && quantile(&wide, 1.0) <= most);
            }
        }
    }

    #[test]
    fn what_is_no_belief_is_refused() {
        let shape = Shape::Uniform { low: 2.0, high: 6.0 };
        let prior = Prior { shape, low: None, high: None, text: String::new() };
        let beyond = BeliefError::Impossible { low: 2.0, high: 6.0 };
        assert_eq!(moved(&prior, 1.0, 3.0), Err(beyond.clone()));
        assert_eq!(moved(&prior, 3.0, 7.0), Err(beyond));
        for (low, high) in [(3.0, 3.0), (4.0, 3.0), (f64::NAN, 3.0), (3.0, f64::INFINITY)] {
            assert_eq!(moved(&prior, low, high), Err(BeliefError::NoRange));
        }
        let point = Prior { shape: Shape::Point(3.0), ..prior };
        assert!(moved(&point, 2.9, 3.1).is_err());
    }
}

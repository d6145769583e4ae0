//! What would be believed without one of the observations.

use hongtu_maths::{exp, ln, max};
use hongtu_model::{Observation, Plan, Stated};

use super::informed::{Known, Normal, Source};
use super::pareto::smooth;
use super::{Bench, KnownWithout, Lesson, Told, Without};
use crate::StudyError;
use crate::conditioning::log_likelihood;
use crate::question::Question;
use crate::statistics::{Estimate, mean};
use crate::study::{Study, study_runs};

/// Logarithms of the likelihoods of every observation that weighs: index in the plan, run by run.
pub(super) fn log_likelihoods(plan: &Plan, study: &Study, runs: usize) -> Vec<(usize, Vec<f64>)> {
    crate::study::beside(plan, &study.runs)
        .into_iter()
        .map(|weighed| {
            let o = weighed.observation;
            let values = weighed.values.iter().take(runs);
            (weighed.index, values.map(|v| log_likelihood(o.stated, o.discrepancy, *v)).collect())
        })
        .collect()
}

/// Whether an observation rules something out altogether. Runs that agree with it know nothing of what
/// it ruled out.
pub(super) fn rules_out(observation: &Observation, may_never_come: bool) -> bool {
    let impossible = |x: f64| {
        log_likelihood(observation.stated, observation.discrepancy, x) == f64::NEG_INFINITY
    };
    let far = match observation.stated {
        Stated::Normal { value, sd } | Stated::AtLeast { value, sd } => value - max(sd, 1.0),
        Stated::AtMost { value, sd } => value + max(sd, 1.0),
        Stated::Uniform { low, high } => high + max(high - low, 1.0),
    };
    let sharp = match observation.stated {
        Stated::Uniform { .. } => observation.discrepancy == 0.0,
        Stated::Normal { sd, .. } | Stated::AtLeast { sd, .. } | Stated::AtMost { sd, .. } => {
            sd == 0.0 && observation.discrepancy == 0.0
        }
    };
    sharp && impossible(far) || may_never_come && impossible(f64::INFINITY)
}

impl Bench<'_> {
    /// The lesson of an observation, by importance weights: `ratios` are the logarithms of how much
    /// more each run would weigh without it, its weight included.
    pub fn weighed(&self, observation: usize, likelihoods: &[f64], ratios: &[f64]) -> Lesson {
        let found = smooth(ratios, self.tail);
        let told = if found.k <= self.reliable { Told::Weights } else { Told::No };
        if told == Told::No {
            return Lesson { k: found.k, ..Lesson::untold(observation) };
        }
        let weights: Vec<f64> = found.log_weights.iter().map(|w| exp(*w)).collect();
        let (elpd, elpd_error) = self.predicted(likelihoods, &weights);
        let odds = self.judges.iter().map(|judge| {
            let met = |run: usize| judge.count(run);
            let change = self.difference(&weights, met, met);
            Without { value: self.mean(Some(&weights), met).value, change }
        });
        let known = |normal: &Normal| {
            let at = |run: usize| normal.numbers.get(run).copied().unwrap_or(0.0);
            let without = Known::new(&normal.numbers, self.scrambles, Some(&weights));
            let with = Known::new(&normal.numbers, self.scrambles, self.weights);
            let square = |middle: f64| move |run| (at(run) - middle) * (at(run) - middle);
            let variance =
                self.difference(&weights, square(without.mean.value), square(with.mean.value));
            KnownWithout {
                known: without,
                mean_change: self.difference(&weights, at, at),
                shrinkage_change: Estimate { value: -variance.value, error: variance.error },
            }
        };
        Lesson {
            observation,
            k: found.k,
            told,
            elpd: Some(elpd),
            elpd_error,
            odds: odds.collect(),
            known: self.normals.iter().map(known).collect(),
        }
    }

    /// The lesson of an observation, by a study without it.
    pub fn refitted(
        &self,
        plan: &Plan,
        question: &Question<'_>,
        observation: usize,
        k: f64,
    ) -> Result<Lesson, StudyError> {
        let mut without = plan.clone();
        if let Some(o) = without.observations.get_mut(observation) {
            o.hidden = true;
        }
        let question = Question { levers_effect: false, fits: None, ..question.clone() };
        let study = study_runs(&without, &question)?;
        let odds = self.ids.iter().zip(&self.judges).map(|(id, judge)| {
            let found = study.answers.targets.iter().find(|target| target.id == *id);
            let with = self.mean(self.weights, |run| judge.count(run));
            let value = found.map_or(f64::NAN, |target| target.attainment);
            let error = found.and_then(|target| target.attainment_error);
            Without { value, change: apart(Estimate { value, error }, with) }
        });
        let source = Source {
            plan: &without,
            posterior: study.fit.as_ref().map(|fit| &fit.draws),
            seed: question.seed,
            runs: self.runs,
        };
        let weights = study.weights.as_deref();
        let nothing = Known {
            mean: Estimate { value: 0.0, error: Some(0.0) },
            shrinkage: Estimate { value: 0.0, error: Some(0.0) },
        };
        let known = |normal: &Normal| {
            let numbers = source.normal(normal.variable, normal.period);
            let without =
                numbers.map_or(nothing, |numbers| Known::new(&numbers, self.scrambles, weights));
            let with = Known::new(&normal.numbers, self.scrambles, self.weights);
            KnownWithout {
                known: without,
                mean_change: apart(without.mean, with.mean),
                shrinkage_change: apart(without.shrinkage, with.shrinkage),
            }
        };
        let elpd = apart(self.evidence, super::evidence(&study));
        Ok(Lesson {
            observation,
            k,
            told: Told::Refit,
            elpd: Some(elpd.value),
            elpd_error: elpd.error,
            odds: odds.collect(),
            known: self.normals.iter().map(known).collect(),
        })
    }

    /// The logarithm of the density of what was observed, by the runs that do not know it.
    fn predicted(&self, likelihoods: &[f64], weights: &[f64]) -> (f64, Option<f64>) {
        // A run without a likelihood has no density, and no weight.
        let known = |l: &&f64| !l.is_nan();
        let largest = likelihoods.iter().filter(known).fold(f64::NEG_INFINITY, |m, &l| max(m, l));
        let density =
            |run: usize| likelihoods.get(run).filter(known).map_or(0.0, |l| exp(l - largest));
        let found = self.mean(Some(weights), density);
        (largest + ln(found.value), found.error.map(|error| error / found.value))
    }

    /// A mean of the runs with weights.
    fn mean(&self, weights: Option<&[f64]>, number: impl FnMut(usize) -> f64) -> Estimate {
        mean(self.runs, self.scrambles, weights, number)
    }

    /// How far a mean under other weights lies above that of the runs as they weigh. Both are of the
    /// same runs, so the error is that of the difference of two ratios over the scrambles.
    fn difference(
        &self,
        weights: &[f64],
        there: impl Fn(usize) -> f64,
        here: impl Fn(usize) -> f64,
    ) -> Estimate {
        let (without, with) = (self.mean(Some(weights), &there), self.mean(self.weights, &here));
        let weight = |weights: Option<&[f64]>, run: usize| {
            weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0))
        };
        let all = |weights: Option<&[f64]>| (0..self.runs).map(|r| weight(weights, r)).sum::<f64>();
        let (all_without, all_with) = (all(Some(weights)), all(self.weights));
        let mut residues = vec![0.0; self.scrambles.max(1)];
        for run in 0..self.runs {
            let (u, w) =
                (weight(Some(weights), run) / all_without, weight(self.weights, run) / all_with);
            let residue = u * (there(run) - without.value) - w * (here(run) - with.value);
            if let Some(slot) = residues.get_mut(run % self.scrambles.max(1)) {
                *slot += residue;
            }
        }
        let groups = residues.len() as f64;
        let squares: f64 = residues.iter().map(|r| r * r).sum();
        let error = without.error.and(with.error);
        let error = error.map(|_| (groups / (groups - 1.0) * squares).sqrt());
        Estimate { value: without.value - with.value, error }
    }
}

/// The difference of two independent estimates.
fn apart(a: Estimate, b: Estimate) -> Estimate {
    let error = a.error.zip(b.error).map(|(a, b)| (a * a + b * b).sqrt());
    Estimate { value: a.value - b.value, error }
}

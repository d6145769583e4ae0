//! Judging runs: whether a run meets a target, and all of them together.

use hongtu_model::{Judgement, MeasureId, Plan, Test};

use crate::answers::{JointAnswer, JointCombination, Likelihood};
use crate::ensemble::Ensemble;
use crate::statistics::share;
use crate::status::moved;

/// The measures a judgement reads.
pub fn measures(judgement: &Judgement) -> impl Iterator<Item = MeasureId> {
    let base = match judgement.test {
        Test::Bound { .. } => None,
        Test::Direction { base, .. } => Some(base),
    };
    std::iter::once(judgement.measure).chain(base)
}

/// A judgement beside the runs it judges.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    test: &'a Test,
    ensemble: &'a Ensemble,
    values: Option<&'a [f64]>,
    bases: Option<&'a [f64]>,
}

impl<'a> Judge<'a> {
    /// Of a judgement in an ensemble.
    pub fn new(judgement: &'a Judgement, ensemble: &'a Ensemble) -> Self {
        let bases = match judgement.test {
            Test::Bound { .. } => None,
            Test::Direction { base, .. } => ensemble.column(base),
        };
        let values = ensemble.column(judgement.measure);
        Self { test: &judgement.test, ensemble, values, bases }
    }

    /// The measure in every run.
    pub fn values(&self) -> Option<&'a [f64]> {
        self.values
    }

    /// The measure in a run; NaN where it was not recorded.
    pub fn value(&self, run: usize) -> f64 {
        self.values.and_then(|v| v.get(run)).copied().unwrap_or(f64::NAN)
    }

    /// The measure at the base of a direction in a run; NaN where there is none.
    pub fn base(&self, run: usize) -> f64 {
        self.bases.and_then(|v| v.get(run)).copied().unwrap_or(f64::NAN)
    }

    /// Whether a run meets the judgement; a troubled run and a NaN meet none.
    pub fn met(&self, run: usize) -> bool {
        if self.ensemble.is_troubled(run) {
            return false;
        }
        let value = self.value(run);
        match *self.test {
            Test::Bound { comparison, bound, .. } => comparison.holds(value, bound),
            Test::Direction { rises, amount, .. } => {
                let base = self.base(run);
                match (moved(base, rises, amount), rises) {
                    (None, true) => value > base,
                    (None, false) => value < base,
                    (Some(bound), true) => value >= bound,
                    (Some(bound), false) => value <= bound,
                }
            }
        }
    }

    /// As [`Self::met`], as a number.
    pub fn count(&self, run: usize) -> f64 {
        if self.met(run) { 1.0 } else { 0.0 }
    }
}

/// Whether larger values of a judgement's measure are better.
pub fn upward(judgement: &Judgement) -> bool {
    match &judgement.test {
        Test::Bound { comparison, .. } => comparison.upward(),
        Test::Direction { rises, .. } => *rises,
    }
}

/// Odds that one reading of each numeric target is met in the same run, for every combination of
/// readings up to `limit`. The last target's readings change fastest.
pub fn joint(
    plan: &Plan,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
    scrambles: usize,
    limit: usize,
) -> Option<JointAnswer> {
    // Of each reading its id, and the runs that meet it.
    let mut numeric: Vec<Vec<(&str, Vec<bool>)>> = Vec::new();
    let mut directions = Vec::new();
    for target in plan.targets.iter().filter(|t| !t.hidden) {
        let bounds = target.judgements.iter().filter(|j| matches!(j.test, Test::Bound { .. }));
        let bounds: Vec<_> = bounds
            .map(|judgement| {
                let judge = Judge::new(judgement, ensemble);
                (judgement.id.as_str(), (0..ensemble.runs()).map(|run| judge.met(run)).collect())
            })
            .collect();
        if bounds.is_empty() {
            directions.push(target.name.clone());
        } else {
            numeric.push(bounds);
        }
    }
    if numeric.is_empty() {
        return None;
    }
    let all = numeric.iter().fold(1u64, |n, readings| n.saturating_mul(readings.len() as u64));
    let shown = usize::try_from(all).map_or(limit, |all| if all < limit { all } else { limit });
    let combinations = (0..shown)
        .map(|number| {
            let mut rest = number;
            let mut chosen: Vec<&(&str, Vec<bool>)> = numeric
                .iter()
                .rev()
                .map(|readings| {
                    let reading = &readings[rest % readings.len()];
                    rest /= readings.len();
                    reading
                })
                .collect();
            chosen.reverse();
            let estimate = share(ensemble.runs(), scrambles, weights, |run| {
                chosen.iter().all(|(_, met)| met[run])
            });
            JointCombination {
                ids: chosen.iter().map(|(id, _)| (*id).to_owned()).collect(),
                attainment: estimate.value,
                attainment_error: estimate.error,
                likelihood: Likelihood::of_runs(estimate.value, estimate.error),
            }
        })
        .collect();
    Some(JointAnswer { combinations, left_out: all - shown as u64, directions })
}

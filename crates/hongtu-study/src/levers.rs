//! What each lever does to each target: one at a time, over its range, same random numbers.
//!
//! Levers act after everything that is observed, so the weights of the runs hold whatever a lever
//! is set to. Effects come from a first part of the runs, so that a large study does not repeat
//! itself twice a lever.

use hongtu_engine::Settings;
use hongtu_model::{Judgement, Lever, MeasureId, Plan, Unit};

use crate::StudyError;
use crate::answers::{LeverEffect, LeverMoney};
use crate::ensemble::Ensemble;
use crate::judge::{Judge, measures};
use crate::money::{spend, total_unit};
use crate::reach::Reach;
use crate::statistics::{Sorted, mean, share, worth};

/// Effects come from at least so many runs, where there are so many.
pub const FIRST_RUNS: usize = 4_096;

/// Effects come from at most so many runs.
pub const MOST_RUNS: usize = 16_384;

/// The effective sample size that is enough for effects.
const ENOUGH: f64 = 1_000.0;

/// How many of the first runs effects come from: [`FIRST_RUNS`], doubled up to [`MOST_RUNS`] while
/// the effective sample size in them is below 1,000.
pub fn effect_runs(runs: usize, weights: Option<&[f64]>) -> usize {
    let mut first = FIRST_RUNS;
    while first < MOST_RUNS {
        let size = match weights {
            None => first as f64,
            Some(w) => worth(w.get(..first).unwrap_or(w)).effective_sample_size,
        };
        if size >= ENOUGH {
            break;
        }
        first *= 2;
    }
    if runs < first { runs } else { first }
}

/// A judgement and the variables it depends on.
pub struct Subject<'a> {
    /// The judgement.
    pub judgement: &'a Judgement,
    /// For each measure it reads, what that depends on.
    pub behind: Vec<(MeasureId, Vec<bool>)>,
}

impl<'a> Subject<'a> {
    /// Of a judgement.
    pub fn new(judgement: &'a Judgement, reach: &Reach<'_>) -> Self {
        let behind = measures(judgement).map(|m| (m, reach.behind(m))).collect();
        Self { judgement, behind }
    }

    fn moved_by(&self, reach: &Reach<'_>, lever: usize) -> bool {
        self.behind.iter().any(|(m, behind)| reach.lever_moves(lever, *m, behind))
    }
}

/// Levers that can move at least one subject.
pub fn candidates(plan: &Plan, reach: &Reach<'_>, subjects: &[Subject<'_>]) -> Vec<usize> {
    (0..plan.levers.len())
        .filter(|&lever| subjects.iter().any(|s| s.moved_by(reach, lever)))
        .collect()
}

/// The runs that effects are compared in.
pub struct Trial<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What levers are set to.
    pub settings: &'a Settings,
    /// All runs at those settings.
    pub ensemble: &'a Ensemble,
    /// Their weights.
    pub weights: Option<&'a [f64]>,
    /// Scrambles among them.
    pub scrambles: usize,
    /// How many of the first runs to use.
    pub runs: usize,
}

/// Levers whose ends are simulated together: what all runs have in common is then done once, and
/// no more than so many pairs of ensembles are held.
const TOGETHER: usize = 8;

/// Runs the first runs of a trial at each of some settings.
pub type Branches<'a> = dyn FnMut(&[Settings]) -> Result<Vec<Ensemble>, StudyError> + 'a;

/// Adds to `effects`, one list a subject, what each lever does. `simulate` runs the first
/// [`Trial::runs`] runs at each of some other settings.
pub fn add_effects(
    trial: &Trial<'_>,
    reach: &Reach<'_>,
    subjects: &[Subject<'_>],
    levers: &[usize],
    simulate: &mut Branches<'_>,
    effects: &mut [Vec<LeverEffect>],
) -> Result<(), StudyError> {
    for group in levers.chunks(TOGETHER) {
        let ends: Vec<Ends> = group.iter().filter_map(|&lever| Ends::of(trial, lever)).collect();
        let settings: Vec<Settings> =
            ends.iter().flat_map(|e| [&e.low, &e.high]).flatten().cloned().collect();
        let mut ensembles = simulate(&settings)?.into_iter();
        for end in &ends {
            let low = end.low.as_ref().and_then(|_| ensembles.next());
            let high = end.high.as_ref().and_then(|_| ensembles.next());
            let low = low.as_ref().unwrap_or(trial.ensemble);
            let high = high.as_ref().unwrap_or(trial.ensemble);
            for (subject, effects) in subjects.iter().zip(effects.iter_mut()) {
                if subject.moved_by(reach, end.lever) {
                    let setting = end.setting;
                    effects.push(effect(trial, subject.judgement, end.lever, setting, low, high));
                }
            }
        }
    }
    Ok(())
}

/// A lever and the settings with it at either end of its range, where it is not there already.
struct Ends {
    lever: usize,
    setting: f64,
    low: Option<Settings>,
    high: Option<Settings>,
}

impl Ends {
    fn of(trial: &Trial<'_>, index: usize) -> Option<Self> {
        let lever = trial.plan.levers.get(index)?;
        let setting = trial.settings.levers.get(index).copied().unwrap_or(lever.default);
        let at = |value: f64| {
            let mut settings = trial.settings.clone();
            *settings.levers.get_mut(index)? = value;
            (value != setting).then_some(settings)
        };
        Some(Self { lever: index, setting, low: at(lever.low), high: at(lever.high) })
    }
}

fn effect(
    trial: &Trial<'_>,
    judgement: &Judgement,
    index: usize,
    setting: f64,
    low: &Ensemble,
    high: &Ensemble,
) -> LeverEffect {
    let lever = &trial.plan.levers[index];
    let (runs, scrambles, weights) = (trial.runs, trial.scrambles, trial.weights);
    let (low, high) = (Judge::new(judgement, low), Judge::new(judgement, high));
    let attained = |judge: Judge<'_>| share(runs, scrambles, weights, |run| judge.met(run)).value;
    let change = mean(runs, scrambles, weights, |run| high.count(run) - low.count(run));
    let mut sorted = Sorted::new();
    let mut median = |judge: Judge<'_>| {
        let values = judge.values()?;
        let values = values.get(..runs).unwrap_or(values);
        sorted.sort(values.iter().copied());
        sorted.quantiles(weights, [0.5]).map(|[m]| m)
    };
    let (median_low, median_high) = (median(low), median(high));
    LeverEffect {
        lever: index,
        name: lever.name.clone(),
        labels: lever.labels.clone(),
        unit: lever.unit.clone(),
        low: lever.low,
        high: lever.high,
        setting,
        attainment_low: attained(low),
        attainment_high: attained(high),
        attainment_change: change.value,
        attainment_change_error: change.error,
        median_low,
        median_high,
        median_change: median_low
            .zip(median_high)
            .map(|(low, high)| high - low)
            .filter(|change| change.is_finite()),
        money: money(trial.plan, lever, judgement, change.value, change.error),
    }
}

/// What the range of a lever costs until a deadline, and a percentage point of attainment.
fn money(
    plan: &Plan,
    lever: &Lever,
    judgement: &Judgement,
    change: f64,
    error: Option<f64>,
) -> Option<LeverMoney> {
    lever.cost?;
    let (from, to) = (i64::from(lever.from), i64::from(judgement.deadline.step));
    let low = spend(lever, lever.low, &plan.time, from, to);
    let high = spend(lever, lever.high, &plan.time, from, to);
    let unit = lever.cost_unit.as_ref().map_or_else(Unit::one, |u| total_unit(u, &plan.units));
    let sure = error.is_some_and(|error| change.abs() > 2.0 * error);
    let per_point = (sure && change != 0.0).then(|| (high - low) / (100.0 * change));
    Some(LeverMoney { low, high, unit, per_point })
}

/// Sorts effects: by change of attainment, then by change of the median, then in the plan's order.
pub fn rank(effects: &mut [LeverEffect]) {
    let median = |e: &LeverEffect| e.median_change.map_or(0.0, f64::abs);
    effects.sort_by(|a, b| {
        let attainment = b.attainment_change.abs().total_cmp(&a.attainment_change.abs());
        attainment.then(median(b).total_cmp(&median(a))).then(a.lever.cmp(&b.lever))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_use_more_runs_where_few_weigh() {
        assert_eq!(effect_runs(100, None), 100);
        assert_eq!(effect_runs(1_000_000, None), FIRST_RUNS);
        let even = vec![1.0; 100_000];
        assert_eq!(effect_runs(100_000, Some(&even)), FIRST_RUNS);
        let few: Vec<f64> = (0..100_000).map(|i| if i % 10 == 0 { 1.0 } else { 0.0 }).collect();
        assert_eq!(effect_runs(100_000, Some(&few)), MOST_RUNS);
        assert_eq!(effect_runs(5_000, Some(&few[..5_000])), 5_000);
    }
}

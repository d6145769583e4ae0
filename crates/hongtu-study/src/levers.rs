//! What each lever does to each target: one at a time, from its setting to either end of its range,
//! same random numbers.
//!
//! Levers act after everything that is observed, so the weights of the runs hold whatever a lever
//! is set to. Effects come from a first part of the runs, so that a large study does not repeat
//! itself twice a lever.

use hongtu_engine::Settings;
use hongtu_maths::{max, min};
use hongtu_model::{Judgement, Lever, MeasureId, Plan, Unit};

use crate::StudyError;
use crate::answers::{End, LeverEffect, LeverMoney};
use crate::ensemble::Ensemble;
use crate::judge::{Judge, measures, upward};
use crate::money::{spend, total_unit};
use crate::reach::Reach;
use crate::statistics::{Estimate, mean, quantiles, share, worth};

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
    let all: Vec<Here> = subjects.iter().map(|s| Here::of(trial, s.judgement)).collect();
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
            for ((subject, here), effects) in subjects.iter().zip(&all).zip(effects.iter_mut()) {
                if subject.moved_by(reach, end.lever) {
                    effects.push(effect(trial, subject.judgement, here, end, low, high));
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

/// What a judgement gives with all levers as they are set.
struct Here {
    /// Attainment and median in all runs.
    attainment: f64,
    median: Option<f64>,
    /// The median in the first runs.
    first: Option<f64>,
}

impl Here {
    fn of(trial: &Trial<'_>, judgement: &Judgement) -> Self {
        let judge = Judge::new(judgement, trial.ensemble);
        let runs = trial.ensemble.runs();
        Self {
            attainment: share(runs, trial.scrambles, trial.weights, |run| judge.met(run)).value,
            median: median(trial, judge, runs),
            first: median(trial, judge, trial.runs),
        }
    }

    /// The median at other settings: this one with what they change in the first runs.
    fn moved(&self, there: Option<f64>) -> Option<f64> {
        let (there, here, first) = (there?, self.median?, self.first?);
        // "Never" is no number that differences could be taken of.
        let sound = there.is_finite() && here.is_finite() && first.is_finite();
        Some(if sound { here + (there - first) } else { there })
    }
}

fn median(trial: &Trial<'_>, judge: Judge<'_>, runs: usize) -> Option<f64> {
    let values = judge.values()?;
    let values = values.get(..runs).unwrap_or(values).iter().copied();
    quantiles(values, trial.weights, [0.5]).map(|[m]| m)
}

fn effect(
    trial: &Trial<'_>,
    judgement: &Judgement,
    all: &Here,
    end: &Ends,
    low: &Ensemble,
    high: &Ensemble,
) -> LeverEffect {
    let (index, setting) = (end.lever, end.setting);
    let lever = &trial.plan.levers[index];
    let here = Judge::new(judgement, trial.ensemble);
    let (low, high) = (Judge::new(judgement, low), Judge::new(judgement, high));
    let change = |from: Judge<'_>, to: Judge<'_>| {
        let count = |run: usize| to.count(run) - from.count(run);
        mean(trial.runs, trial.scrambles, trial.weights, count)
    };
    let bounded = |change: Estimate| min(max(all.attainment + change.value, 0.0), 1.0);
    let (to_low, to_high, over) = (change(here, low), change(here, high), change(low, high));
    let (attainment_low, attainment_high) = (bounded(to_low), bounded(to_high));
    let median_low = all.moved(median(trial, low, trial.runs));
    let median_high = all.moved(median(trial, high, trial.runs));
    let best =
        best(judgement, [to_low.value, to_high.value], all.median, [median_low, median_high]);
    let (attainment_best, error, median_best) = match best {
        Some(End::Low) => (attainment_low, to_low.error, median_low),
        Some(End::High) => (attainment_high, to_high.error, median_high),
        None => (all.attainment, over.error.map(|_| 0.0), all.median),
    };
    let effect = LeverEffect {
        lever: index,
        name: lever.name.clone(),
        labels: lever.labels.clone(),
        unit: lever.unit.clone(),
        low: lever.low,
        high: lever.high,
        setting,
        best,
        attainment: all.attainment,
        attainment_low,
        attainment_high,
        attainment_change: attainment_best - all.attainment,
        attainment_change_error: error,
        over_range: attainment_high - attainment_low,
        over_range_error: over.error,
        median: all.median,
        median_low,
        median_high,
        median_change: all
            .median
            .zip(median_best)
            .map(|(here, best)| best - here)
            .filter(|change| change.is_finite()),
        money: None,
    };
    LeverEffect { money: money(trial.plan, lever, judgement, &effect), ..effect }
}

/// The end at which more runs meet the target than now; where both leave as many, the one that moves
/// the median towards it.
fn best(
    judgement: &Judgement,
    changes: [f64; 2],
    median: Option<f64>,
    medians: [Option<f64>; 2],
) -> Option<End> {
    let towards = |there: Option<f64>| {
        let by = there.zip(median).map_or(0.0, |(there, here)| there - here);
        let by = if by.is_nan() { 0.0 } else { by };
        if upward(judgement) { by } else { -by }
    };
    let [low, high] = changes;
    if low > 0.0 || high > 0.0 {
        return Some(if low > high { End::Low } else { End::High });
    }
    // Odds of 0 or 1 that stay: at an end that loses runs the median does not matter.
    let gain = |change: f64, there| if change < 0.0 { 0.0 } else { towards(there) };
    let (low, high) = (gain(low, medians[0]), gain(high, medians[1]));
    if low > 0.0 || high > 0.0 {
        return Some(if low > high { End::Low } else { End::High });
    }
    None
}

/// What a lever costs until a deadline, and for a percentage point of attainment.
fn money(
    plan: &Plan,
    lever: &Lever,
    judgement: &Judgement,
    effect: &LeverEffect,
) -> Option<LeverMoney> {
    lever.cost?;
    let (from, to) = (i64::from(lever.from), i64::from(judgement.deadline.step));
    let spent = |value: f64| spend(lever, value, &plan.time, from, to);
    let unit = lever.cost_unit.as_ref().map_or_else(Unit::one, |u| total_unit(u, &plan.units));
    let setting = spent(effect.setting);
    let per_point = effect
        .is_sure()
        .then(|| (spent(effect.best_at()) - setting) / (100.0 * effect.attainment_change));
    Some(LeverMoney { low: spent(lever.low), setting, high: spent(lever.high), unit, per_point })
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

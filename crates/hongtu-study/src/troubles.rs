//! Runs with trouble: how many, and why.

use std::collections::BTreeMap;

use hongtu_model::Timeline;

use crate::answers::{Answers, Likelihood, TroubleCause, TroubleKind, Troubles, Trust};
use crate::ensemble::Ensemble;
use crate::statistics::share;

/// At most so many troubled runs are examined for a cause.
pub const EXAMINED: usize = 64;

/// An examined run and what it was found to suffer from first.
#[derive(Clone, Debug, PartialEq)]
pub struct Troublesome {
    /// Number of the run.
    pub run: u64,
    /// Name of the variable; empty where the trouble is in a measure.
    pub variable: String,
    /// What people call its quantity.
    pub labels: hongtu_model::Labels,
    /// What happened.
    pub kind: TroubleKind,
    /// In the engine's words.
    pub what: String,
    /// At which step.
    pub step: Option<u32>,
}

/// Counts troubled runs, and sorts those that were examined by cause.
pub fn troubles(
    time: &Timeline,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
    examined: &[Troublesome],
) -> Troubles {
    let weight = share(ensemble.runs(), 0, weights, |run| ensemble.is_troubled(run)).value;
    let mut causes: BTreeMap<(String, TroubleKind), TroubleCause> = BTreeMap::new();
    for found in examined {
        let cause =
            causes.entry((found.variable.clone(), found.kind)).or_insert_with(|| TroubleCause {
                variable: found.variable.clone(),
                labels: found.labels.clone(),
                kind: found.kind,
                what: found.what.clone(),
                step: found.step,
                when: None,
                runs: 0,
                run: found.run,
            });
        cause.runs += 1;
        if found.step < cause.step {
            cause.step = found.step;
            cause.run = found.run;
            cause.what.clone_from(&found.what);
        }
    }
    let mut causes: Vec<TroubleCause> = causes.into_values().collect();
    for cause in &mut causes {
        cause.when = cause.step.map(|step| when(time, step));
    }
    causes.sort_by_key(|cause| (std::cmp::Reverse(cause.runs), cause.run));
    Troubles {
        runs: ensemble.troubled_runs().len() as u64,
        weight,
        examined: examined.len() as u64,
        causes,
    }
}

/// Odds of runs that mostly went wrong would say of the target what is true of the arithmetic, so
/// beyond this share of the weight there are none.
const MOST: f64 = 0.5;

/// Takes every probability out of answers whose runs mostly could not be computed.
pub fn void(answers: &mut Answers) {
    if answers.troubles.weight <= MOST {
        return;
    }
    answers.weighting.trust = Trust::Troubled;
    for target in &mut answers.targets {
        target.attainment = f64::NAN;
        target.attainment_error = None;
        target.likelihood = Likelihood::Unknown;
        target.prior_attainment = f64::NAN;
        target.moved = None;
        if let Some(against) = target.direction.as_mut().and_then(|d| d.against_usual.as_mut()) {
            against.usual_attainment = f64::NAN;
            against.better = f64::NAN;
            against.better_error = None;
        }
        target.levers.clear();
    }
    answers.joint = None;
    answers.warnings.clear();
    for alternatives in &mut answers.weighting.alternatives {
        alternatives.moves.clear();
        alternatives.branches.iter_mut().for_each(|branch| branch.odds.clear());
    }
}

/// A step as it is printed: a date in a calendar plan, else a time with its unit.
fn when(time: &Timeline, step: u32) -> String {
    match time.date(i64::from(step)) {
        Some(date) => date.to_string(),
        None => format!("{} {}", time.at(i64::from(step)), time.unit).trim_end().to_owned(),
    }
}

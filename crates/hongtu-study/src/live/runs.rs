//! From the runs of a live study to its answers.

use hongtu_engine::{Draws, Runs, Settings};
use hongtu_fit::PosteriorDraws;
use hongtu_model::{Judgement, MeasureId, Plan};

use crate::MAX_COMBINATIONS;
use crate::alternatives::Views;
use crate::answers::Answers;
use crate::bands::band;
use crate::ensemble::Ensemble;
use crate::judge;
use crate::replay::Replay;
use crate::targets::{Bench, odds, warnings};
use crate::troubles::{troubles, void};

/// What is judged, in the order of the answers.
pub(super) fn judgements(plan: &Plan) -> impl Iterator<Item = &Judgement> {
    plan.targets.iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements)
}

/// Writes into answers what depends on the runs; `usual` are the runs before a lever was moved, where
/// one was.
pub(super) fn judge_all(
    plan: &Plan,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
    usual: Option<&Ensemble>,
    answers: &mut Answers,
) {
    let scrambles = answers.scrambles as usize;
    let bench = &Bench { plan, ensemble, prior: ensemble, weights, scrambles };
    for (answer, judgement) in answers.targets.iter_mut().zip(judgements(plan)) {
        odds(bench, judgement, usual, answer);
    }
    answers.joint = judge::joint(plan, ensemble, weights, scrambles, MAX_COMBINATIONS);
    answers.warnings = warnings(plan, ensemble);
    answers.troubles = troubles(&plan.time, ensemble, weights, &[]);
    void(answers);
}

/// Writes into answers the odds under each branch of each doubt.
pub(super) fn judge_branches(
    plan: &Plan,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
    draws: &PosteriorDraws,
    settings: &Settings,
    answers: &mut Answers,
) {
    let judged: Vec<&Judgement> = judgements(plan).collect();
    let views = Views {
        plan,
        settings,
        ensemble,
        weights,
        scrambles: answers.scrambles as usize,
        effective: answers.weighting.effective_sample_size,
        conditioned: weights.is_some(),
        judgements: &judged,
    };
    answers.weighting.alternatives = views.answers(|variable| {
        let mut carried = vec![0.0; ensemble.runs()];
        draws.constant(variable, 0, &mut carried);
        Some(carried)
    });
}

pub(super) fn ensemble(measures: &[MeasureId], runs: Runs) -> Ensemble {
    let numbers = runs.troubled.iter().map(|run| run - runs.first).collect();
    Ensemble::new(runs.count, measures, runs.measures, numbers)
}

/// Weights of the first runs.
pub(super) fn weights(replay: &Replay, runs: usize) -> Option<&[f64]> {
    (!replay.weights.is_empty()).then(|| replay.weights.get(..runs).unwrap_or(&replay.weights))
}

/// Quantiles of some of the measures.
pub(super) fn fill(
    quantiles: &mut [[f64; 5]],
    wanted: &[usize],
    runs: &Runs,
    weights: Option<&[f64]>,
) {
    for &index in wanted {
        let (Some(slot), Some(column)) = (quantiles.get_mut(index), runs.measures.get(index))
        else {
            continue;
        };
        *slot = band(column, weights);
    }
}

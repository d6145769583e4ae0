//! Explanations from runs that were drawn before, as levers stand now.

use hongtu_engine::Settings;
use hongtu_fit::PosteriorDraws;
use hongtu_model::{Kind, MeasureId, Plan};

use super::surroundings::Surroundings;
use super::{Bench, Explanation, Name};
use crate::StudyError;
use crate::answers::Answers;
use crate::ensemble::Ensemble;
use crate::judge::measures;
use crate::machine::{Machine, Simulator};
use crate::question::Question;
use crate::reach::Reach;
use crate::study::Study;
use crate::targets;

/// Runs that were drawn before.
pub(crate) struct Replayed<'a> {
    /// The draws, and how many of their runs are looked at.
    pub draws: &'a PosteriorDraws,
    pub runs: usize,
    pub weights: Option<&'a [f64]>,
    /// What is known of them already; the odds of what is explained are found out here.
    pub answers: Answers,
    pub settings: Settings,
    /// Whether nothing is to be simulated.
    pub brief: bool,
}

/// Explains what [`super::find`] found. What the observations taught about a target is left out: it
/// takes more than the draws.
pub(crate) fn explain_replayed(
    plan: &Plan,
    question: &Question<'_>,
    of: Replayed<'_>,
    name: Name,
) -> Result<Explanation, StudyError> {
    let question = &Question { seed: of.answers.seed, ..question.clone() };
    let scrambles = of.answers.scrambles as usize;
    let target = match name {
        Name::Target(index) | Name::Reading(index, _) => plan.targets.get(index),
        Name::Quantity(_) | Name::Element(..) => None,
    };
    let judgements = || target.into_iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements);
    let recorded: Vec<MeasureId> = judgements().flat_map(measures).collect();
    let mut machine = Machine::replaying(plan, question, of.draws.clone());
    let recorded = if of.brief { Vec::new() } else { recorded };
    let runs = recording(&mut machine, &of.settings, &recorded, of.runs)?;
    let mut answers = of.answers;
    let bench =
        targets::Bench { plan, ensemble: &runs, prior: &runs, weights: of.weights, scrambles };
    for judgement in judgements().filter(|_| !of.brief) {
        if let Some(answer) = answers.targets.iter_mut().find(|t| t.id == judgement.id) {
            targets::odds(&bench, judgement, None, answer);
        }
    }
    let weights = of.weights.map(<[f64]>::to_vec);
    let study = Study { answers, runs, weights, settings: of.settings, fit: None };
    let reach = Reach::new(plan);
    // What holds for a whole run is compared with its prior; of a course nobody shows that.
    let steady = match name {
        Name::Quantity(id) | Name::Element(id, _) => plan.quantities.get(id.0 as usize),
        Name::Target(_) | Name::Reading(..) => None,
    };
    let steady = steady.is_some_and(|quantity| {
        let first = quantity.variables.first().and_then(|v| plan.variables.get(v.index()));
        let kind = first.map(|variable| &variable.kind);
        matches!(kind, Some(Kind::Constant { .. } | Kind::Alternative { .. }))
    });
    let prior = steady && study.answers.weighting.observations > 0;
    let mut bench = Bench {
        plan,
        question,
        study: &study,
        reach: &reach,
        surroundings: Surroundings::new(plan, &reach),
        machine,
        prior: prior.then(|| Machine::new(plan, question)),
        lessons: None,
        brief: of.brief,
    };
    let subject = bench.subject(name)?;
    Ok(Explanation { answers: study.answers, subject })
}

fn recording(
    machine: &mut Machine<'_>,
    settings: &Settings,
    measures: &[MeasureId],
    runs: usize,
) -> Result<Ensemble, StudyError> {
    if measures.is_empty() {
        return Ok(Ensemble::new(runs, &[], Vec::new(), Vec::new()));
    }
    machine.simulate(settings, measures, runs)
}

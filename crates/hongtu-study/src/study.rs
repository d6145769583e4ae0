//! The study: from a plan and a question to answers.
//!
//! 1. settle the settings ([`crate::question`]), and refuse what a budget does not allow;
//! 2. simulate the runs and record what targets, observations and budgets need;
//! 3. weigh the runs by the observations ([`crate::conditioning`]), or draw runs that agree with them
//!    ([`hongtu_fit`], [`crate::fitted`]);
//! 4. judge the targets, one by one and together;
//! 5. repeat a first part of the runs with each lever at either end of its range;
//! 6. examine the troubled runs.

use std::collections::BTreeSet;

use hongtu_engine::Settings;
use hongtu_fit::Fit;
use hongtu_model::{Judgement, MeasureId, Plan, Target};

use crate::alternatives::Views;
use crate::answers::{Answers, Method, Trust, Weighting};
use crate::conditioning::{Condition, LikelihoodWeighting, Posterior, Weighed, condition};
use crate::ensemble::Ensemble;
use crate::levers::{Subject, Trial, add_effects, candidates, effect_runs, rank};
use crate::machine::{Machine, Simulator};
use crate::money::{budgets, over_budget};
use crate::question::{Chosen, Conditioning, Question, StudyError, choose};
use crate::reach::Reach;
use crate::replay::Replay;
use crate::strain::surprises;
use crate::targets::{Bench, answer, warnings};
use crate::troubles::{Troublesome, troubles, void};
use crate::{MAX_COMBINATIONS, evidence, fitted, judge, moved};

/// A study has so many runs at most.
pub const MAX_RUNS: u64 = hongtu_engine::limits::RUNS;

/// Answers together with the runs that they are from.
#[derive(Clone, Debug)]
pub struct Study {
    /// The answers.
    pub answers: Answers,
    /// The recorded measures of every run.
    pub runs: Ensemble,
    /// Weights of the runs relative to the largest; `None` where all weigh the same.
    pub weights: Option<Vec<f64>>,
    /// What levers and constants were set to.
    pub settings: Settings,
    /// The fit that the runs were drawn from; `None` where they are from the prior.
    pub fit: Option<Fit>,
}

/// Asks a plan a question.
///
/// # Errors
///
/// Where the question does not fit the plan, a single setting is over budget, the plan is beyond a
/// limit, or the study was interrupted.
pub fn study(plan: &Plan, question: &Question<'_>) -> Result<Answers, StudyError> {
    Ok(study_runs(plan, question)?.answers)
}

/// Asks a plan a question and keeps the runs, for a renderer that writes them out.
///
/// # Errors
///
/// As [`study`].
pub fn study_runs(plan: &Plan, question: &Question<'_>) -> Result<Study, StudyError> {
    let mut machine = Machine::new(plan, question);
    let study = study_with(plan, question, &mut machine, &LikelihoodWeighting)?;
    Ok(Study { fit: machine.into_fit(), ..study })
}

/// Asks a plan a question of runs that were drawn before: of as many as are kept, whatever the
/// question says of runs, seed and method. `None` where the draws contradict themselves.
///
/// # Errors
///
/// As [`study`].
pub fn study_replayed(
    plan: &Plan,
    question: &Question<'_>,
    replay: &Replay,
) -> Result<Option<Study>, StudyError> {
    let Some(draws) = replay.draws.draws(plan) else { return Ok(None) };
    let mut question = question.clone();
    question.runs = replay.draws.runs as u64;
    question.seed = replay.draws.seed;
    question.method = Conditioning::Weights;
    let mut machine = Machine::replaying(plan, &question, draws);
    study_of(plan, &question, &mut machine, &LikelihoodWeighting, Some(replay)).map(Some)
}

/// The study over any simulator and any way of conditioning.
pub(crate) fn study_with(
    plan: &Plan,
    question: &Question<'_>,
    simulator: &mut dyn Simulator,
    method: &dyn Condition,
) -> Result<Study, StudyError> {
    study_of(plan, question, simulator, method, None)
}

fn study_of(
    plan: &Plan,
    question: &Question<'_>,
    simulator: &mut dyn Simulator,
    method: &dyn Condition,
    replay: Option<&Replay>,
) -> Result<Study, StudyError> {
    let asked = if question.runs == 0 { 1 } else { question.runs };
    let runs = match usize::try_from(asked) {
        Ok(runs) if asked <= MAX_RUNS => runs,
        _ => return Err(StudyError::TooManyRuns { asked, limit: MAX_RUNS }),
    };
    let chosen = choose(plan, question)?;
    let recorded = recorded(plan, &question.record);
    let central = simulator.central(&chosen.settings, &recorded)?;
    if !question.set_levers.is_empty() {
        let without = &chosen.scenario_settings.levers;
        if let Some(over) = over_budget(plan, &chosen.settings.levers, without, &central) {
            return Err(StudyError::OverBudget(Box::new(over)));
        }
    }

    let reach = Reach::new(plan);
    let judgements: Vec<(&Target, &Judgement)> = plan
        .targets
        .iter()
        .filter(|t| !t.hidden)
        .flat_map(|t| t.judgements.iter().map(move |j| (t, j)))
        .collect();
    let subjects: Vec<Subject<'_>> =
        judgements.iter().map(|(_, j)| Subject::new(j, &reach)).collect();
    let levers =
        if question.levers_effect { candidates(plan, &reach, &subjects) } else { Vec::new() };
    let needs_usual = chosen.moves_levers() && plan.targets.iter().any(has_direction);
    let repeats = repeats(plan, &chosen.settings, &levers) + u64::from(needs_usual);
    let first = effect_runs(runs, None);
    let observed = observed(plan);
    let fits = question.method != Conditioning::Weights && !observed.is_empty();
    if question.method == Conditioning::Nuts {
        fitted::chains_can(plan, &observed)?;
    }
    let rest = repeats.saturating_mul(first as u64);
    // A fit says by itself how much it takes; its runs are then simulated like those of the prior.
    let ensembles = 1 + u64::from(fits);
    simulator.expect(ensembles.saturating_mul(runs as u64).saturating_add(rest));
    let prior = simulator.simulate(&chosen.settings, &recorded, runs)?;
    let weighed = match replay {
        Some(replay) => replay.posterior(&beside(plan, &prior)),
        None => weigh(plan, &prior, method),
    };
    let fitting = fitted::Fitting {
        plan,
        settings: &chosen.settings,
        recorded: &recorded,
        observed: &observed,
        judged: &fitted::judged(plan, &reach, &judgements),
        rest,
    };
    let fitted = if fits { fitting.run(simulator, &prior, &weighed)? } else { None };
    let (ensemble, posterior, fit, prior) = match fitted {
        Some((ensemble, posterior, fit)) => (ensemble, posterior, Some(fit), Some(prior)),
        None => (prior, weighed, None, None),
    };
    let prior = prior.as_ref().unwrap_or(&ensemble);
    let scrambles = simulator.scrambles();
    let weights = posterior.weights.as_deref();

    let first = effect_runs(runs, weights);
    simulator.expect(repeats.saturating_mul(first as u64));
    let usual = if needs_usual {
        let mut settings = Settings::defaults(plan);
        settings.constants.clone_from(&chosen.settings.constants);
        Some(simulator.simulate(&settings, &recorded, first)?)
    } else {
        None
    };
    let bench = Bench { plan, ensemble: &ensemble, prior, weights, scrambles };
    let mut targets: Vec<_> = judgements
        .iter()
        .map(|(target, judgement)| answer(&bench, &reach, target, judgement, usual.as_ref()))
        .collect();
    // A replay does not carry the runs of the prior.
    if replay.is_none() {
        for (answer, (_, judgement)) in targets.iter_mut().zip(&judgements) {
            moved::mark(&bench, judgement, answer);
        }
    }
    let observations = plan.observations.iter().map(|o| evidence::answer(&bench, o)).collect();
    let budgets = budgets(plan, &chosen.settings.levers, &central, &ensemble, weights);
    drop(usual);

    let trial = Trial {
        plan,
        settings: &chosen.settings,
        ensemble: &ensemble,
        weights,
        scrambles,
        runs: first,
    };
    let mut effects = vec![Vec::new(); subjects.len()];
    let judged = judged(plan);
    let mut simulate =
        |settings: &[Settings]| simulator.simulate_branches(settings, &judged, first);
    add_effects(&trial, &reach, &subjects, &levers, &mut simulate, &mut effects)?;
    for (target, mut effects) in targets.iter_mut().zip(effects) {
        rank(&mut effects);
        target.levers = effects;
    }

    let joint = judge::joint(plan, &ensemble, weights, scrambles, MAX_COMBINATIONS);
    let examined: Vec<Troublesome> =
        simulator.diagnose(&chosen.settings, &recorded, ensemble.troubled_runs())?;
    let troubles = troubles(&plan.time, &ensemble, weights, &examined);
    let judged: Vec<&Judgement> = judgements.iter().map(|(_, judgement)| *judgement).collect();
    let views = Views {
        plan,
        settings: &chosen.settings,
        ensemble: &ensemble,
        weights,
        scrambles,
        effective: posterior.effective_sample_size,
        conditioned: weights.is_some(),
        judgements: &judged,
    };
    let alternatives = views.answers(|variable| simulator.drawn(variable, runs));
    let method = match (&fit, replay) {
        (Some(fit), _) => fitted::method(fit),
        (None, Some(_)) => Method::Tempered,
        (None, None) => method.method(),
    };
    let mut answers = Answers {
        title: plan.title.clone(),
        labels: plan.labels.clone(),
        scope: plan.scope.clone(),
        as_of: plan.as_of,
        time: plan.time.clone(),
        scenario: chosen.scenario.clone(),
        changes: chosen.changes.clone(),
        runs: asked,
        seed: question.seed,
        scrambles: u32::try_from(scrambles).unwrap_or(u32::MAX),
        weighting: Weighting { fit, alternatives, ..weighting(plan, &posterior, method, asked) },
        targets,
        hidden_targets: plan.targets.iter().filter(|t| t.hidden).map(|t| t.name.clone()).collect(),
        joint,
        budgets,
        observations,
        findings: plan.findings.clone(),
        sources: plan.sources.clone(),
        phrases: plan.phrases.clone(),
        troubles,
        warnings: warnings(plan, &ensemble),
        effect_runs: if question.levers_effect { first as u64 } else { 0 },
        backtest: None,
    };
    void(&mut answers);
    let Chosen { settings, .. } = chosen;
    Ok(Study { answers, runs: ensemble, weights: posterior.weights, settings, fit: None })
}

/// Indices of the observations that weigh and are of measures that the plan has.
fn observed(plan: &Plan) -> Vec<usize> {
    let known = |o: &hongtu_model::Observation| o.measure.index() < plan.measures.len();
    let weighing = plan.observations.iter().enumerate().filter(|(_, o)| o.weighs() && known(o));
    weighing.map(|(index, _)| index).collect()
}

/// Whether any reading of a target that counts is a direction.
fn has_direction(target: &Target) -> bool {
    let direction = |j: &Judgement| matches!(j.test, hongtu_model::Test::Direction { .. });
    !target.hidden && target.judgements.iter().any(direction)
}

/// The measures of targets: what the effects of levers are read from. A simulation of these ends
/// with the last deadline.
pub(crate) fn judged(plan: &Plan) -> Vec<MeasureId> {
    let judgements = plan.targets.iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements);
    let judged: BTreeSet<MeasureId> = judgements.flat_map(judge::measures).collect();
    judged.into_iter().filter(|m| m.index() < plan.measures.len()).collect()
}

/// The measures of targets, observations and budgets, and others.
fn recorded(plan: &Plan, others: &[MeasureId]) -> Vec<MeasureId> {
    let mut recorded: BTreeSet<MeasureId> = judged(plan).into_iter().collect();
    recorded.extend(plan.observations.iter().map(|o| o.measure));
    recorded.extend(others);
    recorded.extend(plan.budgets.iter().flat_map(|b| b.years.iter().map(|(_, m)| *m)));
    recorded.into_iter().filter(|m| m.index() < plan.measures.len()).collect()
}

/// How many ensembles the effects of levers take.
fn repeats(plan: &Plan, settings: &Settings, levers: &[usize]) -> u64 {
    let ends = levers.iter().filter_map(|&index| {
        let (lever, setting) = (plan.levers.get(index)?, settings.levers.get(index)?);
        Some(u64::from(lever.low != *setting) + u64::from(lever.high != *setting))
    });
    ends.sum()
}

/// Weighs runs by the observations that weigh.
fn weigh(plan: &Plan, ensemble: &Ensemble, method: &dyn Condition) -> Posterior {
    let beside = beside(plan, ensemble);
    let strains = surprises(&beside, plan);
    Posterior { strains, ..condition(method, &beside, ensemble.runs()) }
}

/// The observations that weigh beside what runs say of them.
pub(crate) fn beside<'a>(plan: &'a Plan, ensemble: &'a Ensemble) -> Vec<Weighed<'a>> {
    plan.observations
        .iter()
        .enumerate()
        .filter(|(_, o)| o.weighs())
        .filter_map(|(index, observation)| {
            let values = ensemble.column(observation.measure)?;
            Some(Weighed { index, observation, values })
        })
        .collect()
}

fn weighting(plan: &Plan, posterior: &Posterior, method: Method, runs: u64) -> Weighting {
    Weighting {
        method,
        observations: plan.observations.iter().filter(|o| o.weighs()).count(),
        effective_sample_size: posterior.effective_sample_size,
        share: match posterior.trust {
            Trust::PriorOnly => 1.0,
            _ => posterior.effective_sample_size / runs as f64,
        },
        largest_weight: posterior.largest_weight,
        log_evidence: posterior.log_evidence,
        uncomputable: posterior.uncomputable,
        trust: posterior.trust,
        misfits: posterior.misfits.clone(),
        strains: posterior.strains.clone(),
        fit: None,
        alternatives: Vec::new(),
    }
}

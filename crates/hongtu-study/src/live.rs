//! The same study again and again, as levers move.
//!
//! Levers act after the as-of date, so the runs are taken there once and kept
//! ([`hongtu_engine::Trunk`]); an answer takes them from there to the end. What is asked for is taken
//! apart: the board ends with the last deadline and is there first, charts go on to the end.

use std::sync::Arc;

use hongtu_engine::{Draws, Program, Runs, Settings, Trunk};
use hongtu_fit::PosteriorDraws;
use hongtu_maths::{max, min};
use hongtu_model::{Expr, Judgement, MeasureId, Plan};

use crate::MAX_COMBINATIONS;
use crate::alternatives::Views;
use crate::answers::{Answers, Likelihood};
use crate::bands::SHARES;
use crate::ensemble::Ensemble;
use crate::judge::{self, Judge};
use crate::machine::{Machine, Simulator};
use crate::money::budgets;
use crate::question::{Chosen, Question, StudyError, choose};
use crate::replay::Replay;
use crate::report::{Report, Shown};
use crate::statistics::{Sorted, share};
use crate::study::{judged, study_replayed};
use crate::targets::{Bench, odds, warnings};
use crate::template::{Template, joined};
use crate::trajectories::Courses;

/// So many runs tell what does not depend on their number.
const FEW: usize = 16;

/// What a live study answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The odds of each target.
    Board,
    /// Courses, values in sentences, budgets.
    Charts,
}

/// What charts show at some settings.
#[derive(Clone, Debug)]
pub struct Drawn {
    answers: Answers,
    quantiles: Vec<[f64; 5]>,
    moved: bool,
}

/// A plan with its runs kept where levers begin to act.
pub struct Live {
    replay: Replay,
    base: Answers,
    draws: Arc<PosteriorDraws>,
    trunk: Trunk,
    kept: Kept,
}

enum Kept {
    /// The measures of targets, and their runs with every lever at its default.
    Board(Vec<MeasureId>, Ensemble),
    Charts(Box<Charts>),
}

struct Charts {
    shown: Shown,
    budgets: Vec<MeasureId>,
    /// Those of the measures wanted that levers can move.
    movable: Vec<usize>,
    quantiles: Vec<[f64; 5]>,
    courses: Courses,
}

impl Live {
    /// Takes the runs of a replay to the step at which the first lever begins to act.
    ///
    /// # Errors
    ///
    /// As [`crate::study()`]. `None` where the draws contradict themselves.
    pub fn new(plan: &Plan, replay: Replay, view: View) -> Result<Option<Self>, StudyError> {
        let question = Question { threads: 1, levers_effect: false, ..Question::new() };
        // What does not depend on runs is the same from a few.
        let study = study_replayed(plan, &question, &replay.first(FEW))?;
        let Some((study, draws)) = study.zip(replay.draws.draws(plan)) else { return Ok(None) };
        let mut base = study.answers;
        base.runs = replay.draws.runs as u64;
        base.weighting.share = base.weighting.effective_sample_size / base.runs as f64;
        // The page does not carry the runs of the prior.
        base.targets.iter_mut().for_each(|target| target.prior_attainment = f64::NAN);
        let settings = Settings::defaults(plan);
        let draws = Arc::new(draws);
        let fork = plan.levers.iter().map(|lever| lever.from).min().unwrap_or(plan.time.steps);
        let runs = 0..replay.draws.runs as u64;
        let (program, shown, recorded) = match view {
            View::Board => {
                let judged = judged(plan);
                let values: Vec<Expr> =
                    judged.iter().map(|m| plan.measures[m.index()].value.clone()).collect();
                (Program::new(plan, &plan.readings, &values)?, None, judged)
            }
            View::Charts => {
                let shown = Shown::new(plan);
                let recorded: Vec<MeasureId> = plan
                    .budgets
                    .iter()
                    .flat_map(|b| b.years.iter().map(|(_, m)| *m))
                    .filter(|m| m.index() < plan.measures.len())
                    .collect();
                let limits = recorded
                    .iter()
                    .filter_map(|m| Template::measure(plan, &plan.measures[m.index()]));
                let wanted: Vec<Template> = shown.wanted.iter().cloned().chain(limits).collect();
                let (readings, values) = joined(&wanted);
                (Program::new(plan, &readings, &values)?, Some(shown), recorded)
            }
        };
        let trunk = Trunk::new(Arc::new(program), draws.clone(), &settings, runs, fork)?;
        let found = trunk.branch(&settings, replay.draws.runs)?;
        let kept = match shown {
            None => {
                let usual = ensemble(&recorded, found);
                let weights = weights(&replay, usual.runs());
                judge_all(plan, &usual, weights, None, &mut base);
                judge_branches(plan, &usual, weights, &draws, &settings, &mut base);
                Kept::Board(recorded, usual)
            }
            Some(shown) => {
                let end = |template: &Template| template.place().map_or(u32::MAX, |p| p.to);
                let movable = (0..).zip(&shown.wanted).filter(|(_, t)| end(t) > fork);
                let movable = movable.map(|(index, _)| index).collect();
                let mut quantiles = vec![[f64::NAN; 5]; shown.wanted.len()];
                let all: Vec<usize> = (0..quantiles.len()).collect();
                fill(&mut quantiles, &all, &found, weights(&replay, found.count));
                let first = shown.clone();
                let courses = first.report(plan, "", &base, 0, quantiles.clone()).courses;
                let budgets = recorded;
                Kept::Charts(Box::new(Charts { shown, budgets, movable, quantiles, courses }))
            }
        };
        Ok(Some(Self { replay, base, draws, trunk, kept }))
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.trunk.count()
    }

    /// The answers before a lever was moved: odds where the board is kept, and everything that does
    /// not depend on runs. What the prior said and troubles are not among them.
    pub fn base(&self) -> &Answers {
        &self.base
    }

    /// The odds of each target from the first runs, at the settings of a question; from some of the
    /// runs, the odds of all before a lever was moved and by how much it changes them in those. The parts of the answers that do not depend on levers are those of [`Self::base`].
    ///
    /// # Errors
    ///
    /// Where a setting does not fit the plan, or the plan is beyond a limit.
    pub fn answers(
        &self,
        plan: &Plan,
        question: &Question<'_>,
        runs: usize,
    ) -> Result<Answers, StudyError> {
        let chosen = choose(plan, question)?;
        let Kept::Board(recorded, usual) = &self.kept else {
            return Ok(self.changed(&chosen, self.runs()));
        };
        let found = self.trunk.branch(&chosen.settings, runs)?;
        let mut answers = self.changed(&chosen, found.count);
        let ensemble = ensemble(recorded, found);
        let weights = weights(&self.replay, ensemble.runs());
        let before: Vec<f64> = answers.targets.iter().map(|target| target.attainment).collect();
        let compared = chosen.moves_levers().then_some(usual);
        judge_all(plan, &ensemble, weights, compared, &mut answers);
        if ensemble.runs() < usual.runs() {
            // What a lever changes in a few runs is known better than what they show.
            let scrambles = answers.scrambles as usize;
            let changes = answers.targets.iter_mut().zip(judgements(plan)).zip(before);
            for ((answer, judgement), all) in changes {
                let judge = Judge::new(judgement, usual);
                let few = share(ensemble.runs(), scrambles, weights, |run| judge.met(run)).value;
                let odds = min(max(all + answer.attainment - few, 0.0), 1.0);
                (answer.attainment, answer.likelihood) = (odds, Likelihood::of(odds));
            }
        } else {
            let settings = &chosen.settings;
            judge_branches(plan, &ensemble, weights, &self.draws, settings, &mut answers);
        }
        Ok(answers)
    }

    /// What charts show at the settings of a question, from the first runs, with the money that
    /// levers spend; `None` where only the board is kept.
    ///
    /// # Errors
    ///
    /// As [`Self::answers`].
    pub fn drawn(
        &self,
        plan: &Plan,
        question: &Question<'_>,
        runs: usize,
    ) -> Result<Option<Drawn>, StudyError> {
        let Kept::Charts(charts) = &self.kept else { return Ok(None) };
        let chosen = choose(plan, question)?;
        let mut found = self.trunk.branch(&chosen.settings, runs)?;
        let count = found.count;
        let weights = weights(&self.replay, count);
        let mut quantiles = charts.quantiles.clone();
        fill(&mut quantiles, &charts.movable, &found, weights);
        found.measures.drain(..quantiles.len());
        let limits = ensemble(&charts.budgets, found);
        let mut machine = Machine::new(plan, question);
        let central = machine.central(&chosen.settings, &charts.budgets)?;
        let mut answers = self.changed(&chosen, count);
        let sorted = &mut Sorted::new();
        answers.budgets =
            budgets(plan, &chosen.settings.levers, &central, &limits, weights, sorted);
        Ok(Some(Drawn { answers, quantiles, moved: chosen.moves_levers() }))
    }

    /// A report of what charts show. Its odds are those before a lever was moved.
    pub fn report<'a>(&'a self, plan: &'a Plan, drawn: &'a Drawn) -> Option<Report<'a>> {
        let Kept::Charts(charts) = &self.kept else { return None };
        let (answers, quantiles) = (&drawn.answers, drawn.quantiles.clone());
        let shown = charts.shown.clone();
        let mut report = shown.report(plan, "", answers, answers.runs, quantiles);
        report.before = drawn.moved.then_some(&charts.courses);
        Some(report)
    }

    /// Every measure that is kept, of every run, at the settings of a question.
    ///
    /// # Errors
    ///
    /// As [`Self::answers`].
    pub fn measures(
        &self,
        plan: &Plan,
        question: &Question<'_>,
    ) -> Result<Vec<Vec<f64>>, StudyError> {
        Ok(self.trunk.branch(&choose(plan, question)?.settings, self.runs())?.measures)
    }

    /// The answers before anything moved, with what was chosen.
    fn changed(&self, chosen: &Chosen, runs: usize) -> Answers {
        let mut answers = self.base.clone();
        answers.scenario.clone_from(&chosen.scenario);
        answers.changes.clone_from(&chosen.changes);
        let all = answers.runs.max(1) as f64;
        answers.weighting.effective_sample_size *= runs as f64 / all;
        answers.runs = runs as u64;
        answers
    }
}

/// What is judged, in the order of the answers.
fn judgements(plan: &Plan) -> impl Iterator<Item = &Judgement> {
    plan.targets.iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements)
}

/// Writes into answers what depends on the runs; `usual` are the runs before a lever was moved, where
/// one was.
fn judge_all(
    plan: &Plan,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
    usual: Option<&Ensemble>,
    answers: &mut Answers,
) {
    let scrambles = answers.scrambles as usize;
    let mut bench =
        Bench { plan, ensemble, prior: ensemble, weights, scrambles, sorted: Sorted::new() };
    for (answer, judgement) in answers.targets.iter_mut().zip(judgements(plan)) {
        odds(&mut bench, judgement, usual, answer);
    }
    answers.joint = judge::joint(plan, ensemble, weights, scrambles, MAX_COMBINATIONS);
    answers.warnings = warnings(plan, ensemble);
}

/// Writes into answers the odds under each branch of each doubt.
fn judge_branches(
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

fn ensemble(measures: &[MeasureId], runs: Runs) -> Ensemble {
    let numbers = runs.troubled.iter().map(|run| run - runs.first).collect();
    Ensemble::new(runs.count, measures, runs.measures, numbers)
}

/// Weights of the first runs.
fn weights(replay: &Replay, runs: usize) -> Option<&[f64]> {
    (!replay.weights.is_empty()).then(|| replay.weights.get(..runs).unwrap_or(&replay.weights))
}

/// Quantiles of some of the measures.
fn fill(quantiles: &mut [[f64; 5]], wanted: &[usize], runs: &Runs, weights: Option<&[f64]>) {
    let mut sorted = Sorted::new();
    for &index in wanted {
        let (Some(slot), Some(column)) = (quantiles.get_mut(index), runs.measures.get(index))
        else {
            continue;
        };
        sorted.sort(column.iter().copied());
        *slot = sorted.quantiles(weights, SHARES).unwrap_or([f64::NAN; 5]);
    }
}

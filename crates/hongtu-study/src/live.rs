//! The same study again and again, as levers move.
//!
//! Levers act after the as-of date, so the runs are taken there once and kept
//! ([`hongtu_engine::Trunk`]); an answer takes them from there to the end. What is asked for is taken
//! apart: the board ends with the last deadline and is there first, charts go on to the end.

mod runs;

use std::sync::Arc;

use hongtu_engine::{Branch, CentralDraws, Options, Program, Runs, Settings, Trunk, simulate};
use hongtu_fit::PosteriorDraws;
use hongtu_maths::{max, min};
use hongtu_model::{MeasureId, Plan, VariableId};

use crate::answers::{Answers, FitAnswer, Likelihood};
use crate::beliefs::{Belief, BeliefError, Reweighed, reweigh};
use crate::ensemble::Ensemble;
use crate::explain::{Explanation, Name, Replayed, explain_replayed};
use crate::judge::Judge;
use crate::machine::compile;
use crate::money::budgets;
use crate::question::{Chosen, Question, StudyError, choose};
use crate::reach::Reach;
use crate::replay::Replay;
use crate::report::{Report, Shown};
use crate::statistics::share;
use crate::study::{judged, study_replayed};
use crate::template::{Template, joined};
use crate::trajectories::Courses;

use runs::{ensemble, fill, judge_all, judge_branches, judgements, weights};

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
///
/// The runs are taken there a few at a time ([`Self::prepare`]), so that the first of them answer while
/// the others are not there yet.
pub struct Live {
    replay: Replay,
    base: Answers,
    draws: Arc<PosteriorDraws>,
    trunk: Trunk,
    kept: Kept,
    /// The runs with every lever at its default, as far as they have come.
    usual: Branch,
    prepared: bool,
    /// The beliefs that runs are weighed by, with what they weigh then.
    believed: Option<(Vec<Belief>, Reweighed)>,
}

enum Kept {
    /// The measures of targets, and, once all are there, their runs with every lever at its default.
    Board(Vec<MeasureId>, Option<Ensemble>),
    Charts(Box<Charts>),
}

struct Charts {
    shown: Shown,
    budgets: Vec<MeasureId>,
    /// Computes the limits of budgets, and the run without uncertainty that they are those of.
    limits: (Program, CentralDraws),
    /// Those of the measures wanted that levers can move.
    movable: Vec<usize>,
    quantiles: Vec<[f64; 5]>,
    courses: Courses,
}

impl Charts {
    /// Those of the measures wanted that the levers that are not at their defaults can move.
    fn moved(&self, plan: &Plan, settings: &Settings) -> Vec<usize> {
        let levers = plan.levers.iter().zip(&settings.levers);
        let moved = levers.filter(|(lever, set)| lever.default.to_bits() != set.to_bits());
        let ahead = Reach::new(plan).ahead_of(moved.map(|(lever, _)| lever.variable));
        let reads = |template: &Template| {
            template.readings.iter().any(|reading| ahead[reading.variable().index()])
        };
        let movable = self.movable.iter().copied();
        movable.filter(|&index| reads(&self.shown.wanted[index])).collect()
    }
}

/// The runs at some settings, as far as they have come.
pub struct Moved {
    chosen: Chosen,
    branch: Branch,
}

impl Moved {
    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.branch.runs().count
    }

    /// Every measure that is kept, of every run that is there.
    pub fn measures(&self) -> &[Vec<f64>] {
        &self.branch.runs().measures
    }
}

impl Live {
    /// Takes the runs of a replay to the step at which the first lever begins to act.
    ///
    /// # Errors
    ///
    /// As [`crate::study()`]. `None` where the draws contradict themselves.
    pub fn new(plan: &Plan, replay: Replay, view: View) -> Result<Option<Self>, StudyError> {
        let Some(mut live) = Self::begin(plan, replay, view)? else { return Ok(None) };
        live.prepare(plan, usize::MAX)?;
        Ok(Some(live))
    }

    /// As [`Self::new`], but with no run yet: the odds before a lever was moved are those of the
    /// replay until [`Self::prepare`] has taken all runs.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn begin(plan: &Plan, replay: Replay, view: View) -> Result<Option<Self>, StudyError> {
        let question = Question { threads: 1, levers_effect: false, ..Question::new() };
        // What does not depend on runs is the same from a few.
        let study = study_replayed(plan, &question, &replay.first(FEW))?;
        let Some((study, draws)) = study.zip(replay.draws.draws(plan)) else { return Ok(None) };
        let mut base = study.answers;
        base.runs = replay.draws.runs as u64;
        base.weighting.share = base.weighting.effective_sample_size / base.runs as f64;
        for (index, target) in base.targets.iter_mut().enumerate() {
            // The page does not carry the runs of the prior.
            target.prior_attainment = f64::NAN;
            target.attainment = replay.odds.get(index).copied().unwrap_or(f64::NAN);
            target.likelihood = Likelihood::of(target.attainment);
        }
        let settings = Settings::defaults(plan);
        let draws = Arc::new(draws);
        let fork = plan.levers.iter().map(|lever| lever.from).min().unwrap_or(plan.time.steps);
        let runs = 0..replay.draws.runs as u64;
        let (program, kept) = match view {
            View::Board => {
                let judged = judged(plan);
                (compile(plan, &judged)?, Kept::Board(judged, None))
            }
            View::Charts => {
                let shown = Shown::new(plan);
                let budgets: Vec<MeasureId> = plan
                    .budgets
                    .iter()
                    .flat_map(|b| b.years.iter().map(|(_, m)| *m))
                    .filter(|m| m.index() < plan.measures.len())
                    .collect();
                let limits = budgets
                    .iter()
                    .filter_map(|m| Template::measure(plan, &plan.measures[m.index()]));
                let wanted: Vec<Template> = shown.wanted.iter().cloned().chain(limits).collect();
                let (readings, values) = joined(&wanted);
                let end = |template: &Template| template.place().map_or(u32::MAX, |p| p.to);
                let movable = (0..).zip(&shown.wanted).filter(|(_, t)| end(t) > fork);
                let movable = movable.map(|(index, _)| index).collect();
                let (quantiles, courses) = (Vec::new(), Courses::default());
                let limits = (compile(plan, &budgets)?, CentralDraws::new(plan));
                let charts = Charts { shown, budgets, limits, movable, quantiles, courses };
                (Program::new(plan, &readings, &values)?, Kept::Charts(Box::new(charts)))
            }
        };
        let mut trunk = Trunk::begin(Arc::new(program), draws.clone(), &settings, runs, fork)?;
        let usual = trunk.start(&settings)?;
        Ok(Some(Self { replay, base, draws, trunk, kept, usual, prepared: false, believed: None }))
    }

    /// Says how the runs were fitted to the evidence, which a replay does not know.
    pub fn fitted(&mut self, fit: Option<FitAnswer>) {
        self.base.weighting.fit = fit;
    }

    /// Takes about so many further runs to the step at which levers begin to act; whether all are
    /// there.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn prepare(&mut self, plan: &Plan, runs: usize) -> Result<bool, StudyError> {
        if self.prepared {
            return Ok(true);
        }
        self.trunk.grow(runs);
        self.trunk.advance(&mut self.usual, usize::MAX)?;
        if self.trunk.kept() < self.runs() {
            return Ok(false);
        }
        self.prepared = true;
        let found = self.usual.runs();
        let weights = weights(&self.replay, found.count);
        let base = &mut self.base;
        match &mut self.kept {
            Kept::Board(recorded, usual) => {
                let all = ensemble(recorded, found.clone());
                judge_all(plan, &all, weights, None, base);
                judge_branches(plan, &all, weights, &self.draws, self.usual.settings(), base);
                *usual = Some(all);
            }
            Kept::Charts(charts) => {
                let mut quantiles = vec![[f64::NAN; 5]; charts.shown.wanted.len()];
                let all: Vec<usize> = (0..quantiles.len()).collect();
                fill(&mut quantiles, &all, found, weights);
                let first = charts.shown.clone();
                charts.courses = first.report(plan, "", base, 0, quantiles.clone()).courses;
                charts.quantiles = quantiles;
                self.usual = self.trunk.start(&Settings::defaults(plan))?;
            }
        }
        Ok(true)
    }

    /// How many runs have been taken to the step at which levers begin to act.
    pub fn taken(&self) -> usize {
        self.trunk.kept()
    }

    /// Whether all runs have been taken there.
    pub fn prepared(&self) -> bool {
        self.prepared
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.trunk.count()
    }

    /// The measures that are kept of each run where the board is kept, in the order of
    /// [`Moved::measures`]; none where charts are.
    pub fn recorded(&self) -> &[MeasureId] {
        match &self.kept {
            Kept::Board(recorded, _) => recorded,
            Kept::Charts(_) => &[],
        }
    }

    /// For each reading of a target the course of its measure, as [`Courses::targets`]; none where the
    /// board is kept.
    pub fn targets(&self) -> &[Option<usize>] {
        match &self.kept {
            Kept::Board(..) => &[],
            Kept::Charts(charts) => charts.shown.targets(),
        }
    }

    /// The answers before a lever was moved: odds where the board is kept, and everything that does
    /// not depend on runs. What the prior said and causes of troubles are not among them.
    pub fn base(&self) -> &Answers {
        &self.base
    }

    /// The settings of a question, with no run at them yet.
    ///
    /// # Errors
    ///
    /// Where a setting does not fit the plan, or the plan is beyond a limit.
    pub fn start(&mut self, plan: &Plan, question: &Question<'_>) -> Result<Moved, StudyError> {
        let chosen = choose(plan, question)?;
        let branch = self.trunk.start(&chosen.settings)?;
        Ok(Moved { chosen, branch })
    }

    /// Takes about so many further runs to the end, of those that are [prepared](Self::prepare);
    /// whether all runs are there.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn advance(&mut self, moved: &mut Moved, runs: usize) -> Result<bool, StudyError> {
        self.trunk.advance(&mut moved.branch, runs)?;
        Ok(moved.runs() == self.runs())
    }

    /// From here on runs weigh as they would if the priors of some assumptions were others; without
    /// beliefs, as they were drawn. Whether anything was believed otherwise before.
    ///
    /// # Errors
    ///
    /// As [`crate::beliefs::moved`], with the variable; what runs weighed before they weigh still.
    pub fn believe(
        &mut self,
        plan: &Plan,
        beliefs: Vec<Belief>,
    ) -> Result<bool, (VariableId, BeliefError)> {
        let known = self.believed.as_ref().map_or(&[][..], |(known, _)| known);
        if *known == beliefs {
            return Ok(false);
        }
        if beliefs.is_empty() {
            self.believed = None;
        } else {
            let effective = self.base.weighting.effective_sample_size;
            let known = (self.runs(), effective, self.replay.trust);
            let usual = weights(&self.replay, self.runs());
            let found = reweigh(plan, &*self.draws, usual, known, &beliefs)?;
            self.believed = Some((beliefs, found));
        }
        Ok(true)
    }

    /// What runs weigh by beliefs, where there are any.
    pub fn reweighed(&self) -> Option<&Reweighed> {
        self.believed.as_ref().map(|(_, found)| found)
    }

    /// Explains what [`crate::explain::find`] found, at the settings of a question; `brief` leaves out
    /// what takes a simulation. What the runs say of observations is that of [`Self::base`].
    ///
    /// # Errors
    ///
    /// As [`Self::answers`].
    pub fn explain(
        &self,
        plan: &Plan,
        question: &Question<'_>,
        name: Name,
        brief: bool,
    ) -> Result<Explanation, StudyError> {
        let chosen = choose(plan, question)?;
        let runs = self.runs();
        let answers = self.changed(&chosen, runs);
        let (draws, weights) = (&*self.draws, self.weights(runs));
        let settings = chosen.settings;
        let of = Replayed { draws, runs, weights, answers, settings, brief };
        explain_replayed(plan, question, of, name)
    }

    /// What the first runs weigh.
    fn weights(&self, runs: usize) -> Option<&[f64]> {
        match &self.believed {
            Some((_, found)) => found.weights.get(..runs).or(Some(&found.weights)),
            None => weights(&self.replay, runs),
        }
    }

    /// The odds of each target from the first runs, at the settings of a question; from some of the
    /// runs, the odds of all before a lever was moved and by how much it changes them in those. The parts of the answers that do not depend on levers are those of [`Self::base`].
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn answers(
        &mut self,
        plan: &Plan,
        question: &Question<'_>,
        runs: usize,
    ) -> Result<Answers, StudyError> {
        let mut moved = self.start(plan, question)?;
        self.advance(&mut moved, runs)?;
        Ok(self.odds(plan, &moved, runs))
    }

    /// As [`Self::answers`], from the first of the runs that are there.
    pub fn odds(&self, plan: &Plan, moved: &Moved, runs: usize) -> Answers {
        let Moved { chosen, branch } = moved;
        let Kept::Board(recorded, usual) = &self.kept else {
            return self.changed(chosen, self.runs());
        };
        let found = branch.runs().first(runs);
        let mut answers = self.changed(chosen, found.count);
        answers.weighting.trust = self.reweighed().map_or(self.replay.trust, |found| found.trust);
        let ensemble = ensemble(recorded, found);
        let runs = ensemble.runs();
        let few;
        let usual = match usual {
            Some(usual) => usual,
            None => {
                few = runs::ensemble(recorded, self.usual.runs().first(runs));
                &few
            }
        };
        let weights = self.weights(runs);
        let scrambles = answers.scrambles as usize;
        let before: Vec<f64> = match self.reweighed() {
            None => answers.targets.iter().map(|target| target.attainment).collect(),
            Some(_) => {
                let weights = self.weights(usual.runs());
                let odds = |judgement| {
                    let judge = Judge::new(judgement, usual);
                    share(usual.runs(), scrambles, weights, |run| judge.met(run)).value
                };
                judgements(plan).map(odds).collect()
            }
        };
        let compared = chosen.moves_levers().then_some(usual);
        judge_all(plan, &ensemble, weights, compared, &mut answers);
        if runs < self.runs() {
            // What a lever changes in a few runs is known better than what they show.
            let changes = answers.targets.iter_mut().zip(judgements(plan)).zip(before);
            for ((answer, judgement), all) in changes {
                let judge = Judge::new(judgement, usual);
                let few = share(runs, scrambles, weights, |run| judge.met(run)).value;
                let changed = all + answer.attainment - few;
                let odds = if changed.is_nan() { changed } else { min(max(changed, 0.0), 1.0) };
                (answer.attainment, answer.likelihood) = (odds, Likelihood::of(odds));
            }
        } else {
            let settings = &chosen.settings;
            judge_branches(plan, &ensemble, weights, &self.draws, settings, &mut answers);
        }
        answers
    }

    /// What charts show at the settings of a question, from the first runs, with the money that
    /// levers spend; `None` where only the board is kept.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn drawn(
        &mut self,
        plan: &Plan,
        question: &Question<'_>,
        runs: usize,
    ) -> Result<Option<Drawn>, StudyError> {
        let mut moved = self.start(plan, question)?;
        self.advance(&mut moved, runs)?;
        self.courses(plan, &moved)
    }

    /// As [`Self::drawn`], from the runs that are there.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn courses(&self, plan: &Plan, moved: &Moved) -> Result<Option<Drawn>, StudyError> {
        let Kept::Charts(charts) = &self.kept else { return Ok(None) };
        let Moved { chosen, branch } = moved;
        let found = branch.runs();
        let count = found.count;
        let weights = self.weights(count);
        let mut quantiles = charts.quantiles.clone();
        let believed = self.believed.is_some();
        let others = if believed {
            (0..quantiles.len()).collect()
        } else {
            charts.moved(plan, &chosen.settings)
        };
        fill(&mut quantiles, &others, found, weights);
        let money = Runs {
            measures: found.measures.iter().skip(quantiles.len()).cloned().collect(),
            troubled: found.troubled.clone(),
            ..*found
        };
        let limits = ensemble(&charts.budgets, money);
        let (program, draws) = &charts.limits;
        let options = Options { threads: 1, ..Options::default() };
        let central = simulate(program, &chosen.settings, draws, 0..1, &options)?;
        let central = ensemble(&charts.budgets, central);
        let mut answers = self.changed(chosen, count);
        answers.budgets = budgets(plan, &chosen.settings.levers, &central, &limits, weights);
        let moved = chosen.moves_levers() || believed;
        Ok(Some(Drawn { answers, quantiles, moved }))
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

    /// The answers before anything moved, with what was chosen.
    fn changed(&self, chosen: &Chosen, runs: usize) -> Answers {
        let mut answers = self.base.clone();
        answers.scenario.clone_from(&chosen.scenario);
        answers.changes.clone_from(&chosen.changes);
        let all = answers.runs.max(1) as f64;
        let weighting = &mut answers.weighting;
        if let Some(found) = self.reweighed() {
            weighting.effective_sample_size = found.effective_sample_size;
            weighting.share = found.effective_sample_size / all;
            weighting.trust = found.trust;
            if weighting.observations > 0 {
                weighting.log_evidence += found.log_evidence_change;
            }
        }
        weighting.effective_sample_size *= runs as f64 / all;
        answers.runs = runs as u64;
        answers
    }
}

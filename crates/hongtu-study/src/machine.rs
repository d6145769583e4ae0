//! The seam between the study and the engine.

use std::ops::Range;

use hongtu_engine::{
    CentralDraws, Draws, Failure, Options, PriorDraws, Program, Runs, SCRAMBLES, Settings,
    SimulateError, diagnose, simulate, simulate_branches,
};
use hongtu_fit::{Done, Fit, Observed, PosteriorDraws, Request, fit};
use hongtu_model::{Expr, MeasureId, Observation, Plan, Reading, VariableId};

use crate::StudyError;
use crate::answers::TroubleKind;
use crate::conditioning::{log_likelihood, log_likelihood_slope};
use crate::ensemble::Ensemble;
use crate::identity::Identity;
use crate::question::{Conditioning, Progress, Question};
use crate::study::Study;
use crate::troubles::{EXAMINED, Troublesome};

/// What a study needs of an engine. Runs are numbered from 0, and the same numbers are the same
/// draws at any settings.
pub(crate) trait Simulator {
    /// Announces how many runs are still to come, as far as is known.
    fn expect(&mut self, runs: u64);

    /// Records the measures of the runs `0..runs`.
    fn simulate(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
        runs: usize,
    ) -> Result<Ensemble, StudyError>;

    /// Records the measures of the runs `0..runs` at each of some settings.
    fn simulate_branches(
        &mut self,
        settings: &[Settings],
        measures: &[MeasureId],
        runs: usize,
    ) -> Result<Vec<Ensemble>, StudyError> {
        settings.iter().map(|settings| self.simulate(settings, measures, runs)).collect()
    }

    /// Records the measures of one run without uncertainty.
    fn central(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
    ) -> Result<Ensemble, StudyError>;

    /// Finds the first trouble in each of the first [`EXAMINED`] of some troubled runs.
    fn diagnose(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
        runs: &[u64],
    ) -> Result<Vec<Troublesome>, StudyError>;

    /// Independent scrambles among the runs.
    fn scrambles(&self) -> usize;

    /// Makes the runs from here on agree with what was observed; `None` where this simulator knows
    /// only one kind of runs.
    fn fit(
        &mut self,
        settings: &Settings,
        observed: &[&Observation],
        runs: usize,
    ) -> Result<Option<Fit>, StudyError> {
        let _ = (settings, observed, runs);
        Ok(None)
    }

    /// Values of a constant or alternative in the runs `0..runs`; `None` where they are not known.
    fn drawn(&self, variable: VariableId, runs: usize) -> Option<Vec<f64>> {
        let _ = (variable, runs);
        None
    }
}

/// The program that records measures of a plan.
pub(crate) fn compile(plan: &Plan, measures: &[MeasureId]) -> Result<Program, StudyError> {
    let values: Vec<Expr> = measures
        .iter()
        .map(|m| plan.measures.get(m.index()))
        .map(|m| m.map_or(Expr::Number(f64::NAN), |m| m.value.clone()))
        .collect();
    Ok(Program::new(plan, &plan.readings, &values)?)
}

/// Where the engine draws from.
enum Source {
    Prior(PriorDraws),
    Posterior(Fit),
    Replayed(PosteriorDraws),
}

impl Source {
    fn draws(&self) -> &dyn Draws {
        match self {
            Self::Prior(draws) => draws,
            Self::Posterior(fit) => &fit.draws,
            Self::Replayed(draws) => draws,
        }
    }
}

/// The engine, drawing from the plan's priors until it is fitted.
pub(crate) struct Machine<'a> {
    plan: &'a Plan,
    question: &'a Question<'a>,
    source: Source,
    /// The last program: a study simulates the same measures again and again.
    program: Option<(Vec<MeasureId>, Program)>,
    done: u64,
    total: u64,
}

impl<'a> Machine<'a> {
    /// For a plan and a question.
    pub fn new(plan: &'a Plan, question: &'a Question<'a>) -> Self {
        Self::drawing(plan, question, Source::Prior(PriorDraws::new(plan, question.seed)))
    }

    fn drawing(plan: &'a Plan, question: &'a Question<'a>, source: Source) -> Self {
        Self { plan, question, source, program: None, done: 0, total: 0 }
    }

    /// For runs that were drawn before.
    pub fn replaying(plan: &'a Plan, question: &'a Question<'a>, draws: PosteriorDraws) -> Self {
        Self::drawing(plan, question, Source::Replayed(draws))
    }

    /// For more of the runs that a study is of.
    pub fn again(plan: &'a Plan, question: &'a Question<'a>, study: &Study) -> Self {
        match &study.fit {
            Some(fit) => Self::drawing(plan, question, Source::Posterior(fit.clone())),
            None => Self::new(plan, question),
        }
    }

    /// The fit that it draws from, where that is not the prior.
    pub fn into_fit(self) -> Option<Fit> {
        match self.source {
            Source::Prior(_) | Source::Replayed(_) => None,
            Source::Posterior(fit) => Some(fit),
        }
    }

    /// Records measures over readings of the caller's own.
    pub fn record(
        &mut self,
        settings: &Settings,
        readings: &[Reading],
        measures: &[Expr],
        runs: usize,
    ) -> Result<Vec<Vec<f64>>, StudyError> {
        let program = Program::new(self.plan, readings, measures)?;
        Ok(self.run(&program, settings, runs)?.measures)
    }

    fn run(
        &mut self,
        program: &Program,
        settings: &Settings,
        runs: usize,
    ) -> Result<Runs, StudyError> {
        let settings = std::slice::from_ref(settings);
        let mut found = self.run_branches(program, settings, runs)?;
        // One of settings, one of runs.
        found.pop().ok_or(StudyError::from(SimulateError::Cancelled))
    }

    fn run_branches(
        &mut self,
        program: &Program,
        settings: &[Settings],
        runs: usize,
    ) -> Result<Vec<Runs>, StudyError> {
        let progress = self.progress();
        let options = Options {
            threads: self.question.threads,
            progress: progress.as_deref(),
            cancel: self.question.cancel,
            ..Options::default()
        };
        let numbers = 0..runs as u64;
        let found = simulate_branches(program, settings, self.source.draws(), numbers, &options)?;
        self.done = self.done.saturating_add((runs * settings.len()) as u64);
        Ok(found)
    }

    /// Takes runs of the caller's own draws through a program.
    pub fn take(
        &mut self,
        draws: &dyn Draws,
        program: &Program,
        settings: &Settings,
        numbers: Range<u64>,
    ) -> Result<Runs, StudyError> {
        let progress = self.progress();
        let options = Options {
            threads: self.question.threads,
            progress: progress.as_deref(),
            cancel: self.question.cancel,
            ..Options::default()
        };
        let found = simulate(program, settings, draws, numbers, &options)?;
        self.done = self.done.saturating_add(found.count as u64);
        Ok(found)
    }

    /// Reports what is being done on top of what was done before.
    fn progress(&self) -> Option<Box<dyn Fn(u64) + Sync + 'a>> {
        let (before, total) = (self.done, self.total);
        let report = self.question.progress?;
        Some(Box::new(move |done| {
            let done = before.saturating_add(done);
            report(Progress { done, total: if done > total { done } else { total } });
        }))
    }

    /// Takes the program that records measures; [`Self::keep`] gives it back.
    fn program(&mut self, measures: &[MeasureId]) -> Result<Program, StudyError> {
        if let Some((ids, program)) = self.program.take()
            && ids == measures
        {
            return Ok(program);
        }
        self.compile(measures)
    }

    /// The program that records measures.
    pub fn compile(&self, measures: &[MeasureId]) -> Result<Program, StudyError> {
        compile(self.plan, measures)
    }

    fn keep(&mut self, measures: &[MeasureId], program: Program) {
        self.program = Some((measures.to_vec(), program));
    }
}

impl Simulator for Machine<'_> {
    fn expect(&mut self, runs: u64) {
        self.total = self.done.saturating_add(runs);
    }

    fn simulate(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
        runs: usize,
    ) -> Result<Ensemble, StudyError> {
        let program = self.program(measures)?;
        let found = self.run(&program, settings, runs)?;
        self.keep(measures, program);
        Ok(Ensemble::new(runs, measures, found.measures, found.troubled))
    }

    fn simulate_branches(
        &mut self,
        settings: &[Settings],
        measures: &[MeasureId],
        runs: usize,
    ) -> Result<Vec<Ensemble>, StudyError> {
        let program = self.program(measures)?;
        let found = self.run_branches(&program, settings, runs)?;
        self.keep(measures, program);
        let ensemble = |found: Runs| Ensemble::new(runs, measures, found.measures, found.troubled);
        Ok(found.into_iter().map(ensemble).collect())
    }

    fn central(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
    ) -> Result<Ensemble, StudyError> {
        let program = self.program(measures)?;
        let draws = CentralDraws::new(self.plan);
        let options = Options { threads: 1, cancel: self.question.cancel, ..Options::default() };
        let found = simulate(&program, settings, &draws, 0..1, &options)?;
        self.keep(measures, program);
        Ok(Ensemble::new(1, measures, found.measures, found.troubled))
    }

    fn diagnose(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
        runs: &[u64],
    ) -> Result<Vec<Troublesome>, StudyError> {
        if runs.is_empty() {
            return Ok(Vec::new());
        }
        let program = self.program(measures)?;
        let draws = self.source.draws();
        let found = runs.iter().take(EXAMINED).filter_map(|&run| {
            let trouble = diagnose(self.plan, &program, settings, draws, run)?;
            let variable = trouble.variable.and_then(|v| self.plan.variables.get(v.index()));
            Some(Troublesome {
                run,
                labels: variable.map(|v| v.labels.clone()).unwrap_or_default(),
                kind: match trouble.failure {
                    Failure::DivisionByZero => TroubleKind::DivisionByZero,
                    Failure::Overflow => TroubleKind::Overflow,
                    Failure::Undefined => TroubleKind::NotANumber,
                },
                what: trouble.to_string(),
                step: variable.map(|_| trouble.step),
                variable: trouble.name,
            })
        });
        Ok(found.collect())
    }

    fn scrambles(&self) -> usize {
        SCRAMBLES as usize
    }

    fn fit(
        &mut self,
        settings: &Settings,
        observed: &[&Observation],
        runs: usize,
    ) -> Result<Option<Fit>, StudyError> {
        if cfg!(target_family = "wasm") {
            // A page replays what was fitted before; it does not carry the sampler.
            return Ok(None);
        }
        let shelf = match self.question.fits {
            Some(fits) => Identity::of(self.plan, self.question)?.map(|id| (fits, id)),
            None => None,
        };
        if let Some(kept) = shelf.as_ref().and_then(|(fits, id)| fits.find(self.plan, id)) {
            self.source = Source::Posterior(kept.clone());
            return Ok(Some(kept));
        }
        let scores: Vec<_> = observed
            .iter()
            .map(|o| move |value: f64| log_likelihood(o.stated, o.discrepancy, value))
            .collect();
        let slopes: Vec<_> = observed
            .iter()
            .map(|o| move |value: f64| log_likelihood_slope(o.stated, o.discrepancy, value))
            .collect();
        let nothing = Expr::Number(f64::NAN);
        let observed: Vec<Observed<'_>> = observed
            .iter()
            .zip(scores.iter().zip(&slopes))
            .map(|(o, (score, slope))| Observed {
                measure: self.plan.measures.get(o.measure.index()).map_or(&nothing, |m| &m.value),
                log_likelihood: score,
                slope,
            })
            .collect();
        // What comes behind the fit is known, and the fit says what is still ahead of it.
        let (before, behind) = (self.done, self.total.saturating_sub(self.done));
        let report = self.question.progress.map(|report| {
            move |Done { points, ahead }| {
                let done = before.saturating_add(points);
                report(Progress { done, total: done.saturating_add(ahead).saturating_add(behind) });
            }
        });
        let request = Request {
            plan: self.plan,
            settings,
            observed: &observed,
            runs: runs as u64,
            seed: self.question.seed,
            threads: self.question.threads,
            progress: report.as_ref().map(|report| report as &(dyn Fn(Done) + Sync)),
            cancel: self.question.cancel,
        };
        let found = match self.question.method {
            #[cfg(not(target_family = "wasm"))]
            Conditioning::Nuts => hongtu_fit::fit_by_chains(&request)?,
            #[cfg(target_family = "wasm")]
            Conditioning::Nuts => return Err(StudyError::Sampler("there is none here".to_owned())),
            _ => fit(&request)?,
        };
        let evaluations: u64 = found.factors.iter().map(|f| f.evaluations).sum();
        self.done = self.done.saturating_add(evaluations);
        if found.log_evidence.iter().all(|&l| l == f64::NEG_INFINITY) {
            // Nothing agrees with what was observed: the runs stay those of the prior.
            return Ok(None);
        }
        if let Some((fits, identity)) = &shelf {
            fits.made(self.plan, identity, &found);
        }
        self.source = Source::Posterior(found.clone());
        Ok(Some(found))
    }

    fn drawn(&self, variable: VariableId, runs: usize) -> Option<Vec<f64>> {
        let mut values = vec![0.0; runs];
        self.source.draws().constant(variable, 0, &mut values);
        Some(values)
    }
}

//! The fit: from a plan and what was observed to draws that agree with it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use hongtu_engine::{
    CentralDraws, LimitError, Options, Prepared, Program, ProgramError, Settings, SimulateError,
    simulate,
};
use hongtu_model::{Expr, Plan};

use crate::chains::ChainWorth;
use crate::draws::{Part, PointDraws, PosteriorDraws};
use crate::latent::{Coordinate, Places, Probe, Transforms, prior_points};
use crate::points::Points;
use crate::temper::{Evaluated, Level, temper};
use crate::tuning::Tuning;

/// Something observed.
#[derive(Clone, Copy)]
pub struct Observed<'a> {
    /// What was measured, over the plan's readings.
    pub measure: &'a Expr,
    /// Logarithm of the likelihood of what was found, if the measure has a value; −∞ where that is
    /// impossible, NaN where it cannot be said.
    pub log_likelihood: &'a (dyn Fn(f64) -> f64 + Sync),
    /// Its derivative by the measure.
    pub slope: &'a (dyn Fn(f64) -> f64 + Sync),
}

/// What a fit is asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Levers and held constants.
    pub settings: &'a Settings,
    /// Everything observed.
    pub observed: &'a [Observed<'a>],
    /// Runs that are to be drawn.
    pub runs: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Threads to use; 0 for as many as there are cores.
    pub threads: usize,
    /// Told how far the fit has come, from any thread.
    pub progress: Option<&'a (dyn Fn(Done) + Sync)>,
    /// Stops the fit soon after it becomes true.
    pub cancel: Option<&'a AtomicBool>,
}

/// How far a fit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Points simulated.
    pub points: u64,
    /// Points still to come, as far as is known: 0 while nothing is.
    pub ahead: u64,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq)]
pub enum FitError {
    /// The plan does not become a program.
    Program(ProgramError),
    /// The simulation failed or was interrupted.
    Simulate(SimulateError),
    /// The method has no way to choose between alternatives; the keys of those it would have to.
    Alternatives(Vec<String>),
    /// A sampler that is not ours failed; in its own words.
    Sampler(String),
}

impl From<LimitError> for FitError {
    fn from(error: LimitError) -> Self {
        Self::Program(error.into())
    }
}

impl From<ProgramError> for FitError {
    fn from(error: ProgramError) -> Self {
        Self::Program(error)
    }
}

impl From<SimulateError> for FitError {
    fn from(error: SimulateError) -> Self {
        Self::Simulate(error)
    }
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(error) => error.fmt(f),
            Self::Simulate(error) => error.fmt(f),
            Self::Alternatives(keys) => {
                write!(f, "this method cannot choose between alternatives: {}", keys.join(", "))
            }
            Self::Sampler(text) => write!(f, "the sampler failed: {text}"),
        }
    }
}

impl std::error::Error for FitError {}

/// A part of the evidence that shares no draw with the rest: the posterior is the product of its
/// factors, and each is sampled by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Indices into [`Request::observed`].
    pub observed: Vec<usize>,
    /// What it draws.
    pub coordinates: Vec<Coordinate>,
    /// For each island its estimate of the logarithm of the marginal likelihood.
    pub log_evidence: Vec<f64>,
    /// Every temperature; the last is the posterior itself, fitted again.
    pub levels: Vec<Level>,
    /// Moves between two kept states of a chain at the end.
    pub thinning: usize,
    /// Correlation of two kept states of a chain that follow one another, at its worst.
    pub autocorrelation: f64,
    /// Distinct points among all.
    pub distinct: usize,
    /// Points among which [`Self::distinct`] are.
    pub points: usize,
    /// Points simulated.
    pub evaluations: u64,
    /// How the chains went, where [`crate::fit_by_chains`] made it.
    pub chains: Option<ChainReport>,
}

/// How the chains of a factor went.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainReport {
    /// Independent chains.
    pub chains: usize,
    /// Draws of each that were thrown away.
    pub warmup: usize,
    /// Draws of each that were kept.
    pub draws: usize,
    /// Kept draws whose path diverged.
    pub divergences: u64,
    /// Kept draws whose path was cut off at its greatest length.
    pub cut_off: u64,
    /// Mean number of steps of a path.
    pub steps: f64,
    /// The largest R̂, the least effective sample size of the middle and that of the tails, over all
    /// coordinates and the likelihood.
    pub worst: ChainWorth,
}

/// A fit.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Draws that agree with what was observed, each run of an island as likely as another.
    pub draws: PosteriorDraws,
    /// The factors of the posterior.
    pub factors: Vec<Factor>,
    /// For each island its estimate of the logarithm of the marginal likelihood of everything
    /// observed. Island `k` holds the runs `r` with `r % 16 = k`, and weighs as much as its evidence. All
    /// are 0 where the method has no estimate ([`crate::fit_by_chains`]).
    pub log_evidence: Vec<f64>,
}

/// Fits a plan to what was observed.
///
/// # Errors
///
/// Where the plan is beyond a limit of the engine, or the simulation was interrupted.
pub fn fit(request: &Request<'_>) -> Result<Fit, FitError> {
    let mut parts = Vec::new();
    let mut factors: Vec<Factor> = Vec::new();
    let mut done = 0;
    for group in groups(request)? {
        let (factor, points, tuning) = sample(request, group, done)?;
        done += factor.evaluations;
        parts.push(Part::new(factor.coordinates.clone(), &points, &tuning));
        factors.push(factor);
    }
    let islands = hongtu_engine::SCRAMBLES as usize;
    let log_evidence =
        (0..islands).map(|island| factors.iter().map(|f| f.log_evidence[island]).sum()).collect();
    Ok(Fit { draws: PosteriorDraws::of(request.plan, request.seed, parts), factors, log_evidence })
}

/// Observations with the program that records them, and what they depend on.
pub(crate) struct Group {
    pub observed: Vec<usize>,
    pub coordinates: BTreeSet<Coordinate>,
    pub program: Program,
}

/// Above so many observations they are not told apart: each takes a program of its own at first.
const MOST_GROUPS: usize = 256;

/// Divides the observations so that no two groups depend on one draw.
///
/// What an observation depends on is what its own program asks for: nothing else can move it. The
/// program of a group may ask for more (shocks after an observation that another one outlasts).
pub(crate) fn groups(request: &Request<'_>) -> Result<Vec<Group>, FitError> {
    let probe = Probe::new(request.plan);
    let all = 0..request.observed.len();
    let apart: Vec<Vec<usize>> = if all.len() > MOST_GROUPS {
        vec![all.collect()]
    } else {
        all.map(|index| vec![index]).collect()
    };
    let mut groups: Vec<(Vec<usize>, BTreeSet<Coordinate>)> = Vec::new();
    for mut observed in apart {
        let mut coordinates = asked(request, &probe, &program(request, &observed)?)?;
        let meets = |(_, other): &(_, BTreeSet<Coordinate>)| !other.is_disjoint(&coordinates);
        let (joined, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(meets);
        groups = rest;
        for (other, draws) in joined {
            observed.extend(other);
            coordinates.extend(draws);
        }
        observed.sort_unstable();
        groups.push((observed, coordinates));
    }
    groups.sort_by_key(|(observed, _)| observed.first().copied());
    groups
        .into_iter()
        .map(|(observed, coordinates)| {
            Ok(Group { program: program(request, &observed)?, observed, coordinates })
        })
        .collect()
}

fn program(request: &Request<'_>, observed: &[usize]) -> Result<Program, FitError> {
    let measures: Vec<Expr> =
        observed.iter().map(|&index| request.observed[index].measure.clone()).collect();
    Ok(Program::new(request.plan, &request.plan.readings, &measures)?)
}

/// What a program draws.
fn asked(
    request: &Request<'_>,
    probe: &Probe<'_>,
    program: &Program,
) -> Result<BTreeSet<Coordinate>, FitError> {
    let options = Options { threads: 1, cancel: request.cancel, ..Options::default() };
    simulate(program, request.settings, probe, 0..1, &options)?;
    Ok(probe.take())
}

/// Samples a factor; `done` points were simulated before.
fn sample(
    request: &Request<'_>,
    group: Group,
    done: u64,
) -> Result<(Factor, Points, Tuning), FitError> {
    let coordinates: Vec<Coordinate> = group.coordinates.into_iter().collect();
    let tuning = Tuning::new(request.runs, coordinates.len(), request.threads);
    let places = Places::new(request.plan, &coordinates);
    let transforms = Transforms::new(request.plan, &places);
    let central = CentralDraws::new(request.plan);
    let prepared = Prepared::unwatched(&group.program, request.settings)?;
    // Points simulated, and all that there will be, as far as is known.
    let (simulated, foreseen) = (AtomicU64::new(done), AtomicU64::new(0));
    let mut likelihood = |points: &Points| -> Result<Evaluated, FitError> {
        let draws =
            PointDraws { places: &places, transforms: &transforms, points, central: &central };
        let before = simulated.load(Ordering::Relaxed);
        let all = foreseen.load(Ordering::Relaxed);
        let report = request.progress.map(|report| {
            move |now: u64| {
                let points = before + now;
                report(Done { points, ahead: all.saturating_sub(points) });
            }
        });
        let options = Options {
            threads: request.threads,
            progress: report.as_ref().map(|p| p as &(dyn Fn(u64) + Sync)),
            cancel: request.cancel,
            ..Options::default()
        };
        let count = points.count() as u64;
        let runs = prepared.simulate(&draws, 0..count, &options)?.pop();
        simulated.fetch_add(count, Ordering::Relaxed);
        let measures = runs.map_or_else(Vec::new, |runs| runs.measures);
        let mut sums = vec![0.0; points.count()];
        for (&index, values) in group.observed.iter().zip(&measures) {
            let score = request.observed[index].log_likelihood;
            for (sum, &value) in sums.iter_mut().zip(values) {
                *sum += score(value);
            }
        }
        let outputs = Points::from_coordinates(points.count(), measures);
        Ok(Evaluated { log_likelihoods: sums, outputs })
    };
    let prior = prior_points(&coordinates, request.seed, tuning.population());
    // A factor is known by its first observation, whatever others there are.
    let name = group.observed.first().map_or_else(String::new, usize::to_string);
    let ahead = |points: u64| {
        foreseen.store(simulated.load(Ordering::Relaxed) + points, Ordering::Relaxed);
    };
    let found = temper(&mut likelihood, prior, &name, request.seed, &tuning, &ahead)?;
    let distinct: BTreeSet<u64> = found.identity.iter().copied().collect();
    let factor = Factor {
        observed: group.observed,
        coordinates,
        log_evidence: found.log_evidence,
        levels: found.levels,
        thinning: found.thinning,
        autocorrelation: found.autocorrelation,
        distinct: distinct.len(),
        points: found.identity.len(),
        evaluations: found.evaluations,
        chains: None,
    };
    Ok((factor, found.points, tuning))
}

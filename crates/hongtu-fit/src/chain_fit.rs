//! The fit by chains of the no-U-turn sampler.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use hongtu_engine::{SCRAMBLES, SimulateError};
use hongtu_model::Kind;

use crate::chains::ChainWorth;
use crate::draws::{Part, PosteriorDraws};
use crate::fit::{ChainReport, Done, Factor, Fit, FitError, Group, Request, groups};
use crate::gradient::{Density, Target};
use crate::latent::{Coordinate, prior_points};
use crate::nuts::{ChainError, ChainTuning, LogDensity, sample_chains};
use crate::points::Points;

/// Draws in which a chain adapts.
const WARMUP: usize = 300;

/// A chain keeps at least so many draws, for its diagnostics' sake, and at most so many.
const DRAWS: (usize, usize) = (128, 1_024);

/// A chain starts from the first of so many points of the prior that has a likelihood.
const STARTS: usize = 64;

/// Fits a plan to what was observed with the no-U-turn sampler: an independent chain for each of the 16
/// groups of runs, run `r` taking draw `r / 16` of chain `r % 16`.
///
/// The groups weigh the same, and the evidence is not estimated. The draws are the same at any number of
/// threads, but not on every machine.
///
/// # Errors
///
/// As [`crate::fit()`]; [`FitError::Alternatives`] where what was observed depends on which alternative
/// holds, [`FitError::Sampler`] where the sampler fails.
pub fn fit_by_chains(request: &Request<'_>) -> Result<Fit, FitError> {
    let groups = groups(request)?;
    let all: BTreeSet<&Coordinate> = groups.iter().flat_map(|group| &group.coordinates).collect();
    let alternatives = alternatives(request, &all);
    if !alternatives.is_empty() {
        return Err(FitError::Alternatives(alternatives));
    }
    let (mut parts, mut factors) = (Vec::new(), Vec::new());
    let done = AtomicU64::new(0);
    for group in groups {
        let (factor, points) = sample(request, group, &done)?;
        parts.push(Part { coordinates: factor.coordinates.clone(), points });
        factors.push(factor);
    }
    let possible = factors.iter().all(|factor| factor.log_evidence[0] == 0.0);
    let log_evidence = vec![if possible { 0.0 } else { f64::NEG_INFINITY }; SCRAMBLES as usize];
    Ok(Fit { draws: PosteriorDraws::of(request.plan, request.seed, parts), factors, log_evidence })
}

/// Keys of the alternatives among some coordinates that the settings do not hold.
fn alternatives(request: &Request<'_>, coordinates: &BTreeSet<&Coordinate>) -> Vec<String> {
    let keys = request.plan.variables.iter().filter_map(|variable| match &variable.kind {
        Kind::Alternative { key, .. } => Some(key),
        _ => None,
    });
    let keys: BTreeSet<&String> = keys
        .filter(|key| coordinates.contains(&Coordinate::Constant { key: (*key).clone() }))
        .collect();
    keys.into_iter().cloned().collect()
}

/// A density that reports and can be stopped.
struct Watched<'a> {
    density: Density<'a>,
    request: &'a Request<'a>,
    done: &'a AtomicU64,
}

impl LogDensity for Watched<'_> {
    fn at(&mut self, z: &[f64], gradient: &mut [f64]) -> f64 {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(progress) = self.request.progress.filter(|_| done.is_multiple_of(256)) {
            progress(Done { points: done, ahead: 0 });
        }
        self.density.at(z, gradient)
    }

    fn stopped(&self) -> bool {
        self.request.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }
}

fn sample(
    request: &Request<'_>,
    group: Group,
    done: &AtomicU64,
) -> Result<(Factor, Points), FitError> {
    let coordinates: Vec<Coordinate> = group.coordinates.into_iter().collect();
    let chains = SCRAMBLES as usize;
    let each = usize::try_from(request.runs.div_ceil(u64::from(SCRAMBLES))).unwrap_or(usize::MAX);
    let (least, most) = DRAWS;
    let tuning = ChainTuning {
        chains,
        warmup: WARMUP,
        draws: each.clamp(least, most),
        threads: request.threads,
    };
    let target = Target {
        plan: request.plan,
        settings: request.settings,
        program: &group.program,
        observed: group.observed.iter().map(|&index| request.observed[index]).collect(),
        coordinates: &coordinates,
    };
    // Made once here so that a limit is an error of this function.
    let mut density = Density::new(&target)?;
    let before = done.load(Ordering::Relaxed);
    let starts = starts(&mut density, &coordinates, request.seed, chains, done);
    let possible = starts.is_some();
    let points = match starts {
        None => (Points::new(coordinates.len(), chains * tuning.draws), None),
        Some(_) if coordinates.is_empty() => (Points::new(0, chains * tuning.draws), None),
        Some(starts) => {
            let name = group.observed.first().map_or_else(String::new, usize::to_string);
            let make =
                || Density::new(&target).ok().map(|density| Watched { density, request, done });
            let found = sample_chains(make, &starts, &name, request.seed, &tuning);
            let found = found.map_err(|error| match error {
                ChainError::Stopped => FitError::Simulate(SimulateError::Cancelled),
                ChainError::Failed(text) => FitError::Sampler(text),
            })?;
            let report = ChainReport {
                chains,
                warmup: tuning.warmup,
                draws: tuning.draws,
                divergences: found.divergences,
                cut_off: found.cut_off,
                steps: found.steps,
                worst: worst(&mut density, &found.points, &tuning),
            };
            (found.points, Some(report))
        }
    };
    let (points, report) = points;
    let factor = Factor {
        observed: group.observed,
        coordinates,
        log_evidence: vec![if possible { 0.0 } else { f64::NEG_INFINITY }; chains],
        levels: Vec::new(),
        thinning: 1,
        autocorrelation: 0.0,
        distinct: points.count(),
        points: points.count(),
        evaluations: done.load(Ordering::Relaxed) - before,
        chains: report,
    };
    Ok((factor, points))
}

/// A point of the prior with a likelihood for every chain; `None` where one finds none.
fn starts(
    density: &mut Density<'_>,
    coordinates: &[Coordinate],
    seed: u64,
    chains: usize,
    done: &AtomicU64,
) -> Option<Points> {
    let prior = prior_points(coordinates, seed, chains * STARTS);
    let mut starts = Points::new(coordinates.len(), chains);
    let mut z = vec![0.0; coordinates.len()];
    let mut gradient = z.clone();
    for chain in 0..chains {
        let found = (0..STARTS).any(|attempt| {
            prior.get(attempt * chains + chain, &mut z);
            done.fetch_add(1, Ordering::Relaxed);
            density.at(&z, &mut gradient).is_finite() && gradient.iter().all(|x| x.is_finite())
        });
        if !found {
            return None;
        }
        starts.set(chain, &z);
    }
    Some(starts)
}

/// The worst diagnostics over all coordinates and the density.
fn worst(density: &mut Density<'_>, points: &Points, tuning: &ChainTuning) -> ChainWorth {
    let chains = |value: &mut dyn FnMut(usize) -> f64| -> Vec<Vec<f64>> {
        (0..tuning.chains)
            .map(|chain| {
                (0..tuning.draws).map(|draw| value(draw * tuning.chains + chain)).collect()
            })
            .collect()
    };
    let mut worst = ChainWorth { r_hat: f64::NAN, bulk: f64::NAN, tail: f64::NAN };
    let mut meet = |found: ChainWorth| {
        if worst.r_hat.is_nan() || found.r_hat > worst.r_hat {
            worst.r_hat = found.r_hat;
        }
        if worst.bulk.is_nan() || found.bulk < worst.bulk {
            worst.bulk = found.bulk;
        }
        if worst.tail.is_nan() || found.tail < worst.tail {
            worst.tail = found.tail;
        }
    };
    for c in 0..points.dimensions() {
        meet(ChainWorth::of(&chains(&mut |point| points.at(c, point))));
    }
    let mut z = vec![0.0; points.dimensions()];
    let log_densities = chains(&mut |point| {
        points.get(point, &mut z);
        density.log_density(&z)
    });
    meet(ChainWorth::of(&log_densities));
    worst
}

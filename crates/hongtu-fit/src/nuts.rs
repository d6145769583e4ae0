//! The no-U-turn sampler over a density of standard normal numbers.
//!
//! The sampler is `nuts-rs`: multinomial NUTS (Hoffman and Gelman 2014; Betancourt 2017) with dual
//! averaging of the step size and a mass matrix of a diagonal and few directions, adapted from draws and
//! gradients.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use hongtu_maths::random::{name_key, uniform};
use nuts_rs::rand::rngs::StdRng;
use nuts_rs::rand::{Rng, SeedableRng};
use nuts_rs::{
    Chain as _, CpuLogpFunc, CpuMath, CpuMathError, HasDims, LogpError, LowRankNutsSettings,
    Settings as _,
};

use crate::points::Points;

/// The logarithm of a density, but for a constant, and its gradient.
pub trait LogDensity {
    /// At a point; writes the gradient. −∞ or NaN where there is no density.
    fn at(&mut self, z: &[f64], gradient: &mut [f64]) -> f64;

    /// Whether to stop.
    fn stopped(&self) -> bool {
        false
    }
}

impl<F: FnMut(&[f64], &mut [f64]) -> f64> LogDensity for F {
    fn at(&mut self, z: &[f64], gradient: &mut [f64]) -> f64 {
        self(z, gradient)
    }
}

/// How the chains are run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChainTuning {
    /// Independent chains.
    pub chains: usize,
    /// Draws of a chain in which it adapts, and which are thrown away.
    pub warmup: usize,
    /// Draws of a chain that are kept.
    pub draws: usize,
    /// Threads to use; 0 for as many as the machine has.
    pub threads: usize,
}

/// Why there are no chains.
#[derive(Clone, Debug, PartialEq)]
pub enum ChainError {
    /// The density said stop.
    Stopped,
    /// The sampler failed; in its own words.
    Failed(String),
}

/// Draws of all chains.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainSample {
    /// Draw `d` of chain `c` is point `d · chains + c`.
    pub points: Points,
    /// Kept draws whose path diverged, or met a point without a density.
    pub divergences: u64,
    /// Kept draws whose path was cut off at its greatest length.
    pub cut_off: u64,
    /// Gradients computed, warming up included.
    pub gradients: u64,
    /// Mean number of steps of the path of a kept draw.
    pub steps: f64,
}

/// Doublings of a path at most.
const DEPTH: u64 = 9;

/// Runs chains from the points of `starts`, one each. `density` makes a density for each of them; `None`
/// ends it all.
///
/// `name` keys the random numbers together with the seed. Draws have the same bits at any number of
/// threads, but not on every machine: the sampler uses the platform's arithmetic.
///
/// # Errors
///
/// Where a density said stop, or the sampler failed.
pub fn sample_chains<D: LogDensity>(
    density: impl Fn() -> Option<D> + Sync,
    starts: &Points,
    name: &str,
    seed: u64,
    tuning: &ChainTuning,
) -> Result<ChainSample, ChainError> {
    let key = name_key(&format!("{name}: no-U-turn"));
    let next = AtomicUsize::new(0);
    let found: Vec<Mutex<Option<Result<Drawn, ChainError>>>> =
        (0..tuning.chains).map(|_| Mutex::new(None)).collect();
    let work = || {
        loop {
            let chain = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = found.get(chain) else { return };
            let mut start = vec![0.0; starts.dimensions()];
            starts.get(chain, &mut start);
            let bits = (uniform(seed, chain as u64, key, 0) * (1u64 << 53) as f64) as u64;
            let drawn = density().ok_or(ChainError::Stopped);
            let drawn = drawn.and_then(|d| run(d, &start, chain as u64, bits, tuning));
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(drawn);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..crate::moves::threads(tuning.threads).min(tuning.chains) {
            if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    let mut sample = ChainSample {
        points: Points::new(starts.dimensions(), tuning.chains * tuning.draws),
        divergences: 0,
        cut_off: 0,
        gradients: 0,
        steps: 0.0,
    };
    let mut steps = 0;
    for (chain, slot) in found.into_iter().enumerate() {
        let slot = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        let drawn = slot.unwrap_or(Err(ChainError::Stopped))?;
        for (draw, z) in drawn.draws.iter().enumerate() {
            sample.points.set(draw * tuning.chains + chain, z);
        }
        sample.divergences += drawn.divergences;
        sample.cut_off += drawn.cut_off;
        sample.gradients += drawn.gradients;
        steps += drawn.steps;
    }
    sample.steps = steps as f64 / (tuning.chains * tuning.draws).max(1) as f64;
    Ok(sample)
}

/// What one chain drew.
struct Drawn {
    draws: Vec<Box<[f64]>>,
    divergences: u64,
    cut_off: u64,
    gradients: u64,
    steps: u64,
}

fn run<D: LogDensity>(
    density: D,
    start: &[f64],
    chain: u64,
    seed: u64,
    tuning: &ChainTuning,
) -> Result<Drawn, ChainError> {
    let stopped = Arc::new(AtomicBool::new(false));
    let failed = |error: String| {
        if stopped.load(Ordering::Relaxed) {
            ChainError::Stopped
        } else {
            ChainError::Failed(error)
        }
    };
    let settings = LowRankNutsSettings {
        num_tune: tuning.warmup as u64,
        num_draws: tuning.draws as u64,
        maxdepth: DEPTH,
        ..LowRankNutsSettings::default()
    };
    let math =
        CpuMath::new(Function { density, dimensions: start.len(), stopped: stopped.clone() });
    let mut rng = StdRng::seed_from_u64(seed);
    let mut sampler =
        settings.new_chain(chain, math, &mut rng).map_err(|error| failed(format!("{error:#}")))?;
    sampler.set_position(start).map_err(|error| failed(format!("{error:#}")))?;
    let mut drawn = Drawn { draws: Vec::new(), divergences: 0, cut_off: 0, gradients: 0, steps: 0 };
    for number in 0..tuning.warmup + tuning.draws {
        let (z, progress) = sampler.draw().map_err(|error| failed(format!("{error:#}")))?;
        drawn.gradients += progress.num_gradients;
        if number >= tuning.warmup {
            drawn.divergences += u64::from(progress.diverging);
            drawn.cut_off += u64::from(progress.num_steps + 1 >= 1 << DEPTH);
            drawn.steps += progress.num_steps;
            drawn.draws.push(z);
        }
    }
    Ok(drawn)
}

/// A density as the sampler wants it.
struct Function<D> {
    density: D,
    dimensions: usize,
    /// Set when the density has said stop.
    stopped: Arc<AtomicBool>,
}

/// Why a point has no density.
#[derive(Clone, Copy, Debug)]
enum NoDensity {
    /// There is none: the path ends there.
    Here,
    /// The chain is to end.
    Stopped,
}

impl fmt::Display for NoDensity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Here => "no density",
            Self::Stopped => "stopped",
        })
    }
}

impl std::error::Error for NoDensity {}

impl LogpError for NoDensity {
    fn is_recoverable(&self) -> bool {
        matches!(self, Self::Here)
    }
}

impl<D> HasDims for Function<D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([("unconstrained_parameter".to_owned(), self.dimensions as u64)])
    }
}

impl<D: LogDensity> CpuLogpFunc for Function<D> {
    type LogpError = NoDensity;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.dimensions
    }

    fn logp(&mut self, z: &[f64], gradient: &mut [f64]) -> Result<f64, NoDensity> {
        if self.density.stopped() {
            self.stopped.store(true, Ordering::Relaxed);
            return Err(NoDensity::Stopped);
        }
        let found = self.density.at(z, gradient);
        let sound = found.is_finite() && gradient.iter().all(|x| x.is_finite());
        if sound { Ok(found) } else { Err(NoDensity::Here) }
    }

    fn expand_vector<R: Rng + ?Sized>(
        &mut self,
        _: &mut R,
        z: &[f64],
    ) -> Result<Vec<f64>, CpuMathError> {
        Ok(z.to_vec())
    }
}

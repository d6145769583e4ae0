//! Moves: proposals, and whether they are accepted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use hongtu_maths::random::{name_key, uniform, uniform_pair};
use hongtu_maths::special::{normal_quantile, normal_quantile_each};
use hongtu_maths::{exp, ln};

use crate::points::Points;
use crate::reference::Reference;

/// How a move proposes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Proposal {
    /// `m + √(1 − β²)(z − m) + β ξ` with ξ ~ N(0, C) and the reference N(m, C): the generalised
    /// preconditioned Crank–Nicolson proposal (Rudolf and Sprungk 2018, eq. 14; Pinski et al. 2015).
    /// It leaves the reference invariant.
    Population {
        /// β, in (0, 1].
        step: f64,
    },
    /// As [`Self::Population`], but in the informed directions with steps as long as the point is far
    /// from the mean: `√(1 − β²) y + β ξ |y| / χ_k`, with `y` the point there in units of the
    /// reference's deviations. It leaves `|y|^−k dy` invariant: the mixed preconditioned
    /// Crank–Nicolson proposal (Kamatani 2018), for posteriors with longer tails than the reference.
    Scaled {
        /// β, in (0, 1].
        step: f64,
    },
    /// Some coordinates drawn anew from the prior: one, and each other with a probability. Leaves
    /// the prior invariant in any number of dimensions (as pCN does: Cotter et al. 2013), and reaches
    /// other modes and alternatives at one stroke.
    Redraw {
        /// Probability that a coordinate is drawn anew.
        share: f64,
    },
}

/// What random numbers are for.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    pub noise: u64,
    pub distance: u64,
    pub choice: u64,
    pub decision: u64,
    pub resampling: u64,
}

impl Keys {
    /// For a factor of the posterior.
    pub fn new(factor: &str) -> Self {
        let key = |what: &str| name_key(&format!("\u{0}fit {what}\u{0}{factor}"));
        Self {
            noise: key("noise"),
            distance: key("distance"),
            choice: key("choice"),
            decision: key("decision"),
            resampling: key("resampling"),
        }
    }
}

/// So many chains are taken side by side.
const SIDE: usize = 8;

/// A move of every chain.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    pub proposal: Proposal,
    pub reference: &'a Reference,
    pub seed: u64,
    pub keys: Keys,
    /// Number of the move: no two of a factor have the same.
    pub number: u64,
}

impl Move<'_> {
    /// Proposes from the points `from..` of a population, as many as `out` has, and gives for each the
    /// logarithm of what multiplies the ratio of the tempered likelihoods.
    pub fn propose(
        &self,
        population: &Points,
        from: usize,
        out: &mut Points,
        threads: usize,
    ) -> Vec<f64> {
        let (dimensions, count) = (out.dimensions(), out.count());
        let mut factors = vec![0.0; count];
        if dimensions == 0 || count == 0 {
            return factors;
        }
        // Groups of chains, in each coordinate after coordinate.
        let mut rows = vec![[0.0; SIDE]; dimensions * count.div_ceil(SIDE)];
        let part = count.div_ceil(SIDE).div_ceil(4 * threads.max(1));
        let parts = rows.chunks_mut(part * dimensions).zip(factors.chunks_mut(part * SIDE));
        let parts = Mutex::new(parts.enumerate().collect::<Vec<_>>());
        let work = || {
            let mut room = vec![[0.0; SIDE]; dimensions];
            loop {
                let next = parts.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some((index, (rows, factors))) = next else { return };
                let groups = rows.chunks_exact_mut(dimensions).zip(factors.chunks_mut(SIDE));
                for (group, (rows, factors)) in (index * part..).zip(groups) {
                    let first = group * SIDE;
                    for (c, row) in rows.iter_mut().enumerate() {
                        let from = &population.coordinate(c)[from + first..][..factors.len()];
                        row[..from.len()].copy_from_slice(from);
                    }
                    let found = self.several(first as u64, rows, &mut room);
                    factors.copy_from_slice(&found[..factors.len()]);
                }
            }
        };
        if threads <= 1 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 1..threads {
                    // Where the system gives no more threads, those there are do the work.
                    if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                        break;
                    }
                }
                work();
            });
        }
        for c in 0..dimensions {
            let groups = rows.iter().skip(c).step_by(dimensions);
            for (out, row) in out.coordinate_mut(c).chunks_mut(SIDE).zip(groups) {
                out.copy_from_slice(&row[..out.len()]);
            }
        }
        factors
    }

    /// Replaces the points of some chains, from the `first` on, by proposals.
    fn several(&self, first: u64, z: &mut [[f64; SIDE]], room: &mut [[f64; SIDE]]) -> [f64; SIDE] {
        let number = (self.number as i64).wrapping_mul(1 << 24);
        match self.proposal {
            Proposal::Population { step } | Proposal::Scaled { step } => {
                let scaled = matches!(self.proposal, Proposal::Scaled { .. });
                self.normal(first, self.keys.noise, room);
                let far = if scaled { self.far(first, z) } else { [1.0; SIDE] };
                self.reference.shape(room, far);
                let before = self.reference.log_prior_over(z, scaled);
                let keep = (1.0 - step * step).sqrt();
                for ((z, m), noise) in z.iter_mut().zip(&self.reference.mean).zip(&*room) {
                    for l in 0..SIDE {
                        z[l] = m + keep * (z[l] - m) + step * noise[l];
                    }
                }
                let after = self.reference.log_prior_over(z, scaled);
                std::array::from_fn(|l| after[l] - before[l])
            }
            Proposal::Redraw { share } => {
                for (l, chain) in (first..).take(SIDE).enumerate() {
                    let u = uniform(self.seed, chain, self.keys.choice, self.number as i64);
                    let certain = (u * z.len() as f64) as usize;
                    for (index, z) in z.iter_mut().enumerate() {
                        let key = number.wrapping_add(index as i64);
                        let (choice, value) = uniform_pair(self.seed, chain, self.keys.noise, key);
                        if index == certain || choice < share {
                            z[l] = normal_quantile(value);
                        }
                    }
                }
                [0.0; SIDE]
            }
        }
    }

    /// Writes standard normal numbers for some chains.
    fn normal(&self, first: u64, key: u64, out: &mut [[f64; SIDE]]) {
        let number = (self.number as i64).wrapping_mul(1 << 24);
        for (pair, out) in (0i64..).zip(out.chunks_mut(2)) {
            for (l, chain) in (first..).take(SIDE).enumerate() {
                let (a, b) = uniform_pair(self.seed, chain, key, number.wrapping_add(pair));
                for (out, u) in out.iter_mut().zip([a, b]) {
                    out[l] = u;
                }
            }
        }
        normal_quantile_each(out.as_flattened_mut());
    }

    /// How far points are from the mean in the informed directions, over a draw of how far points of
    /// the reference are.
    fn far(&self, first: u64, z: &[[f64; SIDE]]) -> [f64; SIDE] {
        let mut normal = vec![[0.0; SIDE]; self.reference.basis.len()];
        self.normal(first, self.keys.distance, &mut normal);
        let distance = self.reference.distance(z);
        std::array::from_fn(|l| {
            let mut drawn = 0.0;
            for normal in &normal {
                drawn += normal[l] * normal[l];
            }
            (distance[l] / drawn).sqrt()
        })
    }

    /// Whether a chain accepts a proposal (Metropolis et al. 1953; Hastings 1970).
    pub fn accepts(&self, chain: u64, log_ratio: f64) -> bool {
        let u = uniform(self.seed, chain, self.keys.decision, self.number as i64);
        log_ratio >= 0.0 || ln(u) < log_ratio
    }
}

/// The size of a step, adapted to the share of accepted proposals (Robbins and Monro 1951; Andrieu
/// and Thoms 2008).
#[derive(Clone, Copy, Debug)]
pub struct Adapted {
    /// The size.
    pub size: f64,
    least: f64,
}

impl Adapted {
    /// Starts at the largest step, 1.
    pub fn new(least: f64) -> Self {
        Self { size: 1.0, least }
    }

    /// Learns from a move.
    pub fn learn(&mut self, accepted: f64) {
        let size = self.size * exp(1.5 * (accepted - ACCEPTANCE));
        self.size = if size > 1.0 {
            1.0
        } else if size < self.least {
            self.least
        } else {
            size
        };
    }
}

/// The share of proposals that are accepted when steps have the right size.
const ACCEPTANCE: f64 = 0.28;

/// Threads to use; 0 asks for as many as the machine has.
pub fn threads(asked: usize) -> usize {
    static FOUND: AtomicUsize = AtomicUsize::new(0);
    if cfg!(target_family = "wasm") {
        return 1;
    }
    if asked > 0 {
        return asked.min(64);
    }
    let mut found = FOUND.load(Ordering::Relaxed);
    if found == 0 {
        found = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(64);
        FOUND.store(found, Ordering::Relaxed);
    }
    found
}

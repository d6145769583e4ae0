//! Tempered sequential Monte Carlo over one factor of the posterior.
//!
//! The sampler of Del Moral, Doucet and Jasra (2006) in the waste-free form of Dau and Chopin (2022,
//! algorithm 2): from the prior to the posterior through `p_λ(z) ∝ N(z; 0, I) · L(z)^λ`, with λ rising
//! from 0 to 1. At each temperature few points are resampled, each starts a chain of moves that leave
//! `p_λ` invariant, and every state of every chain is a point of the next population.

use hongtu_maths::max;
use hongtu_maths::random::uniform;

use crate::mixing::{correlation, thinning};
use crate::moves::{Adapted, Keys, Move, Proposal};
use crate::points::Points;
use crate::reference::Reference;
use crate::tuning::Tuning;
use crate::weights::{next_temperature, systematic, tempered, worth};

/// What is found at some points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// The logarithm of the likelihood at each point; NaN or −∞ where there is none.
    pub log_likelihoods: Vec<f64>,
    /// What the likelihood is of: one coordinate for each thing observed. The directions in which
    /// these change are those in which the posterior may differ from the prior.
    pub outputs: Points,
}

/// A likelihood over points of the latent space.
pub trait Likelihood {
    /// Why it cannot be had.
    type Error;

    /// Computes it for every point. A point's values must not depend on the others'.
    ///
    /// # Errors
    ///
    /// Where the computation fails or is interrupted.
    fn evaluate(&mut self, points: &Points) -> Result<Evaluated, Self::Error>;
}

impl<E, F: FnMut(&Points) -> Result<Evaluated, E>> Likelihood for F {
    type Error = E;

    fn evaluate(&mut self, points: &Points) -> Result<Evaluated, E> {
        self(points)
    }
}

/// A temperature of the sampler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// λ: 0 the prior, 1 the posterior.
    pub temperature: f64,
    /// Directions in which the population was found to differ from the prior.
    pub informed: usize,
    /// Share of proposals from the population that were accepted.
    pub accepted: f64,
    /// Share of redrawn coordinates that were accepted.
    pub redrawn: f64,
    /// Size of the steps at the end, β.
    pub step: f64,
}

/// A sample of one factor of the posterior.
///
/// Point `p` belongs to island `p % islands`; points of an island weigh the same. The states of a
/// chain are `islands · chains` points apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The points.
    pub points: Points,
    /// Their likelihoods' logarithms.
    pub log_likelihoods: Vec<f64>,
    /// Points with equal numbers here are copies of one another.
    pub identity: Vec<u64>,
    /// For each island its estimate of the logarithm of the marginal likelihood; −∞ where the island
    /// found no point with a likelihood.
    pub log_evidence: Vec<f64>,
    /// Every temperature.
    pub levels: Vec<Level>,
    /// Moves between two kept states of a chain at the end.
    pub thinning: usize,
    /// Correlation of two kept states of a chain that follow one another, at its worst.
    pub autocorrelation: f64,
    /// Points that were simulated.
    pub evaluations: u64,
}

/// Samples a factor, starting from points of the prior: [`Tuning::population`] of them.
///
/// `name` keys the random numbers together with the seed. Before the chains of each temperature `ahead` is
/// told how many points are still to be simulated, as far as is known.
///
/// # Errors
///
/// Those of the likelihood.
pub fn temper<L: Likelihood>(
    likelihood: &mut L,
    prior: Points,
    name: &str,
    seed: u64,
    tuning: &Tuning,
    ahead: &dyn Fn(u64),
) -> Result<Sample, L::Error> {
    let Evaluated { log_likelihoods, outputs } = likelihood.evaluate(&prior)?;
    let mut state = State {
        tuning,
        seed,
        keys: Keys::new(name),
        moves: 0,
        population: Adapted::new(1e-3),
        scaled: Adapted::new(1e-3),
        redraw: Adapted::new(0.0),
        identity: (0..prior.count() as u64).collect(),
        evaluations: prior.count() as u64,
        points: prior,
        outputs,
        log_likelihoods,
    };
    let mut log_evidence = vec![0.0; tuning.islands];
    let mut levels = Vec::new();
    let mut temperature = 0.0;
    // Moves between two kept states of a chain, and how much states a move apart correlate.
    let (mut apart, mut found) = (1, 0.0);
    while temperature < 1.0 {
        let islands = state.by_island();
        // After very many steps what is left is taken at once; the diagnostics will tell.
        let next = if levels.len() + 1 < tuning.most_temperatures {
            next_temperature(&islands, temperature, tuning.keep)
        } else {
            1.0
        };
        let mut weights = Vec::with_capacity(islands.len());
        for (island, evidence) in islands.iter().zip(&mut log_evidence) {
            let (w, mean) = tempered(island, next - temperature);
            *evidence += mean;
            weights.push(w);
        }
        let far = (temperature, next);
        temperature = next;
        if weights.iter().all(|w| worth(w) == 0.0) {
            // No point has a likelihood: there is nothing to go on with.
            return Ok(state.sample(log_evidence, levels, 1, 1.0));
        }
        let reference = state.reference(&weights);
        state.resample(&weights, levels.len() as u64);
        let after = steps_after(far, tuning.most_temperatures.saturating_sub(levels.len() + 1));
        ahead(state.cost(apart) * (1 + after) + state.cost(thinning(found, &tuning.last)));
        let level = state.run(likelihood, &reference, temperature, apart)?;
        // What chains do not reach here, no weight finds again further down.
        found = state.autocorrelation(&reference, apart);
        apart = thinning(found, &tuning.annealing);
        levels.push(level);
    }
    // At temperature 1 the reference is fitted again, to the posterior itself, and chains go on as
    // long as it takes for their states to tell something new.
    let even: Vec<Vec<f64>> = vec![vec![1.0; tuning.states()]; tuning.islands];
    let reference = state.reference(&even);
    let thinning = thinning(found, &tuning.last);
    state.wrap();
    ahead(state.cost(thinning));
    let level = state.run(likelihood, &reference, 1.0, thinning)?;
    levels.push(level);
    let autocorrelation = state.autocorrelation(&reference, 1);
    Ok(state.sample(log_evidence, levels, thinning, autocorrelation))
}

struct State<'a> {
    tuning: &'a Tuning,
    seed: u64,
    keys: Keys,
    /// Moves made so far.
    moves: u64,
    population: Adapted,
    scaled: Adapted,
    redraw: Adapted,
    points: Points,
    outputs: Points,
    log_likelihoods: Vec<f64>,
    identity: Vec<u64>,
    evaluations: u64,
}

impl State<'_> {
    /// The likelihoods of each island's points.
    fn by_island(&self) -> Vec<Vec<f64>> {
        let islands = self.tuning.islands;
        (0..islands)
            .map(|island| {
                self.log_likelihoods.iter().skip(island).step_by(islands).copied().collect()
            })
            .collect()
    }

    /// Fits the reference to all islands together, each with the same weight.
    fn reference(&self, weights: &[Vec<f64>]) -> Reference {
        let islands = self.tuning.islands;
        let (mut all, mut size) = (vec![0.0; self.points.count()], 0.0);
        let alive = weights.iter().filter(|w| worth(w) > 0.0).count();
        for (island, weights) in weights.iter().enumerate() {
            let sum: f64 = weights.iter().sum();
            if sum > 0.0 {
                size += worth(weights);
                for (q, w) in weights.iter().enumerate() {
                    all[q * islands + island] = w / sum / alive as f64;
                }
            }
        }
        // States of a chain resemble each other.
        Reference::fit(&self.points, &self.outputs, &all, size / ALIKE)
    }

    /// Resamples every island to the first states of its chains. An island in which nothing weighs
    /// takes what there is; its evidence says that it does not count.
    fn resample(&mut self, weights: &[Vec<f64>], level: u64) {
        let (islands, chains) = (self.tuning.islands, self.tuning.chains);
        let mut source = vec![0; islands * chains];
        for (island, weights) in weights.iter().enumerate() {
            let u = uniform(self.seed, island as u64, self.keys.resampling, level as i64);
            for (chain, index) in systematic(weights, chains, u).into_iter().enumerate() {
                source[chain * islands + island] = index * islands + island;
            }
        }
        self.copy(&source);
    }

    /// Makes the last states of the chains their first.
    fn wrap(&mut self) {
        let slab = self.tuning.slab();
        let last = self.points.count() - slab;
        let source: Vec<usize> = (last..last + slab).collect();
        self.copy(&source);
    }

    /// Copies points to the front.
    fn copy(&mut self, source: &[usize]) {
        for points in [&mut self.points, &mut self.outputs] {
            for c in 0..points.dimensions() {
                let coordinate = points.coordinate_mut(c);
                let values: Vec<f64> = source.iter().map(|&s| coordinate[s]).collect();
                coordinate[..values.len()].copy_from_slice(&values);
            }
        }
        let values: Vec<f64> = source.iter().map(|&s| self.log_likelihoods[s]).collect();
        self.log_likelihoods[..values.len()].copy_from_slice(&values);
        let values: Vec<u64> = source.iter().map(|&s| self.identity[s]).collect();
        self.identity[..values.len()].copy_from_slice(&values);
    }

    /// Runs the chains from their first states on, `thinning` moves from one kept state to the next.
    fn run<L: Likelihood>(
        &mut self,
        likelihood: &mut L,
        reference: &Reference,
        temperature: f64,
        thinning: usize,
    ) -> Result<Level, L::Error> {
        let slab = self.tuning.slab();
        let dimensions = self.points.dimensions();
        let mut proposed = Points::new(dimensions, slab);
        let mut tally = [(0.0, 0.0); 2];
        for kept in 1..self.tuning.length {
            let to = kept * slab;
            self.advance(to);
            for _ in 0..thinning {
                let redraw =
                    self.moves % REDRAW_EVERY == REDRAW_EVERY - 1 || reference.basis.is_empty();
                let proposal = if redraw {
                    Proposal::Redraw { share: self.redraw.size }
                } else {
                    // Every second one scaled, for points in corners of the posterior.
                    if self.moves % REDRAW_EVERY % 2 == 1 {
                        Proposal::Scaled { step: self.scaled.size }
                    } else {
                        Proposal::Population { step: self.population.size }
                    }
                };
                let made = Move {
                    proposal,
                    reference,
                    seed: self.seed,
                    keys: self.keys,
                    number: self.moves,
                };
                self.moves += 1;
                let factors = made.propose(&self.points, to, &mut proposed, self.tuning.threads);
                let found = likelihood.evaluate(&proposed)?;
                self.evaluations += slab as u64;
                let accepted = self.accept(&made, to, &proposed, &factors, &found, temperature);
                let share = accepted as f64 / slab as f64;
                tally[usize::from(redraw)].0 += share;
                tally[usize::from(redraw)].1 += 1.0;
                match proposal {
                    Proposal::Redraw { .. } => self.redraw.learn(share),
                    Proposal::Population { .. } => self.population.learn(share),
                    Proposal::Scaled { .. } => self.scaled.learn(share),
                }
            }
        }
        let mean = |(sum, count): (f64, f64)| if count > 0.0 { sum / count } else { 0.0 };
        Ok(Level {
            temperature,
            informed: reference.basis.len(),
            accepted: mean(tally[0]),
            redrawn: mean(tally[1]),
            step: self.population.size,
        })
    }

    /// How many points chains simulate that make so many moves between two kept states.
    fn cost(&self, thinning: usize) -> u64 {
        (self.tuning.slab() * (self.tuning.length - 1) * thinning) as u64
    }

    /// Starts the slab at `to` as a copy of the one before.
    fn advance(&mut self, to: usize) {
        let slab = self.tuning.slab();
        for points in [&mut self.points, &mut self.outputs] {
            for c in 0..points.dimensions() {
                points.coordinate_mut(c).copy_within(to - slab..to, to);
            }
        }
        self.log_likelihoods.copy_within(to - slab..to, to);
        self.identity.copy_within(to - slab..to, to);
    }

    /// Accepts or rejects; gives the number accepted.
    fn accept(
        &mut self,
        made: &Move<'_>,
        to: usize,
        proposed: &Points,
        factors: &[f64],
        found: &Evaluated,
        temperature: f64,
    ) -> usize {
        let mut accepted = Vec::new();
        for (chain, (factor, &new)) in factors.iter().zip(&found.log_likelihoods).enumerate() {
            let old = self.log_likelihoods[to + chain];
            let possible = !new.is_nan() && new > f64::NEG_INFINITY;
            // A chain that started without a likelihood takes any.
            let lost = old.is_nan() || old == f64::NEG_INFINITY;
            let ratio = temperature * (new - old) + factor;
            if possible && (lost || made.accepts(chain as u64, ratio)) {
                accepted.push(chain);
                self.log_likelihoods[to + chain] = new;
                self.identity[to + chain] = self.evaluations + chain as u64;
            }
        }
        let moved = [(&mut self.points, proposed), (&mut self.outputs, &found.outputs)];
        for (points, proposed) in moved {
            for c in 0..points.dimensions() {
                let coordinate = points.coordinate_mut(c);
                for &chain in &accepted {
                    coordinate[to + chain] = proposed.at(c, chain);
                }
            }
        }
        accepted.len()
    }

    /// The largest correlation between states of a chain that follow one another, a cycle of moves
    /// apart and taken to one of the `moves` between two states: of the likelihood and of every informed
    /// direction.
    fn autocorrelation(&self, reference: &Reference, moves: usize) -> f64 {
        let slab = self.tuning.slab();
        let lag = (REDRAW_EVERY as usize).min(self.tuning.length.saturating_sub(1)).max(1);
        let mut worst = correlation(&self.log_likelihoods, lag * slab);
        for direction in &reference.basis {
            let along = reference.all_along(&self.points, direction);
            worst = max(worst, correlation(&along, lag * slab));
        }
        if worst > 0.0 { hongtu_maths::pow(worst, 1.0 / (lag * moves) as f64) } else { 0.0 }
    }

    fn sample(
        self,
        log_evidence: Vec<f64>,
        levels: Vec<Level>,
        thinning: usize,
        autocorrelation: f64,
    ) -> Sample {
        Sample {
            points: self.points,
            log_likelihoods: self.log_likelihoods,
            identity: self.identity,
            log_evidence,
            levels,
            thinning,
            autocorrelation,
            evaluations: self.evaluations,
        }
    }
}

/// How many temperatures come after a step from one to the next, if the roots of the temperatures go on
/// in steps as long, and at most `most`: they do where evidence is let into a wide prior, and a posterior
/// that has grown narrow takes fewer.
fn steps_after((from, to): (f64, f64), most: usize) -> u64 {
    let (from, to) = (from.sqrt(), to.sqrt());
    let steps = if to < 1.0 { ((1.0 - to) / (to - from)).ceil() as u64 } else { 0 };
    steps.min(most as u64)
}

/// States of a chain resemble each other: so many tell as much as one draw.
const ALIKE: f64 = 5.0;

/// One move in so many redraws coordinates.
const REDRAW_EVERY: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperatures_to_come_have_a_bound() {
        assert_eq!(steps_after((0.0, 0.25), 100), 1);
        assert_eq!(steps_after((0.25, 1.0), 100), 0);
        // A step so short that its root does not move.
        assert_eq!(steps_after((0.25, 0.25_f64.next_up()), 7), 7);
    }
}

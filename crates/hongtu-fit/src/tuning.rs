//! How much work the sampler does.

use hongtu_engine::SCRAMBLES;

/// How the sampler works. Nothing but `threads` leaves its results as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Independent islands.
    pub islands: usize,
    /// Chains of an island.
    pub chains: usize,
    /// States of a chain; a power of two.
    pub length: usize,
    /// The share of the effective sample size that a temperature keeps.
    pub keep: f64,
    /// How far chains go at the temperatures before the last.
    pub annealing: Thinning,
    /// How far they go at the posterior itself.
    pub last: Thinning,
    /// At most so many temperatures are used.
    pub most_temperatures: usize,
    /// Threads to use; 0 for as many as the machine has.
    pub threads: usize,
}

/// How many moves chains make between two kept states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thinning {
    /// How much two kept states may correlate.
    pub correlation: f64,
    /// At most so many moves.
    pub most: usize,
}

/// An island has at most so many points; more runs than these use them again.
pub const MOST_STATES: usize = 1_024;

/// At most so many numbers are held at once in a population (256 MiB).
const MOST_NUMBERS: usize = 32 << 20;

/// States of a chain.
const LENGTH: usize = 16;

impl Tuning {
    /// For so many runs over a latent space of so many dimensions.
    ///
    /// A point for each run, between 256 and 1,024 in an island.
    pub fn new(runs: u64, dimensions: usize, threads: usize) -> Self {
        let islands = SCRAMBLES as usize;
        let per_island = usize::try_from(runs.div_ceil(islands as u64)).unwrap_or(usize::MAX);
        let fits = MOST_NUMBERS / (dimensions.max(1) * islands * LENGTH);
        let chains = per_island.div_ceil(LENGTH).clamp(16, MOST_STATES / LENGTH).min(fits.max(2));
        Self {
            islands,
            chains,
            length: LENGTH,
            keep: 0.5,
            annealing: Thinning { correlation: 0.75, most: 4 },
            last: Thinning { correlation: 0.5, most: 16 },
            most_temperatures: 100,
            threads: crate::moves::threads(threads),
        }
    }

    /// Points of all islands.
    pub fn population(&self) -> usize {
        self.slab() * self.length
    }

    /// Points of an island.
    pub fn states(&self) -> usize {
        self.chains * self.length
    }

    /// Chains of all islands.
    pub(crate) fn slab(&self) -> usize {
        self.islands * self.chains
    }

    /// The point of an island that its run with a number takes: any first part of the runs is spread
    /// over all chains and along them, since states are taken in bit-reversed order.
    pub fn state(&self, number: usize) -> usize {
        let number = number % self.states().max(1);
        let (step, chain) = (number / self.chains.max(1), number % self.chains.max(1));
        let bits = self.length.max(1).trailing_zeros();
        let step = if bits == 0 { 0 } else { step.reverse_bits() >> (usize::BITS - bits) };
        step * self.chains + chain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_taken_once_before_any_is_again() {
        let tuning = Tuning::new(10_000, 100, 1);
        assert_eq!((tuning.chains, tuning.states()), (40, 640));
        let mut seen: Vec<usize> = (0..640).map(|number| tuning.state(number)).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..640).collect::<Vec<_>>());
        assert_eq!(tuning.state(640), tuning.state(0));
    }

    #[test]
    fn the_population_has_bounds() {
        assert_eq!(Tuning::new(1, 3, 1).states(), 256);
        assert_eq!(Tuning::new(1_000_000, 3, 1).states(), 1024);
        assert!(Tuning::new(1_000_000, 1_000_000, 1).chains == 2);
        assert!(Tuning::new(10_000, 0, 1).chains == 40);
    }
}

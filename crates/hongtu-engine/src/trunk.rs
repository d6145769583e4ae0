//! Runs kept where they part, to go on from there again and again.

use std::ops::Range;
use std::sync::Arc;

use crate::block::{Block, State};
use crate::dispatch::Features;
use crate::draws::Draws;
use crate::error::{LimitError, SimulateError, limits};
use crate::program::Program;
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::sheet::Sheet;
use crate::simulate::{Options, Runs, simulate};

/// Packs, and packs of a block: so many that an instruction is dispatched once for many runs, so few
/// that a first part of the runs is no smaller than what people want to see first.
const W: usize = 8;
const C: usize = 4;

/// Bytes that the kept states of runs may take (1 GiB).
const MOST_BYTES: u64 = 1 << 30;

/// Runs taken to a step once, and kept there.
///
/// Levers act from a step on, so that all runs are the same up to it. [`Trunk::branch`] takes them
/// from there to the end under any settings, on the thread that asks, with the bits that
/// [`simulate()`] gives.
pub struct Trunk {
    program: Arc<Program>,
    draws: Arc<dyn Draws + Send>,
    schedule: Schedule,
    sheet: Sheet,
    first: u64,
    count: usize,
    fork: u32,
    states: Vec<State<W, C>>,
}

impl Trunk {
    /// Takes runs under some settings to a step. Further settings should differ from these only in
    /// levers that act from that step on, or later; others are simulated from the start.
    ///
    /// # Errors
    ///
    /// As [`simulate()`]; and where the runs would take more than 1 GiB to keep.
    pub fn new(
        program: Arc<Program>,
        draws: Arc<dyn Draws + Send>,
        settings: &Settings,
        runs: Range<u64>,
        fork: u32,
    ) -> Result<Self, SimulateError> {
        let count = runs.end.saturating_sub(runs.start);
        let delayed = program.lists.delays.len() as u64 * (u64::from(program.end) + 1);
        let numbers = u64::from(program.lists.registers) + delayed;
        let bytes = count.saturating_mul(numbers).saturating_mul(8);
        LimitError::check("bytes of runs that are kept", bytes, MOST_BYTES)?;
        let sheet = Sheet::new(&program, settings)?;
        let schedule = Schedule::new(&program);
        let fork = fork.min(program.end);
        let mut states = Vec::new();
        {
            let mut block: Box<Block<'_, W, C>> =
                Box::new(Block::new(&program, &sheet, &*draws, &schedule, Features::Auto));
            for (first, count) in blocks(runs.start, count as usize) {
                states.extend(block.trunk(fork, first, count, || false));
            }
        }
        let first = runs.start;
        Ok(Self { program, draws, schedule, sheet, first, count: count as usize, fork, states })
    }

    /// How many runs are kept.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Takes the first `count` of the runs to the end under some settings.
    ///
    /// # Errors
    ///
    /// As [`simulate()`].
    pub fn branch(&self, settings: &Settings, count: usize) -> Result<Runs, SimulateError> {
        let count = count.min(self.count);
        let sheet = Sheet::new(&self.program, settings)?;
        if self.sheet.fork(&sheet).is_none_or(|fork| fork < self.fork) {
            let options = Options { threads: 1, ..Options::default() };
            let runs = self.first..self.first + count as u64;
            return simulate(&self.program, settings, &*self.draws, runs, &options);
        }
        let numbers = (count as u64).saturating_mul(self.program.measures() as u64);
        LimitError::check("numbers in the results", numbers, limits::RESULTS)?;
        let mut runs = Runs {
            first: self.first,
            count,
            measures: vec![vec![0.0; count]; self.program.measures()],
            troubled: Vec::new(),
        };
        let program = &*self.program;
        let mut block: Box<Block<'_, W, C>> =
            Box::new(Block::new(program, &sheet, &*self.draws, &self.schedule, Features::Auto));
        for ((first, size), state) in blocks(self.first, count).zip(&self.states) {
            block.branch(state, self.fork, first, size, || false);
            let at = (first - self.first) as usize;
            for (measure, column) in runs.measures.iter_mut().enumerate() {
                block.measure(measure, &mut column[at..at + size]);
            }
            let troubled = (0..size).filter(|&lane| block.troubled(lane));
            runs.troubled.extend(troubled.map(|lane| first + lane as u64));
        }
        Ok(runs)
    }
}

/// The first run and the length of each block of some runs.
fn blocks(first: u64, count: usize) -> impl Iterator<Item = (u64, usize)> {
    (0..count).step_by(W * C).map(move |at| (first + at as u64, (count - at).min(W * C)))
}

//! Ensembles: many runs on several threads, every result in its place.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::block::Block;
use crate::dispatch::Features;
use crate::draws::Draws;
use crate::error::{LimitError, SimulateError, limits};
use crate::prepared::Prepared;
use crate::program::Program;
use crate::settings::Settings;

/// How many runs go side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lanes {
    /// As many as suit the program.
    #[default]
    Auto,
    /// 1, 8, 16, 32 or 64; any other number is taken down to one of these (and 0 up to 1).
    Fixed(usize),
}

/// How an ensemble is run; nothing in here changes its results.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Threads to use; 0 for as many as the machine has.
    pub threads: usize,
    /// Runs side by side.
    pub lanes: Lanes,
    /// Vector instructions.
    pub features: Features,
    /// Called with the number of runs done so far, from any of the threads, after each block.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
    /// Looked at before each block and now and then in it; once true, the simulation ends with
    /// [`SimulateError::Cancelled`].
    pub cancel: Option<&'a AtomicBool>,
}

/// What an ensemble gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs {
    /// Number of the first run.
    pub first: u64,
    /// How many runs there are.
    pub count: usize,
    /// For each measure of the program, its value in each run, in coherent units. An instant that
    /// never comes is infinity.
    pub measures: Vec<Vec<f64>>,
    /// Numbers of the runs in which a division by zero, an overflow or an undefined result arose in
    /// a branch that was taken; increasing. Their measures are as they were computed.
    pub troubled: Vec<u64>,
}

impl Runs {
    /// The first runs alone.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        let count = count.min(self.count);
        let end = self.first + count as u64;
        Self {
            first: self.first,
            count,
            measures: self.measures.iter().map(|column| column[..count].to_vec()).collect(),
            troubled: self.troubled.iter().copied().filter(|run| *run < end).collect(),
        }
    }
}

/// Simulates the runs of a range.
///
/// The same program, settings and draws give the same bits for a run, whatever the range it is asked
/// for in, the threads, the lanes and the machine. Besides the result (8 bytes a measure and run),
/// memory does not grow with the number of runs.
///
/// # Errors
///
/// [`SimulateError::Cancelled`] when asked to stop, [`SimulateError::Limit`] when the result or what
/// depends on time alone would be too large, [`SimulateError::Memory`] when the machine has no room.
pub fn simulate(
    program: &Program,
    settings: &Settings,
    draws: &dyn Draws,
    runs: Range<u64>,
    options: &Options<'_>,
) -> Result<Runs, SimulateError> {
    let settings = std::slice::from_ref(settings);
    let mut branches = simulate_branches(program, settings, draws, runs, options)?;
    // One of settings, one of runs.
    branches.pop().ok_or(SimulateError::Cancelled)
}

/// Simulates the runs of a range under several settings, in their order.
///
/// The bits are those of [`simulate`] under each; what the settings have in common is done once. Up
/// to the first step at which they differ, as levers do that act from a date on, the runs are taken
/// once and go on from there under each. Progress counts a run once for each of the settings.
///
/// # Errors
///
/// As [`simulate`].
pub fn simulate_branches(
    program: &Program,
    settings: &[Settings],
    draws: &dyn Draws,
    runs: Range<u64>,
    options: &Options<'_>,
) -> Result<Vec<Runs>, SimulateError> {
    limits(program, settings.len(), &runs)?;
    Prepared::new(program, settings)?.simulate(draws, runs, options)
}

/// How many runs there are, and numbers in their results, are not too many.
fn limits(program: &Program, settings: usize, runs: &Range<u64>) -> Result<(), LimitError> {
    let count = runs.end.saturating_sub(runs.start);
    LimitError::check("runs", count, limits::RUNS)?;
    let numbers = count.saturating_mul((program.measures() * settings) as u64);
    LimitError::check("numbers in the results", numbers, limits::RESULTS)
}

/// [`Prepared::simulate`].
pub(crate) fn simulate_prepared(
    prepared: &Prepared<'_>,
    draws: &dyn Draws,
    runs: Range<u64>,
    options: &Options<'_>,
) -> Result<Vec<Runs>, SimulateError> {
    let (program, settings) = (prepared.program, prepared.branches.len());
    limits(program, settings, &runs)?;
    if settings == 0 {
        return Ok(Vec::new());
    }
    let count = runs.end.saturating_sub(runs.start);
    let size = usize::try_from(count).unwrap_or(usize::MAX);
    let columns = program.measures() * settings;
    let job = Job { prepared, draws, options };
    let threads = threads(options.threads);
    let lanes = lanes(program, options.lanes, size, threads);

    let mut measures: Vec<Vec<f64>> = Vec::new();
    for _ in 0..columns {
        let mut column: Vec<f64> = Vec::new();
        column
            .try_reserve_exact(size)
            .map_err(|_| SimulateError::Memory { bytes: count.saturating_mul(8) })?;
        column.resize(size, 0.0);
        measures.push(column);
    }
    let chunks = divide(&mut measures, runs.start, size, lanes, threads);
    let troubled = job.run(chunks, lanes, threads)?;
    let mut measures = measures.into_iter();
    let branches = troubled.into_iter().map(|mut troubled| {
        troubled.sort_unstable();
        let measures = measures.by_ref().take(program.measures()).collect();
        Runs { first: runs.start, count: size, measures, troubled }
    });
    Ok(branches.collect())
}

/// A stretch of runs and where its results go.
struct Chunk<'m> {
    first: u64,
    count: usize,
    columns: Vec<&'m mut [f64]>,
}

/// Divides the work into stretches that are small against a thread's share, so that threads end
/// together.
fn divide<'m>(
    measures: &'m mut [Vec<f64>],
    first: u64,
    size: usize,
    lanes: usize,
    threads: usize,
) -> Vec<Chunk<'m>> {
    let share = (size / (threads * 8)).clamp(1, 4096);
    let length = share.div_ceil(lanes) * lanes;
    let mut chunks: Vec<Chunk<'m>> = Vec::new();
    let mut at = first;
    let mut left = size;
    while left > 0 {
        let count = left.min(length);
        chunks.push(Chunk { first: at, count, columns: Vec::new() });
        at += count as u64;
        left -= count;
    }
    for column in measures {
        for (chunk, part) in chunks.iter_mut().zip(column.chunks_mut(length)) {
            chunk.columns.push(part);
        }
    }
    // Taken from the end.
    chunks.reverse();
    chunks
}

fn threads(asked: usize) -> usize {
    if cfg!(target_family = "wasm") {
        1
    } else if asked == 0 {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    } else {
        asked.min(1024)
    }
}

/// Bytes of registers up to which more lanes pay.
const LANE_MEMORY: usize = 448 << 10;
/// Blocks of a thread from which on more lanes pay.
const BLOCKS: usize = 4;
/// Bytes of delayed inputs that a block may need.
const DELAY_MEMORY: usize = 256 << 20;

fn lanes(program: &Program, asked: Lanes, size: usize, threads: usize) -> usize {
    let lanes = match asked {
        Lanes::Fixed(lanes) => lanes,
        Lanes::Auto => {
            let bytes = program.lists.registers as usize * 8;
            let delayed = program.lists.delays.len() * (program.end as usize + 1) * 8;
            let fits = |lanes: usize| {
                lanes * bytes <= LANE_MEMORY && lanes * delayed <= DELAY_MEMORY
                    // Blocks so small that threads end together.
                    && (lanes == 8 || lanes * BLOCKS <= size / threads)
            };
            [64, 32, 16].into_iter().find(|&lanes| fits(lanes)).unwrap_or(8)
        }
    };
    match lanes {
        0..8 => 1,
        8..16 => 8,
        16..32 => 16,
        32..64 => 32,
        _ => 64,
    }
}

struct Job<'a> {
    prepared: &'a Prepared<'a>,
    draws: &'a dyn Draws,
    options: &'a Options<'a>,
}

/// What the threads of a job share.
struct Shared<'m> {
    chunks: Mutex<Vec<Chunk<'m>>>,
    done: AtomicU64,
    cancelled: AtomicBool,
    /// Troubled runs under each of the settings.
    troubled: Mutex<Vec<Vec<u64>>>,
}

/// The value behind a lock; what a thread that died left is whole, since nothing in here can die
/// between two changes.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Job<'_> {
    fn run(
        &self,
        chunks: Vec<Chunk<'_>>,
        lanes: usize,
        threads: usize,
    ) -> Result<Vec<Vec<u64>>, SimulateError> {
        let threads = threads.min(chunks.len());
        let shared = Shared {
            chunks: Mutex::new(chunks),
            done: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            troubled: Mutex::new(vec![Vec::new(); self.prepared.branches.len()]),
        };
        let work = || match lanes {
            // A page is loaded before it is used: one width of blocks is enough there.
            _ if cfg!(target_family = "wasm") => self.work::<8, 4>(&shared),
            1 => self.work::<1, 1>(&shared),
            8 => self.work::<8, 1>(&shared),
            16 => self.work::<8, 2>(&shared),
            32 => self.work::<8, 4>(&shared),
            _ => self.work::<8, 8>(&shared),
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
        if shared.cancelled.into_inner() {
            return Err(SimulateError::Cancelled);
        }
        Ok(shared.troubled.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Takes chunks until there are none.
    fn work<const W: usize, const C: usize>(&self, shared: &Shared<'_>) {
        let Prepared { program, schedule, branches, .. } = self.prepared;
        let Some((sheet, course)) = branches.first() else { return };
        let mut block: Option<Box<Block<'_, W, C>>> = None;
        loop {
            let Some(mut chunk) = lock(&shared.chunks).pop() else { return };
            let block = block.get_or_insert_with(|| {
                let (lists, features) = (&program.lists, self.options.features);
                let of = (*program, lists);
                Box::new(Block::new(of, (sheet, course), self.draws, schedule, features))
            });
            let mut troubled = vec![Vec::new(); self.prepared.branches.len()];
            let mut at = 0;
            while at < chunk.count {
                let count = (chunk.count - at).min(W * C);
                if !self.block(block, &mut chunk, at, count, &mut troubled) {
                    shared.cancelled.store(true, Ordering::Relaxed);
                    return;
                }
                at += count;
                let added = (count * branches.len()) as u64;
                let done = shared.done.fetch_add(added, Ordering::Relaxed) + added;
                if let Some(progress) = self.options.progress {
                    progress(done);
                }
            }
            for (all, mut new) in lock(&shared.troubled).iter_mut().zip(troubled) {
                all.append(&mut new);
            }
        }
    }

    /// Takes one block of runs through all settings; `false` when asked to stop.
    fn block<'a, const W: usize, const C: usize>(
        &'a self,
        block: &mut Block<'a, W, C>,
        chunk: &mut Chunk<'_>,
        at: usize,
        count: usize,
        troubled: &mut [Vec<u64>],
    ) -> bool {
        let stop = || self.options.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        let first = chunk.first + at as u64;
        let Prepared { program, trunk, branches, fork, watched, .. } = self.prepared;
        let state = match (trunk, fork, branches.first()) {
            (Some(course), Some(fork), Some((sheet, _))) => {
                block.under(sheet, course);
                let Some(state) = block.trunk(*fork, first, count, stop) else { return false };
                Some((state, *fork))
            }
            _ => None,
        };
        let columns = chunk.columns.chunks_mut(program.measures().max(1));
        let mut columns = columns.map(Some).chain(std::iter::repeat_with(|| None));
        for ((sheet, course), troubled) in branches.iter().zip(troubled) {
            block.under(sheet, course);
            let whole = match &state {
                Some((state, fork)) => block.branch(state, *fork, first, count, stop),
                None => block.run(first, count, stop),
            };
            if !whole {
                return false;
            }
            for (measure, column) in columns.next().flatten().into_iter().flatten().enumerate() {
                block.measure(measure, &mut column[at..at + count]);
            }
            let lanes = (0..count).filter(|&lane| *watched && block.troubled(lane));
            troubled.extend(lanes.map(|lane| first + lane as u64));
        }
        true
    }
}

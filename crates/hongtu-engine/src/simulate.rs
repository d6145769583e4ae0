//! Ensembles: many runs on several threads, every result in its place.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::block::Block;
use crate::dispatch::Features;
use crate::draws::Draws;
use crate::error::{LimitError, SimulateError, limits};
use crate::program::Program;
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::sheet::Sheet;

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
    let count = runs.end.saturating_sub(runs.start);
    LimitError::check("runs", count, limits::RUNS)?;
    let numbers = count.saturating_mul(program.measures() as u64);
    LimitError::check("numbers in the results", numbers, limits::RESULTS)?;
    let size = usize::try_from(count).unwrap_or(usize::MAX);

    let sheet = Sheet::new(program, settings)?;
    let schedule = Schedule::new(program);
    let job = Job { program, sheet: &sheet, schedule: &schedule, draws, options };
    let threads = threads(options.threads);
    let lanes = lanes(program, options.lanes, size, threads);

    let mut measures: Vec<Vec<f64>> = Vec::new();
    for _ in 0..program.measures() {
        let mut column: Vec<f64> = Vec::new();
        let asked = count.saturating_mul(8);
        column.try_reserve_exact(size).map_err(|_| LimitError {
            what: "bytes of results",
            asked,
            limit: asked / 2,
        })?;
        column.resize(size, 0.0);
        measures.push(column);
    }
    let chunks = divide(&mut measures, runs.start, size, lanes, threads);
    let mut troubled = job.run(chunks, lanes, threads)?;
    troubled.sort_unstable();
    Ok(Runs { first: runs.start, count: size, measures, troubled })
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
const LANE_MEMORY: usize = 256 << 10;
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
                    // No more lanes than there are runs for.
                    && (lanes == 8 || lanes <= (size / threads).max(1))
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
    program: &'a Program,
    sheet: &'a Sheet,
    schedule: &'a Schedule,
    draws: &'a dyn Draws,
    options: &'a Options<'a>,
}

/// What the threads of a job share.
struct Shared<'m> {
    chunks: Mutex<Vec<Chunk<'m>>>,
    done: AtomicU64,
    cancelled: AtomicBool,
    troubled: Mutex<Vec<u64>>,
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
    ) -> Result<Vec<u64>, SimulateError> {
        let threads = threads.min(chunks.len());
        let shared = Shared {
            chunks: Mutex::new(chunks),
            done: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            troubled: Mutex::new(Vec::new()),
        };
        let work = || match lanes {
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
        let mut block: Option<Box<Block<'_, W, C>>> = None;
        let stop = || self.options.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
        loop {
            let Some(mut chunk) = lock(&shared.chunks).pop() else { return };
            let block = block.get_or_insert_with(|| {
                let features = self.options.features;
                Box::new(Block::new(self.program, self.sheet, self.draws, self.schedule, features))
            });
            let mut troubled = Vec::new();
            let mut at = 0;
            while at < chunk.count {
                let count = (chunk.count - at).min(W * C);
                let first = chunk.first + at as u64;
                if !block.run(first, count, stop) {
                    shared.cancelled.store(true, Ordering::Relaxed);
                    return;
                }
                for (measure, column) in chunk.columns.iter_mut().enumerate() {
                    block.measure(measure, &mut column[at..at + count]);
                }
                troubled.extend(
                    (0..count).filter(|&lane| block.troubled(lane)).map(|lane| first + lane as u64),
                );
                at += count;
                let done = shared.done.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
                if let Some(progress) = self.options.progress {
                    progress(done);
                }
            }
            if !troubled.is_empty() {
                lock(&shared.troubled).extend(troubled);
            }
        }
    }
}

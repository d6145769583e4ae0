//! Runs kept where they part, to go on from there again and again.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::block::{Block, State};
use crate::course::Course;
use crate::dispatch::Features;
use crate::draws::Draws;
use crate::error::{LimitError, SimulateError, limits};
use crate::program::Program;
use crate::reach::{Notes, Reach};
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::sheet::Sheet;
use crate::simulate::{Options, Runs, simulate};

/// Packs, and packs of a block: so many that an instruction is dispatched once for many runs, so few
/// that a first part of the runs is no smaller than what people want to see first.
const W: usize = 8;
const C: usize = 4;

/// Bytes that the kept states of runs may take (256 MiB): a page holds them in each of its workers.
const MOST_BYTES: u64 = 1 << 28;

/// Bytes that the notes of runs may take (192 MiB); where they would take more, none are made.
const MOST_NOTES: usize = 3 << 26;

/// Runs taken to a step once, and kept there.
///
/// Levers act from a step on, so that all runs are the same up to it. A [`Branch`] takes them from
/// there to the end under any settings, on the thread that asks, with the bits that [`simulate()`]
/// gives. Both grow run by run, so that the first runs can be looked at before the others are there.
///
/// Settings often follow each other in which the same levers move, as when one is dragged. The first
/// branch then notes what those levers do not reach, and the next ones compute the rest alone.
pub struct Trunk {
    program: Arc<Program>,
    draws: Arc<dyn Draws + Send>,
    schedule: Schedule,
    sheet: Sheet,
    course: Course,
    first: u64,
    count: usize,
    fork: u32,
    states: Vec<State<W, C>>,
    /// The settings of the last branch that was begun.
    last: Settings,
    track: Option<Track>,
    /// How many tracks there have been.
    tracks: u64,
}

/// What runs have in common while some levers move and all others stand.
struct Track {
    number: u64,
    settings: Settings,
    /// For each lever, whether it may be elsewhere.
    moves: Vec<bool>,
    reach: Reach,
    /// By block, where they have been made.
    notes: Vec<Option<Notes<W, C>>>,
    /// The course of the part that was found last, with the scalars that it was found for.
    found: Option<(Arc<Sheet>, Arc<Course>)>,
}

impl Track {
    /// Whether settings differ only in the levers that may move.
    fn leads_to(&self, settings: &Settings) -> bool {
        let moved = moved(&self.settings, settings);
        moved.is_some_and(|moved| moved.iter().zip(&self.moves).all(|(now, may)| *may || !now))
    }

    /// The course of the part under some scalars, the last one where it is theirs too.
    fn course(&mut self, program: &Program, sheet: &Arc<Sheet>, fork: u32) -> Arc<Course> {
        if let Some((known, course)) = &self.found
            && known.alike(sheet)
        {
            return course.clone();
        }
        let course = Arc::new(Course::new(program, &self.reach.part, sheet, fork, true));
        self.found = Some((sheet.clone(), course.clone()));
        course
    }
}

/// For each lever, whether it differs between settings; `None` where something else does.
fn moved(a: &Settings, b: &Settings) -> Option<Vec<bool>> {
    let same = a.constants == b.constants && a.levers.len() == b.levers.len();
    let differ = |(a, b): (&f64, &f64)| a.to_bits() != b.to_bits();
    same.then(|| a.levers.iter().zip(&b.levers).map(differ).collect())
}

/// The first runs of a [`Trunk`], taken to the end under some settings.
pub struct Branch {
    settings: Settings,
    sheet: Arc<Sheet>,
    /// Whether the settings differ before the runs were kept.
    apart: bool,
    courses: Option<Courses>,
    runs: Runs,
}

/// What is done in each step under the settings of a branch.
struct Courses {
    /// The number of the track that the branch is on.
    track: Option<u64>,
    /// Of everything, once that has been needed.
    whole: OnceCell<Course>,
    /// Of the part that the levers of the track reach.
    part: Option<Arc<Course>>,
}

impl Branch {
    /// The runs that have been taken to the end.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl Trunk {
    /// Takes runs under some settings to a step. Further settings should differ from these only in
    /// levers that act from that step on, or later; others are simulated from the start.
    ///
    /// # Errors
    ///
    /// As [`simulate()`]; and where the runs would take more than 256 MiB to keep.
    pub fn new(
        program: Arc<Program>,
        draws: Arc<dyn Draws + Send>,
        settings: &Settings,
        runs: Range<u64>,
        fork: u32,
    ) -> Result<Self, SimulateError> {
        let mut trunk = Self::begin(program, draws, settings, runs, fork)?;
        trunk.grow(usize::MAX);
        Ok(trunk)
    }

    /// As [`Self::new`], but takes no run there yet.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn begin(
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
        let results = count.saturating_mul(program.measures() as u64);
        LimitError::check("numbers in the results", results, limits::RESULTS)?;
        let sheet = Sheet::new(&program, settings)?;
        let schedule = Schedule::new(&program);
        let fork = fork.min(program.end);
        let course = Course::new(&program, &program.lists, &sheet, 0, true);
        Ok(Self {
            program,
            draws,
            schedule,
            sheet,
            course,
            first: runs.start,
            count: count as usize,
            fork,
            states: Vec::new(),
            last: settings.clone(),
            track: None,
            tracks: 0,
        })
    }

    /// Takes further runs to the step: about so many, and at least one block.
    pub fn grow(&mut self, runs: usize) {
        let from = self.states.len();
        let blocks = blocks(self.first, self.count).skip(from).take(runs.div_ceil(W * C).max(1));
        let of = (&*self.program, &self.program.lists);
        let under = (&self.sheet, &self.course);
        let mut block: Box<Block<'_, W, C>> =
            Box::new(Block::new(of, under, &*self.draws, &self.schedule, Features::Auto));
        for (first, count) in blocks {
            self.states.extend(block.trunk(self.fork, first, count, || false));
        }
    }

    /// How many runs there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of them have been taken to the step.
    pub fn kept(&self) -> usize {
        (self.states.len() * W * C).min(self.count)
    }

    /// Goes on from where the runs are kept under some settings, with no run yet.
    ///
    /// # Errors
    ///
    /// As [`simulate()`].
    pub fn start(&mut self, settings: &Settings) -> Result<Branch, SimulateError> {
        let sheet = Arc::new(Sheet::new(&self.program, settings)?);
        let apart = self.sheet.fork(&sheet).is_none_or(|fork| fork < self.fork);
        if !apart && !self.track.as_ref().is_some_and(|track| track.leads_to(settings)) {
            self.tracks += 1;
            self.track = self.track(settings);
        }
        self.last.clone_from(settings);
        let measures = vec![Vec::new(); self.program.measures()];
        let runs = Runs { first: self.first, count: 0, measures, troubled: Vec::new() };
        Ok(Branch { settings: settings.clone(), sheet, apart, courses: None, runs })
    }

    /// What runs will have in common where the levers go on moving that moved last.
    fn track(&self, settings: &Settings) -> Option<Track> {
        let moves = moved(&self.last, settings)?;
        if !moves.contains(&true) {
            return None;
        }
        let reach = Reach::new(&self.program, &moves)?;
        let steps = (self.program.end - self.fork) as usize + 1;
        let blocks = self.count.div_ceil(W * C);
        if reach.bytes::<W, C>(steps).saturating_mul(blocks) > MOST_NOTES {
            return None;
        }
        let notes = (0..blocks).map(|_| None).collect();
        let (number, settings) = (self.tracks, settings.clone());
        Some(Track { number, settings, moves, reach, notes, found: None })
    }

    /// Takes further runs to the end, of those that are kept: about so many.
    ///
    /// # Errors
    ///
    /// As [`simulate()`].
    pub fn advance(&mut self, branch: &mut Branch, runs: usize) -> Result<(), SimulateError> {
        let from = branch.runs.count;
        let wanted = runs.min(self.count).next_multiple_of(W * C);
        let to = (from + wanted).min(self.kept());
        if to <= from {
            return Ok(());
        }
        let found = &mut branch.runs;
        if branch.apart {
            let options = Options { threads: 1, ..Options::default() };
            let range = self.first + from as u64..self.first + to as u64;
            let more = simulate(&self.program, &branch.settings, &*self.draws, range, &options)?;
            for (column, more) in found.measures.iter_mut().zip(more.measures) {
                column.extend(more);
            }
            found.troubled.extend(more.troubled);
            found.count = to;
            return Ok(());
        }
        for column in &mut found.measures {
            column.resize(to, 0.0);
        }
        let program = &*self.program;
        let mut track = self.track.as_mut().filter(|track| track.leads_to(&branch.settings));
        let number = track.as_ref().map(|track| track.number);
        let known = branch.courses.take().filter(|courses| courses.track == number);
        let courses = branch.courses.insert(known.unwrap_or_else(|| {
            let part = track.as_mut().map(|track| track.course(program, &branch.sheet, self.fork));
            Courses { track: number, whole: OnceCell::new(), part }
        }));
        let room = |lists, course, schedule| {
            let under = (&*branch.sheet, course);
            let of = (program, lists);
            Box::new(Block::<W, C>::new(of, under, &*self.draws, schedule, Features::Auto))
        };
        let mut part = track.zip(courses.part.as_deref()).map(|(track, course)| {
            let Track { reach, notes, .. } = track;
            (room(&reach.part, course, &reach.schedule), &*reach, notes)
        });
        let lists = part.as_ref().map_or(&program.lists, |(_, reach, _)| &reach.noting);
        let course = || Course::new(program, lists, &branch.sheet, self.fork, true);
        let everything = || room(lists, courses.whole.get_or_init(course), &self.schedule);
        let mut whole: Option<Box<Block<'_, W, C>>> = None;
        let from = from / (W * C);
        let states = blocks(self.first, to).zip(&self.states).enumerate().skip(from);
        for (index, ((first, size), state)) in states {
            let block = match &mut part {
                Some((part, reach, notes)) => match &mut notes[index] {
                    Some(notes) => {
                        part.follow(reach, notes, state, self.fork, first, size);
                        part
                    }
                    missing => {
                        let noting = whole.get_or_insert_with(everything);
                        *missing = noting.note(reach, state, self.fork, first, size);
                        noting
                    }
                },
                None => {
                    let block = whole.get_or_insert_with(everything);
                    block.branch(state, self.fork, first, size, || false);
                    block
                }
            };
            let at = (first - self.first) as usize;
            for (measure, column) in found.measures.iter_mut().enumerate() {
                block.measure(measure, &mut column[at..at + size]);
            }
            let troubled = (0..size).filter(|&lane| block.troubled(lane));
            found.troubled.extend(troubled.map(|lane| first + lane as u64));
        }
        found.count = to;
        Ok(())
    }

    /// Takes the first `count` of the runs that are kept to the end under some settings; `count` is
    /// taken up to whole blocks and the result cut.
    ///
    /// # Errors
    ///
    /// As [`simulate()`].
    pub fn branch(&mut self, settings: &Settings, count: usize) -> Result<Runs, SimulateError> {
        let mut branch = self.start(settings)?;
        self.advance(&mut branch, count.min(self.count))?;
        Ok(branch.runs.first(count))
    }
}

/// The first run and the length of each block of some runs.
fn blocks(first: u64, count: usize) -> impl Iterator<Item = (u64, usize)> {
    (0..count).step_by(W * C).map(move |at| (first + at as u64, (count - at).min(W * C)))
}

//! One block of runs from the first step to the measures.

use hongtu_model::{Method, Reading};

use crate::compile::{Lists, TROUBLE};
use crate::course::Course;
use crate::dispatch::{self, Features};
use crate::draws::Draws;
use crate::heavy::Call;
use crate::instruction::{Instruction, Source};
use crate::lanes::{Context, LaneCall, Motion, Register, splat};
use crate::primitive;
use crate::program::Program;
use crate::reach::{Notes, Reach, Tape};
use crate::ring::Ring;
use crate::schedule::Schedule;
use crate::sheet::Sheet;

/// After how many steps a block asks whether to go on.
const STEPS_TO_STOP: u32 = 1024;

/// What a block of `W × C` runs works in; used again for block after block.
pub(crate) struct Block<'a, const W: usize, const C: usize> {
    program: &'a Program,
    /// The lists of the program, or a part of them.
    lists: &'a Lists,
    sheet: &'a Sheet,
    course: &'a Course,
    draws: &'a dyn Draws,
    schedule: &'a Schedule,
    registers: Vec<Register<W, C>>,
    scalars: Vec<f64>,
    rings: Vec<Ring<W, C>>,
    /// Indices of the totals that are being taken, and what moves them and the stocks on, for each
    /// stage.
    totals: Vec<usize>,
    moves: [Vec<Instruction>; 3],
    /// Indices of the smallest and largest values and the dates that are being taken, and what takes
    /// them.
    extremes: Vec<usize>,
    extreme_list: Vec<Instruction>,
    /// The lanes and the costly functions, as built for this machine.
    lanes: LaneCall<W, C>,
    heavy: Call,
    /// Room for one draw.
    lane_values: Vec<f64>,
    /// How many levels have been taken, and how many spans begun.
    cursor: (usize, usize),
}

/// Where the runs of a block are.
pub(crate) struct State<const W: usize, const C: usize> {
    registers: Vec<Register<W, C>>,
    rings: Vec<Ring<W, C>>,
    totals: Vec<usize>,
    extremes: Vec<usize>,
    cursor: (usize, usize),
}

impl<'a, const W: usize, const C: usize> Block<'a, W, C> {
    /// Room for blocks of a program, of all its lists or of a part of them.
    pub(crate) fn new(
        (program, lists): (&'a Program, &'a Lists),
        (sheet, course): (&'a Sheet, &'a Course),
        draws: &'a dyn Draws,
        schedule: &'a Schedule,
        features: Features,
    ) -> Self {
        let mut block = Self {
            program,
            lists,
            sheet,
            course,
            draws,
            schedule,
            registers: vec![splat(0.0); lists.registers as usize],
            scalars: vec![0.0; sheet.file_length()],
            rings: lists.delays.iter().map(|_| Ring::default()).collect(),
            totals: Vec::new(),
            extremes: Vec::new(),
            extreme_list: Vec::new(),
            moves: [Vec::new(), Vec::new(), Vec::new()],
            lanes: dispatch::lanes(features),
            heavy: dispatch::heavy(features),
            lane_values: vec![0.0; W * C],
            cursor: (0, 0),
        };
        block.under(sheet, course);
        block
    }

    /// Goes on under the scalars of other settings.
    pub(crate) fn under(&mut self, sheet: &'a Sheet, course: &'a Course) {
        self.scalars[..sheet.never.len()].copy_from_slice(&sheet.never);
        (self.sheet, self.course) = (sheet, course);
    }

    /// Runs `count` runs from `first` on, of which there are at most `W × C`; lanes beyond them
    /// repeat the last one. `stop` is asked now and then; `false` if it said so.
    pub(crate) fn run(&mut self, first: u64, count: usize, stop: impl Fn() -> bool) -> bool {
        self.start(first, count);
        if !self.advance(0..self.program.end + 1, first, count, &stop, Tape::None) {
            return false;
        }
        self.finish();
        true
    }

    /// Runs `count` runs up to a step, which it leaves to [`Self::branch`], and keeps where they are.
    pub(crate) fn trunk(
        &mut self,
        fork: u32,
        first: u64,
        count: usize,
        stop: impl Fn() -> bool,
    ) -> Option<State<W, C>> {
        self.start(first, count);
        self.advance(0..fork, first, count, &stop, Tape::None).then(|| State {
            registers: self.registers.clone(),
            rings: self.rings.clone(),
            totals: self.totals.clone(),
            extremes: self.extremes.clone(),
            cursor: self.cursor,
        })
    }

    /// Takes runs from where [`Self::trunk`] left them to the end.
    pub(crate) fn branch(
        &mut self,
        state: &State<W, C>,
        fork: u32,
        first: u64,
        count: usize,
        stop: impl Fn() -> bool,
    ) -> bool {
        self.rings.clone_from(&state.rings);
        self.resume(state, state.cursor);
        self.go_on(fork, first, count, &stop, Tape::None)
    }

    /// As [`Self::branch`], over the lists that note ([`Reach::noting`]): what the runs under other
    /// settings read. `None` where a run met trouble, since what it met is not known of each part.
    pub(crate) fn note(
        &mut self,
        reach: &Reach,
        state: &State<W, C>,
        fork: u32,
        first: u64,
        count: usize,
    ) -> Option<Notes<W, C>> {
        self.rings.clone_from(&state.rings);
        self.resume(state, state.cursor);
        let steps = (self.program.end + 1).saturating_sub(fork) as usize;
        let mut rows = Vec::with_capacity(steps * reach.noted.1);
        self.go_on(fork, first, count, &|| false, Tape::Write(reach.noted.0, &mut rows));
        let whole = !(0..W * C).any(|lane| self.troubled(lane));
        let others = reach.others.iter().map(|&register| self.registers[register as usize]);
        whole.then(|| Notes { rows, others: others.collect() })
    }

    /// As [`Self::branch`], over the part that levers reach ([`Reach::part`]).
    pub(crate) fn follow(
        &mut self,
        reach: &Reach,
        notes: &Notes<W, C>,
        state: &State<W, C>,
        fork: u32,
        first: u64,
        count: usize,
    ) {
        for (ring, &delay) in self.rings.iter_mut().zip(&reach.delays) {
            ring.clone_from(&state.rings[delay]);
        }
        self.resume(state, reach.schedule.before(fork));
        for (&register, value) in reach.others.iter().zip(&notes.others) {
            self.registers[register as usize] = *value;
        }
        self.go_on(fork, first, count, &|| false, Tape::Read(reach.noted, notes.rows.iter()));
    }

    /// Puts back what [`Self::trunk`] kept, but for the delays.
    fn resume(&mut self, state: &State<W, C>, cursor: (usize, usize)) {
        self.registers[..state.registers.len()].copy_from_slice(&state.registers);
        self.totals.clone_from(&state.totals);
        self.extremes.clone_from(&state.extremes);
        self.cursor = cursor;
        self.collect_moves();
        self.collect_extremes();
    }

    /// Takes runs from a step to the end.
    fn go_on(
        &mut self,
        fork: u32,
        first: u64,
        count: usize,
        stop: &impl Fn() -> bool,
        tape: Tape<'_, W, C>,
    ) -> bool {
        let whole = self.advance(fork..self.program.end + 1, first, count, stop, tape);
        if whole {
            self.finish();
        }
        whole
    }

    /// Takes the runs through a range of steps.
    fn advance(
        &mut self,
        steps: std::ops::Range<u32>,
        first: u64,
        count: usize,
        stop: &impl Fn() -> bool,
        mut tape: Tape<'_, W, C>,
    ) -> bool {
        let (program, lists, course) = (self.program, self.lists, self.course);
        let dt = program.time.dt;
        let rk4 = program.time.method == Method::Rk4;
        for step in steps {
            if step == program.end && !program.look_at_end {
                break;
            }
            if step.is_multiple_of(STEPS_TO_STOP) && stop() {
                return false;
            }
            if step > 0 {
                self.shocks(step, first, count);
            }
            self.sheet.load_step(step, &mut self.scalars);
            for (ring, delay) in self.rings.iter().zip(&lists.delays) {
                ring.read(step, &mut self.registers[delay.register as usize]);
            }
            self.sheet.load_stage(step, 0, &mut self.scalars);
            tape.read(&mut self.registers);
            self.list(&lists.step, Motion::default());
            self.list(course.at(step), Motion::default());
            tape.write(&self.registers);
            self.read(step);
            if step == program.end {
                // Flows that no step integrates show in no stock.
                for moves in &lists.moves {
                    self.watch(moves[0].a);
                }
                break;
            }
            for i in 0..self.rings.len() {
                let input = self.value(lists.delays[i].input);
                self.rings[i].write(step, &input);
            }
            if rk4 {
                self.runge_kutta(step, dt);
            } else {
                self.moved(0, Motion { reach: dt, weight: 0.0 });
            }
        }
        true
    }

    /// Draws what a run draws once, computes what does not change, sets stocks and delays.
    fn start(&mut self, first: u64, count: usize) {
        let program = self.program;
        let lists = self.lists;
        self.registers[TROUBLE as usize] = splat(0.0);
        self.totals.clear();
        self.extremes.clear();
        self.cursor = (0, 0);
        // A reading that begins at the very end is never begun.
        for (reading, place) in program.readings.iter().zip(&lists.readings) {
            if let Some((register, _)) = place {
                let never = matches!(reading, Reading::First { .. });
                self.registers[*register as usize] = splat(if never { f64::INFINITY } else { 0.0 });
            }
        }
        for (i, &register) in lists.draws.iter().enumerate() {
            if register == TROUBLE {
                continue;
            }
            match self.sheet.held_draws[i] {
                Some(value) => self.lane_values.fill(value),
                None => {
                    self.draws.constant(program.draws[i], first, &mut self.lane_values[..count]);
                }
            }
            self.put_draw(register, count);
        }
        for (clock, registers) in program.shocks.iter().zip(&lists.shocks) {
            for register in [registers.0, registers.1].into_iter().flatten() {
                let out = &mut self.lane_values[..count];
                self.draws.shock(clock.variable, clock.key(0), first, out);
                self.put_draw(register, count);
            }
        }
        self.list(&lists.run, Motion::default());
        self.collect_moves();
        for stock in &lists.stocks {
            self.registers[stock.register as usize] = self.value(stock.initial);
        }
        for (i, delay) in lists.delays.iter().enumerate() {
            let steps = self.value(delay.steps);
            let initial = self.value(delay.initial);
            self.rings[i].start(&steps, initial, delay.at_least_one, program.end);
        }
    }

    /// Draws the shocks whose period begins at a step.
    fn shocks(&mut self, step: u32, first: u64, count: usize) {
        let program = self.program;
        for (clock, registers) in program.shocks.iter().zip(&self.lists.shocks) {
            let Some(register) = registers.1 else { continue };
            if step.is_multiple_of(clock.period) {
                let out = &mut self.lane_values[..count];
                self.draws.shock(clock.variable, clock.key(step), first, out);
                self.put_draw(register, count);
            }
        }
    }

    /// Moves drawn values into a register; what is infinite or not a number is trouble.
    fn put_draw(&mut self, register: u32, count: usize) {
        let last = self.lane_values[count.saturating_sub(1)];
        self.lane_values[count..].fill(last);
        self.registers[register as usize].lanes_mut().copy_from_slice(&self.lane_values);
        self.watch(register);
    }

    fn list(&mut self, list: &[Instruction], motion: Motion) {
        if list.is_empty() {
            return;
        }
        let (curves, heavy) = (self.program.graph.curves.as_slice(), self.heavy);
        let context = Context { scalars: &self.scalars, curves, heavy, motion };
        (self.lanes)(list, &mut self.registers, &context);
    }

    /// Moves stocks and totals on.
    fn moved(&mut self, stage: usize, motion: Motion) {
        let list = std::mem::take(&mut self.moves[stage]);
        self.list(&list, motion);
        self.moves[stage] = list;
    }

    /// Collects what moves stocks and totals on.
    fn collect_moves(&mut self) {
        let lists = self.lists;
        for (stage, list) in self.moves.iter_mut().enumerate() {
            list.clear();
            list.extend(lists.moves.iter().map(|moves| moves[stage]));
            let totals = self.totals.iter().filter_map(|&i| lists.taking[i]);
            list.extend(totals.map(|moves| moves[stage]));
        }
    }

    fn value(&self, source: Source) -> Register<W, C> {
        match source {
            Source::Register(register) => self.registers[register as usize],
            Source::Scalar(scalar) => splat(self.scalars[scalar as usize]),
        }
    }

    /// Takes the readings of a step.
    fn read(&mut self, step: u32) {
        let program = self.program;
        let schedule = self.schedule;
        while let Some(&(_, i)) = schedule.levels.get(self.cursor.0).filter(|(at, _)| *at == step) {
            self.cursor.0 += 1;
            if let Some((register, source)) = self.lists.readings[i] {
                self.registers[register as usize] = self.value(source);
            }
        }
        let before = self.totals.len();
        self.totals.retain(|&i| schedule.last[i] != step);
        let mut changed = self.totals.len() != before;
        let extremes = self.extremes.len();
        while let Some(&(_, i)) = schedule.spans.get(self.cursor.1).filter(|(at, _)| *at == step) {
            self.cursor.1 += 1;
            let Some((register, source)) = self.lists.readings[i] else { continue };
            match program.readings[i] {
                Reading::Total { to, .. } => {
                    self.registers[register as usize] = splat(0.0);
                    if to > step {
                        self.totals.push(i);
                        changed = true;
                    }
                }
                Reading::First { .. } => {
                    self.registers[register as usize] = splat(f64::INFINITY);
                    self.extremes.push(i);
                }
                _ => {
                    self.registers[register as usize] = self.value(source);
                    self.extremes.push(i);
                }
            }
        }
        if changed {
            self.collect_moves();
        }
        if self.extremes.len() != extremes {
            self.collect_extremes();
        }
        if self.extremes.is_empty() {
            return;
        }
        let time = program.time.at(i64::from(step));
        let list = std::mem::take(&mut self.extreme_list);
        self.list(&list, Motion { reach: time, weight: 0.0 });
        self.extreme_list = list;
        let before = self.extremes.len();
        self.extremes.retain(|&i| schedule.last[i] != step);
        if self.extremes.len() != before {
            self.collect_extremes();
        }
    }

    /// Collects what takes smallest and largest values and dates.
    fn collect_extremes(&mut self) {
        let taking = &self.lists.taking;
        self.extreme_list.clear();
        let extremes = self.extremes.iter().filter_map(|&i| taking[i]);
        self.extreme_list.extend(extremes.map(|[instruction, ..]| instruction));
    }

    /// Moves stocks and totals on by the classical method of Runge and Kutta; the flows at the start
    /// of the step have been computed.
    fn runge_kutta(&mut self, step: u32, dt: f64) {
        // Which instructions, how far and with what weight, and the part of the step that is reached.
        let stages = [
            (0, Motion { reach: dt / 2.0, weight: 1.0 }, Some(1)),
            (1, Motion { reach: dt / 2.0, weight: 2.0 }, Some(1)),
            (1, Motion { reach: dt, weight: 2.0 }, Some(2)),
            (2, Motion { reach: dt / 6.0, weight: 1.0 }, None),
        ];
        for (stage, motion, next) in stages {
            self.moved(stage, motion);
            if let Some(part) = next {
                self.sheet.load_stage(step, part, &mut self.scalars);
                self.list(&self.lists.stage, Motion::default());
            }
        }
    }

    /// Computes the measures and looks for trouble that has stayed.
    fn finish(&mut self) {
        let program = self.program;
        for stock in &self.lists.stocks {
            self.watch(stock.register);
        }
        for (reading, place) in program.readings.iter().zip(&self.lists.readings) {
            if let (Some((register, _)), false) = (place, matches!(reading, Reading::First { .. }))
            {
                self.watch(*register);
            }
        }
        self.list(&self.lists.end, Motion::default());
        if self.sheet.troubled {
            self.registers[TROUBLE as usize] = splat(f64::NAN);
        }
    }

    fn watch(&mut self, register: u32) {
        let value = self.registers[register as usize];
        let trouble = self.registers[TROUBLE as usize].lanes_mut();
        for (trouble, &value) in trouble.iter_mut().zip(value.lanes()) {
            *trouble += primitive::trouble(value);
        }
    }

    /// Writes a measure of the first lanes; whatever is not a number is the same bits.
    pub(crate) fn measure(&self, measure: usize, out: &mut [f64]) {
        let value = self.value(self.lists.measures[measure]);
        for (out, &value) in out.iter_mut().zip(value.lanes()) {
            *out = if value.is_nan() { f64::NAN } else { value };
        }
    }

    /// Whether a lane has met trouble.
    pub(crate) fn troubled(&self, lane: usize) -> bool {
        self.registers[TROUBLE as usize].lanes()[lane].is_nan()
    }
}

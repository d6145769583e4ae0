//! One block of runs from the first step to the measures.

use hongtu_model::{Method, Reading};

use crate::compile::TROUBLE;
use crate::draws::Draws;
use crate::instruction::Source;
use crate::lanes::{self, Pack, Register, splat};
use crate::program::Program;
use crate::ring::Ring;
use crate::schedule::Schedule;
use crate::sheet::Sheet;

/// What a block of `W × C` runs works in; used again for block after block.
pub(crate) struct Block<'a, const W: usize, const C: usize> {
    program: &'a Program,
    sheet: &'a Sheet,
    draws: &'a dyn Draws,
    schedule: &'a Schedule,
    registers: Vec<Register<W, C>>,
    /// For each stock and each total: its value at the start of the step, and the weighted sum of
    /// the flows of the stages so far. Only under Runge–Kutta's method.
    stages: Vec<[Register<W, C>; 2]>,
    scalars: Vec<f64>,
    rings: Vec<Ring<W, C>>,
    /// Indices of the readings that are being taken.
    totals: Vec<usize>,
    extremes: Vec<usize>,
    /// Room for one draw.
    lane_values: Vec<f64>,
}

impl<'a, const W: usize, const C: usize> Block<'a, W, C> {
    /// Room for blocks of a program.
    pub(crate) fn new(
        program: &'a Program,
        sheet: &'a Sheet,
        draws: &'a dyn Draws,
        schedule: &'a Schedule,
    ) -> Self {
        let lists = &program.lists;
        let rk4 = program.time.method == Method::Rk4;
        let moved = if rk4 { lists.stocks.len() + program.readings.len() } else { 0 };
        let mut scalars = vec![0.0; sheet.file_length()];
        scalars[..sheet.never.len()].copy_from_slice(&sheet.never);
        Self {
            program,
            sheet,
            draws,
            schedule,
            registers: vec![splat(0.0); lists.registers as usize],
            stages: vec![[splat(0.0); 2]; moved],
            scalars,
            rings: lists.delays.iter().map(|_| Ring::default()).collect(),
            totals: Vec::new(),
            extremes: Vec::new(),
            lane_values: vec![0.0; W * C],
        }
    }

    /// Runs `count` runs from `first` on, of which there are at most `W × C`; lanes beyond them
    /// repeat the last one.
    #[inline(always)]
    pub(crate) fn run(&mut self, first: u64, count: usize) {
        self.start(first, count);
        let program = self.program;
        let dt = program.time.dt;
        let rk4 = program.time.method == Method::Rk4;
        let mut cursor = (0, 0);
        for step in 0..=program.end {
            if step == program.end && !program.look_at_end {
                break;
            }
            if step > 0 {
                self.shocks(step, first, count);
            }
            self.sheet.load_step(step, &mut self.scalars);
            for (ring, delay) in self.rings.iter().zip(&program.lists.delays) {
                ring.read(step, &mut self.registers[delay.register as usize]);
            }
            self.sheet.load_stage(step, 0, &mut self.scalars);
            self.list(&program.lists.step);
            self.list(&program.lists.stage);
            self.read(step, &mut cursor);
            if step == program.end {
                break;
            }
            for i in 0..self.rings.len() {
                let input = self.value(program.lists.delays[i].input);
                self.rings[i].write(step, &input);
            }
            if rk4 {
                self.runge_kutta(step, dt);
            } else {
                self.euler(dt);
            }
        }
        self.finish();
    }

    /// Draws what a run draws once, computes what does not change, sets stocks and delays.
    #[inline(always)]
    fn start(&mut self, first: u64, count: usize) {
        let program = self.program;
        let lists = &program.lists;
        self.registers[TROUBLE as usize] = splat(0.0);
        self.totals.clear();
        self.extremes.clear();
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
        self.list(&lists.run);
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
    #[inline(always)]
    fn shocks(&mut self, step: u32, first: u64, count: usize) {
        let program = self.program;
        for (clock, registers) in program.shocks.iter().zip(&program.lists.shocks) {
            let Some(register) = registers.1 else { continue };
            if step % clock.period == 0 {
                let out = &mut self.lane_values[..count];
                self.draws.shock(clock.variable, clock.key(step), first, out);
                self.put_draw(register, count);
            }
        }
    }

    /// Moves drawn values into a register; what is infinite or not a number is trouble.
    #[inline(always)]
    fn put_draw(&mut self, register: u32, count: usize) {
        let last = self.lane_values[count.saturating_sub(1)];
        self.lane_values[count..].fill(last);
        for c in 0..C {
            for l in 0..W {
                let value = self.lane_values[c * W + l];
                self.registers[register as usize][c].0[l] = value;
                self.registers[TROUBLE as usize][c].0[l] += value - value;
            }
        }
    }

    #[inline(always)]
    fn list(&mut self, list: &[crate::instruction::Instruction]) {
        lanes::run(list, &mut self.registers, &self.scalars, &self.program.graph.curves);
    }

    #[inline(always)]
    fn value(&self, source: Source) -> Register<W, C> {
        match source {
            Source::Register(register) => self.registers[register as usize],
            Source::Scalar(scalar) => splat(self.scalars[scalar as usize]),
        }
    }

    /// Takes the readings of a step. `cursor` counts the levels taken and the spans begun.
    #[inline(always)]
    fn read(&mut self, step: u32, cursor: &mut (usize, usize)) {
        let program = self.program;
        let schedule = self.schedule;
        while let Some(&(_, i)) = schedule.levels.get(cursor.0).filter(|(at, _)| *at == step) {
            cursor.0 += 1;
            if let Some((register, source)) = program.lists.readings[i] {
                self.registers[register as usize] = self.value(source);
            }
        }
        if !self.totals.is_empty() {
            self.totals.retain(|&i| schedule.last[i] != step);
        }
        while let Some(&(_, i)) = schedule.spans.get(cursor.1).filter(|(at, _)| *at == step) {
            cursor.1 += 1;
            let Some((register, source)) = program.lists.readings[i] else { continue };
            match program.readings[i] {
                Reading::Total { to, .. } => {
                    self.registers[register as usize] = splat(0.0);
                    if to > step {
                        self.totals.push(i);
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
        if self.extremes.is_empty() {
            return;
        }
        let time = program.time.at(i64::from(step));
        for &i in &self.extremes {
            let Some((register, source)) = program.lists.readings[i] else { continue };
            let value = self.value(source);
            let so_far = &mut self.registers[register as usize];
            for c in 0..C {
                for l in 0..W {
                    let (x, best) = (value[c].0[l], &mut so_far[c].0[l]);
                    *best = match program.readings[i] {
                        Reading::Minimum { .. } => crate::primitive::min(*best, x),
                        Reading::Maximum { .. } => crate::primitive::max(*best, x),
                        _ if *best == f64::INFINITY && x != 0.0 => time,
                        _ => *best,
                    };
                }
            }
        }
        self.extremes.retain(|&i| schedule.last[i] != step);
    }

    /// Moves stocks and totals on by Euler's method.
    #[inline(always)]
    fn euler(&mut self, dt: f64) {
        let lists = &self.program.lists;
        for stock in &lists.stocks {
            self.add(stock.register, Source::Register(stock.flow), dt);
        }
        for i in 0..self.totals.len() {
            if let Some((register, source)) = lists.readings[self.totals[i]] {
                self.add(register, source, dt);
            }
        }
    }

    #[inline(always)]
    fn add(&mut self, register: u32, flow: Source, dt: f64) {
        match flow {
            Source::Register(flow) => {
                for c in 0..C {
                    let flow = self.registers[flow as usize][c];
                    let stock = &mut self.registers[register as usize][c];
                    for l in 0..W {
                        stock.0[l] += dt * flow.0[l];
                    }
                }
            }
            Source::Scalar(flow) => {
                let change = dt * self.scalars[flow as usize];
                for stock in &mut self.registers[register as usize] {
                    for l in 0..W {
                        stock.0[l] += change;
                    }
                }
            }
        }
    }

    /// Moves stocks and totals on by the classical method of Runge and Kutta (Hairer, Nørsett &
    /// Wanner, "Solving Ordinary Differential Equations I", table 1.2); the flows at the start of the
    /// step have been computed.
    #[inline(always)]
    fn runge_kutta(&mut self, step: u32, dt: f64) {
        let program = self.program;
        // Weight of the stage's flow in the sum, where the next stage is, and how far it is reached.
        let stages = [(1.0, Some((1, dt / 2.0))), (2.0, Some((1, dt / 2.0))), (2.0, Some((2, dt)))];
        for (i, (weight, next)) in stages.into_iter().chain([(1.0, None)]).enumerate() {
            let stocks = program.lists.stocks.len();
            for (k, stock) in program.lists.stocks.iter().enumerate() {
                let flow = Source::Register(stock.flow);
                self.stage(k, stock.register, flow, i == 0, weight, next.map(|n| n.1), dt);
            }
            for t in 0..self.totals.len() {
                let reading = self.totals[t];
                if let Some((register, source)) = program.lists.readings[reading] {
                    let k = stocks + reading;
                    self.stage(k, register, source, i == 0, weight, next.map(|n| n.1), dt);
                }
            }
            if let Some((part, _)) = next {
                self.sheet.load_stage(step, part, &mut self.scalars);
                self.list(&program.lists.stage);
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn stage(
        &mut self,
        k: usize,
        register: u32,
        flow: Source,
        first: bool,
        weight: f64,
        reach: Option<f64>,
        dt: f64,
    ) {
        let flow = self.value(flow);
        let stock = &mut self.registers[register as usize];
        let [base, sum] = &mut self.stages[k];
        for c in 0..C {
            for l in 0..W {
                let f = flow[c].0[l];
                if first {
                    base[c].0[l] = stock[c].0[l];
                    sum[c].0[l] = f;
                } else {
                    sum[c].0[l] += weight * f;
                }
                stock[c].0[l] = match reach {
                    Some(reach) => base[c].0[l] + reach * f,
                    None => base[c].0[l] + dt / 6.0 * sum[c].0[l],
                };
            }
        }
    }

    /// Computes the measures and looks for trouble that has stayed.
    #[inline(always)]
    fn finish(&mut self) {
        let program = self.program;
        for stock in &program.lists.stocks {
            self.watch(stock.register);
        }
        for (reading, place) in program.readings.iter().zip(&program.lists.readings) {
            if let (Some((register, _)), false) = (place, matches!(reading, Reading::First { .. }))
            {
                self.watch(*register);
            }
        }
        self.list(&program.lists.end);
        if self.sheet.troubled {
            self.registers[TROUBLE as usize] = splat(f64::NAN);
        }
    }

    #[inline(always)]
    fn watch(&mut self, register: u32) {
        for c in 0..C {
            let value = self.registers[register as usize][c];
            let Pack(trouble) = &mut self.registers[TROUBLE as usize][c];
            for l in 0..W {
                trouble[l] += value.0[l] - value.0[l];
            }
        }
    }

    /// Writes a measure of the first lanes; whatever is not a number is the same bits.
    pub(crate) fn measure(&self, measure: usize, out: &mut [f64]) {
        let value = self.value(self.program.lists.measures[measure]);
        for (lane, out) in out.iter_mut().enumerate() {
            let value = value[lane / W].0[lane % W];
            *out = if value.is_nan() { f64::NAN } else { value };
        }
    }

    /// Whether a lane has met trouble.
    pub(crate) fn troubled(&self, lane: usize) -> bool {
        self.registers[TROUBLE as usize][lane / W].0[lane % W].is_nan()
    }
}

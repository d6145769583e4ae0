//! Derivatives of the measures of one run by everything that it draws.
//!
//! The adjoint (reverse) mode of differentiation (Griewank and Walther, "Evaluating Derivatives",
//! 2008, chapter 3): the run is computed forwards, keeping the stocks, shocks and delayed inputs of
//! every step, and then taken backwards step by step, each step computed once more for the values
//! within it. That costs a few single runs, however many draws there are.

use hongtu_model::{Method, Reading, VariableId};

use crate::draws::Draws;
use crate::error::{LimitError, limits};
use crate::group::Group;
use crate::program::Program;
use crate::settings::Settings;
use crate::sheet::Sheet;
use crate::tape::{Mover, Slot, Tape};

/// A program under some settings, made ready to be differentiated. One value belongs to one thread.
///
/// The measures of [`Adjoint::forward`] have the bits that [`simulate`](crate::simulate()) gives.
/// Derivatives are exact but for rounding. At a kink they are those of the piece that was computed; what
/// moves in jumps (comparisons, roundings, instants, lengths of fixed delays) has none; and one that is
/// infinite counts as 0.
pub struct Adjoint<'a> {
    program: &'a Program,
    sheet: Sheet,
    tape: Tape,
    values: Vec<f64>,
    /// Derivatives by the values.
    bars: Vec<f64>,
    /// Stocks by step.
    stocks: Vec<f64>,
    /// For each shock its values by period.
    shocks: Vec<Vec<f64>>,
    /// For each delay how many steps it takes, its inputs by step, and derivatives by these.
    lines: Vec<Line>,
    /// For each reading of a smallest or largest value the step at which that was.
    extremes: Vec<u32>,
    /// Values of stocks, the step's and the stage's slots at the stages of a step.
    snapshots: [Vec<f64>; 4],
}

#[derive(Clone, Debug, Default)]
struct Line {
    steps: u32,
    inputs: Vec<f64>,
    bars: Vec<f64>,
}

/// How far along a flow the stages of a step reach from its start, in steps, and the weights of their
/// flows in the end.
type Stages = (&'static [f64], &'static [f64]);

const EULER: Stages = (&[0.0], &[1.0]);
const RUNGE_KUTTA: Stages = (&[0.0, 0.5, 0.5, 1.0], &[1.0 / 6.0, 2.0 / 6.0, 2.0 / 6.0, 1.0 / 6.0]);
/// The part of a step ([`Sheet::load_stage`]) of each stage.
const PARTS: [usize; 4] = [0, 1, 1, 2];

impl<'a> Adjoint<'a> {
    /// For a program under some settings.
    ///
    /// # Errors
    ///
    /// Where what is kept of a run would be too large.
    pub fn new(program: &'a Program, settings: &Settings) -> Result<Self, LimitError> {
        let tape = Tape::new(program);
        let rows = u64::from(program.end) + 1;
        let kept = (tape.stocks.len() + 2 * tape.delays.len() + tape.shocks.len()) as u64;
        LimitError::check("stocks of all steps", kept.saturating_mul(rows), limits::SHEET)?;
        let rows = rows as usize;
        let line = Line { steps: 0, inputs: vec![0.0; rows], bars: vec![0.0; rows] };
        Ok(Self {
            program,
            sheet: Sheet::new(program, settings)?,
            values: vec![0.0; tape.slots],
            bars: vec![0.0; tape.slots],
            stocks: vec![0.0; tape.stocks.len() * rows],
            shocks: vec![Vec::new(); tape.shocks.len()],
            lines: vec![line; tape.delays.len()],
            extremes: vec![0; tape.readings.len()],
            snapshots: Default::default(),
            tape,
        })
    }

    /// Computes a run and writes its measures.
    pub fn forward(&mut self, draws: &dyn Draws, run: u64, measures: &mut [f64]) {
        let program = self.program;
        self.start(draws, run);
        for step in 0..=program.end {
            if step == program.end && !program.look_at_end {
                break;
            }
            if step > 0 {
                self.draw_shocks(draws, run, step);
            }
            let width = self.tape.stocks.len();
            for (kept, mover) in
                self.stocks[step as usize * width..].iter_mut().zip(&self.tape.stocks)
            {
                *kept = self.values[mover.slot as usize];
            }
            self.instant(step);
            self.read(step);
            if step == program.end {
                break;
            }
            for (line, delay) in self.lines.iter_mut().zip(&self.tape.delays) {
                line.inputs[step as usize] = self.values[delay.input as usize];
            }
            self.advance(step);
        }
        self.list(List::End);
        for (out, &slot) in measures.iter_mut().zip(&self.tape.measures) {
            *out = self.values[slot as usize];
        }
    }

    /// Takes the run of the last [`Adjoint::forward`] backwards. `seeds` are the derivatives of a number
    /// by the measures; `each` is called with what was drawn (of a shock, with the key of its period) and
    /// the derivative of the number by it. What was drawn under several names is told under each.
    pub fn backward(&mut self, seeds: &[f64], mut each: impl FnMut(VariableId, Option<i64>, f64)) {
        let program = self.program;
        self.bars.fill(0.0);
        for line in &mut self.lines {
            line.bars.fill(0.0);
        }
        for (&seed, &slot) in seeds.iter().zip(&self.tape.measures) {
            self.bars[slot as usize] += seed;
        }
        self.back(List::End);
        for step in (0..=program.end).rev() {
            if step == program.end && !program.look_at_end {
                continue;
            }
            self.restore(step);
            if step == program.end {
                self.clear(self.tape.from_step);
                self.unread(step);
                self.back(List::Stage);
                self.back(List::Step);
            } else {
                self.retreat(step);
            }
            self.undelay(step);
            for leaf in &self.tape.shocks {
                let clock = program.shocks[leaf.index];
                if step.is_multiple_of(clock.period) {
                    let bar = std::mem::take(&mut self.bars[leaf.slot as usize]);
                    each(clock.variable, Some(clock.key(step)), bar);
                }
            }
        }
        for (mover, &initial) in self.tape.stocks.iter().zip(&self.tape.initial) {
            self.bars[initial as usize] += self.bars[mover.slot as usize];
        }
        self.back(List::Run);
        for leaf in &self.tape.first_shocks {
            let clock = program.shocks[leaf.index];
            each(clock.variable, Some(clock.key(0)), self.bars[leaf.slot as usize]);
        }
        for leaf in &self.tape.draws {
            if self.sheet.held_draws[leaf.index].is_none() {
                each(program.draws[leaf.index], None, self.bars[leaf.slot as usize]);
            }
        }
    }

    /// Draws what is drawn once and computes what does not change.
    fn start(&mut self, draws: &dyn Draws, run: u64) {
        let program = self.program;
        self.values[..self.sheet.never.len()].copy_from_slice(&self.sheet.never);
        for leaf in &self.tape.draws {
            let out = &mut self.values[leaf.slot as usize];
            match self.sheet.held_draws[leaf.index] {
                Some(value) => *out = value,
                None => draws.constant(program.draws[leaf.index], run, std::slice::from_mut(out)),
            }
        }
        for leaf in &self.tape.first_shocks {
            let clock = program.shocks[leaf.index];
            let out = &mut self.values[leaf.slot as usize..][..1];
            draws.shock(clock.variable, clock.key(0), run, out);
        }
        for shocks in &mut self.shocks {
            shocks.clear();
        }
        self.draw_shocks(draws, run, 0);
        self.list(List::Run);
        for (mover, &initial) in self.tape.stocks.iter().zip(&self.tape.initial) {
            self.values[mover.slot as usize] = self.values[initial as usize];
        }
        for (line, delay) in self.lines.iter_mut().zip(&self.tape.delays) {
            let steps = self.values[delay.steps as usize];
            let never = program.end.saturating_add(1);
            // Written so that a length that is no number lets nothing through.
            let steps = if steps < f64::from(never) { steps as u32 } else { never };
            line.steps = steps.max(u32::from(delay.at_least_one));
        }
        for slots in &self.tape.readings {
            let never = matches!(slots.reading, Reading::First { .. });
            self.values[slots.slot as usize] = if never { f64::INFINITY } else { 0.0 };
        }
    }

    /// Draws the shocks whose period begins at a step.
    fn draw_shocks(&mut self, draws: &dyn Draws, run: u64, step: u32) {
        for (leaf, kept) in self.tape.shocks.iter().zip(&mut self.shocks) {
            let clock = self.program.shocks[leaf.index];
            if step.is_multiple_of(clock.period) {
                let out = &mut self.values[leaf.slot as usize..][..1];
                draws.shock(clock.variable, clock.key(step), run, out);
                kept.push(out[0]);
            }
        }
    }

    /// Computes everything at the instant of a step, stocks and shocks being there.
    fn instant(&mut self, step: u32) {
        self.sheet.load_step(step, &mut self.values);
        for (line, delay) in self.lines.iter().zip(&self.tape.delays) {
            self.values[delay.slot as usize] = match step.checked_sub(line.steps) {
                Some(since) if line.steps > 0 => line.inputs[since as usize],
                _ => self.values[delay.initial as usize],
            };
        }
        self.sheet.load_stage(step, 0, &mut self.values);
        self.list(List::Step);
        self.list(List::Stage);
    }

    /// Takes the readings of a step.
    fn read(&mut self, step: u32) {
        let time = self.program.time.at(i64::from(step));
        for (slots, extreme) in self.tape.readings.iter().zip(&mut self.extremes) {
            let x = self.values[slots.source as usize];
            let out = &mut self.values[slots.slot as usize];
            let (first, better) = match slots.reading {
                Reading::Level { step: at, .. } => (at == step, false),
                Reading::Minimum { from, to, .. } if (from..=to).contains(&step) => {
                    (from == step, x < *out)
                }
                Reading::Maximum { from, to, .. } if (from..=to).contains(&step) => {
                    (from == step, x > *out)
                }
                Reading::First { .. } if *out == f64::INFINITY && x != 0.0 => {
                    *out = time;
                    (false, false)
                }
                _ => (false, false),
            };
            if first || better {
                *out = x;
                *extreme = step;
            }
        }
    }

    /// Moves stocks and totals one step on.
    fn advance(&mut self, step: u32) {
        let dt = self.program.time.dt;
        let movers: Vec<Mover> = self.movers(step).collect();
        let value = |values: &[f64], slot: Slot| values[slot as usize];
        let flows: Vec<f64> = movers.iter().map(|m| value(&self.values, m.flow)).collect();
        if self.program.time.method == Method::Euler {
            for (mover, flow) in movers.iter().zip(flows) {
                self.values[mover.slot as usize] += dt * flow;
            }
            return;
        }
        let base: Vec<f64> = movers.iter().map(|m| value(&self.values, m.slot)).collect();
        let mut sum = flows.clone();
        let mut flows = flows;
        for (reach, part, weight) in [(dt / 2.0, 1, 2.0), (dt / 2.0, 1, 2.0), (dt, 2, 1.0)] {
            self.stage(step, part, reach, &movers, &base, &flows);
            for ((flow, sum), mover) in flows.iter_mut().zip(&mut sum).zip(&movers) {
                *flow = value(&self.values, mover.flow);
                *sum += weight * *flow;
            }
        }
        for ((mover, base), sum) in movers.iter().zip(base).zip(sum) {
            self.values[mover.slot as usize] = base + dt / 6.0 * sum;
        }
    }

    /// Computes a later stage of a Runge–Kutta step.
    fn stage(
        &mut self,
        step: u32,
        part: usize,
        reach: f64,
        movers: &[Mover],
        base: &[f64],
        flows: &[f64],
    ) {
        for ((mover, base), flow) in movers.iter().zip(base).zip(flows) {
            self.values[mover.slot as usize] = base + reach * flow;
        }
        self.sheet.load_stage(step, part, &mut self.values);
        self.list(List::Stage);
    }

    /// Stocks, and the totals that are being taken at a step.
    fn movers(&self, step: u32) -> impl Iterator<Item = Mover> + '_ {
        let totals = self.tape.readings.iter().filter_map(move |slots| match slots.reading {
            Reading::Total { from, to, .. } if (from..to).contains(&step) => {
                Some(Mover { slot: slots.slot, flow: slots.source })
            }
            _ => None,
        });
        self.tape.stocks.iter().copied().chain(totals)
    }

    /// Makes all values those at the instant of a step again.
    fn restore(&mut self, step: u32) {
        let width = self.tape.stocks.len();
        for (mover, kept) in self.tape.stocks.iter().zip(&self.stocks[step as usize * width..]) {
            self.values[mover.slot as usize] = *kept;
        }
        for (leaf, kept) in self.tape.shocks.iter().zip(&self.shocks) {
            let period = self.program.shocks[leaf.index].period;
            self.values[leaf.slot as usize] = kept[(step / period) as usize];
        }
        self.instant(step);
    }

    /// Forgets the derivatives by the values from a slot on.
    fn clear(&mut self, from: usize) {
        self.bars[from..].fill(0.0);
    }

    /// Derivatives by what is read at a step, from those by the readings.
    fn unread(&mut self, step: u32) {
        for (slots, &extreme) in self.tape.readings.iter().zip(&self.extremes) {
            let here = match slots.reading {
                Reading::Level { step: at, .. } => at == step,
                Reading::Minimum { .. } | Reading::Maximum { .. } => extreme == step,
                Reading::Total { .. } | Reading::First { .. } => false,
            };
            if here {
                self.bars[slots.source as usize] += self.bars[slots.slot as usize];
            }
        }
    }

    /// From derivatives by the stocks after a step to those by everything before it.
    fn retreat(&mut self, step: u32) {
        let dt = self.program.time.dt;
        let euler = self.program.time.method == Method::Euler;
        let (reaches, weights) = if euler { EULER } else { RUNGE_KUTTA };
        let movers: Vec<Mover> = self.movers(step).collect();
        let stocks = self.tape.stocks.len();
        let from = self.tape.from_stocks;
        if !euler {
            let stocks = &movers[..stocks];
            let base: Vec<f64> = stocks.iter().map(|m| self.values[m.slot as usize]).collect();
            for stage in 0..reaches.len() {
                if stage > 0 {
                    let flows: Vec<f64> =
                        stocks.iter().map(|m| self.values[m.flow as usize]).collect();
                    self.stage(step, PARTS[stage], reaches[stage] * dt, stocks, &base, &flows);
                }
                self.snapshots[stage].clear();
                self.snapshots[stage].extend_from_slice(&self.values[from..]);
            }
        }
        let after: Vec<f64> = movers.iter().map(|m| self.bars[m.slot as usize]).collect();
        let mut total: Vec<f64> = after[..stocks].to_vec();
        let mut later = vec![0.0; stocks];
        let mut reach = 0.0;
        self.clear(self.tape.from_step);
        for stage in (0..reaches.len()).rev() {
            if !euler {
                self.values[from..].copy_from_slice(&self.snapshots[stage]);
                self.sheet.load_stage(step, PARTS[stage], &mut self.values);
            }
            for mover in &movers[..stocks] {
                self.bars[mover.slot as usize] = 0.0;
            }
            self.clear(self.tape.from_stage);
            for (i, (mover, after)) in movers.iter().zip(&after).enumerate() {
                let later = later.get(i).copied().unwrap_or(0.0);
                self.bars[mover.flow as usize] += dt * (weights[stage] * after + reach * later);
            }
            if stage == 0 {
                self.unread(step);
                for (line, delay) in self.lines.iter().zip(&self.tape.delays) {
                    self.bars[delay.input as usize] += line.bars[step as usize];
                }
            }
            self.back(List::Stage);
            for ((mover, later), total) in movers.iter().zip(&mut later).zip(&mut total) {
                *later = self.bars[mover.slot as usize];
                *total += *later;
            }
            reach = reaches[stage];
        }
        for (mover, total) in movers.iter().zip(total) {
            self.bars[mover.slot as usize] = total;
        }
        self.back(List::Step);
    }

    /// Derivatives by what went into the delays, from those by what came out at a step.
    fn undelay(&mut self, step: u32) {
        for (line, delay) in self.lines.iter_mut().zip(&self.tape.delays) {
            let bar = std::mem::take(&mut self.bars[delay.slot as usize]);
            match step.checked_sub(line.steps) {
                Some(since) if line.steps > 0 => line.bars[since as usize] += bar,
                _ => self.bars[delay.initial as usize] += bar,
            }
        }
    }

    fn groups(tape: &Tape, list: List) -> &[Group] {
        match list {
            List::Run => &tape.run,
            List::Step => &tape.step,
            List::Stage => &tape.stage,
            List::End => &tape.end,
        }
    }

    fn list(&mut self, list: List) {
        for group in Self::groups(&self.tape, list) {
            group.forward(&mut self.values, &self.program.graph.curves);
        }
    }

    fn back(&mut self, list: List) {
        for group in Self::groups(&self.tape, list).iter().rev() {
            group.back(&self.values, &mut self.bars, &self.program.graph.curves);
        }
    }
}

/// A phase of a run.
#[derive(Clone, Copy)]
enum List {
    Run,
    Step,
    Stage,
    End,
}

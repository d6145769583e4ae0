//! The course of runs: which instructions of a step are done in which step.
//!
//! In most steps much of a list need not be done. What is made of draws, shocks and the time alone
//! stays as it was until one of them changes; of an `if` whose condition is the time's, one branch
//! counts; what is only read is needed where it is read. None of this differs between runs, so it is
//! found once for all of them, and what is left out changes no bits.

use std::collections::HashMap;

use hongtu_model::{Method, Reading};

use crate::compile::{Lists, TROUBLE};
use crate::instruction::{Code, Instruction, Operand, Source};
use crate::program::Program;
use crate::sheet::Sheet;

/// The instructions of every step, under some settings.
pub(crate) struct Course {
    /// The lists that there are.
    lists: Vec<Vec<Instruction>>,
    /// The first step, and the list of each step from there on; of all others the last.
    from: u32,
    steps: Vec<u32>,
}

impl Course {
    /// Of runs that go on from a step, of which nothing is known. `watched` says whether they are
    /// watched for trouble.
    pub(crate) fn new(
        program: &Program,
        lists: &Lists,
        sheet: &Sheet,
        from: u32,
        watched: bool,
    ) -> Self {
        if program.time.method != Method::Euler {
            return Self { lists: vec![lists.stage.clone()], from, steps: Vec::new() };
        }
        let mut finder = Finder::new(program, lists, sheet, watched);
        let mut course = Self { lists: Vec::new(), from, steps: Vec::new() };
        let mut known: HashMap<Vec<bool>, u32> = HashMap::new();
        for step in from..=program.end {
            if step == program.end && !program.look_at_end {
                break;
            }
            finder.changes(step, step == from);
            let done = finder.needs(step);
            let next = course.lists.len() as u32;
            let index = *known.entry(done).or_insert_with_key(|done| {
                let all = lists.stage.iter().zip(done);
                course.lists.push(all.filter(|(_, done)| **done).map(|(i, _)| *i).collect());
                next
            });
            course.steps.push(index);
        }
        course
    }

    /// The instructions of a step.
    pub(crate) fn at(&self, step: u32) -> &[Instruction] {
        let index = self.steps.get(step.saturating_sub(self.from) as usize);
        self.lists
            .get(index.or(self.steps.last()).map_or(0, |&index| index as usize))
            .map_or(&[], |list| list)
    }
}

/// What is known while steps are gone through, in their order.
struct Finder<'a> {
    program: &'a Program,
    lists: &'a Lists,
    sheet: &'a Sheet,
    watched: bool,
    /// Registers that any step may change before its instructions.
    moving: Vec<u32>,
    /// By register, whether it is other than in the step before.
    changed: Vec<bool>,
    /// By instruction, whether what it reads has changed since it was done.
    stale: Vec<bool>,
    /// By register, whether it will be read.
    live: Vec<bool>,
}

impl<'a> Finder<'a> {
    fn new(program: &'a Program, lists: &'a Lists, sheet: &'a Sheet, watched: bool) -> Self {
        let registers = lists.registers as usize;
        let stocks = lists.stocks.iter().map(|stock| stock.register);
        let delays = lists.delays.iter().map(|delay| delay.register);
        let moving = stocks.chain(delays).chain(noted(program, lists)).collect();
        Self {
            program,
            lists,
            sheet,
            watched,
            moving,
            changed: vec![false; registers],
            stale: vec![false; lists.stage.len()],
            live: vec![false; registers],
        }
    }

    /// What an instruction reads in a step: of a choice that the time makes, the branch taken.
    fn operands(&self, instruction: &Instruction, step: u32) -> [Operand; 3] {
        let [condition, a, b] = instruction.operands();
        match (instruction.code, condition) {
            (Code::SelectSvv | Code::SelectSvs | Code::SelectSsv, Operand::Scalar(scalar)) => {
                let taken = if self.sheet.at(step, scalar) != 0.0 { a } else { b };
                [condition, taken, Operand::None]
            }
            _ => [condition, a, b],
        }
    }

    /// Takes in what a step changes; of the first one everything.
    fn changes(&mut self, step: u32, first: bool) {
        self.changed.fill(first);
        for &register in &self.moving {
            self.changed[register as usize] = true;
        }
        for (clock, registers) in self.program.shocks.iter().zip(&self.lists.shocks) {
            if let (Some(register), true) = (registers.1, step.is_multiple_of(clock.period)) {
                self.changed[register as usize] = true;
            }
        }
        for (index, instruction) in self.lists.stage.iter().enumerate() {
            if instruction.d == TROUBLE {
                continue;
            }
            let lasts = self.lists.lasting.contains(&instruction.d);
            let changed = !lasts
                || self.operands(instruction, step).into_iter().any(|operand| match operand {
                    Operand::Register(register) => self.changed[register as usize],
                    Operand::Scalar(scalar) => first || self.sheet.changes(step, scalar),
                    Operand::None => false,
                });
            self.changed[instruction.d as usize] = changed;
            self.stale[index] |= changed;
        }
    }

    /// Finds which instructions a step needs, and takes them as done.
    fn needs(&mut self, step: u32) -> Vec<bool> {
        self.live.fill(false);
        for register in self.roots(step) {
            self.live[register as usize] = true;
        }
        let mut done = vec![false; self.lists.stage.len()];
        for (index, instruction) in self.lists.stage.iter().enumerate().rev() {
            let d = instruction.d as usize;
            let needed = if instruction.d == TROUBLE {
                // What was found sound stays so until it changes.
                self.watched && self.changed[instruction.a as usize]
            } else {
                std::mem::replace(&mut self.live[d], false) && self.stale[index]
            };
            if !needed {
                continue;
            }
            done[index] = true;
            self.stale[index] = false;
            for operand in self.operands(instruction, step) {
                if let Operand::Register(register) = operand {
                    self.live[register as usize] = true;
                }
            }
        }
        done
    }

    /// Registers that are read once the instructions of a step are done.
    fn roots(&self, step: u32) -> Vec<u32> {
        let lists = self.lists;
        let mut roots: Vec<u32> = noted(self.program, lists).collect();
        let mut source = |source: Source| {
            if let Source::Register(register) = source {
                roots.push(register);
            }
        };
        let more = step < self.program.end;
        if more || self.watched {
            lists.moves.iter().for_each(|moves| source(Source::Register(moves[0].a)));
        }
        if more {
            lists.delays.iter().for_each(|delay| source(delay.input));
        }
        for (reading, place) in self.program.readings.iter().zip(&lists.readings) {
            let Some((_, from)) = place else { continue };
            let read = match *reading {
                Reading::Level { step: at, .. } => at == step,
                Reading::Total { from, to, .. } => (from..to).contains(&step),
                Reading::Minimum { from, to, .. } | Reading::Maximum { from, to, .. } => {
                    (from..=to).contains(&step)
                }
                Reading::First { .. } => true,
            };
            if read {
                source(*from);
            }
        }
        roots
    }
}

/// The registers of a part of a program ([`crate::reach`]) that are noted of each step.
fn noted(program: &Program, lists: &Lists) -> std::ops::Range<u32> {
    program.lists.registers..lists.registers
}

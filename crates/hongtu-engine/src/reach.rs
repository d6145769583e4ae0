//! What levers reach: the part of a program that is computed anew when they move.
//!
//! Between two settings of some levers most of a plan is often the same, step after step. A
//! [`Reach`] divides a program's lists: what depends on the levers, through any number of steps, and
//! all else. One pass over all of it notes what the first part reads of the rest; further passes
//! compute the first part alone and read the rest from the notes. Instructions keep their order and
//! their operands, so the bits are the same.

use crate::compile::{Lists, TROUBLE};
use crate::graph::{Node, Op};
use crate::instruction::{Code, Instruction, Operand, Source};
use crate::lanes::Register;
use crate::program::Program;
use crate::schedule::Schedule;

/// A program divided by what some levers reach.
pub(crate) struct Reach {
    /// All of it, with copies of what is noted in registers behind those of the program.
    pub noting: Lists,
    /// The part that the levers reach, which reads those registers.
    pub part: Lists,
    /// When the readings of the part are taken.
    pub schedule: Schedule,
    /// First of the registers that are noted in each step, and how many there are.
    pub noted: (usize, usize),
    /// Registers of the readings that the levers do not reach.
    pub others: Vec<u32>,
    /// Which of the delays are in the part.
    pub delays: Vec<usize>,
}

/// What is noted of a block of runs.
pub(crate) struct Notes<const W: usize, const C: usize> {
    /// The registers that are noted, step by step.
    pub rows: Vec<Register<W, C>>,
    /// What became of the readings that the levers do not reach.
    pub others: Vec<Register<W, C>>,
}

/// What is noted of each step, or read from what was noted.
pub(crate) enum Tape<'t, const W: usize, const C: usize> {
    /// Neither.
    None,
    /// From which register on it is noted, and where.
    Write(usize, &'t mut Vec<Register<W, C>>),
    /// Into which registers it is read, and the rest of what was noted.
    Read((usize, usize), std::slice::Iter<'t, Register<W, C>>),
}

impl<const W: usize, const C: usize> Tape<'_, W, C> {
    /// Reads what was noted of the next step.
    pub(crate) fn read(&mut self, registers: &mut [Register<W, C>]) {
        if let Self::Read((first, count), rows) = self {
            let noted = registers.iter_mut().skip(*first);
            noted.zip(rows.by_ref().take(*count)).for_each(|(register, row)| *register = *row);
        }
    }

    /// Notes a step.
    pub(crate) fn write(&mut self, registers: &[Register<W, C>]) {
        if let Self::Write(first, rows) = self {
            rows.extend_from_slice(&registers[*first..]);
        }
    }
}

/// What a register holds while the instructions of a step are looked through.
#[derive(Clone, Copy)]
enum Held {
    /// The same in every step from which levers act.
    Same,
    /// Something that levers reach.
    Reached,
    /// Something that they do not reach, since so many instructions; where it is noted, if it is.
    Else(usize, Option<u32>),
}

impl Reach {
    /// Divides a program, given for each lever whether it moves. `None` where little would be saved,
    /// or where a step has several stages.
    pub(crate) fn new(program: &Program, moves: &[bool]) -> Option<Self> {
        let lists = &program.lists;
        if !lists.step.is_empty() || program.time.method != hongtu_model::Method::Euler {
            return None;
        }
        let scalars = scalars(program, moves);
        let reached = Reached::new(lists, &scalars);
        let work = reached.stage.iter().filter(|reached| **reached).count();
        let (stage, copies) = stage(lists, &reached);
        let noted = (lists.registers as usize, copies.len());
        if work + copies.len() / 2 > lists.stage.len() * 3 / 4 {
            return None;
        }
        let registers = lists.registers + u32::try_from(copies.len()).ok()?;
        let noting = Lists { stage: with_copies(&lists.stage, copies), registers, ..lists.clone() };
        let mut others = Vec::new();
        let mut part = Lists { stage, registers, ..lists.clone() };
        part.moves.retain(|moves| reached.held[moves[0].d as usize]);
        part.stocks.retain(|stock| reached.held[stock.register as usize]);
        part.shocks.fill((None, None));
        for (place, taking) in part.readings.iter_mut().zip(&mut part.taking) {
            if let Some((register, _)) = place.filter(|(r, _)| !reached.held[*r as usize]) {
                others.push(register);
                (*place, *taking) = (None, None);
            }
        }
        let delays = (0..).zip(&lists.delays);
        let delays = delays.filter(|(_, delay)| reached.held[delay.register as usize]);
        let delays: Vec<usize> = delays.map(|(index, _)| index).collect();
        part.delays = delays.iter().map(|&index| lists.delays[index]).collect();
        let schedule = Schedule::of(program, &part);
        Some(Self { noting, part, schedule, noted, others, delays })
    }

    /// Bytes of the notes of one block, over so many steps.
    pub(crate) fn bytes<const W: usize, const C: usize>(&self, steps: usize) -> usize {
        let numbers = self.noted.1.saturating_mul(steps).saturating_add(self.others.len());
        numbers.saturating_mul(size_of::<Register<W, C>>())
    }
}

/// For each scalar, whether levers reach it.
fn scalars(program: &Program, moves: &[bool]) -> Vec<bool> {
    let graph = &program.graph;
    let mut reached = vec![false; graph.len()];
    for node in 0..graph.len() {
        let op = graph.info(node as Node).op;
        let mut any = match op {
            Op::Lever(lever) | Op::FirstLever(lever) => {
                moves.get(lever as usize).copied().unwrap_or(false)
            }
            _ => false,
        };
        op.arguments(|a| any |= reached[a as usize]);
        reached[node] = any;
    }
    program.lists.scalars.iter().map(|&node| reached[node as usize]).collect()
}

/// What levers reach, in any step.
struct Reached<'a> {
    scalars: &'a [bool],
    /// Registers at the start of a step, and of readings.
    held: Vec<bool>,
    /// The instructions of a step.
    stage: Vec<bool>,
}

impl<'a> Reached<'a> {
    fn new(lists: &Lists, scalars: &'a [bool]) -> Self {
        let held = vec![false; lists.registers as usize];
        let mut all = Self { scalars, held, stage: Vec::new() };
        // Each round takes what was reached through one more step, until nothing is added.
        while all.round(lists) {}
        all
    }

    fn round(&mut self, lists: &Lists) -> bool {
        let mut now = self.held.clone();
        self.stage.clear();
        for instruction in &lists.stage {
            let reached = instruction.operands().into_iter().any(|operand| match operand {
                Operand::Register(register) => now[register as usize],
                Operand::Scalar(scalar) => self.scalars[scalar as usize],
                Operand::None => false,
            });
            self.stage.push(reached);
            if instruction.d != TROUBLE {
                now[instruction.d as usize] = reached;
            }
        }
        let source = |source: Source| match source {
            Source::Register(register) => now[register as usize],
            Source::Scalar(scalar) => self.scalars[scalar as usize],
        };
        let moves = lists.moves.iter().map(|moves| (moves[0].d, now[moves[0].a as usize]));
        let delays = lists.delays.iter().map(|delay| (delay.register, source(delay.input)));
        let readings = lists.readings.iter().flatten();
        let readings = readings.map(|&(register, from)| (register, source(from)));
        let mut more = false;
        for (register, _) in moves.chain(delays).chain(readings).filter(|(_, reached)| *reached) {
            let held = &mut self.held[register as usize];
            more |= !*held;
            *held = true;
        }
        more
    }
}

/// The instructions of a step that levers reach, and what is to be copied for them: behind how many of
/// all instructions, from where, where to.
fn stage(lists: &Lists, reached: &Reached<'_>) -> (Vec<Instruction>, Vec<(usize, u32, u32)>) {
    let mut held: Vec<Held> =
        reached.held.iter().map(|&r| if r { Held::Reached } else { Held::Same }).collect();
    let stocks = lists.moves.iter().map(|moves| moves[0].d);
    let delays = lists.delays.iter().map(|delay| delay.register);
    let shocks = lists.shocks.iter().filter_map(|&(_, now)| now);
    for register in stocks.chain(delays).chain(shocks) {
        if !reached.held[register as usize] {
            held[register as usize] = Held::Else(0, None);
        }
    }
    let mut copies = Vec::new();
    let mut stage = Vec::new();
    for (at, (instruction, &reached)) in lists.stage.iter().zip(&reached.stage).enumerate() {
        if reached {
            stage.push(instruction.map(|register| match held[register as usize] {
                Held::Else(since, None) => {
                    let copy = lists.registers + copies.len() as u32;
                    copies.push((since, register, copy));
                    held[register as usize] = Held::Else(since, Some(copy));
                    copy
                }
                Held::Else(_, Some(copy)) => copy,
                Held::Same | Held::Reached => register,
            }));
        }
        if instruction.d != TROUBLE {
            held[instruction.d as usize] =
                if reached { Held::Reached } else { Held::Else(at + 1, None) };
        }
    }
    (stage, copies)
}

/// A list with copies put in.
fn with_copies(list: &[Instruction], mut copies: Vec<(usize, u32, u32)>) -> Vec<Instruction> {
    copies.sort_unstable();
    let mut copies = copies.into_iter().peekable();
    let mut whole = Vec::with_capacity(list.len() + copies.len());
    for at in 0..=list.len() {
        while let Some((_, a, d)) = copies.next_if(|(since, ..)| *since == at) {
            whole.push(Instruction { code: Code::Copy, d, a, b: 0, c: 0 });
        }
        whole.extend(list.get(at));
    }
    whole
}

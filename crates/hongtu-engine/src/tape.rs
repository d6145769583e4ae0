//! A program as operations on slots, each written once: what derivatives are taken of.
//!
//! The registers of the lanes are used again and again; here every node that the measures depend on
//! keeps a place of its own, so that values and derivatives can be looked up by place.

use hongtu_model::Reading;

use crate::graph::{Graph, Node, Op, When};
use crate::group::{Group, groups};
use crate::program::Program;

/// Place of a node's value and derivative.
pub(crate) type Slot = u32;

/// An operation on slots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub op: Op,
    pub slot: Slot,
}

/// A leaf: its index in the program's list of such, and its slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub index: usize,
    pub slot: Slot,
}

/// A stock, or a total: its slot, and that of what moves it on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mover {
    pub slot: Slot,
    pub flow: Slot,
}

/// A fixed delay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DelaySlots {
    pub slot: Slot,
    pub steps: Slot,
    pub input: Slot,
    pub initial: Slot,
    pub at_least_one: bool,
}

/// A reading: its slot, and that of what is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadingSlots {
    pub reading: Reading,
    pub slot: Slot,
    pub source: Slot,
}

/// The operations by phase, and where everything is.
///
/// Slots come in this order: the scalars as the sheet loads them; what never changes within a run;
/// readings and what is made of them; shocks; delays; stocks; what changes by the step; what changes by
/// the stage.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub run: Vec<Group>,
    pub step: Vec<Group>,
    pub stage: Vec<Group>,
    pub end: Vec<Group>,
    pub draws: Vec<Leaf>,
    /// Shocks in the period of step 0, and in the present one.
    pub first_shocks: Vec<Leaf>,
    pub shocks: Vec<Leaf>,
    pub stocks: Vec<Mover>,
    /// Slots of the stocks' values at the start.
    pub initial: Vec<Slot>,
    pub delays: Vec<DelaySlots>,
    pub readings: Vec<ReadingSlots>,
    pub measures: Vec<Slot>,
    /// First slot of the stocks, of the step's, of the stage's, and of none.
    pub from_stocks: usize,
    pub from_step: usize,
    pub from_stage: usize,
    pub slots: usize,
}

impl Tape {
    /// Of a program.
    pub(crate) fn new(program: &Program) -> Self {
        let graph = &program.graph;
        let mut slots = vec![Slot::MAX; graph.len()];
        for (slot, &node) in (0..).zip(&program.lists.scalars) {
            slots[node as usize] = slot;
        }
        let mut varying: Vec<Node> =
            needed(program).into_iter().filter(|&node| graph.info(node).varies).collect();
        varying.sort_unstable_by_key(|&node| (class(graph, node), node));
        let before = program.lists.scalars.len();
        for (slot, &node) in (before as Slot..).zip(&varying) {
            slots[node as usize] = slot;
        }
        let from = |least: u8| before + varying.partition_point(|&node| class(graph, node) < least);
        let mut tape = Self {
            from_stocks: from(5),
            from_step: from(6),
            from_stage: from(7),
            slots: before + varying.len(),
            measures: program.roots.measures.iter().map(|&node| slots[node as usize]).collect(),
            ..Self::default()
        };
        let mut lists = [const { Vec::new() }; 4];
        for &node in &varying {
            tape.place(program, node, &slots, &mut lists);
        }
        [tape.run, tape.step, tape.stage, tape.end] = lists.map(|list| groups(&list, tape.slots));
        tape
    }

    fn place(
        &mut self,
        program: &Program,
        node: Node,
        slots: &[Slot],
        [run, step, stage, end]: &mut [Vec<Entry>; 4],
    ) {
        let info = program.graph.info(node);
        let at = |node: Node| slots[node as usize];
        let slot = at(node);
        let leaf = |index: u32| Leaf { index: index as usize, slot };
        match info.op {
            Op::Draw(index) => self.draws.push(leaf(index)),
            Op::FirstShock(index) => self.first_shocks.push(leaf(index)),
            Op::Shock(index) => self.shocks.push(leaf(index)),
            Op::Stock(index) => {
                let stock = program.roots.stocks[index as usize];
                self.stocks.push(Mover { slot, flow: at(stock.flow) });
                self.initial.push(at(stock.initial));
            }
            Op::Delayed(index) => {
                let delay = program.roots.delays[index as usize];
                self.delays.push(DelaySlots {
                    slot,
                    steps: at(delay.steps),
                    input: at(delay.input),
                    initial: at(delay.initial),
                    at_least_one: delay.at_least_one,
                });
            }
            Op::Reading(index) => {
                if let Some(source) = program.roots.readings[index as usize] {
                    let reading = program.readings[index as usize];
                    self.readings.push(ReadingSlots { reading, slot, source: at(source) });
                }
            }
            op => {
                let list = match info.when {
                    When::Never => run,
                    When::Step => step,
                    When::Stage => stage,
                    When::End => end,
                };
                list.push(Entry { op: moved(op, at), slot });
            }
        }
    }
}

/// An operation with slots for nodes.
pub(crate) fn moved(op: Op, at: impl Fn(Node) -> Slot) -> Op {
    match op {
        Op::Splat(a) => Op::Splat(at(a)),
        Op::Copy(a) => Op::Copy(at(a)),
        Op::Unary(f, a) => Op::Unary(f, at(a)),
        Op::Binary(f, a, b) => Op::Binary(f, at(a), at(b)),
        Op::Select(c, a, b) => Op::Select(at(c), at(a), at(b)),
        Op::Lookup(table, a) => Op::Lookup(table, at(a)),
        Op::Grid(a) => Op::Grid(at(a)),
        leaf => leaf,
    }
}

/// Where among the slots a node that varies belongs.
fn class(graph: &Graph, node: Node) -> u8 {
    let info = graph.info(node);
    match (info.op, info.when) {
        (Op::Shock(_), _) => 3,
        (Op::Delayed(_), _) => 4,
        (Op::Stock(_), _) => 5,
        (_, When::Never) => 1,
        (_, When::End) => 2,
        (_, When::Step) => 6,
        (_, When::Stage) => 7,
    }
}

/// The nodes that the measures depend on.
fn needed(program: &Program) -> Vec<Node> {
    let roots = &program.roots;
    let mut seen = vec![false; program.graph.len()];
    let mut found = Vec::new();
    let mut stack = roots.measures.clone();
    while let Some(node) = stack.pop() {
        if std::mem::replace(&mut seen[node as usize], true) {
            continue;
        }
        found.push(node);
        match program.graph.info(node).op {
            Op::Stock(index) => {
                let stock = roots.stocks[index as usize];
                stack.extend([stock.initial, stock.flow]);
            }
            Op::Delayed(index) => {
                let delay = roots.delays[index as usize];
                stack.extend([delay.steps, delay.input, delay.initial]);
            }
            Op::Reading(index) => stack.extend(roots.readings[index as usize]),
            op => op.arguments(|a| stack.push(a)),
        }
    }
    found
}

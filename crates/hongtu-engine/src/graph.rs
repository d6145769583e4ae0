//! What is to be computed, as a graph in which equal things are one node.
//!
//! A node is made after its arguments, so the order of the nodes is an order of evaluation. What is
//! made of numbers alone is computed when it is made.

use std::collections::HashMap;

use hongtu_model::{Binary, Function};

use crate::primitive::{self, Curve};

/// Index of a node.
pub(crate) type Node = u32;

/// When the value of a node changes; the later contains the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// Never within a run.
    Never,
    /// From step to step, held through the stages of a step.
    Step,
    /// From stage to stage of a step.
    Stage,
    /// It is known when the run is over.
    End,
}

/// What a node computes. Indices that are not nodes point into lists of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// A number, as bits.
    Number(u64),
    /// The time.
    Time,
    /// The number of the step.
    Step,
    /// A lever.
    Lever(u32),
    /// A lever at step 0.
    FirstLever(u32),
    /// Whether the settings hold a constant at a value of theirs.
    Held(u32),
    /// The value at which the settings hold a constant.
    HeldAt(u32),
    /// What a run draws once.
    Draw(u32),
    /// A shock in the period of step 0.
    FirstShock(u32),
    /// A shock.
    Shock(u32),
    /// A stock.
    Stock(u32),
    /// What comes out of a fixed delay of at least one step.
    Delayed(u32),
    /// A reading.
    Reading(u32),
    /// A scalar as lanes.
    Splat(Node),
    /// The same, in a register of its own.
    Copy(Node),
    /// A function of one argument.
    Unary(Function, Node),
    /// A function of two arguments.
    Binary(Binary, Node, Node),
    /// `if … then … else …`
    Select(Node, Node, Node),
    /// A table at a position.
    Lookup(u32, Node),
    /// The grid point at or after a position in steps.
    Grid(Node),
}

impl Op {
    /// Calls `visit` with each argument.
    pub(crate) fn arguments(self, mut visit: impl FnMut(Node)) {
        match self {
            Self::Splat(a)
            | Self::Copy(a)
            | Self::Unary(_, a)
            | Self::Lookup(_, a)
            | Self::Grid(a) => visit(a),
            Self::Binary(_, a, b) => {
                visit(a);
                visit(b);
            }
            Self::Select(a, b, c) => {
                visit(a);
                visit(b);
                visit(c);
            }
            _ => {}
        }
    }
}

/// What is known of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Info {
    /// What it computes.
    pub op: Op,
    /// Whether it differs between runs.
    pub varies: bool,
    /// When it changes.
    pub when: When,
    /// Whether it depends on a date that may never come, so that infinity is no trouble.
    pub endless: bool,
    /// Whether it is made of a stock or a fixed delay, which may change in every step.
    pub moves: bool,
}

/// The nodes.
#[derive(Debug)]
pub(crate) struct Graph {
    nodes: Vec<Info>,
    index: HashMap<Op, Node>,
    /// The tables.
    pub curves: Vec<Curve>,
    /// For each reading, whether it is a date that may never come.
    endless: Vec<bool>,
    /// Whether the stages of a step are one and the same, so that there is nothing to hold.
    single_stage: bool,
}

impl Graph {
    /// A graph without nodes.
    pub(crate) fn new(curves: Vec<Curve>, endless: Vec<bool>, single_stage: bool) -> Self {
        Self { nodes: Vec::new(), index: HashMap::new(), curves, endless, single_stage }
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node of an operation that is there already.
    pub(crate) fn find(&self, op: Op) -> Option<Node> {
        self.index.get(&op).copied()
    }

    /// What is known of a node.
    pub(crate) fn info(&self, node: Node) -> Info {
        self.nodes[node as usize]
    }

    /// The number that a node is.
    pub(crate) fn number(&self, node: Node) -> Option<f64> {
        match self.info(node).op {
            Op::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The node of a number.
    pub(crate) fn constant(&mut self, number: f64) -> Node {
        let number = if number.is_nan() { f64::NAN } else { number };
        self.intern(Op::Number(number.to_bits()))
    }

    /// The node of an operation, which may be a simpler one with the same bits.
    pub(crate) fn add(&mut self, op: Op) -> Node {
        if let Some(number) = self.fold(op) {
            return self.constant(number);
        }
        match op {
            Op::Binary(Binary::Multiply, a, b) if self.number(b) == Some(1.0) => a,
            Op::Binary(Binary::Multiply, a, b) if self.number(a) == Some(1.0) => b,
            Op::Binary(Binary::Divide, a, b) if self.number(b) == Some(1.0) => a,
            // Not for −0, which a bare comparison would take for 0.
            Op::Binary(Binary::Subtract, a, b)
                if self.number(b).is_some_and(|b| b.to_bits() == 0) =>
            {
                a
            }
            Op::Binary(Binary::Power, a, b) if self.number(b) == Some(1.0) => a,
            Op::Binary(Binary::Power, a, b) if self.number(b) == Some(2.0) => {
                self.add(Op::Binary(Binary::Multiply, a, a))
            }
            Op::Binary(Binary::Min | Binary::Max, a, b) if a == b => a,
            Op::Binary(
                f @ (Binary::Add
                | Binary::Multiply
                | Binary::Equal
                | Binary::NotEqual
                | Binary::And
                | Binary::Or),
                a,
                b,
            ) if b < a => self.intern(Op::Binary(f, b, a)),
            Op::Select(c, a, b) => match self.number(c) {
                Some(c) => primitive_branch(c, a, b),
                None if a == b => a,
                None => self.intern(op),
            },
            Op::Unary(Function::Negate, a) => match self.info(a).op {
                Op::Unary(Function::Negate, inner) => inner,
                _ => self.intern(op),
            },
            _ => self.intern(op),
        }
    }

    /// The value of an operation on numbers.
    fn fold(&self, op: Op) -> Option<f64> {
        match op {
            Op::Unary(..) | Op::Binary(..) | Op::Lookup(..) | Op::Grid(_) => {
                let mut known = true;
                op.arguments(|a| known &= self.number(a).is_some());
                known.then(|| evaluate(op, &self.curves, |a| self.number(a).unwrap_or(0.0)))
            }
            _ => None,
        }
    }

    fn intern(&mut self, op: Op) -> Node {
        if let Some(&node) = self.index.get(&op) {
            return node;
        }
        let (varies, when) = match op {
            Op::Number(_) | Op::Held(_) | Op::HeldAt(_) | Op::FirstLever(_) => (false, When::Never),
            Op::Time => (false, When::Stage),
            Op::Step | Op::Lever(_) => (false, When::Step),
            Op::Draw(_) | Op::FirstShock(_) => (true, When::Never),
            Op::Shock(_) | Op::Delayed(_) => (true, When::Step),
            Op::Stock(_) => (true, When::Stage),
            Op::Reading(_) => (true, When::End),
            Op::Splat(_) => (true, When::Never),
            _ => (false, When::Never),
        };
        let endless = match op {
            Op::Reading(index) => self.endless.get(index as usize).copied().unwrap_or(false),
            _ => false,
        };
        let moves = matches!(op, Op::Stock(_) | Op::Delayed(_));
        let mut info = Info { op, varies, when, endless, moves };
        op.arguments(|a| {
            let argument = self.nodes[a as usize];
            info.varies |= argument.varies;
            info.when = info.when.max(argument.when);
            info.endless |= argument.endless;
            info.moves |= argument.moves;
        });
        if self.single_stage && info.when == When::Step {
            info.when = When::Stage;
        }
        // The number of nodes is limited far below this by whoever adds them.
        let node = Node::try_from(self.nodes.len()).unwrap_or(Node::MAX);
        self.nodes.push(info);
        self.index.insert(op, node);
        node
    }
}

fn primitive_branch(c: f64, a: Node, b: Node) -> Node {
    if c != 0.0 { a } else { b }
}

/// The value of an operation for one run, given its arguments.
pub(crate) fn evaluate(op: Op, curves: &[Curve], value: impl Fn(Node) -> f64) -> f64 {
    match op {
        Op::Number(bits) => f64::from_bits(bits),
        Op::Splat(a) | Op::Copy(a) => value(a),
        Op::Unary(f, a) => primitive::unary(f, value(a)),
        Op::Binary(f, a, b) => primitive::binary(f, value(a), value(b)),
        Op::Select(c, a, b) => primitive::select(value(c), value(a), value(b)),
        Op::Lookup(table, a) => curves[table as usize].at(value(a)),
        Op::Grid(a) => primitive::grid(value(a)),
        // Leaves are put in by whoever evaluates.
        _ => 0.0,
    }
}

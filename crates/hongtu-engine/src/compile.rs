//! From the graph to lists of instructions over registers.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use hongtu_model::Reading;

use crate::fuse::{self, Fusion};
use crate::graph::{Graph, Node, Op, When};
use crate::instruction::{Code, Instruction, Source};
use crate::lower::Lowered;

/// Register of the trouble that a block has met: not-a-number in the lanes that have.
pub(crate) const TROUBLE: u32 = 0;

/// A stock's registers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StockCode {
    pub register: u32,
    pub initial: Source,
}

/// A fixed delay's registers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DelayCode {
    pub register: u32,
    pub steps: Source,
    pub input: Source,
    pub initial: Source,
    pub at_least_one: bool,
}

/// Instructions that move a stock, or a total, on: the one of Euler's method, or those of the first,
/// the middle and the last stage of a Runge–Kutta step.
pub(crate) type Move = [Instruction; 3];

/// Lists of instructions with what they share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    /// Once a run.
    pub run: Vec<Instruction>,
    /// Once a step, where a step has several stages.
    pub step: Vec<Instruction>,
    /// Once a stage.
    pub stage: Vec<Instruction>,
    /// When the run is over.
    pub end: Vec<Instruction>,
    pub stocks: Vec<StockCode>,
    pub delays: Vec<DelayCode>,
    /// Register of each draw.
    pub draws: Vec<u32>,
    /// Registers of each shock: in the period of step 0, and in the present period.
    pub shocks: Vec<(Option<u32>, Option<u32>)>,
    /// Instructions that move the stocks on.
    pub moves: Vec<Move>,
    /// For each reading that is used and no level, what takes it: what moves a total on, or three
    /// times what takes a smallest or largest value or a date.
    pub taking: Vec<Option<Move>>,
    /// For each reading that is used: its register, and where its variable is.
    pub readings: Vec<Option<(u32, Source)>>,
    pub measures: Vec<Source>,
    /// How many operations are done within the instruction of another one.
    pub fused: usize,
    /// How many registers there are.
    pub registers: u32,
    /// Those of them that no other value of a step is put into, so that what one step has computed
    /// is there in the next: all that is made of neither stocks nor delays.
    pub lasting: Range<u32>,
    /// Nodes that lanes want as scalars, in the order of the scalar file: first those that never
    /// change, then those of the step, then those of the stage.
    pub scalars: Vec<Node>,
}

/// Compiles what the roots of a lowered plan need; may add nodes to its graph.
///
/// `stages` says whether a step has several stages.
pub(crate) fn compile(lowered: &mut Lowered, readings: &[Reading], stages: bool) -> Lists {
    let graph = &mut lowered.graph;
    for (node, kind) in lowered.readings.iter_mut().zip(readings) {
        *node = node.map(|node| match kind {
            Reading::Level { .. } => node,
            Reading::Total { .. } => own_register(graph, node),
            _ if graph.info(node).varies => node,
            _ => graph.add(Op::Splat(node)),
        });
    }
    let flows: Vec<Node> =
        lowered.stocks.iter().map(|stock| own_register(graph, stock.flow)).collect();
    let checks: HashSet<Node> =
        lowered.checks.iter().copied().filter(|&node| graph.info(node).varies).collect();

    // Stocks whose values turned out not to matter are kept for the sake of their troubles.
    let mut roots: Vec<Node> = (0..lowered.stocks.len())
        .filter_map(|i| graph.find(Op::Stock(index(i))))
        .chain((0..lowered.delays.len()).filter_map(|i| graph.find(Op::Delayed(index(i)))))
        .collect();
    roots.extend(&flows);
    roots.extend(lowered.stocks.iter().map(|stock| stock.initial));
    for delay in &lowered.delays {
        roots.extend([delay.steps, delay.input, delay.initial]);
    }
    roots.extend(lowered.readings.iter().flatten());
    roots.extend(&lowered.measures);
    let results: HashSet<Node> = roots.iter().copied().collect();
    roots.extend(lowered.checks.iter().filter(|node| checks.contains(node)));

    let order = order(graph, &roots);
    let fusion =
        fuse::fuse(graph, &order, |node| results.contains(&node) || checks.contains(&node));
    let mut compiler = Compiler {
        graph,
        fusion,
        registers: HashMap::new(),
        scalars: HashMap::new(),
        persistent: TROUBLE + 1,
    };
    compiler.number_scalars(&order, &roots);
    compiler.place_persistent(&order, &results);
    // The stages of a step are not told apart.
    let lasting = if stages { 0..0 } else { compiler.place_lasting(&order) };
    let mut most = compiler.persistent;
    let lists = [When::Never, When::Step, When::Stage, When::End].map(|when| {
        let (list, used) = compiler.list(&order, when, &results, &checks);
        most = most.max(used);
        list
    });
    let [run, step, stage, end] = lists;
    let leaf = |op: Op| compiler.graph_find(op).and_then(|n| compiler.registers.get(&n).copied());
    let mut mover = Mover { stages, next: most };
    let mut stocks = Vec::new();
    let mut moves = Vec::new();
    for (i, (stock, flow)) in lowered.stocks.iter().zip(&flows).enumerate() {
        let flow = compiler.registers.get(flow).copied();
        if let (Some(register), Some(flow)) = (leaf(Op::Stock(index(i))), flow) {
            stocks.push(StockCode { register, initial: compiler.source(stock.initial) });
            moves.push(mover.moves(register, flow));
        }
    }
    let delays = lowered
        .delays
        .iter()
        .enumerate()
        .filter_map(|(i, delay)| {
            Some(DelayCode {
                register: leaf(Op::Delayed(index(i)))?,
                steps: compiler.source(delay.steps),
                input: compiler.source(delay.input),
                initial: compiler.source(delay.initial),
                at_least_one: delay.at_least_one,
            })
        })
        .collect();
    let draws =
        (0..lowered.draws.len()).map(|i| leaf(Op::Draw(index(i))).unwrap_or(TROUBLE)).collect();
    let shocks = (0..lowered.shocks.len())
        .map(|i| (leaf(Op::FirstShock(index(i))), leaf(Op::Shock(index(i)))))
        .collect();
    let places: Vec<Option<(u32, Source)>> = lowered
        .readings
        .iter()
        .enumerate()
        .map(|(i, node)| Some((leaf(Op::Reading(index(i)))?, compiler.source((*node)?))))
        .collect();
    let taking = readings
        .iter()
        .zip(&places)
        .map(|(reading, place)| match (reading, place) {
            (Reading::Level { .. }, _) | (_, None | Some((_, Source::Scalar(_)))) => None,
            (Reading::Total { .. }, Some((d, Source::Register(a)))) => Some(mover.moves(*d, *a)),
            (kind, Some((d, Source::Register(a)))) => {
                let (d, x) = (*d, *a);
                let instruction = match kind {
                    Reading::Minimum { .. } => Instruction { code: Code::Min, d, a: d, b: x, c: 0 },
                    Reading::Maximum { .. } => Instruction { code: Code::Max, d, a: d, b: x, c: 0 },
                    _ => Instruction { code: Code::Date, d, a: x, b: 0, c: 0 },
                };
                Some([instruction; 3])
            }
        })
        .collect();
    let measures = lowered.measures.iter().map(|&node| compiler.source(node)).collect();
    let mut scalars: Vec<(u32, Node)> =
        compiler.scalars.iter().map(|(&node, &at)| (at, node)).collect();
    scalars.sort_unstable();
    Lists {
        run,
        step,
        stage,
        end,
        stocks,
        delays,
        draws,
        shocks,
        readings: places,
        measures,
        fused: compiler.fusion.inside.len(),
        registers: mover.next,
        lasting,
        moves,
        taking,
        scalars: scalars.into_iter().map(|(_, node)| node).collect(),
    }
}

/// Makes instructions that move stocks, and gives them room.
struct Mover {
    stages: bool,
    /// The next free register.
    next: u32,
}

impl Mover {
    fn moves(&mut self, d: u32, a: u32) -> Move {
        let b = self.next;
        if self.stages {
            self.next = self.next.saturating_add(2);
        }
        let codes =
            if self.stages { [Code::First, Code::Middle, Code::Last] } else { [Code::Euler; 3] };
        codes.map(|code| Instruction { code, d, a, b, c: 0 })
    }
}

fn index(i: usize) -> u32 {
    u32::try_from(i).unwrap_or(u32::MAX)
}

/// A node with a register that no stock changes while stocks are moved on.
fn own_register(graph: &mut Graph, node: Node) -> Node {
    match graph.info(node) {
        info if !info.varies => graph.add(Op::Splat(node)),
        info if matches!(info.op, Op::Stock(_)) => graph.add(Op::Copy(node)),
        _ => node,
    }
}

/// Everything the roots need, arguments first.
fn order(graph: &Graph, roots: &[Node]) -> Vec<Node> {
    let mut seen = vec![false; graph.len()];
    let mut order = Vec::new();
    for &root in roots {
        let mut stack = vec![(root, false)];
        while let Some((node, ready)) = stack.pop() {
            if ready {
                order.push(node);
                continue;
            }
            if seen[node as usize] {
                continue;
            }
            seen[node as usize] = true;
            stack.push((node, true));
            let mut arguments = Vec::new();
            graph.info(node).op.arguments(|a| arguments.push(a));
            stack.extend(arguments.into_iter().rev().map(|a| (a, false)));
        }
    }
    order
}

struct Compiler<'g> {
    graph: &'g Graph,
    fusion: Fusion,
    registers: HashMap<Node, u32>,
    scalars: HashMap<Node, u32>,
    /// Registers that hold their value beyond a list.
    persistent: u32,
}

impl Compiler<'_> {
    fn graph_find(&self, op: Op) -> Option<Node> {
        self.graph.find(op)
    }

    fn source(&self, node: Node) -> Source {
        match self.registers.get(&node) {
            Some(&register) => Source::Register(register),
            None => Source::Scalar(self.scalars.get(&node).copied().unwrap_or(0)),
        }
    }

    /// Gives a place in the scalar file to every scalar that lanes or roots mention.
    fn number_scalars(&mut self, order: &[Node], roots: &[Node]) {
        let mut wanted: Vec<Node> = Vec::new();
        for &node in order {
            let info = self.graph.info(node);
            if info.varies {
                info.op.arguments(|a| wanted.push(a));
            }
        }
        wanted.extend(roots);
        wanted.retain(|&node| !self.graph.info(node).varies);
        wanted.sort_unstable_by_key(|&node| (self.graph.info(node).when, node));
        wanted.dedup();
        self.scalars = wanted.into_iter().enumerate().map(|(i, node)| (node, index(i))).collect();
    }

    /// Gives registers of their own to leaves and to what one list computes and another one reads.
    fn place_persistent(&mut self, order: &[Node], results: &HashSet<Node>) {
        let mut crossing: HashSet<Node> = HashSet::new();
        for &node in order {
            let info = self.graph.info(node);
            info.op.arguments(|a| {
                if self.graph.info(a).when < info.when {
                    crossing.insert(a);
                }
            });
        }
        for &node in order {
            let info = self.graph.info(node);
            let leaf = matches!(
                info.op,
                Op::Draw(_)
                    | Op::FirstShock(_)
                    | Op::Shock(_)
                    | Op::Stock(_)
                    | Op::Delayed(_)
                    | Op::Reading(_)
            );
            // A result that an earlier list computes may be read at any step.
            let kept = crossing.contains(&node)
                || (results.contains(&node) && matches!(info.when, When::Never | When::Step));
            if info.varies && (leaf || kept) {
                self.registers.insert(node, self.persistent);
                self.persistent += 1;
            }
        }
    }

    /// Gives registers of their own to what a step computes and the next one may find unchanged.
    fn place_lasting(&mut self, order: &[Node]) -> Range<u32> {
        let first = self.persistent;
        for &node in order {
            let info = self.graph.info(node);
            let lasts = info.varies && info.when == When::Stage && !info.moves;
            let apart = self.fusion.inside.contains(&node) || self.registers.contains_key(&node);
            if lasts && !apart {
                self.registers.insert(node, self.persistent);
                self.persistent += 1;
            }
        }
        first..self.persistent
    }

    /// The list of one phase, and how many registers are in use up to and with it.
    ///
    /// A register is free again after the last instruction that reads it; the result of that very
    /// instruction may go there, since instructions work lane by lane.
    fn list(
        &mut self,
        order: &[Node],
        when: When,
        results: &HashSet<Node>,
        checks: &HashSet<Node>,
    ) -> (Vec<Instruction>, u32) {
        let nodes: Vec<Node> = order
            .iter()
            .copied()
            .filter(|&node| {
                let info = self.graph.info(node);
                info.varies && info.when == when && !self.fusion.inside.contains(&node)
            })
            .collect();
        let mut last_use: HashMap<Node, usize> = HashMap::new();
        for (i, &node) in nodes.iter().enumerate() {
            for a in self.arguments(node) {
                last_use.insert(a, i);
            }
        }
        let mut free: Vec<u32> = Vec::new();
        let mut next = self.persistent;
        let mut list = Vec::new();
        for (i, &node) in nodes.iter().enumerate() {
            let code = self.instruction(node);
            let mut arguments = self.arguments(node);
            arguments.sort_unstable();
            arguments.dedup();
            for a in arguments {
                let register = self.registers.get(&a).copied().unwrap_or(0);
                let temporary = register >= self.persistent;
                if temporary && last_use.get(&a) == Some(&i) && !results.contains(&a) {
                    free.push(register);
                }
            }
            let register = match self.registers.get(&node) {
                Some(&register) => register,
                None => {
                    let register = free.pop().unwrap_or_else(|| {
                        next += 1;
                        next - 1
                    });
                    self.registers.insert(node, register);
                    register
                }
            };
            if let Some((code, [a, b, c])) = code {
                list.push(Instruction { code, d: register, a, b, c });
            }
            if checks.contains(&node) {
                let check = Instruction { code: Code::Check, d: TROUBLE, a: register, b: 0, c: 0 };
                list.push(check);
            }
            let unused = !last_use.contains_key(&node) && !results.contains(&node);
            if unused && register >= self.persistent {
                free.push(register);
            }
        }
        (list, next)
    }

    /// What the instruction of a node reads.
    fn arguments(&self, node: Node) -> Vec<Node> {
        if let Some(fused) = self.fusion.fused.get(&node) {
            return fused.arguments.to_vec();
        }
        let mut arguments = Vec::new();
        self.graph.info(node).op.arguments(|a| arguments.push(a));
        arguments
    }

    /// Code and arguments of a node; nothing for a leaf.
    fn instruction(&self, node: Node) -> Option<(Code, [u32; 3])> {
        let varies = |node: Node| self.graph.info(node).varies;
        let place = |node: Node| match self.source(node) {
            Source::Register(at) | Source::Scalar(at) => at,
        };
        if let Some(fused) = self.fusion.fused.get(&node) {
            return Some((fused.code, fused.arguments.map(place)));
        }
        Some(match self.graph.info(node).op {
            Op::Splat(a) => (Code::Splat, [place(a), 0, 0]),
            Op::Copy(a) => (Code::Copy, [place(a), 0, 0]),
            Op::Unary(f, a) => (Code::single(f), [place(a), 0, 0]),
            Op::Grid(a) => (Code::Grid, [place(a), 0, 0]),
            Op::Lookup(table, a) => (Code::Lookup, [place(a), table, 0]),
            Op::Binary(f, a, b) => (Code::pair(f, varies(a), varies(b)), [place(a), place(b), 0]),
            Op::Select(c, a, b) => {
                let code = match (varies(c), varies(a), varies(b)) {
                    (true, true, true) => Code::SelectVvv,
                    (true, true, false) => Code::SelectVvs,
                    (true, false, true) => Code::SelectVsv,
                    (true, false, false) => Code::SelectVss,
                    (false, true, true) => Code::SelectSvv,
                    (false, true, false) => Code::SelectSvs,
                    (false, false, _) => Code::SelectSsv,
                };
                (code, [place(c), place(a), place(b)])
            }
            _ => return None,
        })
    }
}

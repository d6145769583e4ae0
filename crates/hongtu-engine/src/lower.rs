//! From a plan's expressions to the graph.

use hongtu_model::{Binary, Expr, Interpolation, Kind, Method, Plan, Reading, Table, VariableId};

use crate::error::{LimitError, ProgramError, limits};
use crate::graph::{Graph, Node, Op};
use crate::guard::{Guard, Occurrence, Path};
use crate::order::{Order, Part};
use crate::primitive::Curve;

/// A stock: its value at the first instant, its net flow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stock {
    pub initial: Node,
    pub flow: Node,
}

/// A fixed delay: its length in steps, what goes in, what comes out before anything has come through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delay {
    pub variable: VariableId,
    pub steps: Node,
    pub input: Node,
    pub initial: Node,
    /// Whether it takes at least one step, whatever its length says.
    pub at_least_one: bool,
}

/// A plan as a graph.
pub(crate) struct Lowered {
    pub graph: Graph,
    /// What must be finite.
    pub checks: Vec<Node>,
    pub stocks: Vec<Stock>,
    pub delays: Vec<Delay>,
    /// Constants and alternatives that are drawn.
    pub draws: Vec<VariableId>,
    pub shocks: Vec<VariableId>,
    /// Constants that are not drawn, which settings may hold.
    pub held: Vec<VariableId>,
    /// The node of each reading that a measure uses.
    pub readings: Vec<Option<Node>>,
    pub measures: Vec<Node>,
    /// Parts of variables in the order of their computation.
    pub sequence: Vec<(VariableId, Part)>,
}

/// Makes the graph of what the measures need.
///
/// The plan has passed [`crate::check::check`].
pub(crate) fn lower(
    plan: &Plan,
    readings: &[Reading],
    measures: &[Expr],
) -> Result<Lowered, ProgramError> {
    let mut order = Order::new(plan);
    let mut used = vec![false; readings.len()];
    for measure in measures {
        let mut constants = Vec::new();
        crate::check::each(measure, |part, _| match part {
            Expr::Reading(id) => used[id.0 as usize] = true,
            Expr::Variable(id) => constants.push(*id),
            _ => {}
        });
        for id in constants {
            order.require(id, Part::Start)?;
        }
    }
    for (reading, _) in readings.iter().zip(&used).filter(|(_, used)| **used) {
        order.require(crate::check::reading_parts(reading).0, Part::Value)?;
    }

    let mut lowerer = Lowerer {
        plan,
        graph: Graph::new(
            plan.tables.iter().map(curve).collect(),
            readings.iter().map(|r| matches!(r, Reading::First { .. })).collect(),
            plan.time.method == Method::Euler,
        ),
        guard: Guard::default(),
        values: vec![None; plan.variables.len() * 3],
        draws: Vec::new(),
        shocks: Vec::new(),
        held: Vec::new(),
        stocks: Vec::new(),
        delays: Vec::new(),
        parts: 0,
    };
    let sequence = std::mem::take(&mut order.sequence);
    for &(variable, part) in &sequence {
        lowerer.variable(variable, part, &order)?;
    }
    // Another variable may need the initial value of a stock that is not itself simulated.
    for stock in lowerer.stocks.clone() {
        if let Some(initial) = lowerer.get(stock, Part::Start) {
            lowerer.guard.watch(initial);
        }
    }
    let measures: Vec<Node> = measures
        .iter()
        .map(|measure| {
            let occurrence = lowerer.expr(measure, Part::Start, 0)?;
            Ok(lowerer.guard.node(occurrence))
        })
        .collect::<Result<_, ProgramError>>()?;
    let readings = readings
        .iter()
        .zip(used)
        .map(|(reading, used)| {
            used.then(|| lowerer.node(crate::check::reading_parts(reading).0, Part::Value))
                .flatten()
        })
        .collect();
    let stocks = lowerer
        .stocks
        .iter()
        .filter_map(|&variable| {
            let initial = lowerer.node(variable, Part::Start)?;
            Some(Stock { initial, flow: lowerer.node(variable, Part::Next)? })
        })
        .collect();
    let delays = lowerer
        .delays
        .iter()
        .filter_map(|&(variable, steps, initial)| {
            let input = lowerer.node(variable, Part::Next)?;
            let at_least_one = order.at_least_one(variable);
            Some(Delay { variable, steps, input, initial, at_least_one })
        })
        .collect();
    let Lowerer { mut graph, guard, draws, shocks, held, .. } = lowerer;
    let checks = guard.checks(&mut graph);
    Ok(Lowered { graph, checks, stocks, delays, draws, shocks, held, readings, measures, sequence })
}

/// A table with its slopes.
pub(crate) fn curve(table: &Table) -> Curve {
    let mut slopes: Vec<f64> = match table.interpolation {
        Interpolation::Step => vec![0.0; table.xs.len().saturating_sub(1)],
        Interpolation::Linear => table
            .xs
            .windows(2)
            .zip(table.ys.windows(2))
            .map(|(x, y)| (y[1] - y[0]) / (x[1] - x[0]))
            .collect(),
    };
    slopes.push(0.0);
    Curve { xs: table.xs.clone(), ys: table.ys.clone(), slopes }
}

struct Lowerer<'p> {
    plan: &'p Plan,
    graph: Graph,
    guard: Guard,
    /// For each variable and part, its value.
    values: Vec<Option<Occurrence>>,
    draws: Vec<VariableId>,
    shocks: Vec<VariableId>,
    held: Vec<VariableId>,
    stocks: Vec<VariableId>,
    /// Variable, steps, initial.
    delays: Vec<(VariableId, Node, Node)>,
    parts: u64,
}

/// Index of what is about to be pushed; lists are limited far below the range.
fn slot<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

impl Lowerer<'_> {
    fn get(&self, variable: VariableId, part: Part) -> Option<Occurrence> {
        self.values[variable.index() * 3 + part as usize]
    }

    fn node(&self, variable: VariableId, part: Part) -> Option<Node> {
        self.get(variable, part).map(|occurrence| self.guard.node(occurrence))
    }

    fn leaf(&mut self, op: Op) -> Occurrence {
        let node = self.graph.add(op);
        self.guard.leaf(node)
    }

    fn number(&mut self, number: f64) -> Occurrence {
        let node = self.graph.constant(number);
        self.guard.leaf(node)
    }

    fn op(&mut self, op: Op, arguments: &[Occurrence], path: Path) -> Occurrence {
        self.guard.add(&mut self.graph, op, arguments, path)
    }

    fn binary(&mut self, f: Binary, a: Occurrence, b: Occurrence, path: Path) -> Occurrence {
        let op = Op::Binary(f, self.guard.node(a), self.guard.node(b));
        self.op(op, &[a, b], path)
    }

    fn select(&mut self, c: Occurrence, a: Occurrence, b: Occurrence, path: Path) -> Occurrence {
        let [cn, an, bn] = [c, a, b].map(|o| self.guard.node(o));
        self.op(Op::Select(cn, an, bn), &[c, a, b], path)
    }

    /// Lowers a part of a variable whose needs have been lowered.
    fn variable(
        &mut self,
        variable: VariableId,
        part: Part,
        order: &Order<'_>,
    ) -> Result<(), ProgramError> {
        let plan = self.plan;
        let occurrence = match (&plan.variables[variable.index()].kind, part) {
            (Kind::Stock { .. }, Part::Value) => {
                let op = Op::Stock(slot(&self.stocks));
                self.stocks.push(variable);
                self.leaf(op)
            }
            (Kind::Stock { initial, .. }, Part::Start) => self.expr(initial, Part::Start, 0)?,
            (Kind::Stock { flow, .. }, Part::Next) => {
                let value = self.expr(flow, Part::Value, 0)?;
                self.guard.watch(value);
                value
            }
            (Kind::Auxiliary { value }, _) => self.expr(value, part, 0)?,
            (Kind::Constant { .. } | Kind::Initial { .. }, Part::Value | Part::Next) => {
                match self.get(variable, Part::Start) {
                    Some(value) => value,
                    None => self.number(0.0),
                }
            }
            (Kind::Constant { prior: Some(_), .. }, Part::Start) => self.draw(variable),
            (Kind::Alternative { .. }, other) => match self.get(variable, other_part(other)) {
                Some(value) => value,
                None => self.draw(variable),
            },
            (Kind::Constant { value, .. }, Part::Start) => {
                let index = slot(&self.held);
                self.held.push(variable);
                let held = self.leaf(Op::Held(index));
                let at = self.leaf(Op::HeldAt(index));
                let path = self.guard.branch(0, self.guard.node(held), false);
                let value = self.expr(value, Part::Start, path)?;
                self.select(held, at, value, 0)
            }
            (Kind::Initial { value }, Part::Start) => self.expr(value, Part::Start, 0)?,
            (Kind::Lever { lever }, part) => {
                let lever = u32::try_from(*lever).unwrap_or(u32::MAX);
                let op = if part == Part::Start { Op::FirstLever(lever) } else { Op::Lever(lever) };
                self.leaf(op)
            }
            (Kind::Shock { .. }, part) => {
                let known = self.shocks.iter().position(|&v| v == variable);
                let index = known.map_or(slot(&self.shocks), |i| u32::try_from(i).unwrap_or(0));
                if known.is_none() {
                    self.shocks.push(variable);
                }
                let op = if part == Part::Start { Op::FirstShock(index) } else { Op::Shock(index) };
                self.leaf(op)
            }
            (Kind::Delay { input, delay, initial }, part) => {
                if part == Part::Next {
                    self.expr(input, Part::Value, 0)?
                } else {
                    self.delay(variable, (input, delay, initial), part, order)?
                }
            }
        };
        self.values[variable.index() * 3 + part as usize] = Some(occurrence);
        Ok(())
    }

    fn draw(&mut self, variable: VariableId) -> Occurrence {
        let op = Op::Draw(slot(&self.draws));
        self.draws.push(variable);
        self.leaf(op)
    }

    fn delay(
        &mut self,
        variable: VariableId,
        (input, delay, initial): (&Expr, &Expr, &Expr),
        part: Part,
        order: &Order<'_>,
    ) -> Result<Occurrence, ProgramError> {
        let duration = self.expr(delay, Part::Start, 0)?;
        let steps = self.steps(duration, 0);
        let initial = self.expr(initial, Part::Start, 0)?;
        let through = if part == Part::Value {
            let op = Op::Delayed(slot(&self.delays));
            let (steps, initial) = (self.guard.node(steps), self.guard.node(initial));
            self.delays.push((variable, steps, initial));
            self.leaf(op)
        } else {
            initial
        };
        if order.at_least_one(variable) {
            return Ok(through);
        }
        let zero = self.number(0.0);
        let at_once = self.binary(Binary::LessOrEqual, steps, zero, 0);
        let condition = self.guard.node(at_once);
        if self.graph.number(condition) == Some(0.0) {
            return Ok(through);
        }
        let now = match part {
            Part::Start => {
                // The input at the first instant matters only if it passes through at once.
                let path = self.guard.branch(0, condition, true);
                self.expr(input, Part::Start, path)?
            }
            _ => self.get(variable, Part::Next).unwrap_or(zero),
        };
        Ok(self.select(at_once, now, through, 0))
    }

    /// How many steps a duration takes.
    fn steps(&mut self, duration: Occurrence, path: Path) -> Occurrence {
        let dt = self.number(self.plan.time.dt);
        let position = self.binary(Binary::Divide, duration, dt, path);
        let op = Op::Grid(self.guard.node(position));
        self.op(op, &[position], path)
    }

    /// Lowers an expression under a path of branches; `part` says whether it is at step 0.
    fn expr(&mut self, expr: &Expr, part: Part, path: Path) -> Result<Occurrence, ProgramError> {
        // Long sums lean to the left: walk down without recursion, and build on the way back.
        let mut pending = Vec::new();
        let mut innermost = expr;
        while let Expr::Binary(f, a, b) = innermost {
            pending.push((*f, &**b));
            innermost = a;
        }
        let mut value = self.not_binary(innermost, part, path)?;
        while let Some((f, b)) = pending.pop() {
            let b = self.expr(b, part, path)?;
            value = self.binary(f, value, b, path);
        }
        Ok(value)
    }

    fn not_binary(
        &mut self,
        expr: &Expr,
        part: Part,
        path: Path,
    ) -> Result<Occurrence, ProgramError> {
        self.parts += 1;
        LimitError::check("operations", self.parts, limits::OPERATIONS)?;
        let start = part == Part::Start;
        Ok(match expr {
            Expr::Number(number) => {
                let node = self.graph.constant(*number);
                // A number that is none is trouble wherever it counts.
                self.guard.number(node, path, number.is_finite())
            }
            Expr::Variable(id) => match self.get(*id, part) {
                Some(value) => value,
                None => return Err(ProgramError::malformed("a variable is used before its turn")),
            },
            Expr::Time if start => self.number(self.plan.time.at(0)),
            Expr::Time => self.leaf(Op::Time),
            Expr::Step if start => self.number(0.0),
            Expr::Step => self.leaf(Op::Step),
            Expr::Reading(id) => self.leaf(Op::Reading(id.0)),
            Expr::StepOf(a) => {
                let instant = self.expr(a, part, path)?;
                let origin = self.number(self.plan.time.start);
                let since = self.binary(Binary::Subtract, instant, origin, path);
                self.steps(since, path)
            }
            Expr::Steps(a) => {
                let duration = self.expr(a, part, path)?;
                self.steps(duration, path)
            }
            Expr::Apply(f, a) => {
                let a = self.expr(a, part, path)?;
                let op = Op::Unary(*f, self.guard.node(a));
                self.op(op, &[a], path)
            }
            Expr::Lookup(table, a) => {
                let a = self.expr(a, part, path)?;
                let op = Op::Lookup(table.0, self.guard.node(a));
                self.op(op, &[a], path)
            }
            Expr::If(c, a, b) => {
                let c = self.expr(c, part, path)?;
                let condition = self.guard.node(c);
                if let Some(known) = self.graph.number(condition) {
                    return self.expr(if known != 0.0 { a } else { b }, part, path);
                }
                let a_path = self.guard.branch(path, condition, true);
                let a = self.expr(a, part, a_path)?;
                let b_path = self.guard.branch(path, condition, false);
                let b = self.expr(b, part, b_path)?;
                self.select(c, a, b, path)
            }
            Expr::Binary(..) => self.expr(expr, part, path)?,
        })
    }
}

/// The other of the two parts that a draw may be asked for by.
fn other_part(part: Part) -> Part {
    if part == Part::Start { Part::Value } else { Part::Start }
}

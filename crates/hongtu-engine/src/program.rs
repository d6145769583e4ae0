//! A plan made ready to run.

use hongtu_model::{Expr, Method, Plan, Reading, Timeline, VariableId};

use crate::check;
use crate::compile::{Lists, compile};
use crate::error::{LimitError, ProgramError, limits};
use crate::graph::{Graph, Node, When};
use crate::lower::{self, Delay, Lowered, Stock};
use crate::order::Part;

/// What a plan computes for some measures, as flat lists of operations.
///
/// A program is data: it is made once, and run with as many settings and draws as one likes. What no
/// measure needs is not in it; what is made of numbers is computed already; what does not change
/// from step to step, or does not differ between runs, is computed once and not at every step of
/// every run.
#[derive(Debug)]
pub struct Program {
    pub(crate) time: Timeline,
    /// The last step that is computed.
    pub(crate) end: u32,
    /// Whether anything is read at the last step but totals, which are complete before it.
    pub(crate) look_at_end: bool,
    pub(crate) graph: Graph,
    pub(crate) lists: Lists,
    pub(crate) roots: Roots,
    /// Nodes that do not differ between runs, by when they change, in order of evaluation.
    pub(crate) sheet: SheetLists,
    pub(crate) draws: Vec<VariableId>,
    pub(crate) shocks: Vec<ShockClock>,
    pub(crate) held: Vec<VariableId>,
    pub(crate) levers: Vec<LeverClock>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) sequence: Vec<(VariableId, Part)>,
    /// Variables of the delays that take at least one step.
    pub(crate) at_least_one: Vec<VariableId>,
    /// Measures, for runs one at a time.
    pub(crate) measures: Vec<Expr>,
}

/// The nodes that a run is computed for.
#[derive(Debug)]
pub(crate) struct Roots {
    pub stocks: Vec<Stock>,
    pub delays: Vec<Delay>,
    /// The node of each reading that a measure uses.
    pub readings: Vec<Option<Node>>,
    pub measures: Vec<Node>,
}

/// When a shock is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShockClock {
    pub variable: VariableId,
    pub period: u32,
    pub first: i64,
}

impl ShockClock {
    /// The key of the period that a step lies in.
    pub(crate) fn key(&self, step: u32) -> i64 {
        self.first.saturating_add(i64::from(step / self.period))
    }
}

/// When a lever starts, and where it stands before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeverClock {
    pub default: f64,
    pub from: u32,
}

/// Scalar nodes by phase.
#[derive(Debug, Default)]
pub(crate) struct SheetLists {
    pub never: Vec<Node>,
    pub step: Vec<Node>,
    pub stage: Vec<Node>,
    /// Nodes that must be finite, by phase.
    pub checks: [Vec<Node>; 3],
    /// How many of the scalars in the file belong to each phase.
    pub widths: [usize; 3],
}

/// How many operations a program has in each phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Once for all runs.
    pub once: usize,
    /// Once for all runs at every step.
    pub scalar: usize,
    /// Once in every run.
    pub run: usize,
    /// At every step of every run (held through its stages); 0 under Euler's method.
    pub step: usize,
    /// At every stage of every step of every run: a step has one stage under Euler's method and four
    /// under Runge–Kutta's.
    pub stage: usize,
    /// Once at the end of every run.
    pub end: usize,
    /// Operations, of all phases, that are done within the instruction of another one.
    pub fused: usize,
    /// Stocks.
    pub stocks: usize,
    /// Registers of a run, 8 bytes each.
    pub registers: usize,
    /// Constants and alternatives drawn in every run.
    pub draws: usize,
    /// The last step that is computed.
    pub steps: u32,
}

impl Program {
    /// Compiles what `measures` need of a plan.
    ///
    /// Measures are expressions over [`Expr::Reading`], which index `readings`; a measure may also
    /// mention constants. Readings that no measure uses cost nothing.
    ///
    /// # Errors
    ///
    /// [`ProgramError::Limit`] where the plan is too large (see [`limits`]). A plan that the checker
    /// passed gives no other error.
    pub fn new(plan: &Plan, readings: &[Reading], measures: &[Expr]) -> Result<Self, ProgramError> {
        check::check(plan, readings, measures)?;
        let (end, look_at_end) = horizon(plan, readings, measures);
        let mut lowered = lower::lower(plan, readings, measures)?;
        LimitError::check("operations", lowered.graph.len() as u64, limits::OPERATIONS)?;
        let lists = compile(&mut lowered, readings, plan.time.method == Method::Rk4);
        LimitError::check("registers", u64::from(lists.registers), limits::REGISTERS)?;
        let delayed = lists.delays.len() as u64 * (u64::from(end) + 1);
        LimitError::check("delayed numbers of a run", delayed, limits::DELAYED)?;
        let sheet = sheet_lists(&lowered, &lists);
        let stages = if plan.time.method == Method::Rk4 { 3 } else { 1 };
        let width = (sheet.widths[1] + stages * sheet.widths[2]) as u64;
        let numbers = width.saturating_mul(u64::from(end) + 1);
        LimitError::check("numbers that depend on time alone", numbers, limits::SHEET)?;
        let at_least_one = lowered.delays.iter().filter(|d| d.at_least_one).map(|d| d.variable);
        Ok(Self {
            time: plan.time.clone(),
            end,
            look_at_end,
            sheet,
            shocks: lowered.shocks.iter().filter_map(|&v| shock_clock(plan, v)).collect(),
            levers: plan
                .levers
                .iter()
                .map(|lever| LeverClock { default: lever.default, from: lever.from })
                .collect(),
            readings: readings.to_vec(),
            at_least_one: at_least_one.collect(),
            measures: measures.to_vec(),
            lists,
            roots: Roots {
                stocks: lowered.stocks,
                delays: lowered.delays,
                readings: lowered.readings,
                measures: lowered.measures,
            },
            draws: lowered.draws,
            held: lowered.held,
            sequence: lowered.sequence,
            graph: lowered.graph,
        })
    }

    /// How many measures a run gives.
    pub fn measures(&self) -> usize {
        self.measures.len()
    }

    /// Constants and alternatives that a run draws.
    pub fn draws(&self) -> &[VariableId] {
        &self.draws
    }

    /// Shocks that a run draws.
    pub fn shocks(&self) -> Vec<VariableId> {
        self.shocks.iter().map(|clock| clock.variable).collect()
    }

    /// How many operations there are in each phase.
    pub fn counts(&self) -> Counts {
        Counts {
            once: self.sheet.never.len(),
            scalar: self.sheet.step.len() + self.sheet.stage.len(),
            run: self.lists.run.len(),
            step: self.lists.step.len(),
            stage: self.lists.stage.len(),
            end: self.lists.end.len(),
            fused: self.lists.fused,
            stocks: self.lists.stocks.len(),
            registers: self.lists.registers as usize,
            draws: self.draws.len(),
            steps: self.end,
        }
    }
}

fn shock_clock(plan: &Plan, variable: VariableId) -> Option<ShockClock> {
    match plan.variables[variable.index()].kind {
        hongtu_model::Kind::Shock { period, first, .. } => {
            Some(ShockClock { variable, period, first })
        }
        _ => None,
    }
}

/// The last step that the measures read, and whether values are read there.
fn horizon(plan: &Plan, readings: &[Reading], measures: &[Expr]) -> (u32, bool) {
    let mut end = 0;
    let mut look = 0;
    for measure in measures {
        check::each(measure, |part, _| {
            let Expr::Reading(id) = part else { return };
            let reading = &readings[id.0 as usize];
            let last = check::reading_parts(reading).1.map_or(plan.time.steps, |(_, to)| to);
            end = end.max(last);
            if !matches!(reading, Reading::Total { .. }) {
                look = look.max(last);
            }
        });
    }
    (end, look == end)
}

/// Scalar nodes that the lanes, or checks, need.
fn sheet_lists(lowered: &Lowered, lists: &Lists) -> SheetLists {
    let graph = &lowered.graph;
    let checks: Vec<Node> =
        lowered.checks.iter().copied().filter(|&node| !graph.info(node).varies).collect();
    let mut needed = vec![false; graph.len()];
    let mut stack: Vec<Node> = lists.scalars.iter().chain(&checks).copied().collect();
    while let Some(node) = stack.pop() {
        if !needed[node as usize] {
            needed[node as usize] = true;
            graph.info(node).op.arguments(|a| stack.push(a));
        }
    }
    let mut sheet = SheetLists::default();
    for (node, _) in (0..).zip(&needed).filter(|(_, needed)| **needed) {
        match graph.info(node).when {
            When::Never => sheet.never.push(node),
            When::Step => sheet.step.push(node),
            When::Stage | When::End => sheet.stage.push(node),
        }
    }
    for node in checks {
        let phase = phase(graph.info(node).when);
        sheet.checks[phase].push(node);
    }
    for &node in &lists.scalars {
        sheet.widths[phase(graph.info(node).when)] += 1;
    }
    sheet
}

/// Index of a phase of the sheet.
fn phase(when: When) -> usize {
    match when {
        When::Never => 0,
        When::Step => 1,
        When::Stage | When::End => 2,
    }
}

//! The same plan one run at a time, straight from its expressions.
//!
//! Slow and plain: branches that are not taken are not computed, and the first operation that fails
//! ends the run with its operands at hand. It finds the cause of a run's trouble, and it is what the
//! lanes are tested against.

use hongtu_model::{Binary, Expr, Function, Kind, Method, Plan, Reading, VariableId};

use crate::draws::Draws;
use crate::lower::curve;
use crate::order::{Order, Part};
use crate::primitive::{self, Curve};
use crate::program::Program;
use crate::settings::Settings;
use crate::sheet::{lever_at, stage_time};
use crate::trouble::{Failure, Trouble};

/// An operation that failed, before it is known where.
pub(crate) struct Failed {
    failure: Failure,
    operation: String,
    operands: Vec<f64>,
}

/// What an expression may refer to.
struct Scene<'a> {
    dt: f64,
    start: f64,
    curves: &'a [Curve],
    /// Values of the variables at this instant.
    values: &'a [f64],
    readings: &'a [f64],
    /// For each reading, whether it is a date that may never come.
    endless: &'a [bool],
    time: f64,
    step: f64,
}

impl Scene<'_> {
    /// The value of an expression, and whether it depends on a date that may never come.
    fn value(&self, expr: &Expr) -> Result<(f64, bool), Failed> {
        let mut pending = Vec::new();
        let mut innermost = expr;
        while let Expr::Binary(f, a, b) = innermost {
            pending.push((*f, &**b));
            innermost = a;
        }
        let (mut value, mut endless) = self.not_binary(innermost)?;
        while let Some((f, b)) = pending.pop() {
            let (b, b_endless) = self.value(b)?;
            endless |= b_endless;
            value = check(primitive::binary(f, value, b), endless, binary_word(f), &[value, b])?;
        }
        Ok((value, endless))
    }

    fn not_binary(&self, expr: &Expr) -> Result<(f64, bool), Failed> {
        let plain = |value: f64| Ok((value, false));
        match expr {
            Expr::Number(number) => plain(check(*number, false, "number", &[])?),
            Expr::Variable(id) => plain(self.values[id.index()]),
            Expr::Time => plain(self.time),
            Expr::Step => plain(self.step),
            Expr::Reading(id) => Ok((
                self.readings.get(id.0 as usize).copied().unwrap_or(0.0),
                self.endless.get(id.0 as usize).copied().unwrap_or(false),
            )),
            Expr::StepOf(a) => {
                let (a, endless) = self.value(a)?;
                let since = check(a - self.start, endless, "-", &[a, self.start])?;
                Ok((self.steps(since, endless)?, endless))
            }
            Expr::Steps(a) => {
                let (a, endless) = self.value(a)?;
                Ok((self.steps(a, endless)?, endless))
            }
            Expr::Apply(f, a) => {
                let (a, endless) = self.value(a)?;
                Ok((check(primitive::unary(*f, a), endless, unary_word(*f), &[a])?, endless))
            }
            Expr::Lookup(table, a) => {
                let (a, endless) = self.value(a)?;
                let value = self.curves[table.0 as usize].at(a);
                Ok((check(value, endless, "lookup", &[a])?, endless))
            }
            Expr::If(c, a, b) => {
                let (c, c_endless) = self.value(c)?;
                let (value, endless) = self.value(if c != 0.0 { a } else { b })?;
                Ok((value, endless | c_endless))
            }
            Expr::Binary(..) => self.value(expr),
        }
    }

    fn steps(&self, duration: f64, endless: bool) -> Result<f64, Failed> {
        let position = check(duration / self.dt, endless, "/", &[duration, self.dt])?;
        Ok(primitive::grid(position))
    }
}

/// A result, unless it is the first that is infinite or not a number.
fn check(value: f64, endless: bool, operation: &str, operands: &[f64]) -> Result<f64, Failed> {
    if value.is_finite() || (endless && !value.is_nan()) {
        return Ok(value);
    }
    let failure = match operation {
        "/" | "modulo" if operands.get(1) == Some(&0.0) => Failure::DivisionByZero,
        _ if value.is_nan() => Failure::Undefined,
        "ln" | "log10" => Failure::Undefined,
        "^" if operands.first() == Some(&0.0) => Failure::DivisionByZero,
        _ => Failure::Overflow,
    };
    Err(Failed { failure, operation: operation.to_owned(), operands: operands.to_vec() })
}

fn binary_word(f: Binary) -> &'static str {
    match f {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::DivideOrZero => "zidz",
        Binary::Power => "^",
        Binary::Min => "min",
        Binary::Max => "max",
        Binary::Modulo => "modulo",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Equal => "=",
        Binary::NotEqual => "!=",
        Binary::And => "and",
        Binary::Or => "or",
    }
}

fn unary_word(f: Function) -> &'static str {
    match f {
        Function::Negate => "-",
        Function::Not => "not",
        Function::Abs => "abs",
        Function::Sqrt => "sqrt",
        Function::Exp => "exp",
        Function::Ln => "ln",
        Function::Log10 => "log10",
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Asin => "asin",
        Function::Acos => "acos",
        Function::Atan => "atan",
        Function::Tanh => "tanh",
        Function::Truncate => "integer",
        Function::Round => "round",
    }
}

/// A fixed delay in a single run.
struct Line {
    variable: VariableId,
    steps: u32,
    initial: f64,
    passed: Vec<f64>,
}

/// One run.
struct Run<'a> {
    plan: &'a Plan,
    program: &'a Program,
    settings: &'a Settings,
    draws: &'a dyn Draws,
    run: u64,
    curves: Vec<Curve>,
    /// Values at the first instant, and at the present one.
    starts: Vec<f64>,
    values: Vec<f64>,
    /// Flows of stocks, inputs of delays.
    nexts: Vec<f64>,
    lines: Vec<Line>,
}

/// The measures of a run, or what went wrong in it first.
pub(crate) fn run(
    plan: &Plan,
    program: &Program,
    settings: &Settings,
    draws: &dyn Draws,
    run: u64,
) -> Result<Vec<f64>, Trouble> {
    let count = plan.variables.len();
    let mut run = Run {
        plan,
        program,
        settings,
        draws,
        run,
        curves: plan.tables.iter().map(curve).collect(),
        starts: vec![0.0; count],
        values: vec![0.0; count],
        nexts: vec![0.0; count],
        lines: Vec::new(),
    };
    run.go()
}

impl Run<'_> {
    fn name(&self, variable: VariableId) -> String {
        self.plan.variables[variable.index()].name.clone()
    }

    fn trouble(&self, variable: VariableId, step: u32, time: f64, failed: Failed) -> Trouble {
        Trouble {
            name: self.name(variable),
            variable: Some(variable),
            step,
            time,
            failure: failed.failure,
            operation: failed.operation,
            operands: failed.operands,
        }
    }

    fn held(&self, variable: VariableId) -> Option<f64> {
        let mut held = self.settings.constants.iter().rev();
        held.find(|(id, _)| *id == variable).map(|(_, value)| *value)
    }

    /// What is put in rather than computed; `None` for what is computed.
    fn given(&self, variable: VariableId, step: u32) -> Option<f64> {
        let mut out = [0.0];
        let held = self.held(variable);
        match &self.plan.variables[variable.index()].kind {
            Kind::Constant { prior: None, .. } => held,
            Kind::Constant { .. } | Kind::Alternative { .. } => {
                if held.is_some() {
                    return held;
                }
                self.draws.constant(variable, self.run, &mut out);
                Some(out[0])
            }
            Kind::Lever { lever } => Some(lever_at(self.program, self.settings, *lever, step)),
            Kind::Shock { period, first, .. } => {
                let key = first.saturating_add(i64::from(step / period));
                self.draws.shock(variable, key, self.run, &mut out);
                Some(out[0])
            }
            _ => None,
        }
    }

    /// Evaluates an expression of a variable at an instant.
    fn at(
        &self,
        variable: VariableId,
        expr: &Expr,
        start: bool,
        step: u32,
        time: f64,
    ) -> Result<f64, Trouble> {
        let scene = Scene {
            dt: self.plan.time.dt,
            start: self.plan.time.start,
            curves: &self.curves,
            values: if start { &self.starts } else { &self.values },
            readings: &[],
            endless: &[],
            time,
            step: f64::from(step),
        };
        match scene.value(expr) {
            Ok((value, _)) => Ok(value),
            Err(failed) => Err(self.trouble(variable, step, time, failed)),
        }
    }

    fn steps_of(&self, variable: VariableId, delay: &Expr) -> Result<u32, Trouble> {
        let time = self.plan.time.at(0);
        let duration = self.at(variable, delay, true, 0, time)?;
        let steps = primitive::grid(duration / self.plan.time.dt);
        let least = u32::from(self.program.at_least_one.contains(&variable));
        // Saturating, and 0 for what is not a number, which has been reported already.
        Ok((steps as u32).max(least))
    }

    /// Everything at the first instant.
    fn start(&mut self) -> Result<(), Trouble> {
        let plan = self.plan;
        let time = plan.time.at(0);
        for &(variable, part) in &self.program.sequence {
            if part != Part::Start {
                continue;
            }
            let value = match (&plan.variables[variable.index()].kind, self.given(variable, 0)) {
                (_, Some(given)) => finite(self, variable, 0, time, given)?,
                (
                    Kind::Stock { initial: value, .. }
                    | Kind::Auxiliary { value }
                    | Kind::Constant { value, .. }
                    | Kind::Initial { value },
                    None,
                ) => self.at(variable, value, true, 0, time)?,
                (Kind::Delay { input, delay, initial }, None) => {
                    if self.steps_of(variable, delay)? == 0 {
                        self.at(variable, input, true, 0, time)?
                    } else {
                        self.at(variable, initial, true, 0, time)?
                    }
                }
                _ => 0.0,
            };
            self.starts[variable.index()] = value;
        }
        for &(variable, part) in &self.program.sequence {
            if part != Part::Value {
                continue;
            }
            match &plan.variables[variable.index()].kind {
                Kind::Stock { .. } => {
                    self.values[variable.index()] = self.starts[variable.index()];
                }
                Kind::Delay { delay, initial, .. } => {
                    let steps = self.steps_of(variable, delay)?;
                    let initial = self.at(variable, initial, true, 0, time)?;
                    self.lines.push(Line { variable, steps, initial, passed: Vec::new() });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Everything at an instant, stocks being there.
    fn instant(&mut self, step: u32, time: f64, held: bool) -> Result<(), Trouble> {
        let plan = self.plan;
        for &(variable, part) in &self.program.sequence {
            let kind = &plan.variables[variable.index()].kind;
            let value = match (kind, part) {
                (_, Part::Start) | (Kind::Stock { .. }, Part::Value) => continue,
                (Kind::Stock { flow, .. }, Part::Next) => {
                    self.nexts[variable.index()] = self.at(variable, flow, false, step, time)?;
                    continue;
                }
                (Kind::Delay { input, .. }, Part::Next) => {
                    self.nexts[variable.index()] = self.at(variable, input, false, step, time)?;
                    continue;
                }
                (Kind::Constant { .. } | Kind::Initial { .. }, _) => self.starts[variable.index()],
                (Kind::Delay { .. }, _) => {
                    let Some(line) = self.lines.iter().find(|line| line.variable == variable)
                    else {
                        continue;
                    };
                    if line.steps == 0 {
                        self.nexts[variable.index()]
                    } else if held {
                        continue;
                    } else {
                        let since = step.checked_sub(line.steps);
                        since.map_or(line.initial, |since| line.passed[since as usize])
                    }
                }
                (Kind::Auxiliary { value }, _) => self.at(variable, value, false, step, time)?,
                _ => match self.given(variable, step) {
                    Some(given) => finite(self, variable, step, time, given)?,
                    None => 0.0,
                },
            };
            self.values[variable.index()] = value;
        }
        Ok(())
    }

    fn go(&mut self) -> Result<Vec<f64>, Trouble> {
        self.start()?;
        let program = self.program;
        let time = &self.plan.time;
        let end = program.end;
        let used = &program.lists.readings;
        let mut readings: Vec<f64> = program
            .readings
            .iter()
            .map(|r| if matches!(r, Reading::First { .. }) { f64::INFINITY } else { 0.0 })
            .collect();
        for step in 0..=end {
            if step == end && !program.look_at_end {
                break;
            }
            self.instant(step, time.at(i64::from(step)), false)?;
            for (i, reading) in program.readings.iter().enumerate() {
                if used[i].is_some() {
                    self.read(reading, step, &mut readings[i]);
                }
            }
            if step == end {
                break;
            }
            for line in &mut self.lines {
                line.passed.push(self.nexts[line.variable.index()]);
            }
            self.integrate(step, &mut readings)?;
        }
        let endless: Vec<bool> =
            program.readings.iter().map(|r| matches!(r, Reading::First { .. })).collect();
        for (i, reading) in program.readings.iter().enumerate() {
            let variable = crate::check::reading_parts(reading).0;
            if used[i].is_some() && !endless[i] {
                finite(self, variable, end, time.at(i64::from(end)), readings[i])?;
            }
        }
        let scene = Scene {
            dt: time.dt,
            start: time.start,
            curves: &self.curves,
            values: &self.starts,
            readings: &readings,
            endless: &endless,
            time: time.at(0),
            step: 0.0,
        };
        program
            .measures
            .iter()
            .map(|measure| match scene.value(measure) {
                Ok((value, _)) => Ok(value),
                Err(failed) => Err(Trouble {
                    name: String::new(),
                    variable: None,
                    step: end,
                    time: time.at(i64::from(end)),
                    failure: failed.failure,
                    operation: failed.operation,
                    operands: failed.operands,
                }),
            })
            .collect()
    }

    /// Takes a reading, other than a total's increase, at a step.
    fn read(&self, reading: &Reading, step: u32, out: &mut f64) {
        let value = |variable: VariableId| self.values[variable.index()];
        match *reading {
            Reading::Level { variable, step: at } if at == step => *out = value(variable),
            Reading::Minimum { variable, from, to } if (from..=to).contains(&step) => {
                let x = value(variable);
                *out = primitive::min(if step == from { x } else { *out }, x);
            }
            Reading::Maximum { variable, from, to } if (from..=to).contains(&step) => {
                let x = value(variable);
                *out = primitive::max(if step == from { x } else { *out }, x);
            }
            Reading::First { variable } if *out == f64::INFINITY && value(variable) != 0.0 => {
                *out = self.plan.time.at(i64::from(step));
            }
            _ => {}
        }
    }

    /// Moves stocks and totals one step on.
    fn integrate(&mut self, step: u32, readings: &mut [f64]) -> Result<(), Trouble> {
        let program = self.program;
        let stocks: Vec<VariableId> = program
            .sequence
            .iter()
            .filter(|(variable, part)| {
                let kind = &self.plan.variables[variable.index()].kind;
                *part == Part::Value && matches!(kind, Kind::Stock { .. })
            })
            .map(|(variable, _)| *variable)
            .collect();
        let totals: Vec<(usize, VariableId)> = program
            .readings
            .iter()
            .enumerate()
            .filter(|(i, _)| program.lists.readings[*i].is_some())
            .filter_map(|(i, reading)| match *reading {
                Reading::Total { variable, from, to } if (from..to).contains(&step) => {
                    Some((i, variable))
                }
                _ => None,
            })
            .collect();
        let dt = program.time.dt;
        let now = program.time.at(i64::from(step));
        let flows = |run: &Self| -> Vec<f64> {
            let stocks = stocks.iter().map(|v| run.nexts[v.index()]);
            stocks.chain(totals.iter().map(|(_, v)| run.values[v.index()])).collect()
        };
        let base: Vec<f64> = stocks
            .iter()
            .map(|v| self.values[v.index()])
            .chain(totals.iter().map(|(i, _)| readings[*i]))
            .collect();
        let mut put = |run: &mut Self, change: &dyn Fn(usize) -> f64| -> Result<(), Trouble> {
            for (k, &variable) in stocks.iter().enumerate() {
                let value = base[k] + change(k);
                run.values[variable.index()] = finite(run, variable, step, now, value)?;
            }
            for (k, (i, _)) in totals.iter().enumerate() {
                readings[*i] = base[stocks.len() + k] + change(stocks.len() + k);
            }
            Ok(())
        };
        if program.time.method == Method::Euler {
            let f = flows(self);
            return put(self, &|k| dt * f[k]);
        }
        let mut f = flows(self);
        let mut sum = f.clone();
        for (weight, part, reach) in [(2.0, 1, dt / 2.0), (2.0, 1, dt / 2.0), (1.0, 2, dt)] {
            put(self, &|k| reach * f[k])?;
            self.instant(step, stage_time(&program.time, step, part), true)?;
            f = flows(self);
            for (sum, f) in sum.iter_mut().zip(&f) {
                *sum += weight * f;
            }
        }
        put(self, &|k| dt / 6.0 * sum[k])
    }
}

/// A value that is put in or integrated, unless it is infinite or not a number.
fn finite(
    run: &Run<'_>,
    variable: VariableId,
    step: u32,
    time: f64,
    value: f64,
) -> Result<f64, Trouble> {
    if value.is_finite() {
        return Ok(value);
    }
    let failure = if value.is_nan() { Failure::Undefined } else { Failure::Overflow };
    let failed = Failed { failure, operation: String::new(), operands: vec![value] };
    Err(run.trouble(variable, step, time, failed))
}

/// The values of a plan's constants (and of what they are made of) as it states them, all levers at
/// their defaults: 0 for variables that are no constants, not-a-number for what cannot be computed.
/// `central` gives the values of shocks and alternatives.
pub(crate) fn stated_constants(plan: &Plan, central: impl Fn(&Kind) -> f64) -> Vec<f64> {
    let mut values = vec![0.0; plan.variables.len()];
    if crate::check::check(plan, &[], &[]).is_err() {
        return values;
    }
    // Without its prior a constant is computed like any other.
    let mut stated = plan.clone();
    for variable in &mut stated.variables {
        if let Kind::Constant { prior, .. } = &mut variable.kind {
            *prior = None;
        }
    }
    let curves: Vec<Curve> = stated.tables.iter().map(curve).collect();
    let mut order = Order::new(&stated);
    for (i, variable) in (0..).zip(&stated.variables) {
        let id = VariableId(i);
        if matches!(variable.kind, Kind::Constant { .. }) && order.require(id, Part::Start).is_err()
        {
            values[id.index()] = f64::NAN;
        }
    }
    for (id, part) in std::mem::take(&mut order.sequence) {
        if part != Part::Start {
            continue;
        }
        let expr = match &stated.variables[id.index()].kind {
            Kind::Stock { initial: expr, .. }
            | Kind::Delay { initial: expr, .. }
            | Kind::Auxiliary { value: expr }
            | Kind::Constant { value: expr, .. }
            | Kind::Initial { value: expr } => expr,
            Kind::Lever { lever } => {
                values[id.index()] = stated.levers[*lever].default;
                continue;
            }
            kind => {
                values[id.index()] = central(kind);
                continue;
            }
        };
        let scene = Scene {
            dt: stated.time.dt,
            start: stated.time.start,
            curves: &curves,
            values: &values,
            readings: &[],
            endless: &[],
            time: stated.time.at(0),
            step: 0.0,
        };
        values[id.index()] = scene.value(expr).map_or(f64::NAN, |(value, _)| value);
    }
    values
}

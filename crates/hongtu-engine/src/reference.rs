//! The same plan one run at a time, straight from its expressions.
//!
//! Slow and plain: branches that are not taken are not computed, and the first operation that fails
//! ends the run with its operands at hand. It finds the cause of a run's trouble, and it is what the
//! lanes are tested against.

use hongtu_model::{Expr, Kind, Method, Plan, Reading, VariableId};

use crate::draws::Draws;
use crate::evaluate::{Failed, Scene};
use crate::lower::curve;
use crate::order::Part;
use crate::primitive::{self, Curve};
use crate::program::Program;
use crate::settings::Settings;
use crate::sheet::{lever_at, stage_time};
use crate::trouble::{Failure, Trouble};

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

    /// What is put in rather than computed; `None` for what is computed.
    fn given(&self, variable: VariableId, step: u32) -> Option<f64> {
        let mut out = [0.0];
        let held = self.settings.held(variable);
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

//! Functions with memory: delays, smooths, trends, as hidden stocks. Their definitions are those
//! of the Vensim reference manual.

use crate::{
    checker::Checker,
    lower::Env,
    numbers,
    typed::{Type, Typed},
    units::Declared,
};
use hongtu_model::{Binary, Expr, Function, Kind, Labels, Unit, Variable, VariableId};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self},
};

/// The highest order of a delay or smooth.
const MOST_STAGES: f64 = 100.0;

/// How long a delay or smooth lasts.
#[derive(Clone, Debug)]
pub struct Lasting {
    /// What it is, for messages.
    what: String,
    /// Its time.
    time: Expr,
    /// How many stages share the time.
    stages: u32,
    /// Where the time stands.
    span: Span,
}

/// A delay or smooth, but for its input.
struct Staged<'e> {
    /// The function.
    name: &'e str,
    /// Its time, which the stages share.
    time: &'e Expr,
    /// What comes out at first.
    initial: &'e Expr,
    /// How many stages there are.
    stages: u32,
}

impl<'d> Checker<'d> {
    /// Adds a hidden variable.
    pub fn hidden(&mut self, env: &Env, what: &str, kind: Kind) -> VariableId {
        let name = format!("{}: {what} {}", env.owner, self.variables.len());
        self.add_variable(Variable {
            name,
            labels: Labels::new(),
            quantity: None,
            hidden: true,
            unit: Unit::one(),
            kind,
        })
    }

    pub fn with_memory(
        &mut self,
        name: &str,
        arguments: &[tree::Expr],
        span: Span,
        env: &Env,
    ) -> Typed {
        let x = self.lower(&arguments[0], env, None);
        if self.amount(&x).is_none() {
            return Typed::unknown(span);
        }
        let Some(time) = self.duration(&arguments[1], env) else { return Typed::unknown(span) };
        // No function with memory holds its input more than twice, and its time more than thrice.
        if !self.afford_copies(2, &x.expr, span) || !self.afford_copies(3, &time.expr, span) {
            return Typed::unknown(span);
        }
        if !matches!(name, "delay_n" | "smooth_n") {
            let stages = if name.ends_with('3') { 3 } else { 1 };
            self.lasts(name, &time, stages);
        }
        match name {
            "trend" => self.trend(x, time, &arguments[2], span, env),
            "forecast" => self.forecast(x, time, &arguments[2], span, env),
            _ => {
                let initial = match arguments.get(2) {
                    None => x.expr.clone(),
                    Some(initial) => {
                        let initial = self.lower(initial, env, None);
                        self.same_type(
                            &format!("the initial value of `{name}`"),
                            &x,
                            &initial,
                            None,
                        );
                        initial.expr
                    }
                };
                let (ty, unit) = (x.ty.clone(), x.written.clone());
                if name == "delay_fixed" {
                    let kind = Kind::Delay { input: x.expr, delay: time.expr, initial };
                    let variable = self.hidden(env, name, kind);
                    return Typed::new(Expr::Variable(variable), ty, span).written(unit);
                }
                let stages = match (name, arguments.get(3)) {
                    ("delay1" | "smooth1", _) => Some(1),
                    ("delay3" | "smooth3", _) => Some(3),
                    (_, Some(order)) => self.order(order),
                    _ => None,
                };
                if let Some(stages) = stages {
                    if matches!(name, "delay_n" | "smooth_n") {
                        self.lasts(name, &time, stages);
                    }
                    let copies = stages as usize;
                    let affordable = self.afford_copies(copies, &initial, span)
                        && self.afford_copies(copies, &time.expr, span)
                        && self.afford(copies * 8, span);
                    if !affordable {
                        return Typed::unknown(span);
                    }
                }
                let Some(stages) = stages else { return Typed::unknown(span) };
                let staged = Staged { name, time: &time.expr, initial: &initial, stages };
                let passed = self.stages(&staged, x.expr, env);
                Typed::new(passed, ty, span).written(unit)
            }
        }
    }

    /// Notes how long a delay or smooth lasts.
    fn lasts(&mut self, what: &str, time: &Typed, stages: u32) {
        if !self.delays.iter().any(|known| known.span == time.span) {
            let (time, span) = (time.expr.clone(), time.span);
            self.delays.push(Lasting { what: what.to_owned(), time, stages, span });
        }
    }

    /// Reports delays and smooths that end before they begin, or within a step.
    pub fn check_delays(&mut self) {
        for lasting in std::mem::take(&mut self.delays) {
            let Some(time) = self.stated_value(&lasting.time) else { continue };
            let what = &lasting.what;
            if time <= 0.0 {
                self.report(
                    Diagnostic::error(
                        "wrong-arguments",
                        format!("the time of `{what}` is not positive"),
                        lasting.span,
                        "not a length of time",
                    )
                    .help("for no delay at all leave the function away"),
                );
                continue;
            }
            let each = time / f64::from(lasting.stages);
            // A stage of less than half a step overshoots by more than it was off.
            let dt = self.time.dt * (1.0 - 1e-9);
            if time < dt || each < dt / 2.0 {
                let steps = numbers::significant(each / self.time.dt, 3);
                let share = match lasting.stages {
                    1 => format!("the time of `{what}` is {steps} steps"),
                    stages => {
                        format!("each of the {stages} stages of `{what}` takes {steps} steps")
                    }
                };
                self.report(
                    Diagnostic::warning("short-delay", share, lasting.span, "shorter than a step")
                        .note("what changes faster than the clock ticks swings from step to step")
                        .help("choose a shorter step, or leave the function away"),
                );
            }
        }
    }

    /// The value of an expression of numbers and of constants that are stated as numbers.
    fn stated_value(&self, expr: &Expr) -> Option<f64> {
        if let Expr::Variable(id) = expr {
            return match &self.variables[id.index()].kind {
                Kind::Constant { value: Expr::Number(value), .. } => Some(*value),
                _ => None,
            };
        }
        crate::typed::constant(expr)
    }

    pub fn order(&mut self, order: &tree::Expr) -> Option<u32> {
        let typed = self.lower(order, &Env::default(), None);
        let value = typed.number().filter(|n| n.fract() == 0.0 && (1.0..=MOST_STAGES).contains(n));
        if value.is_none() {
            self.report(Diagnostic::error(
                "wrong-arguments",
                "the order of a delay is a whole number from 1 to 100, known before a run",
                order.span,
                "not such a number",
            ));
        }
        value.map(|n| n as u32)
    }

    /// What a row of stages makes of its input. DELAY1, DELAY3, DELAY N: each is a stock emptied in
    /// its share of the time. SMOOTH, SMOOTH3, SMOOTH N: each closes its gap in its share of the
    /// time.
    fn stages(&mut self, staged: &Staged<'_>, input: Expr, env: &Env) -> Expr {
        let stages = Expr::Number(f64::from(staged.stages));
        let each = Expr::binary(Binary::Divide, staged.time.clone(), stages);
        let over = |amount| Expr::binary(Binary::Divide, amount, each.clone());
        let mut passed = input;
        for _ in 0..staged.stages {
            let stage = self.hidden(env, staged.name, Kind::Initial { value: Expr::Number(0.0) });
            let (level, initial) = (Expr::Variable(stage), staged.initial.clone());
            let (initial, flow, out) = if staged.name.starts_with("delay") {
                let out = over(level);
                let flow = Expr::binary(Binary::Subtract, passed, out.clone());
                (Expr::binary(Binary::Multiply, initial, each.clone()), flow, out)
            } else {
                (initial, over(Expr::binary(Binary::Subtract, passed, level.clone())), level)
            };
            self.define(stage, Kind::Stock { initial, flow });
            passed = out;
        }
        passed
    }

    /// TREND: (x − average) / (time · |average|), 0 where the average is 0; the average starts so
    /// that the trend starts at its initial value.
    pub fn trend(
        &mut self,
        x: Typed,
        time: Typed,
        initial: &tree::Expr,
        span: Span,
        env: &Env,
    ) -> Typed {
        let initial = self.lower(initial, env, None);
        let per_time = hongtu_model::Dimension::none().per(&self.units.time());
        let rate = Declared {
            unit: Unit::new(format!("1/{}", self.time.unit), 1.0, per_time.clone()),
            scale: 1.0,
            span: initial.span,
        };
        self.want_unit(&initial, &rate, "the initial value of `trend`");
        let start = Expr::binary(
            Binary::Divide,
            x.expr.clone(),
            Expr::binary(
                Binary::Add,
                Expr::Number(1.0),
                Expr::binary(Binary::Multiply, initial.expr, time.expr.clone()),
            ),
        );
        let average = self.average(&x.expr, &time.expr, start, "trend", env);
        let gap = Expr::binary(Binary::Subtract, x.expr, Expr::Variable(average));
        let scale = Expr::binary(
            Binary::Multiply,
            time.expr,
            Expr::apply(Function::Abs, Expr::Variable(average)),
        );
        Typed::new(Expr::binary(Binary::DivideOrZero, gap, scale), Type::Amount(per_time), span)
    }

    /// FORECAST: x · (1 + (x − average) / (average · time) · horizon).
    pub fn forecast(
        &mut self,
        x: Typed,
        time: Typed,
        horizon: &tree::Expr,
        span: Span,
        env: &Env,
    ) -> Typed {
        let Some(horizon) = self.duration(horizon, env) else { return Typed::unknown(span) };
        let average = self.average(&x.expr, &time.expr, x.expr.clone(), "forecast", env);
        let gap = Expr::binary(Binary::Subtract, x.expr.clone(), Expr::Variable(average));
        let rate = Expr::binary(
            Binary::DivideOrZero,
            gap,
            Expr::binary(Binary::Multiply, Expr::Variable(average), time.expr),
        );
        let change = Expr::binary(
            Binary::Add,
            Expr::Number(1.0),
            Expr::binary(Binary::Multiply, rate, horizon.expr),
        );
        Typed::new(Expr::binary(Binary::Multiply, x.expr, change), x.ty, span)
    }

    pub fn average(
        &mut self,
        x: &Expr,
        time: &Expr,
        initial: Expr,
        name: &str,
        env: &Env,
    ) -> VariableId {
        let average = self.hidden(env, name, Kind::Initial { value: Expr::Number(0.0) });
        let gap = Expr::binary(Binary::Subtract, x.clone(), Expr::Variable(average));
        self.define(
            average,
            Kind::Stock { initial, flow: Expr::binary(Binary::Divide, gap, time.clone()) },
        );
        average
    }
}

//! The clock of a plan: its `time` statement.

use crate::{
    checker::Checker,
    declare::calendar_year,
    units::{self},
};
use hongtu_model::{Method, Timeline};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, ExprKind, Item, Statement, UnitExpr},
};

/// The most steps a run may have.
const MOST_STEPS: f64 = 1_000_000.0;

impl<'d> Checker<'d> {
    pub fn declare_time(&mut self, statement: &'d Statement) {
        let Item::Time { start, end, unit, step } = &statement.item else { return };
        let mut method = Method::Euler;
        for clause in &statement.clauses {
            if let ClauseKind::Method(word) = &clause.kind {
                method = match word.text.as_str() {
                    "euler" => Method::Euler,
                    "rk4" => Method::Rk4,
                    _ => {
                        self.report(
                            Diagnostic::error(
                                "unknown-method",
                                format!("there is no method `{}`", word.text),
                                word.span,
                                "not a method of integration",
                            )
                            .help("write `method euler` or `method rk4`"),
                        );
                        Method::Euler
                    }
                };
            }
        }
        match unit {
            None => self.calendar(statement.span, start, end, step.as_ref(), method),
            Some(unit) => self.plain_time(statement.span, start, end, unit, step.as_ref(), method),
        }
    }

    pub fn calendar(
        &mut self,
        span: Span,
        start: &tree::Expr,
        end: &tree::Expr,
        step: Option<&tree::Expr>,
        method: Method,
    ) {
        let (Some(first), Some(last)) = (self.whole_year(start), self.whole_year(end)) else {
            return;
        };
        if last <= first {
            self.report(
                Diagnostic::error(
                    "time-range",
                    "the simulated time ends before it starts",
                    end.span,
                    "not later than the start",
                )
                .label(start.span, "the start"),
            );
            return;
        }
        let dt = match step {
            None => 1.0 / 32.0,
            Some(step) => match self.constant_duration(step) {
                Some(dt) => dt,
                None => return,
            },
        };
        let per_year = (1.0 / dt).round();
        if dt <= 0.0 || (per_year * dt - 1.0).abs() > 1e-9 {
            self.report(
                Diagnostic::error(
                    "step-not-in-year",
                    "a calendar step must divide the year",
                    step.map_or(span, |s| s.span),
                    format!(
                        "one year is {} of these steps",
                        crate::numbers::significant(1.0 / dt, 6)
                    ),
                )
                .note("totals of calendar years would otherwise begin and end inside a step")
                .help("write a step such as `1/32 year`, `1 month` or `1/4 year`"),
            );
            return;
        }
        let steps = per_year * f64::from(last - first);
        if !self.steps_fit(steps, span) {
            return;
        }
        self.time = Timeline {
            start: f64::from(first),
            dt: 1.0 / per_year,
            steps: steps as u32,
            steps_per_unit: Some(per_year as u32),
            first_year: Some(first),
            unit: "year".to_owned(),
            method,
        };
    }

    pub fn steps_fit(&mut self, steps: f64, span: Span) -> bool {
        if steps <= MOST_STEPS {
            return true;
        }
        self.report(
            Diagnostic::error(
                "too-large",
                format!("a run of {} steps is too long", crate::numbers::show(steps)),
                span,
                "",
            )
            .note("the limit is 1,000,000 steps")
            .help("choose a longer step or a shorter time"),
        );
        false
    }

    /// A date that starts a year.
    pub fn whole_year(&mut self, expr: &tree::Expr) -> Option<i32> {
        let year = match &expr.kind {
            ExprKind::Number(n) if n.unit.is_none() && n.scales.is_empty() && !n.percent => {
                calendar_year(n.value)
            }
            ExprKind::Date(date) if date.month.unwrap_or(1) == 1 && date.day.unwrap_or(1) == 1 => {
                Some(date.year)
            }
            ExprKind::EndOf(date)
                if date.month.is_none_or(|m| m == 12) && date.day.is_none_or(|d| d == 31) =>
            {
                date.year.checked_add(1)
            }
            ExprKind::Error => return None,
            _ => None,
        };
        if year.is_none() {
            self.report(
                Diagnostic::error("time-range", "a calendar plan starts and ends with a year", expr.span, "not the start of a year")
                    .help("write `time 2015 to 2031 …`; for plain time put a unit behind the end: `time 0 to 30 minute …`"),
            );
        }
        year
    }

    pub fn plain_time(
        &mut self,
        span: Span,
        start: &tree::Expr,
        end: &tree::Expr,
        unit: &UnitExpr,
        step: Option<&tree::Expr>,
        method: Method,
    ) {
        let declared = match units::resolve(&self.units, unit) {
            Ok(declared) => declared,
            Err(diagnostic) => return self.report(*diagnostic),
        };
        if declared.unit.dimension != self.units.time() {
            return self.report(
                Diagnostic::error(
                    "unit-mismatch",
                    format!("`{}` is not a unit of time", declared.unit.name),
                    unit.span,
                    "not a time",
                )
                .help("write a time such as `minute`, `day` or `year`"),
            );
        }
        self.units = units::built_in(&declared.unit.name);
        self.time.unit.clone_from(&declared.unit.name);
        let (Some(from), Some(to)) = (self.constant_duration(start), self.constant_duration(end))
        else {
            return;
        };
        let Some(step_expr) = step else {
            return self.report(
                Diagnostic::error(
                    "time-range",
                    "a plan in plain time states its step",
                    span,
                    "no step",
                )
                .help(format!("write `step 1/8 {}` behind the end", declared.unit.name)),
            );
        };
        let Some(dt) = self.constant_duration(step_expr) else { return };
        if to <= from || dt <= 0.0 {
            return self.report(Diagnostic::error(
                "time-range",
                "the simulated time ends before it starts, or its step is not positive",
                span,
                "",
            ));
        }
        let steps = ((to - from) / dt).round();
        if !self.steps_fit(steps, span) {
            return;
        }
        if steps < 1.0 || ((to - from) / dt - steps).abs() > 1e-6 {
            return self.report(
                Diagnostic::error(
                    "step-not-in-year",
                    "the step must divide the simulated time",
                    step_expr.span,
                    format!("{} steps", crate::numbers::significant((to - from) / dt, 6)),
                )
                .help("choose a step of which a whole number makes the time"),
            );
        }
        let per_unit = (1.0 / dt).round();
        self.time = Timeline {
            start: from,
            dt,
            steps: steps as u32,
            steps_per_unit: ((per_unit * dt - 1.0).abs() <= 1e-9).then_some(per_unit as u32),
            first_year: None,
            unit: declared.unit.name,
            method,
        };
    }
}

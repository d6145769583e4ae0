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
    /// Reads the `time` statement; says whether the clock is known then.
    pub fn declare_time(&mut self, statement: &'d Statement) -> bool {
        let Item::Time { start, end, unit, step } = &statement.item else { return false };
        let mut method = Method::Euler;
        for clause in &statement.clauses {
            if let ClauseKind::Method(word) = &clause.kind {
                method = if word.text == "rk4" { Method::Rk4 } else { Method::Euler };
            }
        }
        match unit {
            None => self.calendar(statement.span, start, end, step.as_ref(), method),
            Some(unit) => self.plain_time(statement.span, start, end, unit, step.as_ref(), method),
        }
        .is_some()
    }

    /// A clock for a plan whose own is missing or wrong, on which every date that people write has
    /// a place: one mistake is not to make all others invisible.
    pub fn any_time(&mut self) {
        const FIRST: i32 = 1000;
        const YEARS: u32 = 9000;
        let calendar = self.time.unit == "year";
        self.time = Timeline {
            start: if calendar { f64::from(FIRST) } else { 0.0 },
            dt: if calendar { 1.0 / 12.0 } else { 0.1 },
            steps: if calendar { YEARS * 12 } else { MOST_STEPS as u32 },
            steps_per_unit: Some(if calendar { 12 } else { 10 }),
            first_year: calendar.then_some(FIRST),
            unit: self.time.unit.clone(),
            method: Method::Euler,
        };
    }

    pub fn calendar(
        &mut self,
        span: Span,
        start: &tree::Expr,
        end: &tree::Expr,
        step: Option<&tree::Expr>,
        method: Method,
    ) -> Option<()> {
        let (first, last) = (self.whole_year(start), self.whole_year(end));
        let (first, last) = (first?, last?);
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
            return None;
        }
        let dt = match step {
            None => 1.0 / 32.0,
            Some(step) => self.constant_duration(step)?,
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
            return None;
        }
        let steps = per_year * f64::from(last - first);
        if !self.steps_fit(steps, span) {
            return None;
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
        Some(())
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
    ) -> Option<()> {
        let declared = match units::resolve(&self.units, unit) {
            Ok(declared) => declared,
            Err(diagnostic) => {
                self.report(*diagnostic);
                return None;
            }
        };
        if declared.unit.dimension != self.units.time() {
            self.report(
                Diagnostic::error(
                    "unit-mismatch",
                    format!("`{}` is not a unit of time", declared.unit.name),
                    unit.span,
                    "not a time",
                )
                .help("write a time such as `minute`, `day` or `year`"),
            );
            return None;
        }
        self.units = units::built_in(&declared.unit.name);
        self.time.unit.clone_from(&declared.unit.name);
        let (from, to) = (self.constant_duration(start), self.constant_duration(end));
        let (from, to) = (from?, to?);
        let Some(step_expr) = step else {
            self.report(
                Diagnostic::error(
                    "time-range",
                    "a plan in plain time states its step",
                    span,
                    "no step",
                )
                .help(format!("write `step 1/8 {}` behind the end", declared.unit.name)),
            );
            return None;
        };
        let dt = self.constant_duration(step_expr)?;
        if to <= from || dt <= 0.0 {
            self.report(Diagnostic::error(
                "time-range",
                "the simulated time ends before it starts, or its step is not positive",
                span,
                "",
            ));
            return None;
        }
        let steps = ((to - from) / dt).round();
        if !self.steps_fit(steps, span) {
            return None;
        }
        if steps < 1.0 || ((to - from) / dt - steps).abs() > 1e-6 {
            self.report(
                Diagnostic::error(
                    "step-not-in-year",
                    "the step must divide the simulated time",
                    step_expr.span,
                    format!("{} steps", crate::numbers::significant((to - from) / dt, 6)),
                )
                .help("choose a step of which a whole number makes the time"),
            );
            return None;
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
        Some(())
    }
}

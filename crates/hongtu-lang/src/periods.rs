//! Periods of measures.

use crate::{
    checker::Checker,
    measures::{Period, year_of},
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ExprKind},
};

impl<'d> Checker<'d> {
    pub fn year_period(&mut self, year: i32, span: Span) -> Option<Period> {
        match (self.time.year(year), self.time.year(year + 1)) {
            (Some(from), Some(to)) => Some(Period { from, to }),
            _ => {
                self.report(Diagnostic::error(
                    "not-calendar",
                    "this plan is in plain time and has no years",
                    span,
                    "a year",
                ));
                None
            }
        }
    }

    /// Reads a period: a year, a month, a span of either, or in plain time a span.
    pub fn period(&mut self, expr: &tree::Expr) -> Option<Period> {
        let (low, high) = match &expr.kind {
            ExprKind::Range { low, high } => (low.as_ref(), high.as_ref()),
            _ => (expr, expr),
        };
        if !self.time.is_calendar() {
            if !matches!(expr.kind, ExprKind::Range { .. }) {
                self.report(
                    Diagnostic::error(
                        "measure-form",
                        "a period in plain time is a span",
                        expr.span,
                        "not a span",
                    )
                    .help(format!("write `0..10 {}`", self.time.unit)),
                );
                return None;
            }
            let (a, b) = (self.constant_duration(low)?, self.constant_duration(high)?);
            let (from, to) = (self.step_at(a, low.span), self.step_at(b, high.span));
            return self.ordered(Period { from, to }, expr.span);
        }
        let first = self.dated(low, false)?;
        let last = self.dated(high, true)?;
        self.ordered(Period { from: first, to: last }, expr.span)
    }

    pub fn ordered(&mut self, period: Period, span: Span) -> Option<Period> {
        if period.to > period.from {
            return Some(period);
        }
        self.report(Diagnostic::error(
            "empty-range",
            "the period ends before it starts",
            span,
            "empty",
        ));
        None
    }

    /// The step at which a year, month or day starts, or behind which it ends.
    pub fn dated(&mut self, expr: &tree::Expr, end_of: bool) -> Option<i64> {
        let date = match &expr.kind {
            ExprKind::Number(_) => {
                year_of(expr).map(|year| tree::Date { year, month: None, day: None })
            }
            ExprKind::Date(date) => Some(*date),
            ExprKind::Parenthesised(inner) => return self.dated(inner, end_of),
            _ => None,
        };
        let Some(date) = date else {
            self.report(
                Diagnostic::error("measure-form", "a period is a year, a month, or a span of them", expr.span, "not a period")
                    .help("write `2025`, `2025-04` or `2021..2025`; a single instant belongs to `level(x, end of 2025)`"),
            );
            return None;
        };
        self.date_step(&tree::DateExpr { span: expr.span, end_of, date })
    }

    /// Whether a period lies in the simulated time; reports where it does not.
    pub fn inside(&mut self, period: Period, span: Span) -> bool {
        if self.time.holds(period.from) && self.time.holds(period.to) {
            return true;
        }
        self.outside(span, "change the `time` statement, or what is measured");
        false
    }

    /// Reports a date outside the simulated time.
    pub fn outside(&mut self, span: Span, help: &str) {
        let (first, last) = match (self.time.date(0), self.time.date(i64::from(self.time.steps))) {
            (Some(a), Some(b)) => (a.to_string(), b.to_string()),
            _ => (
                format!("{} {}", crate::numbers::significant(self.time.start, 6), self.time.unit),
                format!(
                    "{} {}",
                    crate::numbers::significant(self.time.at(i64::from(self.time.steps)), 6),
                    self.time.unit
                ),
            ),
        };
        self.report(
            Diagnostic::error(
                "outside-time",
                "this lies outside the simulated time",
                span,
                format!("the plan runs from {first} to {last}"),
            )
            .help(help),
        );
    }
}

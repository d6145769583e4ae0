//! Numbers that must be known before a run.

use crate::{
    agreement::Wanted,
    checker::Checker,
    lower::Env,
    typed::Type,
    units::{self, Declared},
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind},
};

impl<'d> Checker<'d> {
    /// The value of a duration known now, as in `step 1/32 year`.
    pub fn constant_duration(&mut self, expr: &tree::Expr) -> Option<f64> {
        let unit = self.time_unit();
        let typed = self.lower(expr, &Env::default(), Some(&unit));
        match (&typed.ty, typed.number()) {
            (Type::Unknown, _) => None,
            (Type::Zero, _) => Some(0.0),
            (Type::Amount(d), Some(value)) if *d == self.units.time() && value.is_finite() => {
                Some(value)
            }
            _ => {
                self.report(Diagnostic::error(
                    "unit-mismatch",
                    "a length of time is needed here",
                    typed.span,
                    typed.describe(&self.units),
                ));
                None
            }
        }
    }

    /// A number known now, with its dimension.
    pub fn constant_with_dimension(
        &mut self,
        expr: &tree::Expr,
    ) -> Option<(f64, hongtu_model::Dimension)> {
        let typed = self.lower(expr, &Env::default(), None);
        let dimension = self.amount(&typed)?;
        match typed.number() {
            Some(value) => Some((value, dimension)),
            None => {
                self.report(Diagnostic::error(
                    "not-constant",
                    "a number is needed here",
                    typed.span,
                    "not known before a run",
                ));
                None
            }
        }
    }

    /// A number known now in a declared unit.
    pub fn constant_in(&mut self, expr: &tree::Expr, unit: &Declared, what: &str) -> Option<f64> {
        self.known_in(expr, unit, what, Wanted::ByDeclaration)
    }

    /// A number known now in the unit of a measure.
    pub fn measured_in(&mut self, expr: &tree::Expr, unit: &Declared, what: &str) -> Option<f64> {
        self.known_in(expr, unit, what, Wanted::ByMeasure)
    }

    fn known_in(
        &mut self,
        expr: &tree::Expr,
        unit: &Declared,
        what: &str,
        wanted_by: Wanted,
    ) -> Option<f64> {
        let typed = self.lower(expr, &Env::default(), Some(unit));
        if !self.want(&typed, unit, what, wanted_by) || typed.ty == Type::Unknown {
            return None;
        }
        match typed.number() {
            Some(value) if value.is_finite() => Some(value),
            _ => {
                self.report(Diagnostic::error(
                    "not-constant",
                    format!("{what} must be a number known before a run"),
                    typed.span,
                    "not a number",
                ));
                None
            }
        }
    }

    /// The `in low..high` clause of a statement.
    pub fn range(
        &mut self,
        statement: &tree::Statement,
        unit: &Declared,
    ) -> Option<(f64, f64, Span)> {
        let (low, high, span) = statement.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Range { low, high } => Some((low, high, c.span)),
            _ => None,
        })?;
        let (low, high) = self.ends(low, high, span, unit)?;
        Some((low, high, span))
    }

    /// `low..high`, at `span`.
    pub fn ends(
        &mut self,
        low: &tree::Expr,
        high: &tree::Expr,
        span: Span,
        unit: &Declared,
    ) -> Option<(f64, f64)> {
        let high_value = self.constant_in(high, unit, "the end of a range")?;
        let mut low_value = self.constant_in(low, unit, "the end of a range")?;
        // `0..30 billion` and `10..30 billion yuan` read the scale and unit of the upper end for both.
        if let (tree::ExprKind::Number(a), tree::ExprKind::Number(b)) = (&low.kind, &high.kind)
            && a.unit.is_none()
            && a.scales.is_empty()
            && !a.percent
        {
            low_value = self.shared_scale(a.value, b, unit).unwrap_or(low_value);
        }
        if low_value > high_value {
            self.report(
                Diagnostic::error("empty-range", "the range ends below its start", span, "empty")
                    .help("write the smaller value first"),
            );
            return None;
        }
        Some((low_value, high_value))
    }

    /// A bare number that shares the scale words, per cent and unit of another.
    pub fn shared_scale(&self, value: f64, other: &tree::Number, unit: &Declared) -> Option<f64> {
        if other.scales.is_empty() && other.unit.is_none() && !other.percent {
            return None;
        }
        let number = tree::Number { value, ..other.clone() };
        let scaled = crate::numbers::value(&number);
        match &other.unit {
            Some(u) => Some(units::resolve(&self.units, u).ok()?.read(scaled)),
            None if other.percent => Some(scaled),
            None => Some(unit.read(scaled)),
        }
    }
}

//! Values that somebody states of a measure, with their errors.

use crate::{
    checker::{Checker, Symbol},
    units::Declared,
};
use hongtu_model::Stated;
use hongtu_syntax::{
    Diagnostic,
    tree::{self, ClauseKind, ExprKind, Item, Statement},
};

impl<'d> Checker<'d> {
    /// A stated value in coherent units, with the relative rounding of its digits.
    pub fn stated(&mut self, value: &tree::Stated, unit: &Declared) -> Option<(Stated, f64)> {
        let one = |checker: &mut Self, expr: &tree::Expr| {
            checker.constant_in(expr, unit, "the stated value")
        };
        match value {
            tree::Stated::Point { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::Normal { value: v, sd }, rounding(value)))
            }
            tree::Stated::Range { low, high } => {
                let (low, high) = self.stated_range(low, high, unit)?;
                Some((Stated::Uniform { low, high }, 0.0))
            }
            tree::Stated::AtLeast { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtLeast { value: v, sd }, rounding(value)))
            }
            tree::Stated::AtMost { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtMost { value: v, sd }, rounding(value)))
            }
        }
    }

    pub fn stated_range(
        &mut self,
        low: &tree::Expr,
        high: &tree::Expr,
        unit: &Declared,
    ) -> Option<(f64, f64)> {
        let b = self.constant_in(high, unit, "the end of a range")?;
        let shared = match (&low.kind, &high.kind) {
            (ExprKind::Number(a), ExprKind::Number(b))
                if a.unit.is_none() && a.scales.is_empty() && !a.percent =>
            {
                self.shared_scale(a.value, b, unit)
            }
            _ => None,
        };
        let a = match shared {
            Some(a) => a,
            None => self.constant_in(low, unit, "the end of a range")?,
        };
        if a >= b {
            self.report(
                Diagnostic::error(
                    "empty-range",
                    "the range ends below its start",
                    low.span.to(high.span),
                    "empty",
                )
                .help("write the smaller value first"),
            );
            return None;
        }
        Some((a, b))
    }

    /// A standard deviation: a share of the value where it is written with `%`.
    pub fn error(
        &mut self,
        error: Option<&tree::Expr>,
        value: f64,
        unit: &Declared,
    ) -> Option<f64> {
        let Some(expr) = error else { return Some(0.0) };
        let sd = match &expr.kind {
            ExprKind::Number(number) if number.percent => {
                crate::numbers::value(number) * value.abs()
            }
            _ => self.constant_in(expr, unit, "the error")?,
        };
        if sd < 0.0 {
            self.report(Diagnostic::error(
                "prior-parameters",
                "an error is not negative",
                expr.span,
                "negative",
            ));
            return None;
        }
        Some(sd)
    }

    /// How far the model may be off an observation: its own clause, or what is declared of the
    /// quantity.
    pub fn discrepancy(
        &mut self,
        statement: &Statement,
        measure: &tree::Expr,
        value: f64,
        unit: &Declared,
    ) -> f64 {
        let own = statement.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Discrepancy(expr) => Some(expr),
            _ => None,
        });
        let declared = own.or_else(|| {
            let mut found = None;
            crate::walk::names(measure, &mut |name, _| {
                if found.is_none() {
                    found = self.statements().find_map(|(s, _)| match &s.item {
                        Item::Discrepancy { name: of, value } if of.text == name.text => {
                            Some(value)
                        }
                        _ => None,
                    });
                }
            });
            found
        });
        self.error(declared, value, unit).unwrap_or(0.0)
    }

    /// Checks that `discrepancy` statements name quantities.
    pub fn check_discrepancies(&mut self) {
        for (statement, _) in self.statements() {
            let Item::Discrepancy { name, value } = &statement.item else { continue };
            if !matches!(self.names.get(&name.text), Some((Symbol::Quantity(_), _))) {
                let near = hongtu_syntax::closest(
                    &name.text,
                    self.quantities.iter().map(|q| q.quantity.name.as_str()),
                )
                .map(str::to_owned);
                let mut diagnostic = Diagnostic::error(
                    "unknown-name",
                    format!("there is no quantity `{}`", name.text),
                    name.span,
                    "not declared in this plan",
                );
                if let Some(near) = near {
                    diagnostic =
                        diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near);
                }
                self.report(diagnostic);
            }
            if !matches!(&value.kind, ExprKind::Number(n) if n.percent) {
                self.report(
                    Diagnostic::error(
                        "measure-form",
                        "a discrepancy is a share of the value",
                        value.span,
                        "not per cent",
                    )
                    .help("write `discrepancy tourism_revenue = 5%`"),
                );
            }
        }
    }

    pub fn stated_text(&self, value: &tree::Stated) -> String {
        match value {
            tree::Stated::Point { value, error: None } => self.source(value.span),
            tree::Stated::Point { value, error: Some(error) } => {
                format!("{} ± {}", self.source(value.span), self.source(error.span))
            }
            tree::Stated::Range { low, high } => {
                format!("{}..{}", self.source(low.span), self.source(high.span))
            }
            tree::Stated::AtLeast { value, .. } => format!("at least {}", self.source(value.span)),
            tree::Stated::AtMost { value, .. } => format!("at most {}", self.source(value.span)),
        }
    }
}

/// Half a unit of the last digit written, relative to the value.
fn rounding(expr: &tree::Expr) -> f64 {
    let ExprKind::Number(number) = &expr.kind else { return 0.0 };
    let digits: String = number.digits.chars().filter(|c| *c != '_').collect();
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len());
    let mut last = 0.5;
    if decimals == 0 {
        for _ in mantissa.chars().rev().take_while(|c| *c == '0') {
            last *= 10.0;
        }
    }
    for _ in 0..decimals {
        last /= 10.0;
    }
    if number.value == 0.0 { 0.0 } else { last / number.value.abs() }
}

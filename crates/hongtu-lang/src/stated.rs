//! Values that somebody states of a measure, with their errors.

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    units::Declared,
};
use hongtu_model::Stated;
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, ExprKind, Item, Statement},
};

impl<'d> Checker<'d> {
    /// A stated value in coherent units, with how exactly it is written.
    pub fn stated(&mut self, value: &tree::Stated, unit: &Declared) -> Option<(Stated, Digits)> {
        let one = |checker: &mut Self, expr: &tree::Expr| {
            checker.measured_in(expr, unit, "the stated value")
        };
        match value {
            tree::Stated::Point { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::Normal { value: v, sd }, Digits::of(value)))
            }
            tree::Stated::Range { low, high } => {
                let (low, high) = self.stated_range(low, high, unit)?;
                Some((Stated::Uniform { low, high }, Digits::EXACT))
            }
            tree::Stated::AtLeast { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtLeast { value: v, sd }, Digits::of(value)))
            }
            tree::Stated::AtMost { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtMost { value: v, sd }, Digits::of(value)))
            }
        }
    }

    pub fn stated_range(
        &mut self,
        low: &tree::Expr,
        high: &tree::Expr,
        unit: &Declared,
    ) -> Option<(f64, f64)> {
        let b = self.measured_in(high, unit, "the end of a range")?;
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
            None => self.measured_in(low, unit, "the end of a range")?,
        };
        if a >= b {
            self.empty_range(low.span.to(high.span));
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
        let (positive, sign) = match &expr.kind {
            ExprKind::Unary { operator: tree::UnaryOperator::Minus, operand } => {
                (operand.as_ref(), -1.0)
            }
            _ => (expr, 1.0),
        };
        let sd = match &positive.kind {
            ExprKind::Number(number) if number.percent => {
                sign * crate::numbers::value(number) * value.abs()
            }
            _ => self.measured_in(expr, unit, "the error")?,
        };
        self.not_negative(sd, expr)
    }

    fn not_negative(&mut self, sd: f64, expr: &tree::Expr) -> Option<f64> {
        if sd >= 0.0 {
            return Some(sd);
        }
        self.report(Diagnostic::error(
            "prior-parameters",
            "an error is not negative",
            expr.span,
            "negative",
        ));
        None
    }

    /// A stated date, `2023-04 ± 2 month`, in the unit of time.
    pub fn stated_date(&mut self, value: &tree::Stated) -> Option<(Stated, Digits)> {
        let stated = match value {
            tree::Stated::Point { value, error } => {
                let (value, sd) = self.date_and_error(value, error.as_ref())?;
                Stated::Normal { value, sd }
            }
            tree::Stated::Range { low, high } => {
                let (a, b) = (self.known_date(low), self.known_date(high));
                let (a, b) = (a?, b?);
                if a >= b {
                    self.empty_range(low.span.to(high.span));
                    return None;
                }
                Stated::Uniform { low: a, high: b }
            }
            tree::Stated::AtLeast { value, error } => {
                let (value, sd) = self.date_and_error(value, error.as_ref())?;
                Stated::AtLeast { value, sd }
            }
            tree::Stated::AtMost { value, error } => {
                let (value, sd) = self.date_and_error(value, error.as_ref())?;
                Stated::AtMost { value, sd }
            }
        };
        Some((stated, Digits::EXACT))
    }

    fn known_date(&mut self, expr: &tree::Expr) -> Option<f64> {
        self.instant(expr, &Env::default())?.number()
    }

    fn date_and_error(
        &mut self,
        date: &tree::Expr,
        error: Option<&tree::Expr>,
    ) -> Option<(f64, f64)> {
        let date = self.known_date(date);
        let sd = match error {
            None => Some(0.0),
            Some(expr) => {
                let sd = self.constant_duration(expr)?;
                self.not_negative(sd, expr)
            }
        };
        Some((date?, sd?))
    }

    fn empty_range(&mut self, span: Span) {
        self.report(
            Diagnostic::error("empty-range", "the range ends below its start", span, "empty")
                .help("write the smaller value first"),
        );
    }

    /// Warns of growth rates and shares that lack their `%`.
    pub fn doubt_share(&mut self, measure: &tree::Expr, value: &tree::Stated) {
        match value {
            tree::Stated::Point { value, .. }
            | tree::Stated::AtLeast { value, .. }
            | tree::Stated::AtMost { value, .. } => self.doubt_percent(measure, value),
            tree::Stated::Range { low: _, high } => self.doubt_percent(measure, high),
        }
    }

    /// Warns of a growth rate or share that lacks its `%`: 5 is more than anything grows by.
    pub fn doubt_percent(&mut self, measure: &tree::Expr, value: &tree::Expr) {
        const MOST: f64 = 5.0;
        if !is_share(measure) {
            return;
        }
        if let ExprKind::Number(number) = &value.kind
            && !number.percent
            && number.unit.is_none()
            && crate::numbers::value(number) > MOST
        {
            let percent = crate::numbers::significant(crate::numbers::value(number) * 100.0, 4);
            let written = self.source(value.span);
            self.report(
                Diagnostic::warning(
                    "missing-percent",
                    format!("without `%` this is {percent} per cent"),
                    value.span,
                    "no `%`",
                )
                .help(format!("write `{written}%`, or `{percent}%` if that is meant")),
            );
        }
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

/// Whether a measure is a share of something.
pub fn is_share(expr: &tree::Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { function, .. } => matches!(function.text.as_str(), "growth" | "share"),
        ExprKind::Parenthesised(inner) | ExprKind::Real(inner) => is_share(inner),
        _ => false,
    }
}

/// How exactly a figure is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digits {
    /// Significant digits, 0 where that cannot be said.
    pub count: usize,
    /// How far the true value may be off by rounding, as a share of the figure: a hard bound.
    pub rounding: f64,
}

impl Digits {
    /// A figure that is not rounded.
    pub const EXACT: Self = Self { count: 0, rounding: 0.0 };

    /// The true value is within half a unit of the last digit. The zeros of a plainly round number,
    /// `100 million`, may stand for digits that nobody counted: up to 1 % of the figure.
    fn of(expr: &tree::Expr) -> Self {
        const MOST_ROUND: f64 = 0.01;
        let ExprKind::Number(number) = &expr.kind else { return Self::EXACT };
        if number.value == 0.0 {
            return Self::EXACT;
        }
        let written: String = number.digits.chars().filter(|c| *c != '_').collect();
        let mut parts = written.split(['e', 'E']);
        let mantissa = parts.next().unwrap_or_default();
        let exponent: i32 = parts.next().and_then(|e| e.parse().ok()).unwrap_or(0);
        let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len());
        let half = 0.5 * power_of_ten(exponent.saturating_sub(decimals as i32));
        let zeros = match decimals {
            0 => mantissa.len() - mantissa.trim_end_matches('0').len(),
            _ => 0,
        };
        let value = number.value.abs();
        let exact = half / value;
        let round = exact * power_of_ten(zeros as i32);
        let round = if round < MOST_ROUND { round } else { MOST_ROUND };
        let significant = mantissa.trim_start_matches(['0', '.']);
        let count = significant.chars().filter(char::is_ascii_digit).count();
        Self { count, rounding: if exact > round { exact } else { round } }
    }

    /// Digits to show of what is set beside the figure.
    pub fn shown(self) -> usize {
        self.count.clamp(3, 6)
    }
}

fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(0.0)
}

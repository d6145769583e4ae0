//! Findings: what `compare` asks for.

use hongtu_model::{MeasureForm, Test};
use hongtu_syntax::{
    Diagnostic,
    tree::{self, ExprKind, Item},
};

use crate::{checker::Checker, numbers, units::Declared};

struct Side {
    value: Option<f64>,
    unit: Declared,
    scope: Option<String>,
    year: Option<i32>,
    text: String,
}

/// Calendar years of the measures in an expression.
fn years_in(expr: &tree::Expr, years: &mut Vec<i32>) {
    match &expr.kind {
        ExprKind::Call { arguments, .. } => {
            years.extend(arguments.iter().skip(1).filter_map(crate::measures::year_of))
        }
        ExprKind::Binary { left, right, .. } => {
            years_in(left, years);
            years_in(right, years);
        }
        ExprKind::Parenthesised(inner) | ExprKind::Real(inner) => years_in(inner, years),
        _ => {}
    }
}

impl Checker<'_> {
    /// What `compare` asks for.
    pub fn comparisons(&mut self) {
        for (statement, _) in self.statements() {
            let Item::Compare { left, right } = &statement.item else { continue };
            let (Some(a), Some(b)) = (self.side(left), self.side(right)) else { continue };
            let fits = a.unit.unit.dimension == b.unit.unit.dimension;
            if !fits {
                self.report(
                    Diagnostic::error(
                        "unit-mismatch",
                        "a comparison needs one unit on both sides",
                        statement.span,
                        "",
                    )
                    .label(left.span, format!("in {}", self.units.describe(&a.unit.unit.dimension)))
                    .label(
                        right.span,
                        format!("in {}", self.units.describe(&b.unit.unit.dimension)),
                    ),
                );
                continue;
            }
            let (Some(x), Some(y)) = (a.value, b.value) else {
                for (side, expr) in [(&a, left), (&b, right)] {
                    if side.value.is_none() {
                        self.report(
                            Diagnostic::warning("compare-unknown", "no figure is stated for this", expr.span, "nothing to compare")
                                .help("add a `claim` or `observe` for it; figures known after the as-of date do not count"),
                        );
                    }
                }
                continue;
            };
            let ratio = x / y;
            let difference = numbers::show_change(ratio - 1.0);
            let mut diagnostic = Diagnostic::finding(
                "compare",
                format!(
                    "{} is {} times {} ({difference})",
                    Self::describe(&a, x),
                    numbers::significant(ratio, 3),
                    Self::describe(&b, y)
                ),
                statement.span,
                crate::clauses::doc(statement).unwrap_or_default(),
            );
            if let (Some(later), Some(earlier)) = (a.year, b.year)
                && later > earlier
                && ratio > 0.0
            {
                let years = later - earlier;
                let pace = hongtu_maths::pow(ratio, 1.0 / f64::from(years)) - 1.0;
                diagnostic = diagnostic.note(format!(
                    "from {earlier} to {later} that is {} a year",
                    numbers::show_change(pace)
                ));
            }
            if a.scope != b.scope {
                diagnostic = diagnostic
                    .note("the two cover different things: a ratio, not a growth of one quantity");
            }
            self.report(diagnostic);
        }
    }

    fn describe(side: &Side, value: f64) -> String {
        let scope = side.scope.as_ref().map_or_else(String::new, |s| format!(", {s}"));
        format!("{} [{}{scope}]", Self::amount_text(value, &side.unit), side.text)
    }

    /// One side of a comparison: a target's bound, or an expression of evidence.
    fn side(&mut self, expr: &tree::Expr) -> Option<Side> {
        if let ExprKind::Name { name, subscripts } = &expr.kind
            && subscripts.is_empty()
            && !self.names.contains_key(&name.text)
            && let Some(target) = self.targets.iter().find(|t| t.name == name.text)
        {
            let judgement = target.judgements.first()?;
            let measure = &self.measures[judgement.measure.index()];
            let year = match &measure.form {
                MeasureForm::YearTotal { year, .. } => Some(*year),
                MeasureForm::Level { time, .. } => Some(*time as i32 - 1),
                MeasureForm::Other => None,
            };
            let value = match judgement.test {
                Test::Bound { bound, .. } => Some(bound),
                Test::Direction { .. } => None,
            };
            return Some(Side {
                value,
                unit: Declared { unit: measure.unit.clone(), scale: 1.0, span: expr.span },
                scope: self.scope.clone(),
                year,
                text: format!("target {}", target.name),
            });
        }
        let env = Self::measure_env(&Self::canonical(expr), true);
        let typed = self.lower(expr, &env, None);
        let unit = self.claim_unit(expr, &typed)?;
        let mut years = Vec::new();
        years_in(expr, &mut years);
        let one_year = years.first().copied().filter(|y| years.iter().all(|other| other == y));
        Some(Side {
            value: self.evidence_value(expr),
            unit,
            scope: self.scope_of(expr),
            year: one_year,
            text: Self::canonical(expr),
        })
    }
}

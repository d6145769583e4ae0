//! Findings: what `compare` asks for.

use hongtu_model::{Compared, Finding, Found, MeasureForm, Side, Test, Thing, Topic};
use hongtu_syntax::{
    Diagnostic,
    tree::{self, ExprKind, Item},
};

use crate::{checker::Checker, findings::figure, units::Declared};

/// One side of a comparison, as far as the evidence knows it.
struct Known {
    topic: Topic,
    value: Option<f64>,
    unit: Declared,
    scope: Option<String>,
    year: Option<i32>,
    /// The quantities that it is made of, in their order: two sides of the same ones are one thing
    /// at two times.
    quantities: Vec<String>,
}

/// Calendar years of the measures in an expression, and what they measure.
fn parts(expr: &tree::Expr, years: &mut Vec<i32>, quantities: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::Call { arguments, .. } => {
            years.extend(arguments.iter().skip(1).filter_map(crate::measures::year_of));
            quantities.extend(arguments.first().map(Checker::canonical));
        }
        ExprKind::Binary { left, right, .. } => {
            parts(left, years, quantities);
            parts(right, years, quantities);
        }
        ExprKind::Parenthesised(inner) | ExprKind::Real(inner) => parts(inner, years, quantities),
        _ => {}
    }
}

impl Checker<'_> {
    /// What `compare` asks for.
    pub fn comparisons(&mut self) -> Vec<Finding> {
        let mut found = Vec::new();
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
                    if side.value.is_none() && !self.is_stated_later(expr) {
                        self.report(
                            Diagnostic::warning(
                                "compare-unknown",
                                "no figure is stated for this",
                                expr.span,
                                "nothing to compare",
                            )
                            .help("add a `claim` or `observe` for it"),
                        );
                    }
                }
                continue;
            };
            let grows = a.quantities == b.quantities && a.scope == b.scope;
            let ratio = x / y;
            let pace = match (a.year, b.year) {
                (Some(later), Some(earlier)) if grows && later > earlier && ratio > 0.0 => {
                    let years = later - earlier;
                    Some((years, hongtu_maths::pow(ratio, 1.0 / f64::from(years)) - 1.0))
                }
                _ => None,
            };
            let mut words = Self::labels(statement);
            if let Some(doc) = crate::clauses::doc(statement) {
                words.entry("en".to_owned()).or_insert(doc);
            }
            let side = |side: Known, value| Side {
                topic: side.topic,
                figure: figure(value, &side.unit),
                scope_labels: side
                    .scope
                    .as_ref()
                    .map(|s| self.phrases.labels(s))
                    .unwrap_or_default(),
                scope: side.scope,
            };
            let compared = Compared { words, left: side(a, x), right: side(b, y), ratio, pace };
            found.push(self.about(Found::Compared(compared), statement.span));
        }
        found
    }

    /// One side of a comparison: a target's bound, or an expression of evidence.
    fn side(&mut self, expr: &tree::Expr) -> Option<Known> {
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
                MeasureForm::Growth { .. } | MeasureForm::Other => None,
            };
            let value = match judgement.test {
                Test::Bound { bound, .. } => Some(bound),
                Test::Direction { .. } => None,
            };
            let thing = Thing::Named { name: target.name.clone(), labels: target.labels.clone() };
            return Some(Known {
                topic: Topic { thing, when: Some(judgement.deadline.text.clone()) },
                value,
                unit: Declared { unit: measure.unit.clone(), scale: 1.0, span: expr.span },
                scope: self.scope.clone(),
                year,
                quantities: self.judged_quantities(&name.text),
            });
        }
        let env = Self::measure_env(&Self::canonical(expr), true);
        let typed = self.lower(expr, &env, None);
        let unit = self.claim_unit(expr, &typed)?;
        let (mut years, mut quantities) = (Vec::new(), Vec::new());
        parts(expr, &mut years, &mut quantities);
        let one_year = years.first().copied().filter(|y| years.iter().all(|other| other == y));
        Some(Known {
            topic: self.topic_of(expr),
            value: self.evidence_value(expr),
            unit,
            scope: self.scope_of(expr),
            year: one_year,
            quantities,
        })
    }

    /// The quantities that the condition of a target is about.
    fn judged_quantities(&self, target: &str) -> Vec<String> {
        let condition = self.statements().find_map(|(statement, _)| match &statement.item {
            Item::Target { name, condition } if name.text == target => condition.as_ref(),
            _ => None,
        });
        let mut quantities = Vec::new();
        if let Some(condition) = condition {
            parts(condition, &mut Vec::new(), &mut quantities);
        }
        quantities
    }
}

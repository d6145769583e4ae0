//! Findings: what the evidence says of itself. Arithmetic on stated figures; no run is needed.

use hongtu_model::{MeasureForm, Stated, Test};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ExprKind, Item},
};

use crate::{
    checker::Checker,
    evidence::{Fact, Subject},
    numbers,
    units::Declared,
};

impl Checker<'_> {
    /// Reports all findings.
    pub fn find(&mut self) {
        self.disagreements();
        self.growth_and_levels();
        self.paces();
        self.comparisons();
    }

    fn amount_text(value: f64, unit: &Declared) -> String {
        let number = numbers::show(unit.unit.show(value));
        if unit.unit.name.is_empty() { number } else { format!("{number} {}", unit.unit.name) }
    }

    /// The same measure stated more than once.
    fn disagreements(&mut self) {
        let mut found = Vec::new();
        for (i, a) in self.facts.iter().enumerate() {
            for b in &self.facts[i + 1..] {
                if a.subject == b.subject {
                    found.extend(self.disagreement(a, b));
                }
            }
        }
        found.into_iter().for_each(|d| self.report(d));
    }

    fn disagreement(&self, a: &Fact, b: &Fact) -> Option<Diagnostic> {
        let (x, y) = (a.stated.middle(), b.stated.middle());
        let gap = y - x;
        let allowed = 2.0 * (spread(a) * spread(a) + spread(b) * spread(b)).sqrt();
        let apart = match (a.stated, b.stated) {
            (Stated::AtLeast { .. }, Stated::AtLeast { .. })
            | (Stated::AtMost { .. }, Stated::AtMost { .. }) => return None,
            (Stated::AtLeast { .. }, _) | (_, Stated::AtMost { .. }) => x - y > allowed,
            (Stated::AtMost { .. }, _) | (_, Stated::AtLeast { .. }) => y - x > allowed,
            _ => gap.abs() > allowed,
        };
        if !apart {
            return None;
        }
        let (first, second) = (Self::amount_text(x, &a.unit), Self::amount_text(y, &b.unit));
        let relative =
            if x == 0.0 { String::new() } else { format!(", {}", numbers::show_change(gap / x)) };
        let kept = match (a.superseded, b.superseded) {
            (true, false) => format!(": the first is superseded, {second} is used"),
            (false, true) => format!(": the second is superseded, {first} is used"),
            _ => String::new(),
        };
        Some(
            Diagnostic::finding(
                "values-disagree",
                format!("two values of `{}` differ: {first} and {second}{relative}{kept}", a.text),
                b.span,
                source_text(b),
            )
            .label(a.span, source_text(a)),
        )
    }

    /// Growth rates against the levels of the two years.
    fn growth_and_levels(&mut self) {
        let growths: Vec<Fact> = self
            .facts
            .iter()
            .filter(|f| matches!(f.subject, Subject::Growth { .. }) && !f.superseded)
            .cloned()
            .collect();
        for fact in growths {
            let Subject::Growth { of, year, real } = &fact.subject else { continue };
            let this = self.fact_of(of, *year);
            let before = self.fact_of(of, year - 1);
            let growth = fact.stated.middle();
            let stated = numbers::show_change(growth);
            let diagnostic = match (this, before, real) {
                (Some(this), Some(before), true) => {
                    Some(real_beside_nominal(of, *year, &fact, &this, &before))
                }
                (Some(this), Some(before), false) => {
                    Some(contradiction(of, *year, &fact, &this, &before))
                }
                (Some(this), None, false) => {
                    let implied = this.stated.middle() / (1.0 + growth);
                    Some(
                        Diagnostic::finding(
                            "implied-value",
                            format!(
                                "{} in {year}, {stated}, implies {} in {}",
                                Self::amount_text(this.stated.middle(), &this.unit),
                                Self::amount_text(implied, &this.unit),
                                year - 1
                            ),
                            fact.span,
                            source_text(&fact),
                        )
                        .label(this.span, "the level"),
                    )
                }
                (None, Some(before), false) => {
                    let implied = before.stated.middle() * (1.0 + growth);
                    Some(
                        Diagnostic::finding(
                            "implied-value",
                            format!(
                                "{} in {}, then {stated}, implies {} in {year}",
                                Self::amount_text(before.stated.middle(), &before.unit),
                                year - 1,
                                Self::amount_text(implied, &before.unit)
                            ),
                            fact.span,
                            source_text(&fact),
                        )
                        .label(before.span, "the level"),
                    )
                }
                _ => None,
            };
            if let Some(diagnostic) = diagnostic {
                self.report(diagnostic);
            }
        }
    }

    /// The stated total or year-end level of a year.
    fn fact_of(&self, of: &str, year: i32) -> Option<Fact> {
        let end = f64::from(year + 1);
        self.facts
            .iter()
            .filter(|f| match &f.subject {
                Subject::Total { of: o, year: y } => o == of && *y == year,
                Subject::Level { of: o, time } => o == of && *time == end,
                _ => false,
            })
            .min_by_key(|f| f.superseded)
            .cloned()
    }

    /// The pace each target needs from the latest figure.
    fn paces(&mut self) {
        let mut found = Vec::new();
        for target in self.targets.iter().filter(|t| !t.hidden) {
            for judgement in &target.judgements {
                let measure = &self.measures[judgement.measure.index()];
                let Test::Bound { bound, text, .. } = &judgement.test else { continue };
                let due = match &measure.form {
                    MeasureForm::YearTotal { year, .. } => f64::from(*year),
                    MeasureForm::Level { time, .. } => *time,
                    MeasureForm::Other => continue,
                };
                let Some((when, value, of)) = self.latest_evidence(&measure.form) else { continue };
                let years = due - when;
                let on_calendar = self.time.is_calendar();
                if value <= 0.0 || *bound <= 0.0 || years <= 0.0 || !on_calendar {
                    continue;
                }
                let ratio = bound / value;
                let pace = hongtu_maths::pow(ratio, 1.0 / years) - 1.0;
                let unit =
                    Declared { unit: measure.unit.clone(), scale: 1.0, span: Span::new(0, 0) };
                let span = Span::new(target.span.start, target.span.end);
                let length = if years == 1.0 {
                    "one year".to_owned()
                } else {
                    format!("{} years", numbers::significant(years, 3))
                };
                found.push(
                    Diagnostic::finding(
                        "pace-needed",
                        format!(
                            "target `{}` ({text}) needs {} a year over {length} from {} ({of})",
                            judgement.id,
                            numbers::show_change(pace),
                            Self::amount_text(value, &unit),
                        ),
                        span,
                        "the target",
                    )
                    .note(format!(
                        "the bound is {} times the latest figure",
                        numbers::significant(ratio, 3)
                    )),
                );
            }
        }
        // Readings of one target stand at one place and are each worth a line.
        self.diagnostics.extend(found);
    }

    /// What `compare` asks for.
    fn comparisons(&mut self) {
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

/// The standard deviation of a fact: what is stated, and half a digit of what is written.
fn spread(fact: &Fact) -> f64 {
    let rounding = fact.rounding * fact.stated.middle().abs();
    match fact.stated {
        Stated::Normal { sd, .. } | Stated::AtLeast { sd, .. } | Stated::AtMost { sd, .. } => {
            (sd * sd + rounding * rounding).sqrt()
        }
        Stated::Uniform { low, high } => (high - low) / 2.0,
    }
}

fn source_text(fact: &Fact) -> String {
    fact.source.as_ref().map_or_else(String::new, |s| format!("from {s}"))
}

/// Relative error of the ratio of two facts.
fn ratio_error(a: &Fact, b: &Fact) -> f64 {
    let relative =
        |f: &Fact| if f.stated.middle() == 0.0 { 0.0 } else { spread(f) / f.stated.middle() };
    let (x, y) = (relative(a), relative(b));
    (x * x + y * y).sqrt()
}

fn contradiction(of: &str, year: i32, growth: &Fact, this: &Fact, before: &Fact) -> Diagnostic {
    let stated = growth.stated.middle();
    let ratio = this.stated.middle() / before.stated.middle();
    let implied = ratio - 1.0;
    let error = ratio_error(this, before) * ratio.abs();
    let own = spread(growth);
    let allowed = 2.0 * (error * error + own * own).sqrt();
    let levels = format!(
        "{} in {year} over {} in {} is {}",
        Checker::amount_text(this.stated.middle(), &this.unit),
        Checker::amount_text(before.stated.middle(), &before.unit),
        year - 1,
        numbers::show_change(implied)
    );
    let stated_text = numbers::show_change(stated);
    let would_be = this.stated.middle() / (1.0 + stated);
    let (rule, message) = if (implied - stated).abs() <= allowed {
        ("figures-agree", format!("`{of}`: {levels}, as stated ({stated_text})"))
    } else {
        let points = numbers::significant((implied - stated) * 100.0, 3);
        (
            "growth-contradicts",
            format!("`{of}`: {levels}, but {stated_text} is stated: {points} points apart"),
        )
    };
    Diagnostic::finding(rule, message, growth.span, source_text(growth))
        .label(this.span, source_text(this))
        .label(before.span, source_text(before))
        .note(format!(
            "the stated growth would imply {} in {}",
            Checker::amount_text(would_be, &before.unit),
            year - 1
        ))
}

fn real_beside_nominal(
    of: &str,
    year: i32,
    growth: &Fact,
    this: &Fact,
    before: &Fact,
) -> Diagnostic {
    let nominal = this.stated.middle() / before.stated.middle() - 1.0;
    let real = growth.stated.middle();
    let prices = (1.0 + nominal) / (1.0 + real) - 1.0;
    Diagnostic::finding(
        "real-and-nominal",
        format!(
            "`{of}` in {year}: {} at the prices of each year beside {} at constant prices",
            numbers::show_change(nominal),
            numbers::show_change(real)
        ),
        growth.span,
        source_text(growth),
    )
    .label(this.span, source_text(this))
    .label(before.span, source_text(before))
    .note(format!(
        "this is no contradiction: the two are on different price bases and are never compared; together they imply a change of prices of {}, and revisions of the earlier year count in too",
        numbers::show_change(prices)
    ))
}

//! Findings: what the evidence says of itself. Arithmetic on stated figures; no run is needed.

use hongtu_model::Stated;
use hongtu_syntax::Diagnostic;

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

    pub fn amount_text(value: f64, unit: &Declared) -> String {
        let number = numbers::show(unit.unit.show(value));
        if matches!(unit.unit.name.as_str(), "" | "1") {
            number
        } else {
            format!("{number} {}", unit.unit.name)
        }
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
        let allowed =
            2.0 * (error(a) * error(a) + error(b) * error(b)).sqrt() + bound(a) + bound(b);
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
            let stated = numbers::show_change_to(growth, fact.digits.shown());
            let diagnostic = match (this, before, real) {
                (Some(this), Some(before), true) => {
                    Some(real_beside_nominal(of, *year, &fact, &this, &before))
                }
                (Some(this), Some(before), false) => {
                    contradiction(of, *year, &fact, &this, &before)
                }
                (Some(this), None, false) => {
                    let implied = this.stated.middle() / (1.0 + growth);
                    Some(
                        Diagnostic::finding(
                            "implied-value",
                            format!(
                                "`{of}`: {} in {year}, {stated}, implies {} in {}",
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
                                "`{of}`: {} in {}, then {stated}, implies {} in {year}",
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
}

/// The standard deviation that is stated of a fact.
fn error(fact: &Fact) -> f64 {
    match fact.stated {
        Stated::Normal { sd, .. } | Stated::AtLeast { sd, .. } | Stated::AtMost { sd, .. } => sd,
        Stated::Uniform { .. } => 0.0,
    }
}

/// How far off a fact may be for certain: by its rounding, or within the range that is stated.
fn bound(fact: &Fact) -> f64 {
    match fact.stated {
        Stated::Uniform { low, high } => (high - low) / 2.0,
        _ => fact.digits.rounding * fact.stated.middle().abs(),
    }
}

fn source_text(fact: &Fact) -> String {
    fact.source.as_ref().map_or_else(String::new, |s| format!("from {s}"))
}

/// How far off the ratio of two facts may be: its standard deviation, and its bound.
fn of_ratio(a: &Fact, b: &Fact) -> (f64, f64) {
    let relative = |part: fn(&Fact) -> f64, f: &Fact| match f.stated.middle() {
        0.0 => 0.0,
        middle => part(f) / middle.abs(),
    };
    let (x, y) = (relative(error, a), relative(error, b));
    let ratio = (a.stated.middle() / b.stated.middle()).abs();
    (ratio * (x * x + y * y).sqrt(), ratio * (relative(bound, a) + relative(bound, b)))
}

/// A growth rate against two levels; nothing where they agree because one is worked out from the others.
fn contradiction(
    of: &str,
    year: i32,
    growth: &Fact,
    this: &Fact,
    before: &Fact,
) -> Option<Diagnostic> {
    let stated = growth.stated.middle();
    let ratio = this.stated.middle() / before.stated.middle();
    let implied = ratio - 1.0;
    let (sd, rounding) = of_ratio(this, before);
    let own = error(growth);
    let allowed = 2.0 * (sd * sd + own * own).sqrt() + rounding + bound(growth);
    let digits = growth.digits.shown();
    let levels = format!(
        "{} in {year} over {} in {} is {}",
        Checker::amount_text(this.stated.middle(), &this.unit),
        Checker::amount_text(before.stated.middle(), &before.unit),
        year - 1,
        numbers::show_change_to(implied, digits)
    );
    let stated_text = numbers::show_change_to(stated, digits);
    let would_be = this.stated.middle() / (1.0 + stated);
    let agree = (implied - stated).abs() <= allowed;
    if agree && [growth, this, before].iter().any(|fact| fact.worked_out) {
        return None;
    }
    let (rule, message) = if agree {
        ("figures-agree", format!("`{of}`: {levels}, as stated ({stated_text})"))
    } else {
        let points = numbers::significant((implied - stated).abs() * 100.0, 3);
        (
            "growth-contradicts",
            format!("`{of}`: {levels}, but {stated_text} is stated: {points} points apart"),
        )
    };
    let finding = Diagnostic::finding(rule, message, growth.span, source_text(growth))
        .label(this.span, source_text(this))
        .label(before.span, source_text(before))
        .note(format!(
            "the stated growth would imply {} in {}",
            Checker::amount_text(would_be, &before.unit),
            year - 1
        ));
    Some(finding)
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
            numbers::show_change_to(real, growth.digits.shown())
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

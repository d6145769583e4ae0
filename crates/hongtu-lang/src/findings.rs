//! Findings: what the evidence says of itself. Arithmetic on stated figures; no run is needed.

use hongtu_model::{
    Disagreement, Figure, Finding, Found, GrowthBesideLevels, Implied, Place, Rate,
    RealBesideNominal, Stated,
};
use hongtu_syntax::Span;

use crate::{
    checker::Checker,
    evidence::{Fact, Subject},
    units::Declared,
};

impl Checker<'_> {
    /// Looks for all findings.
    pub fn find(&mut self) {
        let mut found = self.disagreements();
        found.extend(self.growth_and_levels());
        found.extend(self.paces());
        found.extend(self.comparisons());
        found.sort_by_key(|finding| finding.line);
        self.findings = found;
    }

    /// A finding that follows from some facts, the first of which asks for it.
    fn of_facts(&self, found: Found, facts: &[&Fact]) -> Finding {
        let place = |fact: &&Fact| Place {
            span: fact.span.start..fact.span.end,
            source: self.title_of(fact.source.as_ref()),
        };
        let line = facts.first().map_or(1, |fact| self.line(fact.span.start));
        Finding { found, places: facts.iter().map(place).collect(), line }
    }

    /// A finding about one statement.
    pub fn about(&self, found: Found, span: Span) -> Finding {
        let place = Place { span: span.start..span.end, source: None };
        Finding { found, places: vec![place], line: self.line(span.start) }
    }

    /// The same measure stated more than once.
    fn disagreements(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (i, fact) in self.facts.iter().enumerate() {
            let same = self.facts[..i].iter().filter(|first| first.subject == fact.subject);
            found.extend(
                same.filter(|first| differ(first, fact))
                    .map(|first| {
                        let first_holds = match (first.superseded, fact.superseded) {
                            (false, true) => Some(true),
                            (true, false) => Some(false),
                            _ => None,
                        };
                        let disagree = Found::Disagreement(Disagreement {
                            topic: fact.topic.clone(),
                            first: figure(first.stated.middle(), &first.unit),
                            second: figure(fact.stated.middle(), &fact.unit),
                            apart: fact.stated.middle() / first.stated.middle() - 1.0,
                            first_holds,
                        });
                        self.of_facts(disagree, &[fact, first])
                    })
                    .next(),
            );
        }
        found
    }

    /// Growth rates against the levels of the two years.
    fn growth_and_levels(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for fact in self.facts.iter().filter(|fact| !fact.superseded) {
            let Subject::Growth { of, year, real } = &fact.subject else { continue };
            let this = self.fact_of(of, *year);
            let before = self.fact_of(of, year - 1);
            // What is worked out from this year's figure and its growth is implied by them.
            let before = before.filter(|before| {
                !(before.worked_out && this.is_some_and(|this| !real && agree(fact, this, before)))
            });
            let stated = Rate { change: fact.stated.middle(), digits: fact.digits.shown() };
            let (found, levels) = match (this, before, real) {
                (Some(this), Some(before), true) => {
                    let nominal = this.stated.middle() / before.stated.middle() - 1.0;
                    let prices = (1.0 + nominal) / (1.0 + stated.change) - 1.0;
                    let topic = this.topic.clone();
                    let beside = RealBesideNominal { topic, real: stated, nominal, prices };
                    (Found::RealBesideNominal(beside), vec![this, before])
                }
                (Some(this), Some(before), false) => {
                    let agrees = agree(fact, this, before);
                    let change = this.stated.middle() / before.stated.middle() - 1.0;
                    let would_be = this.stated.middle() / (1.0 + stated.change);
                    // Figures that are worked out from each other do not confirm each other.
                    if agrees && (fact.worked_out || this.worked_out) {
                        continue;
                    }
                    let growth = GrowthBesideLevels {
                        topic: this.topic.clone(),
                        before_when: before.topic.when.clone().unwrap_or_default(),
                        stated,
                        this: figure(this.stated.middle(), &this.unit),
                        before: figure(before.stated.middle(), &before.unit),
                        change,
                        apart: (change - stated.change).abs(),
                        would_be: figure(would_be, &before.unit),
                        agrees,
                    };
                    (Found::GrowthBesideLevels(growth), vec![this, before])
                }
                (Some(this), None, false) => {
                    let implied = this.stated.middle() / (1.0 + stated.change);
                    (implication(this, stated, implied, year - 1, true), vec![this])
                }
                (None, Some(before), false) => {
                    let implied = before.stated.middle() * (1.0 + stated.change);
                    (implication(before, stated, implied, *year, false), vec![before])
                }
                _ => continue,
            };
            let facts: Vec<&Fact> = std::iter::once(fact).chain(levels).collect();
            findings.push(self.of_facts(found, &facts));
        }
        findings
    }

    /// The stated total or year-end level of a year.
    fn fact_of(&self, of: &str, year: i32) -> Option<&Fact> {
        let end = f64::from(year + 1);
        self.facts
            .iter()
            .filter(|f| match &f.subject {
                Subject::Total { of: o, year: y } => o == of && *y == year,
                Subject::Level { of: o, time } => o == of && *time == end,
                _ => false,
            })
            .min_by_key(|f| f.superseded)
    }
}

/// A value with the unit it is shown in.
pub fn figure(value: f64, unit: &Declared) -> Figure {
    Figure { value, unit: unit.unit.clone() }
}

/// Whether two facts about one thing lie further apart than their errors and their rounding.
fn differ(a: &Fact, b: &Fact) -> bool {
    let (x, y) = (a.stated.middle(), b.stated.middle());
    let allowed = 2.0 * (error(a) * error(a) + error(b) * error(b)).sqrt() + bound(a) + bound(b);
    match (a.stated, b.stated) {
        (Stated::AtLeast { .. }, Stated::AtLeast { .. })
        | (Stated::AtMost { .. }, Stated::AtMost { .. }) => false,
        (Stated::AtLeast { .. }, _) | (_, Stated::AtMost { .. }) => x - y > allowed,
        (Stated::AtMost { .. }, _) | (_, Stated::AtLeast { .. }) => y - x > allowed,
        _ => (y - x).abs() > allowed,
    }
}

/// What a level and a growth imply of the year beside it.
fn implication(level: &Fact, stated: Rate, implied: f64, year: i32, backwards: bool) -> Found {
    let implied_when = match &level.subject {
        Subject::Level { .. } => format!("end of {year}"),
        _ => year.to_string(),
    };
    Found::Implied(Implied {
        topic: level.topic.clone(),
        stated,
        level: figure(level.stated.middle(), &level.unit),
        implied: figure(implied, &level.unit),
        implied_when,
        backwards,
    })
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

/// Whether a growth rate agrees with two levels.
fn agree(growth: &Fact, this: &Fact, before: &Fact) -> bool {
    let implied = this.stated.middle() / before.stated.middle() - 1.0;
    let (sd, rounding) = of_ratio(this, before);
    let own = error(growth);
    let allowed = 2.0 * (sd * sd + own * own).sqrt() + rounding + bound(growth);
    (implied - growth.stated.middle()).abs() <= allowed
}

//! Findings: the pace that each target needs from the latest figure on.

use hongtu_model::{Figure, Finding, Found, MeasureForm, PaceNeeded, Test, Thing};
use hongtu_syntax::Span;

use crate::checker::Checker;

impl Checker<'_> {
    /// The pace each target needs from the latest figure.
    pub fn paces(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if !self.time.is_calendar() {
            return found;
        }
        for target in self.targets.iter().filter(|t| !t.hidden) {
            for judgement in &target.judgements {
                let measure = &self.measures[judgement.measure.index()];
                let Test::Bound { comparison, bound, .. } = &judgement.test else { continue };
                let (at, due) = match &measure.form {
                    MeasureForm::YearTotal { year, .. } => (f64::from(*year), year.to_string()),
                    MeasureForm::Level { time, .. } => (*time, judgement.deadline.text.clone()),
                    MeasureForm::Growth { .. } | MeasureForm::Other => continue,
                };
                let Some((when, fact)) = self.latest_evidence(&measure.form) else { continue };
                let (value, years) = (fact.stated.middle(), at - when);
                if value <= 0.0 || *bound <= 0.0 || years <= 0.0 {
                    continue;
                }
                let figure = |value| Figure { value, unit: measure.unit.clone() };
                let times = bound / value;
                let pace = Found::Pace(PaceNeeded {
                    target: Thing::Named {
                        name: target.name.clone(),
                        labels: target.labels.clone(),
                    },
                    reading: judgement.words.clone().map(|words| Thing::Named {
                        name: words,
                        labels: judgement.labels.clone(),
                    }),
                    latest_of: fact.topic.clone(),
                    latest: figure(value),
                    bound: figure(*bound),
                    met: comparison.holds(value, *bound),
                    due,
                    years,
                    times,
                    pace: hongtu_maths::pow(times, 1.0 / years) - 1.0,
                });
                found.push(self.about(pace, Span::new(target.span.start, target.span.end)));
            }
        }
        found
    }
}

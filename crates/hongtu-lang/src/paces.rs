//! Findings: the pace that each target needs from the latest figure on.

use hongtu_model::{Comparison, MeasureForm, Test};
use hongtu_syntax::{Diagnostic, Span};

use crate::{checker::Checker, numbers, units::Declared};

impl Checker<'_> {
    /// The pace each target needs from the latest figure.
    pub fn paces(&mut self) {
        let mut found = Vec::new();
        for target in self.targets.iter().filter(|t| !t.hidden) {
            for judgement in &target.judgements {
                let measure = &self.measures[judgement.measure.index()];
                let Test::Bound { comparison, bound, text } = &judgement.test else { continue };
                let due = match &measure.form {
                    MeasureForm::YearTotal { year, .. } => f64::from(*year),
                    MeasureForm::Level { time, .. } => *time,
                    MeasureForm::Growth { .. } | MeasureForm::Other => continue,
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
                let latest = Self::amount_text(value, &unit);
                let is_met = match comparison {
                    Comparison::Less => value < *bound,
                    Comparison::LessOrEqual => value <= *bound,
                    Comparison::Greater => value > *bound,
                    Comparison::GreaterOrEqual => value >= *bound,
                };
                let message = if is_met {
                    format!(
                        "target `{}` ({text}) is met by the latest figure: {latest} ({of})",
                        judgement.id
                    )
                } else {
                    format!(
                        "target `{}` ({text}) needs {} a year over {length} from {latest} ({of})",
                        judgement.id,
                        numbers::show_change(pace),
                    )
                };
                let ratio = numbers::significant(ratio, 3);
                found.push(
                    Diagnostic::finding("pace-needed", message, span, "the target")
                        .note(format!("the bound is {ratio} times the latest figure")),
                );
            }
        }
        // Readings of one target stand at one place and are each worth a line.
        self.diagnostics.extend(found);
    }
}

//! The targets, one row each.

use hongtu_study::Answers;
use hongtu_study::answers::{Asked, TargetAnswer};

use super::{Cells, Table};
use crate::words::{self, Lang};

/// The targets as a table, one row for each reading. Numbers are in the unit of their row; an
/// instant is a date in the columns `bound`, `median`, `low_90` and `high_90` of dates.
pub fn targets(answers: &Answers) -> Table {
    let all = &answers.targets;
    let texts = |cell: &dyn Fn(&TargetAnswer) -> Option<String>| {
        Cells::Texts(all.iter().map(cell).collect())
    };
    let numbers = |cell: &dyn Fn(&TargetAnswer) -> Option<f64>| {
        Cells::Numbers(all.iter().map(|target| cell(target).unwrap_or(f64::NAN)).collect())
    };
    // A date is no number: it stands in a text column of its own.
    let amount = |target: &TargetAnswer, value: Option<f64>| {
        value.filter(|_| !target.is_date).map(|value| target.unit.show(value))
    };
    let date = |target: &TargetAnswer, value: Option<f64>| {
        let value = value.filter(|_| target.is_date)?;
        if value == f64::INFINITY {
            return Some("never".to_owned());
        }
        Some(answers.date(value).map_or_else(|| value.to_string(), |day| day.to_string()))
    };
    let best = |target: &TargetAnswer| target.levers.first().cloned();
    Table::new()
        .with("id", texts(&|t| Some(t.id.clone())))
        .with("target", texts(&|t| Some(t.target.clone())))
        .with("label", texts(&|t| Some(words::label(&t.labels, &t.target, Lang::En))))
        .with("label_zh", texts(&|t| t.labels.get("zh").cloned()))
        .with("reading", texts(&|t| t.reading.clone()))
        .with("measure", texts(&|t| Some(t.measure.clone())))
        .with("asked", texts(&|t| Some(asked(t))))
        .with("bound", numbers(&|t| amount(t, bound(t))))
        .with("unit", texts(&|t| Some(t.unit.name.clone())))
        .with("deadline", texts(&|t| Some(t.deadline.text.clone())))
        .with("kind", texts(&|t| Some(t.kind.word().to_owned())))
        .with("attainment", numbers(&|t| Some(t.attainment)))
        .with("attainment_error", numbers(&|t| t.attainment_error))
        .with("likelihood", texts(&|t| Some(t.likelihood.word().to_owned())))
        .with("prior_attainment", numbers(&|t| Some(t.prior_attainment)))
        .with("evidence", texts(&|t| Some(t.evidence.word().to_owned())))
        .with("trust", texts(&|_| Some(answers.weighting.trust.word().to_owned())))
        .with("median", numbers(&|t| amount(t, t.median)))
        .with("low_90", numbers(&|t| amount(t, t.interval_90.map(|(low, _)| low))))
        .with("high_90", numbers(&|t| amount(t, t.interval_90.map(|(_, high)| high))))
        .with("bound_date", texts(&|t| date(t, bound(t))))
        .with("median_date", texts(&|t| date(t, t.median)))
        .with("low_90_date", texts(&|t| date(t, t.interval_90.map(|(low, _)| low))))
        .with("high_90_date", texts(&|t| date(t, t.interval_90.map(|(_, high)| high))))
        .with("growth_so_far", numbers(&|t| t.pace.as_ref()?.so_far))
        .with("growth_needed", numbers(&|t| t.pace.as_ref()?.needed))
        .with("status_german", texts(&|t| Some(t.status.german.as_ref().ok()?.word().to_owned())))
        .with(
            "status_european",
            texts(&|t| Some(t.status.european.as_ref().ok()?.word().to_owned())),
        )
        .with("best_lever", texts(&|t| best(t).map(|lever| lever.name)))
        .with("best_lever_change", numbers(&|t| best(t).map(|lever| lever.attainment_change)))
}

fn bound(target: &TargetAnswer) -> Option<f64> {
    match &target.asked {
        Asked::Bound { bound, .. } => Some(*bound),
        Asked::Direction { .. } => None,
    }
}

fn asked(target: &TargetAnswer) -> String {
    match &target.asked {
        Asked::Bound { comparison, text, .. } => format!("{} {text}", comparison.sign()),
        Asked::Direction { rises, base_text, .. } => {
            format!("{} from {base_text}", if *rises { "rises" } else { "falls" })
        }
    }
}

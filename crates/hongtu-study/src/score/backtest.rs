//! The as-of date rolled through a plan's own observations.

use hongtu_model::{Observation, Plan};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Scores;
use super::assess::{Item, assess};
use crate::answers::{Answers, Trust};
use crate::question::{Progress, Question, StudyError};
use crate::study::study_runs;

/// What a plan would have forecast of its own observations, year by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The forecast of the last day, for the plan's title and time.
    pub answers: Answers,
    /// The days on which it forecast, the earliest first.
    pub origins: Vec<Origin>,
    /// The days on which it could not forecast, the earliest first.
    pub skipped: Vec<Skipped>,
    /// What the forecasts were worth.
    pub scores: Scores,
}

/// A day on which a plan forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The day.
    pub as_of: Date,
    /// Observations that were known and weighed.
    pub known: usize,
    /// Observations that became known in the year after.
    pub forecast: usize,
    /// How many independent draws the forecast was worth.
    pub effective_sample_size: f64,
    /// Whether the fit can be trusted.
    pub trust: Trust,
}

/// A day on which a plan could not forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub as_of: Date,
    /// The mistake that the plan has on that day.
    pub why: String,
}

/// The ends of the years at which a plan knows something and learns more within a year.
///
/// What is hidden by the plan's own as-of date counts as not known at all.
pub fn boundaries(plan: &Plan) -> Vec<Date> {
    let known: Vec<Date> =
        plan.observations.iter().filter(|o| o.weighs()).filter_map(|o| o.known).collect();
    let (Some(first), Some(last)) = (known.iter().min(), known.iter().max()) else {
        return Vec::new();
    };
    (first.year()..last.year())
        .map(|year| date(year, 12, 31))
        .filter(|end| known.iter().any(|day| follows(*day, *end)))
        .collect()
}

/// Whether a day lies in the year after another.
fn follows(day: Date, end: Date) -> bool {
    day > end && end.checked_add(1.year()).is_ok_and(|next| day <= next)
}

/// Forecasts a plan's observations on each of some days, and scores the forecasts.
///
/// `plan` is the plan on its own as-of date, `rolled` the same plan checked as of each of the
/// [`boundaries`] on which it has no mistakes; the others are `skipped`. Priors and structure are
/// those of today.
///
/// An observation is forecast as what would be reported of the measure: each run's value with a draw
/// of the observation's error and of the model's discrepancy.
///
/// # Errors
///
/// As [`crate::study`]. `None` without a day.
pub fn backtest(
    plan: &Plan,
    rolled: &[Plan],
    skipped: &[Skipped],
    question: &Question<'_>,
) -> Result<Option<Backtest>, StudyError> {
    let mut scores = Scores::default();
    let mut origins = Vec::new();
    let mut last = None;
    let mut before = 0;
    for (index, rolled_plan) in rolled.iter().enumerate() {
        let Some(as_of) = rolled_plan.as_of else { continue };
        let later = rolled_plan.observations.iter().filter(|o| is_new(plan, o, as_of));
        let items: Vec<Item> =
            later.filter_map(|o| Some(Item::observed(rolled_plan, o, o.known?))).collect();
        let left = (rolled.len() - index) as u64;
        let done = std::sync::atomic::AtomicU64::new(0);
        let show = |progress: Progress| {
            done.fetch_max(progress.done, std::sync::atomic::Ordering::Relaxed);
            if let Some(report) = question.progress {
                // The fits to come are as long as this one, as far as anybody knows.
                report(Progress {
                    done: before + progress.done,
                    total: before + progress.total.saturating_mul(left),
                });
            }
        };
        let asked = Question { levers_effect: false, progress: Some(&show), ..question.clone() };
        let study = study_runs(rolled_plan, &asked)?;
        before += done.into_inner();
        assess(rolled_plan, &study, question.seed, &items, &mut scores);
        let weighting = &study.answers.weighting;
        origins.push(Origin {
            as_of,
            known: weighting.observations,
            forecast: items.len(),
            effective_sample_size: weighting.effective_sample_size,
            trust: weighting.trust,
        });
        last = Some(study.answers);
    }
    scores.sum_up();
    let skipped = skipped.to_vec();
    Ok(last.map(|answers| Backtest { answers, origins, skipped, scores }))
}

/// Whether an observation became known in the year after a day, and by the plan's own day.
fn is_new(plan: &Plan, observation: &Observation, as_of: Date) -> bool {
    let known = observation.known;
    !observation.superseded
        && known.is_some_and(|day| follows(day, as_of) && plan.as_of.is_none_or(|end| day <= end))
}

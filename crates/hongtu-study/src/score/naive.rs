//! Forecasts that need no model: what has been observed, drawn forward.

use hongtu_maths::{exp, ln};
use hongtu_model::{Judgement, Measure, MeasureForm, Plan};

use crate::answers::{EuropeanStatus, GermanStatus};
use crate::status::{Goal, SAME_TIME, base, goal_of, growth, inputs, mean_change, place, status};

/// Who forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Forecaster {
    /// The plan's model, fitted to what was known.
    Model,
    /// The growth between the last two figures goes on; of one figure, that figure again.
    LastGrowth,
    /// The mean change of the last five years goes on: the method of the German sustainability
    /// strategy.
    MeanChange,
    /// The compound growth since the base goes on: the method of Eurostat and Statistics Canada.
    CompoundGrowth,
    /// Even odds, whatever the target.
    Even,
}

impl Forecaster {
    /// Those without a model that forecast numbers.
    pub const OF_NUMBERS: [Self; 3] = [Self::LastGrowth, Self::MeanChange, Self::CompoundGrowth];

    /// Those without a model that forecast whether targets are met.
    pub const OF_TARGETS: [Self; 4] =
        [Self::LastGrowth, Self::MeanChange, Self::CompoundGrowth, Self::Even];

    /// The words JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::LastGrowth => "last growth",
            Self::MeanChange => "mean change",
            Self::CompoundGrowth => "compound growth",
            Self::Even => "even odds",
        }
    }
}

/// What a method without a model says that a measure will be, from what the plan knows.
///
/// There is none where nothing of the kind was observed, and of anything but a year's total, a level,
/// and the growth of either.
pub fn number(plan: &Plan, measure: &Measure, by: Forecaster) -> Option<f64> {
    if !plan.time.is_calendar() {
        return None;
    }
    let value = match &measure.form {
        MeasureForm::Growth { of, year } => {
            let totals = points(plan, of, &yearly(of));
            // Of a stock the levels at the ends of years.
            let (points, year) = if totals.is_empty() {
                (points(plan, of, &level(of)), year + 1)
            } else {
                (totals, *year)
            };
            // Growth over a year that is known already starts from what is known of it.
            let before = at(plan, &points, f64::from(year - 1), by)?;
            let after = at(plan, &points, f64::from(year), by)?;
            if before == 0.0 {
                return None;
            }
            after / before - 1.0
        }
        form => {
            let (of, when) = place(form)?;
            at(plan, &points(plan, of, form), when, by)?
        }
    };
    value.is_finite().then_some(value)
}

/// The size by which errors of a measure are made comparable: of totals and levels the latest figure
/// that is known, of growth one.
pub fn scale(plan: &Plan, measure: &Measure) -> Option<f64> {
    if let MeasureForm::Growth { .. } = measure.form {
        return Some(1.0);
    }
    let (of, when) = place(&measure.form)?;
    let points = points(plan, of, &measure.form);
    until(&points, when).last().map(|(_, value)| value.abs()).filter(|size| *size > 0.0)
}

/// The odds that a method without a model gives a target.
///
/// The four words of either indicator method are the middles of four equal parts of the way from 0
/// to 1, the best word 7/8 and the worst 1/8; a plain yes or no of the last growth counts as the best
/// or the worst word. No method gives odds of 0 or 1, so that no single miss decides a score.
pub fn odds(plan: &Plan, judgement: &Judgement, by: Forecaster) -> Option<f64> {
    let quarter = |number: u32| f64::from(2 * number + 1) / 8.0;
    match by {
        Forecaster::Model => None,
        Forecaster::Even => Some(0.5),
        Forecaster::LastGrowth => {
            let Goal { value, comparison, .. } = goal_of(plan, judgement)?;
            let projected = number(plan, plan.measures.get(judgement.measure.index())?, by)?;
            Some(quarter(if comparison.holds(projected, value) { 3 } else { 0 }))
        }
        Forecaster::MeanChange => match status(plan, judgement).0.german.ok()? {
            GermanStatus::Sun { .. } => Some(quarter(3)),
            GermanStatus::LightCloud { .. } => Some(quarter(2)),
            GermanStatus::Cloud { .. } => Some(quarter(1)),
            GermanStatus::Thunderstorm { .. } => Some(quarter(0)),
        },
        Forecaster::CompoundGrowth => match status(plan, judgement).0.european.ok()? {
            EuropeanStatus::Reached | EuropeanStatus::OnTrack { .. } => Some(quarter(3)),
            EuropeanStatus::AccelerationNeeded { .. } => Some(quarter(2)),
            EuropeanStatus::Limited { .. } => Some(quarter(1)),
            EuropeanStatus::Deterioration { .. } => Some(quarter(0)),
        },
    }
}

fn yearly(of: &str) -> MeasureForm {
    MeasureForm::YearTotal { of: of.to_owned(), year: 0 }
}

fn level(of: &str) -> MeasureForm {
    MeasureForm::Level { of: of.to_owned(), time: 0.0 }
}

/// What is known of a quantity in a form, the earliest first.
fn points(plan: &Plan, of: &str, form: &MeasureForm) -> Vec<(f64, f64)> {
    inputs(plan, of, Some(form)).into_iter().map(|i| (i.at, i.value)).collect()
}

fn until(points: &[(f64, f64)], when: f64) -> &[(f64, f64)] {
    let known = points.partition_point(|(at, _)| *at <= when + SAME_TIME);
    points.get(..known).unwrap_or_default()
}

/// The course of some points at a time, from those that lie before it.
fn at(plan: &Plan, points: &[(f64, f64)], when: f64, by: Forecaster) -> Option<f64> {
    let points = until(points, when);
    let (&(last_at, last), before) = points.split_last()?;
    let years = when - last_at;
    if years < SAME_TIME {
        return Some(last);
    }
    match by {
        Forecaster::LastGrowth => {
            let Some(&(earlier_at, earlier)) = before.last() else { return Some(last) };
            Some(match growth(earlier, last, last_at - earlier_at) {
                Some(rate) => last * compound(rate, years),
                None => last + (last - earlier) / (last_at - earlier_at) * years,
            })
        }
        Forecaster::MeanChange => Some(last + mean_change(points)? * years),
        Forecaster::CompoundGrowth => {
            let base = base(points, plan.time.start)?;
            Some(last * compound(growth(base.value, last, last_at - base.at)?, years))
        }
        Forecaster::Model | Forecaster::Even => None,
    }
}

fn compound(rate: f64, years: f64) -> f64 {
    exp(ln(1.0 + rate) * years)
}

//! Pace and status of a target by observations alone.
//!
//! Two published methods, with the formulas of `docs/board.md`: the German sustainability
//! strategy's projection of the recent mean change, and Eurostat's and Statistics Canada's ratio of
//! actual to required compound growth. Neither uses the model.

use hongtu_maths::{exp, ln};
use hongtu_model::{Amount, Comparison, Judgement, MeasureForm, Plan, Stated, Test};

use crate::answers::{Base, EuropeanStatus, GermanStatus, NoStatus, Pace, Status, StatusInput};

/// Years over which the German method averages annual changes.
pub const GERMAN_YEARS: f64 = 5.0;

/// Times closer than this are the same: a second in a year is 3e-8.
pub(crate) const SAME_TIME: f64 = 1e-7;

/// What has to be reached, and when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The value.
    pub value: f64,
    /// The year, or the instant in years.
    pub at: f64,
    /// How a value is compared with it.
    pub comparison: Comparison,
}

/// Status and pace of a judgement.
pub fn status(plan: &Plan, judgement: &Judgement) -> (Status, Option<Pace>) {
    let nothing = |inputs, why| (Status { inputs, german: Err(why), european: Err(why) }, None);
    if !plan.time.is_calendar() {
        return nothing(Vec::new(), NoStatus::NoCalendar);
    }
    let form = plan.measures.get(judgement.measure.index()).map(|m| &m.form);
    let Some((of, at)) = form.and_then(place) else {
        return nothing(Vec::new(), NoStatus::NotYearly);
    };
    let inputs = inputs(plan, of, form);
    let goal = goal(plan, judgement, of, at, &inputs);
    let Some(goal) = goal else {
        return nothing(inputs, NoStatus::NoGoal);
    };
    let points: Vec<(f64, f64)> =
        inputs.iter().filter(|i| i.at <= goal.at + SAME_TIME).map(|i| (i.at, i.value)).collect();
    let status = Status {
        german: german(&points, goal),
        european: european(&points, goal, plan.time.start),
        inputs,
    };
    (status, pace(&points, goal, plan.time.start))
}

/// What a judgement asks of `of`, due `at`; `None` where that is no number, or not yet known.
fn goal(
    plan: &Plan,
    judgement: &Judgement,
    of: &str,
    at: f64,
    inputs: &[StatusInput],
) -> Option<Goal> {
    match &judgement.test {
        Test::Bound { comparison, bound, .. } => {
            Some(Goal { value: *bound, at, comparison: *comparison })
        }
        Test::Direction { rises, amount, base, .. } => {
            let base = plan.measures.get(base.index()).and_then(|m| place(&m.form));
            let base = base.filter(|(text, _)| *text == of).map(|(_, at)| at)?;
            let observed = inputs.iter().find(|i| (i.at - base).abs() < SAME_TIME)?;
            let comparison =
                if *rises { Comparison::GreaterOrEqual } else { Comparison::LessOrEqual };
            let value = moved(observed.value, *rises, *amount)?;
            Some(Goal { value, at, comparison })
        }
    }
}

/// What a judgement of a yearly total or a level asks for, in a plan on the calendar.
pub(crate) fn goal_of(plan: &Plan, judgement: &Judgement) -> Option<Goal> {
    let form = &plan.measures.get(judgement.measure.index())?.form;
    let (of, at) = place(form).filter(|_| plan.time.is_calendar())?;
    goal(plan, judgement, of, at, &inputs(plan, of, Some(form)))
}

/// A base moved by an amount; `None` for a direction that any change satisfies.
pub(crate) fn moved(base: f64, rises: bool, amount: Amount) -> Option<f64> {
    let by = match amount {
        Amount::Any => return None,
        Amount::Relative(share) => share * base.abs(),
        Amount::Absolute(by) => by,
    };
    Some(if rises { base + by } else { base - by })
}

/// What a measure reads, and when: the year, or the instant in years.
pub(crate) fn place(form: &MeasureForm) -> Option<(&str, f64)> {
    match form {
        MeasureForm::YearTotal { of, year } => Some((of, f64::from(*year))),
        MeasureForm::Level { of, time } => Some((of, *time)),
        MeasureForm::Growth { .. } | MeasureForm::Other => None,
    }
}

/// The observations of the same quantity in the same form that are known and not superseded, the
/// earliest first; of several at one time the one that became known last. Bounds are no values and
/// do not enter.
pub(crate) fn inputs(plan: &Plan, of: &str, form: Option<&MeasureForm>) -> Vec<StatusInput> {
    let mut inputs: Vec<StatusInput> = Vec::new();
    for o in plan.observations.iter().filter(|o| o.weighs()) {
        if matches!(o.stated, Stated::AtLeast { .. } | Stated::AtMost { .. }) {
            continue;
        }
        let other = plan.measures.get(o.measure.index()).map(|m| &m.form);
        let same_form = matches!(
            (form, other),
            (Some(MeasureForm::YearTotal { .. }), Some(MeasureForm::YearTotal { .. }))
                | (Some(MeasureForm::Level { .. }), Some(MeasureForm::Level { .. }))
        );
        let Some((text, at)) = other.and_then(place).filter(|_| same_form) else { continue };
        if text != of || !at.is_finite() || !o.stated.middle().is_finite() {
            continue;
        }
        let input = StatusInput {
            at,
            value: o.stated.middle(),
            text: o.text.clone(),
            source: o.source.clone(),
            known: o.known,
        };
        match inputs.iter_mut().find(|i| (i.at - at).abs() < SAME_TIME) {
            Some(earlier) if input.known >= earlier.known => *earlier = input,
            Some(_) => {}
            None => inputs.push(input),
        }
    }
    inputs.sort_by(|a, b| a.at.total_cmp(&b.at));
    inputs
}

/// The method of the German sustainability strategy (dns-indikatoren.de, "Statussymbole").
///
/// With the latest value y at T, the mean annual change c over the last five years and the goal g
/// at G, the projection is y + c·(G − T), and its miss is the share 1 − c·(G − T)/(g − y) of the
/// distance still to go. Below 5 %: sun; to 20 %: light cloud; above: cloud; no move towards the
/// goal: thunderstorm.
///
/// # Errors
///
/// Where the observations do not allow a status.
pub fn german(points: &[(f64, f64)], goal: Goal) -> Result<GermanStatus, NoStatus> {
    let (&(latest_at, latest), before) = points.split_last().ok_or(NoStatus::TooFewObservations)?;
    if before.is_empty() {
        return Err(NoStatus::TooFewObservations);
    }
    if goal.comparison.holds(latest, goal.value) {
        return Ok(GermanStatus::Sun { miss: 0.0 });
    }
    if latest_at >= goal.at - SAME_TIME {
        return Err(NoStatus::Due);
    }
    let change = mean_change(points).ok_or(NoStatus::TooFewObservations)?;
    let distance = goal.value - latest;
    // A strict bound can be missed by nothing: then any move the right way reaches it.
    let towards = if distance == 0.0 {
        if goal.comparison.upward() { change > 0.0 } else { change < 0.0 }
    } else {
        change * distance > 0.0
    };
    let miss = if distance == 0.0 {
        if towards { 0.0 } else { 1.0 }
    } else {
        1.0 - change * (goal.at - latest_at) / distance
    };
    Ok(if !towards {
        GermanStatus::Thunderstorm { miss }
    } else if miss < 0.05 {
        GermanStatus::Sun { miss: if miss > 0.0 { miss } else { 0.0 } }
    } else if miss <= 0.2 {
        GermanStatus::LightCloud { miss }
    } else {
        GermanStatus::Cloud { miss }
    })
}

/// The mean annual change over the last five years; with gaps the difference of the ends over the
/// years between them, and where those years have no other observation, from the last one before.
pub(crate) fn mean_change(points: &[(f64, f64)]) -> Option<f64> {
    let (&(latest_at, latest), before) = points.split_last()?;
    let recent = before.iter().find(|(at, _)| *at >= latest_at - GERMAN_YEARS - SAME_TIME);
    let &(first_at, first) = recent.or_else(|| before.last())?;
    Some((latest - first) / (latest_at - first_at))
}

/// The ratio of Eurostat (*Sustainable development in the European Union*, annex on methods) in the
/// form and with the thresholds of Statistics Canada: R = d · CAGR_actual / |CAGR_required|, both
/// counted from the base, d = ±1 the direction wanted.
///
/// # Errors
///
/// Where the observations do not allow a status.
pub fn european(
    points: &[(f64, f64)],
    goal: Goal,
    period_start: f64,
) -> Result<EuropeanStatus, NoStatus> {
    let base = base(points, period_start).ok_or(NoStatus::TooFewObservations)?;
    let &(latest_at, latest) = points.last().ok_or(NoStatus::TooFewObservations)?;
    if goal.comparison.holds(latest, goal.value) {
        return Ok(EuropeanStatus::Reached);
    }
    if latest_at >= goal.at - SAME_TIME {
        return Err(NoStatus::Due);
    }
    let actual = growth(base.value, latest, latest_at - base.at).ok_or(NoStatus::NotPositive)?;
    let required =
        growth(base.value, goal.value, goal.at - base.at).ok_or(NoStatus::NotPositive)?;
    let wanted = if goal.comparison.upward() { actual } else { -actual };
    let ratio = if wanted == 0.0 { 0.0 } else { wanted / required.abs() };
    Ok(if ratio >= 0.95 {
        EuropeanStatus::OnTrack { ratio }
    } else if ratio >= 0.6 {
        EuropeanStatus::AccelerationNeeded { ratio }
    } else if ratio >= 0.0 {
        EuropeanStatus::Limited { ratio }
    } else {
        EuropeanStatus::Deterioration { ratio }
    })
}

/// Growth so far and growth needed.
fn pace(points: &[(f64, f64)], goal: Goal, period_start: f64) -> Option<Pace> {
    let &(latest_at, latest) = points.last()?;
    let base = base(points, period_start);
    let so_far = base.as_ref().and_then(|b| growth(b.value, latest, latest_at - b.at));
    Some(Pace {
        base,
        latest_at,
        latest,
        goal: goal.value,
        goal_at: goal.at,
        so_far,
        needed: growth(latest, goal.value, goal.at - latest_at),
    })
}

/// The first observation within the simulated time, else the last one before it; never the latest.
pub(crate) fn base(points: &[(f64, f64)], period_start: f64) -> Option<Base> {
    let (_, before) = points.split_last()?;
    let inside = before.iter().find(|(at, _)| *at >= period_start - SAME_TIME);
    let &(at, value) = inside.or_else(|| before.last())?;
    Some(Base { at, value, in_period: inside.is_some() })
}

/// Compound annual growth; `None` unless both values and the time are positive.
pub(crate) fn growth(from: f64, to: f64, years: f64) -> Option<f64> {
    if from > 0.0 && to > 0.0 && years > SAME_TIME {
        Some(exp(ln(to / from) / years) - 1.0).filter(|g| g.is_finite())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_LEAST: Comparison = Comparison::GreaterOrEqual;
    const AT_MOST: Comparison = Comparison::LessOrEqual;

    fn goal(value: f64, at: f64, comparison: Comparison) -> Goal {
        Goal { value, at, comparison }
    }

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-4, "{a} is not {b}");
    }

    /// The worked example of docs/board.md.
    #[test]
    fn worked_example_of_the_german_method() {
        let points = [
            (2015.0, 100.0),
            (2016.0, 103.0),
            (2017.0, 104.0),
            (2018.0, 108.0),
            (2019.0, 111.0),
            (2020.0, 112.0),
            (2021.0, 118.0),
        ];
        // Mean of the last five changes: (118 − 103) / 5 = 3; projected for 2025: 118 + 4·3 = 130.
        let status = |bound| german(&points, goal(bound, 2025.0, AT_LEAST)).unwrap();
        near(status(130.5).miss(), 0.04);
        assert_eq!(status(130.5).word(), "sun");
        near(status(132.0).miss(), 1.0 / 7.0);
        assert_eq!(status(132.0).word(), "light cloud");
        near(status(142.0).miss(), 0.5);
        assert_eq!(status(142.0).word(), "cloud");
        assert_eq!(status(125.0), GermanStatus::Sun { miss: 0.0 });
        let falling = german(&points, goal(90.0, 2025.0, AT_MOST)).unwrap();
        assert_eq!(falling.word(), "thunderstorm");
        near(falling.miss(), 1.0 + 12.0 / 28.0);
    }

    /// The worked example of docs/board.md: Changchun's tourism revenue, billion yuan.
    #[test]
    fn worked_example_of_tourism() {
        let points = [(2022.0, 78.14), (2023.0, 241.11)];
        let goal = goal(360.0, 2025.0, AT_LEAST);
        assert_eq!(german(&points, goal), Ok(GermanStatus::Sun { miss: 0.0 }));
        let status = european(&points, goal, 2015.0).unwrap();
        near(status.ratio().unwrap(), 2.0856 / 0.6640);
        assert_eq!(status.word(), "on track");
        let pace = pace(&points, goal, 2015.0).unwrap();
        near(pace.so_far.unwrap(), 2.0856);
        near(pace.needed.unwrap(), 0.2219);
    }

    #[test]
    fn worked_example_of_the_ratio() {
        // 100 in 2015 and 110 in 2020: 1.92 % a year; 130 in 2025 needs 2.66 % a year: 72 %.
        let points = [(2015.0, 100.0), (2020.0, 110.0)];
        let status =
            |bound, comparison| european(&points, goal(bound, 2025.0, comparison), 2015.0).unwrap();
        near(status(130.0, AT_LEAST).ratio().unwrap(), 0.7239);
        assert_eq!(status(130.0, AT_LEAST).word(), "acceleration needed");
        assert_eq!(status(121.0, AT_LEAST).word(), "on track");
        assert_eq!(status(150.0, AT_LEAST).word(), "limited progress");
        assert_eq!(status(105.0, AT_LEAST), EuropeanStatus::Reached);
        near(status(80.0, AT_MOST).ratio().unwrap(), -0.8721);
        assert_eq!(status(80.0, AT_MOST).word(), "deterioration");
        // The base met the target and the latest value does not.
        assert_eq!(status(105.0, AT_MOST).word(), "deterioration");
    }

    #[test]
    fn gaps_use_end_points() {
        // Last five years from 2023: 2019 is the first observation in them; (20 − 12) / 4 = 2.
        let points = [(2010.0, 0.0), (2019.0, 12.0), (2020.0, 30.0), (2023.0, 20.0)];
        near(german(&points, goal(24.0, 2025.0, AT_LEAST)).unwrap().miss(), 0.0);
        // Nothing else within five years: the last before them.
        let points = [(2000.0, 0.0), (2010.0, 10.0), (2023.0, 23.0)];
        near(german(&points, goal(27.0, 2025.0, AT_LEAST)).unwrap().miss(), 0.5);
    }

    #[test]
    fn base_is_the_first_within_the_period_else_the_last_before() {
        let points = [(2010.0, 1.0), (2012.0, 2.0), (2016.0, 3.0), (2020.0, 4.0)];
        assert_eq!(base(&points, 2015.0).unwrap().at, 2016.0);
        let last_before = base(&points, 2018.0).unwrap();
        assert_eq!((last_before.at, last_before.in_period), (2016.0, false));
        assert_eq!(base(&points[..1], 2015.0), None);
    }

    #[test]
    fn says_why_there_is_none() {
        let up = goal(10.0, 2025.0, AT_LEAST);
        assert_eq!(german(&[], up), Err(NoStatus::TooFewObservations));
        assert_eq!(german(&[(2020.0, 1.0)], up), Err(NoStatus::TooFewObservations));
        assert_eq!(european(&[(2020.0, 1.0)], up, 2015.0), Err(NoStatus::TooFewObservations));
        let signs = [(2020.0, -1.0), (2021.0, 1.0)];
        assert_eq!(european(&signs, up, 2015.0), Err(NoStatus::NotPositive));
        let due = [(2020.0, 1.0), (2025.0, 2.0)];
        assert_eq!(german(&due, up), Err(NoStatus::Due));
        assert_eq!(european(&due, up, 2015.0), Err(NoStatus::Due));
    }

    #[test]
    fn no_move_is_no_progress() {
        let points = [(2020.0, 5.0), (2023.0, 5.0)];
        let up = goal(10.0, 2025.0, AT_LEAST);
        assert_eq!(german(&points, up), Ok(GermanStatus::Thunderstorm { miss: 1.0 }));
        assert_eq!(european(&points, up, 2015.0), Ok(EuropeanStatus::Limited { ratio: 0.0 }));
    }
}

//! Forecasts against what happened, where the forecast is known in closed form.

use super::*;
use hongtu_maths::random::normal;
use hongtu_maths::{exp, ln};
use hongtu_model::{Happened, MeasureForm, MeasureId, Outcome, OutcomeOf, Plan, Stated};
use hongtu_study::score::{Forecaster, Scored, WhyLeftOut, backtest, boundaries, score};
use jiff::civil::{Date, date};
use plan::{X2020, X2025, observation};

/// The plan of closed form as of mid-2021, when the total of 2020 is known.
fn known() -> Plan {
    let mut plan = plan();
    plan.as_of = Some(date(2021, 6, 30));
    plan.observations[0].known = Some(date(2021, 2, 1));
    plan
}

fn outcome(of: OutcomeOf, happened: Happened) -> Outcome {
    Outcome {
        what: "x".to_owned(),
        of,
        happened,
        text: "as written".to_owned(),
        known: date(2026, 2, 1),
        source: None,
        line: 2,
    }
}

fn number(value: f64) -> Happened {
    Happened::Number { low: value, high: value }
}

fn measured(measure: MeasureId, value: f64) -> Outcome {
    outcome(OutcomeOf::Measure(measure), number(value))
}

const GOAL: OutcomeOf = OutcomeOf::Judgement { target: 0, judgement: 0 };

fn scored(plan: &Plan, runs: u64, outcomes: &[Outcome]) -> Scored {
    score(plan, &question(runs, 3), outcomes, &[]).unwrap()
}

/// The score of N(mean, sd²): Gneiting and Raftery 2007, page 367.
fn normal_crps(mean: f64, sd: f64, y: f64) -> f64 {
    let z = (y - mean) / sd;
    let density = exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt();
    sd * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

#[test]
fn scores_are_those_of_the_posterior() {
    let sd = 0.8f64.sqrt();
    for y in [10.2, 11.6, 12.5] {
        let scored = scored(&known(), 16_384, &[measured(X2025, y)]);
        let [x] = &scored.scores.numbers[..] else { panic!("one number") };
        let exact = normal_crps(MEAN, sd, y);
        assert!((x.crps - exact).abs() < 0.02, "{} is not {exact}", x.crps);
        let half = 0.674_489_750_196_081_7 * sd;
        assert!((x.interval_50.0 - (MEAN - half)).abs() < 0.04);
        assert_eq!(x.held_50, if (y - MEAN).abs() < half { 1.0 } else { 0.0 });
        // The number decides the target, too.
        let [goal] = &scored.scores.targets[..] else { panic!("one target") };
        let (p, met) = (posterior_above(12.0), y >= 12.0);
        assert_eq!(goal.met, met);
        let model = goal.odds[0];
        let happened = if met { p } else { 1.0 - p };
        assert!((model.brier - (1.0 - happened) * (1.0 - happened)).abs() < 0.02);
        assert!((model.log + ln(happened)).abs() < 0.05);
        assert_eq!(scored.scores.coverage.unwrap().count, 1);
    }
}

#[test]
fn methods_without_a_model_draw_forward_what_was_observed() {
    let mut plan = known();
    let total = |year| MeasureForm::YearTotal { of: "x".to_owned(), year };
    let against = |plan: &Plan| scored(plan, 64, &[measured(X2025, 13.0)]).scores;
    // One figure says that nothing changes.
    let x = against(&plan).numbers.remove(0);
    assert_eq!((x.scale, x.others.len()), (Some(12.0), 1));
    assert_eq!((x.others[0].by, x.others[0].value), (Forecaster::LastGrowth, 12.0));
    // 12 in 2020 after 10 in 2018 and 8 in 2014: 9.5 % a year, +1 a year, 7 % a year since 2014.
    for (year, value) in [(2018, 10.0), (2014, 8.0)] {
        let mut measure = plan.measures[0].clone();
        (measure.form, measure.text) = (total(year), format!("total(x, {year})"));
        plan.measures.push(measure);
        let mut earlier = observation(Stated::Normal { value, sd: 100.0 });
        earlier.measure = MeasureId(plan.measures.len() as u32 - 1);
        plan.observations.push(earlier);
    }
    let scores = against(&plan);
    let x = &scores.numbers[0];
    let exact = [12.0 * exp(2.5 * ln(1.2)), 17.0, 12.0 * exp(2.5 * ln(1.2))];
    for (other, exact) in x.others.iter().zip(exact) {
        assert!((other.value - exact).abs() < 1e-9, "{other:?} is not {exact}");
        assert!((other.error - (exact - 13.0)).abs() < 1e-9);
    }
    // All see the goal of 12 reached; even odds never do.
    let said: Vec<f64> = scores.targets[0].odds.iter().skip(1).map(|o| o.probability).collect();
    assert_eq!(said, [0.875, 0.875, 0.875, 0.5]);
    let last = scores.quoted().unwrap();
    assert_eq!((last.count, last.closer), (1, 1));
    assert!((last.other - (exact[0] - 13.0) / 12.0).abs() < 1e-9);
    assert!((last.skill.unwrap() - (1.0 - last.model / last.other)).abs() < 1e-12);
}

#[test]
fn growth_is_drawn_forward_from_totals() {
    let mut plan = known();
    let growth = MeasureForm::Growth { of: "x".to_owned(), year: 2022 };
    plan.measures[1].form = growth;
    let x = scored(&plan, 64, &[measured(X2025, 0.1)]).scores.numbers.remove(0);
    assert_eq!((x.others[0].value, x.scale), (0.0, Some(1.0)));
}

#[test]
fn what_cannot_be_scored_is_told() {
    let why = |plan: &Plan, outcome: Outcome| {
        let scores = scored(plan, 64, &[outcome]).scores;
        assert!(scores.targets.is_empty(), "{scores:?}");
        (scores.left_out.first().map(|left| left.why), scores.numbers.len())
    };
    let plan = known();
    let mut early = outcome(GOAL, Happened::Met);
    early.known = date(2021, 6, 30);
    assert_eq!(why(&plan, early), (Some(WhyLeftOut::KnownBefore), 0));
    let either = Happened::Number { low: 11.0, high: 13.0 };
    assert_eq!(why(&plan, outcome(GOAL, either)), (Some(WhyLeftOut::Undecided), 1));
    let never = outcome(OutcomeOf::Measure(X2025), number(f64::INFINITY));
    let scores = scored(&plan, 64, &[never]).scores;
    assert_eq!(scores.left_out[0].why, WhyLeftOut::NoNumber);
    let mut later = known();
    later.targets[0].hidden = true;
    let met = outcome(GOAL, Happened::Met);
    assert_eq!(why(&later, met), (Some(WhyLeftOut::TargetLater), 0));
}

#[test]
fn directions_need_both_of_their_measures() {
    let mut plan = known();
    plan.targets = vec![target("more", vec![rises("more", hongtu_model::Amount::Any)])];
    // The base was observed: 12.
    for (value, met) in [(12.1, true), (11.9, false)] {
        let scores = scored(&plan, 64, &[measured(X2025, value)]).scores;
        assert_eq!(scores.targets[0].met, met);
    }
    plan.observations[0].hidden = true;
    let scores = scored(&plan, 64, &[measured(X2025, 13.0)]).scores;
    assert!(scores.targets.is_empty() && scores.left_out.is_empty());
    let both = [measured(X2025, 13.0), measured(X2020, 14.0)];
    assert!(!scored(&plan, 64, &both).scores.targets[0].met);
}

#[test]
fn an_instant_that_never_comes_counts_as_the_end() {
    let mut plan = known();
    plan.measures[1].is_date = true;
    plan.measures[1].value = Expr::Number(f64::INFINITY);
    let scores = scored(&plan, 64, &[measured(X2025, f64::INFINITY), measured(X2020, 1.0)]).scores;
    assert_eq!((scores.numbers[0].crps, scores.numbers[0].median), (0.0, 2026.0));
    let scores = scored(&plan, 64, &[measured(X2025, 2024.5)]).scores;
    assert!((scores.numbers[0].crps - 1.5).abs() < 1e-12);
}

/// A plan that observes x in 2020 and, known two years later, in 2025, both with an error of 1; the
/// second with a discrepancy of 1.5 besides.
fn observed_twice(first: f64, second: f64) -> Plan {
    let mut plan = known();
    plan.as_of = Some(date(2024, 1, 1));
    plan.observations[0] = observation(Stated::Normal { value: first, sd: 1.0 });
    plan.observations[0].known = Some(date(2021, 2, 1));
    let mut later = observation(Stated::Normal { value: second, sd: 1.0 });
    (later.measure, later.discrepancy, later.known) = (X2025, 1.5, Some(date(2023, 2, 1)));
    plan.observations.push(later);
    plan
}

fn rolled(plan: &Plan, as_of: Date) -> Plan {
    let mut plan = plan.clone();
    plan.as_of = Some(as_of);
    for observation in &mut plan.observations {
        observation.hidden = observation.known.is_some_and(|known| known > as_of);
    }
    plan
}

#[test]
fn a_calibrated_model_holds_as_often_as_it_says() {
    let (mut held_50, mut held_90, mut crps, mut apart, seeds) = (0.0, 0.0, 0.0, 0.0, 400u32);
    for seed in 0..u64::from(seeds) {
        let theta = 10.0 + 2.0 * normal(5, seed, 1, 0);
        let first = theta + normal(5, seed, 2, 0);
        let second = theta + 3.25f64.sqrt() * normal(5, seed, 3, 0);
        let plan = observed_twice(first, second);
        let days = boundaries(&plan);
        assert_eq!(days, [date(2022, 12, 31)]);
        let rolled = [rolled(&plan, days[0])];
        let method = Conditioning::Weights;
        let question = Question { method, ..question(1024, seed) };
        let backtest = backtest(&plan, &rolled, &[], &question).unwrap().unwrap();
        let [x] = &backtest.scores.numbers[..] else { panic!("one number") };
        (held_50, held_90, crps) = (held_50 + x.held_50, held_90 + x.held_90, crps + x.crps);
        // Posterior of theta: variance 0.8; what is reported adds 1 and 2.25.
        let mean = 0.8 * (2.5 + first);
        apart += x.crps - normal_crps(mean, 4.05f64.sqrt(), second);
    }
    let n = f64::from(seeds);
    for (held, share) in [(held_50 / n, 0.5), (held_90 / n, 0.9)] {
        let error = (share * (1.0 - share) / n).sqrt();
        assert!((held - share).abs() < 3.0 * error, "{held} is not {share} ± {error}");
    }
    assert!((apart / n).abs() < 0.02, "{} is off on average", apart / n);
    // The mean score of an honest normal forecast is its standard deviation over √π.
    let honest = 4.05f64.sqrt() / std::f64::consts::PI.sqrt();
    assert!((crps / n - honest).abs() < 0.12, "{} is not {honest}", crps / n);
}

#[test]
fn a_backtest_forecasts_what_became_known_within_a_year() {
    let mut plan = observed_twice(12.0, 13.0);
    let progress = std::sync::Mutex::new((0, 0));
    let show = |p: Progress| *progress.lock().unwrap() = (p.done, p.total);
    // A bound, a figure that a later one replaced, and one of which the plan knows nothing yet.
    let more = [
        (Stated::AtLeast { value: 3.0, sd: 0.0 }, false, 2023),
        (Stated::Normal { value: 3.0, sd: 1.0 }, true, 2023),
        (Stated::Normal { value: 3.0, sd: 1.0 }, false, 2025),
    ];
    for (stated, superseded, year) in more {
        let mut other = observation(stated);
        (other.superseded, other.known) = (superseded, Some(date(year, 5, 1)));
        other.hidden = year == 2025;
        plan.observations.push(other);
    }
    let days = boundaries(&plan);
    let plans: Vec<Plan> = days.iter().map(|day| rolled(&plan, *day)).collect();
    let ask = |threads| {
        let question = Question { threads, progress: Some(&show), ..question(500, 2) };
        backtest(&plan, &plans, &[], &question).unwrap().unwrap()
    };
    let found = ask(1);
    let origin = &found.origins[0];
    assert_eq!((found.origins.len(), origin.known, origin.forecast), (1, 1, 2));
    assert_eq!(found.scores.numbers.len(), 1);
    assert_eq!(found.scores.left_out[0].why, WhyLeftOut::Bound);
    assert_eq!(found.scores.numbers[0].as_of, Some(date(2022, 12, 31)));
    let (done, total) = *progress.lock().unwrap();
    assert!(done > 500 && done <= total, "{done} of {total}");
    assert_eq!(found, ask(2));
    assert_eq!(backtest(&plan, &[], &[], &question(10, 1)).unwrap(), None);
}

#[test]
fn a_line_more_in_the_document_moves_no_score() {
    let mut plan = observed_twice(12.0, 13.0);
    let ask = |plan: &Plan| {
        let rolled = [rolled(plan, date(2022, 12, 31))];
        let backtest = backtest(plan, &rolled, &[], &question(500, 2)).unwrap().unwrap();
        backtest.scores.numbers[0].crps
    };
    let before = ask(&plan);
    for observation in &mut plan.observations {
        observation.line += 1;
    }
    assert_eq!(ask(&plan).to_bits(), before.to_bits());
}

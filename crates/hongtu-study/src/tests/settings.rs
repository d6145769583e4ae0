//! Settings, levers and money.

use hongtu_model::{Comparison, Expr, Judgement, Kind, Test, VariableId};

use super::*;
use crate::answers::End;

#[test]
fn levers_move_what_they_reach_by_what_they_should() {
    let plan = plan();
    let study = ask(&plan, &question(100_000, 3)).unwrap();
    let target = &study.answers.targets[0];
    let [push] = &target.levers[..] else { panic!("one lever") };
    assert_eq!(study.answers.effect_runs, 4096);
    assert!((push.attainment_low - posterior_above(13.0)).abs() < 0.03);
    assert!((push.attainment_high - posterior_above(10.0)).abs() < 0.03);
    // The range goes from −1 to 2, and the lever is at 0: the better end is the upper one.
    assert_eq!((push.best, push.attainment), (Some(End::High), target.attainment));
    let change = push.attainment_high - target.attainment;
    assert!((push.attainment_change - change).abs() < 1e-12);
    let range = push.attainment_high - push.attainment_low;
    assert!((push.over_range - range).abs() < 1e-12 && range > change);
    assert_eq!(push.median, target.median);
    assert!((push.median_change.unwrap() - 2.0).abs() < 1e-12);
    assert!((push.median_high.unwrap() - push.median_low.unwrap() - 3.0).abs() < 1e-12);
    // Two years at −20 and 40 a year.
    let money = push.money.as_ref().unwrap();
    assert_eq!((money.low, money.setting, money.high), (-40.0, 0.0, 80.0));
    assert_eq!(money.unit.name, "yuan");
    let per_point = 80.0 / (100.0 * push.attainment_change);
    assert!((money.per_point.unwrap() - per_point).abs() < 1e-12);
}

#[test]
fn a_lever_is_judged_by_its_better_end() {
    // The same goal from below: the lower end is better, by what the upper one was above.
    let mut plan = plan();
    let comparison = Comparison::LessOrEqual;
    let below = Test::Bound { comparison, bound: 12.0, text: "12".to_owned() };
    plan.targets = vec![target("below", vec![Judgement { test: below, ..bound("below", 12.0) }])];
    let asked = |set_levers| Question { set_levers, ..question(20_000, 3) };
    let below = ask(&plan, &asked(Vec::new())).unwrap().answers.targets[0].clone();
    let push = &below.levers[0];
    assert_eq!((push.best, push.best_at()), (Some(End::Low), -1.0));
    assert!(push.attainment_change > 0.1 && push.over_range < 0.0 && push.is_sure());
    assert!((push.median_change.unwrap() + 1.0).abs() < 1e-12);
    // At its better end already, it has nothing to give: the other end would take.
    let there = ask(&plan, &asked(vec![(0, -1.0)])).unwrap().answers.targets[0].clone();
    let push = &there.levers[0];
    assert_eq!((push.best, push.best_at()), (None, -1.0));
    assert_eq!((push.attainment_change, push.median_change), (0.0, Some(0.0)));
    assert!(push.attainment_high < push.attainment && !push.is_sure());
    assert_eq!(push.money.as_ref().unwrap().per_point, None);
}

#[test]
fn a_lever_at_the_end_of_its_range_is_not_simulated_again() {
    let plan = plan();
    let mut simulator = ClosedForm::new(1);
    let question = Question { set_levers: vec![(0, -1.0)], ..question(1000, 1) };
    study_with(&plan, &question, &mut simulator, &LikelihoodWeighting).unwrap();
    assert_eq!(simulator.simulated, [1000, 1000]);
}

#[test]
fn a_lever_that_starts_too_late_or_reaches_nothing_is_not_tried() {
    let mut late = plan();
    late.levers[0].from = 25;
    let mut unlinked = plan();
    unlinked.variables[2].kind = Kind::Auxiliary { value: Expr::Variable(VariableId(0)) };
    for plan in [late, unlinked] {
        let mut simulator = ClosedForm::new(1);
        let study =
            study_with(&plan, &question(1000, 1), &mut simulator, &LikelihoodWeighting).unwrap();
        assert_eq!(simulator.simulated, [1000]);
        assert!(study.answers.targets[0].levers.is_empty());
    }
}

#[test]
fn settings_change_no_weight() {
    let plan = plan();
    let usual = ask(&plan, &question(1000, 5)).unwrap();
    let moved = ask(&plan, &Question { set_levers: vec![(0, 1.5)], ..question(1000, 5) }).unwrap();
    assert_eq!(usual.weights, moved.weights);
    assert_ne!(usual.answers.targets[0].attainment, moved.answers.targets[0].attainment);
    assert_eq!(moved.answers.changes[0].value, 1.5);
    assert!(!moved.answers.changes[0].by_scenario);
}

#[test]
fn scenarios_set_levers_and_single_settings_override_them() {
    let plan = plan();
    let question = Question { scenario: Some("more"), ..question(100, 5) };
    let answers = ask(&plan, &question).unwrap().answers;
    assert_eq!(answers.scenario.unwrap().name, "more");
    assert!(answers.changes[0].by_scenario);
    let question = Question { set_levers: vec![(0, 0.0)], ..question };
    assert!(ask(&plan, &question).unwrap().answers.changes.is_empty());
}

#[test]
fn wrong_questions_are_refused() {
    let plan = plan();
    let of = |q: Question<'_>| ask(&plan, &q).unwrap_err();
    let base = question(100, 1);
    let unknown = of(Question { scenario: Some("less"), ..base.clone() });
    assert_eq!(unknown.to_string(), "there is no scenario less; the plan has more");
    let outside = of(Question { set_levers: vec![(0, 2.5)], ..base.clone() });
    assert_eq!(outside.to_string(), "push = 2.5 lies outside its range -1..2 yuan/year");
    let nan = of(Question { set_levers: vec![(0, f64::NAN)], ..base.clone() });
    assert!(matches!(nan, StudyError::OutOfRange { .. }));
    assert_eq!(
        of(Question { set_levers: vec![(9, 1.0)], ..base.clone() }),
        StudyError::UnknownLever(9)
    );
    let no_constant = of(Question { set_constants: vec![(VariableId(2), 1.0)], ..base.clone() });
    assert_eq!(no_constant.to_string(), "x is no constant and cannot be held");
    let over = of(Question { set_levers: vec![(0, 1.6)], ..base.clone() });
    assert_eq!(over.to_string(), "the settings spend 32 yuan of programmes in 2025, which has 30");
    let many = of(Question { runs: u64::MAX, ..base });
    assert!(matches!(many, StudyError::TooManyRuns { .. }));
}

#[test]
fn money_is_spent_against_budgets() {
    let mut plan = plan();
    plan.levers[0].from = 22;
    let question = Question { set_levers: vec![(0, 1.0)], ..question(100, 1) };
    let answers = ask(&plan, &question).unwrap().answers;
    let [year] = &answers.budgets[0].years[..] else { panic!("one year") };
    // It starts in the middle of the year.
    assert_eq!((year.year, year.spent, year.difference), (2025, 10.0, 10.0));
    assert_eq!((year.central_limit, year.over), (Some(30.0), false));
    assert_eq!((year.limit.unwrap().median, year.over_probability), (30.0, Some(0.0)));
    assert_eq!(answers.budgets[0].levers[0].spends, [10.0]);
    // A scenario over budget is shown, not refused.
    plan.levers[0].from = 16;
    plan.scenarios[0].settings = vec![(0, 1.75)];
    let question = Question { scenario: Some("more"), set_levers: Vec::new(), ..question };
    assert!(ask(&plan, &question).unwrap().answers.budgets[0].years[0].over);
}

//! Settings, levers and money.

use hongtu_model::{Expr, Kind, VariableId};

use super::*;

#[test]
fn levers_move_what_they_reach_by_what_they_should() {
    let plan = plan();
    let study = ask(&plan, &question(100_000, 3)).unwrap();
    let target = &study.answers.targets[0];
    let [push] = &target.levers[..] else { panic!("one lever") };
    assert_eq!(study.answers.effect_runs, 4096);
    assert!((push.attainment_low - posterior_above(13.0)).abs() < 0.03);
    assert!((push.attainment_high - posterior_above(10.0)).abs() < 0.03);
    assert!((push.attainment_change - (push.attainment_high - push.attainment_low)).abs() < 1e-12);
    assert!((push.median_change.unwrap() - 3.0).abs() < 1e-12);
    // Two years at −20 and 40 a year.
    let money = push.money.as_ref().unwrap();
    assert_eq!((money.low, money.high, money.unit.name.as_str()), (-40.0, 80.0, "yuan"));
    let per_point = 120.0 / (100.0 * push.attainment_change);
    assert!((money.per_point.unwrap() - per_point).abs() < 1e-12);
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

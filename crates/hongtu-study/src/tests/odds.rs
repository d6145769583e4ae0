//! Odds of targets.

use hongtu_model::{Amount, VariableId};

use super::*;
use crate::answers::{Likelihood, Trust, WarningKind};

#[test]
fn linear_gaussian_posterior_is_exact_and_its_error_calibrated() {
    let plan = plan();
    let exact = posterior_above(12.0);
    let seeds = 60;
    let (mut squares, mut sizes, mut evidence) = (0.0, 0.0, 0.0);
    for seed in 0..seeds {
        let question = Question { levers_effect: false, ..question(4096, seed) };
        let answers = ask(&plan, &question).unwrap().answers;
        let target = &answers.targets[0];
        let z = (target.attainment - exact) / target.attainment_error.unwrap();
        assert!(z.abs() < 5.0, "seed {seed}: {} is not {exact}", target.attainment);
        squares += z * z;
        let median = target.median.unwrap();
        assert!((median - MEAN).abs() < 0.2, "{median}");
        let (low, high) = target.interval_90.unwrap();
        let half = 1.644_853_626_951_472_7 * VARIANCE.sqrt();
        assert!((low - (MEAN - half)).abs() < 0.35 && (high - (MEAN + half)).abs() < 0.35);
        sizes += answers.weighting.effective_sample_size / 4096.0;
        evidence += answers.weighting.log_evidence;
        assert_eq!(answers.weighting.trust, Trust::Good);
        assert!((target.prior_attainment - normal_cdf(-1.0)).abs() < 0.03);
    }
    let seeds = seeds as f64;
    // The mean square of a t distribution with 15 degrees of freedom is 15/13.
    let mean_square = squares / seeds;
    assert!((0.7..1.8).contains(&mean_square), "{mean_square}");
    // E[w]²/E[w²] of a normal likelihood under a normal prior, in closed form.
    let density = |variance: f64, d: f64| {
        (
            -0.5 * d * d / variance - 0.5 * hongtu_maths::ln(std::f64::consts::TAU * variance),
            variance,
        )
    };
    let (first, _) = density(5.0, 2.0);
    let (second, _) = density(4.5, 2.0);
    let expected = hongtu_maths::exp(2.0 * first - second) * 2.0 * std::f64::consts::PI.sqrt();
    assert!((sizes / seeds - expected).abs() < 0.01, "{} is not {expected}", sizes / seeds);
    assert!((evidence / seeds - first).abs() < 0.01);
}

#[test]
fn joint_attainment_has_every_combination_of_readings() {
    let mut plan = plan();
    plan.observations.clear();
    plan.targets = vec![
        target("a", vec![bound("a.low", 9.0), bound("a.high", 12.0)]),
        target("b", vec![bound("b.low", 8.0), bound("b.high", 13.0)]),
        target("c", vec![rises("c", Amount::Any)]),
    ];
    let joint = ask(&plan, &question(20_000, 2)).unwrap().answers.joint.unwrap();
    let ids: Vec<String> = joint.combinations.iter().map(|c| c.ids.join(" ")).collect();
    assert_eq!(ids, ["a.low b.low", "a.low b.high", "a.high b.low", "a.high b.high"]);
    // All are about the same number: the harder of the two decides.
    for (combination, harder) in joint.combinations.iter().zip([9.0, 13.0, 12.0, 13.0]) {
        let exact = normal_cdf((10.0 - harder) / 2.0);
        assert!((combination.attainment - exact).abs() < 0.015);
    }
    assert_eq!((joint.left_out, joint.directions), (0, vec!["c".to_owned()]));
    plan.targets = (0..10)
        .map(|i| target(&i.to_string(), vec![bound("low", 9.0), bound("high", 12.0)]))
        .collect();
    let joint = ask(&plan, &question(100, 2)).unwrap().answers.joint.unwrap();
    assert_eq!((joint.combinations.len(), joint.left_out), (64, 1024 - 64));
}

#[test]
fn directions_are_shown_against_business_as_usual() {
    let mut plan = plan();
    plan.targets = vec![
        target("any", vec![rises("any", Amount::Any)]),
        target("tenth", vec![rises("tenth", Amount::Relative(0.1))]),
    ];
    let usual = ask(&plan, &question(5000, 2)).unwrap().answers;
    let direction = usual.targets[0].direction.as_ref().unwrap();
    assert_eq!(direction.against_usual, None);
    assert_eq!(usual.targets[0].attainment, 0.0);
    assert_eq!(usual.warnings[0].kind, WarningKind::NeverMet);
    assert!(usual.joint.is_none());
    let moved =
        ask(&plan, &Question { set_levers: vec![(0, 1.0)], ..question(5000, 2) }).unwrap().answers;
    assert_eq!(moved.targets[0].attainment, 1.0);
    assert_eq!(moved.targets[0].likelihood, Likelihood::VirtuallyCertain);
    let against = moved.targets[0].direction.as_ref().unwrap().against_usual.unwrap();
    assert_eq!((against.usual_attainment, against.better), (0.0, 1.0));
    assert!((against.difference.unwrap().median - 1.0).abs() < 1e-12);
    // theta + 1 ≥ 1.1 theta where theta ≤ 10.
    let exact = 1.0 - posterior_above(10.0);
    assert!((moved.targets[1].attainment - exact).abs() < 0.02);
    let change = moved.targets[1].direction.as_ref().unwrap().relative_change.unwrap();
    assert!((change.median - 1.0 / MEAN).abs() < 0.01);
}

#[test]
fn troubled_runs_count_as_missed_and_are_reported() {
    let mut plan = plan();
    plan.observations.clear();
    plan.targets = vec![target("goal", vec![bound("goal", -1e9)])];
    let mut simulator = ClosedForm { wrong: Some(16), ..ClosedForm::new(1) };
    let question = Question { levers_effect: false, ..question(1600, 1) };
    let answers =
        study_with(&plan, &question, &mut simulator, &LikelihoodWeighting).unwrap().answers;
    assert!((answers.targets[0].attainment - 15.0 / 16.0).abs() < 1e-15);
    let troubles = &answers.troubles;
    assert_eq!((troubles.runs, troubles.examined), (100, 64));
    assert!((troubles.weight - 1.0 / 16.0).abs() < 1e-15);
    let [cause] = &troubles.causes[..] else { panic!("one cause") };
    assert_eq!((cause.runs, cause.run, cause.step), (64, 32, Some(4)));
    assert_eq!(cause.when.as_deref(), Some("2021-01-01"));
}

#[test]
fn a_malformed_plan_is_survived() {
    let mut plan = plan();
    plan.measures.clear();
    plan.readings.clear();
    plan.levers[0].variable = VariableId(99);
    plan.levers[0].budget = Some(7);
    let answers = ask(&plan, &question(100, 1)).unwrap().answers;
    assert_eq!((answers.targets[0].attainment, answers.targets[0].median), (0.0, None));
    plan.targets.clear();
    plan.observations.clear();
    assert!(ask(&plan, &question(0, 1)).is_ok());
}

//! Observations and status.

use hongtu_model::{Amount, Measure, MeasureForm, Observation, Reading, Stated, VariableId};

use super::*;
use crate::answers::{EuropeanStatus, Evidence, Trust};

#[test]
fn what_cannot_be_reproduced_is_named() {
    let mut plan = plan();
    plan.observations.push(observation(Stated::AtLeast { value: 50.0, sd: 0.0 }));
    let answers = ask(&plan, &question(1000, 1)).unwrap().answers;
    assert_eq!(answers.weighting.trust, Trust::Impossible);
    let [misfit] = &answers.weighting.misfits[..] else { panic!("one misfit") };
    assert_eq!(misfit.observation, 1);
    assert!(misfit.miss.unwrap() > 30.0 && misfit.deviations.is_none());
    let target = &answers.targets[0];
    assert_eq!(target.attainment, target.prior_attainment);
}

#[test]
fn hidden_and_superseded_observations_never_weigh() {
    let mut plan = plan();
    plan.observations[0].hidden = true;
    plan.observations.push(observation(Stated::AtLeast { value: 50.0, sd: 0.0 }));
    plan.observations[1].superseded = true;
    let study = ask(&plan, &question(1000, 1)).unwrap();
    assert_eq!((study.weights, study.answers.weighting.trust), (None, Trust::PriorOnly));
    assert_eq!(study.answers.targets[0].evidence, Evidence::PriorOnly);
    assert!(study.answers.observations[0].prior.is_some());
}

#[test]
fn evidence_is_direct_indirect_or_none() {
    let mut plan = plan();
    let of = |plan: &Plan| ask(plan, &question(100, 1)).unwrap().answers.targets[0].evidence;
    assert_eq!(of(&plan), Evidence::Observed);
    // The observation is of theta itself: another variable, the same draw.
    plan.readings[0] = Reading::Level { variable: VariableId(0), step: 0 };
    assert_eq!(of(&plan), Evidence::Indirect);
    plan.readings[0] = Reading::Level { variable: VariableId(3), step: 0 };
    assert_eq!(of(&plan), Evidence::PriorOnly);
}

#[test]
fn evidence_that_hardly_moves_a_target_leaves_it_to_the_priors() {
    let mut plan = plan();
    plan.readings[0] = Reading::Level { variable: VariableId(0), step: 0 };
    let of = |plan: &Plan| {
        let target = ask(plan, &question(4096, 1)).unwrap().answers.targets[0].clone();
        (target.evidence, target.moved.unwrap())
    };
    // From N(10, 2²) to N(11.6, 0.8): the odds of 12 by a sixth, the lower end by two sds of the prior.
    let (evidence, moved) = of(&plan);
    let exact = posterior_above(12.0) - normal_cdf(-1.0);
    assert!((moved.attainment - exact).abs() < 0.03, "{moved:?}");
    let exact = (1.6 + 1.644_854 * (2.0 - 0.8f64.sqrt())) / (2.0 * 1.644_854 * 2.0);
    assert!((moved.range.unwrap() - exact).abs() < 0.03, "{moved:?} is not {exact}");
    assert_eq!(evidence, Evidence::Indirect);
    // The same draw is behind it, but the figure is so rough that it says nothing.
    plan.observations[0].discrepancy = 100.0;
    let (evidence, moved) = of(&plan);
    assert!(moved.is_little(), "{moved:?}");
    assert_eq!(evidence, Evidence::PriorOnly);
    // Of what is observed itself the evidence is no guess, however little it says.
    plan.readings[0] = Reading::Level { variable: VariableId(2), step: 0 };
    assert_eq!(of(&plan).0, Evidence::Observed);
}

#[test]
fn status_reads_the_plan() {
    let mut plan = plan();
    plan.measures.push(Measure {
        form: MeasureForm::YearTotal { of: "x".to_owned(), year: 2022 },
        ..plan.measures[0].clone()
    });
    let second = Observation {
        measure: MeasureId(3),
        ..observation(Stated::Normal { value: 12.5, sd: 1.0 })
    };
    plan.observations.push(second);
    plan.targets = vec![
        target("goal", vec![bound("goal", 14.0)]),
        target("tenth", vec![rises("tenth", Amount::Relative(0.1))]),
        target("any", vec![rises("any", Amount::Any)]),
    ];
    let answers = ask(&plan, &question(100, 1)).unwrap().answers;
    let goal = &answers.targets[0];
    // 0.25 a year for three years of the 1.5 to go.
    assert!((goal.status.german.unwrap().miss() - 0.5).abs() < 1e-12);
    let pace = goal.pace.as_ref().unwrap();
    assert!((pace.so_far.unwrap() - 0.020_620_726).abs() < 1e-8);
    assert!((pace.needed.unwrap() - 0.038_498_8).abs() < 1e-6);
    assert_eq!(goal.status.inputs.len(), 2);
    // 10 % above what was observed in the base year.
    assert!((answers.targets[1].pace.as_ref().unwrap().goal - 13.2).abs() < 1e-12);
    assert!(matches!(answers.targets[1].status.european, Ok(EuropeanStatus::OnTrack { .. })));
    assert!(answers.targets[2].status.german.is_err());
}

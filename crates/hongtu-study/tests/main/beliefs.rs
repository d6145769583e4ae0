//! Runs weighed anew by other assumptions, against closed forms and against the plan edited and fitted
//! anew.

use super::*;
use hongtu_maths::ln;
use hongtu_maths::special::normal_quantile;
use hongtu_model::{Plan, Prior, Shape};
use hongtu_study::beliefs::{Belief, BeliefError, moved};
use hongtu_study::{Live, Replay, View};

const THETA: VariableId = VariableId(0);

fn prior(plan: &mut Plan) -> &mut Prior {
    match &mut plan.variables[0].kind {
        Kind::Constant { prior: Some(prior), .. } => prior,
        other => panic!("{other:?}"),
    }
}

/// That theta is normal with this mean and standard deviation.
fn normal(mean: f64, sd: f64) -> Belief {
    let z = normal_quantile(0.95);
    Belief { variable: THETA, low: mean - z * sd, high: mean + z * sd }
}

fn board(runs: u64) -> Live {
    let asked = Question { levers_effect: false, ..question(runs, 5) };
    let study = study_runs(&plan(), &asked).unwrap();
    Live::new(&plan(), Replay::new(&study), View::Board).unwrap().unwrap()
}

#[test]
fn odds_weighed_anew_are_those_of_the_plan_edited_and_fitted_anew() {
    let mut live = board(4_096);
    let asked = Question { levers_effect: false, ..question(4_096, 5) };
    let usual = live.answers(&plan(), &asked, usize::MAX).unwrap();
    for (mean, sd) in [(11.0, 1.5), (9.0, 1.8), (10.0, 1.2), (11.0, 2.5)] {
        live.believe(&plan(), vec![normal(mean, sd)]).unwrap();
        let weighed = live.answers(&plan(), &asked, usize::MAX).unwrap();
        // Observed is 12 with a standard deviation of 1.
        let precision = 1.0 / (sd * sd) + 1.0;
        let middle = (mean / (sd * sd) + 12.0) / precision;
        let exact = normal_cdf((middle - 12.0) * precision.sqrt());
        let target = &weighed.targets[0];
        let error = target.attainment_error.unwrap();
        assert!((target.attainment - exact).abs() < 4.0 * error, "{mean}, {sd}: {target:?}");
        assert!(error < 0.02, "{error}");
        assert!((target.median.unwrap() - middle).abs() < 0.1, "{mean}, {sd}");

        let mut edited = plan();
        let now = prior(&mut edited);
        *now = moved(now, normal(mean, sd).low, normal(mean, sd).high).unwrap();
        let Shape::Normal { mean: m, sd: s } = now.shape else { panic!("{now:?}") };
        assert!((m - mean).abs() < 1e-9 && (s - sd).abs() < 1e-9);
        let again = study(&edited, &asked).unwrap();
        let other = &again.targets[0];
        let there = other.attainment_error.unwrap();
        let both = (error * error + there * there).sqrt();
        assert!((target.attainment - other.attainment).abs() < 4.0 * both, "{mean}, {sd}");

        // The evidence is a normal density: of 12, with both variances together.
        let density = |mean: f64, sd: f64| {
            let variance = sd * sd + 1.0;
            -0.5 * (12.0 - mean) * (12.0 - mean) / variance - 0.5 * ln(variance)
        };
        let change = density(mean, sd) - density(10.0, 2.0);
        let found = live.reweighed().unwrap();
        assert!((found.log_evidence_change - change).abs() < 0.05, "{mean}, {sd}: {found:?}");
        assert!(found.effective_sample_size < found.before && found.trust.is_sound());
        assert!(weighed.weighting.effective_sample_size < usual.weighting.effective_sample_size);
        // A first look moves with all runs, not with the few.
        let first = live.answers(&plan(), &asked, 64).unwrap();
        assert!((first.targets[0].attainment - target.attainment).abs() < 1e-12);
    }
    // Without beliefs everything is as it was, bit by bit.
    live.believe(&plan(), Vec::new()).unwrap();
    let back = live.answers(&plan(), &asked, usize::MAX).unwrap();
    let (now, then) = (&back.targets[0], &usual.targets[0]);
    assert_eq!(now.attainment.to_bits(), then.attainment.to_bits());
    assert_eq!((now.median, now.interval_90), (then.median, then.interval_90));
    assert_eq!((back.joint, back.weighting), (usual.joint, usual.weighting));
}

#[test]
fn far_from_the_plan_odds_are_not_to_be_used() {
    let mut live = board(1_600);
    let asked = Question { levers_effect: false, ..question(1_600, 5) };
    for (mean, sd) in [(20.0, 0.5), (4.0, 0.3), (40.0, 1.0)] {
        live.believe(&plan(), vec![normal(mean, sd)]).unwrap();
        let found = live.reweighed().unwrap().clone();
        assert_eq!(found.trust, Trust::TooSmall, "{mean}, {sd}: {found:?}");
        let answers = live.answers(&plan(), &asked, usize::MAX).unwrap();
        assert!(!answers.weighting.trust.is_sound());
    }
    let wrong = live.believe(&plan(), vec![Belief { variable: THETA, low: 3.0, high: 2.0 }]);
    assert_eq!(wrong, Err((THETA, BeliefError::NoRange)));
    let wrong =
        live.believe(&plan(), vec![Belief { variable: VariableId(2), low: 1.0, high: 2.0 }]);
    assert_eq!(wrong, Err((VariableId(2), BeliefError::NotUncertain)));
}

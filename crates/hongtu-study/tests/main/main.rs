//! The study on the engine, against closed forms.

mod beliefs;
mod calibration;
mod changchun;
mod fitted;
mod lessons;
mod live;
mod plan;
mod score;
mod sensitivity;

use hongtu_maths::special::normal_cdf;
use hongtu_model::{Binary, Expr, Kind, VariableId};
use hongtu_study::answers::{TroubleKind, Trust};
use hongtu_study::{
    Answers, Conditioning, Progress, Question, StudyError, bands, study, study_runs,
};
use plan::{bound, plan, rises, target};

/// Posterior of theta: precision 1/4 + 1, mean (10/4 + 12) / 1.25 = 11.6, variance 0.8.
const MEAN: f64 = 11.6;

fn posterior_above(value: f64) -> f64 {
    normal_cdf((MEAN - value) / 0.8f64.sqrt())
}

fn question(runs: u64, seed: u64) -> Question<'static> {
    Question { runs, seed, threads: 1, ..Question::new() }
}

#[test]
fn linear_gaussian_posterior_is_exact_and_its_error_calibrated() {
    let plan = plan();
    let exact = posterior_above(12.0);
    let (mut squares, seeds) = (0.0, 100);
    for seed in 0..seeds {
        let method = Conditioning::Weights;
        let question = Question { levers_effect: false, method, ..question(2048, seed) };
        let answers = study(&plan, &question).unwrap();
        let target = &answers.targets[0];
        let z = (target.attainment - exact) / target.attainment_error.unwrap();
        squares += z * z;
        // Low-discrepancy points leave far less than the √(p(1 − p)/n) of independent draws.
        assert!((target.attainment - exact).abs() < 0.01, "seed {seed}: {}", target.attainment);
        assert!((target.median.unwrap() - MEAN).abs() < 0.03);
        assert_eq!(answers.weighting.trust, Trust::Good);
    }
    // The mean square of a t distribution with 15 degrees of freedom is 15/13.
    let mean_square = squares / seeds as f64;
    assert!((0.7..1.8).contains(&mean_square), "{mean_square}");
}

#[test]
fn levers_have_the_effect_they_should() {
    let answers = study(&plan(), &question(4096, 7)).unwrap();
    let push = &answers.targets[0].levers[0];
    assert!((push.attainment_low - posterior_above(13.0)).abs() < 0.01);
    assert!((push.attainment_high - posterior_above(10.0)).abs() < 0.01);
    assert!((push.median_change.unwrap() - 2.0).abs() < 1e-9);
    assert_eq!(answers.budgets[0].years[0].central_limit, Some(30.0));
}

#[test]
fn the_same_bits_whatever_the_threads() {
    let mut plan = plan();
    plan.targets.push(target("more", vec![rises("more", hongtu_model::Amount::Any)]));
    let ask = |threads| -> Answers {
        let set_levers = vec![(0, 0.5)];
        study(&plan, &Question { threads, set_levers, ..question(5000, 11) }).unwrap()
    };
    let one = ask(1);
    for threads in [2, 3] {
        assert_eq!(one, ask(threads));
    }
}

#[test]
fn settings_change_no_weight() {
    let plan = plan();
    let usual = study_runs(&plan, &question(1000, 5)).unwrap();
    let set_levers = vec![(0, 1.5)];
    let moved = study_runs(&plan, &Question { set_levers, ..question(1000, 5) }).unwrap();
    assert_eq!(usual.weights, moved.weights);
    assert!(moved.answers.targets[0].attainment > usual.answers.targets[0].attainment);
}

#[test]
fn holding_a_constant_leaves_nothing_uncertain() {
    let plan = plan();
    let set_constants = vec![(VariableId(0), 12.25)];
    let answers = study(&plan, &Question { set_constants, ..question(100, 5) }).unwrap();
    assert_eq!(answers.targets[0].attainment, 1.0);
    assert_eq!(answers.targets[0].interval_90, Some((12.25, 12.25)));
    assert_eq!(answers.changes[0].default, Some(10.0));
}

#[test]
fn trouble_is_found_and_named() {
    let mut plan = plan();
    // 1 / max(theta − 10, 0) in place of x: a division by zero in half of the runs.
    let above = Expr::binary(
        Binary::Max,
        Expr::binary(Binary::Subtract, Expr::Variable(VariableId(0)), Expr::Number(10.0)),
        Expr::Number(0.0),
    );
    let value = Expr::binary(Binary::Divide, Expr::Number(1.0), above);
    plan.variables[2].kind = Kind::Auxiliary { value };
    plan.observations.clear();
    plan.targets = vec![target("goal", vec![bound("goal", 0.0)])];
    let answers = study(&plan, &question(1600, 3)).unwrap();
    let troubles = &answers.troubles;
    assert!((780..820).contains(&troubles.runs), "{}", troubles.runs);
    let missed = troubles.runs as f64 / 1600.0;
    assert!((answers.targets[0].attainment - (1.0 - missed)).abs() < 1e-12);
    assert_eq!((troubles.examined, troubles.causes.len()), (64, 1));
    let cause = &troubles.causes[0];
    assert_eq!((cause.variable.as_str(), cause.kind), ("x", TroubleKind::DivisionByZero));
}

#[test]
fn bands_are_quantiles_of_every_variable() {
    let plan = plan();
    let question = Question { levers_effect: false, ..question(8192, 1) };
    let study = study_runs(&plan, &question).unwrap();
    let bands = bands(&plan, &question, &study).unwrap();
    assert_eq!(bands.times, [2020.0, 2021.0, 2022.0, 2023.0, 2024.0, 2025.0, 2026.0]);
    assert_eq!((bands.runs, bands.bands.len()), (4096, plan.variables.len()));
    let [low, _, median, _, high] = bands.bands[2].quantiles[0];
    let half = 1.644_853_626_951_472_7 * 0.8f64.sqrt();
    assert!((median - MEAN).abs() < 0.03);
    assert!((low - (MEAN - half)).abs() < 0.06 && (high - (MEAN + half)).abs() < 0.06);
}

#[test]
fn progress_reaches_its_total() {
    let plan = plan();
    let last = std::sync::Mutex::new(Progress { done: 0, total: 0 });
    let note = |progress: Progress| {
        let mut last = last.lock().unwrap();
        if progress.done > last.done {
            *last = progress;
        }
    };
    let method = Conditioning::Weights;
    study(&plan, &Question { progress: Some(&note), method, ..question(1000, 5) }).unwrap();
    assert_eq!(*last.lock().unwrap(), Progress { done: 3000, total: 3000 });
    study(&plan, &Question { progress: Some(&note), ..question(1000, 5) }).unwrap();
    let last = *last.lock().unwrap();
    assert!(last.done > 3000 && last.done == last.total, "{last:?}");
}

#[test]
fn a_study_can_be_interrupted() {
    let cancel = std::sync::atomic::AtomicBool::new(true);
    let question = Question { cancel: Some(&cancel), ..question(100_000, 5) };
    assert!(matches!(study(&plan(), &question), Err(StudyError::Simulate(_))));
}

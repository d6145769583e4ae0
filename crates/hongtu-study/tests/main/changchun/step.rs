//! No answer hangs on the step.

use hongtu_study::{Conditioning, Question, study};

use super::{Model, edited, text};

/// With half the step and the same draws, medians move by less than 1 % of the 90 % interval and odds
/// by less than one point. Runs are the priors' own: weighing or fitting them would add the chance of
/// another sample to the effect of the step.
#[test]
fn half_the_step_gives_the_same_answers() {
    let fine = edited(&text(), "step 1/32 year", "step 1/64 year");
    let ask = |text: &str| {
        let mut plan = Model::of(text).plan;
        plan.observations.clear();
        let method = Conditioning::Weights;
        let question =
            Question { runs: 4096, threads: 2, levers_effect: false, method, ..Question::new() };
        study(&plan, &question).unwrap().targets
    };
    let mut far = Vec::new();
    for (coarse, fine) in ask(&text()).iter().zip(&ask(&fine)) {
        let (low, high) = coarse.interval_90.unwrap();
        let moved = (fine.median.unwrap() - coarse.median.unwrap()) / (high - low);
        let points = 100.0 * (fine.attainment - coarse.attainment);
        if moved.abs() >= 0.01 || points.abs() >= 1.0 {
            far.push(format!("{}: {moved:.4} of the interval, {points:.2} points", coarse.id));
        }
    }
    assert!(far.is_empty(), "{far:#?}");
}

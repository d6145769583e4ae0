//! Calibration in short form; `bash benches/calibration.sh` is the long one.

mod simulated;
mod uniform;

use hongtu_lang::NoFiles;
use hongtu_maths::random::uniform as random;
use simulated::{DRAWS, ranks};
use uniform::{band, chi_square, histogram};

/// Each of the two tests of a quantity is failed by chance once in so many.
const BY_CHANCE: f64 = 1e-4;

#[track_caller]
fn calibrated(text: &str, sets: u64) {
    let plan = hongtu_lang::check(text, &NoFiles, None).plan.expect("the plan has no errors");
    for found in ranks(&plan, 0..sets) {
        let counts = histogram(&found.ranks, DRAWS, 8);
        let (square, band) = (chi_square(&counts), band(&found.ranks, DRAWS));
        assert!(square > BY_CHANCE && band > BY_CHANCE, "{}: {counts:?}", found.name);
    }
}

#[test]
fn a_plan_with_every_form_of_evidence_is_calibrated() {
    calibrated(include_str!("../../../../../benches/calibration/pasture.md"), 32);
}

#[test]
fn a_posterior_with_two_modes_is_calibrated() {
    calibrated(include_str!("../../../../../benches/calibration/two-wells.md"), 64);
}

#[test]
fn a_stiff_posterior_is_calibrated() {
    calibrated(include_str!("../../../../../benches/calibration/enzyme.md"), 32);
}

#[test]
fn bands_hold_as_many_uniform_ranks_as_they_say() {
    const REPEATS: u64 = 400;
    let (sets, most) = (60, 15);
    let draw = |repeat: u64| -> Vec<usize> {
        (0..sets).map(|set| (random(1, repeat, 2, set) * (most + 1) as f64) as usize).collect()
    };
    let chances: Vec<f64> = (0..REPEATS).map(|repeat| band(&draw(repeat), most)).collect();
    for level in [0.05, 0.2, 0.5] {
        let share = chances.iter().filter(|&&p| p <= level).count() as f64 / REPEATS as f64;
        // Chances come in jumps, and so may be too large by one.
        assert!(share < level + 0.04 && share > level - 0.08, "{share} of {level}");
    }
    let skewed: Vec<usize> = (0..60).map(|set| set * set / 240).collect();
    assert!(band(&skewed, most) < 0.01 && chi_square(&histogram(&skewed, most, 8)) < 0.01);
}

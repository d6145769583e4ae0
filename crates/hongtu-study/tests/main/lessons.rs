//! What taught what, against conjugate posteriors and an independent implementation.

use hongtu_maths::{exp, ln};
use hongtu_model::{Plan, Stated};
use hongtu_study::lessons::{Asked, Lesson, Lessons, Told, lessons, smooth, tail};

use super::*;
use plan::observation;

/// Shape of the ratios, worth of a draw; then by ArviZ: k, the three largest logarithms of normalised
/// weights, effective sample size, weighted mean. Printed by `benches/psis_reference.py`, which states
/// the data.
const ARVIZ: [(f64, f64, f64, [f64; 3], f64, f64); 6] = [
    (
        0.3,
        1.0,
        0.06565497751748689,
        [-5.165605119093012, -5.165605119093012, -5.165605119093012],
        441.7641550319311,
        0.49538839595702333,
    ),
    (
        0.3,
        0.4,
        0.036680762119757786,
        [-5.174314285088546, -5.166108750496572, -5.166108750496572],
        441.6922987469756,
        0.495408196207987,
    ),
    (
        0.6,
        1.0,
        0.35655031276480725,
        [-4.233690595736103, -4.216304466716168, -4.216304466716168],
        269.5143505802371,
        0.48713074764945036,
    ),
    (
        0.6,
        0.4,
        0.2637854721883385,
        [-4.281771407267047, -4.2194112030736735, -4.2194112030736735],
        269.717126204685,
        0.4875229626775319,
    ),
    (
        0.9,
        1.0,
        0.6045125879602535,
        [-3.464354962970875, -3.412102432269841, -3.412102432269841],
        119.23700491830375,
        0.4713992610534461,
    ),
    (
        0.9,
        0.4,
        0.49929486237527665,
        [-3.545209503609655, -3.4161521000921757, -3.4161521000921757],
        121.80722838343983,
        0.4726130221926803,
    ),
];

#[test]
fn smoothed_weights_are_those_of_arviz() {
    for (shape, efficiency, k, largest, effective, mean) in ARVIZ {
        let mut state = 2024u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        let (ratios, second): (Vec<f64>, Vec<f64>) = (0..500)
            .map(|_| {
                let (u, v) = (uniform(), uniform());
                (-shape * ln(u) + v / 10.0, v)
            })
            .unzip();
        let found = smooth(&ratios, tail(500, efficiency));
        assert!((found.k - k).abs() < 1e-9, "{} is not {k}", found.k);
        let total: f64 = found.log_weights.iter().map(|w| exp(*w)).sum();
        let mut weights: Vec<f64> = found.log_weights.iter().map(|w| w - ln(total)).collect();
        let squares: f64 = weights.iter().map(|w| exp(2.0 * w)).sum();
        assert!((1.0 / squares - effective).abs() < 1e-6);
        let weighted: f64 = weights.iter().zip(&second).map(|(w, v)| exp(*w) * v).sum();
        assert!((weighted - mean).abs() < 1e-9);
        weights.sort_by(f64::total_cmp);
        for (weight, expected) in weights[497..].iter().zip(largest) {
            assert!((weight - expected).abs() < 1e-9);
        }
    }
}

/// A normal posterior of theta ~ N(10, 2²): mean and variance after values with their errors.
fn posterior<'a>(observed: impl IntoIterator<Item = &'a (f64, f64)>) -> (f64, f64) {
    let (mut precision, mut sum) = (0.25, 2.5);
    for (value, sd) in observed {
        precision += 1.0 / (sd * sd);
        sum += value / (sd * sd);
    }
    (sum / precision, 1.0 / precision)
}

/// The plan of closed forms with these observations of theta.
fn observing(observed: &[(f64, f64)]) -> Plan {
    let mut plan = plan();
    let stated = |(value, sd): &(f64, f64)| Stated::Normal { value: *value, sd: *sd };
    plan.observations = observed.iter().map(|o| observation(stated(o))).collect();
    plan
}

fn ask(plan: &Plan, question: &Question<'_>, asked: Asked) -> Lessons {
    let study = study_runs(plan, question).unwrap();
    lessons(plan, question, &study, asked).unwrap().unwrap()
}

fn question_of(runs: u64, seed: u64, method: Conditioning) -> Question<'static> {
    Question { levers_effect: false, method, ..question(runs, seed) }
}

/// Distances of everything a lesson says from what is exact, in its standard errors.
fn distances(lesson: &Lesson, all: &[(f64, f64)], index: usize) -> [f64; 4] {
    let rest = all.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, o)| o);
    let ((m, v), (mean, variance)) = (posterior(all), posterior(rest));
    let (value, sd) = all[index];
    let (off, spread) = (value - mean, variance + sd * sd);
    let elpd = -0.5 * off * off / spread - 0.5 * ln(std::f64::consts::TAU * spread);
    let odds = |mean: f64, variance: f64| normal_cdf((mean - 12.0) / variance.sqrt());
    let change = odds(mean, variance) - odds(m, v);
    let (told, known) = (lesson.odds[0], lesson.known[0]);
    assert!((told.value - odds(mean, variance)).abs() < 0.08);
    assert!((known.known.mean.value - (mean - 10.0) / 2.0).abs() < 0.1);
    assert!((known.known.shrinkage.value - (1.0 - variance / 4.0)).abs() < 0.1);
    [
        (lesson.elpd.unwrap() - elpd) / lesson.elpd_error.unwrap_or(f64::INFINITY),
        (told.change.value - change) / told.change.error.unwrap(),
        (known.mean_change.value - (mean - m) / 2.0) / known.mean_change.error.unwrap(),
        (known.shrinkage_change.value - (v - variance) / 4.0)
            / known.shrinkage_change.error.unwrap(),
    ]
}

#[test]
fn conjugate_posteriors_without_an_observation() {
    // One of these is worth as much as all others together, k = 0.49 in theory.
    let observed = [(12.0, 1.2), (11.0, 1.5), (14.0, 2.0), (11.5, 0.8)];
    let plan = observing(&observed);
    let (_, v) = posterior(&observed);
    for (method, runs, seeds) in
        [(Conditioning::Smc, 8192, 12), (Conditioning::Weights, 16_384, 12)]
    {
        let mut squares = [[0.0; 4]; 4];
        for seed in 0..seeds {
            let found = ask(&plan, &question_of(runs, seed, method), Asked::default());
            assert_eq!((found.informed.len(), found.observations.len()), (1, 4));
            let informed = &found.informed[0];
            let shrinkage = informed.known.shrinkage;
            assert!((shrinkage.value - (1.0 - v / 4.0)).abs() < 0.02);
            assert_eq!((informed.name.as_str(), informed.teacher), ("theta", Some(3)));
            assert!((informed.before.median - 10.0).abs() < 0.1);
            for (index, lesson) in found.observations.iter().enumerate() {
                assert_eq!((lesson.observation, lesson.told), (index, Told::Weights));
                let distances = distances(lesson, &observed, index);
                for (sum, distance) in squares[index].iter_mut().zip(distances) {
                    *sum += distance * distance / seeds as f64;
                }
                // Ratios of N(m, v) to 1 / N(y; θ, s²) have a tail of shape v / s².
                let shape = v / (observed[index].1 * observed[index].1);
                if method == Conditioning::Smc {
                    assert!((lesson.k - shape).abs() < 0.3, "{} is not {shape}", lesson.k);
                }
            }
        }
        // 15/13 is expected of each; a chi-square of twelve seeds is under 33 but once in a thousand.
        // Of a variance under ratios with k near ½ the error is itself too uncertain to ask as much.
        for distances in squares {
            for (sum, factor) in distances.into_iter().zip([1.0, 1.0, 1.0, 2.0]) {
                assert!(sum < factor * 15.0 / 13.0 * 33.0 / 12.0, "{squares:?}");
            }
        }
    }
}

#[test]
fn what_the_runs_cannot_tell_is_left_open_or_fitted_again() {
    let observed = [(12.0, 1.0), (10.2, 0.2)];
    let plan = observing(&observed);
    let question = question_of(8192, 3, Conditioning::Smc);
    let open = ask(&plan, &question, Asked::default());
    assert_eq!(open.reliable, 0.7);
    let sharp = &open.observations[1];
    assert!(sharp.told == Told::No && sharp.k > 0.7 && sharp.odds.is_empty(), "{}", sharp.k);
    let fitted = ask(&plan, &question, Asked { refit: true, ..Asked::default() });
    assert_eq!(open.observations[0], fitted.observations[0]);
    let sharp = &fitted.observations[1];
    assert_eq!((sharp.told, fitted.informed[0].teacher), (Told::Refit, Some(1)));
    for distance in distances(sharp, &observed, 1) {
        assert!(distance.abs() < 4.0, "{distance}");
    }
    // A hard bound rules out what no run has seen.
    let mut hard = plan;
    hard.observations[1] = observation(Stated::AtLeast { value: 11.0, sd: 0.0 });
    let found = ask(&hard, &question, Asked { refit: true, ..Asked::default() });
    assert_eq!((found.observations[1].told, found.observations[1].k), (Told::Refit, f64::INFINITY));
    assert!((found.observations[1].odds[0].value - posterior_above(12.0)).abs() < 0.05);
}

#[test]
fn lessons_have_the_same_bits_whatever_the_threads_and_need_evidence() {
    let plan = observing(&[(12.0, 1.0), (11.0, 1.5)]);
    let on = |threads| {
        let question = Question { threads, ..question_of(4096, 5, Conditioning::Smc) };
        ask(&plan, &question, Asked::default())
    };
    assert_eq!(on(1), on(3));
    let plan = observing(&[]);
    let question = question_of(1000, 5, Conditioning::Smc);
    let study = study_runs(&plan, &question).unwrap();
    assert_eq!(lessons(&plan, &question, &study, Asked::default()).unwrap(), None);
}

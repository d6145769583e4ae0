//! Simulation-based calibration of a plan (Talts et al. 2018): a truth is drawn from the plan's
//! priors, data from the truth, and the truth is ranked among runs that are fitted to the data.

use hongtu_engine::{Options, PriorDraws, Program, Settings, simulate};
use hongtu_maths::random::{name_key, normal, uniform};
use hongtu_model::{Expr, MeasureId, Plan, Stated};
use hongtu_study::conditioning::log_likelihood;
use hongtu_study::{Question, study_runs};

/// Runs that the truth is ranked among.
pub const DRAWS: usize = 63;

/// Runs of a fit, from which those are taken at random: far more, so that they are as good as
/// independent.
const RUNS: u64 = 1024;

/// Ranks of the truth, from 0 to [`DRAWS`].
pub struct Ranks {
    /// What was ranked: the measure of a target, or the likelihood of the data.
    pub name: String,
    /// One rank for each data set.
    pub ranks: Vec<usize>,
}

/// Ranks the truths of some data sets. What is ranked is the measure of every target, and the
/// likelihood: a sampler that ignores the data ranks all else uniformly (Modrák et al. 2023).
pub fn ranks(plan: &Plan, sets: std::ops::Range<u64>) -> Vec<Ranks> {
    let judged: Vec<(String, MeasureId)> = plan
        .targets
        .iter()
        .flat_map(|t| t.judgements.iter().map(|j| (t.name.clone(), j.measure)))
        .collect();
    let observed: Vec<MeasureId> = plan.observations.iter().map(|o| o.measure).collect();
    let measures: Vec<Expr> = judged
        .iter()
        .map(|(_, id)| id)
        .chain(&observed)
        .map(|id| plan.measure(*id).value.clone())
        .collect();
    let program = Program::new(plan, &plan.readings, &measures).expect("a small plan");
    let mut found: Vec<Ranks> = judged
        .iter()
        .map(|(name, _)| name.clone())
        .chain(["likelihood".to_owned()])
        .map(|name| Ranks { name, ranks: Vec::new() })
        .collect();
    for set in sets {
        let truth = truth(plan, &program, set);
        let (truths, seen) = truth.split_at(judged.len());
        let mut plan = plan.clone();
        for (number, (observation, &x)) in (0..).zip(plan.observations.iter_mut().zip(seen)) {
            let noise = [normal(SEED, set, name_key("noise"), number), {
                uniform(SEED, set, name_key("place"), number)
            }];
            observation.stated = measured(observation.stated, observation.discrepancy, x, noise);
        }
        let question = Question {
            runs: RUNS,
            seed: 1 + set,
            threads: 1,
            levers_effect: false,
            ..Question::new()
        };
        let study = study_runs(&plan, &question).expect("the plan fits the question");
        let likelihood = |values: &dyn Fn(usize) -> f64| -> f64 {
            let each = plan.observations.iter().enumerate();
            each.map(|(i, o)| log_likelihood(o.stated, o.discrepancy, values(i))).sum()
        };
        let column =
            |id: &MeasureId| study.runs.column(*id).expect("what targets need is recorded");
        let columns: Vec<&[f64]> = observed.iter().map(column).collect();
        let likelihoods: Vec<f64> =
            (0..RUNS as usize).map(|run| likelihood(&|i| columns[i][run])).collect();
        let chosen = chosen(study.weights.as_deref(), set);
        let tie = uniform(SEED, set, name_key("tie"), 0);
        let truths = truths.iter().copied().chain([likelihood(&|i| seen[i])]);
        let fitted = judged.iter().map(|(_, id)| column(id)).chain([likelihoods.as_slice()]);
        for ((ranks, truth), fitted) in found.iter_mut().zip(truths).zip(fitted) {
            ranks.ranks.push(rank(truth, &chosen, fitted, tie));
        }
    }
    found
}

/// Seed of truths and data; fits have others.
const SEED: u64 = 0x5bc;

/// A run from the priors, independent of the truths of other data sets.
fn truth(plan: &Plan, program: &Program, set: u64) -> Vec<f64> {
    let draws = PriorDraws::new(plan, (SEED << 32) + set);
    let options = Options { threads: 1, ..Options::default() };
    let runs = simulate(program, &Settings::defaults(plan), &draws, 0..1, &options);
    runs.expect("a small plan").measures.iter().map(|values| values[0]).collect()
}

/// What is stated of a true `x`, in the form in which the plan states it: with the same error, width
/// or bound. A bound is a coin with the likelihood's probability that shows on which side of it the
/// measure was found.
fn measured(stated: Stated, discrepancy: f64, x: f64, [noise, place]: [f64; 2]) -> Stated {
    let off = |sd: f64| (sd * sd + discrepancy * discrepancy).sqrt() * noise;
    match stated {
        Stated::Normal { sd, .. } => Stated::Normal { value: x + off(sd), sd },
        Stated::Uniform { low, high } => {
            let low_end = x + off(0.0) - (high - low) * place;
            Stated::Uniform { low: low_end, high: low_end + (high - low) }
        }
        Stated::AtLeast { value, sd } | Stated::AtMost { value, sd } => {
            if x + off(sd) >= value {
                Stated::AtLeast { value, sd }
            } else {
                Stated::AtMost { value, sd }
            }
        }
    }
}

/// Runs at random, each as likely as it weighs.
fn chosen(weights: Option<&[f64]>, set: u64) -> Vec<usize> {
    let mut sum = 0.0;
    let sums: Vec<f64> = (0..RUNS as usize)
        .map(|run| {
            sum += weights.map_or(1.0, |weights| weights[run]);
            sum
        })
        .collect();
    (0..DRAWS as i64)
        .map(|draw| {
            let u = uniform(SEED, set, name_key("chosen"), draw) * sum;
            sums.partition_point(|&below| below <= u).min(sums.len() - 1)
        })
        .collect()
}

/// The rank of the truth among the chosen runs, at a random place among its equals.
fn rank(truth: f64, chosen: &[usize], values: &[f64], tie: f64) -> usize {
    let below = chosen.iter().filter(|&&run| values[run] < truth).count();
    let equal = chosen.iter().filter(|&&run| values[run] == truth).count();
    below + (tie * (equal + 1) as f64) as usize
}

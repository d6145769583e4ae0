//! What taught what: what evidence told about each assumption, and what would be believed without one
//! of the observations.
//!
//! The runs of a study know all observations. Without observation i, run r would weigh as much more as
//! it is less likely to have been seen, `1 / L_i(r)`: importance sampling with smoothed ratios
//! ([`smooth`]). Where the shape of their tail says that the runs cannot tell, a study without the
//! observation may ([`Asked::refit`]). `docs/method.md` has the formulas.

mod informed;
mod left_out;
mod pareto;

use hongtu_engine::SCRAMBLES;
use hongtu_maths::{ln, min};
use hongtu_model::{Judgement, Plan};

pub use informed::{Informed, Known, MOST_INFORMED};
pub use pareto::{Smoothed, reliable, smooth, tail};

use crate::explain::{EXPLAIN_RUNS, Name};
use crate::judge::Judge;
use crate::question::{Conditioning, Question, StudyError};
use crate::reach::Reach;
use crate::sensitivity::readings;
use crate::statistics::Estimate;
use crate::study::Study;
use informed::{Normal, Source, informed};
use left_out::{log_likelihoods, rules_out};

/// An observation teaches something by itself where at least this share of what is known would not be
/// known without it.
const STANDS_OUT: f64 = 0.1;

/// What taught what.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lessons {
    /// Runs that were looked at.
    pub runs: usize,
    /// The largest k that these runs can be relied on with.
    pub reliable: f64,
    /// Ids of the readings of targets that [`Lesson::odds`] are of.
    pub targets: Vec<String>,
    /// What evidence told something about, the most first.
    pub informed: Vec<Informed>,
    /// One for each observation that weighs.
    pub observations: Vec<Lesson>,
}

/// What one observation taught.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lesson {
    /// Index into [`crate::Answers::observations`].
    pub observation: usize,
    /// The shape of the tail of the importance ratios: how much leaving it out asks of the runs. +∞
    /// where it rules something out altogether, −∞ where it says the same of all likely runs.
    pub k: f64,
    /// Whether and how it could be told.
    pub told: Told,
    /// The logarithm of the density of what was observed, as all other observations foresee it.
    pub elpd: Option<f64>,
    /// Its standard error over the scrambles.
    pub elpd_error: Option<f64>,
    /// For each of [`Lessons::targets`] its odds without the observation.
    pub odds: Vec<Without>,
    /// For each of [`Lessons::informed`] what would be known of it without the observation.
    pub known: Vec<KnownWithout>,
}

impl Lesson {
    fn untold(observation: usize) -> Self {
        Self {
            observation,
            k: f64::INFINITY,
            told: Told::No,
            elpd: None,
            elpd_error: None,
            odds: Vec::new(),
            known: Vec::new(),
        }
    }
}

/// Whether it could be told what would be believed without an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Told {
    /// By the weights of the runs.
    Weights,
    /// By a study without it.
    Refit,
    /// Not by these runs.
    No,
}

impl Told {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Refit => "refit",
            Self::No => "no",
        }
    }
}

/// Odds without an observation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Without {
    /// The odds.
    pub value: f64,
    /// How far they lie above those with it.
    pub change: Estimate,
}

impl Without {
    /// Whether the change is more than chance would make it.
    pub fn beyond_chance(&self) -> bool {
        beyond_chance(self.change)
    }
}

/// What would be known of something drawn without an observation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct KnownWithout {
    /// What would be known.
    pub known: Known,
    /// How far its mean lies above that with the observation.
    pub mean_change: Estimate,
    /// How far its shrinkage lies above that with the observation.
    pub shrinkage_change: Estimate,
}

impl KnownWithout {
    /// Whether either change is more than chance would make it.
    pub fn beyond_chance(&self) -> bool {
        beyond_chance(self.mean_change) || beyond_chance(self.shrinkage_change)
    }
}

/// Whether a number differs from 0 by more than chance: by four standard errors with 15 degrees of
/// freedom, once in 860 times, because hundreds of numbers are looked at.
fn beyond_chance(estimate: Estimate) -> bool {
    estimate.error.is_some_and(|error| estimate.value.abs() > 4.0 * error)
}

/// What is asked about what taught what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// One target, or a reading of it; all without one.
    pub target: Option<Name>,
    /// Whether to make a study without each observation that the runs cannot tell about. Without the
    /// only one it is made in any case.
    pub refit: bool,
}

/// The runs of a study and what it takes to weigh them anew.
struct Bench<'a> {
    runs: usize,
    scrambles: usize,
    weights: Option<&'a [f64]>,
    ids: Vec<String>,
    judges: Vec<Judge<'a>>,
    normals: Vec<Normal>,
    tail: usize,
    reliable: f64,
    evidence: Estimate,
}

/// The logarithm of the evidence that a study found, with its error.
fn evidence(study: &Study) -> Estimate {
    let weighting = &study.answers.weighting;
    let error = weighting.fit.as_ref().map(|fit| fit.log_evidence_error);
    let certain = weighting.observations == 0;
    Estimate { value: weighting.log_evidence, error: if certain { Some(0.0) } else { error } }
}

/// Finds out what taught what in a study of a plan; `None` where nothing observed weighs, or no run
/// agrees with it.
///
/// # Errors
///
/// As [`crate::study()`], of studies without an observation.
pub fn lessons(
    plan: &Plan,
    question: &Question<'_>,
    study: &Study,
    asked: Asked,
) -> Result<Option<Lessons>, StudyError> {
    let all = study.runs.runs();
    let runs = if all < EXPLAIN_RUNS { all } else { EXPLAIN_RUNS };
    let likelihoods = log_likelihoods(plan, study, runs);
    let Some(weights) = study.weights.as_deref().filter(|_| !likelihoods.is_empty()) else {
        return Ok(None);
    };
    let weights = weights.get(..runs).unwrap_or(weights);
    let fitted = study.fit.is_some();
    let scrambles = SCRAMBLES as usize;
    let reach = Reach::new(plan);
    let source = Source {
        plan,
        posterior: study.fit.as_ref().map(|fit| &fit.draws),
        seed: question.seed,
        runs,
    };
    let (mut informed, normals): (Vec<_>, Vec<_>) =
        informed(&source, &reach, scrambles, Some(weights)).into_iter().unzip();
    let readings: Vec<&Judgement> = readings(plan, asked.target);
    // Runs of the prior are independent; those of a chain are worth fewer.
    let efficiency = match question.method {
        Conditioning::Weights => 1.0,
        _ => min(study.answers.weighting.effective_sample_size / all as f64, 1.0),
    };
    let bench = Bench {
        runs,
        scrambles,
        weights: Some(weights),
        ids: readings.iter().map(|reading| reading.id.clone()).collect(),
        judges: readings.iter().map(|reading| Judge::new(reading, &study.runs)).collect(),
        normals,
        tail: tail(runs, efficiency),
        reliable: reliable(runs),
        evidence: evidence(study),
    };
    let mut observations = Vec::with_capacity(likelihoods.len());
    for (place, (index, own)) in likelihoods.iter().enumerate() {
        let ruled_out = fitted
            && plan.observations.get(*index).is_some_and(|observation| {
                let answer = study.answers.observations.get(*index);
                let never = answer.and_then(|o| o.prior).is_some_and(|p| p.high.is_infinite());
                rules_out(observation, never)
            });
        let lesson = if ruled_out {
            Lesson::untold(*index)
        } else if fitted {
            let ratio = |(weight, own): (&f64, &f64)| ln(*weight) - own;
            let ratios: Vec<f64> = weights.iter().zip(own).map(ratio).collect();
            bench.weighed(*index, own, &ratios)
        } else {
            let rest = likelihoods.iter().enumerate().filter(|(other, _)| *other != place);
            let mut ratios = vec![0.0; runs];
            for (_, (_, others)) in rest {
                for (ratio, other) in ratios.iter_mut().zip(others) {
                    *ratio += other;
                }
            }
            // A run without a likelihood weighs nothing.
            ratios.iter_mut().filter(|r| r.is_nan()).for_each(|r| *r = f64::NEG_INFINITY);
            bench.weighed(*index, own, &ratios)
        };
        // Without the only observation runs are those of the prior, which takes no fit.
        let refit = asked.refit || likelihoods.len() == 1;
        let lesson = if refit && lesson.told == Told::No {
            bench.refitted(plan, question, *index, lesson.k)?
        } else {
            lesson
        };
        observations.push(lesson);
    }
    for (place, informed) in informed.iter_mut().enumerate() {
        informed.teacher = teacher(place, &informed.known, &observations);
    }
    Ok(Some(Lessons { runs, reliable: bench.reliable, targets: bench.ids, informed, observations }))
}

/// The observation without which the least would be known of something, where it stands out.
fn teacher(place: usize, known: &Known, lessons: &[Lesson]) -> Option<usize> {
    let learnt = known.learnt();
    let rests = lessons.iter().enumerate().filter_map(|(index, lesson)| {
        let without = lesson.known.get(place).filter(|without| without.beyond_chance())?;
        Some((index, without.known.learnt()))
    });
    let (index, rest) = rests.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (learnt - rest >= STANDS_OUT * learnt).then_some(index)
}

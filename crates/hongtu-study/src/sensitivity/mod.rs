//! Which assumptions matter: Sobol′ indices of the uncertain inputs on what targets measure.
//!
//! Inputs are independent before anything is observed, so the indices are those of the priors. One
//! design serves all targets: two independent samples of all inputs, and for each input the first
//! sample with that input alone taken from the second. Every input is screened with few of these
//! mixtures; those that may matter to some target are taken through all runs. `docs/method.md` has
//! the formulas.

mod indices;
mod inputs;
mod outcome;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hongtu_engine::{PriorDraws, Program, Runs, Settings};
use hongtu_model::{Judgement, MeasureId, Plan, VariableId};

pub use indices::{Base, Index, Indices, T_90, T_95, Tally};
pub use inputs::{Input, InputKind};
pub use outcome::Scale;

use crate::explain::Name;
use crate::judge::measures;
use crate::machine::{Machine, Simulator};
use crate::question::{Question, StudyError, choose};
use crate::reach::Reach;
use inputs::{Mixture, inputs};
use outcome::Outcome;

/// An input matters to a target where its total index may be as large as this.
pub const MATTERS: f64 = 0.01;

/// Every input is screened with so many mixtures.
const SCREENED: u64 = 256;

/// A sample has at most so many runs in a scramble.
const MOST_POINTS: u32 = 12;

/// Which assumptions matter to targets.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sensitivity {
    /// The uncertain inputs of the plan.
    pub inputs: Vec<Input>,
    /// One for each reading of a target that was asked for.
    pub targets: Vec<TargetSensitivity>,
    /// Runs in each of the two samples.
    pub sample: u64,
    /// Runs of mixtures with which an input is screened.
    pub screened: u64,
    /// How many inputs any of the targets depends on.
    pub reaching: usize,
    /// How many of these were taken through all runs of a sample.
    pub refined: usize,
    /// Runs simulated in all.
    pub model_runs: u64,
}

/// Which assumptions matter to a reading of a target.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TargetSensitivity {
    /// Id of the judgement.
    pub id: String,
    /// What the indices take apart.
    pub scale: Scale,
    /// Inputs that its measure depends on.
    pub inputs: usize,
    /// Inputs by their total index, the largest first; those with a total index under [`MATTERS`] are
    /// left out.
    pub shares: Vec<Share>,
}

impl TargetSensitivity {
    /// The sum of the first-order indices of what is not left out: what the inputs do one by one.
    pub fn additive(&self) -> f64 {
        self.shares.iter().map(|share| share.indices.first.value).sum()
    }
}

/// What an input does to a target.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Share {
    /// Index into [`Sensitivity::inputs`].
    pub input: usize,
    /// Its indices.
    pub indices: Indices,
}

/// Readings of targets that a name means: of one target, or a reading of it; all without a name.
pub(crate) fn readings(plan: &Plan, name: Option<Name>) -> Vec<&Judgement> {
    let targets = plan.targets.iter().enumerate().filter(|(_, target)| !target.hidden);
    let readings = targets.flat_map(|(index, target)| {
        target.judgements.iter().enumerate().map(move |(number, j)| (index, number, j))
    });
    let meant = |index, number| match name {
        None => true,
        Some(Name::Target(target)) => target == index,
        Some(Name::Reading(target, reading)) => (target, reading) == (index, number),
        Some(Name::Quantity(_) | Name::Element(..)) => false,
    };
    readings.filter(|(index, number, _)| meant(*index, *number)).map(|(.., j)| j).collect()
}

/// The seed of the second sample.
const fn other(seed: u64) -> u64 {
    seed ^ 0x5eed_0000_0000_0001
}

/// Runs of a sample for so many runs of a study: a quarter, in scrambles of a power of two.
fn sample(runs: u64) -> u64 {
    let scramble = (runs / 64).checked_ilog2().unwrap_or(0);
    16 << scramble.clamp(2, MOST_POINTS)
}

/// Finds out which assumptions matter to the targets of a plan, or to one of them.
///
/// # Errors
///
/// Where the question does not fit the plan, the plan is beyond a limit of the engine, or the
/// simulation was interrupted.
pub fn sensitivity(
    plan: &Plan,
    question: &Question<'_>,
    target: Option<Name>,
) -> Result<Sensitivity, StudyError> {
    let chosen = choose(plan, question)?;
    let inputs = inputs(plan, &question.set_constants);
    let readings = readings(plan, target);
    let sample = sample(question.runs);
    let screened = if sample < SCREENED { sample } else { SCREENED };

    let mut design = Design {
        settings: &chosen.settings,
        machine: Machine::new(plan, question),
        programs: BTreeMap::new(),
        samples: [question.seed, other(question.seed)].map(|seed| PriorDraws::new(plan, seed)),
        runs: 0,
    };
    let reach = Reach::new(plan);
    let behind: Vec<BTreeSet<usize>> =
        readings.iter().map(|reading| inputs_behind(&reach, reading, &inputs)).collect();
    let reaching: BTreeSet<usize> = behind.iter().flatten().copied().collect();
    design.machine.expect(2 * sample + reaching.len() as u64 * screened);
    let mut outcomes = design.outcomes(&readings, inputs.len(), sample)?;
    for &input in &reaching {
        design.mix(&inputs, input, &behind, &mut outcomes, 0..screened)?;
    }
    let matters = |outcome: &Outcome<'_>, input: usize| {
        let found = outcome.indices(input);
        found.is_some_and(|found| found.total.interval_95().1 >= MATTERS)
    };
    let refined: Vec<usize> = reaching
        .iter()
        .copied()
        .filter(|&input| outcomes.iter().any(|outcome| matters(outcome, input)))
        .collect();
    design.machine.expect(refined.len() as u64 * (sample - screened));
    if sample > screened {
        for &input in &refined {
            design.mix(&inputs, input, &behind, &mut outcomes, screened..sample)?;
        }
    }
    let targets = readings
        .iter()
        .zip(&outcomes)
        .zip(&behind)
        .map(|((reading, outcome), behind)| TargetSensitivity {
            id: reading.id.clone(),
            scale: outcome.scale(),
            inputs: behind.len(),
            shares: shares(outcome, behind),
        })
        .collect();
    Ok(Sensitivity {
        inputs,
        targets,
        sample,
        screened,
        reaching: reaching.len(),
        refined: refined.len(),
        model_runs: design.runs,
    })
}

/// The inputs that matter to an outcome, the largest first.
fn shares(outcome: &Outcome<'_>, behind: &BTreeSet<usize>) -> Vec<Share> {
    let mut shares: Vec<Share> = behind
        .iter()
        .filter_map(|&input| Some(Share { input, indices: outcome.indices(input)? }))
        .filter(|share| share.indices.total.value >= MATTERS)
        .collect();
    shares.sort_by(|a, b| {
        b.indices.total.value.total_cmp(&a.indices.total.value).then(a.input.cmp(&b.input))
    });
    shares
}

/// The inputs that a reading of a target depends on.
fn inputs_behind(reach: &Reach<'_>, reading: &Judgement, inputs: &[Input]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for measure in measures(reading) {
        let behind = reach.behind(measure);
        let moves = |input: &Input| {
            input.variables.iter().any(|id| behind.get(id.index()).copied().unwrap_or(false))
        };
        found.extend((0..).zip(inputs).filter(|(_, input)| moves(input)).map(|(index, _)| index));
    }
    found
}

/// Two samples of the priors, and the programs that their mixtures are taken through.
struct Design<'a, 'q> {
    settings: &'a Settings,
    machine: Machine<'q>,
    /// By the measures that they record.
    programs: BTreeMap<Vec<MeasureId>, Program>,
    samples: [PriorDraws; 2],
    /// Runs simulated so far.
    runs: u64,
}

impl Design<'_, '_> {
    /// What readings come to in both samples.
    fn outcomes<'j>(
        &mut self,
        readings: &[&'j Judgement],
        inputs: usize,
        sample: u64,
    ) -> Result<Vec<Outcome<'j>>, StudyError> {
        let columns: BTreeSet<MeasureId> = readings.iter().flat_map(|r| measures(r)).collect();
        let columns: Vec<MeasureId> = columns.into_iter().collect();
        let a = self.simulate(&columns, Some(&[]), 0..sample)?;
        let b = self.simulate(&columns, None, 0..sample)?;
        Ok(readings.iter().map(|r| Outcome::new(r, &columns, &a, &b, inputs)).collect())
    }

    /// Adds mixtures of an input to the outcomes that depend on it.
    fn mix(
        &mut self,
        inputs: &[Input],
        input: usize,
        behind: &[BTreeSet<usize>],
        outcomes: &mut [Outcome<'_>],
        runs: Range<u64>,
    ) -> Result<(), StudyError> {
        let mut moved: Vec<&mut Outcome<'_>> = outcomes
            .iter_mut()
            .zip(behind)
            .filter(|(_, behind)| behind.contains(&input))
            .map(|(outcome, _)| outcome)
            .collect();
        let columns: BTreeSet<MeasureId> = moved.iter().flat_map(|o| o.measures()).collect();
        let columns: Vec<MeasureId> = columns.into_iter().collect();
        let first = runs.start as usize;
        let found = self.simulate(&columns, Some(&inputs[input].variables), runs)?;
        for outcome in &mut moved {
            outcome.add(input, &columns, first, &found);
        }
        Ok(())
    }

    /// Records measures of runs of the first sample with some variables from the second, or of the
    /// second sample itself.
    fn simulate(
        &mut self,
        columns: &[MeasureId],
        swapped: Option<&[VariableId]>,
        runs: Range<u64>,
    ) -> Result<Runs, StudyError> {
        if !self.programs.contains_key(columns) {
            self.programs.insert(columns.to_vec(), self.machine.compile(columns)?);
        }
        let program = &self.programs[columns];
        let [most, rest] = &self.samples;
        self.runs += runs.end - runs.start;
        match swapped {
            None => self.machine.take(rest, program, self.settings, runs),
            Some(swapped) => {
                let draws = Mixture { most, rest, swapped };
                self.machine.take(&draws, program, self.settings, runs)
            }
        }
    }
}

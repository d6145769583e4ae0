//! Structural alternatives: what the evidence makes of their weights, and odds under each branch.
//!
//! Runs carry alternatives in proportion to their posterior weights, so the odds given a branch are
//! those of the runs that carry it: nothing is simulated again.

use hongtu_engine::Settings;
use hongtu_model::{Branch, Judgement, Kind, Labels, Plan, VariableId};

use crate::answers::{AlternativesAnswer, BranchAnswer, BranchOdds};
use crate::conditioning::TOO_SMALL;
use crate::ensemble::Ensemble;
use crate::judge::Judge;
use crate::statistics::{share, worth};

/// A difference between branches is told if it is so many times its error.
const SURE: f64 = 3.0;

/// A difference between branches is told from one percentage point on.
const LEAST: f64 = 0.01;

/// The weighted runs of a study, seen by what they assume.
pub(crate) struct Views<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What levers and constants are set to.
    pub settings: &'a Settings,
    /// The runs.
    pub ensemble: &'a Ensemble,
    /// Their weights.
    pub weights: Option<&'a [f64]>,
    /// Scrambles among them.
    pub scrambles: usize,
    /// The effective sample size of all of them.
    pub effective: f64,
    /// Whether the runs agree with what was observed rather than with the priors alone.
    pub conditioned: bool,
    /// What is judged, in the order of [`crate::Answers::targets`].
    pub judgements: &'a [&'a Judgement],
}

impl Views<'_> {
    /// All alternatives of the plan. `drawn` gives the number of the branch of every run.
    pub fn answers(
        &self,
        drawn: impl Fn(VariableId) -> Option<Vec<f64>>,
    ) -> Vec<AlternativesAnswer> {
        (0u32..)
            .map(VariableId)
            .zip(&self.plan.variables)
            .filter_map(|(id, variable)| {
                let Kind::Alternative { weights: prior, .. } = &variable.kind else { return None };
                let quantity =
                    variable.quantity.and_then(|q| self.plan.quantities.get(q.0 as usize));
                let held = self.settings.held(id);
                let carried = match held {
                    Some(branch) => vec![branch; self.ensemble.runs()],
                    None => drawn(id)?,
                };
                let branches: Vec<BranchAnswer> = prior
                    .iter()
                    .enumerate()
                    .map(|(number, prior)| {
                        let named = quantity.and_then(|q| q.branches.get(number)).cloned();
                        let branch = named.unwrap_or_else(|| nameless(number));
                        self.branch(branch, *prior, number as f64, &carried, held)
                    })
                    .collect();
                Some(AlternativesAnswer {
                    name: variable.name.clone(),
                    labels: variable.labels.clone(),
                    doc: quantity.and_then(|q| q.doc.clone()),
                    held: held.map(|branch| branch as usize),
                    moves: moved(&branches, self.judgements.len()),
                    branches,
                })
            })
            .collect()
    }

    fn branch(
        &self,
        branch: Branch,
        prior: f64,
        number: f64,
        carried: &[f64],
        held: Option<f64>,
    ) -> BranchAnswer {
        let runs = self.ensemble.runs();
        let weight = |run: usize| self.weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
        let carries = |run: usize| carried.get(run) == Some(&number);
        let posterior = share(runs, self.scrambles, self.weights, carries);
        let of_all = self.weights.map_or(runs as f64, |w| worth(w).effective_sample_size);
        let weights: Vec<f64> =
            (0..runs).map(|run| if carries(run) { weight(run) } else { 0.0 }).collect();
        let here = worth(&weights).effective_sample_size;
        let effective = if of_all > 0.0 { here * self.effective / of_all } else { 0.0 };
        let drawn = self.conditioned || held.is_some();
        let odds = self.judgements.iter().map(|judgement| {
            let judge = Judge::new(judgement, self.ensemble);
            let found = share(runs, self.scrambles, Some(&weights), |run| judge.met(run));
            BranchOdds { attainment: found.value, error: found.error }
        });
        BranchAnswer {
            branch,
            prior,
            posterior: if drawn { posterior.value } else { prior },
            error: if drawn { posterior.error } else { Some(0.0) },
            effective,
            enough: effective >= TOO_SMALL,
            odds: if here > 0.0 { odds.collect() } else { Vec::new() },
        }
    }
}

/// A branch that the plan does not name, by its number.
fn nameless(number: usize) -> Branch {
    Branch { name: (number + 1).to_string(), words: None, labels: Labels::new() }
}

/// Judgements whose odds differ between branches by more than chance, the largest difference first.
fn moved(branches: &[BranchAnswer], judgements: usize) -> Vec<usize> {
    let known: Vec<&BranchAnswer> = branches.iter().filter(|branch| branch.enough).collect();
    let mut found: Vec<(f64, usize)> = (0..judgements)
        .filter_map(|index| {
            let mut largest = 0.0;
            for (position, one) in known.iter().enumerate() {
                for other in known.iter().skip(position + 1) {
                    let (a, b) = (one.odds.get(index)?, other.odds.get(index)?);
                    let (ea, eb) = (a.error.unwrap_or(1.0), b.error.unwrap_or(1.0));
                    let apart = (a.attainment - b.attainment).abs();
                    let sure = apart >= LEAST && apart > SURE * (ea * ea + eb * eb).sqrt();
                    if sure && apart > largest {
                        largest = apart;
                    }
                }
            }
            (largest > 0.0).then_some((largest, index))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, index)| index).collect()
}

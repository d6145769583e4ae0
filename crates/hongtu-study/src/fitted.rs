//! What a fitted ensemble is worth: weights of its islands, effective sample size, trust.

use std::collections::BTreeSet;

use hongtu_engine::Settings;
use hongtu_fit::{ChainReport, Fit};
use hongtu_maths::{exp, ln, max};
use hongtu_model::{Judgement, MeasureId, Observation, Plan, Target};

use crate::StudyError;
use crate::answers::{
    ChainsAnswer, Evidence, FactorAnswer, FitAnswer, MOST_R_HAT, Method, Misfit, Trust,
};
use crate::conditioning::{Posterior, ROUGH, TOO_SMALL, is_hard, misfit};
use crate::ensemble::Ensemble;
use crate::machine::Simulator;
use crate::reach::Reach;
use crate::statistics::{mean, ranks, worth};
use crate::strain;
use crate::study::beside;

/// With fewer effective islands odds are rough: the islands found different evidence.
const FEW_ISLANDS: f64 = 8.0;

/// With fewer effective islands odds must not be used.
const TOO_FEW_ISLANDS: f64 = 4.0;

/// With a larger R̂, odds must not be used.
const APART_R_HAT: f64 = 1.05;

/// With a larger share of diverging draws, there are parts that chains do not get to.
const ROUGH_DIVERGENCES: f64 = 0.01;

/// The method of a fitted ensemble.
pub(crate) fn method(fit: &FitAnswer) -> Method {
    let chains = fit.factors.iter().any(|factor| factor.chains.is_some());
    if chains { Method::Chains } else { Method::Tempered }
}

/// Whether chains can be run for some observations: each must have an error.
///
/// # Errors
///
/// The first that has none.
pub(crate) fn chains_can(plan: &Plan, observed: &[usize]) -> Result<(), StudyError> {
    let mut observations = observed.iter().filter_map(|&index| plan.observations.get(index));
    match observations.find(|o| is_hard(o.stated, o.discrepancy)) {
        None => Ok(()),
        Some(o) => Err(StudyError::HardEvidence {
            measure: plan
                .measures
                .get(o.measure.index())
                .map_or_else(String::new, |m| m.text.clone()),
            line: o.line,
        }),
    }
}

/// A measure, by name and run by run.
type Column<'a> = (String, &'a [f64]);

/// What it takes to fit runs to what was observed.
pub(crate) struct Fitting<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What levers and constants are set to.
    pub settings: &'a Settings,
    /// What to record of the runs.
    pub recorded: &'a [MeasureId],
    /// Indices in the plan of the observations that weigh.
    pub observed: &'a [usize],
    /// Measures of targets that evidence bears on.
    pub judged: &'a BTreeSet<MeasureId>,
    /// Runs that are simulated afterwards.
    pub rest: u64,
}

impl Fitting<'_> {
    /// Fits the runs; `None` where that is impossible. `prior` are the runs before, and `weighed`
    /// what their likelihoods say.
    pub fn run(
        &self,
        simulator: &mut dyn Simulator,
        prior: &Ensemble,
        weighed: &Posterior,
    ) -> Result<Option<(Ensemble, Posterior, FitAnswer)>, StudyError> {
        let runs = prior.runs();
        let observations: Vec<&Observation> =
            self.observed.iter().filter_map(|&index| self.plan.observations.get(index)).collect();
        let Some(fit) = simulator.fit(self.settings, &observations, runs)? else {
            return Ok(None);
        };
        simulator.expect((runs as u64).saturating_add(self.rest));
        let ensemble = simulator.simulate(self.settings, self.recorded, runs)?;
        let beside = beside(self.plan, &ensemble);
        let misfits = common(weighed.misfits.clone(), beside.iter().filter_map(misfit).collect());
        let measures: BTreeSet<MeasureId> =
            observations.iter().map(|o| o.measure).chain(self.judged.iter().copied()).collect();
        let columns: Vec<Column<'_>> = measures
            .into_iter()
            .filter_map(|m| {
                let name = self.plan.measures.get(m.index())?.text.clone();
                Some((name, ensemble.column(m)?))
            })
            .collect();
        let (posterior, answer) = posterior(&fit, runs, misfits, &columns, self.observed);
        let mut strains = weighed.strains.clone();
        if let Some(weights) = &posterior.weights {
            let effective = posterior.effective_sample_size;
            strains.extend(strain::constants(self.plan, &fit, weights, effective));
        }
        let posterior = Posterior { uncomputable: weighed.uncomputable, strains, ..posterior };
        Ok(Some((ensemble, posterior, answer)))
    }
}

/// Measures of targets that evidence bears on.
pub(crate) fn judged(
    plan: &Plan,
    reach: &Reach<'_>,
    judgements: &[(&Target, &Judgement)],
) -> BTreeSet<MeasureId> {
    let measures = judgements.iter().map(|(_, j)| j.measure);
    let borne = |m: &MeasureId| reach.evidence(*m) != Evidence::PriorOnly;
    measures.filter(|m| m.index() < plan.measures.len()).filter(borne).collect()
}

/// Weighs the runs of a fit. `misfits` are the observations that neither the prior nor the fitted
/// runs come near, `columns` the measures by which the effective sample size is judged, `observed` the
/// indices in the plan of the observations that were fitted.
fn posterior(
    fit: &Fit,
    runs: usize,
    misfits: Vec<Misfit>,
    columns: &[Column<'_>],
    observed: &[usize],
) -> (Posterior, FitAnswer) {
    let islands = fit.log_evidence.len().max(1);
    let chains: Vec<&ChainReport> = fit.factors.iter().filter_map(|f| f.chains.as_ref()).collect();
    let (island_weights, log_evidence, log_evidence_error) = match chains.is_empty() {
        true => combined(&fit.log_evidence),
        false => (vec![1.0; islands], f64::NAN, f64::NAN),
    };
    let weights: Vec<f64> = (0..runs).map(|run| island_weights[run % islands]).collect();
    let sizes = sizes(columns, &weights, islands);
    let mean = sizes.iter().map(|(ratio, _)| ratio).sum::<f64>() / sizes.len().max(1) as f64;
    let size = |ratio: f64| {
        let size = if ratio > 0.0 { 1.0 / ratio } else { runs as f64 };
        if size < runs as f64 { size } else { runs as f64 }
    };
    let effective =
        if sizes.is_empty() { worth(&weights).effective_sample_size } else { size(mean) };
    let islands_worth = worth(&island_weights);
    let trust = if !misfits.is_empty() {
        Trust::Contradicted
    } else if effective < TOO_SMALL
        || islands_worth.effective_sample_size < TOO_FEW_ISLANDS
        || chains.iter().any(|c| c.worst.r_hat > APART_R_HAT)
    {
        Trust::TooSmall
    } else if effective < ROUGH
        || islands_worth.effective_sample_size < FEW_ISLANDS
        || chains.iter().any(|chains| !sound(chains))
    {
        Trust::Rough
    } else {
        Trust::Good
    };
    let lowest = sizes
        .iter()
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(ratio, name)| (size(*ratio), name.clone()));
    let answer = FitAnswer {
        factors: fit.factors.iter().map(|factor| self::factor(factor, observed)).collect(),
        islands: u32::try_from(islands).unwrap_or(u32::MAX),
        effective_islands: islands_worth.effective_sample_size,
        largest_island: islands_worth.largest,
        log_evidence_error,
        lowest,
        model_runs: fit.factors.iter().map(|f| f.evaluations).sum(),
    };
    let posterior = Posterior {
        effective_sample_size: effective,
        largest_weight: worth(&weights).largest,
        weights: Some(weights),
        log_evidence,
        uncomputable: 0,
        trust,
        misfits,
        strains: Vec::new(),
    };
    (posterior, answer)
}

/// Whether chains have come together, are worth enough and have not diverged.
fn sound(report: &ChainReport) -> bool {
    let draws = (report.chains * report.draws) as f64;
    let worst = report.worst;
    worst.r_hat <= MOST_R_HAT
        && worst.bulk >= ROUGH
        && worst.tail >= ROUGH
        && report.divergences as f64 <= ROUGH_DIVERGENCES * draws
}

/// Weights of islands by their evidence, relative to the largest, the logarithm of the mean evidence,
/// and its standard error.
fn combined(log_evidence: &[f64]) -> (Vec<f64>, f64, f64) {
    let largest = log_evidence.iter().fold(f64::NEG_INFINITY, |m, &l| max(m, l));
    if largest == f64::NEG_INFINITY {
        return (vec![1.0; log_evidence.len().max(1)], f64::NEG_INFINITY, f64::NAN);
    }
    let weights: Vec<f64> = log_evidence.iter().map(|l| exp(l - largest)).collect();
    let count = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / count;
    let squares: f64 = weights.iter().map(|w| (w - mean) * (w - mean)).sum();
    let error = (squares / (count - 1.0) / count).sqrt() / mean;
    (weights, largest + ln(mean), error)
}

fn factor(factor: &hongtu_fit::Factor, observed: &[usize]) -> FactorAnswer {
    let (_, log_evidence, log_evidence_error) = match factor.chains {
        None => combined(&factor.log_evidence),
        Some(_) => (Vec::new(), f64::NAN, f64::NAN),
    };
    let last = factor.levels.last();
    FactorAnswer {
        observations: factor.observed.iter().filter_map(|&i| observed.get(i)).copied().collect(),
        draws: factor.coordinates.len(),
        informed: last.map_or(0, |level| level.informed),
        temperatures: factor
            .levels
            .iter()
            .take(factor.levels.len().saturating_sub(1))
            .map(|level| level.temperature)
            .collect(),
        accepted: last.map_or(0.0, |level| level.accepted),
        redrawn: last.map_or(0.0, |level| level.redrawn),
        distinct: factor.distinct,
        points: factor.points,
        moves: factor.thinning,
        autocorrelation: factor.autocorrelation,
        log_evidence,
        log_evidence_error,
        model_runs: factor.evaluations,
        chains: factor.chains.as_ref().map(|report| ChainsAnswer {
            chains: report.chains,
            warmup: report.warmup,
            draws: report.draws,
            divergences: report.divergences,
            cut_off: report.cut_off,
            steps: report.steps,
            r_hat: report.worst.r_hat,
            bulk: report.worst.bulk,
            tail: report.worst.tail,
        }),
    }
}

/// For each measure the squared error of its mean over the variance of one draw: one over the
/// number of independent draws that would tell as much. Measures are taken by their ranks, so that
/// "never" and long tails count like anything else; what is the same in all runs is left out.
fn sizes(columns: &[Column<'_>], weights: &[f64], islands: usize) -> Vec<(f64, String)> {
    let runs = weights.len();
    if runs < 2 * islands {
        return Vec::new();
    }
    columns
        .iter()
        .filter_map(|(name, values)| {
            let ranks = ranks(values, runs);
            let estimate = mean(runs, islands, Some(weights), |run| ranks[run]);
            let total: f64 = weights.iter().sum();
            let variance: f64 = ranks
                .iter()
                .zip(weights)
                .map(|(rank, w)| w * (rank - estimate.value) * (rank - estimate.value))
                .sum::<f64>()
                / total;
            let error = estimate.error?;
            (variance > 0.0).then(|| (error * error / variance, name.clone()))
        })
        .collect()
}

/// The misfits of two ensembles that they have in common, as the one that comes closer tells it.
fn common(prior: Vec<Misfit>, fitted: Vec<Misfit>) -> Vec<Misfit> {
    let closer = |prior: &Misfit, fitted: Misfit| match (prior.miss, fitted.miss) {
        (Some(a), Some(b)) if a < b => prior.clone(),
        (Some(_), None) => prior.clone(),
        _ => fitted,
    };
    fitted
        .into_iter()
        .filter_map(|fitted| {
            let prior = prior.iter().find(|p| p.observation == fitted.observation)?;
            Some(closer(prior, fitted))
        })
        .collect()
}

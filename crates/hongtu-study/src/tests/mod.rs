//! The study over runs whose distribution is known in closed form.

mod evidence;
mod odds;
#[path = "../../tests/main/plan.rs"]
mod plan;
mod settings;

use std::collections::BTreeMap;

use hongtu_engine::Settings;
use hongtu_maths::special::{normal_cdf, normal_quantile};
use hongtu_model::{MeasureId, Plan};

use self::plan::{X2020, X2025, bound, observation, plan, rises, target};
use crate::answers::TroubleKind;
use crate::conditioning::LikelihoodWeighting;
use crate::ensemble::Ensemble;
use crate::machine::Simulator;
use crate::question::{Question, StudyError};
use crate::study::{Study, study_with};
use crate::troubles::Troublesome;

/// Runs with independent normal draws of theta.
struct ClosedForm {
    seed: u64,
    simulated: Vec<usize>,
    /// Every run whose number is a multiple of this goes wrong.
    wrong: Option<u64>,
}

impl ClosedForm {
    fn new(seed: u64) -> Self {
        Self { seed, simulated: Vec::new(), wrong: None }
    }

    fn theta(&self, run: u64) -> f64 {
        // SplitMix64 (Steele, Lea and Flood 2014) over seed and run.
        let mut z = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ run.wrapping_mul(0xd1b5_4a32);
        for _ in 0..3 {
            z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
        }
        let uniform = ((z >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        10.0 + 2.0 * normal_quantile(uniform)
    }

    fn value(theta: f64, settings: &Settings, measure: MeasureId) -> f64 {
        match measure {
            X2020 => theta,
            X2025 => theta + settings.levers.first().copied().unwrap_or(0.0),
            _ => 30.0,
        }
    }
}

impl Simulator for ClosedForm {
    fn expect(&mut self, _: u64) {}

    fn simulate(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
        runs: usize,
    ) -> Result<Ensemble, StudyError> {
        self.simulated.push(runs);
        let thetas: Vec<f64> = (0..runs as u64).map(|run| self.theta(run)).collect();
        let columns = measures
            .iter()
            .map(|&m| thetas.iter().map(|&t| Self::value(t, settings, m)).collect())
            .collect();
        let wrong = self.wrong;
        let troubled =
            (0..runs as u64).filter(|run| wrong.is_some_and(|every| run % every == 0)).collect();
        Ok(Ensemble::new(runs, measures, columns, troubled))
    }

    fn central(
        &mut self,
        settings: &Settings,
        measures: &[MeasureId],
    ) -> Result<Ensemble, StudyError> {
        let columns = measures.iter().map(|&m| vec![Self::value(10.0, settings, m)]).collect();
        Ok(Ensemble::new(1, measures, columns, Vec::new()))
    }

    fn diagnose(
        &mut self,
        _: &Settings,
        _: &[MeasureId],
        runs: &[u64],
    ) -> Result<Vec<Troublesome>, StudyError> {
        let found = runs.iter().take(crate::EXAMINED).map(|&run| Troublesome {
            run,
            variable: "x".to_owned(),
            labels: BTreeMap::new(),
            kind: TroubleKind::DivisionByZero,
            what: "0 / 0".to_owned(),
            step: Some(if run == 32 { 4 } else { 8 }),
        });
        Ok(found.collect())
    }

    fn scrambles(&self) -> usize {
        16
    }
}

fn ask(plan: &Plan, question: &Question<'_>) -> Result<Study, StudyError> {
    study_with(plan, question, &mut ClosedForm::new(question.seed), &LikelihoodWeighting)
}

fn question(runs: u64, seed: u64) -> Question<'static> {
    Question { runs, seed, ..Question::new() }
}

/// Posterior of theta: precision 1/4 + 1, mean (10/4 + 12) / 1.25 = 11.6, variance 0.8.
const MEAN: f64 = 11.6;
const VARIANCE: f64 = 0.8;

fn posterior_above(value: f64) -> f64 {
    normal_cdf((MEAN - value) / VARIANCE.sqrt())
}

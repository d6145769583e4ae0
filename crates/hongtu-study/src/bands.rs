//! The course of every quantity: weighted quantiles at report times.

use hongtu_model::{Expr, Plan, Reading, ReadingId, Timeline, Unit, VariableId};

use crate::StudyError;
use crate::machine::{Machine, Simulator};
use crate::question::Question;
use crate::statistics::quantiles;
use crate::study::Study;

/// Bands come from so many of the first runs.
pub const BAND_RUNS: usize = 4_096;

/// Quantiles of a band.
pub const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// In plain time, report times divide the simulated time into at most so many parts.
const PARTS: u32 = 32;

/// At most so many year ends are reported.
const MOST_TIMES: u32 = 512;

/// So many numbers are held at once (32 MiB).
const HELD: usize = 4 << 20;

/// The course of every quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands {
    /// Runs that the bands come from.
    pub runs: u64,
    /// Report times, in the unit of time: year ends in a calendar plan.
    pub times: Vec<f64>,
    /// The same as steps.
    pub steps: Vec<u32>,
    /// One for each variable that is not hidden, in the plan's order.
    pub bands: Vec<Band>,
}

/// The course of a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The variable.
    pub variable: VariableId,
    /// Its name.
    pub name: String,
    /// How its values are shown.
    pub unit: Unit,
    /// For each report time the quantiles [`SHARES`]; NaN where no run gives a number.
    pub quantiles: Vec<[f64; 5]>,
}

/// The bands of a study, from the first [`BAND_RUNS`] of its runs with their weights.
///
/// # Errors
///
/// Where the simulation fails or is interrupted.
pub fn bands(plan: &Plan, question: &Question<'_>, study: &Study) -> Result<Bands, StudyError> {
    let all = study.runs.runs();
    let runs = if all < BAND_RUNS { all } else { BAND_RUNS };
    let weights = study.weights.as_deref().map(|w| w.get(..runs).unwrap_or(w));
    let steps = report_steps(&plan.time);
    let variables: Vec<VariableId> = (0u32..)
        .zip(&plan.variables)
        .filter(|(_, v)| !v.hidden)
        .map(|(index, _)| VariableId(index))
        .collect();
    let each = steps.len() * runs;
    let batch = if each == 0 || each > HELD { 1 } else { HELD / each };
    let mut machine = Machine::again(plan, question, study);
    machine.expect((variables.len().div_ceil(batch) as u64).saturating_mul(runs as u64));
    let mut bands = Vec::with_capacity(variables.len());
    for batch in variables.chunks(batch) {
        let (mut readings, mut measures) = (Vec::new(), Vec::new());
        for &variable in batch {
            for &step in &steps {
                let id = u32::try_from(readings.len()).unwrap_or(u32::MAX);
                measures.push(Expr::Reading(ReadingId(id)));
                readings.push(Reading::Level { variable, step });
            }
        }
        let columns = machine.record(&study.settings, &readings, &measures, runs)?;
        for (&variable, columns) in batch.iter().zip(columns.chunks(steps.len())) {
            let quantiles = columns.iter().map(|values| band(values, weights)).collect();
            let found = plan.variable(variable);
            let (name, unit) = (found.name.clone(), found.unit.clone());
            bands.push(Band { variable, name, unit, quantiles });
        }
    }
    Ok(Bands {
        runs: runs as u64,
        times: steps.iter().map(|&step| plan.time.at(i64::from(step))).collect(),
        steps,
        bands,
    })
}

/// The quantiles [`SHARES`] of numbers of the runs; NaN where no run has one.
pub(crate) fn band(values: &[f64], weights: Option<&[f64]>) -> [f64; 5] {
    quantiles(values.iter().copied(), weights, SHARES).unwrap_or([f64::NAN; 5])
}

/// The start, every year end, and the end; in plain time every 32nd part, rounded up to steps.
pub(crate) fn report_steps(time: &Timeline) -> Vec<u32> {
    let stride = match time.steps_per_unit {
        Some(year) if time.is_calendar() && year > 0 => year,
        _ => time.steps.div_ceil(PARTS),
    };
    let stride = if stride == 0 { 1 } else { stride };
    // Very long calendar plans report every second, third, … year end.
    let skip = (time.steps / stride).div_ceil(MOST_TIMES);
    let stride = if skip > 1 { stride.saturating_mul(skip) } else { stride };
    let mut steps: Vec<u32> = (0..=time.steps / stride).map(|i| i * stride).collect();
    if steps.last() != Some(&time.steps) {
        steps.push(time.steps);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(steps: u32, per_unit: u32, calendar: bool) -> Timeline {
        Timeline {
            start: 0.0,
            dt: 1.0 / f64::from(per_unit),
            steps,
            steps_per_unit: Some(per_unit),
            first_year: calendar.then_some(2015),
            unit: "year".to_owned(),
            method: hongtu_model::Method::Euler,
        }
    }

    #[test]
    fn reports_year_ends_or_a_few_parts() {
        assert_eq!(report_steps(&time(12, 4, true)), [0, 4, 8, 12]);
        assert_eq!(report_steps(&time(240, 8, false)).len(), 31);
        assert_eq!(report_steps(&time(256, 8, false)).len(), 33);
        assert_eq!(report_steps(&time(3, 8, false)), [0, 1, 2, 3]);
        assert_eq!(report_steps(&time(10, 8, true)), [0, 8, 10]);
        assert_eq!(report_steps(&time(0, 8, false)), [0]);
        assert!(report_steps(&time(u32::MAX, 1, true)).len() <= 514);
    }
}

//! The course of a variable over time, and the distribution of a number, before the evidence weighs
//! and with it.

use hongtu_model::{
    Expr, Kind, MeasureForm, Reading, ReadingId, Stated, Unit, Variable, VariableId,
};

use super::Bench;
use crate::StudyError;
use crate::answers::Spread;
use crate::bands::{SHARES, report_steps};
use crate::conditioning::measurement_error;
use crate::machine::Simulator;
use crate::statistics::{quantiles, spread};

/// Bins of a distribution.
pub const BINS: usize = 24;

/// So many numbers are held at once (32 MiB).
const HELD: usize = 4 << 20;

/// A line has at most about so many points.
const POINTS: u32 = 96;

/// The course of a variable.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Course {
    /// Its name.
    pub name: String,
    /// How it is shown.
    pub unit: Unit,
    /// The prior as the plan writes it.
    pub prior: Option<String>,
    /// Whether it has one value for the whole run; there is then one report time, the start.
    pub steady: bool,
    /// Report times as steps: the start, every year end, the end.
    pub steps: Vec<u32>,
    /// The same in the unit of time.
    pub times: Vec<f64>,
    /// Quantiles [`SHARES`] at the report times before the evidence weighs; `None` where no run
    /// gives a number.
    pub before: Vec<Option<[f64; 5]>>,
    /// The same with the evidence.
    pub after: Vec<Option<[f64; 5]>>,
    /// For a chart: finer times, and the quantiles with the evidence.
    pub line: Vec<(f64, [f64; 5])>,
    /// What was observed of it, for a chart.
    pub observed: Vec<Observed>,
    /// Its distribution: of a steady one its value, else its value at the end.
    pub shape: Option<Shape>,
}

/// An observation as a point of a chart. A year's total of a rate is the rate's mean over the year,
/// and stands at its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Observed {
    /// When, in the unit of time.
    pub time: f64,
    /// The value.
    pub value: f64,
    /// Standard deviation of the measurement.
    pub error: f64,
    /// Whether it weighs.
    pub weighs: bool,
}

/// A distribution before and with the evidence, in bins of equal width.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Shape {
    /// How values are shown.
    pub unit: Unit,
    /// The lower end of the first bin; what lies below it counts in it.
    pub low: f64,
    /// The upper end of the last bin; what lies above it counts in it.
    pub high: f64,
    /// Shares of the runs.
    pub before: Vec<f64>,
    /// Shares of the weight; the same where nothing weighs.
    pub after: Vec<f64>,
    /// Median and 90 % interval before the evidence.
    pub spread_before: Spread,
    /// The same with the evidence.
    pub spread_after: Spread,
}

/// A variable whose course is wanted.
struct Wanted<'a> {
    id: VariableId,
    variable: &'a Variable,
    /// Whether it has one value for the whole run by what it is.
    constant: bool,
    /// Steps that are reported, and those that are read.
    reports: Vec<u32>,
    steps: Vec<u32>,
}

impl Bench<'_, '_> {
    /// The courses of variables.
    pub(super) fn courses(&mut self, variables: &[VariableId]) -> Result<Vec<Course>, StudyError> {
        let plan = self.plan;
        if self.brief {
            return Ok(Vec::new());
        }
        let reports = report_steps(&plan.time);
        let runs = self.runs();
        self.machine.expect((runs as u64).saturating_mul(variables.len() as u64));
        let mut wanted: Vec<Wanted<'_>> = Vec::with_capacity(variables.len());
        for &id in variables {
            let Some(variable) = plan.variables.get(id.index()) else { continue };
            let constant = matches!(
                variable.kind,
                Kind::Constant { .. } | Kind::Initial { .. } | Kind::Alternative { .. }
            );
            let reports = if constant { vec![0] } else { reports.clone() };
            let mut steps = reports.clone();
            if !constant && variables.len() == 1 {
                let stride = plan.time.steps.div_ceil(POINTS);
                steps.extend((0..=plan.time.steps).step_by(stride.max(1) as usize));
                steps.sort_unstable();
                steps.dedup();
            }
            wanted.push(Wanted { id, variable, constant, reports, steps });
        }
        let longest = wanted.iter().map(|w| w.steps.len()).max().unwrap_or(1);
        let batch = HELD.checked_div(runs * longest).unwrap_or(1).max(1);
        let mut courses = Vec::with_capacity(wanted.len());
        for batch in wanted.chunks(batch) {
            self.record(batch, &mut courses)?;
        }
        Ok(courses)
    }

    /// Adds the courses of some variables, which are simulated together.
    fn record(
        &mut self,
        wanted: &[Wanted<'_>],
        courses: &mut Vec<Course>,
    ) -> Result<(), StudyError> {
        let plan = self.plan;
        let runs = self.runs();
        let readings: Vec<Reading> = wanted
            .iter()
            .flat_map(|w| w.steps.iter().map(|&step| Reading::Level { variable: w.id, step }))
            .collect();
        let measures: Vec<Expr> =
            (0u32..).map(|i| Expr::Reading(ReadingId(i))).take(readings.len()).collect();
        let columns = self.machine.record(&self.study.settings, &readings, &measures, runs)?;
        let priors = match &mut self.prior {
            None => None,
            Some(prior) => Some(prior.record(&self.study.settings, &readings, &measures, runs)?),
        };
        let (mut after, mut before) = (columns.as_slice(), priors.as_deref().unwrap_or(&columns));
        let weights = self.weights();
        for Wanted { id: _, variable, constant, reports, steps } in wanted {
            let (columns, priors);
            (columns, after) = after.split_at(steps.len());
            (priors, before) = before.split_at(steps.len());
            let mut found = Vec::with_capacity(steps.len());
            for (before, after) in priors.iter().zip(columns) {
                let before = quantiles(before.iter().copied(), None, SHARES);
                found.push((before, quantiles(after.iter().copied(), weights, SHARES)));
            }
            let steady = *constant || found.windows(2).all(|pair| pair[0] == pair[1]);
            let at = |step: u32| steps.binary_search(&step).ok().and_then(|i| found.get(i));
            let reports = if steady { vec![0] } else { reports.clone() };
            let options = match &variable.kind {
                Kind::Alternative { weights, .. } => Some(weights.len()),
                _ => None,
            };
            let unit = variable.unit.clone();
            courses.push(Course {
                name: variable.name.clone(),
                unit: unit.clone(),
                prior: prior(&variable.kind),
                steady,
                times: reports.iter().map(|&step| plan.time.at(i64::from(step))).collect(),
                before: reports.iter().map(|&step| at(step).and_then(|f| f.0)).collect(),
                after: reports.iter().map(|&step| at(step).and_then(|f| f.1)).collect(),
                line: if steady {
                    Vec::new()
                } else {
                    let points = steps.iter().zip(&found);
                    points
                        .filter_map(|(&step, f)| Some((plan.time.at(i64::from(step)), f.1?)))
                        .collect()
                },
                observed: self.observed(&variable.name),
                shape: priors
                    .last()
                    .zip(columns.last())
                    .and_then(|(before, after)| shape(before, after, weights, unit, options)),
                steps: reports,
            });
        }
        Ok(())
    }

    /// Observations of a variable that are a point of its course.
    fn observed(&self, name: &str) -> Vec<Observed> {
        let observations = self.plan.observations.iter().filter(|o| !o.hidden);
        observations
            .filter_map(|o| {
                let measure = self.plan.measures.get(o.measure.index())?;
                let time = match &measure.form {
                    MeasureForm::YearTotal { of, year } if of == name => f64::from(*year) + 0.5,
                    MeasureForm::Level { of, time } if of == name => *time,
                    _ => return None,
                };
                let two_sided = matches!(o.stated, Stated::Normal { .. } | Stated::Uniform { .. });
                two_sided.then(|| Observed {
                    time,
                    value: o.stated.middle(),
                    error: measurement_error(o.stated),
                    weighs: o.weighs(),
                })
            })
            .collect()
    }
}

fn prior(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Constant { prior: Some(prior), .. } | Kind::Shock { prior, .. } => {
            Some(prior.text.clone())
        }
        _ => None,
    }
}

/// The distribution of a number that every run has, in runs from the priors and in weighed runs;
/// `None` where it is the same in all of them. The ends are the 0.5 and 99.5 % quantiles of the runs
/// from the priors; alternatives have one bin each.
pub(super) fn shape(
    before: &[f64],
    after: &[f64],
    weights: Option<&[f64]>,
    unit: Unit,
    options: Option<usize>,
) -> Option<Shape> {
    let finite = before.iter().copied().filter(|v| v.is_finite());
    let [low, high] = match options {
        Some(options) => [0.0, options as f64],
        None => quantiles(finite, None, [0.005, 0.995])?,
    };
    if low >= high {
        return None;
    }
    let spread_before = spread(before.iter().copied(), None)?;
    let spread_after = spread(after.iter().copied(), weights)?;
    let bins = options.unwrap_or(BINS);
    let shares = |values: &[f64], weights: Option<&[f64]>| {
        let mut shares = vec![0.0; bins];
        for (run, &value) in values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
            let place = (value - low) / (high - low) * bins as f64;
            let bin = if place < 0.0 { 0 } else { (place as usize).min(bins - 1) };
            shares[bin] += weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
        }
        let sum: f64 = shares.iter().sum();
        if sum > 0.0 {
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        shares
    };
    let (before, after) = (shares(before, None), shares(after, weights));
    Some(Shape { unit, low, high, before, after, spread_before, spread_after })
}

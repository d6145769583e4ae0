//! What a written report shows besides the answers: courses for its charts, values for its
//! sentences, and what the evidence made of each assumption.

use hongtu_model::{Kind, LiveValue, Plan, Reading, VariableId};

use crate::StudyError;
use crate::answers::{Answers, Spread};
use crate::bands::{BAND_RUNS, band};
use crate::machine::{Machine, Simulator};
use crate::question::Question;
use crate::study::Study;
use crate::template::{Template, joined};
use crate::trajectories::{Courses, Outlines, Place, base};

/// So many numbers are held at once (32 MiB).
const HELD: usize = 4 << 20;

/// Everything that a report is made of.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The text it was read from.
    pub document: &'a str,
    /// The answers.
    pub answers: &'a Answers,
    /// Runs that courses, values and assumptions come from.
    pub runs: u64,
    /// What its charts draw.
    pub courses: Courses,
    /// The same courses before a lever was moved, where one was: drawn behind them.
    pub before: Option<&'a Courses>,
    /// For each of [`Answers::targets`] that is a direction, when its base is.
    pub bases: Vec<Option<Place>>,
    /// For each of the plan's live values what it shows; `None` where no run has a number, or too few
    /// have one.
    pub values: Vec<Option<Value>>,
    /// Constants with a prior, in the plan's order.
    pub assumptions: Vec<Assumption>,
}

/// What a live value shows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Value {
    /// A measure in the weighted ensemble.
    Spread(Spread),
    /// Odds of a target, with their standard error over the scrambles.
    Odds(f64, Option<f64>),
}

/// A constant with a prior.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Assumption {
    /// The constant.
    pub variable: VariableId,
    /// Its value in the weighted ensemble.
    pub weighted: Option<Spread>,
}

/// What a report shows besides the answers, to be kept.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Figures {
    runs: u64,
    courses: Courses,
    values: Vec<Option<Value>>,
    assumptions: Vec<Assumption>,
}

impl Figures {
    /// Of a report.
    pub fn of(report: &Report<'_>) -> Self {
        Self {
            runs: report.runs,
            courses: report.courses.clone(),
            values: report.values.clone(),
            assumptions: report.assumptions.clone(),
        }
    }

    /// The report that they were of: of the same plan and answers.
    pub fn report<'a>(self, plan: &'a Plan, document: &'a str, answers: &'a Answers) -> Report<'a> {
        let Self { runs, courses, values, assumptions } = self;
        let bases = bases(plan);
        Report { plan, document, answers, runs, courses, before: None, bases, values, assumptions }
    }
}

/// Prepares the report of a study; `document` is the text that the plan was read from.
///
/// # Errors
///
/// Where the simulation fails or is interrupted.
pub fn report<'a>(
    plan: &'a Plan,
    document: &'a str,
    question: &Question<'_>,
    study: &'a Study,
) -> Result<Report<'a>, StudyError> {
    let shown = Shown::new(plan);
    let all = study.runs.runs();
    let runs = if all < BAND_RUNS { all } else { BAND_RUNS };
    let quantiles = read(plan, question, study, &shown.wanted, runs)?;
    Ok(shown.report(plan, document, &study.answers, runs as u64, quantiles))
}

/// What a report shows, before anything is simulated.
#[derive(Clone)]
pub(crate) struct Shown {
    outlines: Outlines,
    uncertain: Vec<VariableId>,
    /// Measures: the points of the courses, then the values in sentences, then the assumptions.
    pub wanted: Vec<Template>,
    drawn: usize,
    /// For each of the plan's live values which of the measures it is, where it is one.
    said: Vec<Option<usize>>,
    /// Where the assumptions begin.
    assumed: usize,
}

impl Shown {
    /// Of a plan.
    pub fn new(plan: &Plan) -> Self {
        let outlines = Outlines::new(plan);
        let uncertain = report_assumptions(plan);
        let mut wanted: Vec<Template> = Vec::new();
        let points = outlines.outlines.iter().flat_map(|outline| &outline.points);
        wanted.extend(points.map(|(_, template)| template.clone()));
        let drawn = wanted.len();
        let said = plan.live_values.iter().map(|value| {
            let hongtu_model::Shown::Measure(id) = value.shown else { return None };
            let measure = plan.measures.get(id.index())?;
            wanted.push(Template::measure(plan, measure)?);
            Some(wanted.len() - 1)
        });
        let said = said.collect();
        let assumed = wanted.len();
        let constant = |&variable| Template::of(Reading::Level { variable, step: 0 });
        wanted.extend(uncertain.iter().map(constant));
        Self { outlines, uncertain, wanted, drawn, said, assumed }
    }

    /// For each reading of a target the course of its measure, as [`Courses::targets`].
    pub fn targets(&self) -> &[Option<usize>] {
        &self.outlines.targets
    }

    /// With the quantiles of what is wanted.
    pub fn report<'a>(
        self,
        plan: &'a Plan,
        document: &'a str,
        answers: &'a Answers,
        runs: u64,
        mut quantiles: Vec<[f64; 5]>,
    ) -> Report<'a> {
        let spread = |q: &[f64; 5]| {
            (!q[2].is_nan()).then_some(Spread { low: q[0], median: q[2], high: q[4] })
        };
        let assumptions = self.uncertain.into_iter().zip(&quantiles[self.assumed..]);
        let assumptions =
            assumptions.map(|(variable, q)| Assumption { variable, weighted: spread(q) }).collect();
        let said = |index: &Option<usize>| spread(&quantiles[(*index)?]).map(Value::Spread);
        let values = odds_values(plan, answers)
            .into_iter()
            .zip(&self.said)
            .map(|(odds, index)| odds.or_else(|| said(index)))
            .collect();
        quantiles.truncate(self.drawn);
        let courses = self.outlines.filled(quantiles);
        let bases = bases(plan);
        Report { plan, document, answers, runs, courses, before: None, bases, values, assumptions }
    }
}

/// For each reading of a target that is judged, when its base is.
fn bases(plan: &Plan) -> Vec<Option<Place>> {
    let judgements = plan.targets.iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements);
    judgements.map(|judgement| base(plan, judgement)).collect()
}

/// The constants with a prior, as [`Report::assumptions`] has them.
pub fn report_assumptions(plan: &Plan) -> Vec<VariableId> {
    (0u32..)
        .zip(&plan.variables)
        .filter(|(_, v)| !v.hidden && matches!(v.kind, Kind::Constant { prior: Some(_), .. }))
        .map(|(index, _)| VariableId(index))
        .collect()
}

/// For each of the plan's live values that shows odds, the odds; `None` for the others.
pub fn odds_values(plan: &Plan, answers: &Answers) -> Vec<Option<Value>> {
    let odds = |value: &LiveValue| match &value.shown {
        hongtu_model::Shown::Measure(_) => None,
        hongtu_model::Shown::Odds { judgement, given } => odds(plan, answers, judgement, *given),
    };
    plan.live_values.iter().map(odds).collect()
}

/// The odds of a judgement, given a branch where one is named.
fn odds(
    plan: &Plan,
    answers: &Answers,
    judgement: &str,
    given: Option<(VariableId, usize)>,
) -> Option<Value> {
    let index = answers.targets.iter().position(|target| target.id == judgement)?;
    let Some((variable, branch)) = given else {
        let target = answers.targets.get(index)?;
        return Some(Value::Odds(target.attainment, target.attainment_error));
    };
    let name = &plan.variables.get(variable.index())?.name;
    let doubt = answers.weighting.alternatives.iter().find(|doubt| doubt.name == *name)?;
    let found = doubt.branches.get(branch).filter(|branch| branch.enough)?;
    let odds = found.odds.get(index)?;
    Some(Value::Odds(odds.attainment, odds.error))
}

/// Weighted quantiles of measures over the first runs.
fn read(
    plan: &Plan,
    question: &Question<'_>,
    study: &Study,
    wanted: &[Template],
    runs: usize,
) -> Result<Vec<[f64; 5]>, StudyError> {
    let weights = study.weights.as_deref().map(|w| w.get(..runs).unwrap_or(w));
    let batch = HELD.checked_div(runs).unwrap_or(wanted.len()).max(1);
    let mut machine = Machine::again(plan, question, study);
    machine.expect((wanted.len().div_ceil(batch) as u64).saturating_mul(runs as u64));
    let mut quantiles = Vec::with_capacity(wanted.len());
    for batch in wanted.chunks(batch) {
        let (readings, values) = joined(batch);
        for column in machine.record(&study.settings, &readings, &values, runs)? {
            quantiles.push(band(&column, weights));
        }
    }
    Ok(quantiles)
}

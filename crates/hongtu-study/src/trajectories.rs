//! Courses: what a chart draws, the same measure read at one time after another.
//!
//! A measure becomes a course by moving everything it reads in time: `total(x, 2025)` is also
//! `total(x, 2016)`, `total(x, 2017)`, …. So a target is drawn in its own terms (yearly totals, levels
//! at year ends, growth), and an observation or another target lies on the course exactly where it
//! is the same measure at another time. Nothing is guessed from names.

use std::collections::BTreeMap;

use hongtu_model::{
    Binary, Chart, Expr, Judgement, Kind, Plan, Reading, Test, Timeline, Unit, Variable, VariableId,
};

use crate::template::Template;

/// In plain time a course has at most so many points besides its own.
const PARTS: u32 = 32;

/// In a calendar plan a course has at most so many points.
const MOST_POINTS: i64 = 512;

/// So many courses of what was observed are drawn.
const MOST_PAST: usize = 64;

/// The time that a number is about: a span of steps, or one step where both are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// First step.
    pub from: u32,
    /// Step at which it ends.
    pub to: u32,
}

/// What a course is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Of {
    /// The level of a variable.
    Level(VariableId),
    /// Yearly totals of a variable.
    Total(VariableId),
    /// Yearly means of a variable, because that is how it is observed.
    Mean(VariableId),
    /// Another measure: that of the target with this index in [`crate::Answers::targets`].
    Target(usize),
    /// Another measure: that of the observation with this index in [`crate::Answers::observations`].
    Observation(usize),
}

/// A point of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Point {
    /// When.
    pub place: Place,
    /// The quantiles [`crate::bands::SHARES`], in coherent units; NaN where no run has a number.
    pub quantiles: [f64; 5],
}

/// Something that lies on a course.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mark {
    /// Index into [`crate::Answers::observations`] or [`crate::Answers::targets`].
    pub index: usize,
    /// When.
    pub place: Place,
}

/// A measure over time, with what was observed of it and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Course {
    /// What it is of.
    pub of: Of,
    /// How its values are shown.
    pub unit: Unit,
    /// Its points in the order of time.
    pub points: Vec<Point>,
    /// Observations of it.
    pub observed: Vec<Mark>,
    /// Targets that ask something of it.
    pub targets: Vec<Mark>,
}

/// All courses that a report draws.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Courses {
    /// The courses.
    pub courses: Vec<Course>,
    /// For each of [`crate::Answers::targets`] the course of its measure; `None` where there is none,
    /// as for dates.
    pub targets: Vec<Option<usize>>,
    /// For each chart of the plan the courses it draws.
    pub charts: Vec<Vec<usize>>,
    /// The courses of what was observed, each once, in the order of the observations.
    pub past: Vec<usize>,
}

/// A course before anything is simulated: its measure at each of its times.
#[derive(Clone)]
pub(crate) struct Outline {
    of: Of,
    unit: Unit,
    pub points: Vec<(Place, Template)>,
    first: Template,
    start: i64,
}

impl Outline {
    fn new(of: Of, unit: Unit, template: &Template, time: &Timeline) -> Option<Self> {
        let here = i64::from(template.place()?.to);
        let points: Vec<(Place, Template)> = shifts(here, time)
            .into_iter()
            .filter_map(|by| {
                let template = template.moved(by, time)?;
                Some((template.place()?, template))
            })
            .collect();
        let (place, first) = points.first()?.clone();
        Some(Self { of, unit, points, first, start: i64::from(place.to) })
    }

    /// Where a measure lies on this course.
    fn holds(&self, other: &Template, time: &Timeline) -> Option<Place> {
        let place = other.place()?;
        let moved = self.first.moved(i64::from(place.to) - self.start, time)?;
        (moved == *other).then_some(place)
    }

    /// With the quantiles of its points.
    pub fn filled(self, quantiles: impl IntoIterator<Item = [f64; 5]>) -> Course {
        let places = self.points.into_iter().map(|(place, _)| place);
        let points =
            places.zip(quantiles).map(|(place, quantiles)| Point { place, quantiles }).collect();
        let (observed, targets) = (Vec::new(), Vec::new());
        Course { of: self.of, unit: self.unit, points, observed, targets }
    }
}

/// By how many steps a measure that ends at a step is moved: whole years in a calendar plan, to
/// every 32nd part of plain time.
fn shifts(here: i64, time: &Timeline) -> Vec<i64> {
    let steps = i64::from(time.steps);
    match time.steps_per_unit {
        Some(year) if time.is_calendar() && year > 0 => {
            let year = i64::from(year);
            let (back, ahead) = (here / year, (steps - here) / year);
            let stride = ((back + ahead) / MOST_POINTS + 1).max(1);
            (-back / stride..=ahead / stride).map(|k| k * stride * year).collect()
        }
        _ => {
            let stride = i64::from(time.steps.div_ceil(PARTS).max(1));
            let mut ends: Vec<i64> = (0..=steps / stride).map(|part| part * stride).collect();
            ends.extend([steps, here]);
            ends.sort_unstable();
            ends.dedup();
            ends.into_iter().map(|end| end - here).collect()
        }
    }
}

/// The outlines of a plan's courses, with what lies on them.
#[derive(Clone)]
pub(crate) struct Outlines {
    pub outlines: Vec<Outline>,
    pub targets: Vec<Option<usize>>,
    charts: Vec<Vec<usize>>,
    past: Vec<usize>,
    observed: Vec<Vec<Mark>>,
    asked: Vec<Vec<Mark>>,
}

impl Outlines {
    /// For the targets and the charts of a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut outlines: Vec<Outline> = Vec::new();
        let observations: Vec<Option<Template>> = plan
            .observations
            .iter()
            .map(|o| Template::measure(plan, plan.measures.get(o.measure.index())?))
            .collect();
        let charts = plan
            .charts
            .iter()
            .map(|chart| {
                let totals = drawn_as_totals(plan, chart);
                chart
                    .variables
                    .iter()
                    .filter_map(|&id| {
                        let total = totals.get(&id).copied().unwrap_or(false);
                        let outline = variable(plan, id, total, &observations)?;
                        add(plan, &mut outlines, outline)
                    })
                    .collect()
            })
            .collect();
        let judgements: Vec<&Judgement> =
            plan.targets.iter().filter(|t| !t.hidden).flat_map(|t| &t.judgements).collect();
        let mut templates = Vec::with_capacity(judgements.len());
        let mut targets = Vec::with_capacity(judgements.len());
        for (index, judgement) in judgements.iter().enumerate() {
            let measure = plan.measures.get(judgement.measure.index()).filter(|m| !m.is_date);
            let template = measure.and_then(|measure| Template::measure(plan, measure));
            let outline = template.as_ref().and_then(|template| {
                let of = of(template).unwrap_or(Of::Target(index));
                Outline::new(of, judgement.unit.clone(), template, &plan.time)
            });
            targets.push(outline.and_then(|outline| add(plan, &mut outlines, outline)));
            templates.push(template);
        }
        let past = past(plan, &mut outlines, &observations);
        let marks = |outline: &Outline, templates: &[Option<Template>]| -> Vec<Mark> {
            let places = templates.iter().enumerate().filter_map(|(index, template)| {
                let place = outline.holds(template.as_ref()?, &plan.time)?;
                Some(Mark { index, place })
            });
            places.collect()
        };
        let observed = outlines.iter().map(|outline| marks(outline, &observations)).collect();
        let asked = outlines.iter().map(|outline| marks(outline, &templates)).collect();
        Self { outlines, targets, charts, past, observed, asked }
    }

    /// With the quantiles of all points, one outline after another.
    pub fn filled(self, quantiles: Vec<[f64; 5]>) -> Courses {
        let mut quantiles = quantiles.into_iter();
        let marks = self.observed.into_iter().zip(self.asked);
        let courses = self.outlines.into_iter().zip(marks).map(|(outline, (observed, targets))| {
            let count = outline.points.len();
            let course = outline.filled(quantiles.by_ref().take(count).collect::<Vec<_>>());
            Course { observed, targets, ..course }
        });
        let courses = courses.collect();
        Courses { courses, targets: self.targets, charts: self.charts, past: self.past }
    }
}

/// The courses of what was observed, up to [`MOST_PAST`]. What spans several years is no course of the
/// past.
fn past(plan: &Plan, outlines: &mut Vec<Outline>, observations: &[Option<Template>]) -> Vec<usize> {
    let year = plan.time.steps_per_unit.filter(|year| *year <= plan.time.steps);
    let mut past: Vec<usize> = Vec::new();
    for (index, (observation, template)) in plan.observations.iter().zip(observations).enumerate() {
        let measure = plan.measures.get(observation.measure.index()).filter(|m| !m.is_date);
        let (Some(measure), Some(template)) = (measure, template) else { continue };
        let long = |place: Place| year.is_some_and(|year| place.to - place.from > year);
        if template.place().is_some_and(long) {
            continue;
        }
        if past.len() >= MOST_PAST {
            break;
        }
        let first = template.readings.first().map(Reading::variable);
        let mean = first.filter(|id| is_mean(plan, template, *id, year)).map(Of::Mean);
        let of = of(template).or(mean).unwrap_or(Of::Observation(index));
        let outline = Outline::new(of, measure.unit.clone(), template, &plan.time);
        if let Some(course) = outline.and_then(|outline| add(plan, outlines, outline))
            && !past.contains(&course)
        {
            past.push(course);
        }
    }
    past
}

/// Adds an outline unless there is the same one.
fn add(plan: &Plan, outlines: &mut Vec<Outline>, outline: Outline) -> Option<usize> {
    let same = outlines.iter().position(|known| known.holds(&outline.first, &plan.time).is_some());
    Some(same.unwrap_or_else(|| {
        outlines.push(outline);
        outlines.len() - 1
    }))
}

/// What a measure that is one reading is of.
fn of(template: &Template) -> Option<Of> {
    match (&template.value, template.readings.as_slice()) {
        (Expr::Reading(_), [Reading::Level { variable, .. }]) => Some(Of::Level(*variable)),
        (Expr::Reading(_), [Reading::Total { variable, .. }]) => Some(Of::Total(*variable)),
        _ => None,
    }
}

/// The course of a variable: its yearly totals, its levels, or, where only they were observed, its
/// yearly means.
fn variable(
    plan: &Plan,
    id: VariableId,
    total: bool,
    observations: &[Option<Template>],
) -> Option<Outline> {
    let found = plan.variables.get(id.index())?;
    let year = plan.time.steps_per_unit.filter(|year| *year <= plan.time.steps);
    match year {
        Some(to) if total => {
            let template = Template::of(Reading::Total { variable: id, from: 0, to });
            Outline::new(Of::Total(id), without_time(plan, &found.unit), &template, &plan.time)
        }
        _ => {
            let template = Template::of(Reading::Level { variable: id, step: 0 });
            let levels = Outline::new(Of::Level(id), found.unit.clone(), &template, &plan.time)?;
            let mut observed = observations.iter().flatten();
            if observed.clone().any(|o| levels.holds(o, &plan.time).is_some()) {
                return Some(levels);
            }
            let mean = observed.find(|o| is_mean(plan, o, id, year));
            let means = mean.and_then(|template| {
                Outline::new(Of::Mean(id), found.unit.clone(), template, &plan.time)
            });
            Some(means.unwrap_or(levels))
        }
    }
}

/// Whether a measure is the mean of a variable over a year: its total, divided by a number, in the
/// variable's own dimension.
fn is_mean(plan: &Plan, template: &Template, id: VariableId, year: Option<u32>) -> bool {
    let [Reading::Total { variable, from, to }] = template.readings.as_slice() else {
        return false;
    };
    let divided = match &template.value {
        Expr::Binary(Binary::Divide, a, b) => {
            matches!((&**a, &**b), (Expr::Reading(_), Expr::Number(_)))
        }
        _ => false,
    };
    *variable == id && divided && plan.time.is_calendar() && to.checked_sub(*from) == year
}

/// Which variables of a chart are drawn as yearly totals: what is written per time is, in a calendar
/// plan, together with all that shares an axis with it; unless the chart's targets ask for levels
/// alone.
fn drawn_as_totals(plan: &Plan, chart: &Chart) -> BTreeMap<VariableId, bool> {
    let found: Vec<(VariableId, &Variable)> = chart
        .variables
        .iter()
        .filter_map(|&id| Some((id, plan.variables.get(id.index())?)))
        .collect();
    let asked: Vec<Of> = plan
        .targets
        .iter()
        .filter(|target| chart.targets.contains(&target.name))
        .flat_map(|target| &target.judgements)
        .filter_map(|judgement| {
            of(&Template::measure(plan, plan.measures.get(judgement.measure.index())?)?)
        })
        .collect();
    let alike = |one: &Variable, other: &Variable| one.unit.dimension == other.unit.dimension;
    let total = |one: &Variable| {
        let group = || found.iter().filter(|(_, other)| alike(one, other));
        plan.time.is_calendar()
            && group().any(|(_, other)| is_rate(plan, other))
            && (group().any(|(id, _)| asked.contains(&Of::Total(*id)))
                || !group().any(|(id, _)| asked.contains(&Of::Level(*id))))
    };
    found.iter().map(|&(id, variable)| (id, total(variable))).collect()
}

/// Whether a variable is written per time, such as `yuan/year`. A power (`MW`) or a plain rate (`%/year`)
/// is not: nobody adds those up.
fn is_rate(plan: &Plan, variable: &Variable) -> bool {
    let dimension = &variable.unit.dimension;
    !matches!(variable.kind, Kind::Stock { .. })
        && dimension.halves_of(plan.units.time) == -2
        && !dimension.times(&plan.units.time()).is_none()
        && variable.unit.name.contains('/')
}

/// The unit of a total: that of any measure of the plan that totals the same unit, else the unit
/// without its time.
fn without_time(plan: &Plan, unit: &Unit) -> Unit {
    let dimension = unit.dimension.times(&plan.units.time());
    let suffix = format!("/{}", plan.time.unit);
    match unit.name.strip_suffix(&suffix) {
        Some(name) => {
            let mut total = Unit::new(name, unit.factor, dimension);
            let cut = |label: &String| label.rsplit_once('/').map(|(left, _)| left.to_owned());
            total.labels = unit
                .labels
                .iter()
                .filter_map(|(language, label)| Some((language.clone(), cut(label)?)))
                .collect();
            if total.labels.is_empty()
                && let Some(known) = plan.units.named.get(name)
            {
                total.labels.clone_from(&known.labels);
            }
            total
        }
        None => {
            let name = plan.units.describe(&dimension);
            plan.units.named.get(&name).cloned().unwrap_or(Unit::new(name, 1.0, dimension))
        }
    }
}

/// The base of a direction, where a course has it.
pub(crate) fn base(plan: &Plan, judgement: &Judgement) -> Option<Place> {
    let Test::Direction { base, .. } = judgement.test else { return None };
    Template::measure(plan, plan.measures.get(base.index())?)?.place()
}

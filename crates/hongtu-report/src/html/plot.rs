//! Courses as plots: which of them share one, and what is to be seen on it.

use hongtu_model::VariableId;
use hongtu_study::Report;
use hongtu_study::answers::{Asked, ObservationAnswer, Standing};
use hongtu_study::trajectories::{Course, Of, Place};

use super::page::Page;
use crate::chart::{Dot, Goal, Panel, Point, Series, Times, domain, ticks};
use crate::numbers::{self, Measured, Scale};
use crate::words::page as say;
use crate::words::{self, Lang};

/// Series that one plot holds at most.
const MOST_SERIES: usize = 2;

/// Series whose largest values differ by more than this do not share a plot.
const MOST_CONTRAST: f64 = 8.0;

/// Half of a 90 % interval of a normal distribution, in standard deviations.
const NINETY: f64 = 1.645;

/// What figures need to know of a report.
pub(super) struct Figures<'a> {
    pub report: &'a Report<'a>,
    pub lang: Lang,
}

/// A plot before it has a size.
pub(super) struct Plot<'a> {
    pub panel: Panel,
    pub heading: String,
    pub measured: Measured,
    pub scale: Scale,
    pub courses: Vec<&'a Course>,
}

impl<'a> Figures<'a> {
    /// What people call a variable, with its element where it is one of an array.
    pub fn variable(&self, id: VariableId, page: &Page<'_>) -> String {
        let plan = self.report.plan;
        let Some(variable) = plan.variables.get(id.index()) else { return String::new() };
        page.view.label(&variable.labels, &variable.name)
    }

    /// What people call a course.
    pub fn course(&self, course: &Course, page: &Page<'_>) -> String {
        match course.of {
            Of::Level(id) | Of::Total(id) | Of::Mean(id) => self.variable(id, page),
            Of::Target(index) => match self.report.answers.targets.get(index) {
                Some(target) => page.view.full_label(target),
                None => String::new(),
            },
            Of::Observation(index) => match self.report.answers.observations.get(index) {
                Some(observation) => page.view.observed(observation).0,
                None => String::new(),
            },
        }
    }

    /// An instant of the simulated time, in the unit of time.
    pub fn at(&self, step: u32) -> f64 {
        self.report.plan.time.at(i64::from(step))
    }

    fn point(&self, place: Place, quantiles: [f64; 5]) -> Point {
        Point { from: self.at(place.from), to: self.at(place.to), quantiles }
    }

    /// What a place is called: a year, the end of one, an instant.
    pub fn place(&self, place: Place) -> String {
        let time = &self.report.plan.time;
        let year = |step: u32| {
            let per = time.steps_per_unit.filter(|_| time.is_calendar())?;
            (per > 0 && step.is_multiple_of(per)).then(|| format!("{:.0}", self.at(step)))
        };
        if place.from < place.to {
            let last = place.to.checked_sub(time.steps_per_unit.unwrap_or(0)).and_then(year);
            return match (year(place.from), last) {
                (Some(first), Some(last)) if first == last => first,
                (Some(first), Some(last)) => numbers::range(self.lang, &first, &last),
                _ => {
                    let from =
                        numbers::instant(self.report.answers, self.at(place.from), self.lang);
                    let to = numbers::instant(self.report.answers, self.at(place.to), self.lang);
                    numbers::range(self.lang, &from, &to)
                }
            };
        }
        let whole_year = time.is_calendar() && year(place.to).is_some() && place.to > 0;
        if whole_year {
            return say::end_of(&format!("{:.0}", self.at(place.to) - 1.0), self.lang);
        }
        numbers::instant(self.report.answers, self.at(place.to), self.lang)
    }

    fn dot(&self, observation: &ObservationAnswer, place: Place) -> Dot {
        use hongtu_model::Stated;
        let at = (self.at(place.from) + self.at(place.to)) / 2.0;
        let bar = NINETY * observation.error;
        let (value, low, high) = match observation.stated {
            Stated::Normal { value, .. } => (Some(value), value - bar, value + bar),
            Stated::Uniform { low, high } => (None, low, high),
            Stated::AtLeast { value, .. } => (Some(value), value, f64::INFINITY),
            Stated::AtMost { value, .. } => (Some(value), f64::NEG_INFINITY, value),
        };
        Dot { at, value, low, high, weighs: observation.standing == Standing::Weighed }
    }

    fn series(&self, course: &Course, page: &Page<'_>, span: (f64, f64)) -> Series {
        let points: Vec<Point> = course
            .points
            .iter()
            .map(|point| self.point(point.place, point.quantiles))
            .filter(|point| point.from >= span.0 - 1e-9 && point.to <= span.1 + 1e-9)
            .collect();
        let before = self.before(course);
        let dots = course
            .observed
            .iter()
            .filter_map(|mark| {
                let observation = self.report.answers.observations.get(mark.index)?;
                Some(self.dot(observation, mark.place))
            })
            .filter(|dot| dot.at >= span.0 && dot.at <= span.1)
            .collect();
        Series {
            label: self.course(course, page),
            spans: course.points.iter().any(|p| p.place.from < p.place.to),
            points,
            before,
            dots,
        }
    }

    /// The points of a course that were others before a lever was moved.
    fn before(&self, course: &Course) -> Vec<Point> {
        let index = self.report.courses.courses.iter().position(|c| std::ptr::eq(c, course));
        let before = self.report.before.zip(index).and_then(|(all, at)| all.courses.get(at));
        let pairs = before.into_iter().flat_map(|before| before.points.iter().zip(&course.points));
        pairs
            .filter(|(before, now)| before.place == now.place && before.quantiles != now.quantiles)
            .map(|(before, _)| self.point(before.place, before.quantiles))
            .collect()
    }

    /// What is asked of a course; only of some targets where they are named.
    fn goals(&self, course: &Course, page: &Page<'_>, only: Option<&[usize]>) -> Vec<Goal> {
        let marks = course.targets.iter().filter(|m| only.is_none_or(|o| o.contains(&m.index)));
        marks
            .filter_map(|mark| {
                let target = self.report.answers.targets.get(mark.index)?;
                let bound = match target.asked {
                    Asked::Bound { bound, .. } => Some(bound),
                    Asked::Direction { .. } => None,
                };
                let deadline = numbers::deadline(&target.deadline, self.lang);
                let label = say::promise(&page.view.goal(target), &deadline, self.lang);
                let at = if bound.is_some() && mark.place.from < mark.place.to {
                    (self.at(mark.place.from) + self.at(mark.place.to)) / 2.0
                } else {
                    self.at(mark.place.to)
                };
                Some(Goal { at, bound, label })
            })
            .collect()
    }

    /// The as-of date in the unit of time.
    pub fn now(&self) -> Option<(f64, String, String)> {
        let plan = self.report.plan;
        let step = plan.time.day(plan.as_of?)?.step;
        let word = |w: words::Word| w.of(self.lang).to_owned();
        Some((plan.time.at(step), word(say::KNOWN), word(say::PROJECTED)))
    }

    fn times(&self, span: (f64, f64)) -> Times {
        if self.report.plan.time.is_calendar() {
            return Times::Years;
        }
        let found = ticks(span.0, span.1, 6);
        let last = found.len().saturating_sub(1);
        let named = |(index, at): (usize, f64)| {
            let name = if index == last {
                numbers::instant(self.report.answers, at, self.lang)
            } else {
                numbers::stated(at)
            };
            (at, name)
        };
        Times::Instants(found.into_iter().enumerate().map(named).collect())
    }

    /// A plot of courses that share a unit.
    pub fn plot(
        &self,
        courses: Vec<&'a Course>,
        page: &Page<'_>,
        span: (f64, f64),
        only: Option<&[usize]>,
        shared: Option<(f64, f64)>,
    ) -> Option<Plot<'a>> {
        let first = courses.first()?;
        let measured = Measured::new(&first.unit, self.lang);
        let series: Vec<Series> = courses.iter().map(|c| self.series(c, page, span)).collect();
        let mut goals: Vec<Goal> = Vec::new();
        for goal in courses.iter().flat_map(|course| self.goals(course, page, only)) {
            if !goals.contains(&goal) && goal.at <= span.1 + 1e-9 {
                goals.push(goal);
            }
        }
        let drawn = series.iter().flat_map(|s| s.points.iter().chain(&s.before));
        let bands = drawn.flat_map(|p| p.quantiles);
        let seen = series
            .iter()
            .flat_map(|s| &s.dots)
            .flat_map(|d| [d.value.unwrap_or(f64::NAN), d.low, d.high]);
        let asked = goals.iter().filter_map(|goal| goal.bound);
        let own = domain(bands.chain(seen).chain(asked))?;
        let domain = shared.unwrap_or(own);
        let largest = if domain.1.abs() > domain.0.abs() { domain.1 } else { domain.0 };
        // An axis up to 1.1 trillion is better read in billions.
        let scale = measured.scale(largest / 1.5);
        let number = |value: f64| measured.number(value, scale);
        let percent = measured.unit() == "%";
        let (low, high) = (number(domain.0), number(domain.1));
        // A unit with a negative factor would turn the axis round.
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        let marks = ticks(low, high, 5)
            .into_iter()
            .map(|tick| {
                let digits = numbers::stated(tick);
                let label = if percent { format!("{digits}%") } else { digits };
                (measured.coherent(tick, scale), label)
            })
            .collect();
        let heading = match series.as_slice() {
            [one] => one.label.clone(),
            _ => String::new(),
        };
        let panel = Panel {
            title: series.iter().map(|s| s.label.as_str()).collect::<Vec<_>>().join(", "),
            description: self.description(&courses, page, &measured, span, &goals),
            span,
            domain,
            marks,
            times: self.times(span),
            series,
            goals,
            now: self.now(),
        };
        Some(Plot { panel, heading, measured, scale, courses })
    }

    /// The last point of each course in words.
    fn description(
        &self,
        courses: &[&Course],
        page: &Page<'_>,
        measured: &Measured,
        span: (f64, f64),
        goals: &[Goal],
    ) -> String {
        let mut text = String::new();
        for course in courses {
            let inside = |p: &&hongtu_study::trajectories::Point| {
                self.at(p.place.to) <= span.1 + 1e-9 && p.quantiles.iter().all(|q| q.is_finite())
            };
            let Some(point) = course.points.iter().rfind(inside) else { continue };
            let [low, _, median, _, high] = point.quantiles;
            if courses.len() > 1 {
                text += &self.course(course, page);
                text += words::word(", ", "，").of(self.lang);
            }
            let range = measured.range(low, high);
            text +=
                &say::seen(&self.place(point.place), &measured.value(median), &range, self.lang);
            if self.lang == Lang::En {
                text.push(' ');
            }
        }
        let mut text = text.trim_end().to_owned();
        for goal in goals {
            text += &say::asked(&goal.label, self.lang);
        }
        text
    }

    /// Courses in plots: those that share a unit and a size share a plot.
    pub fn plots(
        &self,
        courses: &[&'a Course],
        page: &Page<'_>,
        span: (f64, f64),
        only: Option<&[usize]>,
    ) -> Vec<Plot<'a>> {
        let spans = |c: &Course| c.points.iter().any(|p| p.place.from < p.place.to);
        let mut groups: Vec<Vec<&'a Course>> = Vec::new();
        for &course in courses {
            let alike = |group: &&mut Vec<&'a Course>| {
                group.first().is_some_and(|first| {
                    first.unit.dimension == course.unit.dimension && spans(first) == spans(course)
                })
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(course),
                None => groups.push(vec![course]),
            }
        }
        let mut plots = Vec::new();
        for group in groups {
            let largest = |course: &Course| {
                let all = course.points.iter().flat_map(|p| p.quantiles).filter(|q| q.is_finite());
                all.fold(0.0f64, |most, q| if q.abs() > most { q.abs() } else { most })
            };
            let sizes: Vec<f64> = group.iter().map(|c| largest(c)).collect();
            let most = sizes.iter().fold(0.0, |a: f64, b| if *b > a { *b } else { a });
            let contrast = sizes.iter().any(|size| size * MOST_CONTRAST < most);
            if group.len() <= MOST_SERIES && !contrast {
                plots.extend(self.plot(group, page, span, only, None));
                continue;
            }
            let apart = |shared: Option<(f64, f64)>| {
                let one = |c: &&'a Course| self.plot(vec![*c], page, span, only, shared);
                group.iter().filter_map(one).collect::<Vec<_>>()
            };
            let own = apart(None);
            if contrast {
                plots.extend(own);
                continue;
            }
            // Of one size, so on one scale: the plots can be compared.
            let domains = own.iter().map(|plot| plot.panel.domain);
            let all = domains.reduce(|(low, high), (least, most)| {
                (if least < low { least } else { low }, if most > high { most } else { high })
            });
            plots.extend(apart(all));
        }
        plots
    }

    /// A year after a deadline, or the end of the simulated time.
    pub fn until(&self, step: u32) -> f64 {
        let time = &self.report.plan.time;
        let year =
            if time.is_calendar() { time.steps_per_unit.unwrap_or(0) } else { time.steps / 4 };
        let end = step.saturating_add(year);
        self.at(if end < time.steps { end } else { time.steps })
    }
}

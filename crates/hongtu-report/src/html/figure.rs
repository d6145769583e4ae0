//! Figures: charts with a sentence under them and a table behind them.

use hongtu_study::answers::Asked;
use hongtu_study::trajectories::{Course, Of};

use super::page::Page;
use super::plot::{Figures, Plot};
use super::table;
use super::text::escape;
use crate::chart::{self, Goal, Panel, Point, Series};
use crate::words::page as say;
use crate::words::{self, Lang};

/// Sizes of charts: alone on a wide and on a narrow page, beside others, in a line of the board.
const WIDE: (f64, f64) = (680.0, 340.0);
const NARROW: (f64, f64) = (340.0, 270.0);
const BESIDE: (f64, f64) = (340.0, 230.0);
const SMALL: (f64, f64) = (150.0, 46.0);

impl Figures<'_> {
    /// A chart of the plan.
    pub fn chart(&self, index: usize, page: &Page<'_>) -> String {
        let report = self.report;
        let Some(chart) = report.plan.charts.get(index) else { return String::new() };
        let courses: Vec<&Course> = report
            .courses
            .charts
            .get(index)
            .into_iter()
            .flatten()
            .filter_map(|&course| report.courses.courses.get(course))
            .collect();
        let shown: Vec<usize> = report
            .answers
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| chart.targets.contains(&target.target))
            .map(|(index, _)| index)
            .collect();
        let span = (self.at(chart.span.0), self.at(chart.span.1));
        let plots = self.plots(&courses, page, span, Some(&shown));
        let own = chart.labels.get(self.lang.code()).cloned();
        let title = own.or_else(|| chart.title.clone().filter(|_| self.lang == Lang::En));
        let title = title.unwrap_or_else(|| {
            let names: Vec<String> = courses.iter().map(|c| self.course(c, page)).collect();
            names.join(words::word(", ", "、").of(self.lang))
        });
        let quantity = |id: &hongtu_model::VariableId| {
            let variable = report.plan.variables.get(id.index())?;
            let quantity = variable.quantity.and_then(|q| report.plan.quantities.get(q.0 as usize));
            Some(quantity.map_or(variable.name.as_str(), |quantity| quantity.name.as_str()))
        };
        let mut names: Vec<&str> = chart.variables.iter().filter_map(quantity).collect();
        names.extend(chart.targets.iter().map(String::as_str));
        self.figure(&title, plots, page, &format!("f{index}"), &names)
    }

    /// A chart of what targets measure, where the plan has none.
    pub fn targets(&self, section: usize, targets: &[usize], page: &Page<'_>) -> String {
        let report = self.report;
        let mut drawn: Vec<usize> = Vec::new();
        for &index in targets {
            let Some(course) = report.courses.targets.get(index).copied().flatten() else {
                continue;
            };
            if drawn.contains(&course) {
                continue;
            }
            drawn.push(course);
        }
        if drawn.is_empty() {
            return String::new();
        }
        let courses: Vec<&Course> =
            drawn.iter().filter_map(|&course| report.courses.courses.get(course)).collect();
        let last = targets
            .iter()
            .filter_map(|&index| report.answers.targets.get(index))
            .map(|target| self.until(target.deadline.step))
            .fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
        let span = (self.at(0), last);
        let plots = courses
            .iter()
            .filter_map(|course| self.plot(vec![*course], page, span, Some(targets), None))
            .collect();
        let mut names: Vec<String> = targets
            .iter()
            .filter_map(|&index| report.answers.targets.get(index))
            .map(|target| page.view.label(&target.labels, &target.target))
            .collect();
        names.dedup();
        let names = names.join(words::word(", ", "、").of(self.lang));
        let title = say::toward(&names, self.lang);
        let targets = targets.iter().filter_map(|&index| report.answers.targets.get(index));
        let named: Vec<&str> = targets.map(|target| target.target.as_str()).collect();
        self.figure(&title, plots, page, &format!("g{section}"), &named)
    }

    /// What was observed as small charts, up to the as-of date or the last observation.
    pub fn past(&self, page: &Page<'_>) -> String {
        let report = self.report;
        let courses = || {
            let of = |course: &usize| report.courses.courses.get(*course);
            report.courses.past.iter().filter_map(of)
        };
        let seen = courses().flat_map(|course| &course.observed).map(|mark| self.at(mark.place.to));
        let now = self.now().map(|(now, _, _)| now);
        let last = seen.chain(now).fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
        let plots: Vec<Plot<'_>> = courses()
            .filter_map(|course| self.plot(vec![course], page, (self.at(0), last), Some(&[]), None))
            .collect();
        self.figure(say::PAST.of(self.lang), plots, page, "past", &["past"])
    }

    /// A course by itself, over all of the simulated time.
    pub fn alone(&self, title: &str, course: &Course, page: &Page<'_>, key: &str) -> String {
        let figures = Figures { report: self.report, lang: self.lang };
        let span = (self.at(0), self.at(self.report.plan.time.steps));
        let plots = figures.plot(vec![course], page, span, None, None);
        figures.figure(title, plots.into_iter().collect(), page, key, &[])
    }

    /// `names` are those in the plan by which a chart is found.
    fn figure(
        &self,
        title: &str,
        plots: Vec<Plot<'_>>,
        page: &Page<'_>,
        key: &str,
        names: &[&str],
    ) -> String {
        if plots.is_empty() {
            return String::new();
        }
        let mut names = names.to_vec();
        names.sort_unstable();
        names.dedup();
        let names = escape(&names.join(" "));
        let inside = page.part(key, || self.inside(title, &plots, page, key));
        format!(
            "<figure class=\"chart\" data-live=\"{key}\" data-chart=\"{names}\" aria-labelledby=\"{key}-c\">\n{inside}</figure>\n"
        )
    }

    fn inside(&self, title: &str, plots: &[Plot<'_>], page: &Page<'_>, key: &str) -> String {
        let one = plots.len() == 1;
        let mut out = String::new();
        let title =
            if title.is_empty() { say::COURSE.of(self.lang).to_owned() } else { title.to_owned() };
        out += &format!("<figcaption id=\"{key}-c\">{}</figcaption>\n", escape(&title));
        if !one {
            out += "<div class=\"panels\">\n";
        }
        for plot in plots {
            out += "<div class=\"panel\">";
            let heading = if plot.heading == title { "" } else { plot.heading.as_str() };
            let kind = match plot.courses.first().map(|course| course.of) {
                Some(Of::Total(_)) if self.report.plan.time.is_calendar() => {
                    say::YEAR_TOTAL.of(self.lang)
                }
                Some(Of::Mean(_)) => say::YEAR_MEAN.of(self.lang),
                _ => "",
            };
            let unit = plot.measured.behind("", plot.scale);
            let unit = unit.trim();
            let parts: Vec<&str> =
                [unit, kind].into_iter().filter(|part| !part.is_empty()).collect();
            let unit = parts.join(words::word(", ", "，").of(self.lang));
            out += &format!(
                "<p class=\"axis\">{}{}</p>",
                if heading.is_empty() {
                    String::new()
                } else {
                    format!("<b>{}</b> ", escape(heading))
                },
                escape(&unit)
            );
            if one {
                out += &chart::draw(&plot.panel, WIDE).svg(&page.id("g"), "wide");
                out += &chart::draw(&plot.panel, NARROW).svg(&page.id("g"), "narrow");
            } else {
                out += &chart::draw(&plot.panel, BESIDE).svg(&page.id("g"), "beside");
            }
            out += "</div>\n";
        }
        if !one {
            out += "</div>\n";
        }
        let observed = plots.iter().any(|p| p.panel.series.iter().any(|s| !s.dots.is_empty()));
        let asked = plots.iter().any(|p| p.panel.goals.iter().any(|goal| goal.bound.is_some()));
        let single = plots.iter().all(|p| p.panel.series.len() == 1);
        let legend = say::legend(observed, asked, single, self.lang);
        out += &format!("<p class=\"legend\">{}</p>\n", escape(&legend));
        let rows: Vec<table::Rows<'_>> = plots
            .iter()
            .enumerate()
            .flat_map(|(number, plot)| {
                plot.courses.iter().enumerate().map(move |(series, course)| table::Rows {
                    course,
                    measured: &plot.measured,
                    scale: plot.scale,
                    span: plot.panel.span,
                    drawn: Some(table::Drawn { panel: &plot.panel, number, series }),
                    key: None,
                })
            })
            .collect();
        out += &table::data(self, &rows, page);
        out
    }

    /// The small chart of a target for a line of the board.
    pub fn small(&self, index: usize, page: &Page<'_>) -> String {
        let Some(target) = self.report.answers.targets.get(index) else { return String::new() };
        let label = page.view.full_label(target);
        let course = self.report.courses.targets.get(index).copied().flatten();
        let course = course.and_then(|course| self.report.courses.courses.get(course));
        let span = (self.at(0), self.until(target.deadline.step));
        let scene = match course {
            Some(course) => {
                let Some(mut plot) = self.plot(vec![course], page, span, Some(&[index]), None)
                else {
                    return String::new();
                };
                plot.panel.title = label;
                chart::draw_small(&plot.panel, SMALL)
            }
            None if target.is_date => {
                let due = match target.asked {
                    Asked::Bound { bound, .. } => bound,
                    Asked::Direction { .. } => self.at(target.deadline.step),
                };
                let (low, high) = target.interval_90.unwrap_or((f64::NAN, f64::NAN));
                let median = target.median.unwrap_or(f64::NAN);
                let point =
                    Point { from: due, to: due, quantiles: [low, median, median, median, high] };
                let description = if low.is_nan() {
                    String::new()
                } else {
                    let value = |at| page.view.value(&target.unit, true, at);
                    let range = page.view.range(&target.unit, true, low, high);
                    say::seen(&label, &value(median), &range, self.lang)
                };
                let panel = Panel {
                    title: label.clone(),
                    description,
                    span: (self.at(0), self.at(self.report.plan.time.steps)),
                    series: vec![Series { label, points: vec![point], ..Series::default() }],
                    goals: vec![Goal { at: due, bound: None, label: page.view.goal(target) }],
                    now: self.now(),
                    ..Panel::default()
                };
                chart::draw_strip(&panel, SMALL)
            }
            None => return String::new(),
        };
        scene.svg(&format!("c{index}"), "small")
    }
}

//! The figures behind charts, as tables.

use hongtu_study::trajectories::{Course, Place};

use super::page::Page;
use super::plot::Figures;
use super::text::escape;
use crate::chart::Panel;
use crate::numbers::{Measured, Scale};
use crate::words;
use crate::words::page as say;

/// What a table shows of a course.
pub(super) struct Rows<'a> {
    pub course: &'a Course,
    pub measured: &'a Measured,
    pub scale: Scale,
    /// First and last instant.
    pub span: (f64, f64),
    /// Where it is drawn, if it is.
    pub drawn: Option<Drawn<'a>>,
    /// The key by which a page finds these rows, where they are renewed by themselves.
    pub key: Option<String>,
}

/// Where a course is drawn.
#[derive(Clone, Copy)]
pub(super) struct Drawn<'a> {
    /// The plot.
    pub panel: &'a Panel,
    /// Which of the figure's plots it is.
    pub number: usize,
    /// Which of its series.
    pub series: usize,
}

/// The data of a figure.
pub(super) fn data(figures: &Figures<'_>, rows: &[Rows<'_>], page: &Page<'_>) -> String {
    details(say::DATA.of(figures.lang), figures, rows, page)
}

/// A table that is opened by its name.
pub(super) fn details(
    name: &str,
    figures: &Figures<'_>,
    rows: &[Rows<'_>],
    page: &Page<'_>,
) -> String {
    let lang = figures.lang;
    let mut out = format!(
        "<details class=\"data\"><summary>{}</summary><div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>\
         <th scope=\"col\">{}</th>",
        escape(name),
        say::WHEN.of(lang)
    );
    for header in
        [say::LOW.of(lang), "25%", words::MEDIAN.of(lang), "75%", "95%", say::SEEN.of(lang)]
    {
        out += &format!("<th scope=\"col\" class=\"number\">{header}</th>");
    }
    out += "</tr></thead>\n";
    for rows in rows {
        let panel = rows.drawn.map(|drawn| format!(" data-panel=\"{}\"", drawn.number));
        let key = rows.key.as_ref().map(|key| format!(" data-live=\"{key}\""));
        out += &format!("<tbody{}{}>", panel.unwrap_or_default(), key.unwrap_or_default());
        out += &course(figures, rows, page);
        out += "</tbody>\n";
    }
    out += "</table></div></details>\n";
    out
}

/// The rows of a course.
pub(super) fn course(figures: &Figures<'_>, rows: &Rows<'_>, page: &Page<'_>) -> String {
    let mut out = String::new();
    let time = &figures.report.plan.time;
    let at = |step: u32| time.at(i64::from(step));
    let inside =
        |place: Place| at(place.from) >= rows.span.0 - 1e-9 && at(place.to) <= rows.span.1 + 1e-9;
    let unit = rows.measured.behind("", rows.scale);
    let unit = unit.trim();
    let name = figures.course(rows.course, page);
    let named = match (rows.measured.unit(), rows.scale) {
        ("%", _) => name,
        _ if unit.is_empty() => name,
        _ => match figures.lang {
            words::Lang::En => format!("{name}, {unit}"),
            words::Lang::Zh => format!("{name}（{unit}）"),
        },
    };
    out += &format!(
        "<tr><th scope=\"rowgroup\" colspan=\"7\" class=\"of\">{}</th></tr>\n",
        escape(&named)
    );
    let seen = |place: Place| -> String {
        let marks = rows.course.observed.iter().filter(|mark| mark.place == place);
        let texts: Vec<String> = marks
            .filter_map(|mark| figures.report.answers.observations.get(mark.index))
            .map(|o| page.view.stated(o, Some(rows.scale)))
            .collect();
        texts.join(words::word("; ", "；").of(figures.lang))
    };
    let mut places: Vec<(Place, Option<[f64; 5]>)> =
        rows.course.points.iter().map(|point| (point.place, Some(point.quantiles))).collect();
    // What was observed between two points has a line of its own.
    for mark in &rows.course.observed {
        if !places.iter().any(|(place, _)| *place == mark.place) {
            places.push((mark.place, None));
        }
    }
    places.sort_by_key(|(place, _)| (place.to, place.from));
    for (place, quantiles) in places.into_iter().filter(|(place, _)| inside(*place)) {
        let marks = marks(figures, rows, place, quantiles);
        out += &format!("<tr{marks}><th scope=\"row\">{}</th>", escape(&figures.place(place)));
        for share in 0..5 {
            let digits = quantiles.map(|q| rows.measured.bare(q[share], rows.scale));
            out += &format!("<td class=\"number\">{}</td>", escape(&digits.unwrap_or_default()));
        }
        out += &format!("<td class=\"number\">{}</td></tr>\n", escape(&seen(place)));
    }
    out
}

/// What a line of the table needs for the chart to be read by pointing: where it is, as shares of the
/// plot's width and height, what is asked at that time, and the median before a lever was moved.
fn marks(
    figures: &Figures<'_>,
    rows: &Rows<'_>,
    place: Place,
    quantiles: Option<[f64; 5]>,
) -> String {
    let Some(Drawn { panel, series, .. }) = rows.drawn else { return String::new() };
    let (from, to) = (figures.at(place.from), figures.at(place.to));
    let share = |value: f64, (low, high): (f64, f64)| (value - low) / (high - low);
    let mut out = format!(" data-at=\"{:.4}\"", share((from + to) / 2.0, panel.span));
    let median = quantiles.map(|quantiles| share(quantiles[2], panel.domain));
    if let Some(up) = median.filter(|up| up.is_finite()) {
        out += &format!(" data-up=\"{up:.4}\"");
    }
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let goal = panel
        .goals
        .iter()
        .find(|goal| near(goal.at, to) || (goal.at > from && goal.at < to && !near(goal.at, from)));
    if let Some(goal) = goal {
        out += &format!(" data-goal=\"{}\"", escape(&goal.label));
    }
    let series = panel.series.get(series);
    let before = series.and_then(|series| {
        series.before.iter().find(|point| near(point.from, from) && near(point.to, to))
    });
    if let Some(point) = before {
        let median = rows.measured.bare(point.quantiles[2], rows.scale);
        out += &format!(" data-before=\"{}\"", escape(&median));
    }
    out
}

//! The parts of a page that change as levers move, one by one.
//!
//! Each is known by a key, which the element that holds it bears as `data-live`: `lede` the sentences
//! over the board; `o`, `s` and `c` with the number of a target its odds, its spread and its small
//! chart; `t` with the number of a course its figures behind small charts; `v` with a number a value in
//! a sentence; `f` and `g` with a number a figure; `p` with a number what is known of an assumption, and
//! `w` what the runs are worth where assumptions are changed.

use hongtu_model::Shown;
use hongtu_study::Report;
use hongtu_study::answers::{Answers, TargetAnswer};

use super::assumed;
use super::board::{drawn, figures_of, lede, odds, spread};
use super::page::Page;
use super::text::escape;
use super::{default_charts, value_html};
use crate::numbers;
use crate::words::{Lang, live as say};

/// A part: its key and what its element holds.
pub type Part = (String, String);

/// The odds of each target; `before` are the answers before a lever was moved.
pub fn odds_parts(report: &Report<'_>, before: &Answers, lang: Lang) -> Vec<Part> {
    let page = Page::new(report, lang);
    let targets = report.answers.targets.iter().enumerate();
    let parts = targets.map(|(index, target)| {
        let change = before.targets.get(index).map(|before| change(before, target, lang));
        (format!("o{index}"), odds(&page, target) + &change.unwrap_or_default())
    });
    parts.collect()
}

/// Whatever else hangs on the odds.
pub fn board_parts(report: &Report<'_>, lang: Lang) -> Vec<Part> {
    let page = Page::new(report, lang);
    let mut parts = vec![("lede".to_owned(), lede(&page))];
    for (index, target) in report.answers.targets.iter().enumerate() {
        parts.push((format!("s{index}"), spread(&page, target)));
        if target.is_date {
            parts.push((format!("c{index}"), page.figures().small(index, &page)));
        }
    }
    for (index, value) in report.plan.live_values.iter().enumerate() {
        if matches!(value.shown, Shown::Odds { .. }) {
            parts.push((format!("v{index}"), value_html(&page, index)));
        }
    }
    parts
}

/// By how much odds have changed since a lever was moved.
fn change(before: &TargetAnswer, now: &TargetAnswer, lang: Lang) -> String {
    let change = now.attainment - before.attainment;
    let text = numbers::points(change);
    if change == 0.0 || text == "0" || change.is_nan() {
        return String::new();
    }
    let (sign, tone) = if change > 0.0 { ("▲", "up") } else { ("▼", "down") };
    format!(
        " <span class=\"change {tone}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
        escape(&say::points(&text, lang))
    )
}

/// The keys of the parts that charts and sentences hold, in the order of the page.
pub fn chart_keys(report: &Report<'_>, lang: Lang) -> Vec<String> {
    let page = Page::new(report, lang);
    let targets = report.answers.targets.iter().enumerate();
    let small = targets.filter(|(_, t)| !t.is_date).map(|(index, _)| format!("c{index}"));
    let values = report.plan.live_values.iter().enumerate();
    let values = values.filter(|(_, value)| matches!(value.shown, Shown::Measure(_)));
    let values = values.map(|(index, _)| format!("v{index}"));
    let charts = (0..report.plan.charts.len()).map(|index| format!("f{index}"));
    let own = default_charts(&page).into_iter().map(|(section, _)| format!("g{section}"));
    let assumed = assumed::assumptions(report.plan).map(|(index, _)| format!("p{index}"));
    let figures = drawn(report).map(|course| format!("t{course}"));
    small.chain(values).chain(charts).chain(own).chain(assumed).chain(figures).collect()
}

/// One of the parts that charts and sentences hold; `None` where there is none of that key.
pub fn chart_part(report: &Report<'_>, key: &str, lang: Lang) -> Option<String> {
    let page = Page::new(report, lang);
    let number = key.get(1..)?.parse::<usize>().ok()?;
    let figures = page.figures();
    match key.get(..1)? {
        "c" => Some(figures.small(number, &page)),
        "v" => Some(value_html(&page, number)),
        "t" => figures_of(number, &page),
        "p" => assumed::known(&page, number),
        "f" => Some(within(&figures.chart(number, &page))),
        "g" => {
            let charts = default_charts(&page);
            let (section, targets) = charts.iter().find(|(section, _)| *section == number)?;
            Some(within(&figures.targets(*section, targets, &page)))
        }
        _ => None,
    }
}

/// What an element holds.
fn within(element: &str) -> String {
    let inside = element.split_once('>').map_or("", |(_, rest)| rest);
    inside.rsplit_once("</").map_or(inside, |(inside, _)| inside).to_owned()
}

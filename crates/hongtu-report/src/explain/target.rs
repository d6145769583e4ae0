//! A target, or a reading of one.

use hongtu_study::answers::{Asked, TargetAnswer};
use hongtu_study::explain::{ReadingExplained, TargetExplained};

use super::quantity::years;
use super::{Page, chart, contrast, evidence, shape, tree};
use crate::board::detail::facts;
use crate::layout::{Ink, Text};
use crate::sensitivity::lessons;
use crate::words;

/// So many observations are named with each of several readings, and with one that stands alone.
const NAMED: (usize, usize) = (1, 3);

pub(super) fn lines(page: &Page<'_>, target: &TargetExplained) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let label = page.label_beside(&target.labels, &target.name);
    let mut lines = page.heading(
        &target.name,
        &label,
        words::node(hongtu_study::explain::Node::Target).of(lang),
    );
    if target.hidden {
        lines.push(Text::default());
        if let Some(doc) = &target.doc {
            lines.extend(view.paragraph(2, &Text::plain(view.said(doc))));
        }
        let text = Text::inked(Ink::Strong, words::HIDDEN_TARGET.of(lang));
        lines.extend(view.paragraph(2, &text));
        lines.extend(page.definition(&target.span));
        return lines;
    }
    let several = target.readings.len() > 1;
    for (number, reading) in target.readings.iter().enumerate() {
        let Some(answer) = view.answers.targets.get(reading.answer) else { continue };
        if number == 0 {
            if !several {
                lines.push(Text::default());
                lines.extend(facts(view, answer));
            }
            lines.extend(page.definition(&target.span));
        }
        if several {
            lines.extend(view.section(&view.full_label(answer)));
            lines.extend(facts(view, answer));
        }
        lines.extend(one(page, reading, answer, several));
    }
    lines.extend(evidence::lines(page, &target.observations, &target.indirect));
    lines.extend(taught(page, target));
    lines
}

/// Without which observations the odds would differ.
fn taught(page: &Page<'_>, target: &TargetExplained) -> Vec<Text> {
    let view = &page.view;
    let mut lines = Vec::new();
    let Some(lessons) = &target.lessons else { return lines };
    let several = target.readings.len() > 1;
    for (place, reading) in target.readings.iter().enumerate() {
        let Some(answer) = view.answers.targets.get(reading.answer) else { continue };
        let named = if several { NAMED.0 } else { NAMED.1 };
        let moved = lessons::odds(view, lessons, place, answer.attainment, named);
        if moved.is_empty() {
            continue;
        }
        lines.push(Text::default());
        if several {
            lines.extend(view.paragraph(2, &Text::plain(view.full_label(answer))));
        }
        lines.extend(moved);
    }
    lines
}

fn one(
    page: &Page<'_>,
    reading: &ReadingExplained,
    answer: &TargetAnswer,
    several: bool,
) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let mut lines = contrast::lines(page, &reading.contrast);
    lines.extend(tree::lines(page, words::FED_BY, &reading.fed_by, words::FED_BY_NOTHING));
    lines.extend(tree::legend(page));
    if let Some(found) = &reading.shape {
        lines.extend(view.section(words::DISTRIBUTION.of(lang)));
        let text = Text::inked(Ink::Faint, format!("{} {}", answer.measure, view.goal(answer)));
        lines.extend(view.paragraph(2, &text));
        lines.extend(shape::lines(page, found, answer.is_date, None));
    }
    if let Some(course) = reading.course.as_ref().filter(|course| !course.steady) {
        lines.extend(view.section(&format!("{}: {}", words::COURSE.of(lang), course.name)));
        // The bound stands beside the course where both are in the same unit.
        let goals: Vec<(f64, f64)> = match &answer.asked {
            Asked::Bound { bound, .. } if comparable(answer, course) => {
                let step = i64::from(answer.deadline.step);
                vec![(view.answers.time.at(step), *bound)]
            }
            _ => Vec::new(),
        };
        lines.extend(chart::lines(page, course, &goals));
        // Several readings are compared by their charts alone.
        if !several {
            lines.push(Text::default());
            lines.extend(years(page, course));
        }
    }
    lines
}

/// Whether the bound is a value of the course: a level, or a calendar year's total of a rate.
fn comparable(answer: &TargetAnswer, course: &hongtu_study::explain::Course) -> bool {
    let time = "total(";
    let yearly = answer.measure == format!("total({}, {})", course.name, year(answer));
    let level = answer.measure.starts_with("level(");
    let plain = answer.measure.starts_with(&format!("{time}{},", course.name)) && yearly
        || level && answer.measure.starts_with(&format!("level({},", course.name));
    plain && !answer.is_date
}

fn year(answer: &TargetAnswer) -> &str {
    let text = answer.deadline.text.as_str();
    text.strip_prefix("end of ").unwrap_or(text)
}

//! What taught what: odds without an observation, and what is known of each assumption.

use hongtu_study::lessons::{Informed, Lesson, Lessons, Told};

use super::{Findings, remark};
use crate::board::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

/// So many observations are named with each of several targets, and with a target that stands alone.
const NAMED: (usize, usize) = (3, 8);

/// So many assumptions are shown.
const SHOWN: usize = 20;

/// Changes of the odds under a percentage point are not named.
const NAMED_FROM: f64 = 0.01;

pub(super) fn lines(view: &View<'_>, findings: &Findings<'_>) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = view.section(words::TAUGHT.of(lang));
    let Some(lessons) = findings.lessons else {
        lines.extend(view.paragraph(2, &Text::plain(words::NOTHING_TO_LEAVE_OUT.of(lang))));
        return lines;
    };
    let several = lessons.targets.len() > 1;
    let mut unmoved = Vec::new();
    for (place, id) in lessons.targets.iter().enumerate() {
        let Some(answer) = view.answers.targets.iter().find(|t| t.id == *id) else { continue };
        let named = if several { NAMED.0 } else { NAMED.1 };
        let moved = odds(view, lessons, place, answer.attainment, named);
        if moved.is_empty() {
            unmoved.push(view.full_label(answer));
        } else if several {
            let title = Text::inked(Ink::Strong, view.full_label(answer));
            let mut title = title.and(Ink::Faint, format!(" · {}", words::odds_of("", lang)));
            title.append(&view.odds(answer.attainment));
            lines.extend(view.paragraph(2, &title));
        }
        lines.extend(moved);
    }
    if several && !unmoved.is_empty() {
        if unmoved.len() < lessons.targets.len() {
            lines.push(Text::default());
        }
        let names = unmoved.join(words::word("; ", "；").of(lang));
        lines.extend(remark(view, &words::odds_unmoved(&names, lang)));
    } else if !unmoved.is_empty() {
        lines.extend(remark(view, words::NO_OBSERVATION_MOVES.of(lang)));
    }
    let open = lessons.observations.iter().filter(|lesson| lesson.told == Told::No).count();
    if open > 0 {
        lines.push(Text::default());
        let text = words::untold(open, &numbers::stated(lessons.reliable), lang);
        lines.extend(view.paragraph(2, &Text::inked(Ink::Fair, text)));
    }
    lines.extend(view.section(words::WHAT_WAS_LEARNT.of(lang)));
    lines.extend(informed(view, lessons));
    lines.extend(view.section(words::OBSERVATIONS_LEFT_OUT.of(lang)));
    lines.extend(observations(view, lessons));
    lines
}

/// Without which observations the odds of a target would differ, the most first; nothing where they
/// would not.
pub(crate) fn odds(
    view: &View<'_>,
    lessons: &Lessons,
    place: usize,
    with: f64,
    named: usize,
) -> Vec<Text> {
    let lang = view.lang;
    let mut moving: Vec<(f64, &Lesson, f64)> = lessons
        .observations
        .iter()
        .filter_map(|lesson| {
            let without = lesson.odds.get(place)?;
            let size = without.change.value.abs();
            let counts = without.beyond_chance() && size >= NAMED_FROM;
            counts.then_some((size, lesson, without.value))
        })
        .collect();
    moving.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut lines = Vec::new();
    for (_, lesson, odds) in moving.iter().take(named) {
        let name = observation(view, lesson);
        let (odds, with) = (numbers::percent(*odds), numbers::percent(with));
        let text = format!("• {}", words::without(&name, &odds, &with, lang));
        lines.extend(view.paragraph(2, &Text::plain(text).hanging(2)));
    }
    if moving.len() > named {
        lines.extend(remark(view, &words::more_observations(moving.len() - named, lang)));
    }
    lines
}

/// An observation as the plan writes it.
fn observation(view: &View<'_>, lesson: &Lesson) -> String {
    let found = view.answers.observations.get(lesson.observation);
    found.map_or_else(String::new, |o| format!("{} = {}", o.measure, o.text))
}

fn name(view: &View<'_>, informed: &Informed) -> String {
    view.drawn(&informed.name, &informed.labels, &informed.drawn)
}

fn informed(view: &View<'_>, lessons: &Lessons) -> Vec<Text> {
    let lang = view.lang;
    if lessons.informed.is_empty() {
        return view.paragraph(2, &Text::plain(words::NOTHING_LEARNT.of(lang)));
    }
    let mut table = Table::new(vec![
        Column::new(words::DRAWN.of(lang), Align::Left).wraps(18),
        Column::new(words::PRIOR.of(lang), Align::Left).wraps(16).gives_way(0),
        Column::new(words::POSTERIOR.of(lang), Align::Left).wraps(16),
        Column::new(words::SHRUNK.of(lang), Align::Right),
        Column::new(words::MOSTLY_FROM.of(lang), Align::Left).wraps(14).gives_way(1),
    ]);
    for informed in lessons.informed.iter().take(SHOWN) {
        let spread = |spread| view.spread(&informed.unit, false, spread);
        let teacher = informed.teacher.and_then(|index| lessons.observations.get(index));
        let teacher = teacher.and_then(|l| view.answers.observations.get(l.observation));
        table.row(vec![
            Text::plain(name(view, informed)).hanging(2),
            Text::inked(Ink::Faint, spread(&informed.before)),
            Text::plain(spread(&informed.with)),
            Text::plain(shrunk(informed.known.shrinkage.value)),
            Text::inked(Ink::Faint, teacher.map_or("–", |o| o.measure.as_str())),
        ]);
    }
    let mut lines = table.lines(view.columns);
    let more = lessons.informed.len().saturating_sub(SHOWN);
    let mut text = words::SHRUNK_MEANS.of(lang).to_owned();
    if more > 0 {
        text =
            format!("{}{}{text}", words::more_informed(more, lang), words::word(" ", "").of(lang));
    }
    lines.extend(remark(view, &text));
    lines
}

fn observations(view: &View<'_>, lessons: &Lessons) -> Vec<Text> {
    let lang = view.lang;
    let mut table = Table::new(vec![
        Column::new(words::OBSERVATION.of(lang), Align::Left).wraps(20),
        Column::new(words::SHAPE_K.of(lang), Align::Left),
        Column::new(words::ELPD.of(lang), Align::Right).gives_way(0),
        Column::new(words::TAUGHT_ABOUT.of(lang), Align::Left).wraps(14).gives_way(1),
    ]);
    for (index, lesson) in lessons.observations.iter().enumerate() {
        let taught = lessons.informed.iter().filter(|informed| informed.teacher == Some(index));
        let taught: Vec<String> = taught.take(2).map(|informed| name(view, informed)).collect();
        let taught = if taught.is_empty() {
            "–".to_owned()
        } else {
            taught.join(words::word(", ", "、").of(lang))
        };
        table.row(vec![
            Text::plain(observation(view, lesson)).hanging(2),
            k(view, lesson),
            Text::plain(
                lesson.elpd.map_or_else(|| "–".to_owned(), |e| format!("{e:.1}").replace('-', "−")),
            ),
            Text::inked(Ink::Faint, taught),
        ]);
    }
    let mut lines = table.lines(view.columns);
    lines.extend(remark(view, words::LEFT_OUT_SIGNS.of(lang)));
    lines
}

/// A shrinkage in whole per cent; without a sign where it is hardly any.
fn shrunk(share: f64) -> String {
    numbers::percent(if share.abs() < 0.005 { 0.0 } else { share })
}

/// The diagnostic, and what it led to.
fn k(view: &View<'_>, lesson: &Lesson) -> Text {
    let shape = match lesson.k {
        k if k.is_finite() => format!("{k:.2}").replace('-', "−"),
        k if k > 0.0 => "∞".to_owned(),
        _ => "–".to_owned(),
    };
    let (ink, word) = match lesson.told {
        Told::Weights => return Text::plain(shape),
        Told::Refit => (Ink::Faint, words::REFITTED),
        Told::No => (Ink::Fair, words::OPEN),
    };
    Text::plain(shape).and(ink, format!(" {}", word.of(view.lang)))
}

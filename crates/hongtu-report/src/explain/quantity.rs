//! A quantity, or an element of one.

use hongtu_model::QuantityKind;
use hongtu_study::answers::Spread;
use hongtu_study::explain::{Course, QuantityExplained};

use super::{Page, chart, evidence, shape, tree};
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::{self, Measured};
use crate::words::{self, Lang};

/// Rows of a table of years; of more, every second, third, … is shown.
const MOST_TIMES: usize = 14;

pub(super) fn lines(page: &Page<'_>, quantity: &QuantityExplained) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let label = page.label_beside(&quantity.labels, &quantity.name);
    let mut kind = words::quantity_kind(quantity.kind).of(lang).to_owned();
    if quantity.name == quantity.quantity && !quantity.dimensions.is_empty() {
        kind += &format!(" [{}]", quantity.dimensions.join(", "));
    }
    let mut lines = page.heading(&quantity.name, &label, &kind);
    lines.push(Text::default());
    lines.extend(facts(page, quantity));
    lines.extend(page.definition(&quantity.span));
    let begins = matches!(
        quantity.kind,
        QuantityKind::Lever | QuantityKind::Shock | QuantityKind::Alternatives
    );
    if !begins || !quantity.fed_by.is_empty() {
        lines.extend(tree::lines(page, words::FED_BY, &quantity.fed_by, words::FED_BY_NOTHING));
    }
    lines.extend(tree::lines(page, words::FEEDS, &quantity.feeds, words::FEEDS_NOTHING));
    if !quantity.fed_by.is_empty() || !quantity.feeds.is_empty() {
        lines.extend(tree::legend(page));
    }
    match quantity.courses.as_slice() {
        [course] => lines.extend(course_lines(page, quantity, course)),
        courses => lines.extend(elements(page, quantity, courses)),
    }
    lines.extend(evidence::lines(page, &quantity.observations, &quantity.indirect));
    lines
}

fn facts(page: &Page<'_>, quantity: &QuantityExplained) -> Vec<Text> {
    let lang = page.lang();
    let mut lines = Vec::new();
    if let Some(doc) = &quantity.doc {
        lines.extend(page.view.paragraph(2, &Text::plain(page.view.said(doc))));
    }
    let mut table =
        Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)]);
    let mut add = |key: &str, text: &str| {
        table.row(vec![Text::inked(Ink::Faint, key), Text::plain(text)]);
    };
    if let Some(why) = &quantity.assumption {
        add(words::WHY.of(lang), page.view.said(why));
    }
    let unit = match (quantity.unit.name.as_str(), quantity.unit.labels.get(lang.code())) {
        ("", _) => words::PURE_NUMBER.of(lang).to_owned(),
        (_, Some(label)) => label.clone(),
        (name, None) => name.to_owned(),
    };
    if quantity.kind != QuantityKind::Alternatives {
        add(words::UNIT.of(lang), &unit);
    }
    if let Some(scope) = &quantity.scope {
        add(words::SCOPE.of(lang), page.view.said(scope));
    }
    if let Some(section) = &quantity.section {
        add(words::SECTION.of(lang), &words::section(section, lang));
    }
    lines.extend(table.lines(page.view.columns));
    lines
}

fn course_lines(page: &Page<'_>, quantity: &QuantityExplained, course: &Course) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    if quantity.kind == QuantityKind::Alternatives {
        return options(page, quantity, course);
    }
    if !course.steady {
        let mut lines = view.section(words::COURSE.of(lang));
        lines.extend(chart::lines(page, course, &[]));
        lines.push(Text::default());
        lines.extend(years(page, course));
        return lines;
    }
    let mut lines = view.section(words::KNOWN.of(lang));
    match (&course.shape, course.after.first().copied().flatten()) {
        (Some(found), _) => lines.extend(shape::lines(page, found, false, course.prior.as_deref())),
        (None, Some([.., value])) => {
            let value = Measured::new(&course.unit, lang).exact(value);
            let text = Text::plain(format!("{value} · ")).and(Ink::Faint, words::CERTAIN.of(lang));
            lines.extend(view.paragraph(2, &text));
        }
        (None, None) => lines.push(Text::plain("  –")),
    }
    lines
}

/// The quantiles at the report times, in one scale that the header says.
pub(super) fn years(page: &Page<'_>, course: &Course) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let evidence = view.answers.weighting.observations > 0;
    let measured = Measured::new(&course.unit, lang);
    let medians = course.after.iter().flatten().map(|q| q[2].abs()).filter(|m| m.is_finite());
    let scale = measured.scale(medians.fold(0.0, |most, m| if m > most { m } else { most }));
    let unit = measured.behind("", scale);
    // A per cent sign stands behind every number.
    let unit = match unit.trim() {
        "" | "%" => String::new(),
        unit => format!("{}{unit}", words::word(", ", "，").of(lang)),
    };
    let mut columns = vec![Column::new(words::TIME.of(lang), Align::Left)];
    let mut column = |word: words::Word, rank: Option<u8>| {
        let column = Column::new(format!("{}{unit}", word.of(lang)), Align::Left).wraps(18);
        columns.push(match rank {
            Some(rank) => column.gives_way(rank),
            None => column,
        });
    };
    if evidence {
        column(words::PRIOR, Some(0));
        column(words::POSTERIOR, None);
    } else {
        column(words::ASSUMED, None);
    }
    let mut table = Table::new(columns);
    let show = |quantiles: &Option<[f64; 5]>| match quantiles {
        None => "–".to_owned(),
        Some(q) if q[0] == q[4] => measured.bare(q[2], scale),
        Some([low, _, median, _, high]) => {
            let ends =
                numbers::range(lang, &measured.bare(*low, scale), &measured.bare(*high, scale));
            let median = measured.bare(*median, scale);
            match lang {
                Lang::En => format!("{median} ({ends})"),
                Lang::Zh => format!("{median}（{ends}）"),
            }
        }
    };
    let count = course.steps.len();
    let stride = count.saturating_sub(1).div_ceil(MOST_TIMES - 1).max(1);
    let rows = course.steps.iter().zip(&course.times).zip(course.before.iter().zip(&course.after));
    for (index, ((&step, &time), (before, after))) in rows.enumerate() {
        // The first and the last are always there.
        if !(count - 1 - index).is_multiple_of(stride) && index != 0 {
            continue;
        }
        let mut row = vec![Text::inked(Ink::Faint, page.when(step, time))];
        if evidence {
            row.push(Text::inked(Ink::Faint, show(before)));
        }
        row.push(Text::plain(show(after)));
        table.row(row);
    }
    let mut lines = table.lines(view.columns);
    if !evidence {
        let text = Text::inked(Ink::Faint, words::NO_EVIDENCE.of(lang));
        lines.extend(view.paragraph(2, &text));
    }
    lines
}

/// Every element of an array in a line.
fn elements(page: &Page<'_>, quantity: &QuantityExplained, courses: &[Course]) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let mut lines = view.section(words::ELEMENTS.of(lang));
    let mut table = Table::new(vec![
        Column::new(words::ELEMENT.of(lang), Align::Left).wraps(12),
        Column::new(words::TREND.of(lang), Align::Left).gives_way(0),
        Column::new("", Align::Left).wraps(14).gives_way(1),
        Column::new("", Align::Left).wraps(14),
    ]);
    let first = courses.first();
    let end = |course: &Course| course.steps.len().saturating_sub(1);
    let header = first.map(|course| {
        let when = |index: usize| {
            let step = course.steps.get(index).zip(course.times.get(index));
            step.map_or_else(String::new, |(step, time)| page.when(*step, *time))
        };
        if course.steady {
            (String::new(), words::ASSUMED.of(lang).to_owned())
        } else {
            (when(0), when(end(course)))
        }
    });
    let (start, last) = header.unwrap_or_default();
    table.row(vec![
        Text::default(),
        Text::default(),
        Text::inked(Ink::Faint, start),
        Text::inked(Ink::Faint, last),
    ]);
    for course in courses {
        let show = |index: usize| match course.after.get(index).copied().flatten() {
            None => "–".to_owned(),
            Some(q) if q[0] == q[4] => view.value(&course.unit, false, q[2]),
            Some(q) => {
                view.spread(&course.unit, false, &Spread { low: q[0], median: q[2], high: q[4] })
            }
        };
        let element = course.name.strip_prefix(&quantity.quantity).unwrap_or(&course.name);
        table.row(vec![
            Text::plain(element.trim_matches(['[', ']'])),
            Text::plain(trend(course)),
            Text::plain(if course.steady { String::new() } else { show(0) }),
            Text::plain(show(end(course))),
        ]);
    }
    lines.extend(table.lines(view.columns));
    if quantity.left_out > 0 {
        let text = words::more_elements(quantity.left_out, lang);
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    }
    if let Some(course) = first {
        let text = words::one_element(&course.name, lang);
        lines.push(Text::default());
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    }
    lines
}

/// The medians as a line of blocks, from the lowest to the highest.
fn trend(course: &Course) -> String {
    let medians: Vec<f64> = course.after.iter().flatten().map(|q| q[2]).collect();
    let low = medians.iter().copied().fold(f64::INFINITY, |a, b| if b < a { b } else { a });
    let high = medians.iter().copied().fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
    if course.steady || !low.is_finite() || !high.is_finite() || low >= high {
        return String::new();
    }
    // The lowest is an eighth high, so that it is seen.
    let heights: Vec<f64> = medians.iter().map(|m| 1.0 + 7.0 * (m - low) / (high - low)).collect();
    shape::blocks(&heights, 8.0)
}

/// The options of alternatives with their shares.
fn options(page: &Page<'_>, quantity: &QuantityExplained, course: &Course) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let mut lines = view.section(words::KNOWN.of(lang));
    let Some(shape) = &course.shape else { return lines };
    let evidence = view.answers.weighting.observations > 0;
    let mut columns = vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)];
    if evidence {
        columns.push(Column::new(words::PRIOR.of(lang), Align::Right));
        columns.push(Column::new(words::POSTERIOR.of(lang), Align::Right));
    } else {
        columns.push(Column::new("", Align::Right));
    }
    let mut table = Table::new(columns);
    let branches = page.branches(&quantity.name);
    for (index, (before, after)) in shape.before.iter().zip(&shape.after).enumerate() {
        let branch = branches.get(index).map(|found| &found.branch);
        let mut row = vec![
            Text::plain(branch.map_or("", |branch| branch.name.as_str())),
            Text::inked(Ink::Faint, branch.map(|b| view.branch_words(b)).unwrap_or_default()),
            Text::plain(numbers::percent(*before)),
        ];
        if evidence {
            row.push(Text::plain(numbers::percent(*after)));
        }
        table.row(row);
    }
    lines.extend(table.lines(view.columns));
    lines
}

//! What the runs that make a target have in common, in words and as a table.

use hongtu_study::explain::{Contrast, Difference, Drawn, Groups};

use super::Page;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

/// So many differences are put into words.
const SENTENCES: usize = 3;

pub(super) fn lines(page: &Page<'_>, contrast: &Contrast) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let mut lines = view.section(title(contrast).of(lang));
    lines.extend(view.paragraph(2, &Text::plain(lead(page, contrast))));
    if contrast.groups == Groups::None {
        return lines;
    }
    lines.push(Text::default());
    if contrast.differences.is_empty() {
        let text = words::no_difference(contrast.compared, lang);
        lines.extend(view.paragraph(2, &Text::plain(text)));
        return lines;
    }
    for sentence in sentences(page, contrast) {
        let text = Text::plain(format!("• {sentence}")).hanging(2);
        lines.extend(view.paragraph(2, &text));
    }
    lines.push(Text::default());
    lines.extend(table(page, contrast));
    let (shown, more) = (contrast.differences.len(), contrast.left_out);
    let rest = words::the_others(contrast.compared, shown, more, lang);
    let text = format!("{} {rest}", words::APART_MEANS.of(lang));
    let text = text.trim_end();
    lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    lines
}

/// The title of a comparison.
pub(crate) fn title(contrast: &Contrast) -> words::Word {
    match contrast.groups {
        Groups::Closest => words::IN_COMMON_CLOSEST,
        Groups::Narrowest => words::IN_COMMON_NARROWEST,
        Groups::Met | Groups::None => words::IN_COMMON,
    }
}

/// What is compared with what.
pub(crate) fn lead(page: &Page<'_>, contrast: &Contrast) -> String {
    words::compared(contrast.groups, &numbers::percent(contrast.share), page.lang())
}

/// What differs most, in words.
pub(crate) fn sentences(page: &Page<'_>, contrast: &Contrast) -> Vec<String> {
    let most = contrast.differences.iter().take(SENTENCES);
    most.map(|difference| sentence(page, contrast, difference)).collect()
}

/// The name of what differs: its label, with the year of a shock and the element of an array.
fn what(page: &Page<'_>, difference: &Difference) -> String {
    page.view.drawn(&difference.name, &difference.labels, &difference.drawn)
}

/// The same as part of a sentence: a name without a label becomes words.
fn in_words(page: &Page<'_>, difference: &Difference) -> String {
    let labelled = difference.labels.contains_key(page.lang().code());
    if labelled || page.lang() == words::Lang::Zh {
        return what(page, difference);
    }
    page.view.in_its_period(difference.name.replace('_', " "), &difference.drawn)
}

fn sentence(page: &Page<'_>, contrast: &Contrast, difference: &Difference) -> String {
    let view = &page.view;
    let name = in_words(page, difference);
    match &difference.drawn {
        Drawn::Alternative { here, there, .. } => words::more_often(
            &name,
            &option(page, difference),
            &numbers::percent(*here),
            &numbers::percent(*there),
            view.lang,
        ),
        _ => {
            let show = |value| view.value(&difference.unit, false, value);
            words::higher_or_lower(
                contrast.groups,
                &name,
                difference.standardised,
                &show(difference.here.median),
                &show(difference.there.median),
                view.lang,
            )
        }
    }
}

/// The name of the option whose share differs.
fn option(page: &Page<'_>, difference: &Difference) -> String {
    let Drawn::Alternative { option, .. } = difference.drawn else { return String::new() };
    let branches = difference.quantity.as_ref().map_or(&[][..], |name| page.branches(name));
    match branches.get(option) {
        Some(found) => {
            let said = page.view.branch_words(&found.branch);
            if said.is_empty() { found.branch.name.clone() } else { said }
        }
        None => (option + 1).to_string(),
    }
}

fn table(page: &Page<'_>, contrast: &Contrast) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let mut table = Table::new(vec![
        Column::new(words::DRAWN.of(lang), Align::Left).wraps(18),
        Column::new(words::first_group(contrast.groups).of(lang), Align::Left).wraps(14),
        Column::new(words::second_group(contrast.groups).of(lang), Align::Left).wraps(14),
        Column::new(words::APART.of(lang), Align::Right),
    ]);
    for difference in &contrast.differences {
        let (here, there) = match &difference.drawn {
            Drawn::Alternative { here, there, .. } => {
                let name = option(page, difference);
                (format!("{} {name}", numbers::percent(*here)), numbers::percent(*there))
            }
            _ => (
                view.spread(&difference.unit, false, &difference.here),
                view.spread(&difference.unit, false, &difference.there),
            ),
        };
        table.row(vec![
            Text::plain(what(page, difference)).hanging(2),
            Text::plain(here),
            Text::inked(Ink::Faint, there),
            Text::plain(numbers::percent(difference.distance)),
        ]);
    }
    table.lines(view.columns)
}

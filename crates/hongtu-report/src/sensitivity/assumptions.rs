//! Which assumptions matter, target by target.

use hongtu_study::answers::TargetAnswer;
use hongtu_study::sensitivity::{Indices, Scale, Sensitivity, TargetSensitivity};

use super::{input_label, remark};
use crate::board::view::{View, bar};
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

/// So many assumptions are shown of each of several targets, and of a target that stands alone.
const SHOWN: (usize, usize) = (5, 15);

/// Cells of a bar.
const CELLS: usize = 10;

/// Where assumptions one by one account for less than this, it is said.
const ADDITIVE: f64 = 0.9;

pub(super) fn lines(view: &View<'_>, sensitivity: &Sensitivity) -> Vec<Text> {
    let mut lines = Vec::new();
    let shown = if sensitivity.targets.len() > 1 { SHOWN.0 } else { SHOWN.1 };
    for target in &sensitivity.targets {
        let Some(answer) = view.answers.targets.iter().find(|t| t.id == target.id) else {
            continue;
        };
        lines.extend(view.section(&view.full_label(answer)));
        lines.extend(view.paragraph(2, &heading(view, target, answer)));
        lines.extend(shares(view, sensitivity, target, shown));
    }
    lines.push(Text::default());
    lines.extend(remark(view, words::INDICES.of(view.lang)));
    let runs = numbers::count(sensitivity.model_runs);
    let sample = numbers::count(sensitivity.sample);
    let (reaching, refined) = (sensitivity.reaching, sensitivity.refined);
    let text = words::index_runs(&runs, &sample, reaching, refined, view.lang);
    lines.extend(remark(view, &text));
    lines
}

/// What is asked, how likely it is, and what is taken apart.
fn heading(view: &View<'_>, target: &TargetSensitivity, answer: &TargetAnswer) -> Text {
    let lang = view.lang;
    let odds = view.odds(answer.attainment);
    let mut text = Text::inked(Ink::Faint, format!("{} {} · ", answer.measure, view.goal(answer)));
    text.push(Ink::Faint, &words::odds_of("", lang));
    text.append(&odds);
    if answer.is_direction() && target.scale != Scale::Constant {
        text.push(Ink::Faint, &format!(" · {}", words::OF_THE_CHANGE.of(lang)));
    }
    if target.scale == Scale::Ranks {
        text.push(Ink::Faint, &format!(" · {}", words::BY_RANKS.of(lang)));
    }
    text
}

fn shares(
    view: &View<'_>,
    sensitivity: &Sensitivity,
    target: &TargetSensitivity,
    shown: usize,
) -> Vec<Text> {
    let lang = view.lang;
    if target.scale == Scale::Constant {
        return view.paragraph(2, &Text::plain(words::SAME_IN_EVERY_RUN.of(lang)));
    }
    if target.shares.is_empty() {
        return view.paragraph(2, &Text::plain(words::NONE_MATTERS.of(lang)));
    }
    let mut table = Table::new(vec![
        Column::new(words::DRAWN.of(lang), Align::Left).wraps(18),
        Column::new("", Align::Left).gives_way(1),
        Column::new(words::WITH_OTHERS.of(lang), Align::Right),
        Column::new(words::SHARE_RANGE.of(lang), Align::Left).gives_way(0),
        Column::new(words::ALONE.of(lang), Align::Right),
    ]);
    for share in target.shares.iter().take(shown) {
        let Some(input) = sensitivity.inputs.get(share.input) else { continue };
        let (total, first) = within(&share.indices);
        let (low, high) = share.indices.total.interval_95();
        let range = numbers::range(lang, &percent(low), &percent(high));
        table.row(vec![
            Text::plain(input_label(view, &input.labels, &input.name)).hanging(2),
            bar(total, CELLS, Ink::Plain),
            Text::plain(percent(total)),
            Text::inked(Ink::Faint, range),
            Text::plain(percent(first)),
        ]);
    }
    let mut lines = table.lines(view.columns);
    let mut remarks = Vec::new();
    let least = target.shares.get(shown).map(|share| percent(within(&share.indices).0));
    let more = target.shares.len().saturating_sub(shown);
    let rest = target.inputs.saturating_sub(target.shares.len());
    remarks.push(words::minor_inputs(more, least.as_deref().unwrap_or(""), rest, lang));
    let additive = target.additive();
    if additive < ADDITIVE {
        remarks.push(words::interactions(&percent(additive.clamp(0.0, 1.0)), lang));
    }
    remarks.retain(|text| !text.is_empty());
    lines.extend(remark(view, &remarks.join(words::word(" ", "").of(lang))));
    lines
}

/// Both indices as far as they can be true: between 0 and 1, the first-order one at most the total.
fn within(indices: &Indices) -> (f64, f64) {
    let total = indices.total.value.clamp(0.0, 1.0);
    (total, indices.first.value.clamp(0.0, total))
}

/// A share in whole per cent.
fn percent(share: f64) -> String {
    numbers::percent(share)
}

//! The evidence beside the model, all targets together, findings, and runs with trouble.

use hongtu_study::answers::{JointAnswer, Standing};

use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

pub(super) fn lines(view: &View<'_>) -> Vec<Text> {
    let answers = view.answers;
    let mut lines = Vec::new();
    // Where the reading makes no difference, the foot of the board has said all.
    if let Some(joint) = &answers.joint
        && let Some(first) = joint.combinations.first()
        && joint.combinations.iter().any(|other| other.attainment != first.attainment)
    {
        lines.extend(combinations(view, joint));
    }
    if !answers.observations.is_empty() {
        lines.extend(observations(view));
    }
    if !answers.findings.is_empty() {
        lines.extend(findings(view));
    }
    if !answers.troubles.causes.is_empty() {
        lines.extend(troubles(view));
    }
    lines
}

fn combinations(view: &View<'_>, joint: &JointAnswer) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = view.section(words::JOINT.of(lang));
    let mut table = Table::new(vec![
        Column::new("", Align::Right),
        Column::new("", Align::Left).gap(1),
        Column::new("", Align::Left).wraps(20),
    ]);
    for combination in &joint.combinations {
        // What tells combinations apart: judgements that are one of several readings.
        let readings: Vec<String> = combination
            .ids
            .iter()
            .filter_map(|id| view.answers.targets.iter().find(|target| target.id == *id))
            .filter(|target| target.id != target.target)
            .map(|target| view.full_label(target))
            .collect();
        table.row(vec![
            view.odds(combination.attainment),
            view.error(combination.attainment_error),
            Text::plain(readings.join(words::word("; ", "；").of(lang))),
        ]);
    }
    lines.extend(table.lines(view.columns));
    if joint.left_out > 0 {
        let text = words::left_out(joint.left_out, lang);
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    }
    lines
}

fn observations(view: &View<'_>) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = view.section(words::OBSERVATIONS.of(lang));
    for (sentence, missed) in view.past() {
        lines.extend(view.paragraph(2, &Text::plain(sentence)));
        for text in missed {
            lines.extend(view.paragraph(4, &Text::plain(format!("• {text}")).hanging(2)));
        }
    }
    lines.push(Text::default());
    let least = |wide: usize, narrow: usize| if view.columns < 80 { narrow } else { wide };
    let mut table = Table::new(vec![
        Column::new(words::MEASURE.of(lang), Align::Left).wraps(least(16, 10)),
        Column::new(words::WHEN_OBSERVED.of(lang), Align::Left).wraps(least(9, 4)),
        Column::new(words::OBSERVED.of(lang), Align::Left).wraps(least(14, 10)).gives_way(4),
        Column::new(words::BEFORE.of(lang), Align::Left).wraps(20).gives_way(0),
        Column::new(words::AFTER.of(lang), Align::Left).wraps(least(16, 10)),
        Column::new(words::OFF_BY.of(lang), Align::Right),
        Column::new(words::IN_WORDS.of(lang), Align::Left).wraps(10).gives_way(3),
        Column::new(words::page::SOURCE.of(lang), Align::Left).wraps(10).gives_way(1),
    ]);
    let mut before = String::new();
    for observation in &view.answers.observations {
        let spread = |spread: &Option<hongtu_study::answers::Spread>| match spread {
            Some(spread) => view.spread(&observation.unit, observation.is_date, spread),
            None => "–".to_owned(),
        };
        let weighs = observation.standing == Standing::Weighed;
        let ink = if weighs { Ink::Plain } else { Ink::Faint };
        let miss = observation.miss();
        let strained = if miss.is_some() && weighs { Ink::Fair } else { ink };
        let said = if observation.z.is_some() { words::agreement(miss).of(lang) } else { "–" };
        let mut said = Text::inked(strained, said);
        if !weighs {
            said.push(Ink::Faint, words::word(", ", "，").of(lang));
            said.push(Ink::Faint, words::standing(observation.standing).of(lang));
        }
        let (what, when) = view.observed(observation);
        let again = what == before;
        table.row(vec![
            Text::inked(ink, if again { "" } else { &what }).hanging(2),
            Text::inked(ink, when),
            Text::inked(ink, view.stated_with_error(observation)),
            Text::inked(Ink::Faint, spread(&observation.prior)),
            Text::inked(ink, spread(&observation.weighted)),
            Text::inked(strained, view.off_by(observation)),
            said,
            Text::inked(Ink::Faint, observation.source.as_deref().unwrap_or("")),
        ]);
        before = what;
    }
    lines.extend(table.lines(view.columns));
    let lead = Text::inked(Ink::Faint, words::OBSERVATIONS_LEAD.of(lang));
    lines.push(Text::default());
    lines.extend(view.paragraph(2, &lead));
    lines
}

fn findings(view: &View<'_>) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = view.section(words::FINDINGS_TITLE.of(lang));
    let mut table = Table::new(vec![
        Column::new("", Align::Right),
        Column::new("", Align::Left).wraps(20),
        Column::new("", Align::Left).gives_way(0),
    ]);
    for finding in &view.answers.findings {
        let place = match lang {
            words::Lang::En => format!("{} {}", words::LINE.of(lang), finding.line),
            words::Lang::Zh => format!("第{}行", finding.line),
        };
        let told = words::findings::finding(finding, lang);
        table.row(vec![
            Text::inked(Ink::Faint, place),
            Text::plain(&told.message),
            Text::inked(Ink::Faint, finding.found.rule()),
        ]);
        for note in &told.notes {
            table.row(vec![Text::default(), Text::inked(Ink::Faint, note)]);
        }
    }
    lines.extend(table.lines(view.columns));
    lines
}

fn troubles(view: &View<'_>) -> Vec<Text> {
    let mut lines = view.section(words::TROUBLES.of(view.lang));
    for (cause, share) in causes(view) {
        let text = Text::plain(cause).and(Ink::Faint, format!(" · {share}"));
        lines.extend(view.paragraph(2, &text));
    }
    lines
}

/// What went wrong in runs, where and when, and in how many of those that were looked at.
pub(crate) fn causes(view: &View<'_>) -> Vec<(String, String)> {
    let lang = view.lang;
    let troubles = &view.answers.troubles;
    let examined = numbers::count(troubles.examined);
    let told = troubles.causes.iter().map(|cause| {
        let what = words::trouble_kind(cause.kind).of(lang);
        let variable = view.label(&cause.labels, &cause.variable);
        let text = words::trouble_cause(what, &variable, cause.when.as_deref(), cause.run, lang);
        (text, words::trouble_share(&numbers::count(cause.runs), &examined, lang))
    });
    told.collect()
}

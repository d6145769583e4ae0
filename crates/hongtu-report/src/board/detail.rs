//! Everything about each target.

use hongtu_study::answers::{Asked, LeverEffect, Pace, TargetAnswer};

use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::{self, Measured};
use crate::words::{self, Lang, Word};

pub(super) fn lines(view: &View<'_>) -> Vec<Text> {
    let mut lines = Vec::new();
    for target in &view.answers.targets {
        lines.extend(view.section(&view.full_label(target)));
        lines.extend(facts(view, target));
        lines.push(Text::default());
        lines.extend(levers(view, target));
    }
    if view.answers.effect_runs > 0 && !lines.is_empty() {
        let text = words::effect_runs(&numbers::count(view.answers.effect_runs), view.lang);
        lines.push(Text::default());
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    }
    lines
}

pub(crate) fn facts(view: &View<'_>, target: &TargetAnswer) -> Vec<Text> {
    let lang = view.lang;
    let mut table =
        Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)]);
    let mut add = |key: Option<Word>, text: Text| {
        let key = key.map_or("", |key| key.of(lang));
        table.row(vec![Text::inked(Ink::Faint, key), text]);
    };
    if let Some(doc) = &target.doc {
        add(None, Text::plain(view.said(doc)));
    }
    add(Some(words::ASKED), asked(view, target));
    if let Some(why) = &target.deadline.ours {
        add(None, Text::inked(Ink::Faint, format!("* {}", view.said(why))));
    }
    add(Some(words::ODDS_KEY), odds(view, target));
    add(Some(words::VALUE), value(view, target));
    if let Some(direction) = &target.direction {
        for spread in direction.change.iter() {
            let change = view.spread(&target.unit, false, spread);
            let verb = words::word("change ", "变化 ").of(lang);
            add(None, Text::plain(format!("{verb}{change}")));
        }
        if let Some(usual) = &direction.against_usual {
            let better = numbers::percent(usual.better);
            let attained = numbers::percent(usual.usual_attainment);
            add(Some(words::USUAL), Text::plain(words::against_usual(&better, &attained, lang)));
            if let Some(difference) = &usual.difference {
                add(None, Text::plain(view.spread(&target.unit, false, difference)));
            }
        }
    }
    for (index, text) in target.pace.iter().flat_map(|pace| paces(view, target, pace)).enumerate() {
        add((index == 0).then_some(words::PACE), Text::plain(text));
    }
    for (index, text) in statuses(view, target).into_iter().enumerate() {
        add((index == 0).then_some(words::STATUS), text);
    }
    if let Some((name, quote)) = &target.source {
        let title = view.answers.source(name).map_or(name.as_str(), |source| source.title.as_str());
        let mut text = Text::plain(title);
        if let Some(quote) = quote {
            text.push(Ink::Faint, &quoted(quote, lang));
        }
        add(Some(words::SOURCE), text);
    }
    table.lines(view.columns)
}

/// A quotation behind what it is from.
pub(crate) fn quoted(quote: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(": “{quote}”"),
        Lang::Zh => format!("：“{quote}”"),
    }
}

fn asked(view: &View<'_>, target: &TargetAnswer) -> Text {
    let lang = view.lang;
    let deadline = numbers::deadline(&target.deadline, lang);
    let goal = view.goal(target);
    let text = match lang {
        Lang::En => format!("{} {goal}, by {deadline}", target.measure),
        Lang::Zh => format!("{} {goal}，期限{deadline}", target.measure),
    };
    let kind = words::kind(target.kind).of(lang);
    Text::plain(text).and(Ink::Faint, format!(" · {kind}"))
}

fn odds(view: &View<'_>, target: &TargetAnswer) -> Text {
    let lang = view.lang;
    let comma = words::word(", ", "，").of(lang);
    let mut text = view.odds(target.attainment);
    if let Some(error) = target.attainment_error {
        text.push(Ink::Faint, &format!(" {}", numbers::error(error)));
    }
    let evidence = words::evidence_word(target.evidence).of(lang);
    text.push(Ink::Plain, &format!("{comma}{}", words::likelihood(target.likelihood).of(lang)));
    let before = numbers::percent(target.prior_attainment);
    let key = words::BEFORE_EVIDENCE.of(lang);
    text.and(Ink::Faint, format!(" · {key} {before} · {evidence}"))
}

fn value(view: &View<'_>, target: &TargetAnswer) -> Text {
    let lang = view.lang;
    let Some(median) = target.median else { return Text::plain("–") };
    let median = view.value(&target.unit, target.is_date, median);
    let mut text = Text::plain(format!("{} {median}", words::MEDIAN_KEY.of(lang)));
    if let Some((low, high)) = target.interval_90 {
        let range = view.range(&target.unit, target.is_date, low, high);
        let comma = words::word(", ", "，").of(lang);
        text.push(Ink::Plain, &format!("{comma}{} {range}", words::NINETY.of(lang)));
    }
    text
}

fn paces(view: &View<'_>, target: &TargetAnswer, pace: &Pace) -> Vec<String> {
    let lang = view.lang;
    let show = |value| view.value(&target.unit, target.is_date, value);
    let year = |at| numbers::year(at, target.is_level, lang);
    let (latest, latest_at) = (show(pace.latest), year(pace.latest_at));
    let (goal, goal_at) = (show(pace.goal), year(pace.goal_at));
    let mut lines = Vec::new();
    if let (Some(base), Some(rate)) = (&pace.base, pace.so_far) {
        let from = year(base.at);
        lines.push(words::so_far(&numbers::rate(rate), &from, &latest_at, !base.in_period, lang));
    }
    lines.push(match pace.needed {
        Some(rate) => {
            words::needed(&numbers::rate(rate), &latest, &latest_at, &goal, &goal_at, lang)
        }
        None => words::no_rate(&latest, &latest_at, &goal, &goal_at, lang),
    });
    lines
}

fn statuses(view: &View<'_>, target: &TargetAnswer) -> Vec<Text> {
    let lang = view.lang;
    let status = &target.status;
    // One line where both methods lack the same.
    if let (Err(german), Err(european)) = (&status.german, &status.european)
        && german == european
    {
        return vec![Text::inked(Ink::Faint, words::no_status(*german).of(lang))];
    }
    let mut lines = vec![
        Text::plain(match &status.german {
            Ok(found) => {
                let miss = numbers::percent(found.miss());
                words::german_line(words::german(*found).of(lang), Some(&miss), lang)
            }
            Err(why) => words::german_line(words::no_status(*why).of(lang), None, lang),
        }),
        Text::plain(match &status.european {
            Ok(found) => {
                let ratio = found.ratio().map(numbers::percent);
                words::european_line(words::european(*found).of(lang), ratio.as_deref(), lang)
            }
            Err(why) => words::european_line(words::no_status(*why).of(lang), None, lang),
        }),
    ];
    if !status.inputs.is_empty() {
        let inputs: Vec<String> = status
            .inputs
            .iter()
            .map(|input| {
                let value = view.value(&target.unit, target.is_date, input.value);
                let at = numbers::year(input.at, target.is_level, lang);
                let source = input.source.as_ref().map_or_else(String::new, |s| format!(" [{s}]"));
                match lang {
                    Lang::En => format!("{value} in {at}{source}"),
                    Lang::Zh => format!("{at}{value}{source}"),
                }
            })
            .collect();
        let list = inputs.join(words::word(", ", "、").of(lang));
        lines.push(Text::inked(Ink::Faint, words::inputs(&list, lang)));
    }
    lines
}

fn levers(view: &View<'_>, target: &TargetAnswer) -> Vec<Text> {
    let lang = view.lang;
    if target.levers.is_empty() {
        return if view.answers.effect_runs > 0 {
            view.paragraph(2, &Text::inked(Ink::Faint, words::NO_EFFECT.of(lang)))
        } else {
            Vec::new()
        };
    }
    let mut table = Table::new(vec![
        Column::new(words::LEVER.of(lang), Align::Left).wraps(16),
        Column::new(words::RANGE.of(lang), Align::Left).wraps(16).gives_way(0),
        Column::new(words::NOW_TO_BEST.of(lang), Align::Left).wraps(12).gives_way(3),
        Column::new(words::ODDS_ENDS.of(lang), Align::Right),
        Column::new(words::MEDIAN_ENDS.of(lang), Align::Right).gives_way(2),
        Column::new(words::POINTS.of(lang), Align::Right),
        Column::new("", Align::Left).gap(1).gives_way(1),
        Column::new(words::PER_POINT.of(lang), Align::Left).wraps(12).gives_way(4),
    ]);
    for lever in &target.levers {
        table.row(lever_row(view, target, lever));
    }
    table.lines(view.columns)
}

fn lever_row(view: &View<'_>, target: &TargetAnswer, lever: &LeverEffect) -> Vec<Text> {
    let lang = view.lang;
    let unit = Measured::new(&lever.unit, lang);
    let scale = match &target.asked {
        Asked::Bound { bound, .. } => *bound,
        Asked::Direction { .. } => target.median.unwrap_or(0.0),
    };
    let measured = Measured::new(&target.unit, lang);
    let median = |value: Option<f64>| match value {
        None => "–".to_owned(),
        Some(value) if target.is_date || value.is_infinite() => {
            view.value(&target.unit, target.is_date, value)
        }
        Some(value) => measured.bare(value, measured.scale(scale)),
    };
    let cost = lever.money.as_ref().and_then(|money| {
        let point = money.per_point?;
        Some(Measured::new(&money.unit, lang).value(point))
    });
    let odds = format!(
        "{} → {}",
        numbers::percent(lever.attainment),
        numbers::percent(lever.attainment_best())
    );
    let setting = match lever.best {
        Some(_) => unit.exact_move(lever.setting, lever.best_at()),
        None => unit.exact(lever.setting),
    };
    vec![
        Text::plain(view.label(&lever.labels, &lever.name)),
        Text::plain(unit.exact_range(lever.low, lever.high)),
        Text::plain(setting),
        Text::plain(odds),
        Text::plain(format!("{} → {}", median(lever.median), median(lever.median_best()))),
        Text::plain(numbers::points(lever.attainment_change)),
        view.error(lever.attainment_change_error),
        Text::plain(cost.unwrap_or_else(|| "–".to_owned())),
    ]
}

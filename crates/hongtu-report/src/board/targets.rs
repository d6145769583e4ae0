//! One line a target.

use hongtu_model::TargetKind;
use hongtu_study::answers::{Asked, TargetAnswer};

use super::view::{self, View, ink};
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::{self, Measured};
use crate::words;

/// Cells of a bar of odds, and of one where there is less room.
const BAR: (usize, usize) = (10, 5);

/// The column of levers.
const LEVER: usize = 8;

/// The lines, and whether there was room for levers in them.
pub(super) fn lines(view: &View<'_>) -> (Vec<Text>, bool) {
    let lang = view.lang;
    let targets = &view.answers.targets;
    if targets.is_empty() {
        return (view.paragraph(2, &Text::plain(view.no_targets())), true);
    }
    let common = common_deadline(targets);
    let goal = match common {
        Some(deadline) => words::goal_by(&numbers::deadline_text(deadline, lang), lang),
        None => words::GOAL.of(lang).to_owned(),
    };
    let mut table = Table::new(vec![
        Column::new(words::TARGET.of(lang), Align::Left).wraps(19),
        Column::new("", Align::Left).gives_way(1),
        Column::new(words::ODDS.of(lang), Align::Right),
        Column::new("", Align::Left).gap(1).gives_way(0),
        Column::new("", Align::Left).wraps(13).gives_way(3),
        Column::new(goal, Align::Left).wraps(22),
        Column::new(words::MEDIAN.of(lang), Align::Right).gives_way(4),
        Column::new(words::INTERVAL.of(lang), Align::Left).gives_way(2),
        Column::new(words::BEST_LEVER.of(lang), Align::Left).wraps(18).gives_way(5),
    ]);
    for directions in [false, true] {
        let chosen: Vec<&TargetAnswer> =
            targets.iter().filter(|target| target.is_direction() == directions).collect();
        if directions && !chosen.is_empty() && chosen.len() < targets.len() {
            table.title(Text::default());
            table.title(Text::inked(Ink::Faint, words::DIRECTIONS.of(lang)));
        }
        let mut before: Option<&str> = None;
        for target in chosen {
            let several = readings(targets, target) > 1;
            if several && before != Some(&target.target) {
                let name = view.label(&target.labels, &target.target);
                table.title(name_cell(target, &name));
            }
            before = Some(&target.target);
            table.row(row(view, target, several, common));
        }
    }
    let levers = targets.iter().all(|target| target.levers.is_empty());
    (table.lines(view.columns), levers || table.shows(LEVER, view.columns))
}

/// The deadline that more than half of the targets have: it stands in the header.
fn common_deadline(targets: &[TargetAnswer]) -> Option<&str> {
    let texts = || targets.iter().map(|target| target.deadline.text.as_str());
    texts().find(|text| 2 * texts().filter(|other| other == text).count() > targets.len())
}

/// How many judgements a target has.
fn readings(targets: &[TargetAnswer], target: &TargetAnswer) -> usize {
    targets.iter().filter(|other| other.target == target.target).count()
}

fn name_cell(target: &TargetAnswer, name: &str) -> Text {
    match target.kind {
        TargetKind::Binding => Text::plain(name).and(Ink::Strong, " ◆"),
        TargetKind::Indicative => Text::plain(name),
    }
}

fn row(view: &View<'_>, target: &TargetAnswer, several: bool, common: Option<&str>) -> Vec<Text> {
    let lang = view.lang;
    let name = match view.reading(target) {
        Some(reading) if several => {
            Text::inked(Ink::Faint, "· ").and(Ink::Plain, reading).hanging(2)
        }
        _ => name_cell(target, &view.label(&target.labels, &target.target)),
    };
    let (median, interval) = match &target.asked {
        Asked::Bound { bound, .. } => bound_cells(view, target, *bound),
        Asked::Direction { .. } => direction_cells(view, target),
    };
    vec![
        name,
        bar(view, target.attainment),
        odds(view, target),
        view.error(target.attainment_error),
        Text::plain(words::likelihood(target.likelihood).of(lang)),
        goal(view, target, common),
        Text::plain(median),
        Text::inked(Ink::Faint, interval),
        best_lever(view, target),
    ]
}

/// Odds, with a sign where they rest on priors; without it there is a blank where others have it.
fn odds(view: &View<'_>, target: &TargetAnswer) -> Text {
    let odds = view.odds(target.attainment);
    if view.rests_on_priors(target) {
        odds.and(Ink::Fair, words::PRIOR_SIGN)
    } else if view.answers.targets.iter().any(|other| view.rests_on_priors(other)) {
        odds.and(Ink::Plain, " ")
    } else {
        odds
    }
}

/// A line that is heavy as far as the odds go.
fn bar(view: &View<'_>, attainment: f64) -> Text {
    let cells = if view.columns >= 130 { BAR.0 } else { BAR.1 };
    let trusted = view.answers.weighting.trust.is_sound();
    view::bar(attainment, cells, if trusted { ink(attainment) } else { Ink::Faint })
}

/// The goal, with the deadline where the header does not say it.
fn goal(view: &View<'_>, target: &TargetAnswer, common: Option<&str>) -> Text {
    let goal = view.goal(target);
    let text = Text::plain(if common == Some(target.deadline.text.as_str()) {
        goal
    } else {
        words::goal_with(&goal, &numbers::deadline(&target.deadline, view.lang), view.lang)
    });
    let text = text.hanging(2);
    if target.deadline.none {
        text.and(Ink::Faint, "†")
    } else if target.deadline.ours.is_some() {
        text.and(Ink::Faint, "*")
    } else {
        text
    }
}

/// Median and interval in the scale of the bound, whose unit stands beside them.
fn bound_cells(view: &View<'_>, target: &TargetAnswer, bound: f64) -> (String, String) {
    let measured = Measured::new(&target.unit, view.lang);
    let scale = measured.scale(bound);
    let show = |value: f64| {
        if target.is_date || value.is_infinite() {
            view.value(&target.unit, target.is_date, value)
        } else {
            measured.bare(value, scale)
        }
    };
    let median = target.median.map_or_else(|| "–".to_owned(), show);
    let interval = target
        .interval_90
        .map_or_else(String::new, |(low, high)| numbers::range(view.lang, &show(low), &show(high)));
    (median, interval)
}

/// By how much the measure moves.
fn direction_cells(view: &View<'_>, target: &TargetAnswer) -> (String, String) {
    let Some(direction) = &target.direction else { return bound_cells(view, target, 0.0) };
    let (spread, relative) = match (&direction.relative_change, &direction.change) {
        (Some(spread), _) => (spread, true),
        (None, Some(spread)) => (spread, false),
        (None, None) => return ("–".to_owned(), String::new()),
    };
    let spread = [spread.low, spread.median, spread.high];
    let [low, median, high] = match relative {
        true => numbers::short_rates(spread),
        false => spread.map(|value| view.value(&target.unit, false, value)),
    };
    (median, numbers::range(view.lang, &low, &high))
}

/// The lever that moves the target most, where it moves it by more than chance.
pub(super) fn best_lever(view: &View<'_>, target: &TargetAnswer) -> Text {
    let best = target.levers.first().filter(|lever| lever.is_sure());
    match best {
        Some(lever) => {
            let points = format!("{:>4} ", numbers::points(lever.attainment_change));
            let label = view.label(&lever.labels, &lever.name);
            Text::plain(points).and(Ink::Plain, label).hanging(5)
        }
        // Nobody asked what levers do: the column stays empty and is left out.
        None if view.answers.effect_runs == 0 => Text::default(),
        None => Text::inked(Ink::Faint, "   –"),
    }
}

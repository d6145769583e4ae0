//! Scores one by one, and beside those of other methods.

use hongtu_model::Unmatched;
use hongtu_study::answers::Spread;
use hongtu_study::score::{Forecaster, NumberScore, Scores, TargetScore};
use jiff::civil::Date;

use crate::board::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words::score as said;
use crate::words::{self, Lang};

/// All tables of some scores; `rolled` where forecasts are of several days.
pub(super) fn all(view: &View<'_>, scores: &Scores, rolled: bool) -> Vec<Text> {
    let mut lines = numbers_against(view, scores);
    lines.extend(targets_against(view, scores));
    lines.extend(targets(view, scores, rolled));
    lines.extend(numbers_one_by_one(view, scores, rolled));
    lines.extend(left_out(view, scores, rolled));
    lines
}

/// A count that may have a part of one in it.
pub(super) fn count(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn head(word: words::Word, view: &View<'_>, align: Align) -> Column {
    Column::new(word.of(view.lang), align)
}

fn numbers_one_by_one(view: &View<'_>, scores: &Scores, rolled: bool) -> Vec<Text> {
    // On a usual terminal columns go before words are broken.
    let (measure, forecast) = if view.columns < 70 { (10, 10) } else { (20, 20) };
    let mut table = Table::new(vec![
        head(said::MEASURE, view, Align::Left).wraps(measure),
        head(said::FORECAST, view, Align::Left).wraps(forecast),
        head(said::HAPPENED, view, Align::Left).wraps(10),
        head(said::HELD, view, Align::Left).gives_way(2),
        head(said::CRPS, view, Align::Left).gives_way(1),
        head(said::LAST_GROWTH_SAID, view, Align::Left).gives_way(0),
    ]);
    let mut before = None;
    for number in &scores.numbers {
        if rolled && number.as_of != before {
            before = number.as_of;
            let title = words::as_of(&day(view, number.as_of), view.lang);
            table.title(Text::inked(Ink::Strong, title));
        }
        table.row(one_number(view, number));
    }
    section(view, said::NUMBERS, &table)
}

fn one_number(view: &View<'_>, number: &NumberScore) -> Vec<Text> {
    let (low, high) = number.interval_90;
    let spread = Spread { low, median: number.median, high };
    let value = |value| view.value(&number.unit, number.is_date, value);
    let happened = if number.low < number.high {
        view.range(&number.unit, number.is_date, number.low, number.high)
    } else {
        value(number.low)
    };
    let last = number.others.iter().find(|o| o.by == Forecaster::LastGrowth);
    // A distance in time is no date.
    let crps = if number.is_date {
        said::span(&numbers::significant(number.crps, 3), &view.answers.time.unit, view.lang)
    } else {
        value(number.crps)
    };
    vec![
        Text::plain(&number.measure).hanging(2),
        Text::plain(view.spread(&number.unit, number.is_date, &spread)),
        Text::plain(happened),
        within(view, number),
        Text::plain(crps),
        last.map_or_else(Text::default, |other| Text::plain(value(other.value))),
    ]
}

fn day(view: &View<'_>, day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| match (day.month(), day.day(), view.lang) {
        (12, 31, Lang::En) => format!("end of {}", day.year()),
        (12, 31, Lang::Zh) => format!("{}年末", day.year()),
        _ => numbers::date(day, view.lang),
    })
}

fn within(view: &View<'_>, number: &NumberScore) -> Text {
    let (ink, word) = if number.held_50 >= 1.0 {
        (Ink::Good, said::IN_50)
    } else if number.held_90 >= 1.0 {
        (Ink::Plain, said::IN_90)
    } else if number.held_90 > 0.0 {
        (Ink::Fair, said::PARTLY)
    } else {
        (Ink::Poor, said::OUTSIDE)
    };
    Text::inked(ink, word.of(view.lang))
}

fn numbers_against(view: &View<'_>, scores: &Scores) -> Vec<Text> {
    let mut table = Table::new(vec![
        head(said::METHOD, view, Align::Left).wraps(16),
        head(said::HOW_MANY, view, Align::Right),
        head(said::ITS_SCORE, view, Align::Right).gives_way(1),
        head(said::MODELS_SCORE, view, Align::Right).gives_way(2),
        head(said::MODEL_BETTER, view, Align::Right),
        head(said::CLOSER, view, Align::Right).gives_way(0),
    ]);
    for against in &scores.numbers_against {
        table.row(vec![
            Text::plain(said::forecaster(against.by).of(view.lang)).hanging(2),
            Text::plain(against.count.to_string()),
            Text::plain(share(against.other)),
            Text::plain(share(against.model)),
            against.skill.map_or_else(Text::default, |skill| {
                let ink = if skill >= 0.0 { Ink::Good } else { Ink::Poor };
                Text::inked(ink, numbers::percent(skill))
            }),
            Text::plain(said::out_of(against.closer, against.count, view.lang)),
        ]);
    }
    section(view, said::OTHERS_OF_NUMBERS, &table)
}

fn share(share: f64) -> String {
    format!("{}%", numbers::significant(share * 100.0, 3))
}

fn targets_against(view: &View<'_>, scores: &Scores) -> Vec<Text> {
    let mut table = Table::new(vec![
        head(said::METHOD, view, Align::Left).wraps(16),
        head(said::HOW_MANY, view, Align::Right),
        head(said::BRIER, view, Align::Right),
        head(said::LOG, view, Align::Right),
        head(said::MODELS_BRIER, view, Align::Right).gives_way(1),
        head(said::MODELS_LOG, view, Align::Right).gives_way(0),
    ]);
    for against in &scores.targets_against {
        let other = against.by != Forecaster::Model;
        let models = |score: f64| {
            if other { Text::plain(two(score)) } else { Text::default() }
        };
        table.row(vec![
            Text::plain(said::forecaster(against.by).of(view.lang)).hanging(2),
            Text::plain(against.count.to_string()),
            Text::plain(two(against.brier)),
            Text::plain(two(against.log)),
            models(against.model_brier),
            models(against.model_log),
        ]);
    }
    section(view, said::OTHERS_OF_TARGETS, &table)
}

fn two(score: f64) -> String {
    if score.is_infinite() { "∞".to_owned() } else { format!("{score:.2}") }
}

fn targets(view: &View<'_>, scores: &Scores, rolled: bool) -> Vec<Text> {
    let mut table = Table::new(vec![
        head(words::TARGET, view, Align::Left).wraps(16),
        head(said::AS_OF, view, Align::Left).gives_way(0),
        head(words::ODDS, view, Align::Right),
        head(said::OUTCOME, view, Align::Left),
        head(said::BRIER, view, Align::Right),
        head(said::LOG, view, Align::Right).gives_way(2),
        Column::new("", Align::Left).wraps(16).gives_way(1),
    ]);
    for target in &scores.targets {
        let Some(model) = target.odds.first() else { continue };
        let (ink, word) =
            if target.met { (Ink::Good, said::MET) } else { (Ink::Poor, said::MISSED) };
        table.row(vec![
            Text::plain(label(view, &target.id)).hanging(2),
            Text::plain(day(view, target.as_of.filter(|_| rolled))),
            Text::plain(numbers::percent(model.probability)),
            Text::inked(ink, word.of(view.lang)),
            Text::plain(two(model.brier)),
            Text::plain(two(model.log)),
            Text::inked(Ink::Faint, from(target)),
        ]);
    }
    section(view, said::TARGETS_SCORED, &table)
}

/// The label of a judgement with its reading; its id where the forecast does not have it.
fn label(view: &View<'_>, id: &str) -> String {
    let target = view.answers.targets.iter().find(|target| target.id == id);
    target.map_or_else(|| id.to_owned(), |target| view.full_label(target))
}

/// The figure that an outcome was taken from, where it is not said in so many words.
fn from(target: &TargetScore) -> &str {
    if target.from.contains(" = ") { &target.from } else { "" }
}

fn left_out(view: &View<'_>, scores: &Scores, rolled: bool) -> Vec<Text> {
    let mut table = Table::new(vec![
        Column::new("", Align::Left).wraps(10),
        Column::new("", Align::Left),
        Column::new("", Align::Left).wraps(10),
    ]);
    for left in &scores.left_out {
        let place = said::line(left.line, view.lang);
        table.row(vec![
            Text::plain(&left.what).hanging(2),
            Text::inked(Ink::Faint, if rolled { day(view, left.as_of) } else { place }),
            Text::plain(said::why_left_out(left.why).of(view.lang)),
        ]);
    }
    section(view, said::LEFT_OUT, &table)
}

pub(super) fn unmatched(view: &View<'_>, unmatched: &[Unmatched]) -> Vec<Text> {
    let mut table = Table::new(vec![
        Column::new("", Align::Left).wraps(10),
        Column::new("", Align::Left),
        Column::new("", Align::Left).wraps(10),
    ]);
    for outcome in unmatched {
        table.row(vec![
            Text::plain(&outcome.what).hanging(2),
            Text::inked(Ink::Faint, said::line(outcome.line, view.lang)),
            Text::plain(&outcome.why),
        ]);
    }
    section(view, said::NOT_IN_PLAN, &table)
}

fn section(view: &View<'_>, title: words::Word, table: &Table) -> Vec<Text> {
    if table.is_empty() {
        return Vec::new();
    }
    let mut lines = view.section(title.of(view.lang));
    lines.extend(table.lines(view.columns));
    lines
}

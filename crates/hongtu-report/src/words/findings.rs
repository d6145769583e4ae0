//! What the evidence says of itself, both languages side by side.

use hongtu_model::{
    Compared, Disagreement, Figure, Finding, Found, GrowthBesideLevels, Implied, PaceNeeded, Place,
    RealBesideNominal, Side, Thing, Topic,
};

use super::{Lang, capital, label, word};
use crate::numbers::{Measured, deadline_text, rate, rate_to, rounded};

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// One sentence.
    pub message: String,
    /// How it follows.
    pub notes: Vec<String>,
}

/// A finding in words.
pub fn finding(finding: &Finding, lang: Lang) -> Told {
    match &finding.found {
        Found::Disagreement(found) => disagreement(found, &finding.places, lang),
        Found::RealBesideNominal(found) => real_beside_nominal(found, lang),
        Found::GrowthBesideLevels(found) => growth(found, lang),
        Found::Implied(found) => implied(found, lang),
        Found::Pace(found) => pace(found, lang),
        Found::Compared(found) => compared(found, lang),
    }
}

/// What is said of the place of a figure.
pub fn from_source(title: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("from “{title}”"),
        Lang::Zh => format!("出自《{title}》"),
    }
}

fn amount(figure: &Figure, lang: Lang) -> String {
    Measured::new(&figure.unit, lang).rounded(figure.value)
}

/// What people call a thing.
fn called(thing: &Thing, lang: Lang) -> String {
    match (thing, lang) {
        (Thing::Named { name, labels }, _) => label(labels, name, lang),
        (Thing::Growth(of), Lang::En) => format!("{}, growth", called(of, lang)),
        (Thing::Growth(of), Lang::Zh) => format!("{}增速", called(of, lang)),
        (Thing::Ratio(a, b), Lang::En) => format!("{} / {}", called(a, lang), called(b, lang)),
        (Thing::Ratio(a, b), Lang::Zh) => format!("{}／{}", called(a, lang), called(b, lang)),
        (Thing::Written(text), _) => format!("`{text}`"),
    }
}

/// `in 2023`, `at the end of 2023`.
fn time(when: &str, lang: Lang) -> String {
    let said = deadline_text(when, lang);
    let in_a_period = when.starts_with(|c: char| c.is_ascii_digit()) && !when.contains(' ');
    match lang {
        Lang::Zh => said,
        Lang::En if when.starts_with("end of ") => format!("at the {said}"),
        Lang::En if in_a_period => format!("in {said}"),
        Lang::En => format!("at {said}"),
    }
}

fn time_of(topic: &Topic, lang: Lang) -> String {
    topic.when.as_deref().map_or_else(String::new, |when| time(when, lang))
}

/// What a figure is of, with its time.
fn of(topic: &Topic, lang: Lang) -> String {
    let (thing, when) = (called(&topic.thing, lang), time_of(topic, lang));
    match lang {
        _ if when.is_empty() => thing,
        Lang::En => format!("{thing} {when}"),
        Lang::Zh => format!("{when}{thing}"),
    }
}

/// `growth of 22.2%`, `a fall of 5%`.
fn growth_of(change: f64, digits: usize, lang: Lang) -> String {
    let percent = rounded(change.abs() * 100.0, digits);
    match (lang, change < 0.0) {
        (Lang::En, false) => format!("growth of {percent}%"),
        (Lang::En, true) => format!("a fall of {percent}%"),
        (Lang::Zh, false) => format!("增长{percent}%"),
        (Lang::Zh, true) => format!("下降{percent}%"),
    }
}

/// How exactly changes that nobody states are shown.
const DIGITS: usize = 3;

fn disagreement(found: &Disagreement, places: &[Place], lang: Lang) -> Told {
    let of = of(&found.topic, lang);
    let (x, y) = (amount(&found.first, lang), amount(&found.second, lang));
    let percent = rounded(found.apart.abs() * 100.0, 3);
    let apart = match (found.apart, lang) {
        (apart, _) if !apart.is_finite() => String::new(),
        (0.0.., Lang::En) => format!(", {percent}% more"),
        (_, Lang::En) => format!(", {percent}% less"),
        (0.0.., Lang::Zh) => format!("，后者高{percent}%"),
        (_, Lang::Zh) => format!("，后者低{percent}%"),
    };
    let kept = match found.first_holds {
        None => "",
        Some(true) => {
            word("; the first is used, the second is superseded", "；采用前者，后者已被取代")
                .of(lang)
        }
        Some(false) => {
            word("; the second is used, the first is superseded", "；采用后者，前者已被取代")
                .of(lang)
        }
    };
    let message = match lang {
        Lang::En => format!("{of} is given as {x} and as {y}{apart}{kept}"),
        Lang::Zh => format!("{of}有两个数字：{x}与{y}{apart}{kept}"),
    };
    let sources = places.iter().rev().map(|place| place.source.as_deref());
    let said = [x, y].into_iter().zip(sources).filter_map(|(figure, source)| {
        let source = source?;
        Some(match lang {
            Lang::En => format!("{figure}: “{source}”"),
            Lang::Zh => format!("{figure}：《{source}》"),
        })
    });
    Told { message, notes: said.collect() }
}

fn real_beside_nominal(found: &RealBesideNominal, lang: Lang) -> Told {
    let of = of(&found.topic, lang);
    let (nominal, prices) = (rate(found.nominal), rate(found.prices));
    let real = rate_to(found.real.change, found.real.digits);
    let (message, note) = match lang {
        Lang::En => (
            format!("{of}: {nominal} in money of the day, {real} at constant prices"),
            format!(
                "no contradiction: the first counts the change of prices, the second does not; \
                 together they mean that prices changed by {prices}, or that the figure of the year \
                 before was revised"
            ),
        ),
        Lang::Zh => (
            format!("{of}：按当年价格{nominal}，按不变价格{real}"),
            format!(
                "并不矛盾：前者含价格变动，后者不含；两者合起来意味着价格变动{prices}，或上一年的数据有修订"
            ),
        ),
    };
    Told { message, notes: vec![note] }
}

fn growth(found: &GrowthBesideLevels, lang: Lang) -> Told {
    let thing = called(&found.topic.thing, lang);
    let (this_when, before_when) = (time_of(&found.topic, lang), time(&found.before_when, lang));
    let (this, before) = (amount(&found.this, lang), amount(&found.before, lang));
    let change = growth_of(found.change, found.stated.digits, lang);
    let message = match lang {
        Lang::En => format!("{thing}: {this} {this_when} after {before} {before_when} is {change}"),
        Lang::Zh => format!("{thing}：{before_when}{before}，{this_when}{this}，{change}"),
    };
    if found.agrees {
        let stated = word(", as stated", "，与来源所称一致").of(lang);
        return Told { message: message + stated, notes: Vec::new() };
    }
    let stated = growth_of(found.stated.change, found.stated.digits, lang);
    let points = rounded(found.apart * 100.0, 3);
    let would_be = amount(&found.would_be, lang);
    let (verdict, note) = match lang {
        Lang::En => (
            format!(", but {stated} is stated: {points} points apart"),
            format!("the stated growth would mean {would_be} {before_when}"),
        ),
        Lang::Zh => (
            format!("，而来源称{stated}，相差{points}个百分点"),
            format!("若按来源所称，{before_when}应为{would_be}"),
        ),
    };
    Told { message: message + &verdict, notes: vec![note] }
}

fn implied(found: &Implied, lang: Lang) -> Told {
    let (thing, when) = (called(&found.topic.thing, lang), time_of(&found.topic, lang));
    let (level, implied) = (amount(&found.level, lang), amount(&found.implied, lang));
    let change = rounded(found.stated.change.abs() * 100.0, found.stated.digits);
    let up = match (lang, found.stated.change < 0.0) {
        (Lang::En, false) => "up",
        (Lang::En, true) => "down",
        (Lang::Zh, false) => "增长",
        (Lang::Zh, true) => "下降",
    };
    let then = time(&found.implied_when, lang);
    let message = match (lang, found.backwards) {
        (Lang::En, true) => {
            format!(
                "{thing}: {level} {when}, {up} {change}% on the year before, means {implied} {then}"
            )
        }
        (Lang::En, false) => {
            format!(
                "{thing}: {level} {when}, and {up} {change}% in the next year, means {implied} {then}"
            )
        }
        (Lang::Zh, true) => {
            format!("{thing}：{when}{level}，比上年{up}{change}%，意味着{then}为{implied}")
        }
        (Lang::Zh, false) => {
            format!("{thing}：{when}{level}，下一年{up}{change}%，意味着{then}为{implied}")
        }
    };
    Told { message, notes: Vec::new() }
}

fn pace(found: &PaceNeeded, lang: Lang) -> Told {
    let colon = word(": ", "：").of(lang);
    let mut name = called(&found.target, lang);
    if let Some(Thing::Named { name: words, labels }) = &found.reading {
        let reading = labels.get(lang.code()).unwrap_or(words);
        name = match lang {
            Lang::En => format!("{name} ({reading})"),
            Lang::Zh => format!("{name}（{reading}）"),
        };
    }
    let (latest, goal) = (amount(&found.latest, lang), amount(&found.bound, lang));
    let (when, due) = (time_of(&found.latest_of, lang), time(&found.due, lang));
    let (pace, length) = (growth_of(found.pace, DIGITS, lang), rounded(found.years, 3));
    let message = match (lang, found.met) {
        (Lang::En, true) => format!("the latest figure, {latest} {when}, meets the goal of {goal}"),
        (Lang::En, false) if found.years == 1.0 => {
            format!("from {latest} {when} to {goal} {due} takes {pace} in one year")
        }
        (Lang::En, false) => {
            format!("from {latest} {when} to {goal} {due} takes {pace} a year for {length} years")
        }
        (Lang::Zh, true) => format!("最新数据（{when}{latest}）已达到{goal}的目标"),
        (Lang::Zh, false) if found.years == 1.0 => {
            format!("由{when}的{latest}到{due}的{goal}，须在一年内{pace}")
        }
        (Lang::Zh, false) => format!("由{when}的{latest}到{due}的{goal}，{length}年内须年均{pace}"),
    };
    let (topic, times) = (of(&found.latest_of, lang), rounded(found.times, 3));
    let note = match lang {
        Lang::En => format!("latest figure: {topic}; the goal is {times} times as much"),
        Lang::Zh => format!("最新数据：{topic}；目标为其{times}倍"),
    };
    Told { message: format!("{name}{colon}{message}"), notes: vec![note] }
}

fn compared(found: &Compared, lang: Lang) -> Told {
    let Compared { words, left, right, ratio, pace } = found;
    let (of_left, of_right) = (of(&left.topic, lang), of(&right.topic, lang));
    let (x, y) = (amount(&left.figure, lang), amount(&right.figure, lang));
    let times = rounded(*ratio, 3);
    let percent = (0.0..1.0).contains(ratio).then(|| rounded(ratio * 100.0, 3) + "%");
    let message = match (words.get(lang.code()).or_else(|| words.get("en")), lang) {
        (Some(words), Lang::En) => {
            let ratio = match &percent {
                _ if times == "1" => "the same".to_owned(),
                _ if times == "2" => "twice as much".to_owned(),
                Some(percent) => format!("{percent} of it"),
                None => format!("{times} times as much"),
            };
            format!("{}: {x} against {y}, {ratio}", capital(words))
        }
        (None, Lang::En) => {
            let ratio = match &percent {
                _ if times == "1" => "the same as".to_owned(),
                _ if times == "2" => "twice".to_owned(),
                Some(percent) => format!("{percent} of"),
                None => format!("{times} times"),
            };
            format!("{of_left}, {x}, is {ratio} {of_right}, {y}")
        }
        (words, Lang::Zh) => {
            let ratio = match &percent {
                _ if times == "1" => "两者相同".to_owned(),
                Some(percent) => format!("前者为后者的{percent}"),
                None => format!("前者为后者的{times}倍"),
            };
            match words {
                Some(words) => format!("{words}：{x}比{y}，{ratio}"),
                None => format!("{of_left}{x}，{of_right}{y}，{ratio}"),
            }
        }
    };
    let scope = |side: &Side| side.scope_labels.get(lang.code()).or(side.scope.as_ref()).cloned();
    let covering = |of: &str, side: &Side| match (scope(side), lang) {
        (Some(scope), Lang::En) => format!("{of} ({scope})"),
        (Some(scope), Lang::Zh) => format!("{of}（{scope}）"),
        (None, _) => of.to_owned(),
    };
    let one_scope = left.scope == right.scope;
    let first = if one_scope { of_left } else { covering(&of_left, left) };
    let beside = word(" beside ", "，对照").of(lang);
    let mut notes = vec![format!("{first}{beside}{}", covering(&of_right, right))];
    if !one_scope {
        let apart = word(
            "the two cover different things: this is a ratio, not a growth",
            "两者口径不同：只是比值，不是增长",
        );
        notes.push(apart.of(lang).to_owned());
    }
    if let Some((years, pace)) = pace {
        let pace = growth_of(*pace, DIGITS, lang);
        notes.push(match (lang, years) {
            (Lang::En, 1) => format!("that is {pace} in one year"),
            (Lang::En, _) => format!("that is {pace} a year for {years} years"),
            (Lang::Zh, 1) => format!("即一年{pace}"),
            (Lang::Zh, _) => format!("即{years}年年均{pace}"),
        });
    }
    Told { message, notes }
}

//! The levers of a plan as a part of its page: scenarios, a slider and a typed value for each lever,
//! and the odds beside them.
//!
//! The page's script gives them life; without it they are not shown.

use hongtu_model::{Lever, TargetKind};
use hongtu_study::Report;
use hongtu_study::answers::Answers;

use super::live::Part;
use super::page::Page;
use super::text::escape;
use crate::board::foot::money;
use crate::numbers::{self, Measured};
use crate::words::{self, Lang, compare, live as say};

/// For each lever the targets it moves by more than chance: their numbers, and by how much the
/// lever's range changes their odds, the most first.
pub type Moves = Vec<Vec<(usize, f64)>>;

/// At most so many targets are named for a lever.
const NAMED: usize = 4;

/// What each lever moves, from answers that say so.
pub fn moves(answers: &Answers, levers: usize) -> Moves {
    let mut moves: Moves = vec![Vec::new(); levers];
    for (target, answer) in answers.targets.iter().enumerate() {
        for effect in &answer.levers {
            let chance = 2.0 * effect.over_range_error.unwrap_or(0.0);
            if effect.over_range.abs() > chance
                && let Some(moved) = moves.get_mut(effect.lever)
            {
                moved.push((target, effect.over_range));
            }
        }
    }
    for moved in &mut moves {
        moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        moved.truncate(NAMED);
    }
    moves
}

/// The levers, to stand beside the document.
pub fn panel(report: &Report<'_>, moves: &Moves, lang: Lang) -> String {
    let page = Page::new(report, lang);
    let mut out = format!(
        "<aside id=\"levers\" aria-labelledby=\"levers-title\" hidden=\"hidden\">\n<div class=\"fixed\">\n\
         <h2 id=\"levers-title\">{}</h2>\n<p class=\"legend\">{}</p>\n",
        say::LEVERS.of(lang),
        say::INVITATION.of(lang)
    );
    out += &tools(lang);
    out += "<div id=\"compared\" class=\"legend\" hidden=\"hidden\"></div>\n";
    out += &odds(&page);
    out += "</div>\n<div class=\"rest\">\n";
    out += &scenarios(&page);
    out += &format!(
        "<p id=\"changes\" class=\"legend\" data-key=\"{}\"></p>\n",
        say::CHANGES.of(lang)
    );
    out += "<p class=\"money\" data-live=\"w\"></p>\n";
    for (key, money) in money_parts(report, lang) {
        out += &format!("<p class=\"money\" data-live=\"{key}\">{money}</p>\n");
    }
    out += &groups(&page, moves);
    out += &super::assumed::section(report, lang);
    out += "</div>\n</aside>\n";
    out
}

/// The parts of the panel that hold money.
pub fn money_parts(report: &Report<'_>, lang: Lang) -> Vec<Part> {
    let page = Page::new(report, lang);
    let budgets = report.answers.budgets.iter().enumerate();
    budgets
        .map(|(index, budget)| {
            let text = money(&page.view, budget).map_or_else(String::new, |t| t.render(false));
            let over = budget.years.iter().any(|year| year.over);
            let class = if over { " class=\"over\"" } else { "" };
            (format!("b{index}"), format!("<span{class}>{}</span>", escape(&text)))
        })
        .collect()
}

/// What is said of the odds that changed, for those who hear the page.
pub fn announcement(report: &Report<'_>, before: &Answers, lang: Lang) -> String {
    let page = Page::new(report, lang);
    let pairs = report.answers.targets.iter().zip(&before.targets);
    let mut moved: Vec<_> = pairs
        .map(|(now, before)| (now, now.attainment - before.attainment))
        .filter(|(_, change)| change.abs() >= 0.005)
        .collect();
    moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let said = moved.iter().take(3).map(|(target, change)| {
        let odds = numbers::percent(target.attainment);
        let change = say::points(&numbers::points(*change), lang);
        say::announced(&page.view.full_label(target), &odds, &change, lang)
    });
    said.collect::<Vec<_>>().join(words::word("; ", "；").of(lang))
}

fn tools(lang: Lang) -> String {
    let mut out = "<p class=\"tools\">".to_owned();
    let tools = [
        ("undo", say::UNDO),
        ("redo", say::REDO),
        ("reset", say::RESET),
        ("replay", compare::REPLAY),
        ("pin", compare::PIN),
        ("share", say::SHARE),
        ("save", say::SAVE),
        ("load", say::LOAD),
    ];
    for (id, word) in tools {
        out += &format!("<button type=\"button\" id=\"{id}\">{}</button> ", word.of(lang));
    }
    out + "</p>\n"
}

/// The odds of every target in a line each, those that bind first.
fn odds(page: &Page<'_>) -> String {
    let lang = page.lang;
    let mut out = format!(
        "<div class=\"now\"><h3 id=\"now-title\">{} <small id=\"state\"></small></h3>\n\
         <ul id=\"now\" tabindex=\"0\" aria-labelledby=\"now-title\">\n",
        say::ODDS.of(lang)
    );
    let mut targets: Vec<_> = page.report.answers.targets.iter().enumerate().collect();
    let rank = |kind: TargetKind| u8::from(kind != TargetKind::Binding);
    targets.sort_by(|(_, a), (_, b)| {
        rank(a.kind).cmp(&rank(b.kind)).then(b.attainment.total_cmp(&a.attainment))
    });
    for (index, target) in targets {
        let label = escape(&page.view.full_label(target));
        out += &format!(
            "<li><span class=\"what\">{label}</span> <span class=\"odds\" data-live=\"o{index}\">{}</span></li>\n",
            super::board::odds(page, target)
        );
    }
    out + "</ul></div>\n"
}

fn scenarios(page: &Page<'_>) -> String {
    let (plan, lang) = (page.report.plan, page.lang);
    if plan.scenarios.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<h3 id=\"scenarios-title\">{}</h3>\n<p class=\"scenarios\" role=\"group\" aria-labelledby=\"scenarios-title\">",
        say::SCENARIOS.of(lang)
    );
    for (index, scenario) in plan.scenarios.iter().enumerate() {
        let own = scenario.title.as_deref().filter(|_| lang == Lang::En);
        let label = words::label(&scenario.labels, own.unwrap_or(&scenario.name), lang);
        let settings: Vec<String> = scenario
            .settings
            .iter()
            .filter_map(|(lever, value)| {
                let found = plan.levers.get(*lever)?;
                Some(format!("{lever}={}", found.unit.show(*value)))
            })
            .collect();
        out += &format!(
            "<button type=\"button\" class=\"scenario\" aria-pressed=\"false\" data-scenario=\"{index}\" data-settings=\"{}\">{}</button> ",
            settings.join(" "),
            escape(&label)
        );
    }
    out + "</p>\n"
}

/// Levers by the sections of the document.
fn groups(page: &Page<'_>, moves: &Moves) -> String {
    let (plan, lang) = (page.report.plan, page.lang);
    let mut groups: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
    for (index, lever) in plan.levers.iter().enumerate() {
        match groups.iter_mut().find(|(section, _)| *section == lever.section) {
            Some((_, levers)) => levers.push(index),
            None => groups.push((lever.section, vec![index])),
        }
    }
    let mut out = String::new();
    for (section, levers) in groups {
        let found = section.and_then(|section| plan.sections.get(section));
        // A heading that the plan has no label for is in the language of the document.
        let lang_of = match found {
            Some(section) if !section.labels.contains_key(lang.code()) => {
                format!(" lang=\"{}\"", super::language(page.report.document))
            }
            _ => String::new(),
        };
        let name = found.map_or_else(
            || say::ELSEWHERE.of(lang).to_owned(),
            |section| words::section(section, lang),
        );
        out += &format!(
            "<details class=\"levers\" open=\"open\"><summary{lang_of}>{}</summary>\n",
            escape(&name)
        );
        for index in levers {
            let moves = moves.get(index).map_or(&[][..], Vec::as_slice);
            out += &one(page, index, &plan.levers[index], moves);
        }
        out += "</details>\n";
    }
    out
}

/// One lever. Its numbers are in a scale that suits the language; `data-k` makes them numbers in the
/// plan's own unit, in which settings are written.
fn one(page: &Page<'_>, index: usize, lever: &Lever, moves: &[(usize, f64)]) -> String {
    let lang = page.lang;
    let measured = Measured::new(&lever.unit, lang);
    let size = if lever.high.abs() > lever.low.abs() { lever.high } else { lever.low };
    let scale = measured.scale(size);
    let shown = |value: f64| rounded(measured.number(value, scale));
    let (low, high) = (shown(lever.low), shown(lever.high));
    let (low, high) = if low <= high { (low, high) } else { (high, low) };
    let unit = measured.behind("", scale);
    let label = page.view.label(&lever.labels, &lever.name);
    let default = say::default(&measured.exact(lever.default), lang);
    let time = &page.report.plan.time;
    let acts = numbers::instant(page.report.answers, time.at(i64::from(lever.from)), lang);
    let named: Vec<String> = moves
        .iter()
        .filter_map(|(target, change)| {
            let target = page.report.answers.targets.get(*target)?;
            Some(format!("{} {}", page.view.full_label(target), numbers::points(*change)))
        })
        .collect();
    let moves = if named.is_empty() {
        say::MOVES_NOTHING.of(lang).to_owned()
    } else {
        format!("{}{}", say::MOVES.of(lang), named.join(words::word(", ", "、").of(lang)))
    };
    let doc = page.view.said(lever.doc.as_deref().unwrap_or_default());
    format!(
        "<div class=\"lever\" data-lever=\"{index}\" data-name=\"{name}\" data-default=\"{at}\" data-k=\"{k}\">\n\
         <span data-ask=\"{name}\"><label for=\"lever-{index}\" id=\"lever-{index}-label\">{label}</label></span>\n\
         <span class=\"typed\"><input type=\"number\" step=\"any\" min=\"{low}\" max=\"{high}\" value=\"{at}\" \
         aria-label=\"{label}, {value_of}\"/> <span class=\"unit\">{unit}</span></span>\n\
         <input type=\"range\" id=\"lever-{index}\" min=\"{low}\" max=\"{high}\" step=\"{step}\" value=\"{at}\" \
         aria-valuetext=\"{at} {unit}\" list=\"lever-{index}-marks\"/>\
         <datalist id=\"lever-{index}-marks\"><option value=\"{at}\"></option></datalist>\n{zones}\
         <p class=\"legend\">{default}{stop}{from} <button type=\"button\" class=\"back\" hidden=\"hidden\">{back}</button></p>\n\
         <p class=\"legend doc\">{doc}</p>\n<p class=\"legend moves\">{moves}</p>\n</div>\n",
        zones = zones(lever, &shown, lang),
        name = escape(&lever.name),
        at = shown(lever.default),
        k = rounded(lever.unit.show(measured.coherent(1.0, scale))),
        label = escape(&label),
        value_of = say::VALUE_OF.of(lang),
        unit = escape(unit.trim()),
        step = rounded((high - low) / 100.0),
        default = escape(&default),
        stop = words::word("; ", "；").of(lang),
        from = escape(&say::from(&acts, lang)),
        back = say::DEFAULT.of(lang),
        doc = escape(doc),
        moves = escape(&moves),
    )
}

/// The named parts of a lever's range; the script gives each its width and marks where the lever is.
fn zones(lever: &Lever, shown: &dyn Fn(f64) -> f64, lang: Lang) -> String {
    if lever.zones.is_empty() {
        return String::new();
    }
    let mut out = "<ul class=\"zones\">".to_owned();
    for zone in &lever.zones {
        let name = zone.labels.get(lang.code()).unwrap_or(&zone.name);
        // A unit may turn the range round.
        let (low, high) = (shown(zone.low), shown(zone.high));
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        out += &format!("<li data-low=\"{low}\" data-high=\"{high}\">{}</li>", escape(name));
    }
    out + "</ul>\n"
}

/// A number to twelve digits, so that a change of unit leaves no trace.
pub(super) fn rounded(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

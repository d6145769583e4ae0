//! The board on top: a line for each target with its odds and its course.

use hongtu_model::TargetKind;
use hongtu_study::Report;
use hongtu_study::answers::{
    Asked, Evidence, JointAnswer, Likelihood, TargetAnswer, Trust, WarningKind,
};
use hongtu_study::trajectories::Course;

use super::page::Page;
use super::table;
use super::text::{escape, with_names};
use crate::numbers::{self, Measured};
use crate::words::page as say;
use crate::words::{self, Lang};

/// The board as a section of the page.
pub(super) fn board(page: &Page<'_>) -> String {
    let (answers, lang) = (page.report.answers, page.lang);
    let mut out = format!(
        "<section id=\"board\" aria-labelledby=\"board-title\">\n<h2 id=\"board-title\">{}</h2>\n",
        say::BOARD.of(lang)
    );
    out += &format!("<div data-live=\"lede\">\n{}</div>\n", lede(page));
    if answers.targets.is_empty() {
        out += &format!("<p>{}</p></section>\n", with_names(&page.view.no_targets()));
        return out;
    }
    for directions in [false, true] {
        let chosen: Vec<usize> = (0..answers.targets.len())
            .filter(|&i| answers.targets.get(i).is_some_and(|t| t.is_direction() == directions))
            .collect();
        if chosen.is_empty() {
            continue;
        }
        if directions && chosen.len() < answers.targets.len() {
            out += &format!("<h3>{}</h3>\n", words::DIRECTIONS.of(lang));
        }
        out += &lines(page, &chosen, directions);
    }
    out += &notes(page);
    out += &figures(page);
    out += "</section>\n";
    out
}

/// What is said before odds that must not be used, or only with care.
pub(super) fn alarm(trust: Trust, text: &str, lang: Lang) -> String {
    let not = trust.forbids().then(|| format!("<strong>{}</strong> ", words::DO_NOT_USE.of(lang)));
    let not = not.unwrap_or_default();
    format!("<p class=\"alarm\" role=\"note\">{not}{}</p>\n", escape(&words::capital(text)))
}

/// The result in two or three sentences, alarms first.
pub(super) fn lede(page: &Page<'_>) -> String {
    let (answers, lang) = (page.report.answers, page.lang);
    let mut out = String::new();
    let trust = answers.weighting.trust;
    if !trust.is_sound() {
        out += &alarm(trust, &crate::board::heading::evidence(&page.view), lang);
    }
    let mut parts = Vec::new();
    let numeric: Vec<&TargetAnswer> =
        answers.targets.iter().filter(|t| !t.is_direction()).collect();
    if numeric.len() > 1 {
        parts.push(tally(&numeric, lang));
    }
    let several = |joint: &&JointAnswer| numeric.len() > 1 && !joint.combinations.is_empty();
    if let Some(joint) = answers.joint.as_ref().filter(several) {
        let odds = joint.combinations.iter().map(|c| c.attainment);
        let (low, high) = odds.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), odds| {
            (if odds < low { odds } else { low }, if odds > high { odds } else { high })
        });
        let (low, high) = (numbers::percent(low), numbers::percent(high));
        let ids = joint.combinations.first().map_or(0, |c| c.ids.len());
        parts.push(match (joint.combinations.len(), lang) {
            (1, Lang::En) => format!("{low} that {}", words::together(ids, lang)),
            (1, Lang::Zh) => format!("{}的概率为{low}", words::together(ids, lang)),
            (count, Lang::En) => format!(
                "{}: {}",
                words::together(ids, lang),
                words::combinations(&low, &high, count, lang)
            ),
            (count, Lang::Zh) => format!(
                "{}：{}",
                words::together(ids, lang),
                words::combinations(&low, &high, count, lang)
            ),
        });
    }
    if trust.is_sound() {
        parts.extend(page.view.doubted());
        parts.push(crate::board::heading::evidence(&page.view));
    }
    for part in parts {
        out += &format!("<p class=\"lede\">{}</p>\n", escape(&sentence(&part, lang)));
    }
    out
}

/// How many goals are likely, however many readings a goal has.
fn tally(numeric: &[&TargetAnswer], lang: Lang) -> String {
    let mut goals: Vec<&str> = Vec::new();
    // Unlikely, even, likely, and those whose readings differ.
    let mut counts = [0usize; 4];
    for target in numeric {
        if goals.contains(&target.target.as_str()) {
            continue;
        }
        goals.push(&target.target);
        let mut readings = numeric.iter().filter(|other| other.target == target.target);
        let of = class(target.likelihood);
        let same = readings.all(|other| class(other.likelihood) == of);
        if let Some(count) = counts.get_mut(if same { of } else { 3 }) {
            *count += 1;
        }
    }
    let [unlikely, even, likely, open] = counts;
    say::tally(goals.len(), likely, even, unlikely, open, lang)
}

/// Unlikely, even, likely.
fn class(likelihood: Likelihood) -> usize {
    match likelihood {
        l if l >= Likelihood::Likely => 2,
        Likelihood::AboutAsLikelyAsNot => 1,
        _ => 0,
    }
}

/// With a capital at its start and a stop at its end.
fn sentence(text: &str, lang: Lang) -> String {
    let mut letters = text.chars();
    let start = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = words::word(".", "。").of(lang);
    format!("{start}{}{stop}", letters.as_str().trim_end_matches(['.', '。']))
}

fn lines(page: &Page<'_>, chosen: &[usize], directions: bool) -> String {
    let lang = page.lang;
    let answers = page.report.answers;
    let caption = if directions { words::DIRECTIONS } else { say::BOARD };
    let mut out = format!(
        "<table class=\"board\"><caption class=\"unseen\">{}</caption>\n<thead><tr>",
        caption.of(lang)
    );
    for header in [
        words::TARGET.of(lang),
        words::ODDS.of(lang),
        say::COURSE.of(lang),
        words::GOAL.of(lang),
        say::MEDIAN_RANGE.of(lang),
        say::RESTS_ON.of(lang),
    ] {
        out += &format!("<th scope=\"col\">{header}</th>");
    }
    out += "</tr></thead>\n<tbody>\n";
    for &index in chosen {
        if let Some(target) = answers.targets.get(index) {
            out += &line(page, index, target);
        }
    }
    out += "</tbody></table>\n";
    out
}

fn line(page: &Page<'_>, index: usize, target: &TargetAnswer) -> String {
    let lang = page.lang;
    let label = page.view.full_label(target);
    let mut name = page.to_section(page.section(target), &label);
    if target.kind == TargetKind::Binding {
        name += &format!(" <b class=\"kind\">{}</b>", words::BINDING.of(lang));
    }
    let goal =
        say::promise(&page.view.goal(target), &numbers::deadline(&target.deadline, lang), lang);
    let mark = if target.deadline.none {
        "†"
    } else if target.deadline.ours.is_some() {
        "*"
    } else {
        ""
    };
    let evidence = words::evidence_word(target.evidence).of(lang);
    let bare = if target.evidence == Evidence::PriorOnly { " class=\"bare\"" } else { "" };
    format!(
        "<tr><th scope=\"row\" data-ask=\"{}\">{name}</th><td class=\"odds\" data-live=\"o{index}\">{}</td>\
         <td class=\"course\" data-live=\"c{index}\">{}</td>\
         <td class=\"goal\">{}{mark}</td>\
         <td class=\"spread\" data-name=\"{}\" data-live=\"s{index}\">{}</td>\
         <td class=\"rests\"><span{bare}>{evidence}</span></td></tr>\n",
        escape(&target.id),
        odds(page, target),
        page.figures().small(index, page),
        escape(&goal),
        say::MEDIAN_KEY.of(lang),
        spread(page, target),
    )
}

/// Odds as a number, a bar and a word.
pub(super) fn odds(page: &Page<'_>, target: &TargetAnswer) -> String {
    let lang = page.lang;
    let sound = page.report.answers.weighting.trust.is_sound();
    let tone = match target.likelihood {
        _ if !sound => "unsound",
        Likelihood::VirtuallyCertain | Likelihood::VeryLikely | Likelihood::Likely => "good",
        Likelihood::AboutAsLikelyAsNot => "fair",
        _ => "poor",
    };
    let share = if target.attainment.is_nan() { 0.0 } else { target.attainment.clamp(0.0, 1.0) };
    let percent = numbers::percent(target.attainment);
    let error = target.attainment_error.map(numbers::error).unwrap_or_default();
    let doubt = if sound { "" } else { "?" };
    format!(
        "<span class=\"{tone}\"><b>{}{doubt}</b> <small>{error}</small> <i class=\"bar\" aria-hidden=\"true\">\
         <i class=\"w{:.0}\"></i></i> <span class=\"word\">{}</span></span>",
        escape(&percent),
        (share * 20.0).round(),
        escape(words::likelihood(target.likelihood).of(lang)),
    )
}

/// Median and interval of a measure, as HTML; of a direction, of its change.
pub(super) fn spread(page: &Page<'_>, target: &TargetAnswer) -> String {
    let lang = page.lang;
    let bracket = |median: String, low: String, high: String| {
        let range = escape(&numbers::range(lang, &low, &high));
        let median = escape(&median);
        match lang {
            Lang::En => format!("{median} <span class=\"range\">({range})</span>"),
            Lang::Zh => format!("{median}<span class=\"range\">（{range}）</span>"),
        }
    };
    if let (Asked::Direction { .. }, Some(direction)) = (&target.asked, &target.direction)
        && let Some(change) = &direction.relative_change
    {
        let [low, median, high] = numbers::short_rates([change.low, change.median, change.high]);
        return bracket(median, low, high);
    }
    let (Some(median), Some((low, high))) = (target.median, target.interval_90) else {
        return "–".to_owned();
    };
    if target.is_date || ![low, median, high].iter().all(|value| value.is_finite()) {
        let value = |value| page.view.value(&target.unit, target.is_date, value);
        return bracket(value(median), value(low), value(high));
    }
    let measured = Measured::new(&target.unit, lang);
    let scale = measured.scale(median);
    bracket(measured.value(median), measured.bare(low, scale), measured.bare(high, scale))
}

/// What the signs mean, and what is not judged.
fn notes(page: &Page<'_>) -> String {
    let (answers, lang) = (page.report.answers, page.lang);
    let mut notes = Vec::new();
    let ours = answers.targets.iter().any(|t| t.deadline.ours.is_some() && !t.deadline.none);
    let none = answers.targets.iter().any(|t| t.deadline.none);
    let signs = words::signs(false, false, ours, none, lang);
    if !signs.is_empty() {
        notes.push(signs);
    }
    if answers.targets.iter().any(|target| page.view.rests_on_priors(target)) {
        notes.push(sentence(words::PRIOR_MEANT.of(lang), lang));
    }
    if !answers.hidden_targets.is_empty() {
        let names = answers.hidden_targets.join(words::word(", ", "、").of(lang));
        notes.push(words::hidden(&names, lang));
    }
    for kind in [WarningKind::NeverMet, WarningKind::AlwaysMet] {
        let of_kind = answers.warnings.iter().filter(|warning| warning.kind == kind);
        let ids: Vec<&str> = of_kind.map(|warning| warning.target.as_str()).collect();
        let names = page.view.labels_of_ids(&ids);
        if !names.is_empty() {
            let names = names.join(words::word("; ", "；").of(lang));
            notes.push(sentence(&words::warning(kind, &names, lang), lang));
        }
    }
    if answers.troubles.runs > 0 {
        notes.push(words::troubled(
            &numbers::count(answers.troubles.runs),
            answers.troubles.runs == 1,
            &numbers::percent(answers.troubles.weight),
            lang,
        ));
    }
    let notes = notes.iter().map(|note| format!("<p class=\"legend\">{}</p>\n", with_names(note)));
    notes.collect()
}

/// The figures behind the small charts.
fn figures(page: &Page<'_>) -> String {
    let drawn = drawn(page.report);
    let courses: Vec<(usize, &Course, Measured)> = drawn
        .filter_map(|index| {
            let course = page.report.courses.courses.get(index)?;
            Some((index, course, Measured::new(&course.unit, page.lang)))
        })
        .collect();
    let rows: Vec<table::Rows<'_>> = courses
        .iter()
        .map(|(index, course, measured)| rows(*index, course, measured, page))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    table::details(say::BOARD_DATA.of(page.lang), &page.figures(), &rows, page)
}

/// The figures of one of the courses that small charts draw.
pub(super) fn figures_of(index: usize, page: &Page<'_>) -> Option<String> {
    let course = page.report.courses.courses.get(index)?;
    let measured = Measured::new(&course.unit, page.lang);
    Some(table::course(&page.figures(), &rows(index, course, &measured, page), page))
}

/// The courses that small charts draw, each once.
pub(super) fn drawn(report: &Report<'_>) -> impl Iterator<Item = usize> {
    let mut drawn = Vec::new();
    for &course in report.courses.targets.iter().flatten() {
        if !drawn.contains(&course) {
            drawn.push(course);
        }
    }
    drawn.into_iter()
}

fn rows<'a>(
    index: usize,
    course: &'a Course,
    measured: &'a Measured,
    page: &Page<'_>,
) -> table::Rows<'a> {
    let time = &page.report.plan.time;
    let all = course.points.iter().flat_map(|point| point.quantiles);
    let most = all
        .filter(|q| q.is_finite())
        .fold(0.0f64, |most, q| if q.abs() > most { q.abs() } else { most });
    let span = (time.at(0), time.at(i64::from(time.steps)));
    let (scale, key) = (measured.scale(most), Some(format!("t{index}")));
    table::Rows { course, measured, scale, span, drawn: None, key }
}

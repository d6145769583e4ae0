//! The whole plan as one page: the board, the document with its values and charts filled in, and what
//! stands behind it.
//!
//! One file in one language, without scripts, and without anything loaded from elsewhere. What is said
//! of the plan is read from a [`Report`]; what the plan says itself is untrusted and passes through
//! [`text::escape`] or [`prose`]. The page is well-formed XML too, so that tests can read it as a tree.

mod appendix;
pub mod assumed;
mod block;
mod board;
mod code;
pub mod compare;
pub mod days;
mod doubts;
mod figure;
pub mod levers;
pub mod live;
mod page;
mod past;
mod plot;
pub mod prose;
mod table;
pub mod text;
mod web;
pub mod why;

use std::ops::Range;

use hongtu_model::Shown;
use hongtu_study::explain::read_by;
use hongtu_study::{Report, Value};

use crate::numbers::{self, Measured};
use crate::words::page as say;
use crate::words::{self, Lang};
use page::Page;
use prose::{Inserts, Prose, anchor};
use text::escape;

/// How the page looks.
pub const STYLE: &str = include_str!("page.css");

/// The digest of [`STYLE`] by which the page's policy lets it in; a test compares the two.
pub const STYLE_DIGEST: &str = "sha256-4n0fxG/EBh4qy2CW89ZBujza25TzOyfU2pjJsnyp5pI=";

/// A report as a page.
pub fn render(report: &Report<'_>, lang: Lang) -> String {
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
    );
    let style = format!("<style>{STYLE}</style>\n");
    format!("{}{}</body>\n</html>\n", head(report, &policy, &style, lang), body(report, "", lang))
}

/// The start of a page, up to its body, with its policy and what stands in its head besides.
pub fn head(report: &Report<'_>, policy: &str, more: &str, lang: Lang) -> String {
    start(&words::label(&report.answers.labels, &report.answers.title, lang), policy, more, lang)
}

/// The start of any page with this title.
pub fn start(title: &str, policy: &str, more: &str, lang: Lang) -> String {
    let code = words::word("en", "zh-CN").of(lang);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>{}</title>\n{more}</head>\n<body>\n",
        escape(title)
    )
}

/// What stands in the body of a page; `under` goes under its title.
pub fn body(report: &Report<'_>, under: &str, lang: Lang) -> String {
    let page = Page::new(report, lang);
    let board = board::board(&page);
    let mut inserts = Filled { page: &page, default_charts: default_charts(&page) };
    let prose = prose::prose(report.document, &mut inserts);
    let parts = appendix::parts(&page);
    let title = words::label(&report.answers.labels, &report.answers.title, lang);
    let mut out = format!("<a class=\"skip\" href=\"#document\">{}</a>\n", say::SKIP.of(lang));
    out += &masthead(&page, &title, &prose);
    out += under;
    out += "<main>\n";
    out += &board;
    out += "<div class=\"columns\">\n";
    out += &contents(&prose, &parts, lang);
    out += "<div class=\"text\">\n";
    out += &format!(
        "<article id=\"document\" lang=\"{}\" aria-label=\"{}\">\n",
        language(report.document),
        say::DOCUMENT.of(lang)
    );
    out += &prose.body;
    out += "</article>\n";
    for part in &parts {
        out += &format!(
            "<section id=\"{0}\" class=\"appendix\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
            part.id,
            part.title.of(lang),
            part.html
        );
    }
    out += "</div>\n</div>\n</main>\n";
    out
}

/// The language that a document seems to be written in, for fonts and for those who hear the page.
fn language(document: &str) -> &'static str {
    let (mut chinese, mut latin) = (0usize, 0usize);
    for letter in document.chars() {
        match letter {
            '\u{4E00}'..='\u{9FFF}' => chinese += 1,
            _ if letter.is_ascii_alphabetic() => latin += 1,
            _ => {}
        }
    }
    // A character says about as much as three letters, and code is in Latin letters anyway.
    if chinese * 3 > latin { "zh-CN" } else { "en" }
}

fn masthead(page: &Page<'_>, title: &str, prose: &Prose) -> String {
    let (answers, lang) = (page.report.answers, page.lang);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(answers.scope.as_ref().map(|scope| page.view.said(scope).to_owned()));
    facts.extend(answers.as_of.map(|day| words::as_of(&numbers::date(day, lang), lang)));
    if let Some(scenario) = &answers.scenario {
        let name = scenario.title.as_deref().filter(|_| lang == Lang::En).unwrap_or(&scenario.name);
        facts.push(words::label(&scenario.labels, name, lang));
    }
    facts.push(words::runs(&numbers::count(answers.runs), answers.runs == 1, lang));
    let mut out = "<header class=\"masthead\">\n".to_owned();
    out += &format!("<p class=\"kicker\">{}</p>\n", escape(&facts.join(" · ")));
    // The document's own title, unless the plan has one in the page's language.
    let labelled = answers.labels.contains_key(lang.code());
    let heading = match &prose.title {
        Some(html) if !labelled => html.clone(),
        _ => escape(title),
    };
    out += &format!("<h1>{heading}</h1>\n");
    let single = answers.changes.iter().filter(|change| !change.by_scenario);
    let changes: Vec<String> = single.map(|change| page.view.change(change, true)).collect();
    if !changes.is_empty() {
        let list = changes.join(words::word("; ", "；").of(lang));
        out += &format!("<p>{} {}</p>\n", words::CHANGED.of(lang), escape(&list));
    }
    out += "</header>\n";
    out
}

/// Chapters and what stands behind them.
fn contents(prose: &Prose, parts: &[appendix::Part], lang: Lang) -> String {
    let mut out = format!(
        "<nav class=\"contents\" aria-label=\"{0}\">\n<p class=\"kicker\">{0}</p>\n<ul>\n",
        say::CONTENTS.of(lang)
    );
    out += &format!("<li><a href=\"#board\">{}</a></li>\n", say::BOARD.of(lang));
    for heading in prose.headings.iter().filter(|heading| heading.level == 2) {
        let text = prose::without_tags(&heading.html);
        out += &format!("<li><a href=\"#{}\">{text}</a></li>\n", anchor(heading.section));
    }
    for part in parts {
        out += &format!("<li><a href=\"#{}\">{}</a></li>\n", part.id, part.title.of(lang));
    }
    out += "</ul>\n</nav>\n";
    out
}

/// For each section its targets that no chart of the plan shows.
fn default_charts(page: &Page<'_>) -> Vec<(usize, Vec<usize>)> {
    let plan = page.report.plan;
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for (index, target) in page.report.answers.targets.iter().enumerate() {
        let Some(section) = page.section(target) else { continue };
        let courses = &page.report.courses;
        let own = courses.targets.get(index).copied().flatten();
        let shown = plan.charts.iter().zip(&courses.charts).any(|(chart, drawn)| {
            chart.targets.contains(&target.target)
                || (chart.section == Some(section) && own.is_some_and(|own| drawn.contains(&own)))
        });
        if shown {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == section) {
            Some((_, targets)) => targets.push(index),
            None => found.push((section, vec![index])),
        }
    }
    found
}

/// What the page puts into the document.
struct Filled<'a> {
    page: &'a Page<'a>,
    default_charts: Vec<(usize, Vec<usize>)>,
}

impl Inserts for Filled<'_> {
    fn block(&mut self, kind: &str, bytes: Range<usize>, code: &str) -> Option<String> {
        match kind {
            "hongtu" => Some(block::model(self.page, &bytes, code)),
            "chart" => {
                let charts = self.page.report.plan.charts.iter().enumerate();
                let here = charts.filter(|(_, chart)| bytes.contains(&chart.offset));
                let figures = self.page.figures();
                Some(here.map(|(index, _)| figures.chart(index, self.page)).collect())
            }
            _ => None,
        }
    }

    fn value(&mut self, bytes: Range<usize>) -> Option<String> {
        let report = self.page.report;
        let index = report.plan.live_values.iter().position(|value| value.span == bytes)?;
        let what = match &report.plan.live_values.get(index)?.shown {
            Shown::Measure(id) => read_by(report.plan, *id),
            Shown::Odds { judgement, .. } => Some(judgement.as_str()),
        };
        let what = what.map_or_else(String::new, |name| format!(" data-why=\"{}\"", escape(name)));
        Some(format!(
            "<span class=\"live\" data-live=\"v{index}\"{what}>{}</span>",
            value_html(self.page, index)
        ))
    }

    fn called(&self, section: usize) -> Option<String> {
        let section = self.page.report.plan.sections.get(section)?;
        section.labels.get(self.page.lang.code()).cloned()
    }

    fn closed(&mut self, section: usize) -> String {
        let found = self.default_charts.iter().find(|(known, _)| *known == section);
        match found {
            Some((_, targets)) => self.page.figures().targets(section, targets, self.page),
            None => String::new(),
        }
    }
}

/// A value in a sentence: odds with their error, or the median and, where runs differ, the interval.
fn value_html(page: &Page<'_>, index: usize) -> String {
    let nothing = || "–".to_owned();
    let (plan, values) = (page.report.plan, &page.report.values);
    let spread = match values.get(index) {
        Some(Some(Value::Spread(spread))) => spread,
        Some(Some(Value::Odds(odds, error))) => return odds_html(page, *odds, *error),
        _ => return nothing(),
    };
    let Some(Shown::Measure(id)) = plan.live_values.get(index).map(|value| &value.shown) else {
        return nothing();
    };
    let Some(measure) = plan.measures.get(id.index()) else { return nothing() };
    let (unit, date) = (&measure.unit, measure.is_date);
    let (view, lang) = (&page.view, page.lang);
    let median = view.value(unit, date, spread.median);
    if spread.low == spread.high {
        return format!("<b>{}</b>", escape(&median));
    }
    let measured = Measured::new(unit, lang);
    let scale = measured.scale(spread.median);
    let finite = [spread.low, spread.median, spread.high].iter().all(|v| v.is_finite());
    let range = if date || !finite {
        view.range(unit, date, spread.low, spread.high)
    } else {
        let bare = |value| measured.bare(value, scale);
        numbers::range(lang, &bare(spread.low), &bare(spread.high))
    };
    format!(
        "<b title=\"{}\">{}</b> <small>{}</small>",
        escape(&say::live(&range, lang)),
        escape(&median),
        escape(&match lang {
            Lang::En => format!("({range})"),
            Lang::Zh => format!("（{range}）"),
        })
    )
}

fn odds_html(page: &Page<'_>, odds: f64, error: Option<f64>) -> String {
    let error = error.map(|error| format!(" <small>{}</small>", numbers::error(error)));
    format!(
        "<b title=\"{}\">{}</b>{}",
        escape(say::LIVE_ODDS.of(page.lang)),
        escape(&page.view.odds(odds).render(false)),
        error.unwrap_or_default()
    )
}

//! The assumptions of a plan in one place, to be changed as levers are; and what their change leaves of
//! the runs.

use std::collections::BTreeSet;

use hongtu_model::{Plan, Prior, VariableId};
use hongtu_study::answers::{Spread, Trust};
use hongtu_study::beliefs::{BeliefError, Ends, Reweighed, ends, prior};
use hongtu_study::{Report, report_assumptions};

use super::board;
use super::levers::rounded;
use super::live::Part;
use super::page::Page;
use super::text::escape;
use crate::numbers::{self, Measured};
use crate::words::{self, Lang, why as say};

/// The assumptions that can be changed, by their place in [`Report::assumptions`]. Of those that share
/// a draw it is the first.
pub(super) fn assumptions(plan: &Plan) -> impl Iterator<Item = (usize, VariableId)> {
    let mut keys = BTreeSet::new();
    report_assumptions(plan).into_iter().enumerate().filter(move |(_, variable)| {
        let found = prior(plan, *variable).filter(|(prior, _)| ends(prior).is_some());
        found.is_some_and(|(_, key)| keys.insert(key.to_owned()))
    })
}

/// The assumptions, to stand under the levers.
pub fn section(report: &Report<'_>, lang: Lang) -> String {
    let page = Page::new(report, lang);
    let items: Vec<String> = assumptions(report.plan)
        .filter_map(|(index, variable)| one(&page, index, variable))
        .collect();
    if items.is_empty() {
        return String::new();
    }
    format!(
        "<details id=\"beliefs\"><summary>{} <small>({})</small></summary>\n<p class=\"legend\">{}</p>\n\
         <p class=\"legend\">{}</p>\n<input type=\"search\" id=\"find-belief\" placeholder=\"{find}\" aria-label=\"{find}\"/>\n\
         {}</details>\n",
        say::ASSUMPTIONS.of(lang),
        items.len(),
        say::ASSUMPTIONS_LEAD.of(lang),
        say::NOT_HERE.of(lang),
        items.concat(),
        find = say::FIND.of(lang),
    )
}

/// One assumption. Its numbers are in a scale that suits the language; `data-k` makes them numbers in
/// the plan's own unit, in which settings are written.
fn one(page: &Page<'_>, index: usize, variable: VariableId) -> Option<String> {
    let (plan, lang) = (page.report.plan, page.lang);
    let (prior, _) = prior(plan, variable)?;
    let at = ends(prior)?;
    let found = plan.variables.get(variable.index())?;
    let quantity = plan.quantities.get(found.quantity?.0 as usize)?;
    let measured = Measured::new(&found.unit, lang);
    let scale = measured.scale(at.middle);
    let shown = |value: f64| rounded(measured.number(value, scale));
    let Ends { least, low, middle, high, most } = at;
    let unit = measured.behind("", scale);
    let label = page.figures().variable(variable, page);
    let logarithmic = matches!(prior.shape, hongtu_model::Shape::LogNormal { .. });
    let end = |key: &str, value: f64| {
        if value.is_finite() { format!(" data-{key}=\"{}\"", shown(value)) } else { String::new() }
    };
    let field = |class: &str, word: words::Word| {
        format!(
            "<span class=\"end\">{0} <input type=\"number\" step=\"any\" class=\"{class}\" aria-label=\"{1}, {0}\"/></span> ",
            word.of(lang),
            escape(&label),
        )
    };
    Some(format!(
        "<div class=\"belief\" data-name=\"{name}\" data-k=\"{k}\" data-low=\"{}\" data-middle=\"{}\" data-high=\"{}\"{}{}{}>\n\
         <p class=\"what\" data-ask=\"{}\"><b>{}</b></p>\n<p class=\"legend\">{} {}<br/>{} <span data-live=\"p{index}\">{}</span></p>\n\
         <p class=\"ends\">{}{}{}<span class=\"unit\">{}</span> <button type=\"button\" class=\"back\" hidden=\"hidden\">{}</button></p>\n</div>\n",
        shown(low),
        shown(middle),
        shown(high),
        end("least", least),
        end("most", most),
        if logarithmic { " data-log=\"log\"" } else { "" },
        escape(&quantity.name),
        escape(&label),
        say::IN_THE_PLAN.of(lang),
        escape(&in_the_plan(page, prior, &at, &found.unit)),
        say::WITH_EVIDENCE.of(lang),
        known(page, index).unwrap_or_default(),
        field("low", say::FROM),
        field("middle", say::MIDDLE),
        field("high", say::TO),
        escape(unit.trim()),
        words::live::DEFAULT.of(lang),
        name = escape(&found.name),
        k = rounded(found.unit.show(measured.coherent(1.0, scale))),
    ))
}

/// A prior by its median and interval, and as the plan writes it.
fn in_the_plan(page: &Page<'_>, prior: &Prior, at: &Ends, unit: &hongtu_model::Unit) -> String {
    let spread = Spread { low: at.low, median: at.middle, high: at.high };
    let text = page.view.spread(unit, false, &spread);
    if prior.text.is_empty() { text } else { format!("{text} · {}", prior.text) }
}

/// What is known of an assumption with the evidence.
pub(super) fn known(page: &Page<'_>, index: usize) -> Option<String> {
    let assumption = page.report.assumptions.get(index)?;
    let unit = &page.report.plan.variables.get(assumption.variable.index())?.unit;
    let spread = assumption.weighted.as_ref();
    Some(escape(&spread.map_or_else(|| "–".to_owned(), |s| page.view.spread(unit, false, s))))
}

/// What the runs are worth where assumptions are changed, for the panel.
pub fn worth(found: Option<&Reweighed>, lang: Lang) -> Part {
    let html = found.map_or_else(String::new, |found| {
        let class = if found.trust == Trust::TooSmall { " class=\"over\"" } else { "" };
        format!("<span{class}>{}</span>", escape(&said(found, lang)))
    });
    ("w".to_owned(), html)
}

/// The sentences over the board where assumptions are changed.
pub fn lede(report: &Report<'_>, found: &Reweighed, lang: Lang) -> Part {
    let text = said(found, lang);
    let html = if found.trust.is_sound() {
        let text = escape(&text);
        format!("<p class=\"lede\">{text}</p>\n{}", board::lede(&Page::new(report, lang)))
    } else {
        board::alarm(found.trust, &text, lang)
    };
    ("lede".to_owned(), html)
}

/// What the runs are worth where assumptions are changed, in plain words.
pub fn said(found: &Reweighed, lang: Lang) -> String {
    let count = |number: f64| numbers::count(number.round() as u64);
    let mut text = say::left(&count(found.effective_sample_size), &count(found.before), lang);
    let more = match found.trust {
        Trust::TooSmall if found.few() => say::TOO_FEW.of(lang).to_owned(),
        Trust::TooSmall => say::heavy(
            &numbers::significant(found.k, 2),
            &numbers::significant(found.reliable, 2),
            lang,
        ),
        Trust::Rough => say::ROUGH.of(lang).to_owned(),
        _ => return text,
    };
    text += words::word(" ", "").of(lang);
    text + &more
}

/// Why a belief was refused, in a sentence.
pub fn refused(plan: &Plan, variable: VariableId, error: &BeliefError, lang: Lang) -> String {
    let Some(found) = plan.variables.get(variable.index()) else {
        return say::not_uncertain("", lang);
    };
    let quantity = found.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
    let name = quantity.map_or_else(
        || found.name.clone(),
        |quantity| words::label(&quantity.labels, &found.name, lang),
    );
    match error {
        BeliefError::NotUncertain => say::not_uncertain(&name, lang),
        BeliefError::NoRange => say::no_range(&name, lang),
        BeliefError::Impossible { low, high } => {
            let range = Measured::new(&found.unit, lang).exact_range(*low, *high);
            say::impossible(&name, &range, lang)
        }
    }
}

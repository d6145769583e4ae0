//! What stands for a block of the model: what it promises and what is known, in the open; its
//! equations behind a name.

use std::ops::Range;

use hongtu_model::{Quantity, QuantityKind};
use hongtu_study::answers::{Standing, TargetAnswer};

use super::board::{odds, spread};
use super::code::coloured;
use super::page::Page;
use super::text::escape;
use crate::numbers;
use crate::words::page as say;
use crate::words::{self, Lang};

/// The kinds of quantities in the order in which they are counted.
const KINDS: [QuantityKind; 10] = [
    QuantityKind::Constant,
    QuantityKind::Series,
    QuantityKind::Lever,
    QuantityKind::Budget,
    QuantityKind::Stock,
    QuantityKind::Flow,
    QuantityKind::Auxiliary,
    QuantityKind::Event,
    QuantityKind::Shock,
    QuantityKind::Alternatives,
];

/// A block of the model between two bytes of the document.
pub(super) fn model(page: &Page<'_>, bytes: &Range<usize>, code: &str) -> String {
    let mut out = String::new();
    let targets: Vec<&TargetAnswer> = page
        .report
        .plan
        .targets
        .iter()
        .filter(|target| bytes.contains(&target.span.start))
        .flat_map(|target| {
            page.report.answers.targets.iter().filter(move |answer| answer.target == target.name)
        })
        .collect();
    for readings in targets.chunk_by(|one, next| one.target == next.target) {
        out += &promise(page, readings);
    }
    out += &known(page, bytes);
    out += &equations(page, bytes, code, &targets);
    out
}

/// A target where the document declares it, with all its readings.
fn promise(page: &Page<'_>, readings: &[&TargetAnswer]) -> String {
    let lang = page.lang;
    let mut out = "<div class=\"promise\">\n".to_owned();
    let Some(first) = readings.first() else { return String::new() };
    let name = page.view.label(&first.labels, &first.target);
    out += &format!("<p><strong>{}</strong></p>\n", escape(&name));
    for target in readings {
        let deadline = numbers::deadline(&target.deadline, lang);
        let goal = say::promise(&page.view.goal(target), &deadline, lang);
        let reading = page.view.reading(target).map_or_else(String::new, |reading| {
            format!("{}{} ", escape(&reading), words::word(":", "：").of(lang))
        });
        let index = page.report.answers.targets.iter().position(|t| t.id == target.id);
        let index = index.unwrap_or(usize::MAX);
        out += &format!(
            "<p class=\"odds\" data-live=\"o{index}\">{}</p>\n<p>{reading}{}<br/><span class=\"legend\">{} <span data-live=\"s{index}\">{}</span></span></p>\n",
            odds(page, target),
            escape(&goal),
            say::MEDIAN_KEY.of(lang),
            spread(page, target),
        );
        out += &moved_by(page, target);
    }
    if let Some((source, quote)) = &first.source {
        let quote = page.quote(Some(source), quote.as_deref());
        out += &format!("<p class=\"quote\">{quote}</p>\n");
    }
    out += "</div>\n";
    out
}

/// The levers that move a target by more than chance.
fn moved_by(page: &Page<'_>, target: &TargetAnswer) -> String {
    let lang = page.lang;
    let moved: Vec<String> = target
        .levers
        .iter()
        .filter(|lever| lever.is_sure())
        .take(3)
        .map(|lever| {
            let label = page.view.label(&lever.labels, &lever.name);
            format!("{label} {}", numbers::points(lever.attainment_change))
        })
        .collect();
    if moved.is_empty() {
        return String::new();
    }
    let list = moved.join(words::word(", ", "、").of(lang));
    format!("<p class=\"legend\">{}{}</p>\n", say::MOVED_BY.of(lang), escape(&list))
}

/// What a block says was observed, with the words that carry it.
fn known(page: &Page<'_>, bytes: &Range<usize>) -> String {
    let lang = page.lang;
    let mut items = String::new();
    let observations = page.report.plan.observations.iter().zip(&page.report.answers.observations);
    for (observation, answer) in observations {
        if !bytes.contains(&observation.span.start) {
            continue;
        }
        let standing = match answer.standing {
            Standing::Weighed => String::new(),
            other => format!(" <small>({})</small>", words::standing(other).of(lang)),
        };
        let quote = page.quote(answer.source.as_deref(), answer.quote.as_deref());
        items += &format!(
            "<li>{}{}<b>{}</b>{standing} {quote}</li>\n",
            escape(&page.view.observed_then(answer)),
            words::word(": ", "：").of(lang),
            escape(&page.view.stated(answer, None)),
        );
    }
    if items.is_empty() { String::new() } else { format!("<ul class=\"known\">\n{items}</ul>\n") }
}

/// The quantities of a block by name, and its code.
fn equations(
    page: &Page<'_>,
    bytes: &Range<usize>,
    code: &str,
    targets: &[&TargetAnswer],
) -> String {
    let (plan, lang) = (page.report.plan, page.lang);
    let quantities: Vec<&Quantity> =
        plan.quantities.iter().filter(|q| bytes.contains(&q.span.start)).collect();
    let mut counts: Vec<String> = Vec::new();
    for kind in KINDS {
        let count = quantities.iter().filter(|q| q.kind == kind).count();
        if count > 0 {
            counts.push(say::declared(kind, count, lang));
        }
    }
    if !targets.is_empty() {
        let mut names: Vec<&str> = targets.iter().map(|t| t.target.as_str()).collect();
        names.dedup();
        counts.push(say::targets(names.len(), lang));
    }
    let observed = plan.observations.iter().filter(|o| bytes.contains(&o.span.start)).count();
    if observed > 0 {
        counts.push(say::observations(observed, lang));
    }
    let counts = counts.join(words::word(", ", "、").of(lang));
    let mut out = format!(
        "<details class=\"model\"><summary>{}{}</summary>\n",
        say::MODEL.of(lang),
        match (counts.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::En) => format!(": {counts}"),
            (false, Lang::Zh) => format!("：{counts}"),
        }
    );
    if !quantities.is_empty() {
        out += "<dl>\n";
        for quantity in quantities {
            let label = words::label(&quantity.labels, &quantity.name, lang);
            out += &format!(
                "<dt><span data-why=\"{}\">{}</span> <small>{}</small></dt><dd>{}</dd>\n",
                escape(&quantity.name),
                escape(&label),
                say::kind(quantity.kind, lang),
                escape(page.view.said(quantity.doc.as_deref().unwrap_or_default()))
            );
        }
        out += "</dl>\n";
    }
    out += &format!(
        "<pre tabindex=\"0\"><code>{}</code></pre></details>\n",
        coloured(code.trim_end_matches('\n'))
    );
    out
}

//! What stands behind the document: assumptions, evidence beside the model, findings, sources, method.

use hongtu_model::{Kind, Prior};
use hongtu_study::answers::Spread;

use super::page::Page;
use super::text::{escape, with_names};
use crate::numbers;
use crate::words::page as say;
use crate::words::{self, Word};

/// A part of the appendix: its id, its title, its content.
pub(super) struct Part {
    pub id: &'static str,
    pub title: Word,
    pub html: String,
}

/// The parts that have something to say.
pub(super) fn parts(page: &Page<'_>) -> Vec<Part> {
    let parts = [
        Part { id: "sensitivity", title: words::DOUBTS, html: super::doubts::doubts(page) },
        Part { id: "assumptions", title: say::ASSUMPTIONS, html: assumptions(page) },
        Part { id: "evidence", title: words::OBSERVATIONS, html: super::past::past(page) },
        Part { id: "trouble", title: words::TROUBLE, html: trouble(page) },
        Part { id: "strains", title: words::STRAINS, html: strains(page) },
        Part { id: "findings", title: words::FINDINGS_TITLE, html: findings(page) },
        Part { id: "sources", title: say::SOURCES, html: sources(page) },
        Part { id: "method", title: say::METHOD, html: method(page) },
    ];
    parts.into_iter().filter(|part| !part.html.is_empty()).collect()
}

pub(super) fn table(page: &Page<'_>, title: Word, headers: &[Word], rows: &str) -> String {
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\"><table class=\"wide\"><caption class=\"unseen\">{}</caption>\n<thead><tr>",
        title.of(page.lang)
    );
    for header in headers {
        out += &format!("<th scope=\"col\">{}</th>", header.of(page.lang));
    }
    out += "</tr></thead>\n<tbody>\n";
    out += rows;
    out += "</tbody></table></div>\n";
    out
}

pub(super) fn spread(
    page: &Page<'_>,
    unit: &hongtu_model::Unit,
    date: bool,
    spread: Option<&Spread>,
) -> String {
    spread.map_or_else(|| "–".to_owned(), |spread| page.view.spread(unit, date, spread))
}

fn assumptions(page: &Page<'_>) -> String {
    let (plan, lang) = (page.report.plan, page.lang);
    let mut rows = String::new();
    let mut row = |name: &str, prior: &str, after: &str, reason: Option<&str>| {
        rows += &format!(
            "<tr><th scope=\"row\">{}</th><td class=\"prior\">{}</td><td>{}</td><td>{}</td></tr>\n",
            escape(name),
            escape(prior),
            escape(after),
            escape(reason.map_or("–", |reason| page.view.said(reason)))
        );
    };
    let reason = |variable: &hongtu_model::Variable| {
        let quantity = variable.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
        quantity.and_then(|q| q.assumption.as_deref().or(q.doc.as_deref()))
    };
    for assumption in &page.report.assumptions {
        let Some(variable) = plan.variables.get(assumption.variable.index()) else { continue };
        let Kind::Constant { prior: Some(prior), .. } = &variable.kind else { continue };
        row(
            &page.figures().variable(assumption.variable, page),
            &written(prior),
            &spread(page, &variable.unit, false, assumption.weighted.as_ref()),
            reason(variable),
        );
    }
    for (id, variable) in (0u32..).zip(&plan.variables) {
        let name = page.figures().variable(hongtu_model::VariableId(id), page);
        match &variable.kind {
            Kind::Shock { prior, .. } => {
                row(&name, &written(prior), say::EVERY_YEAR.of(lang), reason(variable));
            }
            Kind::Alternative { weights, .. } => {
                let shown = |weights: &mut dyn Iterator<Item = f64>| {
                    weights.map(numbers::percent).collect::<Vec<_>>().join(" / ")
                };
                let mut found = page.report.answers.weighting.alternatives.iter();
                let found = found.find(|a| a.name == variable.name);
                let after = found.map(|a| shown(&mut a.branches.iter().map(|b| b.posterior)));
                let prior = shown(&mut weights.iter().copied());
                row(&name, &prior, after.as_deref().unwrap_or("–"), reason(variable));
            }
            _ => {}
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let headers = [say::ASSUMPTION, say::PRIOR, say::POSTERIOR, say::REASON];
    table(page, say::ASSUMPTIONS, &headers, &rows)
}

/// A prior as the plan writes it.
fn written(prior: &Prior) -> String {
    prior.text.clone()
}

/// What went wrong in runs.
fn trouble(page: &Page<'_>) -> String {
    let causes = crate::board::evidence::causes(&page.view);
    if causes.is_empty() {
        return String::new();
    }
    let item = |(cause, share): &(String, String)| {
        format!("<li>{} <small>{}</small></li>\n", with_names(cause), escape(share))
    };
    format!("<ul>\n{}</ul>\n", causes.iter().map(item).collect::<String>())
}

/// Where priors and evidence pull apart, all of it.
fn strains(page: &Page<'_>) -> String {
    let strains = &page.report.answers.weighting.strains;
    if strains.is_empty() {
        return String::new();
    }
    let sentence = |strain| format!("<li>{}</li>\n", escape(&page.view.strained(strain)));
    format!("<ul>\n{}</ul>\n", strains.iter().map(sentence).collect::<String>())
}

fn findings(page: &Page<'_>) -> String {
    let findings = &page.report.answers.findings;
    if findings.is_empty() {
        return String::new();
    }
    let mut out = "<ul class=\"findings\">\n".to_owned();
    for finding in findings {
        let told = words::findings::finding(finding, page.lang);
        out += &format!("<li>{}", with_names(&told.message));
        for note in &told.notes {
            out += &format!("<br/><small>{}</small>", with_names(note));
        }
        out += "</li>\n";
    }
    out += "</ul>\n";
    out
}

fn sources(page: &Page<'_>) -> String {
    let sources = &page.report.answers.sources;
    if sources.is_empty() {
        return String::new();
    }
    let mut out = "<ol class=\"sources\">\n".to_owned();
    for (index, source) in sources.iter().enumerate() {
        out += &format!("<li id=\"source-{index}\"><cite>{}</cite>", escape(&source.title));
        let date = source.date.as_deref().map(|date| page.dated(date));
        for part in source.publisher.iter().chain(&date) {
            out += words::word(", ", "，").of(page.lang);
            out += &escape(part);
        }
        if let Some(url) = &source.url {
            out += &format!("<br/>{}", page.address(url));
        }
        out += "</li>\n";
    }
    out += "</ol>\n";
    out
}

fn method(page: &Page<'_>) -> String {
    let runs = numbers::count(page.report.answers.runs);
    let drawn = numbers::count(page.report.runs);
    let paragraphs = say::method(&runs, &drawn, page.lang);
    paragraphs.iter().map(|text| format!("<p>{}</p>\n", escape(text))).collect()
}

//! Structural alternatives: their weights, and the odds under each branch.

use hongtu_study::answers::{AlternativesAnswer, BranchAnswer};

use super::page::Page;
use super::text::escape;
use crate::numbers;
use crate::words;

/// All alternatives of the plan, each with a table; empty where there are none.
pub(super) fn doubts(page: &Page<'_>) -> String {
    let weighting = &page.report.answers.weighting;
    if weighting.alternatives.is_empty() {
        return String::new();
    }
    let mut out = paragraph(words::DOUBTS_LEAD.of(page.lang));
    if weighting.observations == 0 {
        out += &paragraph(words::WEIGHTS_STAY.of(page.lang));
    }
    for doubt in &weighting.alternatives {
        let label = page.view.label(&doubt.labels, &doubt.name);
        out += &format!("<h3>{}</h3>\n", escape(&label));
        if let Some(doc) = &doubt.doc {
            out += &paragraph(page.view.said(doc));
        }
        match doubt.held.and_then(|held| doubt.branches.get(held)) {
            Some(branch) => out += &paragraph(&page.view.held(branch)),
            None => out += &table(page, doubt, &label),
        }
        for remark in page.view.remarks(doubt) {
            out += &paragraph(&remark);
        }
    }
    out
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escape(text))
}

fn table(page: &Page<'_>, doubt: &AlternativesAnswer, label: &str) -> String {
    let (view, lang) = (&page.view, page.lang);
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\"><table class=\"wide\"><caption class=\"unseen\">{}</caption>\n<thead><tr><td></td>",
        escape(label)
    );
    for branch in &doubt.branches {
        let said = view.branch_words(&branch.branch);
        let shown = if said.is_empty() { branch.branch.name.as_str() } else { said.as_str() };
        out += &format!("<th scope=\"col\" class=\"number\">{}</th>", escape(shown));
    }
    let moves = !doubt.moves.is_empty();
    if moves {
        let all = words::ALL_RUNS.of(lang);
        out += &format!("<th scope=\"col\" class=\"number\">{all}</th>");
    }
    out += "</tr></thead>\n<tbody>\n";
    let mut row = |key: &str, cell: &dyn Fn(&BranchAnswer) -> String, last: &str| {
        out += &format!("<tr><th scope=\"row\">{}</th>", escape(key));
        for text in doubt.branches.iter().map(cell).chain(moves.then(|| last.to_owned())) {
            out += &format!("<td class=\"number\">{text}</td>");
        }
        out += "</tr>\n";
    };
    row(words::AUTHOR.of(lang), &|branch| escape(&numbers::percent(branch.prior)), "");
    if page.report.answers.weighting.observations > 0 {
        let factor = |branch: &BranchAnswer| match view.evidence_factor(branch) {
            Some((factor, error)) => with_error(&factor, error),
            None => "–".to_owned(),
        };
        row(words::TIMES_EVIDENCE.of(lang), &factor, "");
        let posterior = |branch: &BranchAnswer| {
            with_error(&numbers::percent(branch.posterior), branch.error.map(numbers::error))
        };
        row(words::WEIGHT_NOW.of(lang), &posterior, "");
    }
    let odds = |attainment: f64, error: Option<f64>| {
        with_error(&view.odds(attainment).render(false), error.map(numbers::error))
    };
    for &index in &doubt.moves {
        let Some(target) = view.answers.targets.get(index) else { continue };
        let cell = |branch: &BranchAnswer| match branch.odds.get(index).filter(|_| branch.enough) {
            Some(found) => odds(found.attainment, found.error),
            None => "–".to_owned(),
        };
        let all = odds(target.attainment, target.attainment_error);
        row(&view.full_label(target), &cell, &all);
    }
    out += "</tbody></table></div>\n";
    out
}

fn with_error(number: &str, error: Option<String>) -> String {
    let error = error.map(|error| format!("\u{a0}<small>{}</small>", escape(&error)));
    format!("{}{}", escape(number), error.unwrap_or_default())
}

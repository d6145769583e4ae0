//! The past: what was observed beside the model, as charts, in words and as a table.

use hongtu_study::answers::Standing;

use super::appendix::{spread, table};
use super::page::Page;
use super::text::escape;
use crate::words;
use crate::words::page as say;

/// The part of the page; empty where nothing was observed.
pub(super) fn past(page: &Page<'_>) -> String {
    if page.report.answers.observations.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for (sentence, missed) in page.view.past() {
        out += &format!("<p>{}</p>\n", escape(&sentence));
        if !missed.is_empty() {
            let item = |text: &String| format!("<li>{}</li>\n", escape(text));
            out += &format!("<ul>\n{}</ul>\n", missed.iter().map(item).collect::<String>());
        }
    }
    out += &page.figures().past(page);
    out += &observations(page);
    out += &format!("<p>{}</p>\n", words::OBSERVATIONS_LEAD.of(page.lang));
    out
}

fn observations(page: &Page<'_>) -> String {
    let (view, lang) = (&page.view, page.lang);
    let mut rows = String::new();
    for observation in &page.report.answers.observations {
        let (unit, date) = (&observation.unit, observation.is_date);
        let class = match observation.standing {
            Standing::Weighed => "",
            _ => " class=\"later\"",
        };
        let said = match observation.z {
            None => "–",
            Some(_) => words::agreement(observation.miss()).of(lang),
        };
        // What does not weigh says why.
        let standing = match observation.standing {
            Standing::Weighed => String::new(),
            standing => format!("<br/><small>{}</small>", words::standing(standing).of(lang)),
        };
        let (what, when) = view.observed(observation);
        let notes: String = observation
            .notes
            .iter()
            .map(|note| format!("<br/><small>{}</small>", escape(view.said(note))))
            .collect();
        rows += &format!(
            "<tr{class}><th scope=\"row\">{}{notes}</th><td>{}</td><td>{}</td><td>{}</td>\
             <td class=\"number\">{}</td><td>{}{}</td><td>{}</td></tr>\n",
            escape(&what),
            escape(&when),
            escape(&view.stated_with_error(observation)),
            escape(&spread(page, unit, date, observation.weighted.as_ref())),
            escape(&view.off_by(observation)),
            said,
            standing,
            observation.source.as_deref().map(|name| page.source(name)).unwrap_or_default(),
        );
    }
    let headers = [
        words::MEASURE,
        words::WHEN_OBSERVED,
        words::OBSERVED,
        words::AFTER,
        words::OFF_BY,
        words::IN_WORDS,
        say::SOURCE,
    ];
    table(page, words::OBSERVATIONS, &headers, &rows)
}

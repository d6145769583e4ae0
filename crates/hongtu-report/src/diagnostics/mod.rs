//! Diagnostics for people and for machines.

pub mod html;
mod json;
mod place;
mod text;

use hongtu_model::Finding;
use hongtu_syntax::{Diagnostic, Label, Severity, Span};

use crate::words::{Lang, findings};

pub use json::{SCHEMA, github, json};
pub use place::{Lines, Place};
pub use text::{Options, summary, text};

/// Everything a check says, in the order of the document: what is wrong with it, and what its
/// evidence says of itself.
pub fn all(diagnostics: &[Diagnostic], findings: &[Finding], lang: Lang) -> Vec<Diagnostic> {
    let told = findings.iter().map(|finding| told(finding, lang));
    let mut all: Vec<Diagnostic> = diagnostics.iter().cloned().chain(told).collect();
    all.sort_by_key(|diagnostic| diagnostic.span().map_or(0, |span| span.start));
    all
}

/// A finding as a diagnostic.
fn told(finding: &Finding, lang: Lang) -> Diagnostic {
    let findings::Told { message, notes } = findings::finding(finding, lang);
    let label = |place: &hongtu_model::Place| Label {
        span: Span::new(place.span.start, place.span.end),
        text: place
            .source
            .as_deref()
            .map_or_else(String::new, |title| findings::from_source(title, lang)),
    };
    Diagnostic {
        rule: finding.found.rule(),
        severity: Severity::Finding,
        message,
        labels: finding.places.iter().map(label).collect(),
        notes,
        helps: Vec::new(),
        fix: None,
    }
}

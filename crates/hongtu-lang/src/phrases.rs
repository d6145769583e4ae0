//! What the texts of a plan say in other languages: labels under doc strings, scopes, notes and reasons.

use std::collections::BTreeMap;

use hongtu_model::Labels;
use hongtu_syntax::tree::{Clause, ClauseKind, Phrase};
use hongtu_syntax::{Diagnostic, Span};

use crate::checker::Checker;

impl Checker<'_> {
    /// Reads every text that has labels. One text says one thing in a language, wherever it stands.
    pub fn read_phrases(&mut self) {
        let blocks = self.document.blocks.iter();
        let clauses = blocks.flat_map(|b| &b.statements).flat_map(|s| &s.clauses);
        let mut found: BTreeMap<String, Labels> = BTreeMap::new();
        let mut places: BTreeMap<(&str, &str), Span> = BTreeMap::new();
        for phrase in clauses.filter_map(phrase) {
            let text = phrase.text.text.as_str();
            for (language, label) in &phrase.labels {
                let labels = found.entry(text.to_owned()).or_default();
                let known = labels.entry(language.text.clone()).or_insert(label.text.clone());
                let first = *places.entry((text, &language.text)).or_insert(label.span);
                if *known != label.text {
                    self.report(
                        Diagnostic::error(
                            "duplicate-name",
                            format!("\"{text}\" has two labels in `{}`", language.text),
                            label.span,
                            "another one",
                        )
                        .label(first, "first here")
                        .help("a label holds wherever the plan has the same text: say it once"),
                    );
                }
            }
        }
        self.phrases = found.into();
    }
}

/// The text of a clause that may have labels of its own.
fn phrase(clause: &Clause) -> Option<&Phrase> {
    match &clause.kind {
        ClauseKind::Doc(phrase)
        | ClauseKind::Scope(phrase)
        | ClauseKind::Note(phrase)
        | ClauseKind::Assumption(phrase)
        | ClauseKind::Deadline { reason: Some(phrase), .. } => Some(phrase),
        _ => None,
    }
}

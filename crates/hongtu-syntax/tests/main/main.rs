//! The crate from outside: documents in, trees, diagnostics and formatted documents out.

mod documents;
mod formatting;
mod generators;
mod mistakes;
mod properties;
mod statements;

use hongtu_syntax::{Diagnostic, Severity};

/// The rules and places of diagnostics, for comparison with what is expected.
fn brief(text: &str, diagnostics: &[Diagnostic]) -> Vec<(&'static str, String)> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span().unwrap_or_default();
            (diagnostic.rule, text[span.start..span.end].to_owned())
        })
        .collect()
}

/// Whether nothing is wrong.
fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

/// A tree as text without the parts that formatting may change: places, and whether a clause that
/// did not fit stands on a line of its own.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let mut text = format!("{tree:?}");
    while let Some(start) = text.find("Span { ") {
        let end = start + text[start..].find('}').unwrap_or(0);
        text.replace_range(start..=end, "_");
    }
    text.replace("own_line: true", "own_line").replace("own_line: false", "own_line")
}

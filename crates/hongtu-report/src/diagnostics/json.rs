//! Diagnostics for machines: JSON, and the annotations of GitHub's runners.

use hongtu_syntax::{Diagnostic, Severity};
use serde_json::{Value, json};

use super::place::Lines;

/// Version of the schema of [`json()`], described in `docs/json.md`.
pub const SCHEMA: u32 = 1;

/// All diagnostics as a JSON document.
pub fn json(path: &str, document: &str, diagnostics: &[Diagnostic]) -> String {
    let lines = Lines::new(document);
    let all: Vec<Value> = diagnostics.iter().map(|d| one(path, &lines, d)).collect();
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let value = json!({
        "schema": SCHEMA,
        "path": path,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "findings": count(Severity::Finding),
        "information": count(Severity::Information),
        "diagnostics": all,
    });
    format!("{value:#}\n")
}

fn one(path: &str, lines: &Lines<'_>, diagnostic: &Diagnostic) -> Value {
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut value = range(lines, label.span);
            set(&mut value, "text", json!(label.text));
            value
        })
        .collect();
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let mut value = range(lines, fix.span);
        set(&mut value, "replacement", json!(fix.replacement));
        value
    });
    let mut value = json!({
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "path": path,
    });
    // The primary place stands at the top, where annotation tools look for it.
    let primary = diagnostic.span().map(|span| range(lines, span));
    for key in KEYS {
        let place = primary.as_ref().and_then(|p| p.get(key)).cloned().unwrap_or(Value::Null);
        set(&mut value, key, place);
    }
    set(&mut value, "labels", Value::Array(labels));
    set(&mut value, "notes", json!(diagnostic.notes));
    set(&mut value, "helps", json!(diagnostic.helps));
    set(&mut value, "fix", fix.unwrap_or(Value::Null));
    value
}

const KEYS: [&str; 6] = ["line", "column", "end_line", "end_column", "start", "end"];

fn range(lines: &Lines<'_>, span: hongtu_syntax::Span) -> Value {
    let range = lines.clamp(span);
    let (start, end) = (lines.place(range.start), lines.place(range.end));
    json!({
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": range.start,
        "end": range.end,
    })
}

fn set(value: &mut Value, key: &str, item: Value) {
    if let Some(object) = value.as_object_mut() {
        object.insert(key.to_owned(), item);
    }
}

/// All diagnostics as workflow commands, which GitHub's runners turn into annotations of a pull
/// request.
pub fn github(path: &str, document: &str, diagnostics: &[Diagnostic]) -> String {
    let lines = Lines::new(document);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Finding | Severity::Information => "notice",
        };
        let mut properties = format!("file={}", property(path));
        if let Some(span) = diagnostic.span() {
            let range = lines.clamp(span);
            let (start, end) = (lines.place(range.start), lines.place(range.end));
            properties += &format!(",line={},endLine={}", start.line, end.line);
            if start.line == end.line {
                properties += &format!(",col={},endColumn={}", start.column, end.column);
            }
        }
        properties += &format!(",title={}", property(diagnostic.rule));
        let mut message = diagnostic.message.clone();
        for more in diagnostic.notes.iter().chain(&diagnostic.helps) {
            message.push('\n');
            message.push_str(more);
        }
        text += &format!("::{command} {properties}::{}\n", data(&message));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

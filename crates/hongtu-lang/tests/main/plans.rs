//! Literate plans: documents that say in comments what a check must say of them.
//!
//! `# error: [unit-mismatch] "one unit" "in kW"` at the end of a line of a block expects that
//! diagnostic on that line, with all the quoted words in its message, remarks, notes or helps. In
//! prose the same stands in `<!-- … -->`. Behind `next` it is expected one line further down.
//! Several are separated by `;`. Whatever is not expected is a failure, findings and information
//! included. A line `<!-- next plan -->` starts another document in the same file, and blocks
//! `file:NAME` are files beside all of them.

use hongtu_lang::check;
use hongtu_syntax::{Diagnostic, Severity};

use crate::support::{Beside, assert_well_formed, line, said, shown, texts, words};

/// The line between two documents.
const NEXT: &str = "<!-- next plan -->";

/// The documents of all literate plans with the files beside them; a name for each.
pub fn all() -> Vec<(String, String, Beside)> {
    let mut found = Vec::new();
    for (name, text) in texts("crates/hongtu-lang/tests/plans", "md") {
        let files = Beside::of(&text);
        for (number, document) in text.split(NEXT).enumerate() {
            found.push((
                format!("{name}, plan {}", number + 1),
                document.to_owned(),
                files.clone(),
            ));
        }
    }
    found
}

/// A diagnostic that a document expects.
#[derive(Debug)]
struct Expected {
    line: usize,
    severity: String,
    rule: String,
    parts: Vec<String>,
}

impl Expected {
    fn is(&self, text: &str, diagnostic: &Diagnostic) -> bool {
        let words = words(diagnostic);
        self.line == line(text, diagnostic)
            && self.severity == diagnostic.severity.word()
            && self.rule == diagnostic.rule
            && self.parts.iter().all(|part| words.contains(part.as_str()))
    }

    fn shown(&self) -> String {
        let parts: String = self.parts.iter().map(|part| format!(" “{part}”")).collect();
        format!("line {}: {}: [{}]{parts}", self.line, self.severity, self.rule)
    }
}

/// All that a document expects.
fn expectations(name: &str, text: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let comment = match (line.rfind("<!-- "), line.rfind("# ")) {
            (Some(at), _) => line[at + 5..].trim_end_matches("-->"),
            (None, Some(at)) => &line[at + 2..],
            (None, None) => continue,
        };
        let (comment, line) = match comment.trim().strip_prefix("next ") {
            Some(rest) => (rest, index + 2),
            None => (comment.trim(), index + 1),
        };
        if !["error: ", "warning: ", "finding: ", "information: "]
            .iter()
            .any(|word| comment.starts_with(word))
        {
            continue;
        }
        for one in split(comment) {
            let expected = expectation(&one, line);
            found.push(expected.unwrap_or_else(|| panic!("{name}, line {line}: `{one}`")));
        }
    }
    found
}

/// The expectations of a line: separated by `;` outside quotation marks.
fn split(comment: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in comment.chars() {
        quoted ^= character == '"';
        match parts.last_mut() {
            Some(part) if quoted || character != ';' => part.push(character),
            _ => parts.push(String::new()),
        }
    }
    parts
}

fn expectation(text: &str, line: usize) -> Option<Expected> {
    let (severity, rest) = text.trim().split_once(": [")?;
    let (rule, rest) = rest.split_once(']')?;
    let quotes: Vec<&str> = rest.split('"').collect();
    let outside = quotes.iter().step_by(2).all(|between| between.trim().is_empty());
    let parts = quotes.iter().skip(1).step_by(2).map(|&part| part.to_owned()).collect();
    (outside && quotes.len() % 2 == 1).then(|| Expected {
        line,
        severity: severity.to_owned(),
        rule: rule.to_owned(),
        parts,
    })
}

#[test]
fn plans_say_what_they_expect() {
    let mut problems = Vec::new();
    for (name, text, files) in all() {
        let checked = check(&text, &files, None);
        let all = said(&checked);
        let mut said: Vec<&Diagnostic> = all.iter().collect();
        said.iter().for_each(|d| assert_well_formed(&text, d));
        let mut missing = Vec::new();
        for expected in expectations(&name, &text) {
            match said.iter().position(|d| expected.is(&text, d)) {
                Some(index) => drop(said.remove(index)),
                None => missing.push(expected),
            }
        }
        if !missing.is_empty() || !said.is_empty() {
            problems.push(format!("\n{name}"));
            problems.extend(missing.iter().map(|e| format!("  missing     {}", e.shown())));
            problems.extend(said.iter().map(|d| format!("  unexpected  {}", shown(&text, d))));
        }
        let has_errors = checked.diagnostics.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(checked.plan.is_none(), has_errors, "{name}: a plan, or else errors");
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

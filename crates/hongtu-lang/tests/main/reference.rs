//! The tables of the language's reference list what the checker knows, no more and no less.

use std::collections::BTreeSet;

use hongtu_lang::vocabulary;

use crate::support::repository;

fn reference() -> String {
    std::fs::read_to_string(repository().join("docs/language.md")).unwrap()
}

/// The part of a text from a heading to the next one.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let start = text.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let behind = &text[start + heading.len() + 2..];
    &behind[..behind.find("\n#").unwrap_or(behind.len())]
}

/// The cells of the table rows of a section, without the head.
fn rows(section: &str) -> Vec<Vec<&str>> {
    let lines = section.lines().filter(|line| line.starts_with("| "));
    lines.skip(1).map(|line| line.trim_matches('|').split(" | ").collect()).collect()
}

/// What stands in backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The name before a bracket.
fn name(call: &str) -> &str {
    call.split('(').next().unwrap()
}

fn set<'t>(words: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn units_are_all_listed() {
    let reference = reference();
    let listed = rows(section(&reference, "## Units"));
    let listed = set(listed.iter().flat_map(|row| quoted(row[1])));
    assert_eq!(listed, vocabulary::units().into_iter().collect(), "left: the reference");
}

#[test]
fn functions_are_all_listed() {
    let reference = reference();
    let rows = rows(section(&reference, "### Functions"));
    let mut listed = set(rows.iter().flat_map(|row| quoted(row[0])).map(name));
    assert!(listed.remove("f"), "the reference shows how a table is called");
    let known = vocabulary::functions().into_iter().chain(vocabulary::values().iter().copied());
    assert_eq!(listed, set(known), "left: the reference");
}

#[test]
fn measures_are_all_listed() {
    let reference = reference();
    let rows = rows(section(&reference, "### Measures"));
    let mut listed = set(rows.iter().flat_map(|row| quoted(row[0])).map(name));
    assert!(listed.remove("real growth"));
    assert_eq!(listed, set(vocabulary::measures().iter().copied()), "left: the reference");
}

#[test]
fn priors_are_all_listed() {
    let reference = reference();
    let section = section(&reference, "### Priors");
    let listed: BTreeSet<String> = set(quoted(section).into_iter().map(name));
    for prior in vocabulary::priors() {
        assert!(listed.contains(*prior), "the reference does not list `{prior}`");
    }
}

#[test]
fn statements_and_their_clauses_are_all_listed() {
    let reference = reference();
    let explained = rows(section(&reference, "## Statements"));
    let first = |row: &Vec<&str>| quoted(row[0])[0].split(' ').next().unwrap().to_owned();
    let explained: BTreeSet<String> = explained.iter().map(first).collect();
    let listed = rows(section(&reference, "### Clauses"));
    assert_eq!(listed.len(), vocabulary::statements().len());
    for (row, (statement, clauses)) in listed.iter().zip(vocabulary::statements()) {
        assert_eq!(quoted(row[0]), [*statement]);
        assert_eq!(quoted(row[1]), *clauses, "of `{statement}`; left: the reference");
        assert!(explained.contains(*statement), "`{statement}` is not explained");
    }
    assert_eq!(explained.len(), listed.len(), "{explained:?}");
}

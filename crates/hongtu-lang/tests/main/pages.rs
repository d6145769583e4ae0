//! The pages of the rules: their examples do what they say, and no rule is without a page.

use std::path::Path;

use hongtu_lang::Files;
use hongtu_lang::rules::{self, Rule};
use hongtu_syntax::{Diagnostic, Severity};

use crate::support::{Beside, Fence, assert_well_formed, fences, repository, said, shown, texts};

/// An example of a page with the files beside it.
struct Example {
    text: String,
    files: Beside,
}

impl Example {
    fn check(&self) -> Vec<Diagnostic> {
        let mut of_outcomes = Vec::new();
        let checked = match self.files.read("outcomes.csv") {
            Ok(bytes) => {
                let (checked, read) =
                    hongtu_lang::check_outcomes(&self.text, &self.files, None, &bytes);
                read.diagnostics.iter().for_each(|d| assert_well_formed(&read.text, d));
                of_outcomes = read.diagnostics;
                checked
            }
            Err(_) => hongtu_lang::check(&self.text, &self.files, None),
        };
        let said = said(&checked);
        said.iter().for_each(|d| assert_well_formed(&self.text, d));
        let has_errors = checked.diagnostics.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(checked.plan.is_none(), has_errors, "a plan comes out where nothing is wrong");
        said.into_iter().chain(of_outcomes).collect()
    }
}

/// The failing and the mended example of a page. A file belongs to the example above it; one that
/// stands before both belongs to both.
fn examples(rule: &Rule) -> (Example, Example) {
    let mut shared = Beside::default();
    let mut found: Vec<(String, Example)> = Vec::new();
    for fence in fences(rule.page) {
        match found.last_mut() {
            _ if fence.info.starts_with("markdown ") => {
                let example = Example { text: visible(&fence), files: shared.clone() };
                found.push((fence.info, example));
            }
            Some((_, example)) => {
                example.files.take(&fence);
            }
            None => {
                shared.take(&fence);
            }
        }
    }
    let run = if rule.after_run { " run" } else { "" };
    let wanted = [format!("markdown fails{run}"), format!("markdown mended{run}")];
    let infos: Vec<&String> = found.iter().map(|(info, _)| info).collect();
    assert_eq!(infos, wanted.iter().collect::<Vec<_>>(), "the examples of {}", rule.id);
    let mut examples = found.into_iter().map(|(_, example)| example);
    (examples.next().unwrap(), examples.next().unwrap())
}

/// The document of an example. Characters that cannot be seen are written `\u{202E}` on a page.
fn visible(fence: &Fence) -> String {
    let mut text = String::new();
    let mut rest = fence.content.as_str();
    while let Some((before, behind)) = rest.split_once("\\u{") {
        let (digits, behind) = behind.split_once('}').unwrap();
        text.push_str(before);
        text.push(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).unwrap());
        rest = behind;
    }
    text + rest
}

#[test]
fn examples_do_what_they_say() {
    let mut problems = Vec::new();
    for rule in rules::all() {
        let (fails, mended) = examples(rule);
        let reported = fails.check();
        let own = |d: &&Diagnostic| d.rule == rule.id;
        // Only a run reports the rules that are reported after one.
        if !rule.after_run && !reported.iter().any(|d| own(&d)) {
            problems.push(format!("{}: the failing example does not report it", rule.id));
        }
        for other in reported.iter().filter(|d| !own(d) && d.severity == Severity::Error) {
            let shown = shown(&fails.text, other);
            problems.push(format!("{}: the failing example also has {shown}", rule.id));
        }
        for left in mended.check() {
            if left.severity <= Severity::Warning || own(&&left) {
                let shown = shown(&mended.text, &left);
                problems.push(format!("{}: the mended example has {shown}", rule.id));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn pages_have_their_form() {
    for rule in rules::all() {
        let id = rule.id;
        assert!(rule.page.starts_with(&format!("# {id}\n\nSeverity: ")), "the head of {id}");
        let severity = rule.page.lines().nth(2).unwrap_or_default();
        let mut wanted = format!("Severity: {}", rule.severity.word());
        if let Some(lesser) = rule.lesser {
            wanted = format!("{wanted} or {}", lesser.word());
        }
        if rule.after_run {
            wanted.push_str(", after a run");
        }
        assert_eq!(severity, wanted, "the severity of {id}, the worse one first");
        assert!(rule.title.ends_with('.'), "{id} begins with a sentence: {}", rule.title);
        let lines = rule.page.lines().count();
        assert!((10..=60).contains(&lines), "{id} has {lines} lines");
    }
}

#[test]
fn registry_and_folder_agree() {
    let pages: Vec<String> = texts("docs/rules", "md").into_iter().map(|(name, _)| name).collect();
    let ids: Vec<&str> = rules::all().iter().map(|rule| rule.id).collect();
    assert_eq!(ids, pages, "left: the registry, right: the pages of docs/rules");
    assert!(ids.is_sorted(), "rules stand in the order of their ids");
    for id in ids {
        assert_eq!(rules::find(id).map(|rule| rule.id), Some(id));
    }
    assert_eq!(rules::find("no-such-rule"), None);
}

#[test]
fn registry_and_sources_agree() {
    let mut literals = Vec::new();
    for name in ["hongtu-syntax", "hongtu-model", "hongtu-lang"] {
        collect(&repository().join("crates").join(name).join("src"), &mut literals);
    }
    for rule in rules::all().iter().filter(|rule| !rule.after_run) {
        assert!(literals.iter().any(|l| l == rule.id), "nothing reports {}", rule.id);
    }
    for literal in literals.iter().filter(|l| is_id(l)) {
        assert!(rules::find(literal).is_some(), "`{literal}` has no page in docs/rules");
    }
    let mut literals = Vec::new();
    collect(&repository().join("crates/hongtu-study/src"), &mut literals);
    for rule in rules::all().iter().filter(|rule| rule.after_run) {
        let words = rule.id.replace('-', " ");
        let found = literals.iter().any(|l| l == rule.id || *l == words);
        assert!(found, "nothing reports {} after a run", rule.id);
    }
}

/// Whether a text literal has the form of a rule's id.
fn is_id(literal: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
    literal.contains('-') && literal.split('-').all(word)
}

/// All text literals of the sources in a folder, their unit tests aside.
fn collect(folder: &Path, literals: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, literals);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("rules.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            literals.extend(source.lines().flat_map(|line| line.split('"')).map(str::to_owned));
        }
    }
}

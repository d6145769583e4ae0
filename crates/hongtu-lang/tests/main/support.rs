//! Documents for tests: fenced blocks, files beside a plan, diagnostics in words.

use std::{collections::HashMap, path::PathBuf};

use hongtu_lang::{Checked, Files};
use hongtu_report::Lang;
use hongtu_syntax::Diagnostic;

/// The folder of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files of a folder with an ending, in order, with their texts.
pub fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let folder = repository().join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{folder:?}: {e}"));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == ending));
    let mut files: Vec<(String, String)> = paths
        .into_iter()
        .map(|p| {
            let name = p.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&p).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// A fenced block of a Markdown text.
#[derive(Clone, Debug)]
pub struct Fence {
    pub info: String,
    pub content: String,
}

/// The fenced blocks that stand at the left margin, outermost ones only.
pub fn fences(text: &str) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(usize, Fence)> = None;
    for line in text.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match &mut open {
            Some((length, _)) if ticks >= *length && line[ticks..].trim().is_empty() => {
                found.extend(open.take().map(|(_, fence)| fence));
            }
            Some((_, fence)) => {
                fence.content.push_str(line);
                fence.content.push('\n');
            }
            None if ticks >= 3 => {
                let info = line[ticks..].trim().to_owned();
                open = Some((ticks, Fence { info, content: String::new() }));
            }
            None => {}
        }
    }
    found
}

/// Files that exist only in a test.
#[derive(Clone, Debug, Default)]
pub struct Beside(pub HashMap<String, Vec<u8>>);

impl Beside {
    /// Takes in a block `file:NAME` or `file-hex:NAME`; says whether it was one.
    pub fn take(&mut self, fence: &Fence) -> bool {
        if let Some(name) = fence.info.strip_prefix("file:") {
            self.0.insert(name.to_owned(), fence.content.clone().into_bytes());
        } else if let Some(name) = fence.info.strip_prefix("file-hex:") {
            self.0.insert(name.to_owned(), hex(&fence.content));
        } else {
            return false;
        }
        true
    }

    /// The files that stand in a document.
    pub fn of(text: &str) -> Self {
        let mut files = Self::default();
        for fence in fences(text) {
            files.take(&fence);
        }
        files
    }
}

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0
            .get(path)
            .cloned()
            .ok_or_else(|| format!("there is no file `{path}` beside the plan"))
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// Everything a check says.
pub fn said(checked: &Checked) -> Vec<Diagnostic> {
    hongtu_report::diagnostics::all(&checked.diagnostics, &checked.findings, Lang::En)
}

/// The line of a diagnostic, from 1.
pub fn line(text: &str, diagnostic: &Diagnostic) -> usize {
    let start = diagnostic.span().map_or(0, |span| span.start);
    text.as_bytes().iter().take(start).filter(|&&b| b == b'\n').count() + 1
}

/// Everything a diagnostic says.
pub fn words(diagnostic: &Diagnostic) -> String {
    let mut words = diagnostic.message.clone();
    let remarks = diagnostic.labels.iter().map(|label| &label.text);
    for part in remarks.chain(&diagnostic.notes).chain(&diagnostic.helps) {
        if !part.is_empty() {
            words.push_str(" | ");
            words.push_str(part);
        }
    }
    words
}

/// A diagnostic on one line.
pub fn shown(text: &str, diagnostic: &Diagnostic) -> String {
    let severity = diagnostic.severity.word();
    format!(
        "line {}: {severity}: [{}] {}",
        line(text, diagnostic),
        diagnostic.rule,
        words(diagnostic)
    )
}

/// What must hold of every diagnostic of every document: its rule is registered with this
/// severity, it has words, and its places are places of the document.
pub fn assert_well_formed(text: &str, diagnostic: &Diagnostic) {
    let shown = shown(text, diagnostic);
    let rule = hongtu_lang::rules::find(diagnostic.rule)
        .unwrap_or_else(|| panic!("the rule is not registered: {shown}"));
    assert!(!rule.after_run, "only a run reports this rule: {shown}");
    assert!(rule.allows(diagnostic.severity), "not the severity of the rule: {shown}");
    assert!(!diagnostic.message.is_empty(), "no message: {shown}");
    for label in &diagnostic.labels {
        let place = text.get(label.span.start..label.span.end);
        assert!(place.is_some(), "a place outside the document or inside a letter: {shown}");
    }
    if let Some(fix) = &diagnostic.fix {
        assert!(text.get(fix.span.start..fix.span.end).is_some(), "a fix out of place: {shown}");
    }
}

//! The rules: every diagnostic's id, severity and page.
//!
//! A page says itself how much its rule matters and what it is about; this list only names the
//! pages, so that nothing is said twice.

use std::sync::LazyLock;

use hongtu_syntax::Severity;

/// A rule with its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, as diagnostics carry it.
    pub id: &'static str,
    /// How much it matters, at most.
    pub severity: Severity,
    /// How much it matters in lesser cases, where the page distinguishes them.
    pub lesser: Option<Severity>,
    /// Whether only a run can find it. A check alone never reports such a rule.
    pub after_run: bool,
    /// What it is, in one sentence: the first of the page.
    pub title: &'static str,
    /// Its page in Markdown, with a failing and a mended example.
    pub page: &'static str,
}

impl Rule {
    /// Whether diagnostics of the rule may have this severity.
    pub fn allows(&self, severity: Severity) -> bool {
        severity == self.severity || Some(severity) == self.lesser
    }

    /// Reads the head of a page: the id as heading, the severity, then the words.
    fn read(id: &'static str, page: &'static str) -> Self {
        let mut lines = page.lines().filter(|line| !line.trim().is_empty()).skip(1);
        let words = lines.next().unwrap_or_default();
        let (words, after_run) = match words.strip_suffix(", after a run") {
            Some(words) => (words, true),
            None => (words, false),
        };
        let mut severities: Vec<Severity> =
            words.trim_start_matches("Severity: ").split(" or ").filter_map(severity).collect();
        severities.sort();
        Self {
            id,
            severity: severities.first().copied().unwrap_or(Severity::Error),
            lesser: severities.get(1).copied(),
            after_run,
            title: first_sentence(page),
            page,
        }
    }
}

fn severity(word: &str) -> Option<Severity> {
    use Severity::{Error, Finding, Information, Warning};
    [Error, Warning, Finding, Information].into_iter().find(|s| s.word() == word)
}

/// The words behind the severity, up to the first full stop that ends a sentence.
fn first_sentence(page: &'static str) -> &'static str {
    let words = page.splitn(3, "\n\n").nth(2).unwrap_or_default();
    let end = words.find(". ").into_iter().chain(words.find(".\n")).min();
    end.map_or(words, |end| &words[..=end])
}

/// All rules in the order of their ids.
pub fn all() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> =
        LazyLock::new(|| PAGES.iter().map(|&(id, page)| Rule::read(id, page)).collect());
    &RULES
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let rules = all();
    rules.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|found| &rules[found])
}

macro_rules! pages {
    ($($id:literal)*) => {
        /// The id of every rule, in order, with its page.
        const PAGES: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../../docs/rules/", $id, ".md")))),*];
    };
}

pages! {
    "bad-date"
    "bidi-character"
    "block-kind"
    "chained-comparison"
    "chart-block"
    "circular-definition"
    "circular-initial"
    "clause-not-here"
    "compare"
    "compare-unknown"
    "csv-date-order"
    "csv-gap"
    "csv-malformed"
    "csv-missing-column"
    "csv-missing-file"
    "csv-not-a-number"
    "csv-percent"
    "csv-thousands"
    "date-shifted"
    "deadline-disagrees"
    "division-by-zero"
    "duplicate-clause"
    "duplicate-name"
    "duplicate-statement"
    "empty-range"
    "figure-in-model"
    "figures-agree"
    "file-encoding"
    "growth-contradicts"
    "implied-value"
    "import-reserved"
    "known-early"
    "known-later"
    "lever-cost"
    "lever-default-outside"
    "lever-range"
    "lever-without-effect"
    "lever-zone"
    "lookalike-character"
    "measure-form"
    "missing-initial"
    "missing-percent"
    "missing-plan"
    "missing-range"
    "missing-time"
    "missing-value"
    "name-taken"
    "not-a-date"
    "not-a-number"
    "not-calendar"
    "not-constant"
    "nothing-known"
    "number-format"
    "number-too-large"
    "observed-twice"
    "outcome-known"
    "outcome-twice"
    "outcome-value"
    "outside-time"
    "overflow"
    "pace-needed"
    "prior-parameters"
    "prior-range"
    "prior-support"
    "quote-not-found"
    "real-and-nominal"
    "short-delay"
    "source-text"
    "step-not-in-year"
    "syntax"
    "table-order"
    "target-always-met"
    "target-form"
    "target-never-met"
    "time-range"
    "too-large"
    "total-of-stock"
    "unclosed-block"
    "unclosed-text"
    "undated-evidence"
    "unit-mismatch"
    "unit-size"
    "unit-unknown"
    "unknown-clause"
    "unknown-function"
    "unknown-name"
    "unknown-prior"
    "unknown-statement"
    "unknown-unit"
    "unused-constant"
    "values-disagree"
    "weights-sum"
    "wrong-arguments"
    "wrong-subscript"
    "zero-divisor"
}

//! The rules: every diagnostic's id, severity and page.

use hongtu_syntax::Severity;

/// A rule with its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, as diagnostics carry it.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Its page in Markdown, with a failing and a mended example.
    pub page: &'static str,
}

/// All rules in the order of their ids.
pub fn all() -> &'static [Rule] {
    &[]
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id == id)
}

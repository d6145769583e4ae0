//! Diagnostics as data: what is wrong, where, and what to do about it.

use crate::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan cannot run until this is mended.
    Error,
    /// The plan runs, but probably does not say what its author means.
    Warning,
    /// Something about the evidence, not a mistake of the document: it never fails a check.
    Finding,
    /// Something the author may want to know.
    Information,
}

impl Severity {
    /// The word that is printed and that JSON carries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Finding => "finding",
            Self::Information => "information",
        }
    }
}

/// A place with a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is said of the place; may be empty.
    pub text: String,
}

/// A replacement that would mend the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// One thing to tell the author of a plan.
///
/// `rule` names the page of `docs/rules` that explains it. The first label is the primary place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule, such as `unit-mismatch`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub message: String,
    /// Places, the primary one first; empty when the whole document is meant.
    pub labels: Vec<Label>,
    /// Facts that help to understand.
    pub notes: Vec<String>,
    /// What to do.
    pub helps: Vec<String>,
    /// A replacement that mends it, where one is certain enough.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic of a rule at a place, with the remark at that place.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            labels: vec![Label { span, text: remark.into() }],
            notes: Vec::new(),
            helps: Vec::new(),
            fix: None,
        }
    }

    /// An error of a rule at a place.
    pub fn error(
        rule: &'static str,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Self {
        Self::new(rule, Severity::Error, message, span, remark)
    }

    /// A warning of a rule at a place.
    pub fn warning(
        rule: &'static str,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Self {
        Self::new(rule, Severity::Warning, message, span, remark)
    }

    /// A finding of a rule at a place.
    pub fn finding(
        rule: &'static str,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Self {
        Self::new(rule, Severity::Finding, message, span, remark)
    }

    /// A piece of information of a rule at a place.
    pub fn information(
        rule: &'static str,
        message: impl Into<String>,
        span: Span,
        remark: impl Into<String>,
    ) -> Self {
        Self::new(rule, Severity::Information, message, span, remark)
    }

    /// Adds a second place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Adds a replacement that mends the document.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// The primary place.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

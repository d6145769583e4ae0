//! Clauses as text.

use super::expressions::Writer;
use crate::tree::{ClauseKind, DateExpr, Expr, Ident, Text};

impl Writer {
    fn range(&mut self, low: &Expr, high: &Expr) {
        self.quantity_before_operator(low);
        self.text("..");
        self.quantity(high);
    }

    /// A clause. Labels below it are not part of its line.
    pub fn clause(&mut self, kind: &ClauseKind) {
        match kind {
            ClauseKind::Doc(phrase) => self.words(&phrase.text),
            ClauseKind::Label { language, text } => self.label(language, text),
            ClauseKind::Scope(phrase) => self.worded("scope ", &phrase.text),
            ClauseKind::Note(phrase) => self.worded("note ", &phrase.text),
            ClauseKind::Assumption(phrase) => self.worded("assumption ", &phrase.text),
            ClauseKind::Source { name, quote } => {
                self.named("source ", name);
                self.optional(quote.as_ref());
            }
            ClauseKind::Inflow(expr) => self.valued("+ ", expr),
            ClauseKind::Outflow(expr) => self.valued("- ", expr),
            ClauseKind::Range { low, high } => {
                self.text("in ");
                self.range(low, high);
            }
            ClauseKind::Zone { name, low, high, labels: _ } => {
                self.worded("zone ", name);
                self.text(" ");
                self.range(low, high);
            }
            ClauseKind::From(date) => self.dated("from ", date),
            ClauseKind::To(date) => self.dated("to ", date),
            ClauseKind::Known(date) => self.dated("known ", date),
            ClauseKind::By(date) => self.dated("by ", date),
            ClauseKind::AsOf(date) => self.dated("as of ", date),
            ClauseKind::Method(method) => self.named("method ", method),
            ClauseKind::Otherwise(expr) => self.valued("otherwise ", expr),
            ClauseKind::Cost(expr) => self.valued("cost ", expr),
            ClauseKind::Budget(name) => self.named("budget ", name),
            ClauseKind::Binding => self.text("binding"),
            ClauseKind::Indicative => self.text("indicative"),
            ClauseKind::Deadline { ours, reason } => {
                self.text(if *ours { "deadline ours" } else { "deadline none" });
                self.optional(reason.as_ref().map(|reason| &reason.text));
            }
            ClauseKind::Reading { name, text, condition, labels: _ } => {
                self.named("reading ", name);
                self.optional(text.as_ref());
                self.text(" : ");
                self.expression(condition);
            }
            ClauseKind::Weight { name, weight, text, labels: _ } => {
                self.ident(name);
                self.text(" weight ");
                self.quantity(weight);
                self.optional(text.as_ref());
            }
            ClauseKind::Element { name, labels } => {
                self.ident(name);
                for (language, text) in labels.iter().take(1) {
                    self.text(" ");
                    self.label(language, text);
                }
            }
            ClauseKind::Set { name, value } => {
                self.quantity_before_operator(name);
                self.text(" = ");
                self.expression(value);
            }
            ClauseKind::Discrepancy(expr) => self.valued("discrepancy ", expr),
            ClauseKind::Superseded => self.text("superseded"),
            ClauseKind::Read { path, column, dates } => {
                self.worded("read ", path);
                if let Some(column) = column {
                    self.worded(" column ", column);
                }
                if let Some(dates) = dates {
                    self.worded(" dates ", dates);
                }
            }
            ClauseKind::Interpolate(word) => self.named("interpolate ", word),
            ClauseKind::Then { word, rate } => {
                self.named("then ", word);
                if let Some(rate) = rate {
                    self.valued(" ", rate);
                }
            }
            ClauseKind::TextFile(path) => self.worded("text ", path),
            ClauseKind::Url(address) => self.worded("url ", address),
            ClauseKind::Money => self.text("money"),
            ClauseKind::Prices(date) => self.dated("prices ", date),
            ClauseKind::Title(title) => self.worded("title ", title),
            ClauseKind::Between(first, last) => {
                self.dated("between ", first);
                self.dated(" and ", last);
            }
            ClauseKind::Show(name) => self.named("show ", name),
            ClauseKind::Error => self.text("…"),
        }
    }

    /// `label zh "…"`
    pub fn label(&mut self, language: &Ident, text: &Text) {
        self.named("label ", language);
        self.optional(Some(text));
    }

    fn worded(&mut self, word: &str, text: &Text) {
        self.text(word);
        self.words(text);
    }

    fn named(&mut self, word: &str, name: &Ident) {
        self.text(word);
        self.ident(name);
    }

    fn dated(&mut self, word: &str, date: &DateExpr) {
        self.text(word);
        self.date(date);
    }

    fn valued(&mut self, word: &str, expr: &Expr) {
        self.text(word);
        self.expression(expr);
    }

    fn optional(&mut self, text: Option<&Text>) {
        if let Some(text) = text {
            self.text(" ");
            self.words(text);
        }
    }
}

/// The labels that stand below a clause, indented deeper.
pub(super) fn labels_below(kind: &ClauseKind) -> &[(Ident, Text)] {
    match kind {
        ClauseKind::Reading { labels, .. }
        | ClauseKind::Weight { labels, .. }
        | ClauseKind::Zone { labels, .. } => labels,
        ClauseKind::Element { labels, .. } => labels.get(1..).unwrap_or_default(),
        ClauseKind::Doc(phrase)
        | ClauseKind::Scope(phrase)
        | ClauseKind::Note(phrase)
        | ClauseKind::Assumption(phrase)
        | ClauseKind::Deadline { reason: Some(phrase), .. } => &phrase.labels,
        _ => &[],
    }
}

/// Whether the clause cannot stand behind what is before it on the line, `before` being the clause
/// there, if any: it would be read as part of that.
pub(super) fn needs_own_line(kind: &ClauseKind, before: Option<&ClauseKind>) -> bool {
    if !labels_below(kind).is_empty() || before.is_some_and(|kind| !labels_below(kind).is_empty()) {
        return true;
    }
    match kind {
        ClauseKind::Inflow(_)
        | ClauseKind::Outflow(_)
        | ClauseKind::Set { .. }
        | ClauseKind::Weight { .. }
        | ClauseKind::Element { .. }
        | ClauseKind::Zone { .. }
        | ClauseKind::Reading { .. } => true,
        ClauseKind::Label { .. } => {
            use ClauseKind::{Element, Reading, Weight, Zone};
            matches!(before, Some(Reading { .. } | Weight { .. } | Element { .. } | Zone { .. }))
        }
        ClauseKind::Doc(_) => matches!(
            before,
            Some(
                ClauseKind::Source { quote: None, .. }
                    | ClauseKind::Deadline { reason: None, .. }
                    | ClauseKind::Weight { text: None, .. }
            )
        ),
        _ => false,
    }
}

//! Which clauses a statement takes, and the reading of the common ones.

use std::collections::HashMap;

use hongtu_syntax::{
    Diagnostic, Span,
    tree::{ClauseKind, Item, Statement},
};

use crate::checker::Checker;

/// The word a clause starts with.
fn word(kind: &ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Doc(_) => "doc string",
        ClauseKind::Label { .. } => "label",
        ClauseKind::Scope(_) => "scope",
        ClauseKind::Note(_) => "note",
        ClauseKind::Assumption(_) => "assumption",
        ClauseKind::Source { .. } => "source",
        ClauseKind::Inflow(_) => "+ inflow",
        ClauseKind::Outflow(_) => "- outflow",
        ClauseKind::Range { .. } => "in",
        ClauseKind::From(_) => "from",
        ClauseKind::To(_) => "to",
        ClauseKind::Known(_) => "known",
        ClauseKind::By(_) => "by",
        ClauseKind::AsOf(_) => "as of",
        ClauseKind::Method(_) => "method",
        ClauseKind::Otherwise(_) => "otherwise",
        ClauseKind::Cost(_) => "cost",
        ClauseKind::Budget(_) => "budget",
        ClauseKind::Binding => "binding",
        ClauseKind::Indicative => "indicative",
        ClauseKind::Deadline { .. } => "deadline",
        ClauseKind::Reading { .. } => "reading",
        ClauseKind::Weight { .. } => "weight",
        ClauseKind::Set { .. } => "name = value",
        ClauseKind::Discrepancy(_) => "discrepancy",
        ClauseKind::Superseded => "superseded",
        ClauseKind::Read { .. } => "read",
        ClauseKind::Interpolate(_) => "interpolate",
        ClauseKind::Then { .. } => "then",
        ClauseKind::TextFile(_) => "text",
        ClauseKind::Url(_) => "url",
        ClauseKind::Money => "money",
        ClauseKind::Prices(_) => "prices",
        ClauseKind::Title(_) => "title",
        ClauseKind::Between(..) => "between",
        ClauseKind::Show(_) => "show",
        ClauseKind::Error => "error",
    }
}

/// The keyword of a statement and the clauses it takes.
fn taken(item: &Item) -> (&'static str, &'static [&'static str]) {
    match item {
        Item::Plan { .. } => ("plan", &["doc string", "label", "scope", "as of", "note"]),
        Item::Time { .. } => ("time", &["method"]),
        Item::Unit { .. } => ("unit", &["label", "money", "prices", "doc string", "note"]),
        Item::Source { .. } => ("source", &["text", "url", "known", "note", "label", "doc string"]),
        Item::Dimension { .. } => ("dimension", &["label", "doc string", "note"]),
        Item::Stock { .. } => (
            "stock",
            &[
                "doc string",
                "label",
                "scope",
                "note",
                "+ inflow",
                "- outflow",
                "assumption",
                "source",
            ],
        ),
        Item::Flow { .. } => {
            ("flow", &["doc string", "label", "scope", "note", "assumption", "source"])
        }
        Item::Aux { .. } => {
            ("aux", &["doc string", "label", "scope", "note", "assumption", "source"])
        }
        Item::Const { .. } => (
            "const",
            &["doc string", "label", "scope", "note", "in", "assumption", "source", "known"],
        ),
        Item::Table { .. } => {
            ("table", &["doc string", "label", "scope", "note", "assumption", "source"])
        }
        Item::Series { .. } => (
            "series",
            &[
                "doc string",
                "label",
                "scope",
                "note",
                "read",
                "interpolate",
                "then",
                "source",
                "known",
                "assumption",
            ],
        ),
        Item::Lever { .. } => (
            "lever",
            &[
                "doc string",
                "label",
                "scope",
                "note",
                "in",
                "from",
                "cost",
                "budget",
                "source",
                "assumption",
            ],
        ),
        Item::Event { .. } => (
            "event",
            &[
                "doc string",
                "label",
                "scope",
                "note",
                "from",
                "to",
                "otherwise",
                "known",
                "source",
                "assumption",
            ],
        ),
        Item::Shock { .. } => {
            ("shock", &["doc string", "label", "scope", "note", "assumption", "in", "source"])
        }
        Item::Alternatives { .. } => {
            ("alternatives", &["doc string", "label", "note", "weight", "assumption", "source"])
        }
        Item::Budget { .. } => {
            ("budget", &["doc string", "label", "scope", "note", "assumption", "source"])
        }
        Item::Figure { .. } => ("figure", &["doc string", "label", "scope", "note"]),
        Item::Observe { .. } => (
            "observe",
            &[
                "doc string",
                "label",
                "note",
                "source",
                "known",
                "discrepancy",
                "superseded",
                "assumption",
            ],
        ),
        Item::Claim { .. } => (
            "claim",
            &["doc string", "label", "note", "source", "known", "superseded", "assumption"],
        ),
        Item::Compare { .. } => ("compare", &["doc string", "label", "note"]),
        Item::Discrepancy { .. } => ("discrepancy", &["doc string", "assumption", "note"]),
        Item::Target { .. } => (
            "target",
            &[
                "doc string",
                "label",
                "scope",
                "note",
                "binding",
                "indicative",
                "by",
                "deadline",
                "source",
                "known",
                "reading",
            ],
        ),
        Item::Scenario { .. } => {
            ("scenario", &["doc string", "label", "note", "name = value", "title"])
        }
        Item::Chart { .. } => {
            ("chart", &["doc string", "label", "note", "between", "show", "title"])
        }
        Item::Import { .. } => ("import", &["doc string", "note", "label"]),
        Item::Error => ("", &[]),
    }
}

/// Clauses of which a statement may have several, each of which counts.
const REPEATABLE: &[&str] = &[
    "label",
    "note",
    "source",
    "+ inflow",
    "- outflow",
    "reading",
    "weight",
    "name = value",
    "show",
    "error",
];

impl Checker<'_> {
    /// Reports a clause that its statement has already: one of the two would win in silence.
    fn check_repetition(&mut self, statement: &Statement, keyword: &str) {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for clause in &statement.clauses {
            let word = word(&clause.kind);
            let what = match &clause.kind {
                ClauseKind::Label { language, .. } => format!("label {}", language.text),
                ClauseKind::Set { name, .. } => format!("{name} ="),
                _ if REPEATABLE.contains(&word) => continue,
                _ => word.to_owned(),
            };
            let Some(&first) = seen.get(&what) else {
                seen.insert(what, clause.span);
                continue;
            };
            self.report(
                Diagnostic::error(
                    "duplicate-clause",
                    format!("`{keyword}` has two `{what}` clauses"),
                    clause.span,
                    "again",
                )
                .label(first, "the first one")
                .help("take one of them out"),
            );
        }
    }

    /// Reports clauses that their statement does not take.
    pub fn check_clauses(&mut self) {
        let charts = self
            .document
            .blocks
            .iter()
            .filter(|b| b.kind == hongtu_syntax::tree::BlockKind::Chart)
            .flat_map(|b| b.statements.iter());
        let all: Vec<&Statement> = self.statements().map(|(s, _)| s).chain(charts).collect();
        for statement in all {
            let (keyword, taken) = taken(&statement.item);
            if matches!(statement.item, Item::Error) {
                continue;
            }
            for clause in &statement.clauses {
                let word = word(&clause.kind);
                if matches!(clause.kind, ClauseKind::Error) || taken.contains(&word) {
                    continue;
                }
                let diagnostic = Diagnostic::error(
                    "clause-not-here",
                    format!("`{keyword}` takes no `{word}` clause"),
                    clause.span,
                    "not a clause of this statement",
                );
                self.report(match clause.kind {
                    ClauseKind::Inflow(_) | ClauseKind::Outflow(_) => diagnostic
                        .note("only a `stock` has inflows and outflows")
                        .help("to go on with the expression above, end its line with the operator"),
                    _ => diagnostic.help(format!("`{keyword}` takes: {}", taken.join(", "))),
                });
            }
            self.check_repetition(statement, keyword);
        }
    }
}

/// The doc string of a statement.
pub fn doc(statement: &Statement) -> Option<String> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Doc(text) => Some(text.text.clone()),
        _ => None,
    })
}

/// The scope of a statement.
pub fn scope(statement: &Statement) -> Option<String> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Scope(text) => Some(text.text.clone()),
        _ => None,
    })
}

/// The assumption of a statement.
pub fn assumption(statement: &Statement) -> Option<String> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Assumption(text) => Some(text.text.clone()),
        _ => None,
    })
}

/// The first source clause of a statement: name and quote.
pub fn source(
    statement: &Statement,
) -> Option<(&hongtu_syntax::tree::Ident, Option<&hongtu_syntax::tree::Text>)> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Source { name, quote } => Some((name, quote.as_ref())),
        _ => None,
    })
}

/// The `known` clause of a statement.
pub fn known(statement: &Statement) -> Option<&hongtu_syntax::tree::DateExpr> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Known(date) => Some(date),
        _ => None,
    })
}

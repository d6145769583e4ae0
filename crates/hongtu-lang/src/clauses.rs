//! Which clauses a statement takes, and the reading of the common ones.

use std::collections::HashMap;

use hongtu_model::{Branch, Labels};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{Clause, ClauseKind, Ident, Item, Statement, Text},
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
        ClauseKind::Zone { .. } => "zone",
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
        ClauseKind::Element { .. } => "name label",
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

/// The keyword of a statement.
fn keyword(item: &Item) -> &'static str {
    match item {
        Item::Plan { .. } => "plan",
        Item::Time { .. } => "time",
        Item::Unit { .. } => "unit",
        Item::Source { .. } => "source",
        Item::Dimension { .. } => "dimension",
        Item::Stock { .. } => "stock",
        Item::Flow { .. } => "flow",
        Item::Aux { .. } => "aux",
        Item::Const { .. } => "const",
        Item::Table { .. } => "table",
        Item::Series { .. } => "series",
        Item::Lever { .. } => "lever",
        Item::Event { .. } => "event",
        Item::Shock { .. } => "shock",
        Item::Alternatives { .. } => "alternatives",
        Item::Budget { .. } => "budget",
        Item::Figure { .. } => "figure",
        Item::Observe { .. } => "observe",
        Item::Claim { .. } => "claim",
        Item::Compare { .. } => "compare",
        Item::Discrepancy { .. } => "discrepancy",
        Item::Target { .. } => "target",
        Item::Scenario { .. } => "scenario",
        Item::Section { .. } => "section",
        Item::Chart { .. } => "chart",
        Item::Import { .. } => "import",
        Item::Error => "",
    }
}

/// Every statement with the clauses it takes.
pub const STATEMENTS: &[(&str, &[&str])] = &[
    ("plan", &["doc string", "label", "scope", "as of", "note"]),
    ("time", &["method"]),
    ("unit", &["label", "money", "prices", "doc string", "note"]),
    ("source", &["text", "url", "known", "note", "label", "doc string"]),
    ("dimension", &["label", "name label", "doc string", "note"]),
    (
        "stock",
        &["doc string", "label", "scope", "note", "+ inflow", "- outflow", "assumption", "source"],
    ),
    ("flow", &["doc string", "label", "scope", "note", "assumption", "source"]),
    ("aux", &["doc string", "label", "scope", "note", "assumption", "source"]),
    ("const", &["doc string", "label", "scope", "note", "in", "assumption", "source", "known"]),
    ("table", &["doc string", "label", "scope", "note", "assumption", "source"]),
    (
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
    (
        "lever",
        &[
            "doc string",
            "label",
            "scope",
            "note",
            "in",
            "zone",
            "from",
            "cost",
            "budget",
            "source",
            "assumption",
        ],
    ),
    (
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
    ("shock", &["doc string", "label", "scope", "note", "assumption", "in", "source"]),
    ("alternatives", &["doc string", "label", "note", "weight", "assumption", "source"]),
    ("budget", &["doc string", "label", "scope", "note", "assumption", "source"]),
    ("figure", &["doc string", "label", "scope", "note"]),
    (
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
    ("claim", &["doc string", "label", "note", "source", "known", "superseded", "assumption"]),
    ("compare", &["doc string", "label", "note"]),
    ("discrepancy", &["doc string", "assumption", "note"]),
    (
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
    ("scenario", &["doc string", "label", "note", "name = value", "title"]),
    ("chart", &["doc string", "label", "note", "between", "show", "title"]),
    ("section", &["label"]),
    ("import", &["doc string", "note", "label"]),
];

/// The clauses that a statement takes.
fn taken(keyword: &str) -> &'static [&'static str] {
    STATEMENTS.iter().find(|(word, _)| *word == keyword).map_or(&[], |(_, taken)| taken)
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
    "zone",
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
                ClauseKind::Element { name, .. } => format!("{} label", name.text),
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
            let keyword = keyword(&statement.item);
            let taken = taken(keyword);
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
        ClauseKind::Doc(phrase) => Some(phrase.text.text.clone()),
        _ => None,
    })
}

/// The notes of a statement.
pub fn notes(statement: &Statement) -> Vec<String> {
    let note = |clause: &Clause| match &clause.kind {
        ClauseKind::Note(phrase) => Some(phrase.text.text.clone()),
        _ => None,
    };
    statement.clauses.iter().filter_map(note).collect()
}

/// Labels of a part of a statement.
pub fn by_language(labels: &[(Ident, Text)]) -> Labels {
    labels.iter().map(|(language, text)| (language.text.clone(), text.text.clone())).collect()
}

/// The branches of alternatives.
pub fn branches(statement: &Statement) -> Vec<Branch> {
    let branch = |clause: &Clause| match &clause.kind {
        ClauseKind::Weight { name, text, labels, .. } => Some(Branch {
            name: name.text.clone(),
            words: text.as_ref().map(|t| t.text.clone()),
            labels: by_language(labels),
        }),
        _ => None,
    };
    statement.clauses.iter().filter_map(branch).collect()
}

/// The scope of a statement.
pub fn scope(statement: &Statement) -> Option<String> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Scope(phrase) => Some(phrase.text.text.clone()),
        _ => None,
    })
}

/// The assumption of a statement.
pub fn assumption(statement: &Statement) -> Option<String> {
    statement.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Assumption(phrase) => Some(phrase.text.text.clone()),
        _ => None,
    })
}

/// The first source clause of a statement: name and quote.
pub fn source(statement: &Statement) -> Option<(&Ident, Option<&Text>)> {
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

//! Sources: their dates, their texts, and whether they hold the words that are quoted.

use crate::{checker::Checker, clauses, dates, encoding};
use hongtu_model::Source;
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, Item, Statement},
};
use jiff::civil::Date;

impl<'d> Checker<'d> {
    /// Reads `source` statements.
    pub fn declare_sources(&mut self) {
        let mut places: Vec<(String, Span)> = Vec::new();
        for (statement, _) in self.statements() {
            let Item::Source { name, title, publisher, date } = &statement.item else { continue };
            if let Some((_, first)) = places.iter().find(|(n, _)| *n == name.text) {
                let first = *first;
                self.declared_twice(name, first);
                continue;
            }
            places.push((name.text.clone(), name.span));
            let mut known = date.as_ref().and_then(dates::last_day);
            let mut url = None;
            for clause in &statement.clauses {
                match &clause.kind {
                    ClauseKind::Known(date) => known = dates::last_day(date),
                    ClauseKind::Url(text) => url = Some(text.text.clone()),
                    ClauseKind::TextFile(path) => self.source_text(&name.text, path),
                    _ => {}
                }
            }
            self.sources.push(Source {
                name: name.text.clone(),
                title: title.text.clone(),
                publisher: publisher.as_ref().map(|p| p.text.clone()),
                date: date.as_ref().map(dates::text),
                known,
                url,
            });
        }
    }

    pub fn source_text(&mut self, name: &str, path: &tree::Text) {
        let text = self.files.read(&path.text).and_then(|bytes| {
            encoding::decode(&bytes)
                .ok_or_else(|| format!("`{}` is neither UTF-8 nor GB18030 text", path.text))
        });
        match text {
            Ok((text, other)) => {
                self.source_texts.insert(name.to_owned(), normalised(&text));
                if let Some(other) = other {
                    let message = format!("`{}` is in {other}, and is read as such", path.text);
                    self.report(
                        Diagnostic::information("file-encoding", message, path.span, "")
                            .help(encoding::HELP),
                    );
                }
            }
            Err(reason) => self.report(
                Diagnostic::error("source-text", reason, path.span, "not readable")
                    .help("paths are relative to the plan's folder"),
            ),
        }
    }

    /// Checks that the sources a statement names exist and hold its quotes.
    pub fn check_sources(&mut self, statement: &Statement) {
        for clause in &statement.clauses {
            let ClauseKind::Source { name, quote } = &clause.kind else { continue };
            if !self.sources.iter().any(|s| s.name == name.text) {
                let near = hongtu_syntax::closest(
                    &name.text,
                    self.sources.iter().map(|s| s.name.as_str()),
                )
                .map(str::to_owned);
                let mut diagnostic = Diagnostic::error(
                    "unknown-name",
                    format!("there is no source `{}`", name.text),
                    name.span,
                    "not declared",
                );
                diagnostic = match near {
                    Some(near) => {
                        diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near)
                    }
                    None => diagnostic.help(format!(
                        "declare it: `source {} = \"Title\", Publisher, 2024-03-07`",
                        name.text
                    )),
                };
                self.report(diagnostic);
                continue;
            }
            let (Some(quote), Some(text)) = (quote, self.source_texts.get(&name.text)) else {
                continue;
            };
            if !text.contains(&normalised(&quote.text)) {
                self.report(
                    Diagnostic::error(
                        "quote-not-found",
                        format!("these words are not in the text of `{}`", name.text),
                        quote.span,
                        "not found",
                    )
                    .note("blanks, line breaks and the form of quotation marks do not matter")
                    .help("quote the source to the letter, or leave the quote away"),
                );
            }
        }
    }

    /// The last day by which a statement was certainly known, where it says so or its source does.
    pub fn known_day(&mut self, statement: &Statement) -> Option<Date> {
        if let Some(date) = clauses::known(statement) {
            return dates::last_day(date);
        }
        statement
            .clauses
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::Source { name, .. } => {
                    self.sources.iter().find(|s| s.name == name.text)?.known
                }
                _ => None,
            })
            .min()
    }

    /// The day by which evidence was known; reports evidence without one.
    pub fn evidence_day(&mut self, statement: &Statement, what: &str) -> Option<Date> {
        let known = self.known_day(statement);
        if known.is_none() && self.time.is_calendar() && self.as_of.is_some() {
            self.report(
                Diagnostic::error("undated-evidence", format!("this {what} does not say since when it is known"), statement.span, "no date")
                    .note("as of an earlier day it would have to be hidden")
                    .help("name a dated source, or add `known 2024-01` (a vague date means the end of its period)"),
            );
        }
        known
    }
}

/// Text with blanks folded and quotation marks and dashes made plain.
fn normalised(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '“' | '”' | '„' | '«' | '»' | '＂' => '"',
            '‘' | '’' | '‚' | '＇' => '\'',
            '–' | '—' | '−' => '-',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

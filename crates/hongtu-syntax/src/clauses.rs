//! Clauses: what stands behind or under the head of a statement.

use crate::parser::{Parsed, Parser, Reported};
use crate::token::{Symbol, Token, TokenKind};
use crate::tree::{ClauseKind, Expr, Ident, Phrase, Prior, PriorArgument, PriorKind, Text};
use crate::words::{CLAUSES, is_clause_word, is_reserved};
use crate::{Diagnostic, closest};

/// Parameters of priors, which tell `normal(mean -5, sd 2)` from a subtraction.
const PARAMETERS: &[&str] = &["mean", "median", "mode", "sd", "low", "high"];

impl Parser<'_> {
    /// One clause. `indent` is that of the line it stands on.
    pub fn clause(&mut self, own_line: bool, indent: u32) -> Parsed<ClauseKind> {
        match &self.raw(0).kind {
            TokenKind::Text(_) => {
                return Ok(ClauseKind::Doc(self.phrase("a text", own_line, indent)?));
            }
            TokenKind::Symbol(Symbol::Plus) => {
                self.bump();
                return Ok(ClauseKind::Inflow(self.expression()?));
            }
            TokenKind::Symbol(Symbol::Minus) => {
                self.bump();
                return Ok(ClauseKind::Outflow(self.expression()?));
            }
            TokenKind::Name { .. } => {}
            TokenKind::Symbol(Symbol::OpenRound) if !own_line => {
                return Err(self.expected_with(
                    "an operator, a clause or the end of the line",
                    "the bracket of a call stands right behind the name: `f(x)`",
                ));
            }
            _ if own_line => return Err(self.expected("a clause")),
            _ => return Err(self.unknown_clause(own_line)),
        }
        if self.sets_value() {
            let name = self.quantity()?;
            self.expect(Symbol::Equal, "and the value")?;
            let value = self.expression();
            return Ok(ClauseKind::Set { name, value: self.recover(value) });
        }
        if self.raw(1).is_word("weight") && !self.raw(1).line_start {
            let name = self.name("the name of an alternative")?;
            self.bump();
            let weight = self.quantity()?;
            let text = self.text();
            let labels = self.labels_of_part(own_line, indent)?;
            return Ok(ClauseKind::Weight { name, weight, text, labels });
        }
        if self.labels_a_name() {
            let name = self.name("the name of an element")?;
            let labels = self.labels_of_part(own_line, indent)?;
            return Ok(ClauseKind::Element { name, labels });
        }
        match self.raw(0).word().map(str::to_owned) {
            Some(word) if is_clause_word(&word) => {
                self.bump();
                self.worded(&word, own_line, indent)
            }
            _ => Err(self.unknown_clause(own_line)),
        }
    }

    /// Whether `name =` or `name[element] =` follows.
    fn sets_value(&self) -> bool {
        let mut ahead = 1;
        if self.raw(ahead).is(Symbol::OpenSquare) && !self.raw(ahead).blank_before {
            while !self.raw(ahead).is(Symbol::CloseSquare) {
                ahead += 1;
                let inside = self.raw(ahead);
                let element = matches!(&inside.kind, TokenKind::Name { .. });
                if !element && !inside.is(Symbol::Comma) && !inside.is(Symbol::CloseSquare) {
                    return false;
                }
            }
            ahead += 1;
        }
        let reserved = self.raw(0).word().is_some_and(is_reserved);
        !reserved && self.raw(ahead).is(Symbol::Equal) && !self.raw(ahead).line_start
    }

    /// Whether `name label` follows, the name being no word that starts a clause.
    fn labels_a_name(&self) -> bool {
        let labelled = self.raw(1).is_word("label") && !self.raw(1).line_start;
        labelled && !self.raw(0).word().is_some_and(is_clause_word)
    }

    fn unknown_clause(&mut self, own_line: bool) -> Reported {
        let (found, span) = self.found();
        let meant = match &self.raw(0).kind {
            TokenKind::Name { text, quoted: false } => closest(text, CLAUSES.iter().copied()),
            _ => None,
        };
        if meant.is_none() && !own_line {
            return self.unknown_behind_a_unit().unwrap_or_else(|| self.no_clause());
        }
        let diagnostic = Diagnostic::error(
            "unknown-clause",
            format!("{found} starts no clause"),
            span,
            "unknown word",
        );
        let diagnostic = match meant {
            Some(meant) => {
                let mut diagnostic = diagnostic.fix(span, meant);
                diagnostic.labels[0].text = format!("did you mean `{meant}`?");
                diagnostic
            }
            None => diagnostic.help(format!("clauses are: {}", CLAUSES.join(", "))),
        };
        self.report(diagnostic)
    }

    fn no_clause(&mut self) -> Reported {
        self.expected_with(
            "an operator, a clause or the end of the line",
            "clauses stand on lines of their own, or behind the head",
        )
    }

    /// In `0..3 form 2024` the slip has been read as the unit of the number before it.
    fn unknown_behind_a_unit(&mut self) -> Option<Reported> {
        let before = self.previous()?;
        let (word, span) = (before.word()?, before.span);
        let meant = closest(word, CLAUSES.iter().copied())?;
        let message = format!("`{word}` starts no clause");
        let remark = format!("did you mean `{meant}`?");
        let diagnostic =
            Diagnostic::error("unknown-clause", message, span, remark).fix(span, meant);
        Some(self.report(diagnostic))
    }

    fn worded(&mut self, word: &str, own_line: bool, indent: u32) -> Parsed<ClauseKind> {
        Ok(match word {
            "label" => {
                let (language, text) = self.label()?;
                ClauseKind::Label { language, text }
            }
            "scope" => ClauseKind::Scope(self.phrase("the scope", own_line, indent)?),
            "note" => ClauseKind::Note(self.phrase("the note", own_line, indent)?),
            "assumption" => {
                let reason = self.phrase("the reason for the assumption", own_line, indent)?;
                ClauseKind::Assumption(reason)
            }
            "source" => {
                ClauseKind::Source { name: self.name("the name of a source")?, quote: self.text() }
            }
            "in" => {
                let (low, high) = self.range()?;
                ClauseKind::Range { low, high }
            }
            "zone" => {
                let name = self.expect_text("the name of the zone")?;
                let (low, high) = self.range()?;
                let labels = self.labels_of_part(own_line, indent)?;
                ClauseKind::Zone { name, low, high, labels }
            }
            "from" => ClauseKind::From(self.date_expr()?),
            "to" => ClauseKind::To(self.date_expr()?),
            "known" => ClauseKind::Known(self.date_expr()?),
            "by" => ClauseKind::By(self.date_expr()?),
            "as" => {
                self.expect_word("of", "and a date: `as of 2024-03-07`")?;
                ClauseKind::AsOf(self.date_expr()?)
            }
            "method" => ClauseKind::Method(self.word("`euler` or `rk4`", &["euler", "rk4"])?),
            "otherwise" => ClauseKind::Otherwise(self.expression()?),
            "cost" => ClauseKind::Cost(self.expression()?),
            "budget" => ClauseKind::Budget(self.name("the name of a budget")?),
            "binding" => ClauseKind::Binding,
            "indicative" => ClauseKind::Indicative,
            "deadline" => {
                let word = self.word("`ours` or `none`", &["ours", "none"])?;
                let reason = self.text().map(|text| self.labelled(text, own_line, indent));
                ClauseKind::Deadline { ours: word.text == "ours", reason: reason.transpose()? }
            }
            "reading" => self.reading(own_line, indent)?,
            "superseded" => ClauseKind::Superseded,
            "read" => self.read()?,
            "interpolate" => {
                ClauseKind::Interpolate(self.word("`linear` or `step`", &["linear", "step"])?)
            }
            "then" => {
                let word = self.word("`hold` or `grow`", &["hold", "grow"])?;
                let rate = if word.text == "grow" { Some(self.expression()?) } else { None };
                ClauseKind::Then { word, rate }
            }
            "text" => ClauseKind::TextFile(self.expect_text("the path of a file")?),
            "url" => ClauseKind::Url(self.expect_text("the address")?),
            "money" => ClauseKind::Money,
            "prices" => ClauseKind::Prices(self.date_expr()?),
            "title" => ClauseKind::Title(self.expect_text("the title")?),
            "between" => {
                let first = self.date_expr()?;
                self.expect_word("and", "and the second date")?;
                ClauseKind::Between(first, self.date_expr()?)
            }
            "show" => ClauseKind::Show(self.name("the name of a target")?),
            "discrepancy" => ClauseKind::Discrepancy(self.expression()?),
            _ => ClauseKind::Error,
        })
    }

    /// `low..high`
    fn range(&mut self) -> Parsed<(Expr, Expr)> {
        let low = self.quantity()?;
        self.expect(Symbol::DotDot, "between the two ends of the range")?;
        Ok((low, self.quantity()?))
    }

    /// `zh "…"`
    fn label(&mut self) -> Parsed<(Ident, Text)> {
        if matches!(self.peek().map(|token| &token.kind), Some(TokenKind::Text(_))) {
            return Err(
                self.expected_with("a language", "a label says its language: `label zh \"…\"`")
            );
        }
        let language = self.name("a language")?;
        Ok((language, self.expect_text("the label")?))
    }

    /// `name "words" : condition`, with its labels.
    fn reading(&mut self, own_line: bool, indent: u32) -> Parsed<ClauseKind> {
        let name = self.name("the name of the reading")?;
        let text = self.text();
        self.expect(Symbol::Colon, "and the condition")?;
        let condition = self.condition();
        let condition = self.recover(condition);
        let labels = self.labels_of_part(own_line, indent)?;
        Ok(ClauseKind::Reading { name, text, condition, labels })
    }

    /// A text that is asked for, with its labels.
    fn phrase(&mut self, what: &str, own_line: bool, indent: u32) -> Parsed<Phrase> {
        let text = self.expect_text(what)?;
        self.labelled(text, own_line, indent)
    }

    /// A text with its labels, which stand on lines that are indented deeper by two blanks at least: on
    /// the text's own line, or out of line by a slip, a label is that of the statement.
    fn labelled(&mut self, text: Text, own_line: bool, indent: u32) -> Parsed<Phrase> {
        Ok(Phrase { text, labels: self.labels(own_line, indent + 1, false)? })
    }

    /// Labels of what a clause names: on its line or on lines that are indented deeper.
    fn labels_of_part(&mut self, own_line: bool, indent: u32) -> Parsed<Vec<(Ident, Text)>> {
        self.labels(own_line, indent, true)
    }

    fn labels(
        &mut self,
        own_line: bool,
        indent: u32,
        mut on_the_line: bool,
    ) -> Parsed<Vec<(Ident, Text)>> {
        let mut labels = Vec::new();
        loop {
            let next = self.raw(0);
            let deeper = own_line && next.line_start && next.indent > indent;
            let behind = on_the_line && !next.line_start;
            if !next.is_word("label") || !(deeper || behind) {
                return Ok(labels);
            }
            self.bump();
            labels.push(self.label()?);
            on_the_line = true;
        }
    }

    /// `"file.csv" column "name" dates "name"`
    fn read(&mut self) -> Parsed<ClauseKind> {
        let path = self.expect_text("the path of a CSV file")?;
        let (mut column, mut dates) = (None, None);
        loop {
            let part = if column.is_none() && self.eat_word("column") {
                &mut column
            } else if dates.is_none() && self.eat_word("dates") {
                &mut dates
            } else {
                return Ok(ClauseKind::Read { path, column, dates });
            };
            *part = Some(self.expect_text("the name of a column")?);
        }
    }

    /// `~ prior`, where it is written.
    pub fn prior(&mut self) -> Option<Prior> {
        if !self.eat(Symbol::Tilde) {
            return None;
        }
        let prior = self.prior_behind_tilde();
        if prior.is_err() {
            self.skip();
        }
        prior.ok()
    }

    fn prior_behind_tilde(&mut self) -> Parsed<Prior> {
        let start = self.here();
        let kind = if self.names_a_family() {
            let name = self.name("a distribution")?;
            let arguments =
                if self.is(Symbol::OpenRound) { self.prior_arguments()? } else { Vec::new() };
            PriorKind::Named { name, arguments }
        } else {
            let low = self.quantity()?;
            if !self.is_word("to") {
                return Err(self.expected_with(
                    "`to` and the upper end",
                    "a prior is a distribution such as `normal(mean 5, sd 10%)`, or `8 to 12 most likely 9`",
                ));
            }
            self.bump();
            let high = self.quantity()?;
            let most_likely = if self.eat_word("most") {
                self.expect_word("likely", "and the most likely value")?;
                Some(self.quantity()?)
            } else {
                None
            };
            PriorKind::Between { low, high, most_likely }
        };
        let shared = self.eat_word("shared");
        Ok(Prior { span: self.span_from(start), kind, shared })
    }

    /// Whether a distribution follows, and not the lower end of `low to high`.
    fn names_a_family(&self) -> bool {
        let Some(Token { kind: TokenKind::Name { text, quoted }, .. }) = self.peek() else {
            return false;
        };
        if !quoted && is_reserved(text) {
            return false;
        }
        let mut behind = 1;
        if self.raw(1).is(Symbol::OpenRound) {
            let mut depth = 0_u32;
            loop {
                let token = self.raw(behind);
                // A bracket may close at the margin: nothing else continues a statement there.
                let closes = matches!(token.kind, TokenKind::Symbol(symbol) if symbol.closes());
                if token.line_start && token.indent == 0 && !closes {
                    return true;
                }
                match token.kind {
                    TokenKind::Symbol(symbol) if symbol.opens() => depth += 1,
                    TokenKind::Symbol(symbol) if symbol.closes() => depth = depth.saturating_sub(1),
                    TokenKind::End => return true,
                    _ => {}
                }
                behind += 1;
                if depth == 0 {
                    break;
                }
            }
        }
        let next = self.raw(behind);
        // `a + b to c`, `f(x) to c`
        let value = next.is_word("to")
            || matches!(
                next.kind,
                TokenKind::Symbol(
                    Symbol::Plus
                        | Symbol::Minus
                        | Symbol::Star
                        | Symbol::Slash
                        | Symbol::Caret
                        | Symbol::OpenSquare
                )
            );
        next.line_start || !value
    }

    fn prior_arguments(&mut self) -> Parsed<Vec<PriorArgument>> {
        let opened = self.bump();
        let mut arguments = Vec::new();
        while !self.is(Symbol::CloseRound) {
            let name =
                if self.names_an_argument() { Some(self.name("a parameter")?) } else { None };
            arguments.push(PriorArgument { name, value: self.quantity()? });
            if !self.eat(Symbol::Comma) {
                break;
            }
        }
        self.close(Symbol::CloseRound, opened)?;
        Ok(arguments)
    }

    /// Whether the next token is the name of a parameter, and not the start of its value.
    fn names_an_argument(&self) -> bool {
        let Some(word) = self.peek().and_then(|token| token.word()) else { return false };
        if is_reserved(word) {
            return false;
        }
        let next = self.raw(1);
        match &next.kind {
            TokenKind::Number { .. } | TokenKind::Date(_) => true,
            TokenKind::Name { text, quoted } => {
                *quoted
                    || !is_reserved(text)
                    || matches!(text.as_str(), "if" | "end" | "real" | "choose")
            }
            TokenKind::Symbol(Symbol::Minus) => {
                PARAMETERS.contains(&word) && next.blank_before && !self.raw(2).blank_before
            }
            TokenKind::Symbol(Symbol::OpenRound | Symbol::OpenCurly) => {
                PARAMETERS.contains(&word) && next.blank_before
            }
            _ => false,
        }
    }
}

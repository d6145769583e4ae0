//! The parser's cursor: where lines end, what is expected, how to go on after a mistake.

use crate::source::Sink;
use crate::token::{Symbol, Token, TokenKind, Tokens};
use crate::tree::{Comment, Expr, ExprKind, Ident, Text};
use crate::words::is_reserved;
use crate::{Diagnostic, Span};

/// How deeply brackets and operators may be nested. Bounds the stack of the parser.
const MAX_NESTING: u32 = 100;

/// How far a closing bracket is looked for after a mistake; without a bound, many mistakes in one
/// statement would take time squared.
const MAX_SKIP: usize = 1_000;

/// Proof that a diagnostic has been given, so that nobody gives a second one for the same mistake.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reported;

/// A part of the tree, or the proof that somebody has said why there is none.
pub(crate) type Parsed<T> = Result<T, Reported>;

/// What is being parsed, which decides what the end of a line means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Statements; a line at the margin starts the next one.
    Model,
    /// One chart; the margin means nothing.
    Chart,
    /// A single expression or date; line breaks mean nothing.
    Fragment,
}

pub(crate) struct Parser<'a> {
    /// The document, for the words of messages.
    pub(crate) document: &'a str,
    pub(crate) sink: &'a mut Sink,
    pub(crate) mode: Mode,
    tokens: Tokens,
    pos: usize,
    /// Index of the first token of the statement or clause at hand; it does not end its own line.
    start: usize,
    /// Open brackets.
    depth: u32,
    nesting: u32,
}

impl<'a> Parser<'a> {
    pub fn new(document: &'a str, tokens: Tokens, mode: Mode, sink: &'a mut Sink) -> Self {
        Self { document, sink, mode, tokens, pos: 0, start: 0, depth: 0, nesting: 0 }
    }

    /// The token `ahead` places further, whatever line it stands on.
    pub fn raw(&self, ahead: usize) -> &Token {
        let last = self.tokens.tokens.len().saturating_sub(1);
        &self.tokens.tokens[(self.pos + ahead).min(last)]
    }

    pub fn previous(&self) -> Option<&Token> {
        self.pos.checked_sub(1).and_then(|index| self.tokens.tokens.get(index))
    }

    /// Index of the next token.
    pub const fn position(&self) -> usize {
        self.pos
    }

    /// Says that a statement or clause starts at the next token.
    pub const fn begin(&mut self) -> usize {
        self.start = self.pos;
        self.depth = 0;
        self.pos
    }

    /// Whether everything is read.
    pub fn is_done(&self) -> bool {
        self.raw(0).kind == TokenKind::End
    }

    /// Whether the next token starts a statement (or nothing follows).
    pub fn at_statement(&self) -> bool {
        let token = self.raw(0);
        self.is_done() || (self.mode == Mode::Model && token.line_start && token.indent == 0)
    }

    /// Whether the statement or clause at hand ends before the next token.
    pub fn at_end(&self) -> bool {
        self.ends_before(0)
    }

    fn ends_before(&self, ahead: usize) -> bool {
        let token = self.raw(ahead);
        if token.kind == TokenKind::End {
            return true;
        }
        let index = self.pos + ahead;
        if !token.line_start || index == self.start || self.mode == Mode::Fragment {
            return false;
        }
        let closing = matches!(&token.kind, TokenKind::Symbol(symbol) if symbol.closes());
        if self.mode == Mode::Model && token.indent == 0 {
            return !(self.depth > 0 && closing);
        }
        let goes_on = index
            .checked_sub(1)
            .and_then(|index| self.tokens.tokens.get(index))
            .is_some_and(Token::continues_line);
        self.depth == 0 && !goes_on
    }

    /// The next token, unless the statement or clause ends before it.
    pub fn peek(&self) -> Option<&Token> {
        (!self.at_end()).then(|| self.raw(0))
    }

    /// The token behind the next one, unless the line ends before either.
    pub fn peek_second(&self) -> Option<&Token> {
        (!self.at_end() && !self.ends_before(1)).then(|| self.raw(1))
    }

    /// Steps over the next token and says where it stood.
    pub fn bump(&mut self) -> Span {
        let token = self.raw(0);
        let span = token.span;
        if let TokenKind::Symbol(symbol) = token.kind {
            if symbol.opens() {
                self.depth += 1;
            } else if symbol.closes() {
                self.depth = self.depth.saturating_sub(1);
            }
        }
        if !self.is_done() {
            self.pos += 1;
        }
        span
    }

    /// Whether the parser is inside brackets, where words of clauses are ordinary names.
    pub fn in_brackets(&self) -> bool {
        self.depth > 0 || self.mode == Mode::Fragment
    }

    /// The end of what has been read.
    pub fn end(&self) -> usize {
        self.previous().map_or(self.raw(0).span.start, |token| token.span.end)
    }

    /// From a place to the end of what has been read.
    pub fn span_from(&self, start: usize) -> Span {
        Span::new(start, self.end().max(start))
    }

    /// Where the next token starts.
    pub fn here(&self) -> usize {
        self.raw(0).span.start
    }

    pub fn is(&self, symbol: Symbol) -> bool {
        self.peek().is_some_and(|token| token.is(symbol))
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub fn eat(&mut self, symbol: Symbol) -> bool {
        let found = self.is(symbol);
        if found {
            self.bump();
        }
        found
    }

    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.bump();
        }
        found
    }

    pub fn expect(&mut self, symbol: Symbol, purpose: &str) -> Parsed<()> {
        if self.eat(symbol) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{}` {purpose}", symbol.text())))
        }
    }

    pub fn expect_word(&mut self, word: &str, purpose: &str) -> Parsed<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{word}` {purpose}")))
        }
    }

    /// Reads a closing bracket; where it is missing, points at the opening one too.
    pub fn close(&mut self, symbol: Symbol, opened: Span) -> Parsed<()> {
        if self.eat(symbol) {
            return Ok(());
        }
        let what = match symbol {
            Symbol::CloseCurly => "`,` or `}`".to_owned(),
            _ => format!("`{}`", symbol.text()),
        };
        match self.expectation(&what) {
            Some(diagnostic) => {
                Err(self.report(diagnostic.label(opened, "this bracket is still open")))
            }
            None => Err(Reported),
        }
    }

    /// How the next token is called in a message, and where to point.
    pub fn found(&self) -> (String, Span) {
        match self.peek() {
            None if self.mode == Mode::Fragment => ("the end".to_owned(), self.end_span()),
            None => ("the end of the line".to_owned(), self.end_span()),
            Some(token) => {
                let written = self.document.get(token.span.start..token.span.end).unwrap_or("…");
                let shown = match &token.kind {
                    TokenKind::Text(_) => "a text".to_owned(),
                    _ if written.chars().count() > 40 => {
                        format!("`{}…`", written.chars().take(39).collect::<String>())
                    }
                    TokenKind::Name { quoted: true, .. } => written.to_owned(),
                    _ => format!("`{written}`"),
                };
                (shown, token.span)
            }
        }
    }

    /// An empty place behind what has been read.
    fn end_span(&self) -> Span {
        Span::new(self.end(), self.end())
    }

    /// A diagnostic for "something else stands here", unless the lexer has already complained.
    pub fn expectation(&self, what: &str) -> Option<Diagnostic> {
        if self.peek().is_some_and(|token| token.kind == TokenKind::Bad) {
            return None;
        }
        let (found, span) = self.found();
        Some(Diagnostic::error(
            "syntax",
            format!("expected {what}, found {found}"),
            span,
            format!("expected {what}"),
        ))
    }

    /// Reports that something else was expected here.
    pub fn expected(&mut self, what: &str) -> Reported {
        self.expected_with(what, "")
    }

    /// As [`Parser::expected`], with a remedy.
    pub fn expected_with(&mut self, what: &str, help: &str) -> Reported {
        match self.expectation(what) {
            Some(diagnostic) if help.is_empty() => self.report(diagnostic),
            Some(diagnostic) => self.report(diagnostic.help(help)),
            None => Reported,
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) -> Reported {
        self.sink.push(diagnostic);
        Reported
    }

    /// Runs a parser one level deeper.
    pub fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.nesting >= MAX_NESTING {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    fn too_deep(&mut self) -> Reported {
        let span = self.raw(0).span;
        self.report(
            Diagnostic::error(
                "too-large",
                format!("an expression nested more than {MAX_NESTING} levels deep"),
                span,
                "this is too deep",
            )
            .help("define a part of it as an `aux` of its own"),
        )
    }

    /// After a mistake: goes to the next line, or behind the bracket the mistake stands in where
    /// that bracket is closed within the statement.
    pub fn skip(&mut self) {
        if self.depth > 0 {
            self.skip_bracket();
        }
        self.depth = 0;
        while !self.is_done() {
            let token = self.raw(0);
            if self.pos > self.start && token.line_start {
                let goes_on = self.previous().is_some_and(Token::continues_line);
                if !goes_on || (self.mode == Mode::Model && token.indent == 0) {
                    return;
                }
            }
            self.pos += 1;
        }
    }

    fn skip_bracket(&mut self) {
        let mut depth = self.depth;
        let ahead = self.tokens.tokens.iter().enumerate().skip(self.pos).take(MAX_SKIP);
        for (index, token) in ahead {
            let TokenKind::Symbol(symbol) = token.kind else {
                if token.kind == TokenKind::End
                    || (self.mode == Mode::Model && token.line_start && token.indent == 0)
                {
                    return;
                }
                continue;
            };
            if symbol.opens() {
                depth += 1;
            } else if symbol.closes() {
                depth -= 1;
                if depth == 0 {
                    self.pos = index + 1;
                    return;
                }
            }
        }
    }

    /// The parsed part, or after a mistake the rest of the line as an error.
    pub fn recover(&mut self, parsed: Parsed<Expr>) -> Expr {
        parsed.unwrap_or_else(|Reported| {
            let start = self.here();
            let before = self.pos;
            self.skip();
            let span =
                if self.pos > before { self.span_from(start) } else { Span::new(start, start) };
            Expr { span, kind: ExprKind::Error }
        })
    }

    /// A name.
    pub fn name(&mut self, what: &str) -> Parsed<Ident> {
        let Some(token) = self.peek() else { return Err(self.expected(what)) };
        let span = token.span;
        match &token.kind {
            TokenKind::Name { text, quoted } if *quoted || !is_reserved(text) => {
                let ident = Ident { span, text: text.clone(), quoted: *quoted };
                self.bump();
                Ok(ident)
            }
            TokenKind::Name { text, .. } => {
                let text = text.clone();
                Err(self.report(
                    Diagnostic::error(
                        "syntax",
                        format!("expected {what}, found the word `{text}`"),
                        span,
                        "reserved word",
                    )
                    .help(format!(
                        "`{text}` belongs to the language; a name like that stands in backquotes"
                    )),
                ))
            }
            TokenKind::Text(_) => {
                Err(self
                    .expected_with(what, "a name with blanks stands in backquotes: `` `a b` ``"))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// A word that is no reserved name, taken as it is.
    pub fn word(&mut self, what: &str, words: &[&str]) -> Parsed<Ident> {
        if let Some(token) = self.peek()
            && let Some(word) = token.word()
        {
            let ident = Ident { span: token.span, text: word.to_owned(), quoted: false };
            if words.contains(&word) {
                self.bump();
                return Ok(ident);
            }
            if let Some(meant) = crate::closest(word, words.iter().copied()) {
                return Err(self.report(
                    Diagnostic::error(
                        "syntax",
                        format!("expected {what}, found `{}`", ident.text),
                        ident.span,
                        format!("did you mean `{meant}`?"),
                    )
                    .fix(ident.span, meant),
                ));
            }
        }
        Err(self.expected(what))
    }

    /// A text, where there is one.
    pub fn text(&mut self) -> Option<Text> {
        let token = self.peek()?;
        let TokenKind::Text(text) = &token.kind else { return None };
        let text = Text { span: token.span, text: text.clone() };
        self.bump();
        Some(text)
    }

    pub fn expect_text(&mut self, what: &str) -> Parsed<Text> {
        match self.text() {
            Some(text) => Ok(text),
            None => Err(self.expected_with(what, "a text stands in quotation marks: `\"…\"`")),
        }
    }

    /// The comments of the tokens from `start` up to the next one: those before the first line,
    /// those between (with no place of their own), and the one at the end of the last line.
    pub fn comments(&self, start: usize) -> (Vec<Comment>, Vec<Comment>, Option<Comment>) {
        let all = &self.tokens.comments;
        let first = all.partition_point(|placed| placed.token < start);
        let (mut before, mut between, mut trailing) = (Vec::new(), Vec::new(), None);
        for placed in all.iter().skip(first).take_while(|placed| placed.token < self.pos) {
            let comment = placed.comment.clone();
            if !placed.trailing && placed.token == start {
                before.push(comment);
            } else if placed.trailing && placed.token + 1 == self.pos {
                trailing = Some(comment);
            } else {
                between.push(comment);
            }
        }
        (before, between, trailing)
    }

    /// The comments behind the last statement.
    pub fn final_comments(&self) -> Vec<Comment> {
        let last = self.tokens.tokens.len().saturating_sub(1);
        let comments = &self.tokens.comments;
        comments
            .iter()
            .skip(comments.partition_point(|placed| placed.token < last))
            .map(|placed| placed.comment.clone())
            .collect()
    }
}

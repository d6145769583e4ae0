//! Cuts the text of a block into tokens.

use crate::source::{Sink, Source};
use crate::token::{PlacedComment, Token, TokenKind, Tokens};
use crate::tree::Comment;
use crate::words::starts_name;
use crate::{Diagnostic, Span, characters};

/// More tokens than any plan has; keeps the memory for a hostile document bounded.
const MAX_TOKENS: usize = 2_000_000;

/// Cuts a block into tokens. What cannot be a token is reported once and becomes
/// [`TokenKind::Bad`].
pub(crate) fn lex(source: &Source, sink: &mut Sink) -> Tokens {
    let mut lexer = Lexer::new(source, sink);
    lexer.run();
    Tokens { tokens: lexer.tokens, comments: lexer.comments }
}

pub(crate) struct Lexer<'a> {
    pub(crate) source: &'a Source,
    pub(crate) sink: &'a mut Sink,
    pub(crate) at: usize,
    pub(crate) tokens: Vec<Token>,
    comments: Vec<PlacedComment>,
    /// Column of the block's left margin: blocks may be indented as a whole.
    pub(crate) margin: u32,
    line_start: bool,
    column: u32,
    pub(crate) blank_before: bool,
    empty_line: bool,
    /// Open brackets, as far as that can be told before parsing.
    pub(crate) depth: u32,
    /// Up to where there is known to be no `"` and no `”`, so that it is looked for once only.
    pub(crate) unclosed_until: [usize; 2],
}

impl<'a> Lexer<'a> {
    fn new(source: &'a Source, sink: &'a mut Sink) -> Self {
        Self {
            source,
            sink,
            at: 0,
            tokens: Vec::new(),
            comments: Vec::new(),
            margin: margin(source.text()),
            line_start: true,
            column: 0,
            blank_before: true,
            empty_line: false,
            depth: 0,
            unclosed_until: [0; 2],
        }
    }

    fn run(&mut self) {
        while let Some(character) = self.peek() {
            if self.tokens.len() >= MAX_TOKENS {
                let span = self.source.span(self.at, self.source.text().len());
                self.sink.push(
                    Diagnostic::error(
                        "too-large",
                        format!("a block of more than {MAX_TOKENS} words"),
                        span,
                        "not read from here on",
                    )
                    .help("keep data in a CSV file and `read` it"),
                );
                self.at = self.source.text().len();
                break;
            }
            if is_newline(character) {
                self.newline(character);
            } else if character.is_whitespace() {
                self.column += if character == '\t' { 4 - self.column % 4 } else { 1 };
                self.blank_before = true;
                self.advance(character);
            } else if character == '#' || character == '＃' {
                self.comment(character);
            } else {
                self.token(character);
            }
        }
        self.push(TokenKind::End, self.at);
        if let Some(end) = self.tokens.last_mut() {
            end.line_start = true;
            end.indent = 0;
        }
    }

    fn newline(&mut self, character: char) {
        self.advance(character);
        if character == '\r' && self.peek() == Some('\n') {
            self.advance('\n');
        }
        if self.line_start {
            // A line without anything; not one at the start of the block, which says nothing.
            self.empty_line = !(self.tokens.is_empty() && self.comments.is_empty());
        }
        self.line_start = true;
        self.blank_before = true;
        self.column = 0;
    }

    fn comment(&mut self, sign: char) {
        let start = self.at;
        let text = self.source.text();
        let rest = &text[start..];
        let length = rest.find(is_newline).unwrap_or(rest.len());
        let end = start + rest[..length].trim_end().len();
        if sign != '#' {
            characters::lookalike(self, start, start + sign.len_utf8(), "#");
        }
        let content = &text[(start + sign.len_utf8()).min(end)..end];
        characters::check_comment(self, start, end);
        let comment = Comment {
            span: self.source.span(start, end),
            text: content.strip_prefix(' ').unwrap_or(content).to_owned(),
            blank_before: self.line_start && self.empty_line,
        };
        let trailing = !self.line_start && !self.tokens.is_empty();
        let token = if trailing { self.tokens.len() - 1 } else { self.tokens.len() };
        self.comments.push(PlacedComment { comment, token, trailing });
        self.at = start + length;
        // The line holds something, so the line break behind it is not an empty line.
        self.line_start = false;
        self.empty_line = false;
    }

    fn token(&mut self, character: char) {
        let start = self.at;
        if self.line_start && self.column <= self.margin {
            self.depth = 0;
        }
        match character {
            '0'..='9' => self.number(),
            '０'..='９' => self.full_width_number(),
            '"' | '“' => self.text(),
            '`' => self.quoted_name(),
            _ if starts_name(character) => self.name(),
            '.' if self.peek_second().is_some_and(|c| c.is_ascii_digit()) => self.bare_fraction(),
            _ => match characters::symbol(self) {
                Some(symbol) => {
                    if symbol.opens() {
                        self.depth += 1;
                    } else if symbol.closes() {
                        self.depth = self.depth.saturating_sub(1);
                    }
                    self.push(TokenKind::Symbol(symbol), start);
                }
                None => self.push(TokenKind::Bad, start),
            },
        }
    }

    /// Adds the token that started at `start` and ends here.
    pub(crate) fn push(&mut self, kind: TokenKind, start: usize) {
        self.tokens.push(Token {
            kind,
            span: self.source.span(start, self.at),
            blank_before: self.blank_before,
            line_start: self.line_start,
            empty_line_before: self.line_start && self.empty_line,
            indent: self.column.saturating_sub(self.margin),
        });
        self.line_start = false;
        self.empty_line = false;
        self.blank_before = false;
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.source.text().get(self.at..).unwrap_or_default()
    }

    pub(crate) fn advance(&mut self, character: char) {
        self.at += character.len_utf8();
    }

    pub(crate) fn span_from(&self, start: usize) -> Span {
        self.source.span(start, self.at)
    }

    pub(crate) fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }
}

/// The column of the first line that holds a token.
fn margin(text: &str) -> u32 {
    for line in text.split(is_newline) {
        let content = line.trim_start();
        if !content.is_empty() && !content.starts_with(['#', '＃']) {
            let blanks = &line[..line.len() - content.len()];
            return blanks
                .chars()
                .fold(0, |column, c| column + if c == '\t' { 4 - column % 4 } else { 1 });
        }
    }
    0
}

pub(crate) const fn is_newline(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

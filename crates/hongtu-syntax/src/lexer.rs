//! Cuts the text of a block into tokens.

use unicode_normalization::UnicodeNormalization;

use crate::source::{Sink, Source};
use crate::token::{PlacedComment, Token, TokenKind, Tokens};
use crate::tree::{Comment, Date};
use crate::words::{continues_name, full_width, is_glued_scale, starts_name};
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
    tokens: Vec<Token>,
    comments: Vec<PlacedComment>,
    /// Column of the block's left margin: blocks may be indented as a whole.
    margin: u32,
    line_start: bool,
    column: u32,
    blank_before: bool,
    empty_line: bool,
    /// Open brackets, as far as that can be told before parsing.
    depth: u32,
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

    fn peek_second(&self) -> Option<char> {
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

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn name(&mut self) {
        let start = self.at;
        let glued = !self.blank_before
            && matches!(self.tokens.last(), Some(Token { kind: TokenKind::Number { .. }, .. }));
        let word = self.take_while(continues_name);
        let scales = word.find(|c| !is_glued_scale(c)).unwrap_or(word.len());
        if scales == word.len() || (glued && scales > 0) {
            // `5万亿` is 5 万 of 亿; what follows in `5万辆` is the unit.
            self.at = start;
            for scale in word[..scales].chars() {
                let start = self.at;
                self.advance(scale);
                self.push(TokenKind::Name { text: scale.to_string(), quoted: false }, start);
            }
            if scales < word.len() {
                self.missing_blank(self.at);
                let start = self.at;
                self.at += word.len() - scales;
                self.push_name(&word[scales..], start);
            }
            return;
        }
        if glued {
            self.missing_blank(start);
        }
        self.push_name(word, start);
    }

    fn push_name(&mut self, word: &str, start: usize) {
        let mut text: String = word.nfc().collect();
        if text.chars().any(|c| full_width(c).is_some()) {
            text = text.chars().map(|c| full_width(c).unwrap_or(c)).collect();
            characters::lookalike(self, start, self.at, &text);
        }
        self.push(TokenKind::Name { text, quoted: false }, start);
    }

    fn missing_blank(&mut self, at: usize) {
        let span = self.source.span(at, at);
        self.sink.push(
            Diagnostic::error(
                "number-format",
                "a number runs into a name",
                span,
                "a blank is missing here",
            )
            .help("write a blank between a number and its unit: `5 kWh`")
            .fix(span, " "),
        );
    }

    fn quoted_name(&mut self) {
        let start = self.at;
        self.advance('`');
        let mut text = String::new();
        loop {
            match self.peek() {
                Some('`') => {
                    self.advance('`');
                    break;
                }
                Some(character) if !is_newline(character) => {
                    self.advance(character);
                    let escaped =
                        self.peek().filter(|&c| character == '\\' && (c == '`' || c == '\\'));
                    if let Some(escaped) = escaped {
                        self.advance(escaped);
                    }
                    text.push(escaped.unwrap_or(character));
                }
                _ => {
                    let span = self.span_from(start);
                    self.sink.push(
                        Diagnostic::error(
                            "unclosed-text",
                            "a name in backquotes is not closed",
                            span,
                            "starts here",
                        )
                        .help("close it with a second backquote on the same line"),
                    );
                    self.push(TokenKind::Bad, start);
                    return;
                }
            }
        }
        let clean = characters::check_quoted(self, start);
        if text.trim().is_empty() && clean {
            let span = self.span_from(start);
            self.sink.push(Diagnostic::error("syntax", "a name without letters", span, "is empty"));
            self.push(TokenKind::Bad, start);
        } else {
            let text = text.nfc().collect();
            self.push(TokenKind::Name { text, quoted: true }, start);
        }
    }

    fn digits(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_digit() || c == '_')
    }

    fn number(&mut self) {
        if self.date() {
            return;
        }
        let start = self.at;
        let mut digits = self.digits().to_owned();
        if self.depth == 0 {
            self.thousands(start, &mut digits);
        }
        let mut parts = digits.as_str();
        let mut fraction = "";
        if self.rest().starts_with('.') && self.peek_second().is_some_and(|c| c.is_ascii_digit()) {
            self.advance('.');
            fraction = self.digits();
        }
        let mut exponent = "";
        let after = self.rest().as_bytes();
        if matches!(after.first(), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(after.get(1), Some(b'+' | b'-')));
            if after.get(1 + sign).is_some_and(u8::is_ascii_digit) {
                let from = self.at;
                self.at += 1 + sign;
                self.take_while(|c| c.is_ascii_digit());
                exponent = &self.source.text()[from..self.at];
            }
        }
        let misplaced = |part: &str| part.ends_with('_') || part.contains("__");
        if misplaced(parts) || misplaced(fraction) {
            let span = self.span_from(start);
            self.sink.push(
                Diagnostic::error("number-format", "a misplaced `_` in a number", span, "this one")
                    .help("`_` stands between two digits: `1_000`"),
            );
            parts = parts.trim_end_matches('_');
        }
        let mut written = parts.to_owned();
        if !fraction.is_empty() {
            written.push('.');
            written.push_str(fraction);
        }
        written.push_str(exponent);
        self.push_number(start, written);
    }

    fn push_number(&mut self, start: usize, digits: String) {
        let plain: String = digits.chars().filter(|&c| c != '_').collect();
        let value = plain.parse().unwrap_or(f64::NAN);
        if !value.is_finite() {
            let span = self.span_from(start);
            self.sink.push(
                Diagnostic::error(
                    "number-too-large",
                    "a number that is too large to calculate with",
                    span,
                    "more than 1.79e308",
                )
                .help("use a larger unit, so that the number becomes smaller"),
            );
            self.push(TokenKind::Bad, start);
        } else {
            self.push(TokenKind::Number { digits, value }, start);
        }
    }

    /// `1,640`: with a comma between digits outside brackets somebody means one number.
    fn thousands(&mut self, start: usize, digits: &mut String) {
        if digits.len() > 3 || digits.contains('_') {
            return;
        }
        let mut mended = digits.clone();
        let mut rest = self.rest();
        while let Some(group) = rest.strip_prefix(',').and_then(|group| group.get(..3))
            && group.bytes().all(|byte| byte.is_ascii_digit())
            && !rest[4..].starts_with(continues_name)
        {
            mended.push('_');
            mended.push_str(group);
            rest = &rest[4..];
            self.at += 4;
        }
        if mended.len() > digits.len() {
            let span = self.span_from(start);
            self.sink.push(
                Diagnostic::error("number-format", "a comma in a number", span, "this one")
                    .help(format!(
                        "write `{mended}` or `{}`: a comma separates two values",
                        mended.replace('_', "")
                    ))
                    .fix(span, mended.clone()),
            );
            *digits = mended;
        }
    }

    /// `.5`
    fn bare_fraction(&mut self) {
        let start = self.at;
        self.advance('.');
        let digits = self.digits();
        let span = self.span_from(start);
        self.sink.push(
            Diagnostic::error(
                "number-format",
                "a number that starts with a point",
                span,
                "this one",
            )
            .help("write a digit before the point")
            .fix(span, format!("0.{digits}")),
        );
        self.push_number(start, format!("0.{}", digits.trim_end_matches('_')));
    }

    fn full_width_number(&mut self) {
        let start = self.at;
        let digits: String = self
            .take_while(|c| matches!(c, '０'..='９' | '．'))
            .chars()
            .map(|c| full_width(c).unwrap_or(c))
            .collect();
        characters::lookalike(self, start, self.at, &digits);
        if digits.parse::<f64>().is_ok() && !digits.ends_with('.') {
            self.push_number(start, digits);
        } else {
            self.push(TokenKind::Bad, start);
        }
    }

    /// `2024-04` or `2024-04-15`. Single digits, as in `2024-4-15`, are a date too, but reported:
    /// nobody subtracts like that.
    fn date(&mut self) -> bool {
        let bytes = self.rest().as_bytes();
        let digits =
            |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
        if digits(0) != 4 || bytes.get(4) != Some(&b'-') {
            return false;
        }
        let month = digits(5);
        if !(1..=2).contains(&month) {
            return false;
        }
        let mut length = 5 + month;
        let mut day = 0;
        if bytes.get(length) == Some(&b'-') && (1..=2).contains(&digits(length + 1)) {
            day = digits(length + 1);
            length += 1 + day;
        }
        let rest = self.rest();
        let (text, behind) = rest.split_at(length);
        if behind.starts_with(continues_name) {
            return false;
        }
        let padded = month == 2 && day != 1;
        if !padded && day == 0 {
            return false;
        }
        let mut parts = text.split('-').map(|part| part.parse::<i32>().unwrap_or(0));
        let year = parts.next().unwrap_or(0);
        let mut small = || parts.next().and_then(|part| u8::try_from(part).ok());
        let (month, day) = (small(), small());
        let start = self.at;
        self.at += length;
        if !padded {
            let mended = format!("{year:04}-{:02}-{:02}", month.unwrap_or(0), day.unwrap_or(0));
            let span = self.span_from(start);
            self.sink.push(
                Diagnostic::error("bad-date", "a date with single digits", span, "this one")
                    .help(format!("write months and days with two digits: `{mended}`"))
                    .fix(span, mended),
            );
        }
        self.push(TokenKind::Date(Date { year, month, day }), start);
        true
    }

    fn text(&mut self) {
        let start = self.at;
        let close = if self.peek() == Some('“') { '”' } else { '"' };
        if let Some(opening) = self.peek() {
            self.advance(opening);
        }
        let mut text = String::new();
        let mut first_line_end = None;
        loop {
            let Some(character) = self.peek() else {
                return self.unclosed(start, first_line_end);
            };
            self.advance(character);
            if character == close {
                // The pairs have slipped when the mark that closes a text of several lines is
                // glued to a word: that mark opens the next text.
                let slipped = first_line_end.is_some() && self.peek().is_some_and(continues_name);
                if slipped {
                    return self.unclosed(start, first_line_end);
                }
                break;
            }
            if character == '\\' {
                match self.peek() {
                    Some(escaped @ ('"' | '\\' | '“' | '”')) => {
                        self.advance(escaped);
                        text.push(escaped);
                    }
                    _ => {
                        let span = self.source.span(self.at - 1, self.at);
                        self.sink.push(
                            Diagnostic::error("syntax", "a lone `\\` in a text", span, "this one")
                                .help(
                                    "write `\\\\` for a backslash and `\\\"` for a quotation mark",
                                )
                                .fix(span, "\\\\"),
                        );
                        text.push('\\');
                    }
                }
            } else if is_newline(character) {
                first_line_end.get_or_insert(self.at - character.len_utf8());
                if !self.continue_text(&mut text) {
                    return self.unclosed(start, first_line_end);
                }
            } else {
                text.push(character);
            }
        }
        characters::check_quoted(self, start);
        self.push(TokenKind::Text(text), start);
    }

    /// A line break in a text, with the blanks around it, counts as one blank. Says whether the
    /// next line still belongs to the statement: at the margin a new one starts.
    fn continue_text(&mut self, text: &mut String) -> bool {
        text.truncate(text.trim_end().len());
        text.push(' ');
        let mut column = 0;
        while let Some(character) = self.peek() {
            if is_newline(character) {
                column = 0;
            } else if character.is_whitespace() {
                column += if character == '\t' { 4 - column % 4 } else { 1 };
            } else {
                return column > self.margin;
            }
            self.advance(character);
        }
        false
    }

    fn unclosed(&mut self, start: usize, first_line_end: Option<usize>) {
        self.at = first_line_end.unwrap_or(self.source.text().len());
        let opening = self.rest_from(start).chars().next().map_or(1, char::len_utf8);
        let span = self.source.span(start, start + opening);
        let mut diagnostic = Diagnostic::error(
            "unclosed-text",
            "a text is not closed",
            span,
            "this quotation mark has no partner",
        )
        .help("close it with `\"`; a quotation mark inside a text is written `\\\"`");
        if opening > 1 {
            diagnostic.helps = vec!["a text that starts with `“` ends with `”`".to_owned()];
        }
        self.sink.push(diagnostic);
        self.push(TokenKind::Bad, start);
    }

    fn rest_from(&self, start: usize) -> &'a str {
        self.source.text().get(start..).unwrap_or_default()
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

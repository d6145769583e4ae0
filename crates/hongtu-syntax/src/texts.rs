//! Names and texts as tokens.

use unicode_normalization::UnicodeNormalization;

use crate::Diagnostic;
use crate::characters;
use crate::lexer::{Lexer, is_newline};
use crate::token::{Token, TokenKind};
use crate::words::{continues_name, full_width, is_glued_scale};

impl<'a> Lexer<'a> {
    pub(crate) fn name(&mut self) {
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

    pub(crate) fn quoted_name(&mut self) {
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

    pub(crate) fn text(&mut self) {
        let start = self.at;
        let curly = self.peek() == Some('“');
        if start < self.unclosed_until[usize::from(curly)] {
            return self.unclosed(start);
        }
        let close = if curly { '”' } else { '"' };
        if let Some(opening) = self.peek() {
            self.advance(opening);
        }
        let mut text = String::new();
        let mut line = start;
        let mut lone_backslashes = Vec::new();
        let closed = loop {
            let Some(character) = self.peek() else { break false };
            self.advance(character);
            if character == close {
                // The pairs have slipped when the mark that closes a text of several lines is
                // glued to a word: that mark opens the next text.
                break line == start || !self.peek().is_some_and(continues_name);
            }
            if character == '\\' {
                match self.peek() {
                    Some(escaped @ ('"' | '\\' | '“' | '”')) => {
                        self.advance(escaped);
                        text.push(escaped);
                    }
                    _ => {
                        lone_backslashes.push(self.source.span(self.at - 1, self.at));
                        text.push('\\');
                    }
                }
            } else if is_newline(character) {
                line = self.at;
                if !self.continue_text(&mut text) {
                    break false;
                }
            } else {
                text.push(character);
            }
        };
        if !closed {
            // Whatever opens before the last line that was looked at meets the same end.
            self.unclosed_until[usize::from(curly)] = line;
            return self.unclosed(start);
        }
        for span in lone_backslashes {
            self.sink.push(
                Diagnostic::error("syntax", "a lone `\\` in a text", span, "this one")
                    .help("write `\\\\` for a backslash and `\\\"` for a quotation mark")
                    .fix(span, "\\\\"),
            );
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

    /// Reports a text without end and goes on behind its first line.
    fn unclosed(&mut self, start: usize) {
        let rest = self.source.text().get(start..).unwrap_or_default();
        self.at = start + rest.find(is_newline).unwrap_or(rest.len());
        let curly = rest.starts_with('“');
        let opening = if curly { '“'.len_utf8() } else { 1 };
        let span = self.source.span(start, start + opening);
        let help = if curly {
            "a text that starts with `“` ends with `”`"
        } else {
            "close it with `\"`; a quotation mark inside a text is written `\\\"`"
        };
        let message = "a text is not closed";
        let remark = "this quotation mark has no partner";
        self.sink.push(Diagnostic::error("unclosed-text", message, span, remark).help(help));
        self.push(TokenKind::Bad, start);
    }
}

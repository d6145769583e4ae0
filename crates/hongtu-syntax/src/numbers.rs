//! Numbers and dates as tokens.

use crate::Diagnostic;
use crate::characters;
use crate::lexer::Lexer;
use crate::token::TokenKind;
use crate::tree::Date;
use crate::words::{continues_name, full_width};

impl<'a> Lexer<'a> {
    fn digits(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_digit() || c == '_')
    }

    pub(crate) fn number(&mut self) {
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
    pub(crate) fn bare_fraction(&mut self) {
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

    pub(crate) fn full_width_number(&mut self) {
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
}

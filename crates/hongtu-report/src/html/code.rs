//! A block of the model with light colours: comments, texts, numbers, and the words that start lines.

use super::text::escape;

/// What a piece of code is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Comment,
    Text,
    Number,
    Keyword,
    Plain,
}

impl Piece {
    const fn class(self) -> &'static str {
        match self {
            Self::Comment => "c",
            Self::Text => "q",
            Self::Number => "n",
            Self::Keyword => "k",
            Self::Plain => "",
        }
    }
}

/// Code as HTML.
pub fn coloured(code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = code;
    let mut line_start = true;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = piece(rest, first, line_start);
        let (text, behind) = rest.split_at(length);
        if !text.trim().is_empty() || text.contains('\n') {
            line_start = text.ends_with('\n');
        }
        match piece {
            Piece::Plain => out.push_str(&escape(text)),
            piece => {
                out.push_str("<span class=\"");
                out.push_str(piece.class());
                out.push_str("\">");
                out.push_str(&escape(text));
                out.push_str("</span>");
            }
        }
        rest = behind;
    }
    out
}

/// The piece that code begins with, and its length, at least one letter.
fn piece(rest: &str, first: char, line_start: bool) -> (Piece, usize) {
    let until = |end: &dyn Fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    match first {
        '#' => (Piece::Comment, until(&|c| c == '\n')),
        '"' | '“' => (Piece::Text, text_length(rest, first)),
        '0'..='9' => {
            let length = until(&|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_' | '-')));
            // `2015..2026` is two numbers, and a minus behind one is an operator.
            let number = &rest[..length];
            let length = number.find("..").unwrap_or(length);
            (Piece::Number, rest[..length].trim_end_matches(['-', '.']).len().max(1))
        }
        c if c.is_alphabetic() || c == '_' => {
            let length = until(&|c: char| !(c.is_alphanumeric() || c == '_'));
            let word = rest.get(..length).unwrap_or_default();
            let keyword = line_start && hongtu_syntax::starts_line(word);
            (if keyword { Piece::Keyword } else { Piece::Plain }, length.max(first.len_utf8()))
        }
        '\n' => (Piece::Plain, 1),
        c => (Piece::Plain, c.len_utf8()),
    }
}

/// The length of a text with its quotation marks; the rest of the code where it does not end.
fn text_length(rest: &str, first: char) -> usize {
    let last = if first == '“' { '”' } else { '"' };
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if letter == '\\' {
            escaped = true;
        } else if letter == last {
            return at + letter.len_utf8();
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_colours() {
        assert_eq!(
            coloured("const a = 2 # <b>\n    label zh \"人\"\n"),
            "<span class=\"k\">const</span> a = <span class=\"n\">2</span> \
             <span class=\"c\"># &lt;b&gt;</span>\n    <span class=\"k\">label</span> zh \
             <span class=\"q\">&quot;人&quot;</span>\n"
        );
        assert_eq!(
            coloured("2015..2026-"),
            "<span class=\"n\">2015</span>..<span class=\"n\">2026</span>-"
        );
        assert_eq!(coloured("\"open"), "<span class=\"q\">&quot;open</span>");
    }
}

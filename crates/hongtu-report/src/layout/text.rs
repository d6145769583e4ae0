//! Pieces of text with their ink, and how wide they are.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// What a piece of text means; a terminal with colour shows it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// As the terminal writes.
    #[default]
    Plain,
    /// What is read first.
    Strong,
    /// What is read last.
    Faint,
    /// Good odds, a budget that holds.
    Good,
    /// Odds in between.
    Fair,
    /// Poor odds.
    Poor,
    /// What must not be overlooked.
    Alarm,
}

impl Ink {
    /// The escape sequence that switches it on; empty for plain text.
    const fn on(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Fair => "\x1b[33m",
            Self::Poor => "\x1b[31m",
            Self::Alarm => "\x1b[1;31m",
        }
    }
}

/// A line of text in pieces.
///
/// Control characters, line breaks and characters that turn the direction of writing never get in:
/// they are replaced by something visible, so that a label from a plan cannot break a board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pieces: Vec<(Ink, String)>,
    hang: usize,
}

impl Text {
    /// Plain text.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self::default().and(Ink::Plain, text)
    }

    /// Text in one ink.
    pub fn inked(ink: Ink, text: impl AsRef<str>) -> Self {
        Self::default().and(ink, text)
    }

    /// Adds a piece.
    #[must_use]
    pub fn and(mut self, ink: Ink, text: impl AsRef<str>) -> Self {
        self.push(ink, text.as_ref());
        self
    }

    /// The same with so many blanks before every line but the first, where it is wrapped.
    #[must_use]
    pub fn hanging(mut self, hang: usize) -> Self {
        self.hang = hang;
        self
    }

    /// Blanks before every line but the first.
    pub(super) fn hang(&self) -> usize {
        self.hang
    }

    /// Adds a piece in place.
    pub fn push(&mut self, ink: Ink, text: &str) {
        let text = visible(text);
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == ink => piece.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.pieces.push((ink, text.into_owned())),
        }
    }

    /// Adds another text in place.
    pub fn append(&mut self, other: &Self) {
        for (ink, piece) in &other.pieces {
            self.push(*ink, piece);
        }
    }

    /// How many columns it takes.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(_, piece)| width(piece)).sum()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Its characters with their ink.
    pub fn chars(&self) -> impl Iterator<Item = (Ink, char)> + '_ {
        self.pieces.iter().flat_map(|(ink, piece)| piece.chars().map(|c| (*ink, c)))
    }

    /// As it is sent to the terminal, without blanks at the end.
    pub fn render(&self, colour: bool) -> String {
        let mut line = String::new();
        let last = self.pieces.iter().rposition(|(_, piece)| !piece.trim_end().is_empty());
        let Some(last) = last else { return line };
        for (index, (ink, piece)) in self.pieces.iter().enumerate().take(last + 1) {
            let piece = if index == last { piece.trim_end() } else { piece };
            if colour && *ink != Ink::Plain {
                line.push_str(ink.on());
                line.push_str(piece);
                line.push_str("\x1b[0m");
            } else {
                line.push_str(piece);
            }
        }
        line
    }
}

/// How many columns a terminal gives to a character.
pub(super) fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// How many columns a terminal gives to a text.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The text with line breaks as blanks and with a visible stand-in for every control character and
/// every character that changes the direction of writing.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(' '),
            '\r' => {}
            c if is_hidden(c) => shown.push('\u{FFFD}'),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_a_character() {
        assert_eq!(width("长春 2025"), 9);
        assert_eq!(Text::plain("旅游").and(Ink::Good, "收入").width(), 8);
    }

    #[test]
    fn what_hides_is_made_visible() {
        assert_eq!(visible("a\u{202E}b\x1b[31m"), "a\u{FFFD}b\u{FFFD}[31m");
        assert_eq!(visible("two\r\nlines\tand a tab"), "two lines and a tab");
    }

    #[test]
    fn blanks_at_the_end_are_not_sent() {
        let text = Text::inked(Ink::Good, "yes  ").and(Ink::Faint, "   ");
        assert_eq!(text.render(false), "yes");
        assert_eq!(text.render(true), "\x1b[32myes\x1b[0m");
    }
}

//! Breaking a text into lines.

use super::text::{Ink, Text, char_width};

/// What must not begin a line.
const CLOSING: &str = "，。、；：？！）》」』】…”’,.;:?!)]}%％";
/// What must not end a line.
const OPENING: &str = "（《「『【“‘([{";

/// Breaks a text into lines of at most `columns` columns: at blanks and beside Chinese characters,
/// inside a word only where it is longer than a line. There is always at least one line.
pub fn wrap(text: &Text, columns: usize) -> Vec<Text> {
    let columns = columns.max(2);
    // A hang that leaves hardly any room is none.
    let hang = if text.hang() + 4 <= columns { text.hang() } else { 0 };
    let margin = vec![(Ink::Plain, ' '); hang];
    let mut lines = Vec::new();
    let mut line: Vec<(Ink, char)> = Vec::new();
    let mut used = 0;
    for word in words(text) {
        let room = columns - used.min(columns);
        let trimmed = size(trim(&word));
        if trimmed > room && line.len() > if lines.is_empty() { 0 } else { hang } {
            lines.push(finish(&line));
            line.clone_from(&margin);
            used = hang;
        }
        for (ink, c) in word {
            let wide = char_width(c);
            // A blank at the end of a full line is the break itself.
            if c == ' ' && used + 1 > columns {
                continue;
            }
            if used + wide > columns {
                lines.push(finish(&line));
                line.clone_from(&margin);
                used = hang;
            }
            if c == ' ' && line.len() == hang && !lines.is_empty() {
                continue;
            }
            line.push((ink, c));
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(finish(&line));
    }
    lines
}

/// The pieces between which a line may be broken; blanks belong to the piece before them.
fn words(text: &Text) -> Vec<Vec<(Ink, char)>> {
    let mut words: Vec<Vec<(Ink, char)>> = Vec::new();
    let mut before: Option<char> = None;
    for (ink, c) in text.chars() {
        let breaks = match before {
            None => true,
            Some(' ') => c != ' ',
            Some(last) => {
                c != ' '
                    && (char_width(last) == 2 || char_width(c) == 2)
                    && !CLOSING.contains(c)
                    && !OPENING.contains(last)
            }
        };
        match words.last_mut() {
            Some(word) if !breaks => word.push((ink, c)),
            _ => words.push(vec![(ink, c)]),
        }
        before = Some(c);
    }
    words
}

fn trim(word: &[(Ink, char)]) -> &[(Ink, char)] {
    let end = word.iter().rposition(|(_, c)| *c != ' ').map_or(0, |last| last + 1);
    word.get(..end).unwrap_or_default()
}

fn size(word: &[(Ink, char)]) -> usize {
    word.iter().map(|(_, c)| char_width(*c)).sum()
}

fn finish(line: &[(Ink, char)]) -> Text {
    let mut text = Text::default();
    let mut buffer = [0; 4];
    for (ink, c) in trim(line) {
        text.push(*ink, c.encode_utf8(&mut buffer));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        wrap(&Text::plain(text), columns).iter().map(|line| line.render(false)).collect()
    }

    #[test]
    fn breaks_at_blanks() {
        assert_eq!(lines("about as likely as not", 15), ["about as likely", "as not"]);
        assert_eq!(lines("", 15), [""]);
        assert_eq!(lines("exactly15 chars", 15), ["exactly15 chars"]);
    }

    #[test]
    fn breaks_beside_chinese_and_keeps_punctuation() {
        assert_eq!(lines("长春市的旅游，收入", 12), ["长春市的旅", "游，收入"]);
        assert_eq!(lines("收入 2025 年", 7), ["收入", "2025 年"]);
    }

    #[test]
    fn lines_hang() {
        let text = Text::plain("· built in the year").hanging(2);
        let lines: Vec<String> = wrap(&text, 10).iter().map(|line| line.render(false)).collect();
        assert_eq!(lines, ["· built in", "  the year"]);
    }

    #[test]
    fn a_long_word_is_cut() {
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(lines("长春", 1), ["长", "春"]);
    }
}

//! The words of the language, and which of them cannot be names.

use unicode_normalization::is_nfc;

/// Words that start a statement.
pub(crate) const STATEMENTS: &[&str] = &[
    "plan",
    "time",
    "unit",
    "source",
    "dimension",
    "stock",
    "flow",
    "aux",
    "const",
    "table",
    "series",
    "lever",
    "event",
    "shock",
    "alternatives",
    "budget",
    "figure",
    "observe",
    "claim",
    "discrepancy",
    "compare",
    "target",
    "scenario",
    "chart",
    "section",
    "import",
];

/// Words that start a clause.
pub(crate) const CLAUSES: &[&str] = &[
    "label",
    "scope",
    "note",
    "assumption",
    "source",
    "in",
    "zone",
    "from",
    "to",
    "known",
    "by",
    "as",
    "method",
    "otherwise",
    "cost",
    "budget",
    "binding",
    "indicative",
    "deadline",
    "reading",
    "superseded",
    "read",
    "interpolate",
    "then",
    "text",
    "url",
    "money",
    "prices",
    "title",
    "between",
    "show",
    "discrepancy",
];

const RESERVED: &[&str] = &[
    "and",
    "by",
    "end",
    "else",
    "for",
    "from",
    "if",
    "in",
    "most",
    "not",
    "of",
    "or",
    "otherwise",
    "per",
    "real",
    "shared",
    "then",
    "to",
    "with",
    "choose",
];

const SCALES: &[&str] = &["thousand", "million", "billion", "trillion", "万", "亿"];

/// Whether the word cannot be a name without backquotes.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word) || is_scale(word)
}

/// Whether the word multiplies the number before it.
pub(crate) fn is_scale(word: &str) -> bool {
    SCALES.contains(&word)
}

/// Whether the character is a scale word that may be glued to digits.
pub(crate) const fn is_glued_scale(character: char) -> bool {
    matches!(character, '万' | '亿')
}

/// Whether the word starts a clause. Outside brackets such a word is never the unit of the number
/// before it: `target t : a >= 50 binding`.
pub(crate) fn is_clause_word(word: &str) -> bool {
    CLAUSES.contains(&word)
}

/// Whether the word is a clause by itself, without a value.
pub(crate) fn stands_alone(word: &str) -> bool {
    matches!(word, "binding" | "indicative" | "superseded")
}

/// Whether the word starts a statement or a clause, as it does at the start of a line.
pub fn starts_line(word: &str) -> bool {
    STATEMENTS.contains(&word) || CLAUSES.contains(&word)
}

/// Whether a word behind a number belongs to the statement and is not the number's unit.
pub(crate) fn follows_number(word: &str) -> bool {
    is_clause_word(word) || matches!(word, "step" | "rises" | "falls")
}

/// Whether the text can be written as a name without backquotes.
pub(crate) fn is_plain_name(text: &str) -> bool {
    is_plain_word(text) && !is_reserved(text)
}

/// Whether the lexer reads the text as one word, reserved or not.
pub(crate) fn is_plain_word(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return false };
    starts_name(first)
        && characters.all(continues_name)
        && !text.chars().all(is_glued_scale)
        && !text.chars().any(|c| full_width(c).is_some())
        && is_nfc(text)
}

/// Whether a name may start with the character.
pub(crate) fn starts_name(character: char) -> bool {
    character == '_' || unicode_ident::is_xid_start(character)
}

/// Whether a name may go on with the character.
pub(crate) fn continues_name(character: char) -> bool {
    unicode_ident::is_xid_continue(character)
}

/// The ASCII character that a full-width one looks like.
pub(crate) const fn full_width(character: char) -> Option<char> {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0),
        _ => None,
    }
}

/// The name as it is written in backquotes.
pub(crate) fn in_backquotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('`');
    for character in text.chars() {
        match character {
            '`' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            // A name stands on one line.
            '\n' | '\r' => quoted.push(' '),
            _ => quoted.push(character),
        }
    }
    quoted.push('`');
    quoted
}

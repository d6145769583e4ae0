//! Punctuation, and characters that look like other ones or cannot be seen at all.

use crate::Diagnostic;
use crate::lexer::Lexer;
use crate::token::Symbol;
use crate::words::full_width;

/// Symbols by their ASCII spelling, longest first.
const SPELLINGS: &[(&str, Symbol)] = &[
    ("+/-", Symbol::PlusMinus),
    ("..", Symbol::DotDot),
    ("<=", Symbol::LessOrEqual),
    (">=", Symbol::GreaterOrEqual),
    ("!=", Symbol::NotEqual),
    ("==", Symbol::Equal),
    ("(", Symbol::OpenRound),
    (")", Symbol::CloseRound),
    ("[", Symbol::OpenSquare),
    ("]", Symbol::CloseSquare),
    ("{", Symbol::OpenCurly),
    ("}", Symbol::CloseCurly),
    (",", Symbol::Comma),
    (":", Symbol::Colon),
    ("~", Symbol::Tilde),
    ("+", Symbol::Plus),
    ("-", Symbol::Minus),
    ("*", Symbol::Star),
    ("/", Symbol::Slash),
    ("^", Symbol::Caret),
    ("%", Symbol::Percent),
    ("=", Symbol::Equal),
    ("<", Symbol::Less),
    (">", Symbol::Greater),
];

/// Operators of other languages, with ours.
const FOREIGN: &[(&str, &str, Option<Symbol>)] = &[
    ("...", "..", Some(Symbol::DotDot)),
    ("=<", "<=", Some(Symbol::LessOrEqual)),
    ("=>", ">=", Some(Symbol::GreaterOrEqual)),
    ("<>", "!=", Some(Symbol::NotEqual)),
    ("**", "^", Some(Symbol::Caret)),
    ("&&", "and", None),
    ("||", "or", None),
];

/// Reads punctuation at the lexer's place; `None` when there is none, after saying so.
pub(crate) fn symbol(lexer: &mut Lexer<'_>) -> Option<Symbol> {
    let start = lexer.at;
    let first = lexer.peek()?;
    let accepted = match first {
        '±' => Some(Symbol::PlusMinus),
        '≤' => Some(Symbol::LessOrEqual),
        '≥' => Some(Symbol::GreaterOrEqual),
        '≠' => Some(Symbol::NotEqual),
        '×' => Some(Symbol::Star),
        '÷' => Some(Symbol::Slash),
        '\u{2212}' => Some(Symbol::Minus),
        _ => None,
    };
    if accepted.is_some() {
        lexer.advance(first);
        return accepted;
    }
    // Up to three characters as their ASCII forms: `＞＝` is one operator.
    let mut ascii = String::new();
    let mut ends = Vec::new();
    for character in lexer.rest().chars().take(3) {
        let Some(plain) = plain(character) else { break };
        ascii.push_str(plain);
        lexer.at += character.len_utf8();
        ends.push((ascii.len(), lexer.at));
    }
    lexer.at = start;
    let end_of = |spelling: &str| {
        ends.iter().find(|(length, _)| *length == spelling.len()).map(|&(_, end)| end)
    };
    for &(spelling, ours, symbol) in FOREIGN {
        if ascii.starts_with(spelling)
            && let Some(end) = end_of(spelling)
        {
            lexer.at = end;
            let span = lexer.span_from(start);
            lexer.sink.push(
                Diagnostic::error(
                    "syntax",
                    format!("`{spelling}` is not an operator"),
                    span,
                    "this one",
                )
                .help(format!("write `{ours}`"))
                .fix(span, ours),
            );
            return symbol;
        }
    }
    for &(spelling, symbol) in SPELLINGS {
        if ascii.starts_with(spelling)
            && let Some(end) = end_of(spelling)
        {
            let written = &lexer.rest()[..end - start];
            lexer.at = end;
            if written != spelling {
                lookalike(lexer, start, end, spelling);
            }
            return Some(symbol);
        }
    }
    unexpected(lexer, first);
    None
}

/// The ASCII form of a punctuation mark.
fn plain(character: char) -> Option<&'static str> {
    let ascii = full_width(character).unwrap_or(character);
    Some(match ascii {
        '(' => "(",
        ')' => ")",
        '[' | '【' => "[",
        ']' | '】' => "]",
        '{' => "{",
        '}' => "}",
        ',' | '、' | '،' | '､' => ",",
        ':' | '∶' | '︰' => ":",
        '~' | '∼' | '〜' => "~",
        '+' => "+",
        '-' | '\u{2010}'..='\u{2015}' | '﹣' => "-",
        '*' | '∗' | '⋅' | '•' => "*",
        '/' | '∕' | '⁄' => "/",
        '^' => "^",
        '%' => "%",
        '=' => "=",
        '<' | '〈' => "<",
        '>' | '〉' => ">",
        '!' => "!",
        '.' => ".",
        '‥' | '…' => "..",
        '&' => "&",
        '|' => "|",
        _ => return None,
    })
}

/// Reports a character that looks like an ASCII one and is not.
pub(crate) fn lookalike(lexer: &mut Lexer<'_>, start: usize, end: usize, meant: &str) {
    let span = lexer.source.span(start, end);
    let written = &lexer.source.text()[start..end];
    let diagnostic = Diagnostic::error(
        "lookalike-character",
        format!("`{written}` only looks like `{meant}`"),
        span,
        format!("write `{meant}`"),
    )
    .help("outside texts, punctuation, digits and Latin letters have their narrow forms")
    .fix(span, meant);
    lexer.sink.push(diagnostic);
}

/// Reports a run of characters that mean nothing here.
fn unexpected(lexer: &mut Lexer<'_>, first: char) {
    let start = lexer.at;
    lexer.advance(first);
    if is_bidi(first) {
        report_bidi(lexer, start);
        return;
    }
    // One complaint for a whole run: somebody may have pasted something else.
    while lexer.peek() == Some(first) {
        lexer.advance(first);
    }
    let span = lexer.span_from(start);
    let shown = shown(first);
    let diagnostic = Diagnostic::error(
        "syntax",
        format!("{shown} means nothing here"),
        span,
        "unexpected character",
    );
    let diagnostic = match full_width(first).unwrap_or(first) {
        ';' | '。' => diagnostic.help("the end of the line ends a clause; nothing else is needed"),
        '\'' | '‘' | '’' | '«' | '»' | '„' | '”' | '「' | '」' | '《' | '》' => {
            diagnostic.help("a text stands in `\"…\"` or `“…”`")
        }
        '!' => diagnostic.help("write `not`").fix(span, "not "),
        '$' | '¥' | '€' | '£' | '￥' => {
            diagnostic.help("the unit stands behind the number: `5 yuan`")
        }
        _ if is_invisible(first) => diagnostic.help("remove it").fix(span, ""),
        _ => {
            diagnostic.help("a name with such a character is written in backquotes: `` `a & b` ``")
        }
    };
    lexer.sink.push(diagnostic);
}

fn shown(character: char) -> String {
    if character.is_control() || is_invisible(character) {
        format!("the invisible character U+{:04X}", u32::from(character))
    } else {
        format!("`{character}`")
    }
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether the character changes the direction of the text around it without being seen.
const fn is_bidi(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

fn report_bidi(lexer: &mut Lexer<'_>, start: usize) {
    let span = lexer.span_from(start);
    lexer.sink.push(
        Diagnostic::error(
            "bidi-character",
            "an invisible character that reorders the line",
            span,
            "stands here",
        )
        .note("with it a line can look different from what it means")
        .help("remove it; direction marks may only stand in texts")
        .fix(span, ""),
    );
}

/// Looks for characters in a comment that could make the line look like another one.
pub(crate) fn check_comment(lexer: &mut Lexer<'_>, start: usize, end: usize) {
    let back = lexer.at;
    let text = lexer.source.text();
    for (offset, character) in text[start..end].char_indices() {
        if is_bidi(character) {
            lexer.at = start + offset + character.len_utf8();
            report_bidi(lexer, start + offset);
        }
    }
    lexer.at = back;
}

/// Looks for control characters in a text or quoted name that ends here; says whether it is clean.
pub(crate) fn check_quoted(lexer: &mut Lexer<'_>, start: usize) -> bool {
    let text = &lexer.source.text()[start..lexer.at];
    let bad = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if let Some((offset, character)) = text.char_indices().find(|&(_, c)| bad(c)) {
        let from = start + offset;
        let span = lexer.source.span(from, from + character.len_utf8());
        let message = format!("{} in a text", shown(character));
        lexer.sink.push(
            Diagnostic::error("syntax", message, span, "stands here")
                .help("remove it")
                .fix(span, ""),
        );
        return false;
    }
    if text.starts_with('`')
        && let Some((offset, character)) = text.char_indices().find(|&(_, c)| is_bidi(c))
    {
        let back = lexer.at;
        lexer.at = start + offset + character.len_utf8();
        report_bidi(lexer, start + offset);
        lexer.at = back;
        return false;
    }
    true
}

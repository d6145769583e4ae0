//! Tokens: what the lexer makes of a block and the parser reads.

use crate::Span;
use crate::tree::{Comment, Date};

/// One token with the layout facts that the grammar asks about.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the document.
    pub span: Span,
    /// Whether anything but a token stands directly before it.
    pub blank_before: bool,
    /// Whether it is the first token of its line.
    pub line_start: bool,
    /// Whether an empty line stands directly before its line.
    pub empty_line_before: bool,
    /// Columns of its line's indentation beyond the margin of the block.
    pub indent: u32,
}

/// The kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// A name or a keyword; in NFC.
    Name { text: String, quoted: bool },
    /// Digits with their value.
    Number { digits: String, value: f64 },
    /// `2024-04` or `2024-04-15`, not checked against the calendar.
    Date(Date),
    /// A text with its escapes resolved.
    Text(String),
    /// Punctuation.
    Symbol(Symbol),
    /// Something the lexer has complained about, so that nobody else does.
    Bad,
    /// The end of the block.
    End,
}

/// Punctuation; variants in writing (`×` and `*`) are one symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    OpenRound,
    CloseRound,
    OpenSquare,
    CloseSquare,
    OpenCurly,
    CloseCurly,
    Comma,
    Colon,
    Tilde,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Percent,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    PlusMinus,
    DotDot,
}

impl Symbol {
    /// How it is written, for messages.
    pub const fn text(self) -> &'static str {
        match self {
            Self::OpenRound => "(",
            Self::CloseRound => ")",
            Self::OpenSquare => "[",
            Self::CloseSquare => "]",
            Self::OpenCurly => "{",
            Self::CloseCurly => "}",
            Self::Comma => ",",
            Self::Colon => ":",
            Self::Tilde => "~",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Star => "*",
            Self::Slash => "/",
            Self::Caret => "^",
            Self::Percent => "%",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::PlusMinus => "±",
            Self::DotDot => "..",
        }
    }

    /// Whether it opens a bracket.
    pub const fn opens(self) -> bool {
        matches!(self, Self::OpenRound | Self::OpenSquare | Self::OpenCurly)
    }

    /// Whether it closes a bracket.
    pub const fn closes(self) -> bool {
        matches!(self, Self::CloseRound | Self::CloseSquare | Self::CloseCurly)
    }
}

impl Token {
    /// Whether it is this symbol.
    pub fn is(&self, symbol: Symbol) -> bool {
        self.kind == TokenKind::Symbol(symbol)
    }

    /// Whether it is this word, not in backquotes.
    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    /// The name or keyword, when it is not in backquotes.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Name { text, quoted: false } => Some(text),
            _ => None,
        }
    }

    /// Whether a line that ends in this token goes on in the next one.
    pub fn continues_line(&self) -> bool {
        use Symbol::*;
        match &self.kind {
            TokenKind::Symbol(symbol) => matches!(
                symbol,
                Comma
                    | Colon
                    | Tilde
                    | Plus
                    | Minus
                    | Star
                    | Slash
                    | Caret
                    | Equal
                    | NotEqual
                    | Less
                    | LessOrEqual
                    | Greater
                    | GreaterOrEqual
                    | PlusMinus
                    | DotDot
            ),
            TokenKind::Name { text, quoted: false } => {
                matches!(text.as_str(), "and" | "or" | "not")
            }
            _ => false,
        }
    }
}

/// A comment and the token it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct PlacedComment {
    /// The comment.
    pub comment: Comment,
    /// Index of the token it precedes or, where it ends a line, of the token it follows.
    pub token: usize,
    /// Whether it stands behind code on its line.
    pub trailing: bool,
}

/// What a block is cut into. The last token is always [`TokenKind::End`].
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// The tokens.
    pub tokens: Vec<Token>,
    /// The comments in order.
    pub comments: Vec<PlacedComment>,
}

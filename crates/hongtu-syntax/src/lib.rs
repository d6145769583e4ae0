//! The plan document as text: blocks, tokens, syntax tree, diagnostics, formatting.
//!
//! ```
//! let (document, diagnostics) = hongtu_syntax::parse("```hongtu\nplan \"A cup of coffee\"\n```\n");
//! assert!(diagnostics.is_empty());
//! assert_eq!(document.blocks[0].statements.len(), 1);
//! ```
//!
//! Parsing never fails: what cannot be read becomes an `Error` node of the [`tree`] and a
//! [`Diagnostic`], and reading goes on. This crate knows what is written; what it means is for
//! the checker to say.

#![forbid(unsafe_code)]

mod characters;
mod clauses;
mod diagnostic;
mod document;
mod expressions;
mod format;
mod heads;
mod lexer;
mod numbers;
mod parser;
mod print;
mod source;
mod span;
mod statements;
mod suggest;
mod texts;
mod token;
pub mod tree;
mod units;
mod words;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use format::format;
pub use print::print;
pub use span::Span;
pub use suggest::closest;
pub use words::starts_line;

use parser::{Mode, Parser};
use source::{Sink, Source};
use tree::{DateExpr, Document, Expr, ExprKind, Statement};

/// Parses a document.
///
/// All mistakes are reported, in the order of their places; the tree holds what could be read.
pub fn parse(text: &str) -> (Document, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let document = document::parse(text, &mut sink);
    (document, sink.finish())
}

/// Parses statements that stand in no block, such as those of a command line option.
pub fn parse_statements(text: &str) -> (Vec<Statement>, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    if too_large(text, &mut sink) {
        return (Vec::new(), sink.finish());
    }
    let tokens = lexer::lex(&Source::whole(text, 0), &mut sink);
    let statements = Parser::new(text, tokens, Mode::Model, &mut sink).statements();
    (statements, sink.finish())
}

/// Parses an expression, or a condition as targets have it; all of the text must be consumed.
pub fn parse_expression(text: &str) -> (Expr, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    if too_large(text, &mut sink) {
        let span = Span::new(0, 0);
        return (Expr { span, kind: ExprKind::Error }, sink.finish());
    }
    let expr = document::whole_expression(text, &Source::whole(text, 0), &mut sink);
    (expr, sink.finish())
}

/// Parses an expression that is a part of a larger text; all of the part must be consumed.
///
/// Places are those in the larger text. A part that lies outside it is empty.
pub fn parse_expression_in(text: &str, part: Span) -> (Expr, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let inside = text.get(part.start..part.end).unwrap_or_default();
    if too_large(inside, &mut sink) {
        return (Expr { span: part, kind: ExprKind::Error }, sink.finish());
    }
    let expr = document::whole_expression(text, &Source::whole(inside, part.start), &mut sink);
    (expr, sink.finish())
}

/// Parses a date, such as `2024-03-07` or `end of 2025`; `None` when the text is none.
pub fn parse_date(text: &str) -> Option<DateExpr> {
    let mut sink = Sink::default();
    if too_large(text, &mut sink) {
        return None;
    }
    let tokens = lexer::lex(&Source::whole(text, 0), &mut sink);
    let mut parser = Parser::new(text, tokens, Mode::Fragment, &mut sink);
    let date = parser.date_expr().ok().filter(|_| parser.is_done());
    date.filter(|_| sink.finish().is_empty())
}

fn too_large(text: &str, sink: &mut Sink) -> bool {
    let large = text.len() > source::MAX_BYTES;
    if large {
        sink.push(Diagnostic::error(
            "too-large",
            format!("a text of more than {} MiB", source::MAX_BYTES >> 20),
            Span::new(0, 0),
            "not read",
        ));
    }
    large
}

//! Finds blocks, headings and live values in a document.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser as Markdown, Tag, TagEnd};

use crate::lexer::lex;
use crate::parser::{Mode, Parser};
use crate::source::{MAX_BYTES, Sink, Source};
use crate::tree::{Block, BlockKind, Document, Expr, ExprKind, Heading, LiveValue};
use crate::{Diagnostic, Span, closest};

/// A fenced block before it is parsed.
pub(crate) struct RawBlock {
    pub kind: BlockKind,
    /// The block with its fences.
    pub span: Span,
    pub source: Source,
    pub section: Option<usize>,
    pub closed: bool,
}

/// What the Markdown says.
#[derive(Default)]
struct Found {
    headings: Vec<Heading>,
    blocks: Vec<RawBlock>,
    values: Vec<(Span, Source, Option<usize>)>,
}

/// Parses a document; never fails.
pub(crate) fn parse(text: &str, sink: &mut Sink) -> Document {
    if text.len() > MAX_BYTES {
        sink.push(
            Diagnostic::error(
                "too-large",
                format!("a document of more than {} MiB", MAX_BYTES >> 20),
                Span::new(0, 0),
                "not read",
            )
            .help("keep data in CSV files and `read` it"),
        );
        return Document::default();
    }
    let found = find(text, sink);
    let blocks = found.blocks.into_iter().map(|block| parse_block(text, block, sink)).collect();
    let live_values = found
        .values
        .into_iter()
        .map(|(span, source, section)| {
            let value = whole_expression(text, &source, sink);
            LiveValue { span, value, section }
        })
        .collect();
    Document { headings: found.headings, blocks, live_values }
}

fn parse_block(text: &str, block: RawBlock, sink: &mut Sink) -> Block {
    let mode = match block.kind {
        BlockKind::Model => Mode::Model,
        BlockKind::Chart => Mode::Chart,
    };
    let before = sink.len();
    let tokens = lex(&block.source, sink);
    let mut parser = Parser::new(text, tokens, mode, sink);
    let statements = parser.statements();
    let mut trailing_comments = parser.final_comments();
    if statements.is_empty() {
        crate::statements::no_blank_before(&mut trailing_comments, &mut false);
    }
    if !block.closed {
        // The rest of the document is in this block; what is wrong with that as a model is noise.
        sink.truncate(before);
        let fence = text.get(block.span.start..block.span.end).unwrap_or_default();
        let first_line = fence.lines().next().unwrap_or_default().len();
        let span = Span::new(block.span.start, block.span.start + first_line);
        let fence = fence.chars().take_while(|c| matches!(c, '`' | '~')).collect::<String>();
        sink.push(
            Diagnostic::error("unclosed-block", "a block is not closed", span, "starts here").help(
                format!(
                    "end the block with a line of {} {}, as it begins",
                    fence.len(),
                    if fence.starts_with('~') { "tildes" } else { "backquotes" }
                ),
            ),
        );
    }
    Block {
        span: block.span,
        kind: block.kind,
        section: block.section,
        statements,
        trailing_comments,
    }
}

/// Parses an expression that is all of a text.
pub(crate) fn whole_expression(document: &str, source: &Source, sink: &mut Sink) -> Expr {
    let tokens = lex(source, sink);
    let mut parser = Parser::new(document, tokens, Mode::Fragment, sink);
    let parsed = parser.condition();
    let failed = parsed.is_err();
    let expr = parser.recover(parsed);
    if !failed && !parser.is_done() {
        let span = parser.span_from(expr.span.start);
        parser.expected("an operator or the end");
        return Expr { span, kind: ExprKind::Error };
    }
    expr
}

fn find(text: &str, sink: &mut Sink) -> Found {
    // A byte order mark is no text; Markdown would take it for the start of a paragraph.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - body.len();
    let mut found = Found::default();
    let mut heading: Option<Heading> = None;
    let mut block: Option<(Option<RawBlock>, Source, usize)> = None;
    for (event, range) in Markdown::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        let span = Span::new(range.start + shift, range.end + shift);
        let section = found.headings.len().checked_sub(1);
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let span = trimmed(text, span);
                let kind = kind_of(text, span, &info, sink);
                let source = Source::empty(after_first_line(text, span));
                let raw = kind.map(|kind| RawBlock {
                    kind,
                    span,
                    source: Source::default(),
                    section,
                    closed: true,
                });
                block = Some((raw, source, span.end));
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((raw, source, end)) = block.take() else { continue };
                let closed = is_closed(text, &source, span.start, end);
                match raw {
                    Some(mut raw) => {
                        raw.closed = closed;
                        raw.source = source;
                        found.blocks.push(raw);
                    }
                    None if !closed => {
                        let span = Span::new(span.start, line_end(text, span.start));
                        sink.push(
                            Diagnostic::warning(
                                "unclosed-block",
                                "a block is not closed",
                                span,
                                "starts here and takes in the rest of the document",
                            )
                            .help("end the block with a line of its fence"),
                        );
                    }
                    None => {}
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let span = trimmed(text, span);
                heading = Some(Heading { span, level: level as u8, text: String::new() });
            }
            Event::End(TagEnd::Heading(_)) => found.headings.extend(heading.take()),
            Event::Text(content) => {
                if let Some((Some(_), source, _)) = &mut block {
                    // The slice of the document, not the event's text: where tabs or line ends
                    // are normalised the two differ, and places would go wrong.
                    source.push(text.get(span.start..span.end).unwrap_or_default(), span.start);
                } else if let Some((None, source, _)) = &mut block {
                    *source = Source::empty(span.end);
                } else if let Some(heading) = &mut heading {
                    heading.text.push_str(&content);
                }
            }
            Event::Code(content) => {
                if let Some(heading) = &mut heading {
                    heading.text.push_str(&content);
                }
                if let Some(source) = live_value(text, span) {
                    // A heading's own value stands in the section that the heading opens.
                    let section =
                        if heading.is_some() { Some(found.headings.len()) } else { section };
                    found.values.push((span, source, section));
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether the block is ours, from the first word of its info string.
fn kind_of(text: &str, span: Span, info: &str, sink: &mut Sink) -> Option<BlockKind> {
    let word = info.split_whitespace().next()?;
    let kind = match word {
        "hongtu" => return Some(BlockKind::Model),
        "chart" => return Some(BlockKind::Chart),
        _ => closest(word, ["hongtu", "chart"])?,
    };
    let line = text.get(span.start..line_end(text, span.start)).unwrap_or_default();
    let at = line
        .find(word)
        .map_or(span, |offset| Span::new(span.start + offset, span.start + offset + word.len()));
    sink.push(
        Diagnostic::warning(
            "block-kind",
            format!("a block of kind `{word}`, which is not part of the plan"),
            at,
            format!("did you mean `{kind}`?"),
        )
        .fix(at, kind),
    );
    None
}

/// Without the line end that Markdown counts as part of a block.
fn trimmed(text: &str, span: Span) -> Span {
    let written = text.get(span.start..span.end).unwrap_or_default();
    Span::new(span.start, span.start + written.trim_end().len())
}

fn line_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.find('\n').unwrap_or(rest.len())
}

/// Where the content of a block starts.
fn after_first_line(text: &str, span: Span) -> usize {
    (line_end(text, span.start) + 1).min(text.len())
}

/// Whether a fence stands behind the content.
fn is_closed(text: &str, source: &Source, start: usize, end: usize) -> bool {
    let length = source.text().len();
    let content_end = source.span(length, length).end.max(source.span(0, length).end);
    let behind = text.get(content_end.max(line_end(text, start)).min(end)..end).unwrap_or_default();
    behind.contains("```") || behind.contains("~~~")
}

/// The expression in inline code that starts with `=`.
fn live_value(text: &str, span: Span) -> Option<Source> {
    let written = text.get(span.start..span.end)?;
    let ticks = written.len() - written.trim_start_matches('`').len();
    let inside = written.get(ticks..written.len().checked_sub(ticks)?)?;
    let blanks = inside.len() - inside.trim_start().len();
    let value = inside.trim_start().strip_prefix('=')?;
    // `==` and `= < >` are talked about in prose; they are no values.
    if value.trim().is_empty() || value.trim_start().starts_with(['=', '>', '<', '!']) {
        return None;
    }
    let start = span.start + ticks + blanks + 1;
    let mut source = Source::empty(start);
    let mut at = start;
    for (index, line) in value.split_inclusive('\n').enumerate() {
        // A value that runs over lines of a quotation has the quotation's marks in it.
        let content = if index == 0 { line } else { line.trim_start_matches(['>', ' ', '\t']) };
        source.push(content, at + line.len() - content.len());
        at += line.len();
    }
    Some(source)
}

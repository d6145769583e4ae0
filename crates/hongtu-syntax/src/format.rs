//! Rewrites the blocks of a document in their canonical form and leaves everything else alone.

use crate::print::print_block;
use crate::source::Sink;
use crate::tree::Block;
use crate::{Diagnostic, Severity, Span, document};

/// Formats every block of a document in place.
///
/// Prose, fences, line endings and the prefixes of blocks in quotations and lists stay as they are.
///
/// # Errors
///
/// The diagnostics, when the document has syntax errors: what cannot be read cannot be printed.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let document = document::parse(text, &mut sink);
    let diagnostics = sink.finish();
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(diagnostics);
    }
    let mut formatted = String::with_capacity(text.len());
    let mut done = 0;
    for block in &document.blocks {
        let Some(content) = content_of(text, block.span) else { continue };
        if content.start < done {
            continue;
        }
        formatted.push_str(&text[done..content.start]);
        write_block(&mut formatted, text, block);
        done = content.end;
    }
    formatted.push_str(&text[done..]);
    Ok(formatted)
}

/// The lines between the fences of a block, prefixes included.
fn content_of(text: &str, block: Span) -> Option<Span> {
    let written = text.get(block.start..block.end)?;
    Some(Span::new(block.start + written.find('\n')? + 1, block.start + written.rfind('\n')? + 1))
}

fn write_block(formatted: &mut String, text: &str, block: &Block) {
    let prefix = prefix(text, block.span.start);
    let ending = ending(&text[block.span.start..]);
    for line in print_block(block).lines() {
        if line.is_empty() {
            formatted.push_str(prefix.trim_end());
        } else {
            formatted.push_str(&prefix);
            formatted.push_str(line);
        }
        formatted.push_str(ending);
    }
}

/// What stands before each line of a block: that of the opening fence, where the mark of a list
/// item becomes blanks on the lines below it.
fn prefix(text: &str, fence: usize) -> String {
    let before = &text[..fence];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    before[line..]
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|character| if matches!(character, '>' | '\t') { character } else { ' ' })
        .collect()
}

/// The line ending behind the opening fence.
fn ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

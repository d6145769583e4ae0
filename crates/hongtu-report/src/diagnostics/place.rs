//! Lines and columns of a document.

use std::ops::Range;

use hongtu_syntax::Span;

/// A line and a column, both from 1. Columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A document with an index of its lines.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Indexes a document.
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The span cut to the document and widened to whole characters; a span that ends before it
    /// starts is empty.
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary(span.end.min(self.text.len()));
        start..if end < start { start } else { end }
    }

    /// The place of an offset.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).unwrap_or("").chars().count() + 1;
        Place { line, column }
    }

    /// The whole lines that hold a range, without the last line break, and the number of the first.
    pub fn around(&self, range: &Range<usize>) -> (Range<usize>, usize) {
        let first = self.starts.partition_point(|start| *start <= range.start);
        let start = self.starts.get(first.wrapping_sub(1)).copied().unwrap_or(0);
        let rest = self.text.get(range.end..).unwrap_or("");
        let end = rest.find('\n').map_or(self.text.len(), |at| range.end + at);
        // The carriage return of a line break is no part of the line either.
        let carriage = self.slice(start..end).ends_with('\r');
        (start..if carriage { end - 1 } else { end }, first)
    }

    /// A piece of the document.
    pub fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let lines = Lines::new("ab\r\n长春 x\n");
        assert_eq!(lines.place(0), Place { line: 1, column: 1 });
        assert_eq!(lines.place(4), Place { line: 2, column: 1 });
        assert_eq!(lines.place(8), Place { line: 2, column: 2 });
        assert_eq!(lines.place(11), Place { line: 2, column: 4 });
        assert_eq!(lines.place(999), Place { line: 3, column: 1 });
    }

    #[test]
    fn spans_are_cut_to_characters() {
        let lines = Lines::new("长春");
        assert_eq!(lines.clamp(Span::new(1, 2)), 0..3);
        assert_eq!(lines.clamp(Span::new(7, 3)), 6..6);
        assert_eq!(lines.clamp(Span::new(50, 90)), 6..6);
    }
}

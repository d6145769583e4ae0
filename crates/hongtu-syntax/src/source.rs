//! The text of a block and where each piece of it stands in the document.

use crate::Span;

/// The largest document that is read, in bytes.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// The text of a block, cut from the document line by line.
///
/// A block in a quotation or a list has a prefix on every line that does not belong to it, so the
/// block is not one slice of the document. Pieces are copied verbatim: within one, offsets differ
/// by a constant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    text: String,
    /// (offset in `text`, offset in the document), ascending.
    pieces: Vec<(usize, usize)>,
    start: usize,
}

impl Source {
    /// An empty text that stands at an offset of the document.
    pub fn empty(at: usize) -> Self {
        Self { start: at, ..Self::default() }
    }

    /// A text that stands in the document in one piece.
    pub fn whole(text: &str, at: usize) -> Self {
        let mut source = Self::empty(at);
        source.push(text, at);
        source
    }

    /// Adds the next piece.
    pub fn push(&mut self, piece: &str, at: usize) {
        if !piece.is_empty() {
            self.pieces.push((self.text.len(), at));
            self.text.push_str(piece);
        }
    }

    /// The text without prefixes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the document of a range of the text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let from = self.locate(start, start);
        // The end belongs to the piece of the byte before it, not to the next line's.
        let to = if end > start { self.locate(end - 1, end) } else { from };
        Span::new(from, to)
    }

    fn locate(&self, inside: usize, offset: usize) -> usize {
        let after = self.pieces.partition_point(|&(text, _)| text <= inside);
        match after.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(&(text, document)) => document + (offset - text),
            None => self.start,
        }
    }
}

/// Collects diagnostics up to a number that somebody could read.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    list: Vec<crate::Diagnostic>,
    full: bool,
}

impl Sink {
    const MAX: usize = 1_000;

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: crate::Diagnostic) {
        if self.list.len() < Self::MAX {
            self.list.push(diagnostic);
        } else if !self.full {
            self.full = true;
            self.list.push(crate::Diagnostic {
                rule: "too-large",
                severity: crate::Severity::Error,
                message: format!("more than {} mistakes; the rest is not shown", Self::MAX),
                labels: Vec::new(),
                notes: Vec::new(),
                helps: vec!["mend these first".to_owned()],
                fix: None,
            });
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets what came after a point.
    pub fn truncate(&mut self, length: usize) {
        self.list.truncate(length);
    }

    /// All diagnostics, by place.
    pub fn finish(mut self) -> Vec<crate::Diagnostic> {
        self.list.sort_by_key(|diagnostic| {
            diagnostic.span().map_or((usize::MAX, 0), |span| (span.start, span.end))
        });
        self.list
    }
}

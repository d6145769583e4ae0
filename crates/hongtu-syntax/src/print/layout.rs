//! Lines of at most a hundred columns: where a statement that is longer goes on in the next line.

/// Columns of a line.
const WIDTH: usize = 100;
/// Columns of one level of indentation.
const INDENT: usize = 4;

/// A piece of a line.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Goes on one line.
    Text(String),
    /// A text in quotation marks, which may run over lines at its blanks.
    Words(String),
    /// A place where the line may end. Breaks of a lesser depth are taken first.
    Break { depth: u32, kind: Break },
}

/// What a break is when it is not taken, and which breaks are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// A blank; taken only where the next piece would not fit.
    Fill,
    /// Nothing; taken only where the next piece would not fit.
    Tight,
    /// A blank behind `{`; all arms of the map then stand on lines of their own.
    Open,
    /// A blank between two arms.
    Arm,
    /// A blank before `}`.
    Close,
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub text: String,
    column: usize,
}

impl Page {
    /// Ends the line and starts the next one with an indentation.
    pub fn newline(&mut self, indent: usize) {
        self.text.push('\n');
        self.start_line(indent);
    }

    /// Indents a line that has just been started.
    pub fn start_line(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// Adds text that stays on the line.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += columns(text);
    }

    /// Whether the parts fit behind a blank on the line.
    pub fn fits(&self, parts: &[Part]) -> bool {
        self.column + 1 + width(parts) <= WIDTH
    }

    /// Adds the parts of a line that is indented by `base`.
    pub fn lay(&mut self, parts: &[Part], base: usize) {
        // Below a head, continuation lines stand deeper than its clauses.
        self.lay_at(parts, base, (base + INDENT).max(2 * INDENT));
    }

    fn lay_at(&mut self, parts: &[Part], mut base: usize, mut further: usize) {
        let depth = |part: &Part| match part {
            Part::Break { depth, .. } => Some(*depth),
            _ => None,
        };
        let outermost = parts.iter().filter_map(depth).min();
        let outermost = match outermost {
            Some(outermost) if self.column + width(parts) > WIDTH => outermost,
            _ => return self.flat(parts, further),
        };
        let mut segments = parts.split(|part| depth(part) == Some(outermost));
        let breaks = parts.iter().filter_map(|part| match part {
            Part::Break { depth, kind } if *depth == outermost => Some(*kind),
            _ => None,
        });
        if let Some(first) = segments.next() {
            self.lay_at(first, base, further);
        }
        for (kind, segment) in breaks.zip(segments) {
            match kind {
                Break::Fill | Break::Tight => {
                    let blank = usize::from(kind == Break::Fill);
                    if self.column + blank + width(segment) > WIDTH {
                        self.newline(further);
                    } else if blank == 1 {
                        self.push(" ");
                    }
                }
                Break::Open => {
                    base += INDENT;
                    further = base + INDENT;
                    self.newline(base);
                }
                Break::Arm => self.newline(base),
                Break::Close => {
                    base = base.saturating_sub(INDENT);
                    further = (base + INDENT).max(2 * INDENT);
                    self.push(",");
                    self.newline(base);
                }
            }
            self.lay_at(segment, base, further);
        }
    }

    fn flat(&mut self, parts: &[Part], further: usize) {
        for part in parts {
            match part {
                Part::Text(text) => self.push(text),
                Part::Words(words) => self.words(words, further),
                Part::Break { kind: Break::Tight, .. } => {}
                Part::Break { .. } => self.push(" "),
            }
        }
    }

    /// A text that may run over lines. Only a single blank may become a line break, as the reader
    /// takes a line break and the blanks around it for one blank.
    fn words(&mut self, words: &str, further: usize) {
        if self.column + columns(words) <= WIDTH {
            return self.push(words);
        }
        let mut rest = words;
        let mut first = true;
        while !rest.is_empty() {
            let end = next_break(rest);
            let (word, behind) = rest.split_at(end);
            if !first {
                if self.column + 1 + columns(word) > WIDTH {
                    self.newline(further);
                } else {
                    self.push(" ");
                }
            }
            self.push(word);
            first = false;
            rest = behind.get(1..).unwrap_or_default();
        }
    }
}

/// Where the next lone blank stands, or the end.
fn next_break(text: &str) -> usize {
    let mut from = 0;
    while let Some(offset) = text.get(from..).and_then(|rest| rest.find(' ')) {
        let at = from + offset;
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        let lone =
            before.is_some_and(|c| !c.is_whitespace()) && after.is_some_and(|c| !c.is_whitespace());
        if lone {
            return at;
        }
        from = at + 1;
    }
    text.len()
}

fn width(parts: &[Part]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) | Part::Words(text) => columns(text),
            Part::Break { kind: Break::Tight, .. } => 0,
            Part::Break { .. } => 1,
        })
        .sum()
}

/// Columns a terminal gives to a text; East Asian characters take two.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|character| match u32::from(character) {
            0x1100..=0x115f
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe6f
            | 0xff00..=0xff60
            | 0xffe0..=0xffe6
            | 0x1f300..=0x1faff
            | 0x20000..=0x3fffd => 2,
            _ => 1,
        })
        .sum()
}

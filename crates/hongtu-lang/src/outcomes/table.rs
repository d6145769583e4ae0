//! The table of outcomes: bytes to rows whose cells know where they stand.

use hongtu_syntax::{Diagnostic, Severity, Span};

use crate::csv;

/// A cell and its place in the text of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its content, without blanks at either end.
    pub text: String,
    /// Where it stands; where quotation marks inside it are doubled, its whole row.
    pub span: Span,
}

/// A row of the table; a column that the file does not have is an empty cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the outcome is of.
    pub what: Cell,
    /// What happened.
    pub value: Cell,
    /// The least it can have been.
    pub low: Cell,
    /// The most it can have been.
    pub high: Cell,
    /// The unit of the three.
    pub unit: Cell,
    /// When it became known.
    pub known: Cell,
    /// Where it is from.
    pub source: Cell,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// A table as it was read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The text of the file.
    pub text: String,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

const COLUMNS: [&str; 7] = ["what", "value", "low", "high", "unit", "known", "source"];
/// Columns without which a row says nothing.
const NEEDED: [&str; 3] = ["what", "value", "known"];

/// Reads a table of outcomes.
pub fn read(bytes: &[u8]) -> Table {
    let mut read = csv::Read::default();
    let decoded = csv::decode(bytes, &mut read);
    let start = Span::new(0, 0);
    let mut table = Table { text: decoded.unwrap_or_default(), ..Table::default() };
    table.diagnostics.extend(read.problems.into_iter().map(|p| diagnostic(p, start)));
    if table.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return table;
    }
    let text = std::mem::take(&mut table.text);
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(csv::delimiter(&text))
        .flexible(true)
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let first_line = Span::new(0, text.find(['\r', '\n']).unwrap_or(text.len()));
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_lowercase).collect(),
        Err(error) => {
            table.diagnostics.push(unreadable(1, &error, first_line));
            Vec::new()
        }
    };
    let place = |name: &str| header.iter().position(|h| h == name);
    let missing: Vec<&str> = NEEDED.into_iter().filter(|name| place(name).is_none()).collect();
    if !missing.is_empty() {
        table.diagnostics.push(
            Diagnostic::error(
                "csv-missing-column",
                format!("the file has no column `{}`", missing.join("`, `")),
                first_line,
                "the columns there are",
            )
            .help(format!("the first line of a file of outcomes is `{}`", COLUMNS.join(","))),
        );
        table.text = text;
        return table;
    }
    let places = COLUMNS.map(place);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, ::csv::Position::line);
                table.diagnostics.push(unreadable(line, &error, start));
                break;
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let (from, line) =
            record.position().map_or((0, 1), |p| (p.byte() as usize, p.line() as usize));
        let cells = cells(&text, from, &record);
        let nowhere = cells.last().map_or(start, |cell| Span::new(cell.span.end, cell.span.end));
        let [what, value, low, high, unit, known, source] = places.map(|place| {
            let cell = place.and_then(|place| cells.get(place)).cloned();
            cell.unwrap_or_else(|| Cell { text: String::new(), span: nowhere })
        });
        table.rows.push(Row { what, value, low, high, unit, known, source, line });
    }
    let silent = table.rows.is_empty();
    if silent && table.diagnostics.iter().all(|d| d.severity != Severity::Error) {
        table.diagnostics.push(
            Diagnostic::error("csv-malformed", "the file holds no rows", first_line, "")
                .help("below the line of names stands one row an outcome"),
        );
    }
    table.text = text;
    table
}

/// The cells of a record that starts at a byte, each found behind the one before.
fn cells(text: &str, from: usize, record: &::csv::StringRecord) -> Vec<Cell> {
    // The reader counts the line break before a record to it.
    let skipped =
        text.get(from..).map_or(0, |t| t.len() - t.trim_start_matches(['\r', '\n']).len());
    let start = from + skipped;
    let end =
        text.get(start..).and_then(|t| t.find(['\r', '\n'])).map_or(text.len(), |n| start + n);
    let mut at = start;
    let place = |cell: &str| {
        let found = text.get(at..).and_then(|rest| rest.find(cell));
        // What is not found as it stands has doubled quotation marks in it.
        let span = match found {
            Some(offset) => Span::new(at + offset, at + offset + cell.len()),
            None => Span::new(start, end),
        };
        if found.is_some() {
            at = span.end;
        }
        Cell { text: cell.to_owned(), span }
    };
    record.iter().map(place).collect()
}

fn unreadable(line: u64, error: &::csv::Error, span: Span) -> Diagnostic {
    Diagnostic::error("csv-malformed", format!("row {line} cannot be read: {error}"), span, "")
        .help("close every quotation mark")
}

/// A problem of a cell as a diagnostic.
pub fn diagnostic(problem: csv::Problem, span: Span) -> Diagnostic {
    Diagnostic::new(problem.rule, problem.severity, problem.message, span, "").help(problem.help)
}

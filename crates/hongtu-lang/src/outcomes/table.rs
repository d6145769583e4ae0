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
            table.diagnostics.push(unreadable(1, &error.to_string(), first_line));
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
    let mut records = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => records.push(record),
            Err(error) => {
                let line = error.position().map_or(1, ::csv::Position::line);
                table.diagnostics.push(unreadable(line, &error.to_string(), start));
                break;
            }
        }
    }
    let starts: Vec<usize> = records.iter().map(|record| begin(&text, record)).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (record, (from, to)) in records.iter().zip(starts.iter().copied().zip(ends)) {
        if record.iter().all(str::is_empty) {
            continue;
        }
        let written = text.get(from..to).unwrap_or_default();
        let line = text.get(..from).unwrap_or_default().matches('\n').count() + 1;
        let span = Span::new(from, from + written.find(['\r', '\n']).unwrap_or(written.len()));
        if written.matches('"').count() % 2 == 1 {
            let why = "a quotation mark is not closed";
            table.diagnostics.push(unreadable(line as u64, why, span));
            continue;
        }
        if !csv::fits(record, header.len()) {
            let problem = csv::ragged(line, record.len(), header.len());
            table.diagnostics.push(diagnostic(problem, span));
            continue;
        }
        let cells = cells(&text, span, record);
        let nowhere = Span::new(span.end, span.end);
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

/// Where a record begins: the reader counts the line breaks before it to it.
fn begin(text: &str, record: &::csv::StringRecord) -> usize {
    let from = record.position().map_or(0, |position| position.byte() as usize);
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
}

/// The cells of a record, each found behind the one before; a row goes to the end of its line.
fn cells(text: &str, row: Span, record: &::csv::StringRecord) -> Vec<Cell> {
    let mut at = row.start;
    let place = |cell: &str| {
        let found = text.get(at..row.end).and_then(|rest| rest.find(cell));
        // What is not found as it stands has doubled quotation marks in it.
        let span = match found {
            Some(offset) => Span::new(at + offset, at + offset + cell.len()),
            None => row,
        };
        if found.is_some() {
            at = span.end;
        }
        Cell { text: cell.to_owned(), span }
    };
    record.iter().map(place).collect()
}

fn unreadable(line: u64, why: &str, span: Span) -> Diagnostic {
    Diagnostic::error("csv-malformed", format!("row {line} cannot be read: {why}"), span, "")
        .help("close every quotation mark")
}

/// A problem of a cell as a diagnostic.
pub fn diagnostic(problem: csv::Problem, span: Span) -> Diagnostic {
    Diagnostic::new(problem.rule, problem.severity, problem.message, span, "").help(problem.help)
}

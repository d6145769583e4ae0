//! Series in CSV files: text of unknown encoding to dated numbers, with every doubt said aloud.

use hongtu_syntax::{Severity, tree};

use crate::encoding;

/// One row of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The date, or in plain time the number.
    pub date: Position,
    /// The value, a percentage divided by 100.
    pub value: f64,
    /// When it became known, where the file has a column `known`.
    pub known: Option<tree::Date>,
}

/// Where a row lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// On a calendar.
    Date(tree::Date),
    /// In plain time.
    Time(f64),
}

/// Something to say of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, with row and column.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The rows that could be read, in the order of the file.
    pub rows: Vec<Row>,
    /// What there is to say.
    pub problems: Vec<Problem>,
}

impl Read {
    fn say(&mut self, rule: &'static str, severity: Severity, message: String, help: &'static str) {
        self.tell(Problem { rule, severity, message, help });
    }

    fn tell(&mut self, problem: Problem) {
        // One faulty column makes thousands of equal complaints; the first few tell it all.
        const MOST: usize = 8;
        if self.problems.iter().filter(|p| p.rule == problem.rule).count() < MOST {
            self.problems.push(problem);
        }
    }
}

/// Whether a row has a cell for every column. Spreadsheets end some rows with more separators than
/// others; nothing else is beyond doubt.
pub fn fits(record: &csv::StringRecord, columns: usize) -> bool {
    record.len() >= columns && record.iter().skip(columns).all(str::is_empty)
}

/// What is wrong with a row that does not.
pub fn ragged(line: usize, has: usize, columns: usize) -> Problem {
    let noun = if has == 1 { "cell" } else { "cells" };
    Problem {
        rule: "csv-malformed",
        severity: Severity::Error,
        message: format!("row {line} has {has} {noun}, and the first line names {columns} columns"),
        help: "give each row a cell for every column; an empty cell still has its separator",
    }
}

/// Decodes the text of a file, and says what it is in where that is not UTF-8.
pub fn decode(bytes: &[u8], read: &mut Read) -> Option<String> {
    let text = match encoding::decode(bytes) {
        Some((text, None)) => Some(text),
        Some((text, Some(name))) => {
            read.say(
                "file-encoding",
                Severity::Information,
                format!("the file is in {name}, and is read as such"),
                encoding::HELP,
            );
            Some(text)
        }
        None => {
            read.say(
                "csv-malformed",
                Severity::Error,
                "the file is neither UTF-8 nor GB18030 text".to_owned(),
                encoding::HELP,
            );
            None
        }
    };
    if text.as_ref().is_some_and(|text| text.contains('\0')) {
        read.say(
            "csv-malformed",
            Severity::Error,
            "the file holds NUL bytes: it is no text".to_owned(),
            "export the table as CSV",
        );
        return None;
    }
    text
}

/// Reads a column of a CSV file beside its dates.
///
/// `dates` names the column of the dates, the first one where none is given.
pub fn read(bytes: &[u8], column: Option<&str>, dates: Option<&str>, calendar: bool) -> Read {
    let mut read = Read::default();
    let Some(text) = decode(bytes, &mut read) else { return read };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        read.say(
            "csv-malformed",
            Severity::Error,
            "the file is empty".to_owned(),
            "the first line names the columns, and below it stands one row a date",
        );
        return read;
    }
    let delimiter = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    if let Some(line) = unclosed(&text, delimiter) {
        read.say(
            "csv-malformed",
            Severity::Error,
            format!("line {line}: a quotation mark is opened and never closed"),
            "close it, or take it away: everything behind it would be one cell",
        );
        return read;
    }
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(error) => {
            read.say(
                "csv-malformed",
                Severity::Error,
                format!("the first line cannot be read: {error}"),
                "the first line names the columns",
            );
            return read;
        }
    };
    let find = |name: &str| header.iter().position(|h| h == name);
    let date_column = match dates {
        Some(name) => find(name),
        None => Some(0),
    };
    let value_column = match column {
        Some(name) => find(name),
        None => (header.len() > 1).then_some(1),
    };
    let (Some(date_column), Some(value_column)) = (date_column, value_column) else {
        let missing = match (date_column, column) {
            (None, _) => dates.unwrap_or_default(),
            (_, Some(column)) => column,
            (_, None) => "of values",
        };
        read.say("csv-missing-column", Severity::Error, format!("the file has no column `{missing}`; it has: {}", header.join(", ")), "name the column as the first line of the file does: `read \"file.csv\" column \"name\"`");
        return read;
    };
    let known_column = find("known");
    let mut last: Option<(f64, usize)> = None;
    for (index, record) in reader.records().enumerate() {
        let line = index + 2;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                read.say(
                    "csv-malformed",
                    Severity::Error,
                    format!("row {line} cannot be read: {error}"),
                    "close every quotation mark",
                );
                return read;
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        if !fits(&record, header.len()) {
            read.tell(ragged(line, record.len(), header.len()));
            continue;
        }
        let cell = record.get(date_column).unwrap_or_default();
        let Some((date, order)) = position(cell, calendar) else {
            read.say(
                "csv-not-a-number",
                Severity::Error,
                format!(
                    "row {line}, column `{}`: `{}` is no {}",
                    header[date_column],
                    shorten(cell),
                    if calendar { "date" } else { "time" }
                ),
                "write dates as 2019, 2019-04 or 2019-04-15",
            );
            continue;
        };
        if let Some((before, row)) = last
            && order <= before
        {
            read.say(
                "csv-date-order",
                Severity::Error,
                format!("row {line} is not later than row {row}"),
                "sort the rows by date, one row a date",
            );
            continue;
        }
        last = Some((order, line));
        let cell = record.get(value_column).unwrap_or_default();
        if cell.is_empty() {
            read.say(
                "csv-gap",
                Severity::Information,
                format!("row {line} has no value in column `{}`", header[value_column]),
                "the series goes from the value before to the value after",
            );
            continue;
        }
        let Some(value) = number(cell, line, &header[value_column], &mut read) else { continue };
        let known = known_column.and_then(|c| record.get(c)).filter(|c| !c.is_empty());
        let known = match known.map(|cell| (cell, position(cell, true))) {
            None => None,
            Some((_, Some((Position::Date(date), _)))) => Some(date),
            Some((cell, _)) => {
                read.say(
                    "csv-not-a-number",
                    Severity::Error,
                    format!("row {line}, column `known`: `{}` is no date", shorten(cell)),
                    "write dates as 2019, 2019-04 or 2019-04-15",
                );
                continue;
            }
        };
        read.rows.push(Row { date, value, known });
    }
    if read.rows.is_empty() && read.problems.iter().all(|p| p.severity != Severity::Error) {
        read.say(
            "csv-malformed",
            Severity::Error,
            "the file holds no rows".to_owned(),
            "below the line of names stands one row a date",
        );
    }
    read
}

/// The line of a quotation mark that opens a cell and is never closed.
pub fn unclosed(text: &str, delimiter: u8) -> Option<usize> {
    let mut open = None;
    let mut line = 1;
    // Two marks within quotes stand for one: closed, and opened again by the second.
    let mut opens = true;
    for byte in text.trim_start_matches('\u{feff}').bytes() {
        match (byte, open) {
            (b'"', Some(_)) => (open, opens) = (None, true),
            (b'"', None) if opens => open = Some(line),
            (byte, None) => opens = byte == delimiter || byte == b'\n' || byte == b'\r',
            _ => {}
        }
        line += usize::from(byte == b'\n');
    }
    open
}

/// Comma, semicolon or tab: whichever the first line has most of.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |byte: u8| first.bytes().filter(|&b| b == byte).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&byte| count(byte)).unwrap_or(b',')
}

pub fn shorten(cell: &str) -> String {
    let short: String = cell.chars().take(40).collect();
    if short.len() < cell.len() { format!("{short}…") } else { short }
}

/// A number as spreadsheets write it.
pub fn number(cell: &str, line: usize, column: &str, read: &mut Read) -> Option<f64> {
    let mut text = cell.replace(['\u{a0}', ' '], "").replace('−', "-");
    let mut percent = false;
    if let Some(rest) = text.strip_suffix(['%', '％']) {
        text = rest.to_owned();
        percent = true;
    }
    if text.contains(',') {
        if !grouped(&text) {
            read.say(
                "csv-not-a-number",
                Severity::Error,
                format!(
                    "row {line}, column `{column}`: `{}` could be read in two ways",
                    shorten(cell)
                ),
                "write 1234.5, without separators of thousands and with a point",
            );
            return None;
        }
        read.say("csv-thousands", Severity::Warning, format!("row {line}, column `{column}`: the commas of `{}` are read as separators of thousands", shorten(cell)), "write 1234.5, without separators of thousands");
        text = text.replace(',', "");
    }
    // `nan`, `inf` and the like are what Rust would parse and no spreadsheet means.
    let plain =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let value = text.parse::<f64>().ok().filter(|v| plain && v.is_finite());
    let Some(value) = value else {
        read.say(
            "csv-not-a-number",
            Severity::Error,
            format!("row {line}, column `{column}`: `{}` is no number", shorten(cell)),
            "leave a cell empty where there is no value",
        );
        return None;
    };
    if percent {
        read.say(
            "csv-percent",
            Severity::Information,
            format!(
                "row {line}, column `{column}`: `{}` is read as {}",
                shorten(cell),
                value / 100.0
            ),
            "per cent are divided by 100",
        );
        return Some(value / 100.0);
    }
    Some(value)
}

/// Whether commas stand where separators of thousands do.
fn grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default().trim_start_matches(['-', '+']);
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|g| g.len() == 3 && digits(g))
        && !text.rsplit('.').next().is_some_and(|rest| text.contains('.') && rest.contains(','))
}

/// A date or time with a number to order it by.
pub fn position(cell: &str, calendar: bool) -> Option<(Position, f64)> {
    if !calendar {
        let value: f64 = cell.parse().ok()?;
        return value.is_finite().then_some((Position::Time(value), value));
    }
    let parts: Vec<&str> = cell.split(['-', '/', '.']).collect();
    let (year, rest) = parts.split_first()?;
    if year.len() != 4
        || rest.len() > 2
        || !cell.bytes().all(|b| b.is_ascii_digit() || b"-/.".contains(&b))
    {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    let part = |i: usize| rest.get(i).map(|p| p.parse::<u8>()).transpose().ok();
    let (month, day) = (part(0)?, part(1)?);
    hongtu_model::vague_end(year, month, day)?;
    let order = f64::from(year) * 10_000.0
        + f64::from(month.unwrap_or(1)) * 100.0
        + f64::from(day.unwrap_or(1));
    Some((Position::Date(tree::Date { year, month, day }), order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &[u8]) -> Vec<&'static str> {
        read(text, None, None, true).problems.into_iter().map(|p| p.rule).collect()
    }

    #[test]
    fn a_plain_file_has_nothing_to_say_of() {
        let read = read(b"year,trips\n2019,6.0\n2020,2.879\n", Some("trips"), None, true);
        assert_eq!(read.problems, []);
        assert_eq!(read.rows.len(), 2);
        assert_eq!(read.rows[1].value, 2.879);
    }

    #[test]
    fn every_doubt_is_said() {
        assert_eq!(rules(b"year,x\n2019,45%\n"), ["csv-percent"]);
        assert_eq!(rules(b"year,x\n2019,\"1,234\"\n"), ["csv-thousands"]);
        assert_eq!(rules(b"year,x\n2019,\"1,23\"\n"), ["csv-not-a-number"]);
        assert_eq!(rules(b"year,x\n2019,n/a\n"), ["csv-not-a-number"]);
        assert_eq!(rules(b"year,x\n2019,nan\n"), ["csv-not-a-number"]);
        assert_eq!(rules(b"year,x\n2020,1\n2019,2\n"), ["csv-date-order"]);
        assert_eq!(rules(b"year,x\n2019-13,1\n"), ["csv-not-a-number"]);
        assert_eq!(rules(b""), ["csv-malformed"]);
        assert_eq!(rules(b"year,x\n"), ["csv-malformed"]);
        assert_eq!(rules(b"year,x\n2019,\n2020,4\n"), ["csv-gap"]);
    }

    #[test]
    fn a_row_has_a_cell_for_every_column() {
        let said = |text: &[u8]| {
            let found = read(text, None, None, false);
            found.problems.into_iter().map(|p| p.message).collect::<Vec<_>>()
        };
        let wrong = ["row 2 has 1 cell, and the first line names 2 columns"];
        assert_eq!(said(b"d,v\n0\n30,21\n"), wrong);
        let wrong = ["row 3 has 3 cells, and the first line names 2 columns"];
        assert_eq!(said(b"d,v\n0,20\n30,2,1\n"), wrong);
        assert_eq!(said(b"d,v\n0,20,\n30,21,,\n\n,\n"), [""; 0]);
        let open = ["line 2: a quotation mark is opened and never closed"];
        assert_eq!(said(b"d,v\n0,\"20\n30,21\n"), open);
        assert_eq!(said(b"d,v\n0,\"20\"\n30,21\n"), [""; 0]);
        assert_eq!(unclosed("d,v,w\n0,1,\"an \"\"inch\"\"\"\n1,2,5\"\n", b','), None);
        assert_eq!(said(b" \n"), ["the file is empty"]);
    }

    #[test]
    fn byte_order_marks_and_gb18030_are_read() {
        let read_bom = read("\u{feff}year,x\n2019,1\n".as_bytes(), Some("x"), Some("year"), true);
        assert_eq!(read_bom.problems, []);
        let (bytes, _, _) = encoding_rs::GB18030.encode("年份,人次\n2019,6\n");
        let read = read(&bytes, Some("人次"), Some("年份"), true);
        assert_eq!(read.rows.len(), 1);
        assert_eq!(read.problems[0].rule, "file-encoding");
    }
}

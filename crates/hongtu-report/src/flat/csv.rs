//! Tables as CSV (RFC 4180): UTF-8, a header, CRLF.

use std::io::{self, Write};

use super::{Cells, Table};

/// Writes a table that comes in parts, so that a long one need not be held as a whole. All parts
/// have the columns of the first.
///
/// A number is written with as many digits as tell it apart from every other; infinity is `inf`,
/// and what is not a number is an empty cell. No byte order mark is written.
///
/// # Errors
///
/// Those of the writer.
pub fn csv(parts: impl IntoIterator<Item = Table>, out: &mut dyn Write) -> io::Result<()> {
    for (index, part) in parts.into_iter().enumerate() {
        if index == 0 {
            header(&part, out)?;
        }
        rows(&part, out)?;
    }
    Ok(())
}

fn header(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for (index, (name, _)) in table.columns().iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        field(&mut line, name);
    }
    line.push_str("\r\n");
    out.write_all(line.as_bytes())
}

fn rows(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for row in 0..table.rows() {
        line.clear();
        for (index, (_, cells)) in table.columns().iter().enumerate() {
            if index > 0 {
                line.push(',');
            }
            cell(&mut line, cells, row);
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

fn cell(line: &mut String, cells: &Cells, row: usize) {
    match cells {
        Cells::Numbers(numbers) => match numbers.get(row) {
            Some(number) if !number.is_nan() => line.push_str(&number.to_string()),
            _ => {}
        },
        Cells::Counts(counts) => {
            if let Some(count) = counts.get(row) {
                line.push_str(&count.to_string());
            }
        }
        Cells::Texts(texts) => {
            if let Some(Some(text)) = texts.get(row) {
                field(line, text);
            }
        }
        Cells::Flags(flags) => {
            if let Some(flag) = flags.get(row) {
                line.push_str(if *flag { "true" } else { "false" });
            }
        }
    }
}

/// A text, in quotation marks where it needs them.
fn field(line: &mut String, text: &str) {
    if text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        let table = Table::new()
            .with("name", Cells::Texts(vec![Some("a \"b\", c".to_owned()), None]))
            .with("name", Cells::Numbers(vec![0.1, f64::NAN]))
            .with("ok", Cells::Flags(vec![true, false]));
        let mut out = Vec::new();
        csv([table], &mut out).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "name,name (2),ok\r\n\"a \"\"b\"\", c\",0.1,true\r\n,,false\r\n");
    }
}

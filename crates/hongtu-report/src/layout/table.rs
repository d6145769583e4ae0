//! Tables that fit a width: columns narrow, wrap, and give way in an order.

use super::{Ink, Text, wrap};

/// On which side a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    header: Text,
    align: Align,
    gap: usize,
    least: Option<usize>,
    gives_way: Option<u8>,
}

impl Column {
    /// A column that keeps its width and its place, two blanks behind the one before.
    pub fn new(header: impl AsRef<str>, align: Align) -> Self {
        let header = Text::inked(Ink::Faint, header);
        Self { header, align, gap: 2, least: None, gives_way: None }
    }

    /// A column that may be narrowed to so many columns of the terminal by wrapping its cells.
    #[must_use]
    pub fn wraps(mut self, least: usize) -> Self {
        self.least = Some(least);
        self
    }

    /// A column that is left out where there is no room; the lowest rank goes first.
    #[must_use]
    pub fn gives_way(mut self, rank: u8) -> Self {
        self.gives_way = Some(rank);
        self
    }

    /// Blanks before the column.
    #[must_use]
    pub fn gap(mut self, gap: usize) -> Self {
        self.gap = gap;
        self
    }
}

#[derive(Clone, Debug)]
enum Row {
    Cells(Vec<Text>),
    Title(Text),
}

/// A table without lines: columns are held apart by blanks.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    indent: usize,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), indent: 2 }
    }

    /// The same with so many blanks before every line.
    #[must_use]
    pub fn indented(mut self, indent: usize) -> Self {
        self.indent = indent;
        self
    }

    /// Adds a row of cells; missing ones stay empty.
    pub fn row(&mut self, cells: Vec<Text>) {
        self.rows.push(Row::Cells(cells));
    }

    /// Adds a line across all columns.
    pub fn title(&mut self, text: Text) {
        self.rows.push(Row::Title(text));
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether a column finds room.
    pub fn shows(&self, column: usize, columns: usize) -> bool {
        self.fit(columns).get(column).is_some_and(Option::is_some)
    }

    /// Lines of at most `columns` columns where that is possible at all. A column without anything
    /// in it is left out; so is the header line where no column has a header.
    pub fn lines(&self, columns: usize) -> Vec<Text> {
        let widths = self.fit(columns);
        let mut lines = Vec::new();
        if self.columns.iter().any(|column| !column.header.is_empty()) {
            let headers: Vec<Text> = self.columns.iter().map(|c| c.header.clone()).collect();
            self.cells(&headers, &widths, &mut lines);
        }
        for row in &self.rows {
            match row {
                Row::Cells(cells) => self.cells(cells, &widths, &mut lines),
                Row::Title(text) => {
                    for line in wrap(text, columns.saturating_sub(self.indent)) {
                        lines.push(shift(self.indent, &line));
                    }
                }
            }
        }
        lines
    }

    /// The width of every column, `None` for those left out.
    fn fit(&self, columns: usize) -> Vec<Option<usize>> {
        let mut widths: Vec<Option<usize>> = (0..self.columns.len())
            .map(|index| {
                let widest = self.widest(index);
                let header = self.columns.get(index).map_or(0, |column| column.header.width());
                (widest > 0).then_some(if widest > header { widest } else { header })
            })
            .collect();
        loop {
            let total = self.total(&widths);
            if total <= columns {
                return widths;
            }
            let slack: usize =
                self.shrinkable(&widths).map(|(_, width, least)| width - least).sum();
            if total - slack > columns
                && let Some(index) = self.first_to_go(&widths)
            {
                if let Some(width) = widths.get_mut(index) {
                    *width = None;
                }
                continue;
            }
            // The widest of those that may wrap gives a column at a time.
            let widest = self.shrinkable(&widths).max_by_key(|&(_, width, _)| width);
            let Some((index, width, _)) = widest else { return widths };
            if let Some(slot) = widths.get_mut(index) {
                *slot = Some(width - 1);
            }
        }
    }

    fn widest(&self, index: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| match row {
            Row::Cells(cells) => cells.get(index).map(Text::width),
            Row::Title(_) => None,
        });
        cells.max().unwrap_or(0)
    }

    fn total(&self, widths: &[Option<usize>]) -> usize {
        let mut total = self.indent;
        let mut first = true;
        for (column, width) in self.columns.iter().zip(widths) {
            if let Some(width) = width {
                total += width + if first { 0 } else { column.gap };
                first = false;
            }
        }
        total
    }

    /// Index, width and least width of the columns that may be narrower than they are.
    fn shrinkable(&self, widths: &[Option<usize>]) -> impl Iterator<Item = (usize, usize, usize)> {
        self.columns
            .iter()
            .zip(widths)
            .enumerate()
            .filter_map(|(index, (column, width))| Some((index, (*width)?, column.least?)))
            .filter(|&(_, width, least)| width > least)
    }

    fn first_to_go(&self, widths: &[Option<usize>]) -> Option<usize> {
        let there = self.columns.iter().zip(widths).enumerate().filter(|(_, (_, w))| w.is_some());
        let ranked = there.filter_map(|(index, (column, _))| Some((column.gives_way?, index)));
        ranked.min().map(|(_, index)| index)
    }

    fn cells(&self, cells: &[Text], widths: &[Option<usize>], lines: &mut Vec<Text>) {
        let empty = Text::default();
        let wrapped: Vec<(usize, Align, usize, Vec<Text>)> = self
            .columns
            .iter()
            .zip(widths)
            .enumerate()
            .filter_map(|(index, (column, width))| {
                let width = (*width)?;
                let cell = cells.get(index).unwrap_or(&empty);
                Some((width, column.align, column.gap, wrap(cell, width)))
            })
            .collect();
        let height = wrapped.iter().map(|(.., lines)| lines.len()).max().unwrap_or(0);
        for at in 0..height {
            let mut line = Text::plain(" ".repeat(self.indent));
            for (index, (width, align, gap, texts)) in wrapped.iter().enumerate() {
                let text = texts.get(at).unwrap_or(&empty);
                let blanks = " ".repeat(width.saturating_sub(text.width()));
                if index > 0 {
                    line.push(Ink::Plain, &" ".repeat(*gap));
                }
                if *align == Align::Right {
                    line.push(Ink::Plain, &blanks);
                }
                line.append(text);
                if *align == Align::Left {
                    line.push(Ink::Plain, &blanks);
                }
            }
            lines.push(line);
        }
    }
}

/// A line moved to the right.
fn shift(indent: usize, line: &Text) -> Text {
    let mut moved = Text::plain(" ".repeat(indent));
    moved.append(line);
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(table: &Table, columns: usize) -> Vec<String> {
        table.lines(columns).iter().map(|line| line.render(false)).collect()
    }

    fn sample() -> Table {
        let mut table = Table::new(vec![
            Column::new("target", Align::Left).wraps(6),
            Column::new("odds", Align::Right),
            Column::new("bar", Align::Left).gives_way(0),
        ]);
        table.row(vec![Text::plain("旅游收入"), Text::plain("7%"), Text::plain("▌")]);
        table.row(vec![Text::plain("tourism revenue"), Text::plain("78%"), Text::plain("███")]);
        table
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        assert_eq!(
            show(&sample(), 40),
            [
                "  target           odds  bar",
                "  旅游收入           7%  ▌",
                "  tourism revenue   78%  ███"
            ]
        );
    }

    #[test]
    fn a_column_gives_way_before_the_rest_breaks() {
        assert_eq!(
            show(&sample(), 16),
            ["  target    odds", "  旅游收入    7%", "  tourism    78%", "  revenue"]
        );
    }
}

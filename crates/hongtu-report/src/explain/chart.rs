//! A course as a chart of braille dots: the median as a line, the 90 % interval dotted, what was
//! observed as points, goals as broken lines.

use hongtu_study::explain::Course;

use super::Page;
use crate::layout::{Ink, Text};
use crate::numbers::Measured;
use crate::words;

/// Rows of a chart.
const ROWS: usize = 9;

/// The widest a chart gets.
const WIDEST: usize = 72;

/// A cell of two by four dots.
#[derive(Clone, Copy, Default)]
struct Cell {
    dots: u8,
    median: bool,
    mark: Option<(char, Ink)>,
}

/// The drawing area: cells, and the values at its edges.
struct Area {
    cells: Vec<Vec<Cell>>,
    columns: usize,
    low: f64,
    high: f64,
    start: f64,
    end: f64,
}

/// The bit of each dot of a braille cell, by column and row.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

impl Area {
    /// The row of dots of a value, from the top; `None` outside.
    fn row(&self, value: f64) -> Option<usize> {
        let dots = (ROWS * 4 - 1) as f64;
        let place = ((self.high - value) / (self.high - self.low) * dots).round();
        (place >= 0.0 && place <= dots).then_some(place as usize)
    }

    /// The time at a column of dots.
    fn time(&self, column: usize) -> f64 {
        let last = (self.columns * 2 - 1) as f64;
        self.start + (self.end - self.start) * column as f64 / last
    }

    /// The column of cells of a time.
    fn column(&self, time: f64) -> Option<usize> {
        let last = (self.columns - 1) as f64;
        let place = ((time - self.start) / (self.end - self.start) * last).round();
        (place >= 0.0 && place <= last).then_some(place as usize)
    }

    fn dot(&mut self, column: usize, row: usize, median: bool) {
        if let Some(cell) = self.cells.get_mut(row / 4).and_then(|r| r.get_mut(column / 2)) {
            cell.dots |= DOTS[column % 2][row % 4];
            cell.median |= median;
        }
    }

    fn mark(&mut self, column: usize, row: usize, mark: char, ink: Ink) {
        if let Some(cell) = self.cells.get_mut(row / 4).and_then(|r| r.get_mut(column)) {
            cell.mark = Some((mark, ink));
        }
    }
}

/// The chart of a course, with goals at times (coherent values). Empty where there is no line.
pub(super) fn lines(page: &Page<'_>, course: &Course, goals: &[(f64, f64)]) -> Vec<Text> {
    let view = &page.view;
    let finite = |v: &f64| v.is_finite();
    let mut values: Vec<f64> = course.line.iter().flat_map(|(_, q)| [q[0], q[2], q[4]]).collect();
    values.extend(course.observed.iter().flat_map(|o| [o.value - o.error, o.value + o.error]));
    values.extend(goals.iter().map(|(_, value)| *value));
    values.retain(finite);
    let (Some(first), Some(last)) = (course.line.first(), course.line.last()) else {
        return Vec::new();
    };
    let lowest = values.iter().copied().reduce(|a, b| if b < a { b } else { a });
    let highest = values.iter().copied().reduce(|a, b| if b > a { b } else { a });
    let (Some(low), Some(high)) = (lowest, highest) else { return Vec::new() };
    if low >= high || first.0 >= last.0 {
        return Vec::new();
    }
    // A chart that nearly reaches down to 0 shows it.
    let low = if low > 0.0 && low < 0.35 * high { 0.0 } else { low };
    let measured = Measured::new(&course.unit, view.lang);
    let scale = measured.scale(if high.abs() > low.abs() { high } else { low });
    let label = |value: f64| measured.bare(value, scale);
    let labels = [label(high), label(low + (high - low) / 2.0), label(low)];
    let margin = labels.iter().map(|l| crate::layout::width(l)).max().unwrap_or(0);
    let columns = view.columns.saturating_sub(margin + 6).clamp(16, WIDEST);
    let cells = vec![vec![Cell::default(); columns]; ROWS];
    let mut area = Area { cells, columns, low, high, start: first.0, end: last.0 };
    draw(&mut area, course, goals);

    let mut lines = vec![title(page, course, &measured, scale, !goals.is_empty())];
    for (row, cells) in area.cells.iter().enumerate() {
        let label = match row {
            0 => labels[0].as_str(),
            r if r == ROWS / 2 => labels[1].as_str(),
            r if r + 1 == ROWS => labels[2].as_str(),
            _ => "",
        };
        let blanks = " ".repeat(margin.saturating_sub(crate::layout::width(label)));
        let tick = if label.is_empty() { "│" } else { "┤" };
        let mut line = Text::inked(Ink::Faint, format!("  {blanks}{label} {tick}"));
        for cell in cells {
            let braille = char::from_u32(0x2800 + u32::from(cell.dots)).unwrap_or(' ');
            let (sign, ink) = match (cell.mark, cell.dots) {
                (Some(mark), _) => mark,
                (None, 0) => (' ', Ink::Plain),
                (None, _) => (braille, if cell.median { Ink::Plain } else { Ink::Faint }),
            };
            line.push(ink, sign.encode_utf8(&mut [0; 4]));
        }
        lines.push(line);
    }
    lines.push(axis(page, course, margin, columns));
    lines
}

fn draw(area: &mut Area, course: &Course, goals: &[(f64, f64)]) {
    for &(until, value) in goals {
        let Some(row) = area.row(value) else { continue };
        let last = area.column(until).unwrap_or(area.columns - 1);
        for column in 0..=last {
            area.mark(column, row, if column == last { '◂' } else { '╌' }, Ink::Fair);
        }
    }
    let mut before: Option<usize> = None;
    for column in 0..area.columns * 2 {
        let Some([low, _, median, _, high]) = at(&course.line, area.time(column)) else {
            before = None;
            continue;
        };
        if column % 3 == 0 {
            for edge in [low, high] {
                if let Some(row) = area.row(edge) {
                    area.dot(column, row, false);
                }
            }
        }
        let Some(row) = area.row(median) else {
            before = None;
            continue;
        };
        let from = before.unwrap_or(row);
        let (top, bottom) = if from < row { (from + 1, row) } else { (row, from.max(row)) };
        let (top, bottom) = if from == row { (row, row) } else { (top, bottom.max(top)) };
        for dot in top..=bottom {
            area.dot(column, dot, true);
        }
        before = Some(row);
    }
    // A line that runs under goals or points is still seen: only points hide it.
    for row in &mut area.cells {
        for cell in row.iter_mut().filter(|cell| cell.median) {
            cell.mark = cell.mark.filter(|(mark, _)| *mark == '◂');
        }
    }
    for observed in &course.observed {
        let place = area.column(observed.time).zip(area.row(observed.value));
        if let Some((column, row)) = place {
            area.mark(column, row, if observed.weighs { '●' } else { '○' }, Ink::Good);
        }
    }
}

/// Quantiles at a time, on straight lines between the points.
fn at(line: &[(f64, [f64; 5])], time: f64) -> Option<[f64; 5]> {
    let next = line.partition_point(|(t, _)| *t < time);
    let (later, after) = line.get(next).or(line.last())?;
    let (earlier, before) = line.get(next.saturating_sub(1))?;
    let share = if later > earlier { (time - earlier) / (later - earlier) } else { 1.0 };
    let mut found = [0.0; 5];
    for (slot, (a, b)) in found.iter_mut().zip(before.iter().zip(after)) {
        *slot = a + (b - a) * share.clamp(0.0, 1.0);
    }
    found.iter().all(|v| v.is_finite()).then_some(found)
}

/// The unit, and what the signs mean.
fn title(
    page: &Page<'_>,
    course: &Course,
    measured: &Measured,
    scale: crate::numbers::Scale,
    goals: bool,
) -> Text {
    let lang = page.lang();
    let unit = measured.behind("", scale);
    let mut parts = Vec::new();
    // A per cent sign stands behind every label.
    if !matches!(unit.trim(), "" | "%") {
        parts.push(unit.trim().to_owned());
    }
    parts.push(format!("⠒ {}", words::LEGEND_MEDIAN.of(lang)));
    parts.push(format!("⠐ {}", words::LEGEND_BAND.of(lang)));
    if !course.observed.is_empty() {
        parts.push(format!("● {}", words::LEGEND_OBSERVED.of(lang)));
    }
    if goals {
        parts.push(format!("╌ {}", words::LEGEND_GOAL.of(lang)));
    }
    Text::inked(Ink::Faint, format!("  {}", parts.join(" · ")))
}

/// The times at the ends and in the middle.
fn axis(page: &Page<'_>, course: &Course, margin: usize, columns: usize) -> Text {
    let text = |time: f64| {
        let answers = page.view.answers;
        match answers.date(time) {
            Some(day) => format!("{}", day.year()),
            None => crate::numbers::significant(time, 3),
        }
    };
    let ends = course.line.first().zip(course.line.last());
    let Some(((start, _), (end, _))) = ends else { return Text::default() };
    let (start, middle, end) = (text(*start), text(start + (end - start) / 2.0), text(*end));
    let unit = match page.view.answers.time.is_calendar() {
        true => String::new(),
        false => format!(" {}", words::time_unit(&page.view.answers.time.unit, page.lang())),
    };
    let half = columns / 2;
    let mut line = format!("  {} {start}", " ".repeat(margin + 1));
    let mut fill = |text: &str, until: usize| {
        let width = crate::layout::width(&line);
        line.push_str(&" ".repeat((margin + 4 + until).saturating_sub(width).max(1)));
        line.push_str(text);
    };
    fill(&middle, half.saturating_sub(middle.len() / 2));
    fill(&end, columns.saturating_sub(end.len()));
    line.push_str(&unit);
    Text::inked(Ink::Faint, line)
}

//! A distribution in a line of blocks, before the evidence above and with it below.

use hongtu_study::answers::Spread;
use hongtu_study::explain::Shape;

use super::Page;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::Measured;
use crate::words;

/// Eighths of a cell.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Shares as a line of blocks, the highest of all being full.
pub(super) fn blocks(shares: &[f64], highest: f64) -> String {
    let block = |share: &f64| {
        let eighths = if highest > 0.0 { share / highest * 8.0 } else { 0.0 };
        // What is there at all is seen.
        let eighths = if *share > 0.0 { eighths.ceil() } else { 0.0 };
        BLOCKS.get((eighths as usize).min(8)).copied().unwrap_or(' ')
    };
    shares.iter().map(block).collect()
}

/// Both distributions, with median and 90 % interval beside them and the ends below.
pub(super) fn lines(
    page: &Page<'_>,
    shape: &Shape,
    is_date: bool,
    prior: Option<&str>,
) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let evidence = view.answers.weighting.observations > 0;
    let highest = |all: f64, share: &f64| if *share > all { *share } else { all };
    let highest = shape.before.iter().chain(&shape.after).fold(0.0, highest);
    let mut table = Table::new(vec![
        Column::new("", Align::Left).wraps(8),
        Column::new("", Align::Left),
        Column::new("", Align::Left).wraps(18),
    ]);
    let spread = |spread: &Spread| Text::plain(view.spread(&shape.unit, is_date, spread));
    let mut row = |key: words::Word, ink: Ink, shares: &[f64], of: &Spread| {
        let key = Text::inked(Ink::Faint, key.of(lang));
        table.row(vec![key, Text::inked(ink, blocks(shares, highest)), spread(of)]);
    };
    if evidence {
        row(words::PRIOR, Ink::Faint, &shape.before, &shape.spread_before);
        row(words::POSTERIOR, Ink::Plain, &shape.after, &shape.spread_after);
    } else {
        row(words::ASSUMED, Ink::Plain, &shape.before, &shape.spread_before);
    }
    table.row(vec![Text::default(), Text::inked(Ink::Faint, ends(page, shape, is_date))]);
    let mut lines = table.lines(view.columns);
    if let Some(prior) = prior {
        let key = words::PRIOR_KEY.of(lang);
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, format!("{key} {prior}"))));
    }
    if !evidence {
        let text = Text::inked(Ink::Faint, words::NO_EVIDENCE.of(lang));
        lines.extend(view.paragraph(2, &text));
    }
    lines
}

/// The values at both ends, as far apart as the blocks are wide.
fn ends(page: &Page<'_>, shape: &Shape, is_date: bool) -> String {
    let view = &page.view;
    let (low, high) = if is_date {
        let date = |value| view.value(&shape.unit, true, value);
        (date(shape.low), date(shape.high))
    } else {
        let measured = Measured::new(&shape.unit, view.lang);
        let (low, high) = (shape.low, shape.high);
        let scale = measured.scale(if high.abs() > low.abs() { high } else { low });
        (measured.bare(shape.low, scale), measured.bare(shape.high, scale))
    };
    let width = crate::layout::width(&low) + crate::layout::width(&high);
    let blanks = shape.before.len().saturating_sub(width).max(1);
    format!("{low}{}{high}", " ".repeat(blanks))
}

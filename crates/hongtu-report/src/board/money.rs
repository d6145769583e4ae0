//! What the levers spend by year, against the budgets.

use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::{self, Measured};
use crate::words;

pub(super) fn lines(view: &View<'_>) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = Vec::new();
    for budget in &view.answers.budgets {
        let name = view.label(&budget.labels, &budget.name);
        let title = match lang {
            words::Lang::En => format!("{}: {name}", words::MONEY_BY_YEAR.of(lang)),
            words::Lang::Zh => format!("{}：{name}", words::MONEY_BY_YEAR.of(lang)),
        };
        lines.extend(view.section(&title));
        let measured = Measured::new(&budget.unit, lang);
        // One scale for the whole table, that of the largest amount in it.
        let amounts = budget.years.iter().flat_map(|year| [Some(year.spent), year.central_limit]);
        let largest = amounts.flatten().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        let scale = measured.scale(largest);
        let money = |value: f64| measured.bare(value, scale);
        let mut columns = vec![
            Column::new(words::YEAR.of(lang), Align::Left),
            Column::new(words::SPENT.of(lang), Align::Right),
            Column::new(words::DIFFERENCE.of(lang), Align::Right).wraps(6),
            Column::new(words::LIMIT.of(lang), Align::Left).wraps(14),
            Column::new(words::OVER.of(lang), Align::Right).wraps(9).gives_way(200),
        ];
        for (index, lever) in budget.levers.iter().enumerate() {
            // The last levers give way first.
            let rank = u8::try_from(budget.levers.len() - index).unwrap_or(199);
            let header = view.label(&lever.labels, &lever.name);
            columns.push(Column::new(header, Align::Right).wraps(12).gives_way(rank));
        }
        let mut table = Table::new(columns);
        for (index, year) in budget.years.iter().enumerate() {
            let ink = if year.over { Ink::Alarm } else { Ink::Plain };
            let limit = match (&year.limit, year.central_limit) {
                (Some(limit), _) => format!(
                    "{} ({})",
                    money(limit.median),
                    numbers::range(lang, &money(limit.low), &money(limit.high))
                ),
                (None, Some(limit)) => money(limit),
                (None, None) => "–".to_owned(),
            };
            let odds = year.over_probability.map_or_else(|| "–".to_owned(), numbers::percent);
            let mut row = vec![
                Text::plain(year.year.to_string()),
                Text::inked(ink, money(year.spent)),
                Text::inked(Ink::Faint, money(year.difference)),
                Text::plain(limit),
                Text::inked(Ink::Faint, odds),
            ];
            for lever in &budget.levers {
                let spent = lever.spends.get(index).copied();
                row.push(Text::inked(Ink::Faint, spent.map_or_else(|| "–".to_owned(), money)));
            }
            table.row(row);
        }
        let unit = measured.behind("", scale);
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, unit.trim())));
        lines.extend(table.lines(view.columns));
    }
    lines
}

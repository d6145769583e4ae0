//! `hongtu rule`

use hongtu_lang::rules;
use hongtu_report::layout::{Align, Column, Ink, Table, Text};

use crate::args::RuleArgs;
use crate::failure::{Failure, Message};
use crate::{output, screen};

/// Prints the page of a rule, or the list of rules.
pub fn rule(args: &RuleArgs) -> Result<(), Failure> {
    match &args.id {
        None => list(),
        Some(id) => match rules::find(id) {
            Some(rule) => output::print(&format!("{}\n", rule.page.trim_end())),
            None => Err(Failure::Usage(unknown(id))),
        },
    }
}

fn unknown(id: &str) -> Message {
    let ids = rules::all().iter().map(|rule| rule.id);
    let message = Message::new(format!("there is no rule `{id}`"));
    match hongtu_syntax::closest(id, ids) {
        Some(near) => message.help(format!("did you mean `{near}`? `hongtu rule` lists all")),
        None => message.help("`hongtu rule` lists all"),
    }
}

fn list() -> Result<(), Failure> {
    let mut table = Table::new(vec![
        Column::new("", Align::Left),
        Column::new("", Align::Left),
        Column::new("", Align::Left).wraps(20),
    ])
    .indented(0);
    for rule in rules::all() {
        table.row(vec![
            Text::inked(Ink::Strong, rule.id),
            Text::inked(Ink::Faint, rule.severity.word()),
            Text::plain(rule.title.split_whitespace().collect::<Vec<_>>().join(" ")),
        ]);
    }
    let colour = screen::colour();
    let lines: Vec<String> =
        table.lines(screen::columns()).iter().map(|line| line.render(colour) + "\n").collect();
    output::print(&lines.concat())
}

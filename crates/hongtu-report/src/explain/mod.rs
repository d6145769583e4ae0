//! One quantity or target, explained: for a terminal ([`render`]) and for programs ([`json`]).

mod chart;
pub(crate) mod contrast;
pub(crate) mod evidence;
mod json;
pub(crate) mod quantity;
mod shape;
mod target;
mod tree;

use std::ops::Range;

use hongtu_study::answers::BranchAnswer;
use hongtu_study::explain::{Explanation, Subject};

use crate::board::WIDEST;
use crate::board::view::View;
use crate::layout::{Ink, Text};
use crate::numbers;
use crate::words::{self, Lang};

pub use json::json;

/// How an explanation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// In which language.
    pub lang: Lang,
    /// How many columns the terminal has; at least 40 are used.
    pub columns: usize,
    /// Whether it may send colours.
    pub colour: bool,
}

/// An explanation as text, a line break behind every line. `source` is the plan's document, of
/// which the definition is quoted.
pub fn render(explanation: &Explanation, source: &str, options: &Options) -> String {
    let columns = options.columns.clamp(40, WIDEST);
    let page =
        Page { view: View { answers: &explanation.answers, lang: options.lang, columns }, source };
    let lines = match &explanation.subject {
        Subject::Quantity(quantity) => quantity::lines(&page, quantity),
        Subject::Target(target) => target::lines(&page, target),
    };
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.render(options.colour));
        text.push('\n');
    }
    text
}

/// What all parts of an explanation share.
pub(crate) struct Page<'a> {
    pub view: View<'a>,
    pub source: &'a str,
}

impl Page<'_> {
    fn lang(&self) -> Lang {
        self.view.lang
    }

    /// The name with its label on the left, what it is on the right; then what it runs under.
    pub fn heading(&self, name: &str, label: &str, what: &str) -> Vec<Text> {
        let view = &self.view;
        let title = Text::plain("  ").and(Ink::Strong, name);
        let title =
            if label.is_empty() { title } else { title.and(Ink::Plain, format!("  {label}")) };
        let blanks = view.columns.saturating_sub(title.width() + crate::layout::width(what));
        let mut lines = if blanks >= 2 {
            vec![title.and(Ink::Faint, format!("{}{what}", " ".repeat(blanks)))]
        } else {
            let mut lines = view.paragraph(0, &title.hanging(2));
            lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, what)));
            lines
        };
        let answers = view.answers;
        let mut parts = vec![view.label(&answers.labels, &answers.title)];
        if !answers.labels.contains_key(view.lang.code()) {
            parts = vec![answers.title.clone()];
        }
        parts.extend(
            answers.as_of.map(|day| words::as_of(&numbers::date(day, view.lang), view.lang)),
        );
        if let Some(scenario) = &answers.scenario {
            let title = scenario.title.as_deref().unwrap_or(&scenario.name);
            let labelled = scenario.labels.get(view.lang.code()).map_or(title, String::as_str);
            parts.push(labelled.to_owned());
        }
        let single = answers.changes.iter().filter(|change| !change.by_scenario);
        parts.extend(single.map(|change| view.change(change, false)));
        parts.push(words::runs(&numbers::count(answers.runs), answers.runs == 1, view.lang));
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, parts.join(" · "))));
        lines
    }

    /// The label, where it says more than the name does.
    pub fn label_beside(&self, labels: &hongtu_model::Labels, name: &str) -> String {
        labels
            .get(self.lang().code())
            .filter(|label| label.as_str() != name)
            .cloned()
            .unwrap_or_default()
    }

    /// The statement as it stands in the document.
    fn definition(&self, span: &Range<usize>) -> Vec<Text> {
        let Some(statement) = self.statement(span) else { return Vec::new() };
        let mut lines = self.view.section(words::DEFINITION.of(self.lang()));
        for line in statement.lines() {
            let lead = line.len() - line.trim_start().len();
            let text = Text::plain(line).hanging(lead + 4);
            lines.extend(self.view.paragraph(4, &text));
        }
        lines
    }

    pub fn statement(&self, span: &Range<usize>) -> Option<&str> {
        self.source.get(span.clone()).filter(|text| !text.trim().is_empty())
    }

    /// The branches of alternatives.
    pub fn branches(&self, name: &str) -> &[BranchAnswer] {
        let all = &self.view.answers.weighting.alternatives;
        all.iter().find(|a| a.name == name).map_or(&[], |a| a.branches.as_slice())
    }

    /// An instant of the simulated time as a table prints it: a year end, a date, a time.
    pub fn when(&self, step: u32, time: f64) -> String {
        let answers = self.view.answers;
        match answers.time.date(i64::from(step)) {
            // The first instant of a year is the end of the one before.
            Some(day) if step > 0 && day.month() == 1 && day.day() == 1 => {
                let text = format!("end of {}", i32::from(day.year()) - 1);
                numbers::deadline_text(&text, self.lang())
            }
            Some(day) if day.month() == 1 && day.day() == 1 => match self.lang() {
                Lang::En => format!("start of {}", day.year()),
                Lang::Zh => format!("{}年初", day.year()),
            },
            _ => numbers::instant(answers, time, self.lang()),
        }
    }
}

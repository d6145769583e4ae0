//! Which assumptions matter and what taught what: for a terminal ([`render`]) and for programs
//! ([`json`]).

mod assumptions;
mod json;
pub(crate) mod lessons;

use hongtu_model::Labels;
use hongtu_study::Answers;
use hongtu_study::lessons::Lessons;
use hongtu_study::sensitivity::Sensitivity;

use crate::board::WIDEST;
use crate::board::heading::alarm;
use crate::board::view::View;
use crate::explain::{Options, Page};
use crate::layout::Text;
use crate::words;

pub use json::json;
pub(crate) use json::lessons as lessons_json;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The answers of the study.
    pub answers: &'a Answers,
    /// Which assumptions matter.
    pub sensitivity: &'a Sensitivity,
    /// What taught what; `None` where nothing observed weighs.
    pub lessons: Option<&'a Lessons>,
}

/// Both as text, a line break behind every line.
pub fn render(findings: &Findings<'_>, options: &Options) -> String {
    let columns = options.columns.clamp(40, WIDEST);
    let view = View { answers: findings.answers, lang: options.lang, columns };
    let page = Page { view, source: "" };
    let mut lines = page.heading(words::MATTERS.of(options.lang), "", "");
    lines.extend(alarm(&page.view));
    lines.extend(assumptions::lines(&page.view, findings.sensitivity));
    lines.extend(lessons::lines(&page.view, findings));
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.render(options.colour));
        text.push('\n');
    }
    text
}

/// What people call an input: the label of its quantity, else its name.
fn input_label(view: &View<'_>, labels: &Labels, name: &str) -> String {
    labels.get(view.lang.code()).cloned().unwrap_or_else(|| name.to_owned())
}

/// A sentence read last.
fn remark(view: &View<'_>, text: &str) -> Vec<Text> {
    if text.is_empty() {
        return Vec::new();
    }
    view.paragraph(2, &Text::inked(crate::layout::Ink::Faint, text))
}

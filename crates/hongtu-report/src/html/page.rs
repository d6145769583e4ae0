//! What all parts of a page share: its language, its labels, its ids.

use std::cell::{Cell, RefCell};

use hongtu_study::Report;
use hongtu_study::answers::TargetAnswer;

use super::plot::Figures;
use super::prose::anchor;
use super::text::{escape, safe_address};
use crate::board::view::View;
use crate::numbers;
use crate::words::Lang;

/// A page that is being written.
pub(super) struct Page<'a> {
    pub report: &'a Report<'a>,
    pub view: View<'a>,
    pub lang: Lang,
    part: RefCell<String>,
    ids: Cell<u32>,
}

impl<'a> Page<'a> {
    pub fn new(report: &'a Report<'a>, lang: Lang) -> Self {
        let view = View { answers: report.answers, lang, columns: 80 };
        Self { report, view, lang, part: RefCell::default(), ids: Cell::new(0) }
    }

    /// An id that nothing else has.
    pub fn id(&self, kind: &str) -> String {
        let next = self.ids.get() + 1;
        self.ids.set(next);
        format!("{kind}-{}{next}", self.part.borrow())
    }

    /// Writes a part that may be written again by itself: its ids do not depend on what is around it.
    pub fn part(&self, key: &str, write: impl FnOnce() -> String) -> String {
        let around = self.part.replace(format!("{key}-"));
        let before = self.ids.replace(0);
        let html = write();
        self.part.replace(around);
        self.ids.set(before);
        html
    }

    pub fn figures(&self) -> Figures<'a> {
        Figures { report: self.report, lang: self.lang }
    }

    /// The section of the document in which a target is declared.
    pub fn section(&self, target: &TargetAnswer) -> Option<usize> {
        self.report.plan.targets.iter().find(|t| t.name == target.target)?.section
    }

    /// A text that leads to a section.
    pub fn to_section(&self, section: Option<usize>, text: &str) -> String {
        // The document's title is no place of its own.
        let first = self.report.plan.sections.first().is_some_and(|s| s.level == 1);
        match section.filter(|section| *section > 0 || !first) {
            Some(section) => format!("<a href=\"#{}\">{}</a>", anchor(section), escape(text)),
            None => escape(text),
        }
    }

    /// Where a source stands in the list of sources.
    pub fn source_id(&self, name: &str) -> Option<String> {
        let index = self.report.answers.sources.iter().position(|source| source.name == name)?;
        Some(format!("source-{index}"))
    }

    /// A source by publisher and date, leading to the list.
    pub fn source(&self, name: &str) -> String {
        let Some(source) = self.report.answers.source(name) else { return escape(name) };
        let by = source.publisher.as_deref().unwrap_or(&source.title);
        let date = source.date.as_deref().map(|date| self.dated(date));
        let text = match (date, self.lang) {
            (Some(date), Lang::En) => format!("{by}, {date}"),
            (Some(date), Lang::Zh) => format!("{by}，{date}"),
            (None, _) => by.to_owned(),
        };
        match self.source_id(name) {
            Some(id) => format!("<a href=\"#{id}\">{}</a>", escape(&text)),
            None => escape(&text),
        }
    }

    /// A quotation with its source.
    pub fn quote(&self, source: Option<&str>, quote: Option<&str>) -> String {
        let source = source.map(|name| self.source(name));
        match (quote, source) {
            (Some(quote), Some(source)) => {
                format!("<q>{}</q> <cite>{source}</cite>", escape(quote))
            }
            (Some(quote), None) => format!("<q>{}</q>", escape(quote)),
            (None, Some(source)) => format!("<cite>{source}</cite>"),
            (None, None) => String::new(),
        }
    }

    /// An address as a link, or as text where it is none that may be followed.
    pub fn address(&self, address: &str) -> String {
        match safe_address(address) {
            Some(safe) => format!(
                "<a class=\"address\" href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>",
                escape(safe)
            ),
            None => escape(address),
        }
    }

    /// A date as a source has it: a day, a month, a year.
    pub fn dated(&self, date: &str) -> String {
        match numbers::day(date) {
            Some(day) => numbers::date(day, self.lang),
            None => numbers::deadline_text(date, self.lang),
        }
    }
}

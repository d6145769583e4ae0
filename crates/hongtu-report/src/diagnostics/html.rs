//! Diagnostics as a part of a page: the same sentences as the text, with the source marked.

use std::ops::Range;

use hongtu_syntax::{Diagnostic, Severity};

use super::place::Lines;
use crate::html::text::{escape, with_names};
use crate::layout::visible;
use crate::words::{Lang, open as say};

/// At most so many diagnostics of a severity are shown.
const MOST: usize = 50;

/// At most so many lines of the source are shown for a place.
const MOST_LINES: usize = 4;

/// So many characters of a long line are shown on either side of a place.
const BESIDE: usize = 120;

/// A heading of the document, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The byte it starts at.
    pub start: usize,
    /// Its text.
    pub title: String,
    /// The id of its heading in the page, where the page has it.
    pub anchor: Option<String>,
}

/// The section that a byte is in.
pub fn section(sections: &[Section], at: usize) -> Option<&Section> {
    let count = sections.partition_point(|section| section.start <= at);
    sections.get(count.checked_sub(1)?)
}

/// All diagnostics: what fails a check is open, everything else folded. Empty without any.
pub fn html(
    path: &str,
    document: &str,
    diagnostics: &[Diagnostic],
    sections: &[Section],
    lang: Lang,
) -> String {
    let lines = Lines::new(document);
    let mut out = String::new();
    let order = [Severity::Error, Severity::Warning, Severity::Finding, Severity::Information];
    for severity in order {
        let all: Vec<&Diagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).collect();
        if all.is_empty() {
            continue;
        }
        let mut list = format!("<ol class=\"{}\">\n", severity.word());
        for diagnostic in all.iter().take(MOST) {
            list += &item(path, &lines, diagnostic, sections, lang);
        }
        list += "</ol>\n";
        if all.len() > MOST {
            let more = say::more(all.len() - MOST, path, lang);
            list += &format!("<p>{}</p>\n", with_names(&more));
        }
        let count = say::count(severity, all.len(), lang);
        out += &if severity == Severity::Error {
            list
        } else {
            format!("<details>\n<summary>{count}</summary>\n{list}</details>\n")
        };
    }
    out
}

/// What is wrong where no place in the document is to blame, and what to do about it.
pub fn refusal(what: &str, remedy: Option<&str>, lang: Lang) -> String {
    let mut out = format!(
        "<ol class=\"error\">\n<li><p><b>{}</b> {}</p>\n",
        say::severity(Severity::Error).of(lang),
        with_names(&visible(what))
    );
    if let Some(remedy) = remedy {
        out += &remark("help", remedy);
    }
    out + "</li>\n</ol>\n"
}

fn item(
    path: &str,
    lines: &Lines<'_>,
    diagnostic: &Diagnostic,
    sections: &[Section],
    lang: Lang,
) -> String {
    let mut out = format!(
        "<li>\n<p><b>{}</b> <code>{}</code> {}</p>\n",
        say::severity(diagnostic.severity).of(lang),
        diagnostic.rule,
        with_names(&visible(&diagnostic.message))
    );
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let range = lines.clamp(label.span);
        let place = lines.place(range.start);
        out += "<p class=\"where\">";
        if index == 0 {
            out += &escape(&visible(path));
        }
        out += &format!(":{}:{}", place.line, place.column);
        let here = section(sections, range.start).filter(|_| index == 0);
        if let Some(section) = here {
            let title = escape(&visible(&section.title));
            out += &match &section.anchor {
                Some(anchor) => format!(" · <a href=\"#{anchor}\">{title}</a>"),
                None => format!(" · {title}"),
            };
        }
        out += "</p>\n";
        out += &source(lines, &range);
        if !label.text.is_empty() {
            out += &format!("<p class=\"remark\">{}</p>\n", with_names(&visible(&label.text)));
        }
    }
    for note in &diagnostic.notes {
        out += &remark("note", note);
    }
    for help in &diagnostic.helps {
        out += &remark("help", help);
    }
    if let Some(fix) = &diagnostic.fix {
        let old = lines.slice(lines.clamp(fix.span));
        let mut change = String::new();
        for (tag, text) in [("del", old), ("ins", fix.replacement.as_str())] {
            if !text.is_empty() {
                change += &format!("<{tag}>{}</{tag}> ", escape(&shown(text)));
            }
        }
        out += &format!(
            "<p class=\"help\"><b>{}</b>: <code>{}</code></p>\n",
            say::MENDS.of(lang),
            change.trim_end()
        );
    }
    out + "</li>\n"
}

fn remark(kind: &str, text: &str) -> String {
    format!("<p class=\"{kind}\"><b>{kind}</b>: {}</p>\n", with_names(&visible(text)))
}

/// The source around a place, with the place marked.
fn source(lines: &Lines<'_>, range: &Range<usize>) -> String {
    let (window, first) = lines.around(range);
    let mut out = "<pre tabindex=\"0\">".to_owned();
    let mut start = window.start;
    let all = lines.slice(window).split('\n');
    for (index, line) in all.enumerate() {
        if index == MOST_LINES {
            out += "<i>…</i>\n";
            break;
        }
        let within = |at: usize| at.clamp(start, start + line.len()) - start;
        let (from, to) = (within(range.start), within(range.end));
        let part = |range: Range<usize>| line.get(range).unwrap_or_default();
        out += &format!("<i>{}</i>", first + index);
        out += &escape(&end(part(0..from)));
        if to > from {
            out += &format!("<mark>{}</mark>", escape(&shown(part(from..to))));
        } else if range.is_empty() {
            out += "<mark></mark>";
        }
        out += &escape(&head(part(to..line.len())));
        out.push('\n');
        start += line.len() + 1;
    }
    out + "</pre>\n"
}

/// The text, cut in its middle where it is long.
fn shown(text: &str) -> String {
    match text.char_indices().nth(2 * BESIDE) {
        None => visible(text).into_owned(),
        Some(_) => format!("{}{}", head(text), visible(tail(text))),
    }
}

/// The start of a text, where it is long.
fn head(text: &str) -> String {
    match text.char_indices().nth(BESIDE) {
        None => visible(text).into_owned(),
        Some((end, _)) => format!("{}…", visible(&text[..end])),
    }
}

/// The end of a text, where it is long.
fn end(text: &str) -> String {
    let tail = tail(text);
    let more = if tail.len() < text.len() { "…" } else { "" };
    format!("{more}{}", visible(tail))
}

fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(BESIDE - 1).map_or(text, |(start, _)| &text[start..])
}

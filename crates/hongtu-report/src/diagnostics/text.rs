//! Diagnostics as text, in the manner of rustc.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects, Renderer, Style};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Snippet};
use hongtu_syntax::{Diagnostic, Severity};

use super::place::Lines;
use crate::layout::{Ink, Text, visible, wrap};
use crate::words::{Lang, open as say, word};

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many columns the terminal has.
    pub columns: usize,
    /// Whether it may send colours.
    pub colour: bool,
    /// The language of what is said around the sentences.
    pub lang: Lang,
}

/// A snippet reaches at most so many bytes around a place: a line of prose can be as long as a book.
const MOST_BYTES: usize = 64 << 10;

/// All diagnostics as text, those that fail a check last, so that they stand beside the prompt; then
/// how many there are. Empty without diagnostics.
pub fn text(path: &str, document: &str, diagnostics: &[Diagnostic], options: &Options) -> String {
    let lines = Lines::new(document);
    let path = visible(path);
    let mut text = String::new();
    let order = [Severity::Information, Severity::Finding, Severity::Warning, Severity::Error];
    for severity in order {
        for diagnostic in diagnostics.iter().filter(|d| d.severity == severity) {
            if severity == Severity::Finding {
                text.push_str(&compact(&path, &lines, diagnostic, options));
            } else {
                text.push_str(&full(&path, &lines, diagnostic, options));
                text.push('\n');
            }
            text.push('\n');
        }
    }
    if let Some(summary) = summary(diagnostics, options.lang) {
        text.push_str(&summary);
        text.push('\n');
    }
    text
}

/// How many there are: `2 errors, 1 warning, 3 findings`; `None` without any.
pub fn summary(diagnostics: &[Diagnostic], lang: Lang) -> Option<String> {
    let order = [Severity::Error, Severity::Warning, Severity::Finding, Severity::Information];
    let parts: Vec<String> = order
        .into_iter()
        .filter_map(|severity| {
            let count = diagnostics.iter().filter(|d| d.severity == severity).count();
            (count > 0).then(|| say::count(severity, count, lang))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(word(", ", "，").of(lang)))
}

/// A finding: sentence, place and how it follows, without a picture of the source.
fn compact(path: &str, lines: &Lines<'_>, diagnostic: &Diagnostic, options: &Options) -> String {
    let mut head = Text::inked(Ink::Strong, say::severity(diagnostic.severity).of(options.lang))
        .and(Ink::Faint, format!("[{}]", diagnostic.rule))
        .and(Ink::Plain, word(": ", "：").of(options.lang))
        .and(Ink::Plain, &diagnostic.message);
    if let Some(span) = diagnostic.span() {
        let place = lines.place(lines.clamp(span).start);
        head.push(Ink::Faint, &format!(" ({path}:{}:{})", place.line, place.column));
    }
    let mut text = String::new();
    let mut add = |line: &Text, indent: usize| {
        let columns = options.columns.max(40) - indent;
        for line in wrap(line, columns) {
            text.push_str(&" ".repeat(indent));
            text.push_str(&line.render(options.colour));
            text.push('\n');
        }
    };
    add(&head.hanging(4), 0);
    for note in diagnostic.notes.iter().chain(&diagnostic.helps) {
        add(&Text::inked(Ink::Faint, note), 4);
    }
    text
}

/// An error, warning or piece of information: with the source, the remarks and the mended source.
fn full(path: &str, lines: &Lines<'_>, diagnostic: &Diagnostic, options: &Options) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Finding => Level::NOTE.with_name("finding"),
        Severity::Information => Level::INFO.with_name("information"),
    };
    let message = visible(&diagnostic.message);
    let texts: Vec<String> =
        diagnostic.labels.iter().map(|l| visible(&l.text).into_owned()).collect();
    let ranges: Vec<Range<usize>> = diagnostic.labels.iter().map(|l| lines.clamp(l.span)).collect();

    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.rule));
    group = group.elements(places(path, lines, &ranges, &texts));
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(visible(note)));
    let helps = diagnostic.helps.iter().map(|help| Level::HELP.message(visible(help)));
    group = group.elements(notes).elements(helps);
    let mut groups = Vec::new();
    if let Some(fix) = &diagnostic.fix {
        let range = lines.clamp(fix.span);
        let whole = window(lines, &range);
        // Suggestions show their lines in full; in a line as long as a paragraph nobody would find
        // the place.
        if let Some((window, first)) = whole.filter(|(window, _)| window.len() <= LONG) {
            let inner = within(&range, &window);
            let snippet = Snippet::source(lines.slice(window))
                .path(path)
                .line_start(first)
                .patch(Patch::new(inner, fix.replacement.as_str()));
            groups.push(Level::HELP.secondary_title("this mends it").element(snippet));
        } else if range.len() + fix.replacement.len() <= LONG {
            let (old, new) = (visible(lines.slice(range)), visible(&fix.replacement));
            group = group.element(Level::HELP.message(format!("write `{new}` for `{old}`")));
        }
    }
    groups.insert(0, group);
    renderer(options).render(&groups)
}

/// Snippets for the labels: one for neighbours, several where labels are far apart.
fn places<'a>(
    path: &'a str,
    lines: &Lines<'a>,
    ranges: &[Range<usize>],
    texts: &'a [String],
) -> Vec<Element<'a>> {
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut pending: Vec<usize> = (0..ranges.len()).collect();
    while let Some(&index) = pending.first() {
        let Some(first) = ranges.get(index) else { break };
        let mut hull = first.clone();
        let mut members = Vec::new();
        pending.retain(|&other| {
            let Some(range) = ranges.get(other) else { return false };
            let wider = hull.start.min(range.start)..hull.end.max(range.end);
            if wider.len() > MOST_BYTES && other != index {
                return true;
            }
            hull = wider;
            members.push(other);
            false
        });
        let Some((window, line)) = window(lines, &hull) else {
            let place = lines.place(first.start);
            elements.push(Origin::path(path).line(place.line).char_column(place.column).into());
            continue;
        };
        let mut snippet = Snippet::source(lines.slice(window.clone())).path(path).line_start(line);
        for member in members {
            let (Some(range), Some(text)) = (ranges.get(member), texts.get(member)) else {
                continue;
            };
            let kind = if member == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(within(range, &window));
            snippet = snippet.annotation(if text.is_empty() {
                annotation
            } else {
                annotation.label(text.as_str())
            });
        }
        elements.push(snippet.into());
    }
    elements
}

/// The lines around a range, where they are not too long to be shown.
fn window(lines: &Lines<'_>, range: &Range<usize>) -> Option<(Range<usize>, usize)> {
    let (window, first) = lines.around(range);
    (window.len() <= 2 * MOST_BYTES).then_some((window, first))
}

/// A range counted from the start of its window, and cut to it.
fn within(range: &Range<usize>, window: &Range<usize>) -> Range<usize> {
    let cut = |at: usize| at.clamp(window.start, window.end) - window.start;
    cut(range.start)..cut(range.end)
}

/// Bytes of a line that is too long to be shown whole.
const LONG: usize = 400;

fn renderer(options: &Options) -> Renderer {
    let renderer = if options.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(options.columns.max(40)).decor_style(DecorStyle::Unicode);
    if options.colour {
        // Information is blue, quieter than a warning.
        renderer
            .info(Style::new().fg_color(Some(AnsiColor::BrightBlue.into())).effects(Effects::BOLD))
    } else {
        renderer
    }
}

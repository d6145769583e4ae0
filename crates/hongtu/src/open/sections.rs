//! Where in the page something stands that was found in the plan.

use hongtu_page::desk::Mark;
use hongtu_report::Lang;
use hongtu_report::diagnostics::html::{Section, section};
use hongtu_report::html::prose::anchor;
use hongtu_report::words::open as say;
use hongtu_syntax::{Diagnostic, Severity, tree::Heading};

/// The headings of a document.
pub fn headings(text: &str) -> Vec<Heading> {
    hongtu_syntax::parse(text).0.headings
}

/// The headings of a document, with their places in a page that shows the headings `drawn`, which are
/// those of an earlier document.
pub fn sections(headings: &[Heading], drawn: &[Heading]) -> Vec<Section> {
    let same = |one: &Heading, other: &Heading| one.text == other.text && one.level == other.level;
    let placed = headings.iter().enumerate().map(|(index, heading)| {
        let kept = drawn.get(index).is_some_and(|drawn| same(heading, drawn)).then_some(index);
        let found = kept.or_else(|| drawn.iter().position(|drawn| same(heading, drawn)));
        Section {
            start: heading.span.start,
            title: heading.text.clone(),
            // The title of the document is no section of the page.
            anchor: found.filter(|index| *index > 0 || heading.level > 1).map(anchor),
        }
    });
    placed.collect()
}

/// How many errors and warnings were found in each section that the page has.
pub fn marks(found: &[Diagnostic], sections: &[Section]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for place in sections {
        let Some(anchor) = &place.anchor else { continue };
        for severity in [Severity::Error, Severity::Warning] {
            let here = found.iter().filter(|diagnostic| {
                let at = diagnostic.span().and_then(|span| section(sections, span.start));
                diagnostic.severity == severity && at == Some(place)
            });
            let count = here.count();
            if count > 0 {
                marks.push(Mark {
                    anchor: anchor.clone(),
                    kind: severity.word(),
                    text: [Lang::En, Lang::Zh].map(|lang| say::count(severity, count, lang)),
                });
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_syntax::Span;

    #[test]
    fn sections_are_found_again() {
        let drawn = headings("# T\n\n## a\n\n## b\n\n## c\n");
        let now = "# T\n\n## new\n\n## a\n\n## c\n";
        let sections = sections(&headings(now), &drawn);
        let anchors: Vec<_> = sections.iter().map(|section| section.anchor.as_deref()).collect();
        assert_eq!(anchors, [None, None, Some("s-1"), Some("s-3")]);
        let at = now.find("## c").expect("there");
        let found = Diagnostic::error("too-large", "", Span::new(at, at), "");
        let marks = marks(&[found.clone(), found], &sections);
        assert_eq!(marks.len(), 1);
        assert_eq!((&*marks[0].anchor, &*marks[0].text[0]), ("s-3", "2 errors"));
    }
}

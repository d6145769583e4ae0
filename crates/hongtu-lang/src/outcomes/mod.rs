//! Outcomes in a file: what happened, in the words and units of a plan.
//!
//! The text of the file is set behind the text of the plan while both are read, so that a measure
//! in a cell is checked as if it stood in the plan, and every place in a diagnostic is one place.

mod resolve;
mod table;

use hongtu_model::{Outcome, Unmatched};
use hongtu_syntax::{Diagnostic, Severity, Span};
use jiff::civil::Date;

use crate::{Checked, Files, checked};

/// A file of outcomes as it was read beside a plan.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// The text of the file, for a renderer of the diagnostics.
    pub text: String,
    /// What happened, in the order of the file; measures are those of the plan that was checked with
    /// it, which may be measures that the plan itself does not have.
    pub outcomes: Vec<Outcome>,
    /// Outcomes of what the plan does not have.
    pub unmatched: Vec<Unmatched>,
    /// Everything there is to say, in the order of the file; places are bytes of [`Self::text`].
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcomes {
    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Checks a plan as [`crate::check`] does, together with a CSV file of outcomes.
///
/// The file has the columns `what,value,low,high,unit,known,source`, in any order; `what` is the id
/// of a target, or a measure as the plan writes it, which is added to the plan where the plan does
/// not have it. `docs/scoring.md` has the rest.
pub fn check_outcomes(
    text: &str,
    files: &dyn Files,
    as_of: Option<Date>,
    bytes: &[u8],
) -> (Checked, Outcomes) {
    let table = table::read(bytes);
    let offset = text.len() + 1;
    let both = format!("{text}\n{}", table.text);
    let (document, syntax) = hongtu_syntax::parse(text);
    let mut found = resolve::Found::default();
    let mut checked = checked(document, syntax, &both, files, as_of, &mut |checker| {
        found = resolve::resolve(checker, &table.rows, offset);
    });
    let mut diagnostics = table.diagnostics;
    diagnostics.append(&mut found.diagnostics);
    // What is only seen when all is read, of a measure in a cell, is said of the cell.
    let (of_plan, of_file): (Vec<Diagnostic>, Vec<Diagnostic>) = checked
        .diagnostics
        .into_iter()
        .partition(|d| d.span().is_none_or(|span| span.start < offset));
    checked.diagnostics = of_plan;
    diagnostics.extend(of_file.into_iter().map(|d| moved(d, offset)));
    diagnostics.sort_by_key(|d| d.span().map_or(0, |span| span.start));
    let outcomes = Outcomes {
        text: table.text,
        outcomes: found.outcomes,
        unmatched: found.unmatched,
        diagnostics,
    };
    (checked, outcomes)
}

/// A diagnostic of the file, with its places counted from the file's start.
fn moved(mut diagnostic: Diagnostic, offset: usize) -> Diagnostic {
    diagnostic.fix = None;
    diagnostic.labels.retain(|label| label.span.start >= offset);
    for label in &mut diagnostic.labels {
        label.span = Span::new(label.span.start - offset, label.span.end - offset);
    }
    diagnostic
}

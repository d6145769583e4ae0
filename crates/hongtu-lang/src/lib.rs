//! The checker: from the text of a plan to a [`hongtu_model::Plan`], or to everything that is
//! wrong with it.
//!
//! The steps, each a module:
//!
//! 1. read the document ([`hongtu_syntax::parse`]);
//! 2. collect what it declares: clock, units, dimensions, sources, names (`declare`, `evidence`);
//! 3. define every quantity, checking names and units of its equation and expanding arrays into
//!    scalars (`quantities`, `lower`, `functions`, `priors`, `series`);
//! 4. read evidence, targets, scenarios, charts and live values in terms of measures (`evidence`,
//!    `targets`, `measures`);
//! 5. look at the whole: circles, unused constants, idle levers (`structure`), and what the figures
//!    say of each other (`findings`).
//!
//! All mistakes are reported in one go; a plan comes out only where none of them is an error.

#![forbid(unsafe_code)]

mod agreement;
mod arrays;
mod chance;
mod checker;
mod clauses;
mod clock;
mod comparisons;
mod constants;
mod csv;
mod dates;
mod declare;
mod declared_units;
mod divisors;
mod effort;
mod encoding;
mod evidence;
mod facts;
mod files;
mod findings;
mod functions;
mod inference;
mod instants;
mod levers;
mod live;
mod lower;
mod measures;
mod memory;
mod names;
mod numbers;
mod outcomes;
mod paces;
mod periods;
mod phrases;
mod presentation;
mod priors;
mod quantities;
mod ratios;
mod reductions;
mod series;
mod settings;
mod sources;
mod stated;
mod structure;
mod targets;
mod typed;
mod units;
mod walk;

pub mod rules;
pub mod vocabulary;

use checker::Checker;
use hongtu_model::{Finding, Plan};
use hongtu_syntax::{Diagnostic, Severity, tree::Document};
use jiff::civil::Date;

pub use files::{Files, Folder, NoFiles};
pub use outcomes::{Outcomes, check_outcomes};
pub use settings::{Setting, as_of, given, setting};

/// The outcome of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The document as it was read, complete even where it has mistakes.
    pub document: Document,
    /// The plan, where there is no error.
    pub plan: Option<Plan>,
    /// Everything there is to say of the document, in its order.
    pub diagnostics: Vec<Diagnostic>,
    /// What the evidence says of itself, in the order of the document.
    pub findings: Vec<Finding>,
    /// The plan's own as-of date.
    pub own_as_of: Option<Date>,
}

impl Checked {
    /// Whether there is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// Checks a plan document.
///
/// `files` gives the files it names. What became known after `as_of` is hidden; where it is `None`
/// the plan's own as-of date holds.
pub fn check(text: &str, files: &dyn Files, as_of: Option<Date>) -> Checked {
    let (document, syntax) = hongtu_syntax::parse(text);
    checked(document, syntax, text, files, as_of, &mut |_| {})
}

/// Checks a document that was read, `syntax` being what was wrong with it. `more` may read further
/// measures in the words of the plan, once these are known.
fn checked(
    document: Document,
    syntax: Vec<Diagnostic>,
    text: &str,
    files: &dyn Files,
    as_of: Option<Date>,
    more: &mut dyn FnMut(&mut Checker<'_>),
) -> Checked {
    let Made { plan, mut diagnostics, findings, own_as_of } =
        check_document(&document, text, files, as_of, more);
    diagnostics.extend(syntax);
    diagnostics.sort_by_key(|d| d.span().map_or(0, |s| s.start));
    let has_errors = diagnostics.iter().any(|d| d.severity == Severity::Error);
    let plan = Some(plan).filter(|_| !has_errors);
    Checked { document, plan, diagnostics, findings, own_as_of }
}

/// What is made of a document.
struct Made {
    plan: Plan,
    diagnostics: Vec<Diagnostic>,
    findings: Vec<Finding>,
    own_as_of: Option<Date>,
}

fn check_document(
    document: &Document,
    text: &str,
    files: &dyn Files,
    as_of: Option<Date>,
    more: &mut dyn FnMut(&mut Checker<'_>),
) -> Made {
    let mut checker = Checker::new(document, text, files, as_of);
    checker.check_clauses();
    let head = checker.declare_head();
    checker.read_phrases();
    checker.declare_units();
    checker.declare_dimensions();
    checker.declare_sources();
    checker.declare_names();
    checker.define_tables();
    checker.define_quantities();
    checker.check_discrepancies();
    let observations = checker.read_evidence();
    checker.define_targets();
    let scenarios = checker.define_scenarios();
    let charts = checker.define_charts();
    let live_values = checker.define_live_values();
    more(&mut checker);
    checker.total_budgets();
    checker.check_circles();
    checker.check_delays();
    checker.check_divisors();
    checker.check_unused();
    checker.check_levers();
    checker.reserve_imports();
    if !checker.clockless {
        checker.report_shifts();
    }
    checker.find();
    let sections = checker.sections();
    let plan = Plan {
        title: head.title,
        labels: head.labels,
        scope: checker.scope,
        doc: head.doc,
        time: checker.time,
        as_of: checker.as_of,
        units: checker.units,
        sections,
        quantities: checker.quantities.into_iter().map(|named| named.quantity).collect(),
        variables: checker.variables,
        tables: checker.tables,
        readings: checker.readings,
        measures: checker.measures,
        sources: checker.sources,
        observations,
        targets: checker.targets,
        levers: checker.levers,
        budgets: checker.budgets,
        scenarios,
        charts,
        live_values,
        findings: checker.findings.clone(),
        phrases: checker.phrases,
    };
    let (diagnostics, findings) = (checker.diagnostics, checker.findings);
    Made { plan, diagnostics, findings, own_as_of: head.as_of }
}

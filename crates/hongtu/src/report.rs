//! `hongtu report`

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use hongtu_report::html;
use hongtu_study::{Question, StudyError};

use crate::args::ReportArgs;
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::progress::{Bar, interruption};
use crate::run::{refused, runnable, set};
use crate::{check, output, screen};

/// Simulates a plan and writes it as a page.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    if let Some(file) = &args.output {
        spares(file, &source.path)?;
    }
    let checked = check::checked(&source, args.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;

    let cancel = interruption();
    let bar = Bar::new(!args.no_progress);
    let show = |progress| bar.show(progress);
    let mut question = Question {
        runs: args.runs,
        seed: args.seed,
        threads: args.threads,
        scenario: args.scenario.as_deref(),
        levers_effect: !args.no_levers,
        progress: Some(&show),
        cancel: Some(&cancel),
        ..Question::new()
    };
    set(plan, &args.set, &mut question)?;
    let failed = |error: StudyError| {
        if cancel.load(Ordering::SeqCst) { Failure::Interrupted } else { refused(plan, &error) }
    };
    let study = hongtu_study::study_runs(plan, &question).map_err(failed)?;
    let report = hongtu_study::report(plan, &source.text, &question, &study).map_err(failed)?;
    let page = html::render(&report, screen::lang(args.lang));
    drop(bar);

    let Some(file) = &args.output else { return output::print(&page) };
    fs::write(file, page.as_bytes()).map_err(|error| {
        Failure::plan(format!("`{}` cannot be written: {error}", file.display()))
    })?;
    output::remark(&format!("wrote {}\n", file.display()));
    Ok(())
}

/// The page is not written over the plan itself.
fn spares(file: &Path, plan: &Path) -> Result<(), Failure> {
    let same = match (file.canonicalize(), plan.canonicalize()) {
        (Ok(file), Ok(plan)) => file == plan,
        _ => false,
    };
    if same {
        return Err(Failure::Usage(
            Message::new("the page would be written over the plan").help("write -o report.html"),
        ));
    }
    Ok(())
}

//! `hongtu report`

use std::fs;
use std::path::Path;

use hongtu_report::html;
use hongtu_study::{Figures, Question};

use crate::args::ReportArgs;
use crate::ask::{ask_shelf, computed, runnable};
use crate::failure::{Failure, unwritable};
use crate::plan::Plan;
use crate::{check, output, screen};

/// Simulates a plan and writes it as a page.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    let output = args.output.as_deref().filter(|file| *file != Path::new("-"));
    if let Some(file) = output {
        source.spares(file, "the page", "report.html")?;
        output::writable(file)?;
    }
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;

    let (answers, figures) = ask_shelf(&source, plan, &args.ensemble, |question, shelf| {
        let question = Question { levers_effect: !args.no_levers, ..question };
        shelf.answer("report", plan, &question, || {
            let study = hongtu_study::study_runs(plan, &question)?;
            let report = hongtu_study::report(plan, &source.text, &question, &study)?;
            Ok((study.answers.clone(), Figures::of(&report)))
        })
    })?;
    let report = figures.report(plan, &source.text, &answers);
    let page = html::render(&report, screen::lang(args.lang));

    let Some(file) = output else {
        output::print(&page)?;
        return computed(&answers);
    };
    fs::write(file, page.as_bytes()).map_err(|error| unwritable(file, &error))?;
    output::remark(&format!("wrote {}\n", file.display()));
    computed(&answers)
}

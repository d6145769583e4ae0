//! `hongtu publish`

use std::fs;

use hongtu_fit::Fit;
use hongtu_model::Plan as Model;
use hongtu_page::{Bundle, site};
use hongtu_study::{Fits, Identity, Question, Replay, Report, StudyError};

use crate::args::PublishArgs;
use crate::ask::{ask, runnable};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{check, output, screen};

/// Writes a plan as a page that answers.
pub fn publish(args: &PublishArgs) -> Result<(), Failure> {
    let module = engine()?;
    let source = Plan::read(&args.plan)?;
    let checked = check::checked(&source, args.page.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let lang = screen::lang(args.page.lang);
    let page = ask(&source, plan, &args.page.ensemble(), |question| {
        drawn(&source, plan, question, |report, bundle| site::page(report, bundle, module, lang))
    })?;
    let page = page.ok_or_else(|| Failure::plan("the page cannot be written"))?;

    let file = args.output.join("index.html");
    let failed = |error: std::io::Error| {
        Failure::plan(format!("`{}` cannot be written: {error}", file.display()))
    };
    fs::create_dir_all(&args.output).map_err(failed)?;
    fs::write(&file, page.as_bytes()).map_err(failed)?;
    output::remark(&format!("wrote {}\n", file.display()));
    Ok(())
}

/// The page's engine, where this build has it.
pub fn engine() -> Result<&'static [u8], Failure> {
    let module = hongtu_wasm_bytes::MODULE;
    if module.is_empty() {
        return Err(Failure::Plan(
            Message::new("this build of hongtu has no engine for the page")
                .help("build it with --release, or with HONGTU_PAGE=build in the environment"),
        ));
    }
    Ok(module)
}

/// What `write` makes of a report and of the bundle that gives the same numbers.
pub fn drawn<T>(
    source: &Plan,
    plan: &Model,
    question: Question<'_>,
    write: impl FnOnce(&Report<'_>, &Bundle) -> T,
) -> Result<T, StudyError> {
    let fitting = Question { levers_effect: false, ..question.clone() };
    let study = hongtu_study::study_runs(plan, &fitting)?;
    // What the page shows at first is what its own runs say, whose draws are rounded.
    let rounded = study.fit.as_ref().map(|fit| Rounded(fit.rounded(plan)));
    let fits = rounded.as_ref().map(|rounded| rounded as &dyn Fits);
    let question = Question { fits: fits.or(question.fits), ..question };
    let study = hongtu_study::study_runs(plan, &question)?;
    let report = hongtu_study::report(plan, &source.text, &question, &study)?;
    let bundle = Bundle { plan: plan.clone(), replay: Replay::new(&study) };
    Ok(write(&report, &bundle))
}

/// A fit as the page carries it.
struct Rounded(Fit);

impl Fits for Rounded {
    fn find(&self, _: &Model, _: &Identity) -> Option<Fit> {
        Some(self.0.clone())
    }

    fn made(&self, _: &Model, _: &Identity, _: &Fit) {}
}

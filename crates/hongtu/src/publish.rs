//! `hongtu publish`

use std::fs;

use hongtu_fit::Fit;
use hongtu_model::Plan as Model;
use hongtu_page::{Bundle, Session, site};
use hongtu_study::{Fits, Identity, Question, Report, StudyError};

use crate::args::PublishArgs;
use crate::ask::{ask, runnable};
use crate::failure::{Failure, Message, unwritable};
use crate::plan::Plan;
use crate::{check, fit, output, screen};

/// Writes a plan as a page that answers.
pub fn publish(args: &PublishArgs) -> Result<(), Failure> {
    let module = engine()?;
    let source = Plan::read(&args.plan)?;
    if let Some(file) = &args.draws {
        source.spares(file, "the draws", "draws.parquet")?;
    }
    let checked = check::checked(&source, args.page.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let lang = screen::lang(args.page.lang);
    let mut carried = None;
    let page = ask(&source, plan, &args.page.ensemble(), |question| {
        let identity = Identity::of(plan, &question)?;
        drawn(&source, plan, question, |report, bundle, fit| {
            carried = identity.zip(fit.cloned());
            site::page(report, bundle, module, lang)
        })
    })?;
    let page = page.map_err(unanswerable)?;
    let page = page.ok_or_else(|| Failure::plan("the page cannot be written"))?;

    let file = args.output.join("index.html");
    fs::create_dir_all(&args.output).map_err(|error| unwritable(&args.output, &error))?;
    fs::write(&file, page.as_bytes()).map_err(|error| unwritable(&file, &error))?;
    output::remark(&format!("wrote {}\n", file.display()));
    match (&args.draws, carried) {
        (None, _) => Ok(()),
        (Some(file), Some((identity, fit))) => fit::keep(file, plan, &identity, &fit),
        (Some(file), None) => Err(Failure::Plan(
            Message::new(format!("`{}` is not written: no draws are fitted", file.display())).help(
                format!(
                    "these are the page's runs: --seed {} --runs {}",
                    args.page.seed, args.page.runs
                ),
            ),
        )),
    }
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

/// What `write` makes of a report, of the bundle that gives the same numbers, and of the fit that the
/// bundle's runs are drawn from, where there is one. A sentence where the page could not answer.
pub fn drawn<T>(
    source: &Plan,
    plan: &Model,
    question: Question<'_>,
    write: impl FnOnce(&Report<'_>, &Bundle, Option<&Fit>) -> T,
) -> Result<Result<T, String>, StudyError> {
    let fitting = Question { levers_effect: false, ..question.clone() };
    let study = hongtu_study::study_runs(plan, &fitting)?;
    // What the page shows at first is what its own runs say, whose draws are rounded.
    let rounded = study.fit.as_ref().map(|fit| Rounded(fit.rounded(plan)));
    let fits = rounded.as_ref().map(|rounded| rounded as &dyn Fits);
    let question = Question { fits: fits.or(question.fits), ..question };
    let study = hongtu_study::study_runs(plan, &question)?;
    let report = hongtu_study::report(plan, &source.text, &question, &study)?;
    let bundle = Bundle::new(plan, &study, &source.text);
    let fit = rounded.as_ref().map(|Rounded(fit)| fit);
    Ok(Session::could_open(&bundle).map(|()| write(&report, &bundle, fit)))
}

/// Of a plan whose page could not answer, and why.
pub fn unanswerable(why: String) -> Failure {
    let fewer = "take fewer `--runs`, or simplify the plan; `hongtu report` writes it as it stands";
    Failure::Plan(Message::new(format!("a page of this plan could not answer: {why}")).help(fewer))
}

/// A fit as the page carries it.
struct Rounded(Fit);

impl Fits for Rounded {
    fn find(&self, _: &Model, _: &Identity) -> Option<Fit> {
        Some(self.0.clone())
    }

    fn made(&self, _: &Model, _: &Identity, _: &Fit) {}
}

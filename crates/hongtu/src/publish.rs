//! `hongtu publish`

mod days;

use std::fs;
use std::path::Path;

use hongtu_fit::Fit;
use hongtu_model::Plan as Model;
use hongtu_page::{Bundle, Session, site};
use hongtu_report::board;
use hongtu_report::html::days::Day;
use hongtu_study::{Fits, Identity, Question, Report, StudyError};

use crate::args::PublishArgs;
use crate::ask::computed;
use crate::failure::{Failure, Message, unwritable};
use crate::plan::Plan;
use crate::{fit, output, screen};

/// Writes a plan as a page that answers, and one as of each other day that is asked for.
pub fn publish(args: &PublishArgs) -> Result<(), Failure> {
    let module = engine()?;
    let source = Plan::read(&args.plan)?;
    if let Some(file) = &args.draws {
        source.spares(file, "the draws", "draws.parquet")?;
        output::folder(&args.output)?;
        output::writable(file)?;
    }
    let begins = screen::begins(args.page.lang);
    let days = days::computed(&source, args)?;
    let all: Vec<Day<'_>> =
        days.iter().map(|day| Day { address: &day.file, answers: &day.answers }).collect();
    for (number, day) in days.iter().enumerate() {
        let report = day.report(&source);
        let page = site::page(&report, &day.bundle, module, (&all, number), begins);
        let page = page.ok_or_else(|| Failure::plan("the page cannot be written"))?;
        write(&args.output, &day.file, &page)?;
        output::remark(&board::alarm(&day.answers, &screen::board_on_stderr(args.page.lang)));
    }
    let own = days.into_iter().find(|day| day.file == days::OWN);
    if let Some(own) = &own {
        computed(&own.answers)?;
    }
    let Some(file) = &args.draws else { return Ok(()) };
    match own.and_then(|day| day.draws.map(|draws| (day.bundle, draws))) {
        Some((bundle, (identity, fit))) => fit::keep(file, &bundle.plan, &identity, &fit),
        None => Err(Failure::Plan(
            Message::new(format!("`{}` is not written: no draws are fitted", file.display())).help(
                format!(
                    "these are the page's runs: --seed {} --runs {}",
                    args.page.seed.unwrap_or(Question::new().seed),
                    args.page.runs
                ),
            ),
        )),
    }
}

fn write(folder: &Path, name: &str, page: &str) -> Result<(), Failure> {
    let file = folder.join(name);
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    fs::write(&file, page.as_bytes()).map_err(|error| unwritable(&file, &error))?;
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

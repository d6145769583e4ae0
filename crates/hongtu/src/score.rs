//! `hongtu score` and `hongtu backtest`: forecasts against what happened.

use hongtu_model::Plan as Model;
use hongtu_report::explain::Options;
use hongtu_report::{diagnostics, score as pages};
use hongtu_store::Cache;
use hongtu_study::identity::Hash;
use hongtu_study::score::{self as scoring, InShort};
use hongtu_study::{Identity, Question};
use hongtu_syntax::Severity;

use crate::args::{BacktestArgs, EnsembleArgs, ExplainFormat, LangArg, ScoreArgs};
use crate::ask::{ask, runnable};
use crate::failure::{Failure, Message};
use crate::plan::{self, Plan};
use crate::{check, output, screen};

/// The largest file of outcomes that is read, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// Scores the forecast of a day by outcomes that a file gives.
pub fn score(args: &ScoreArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    let name = args.outcomes.display().to_string();
    let bytes = plan::at_most(&args.outcomes, MOST_BYTES)
        .map_err(|error| {
            Failure::Plan(
                Message::new(format!("`{name}` cannot be read: {error}"))
                    .help("--outcomes names a CSV file; docs/scoring.md has its columns"),
            )
        })?
        .ok_or_else(|| Failure::plan(format!("`{name}` is larger than 4 MiB")))?;
    let as_of = args.ensemble.as_of.as_deref().map(check::day).transpose()?;
    let (checked, file) =
        hongtu_lang::check_outcomes(&source.text, &source.folder(), as_of, &bytes);
    let plan = runnable(&source, &checked)?;
    let options = screen::diagnostics_on_stderr();
    output::remark(&diagnostics::text(&name, &file.text, &file.diagnostics, &options));
    if file.has_errors() {
        return Err(Failure::Plan(
            Message::new(format!("`{name}` has errors, and nothing was scored"))
                .help("docs/scoring.md has the columns of a file of outcomes"),
        ));
    }
    if plan.as_of.is_none() && plan.time.is_calendar() {
        return Err(Failure::Plan(
            Message::new("the plan does not say on which day it forecasts")
                .help("add --as-of DATE: what was known by then is what the forecast may use"),
        ));
    }
    let scored = ask(&source, plan, &args.ensemble, |question| {
        scoring::score(plan, &question, &file.outcomes, &file.unmatched)
    })?;
    output::print(&match args.format {
        ExplainFormat::Text => pages::scored(&scored, &page(args.lang)),
        ExplainFormat::Json => pages::scored_json(&scored),
    })
}

/// Scores the forecasts that a plan would have made of its own observations.
pub fn backtest(args: &BacktestArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let (mut rolled, mut skipped) = (Vec::new(), Vec::new());
    for as_of in scoring::boundaries(plan) {
        let checked = hongtu_lang::check(&source.text, &source.folder(), Some(as_of));
        let error = checked.diagnostics.iter().find(|d| d.severity == Severity::Error);
        match (checked.plan, error) {
            (Some(plan), _) => rolled.push(plan),
            (None, error) => {
                let why = error.map_or_else(String::new, |d| d.message.clone());
                skipped.push(scoring::Skipped { as_of, why });
            }
        }
    }
    let found = ask(&source, plan, &args.ensemble, |question| {
        scoring::backtest(plan, &rolled, &skipped, &question)
    })?;
    let short = found.as_ref().and_then(|found| found.scores.in_short());
    if let (Some(short), Some(key)) = (short, key(&source, plan, &args.ensemble)) {
        // The board goes without it where it cannot be kept; the fits have said so already.
        let _ = Cache::beside(source.beside()).keep_backtest(&key, &short);
    }
    output::print(&match args.format {
        ExplainFormat::Text => pages::backtest(found.as_ref(), &page(args.lang)),
        ExplainFormat::Json => pages::backtest_json(found.as_ref()),
    })
}

/// What the last backtest of a plan came to, where it is kept.
pub fn kept(source: &Plan, plan: &Model, args: &EnsembleArgs) -> Option<InShort> {
    Cache::beside(source.beside()).backtest(&key(source, plan, args)?)
}

/// A name for everything that the backtest of a plan as it stands depends on, however many runs it
/// takes; `None` where something is held that the plan leaves open.
fn key(source: &Plan, plan: &Model, args: &EnsembleArgs) -> Option<String> {
    if !args.set.is_empty() || !args.given.is_empty() || args.no_cache {
        return None;
    }
    // Files beside the plan are part of what the observations depend on.
    let identity = Identity::of(plan, &Question::new()).ok()??;
    let mut hash = Hash::default();
    for text in [&source.text, &identity.model, &identity.evidence, &identity.engine] {
        hash.text(text);
    }
    hash.text(&plan.as_of.map(|day| day.to_string()).unwrap_or_default());
    Some(hash.end())
}

fn page(lang: Option<LangArg>) -> Options {
    Options { lang: screen::lang(lang), columns: screen::columns(), colour: screen::colour() }
}

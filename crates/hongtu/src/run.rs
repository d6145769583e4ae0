//! `hongtu run`

use std::io::{IsTerminal, Write, stdout};
use std::sync::atomic::Ordering;

use hongtu_lang::{Checked, Setting};
use hongtu_model::Plan as Model;
use hongtu_report::{board, diagnostics, flat, json};
use hongtu_study::answers::{Answers, Trust};
use hongtu_study::{Question, StudyError};
use hongtu_syntax::{Diagnostic, Severity};

use crate::args::{RunArgs, RunFormat};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::progress::{Bar, interruption};
use crate::{check, output, screen, tables};

/// Simulates a plan and prints the answers.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    if args.format == RunFormat::Parquet && args.out.is_none() && stdout().is_terminal() {
        return Err(Failure::Usage(
            Message::new("Parquet is no text, and would garble the terminal")
                .help("send it to a file: `> targets.parquet`, or write a folder with --out DIR"),
        ));
    }
    let limits =
        args.fail_under.iter().map(|text| Limit::read(text)).collect::<Result<Vec<_>, _>>()?;
    let source = Plan::read(&args.plan)?;
    let checked = check::checked(&source, args.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    for limit in &limits {
        limit.fits(plan)?;
    }

    let cancel = interruption();
    let bar = Bar::new(!args.no_progress);
    let show = |progress| bar.show(progress);
    let mut question = Question {
        runs: args.runs,
        seed: args.seed,
        threads: args.threads,
        scenario: args.scenario.as_deref(),
        method: args.method.into(),
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
    let bands = match &args.out {
        Some(_) => Some(hongtu_study::bands(plan, &question, &study).map_err(failed)?),
        None => None,
    };
    drop(bar);

    if let Some(folder) = &args.out {
        tables::write(folder, args.format, plan, &study, bands.as_ref())?;
    }
    print(args, &study.answers)?;
    judge(&limits, &study.answers)
}

/// The plan that was checked, once its mistakes are told; an error where it cannot run.
pub fn runnable<'a>(source: &Plan, checked: &'a Checked) -> Result<&'a Model, Failure> {
    say_mistakes(source, &checked.diagnostics);
    checked.plan.as_ref().ok_or_else(|| {
        Failure::Plan(
            Message::new(format!("`{}` has errors and cannot run", source.name))
                .help(format!("hongtu check {}", source.name)),
        )
    })
}

/// Prints the answers in the format asked for. Tables go to the folder where one is given.
fn print(args: &RunArgs, answers: &Answers) -> Result<(), Failure> {
    match args.format {
        RunFormat::Text => output::print(&board::render(
            answers,
            &board::Options {
                lang: screen::lang(args.lang),
                columns: screen::columns(),
                colour: screen::colour(),
                detail: args.detail,
            },
        )),
        RunFormat::Json => output::print(&json::json(answers)),
        RunFormat::Csv | RunFormat::Parquet if args.out.is_some() => Ok(()),
        RunFormat::Csv => {
            let mut bytes = Vec::new();
            flat::csv([flat::targets(answers)], &mut bytes).map_err(|e| Failure::output(&e))?;
            send(&bytes)
        }
        RunFormat::Parquet => {
            let mut bytes = Vec::new();
            flat::parquet([flat::targets(answers)], &mut bytes).map_err(|e| Failure::output(&e))?;
            send(&bytes)
        }
    }
}

fn send(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// Errors and warnings go to the standard error; findings are on the board.
fn say_mistakes(source: &Plan, found: &[Diagnostic]) {
    let mistakes: Vec<Diagnostic> = found
        .iter()
        .filter(|diagnostic| matches!(diagnostic.severity, Severity::Error | Severity::Warning))
        .cloned()
        .collect();
    let options = screen::diagnostics_on_stderr();
    output::remark(&diagnostics::text(&source.name, &source.text, &mistakes, &options));
}

/// Reads `--set`.
pub fn set(plan: &Model, texts: &[String], question: &mut Question<'_>) -> Result<(), Failure> {
    for text in texts {
        match hongtu_lang::setting(plan, text) {
            Ok(Setting::Lever { index, value }) => question.set_levers.push((index, value)),
            Ok(Setting::Constant { variable, value }) => {
                question.set_constants.push((variable, value));
            }
            Err(why) => return Err(Failure::plan(format!("--set {text}: {why}"))),
        }
    }
    Ok(())
}

/// A study that did not take place, with what would help.
pub fn refused(plan: &Model, error: &StudyError) -> Failure {
    let message = Message::new(error.to_string());
    Failure::Plan(match error {
        StudyError::UnknownScenario { name, known } => {
            match hongtu_syntax::closest(name, known.iter().map(String::as_str)) {
                Some(near) => message.help(format!("did you mean --scenario {near}?")),
                None => message,
            }
        }
        StudyError::OverBudget(_) => message
            .help("lower a setting, or raise the budget in the plan: nothing is scaled in silence"),
        StudyError::OutOfRange { name, .. } if plan.lever(name).is_some() => {
            message.help("the range of a lever is what the plan says can be decided")
        }
        _ => message,
    })
}

/// What `--fail-under` asks for.
#[derive(Debug)]
struct Limit {
    target: String,
    least: f64,
}

impl Limit {
    /// Reads `target=0.5` or `target=50%`.
    fn read(text: &str) -> Result<Self, Failure> {
        let wrong = |why: &str| {
            Failure::Usage(
                Message::new(format!("--fail-under {text}: {why}"))
                    .help("write --fail-under TARGET=P, such as tourism_revenue=50%"),
            )
        };
        let (target, least) = text.split_once('=').ok_or_else(|| wrong("there is no `=`"))?;
        let least = least.trim();
        let (digits, unit) = match least.strip_suffix(['%', '％']) {
            Some(digits) => (digits.trim(), 0.01),
            None => (least, 1.0),
        };
        let least =
            digits.parse::<f64>().map_err(|_| wrong("the probability is not a number"))? * unit;
        if !(0.0..=1.0).contains(&least) {
            return Err(wrong("a probability lies between 0 and 1, or 0% and 100%"));
        }
        Ok(Self { target: target.trim().to_owned(), least })
    }

    /// Whether the plan has the target and judges it.
    fn fits(&self, plan: &Model) -> Result<(), Failure> {
        let named = |id: &str, name: &str| id == self.target || name == self.target;
        let found = plan.targets.iter().find(|target| {
            target.judgements.iter().any(|judgement| named(&judgement.id, &target.name))
        });
        let what = format!("--fail-under {}", self.target);
        match found {
            Some(target) if target.hidden => Err(Failure::plan(format!(
                "{what}: the target became known after the as-of date and is not judged"
            ))),
            Some(_) => Ok(()),
            None => {
                let ids = plan.targets.iter().flat_map(|target| {
                    let readings = target.judgements.iter().map(|judgement| judgement.id.as_str());
                    std::iter::once(target.name.as_str()).chain(readings)
                });
                let message = Message::new(format!("{what}: the plan has no such target"));
                Err(Failure::Plan(match hongtu_syntax::closest(&self.target, ids) {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None => message,
                }))
            }
        }
    }
}

/// Compares the odds with what `--fail-under` asks for. Of a target with several readings each must
/// reach it, unless one is named.
fn judge(limits: &[Limit], answers: &Answers) -> Result<(), Failure> {
    if limits.is_empty() {
        return Ok(());
    }
    let trust = answers.weighting.trust;
    if matches!(trust, Trust::TooSmall | Trust::Contradicted | Trust::Impossible) {
        return Err(Failure::Odds(Message::new(
            "--fail-under: the odds cannot be trusted, so they reach nothing; the board says why",
        )));
    }
    let mut missed = Vec::new();
    for limit in limits {
        for target in &answers.targets {
            let named = target.id == limit.target || target.target == limit.target;
            // Written so that odds that are no number miss.
            let reached = target.attainment >= limit.least;
            if named && !reached {
                missed.push(format!(
                    "{} has odds of {:.1}%, under the {:.1}% asked for",
                    target.id,
                    target.attainment * 100.0,
                    limit.least * 100.0
                ));
            }
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(Failure::Odds(Message::new(missed.join("; ")))) }
}

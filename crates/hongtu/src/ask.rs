//! Asking a plan: from the options of the command line to a question, and from a refusal to words.

use std::sync::atomic::{AtomicBool, Ordering};

use hongtu_lang::{Checked, Setting};
use hongtu_model::Plan as Model;
use hongtu_report::{diagnostics, numbers};
use hongtu_study::answers::{Answers, Trust};
use hongtu_study::{Progress, Question, StudyError};
use hongtu_syntax::{Diagnostic, Severity};

use crate::args::EnsembleArgs;
use crate::failure::{Failure, Message};
use crate::fits::Shelf;
use crate::plan::Plan;
use crate::progress::{Bar, interruption};
use crate::{output, screen};

/// Asks a plan what `study` does with a question, showing how far it has come. An interruption stops
/// it.
pub fn ask<T>(
    source: &Plan,
    plan: &Model,
    args: &EnsembleArgs,
    study: impl FnOnce(Question<'_>) -> Result<T, StudyError>,
) -> Result<T, Failure> {
    ask_shelf(source, plan, args, |question, _| study(question))
}

/// As [`ask`], of a study that looks up what was answered before.
pub fn ask_shelf<T>(
    source: &Plan,
    plan: &Model,
    args: &EnsembleArgs,
    study: impl FnOnce(Question<'_>, &Shelf) -> Result<T, StudyError>,
) -> Result<T, Failure> {
    let bar = Bar::new(!args.no_progress);
    let cancel = interruption();
    ask_until(source, plan, args, &cancel, &|progress| bar.show(progress), |question, shelf| {
        let found = study(question, shelf);
        bar.clear();
        found
    })
}

/// As [`ask_shelf`], until `cancel` is true; `show` is told how far it has come.
pub fn ask_until<T>(
    source: &Plan,
    plan: &Model,
    args: &EnsembleArgs,
    cancel: &AtomicBool,
    show: &(dyn Fn(Progress) + Sync),
    study: impl FnOnce(Question<'_>, &Shelf) -> Result<T, StudyError>,
) -> Result<T, Failure> {
    let mut question = Question {
        threads: args.threads.unwrap_or(Question::new().threads),
        scenario: args.scenario.as_deref(),
        method: args.method.map(Into::into).unwrap_or_default(),
        progress: Some(show),
        cancel: Some(cancel),
        ..Question::new()
    };
    question.runs = args.runs.unwrap_or(question.runs);
    question.seed = args.seed.unwrap_or(question.seed);
    set(plan, args, &mut question)?;
    let failed = |error: StudyError| {
        if cancel.load(Ordering::SeqCst) { Failure::Interrupted } else { refused(plan, &error) }
    };
    let shelf = Shelf::new(source.beside(), plan, args, &mut question)?;
    question.fits = Some(&shelf);
    let found = study(question, &shelf);
    shelf.say();
    found.map_err(failed)
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

/// Answers without odds are shown, and are a failure.
pub fn computed(answers: &Answers) -> Result<(), Failure> {
    if answers.weighting.trust != Trust::Troubled {
        return Ok(());
    }
    Err(Failure::Plan(
        Message::new(format!(
            "{} of {} runs could not be computed: there are no odds",
            numbers::count(answers.troubles.runs),
            numbers::count(answers.runs)
        ))
        .help("`hongtu run --detail` says in which variable and when; look there for a division by zero, a root or logarithm of a negative number, or a loop that explodes"),
    ))
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

/// Reads `--set` and `--given`.
fn set(plan: &Model, args: &EnsembleArgs, question: &mut Question<'_>) -> Result<(), Failure> {
    let set = args.set.iter().map(|text| ("--set", text, hongtu_lang::setting(plan, text)));
    let given = args.given.iter().map(|text| ("--given", text, hongtu_lang::given(plan, text)));
    for (option, text, setting) in set.chain(given) {
        let refused = |why: &str| Failure::plan(format!("{option} {text}: {why}"));
        let again = match setting.map_err(|why| refused(&why))? {
            Setting::Lever { index, value } => {
                let again = question.set_levers.iter().any(|(known, _)| *known == index);
                question.set_levers.push((index, value));
                again
            }
            Setting::Constant { variable, value } => {
                let again = question.set_constants.iter().any(|(known, _)| *known == variable);
                question.set_constants.push((variable, value));
                again
            }
        };
        if again {
            return Err(refused("this was given before: say it once"));
        }
    }
    Ok(())
}

/// A study that did not take place, with what would help.
fn refused(plan: &Model, error: &StudyError) -> Failure {
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
        StudyError::Alternatives { names } => message.help(match &names[..] {
            [name] => format!("hold it with --given {name}=CHOICE, or use --method smc"),
            _ => "hold each with --given NAME=CHOICE, or use --method smc".to_owned(),
        }),
        StudyError::HardEvidence { .. } => message
            .help("state its error, or a discrepancy of the model; --method smc takes it as it is"),
        StudyError::OutOfRange { name, .. } if plan.lever(name).is_some() => {
            message.help("the range of a lever is what the plan says can be decided")
        }
        _ => message,
    })
}

//! `hongtu explain`

use hongtu_report::explain as pages;
use hongtu_study::explain::{explain as explained, find, names};

use crate::args::{ExplainArgs, ExplainFormat};
use crate::ask::{ask_shelf, runnable};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{check, output, screen};

/// Explains one quantity or target of a plan.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let Some(asked) = &args.name else {
        let message = Message::new("say what to explain: a quantity or a target, by its name");
        return Err(Failure::Usage(with_targets(plan, message)));
    };
    let Some(name) = find(plan, asked) else {
        return Err(Failure::Plan(unknown(plan, asked)));
    };
    let explanation = ask_shelf(&source, plan, &args.ensemble, |question, shelf| {
        let kind = format!("explain {name:?}");
        shelf.answer(&kind, plan, &question, || explained(plan, &question, name))
    })?;
    output::print(&match args.format {
        ExplainFormat::Text => pages::render(
            &explanation,
            &source.text,
            &pages::Options {
                lang: screen::lang(args.lang),
                columns: screen::columns(),
                colour: screen::colour(),
            },
        ),
        ExplainFormat::Json => pages::json(&explanation, &source.text),
    })
}

/// What to say of a name that the plan does not have.
fn unknown(plan: &hongtu_model::Plan, name: &str) -> Message {
    let other = |what: &str| {
        Message::new(format!("`{name}` is {what}; what can be explained is a quantity or a target"))
    };
    if plan.tables.iter().any(|table| table.name == name) {
        return other("a table");
    }
    if plan.scenarios.iter().any(|scenario| scenario.name == name) {
        return other("a scenario").help(format!("hongtu run PLAN --scenario {name}"));
    }
    if plan.sources.iter().any(|source| source.name == name) {
        return other("a source");
    }
    let message = Message::new(format!("the plan has no quantity or target `{name}`"));
    match hongtu_syntax::closest(name, names(plan)) {
        Some(near) => message.help(format!("did you mean `{near}`?")),
        None => with_targets(plan, message),
    }
}

/// The message with the targets there are.
fn with_targets(plan: &hongtu_model::Plan, message: Message) -> Message {
    let targets: Vec<&str> = plan.targets.iter().map(|target| target.name.as_str()).collect();
    match targets.as_slice() {
        [] => message,
        _ => message.help(format!("its targets are {}", targets.join(", "))),
    }
}

//! `hongtu sensitivity`

use hongtu_model::Plan as Model;
use hongtu_report::explain::Options;
use hongtu_report::sensitivity as pages;
use hongtu_study::explain::{Name, find};
use hongtu_study::lessons::{Asked, lessons};
use hongtu_study::{Question, sensitivity as indices, study_runs};

use crate::args::{ExplainFormat, SensitivityArgs};
use crate::ask::{ask_shelf, runnable};
use crate::failure::{Failure, no_target};
use crate::plan::Plan;
use crate::{check, output, screen};

/// Finds out which assumptions matter to the targets of a plan, and what taught what.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let target = args.target.as_deref().map(|name| target(plan, name)).transpose()?;
    let asked = Asked { target, refit: args.refit };
    let (answers, found, taught) = ask_shelf(&source, plan, &args.ensemble, |question, shelf| {
        let question = Question { levers_effect: false, ..question };
        shelf.answer(&format!("sensitivity {asked:?}"), plan, &question, || {
            let study = study_runs(plan, &question)?;
            let taught = lessons(plan, &question, &study, asked)?;
            Ok((study.answers, indices::sensitivity(plan, &question, target)?, taught))
        })
    })?;
    let findings =
        pages::Findings { answers: &answers, sensitivity: &found, lessons: taught.as_ref() };
    output::print(&match args.format {
        ExplainFormat::Text => pages::render(
            &findings,
            &Options {
                lang: screen::lang(args.lang),
                columns: screen::columns(),
                colour: screen::colour(),
            },
        ),
        ExplainFormat::Json => pages::json(&findings),
    })
}

/// The target, or reading of one, that a name means.
fn target(plan: &Model, name: &str) -> Result<Name, Failure> {
    let what = format!("--target {name}");
    let found = find(plan, name);
    if let Some(Name::Target(index) | Name::Reading(index, _)) = found {
        let hidden = plan.targets.get(index).is_some_and(|target| target.hidden);
        return match found {
            Some(found) if !hidden => Ok(found),
            _ => Err(Failure::plan(format!(
                "{what}: the target became known after the as-of date and is not judged"
            ))),
        };
    }
    Err(no_target("--target", name, plan))
}

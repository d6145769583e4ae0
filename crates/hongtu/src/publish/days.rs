//! The days as of which a plan is published.

use hongtu_fit::Fit;
use hongtu_lang::Checked;
use hongtu_page::Bundle;
use hongtu_study::answers::Answers;
use hongtu_study::{Figures, Identity, Report};

use crate::args::PublishArgs;
use crate::ask::{ask, runnable};
use crate::check;
use crate::failure::{Failure, Message};
use crate::plan::Plan;

/// The page as of the plan's own day, or of the one that `--as-of` names.
pub const OWN: &str = "index.html";

/// So many other days can be asked for.
const MOST: usize = 5;

/// Everything that a page as of one day is made of.
pub struct Computed {
    /// The name of its page.
    pub file: String,
    /// What the plan answers with every lever at its default.
    pub answers: Answers,
    /// What the page carries.
    pub bundle: Bundle,
    /// What the page's runs are drawn from, where it is fitted.
    pub draws: Option<(Identity, Fit)>,
    figures: Figures,
}

impl Computed {
    /// What the page shows.
    pub fn report<'a>(&'a self, source: &'a Plan) -> Report<'a> {
        self.figures.clone().report(&self.bundle.plan, &source.text, &self.answers)
    }
}

/// Every day that is asked for, each once, the earliest first and a day that hides nothing last.
pub fn computed(source: &Plan, args: &PublishArgs) -> Result<Vec<Computed>, Failure> {
    let others = &args.also_as_of;
    if others.len() > MOST {
        return Err(Failure::Usage(
            Message::new(format!("--also-as-of is given {} times", others.len()))
                .help(format!("choose at most {MOST} days")),
        ));
    }
    let own = check::checked(source, args.page.as_of.as_deref())?;
    runnable(source, &own)?;
    // What cannot be is said before anything is computed.
    let mut asked = vec![(OWN.to_owned(), args.page.as_of.clone(), own)];
    for text in others {
        let checked = earlier(source, text)?;
        let day = checked.plan.as_ref().and_then(|plan| plan.as_of);
        let known = asked
            .iter()
            .any(|(_, _, checked)| checked.plan.as_ref().is_some_and(|plan| plan.as_of == day));
        if let Some(day) = day.filter(|_| !known) {
            asked.push((format!("as-of-{day}.html"), Some(text.clone()), checked));
        }
    }
    asked.sort_by_key(|(_, _, checked)| {
        let day = checked.plan.as_ref().and_then(|plan| plan.as_of);
        (day.is_none(), day)
    });
    asked
        .into_iter()
        .map(|(file, day, checked)| compute(source, args, file, day, &checked))
        .collect()
}

/// The plan as of another day; its warnings are those of the plan's own day and not said again.
fn earlier(source: &Plan, text: &str) -> Result<Checked, Failure> {
    let day = check::day_of("--also-as-of", text)?;
    let checked = hongtu_lang::check(&source.text, &source.folder(), Some(day));
    if checked.plan.is_none() {
        // Says what is wrong on that day.
        let _ = runnable(source, &checked);
        return Err(Failure::Plan(
            Message::new(format!("`{}` cannot run as of {text}", source.name))
                .help("leave that day away, or choose one on which more was known"),
        ));
    }
    Ok(checked)
}

fn compute(
    source: &Plan,
    args: &PublishArgs,
    file: String,
    as_of: Option<String>,
    checked: &Checked,
) -> Result<Computed, Failure> {
    let Some(plan) = &checked.plan else { return Err(Failure::Reported) };
    let mut ensemble = args.page.ensemble();
    ensemble.as_of = as_of;
    if file == OWN {
        ensemble.posterior = args.posterior.clone();
    }
    let page = ask(source, plan, &ensemble, |question| {
        let identity = Identity::of(plan, &question)?;
        super::drawn(source, plan, question, |report, bundle, fit| Computed {
            file,
            answers: report.answers.clone(),
            bundle: bundle.clone(),
            draws: identity.zip(fit.cloned()),
            figures: Figures::of(report),
        })
    })?;
    page.map_err(super::unanswerable)
}

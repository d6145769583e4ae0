//! `--fail-under`: odds that a target must reach.

use hongtu_model::Plan as Model;
use hongtu_study::answers::{Answers, Trust};

use crate::failure::{Failure, Message, no_target};

/// What `--fail-under` asks for.
#[derive(Debug)]
pub struct Limit {
    target: String,
    least: f64,
}

impl Limit {
    /// Reads `target=0.5` or `target=50%`.
    pub fn read(text: &str) -> Result<Self, Failure> {
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
    pub fn fits(&self, plan: &Model) -> Result<(), Failure> {
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
            None => Err(no_target("--fail-under", &self.target, plan)),
        }
    }
}

/// Compares the odds with what `--fail-under` asks for. Of a target with several readings each must
/// reach it, unless one is named.
pub fn judge(limits: &[Limit], answers: &Answers) -> Result<(), Failure> {
    if limits.is_empty() {
        return Ok(());
    }
    let trust = answers.weighting.trust;
    let unfit = [Trust::TooSmall, Trust::Contradicted, Trust::Impossible, Trust::Troubled];
    if unfit.contains(&trust) {
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

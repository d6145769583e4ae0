//! `hongtu fit`

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use hongtu_fit::Fit;
use hongtu_report::board;
use hongtu_store::Columns;
use hongtu_study::{Identity, Question};

use crate::args::FitArgs;
use crate::ask::{ask, runnable};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{check, output, screen};

/// Fits a plan to its evidence, says how that went, and keeps the draws.
pub fn fit(args: &FitArgs) -> Result<(), Failure> {
    let source = Plan::read(&args.plan)?;
    if let Some(file) = &args.output {
        source.spares(file, "the draws", "posterior.parquet")?;
        output::writable(file)?;
    }
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    let (study, identity) = ask(&source, plan, &args.ensemble, |question| {
        let question = Question { levers_effect: false, ..question };
        let identity = Identity::of(plan, &question)?;
        Ok((hongtu_study::study_runs(plan, &question)?, identity))
    })?;
    let Some(identity) = identity else {
        return Err(Failure::Plan(
            Message::new("nothing that is observed weighs, so there is nothing to fit").help(
                "runs are drawn from the priors; write `observe` statements, or look at --as-of",
            ),
        ));
    };
    output::print(&board::posterior(
        &study.answers,
        &board::Options {
            lang: screen::lang(args.lang),
            columns: screen::columns(),
            colour: screen::colour(),
            detail: true,
        },
    ))?;
    let Some(fit) = &study.fit else {
        return Err(Failure::plan("no run agrees with the observations, so there are no draws"));
    };
    match &args.output {
        Some(file) => keep(file, plan, &identity, fit),
        None => Ok(()),
    }
}

/// Writes the draws of a fit into a file, whole or not at all. What is no ordinary file (a pipe, a
/// device) is written to and not replaced.
pub fn keep(
    file: &Path,
    plan: &hongtu_model::Plan,
    identity: &Identity,
    fit: &Fit,
) -> Result<(), Failure> {
    let replaced = fs::metadata(file).map_or(true, |there| there.is_file());
    let mut beside = file.as_os_str().to_owned();
    if replaced {
        beside.push(format!(".{}", std::process::id()));
    }
    let beside = Path::new(&beside);
    let written = File::create(beside).and_then(|out| {
        let mut out = BufWriter::new(out);
        hongtu_store::write(plan, identity, fit, Columns::All, &mut out)?;
        out.flush()
    });
    let kept = written.and_then(|()| if replaced { fs::rename(beside, file) } else { Ok(()) });
    kept.map_err(|error| {
        if replaced {
            let _ = fs::remove_file(beside);
        }
        Failure::plan(format!("`{}` cannot be written: {error}", file.display()))
    })?;
    output::remark(&format!("wrote {}\n", file.display()));
    Ok(())
}

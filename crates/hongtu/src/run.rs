//! `hongtu run`

use std::io::{IsTerminal, Write, stdout};

use hongtu_report::{board, flat, json};
use hongtu_study::Question;
use hongtu_study::answers::Answers;

use crate::args::{RunArgs, RunFormat};
use crate::ask::{ask, ask_shelf, computed, runnable};
use crate::failure::{Failure, Message};
use crate::limits::{Limit, judge};
use crate::plan::Plan;
use crate::{check, output, score, screen, tables};

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
    let checked = check::checked(&source, args.ensemble.as_of.as_deref())?;
    let plan = runnable(&source, &checked)?;
    for limit in &limits {
        limit.fits(plan)?;
    }

    let backtest = score::kept(&source, plan, &args.ensemble);
    let answers = match &args.out {
        Some(folder) => {
            let (mut study, bands) = ask(&source, plan, &args.ensemble, |question| {
                let question = Question { levers_effect: !args.no_levers, ..question };
                let study = hongtu_study::study_runs(plan, &question)?;
                let bands = hongtu_study::bands(plan, &question, &study)?;
                Ok((study, bands))
            })?;
            study.answers.backtest = backtest;
            tables::write(folder, args.format, plan, &study, &bands)?;
            study.answers
        }
        None => {
            let answers = ask_shelf(&source, plan, &args.ensemble, |question, shelf| {
                let question = Question { levers_effect: !args.no_levers, ..question };
                shelf.answer("board", plan, &question, || hongtu_study::study(plan, &question))
            })?;
            Answers { backtest, ..answers }
        }
    };
    print(args, &answers)?;
    computed(&answers)?;
    judge(&limits, &answers)
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

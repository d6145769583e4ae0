//! The `hongtu` command: checks, runs and formats plans.
//!
//! Thin: it reads files, asks the other crates, and prints what they say. What is asked for goes to
//! the standard output, everything else to the standard error.

#![forbid(unsafe_code)]

mod args;
mod ask;
mod check;
mod explain;
mod failure;
mod fit;
mod fits;
mod format;
mod limits;
mod new;
mod open;
mod output;
mod plan;
mod progress;
mod publish;
mod report;
mod rule;
mod run;
mod score;
mod screen;
mod sensitivity;
mod tables;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    let args = args::read();
    let done = match &args.command {
        Command::Check(args) => check::check(args),
        Command::Run(args) => run::run(args),
        Command::Report(args) => report::report(args),
        Command::Fit(args) => fit::fit(args),
        Command::Open(args) => open::open(args),
        Command::Publish(args) => publish::publish(args),
        Command::Fmt(args) => format::format(args),
        Command::Explain(args) => explain::explain(args),
        Command::Score(args) => score::score(args),
        Command::Backtest(args) => score::backtest(args),
        Command::Sensitivity(args) => sensitivity::sensitivity(args),
        Command::New(args) => new::new(args),
        Command::Rule(args) => rule::rule(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

//! `hongtu check`

use hongtu_lang::Checked;
use hongtu_report::diagnostics;
use jiff::civil::Date;

use crate::args::{CheckArgs, CheckFormat};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{output, screen};

/// Checks a plan and prints everything there is to say.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let plan = Plan::read(&args.plan)?;
    let checked = checked(&plan, args.as_of.as_deref())?;
    let (name, text, found) = (&plan.name, &plan.text, &checked.diagnostics);
    output::print(&match args.format {
        CheckFormat::Text if found.is_empty() => format!("{name}: nothing to report\n"),
        CheckFormat::Text => diagnostics::text(name, text, found, &screen::diagnostics()),
        CheckFormat::Json => diagnostics::json(name, text, found),
        CheckFormat::Github => diagnostics::github(name, text, found),
    })?;
    if checked.has_errors() { Err(Failure::Reported) } else { Ok(()) }
}

/// Checks a plan as of a day.
pub fn checked(plan: &Plan, as_of: Option<&str>) -> Result<Checked, Failure> {
    let as_of = as_of.map(day).transpose()?;
    let checked = hongtu_lang::check(&plan.text, &plan.folder(), as_of);
    if as_of.is_some() && checked.plan.as_ref().is_some_and(|plan| !plan.time.is_calendar()) {
        return Err(Failure::Usage(
            Message::new("--as-of: the time of this plan has no dates")
                .help("leave --as-of out: nothing in the plan becomes known on a day"),
        ));
    }
    Ok(checked)
}

/// Reads an as-of date.
pub fn day(text: &str) -> Result<Date, Failure> {
    day_of("--as-of", text)
}

/// Reads the date that an option names.
pub fn day_of(option: &str, text: &str) -> Result<Date, Failure> {
    hongtu_lang::as_of(text).map_err(|why| {
        Failure::Usage(
            Message::new(format!("{option}: {why}"))
                .help("write a date such as 2024-03-07, 2024-03 or 2024"),
        )
    })
}

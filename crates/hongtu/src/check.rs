//! `hongtu check`

use std::time::{SystemTime, UNIX_EPOCH};

use hongtu_lang::Checked;
use hongtu_report::{Lang, diagnostics, words};
use jiff::{ToSpan, civil::Date};

use crate::args::{CheckArgs, CheckFormat};
use crate::failure::{Failure, Message};
use crate::plan::Plan;
use crate::{output, screen};

/// Checks a plan and prints everything there is to say.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let plan = Plan::read(&args.plan)?;
    let checked = checked(&plan, args.as_of.as_deref())?;
    let lang = match args.format {
        CheckFormat::Text => screen::lang(args.lang),
        // What programs read is in one language.
        CheckFormat::Json | CheckFormat::Github => Lang::En,
    };
    let (name, text) = (&plan.name, &plan.text);
    let found = diagnostics::all(&checked.diagnostics, &checked.findings, lang);
    output::print(&match args.format {
        CheckFormat::Text if found.is_empty() => words::open::nothing(name, lang),
        CheckFormat::Text => diagnostics::text(name, text, &found, &screen::diagnostics(lang)),
        CheckFormat::Json => diagnostics::json(name, text, &found),
        CheckFormat::Github => diagnostics::github(name, text, &found),
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
    if let Some(day) = as_of {
        let doubt = match checked.own_as_of {
            Some(own) if day > own => Some(format!("is later than the plan's own day, {own}")),
            None if day > today() => Some("has not come yet".to_owned()),
            _ => None,
        };
        if let Some(doubt) = doubt {
            output::remark(&format!(
                "warning: --as-of {day} {doubt}: what becomes known until then is not in the plan\n"
            ));
        }
    }
    Ok(checked)
}

/// The day it is, in Greenwich.
fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = i64::try_from(since.as_secs() / SECONDS_A_DAY).unwrap_or(0);
    Date::constant(1970, 1, 1).saturating_add(days.days())
}

const SECONDS_A_DAY: u64 = 86_400;

/// Reads an as-of date.
pub fn day(text: &str) -> Result<Date, Failure> {
    day_of("--as-of", text)
}

/// Reads the date that an option names.
pub fn day_of(option: &str, text: &str) -> Result<Date, Failure> {
    hongtu_lang::as_of(text).map_err(|why| Failure::Usage(Message::new(format!("{option}: {why}"))))
}

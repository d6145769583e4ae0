//! Dates as they are written, turned into days and steps.

use hongtu_model::{Instant, Timeline, vague_end};
use hongtu_syntax::tree::{self, DateExpr};
use jiff::{ToSpan, civil::Date};

/// The first day of a written date; for `end of`, the day after its last.
pub fn first_day(date: &DateExpr) -> Option<Date> {
    if date.end_of {
        return last_day_of(date.date)?.checked_add(1.day()).ok();
    }
    let year = i16::try_from(date.date.year).ok()?;
    let month = i8::try_from(date.date.month.unwrap_or(1)).ok()?;
    let day = i8::try_from(date.date.day.unwrap_or(1)).ok()?;
    Date::new(year, month, day).ok()
}

/// The last day of a written date: a vague date means the end of its period.
pub fn last_day(date: &DateExpr) -> Option<Date> {
    last_day_of(date.date)
}

fn last_day_of(date: tree::Date) -> Option<Date> {
    vague_end(date.year, date.month, date.day)
}

/// The instant of a written date on a calendar.
pub fn instant(time: &Timeline, date: &DateExpr) -> Option<Instant> {
    time.day(first_day(date)?)
}

/// The exact time of a day as a number of years: the place that [`Timeline::day`] rounds to a step.
pub fn exact(day: Date) -> f64 {
    let days = f64::from(day.days_in_month());
    let passed = f64::from(day.month() - 1) * days + f64::from(day.day() - 1);
    f64::from(day.year()) + passed / (12.0 * days)
}

/// A date as a plan would write it.
pub fn text(date: &DateExpr) -> String {
    let tree::Date { year, month, day } = date.date;
    let mut text = String::new();
    if date.end_of {
        text.push_str("end of ");
    }
    text.push_str(&year.to_string());
    for part in [month, day].into_iter().flatten() {
        text.push_str(&format!("-{part:02}"));
    }
    text
}

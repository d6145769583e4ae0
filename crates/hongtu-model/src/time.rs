//! The clock of a plan: integer steps on a calendar or in plain time.

use jiff::civil::Date;

/// How stocks are integrated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Method {
    /// Euler's method, order one.
    #[default]
    Euler,
    /// The classical Runge–Kutta method of order four.
    Rk4,
}

impl Method {
    /// The word a plan uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Euler => "euler",
            Self::Rk4 => "rk4",
        }
    }
}

/// A point in time on the clock of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Instant {
    /// The first step on or after the instant; may lie outside the simulated time.
    pub step: i64,
    /// Whether the instant lies between two steps, so that it acts later than it is dated.
    pub shifted: bool,
}

/// The simulated time: `start + i * dt` for `i` from 0 to `steps`.
///
/// In a calendar plan the unit of time is the year, an instant is a date, and `2015` is the first
/// instant of 2015. In plain time an instant is a number of time units.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Timeline {
    /// Time at step 0, in the unit of time (a year number in a calendar plan).
    pub start: f64,
    /// Length of a step, in the unit of time.
    pub dt: f64,
    /// Number of steps.
    pub steps: u32,
    /// Steps to one unit of time, where a whole number of them makes one.
    pub steps_per_unit: Option<u32>,
    /// The year of step 0, in a calendar plan.
    pub first_year: Option<i32>,
    /// Name of the unit of time.
    pub unit: String,
    /// How stocks are integrated.
    pub method: Method,
}

impl Timeline {
    /// Time at a step, counted and not added up.
    pub fn at(&self, step: i64) -> f64 {
        self.start + step as f64 * self.dt
    }

    /// Whether the plan is on the calendar.
    pub fn is_calendar(&self) -> bool {
        self.first_year.is_some()
    }

    /// The step of the first instant of a year, in a calendar plan.
    pub fn year(&self, year: i32) -> Option<i64> {
        let first = i64::from(self.first_year?);
        Some((i64::from(year) - first) * i64::from(self.steps_per_unit?))
    }

    /// The first instant of a day, in a calendar plan.
    ///
    /// A month is a twelfth of its year and a day an equal part of its month, whatever their
    /// lengths, so that steps of months and quarters begin on the first of one. The place is
    /// rounded up to a step in whole numbers.
    pub fn day(&self, date: Date) -> Option<Instant> {
        let per_year = i64::from(self.steps_per_unit?);
        let year_start = self.year(i32::from(date.year()))?;
        let days = i64::from(date.days_in_month());
        let passed = (i64::from(date.month()) - 1) * days + i64::from(date.day()) - 1;
        let (numerator, denominator) = (passed * per_year, 12 * days);
        let step = year_start + (numerator + denominator - 1).div_euclid(denominator);
        Some(Instant { step, shifted: numerator % denominator != 0 })
    }

    /// The instant of a time in the unit of time; a time within a millionth of a step of a grid
    /// point is on it.
    pub fn instant(&self, time: f64) -> Instant {
        let position = (time - self.start) / self.dt;
        let nearest = position.round();
        if (position - nearest).abs() <= 1e-6 {
            Instant { step: nearest as i64, shifted: false }
        } else {
            Instant { step: position.ceil() as i64, shifted: true }
        }
    }

    /// The date on which a step falls, in a calendar plan: the inverse of [`Timeline::day`].
    pub fn date(&self, step: i64) -> Option<Date> {
        let per_year = i64::from(self.steps_per_unit?);
        let year = i64::from(self.first_year?) + step.div_euclid(per_year);
        let twelfths = 12 * step.rem_euclid(per_year);
        let month = i8::try_from(twelfths / per_year + 1).ok()?;
        let first = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
        let passed = twelfths % per_year * i64::from(first.days_in_month()) / per_year;
        first.with().day(i8::try_from(passed + 1).ok()?).build().ok()
    }

    /// Whether a step lies in the simulated time.
    pub fn holds(&self, step: i64) -> bool {
        (0..=i64::from(self.steps)).contains(&step)
    }
}

/// The last day of a date written to the year, the month or the day.
///
/// `None` where no such day exists.
pub fn vague_end(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let month = match month {
        None => return Date::new(year, 12, 31).ok(),
        Some(month) => i8::try_from(month).ok()?,
    };
    match day {
        None => Some(Date::new(year, month, 1).ok()?.last_of_month()),
        Some(day) => Date::new(year, month, i8::try_from(day).ok()?).ok(),
    }
}

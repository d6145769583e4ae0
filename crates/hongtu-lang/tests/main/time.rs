//! Dates and steps: places on the calendar in whole numbers, there and back.

use hongtu_model::{Instant, Method, Timeline};
use jiff::civil::Date;

fn calendar(steps_per_year: u32) -> Timeline {
    Timeline {
        start: 2020.0,
        dt: 1.0 / f64::from(steps_per_year),
        steps: 10 * steps_per_year,
        steps_per_unit: Some(steps_per_year),
        first_year: Some(2020),
        unit: "year".to_owned(),
        method: Method::Euler,
    }
}

#[test]
fn monthly_steps_begin_on_the_first_of_their_month() {
    for per_year in [12, 24, 36, 120] {
        let time = calendar(per_year);
        for step in (0..i64::from(time.steps)).step_by(per_year as usize / 12) {
            let date = time.date(step).unwrap();
            assert_eq!(date.day(), 1, "step {step} of {per_year} falls on {date}");
            assert_eq!(time.day(date), Some(Instant { step, shifted: false }));
        }
    }
}

#[test]
fn days_act_at_the_first_step_on_or_after_them() {
    for per_year in [1, 4, 12, 32, 365, 1000] {
        let time = calendar(per_year);
        let mut day = Date::constant(2020, 1, 1);
        while day < Date::constant(2025, 1, 1) {
            let instant = time.day(day).unwrap();
            let before = time.date(instant.step - 1).unwrap();
            assert!(time.date(instant.step).unwrap() >= day, "{day} with {per_year} steps");
            assert!(before <= day, "{day} with {per_year} steps acts late, after {before}");
            day = day.tomorrow().unwrap();
        }
    }
}

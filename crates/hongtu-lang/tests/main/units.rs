//! Units: sizes against constants from elsewhere, and conversion there and back.

use hongtu_lang::{NoFiles, Setting, check, setting};
use hongtu_model::{Plan, Unit};
use proptest::prelude::*;

/// How many of the second unit one of the first is. Sizes are those of the International System
/// (BIPM, *The International System of Units*, 9th edition, tables 8 and 9), of the Julian year of
/// 365.25 days, and of GB/T 2589, in which a tonne of coal equivalent is 29.3076 GJ.
const SIZES: &[(&str, f64, &str)] = &[
    ("minute", 60.0, "second"),
    ("hour", 60.0, "minute"),
    ("day", 24.0, "hour"),
    ("week", 7.0, "day"),
    ("year", 365.25, "day"),
    ("year", 8766.0, "hour"),
    ("year", 31_557_600.0, "second"),
    ("year", 12.0, "month"),
    ("year", 4.0, "quarter"),
    ("kWh", 1000.0, "Wh"),
    ("MWh", 1000.0, "kWh"),
    ("GWh", 1000.0, "MWh"),
    ("TWh", 1000.0, "GWh"),
    ("Wh", 3600.0, "J"),
    ("kWh", 3.6, "MJ"),
    ("kJ", 1000.0, "J"),
    ("MJ", 1000.0, "kJ"),
    ("GJ", 1000.0, "MJ"),
    ("TJ", 1000.0, "GJ"),
    ("PJ", 1000.0, "TJ"),
    ("tce", 29.3076, "GJ"),
    ("tce", 8141.0, "kWh"),
    ("kW", 1000.0, "W"),
    ("MW", 1000.0, "kW"),
    ("GW", 1000.0, "MW"),
    ("kW", 1.0, "kWh/hour"),
    ("GW", 8.766, "TWh/year"),
    ("kg", 1000.0, "gram"),
    ("tonne", 1000.0, "kg"),
    ("kilotonne", 1000.0, "tonne"),
    ("megatonne", 1e6, "tonne"),
    ("km", 1000.0, "metre"),
    ("hectare", 10_000.0, "metre^2"),
    ("km^2", 100.0, "hectare"),
    ("metre^3", 1000.0, "litre"),
    ("%", 0.01, "1"),
];

/// A plan on the calendar and one that counts minutes: the size of a unit must not depend on it.
const CLOCKS: [&str; 2] = ["time 2020 to 2030", "time 0 to 60 minute step 1/4 minute"];

/// A plan with one constant in a unit.
fn plan(clock: &str, unit: &str) -> Plan {
    let text = format!(
        "```hongtu\nplan \"Units\"\n{clock}\nconst amount : {unit} = 1\naux same : {unit} = amount\n```\n"
    );
    let checked = check(&text, &NoFiles, None);
    checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

/// A value written in one unit, read by a plan whose constant is in another.
fn converted(plan: &Plan, value: f64, from: &str) -> f64 {
    let text =
        if from == "1" { format!("amount={value}") } else { format!("amount={value} {from}") };
    match setting(plan, &text) {
        Ok(Setting::Constant { value, .. }) => unit(plan).show(value),
        other => panic!("{text}: {other:?}"),
    }
}

fn unit(plan: &Plan) -> &Unit {
    &plan.variables[0].unit
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * (a.abs() + b.abs())
}

#[test]
fn sizes_are_those_of_the_books() {
    for clock in CLOCKS {
        for &(larger, size, smaller) in SIZES {
            // A bare number and `%` are no values of a quantity with a unit, and the reverse.
            if smaller == "1" {
                let percent = plan(clock, larger);
                assert!(close(unit(&percent).read(1.0), size), "1 {larger}");
                continue;
            }
            let there = converted(&plan(clock, smaller), 1.0, larger);
            assert!(close(there, size), "1 {larger} is {there} {smaller}, not {size}, in {clock}");
            let back = converted(&plan(clock, larger), 1.0, smaller);
            assert!(close(back, 1.0 / size), "1 {smaller} is {back} {larger} in {clock}");
        }
    }
}

#[test]
fn units_of_another_dimension_are_refused() {
    let energy = plan(CLOCKS[0], "kWh");
    for other in ["kW", "kg", "year", "kWh/year", "metre"] {
        assert!(setting(&energy, &format!("amount=1 {other}")).is_err(), "{other}");
    }
}

proptest! {
    #[test]
    fn conversion_there_and_back_is_the_identity(
        pair in prop::sample::select(SIZES),
        clock in prop::sample::select(&CLOCKS[..]),
        value in prop::num::f64::POSITIVE.prop_filter("readable", |v| (1e-200..1e200).contains(v)),
    ) {
        let (larger, _, smaller) = pair;
        if smaller != "1" {
            let there = converted(&plan(clock, smaller), value, larger);
            let back = converted(&plan(clock, larger), there, smaller);
            prop_assert!(close(value, back), "{} {} became {}", value, larger, back);
        }
    }
}

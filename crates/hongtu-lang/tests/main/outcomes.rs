//! Files of outcomes: what they may say, and what is said of those that do not.

use hongtu_lang::{NoFiles, Outcomes, check_outcomes};
use hongtu_model::{Happened, OutcomeOf, Plan};
use hongtu_syntax::Severity;

use crate::support::{assert_well_formed, line};

/// Swims are a flow of thousands, the share of regulars a pure number; `opened` is a date.
const PLAN: &str = r#"# Pools

```hongtu
plan "Swimming pools"
    as of 2024-03-31
time 2020 to 2030 step 1/4 year
unit visit
flow swims : thousand visit/year = swims_of_2020 + more_a_year * (time - 2020)
const swims_of_2020 : thousand visit/year = 400
const more_a_year : thousand visit/year/year = 20 ~ normal(sd 5)
aux regulars : % = 30%
stock pools : visit = 4
    + (1 visit/year)
target busy : total(swims, 2025) >= 500 thousand visit
    indicative
target calm
    reading a_little : total(swims, 2025) <= 510 thousand visit
    reading hardly : total(swims, 2025) <= 505 thousand visit
    indicative
target more : total(swims, 2025) rises from 2023
    indicative
target second : first(pools >= 8 visit) <= end of 2026
    indicative
```
"#;

fn read(rows: &str) -> (Plan, Outcomes) {
    let file = format!("what,value,low,high,unit,known,source\n{rows}");
    let (checked, read) = check_outcomes(PLAN, &NoFiles, None, file.as_bytes());
    let said: Vec<_> = checked.diagnostics.iter().map(|d| (&d.message, d.severity)).collect();
    read.diagnostics.iter().for_each(|d| assert_well_formed(&read.text, d));
    (checked.plan.unwrap_or_else(|| panic!("{said:?}")), read)
}

/// Rule, severity and line of everything that is said of some rows.
fn said(rows: &str) -> Vec<(&'static str, Severity, usize)> {
    let (_, read) = read(rows);
    let of = |d| (line(&read.text, d), d);
    read.diagnostics.iter().map(of).map(|(line, d)| (d.rule, d.severity, line)).collect()
}

fn error(rows: &str) -> &'static str {
    let said = said(rows);
    assert_eq!(said.len(), 1, "{rows}: {said:?}");
    assert_eq!((said[0].1, said[0].2), (Severity::Error, 2), "{rows}: {said:?}");
    said[0].0
}

fn number(rows: &str) -> (f64, f64) {
    let (_, read) = read(rows);
    assert_eq!(read.diagnostics, [], "{rows}");
    match read.outcomes[0].happened {
        Happened::Number { low, high } => (low, high),
        other => panic!("{rows}: {other:?}"),
    }
}

#[test]
fn numbers_are_in_the_units_of_the_plan() {
    let of = |value: &str, unit: &str| {
        number(&format!("\"total(swims, 2024)\",{value},,,{unit},2025-02,city\n"))
    };
    assert_eq!(of("486000", "visit"), (486e3, 486e3));
    assert_eq!(of("486", "thousand visit"), (486e3, 486e3));
    assert_eq!(of("486", "thousand"), (486e3, 486e3));
    // Without a unit as the plan declares the quantity: in thousands.
    assert_eq!(of("486", ""), (486e3, 486e3));
}

#[test]
fn shares_are_written_as_shares_or_in_per_cent() {
    let of = |value: &str, unit: &str| {
        let (low, _) = number(&format!("\"growth(swims, 2024)\",{value},,,{unit},2025-02,\n"));
        low
    };
    assert!((of("5.2", "%") - 0.052).abs() < 1e-12);
    assert!((of("5.2%", "") - 0.052).abs() < 1e-12);
    assert!((of("5.2%", "%") - 0.052).abs() < 1e-12);
    assert_eq!(of("0.052", ""), 0.052);
    let bare = "\"growth(swims, 2024)\",7,,,,2025-02,\n";
    assert_eq!(said(bare), [("missing-percent", Severity::Warning, 2)]);
}

#[test]
fn ranges_dates_and_targets() {
    let range = number("\"total(swims, 2024)\",,470,490,thousand visit,2025-02,\n");
    assert_eq!(range, (470e3, 490e3));
    let inside = number("\"total(swims, 2024)\",486,470,490,thousand visit,2025-02,\n");
    assert_eq!(inside, (470e3, 490e3));
    // A vague date is anywhere in its period.
    assert_eq!(number("second,2025,,,,2026,\n"), (2025.0, 2026.0));
    assert_eq!(number("second,2025-07-01,,,,2026,\n"), (2025.5, 2025.5));
    assert_eq!(number("second,never,,,,2030,\n"), (f64::INFINITY, f64::INFINITY));
    let (plan, read) = read("busy,met,,,,2026-02,city\ncalm.hardly,Missed,,,,2026-02,\n");
    let of = |target: &str| plan.targets.iter().position(|t| t.name == target).unwrap();
    let place = |target, judgement| OutcomeOf::Judgement { target: of(target), judgement };
    let found: Vec<_> = read.outcomes.iter().map(|o| (o.of, o.happened)).collect();
    assert_eq!(found, [(place("busy", 0), Happened::Met), (place("calm", 1), Happened::Missed)]);
    assert_eq!(read.outcomes[0].source.as_deref(), Some("city"));
    assert_eq!(
        (read.outcomes[1].known.to_string(), read.outcomes[1].line),
        ("2026-02-28".into(), 3)
    );
}

#[test]
fn measures_that_the_plan_lacks_are_added_and_quantities_that_it_lacks_are_listed() {
    let (plan, read) = read(
        "\"mean(swims / 2, 2024..2026)\",240,,,thousand visit/year,2027-02,\n\
         \"total(skating, 2024)\",9,,,,2025-02,\n\
         bussy,met,,,,2026-02,\n\
         \"total(swims, 2050)\",9,,,,2051-02,\n",
    );
    assert_eq!(read.diagnostics, []);
    let OutcomeOf::Measure(added) = read.outcomes[0].of else { panic!("a measure") };
    assert_eq!(plan.measure(added).text, "mean(swims / 2, 2024..2026)");
    assert_eq!(read.outcomes.len(), 1);
    let listed: Vec<_> = read.unmatched.iter().map(|u| (u.line, u.why.as_str())).collect();
    assert_eq!(listed[0].0, 3);
    assert!(listed[0].1.contains("`skating`"), "{listed:?}");
    assert!(listed[1].1.contains("did you mean the target `busy`"), "{listed:?}");
    assert!(listed[2].1.contains("simulated time"), "{listed:?}");
}

#[test]
fn every_mistake_of_a_row_is_told_with_its_line() {
    for (row, rule) in [
        ("\"total(swims, 2024)\",met,,,,2025-02,", "outcome-value"),
        ("more,12,,,visit,2026-02,", "outcome-value"),
        ("calm,met,,,,2026-02,", "outcome-value"),
        (",12,,,,2026-02,", "outcome-value"),
        ("busy,,,,,2026-02,", "outcome-value"),
        ("busy,,400,,thousand visit,2026-02,", "outcome-value"),
        ("busy,600,400,500,thousand visit,2026-02,", "outcome-value"),
        ("second,soon,,,,2026-02,", "outcome-value"),
        ("busy,,500,400,thousand visit,2026-02,", "empty-range"),
        ("busy,500,,,kilovisit,2026-02,", "unknown-unit"),
        ("busy,500,,,a; b,2026-02,", "unknown-unit"),
        ("busy,500,,,thousand visit/year,2026-02,", "unit-mismatch"),
        ("busy,500,,,%,2026-02,", "unit-mismatch"),
        ("busy,many,,,,2026-02,", "csv-not-a-number"),
        ("busy,nan,,,,2026-02,", "csv-not-a-number"),
        ("busy,\"1,23\",,,,2026-02,", "csv-not-a-number"),
        ("busy,500,,,,soon,", "csv-not-a-number"),
        ("busy,500,,,,,", "undated-evidence"),
        ("\"total(swims 2024)\",500,,,,2026-02,", "syntax"),
        ("swims,500,,,,2026-02,", "measure-form"),
    ] {
        assert_eq!(error(&format!("{row}\n")), rule, "{row}");
    }
}

#[test]
fn doubts_are_warnings() {
    let known = "\"total(swims, 2023)\",471,,,,2024-02,\n";
    assert_eq!(said(known), [("outcome-known", Severity::Warning, 2)]);
    let early = "\"total(swims, 2024)\",471,,,,2024-10,\n";
    assert_eq!(said(early), [("known-early", Severity::Warning, 2)]);
    let grouped = "\"total(swims, 2024)\",\"471,000\",,,visit,2025-02,\n";
    assert_eq!(said(grouped), [("csv-thousands", Severity::Warning, 2)]);
}

#[test]
fn rows_may_not_repeat_or_contradict_each_other() {
    let twice =
        "busy,met,,,,2026-02,\n\"total(swims, 2024)\",9,,,,2025-02,\nbusy,missed,,,,2026-03,\n";
    assert_eq!(said(twice), [("outcome-twice", Severity::Error, 4)]);
    let against = "busy,met,,,,2026-02,\n\"total(swims, 2025)\",480,,,,2026-02,\n";
    assert_eq!(said(against), [("outcome-value", Severity::Error, 2)]);
    assert_eq!(said(&against.replace("met", "missed")), []);
}

#[test]
fn files_that_are_no_tables() {
    let rules = |bytes: &[u8]| -> Vec<&'static str> {
        let (_, read) = check_outcomes(PLAN, &NoFiles, None, bytes);
        read.diagnostics.iter().for_each(|d| assert_well_formed(&read.text, d));
        assert_eq!(read.outcomes, []);
        read.diagnostics.iter().map(|d| d.rule).collect()
    };
    assert_eq!(rules(b""), ["csv-missing-column"]);
    assert_eq!(rules(b"what,value\nbusy,met\n"), ["csv-missing-column"]);
    assert_eq!(rules(b"what,value,known\n"), ["csv-malformed"]);
    assert_eq!(rules(b"what,value,known\nbusy,\"met,2026\n"), ["csv-malformed"]);
    assert_eq!(rules(b"what,value,known\0"), ["csv-malformed"]);
    assert_eq!(rules(b"what,value,known\n\xff\xff,met,2026\n"), ["csv-malformed"]);
}

#[test]
fn what_chinese_offices_save_is_read() {
    let (bytes, _, _) = encoding_rs::GB18030
        .encode("what;value;unit;known;source\r\n\r\nbusy;486;thousand visit;2026/02;统计局\r\n");
    let (_, read) = check_outcomes(PLAN, &NoFiles, None, &bytes);
    let rules: Vec<_> = read.diagnostics.iter().map(|d| d.rule).collect();
    assert_eq!(rules, ["file-encoding"]);
    assert_eq!(read.outcomes[0].source.as_deref(), Some("统计局"));
    assert_eq!(read.outcomes[0].line, 3);
}

#[test]
fn what_is_wrong_with_the_plan_stays_with_the_plan() {
    let broken = PLAN.replace("= swims_of_2020 +", "= 4 visit +");
    let file = b"what,value,known\nbusy,met,2026-02\n\"level(swims, 2024-05-17)\",4,2025\n";
    let (checked, read) = check_outcomes(&broken, &NoFiles, None, file);
    assert!(checked.plan.is_none() && checked.has_errors());
    checked.diagnostics.iter().for_each(|d| assert_well_formed(&broken, d));
    read.diagnostics.iter().for_each(|d| assert_well_formed(&read.text, d));
}

//! The page's numbers beside those of the command, from the very draws that the page carries.

use std::path::Path;

use hongtu_page::Bundle;
use serde_json::Value;

use super::{engine, publish_with, without_node};
use crate::hongtu;

/// What a lever is set to, in the unit of the plan.
const SETTING: &str = "congestion_charge=20";

#[test]
fn every_measure_has_the_bits_of_the_command() {
    if let Some(why) = without_node() {
        return println!("skipped: {why}");
    }
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/copenhagen/plan.md");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page-replayed");
    let draws = folder.join("draws.parquet");
    let draws = draws.to_string_lossy();
    let page = publish_with(plan, "replayed", &["--draws", &*draws]);
    let set = format!("\"set\":[\"{SETTING}\"]");
    let questions =
        [format!("{{\"do\":\"odds\",{set}}}"), format!("{{\"do\":\"measures\",{set}}}")];
    let bundle = page.with_extension("bundle");
    let replies = engine(&page, &bundle, "board", &questions);
    let replies: Vec<Value> =
        replies.lines().map(|line| serde_json::from_str(line).expect("a reply")).collect();

    let tables = folder.join("tables");
    let run = hongtu(&[
        "run",
        plan,
        "--posterior",
        &*draws,
        "--set",
        SETTING,
        "--format",
        "json",
        "--out",
        &*tables.to_string_lossy(),
        "--no-levers",
        "--no-progress",
        "--no-cache",
    ]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let run: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert_eq!(run["runs"], replies[0]["runs"]);
    let targets = run["targets"].as_array().expect("targets");
    let shown = replies[1]["targets"].as_array().expect("targets");
    assert!(targets.len() == shown.len() && targets.len() >= 3);
    for (target, shown) in targets.iter().zip(shown) {
        // Numbers are written with all their digits.
        for (index, key) in
            ["id", "attainment", "attainment_error", "median", "interval_90"].iter().enumerate()
        {
            assert_eq!(target[key].to_string(), shown[index].to_string(), "{key} of {target}");
        }
    }

    let plan =
        Bundle::from_bytes(&std::fs::read(&bundle).expect("the bundle")).expect("whole").plan;
    let table = std::fs::read_to_string(tables.join("runs.csv")).expect("runs");
    let mut rows = table.lines().map(fields);
    let head = rows.next().expect("a head");
    let rows: Vec<Vec<String>> = rows.collect();
    let mut compared = 0;
    let names = replies[2]["names"].as_array().expect("names");
    let measures = replies[2]["measures"].as_array().expect("measures");
    for (name, bits) in names.iter().zip(measures) {
        let (name, bits) = (name.as_str().expect("a name"), bits.as_str().expect("bits"));
        let measure = plan.measures.iter().find(|m| m.text == name).expect("a measure");
        let at = head.iter().position(|h| h.split(" [").next() == Some(name)).expect("a column");
        for (row, bits) in rows.iter().zip(bits.as_bytes().chunks(16)) {
            let bits = std::str::from_utf8(bits).expect("digits");
            let value = f64::from_bits(u64::from_str_radix(bits, 16).expect("bits"));
            if value.is_finite() && !measure.is_date {
                let there: f64 = row[at].parse().expect("a number");
                assert_eq!(measure.unit.show(value).to_bits(), there.to_bits(), "{name}");
                compared += 1;
            }
        }
    }
    assert!(compared > 256 * 3, "{compared} numbers were compared");
}

#[test]
fn a_page_takes_its_draws_from_a_file() {
    if let Some(why) = without_node() {
        return println!("skipped: {why}");
    }
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/copenhagen/plan.md");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kept-for-a-page.parquet");
    let file = &*file.to_string_lossy();
    let fit = hongtu(&["fit", plan, "--runs", "256", "--seed", "5", "--no-cache", "-o", file]);
    assert!(fit.status.success(), "{}", String::from_utf8_lossy(&fit.stderr));
    let text = |page: &Path| std::fs::read_to_string(page).expect("a page");
    let kept = text(&publish_with(plan, "of-kept-draws", &["--posterior", file]));
    let fitted = text(&publish_with(plan, "of-their-seed", &["--seed", "5"]));
    assert!(kept == fitted, "the page of kept draws is that of their own fit");
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("a field").push(letter),
        }
    }
    fields
}

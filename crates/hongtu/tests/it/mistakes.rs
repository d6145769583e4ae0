//! What the command says of plans that cannot be computed, and of options that fit nothing.

use super::{COFFEE, Folder, on};

/// Coffee under a lid that divides by zero.
fn uncomputable(folder: &Folder) -> std::path::PathBuf {
    let lever = "lever lid : minute = 10 in 5 minute..20 minute";
    folder.file("plan.md", COFFEE.replace(lever, "const lid : minute = 0"))
}

#[test]
fn a_plan_that_cannot_be_computed_has_no_odds() {
    let folder = Folder::new();
    let plan = uncomputable(&folder);
    let (code, out, err) = on(&plan, &["run", "--runs", "400"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("DO NOT USE THESE ODDS") && !out.contains(" 0%"), "{out}");
    assert!(!out.contains("unlikely") && !out.contains("no run meets"), "{out}");
    assert!(err.contains("400 of 400 runs could not be computed: there are no odds"), "{err}");
    let (code, out, _) = on(&plan, &["run", "--runs", "400", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 1);
    assert_eq!(value["targets"][0]["attainment"], serde_json::Value::Null);
    assert_eq!(value["targets"][0]["likelihood"], "unknown");
    assert_eq!(value["weighting"]["trust"], "troubled");
    let (code, _, _) = on(&plan, &["run", "--runs", "400", "--fail-under", "drinkable=0"]);
    assert_eq!(code, 1);
    let (code, page, _) = on(&plan, &["report", "--runs", "400"]);
    assert_eq!((code, page.contains(">exceptionally unlikely<")), (1, false));
}

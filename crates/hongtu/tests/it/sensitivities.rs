//! `hongtu sensitivity`: what it prints in either language at any width, and what it refuses.

use std::process::Command;

use super::{Folder, on, text};

/// Visits grow at a rate that was observed; what is spent on each was not.
const VISITS: &str = r#"# Visits

```hongtu
plan "Visits"
    as of 2024-01-01
time 2020 to 2026
unit visit

stock visits : visit = 100 visit
    + growing
flow growing : visit/year = visits * growth_rate

const growth_rate : 1/year = 0.1 ~ normal(0.1, 0.04)
    label zh "增长率"
    assumption "as elsewhere"
const spend : 1 = 5 ~ lognormal(5, 40%)
    assumption "a guess"
aux revenue : visit = visits * spend

source bureau = "Yearbook", Bureau, 2023

observe level(visits, 2023) = 115 visit ± 3 visit
    source bureau

target rich : level(revenue, end of 2025) >= 900 visit
    indicative
target many : level(visits, end of 2025) >= 160 visit
    indicative
```
"#;

fn page(path: &std::path::Path, lang: &str, columns: usize) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hongtu"))
        .args(["sensitivity", path.to_str().unwrap(), "--lang", lang, "--runs", "2000"])
        .env("COLUMNS", columns.to_string())
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn what_matters_and_what_was_learnt_stand_on_one_page() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", VISITS);
    for columns in [40, 80, 120] {
        for lang in ["en", "zh"] {
            let page = page(&plan, lang, columns);
            for line in page.lines() {
                let wide = line.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum::<usize>();
                assert!(wide <= columns, "{wide} columns of {columns}: {line}");
            }
            let english = page.contains("Which assumptions matter");
            assert_eq!(english, lang == "en");
        }
    }
    let page = page(&plan, "en", 100);
    assert!(page.contains("What taught what"), "{page}");
    assert!(
        page.contains("• Without level(visits, 2023) = 115 visit ± 3 visit the odds"),
        "{page}"
    );
}

#[test]
fn programs_get_the_same_and_one_target_can_be_asked_for() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", VISITS);
    let ask = |target: &str| {
        on(&plan, &["sensitivity", "--format", "json", "--runs", "4096", "--target", target])
    };
    let (code, out, err) = ask("many");
    assert_eq!(code, 0, "{err}");
    let found: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let targets = found["sensitivity"]["targets"].as_array().unwrap();
    assert_eq!((targets.len(), &targets[0]["id"]), (1, &"many".into()));
    let shares = targets[0]["shares"].as_array().unwrap();
    // All of it is the growth rate.
    assert_eq!((shares.len(), &shares[0]["input"]), (1, &"growth_rate".into()));
    assert!((shares[0]["total"]["value"].as_f64().unwrap() - 1.0).abs() < 0.1);
    let informed = found["lessons"]["informed"].as_array().unwrap();
    assert_eq!((informed.len(), &informed[0]["name"]), (1, &"growth_rate".into()));
    assert!(informed[0]["shrinkage"]["value"].as_f64().unwrap() > 0.3);
    let (code, _, err) = ask("manny");
    assert_eq!(code, 1);
    assert!(err.contains("did you mean `many`?"), "{err}");
}

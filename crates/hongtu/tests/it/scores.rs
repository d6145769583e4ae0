//! `hongtu score` and `hongtu backtest` as a shell sees them.

use super::{Folder, on};

/// A pool whose visits are observed twice.
const POOL: &str = r#"# A pool

```hongtu
plan "A pool"
time 2018 to 2027 step 1/4 year
unit visit
const usual : visit/year = 400 thousand ~ normal(sd 50 thousand)
flow visits : visit/year = usual
observe total(visits, 2019) = 420 thousand visit ± 5%
    known 2020-02
observe total(visits, 2021) = 410 thousand visit ± 5%
    known 2022-02
target busy : total(visits, 2024) >= 400 thousand visit
    indicative
    source report
source report = "Strategy", The town, 2018-05
```
"#;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_forecast_is_scored_by_a_file() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", POOL);
    let outcomes = folder.file(
        "outcomes.csv",
        "what,value,unit,known\nbusy,met,,2025-02\n\"total(visits, 2022)\",415,thousand visit,2023-02\n",
    );
    let outcomes = outcomes.to_str().expect("UTF-8");
    let score = |more: &[&str]| {
        let mut arguments = vec!["score", "--runs", "500", "--outcomes", outcomes];
        arguments.extend(more);
        on(&plan, &arguments)
    };
    let (code, out, err) = score(&["--as-of", "2022", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let value = json(&out);
    assert_eq!(value["scores"]["targets"][0]["met"], true);
    assert_eq!(value["scores"]["numbers"][0]["line"], 3);
    assert_eq!(value["as_of"], "2022-12-31");
    let (_, threads, _) = score(&["--as-of", "2022", "--format", "json", "--threads", "2"]);
    assert_eq!(out, threads, "the same scores in any number of threads");

    let (code, _, err) = score(&[]);
    assert!(code == 1 && err.contains("--as-of DATE"), "{err}");
    let (code, out, err) = score(&["--as-of", "2024"]);
    assert_eq!(code, 0);
    assert!(err.contains("outcomes.csv:3:") && out.contains("known already"), "{out}{err}");
    let ragged = folder.file("ragged.csv", "what,value,unit,known\nbusy,met,2025-02\n");
    let (code, _, err) =
        on(&plan, &["score", "--as-of", "2022", "--outcomes", ragged.to_str().expect("UTF-8")]);
    assert!(code == 1 && err.contains("row 2 has 3 cells, and the first line names 4"), "{err}");
    let (code, _, err) = on(&plan, &["score", "--outcomes", "nowhere.csv"]);
    assert!(code == 1 && err.contains("`nowhere.csv` cannot be read"), "{err}");
}

#[test]
fn a_plan_is_backtested_by_its_own_observations() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", POOL);
    let (code, out, err) = on(&plan, &["backtest", "--runs", "500", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let value = json(&out);
    assert_eq!(value["origins"][0]["as_of"], "2021-12-31");
    assert_eq!(value["scores"]["coverage"]["count"], 1);
    assert_eq!(value["runs"], 500);
    let (_, again, _) = on(&plan, &["backtest", "--runs", "500", "--format", "json"]);
    assert_eq!(out, again, "kept fits give the same scores");
    let (_, board, _) = on(&plan, &["run", "--runs", "500", "--no-levers"]);
    assert!(board.contains("1 of 1 forecast of 2022 within the 90% range"), "{board}");
    let (_, detail, _) = on(&plan, &["run", "--runs", "500", "--no-levers", "--detail"]);
    assert!(detail.contains("1 observation that became known in 2022 was forecast"), "{detail}");
    let (_, board, _) = on(&plan, &["run", "--runs", "500", "--no-levers", "--no-cache"]);
    assert!(!board.contains("Backtest"), "{board}");
    let (code, out, _) = on(&plan, &["backtest", "--as-of", "2020"]);
    assert!(code == 0 && out.contains("nothing to forecast"), "{out}");
    let (code, out, _) = on(&plan, &["backtest"]);
    assert!(code == 0 && out.starts_with("  Priors and structure were not blinded"), "{out}");
    assert!(out.contains("4,096 runs each"), "{out}");
}

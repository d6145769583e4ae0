//! What the board says of scenarios and of targets together.

use super::{Folder, on};

/// Six gardens, and a scenario that waters them all.
const GARDENS: &str = r#"```hongtu
plan "Gardens"
time 2020 to 2026 step 1/4 year
unit tree
dimension garden = a, b, c, d, e, f
lever planted[garden] : tree/year = 1 tree/year in 0 tree/year..9 tree/year from 2021
const soil : 1 = 1 ~ uniform(0, 2)
    assumption "nobody dug"
stock trees : tree = 10 tree
    + growth
flow growth : tree/year = sum(planted) * soil
scenario watered "Watered"
    planted = 3 tree/year
target grove : level(trees, 2026) >= 40 tree
    indicative
target wood : level(trees, 2026) >= 50 tree
    indicative
```
"#;

#[test]
fn a_scenario_that_sets_much_is_folded_and_targets_together_have_odds() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", GARDENS);
    let run = |more: &[&str]| {
        let (code, out, err) =
            on(&plan, &[&["run", "--runs", "400", "--scenario", "watered"], more].concat());
        assert_eq!(code, 0, "{err}");
        out
    };
    let board = run(&["--set", "soil=1.5"]);
    let told = |board: &str| board.matches("(plan: 1 tree/year)").count();
    assert_eq!(told(&board), 3, "{board}");
    assert!(board.contains("and 3 more; --detail lists them"), "{board}");
    assert!(board.contains("1.5"), "{board}");
    assert_eq!(told(&run(&["--detail"])), 6);
    let board = run(&[]);
    assert!(board.contains(" that both numeric targets are met in the same run"), "{board}");
    assert!(run(&["--lang", "zh"]).contains("2项定量目标同时达成的概率："));
}

//! Answers that are kept beside the plan: the second time they are the same, and never another
//! question's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Folder, on};

/// A tree nursery with data beside it, alternatives, a lever, a scenario and figures of three years.
const NURSERY: &str = r#"# Nursery

Trees are planted and some die: [[level(trees, 2026)]] of them will stand.

```hongtu
plan "Nursery"
    as of 2020-06-30
time 2015 to 2026 step 1/4 year
unit tree

stock trees : tree = 1000 tree
    + planted
    - lost

flow planted : tree/year = planting * weather * rain
flow lost : tree/year = trees / lifetime

lever planting : tree/year = 100 tree/year in 50 tree/year..400 tree/year from 2021

const lifetime : year = 20 year ~ lognormal(20 year, 40%)
    assumption "young trees"
shock weather : 1 ~ lognormal(1, 20%) per year
    assumption "wind"
series rain : 1
    read "rain.csv" column "rain" dates "year"
    then hold

source count = "Count of the trees", City, 2020-01

observe level(trees, 2018) = 1150 tree ± 30 tree
    source count "1150 trees"
observe level(trees, 2020) = 1230 tree ± 30 tree
    source count "1230 trees"

target forest : level(trees, 2026) >= 1500 tree
    indicative
scenario more "More trees"
    planting = 200 tree/year
```
"#;

const RAIN: &str = "year,rain\n2015,1\n2020,1.1\n2023,0.9\n";

fn nursery(folder: &Folder) -> PathBuf {
    folder.file("rain.csv", RAIN);
    folder.file("plan.md", NURSERY)
}

/// What a command prints, with its answers kept or not.
fn printed(plan: &Path, arguments: &[&str], more: &[&str]) -> String {
    let (code, out, err) = on(plan, &[arguments, more].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{arguments:?} {more:?}: {out}");
    out
}

/// The fits that are kept.
fn fits(folder: &Folder) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.0.join(".hongtu")).expect("the cache");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.extension().is_some_and(|is| is == "parquet")).collect()
}

#[test]
fn the_second_time_everything_is_as_the_first_and_nothing_is_computed() {
    let folder = Folder::new();
    let plan = nursery(&folder);
    let runs = ["--runs", "400"];
    let printings: [&[&str]; 10] = [
        &["run"],
        &["run", "--detail", "--lang", "zh"],
        &["run", "--format", "json"],
        &["run", "--format", "csv"],
        &["report"],
        &["report", "--lang", "zh"],
        &["explain", "forest"],
        &["explain", "trees", "--format", "json"],
        &["sensitivity"],
        &["sensitivity", "--format", "json"],
    ];
    let fresh = printings.map(|what| printed(&plan, what, &[&runs[..], &["--no-cache"]].concat()));
    assert!(!folder.0.join(".hongtu").exists());
    for (what, fresh) in printings.iter().zip(&fresh) {
        assert_eq!(&printed(&plan, what, &runs), fresh, "{what:?}: kept");
    }
    assert_eq!(fits(&folder).len(), 1);
    // What asks for runs would have to fit again, and would keep that.
    for fit in fits(&folder) {
        fs::remove_file(fit).expect("the fit");
    }
    for (what, fresh) in printings.iter().zip(&fresh) {
        assert_eq!(&printed(&plan, what, &runs), fresh, "{what:?}: again");
        assert_eq!(&printed(&plan, what, &[&runs[..], &["--threads", "1"]].concat()), fresh);
    }
    assert!(fits(&folder).is_empty());
    let tables = folder.0.join("tables").display().to_string();
    let (code, all, _) = on(&plan, &["run", "--out", &tables, "--runs", "400"]);
    assert!(code == 0 && all == fresh[0] && !fits(&folder).is_empty());
}

#[test]
fn no_question_gets_the_answers_of_another() {
    let folder = Folder::new();
    let plan = nursery(&folder);
    let questions: [&[&str]; 12] = [
        &[],
        &["--runs", "201"],
        &["--seed", "2"],
        &["--set", "planting=150 tree/year"],
        &["--set", "planting=150.00000000000003 tree/year"],
        &["--set", "lifetime=15 year"],
        &["--scenario", "more"],
        &["--scenario", "more", "--set", "planting=150 tree/year"],
        &["--as-of", "2020-01-15"],
        &["--as-of", "2019"],
        &["--method", "weights"],
        &["--no-levers"],
    ];
    let ask = |question: &[&str], more: &[&str]| {
        let runs: &[&str] = if question.contains(&"--runs") { &[] } else { &["--runs", "200"] };
        printed(&plan, &["run", "--format", "json"], &[runs, question, more].concat())
    };
    for _ in 0..2 {
        for question in questions {
            assert_eq!(ask(question, &[]), ask(question, &["--no-cache"]), "{question:?}");
        }
    }
    // Nor does a plan get those of what it was before, nor of other data beside it.
    let change = |file: &str, text: &str, was: &str, is: &str| {
        let changed = text.replacen(was, is, 1);
        assert_ne!(changed, text, "{was}");
        let before = ask(&[], &[]);
        folder.file(file, &changed);
        let after = ask(&[], &[]);
        assert_ne!(before, after, "{was} → {is}");
        assert_eq!(after, ask(&[], &["--no-cache"]), "{was} → {is}");
        folder.file(file, text);
        assert_eq!(before, ask(&[], &[]), "{is} → {was}");
    };
    for (was, is) in [
        ("\"Nursery\"", "\"Tree nursery\""),
        ("1230 tree ±", "1231 tree ±"),
        (">= 1500 tree", ">= 1510 tree"),
        ("trees / lifetime", "1.01 * trees / lifetime"),
        ("..400 tree", "..300 tree"),
        ("\"1230 trees\"", "\"12 30 trees\""),
    ] {
        change("plan.md", NURSERY, was, is);
    }
    for (was, is) in [("2020,1.1", "2020,1.2"), ("2023,0.9", "2023,0.8"), ("2020,", "2019,")] {
        change("rain.csv", RAIN, was, is);
    }
}

#[test]
fn many_may_ask_at_once() {
    let folder = Folder::new();
    let plan = nursery(&folder);
    let question = ["run", "--runs", "300", "--format", "json"];
    let fresh = printed(&plan, &question, &["--no-cache"]);
    let asking: Vec<_> = (0..4)
        .map(|_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_hongtu"));
            command.arg(question[0]).arg(&plan).args(&question[1..]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
        })
        .collect();
    for one in asking {
        let output = one.wait_with_output().expect("it ends");
        assert!(output.stdout == fresh.as_bytes() && output.stderr.is_empty());
    }
    assert_eq!(printed(&plan, &question, &[]), fresh);
}

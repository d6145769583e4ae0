//! What the command says of plans that cannot be computed, and of options that fit nothing.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{COFFEE, Folder, on};

/// Coffee under a lid that divides by zero.
fn uncomputable(folder: &Folder) -> std::path::PathBuf {
    let lever = "lever lid : minute = 10 in 5 minute..20 minute";
    folder.file("plan.md", COFFEE.replace(lever, "lever lid : minute = 0 in 0 minute..20 minute"))
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
    // What the alarm sends the reader to is there.
    let trouble = page.split("<h2 id=\"trouble-title\">Trouble</h2>").nth(1).expect("a section");
    assert!(trouble.contains("<li>division by zero in Cooling"), "{}", &trouble[..200]);
    assert!(page.contains("href=\"#trouble\""));
}

#[test]
fn a_page_without_targets_says_how_to_write_one() {
    let folder = Folder::new();
    let (before, _) = COFFEE.split_once("target drinkable").expect("a target");
    let plan = folder.file("plan.md", format!("{before}```\n"));
    let (code, page, err) = on(&plan, &["report", "--runs", "64", "--lang", "en"]);
    assert_eq!(code, 0, "{err}");
    let (_, board) = page.split_once("id=\"board\"").expect("a board");
    let (board, _) = board.split_once("</section>").expect("its end");
    assert!(board.contains("<code>target name : measure &gt;= bound</code>"), "{board}");
    assert!(!board.contains('`'), "{board}");
}

#[test]
fn runs_that_cannot_be_computed_are_said_before_the_odds() {
    let folder = Folder::new();
    let plan = "# Half\n\n```hongtu\nplan \"Half\"\ntime 2020 to 2030 step 1/4 year\n\
        const start : 1 = 0 ~ uniform(-1, 1)\n    assumption \"anything\"\n\
        aux size : 1 = ln(start)\n\
        target large : level(size, 2029) >= -5\n    indicative\n```\n";
    let plan = folder.file("plan.md", plan);
    let (_, out, _) = on(&plan, &["run", "--runs", "512"]);
    let (heading, _) = out.split_once("Target").expect("a table");
    assert!(
        heading.contains("▌ 25") && heading.contains("went wrong and count as missed"),
        "{out}"
    );
}

#[test]
fn options_that_fit_nothing_say_what_would() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let said = |arguments: &[&str]| {
        let (code, _, err) = on(&plan, arguments);
        assert_ne!(code, 0, "{arguments:?}");
        err
    };
    for (arguments, words) in [
        (&["run", "--runs", "abc"][..], "write a whole number, in digits"),
        (&["run", "--runs", "10,000"], "without separators: 10000"),
        (&["run", "--runs", "-5"], "must not be negative"),
        (&["run", "--runs", "0"], "10000 are enough"),
        (&["run", "--runs", "1000000000000"], "use 1 to 1000000000 runs; 10000 are enough"),
        (&["run", "--runs", "1000000001"], "use 1 to 1000000000 runs; 10000 are enough"),
        (&["run", "--threads", "0"], "without --threads every core is used"),
        (&["run", "--set", "room=20 minute"], "write \"room=20 degree\" or \"room=20\""),
        (&["run", "--set", "lid=2 thousand degree"], "write \"lid=2 thousand minute\""),
        (&["run", "--seed", "text"], "write a whole number, in digits"),
        (&["run", "--as-of", "2030-01-01"], "has no dates"),
        (&["check", "--as-of", "2030"], "has no dates"),
        (&["run", "--fail-under", "nope=1"], "the targets are: drinkable"),
        (&["sensitivity", "--target", "x"], "the targets are: drinkable"),
        (&["run", "--set", "room=1e400"], "too large"),
        (&["run", "--set", "room=3%"], "write 3"),
    ] {
        let err = said(arguments);
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    let inside = folder.0.join("missing").join("page.html");
    let err = said(&["report", "--runs", "16", "-o", inside.to_str().expect("UTF-8")]);
    assert!(err.contains("make the folder first"), "{err}");
    let err = said(&["report", "--runs", "16", "-o", folder.0.to_str().expect("UTF-8")]);
    assert!(err.contains("is a folder, not a file"), "{err}");
    // Nothing is computed, or said of it, before the file is known to be writable.
    let fitted = folder.file("observed.md", TREES);
    let lost = folder.0.join("missing").join("posterior.parquet");
    for (file, words) in [
        (lost.to_str().expect("UTF-8"), "make the folder first"),
        (folder.0.to_str().expect("UTF-8"), "is a folder, not a file"),
        ("-", "name a file"),
    ] {
        let (code, out, err) = on(&fitted, &["fit", "--runs", "64", "-o", file]);
        assert!(code != 0 && out.is_empty() && err.contains(words), "{file}: {out}{err}");
    }
    let err = said(&["run", "--runs", "16", "--out", plan.to_str().expect("UTF-8")]);
    assert!(err.contains("a file stands where a folder should"), "{err}");
}

#[test]
fn plans_come_from_files_and_from_the_standard_input() {
    let folder = Folder::new();
    let plan = folder.file("cr.md", COFFEE.replace('\n', "\r"));
    let (code, _, err) = on(&plan, &["check"]);
    assert!(code == 1 && err.contains("CR alone"), "{err}");
    let (code, out, err) = piped(&["check", "-"], COFFEE);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "-: nothing to report\n", ""));
}

/// Trees that a city promises.
const TREES: &str = r#"```hongtu
plan "Trees"
    as of 2024-06-30
time 2015 to 2026 step 1/4 year
unit tree
stock trees : tree = 1000 tree
    + planted
const planting : tree/year = 100 tree/year ~ lognormal(100 tree/year, 20%)
    assumption "a nursery"
flow planted : tree/year = planting
source count = "Count", City, 2020-01
source wish = "Promise", City, 2024-06
observe level(trees, 2019) = 1400 tree ± 30 tree
    source count "1400 trees"
claim level(trees, 2020) = 1500 tree
    source wish "1500 trees"
compare level(trees, 2020) with level(trees, 2019)
target forest : level(trees, 2026) >= 1500 tree
    indicative
    source wish "1500"
```
"#;

#[test]
fn a_day_before_every_target_is_said_so() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", TREES);
    let run = ["run", "--runs", "64", "--no-cache", "--as-of", "2023-01-31"];
    let (code, out, err) = on(&plan, &run);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("No target of the plan was announced by 31 Jan 2023 (1 later)"), "{out}");
    let (_, out, _) = on(&plan, &[&run[..], &["--lang", "zh"]].concat());
    assert!(out.contains("目标均未公布"), "{out}");
}

#[test]
fn a_day_after_all_evidence_is_remarked() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", TREES);
    let (code, _, err) = on(&plan, &["check", "--as-of", "2025-01-31"]);
    assert!(code == 0 && err.contains("later than the plan's own day, 2024-06-30"), "{err}");
    let (_, _, err) = on(&plan, &["check", "--as-of", "2024-06-30"]);
    assert_eq!(err, "");
    let undated = folder.file("undated.md", TREES.replace("    as of 2024-06-30\n", ""));
    let (code, _, err) = on(&undated, &["check", "--as-of", "9000"]);
    assert!(code == 0 && err.contains("has not come yet"), "{err}");
}

#[test]
fn too_few_runs_have_no_words() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    for (runs, words) in [("1", "1 run says nothing of odds"), ("31", "31 runs say little of odds")]
    {
        let (code, out, _) = on(&plan, &["run", "--runs", runs]);
        assert!(code == 0 && out.contains(words), "{out}");
        assert!(!out.contains("likely") && !out.contains("certain"), "{out}");
    }
    let (_, out, _) = on(&plan, &["run", "--runs", "32"]);
    assert!(
        !out.contains("of odds") && (out.contains("likely") || out.contains("certain")),
        "{out}"
    );
}

/// Runs the command with a text on its standard input.
fn piped(arguments: &[&str], text: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hongtu"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code().unwrap_or(-1), super::text(&output.stdout), super::text(&output.stderr))
}

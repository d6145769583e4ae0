//! What a newcomer meets first: `hongtu new` and `hongtu explain`, and the plans of the repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{COFFEE, Folder, on, text};

/// Runs `hongtu` in a folder and gives exit code, standard output and standard error.
fn within(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hongtu"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("LC_ALL")
        .env("LANG", "C")
        .env("COLUMNS", "80")
        .output()
        .expect("the command starts");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_new_plan_is_clean_formatted_and_open() {
    let folder = Folder::new();
    for (name, more) in [("harbour", None), ("长春", None), ("old town", Some("--city"))] {
        let mut arguments = vec!["new", name];
        arguments.extend(more);
        let (code, out, err) = within(&folder.0, &arguments);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        let plan = folder.0.join(name);
        let (code, out, err) = on(&plan, &["check", "--format", "json"]);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert!(!out.contains("\"error\"") && !out.contains("\"warning\""), "{out}");
        let (code, _, err) = on(&plan, &["fmt", "--check"]);
        assert_eq!(code, 0, "{err}");
        let (code, out, err) =
            on(&plan, &["run", "--runs", "1000", "--no-levers", "--format", "json"]);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        let answers: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        for target in answers["targets"].as_array().expect("targets") {
            let odds = target["attainment"].as_f64().expect("odds");
            assert!(odds > 0.05 && odds < 0.95, "{name}: {} {odds}", target["id"]);
        }
    }
}

#[test]
fn a_new_plan_overwrites_nothing_and_stays_in_its_folder() {
    let folder = Folder::new();
    fs::create_dir_all(folder.0.join("mine")).expect("a folder");
    fs::write(folder.0.join("mine/plan.md"), "precious").expect("a file");
    let (code, out, err) = within(&folder.0, &["new", "mine"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("left as it is"), "{err}");
    let kept = fs::read_to_string(folder.0.join("mine/plan.md")).expect("the file");
    assert_eq!(kept, "precious");
    for name in ["../out", "a/b", "", "nul"] {
        let (code, _, err) = within(&folder.0, &["new", name]);
        assert_eq!(code, 2, "{name}: {err}");
    }
}

#[test]
fn a_quantity_and_a_target_are_explained() {
    let folder = Folder::new();
    folder.file("plan.md", COFFEE);
    let (code, out, err) = on(&folder.0, &["explain", "coffee", "--runs", "500"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for part in ["stock coffee : degree = 80", "└─ − cooling", "drinkable · target", "30 minute"]
    {
        assert!(out.contains(part), "{part} is missing:\n{out}");
    }
    let target = ["explain", "drinkable", "--runs", "2000", "--set", "lid=9.6"];
    let (code, out, err) = on(&folder.0, &target);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("In the runs that make it, room is lower"), "{out}");
    let (_, out, _) = on(&folder.0, &["explain", "drinkable", "--runs", "500", "--lang", "zh"]);
    assert!(out.contains("达成目标"), "{out}");
    let (code, _, err) = on(&folder.0, &["explain", "cofee"]);
    assert_eq!(code, 1);
    assert!(err.contains("did you mean `coffee`?"), "{err}");
}

#[test]
fn an_explanation_is_json_for_programs() {
    let folder = Folder::new();
    folder.file("plan.md", COFFEE);
    let arguments =
        ["explain", "drinkable", "--runs", "2000", "--set", "lid=9.6", "--format", "json"];
    let (code, out, _) = on(&folder.0, &arguments);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let explained = &value["explained"];
    assert_eq!(explained["kind"], "target");
    let contrast = &explained["readings"][0]["contrast"];
    assert_eq!((&contrast["groups"], &contrast["compared"]), (&"met".into(), &1.into()));
    let first = &contrast["differences"][0];
    assert_eq!(first["name"], "room");
    assert!(first["standardised"].as_f64().expect("a number") < 0.0, "a cooler room helps");
    let (code, out, _) = on(&folder.0, &["explain", "lid", "--format", "json", "--runs", "100"]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        value["explained"]["feeds"][0]["sign"], "open",
        "coffee may be colder than the room"
    );
}

#[test]
fn nobody_and_everybody_are_compared_by_how_close_they_are() {
    let folder = Folder::new();
    folder.file("never.md", COFFEE.replace("<= 42", "<= 25"));
    folder.file("always.md", COFFEE.replace("<= 42", "<= 60"));
    for (name, groups) in [("never.md", "come closest"), ("always.md", "by the least")] {
        let plan = folder.0.join(name);
        let (code, out, _) = on(&plan, &["explain", "drinkable", "--runs", "2000"]);
        assert_eq!(code, 0);
        assert!(out.contains(groups), "{out}");
    }
}

#[test]
fn an_array_is_explained_as_a_whole_and_by_element() {
    let folder = Folder::new();
    let plan = folder.file(
        "towns.md",
        r#"# Towns

```hongtu
plan "Towns"
time 2020 to 2026 step 1/4 year
unit person
dimension town = north, south
stock people[town] : person = { north: 100, south: 300 }
    + growth
flow growth[town] : person/year = people * rate
const rate[town] : %/year = 2 ~ 1 to 3
    assumption "as before"
target many : level(sum(people), 2026) >= 440 person
    indicative
    deadline ours "the end"
```
"#,
    );
    let (code, out, err) = on(&plan, &["explain", "people", "--runs", "500"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for part in ["stock [town]", "north", "south", "'people[north]'"] {
        assert!(out.contains(part), "{part} is missing:\n{out}");
    }
    let (code, out, _) = on(&plan, &["explain", "people[south]", "--runs", "500"]);
    assert_eq!(code, 0);
    assert!(out.contains("end of 2025"), "{out}");
    let (code, out, _) = on(&plan, &["explain", "many", "--runs", "1000"]);
    assert_eq!(code, 0);
    assert!(out.contains("rate[south]"), "the larger town decides:\n{out}");
}

#[test]
fn the_second_city_is_clean() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/copenhagen");
    let (code, out, err) = on(&plan, &["check", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(!out.contains("\"error\"") && !out.contains("\"warning\""), "{out}");
    let arguments = ["run", "--runs", "2000", "--no-levers", "--scenario", "build_and_charge"];
    let (code, _, err) = on(&plan, &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
}

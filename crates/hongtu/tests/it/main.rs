//! The command as a shell sees it: what it prints where, and its exit codes.

mod answers;
mod beginnings;
mod boards;
mod fits;
mod given;
mod mistakes;
mod models;
mod page;
mod pages;
mod reports;
mod scores;
mod sensitivities;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A coffee that cools, with a prior, a lever and a target.
const COFFEE: &str = r#"# A cup of coffee

Coffee stands in an office.

```hongtu
plan "A cup of coffee"
time 0 to 30 minute step 1/8 minute
unit degree

stock coffee : degree = 80
    - cooling

flow cooling : degree/minute = (coffee - room) / lid

const room : degree = 20 ~ uniform(18, 22)
    assumption "an office in winter"

lever lid : minute = 10 in 5 minute..20 minute

target drinkable : level(coffee, 10 minute) <= 42 degree
    indicative
    deadline ours "the meeting"
```
"#;

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("hongtu-it-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).expect("a file for the test");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn hongtu(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hongtu"))
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .env("COLUMNS", "100")
        .output()
        .expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Runs the command on a path and gives exit code, standard output and standard error.
fn on(path: &Path, arguments: &[&str]) -> (i32, String, String) {
    let path = path.to_str().expect("a path of the test is UTF-8");
    let mut all = arguments.to_vec();
    all.insert(1, path);
    let output = hongtu(&all);
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// What `hongtu run` says of a plan in JSON.
fn plan_json(plan: &Path, more: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["run", "--runs", "2000", "--format", "json"];
    arguments.extend(more);
    let (code, out, err) = on(plan, &arguments);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn a_clean_plan_checks_and_runs() {
    let folder = Folder::new();
    folder.file("plan.md", COFFEE);
    let (code, out, err) = on(&folder.0, &["check"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");

    let (code, out, err) = on(&folder.0, &["run", "--runs", "400"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("A cup of coffee") && out.contains("400 runs"), "{out}");
    assert!(!out.contains('\x1b'), "no colour into a pipe");
    let (_, zh, _) = on(&folder.0, &["run", "--runs", "400", "--lang", "zh"]);
    assert!(zh.contains("达成概率"), "{zh}");
    let (_, again, _) = on(&folder.0, &["run", "--runs", "400", "--threads", "2", "--no-cache"]);
    assert_eq!(out, again, "the same answers in any number of threads");
}

#[test]
fn settings_move_odds_and_fail_under_gives_three() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let run = |more: &[&str]| {
        let mut arguments = vec!["run", "--runs", "400", "--format", "json"];
        arguments.extend(more);
        let (code, out, err) = on(&plan, &arguments);
        (code, serde_json::from_str::<serde_json::Value>(&out).unwrap_or_default(), err)
    };
    let (code, value, _) = run(&["--set", "lid=5 minute", "--fail-under", "drinkable=99%"]);
    assert_eq!(code, 0);
    assert_eq!(value["targets"][0]["attainment"], 1.0);
    assert_eq!(value["changes"][0]["value"], 5.0);
    let (code, value, err) = run(&["--set", "lid=20 minute", "--fail-under", "drinkable=0.5"]);
    assert_eq!(code, 3);
    assert_eq!(value["targets"][0]["attainment"], 0.0);
    assert!(err.contains("under the 50.0% asked for"), "{err}");
}

#[test]
fn bad_settings_are_refused_with_a_remedy() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    for (arguments, code, words) in [
        (&["run", "--set", "lit=5 minute"][..], 1, "lid"),
        (&["run", "--set", "lid=50 minute"], 1, "range"),
        (&["run", "--set", "lid"], 1, "NAME=VALUE"),
        (&["run", "--scenario", "best"], 1, "scenario"),
        (&["run", "--fail-under", "drinkabel=50%"], 1, "drinkable"),
        (&["run", "--fail-under", "drinkable=150%"], 2, "between 0 and 1"),
        (&["run", "--fail-under", "drinkable"], 2, "TARGET=P"),
        (&["run", "--as-of", "yesterday"], 2, "2024-03"),
        (&["run", "--runs", "0"], 2, "--runs"),
        (&["run", "--runs", "many"], 2, "--runs"),
    ] {
        let (found, out, err) = on(&plan, arguments);
        assert_eq!(found, code, "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
        assert_eq!(out, "", "{arguments:?}");
    }
}

#[test]
fn files_that_are_no_plans_are_named() {
    let folder = Folder::new();
    let latin = folder.file("latin.md", b"# Plan\n\n\xB3\xA4\xB4\xBA\n");
    let wide = folder.file("wide.md", b"\xFF\xFE#\0");
    let empty = folder.file("empty.md", " \n");
    let huge = folder.file("huge.md", vec![b'a'; (16 << 20) + 1]);
    let nothing = folder.0.join("nothing.md");
    for (path, words) in [
        (&latin, "latin.md:3:1: byte 0xB3"),
        (&latin, "iconv -f GB18030"),
        (&wide, "UTF-16"),
        (&empty, "is empty"),
        (&huge, "larger than 16 MiB"),
        (&nothing, "there is no file"),
        (&folder.0, "plan.md"),
    ] {
        for command in ["check", "run", "fmt"] {
            let (code, out, err) = on(path, &[command]);
            assert_eq!((code, out.as_str()), (1, ""), "{command} {}", path.display());
            assert!(err.contains(words), "{command}: {err}");
        }
    }
}

#[test]
fn mistakes_end_with_one() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE.replace("- cooling", "- coolin"));
    let (code, out, err) = on(&plan, &["check"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("error[") && out.contains("plan.md:11:"), "{out}");
    let (code, out, _) = on(&plan, &["check", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 1);
    assert_eq!(value["diagnostics"][0]["line"], 11);
    let (code, out, _) = on(&plan, &["check", "--format", "github"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("::error file="), "{out}");
    let (code, out, err) = on(&plan, &["run"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("cannot run"), "{err}");
}

#[test]
fn formatting_keeps_the_prose() {
    let folder = Folder::new();
    let untidy = COFFEE.replace("lever lid : minute", "lever   lid:minute");
    let plan = folder.file("plan.md", &untidy);
    let (code, _, err) = on(&plan, &["fmt", "--check"]);
    assert_eq!(code, 1);
    assert!(err.contains("not formatted"), "{err}");
    assert_eq!(fs::read_to_string(&plan).expect("the plan"), untidy);
    assert_eq!(on(&plan, &["fmt"]).0, 0);
    let formatted = fs::read_to_string(&plan).expect("the plan");
    assert!(formatted.contains("lever lid : minute") && formatted.contains("stands in an office"));
    assert_eq!(on(&plan, &["fmt", "--check"]).0, 0);
}

#[test]
fn a_folder_takes_everything() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let out = folder.0.join("out");
    let out_text = out.to_str().expect("UTF-8");
    let (code, shown, _) =
        on(&plan, &["run", "--runs", "300", "--format", "csv", "--out", out_text]);
    assert_eq!((code, shown.as_str()), (0, ""));
    let runs = fs::read_to_string(out.join("runs.csv")).expect("runs");
    assert_eq!(runs.lines().count(), 301);
    assert!(runs.starts_with("run,weight,troubled,"), "{}", runs.lines().next().unwrap_or(""));
    let bands = fs::read_to_string(out.join("bands.csv")).expect("bands");
    assert!(bands.lines().any(|line| line.starts_with("coffee,degree,")), "{bands}");
    assert!(fs::read_to_string(out.join("answers.json")).expect("answers").starts_with('{'));
    let (code, _, _) =
        on(&plan, &["run", "--runs", "300", "--format", "parquet", "--out", out_text]);
    assert_eq!(code, 0);
    for name in ["targets.parquet", "bands.parquet", "runs.parquet"] {
        assert!(fs::read(out.join(name)).expect(name).starts_with(b"PAR1"), "{name}");
    }
}

#[test]
fn rules_are_documented() {
    let output = hongtu(&["rule"]);
    assert!(output.status.success());
    let list = text(&output.stdout);
    let first = list.split_whitespace().next().expect("a rule").to_owned();
    assert!(hongtu(&["rule", &first]).status.success());
    let output = hongtu(&["rule", "unit-mismach"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("unit-mismatch"));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let mut child = Command::new(env!("CARGO_BIN_EXE_hongtu"))
        .arg("run")
        .arg(&plan)
        .args(["--runs", "200", "--detail"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
}

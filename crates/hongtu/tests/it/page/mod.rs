//! The published page: the engine in it gives the same bits as the engine outside.

mod days;
mod open;
mod replayed;

use std::path::{Path, PathBuf};
use std::process::Command;

use hongtu_page::Session;

use crate::{COFFEE, Folder, hongtu, on};

const COPENHAGEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/copenhagen/plan.md");

/// Why a test of the page cannot run here, if it cannot.
fn missing() -> Option<&'static str> {
    if hongtu_wasm_bytes::MODULE.is_empty() {
        return Some("this build has no engine for the page (HONGTU_PAGE=build)");
    }
    None
}

/// Why the page's engine cannot be run in node here, if it cannot.
fn without_node() -> Option<&'static str> {
    let node = || Command::new("node").arg("--version").output();
    missing().or_else(|| node().is_err().then_some("node is not here to run the page's engine"))
}

/// Publishes a plan into a folder of its own; gives the page.
fn publish(plan: &str, name: &str) -> PathBuf {
    publish_with(plan, name, &[])
}

/// As [`publish`], with further options.
fn publish_with(plan: &str, name: &str, options: &[&str]) -> PathBuf {
    publish_in_no_language(plan, name, &[&["--lang", "en"], options].concat())
}

/// As [`publish_with`], for the browser to choose the language.
fn publish_in_no_language(plan: &str, name: &str, options: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{name}"));
    let into = folder.to_string_lossy();
    let runs = ["--runs", "256", "--no-progress", "--no-cache", "-o", &*into];
    let done = hongtu(&[&["publish", plan], &runs[..], options].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder.join("index.html")
}

/// What the page's engine replies in node when it opens the plan and to each question, a line each;
/// `bundle` is where it puts the plan's bytes.
fn engine(page: &Path, bundle: &Path, view: &str, questions: &[String]) -> String {
    let there = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/page/engine.mjs"))
        .args([page, bundle])
        .arg(view)
        .args(questions)
        .output()
        .expect("node runs");
    assert!(there.status.success(), "{}", String::from_utf8_lossy(&there.stderr));
    String::from_utf8(there.stdout).expect("text")
}

#[test]
fn the_page_computes_the_bits_of_the_command() {
    if let Some(why) = without_node() {
        return println!("skipped: {why}");
    }
    let plans = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans");
    let every = [
        ("teacup", &[r#"{"do":"measures"}"#][..]),
        // A first look, a few runs more, then all of them.
        (
            "copenhagen",
            &[
                r#"{"do":"answer","lang":"zh","runs":64}"#,
                r#"{"do":"advance","runs":40}"#,
                r#"{"do":"measures"}"#,
                r#"{"do":"answer","set":["habit_time=1.5..3.5"],"keys":["f0","p0"]}"#,
                r#"{"do":"why","name":"bicycle_share","lang":"zh"}"#,
                r#"{"do":"why","name":"every_second_trip","set":["habit_time=1.5..3.5"]}"#,
            ],
        ),
    ];
    for (plan, questions) in every {
        let questions: Vec<String> = questions.iter().map(|q| (*q).to_owned()).collect();
        let page = publish(&format!("{plans}/{plan}/plan.md"), plan);
        for view in ["board", "charts"] {
            let bundle = page.with_extension("bundle");
            let there = engine(&page, &bundle, view, &questions);
            let mut session = Session::default();
            let bytes = std::fs::read(&bundle).expect("the bundle");
            let open = format!("{{\"do\":\"open\",\"view\":\"{view}\"}}");
            let mut here = session.ask(&open, &bytes) + "\n";
            for question in &questions {
                here += &(session.ask(question, &[]) + "\n");
            }
            assert!(
                !here.contains("\"error\""),
                "{plan}, {view}: {}",
                here.get(..500).unwrap_or(&here)
            );
            assert!(here.contains("3ff") || here.contains("40"), "measures are numbers");
            assert!(here == there, "{plan}, {view}: other bits");
        }
    }
}

#[test]
fn whoever_publishes_hears_that_odds_are_not_to_be_used() {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    let folder = Folder::new();
    let site = folder.0.join("site").display().to_string();
    let publish = |text: String| {
        let plan = folder.file("plan.md", text);
        on(&plan, &["publish", "--runs", "64", "--no-progress", "--lang", "en", "-o", &site])
    };
    let (code, _, err) = publish(COFFEE.to_owned());
    assert_eq!((code, err.lines().count()), (0, 1), "{err}");
    let (code, _, err) = publish(COFFEE.replace("= 10 in 5 minute", "= 0 in 0 minute"));
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("wrote ") && err.contains("DO NOT USE THESE ODDS"), "{err}");
    let observed = "source a = \"A\", B, 2020\nobserve level(coffee, 10 minute) = 500 degree ± 1 degree\n    source a \"500\"\n    known 2020\ntarget";
    let (code, _, err) = publish(COFFEE.replace("target", observed));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("wrote ") && err.contains("DO NOT USE THESE ODDS"), "{err}");
}

#[test]
fn the_page_is_used_as_people_use_it() {
    used("drive.mjs", "used");
}

#[test]
fn charts_answer() {
    used("charts.mjs", "charts");
}

#[test]
fn two_scenarios_stand_side_by_side() {
    used("compare.mjs", "compare");
}

#[test]
fn the_page_says_why_and_takes_other_assumptions() {
    used("why.mjs", "why");
}

#[test]
fn everybody_can_use_the_page() {
    used("accessible.mjs", "accessible");
}

#[test]
fn what_is_asked_of_the_page_is_done_or_said() {
    if missing().is_none() {
        publish_in_no_language(COPENHAGEN, "asked-openly", &[]);
    }
    used("asked.mjs", "asked");
}

#[test]
fn nothing_is_cut_or_covered() {
    used("room.mjs", "room");
}

/// Publishes a plan and uses its page as a script says.
fn used(script: &str, name: &str) {
    used_with(script, name, &[]);
}

/// As [`used`], with further options of the publishing.
fn used_with(script: &str, name: &str, options: &[&str]) {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    for program in ["node", "chromium"] {
        if Command::new(program).arg("--version").output().is_err() {
            return println!("skipped: {program} is not here to use the page with");
        }
    }
    let page = publish_with(COPENHAGEN, name, options);
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/page");
    let used = Command::new("node")
        .arg(scripts.join(script))
        .arg(&page)
        .arg(page.with_file_name("pictures"))
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&used.stdout);
    println!("{said}");
    assert!(used.status.success(), "{said}{}", String::from_utf8_lossy(&used.stderr));
}

//! The published page: the engine in it gives the same bits as the engine outside.

mod open;

use std::path::{Path, PathBuf};
use std::process::Command;

use hongtu_page::Session;

use crate::hongtu;

/// Why a test of the page cannot run here, if it cannot.
fn missing() -> Option<&'static str> {
    if hongtu_wasm_bytes::MODULE.is_empty() {
        return Some("this build has no engine for the page (HONGTU_PAGE=build)");
    }
    None
}

/// Publishes a plan into a folder of its own; gives the page.
fn publish(plan: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{name}"));
    let into = folder.to_string_lossy();
    let runs = ["--runs", "256", "--lang", "en", "--no-progress", "--no-cache", "-o", &*into];
    let done = hongtu(&[&["publish", plan], &runs[..]].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder.join("index.html")
}

#[test]
fn the_page_computes_the_bits_of_the_command() {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    if Command::new("node").arg("--version").output().is_err() {
        return println!("skipped: node is not here to run the page's engine");
    }
    let plans = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans");
    let every = [
        ("teacup", vec![r#"{"do":"measures"}"#]),
        ("copenhagen", vec![r#"{"do":"measures"}"#, r#"{"do":"answer","lang":"zh","runs":64}"#]),
    ];
    for (plan, questions) in every {
        let page = publish(&format!("{plans}/{plan}/plan.md"), plan);
        for view in ["board", "charts"] {
            let bundle = page.with_extension("bundle");
            let there = Command::new("node")
                .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/page/engine.mjs"))
                .args([&page, &bundle])
                .arg(view)
                .args(&questions)
                .output()
                .expect("node runs");
            let said = String::from_utf8_lossy(&there.stderr);
            assert!(there.status.success(), "{plan}: {said}");
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
            assert!(here == String::from_utf8_lossy(&there.stdout), "{plan}, {view}: other bits");
        }
    }
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

/// Publishes a plan and uses its page as a script says.
fn used(script: &str, name: &str) {
    if let Some(why) = missing() {
        return println!("skipped: {why}");
    }
    for program in ["node", "chromium"] {
        if Command::new(program).arg("--version").output().is_err() {
            return println!("skipped: {program} is not here to use the page with");
        }
    }
    let plans = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans");
    let page = publish(&format!("{plans}/copenhagen/plan.md"), name);
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

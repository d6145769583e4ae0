//! Pages that show what Hongtu prints: every plan in them is saved, every command run, and what is
//! printed compared with what the page shows.
//!
//! Fenced blocks whose info string is `markdown FILE` or `csv FILE` are files. In `console` blocks a line that
//! starts with `$ ` is a command; what follows is what it prints, standard output before standard
//! error, or the first lines of it where the command ends in `| head -N`. `HONGTU_BLESS=1 cargo test -p hongtu --test it pages` writes what is printed into the pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Folder, text};

#[test]
fn the_tutorial_shows_what_is_printed() {
    shows_what_is_printed("docs/write-your-own.md", 80, &Folder::new());
}

#[test]
fn scoring_shows_what_is_printed() {
    shows_what_is_printed("docs/scoring.md", 80, &Folder::new());
}

/// The main job, on the flagship.
#[test]
fn the_readme_shows_what_is_printed() {
    let folder = Folder::new();
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans");
    for plan in fs::read_dir(plans).expect("the plans").map(|plan| plan.expect("a plan")) {
        let copy = folder.0.join("plans").join(plan.file_name());
        fs::create_dir_all(&copy).expect("a folder");
        for file in fs::read_dir(plan.path()).expect("a plan").map(|file| file.expect("a file")) {
            if file.path().is_file() {
                fs::copy(file.path(), copy.join(file.file_name())).expect("a copy");
            }
        }
    }
    fs::create_dir_all(folder.0.join("heat")).expect("a folder");
    folder.file("heat/plan.md", MISTAKEN);
    shows_what_is_printed("README.md", 100, &folder);
}

/// A plan with two mistakes.
const MISTAKEN: &str = r#"# Heat

```hongtu
plan "Heat"
time 2024 to 2026 step 1/8 year
aux stored : MWh = 40 MWh
aux boilers : MW = 20 MW
aux supply : MWh = stored + boilers
target warm : level(suply, end of 2025) >= 100 MWh
    indicative
```
"#;

/// A page shows what its commands print in a terminal of so many columns.
fn shows_what_is_printed(name: &str, columns: u32, folder: &Folder) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    let written = fs::read_to_string(&page).expect("the page");
    let printed = walk(&written, &folder.0, columns);
    if std::env::var_os("HONGTU_BLESS").is_some() {
        fs::write(&page, &printed).expect("the page is written");
    } else if written != printed {
        let (line, (shown, real)) = written
            .lines()
            .zip(printed.lines())
            .enumerate()
            .find(|(_, (a, b))| a != b)
            .unwrap_or((0, ("another number of lines", "")));
        panic!(
            "{name}:{}: the page shows\n{shown}\nbut what is printed is\n{real}\n\
             HONGTU_BLESS=1 refreshes the page",
            line + 1
        );
    }
}

/// What begins the info string of a block that is a file.
const FILES: [&str; 2] = ["markdown", "csv"];

/// The page with what its commands print in a folder.
fn walk(page: &str, folder: &Path, columns: u32) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    let mut code = 0;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        if ticks.len() < 3 {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != ticks).collect();
        let info = line.trim_start_matches('`');
        if info == "console" {
            for command in body.iter().filter_map(|line| line.strip_prefix("$ ")) {
                let (ended, printed) = run(command, folder, code, columns);
                code = ended;
                out.push_str(&format!("$ {command}\n{printed}"));
            }
        } else {
            if let Some((_, name)) = info.split_once(' ').filter(|(kind, _)| FILES.contains(kind)) {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, body.join("\n") + "\n").expect("a plan");
            }
            body.iter().for_each(|line| {
                out.push_str(line);
                out.push('\n');
            });
        }
        out.push_str(&ticks);
        out.push('\n');
    }
    out
}

/// The exit code of a command and what it prints; `before` is the code of the one before.
fn run(command: &str, folder: &Path, before: i32, columns: u32) -> (i32, String) {
    let (command, lines) = match command.split_once(" | head -") {
        Some((command, lines)) => (command, lines.parse().expect("a number of lines")),
        None => (command, usize::MAX),
    };
    let words = words(command);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["echo", "$?"] => (0, format!("{before}\n")),
        ["hongtu", arguments @ ..] => {
            let output = Command::new(env!("CARGO_BIN_EXE_hongtu"))
                .args(arguments)
                .current_dir(folder)
                .env_remove("LC_ALL")
                .env_remove("LC_MESSAGES")
                .env("LANG", "C")
                .env("COLUMNS", columns.to_string())
                .output()
                .expect("the command starts");
            let mut printed: String =
                text(&output.stdout).split_inclusive('\n').take(lines).collect();
            printed.push_str(&text(&output.stderr));
            (output.status.code().unwrap_or(-1), printed)
        }
        _ => panic!("a page may only run hongtu: {command}"),
    }
}

/// The words of a command line; double quotes hold a word together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.split('"').enumerate() {
        match (index % 2, words.last_mut()) {
            (1, Some(word)) if !command.contains(&format!(" \"{part}\"")) => {
                let word: &mut String = word;
                word.push_str(part);
            }
            (1, _) => words.push(part.to_owned()),
            _ => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    words
}

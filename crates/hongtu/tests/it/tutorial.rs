//! `docs/write-your-own.md`: every plan in it is saved, every command run, and what is printed
//! compared with what the page shows.
//!
//! Fenced blocks whose info string is `markdown FILE` are files. In `console` blocks a line that
//! starts with `$ ` is a command; what follows is what it prints, standard output before standard
//! error. `HONGTU_BLESS=1 cargo test -p hongtu tutorial` writes what is printed into the page.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Folder, text};

/// Columns of the terminal on the page.
const COLUMNS: &str = "80";

#[test]
fn the_tutorial_shows_what_is_printed() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/write-your-own.md");
    let written = fs::read_to_string(&page).expect("the tutorial");
    let folder = Folder::new();
    let printed = walk(&written, &folder.0);
    if std::env::var_os("HONGTU_BLESS").is_some() {
        fs::write(&page, &printed).expect("the tutorial is written");
    } else if written != printed {
        let (line, (shown, real)) = written
            .lines()
            .zip(printed.lines())
            .enumerate()
            .find(|(_, (a, b))| a != b)
            .unwrap_or((0, ("another number of lines", "")));
        panic!(
            "docs/write-your-own.md:{}: the page shows\n{shown}\nbut what is printed is\n{real}\n\
             HONGTU_BLESS=1 refreshes the page",
            line + 1
        );
    }
}

/// The page with what its commands print in a folder.
fn walk(page: &str, folder: &Path) -> String {
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
                let (ended, printed) = run(command, folder, code);
                code = ended;
                out.push_str(&format!("$ {command}\n{printed}"));
            }
        } else {
            if let Some(name) = info.strip_prefix("markdown ") {
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
fn run(command: &str, folder: &Path, before: i32) -> (i32, String) {
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
                .env("COLUMNS", COLUMNS)
                .output()
                .expect("the command starts");
            let mut printed = text(&output.stdout);
            printed.push_str(&text(&output.stderr));
            (output.status.code().unwrap_or(-1), printed)
        }
        _ => panic!("the tutorial may only run hongtu: {command}"),
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

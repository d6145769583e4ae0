//! `hongtu new`

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::args::NewArgs;
use crate::failure::{Failure, Message};
use crate::output;

/// A plan with one target, one lever and one observation.
const SMALL: &str = include_str!("../templates/plan.md");

/// A city: an industry, its people, a budget.
const CITY: &str = include_str!("../templates/city.md");

/// What stands for the title in a template.
const TITLE: &str = "{{title}}";

/// Longer names make trouble on some disks.
const LONGEST: usize = 60;

/// Writes a plan to start from.
pub fn new(args: &NewArgs) -> Result<(), Failure> {
    let name = args.name.trim();
    if let Err(why) = safe(name) {
        return Err(Failure::Usage(
            Message::new(format!("`{name}` cannot be the name of a plan: {why}"))
                .help("a name such as harbour, old-town or 长春 becomes a folder with a plan.md"),
        ));
    }
    let folder = Path::new(name);
    let path = folder.join("plan.md");
    let text = if args.city { CITY } else { SMALL }.replace(TITLE, &title(name));
    output::folder(folder)?;
    // Made by this call or not at all: nothing is ever overwritten, whoever else is writing.
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        let shown = path.display();
        match error.kind() {
            ErrorKind::AlreadyExists => Failure::Plan(
                Message::new(format!("there is a `{shown}` already, and it was left as it is"))
                    .help("choose another name, or move that one away first"),
            ),
            _ => Failure::plan(format!("`{shown}` cannot be written: {error}")),
        }
    })?;
    // A shell takes a blank for the end of a word.
    let typed = if name.contains(' ') { format!("'{name}'") } else { name.to_owned() };
    output::print(&format!(
        "wrote {}\n\n  hongtu check {typed}    what the check finds in it\n  hongtu run {typed}      how \
         likely its targets are\n\nOpen it in an editor and change a number.\n",
        path.display(),
    ))
}

/// Whether a name is a folder on every system, and a title between quotation marks.
fn safe(name: &str) -> Result<(), &'static str> {
    if name.is_empty() {
        return Err("it is empty");
    }
    if name.chars().count() > LONGEST {
        return Err("it is longer than 60 characters");
    }
    let spelled = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    if !name.chars().all(spelled) {
        return Err("it may have letters of any script, digits, `_`, `-`, `.` and blanks");
    }
    if name.starts_with(['.', '-']) || name.ends_with('.') {
        return Err("it may not start with `.` or `-`, nor end with `.`");
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let device = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || device("com") || device("lpt") {
        return Err("some systems keep it for a device");
    }
    Ok(())
}

/// The name as a title: `old-town` → Old town.
fn title(name: &str) -> String {
    let readable = name.replace(['_', '-'], " ");
    let mut letters = readable.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => readable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folders_everywhere() {
        for good in ["harbour", "old-town", "长春", "São Paulo", "plan_2030", "v1.2", "com12"] {
            assert_eq!(safe(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "a/b",
            "..",
            "a\\b",
            ".hidden",
            "-rf",
            "a\"b",
            "end.",
            "con",
            "COM1.x",
            "a:b",
            "a\nb",
            &"x".repeat(61),
        ] {
            assert!(safe(bad).is_err(), "{bad:?}");
        }
        assert_eq!(title("old-town_2030"), "Old town 2030");
    }
}

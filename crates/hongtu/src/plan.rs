//! Reading plans from disk.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hongtu_lang::Folder;

use crate::failure::{Failure, Message};

/// The largest plan that is read, in bytes; the reader of documents has the same limit.
const MOST_BYTES: u64 = 16 << 20;

/// A plan document on disk.
#[derive(Debug)]
pub struct Plan {
    /// Where it is.
    pub path: PathBuf,
    /// The path as it is printed.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Plan {
    /// Reads a plan: a file, or `plan.md` in a folder.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let path = Self::path(path);
        let name = path.display().to_string();
        let bytes = bytes(&path, &name)?;
        let text = text(bytes, &name)?;
        if text.contains('\r') && !text.contains('\n') {
            return Err(Failure::Plan(
                Message::new(format!("the lines of `{name}` end with CR alone, as on old Macs"))
                    .help(format!(
                        "save it with line ends of LF: tr '\\r' '\\n' < '{name}' > lf.md"
                    )),
            ));
        }
        if text.trim_start_matches('\u{FEFF}').trim().is_empty() {
            return Err(Failure::Plan(Message::new(format!("`{name}` is empty")).help(
                "a plan is a Markdown document with blocks that start with ```hongtu; docs/language.md shows one",
            )));
        }
        Ok(Self { path, name, text })
    }

    /// Where a plan is that is asked for as a file, or as a folder with a plan.md.
    pub fn path(asked: &Path) -> PathBuf {
        if asked.is_dir() { asked.join("plan.md") } else { asked.to_owned() }
    }

    /// The folder that the plan is in.
    pub fn beside(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// What is written to a file is not written over the plan itself.
    pub fn spares(&self, file: &Path, what: &str, better: &str) -> Result<(), Failure> {
        let same = match (file.canonicalize(), self.path.canonicalize()) {
            (Ok(file), Ok(plan)) => file == plan,
            _ => false,
        };
        if same {
            return Err(Failure::Usage(
                Message::new(format!("{what} would be written over the plan"))
                    .help(format!("write -o {better}")),
            ));
        }
        Ok(())
    }

    /// The folder that the files beside the plan are read from.
    pub fn folder(&self) -> Folder {
        Folder::new(self.beside())
    }
}

fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| {
        match error.kind() {
        ErrorKind::NotFound if path.parent().is_some_and(Path::is_dir) && name.ends_with("plan.md") => {
            Failure::Plan(
                Message::new(format!("there is no `{name}`"))
                    .help("give the path of the plan's Markdown document"),
            )
        }
        ErrorKind::NotFound => Failure::Plan(Message::new(format!("there is no file `{name}`")).help(
            "the path is taken from the folder the command is started in; give a Markdown document, or a folder with a plan.md",
        )),
        _ => Failure::plan(format!("`{name}` cannot be read: {error}")),
    }
    };
    // A pipe would be waited for without end.
    if path.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return Err(Failure::Plan(
            Message::new(format!("`{name}` is no file"))
                .help("give the path of the plan's Markdown document, or - for the standard input"),
        ));
    }
    let read = match name {
        "-" => most_of(std::io::stdin().lock(), MOST_BYTES),
        _ => at_most(path, MOST_BYTES),
    };
    match read.map_err(unreadable)? {
        Some(bytes) => Ok(bytes),
        None => Err(Failure::Plan(
            Message::new(format!("`{name}` is larger than 16 MiB, the limit of a plan"))
                .help("put data into CSV files beside the plan and read them with `series … read \"file.csv\"`"),
        )),
    }
}

/// The bytes of a file; `None` where it has more than so many.
pub fn at_most(path: &Path, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    most_of(File::open(path)?, most)
}

fn most_of(from: impl Read, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to know, whatever the file claims its length is.
    from.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

fn text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Failure::Plan(
            Message::new(format!("`{name}` is UTF-16, not UTF-8"))
                .help(format!("convert it: iconv -f UTF-16 -t UTF-8 '{name}' > utf8.md")),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..good).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let byte = error.as_bytes().get(good).copied().unwrap_or(0);
        Failure::Plan(
            Message::new(format!(
                "{name}:{line}:{column}: byte 0x{byte:02X} is not UTF-8, the encoding of plans"
            ))
            .help(format!(
                "a Chinese document may be GB18030: iconv -f GB18030 -t UTF-8 '{name}' > utf8.md"
            )),
        )
    })
}

//! Why the command ends with another code than 0.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use console::{Style, Term};
use hongtu_model::Plan;

/// Why the command ends early.
#[derive(Debug)]
pub enum Failure {
    /// The plan has errors, or cannot be read, or does not allow what is asked of it.
    Plan(Message),
    /// What is wrong has been printed.
    Reported,
    /// The command line asks for something that does not exist.
    Usage(Message),
    /// A target is less likely than was asked for.
    Odds(Message),
    /// The reader of the output has gone away, which is no failure.
    Closed,
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

/// What is wrong, and what to do about it.
#[derive(Debug)]
pub struct Message {
    what: String,
    remedy: Option<String>,
}

impl Message {
    /// What is wrong.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: None }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// There is no such target, with the nearest of those there are, or all of them.
pub fn no_target(option: &str, name: &str, plan: &Plan) -> Failure {
    let message = Message::new(format!("{option} {name}: the plan has no such target"));
    let targets = || plan.targets.iter().filter(|target| !target.hidden);
    let ids = targets().flat_map(|target| {
        let readings = target.judgements.iter().map(|judgement| judgement.id.as_str());
        std::iter::once(target.name.as_str()).chain(readings)
    });
    let names: Vec<&str> = targets().map(|target| target.name.as_str()).collect();
    Failure::Plan(match hongtu_syntax::closest(name, ids) {
        Some(near) => message.help(format!("did you mean `{near}`?")),
        None if names.is_empty() => message,
        None => message.help(format!("the targets are: {}", names.join(", "))),
    })
}

/// A file or folder that cannot be written.
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let missing = parent.filter(|parent| !parent.exists());
    let message = match (error.kind(), missing) {
        (io::ErrorKind::NotFound, Some(folder)) => Message::new(format!(
            "`{shown}` cannot be written: there is no folder `{}`",
            folder.display()
        ))
        .help(format!("make the folder first: mkdir -p '{}'", folder.display())),
        _ if path.is_dir() => Message::new(format!("`{shown}` is a folder, not a file"))
            .help(format!("name a file in it: -o {}", path.join("FILE").display())),
        (io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory, _) => {
            Message::new(format!("`{shown}` cannot be made: a file stands where a folder should"))
                .help("name another folder")
        }
        (io::ErrorKind::PermissionDenied, _) => {
            Message::new(format!("`{shown}` cannot be written: you may not write there"))
                .help("write -o into a folder of yours")
        }
        _ => Message::new(format!("`{shown}` cannot be written: {error}")),
    };
    Failure::Plan(message)
}

impl Failure {
    /// What is wrong and what to do about it, where that has not been printed.
    pub fn words(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::Plan(message) | Self::Usage(message) | Self::Odds(message) => {
                Some((&message.what, message.remedy.as_deref()))
            }
            Self::Reported | Self::Closed | Self::Interrupted => None,
        }
    }

    /// A failure of the plan.
    pub fn plan(what: impl Into<String>) -> Self {
        Self::Plan(Message::new(what))
    }

    /// A failure to write to the standard output.
    pub fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::plan(format!("the answer cannot be written: {error}")),
        }
    }

    /// Prints what has not been printed, and gives the exit code.
    pub fn report(self) -> ExitCode {
        let (message, code) = match self {
            Self::Closed => return ExitCode::SUCCESS,
            Self::Reported => return ExitCode::from(1),
            Self::Interrupted => (Message::new("interrupted"), 130),
            Self::Plan(message) => (message, 1),
            Self::Usage(message) => (message, 2),
            Self::Odds(message) => (message, 3),
        };
        // Nobody is left to tell where the standard error is closed.
        let _ = Term::stderr().write_line(&format!(
            "{}: {}",
            Style::new().for_stderr().red().bold().apply_to("error"),
            hongtu_report::layout::visible(&message.what)
        ));
        if let Some(remedy) = message.remedy {
            let _ = Term::stderr().write_line(&format!(
                "{}: {}",
                Style::new().for_stderr().cyan().bold().apply_to("help"),
                hongtu_report::layout::visible(&remedy)
            ));
        }
        ExitCode::from(code)
    }
}

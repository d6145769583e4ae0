//! Why the command ends with another code than 0.

use std::io;
use std::process::ExitCode;

use console::{Style, Term};

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

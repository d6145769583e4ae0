//! What the terminal can do, and which language its user speaks.

use std::env;
use std::io::{IsTerminal, stderr, stdout};

use console::Term;
use hongtu_page::site::Begins;
use hongtu_report::{Lang, board, diagnostics};

use crate::args::LangArg;

/// Columns where nobody says how many there are.
const COLUMNS: usize = 80;

/// The language asked for, else that of the locale.
pub fn lang(asked: Option<LangArg>) -> Lang {
    match asked {
        Some(LangArg::En) => Lang::En,
        Some(LangArg::Zh) => Lang::Zh,
        None => {
            // The first that is set decides, as POSIX has it.
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .filter_map(|name| env::var(name).ok())
                .find(|value| !value.is_empty());
            locale.map_or(Lang::En, |locale| Lang::of_locale(&locale))
        }
    }
}

/// The language that a page begins with: the one asked for, else the browser's.
pub fn begins(asked: Option<LangArg>) -> Begins {
    match asked {
        Some(_) => Begins::With(lang(asked)),
        None => Begins::AsTheBrowser(lang(None)),
    }
}

/// Columns of the standard output: those of the terminal, else `COLUMNS`, else 80.
pub fn columns() -> usize {
    columns_of(&Term::stdout(), stdout().is_terminal())
}

fn columns_of(term: &Term, terminal: bool) -> usize {
    let size = if terminal { term.size_checked() } else { None };
    size.map(|(_, columns)| usize::from(columns))
        .or_else(|| env::var("COLUMNS").ok()?.parse().ok())
        .filter(|columns| *columns > 0)
        .unwrap_or(COLUMNS)
}

/// Whether the standard output may be sent colours.
pub fn colour() -> bool {
    wanted(stdout().is_terminal())
}

fn wanted(terminal: bool) -> bool {
    let silenced = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
    terminal && !silenced && !dumb
}

/// How diagnostics are shown on the standard output.
pub fn diagnostics(lang: Lang) -> diagnostics::Options {
    diagnostics::Options { columns: columns(), colour: colour(), lang }
}

/// How a part of the board is shown on the standard error.
pub fn board_on_stderr(asked: Option<LangArg>) -> board::Options {
    let diagnostics::Options { columns, colour, .. } = diagnostics_on_stderr();
    board::Options { lang: lang(asked), columns, colour, detail: false }
}

/// How diagnostics are shown on the standard error.
pub fn diagnostics_on_stderr() -> diagnostics::Options {
    let terminal = stderr().is_terminal();
    diagnostics::Options {
        columns: columns_of(&Term::stderr(), terminal),
        colour: wanted(terminal),
        lang: Lang::En,
    }
}

//! The board: every target with its odds, for a terminal.

pub(crate) mod detail;
mod doubts;
pub(crate) mod evidence;
pub(crate) mod foot;
pub(crate) mod heading;
mod money;
mod past;
mod posterior;
mod targets;
pub(crate) mod view;

use hongtu_study::Answers;

use crate::layout::Text;
use crate::words::Lang;
use view::View;

/// How a board is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// In which language.
    pub lang: Lang,
    /// How many columns the terminal has; at least 40 are used.
    pub columns: usize,
    /// Whether it may send colours.
    pub colour: bool,
    /// Whether everything is shown, not only one line a target.
    pub detail: bool,
}

/// What there is to say of the posterior that the runs are drawn from, a line break behind every line.
pub fn posterior(answers: &Answers, options: &Options) -> String {
    let columns = options.columns.clamp(40, WIDEST);
    let view = View { answers, lang: options.lang, columns };
    text(heading::posterior(&view), options)
}

/// What stands before odds that must not be used, or only with care; nothing where they are sound.
pub fn alarm(answers: &Answers, options: &Options) -> String {
    let columns = options.columns.clamp(40, WIDEST);
    let view = View { answers, lang: options.lang, columns };
    text(heading::alarm(&view), options).trim_start_matches('\n').to_owned()
}

/// The widest a board gets: longer lines are hard to follow.
pub(crate) const WIDEST: usize = 140;

/// The board as text, a line break behind every line.
pub fn render(answers: &Answers, options: &Options) -> String {
    let columns = options.columns.clamp(40, WIDEST);
    let view = View { answers, lang: options.lang, columns };
    let mut lines = heading::lines(&view, options.detail);
    let (table, levers) = targets::lines(&view);
    lines.extend(table);
    lines.extend(foot::lines(&view, options.detail, levers));
    if options.detail {
        lines.extend(detail::lines(&view));
        lines.extend(doubts::lines(&view));
        lines.extend(evidence::lines(&view));
        lines.extend(posterior::lines(&view));
        lines.extend(money::lines(&view));
    }
    text(lines, options)
}

fn text(lines: Vec<Text>, options: &Options) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.render(options.colour));
        text.push('\n');
    }
    text
}

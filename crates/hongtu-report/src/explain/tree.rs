//! Surroundings as a tree.

use hongtu_study::explain::{Branch, Node, Sign};

use super::Page;
use crate::layout::{Ink, Text, wrap};
use crate::words;

/// At most so many branches at each level.
const MOST: [usize; 3] = [14, 8, 6];

/// A tree under a title; `nothing` stands where there is none.
pub(super) fn lines(
    page: &Page<'_>,
    title: words::Word,
    branches: &[Branch],
    nothing: words::Word,
) -> Vec<Text> {
    let view = &page.view;
    let mut lines = view.section(title.of(view.lang));
    if branches.is_empty() {
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, nothing.of(view.lang))));
        return lines;
    }
    level(page, branches, "  ", 0, &mut lines);
    lines
}

/// What the signs mean, once for both trees.
pub(super) fn legend(page: &Page<'_>) -> Vec<Text> {
    let view = &page.view;
    let mut lines = vec![Text::default()];
    lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, words::TREE_SIGNS.of(view.lang))));
    lines
}

fn level(page: &Page<'_>, branches: &[Branch], before: &str, depth: usize, lines: &mut Vec<Text>) {
    let view = &page.view;
    let most = MOST.get(depth).copied().unwrap_or(0);
    let shown = if branches.len() <= most + 1 { branches.len() } else { most };
    for (index, branch) in branches.iter().take(shown).enumerate() {
        let last = index + 1 == branches.len();
        let twig = format!("{before}{}", if last { "└─ " } else { "├─ " });
        let under = format!("{before}{}", if last { "   " } else { "│  " });
        // What a long name is wrapped to starts under the name.
        let room = view.columns.saturating_sub(crate::layout::width(&twig));
        for (number, line) in wrap(&leaf(page, branch).hanging(2), room).iter().enumerate() {
            let mut text = Text::inked(Ink::Faint, if number == 0 { &twig } else { &under });
            text.append(line);
            lines.push(text);
        }
        level(page, &branch.next, &under, depth + 1, lines);
    }
    if shown < branches.len() {
        let more = words::more_branches(branches.len() - shown, view.lang);
        lines.push(Text::inked(Ink::Faint, format!("{before}└─ {more}")));
    }
}

fn leaf(page: &Page<'_>, branch: &Branch) -> Text {
    let view = &page.view;
    let target = branch.node == Node::Target;
    let mut text = match (branch.again, branch.sign) {
        (true, _) => Text::inked(Ink::Faint, "↺ "),
        (_, Sign::More) => Text::plain("+ "),
        (_, Sign::Less) => Text::plain("− "),
        (_, Sign::Open) => Text::plain("  "),
    };
    text.push(if target { Ink::Strong } else { Ink::Plain }, &branch.name);
    let label = page.label_beside(&branch.labels, &branch.name);
    if !label.is_empty() {
        text.push(Ink::Plain, &format!("  {label}"));
    }
    let mut what = words::node(branch.node).of(view.lang).to_owned();
    if branch.at_start {
        what += words::word(", ", "，").of(view.lang);
        what += words::AT_START.of(view.lang);
    }
    text.and(Ink::Faint, format!(" · {what}"))
}

//! The surroundings of a quantity as a small graph: what feeds it on the left, what it feeds on the
//! right.
//!
//! What stands in the graph are buttons, so that one walks from one to the next and letters keep their
//! size on any screen; the lines between them are drawings that stretch with them.

use hongtu_model::QuantityKind;
use hongtu_study::explain::{Branch, Node, Sign};

use super::text::escape;
use crate::words::{self, Lang, Word, why as say};

/// So many stand on a side; what is beyond them is in a list.
const MOST: usize = 9;

/// The graph around something that is called `name`; a target feeds nothing.
pub(super) fn web(name: &str, behind: &[Branch], ahead: Option<&[Branch]>, lang: Lang) -> String {
    let (left, before) = side(behind, words::FED_BY, words::FED_BY_NOTHING, lang);
    let (right, after) = match ahead {
        Some(ahead) => {
            let (right, after) = side(ahead, words::FEEDS, words::FEEDS_NOTHING, lang);
            (wires(ahead, false) + &right, after)
        }
        None => Default::default(),
    };
    format!(
        "<div class=\"web{}\" role=\"group\" aria-label=\"{}\">\n{left}{}\
         <div class=\"middle\"><b>{}</b></div>\n{right}</div>\n\
         {before}{after}<p class=\"legend\">{}</p>\n",
        if ahead.is_none() { " half" } else { "" },
        say::WEB.of(lang),
        wires(behind, true),
        escape(name),
        say::WEB_SIGNS.of(lang),
    )
}

/// How many of a side are shown: one more is no list.
fn shown(branches: &[Branch]) -> usize {
    if branches.len() <= MOST + 1 { branches.len() } else { MOST }
}

/// The nodes of a side, and a list of those that have no room there.
fn side(branches: &[Branch], title: Word, nothing: Word, lang: Lang) -> (String, String) {
    let title = title.of(lang);
    let side = |nodes: &str| {
        format!(
            "<div class=\"side\"><p class=\"legend\">{title}</p><div class=\"nodes\">{nodes}</div></div>\n"
        )
    };
    if branches.is_empty() {
        return (side(&format!("<p class=\"legend\">{}</p>", nothing.of(lang))), String::new());
    }
    let (near, rest) = branches.split_at(shown(branches));
    let nodes: String = near.iter().map(|branch| node(branch, lang)).collect();
    let nodes = side(&nodes);
    if rest.is_empty() {
        return (nodes, String::new());
    }
    let list: String = rest.iter().map(|branch| node(branch, lang)).collect();
    let more = words::more_branches(rest.len(), lang);
    let more = format!(
        "<details class=\"more\"><summary>{}</summary><div class=\"nodes\">{list}</div></details>\n",
        escape(&more)
    );
    (nodes, more)
}

fn node(branch: &Branch, lang: Lang) -> String {
    let sign = match (branch.again, branch.sign) {
        (true, _) => "↺ ",
        (_, Sign::More) => "+ ",
        (_, Sign::Less) => "− ",
        (_, Sign::Open) => "",
    };
    let mut kind = words::node(branch.node).of(lang).to_owned();
    if branch.at_start {
        kind += words::word(", ", "，").of(lang);
        kind += words::AT_START.of(lang);
    }
    let class = match branch.node {
        Node::Target => "node aim",
        Node::Quantity(QuantityKind::Lever) => "node lever-node",
        Node::Quantity(_) | Node::Table => "node",
    };
    let inside = format!(
        "<span>{sign}{}</span> <small>{kind}</small>",
        escape(&words::label(&branch.labels, &branch.name, lang)),
    );
    // A table is a function of the plan and no quantity.
    match branch.node {
        Node::Table => format!("<span class=\"{class}\">{inside}</span>"),
        _ => format!(
            "<button type=\"button\" class=\"{class}\" data-why=\"{}\">{inside}</button>",
            escape(&branch.name)
        ),
    }
}

/// The lines between a side and the middle; each side is as high as the other.
fn wires(branches: &[Branch], from_left: bool) -> String {
    let count = shown(branches);
    let mut out = "<svg class=\"wires\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">".to_owned();
    for (index, branch) in branches.iter().take(count).enumerate() {
        let at = (index as f64 + 0.5) / count as f64 * 100.0;
        let class = match branch.sign {
            Sign::More => "more",
            Sign::Less => "less",
            Sign::Open => "open",
        };
        let (from, to) = if from_left { (at, 50.0) } else { (50.0, at) };
        out += &format!(
            "<path class=\"{class}\" d=\"M0 {from:.1}C60 {from:.1} 40 {to:.1} 100 {to:.1}\"/>"
        );
    }
    out + "</svg>"
}

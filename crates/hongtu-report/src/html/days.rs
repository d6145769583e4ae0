//! One plan as of several days, each a page of its own: the ways from one to the other, and the odds of
//! all of them side by side.

use hongtu_study::answers::{Answers, TargetAnswer};

use super::text::escape;
use crate::board::view::View;
use crate::numbers;
use crate::words::{self, Lang, days as say};

/// A day, with the page as of it.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// Where its page is, seen from the others.
    pub address: &'a str,
    /// What the page answers before a lever is moved.
    pub answers: &'a Answers,
}

/// The days in their order, with the number of the one whose page this is; nothing where there is no
/// choice.
pub fn days(days: &[Day<'_>], here: usize, lang: Lang) -> String {
    if days.len() < 2 {
        return String::new();
    }
    let mut out = "<section id=\"days\" class=\"days\">\n".to_owned();
    out +=
        &format!("<nav aria-label=\"{}\"><span>{}</span>", say::DAYS.of(lang), say::AS_OF.of(lang));
    for (number, day) in days.iter().enumerate() {
        let name = escape(&name(day, lang));
        out += &if number == here {
            format!(" <b aria-current=\"page\">{name}</b>")
        } else {
            format!(" <a class=\"day\" href=\"{}\">{name}</a>", escape(day.address))
        };
    }
    out += "</nav>\n";
    let targets = targets(days);
    if !targets.is_empty() {
        out += &table(days, here, &targets, lang);
    }
    out + "</section>\n"
}

fn name(day: &Day<'_>, lang: Lang) -> String {
    say::day(day.answers.as_of.map(|day| numbers::date(day, lang)), lang)
}

/// Every target that is judged on some day, the latest day's first, in its order.
fn targets<'a>(days: &[Day<'a>]) -> Vec<(&'a Answers, &'a TargetAnswer)> {
    let mut found: Vec<(&Answers, &TargetAnswer)> = Vec::new();
    for day in days.iter().rev() {
        for target in &day.answers.targets {
            if found.iter().all(|(_, known)| known.id != target.id) {
                found.push((day.answers, target));
            }
        }
    }
    found
}

fn table(
    days: &[Day<'_>],
    here: usize,
    targets: &[(&Answers, &TargetAnswer)],
    lang: Lang,
) -> String {
    let this = |number: usize| if number == here { " here" } else { "" };
    let mut out = format!(
        "<details><summary>{}</summary>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">{}</th>",
        say::BY_DAY.of(lang),
        words::TARGET.of(lang),
    );
    for (number, day) in days.iter().enumerate() {
        let name = escape(&name(day, lang));
        out += &format!("<th scope=\"col\" class=\"number{}\">{name}</th>", this(number));
    }
    out += "</tr></thead>\n<tbody>\n";
    for (answers, target) in targets {
        let view = View { answers, lang, columns: 80 };
        let label = escape(&view.full_label(target));
        out +=
            &format!("<tr data-target=\"{}\"><th scope=\"row\">{label}</th>", escape(&target.id));
        for (number, day) in days.iter().enumerate() {
            let odds = odds(day, &target.id, lang);
            out += &format!("<td class=\"number{}\">{}</td>", this(number), escape(&odds));
        }
        out += "</tr>\n";
    }
    out += "</tbody>\n</table></div>\n";
    out + &format!("<p class=\"legend\">{}</p>\n</details>\n", escape(say::MEANING.of(lang)))
}

/// The odds of a target on a day, as its board has them.
fn odds(day: &Day<'_>, id: &str, lang: Lang) -> String {
    let Some(target) = day.answers.targets.iter().find(|target| target.id == id) else {
        return "–".to_owned();
    };
    View { answers: day.answers, lang, columns: 80 }.odds(target.attainment).render(false)
}

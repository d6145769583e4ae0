//! Two settings side by side: the odds of one before those of the other.

use hongtu_study::answers::Answers;

use super::live::Part;
use super::text::escape;
use crate::numbers;
use crate::words::{Lang, compare as say};

/// Puts the odds under A before those that the parts hold.
pub fn beside(parts: &mut [Part], a: &Answers, lang: Lang) {
    for (key, html) in parts {
        let Some(index) = key.strip_prefix('o').and_then(|number| number.parse::<usize>().ok())
        else {
            continue;
        };
        let Some(target) = a.targets.get(index) else { continue };
        let odds = say::of_a(&numbers::percent(target.attainment), lang);
        *html = format!("<span class=\"pinned\">{}</span> {html}", escape(&odds));
    }
}

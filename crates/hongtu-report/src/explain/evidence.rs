//! What was observed, in the words that carry it.

use hongtu_study::answers::{ObservationAnswer, Standing};

use super::Page;
use crate::layout::{Ink, Text};
use crate::numbers;
use crate::words::{self, Lang};

/// So many observations of other things are named.
const MOST_NAMED: usize = 6;

/// What was observed of something, and what else bears on it.
pub(super) fn lines(page: &Page<'_>, observations: &[usize], indirect: &[usize]) -> Vec<Text> {
    let view = &page.view;
    let mut lines = view.section(words::EVIDENCE_OF.of(view.lang));
    let found = observations.iter().filter_map(|&index| view.answers.observations.get(index));
    for (number, observation) in found.enumerate() {
        if number > 0 {
            lines.push(Text::default());
        }
        lines.extend(one(page, observation));
    }
    if observations.is_empty() {
        let text = Text::inked(Ink::Faint, words::NOT_OBSERVED.of(view.lang));
        lines.extend(view.paragraph(2, &text));
    }
    if let Some(text) = shared(page, indirect, |o| o.measure.clone()) {
        if !observations.is_empty() {
            lines.push(Text::default());
        }
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
    }
    lines
}

/// What else bears on something, in a sentence.
pub(crate) fn shared(
    page: &Page<'_>,
    indirect: &[usize],
    name: impl Fn(&ObservationAnswer) -> String,
) -> Option<String> {
    let view = &page.view;
    let named = indirect.iter().filter_map(|&i| view.answers.observations.get(i));
    let named: Vec<String> = named.take(MOST_NAMED).map(name).collect();
    let list = named.join(words::word(", ", "、").of(view.lang));
    let more = indirect.len().saturating_sub(MOST_NAMED);
    (!indirect.is_empty()).then(|| words::shared_inputs(&list, more, view.lang))
}

/// What the runs say of an observation.
pub(crate) fn says(page: &Page<'_>, observation: &ObservationAnswer) -> Option<String> {
    let view = &page.view;
    let show = |spread| view.spread(&observation.unit, observation.is_date, spread);
    let prior = observation.prior.as_ref()?;
    let after = observation.weighted.as_ref().filter(|w| *w != prior).map(show);
    let off = observation.z.map(|z| format!("{z:.1}").replace("-0.0", "0.0").replace('-', "−"));
    Some(words::model_says(&show(prior), after.as_deref(), off.as_deref(), view.lang))
}

fn one(page: &Page<'_>, observation: &ObservationAnswer) -> Vec<Text> {
    let view = &page.view;
    let lang = view.lang;
    let weighs = observation.standing == Standing::Weighed;
    let ink = if weighs { Ink::Plain } else { Ink::Faint };
    let mut head =
        Text::inked(ink, format!("{} = {}", observation.measure, observation.text)).hanging(4);
    if !weighs {
        let standing = words::standing(observation.standing).of(lang);
        head.push(Ink::Faint, &format!(" · {standing}"));
    }
    let mut lines = view.paragraph(2, &head);
    if let Some(quote) = &observation.quote {
        lines.extend(view.paragraph(4, &Text::plain(format!("“{quote}”"))));
    }
    let mut from: Vec<String> = Vec::new();
    if let Some(name) = &observation.source {
        from.push(source(page, name));
    }
    if let Some(day) = observation.known {
        from.push(words::known_on(&numbers::date(day, lang), lang));
    }
    if !from.is_empty() {
        lines.extend(view.paragraph(4, &Text::inked(Ink::Faint, from.join(" · "))));
    }
    if let Some(text) = says(page, observation) {
        lines.extend(view.paragraph(4, &Text::inked(Ink::Faint, text)));
    }
    lines
}

/// A source in full: title, publisher, date, address.
pub(super) fn source(page: &Page<'_>, name: &str) -> String {
    let Some(source) = page.view.answers.source(name) else { return name.to_owned() };
    let parts =
        [Some(&source.title), source.publisher.as_ref(), source.date.as_ref(), source.url.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(match page.lang() {
        Lang::En => ", ",
        Lang::Zh => "，",
    })
}

//! What was observed, in words: of what, when, how much, and how far the model lies from it.

use hongtu_model::Stated;
use hongtu_study::answers::{Miss, ObservationAnswer, Standing};

use super::view::View;
use crate::numbers::{self, Measured, Scale};
use crate::words;

impl View<'_> {
    /// What was observed as people would name it, and when, where the measure is a plain one; else the
    /// measure as the plan writes it.
    pub fn observed(&self, observation: &ObservationAnswer) -> (String, String) {
        self.plain(observation)
            .and_then(|(name, label, when)| {
                Some((words::page::measured(name, &label, self.lang)?, when))
            })
            .unwrap_or_else(|| (observation.measure.clone(), String::new()))
    }

    /// The same in one phrase.
    pub fn observed_then(&self, observation: &ObservationAnswer) -> String {
        self.plain(observation)
            .and_then(|(name, label, when)| words::page::measure(name, &label, &when, self.lang))
            .unwrap_or_else(|| observation.measure.clone())
    }

    /// The name of a plain measure, what it is of, and when.
    fn plain<'a>(&self, observation: &'a ObservationAnswer) -> Option<(&'a str, String, String)> {
        let (name, rest) = observation.measure.strip_suffix(')')?.split_once('(')?;
        let (of, when) = rest.rsplit_once(", ")?;
        let quantity = observation.quantity.as_deref()?;
        if of != quantity && !of.strip_prefix(quantity)?.starts_with('[') {
            return None;
        }
        let when = match when.split_once("..") {
            Some((first, last)) => numbers::range(self.lang, first, last),
            None => numbers::deadline_text(when, self.lang),
        };
        Some((name, self.label(&observation.labels, of), when))
    }

    /// What was stated, in a scale that others share or in its own.
    pub fn stated(&self, observation: &ObservationAnswer, scale: Option<Scale>) -> String {
        if observation.is_date {
            return observation.text.clone();
        }
        let measured = Measured::new(&observation.unit, self.lang);
        let show = |value: f64| match scale {
            Some(scale) => measured.bare(value, scale),
            None => measured.value(value),
        };
        match observation.stated {
            Stated::Normal { value, .. } => show(value),
            Stated::Uniform { low, high } => numbers::range(self.lang, &show(low), &show(high)),
            Stated::AtLeast { value, .. } => format!("≥ {}", show(value)),
            Stated::AtMost { value, .. } => format!("≤ {}", show(value)),
        }
    }

    /// What was stated, with all its digits and the standard deviation of its error.
    pub fn stated_with_error(&self, observation: &ObservationAnswer) -> String {
        let (sign, value, sd) = match observation.stated {
            _ if observation.is_date => return observation.text.clone(),
            Stated::Uniform { low, high } => {
                return Measured::new(&observation.unit, self.lang).exact_range(low, high);
            }
            Stated::Normal { value, sd } => ("", value, sd),
            Stated::AtLeast { value, sd } => ("≥ ", value, sd),
            Stated::AtMost { value, sd } => ("≤ ", value, sd),
        };
        let measured = Measured::new(&observation.unit, self.lang);
        let scale = measured.scale(value);
        let mut digits = numbers::stated(measured.number(value, scale));
        if sd > 0.0 {
            digits += " ± ";
            let error = numbers::significant(measured.number(sd, scale), 2);
            let short = error.trim_end_matches('0').trim_end_matches('.');
            digits += if error.contains('.') { short } else { &error };
        }
        format!("{sign}{}", measured.behind(&digits, scale))
    }

    /// How far the model lies from what was observed, in standard deviations.
    pub fn off_by(&self, observation: &ObservationAnswer) -> String {
        let off = observation.z.map(|z| format!("{z:+.1}").replace('-', "−"));
        match off.as_deref() {
            None => "–".to_owned(),
            Some("+0.0" | "−0.0") => "0".to_owned(),
            Some(off) => off.to_owned(),
        }
    }

    /// How well the model reproduces what was observed: a sentence on all of it, and one on each figure
    /// that it misses; then the same of what became known later.
    pub fn past(&self) -> Vec<(String, Vec<String>)> {
        let all = &self.answers.observations;
        let of = |standing: Standing| all.iter().filter(move |o| o.standing == standing);
        let mut found = Vec::new();
        for standing in [Standing::Weighed, Standing::Hidden] {
            let known = of(standing).filter(|o| o.z.is_some());
            let count = known.clone().count();
            let missed: Vec<String> =
                known.filter_map(|o| Some(self.missed(o, o.miss()?))).collect();
            if count > 0 {
                let sentence = words::reproduced(standing, count, missed.len(), self.lang);
                found.push((sentence, missed));
            }
        }
        found
    }

    fn missed(&self, observation: &ObservationAnswer, miss: Miss) -> String {
        let what = self.observed_then(observation);
        let off = observation.z.map_or(0.0, f64::abs);
        let mut text = words::missed(&what, miss, &format!("{off:.1}"), self.lang);
        for note in &observation.notes {
            text += words::word(" ", "").of(self.lang);
            text += &words::noted(self.said(note), self.lang);
        }
        text
    }
}

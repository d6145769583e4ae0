//! What all parts of a board share: labels, values and odds in one language.

use hongtu_model::{Branch, Labels, Unit};
use hongtu_study::Answers;
use hongtu_study::answers::{Asked, Change, Evidence, Likelihood, Spread, TargetAnswer, Trust};
use hongtu_study::explain::Drawn;

use crate::layout::{Ink, Text, wrap};
use crate::numbers::{self, Measured};
use crate::words::{self, Lang};

/// Answers seen by somebody with a language and so many columns.
pub(crate) struct View<'a> {
    pub answers: &'a Answers,
    pub lang: Lang,
    pub columns: usize,
}

impl View<'_> {
    pub fn label(&self, labels: &Labels, name: &str) -> String {
        words::label(labels, name, self.lang)
    }

    /// A text of the plan, in the words it has for it in the language.
    pub fn said<'a>(&'a self, text: &'a str) -> &'a str {
        self.answers.phrases.of(text, self.lang.code())
    }

    /// The label of a target, with its reading where it has several.
    pub fn full_label(&self, target: &TargetAnswer) -> String {
        let label = self.label(&target.labels, &target.target);
        match self.reading(target) {
            Some(reading) => match self.lang {
                Lang::En => format!("{label}: {reading}"),
                Lang::Zh => format!("{label}：{reading}"),
            },
            None => label,
        }
    }

    /// The words of a reading, where the target has several.
    pub fn reading(&self, target: &TargetAnswer) -> Option<String> {
        let alone = self.answers.targets.iter().filter(|t| t.target == target.target).count() < 2;
        if target.id == target.target || alone {
            return None;
        }
        let name = target
            .id
            .strip_prefix(&target.target)
            .map_or(target.id.as_str(), |rest| rest.trim_start_matches('.'));
        let labelled = target.reading_labels.get(self.lang.code());
        Some(
            labelled
                .or(target.reading.as_ref())
                .cloned()
                .unwrap_or_else(|| self.label(&target.reading_labels, name)),
        )
    }

    /// The labels of judgements; a target's alone, without its readings, where all are meant.
    pub fn labels_of_ids(&self, ids: &[&str]) -> Vec<String> {
        let targets = &self.answers.targets;
        let meant = |target: &&TargetAnswer| ids.contains(&target.id.as_str());
        let mut labels: Vec<String> = Vec::new();
        for target in targets.iter().filter(meant) {
            let mut readings = targets.iter().filter(|other| other.target == target.target);
            let label = if readings.all(|reading| meant(&reading)) {
                self.label(&target.labels, &target.target)
            } else {
                self.full_label(target)
            };
            if labels.last() != Some(&label) {
                labels.push(label);
            }
        }
        labels
    }

    /// What people call something drawn: the label of its quantity, with the element of an array and
    /// the period of a shock.
    pub fn drawn(&self, name: &str, labels: &Labels, drawn: &Drawn) -> String {
        let label = labels.get(self.lang.code()).cloned();
        self.in_its_period(label.unwrap_or_else(|| name.to_owned()), drawn)
    }

    /// A name with the period of a shock.
    pub fn in_its_period(&self, name: String, drawn: &Drawn) -> String {
        match drawn {
            Drawn::Shock { period } => {
                words::in_period(&name, *period, self.answers.time.is_calendar(), self.lang)
            }
            _ => name,
        }
    }

    /// A value of a measure, with its unit.
    pub fn value(&self, unit: &Unit, is_date: bool, value: f64) -> String {
        if is_date {
            return numbers::instant(self.answers, value, self.lang);
        }
        if value == f64::INFINITY {
            return words::NEVER.of(self.lang).to_owned();
        }
        Measured::new(unit, self.lang).value(value)
    }

    /// From one value of a measure to another, with the unit.
    pub fn range(&self, unit: &Unit, is_date: bool, low: f64, high: f64) -> String {
        if is_date || !low.is_finite() || !high.is_finite() {
            let (low, high) = (self.value(unit, is_date, low), self.value(unit, is_date, high));
            return numbers::range(self.lang, &low, &high);
        }
        Measured::new(unit, self.lang).range(low, high)
    }

    /// Median and 90 % interval, with the unit.
    pub fn spread(&self, unit: &Unit, is_date: bool, spread: &Spread) -> String {
        let Spread { low, median, high } = *spread;
        if is_date || ![low, median, high].iter().all(|v| v.is_finite()) {
            let median = self.value(unit, is_date, median);
            return format!("{median} ({})", self.range(unit, is_date, low, high));
        }
        let measured = Measured::new(unit, self.lang);
        let scale = measured.scale(median);
        let bare = |value| measured.bare(value, scale);
        let interval = numbers::range(self.lang, &bare(low), &bare(high));
        let digits = match self.lang {
            Lang::En => format!("{} ({interval})", bare(median)),
            Lang::Zh => format!("{}（{interval}）", bare(median)),
        };
        if measured.unit() == "%" { digits } else { measured.behind(&digits, scale) }
    }

    /// What is asked of a measure.
    pub fn goal(&self, target: &TargetAnswer) -> String {
        match &target.asked {
            Asked::Bound { comparison, bound, .. } => {
                let bound = if target.is_date {
                    numbers::instant(self.answers, *bound, self.lang)
                } else {
                    Measured::new(&target.unit, self.lang).exact(*bound)
                };
                format!("{} {bound}", comparison.sign())
            }
            Asked::Direction { rises, amount, base_text, .. } => {
                let amount = match amount {
                    hongtu_model::Amount::Any => None,
                    hongtu_model::Amount::Relative(share) => {
                        Some(numbers::rate(*share).trim_start_matches('+').to_owned())
                    }
                    hongtu_model::Amount::Absolute(value) => {
                        Some(self.value(&target.unit, target.is_date, *value))
                    }
                };
                let base = match self.lang {
                    Lang::En => base_text.clone(),
                    Lang::Zh => numbers::chinese_date(base_text),
                };
                words::direction(*rises, amount.as_deref(), &base, self.lang)
            }
        }
    }

    /// What a branch says, in the words there are for it; nothing where it has a name only.
    pub fn branch_words(&self, branch: &Branch) -> String {
        branch.labels.get(self.lang.code()).or(branch.words.as_ref()).cloned().unwrap_or_default()
    }

    /// A setting that differs from the plan's own, and what the plan has where that is asked for.
    pub fn change(&self, change: &Change, default: bool) -> String {
        let label = self.label(&change.labels, &change.name);
        if let Some(branch) = &change.branch {
            let said = Some(self.branch_words(branch)).filter(|said| !said.is_empty());
            return words::given(&label, said.as_ref().unwrap_or(&branch.name), self.lang);
        }
        let measured = Measured::new(&change.unit, self.lang);
        let default = change.default.filter(|_| default).map(|default| measured.exact(default));
        words::change(&label, &measured.exact(change.value), default.as_deref(), self.lang)
    }

    /// Why no target is judged.
    pub fn no_targets(&self) -> String {
        let hidden = self.answers.hidden_targets.len();
        let day = self.answers.as_of.map(|day| numbers::date(day, self.lang));
        match hidden {
            0 => words::NO_TARGETS.of(self.lang).to_owned(),
            _ => words::targets_later(hidden, day.as_deref(), self.lang),
        }
    }

    /// Odds that cannot be trusted carry a question mark and no colour.
    pub fn odds(&self, attainment: f64) -> Text {
        let percent = numbers::percent(attainment);
        if self.answers.weighting.trust.is_sound() || attainment.is_nan() {
            Text::inked(ink(attainment), percent)
        } else {
            Text::inked(Ink::Faint, format!("{percent}?"))
        }
    }

    /// Whether a target's odds rest on priors although something was observed.
    pub fn rests_on_priors(&self, target: &TargetAnswer) -> bool {
        let trust = self.answers.weighting.trust;
        trust != Trust::PriorOnly
            && trust != Trust::Troubled
            && target.evidence == Evidence::PriorOnly
    }

    /// The standard error of odds.
    pub fn error(&self, error: Option<f64>) -> Text {
        error.map_or_else(Text::default, |error| Text::inked(Ink::Faint, numbers::error(error)))
    }

    /// The title of a section, with a rule to the edge.
    pub fn section(&self, title: &str) -> Vec<Text> {
        let text = Text::inked(Ink::Strong, title);
        if text.width() + 4 > self.columns {
            let mut lines = vec![Text::default()];
            lines.extend(self.paragraph(2, &text));
            lines.push(Text::default());
            return lines;
        }
        let title = Text::plain("  ").and(Ink::Strong, title).and(Ink::Plain, " ");
        let rule = "─".repeat(self.columns.saturating_sub(title.width()));
        vec![Text::default(), title.and(Ink::Faint, rule), Text::default()]
    }

    /// A paragraph at an indent.
    pub fn paragraph(&self, indent: usize, text: &Text) -> Vec<Text> {
        let lines = wrap(text, self.columns.saturating_sub(indent)).into_iter();
        lines
            .map(|line| {
                let mut moved = Text::plain(" ".repeat(indent));
                moved.append(&line);
                moved
            })
            .collect()
    }
}

/// A line of so many cells that is heavy as far as a share goes.
pub(crate) fn bar(share: f64, cells: usize, ink: Ink) -> Text {
    let halves = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    // A share that is neither 0 nor 1 fills neither nothing nor all of the bar.
    let mut halves = (halves * (2 * cells) as f64).round() as usize;
    if share > 0.0 {
        halves = halves.max(1);
    }
    if share < 1.0 {
        halves = halves.min((2 * cells).saturating_sub(1));
    }
    let (full, half) = (halves / 2, halves % 2);
    let filled = format!("{}{}", "━".repeat(full), if half == 1 { "╸" } else { "" });
    Text::inked(ink, filled).and(Ink::Faint, "─".repeat(cells.saturating_sub(full + half)))
}

/// The colour of odds.
pub(crate) fn ink(attainment: f64) -> Ink {
    match Likelihood::of(attainment) {
        Likelihood::VirtuallyCertain | Likelihood::VeryLikely | Likelihood::Likely => Ink::Good,
        Likelihood::AboutAsLikelyAsNot => Ink::Fair,
        Likelihood::Unknown => Ink::Faint,
        _ => Ink::Poor,
    }
}

//! How the posterior was sampled, and where priors and evidence pull apart.

use hongtu_study::answers::{FactorAnswer, FitAnswer, Strain, StrainKind};

use super::heading::log_evidence;
use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

impl View<'_> {
    /// What strains a prior, in a sentence.
    pub fn strained(&self, strain: &Strain) -> String {
        let (name, lang) = (self.label(&strain.labels, &strain.name), self.lang);
        let few = |number| numbers::significant(number, 2);
        match strain.kind {
            StrainKind::Tail { quantile } => {
                // A quantile near one tells more by how much it lacks.
                let text = if quantile > 0.5 && quantile < 1.0 {
                    format!("100% − {}%", few(100.0 * (1.0 - quantile)))
                } else {
                    format!("{}%", few(100.0 * quantile))
                };
                words::tail(&name, &text, lang)
            }
            StrainKind::Wide { left } => {
                words::wide(&name, &format!("{}%", few(100.0 * left)), lang)
            }
            StrainKind::Modes { dip } => words::modes(&name, &few(dip), lang),
            StrainKind::Surprise { observation, probability } => {
                let stated = self.answers.observations.get(observation);
                let stated = stated.map_or("", |o| o.text.as_str());
                words::surprise(
                    &strain.name,
                    stated,
                    &format!("{}%", few(100.0 * probability)),
                    lang,
                )
            }
        }
    }
}

pub(super) fn lines(view: &View<'_>) -> Vec<Text> {
    let mut lines = Vec::new();
    let strains = &view.answers.weighting.strains;
    if !strains.is_empty() {
        lines.extend(view.section(words::STRAINS.of(view.lang)));
        for strain in strains {
            lines.extend(view.paragraph(2, &Text::plain(view.strained(strain))));
        }
    }
    if let Some(fit) = &view.answers.weighting.fit {
        lines.extend(sampling(view, fit));
    }
    lines
}

fn sampling(view: &View<'_>, fit: &FitAnswer) -> Vec<Text> {
    let (weighting, lang) = (&view.answers.weighting, view.lang);
    let mut lines = view.section(words::SAMPLING.of(lang));
    let mut table =
        Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)]);
    let mut add = |key: words::Word, text: String| {
        table.row(vec![Text::inked(Ink::Faint, key.of(lang)), Text::plain(text)]);
    };
    let count = |number: f64| numbers::count(number.round() as u64);
    let mut effective = count(weighting.effective_sample_size);
    if let Some((least, measure)) = &fit.lowest {
        effective += words::word("; ", "；").of(lang);
        effective += &words::lowest(&count(*least), measure, lang);
    }
    add(words::EFFECTIVE, effective);
    let worth = numbers::significant(fit.effective_islands, 3);
    add(words::ISLANDS, words::islands(fit.islands, &worth, lang));
    if let Some(text) = log_evidence(weighting) {
        add(words::LOG_EVIDENCE, text);
    }
    add(words::MODEL_RUNS, numbers::count(fit.model_runs));
    for factor in &fit.factors {
        let FactorAnswer { observations, draws, informed, .. } = factor;
        add(words::FACTOR, words::factor(observations.len(), *draws, *informed, lang));
        let temperatures: Vec<String> =
            factor.temperatures.iter().map(|t| numbers::significant(*t, 2)).collect();
        add(words::TEMPERATURES, temperatures.join(words::word(", ", "、").of(lang)));
        let (accepted, redrawn) =
            (numbers::percent(factor.accepted), numbers::percent(factor.redrawn));
        add(words::PROPOSALS, words::proposals(&accepted, &redrawn, lang));
        let (distinct, all) = (count(factor.distinct as f64), count(factor.points as f64));
        let correlation = format!("{:.2}", factor.autocorrelation);
        add(words::SAMPLE_POINTS, words::points(&distinct, &all, &correlation, factor.moves, lang));
    }
    lines.extend(table.lines(view.columns));
    lines
}

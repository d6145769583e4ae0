//! The heading: which plan, which day, how many runs, what is set differently, and, where odds must
//! not be used, that they must not.

use hongtu_study::answers::{ChainsAnswer, Trust, Weighting};

use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

pub(super) fn lines(view: &View<'_>, detail: bool) -> Vec<Text> {
    let (answers, lang) = (view.answers, view.lang);
    let title = answers.labels.get(lang.code()).unwrap_or(&answers.title);
    let mut facts = Vec::new();
    if let Some(day) = answers.as_of {
        facts.push(words::as_of(&numbers::date(day, lang), lang));
    }
    facts.push(words::runs(&numbers::count(answers.runs), answers.runs == 1, lang));
    facts.push(words::seed(answers.seed, lang));
    let facts = facts.join(" · ");

    let mut lines = vec![Text::default()];
    let title = Text::inked(Ink::Strong, title);
    let facts = Text::inked(Ink::Faint, facts);
    let used = 2 + title.width() + 2 + facts.width();
    if used <= view.columns {
        // Both on one line, the facts at the right edge.
        let mut line = Text::plain("  ");
        line.append(&title);
        line.push(Ink::Plain, &" ".repeat(view.columns - used + 2));
        line.append(&facts);
        lines.push(line);
    } else {
        lines.extend(view.paragraph(2, &title));
        lines.extend(view.paragraph(2, &facts));
    }
    if !answers.hidden_targets.is_empty() || answers.observations.iter().any(is_hidden) {
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, words::backtest(lang))));
    }
    lines.extend(settings(view, detail));
    lines.extend(alarm(view));
    lines.push(Text::default());
    lines
}

fn is_hidden(observation: &hongtu_study::answers::ObservationAnswer) -> bool {
    observation.standing == hongtu_study::answers::Standing::Hidden
}

/// So many settings of a scenario stand on the board; what is beyond them is counted.
const MOST_OF_SCENARIO: usize = 3;

/// The scenario and single settings; of a scenario that sets much only some, unless in detail.
fn settings(view: &View<'_>, detail: bool) -> Vec<Text> {
    let (answers, lang) = (view.answers, view.lang);
    let mut table =
        Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)]);
    if let Some(scenario) = &answers.scenario {
        let label = scenario.labels.get(lang.code()).or(scenario.title.as_ref());
        let label = label.cloned().unwrap_or_else(|| view.label(&scenario.labels, &scenario.name));
        table.row(vec![Text::inked(Ink::Faint, words::SCENARIO.of(lang)), Text::plain(label)]);
    }
    let of_scenario = answers.changes.iter().filter(|change| change.by_scenario).count();
    // A line that counts one is no shorter than that one.
    let folded = !detail && of_scenario > MOST_OF_SCENARIO + 1;
    let shown = if folded { MOST_OF_SCENARIO } else { of_scenario };
    for (index, change) in answers.changes.iter().enumerate() {
        let key = if index == 0 { words::CHANGED.of(lang) } else { "" };
        if folded && index == shown {
            let more = words::more_settings(of_scenario - shown, lang);
            table.row(vec![Text::default(), Text::inked(Ink::Faint, more)]);
        }
        if index < shown || index >= of_scenario {
            table.row(vec![Text::inked(Ink::Faint, key), Text::plain(view.change(change, true))]);
        }
    }
    table.lines(view.columns)
}

/// What stands before odds that must not be used, or only with care.
pub(crate) fn alarm(view: &View<'_>) -> Vec<Text> {
    let (answers, lang) = (view.answers, view.lang);
    let weighting = &answers.weighting;
    let troubled = weighting.trust != Trust::Troubled && answers.troubles.weight > MANY_TROUBLED;
    let troubled = troubled.then(|| marked(view, Ink::Alarm, &super::foot::trouble(view)));
    let ink = match weighting.trust {
        Trust::PriorOnly | Trust::Good => {
            return troubled.map_or_else(Vec::new, |lines| [vec![Text::default()], lines].concat());
        }
        trust if trust.forbids() => Ink::Alarm,
        _ => Ink::Fair,
    };
    let mut lines = vec![Text::default()];
    let mut text = Text::default();
    if weighting.trust.forbids() {
        text.push(ink, words::DO_NOT_USE.of(lang));
        text.push(ink, words::word(". ", "。").of(lang));
    }
    text.push(ink, &words::capital(&evidence(view)));
    text.push(ink, words::word(".", "。").of(lang));
    lines.extend(marked(view, ink, &text));
    lines.extend(troubled.unwrap_or_default());
    for misfit in &weighting.misfits {
        let Some(observation) = answers.observations.get(misfit.observation) else { continue };
        let value = |value| view.value(&observation.unit, observation.is_date, value);
        let sentence = words::misfit(
            &observation.measure,
            &observation.text,
            misfit.closest.map(value).as_deref(),
            misfit.deviations.map(|sd| numbers::significant(sd, 2)).as_deref(),
            lang,
        );
        for line in view.paragraph(4, &Text::plain(sentence)) {
            let rest: String = line.render(false).chars().skip(4).collect();
            lines.push(Text::plain("  ").and(ink, "▌ ").and(Ink::Plain, rest));
        }
    }
    lines
}

/// Beyond this share of the weight, that runs could not be computed is said before their odds.
const MANY_TROUBLED: f64 = 0.01;

/// A paragraph with a mark along the left edge, so that no scrolling reader misses it.
fn marked(view: &View<'_>, ink: Ink, text: &Text) -> Vec<Text> {
    let plain = |line: &Text| line.render(false).chars().skip(4).collect::<String>();
    let paragraph = view.paragraph(4, text);
    paragraph.iter().map(|line| Text::plain("  ").and(ink, "▌ ").and(ink, plain(line))).collect()
}

/// The plan, and how its posterior was sampled.
pub(super) fn posterior(view: &View<'_>) -> Vec<Text> {
    let mut lines = lines(view, true);
    if view.answers.weighting.trust.is_sound() {
        lines.extend(view.paragraph(2, &Text::plain(words::capital(&evidence(view)))));
    }
    lines.extend(super::posterior::lines(view));
    lines
}

/// The logarithm of the evidence with its error; `None` where it is not finite.
pub(super) fn log_evidence(weighting: &Weighting) -> Option<String> {
    let error = weighting.fit.as_ref().map(|fit| fit.log_evidence_error);
    weighting.log_evidence.is_finite().then(|| {
        numbers::with_error(weighting.log_evidence, error.filter(|error| error.is_finite()))
    })
}

/// How much the observations leave of the runs, in a sentence.
pub(crate) fn evidence(view: &View<'_>) -> String {
    let weighting = &view.answers.weighting;
    let effective = if weighting.effective_sample_size < 10.0 {
        numbers::significant(weighting.effective_sample_size, 2)
    } else {
        // A count, so no digits behind the point.
        numbers::count(weighting.effective_sample_size.round() as u64)
    };
    let runs = numbers::count(view.answers.runs);
    let log_evidence = log_evidence(weighting);
    let worth = words::Worth {
        trust: weighting.trust,
        drawn: weighting.fit.is_some(),
        observations: weighting.observations,
        effective: &effective,
        runs: &runs,
        log_evidence: log_evidence.as_deref(),
    };
    let text = words::evidence(&worth, view.lang);
    let factors = weighting.fit.iter().flat_map(|fit| &fit.factors);
    let chains: Vec<&ChainsAnswer> = factors.filter_map(|f| f.chains.as_ref()).collect();
    // The worst of the factors, which all have chains of one length.
    let Some(worst) = chains.iter().max_by(|a, b| a.r_hat.total_cmp(&b.r_hat)) else { return text };
    let diverged = chains.iter().map(|c| c.divergences).sum();
    let said = words::chains(
        &numbers::count(worst.chains as u64),
        &numbers::count(worst.draws as u64),
        &format!("{:.3}", worst.r_hat),
        worst.agree(),
        diverged,
        view.lang,
    );
    text + words::word("; ", "；").of(view.lang) + &said
}

//! Forecasts against what happened: for a terminal ([`scored`], [`backtest`]) and for programs
//! ([`scored_json`], [`backtest_json`]).

mod json;
mod tables;

use hongtu_study::score::{Backtest, Beside, Coverage, InShort, Scored, Scores};

use crate::board::WIDEST;
use crate::board::heading::alarm;
use crate::board::view::View;
use crate::explain::Options;
use crate::layout::{Ink, Text};
use crate::numbers;
use crate::words::score as said;
use crate::words::{self, Lang};

pub use json::{backtest as backtest_json, scored as scored_json};

/// The forecast of a day against what happened, a line break behind every line.
pub fn scored(scored: &Scored, options: &Options) -> String {
    let view = view(&scored.answers, options);
    let (answers, lang) = (&scored.answers, options.lang);
    let mut facts = vec![said::SCORED.of(lang).to_owned()];
    facts.extend(answers.as_of.map(|day| words::as_of(&numbers::date(day, lang), lang)));
    facts.push(words::runs(&numbers::count(answers.runs), answers.runs == 1, lang));
    facts.push(words::seed(answers.seed, lang));
    let mut lines = heading(&view, &facts);
    lines.extend(alarm(&view));
    lines.extend(sums(&view, &scored.scores));
    lines.extend(tables::all(&view, &scored.scores, false));
    lines.extend(tables::unmatched(&view, &scored.unmatched));
    lines.extend(foot(&view));
    print(&lines, options)
}

/// A backtest, a line break behind every line; `None` says that there was nothing to forecast.
pub fn backtest(backtest: Option<&Backtest>, options: &Options) -> String {
    let Some(backtest) = backtest else {
        return format!("{}\n", said::NOTHING_TO_FORECAST.of(options.lang));
    };
    let view = view(&backtest.answers, options);
    let lang = options.lang;
    let mut lines = view.paragraph(2, &Text::inked(Ink::Strong, said::NOT_BLINDED.of(lang)));
    let runs = numbers::count(backtest.answers.runs);
    let facts = [
        said::BACKTEST.of(lang).to_owned(),
        said::origins(backtest.origins.len(), &runs, lang),
        words::seed(backtest.answers.seed, lang),
    ];
    lines.extend(heading(&view, &facts));
    for skipped in &backtest.skipped {
        let day = numbers::date(skipped.as_of, lang);
        let text = Text::inked(Ink::Faint, said::skipped(&day, &skipped.why, lang));
        lines.extend(view.paragraph(2, &text));
    }
    for origin in backtest.origins.iter().filter(|o| !o.trust.is_sound()) {
        let size = numbers::count(origin.effective_sample_size.round() as u64);
        let worth = words::Worth {
            trust: origin.trust,
            drawn: backtest.answers.weighting.fit.is_some(),
            observations: origin.known,
            effective: &size,
            runs: &runs,
            log_evidence: None,
        };
        let sentence = words::evidence(&worth, lang);
        let day = numbers::date(origin.as_of, lang);
        let text = Text::inked(Ink::Fair, said::of_day(&day, &sentence, lang));
        lines.extend(view.paragraph(2, &text));
    }
    lines.push(Text::default());
    let short = backtest.scores.in_short().map(|short| in_short(&short, lang));
    let short = short.unwrap_or_else(|| said::NOTHING_SCORED.of(lang).to_owned());
    lines.extend(view.paragraph(2, &Text::plain(short)));
    lines.extend(tables::all(&view, &backtest.scores, true));
    lines.extend(foot(&view));
    print(&lines, options)
}

/// What a backtest comes to, in sentences that can be quoted.
pub fn in_short(short: &InShort, lang: Lang) -> String {
    let mut parts = vec![
        said::backtest_of(short.coverage.count, short.first, short.last, lang),
        held(short.coverage, lang),
    ];
    parts.extend(short.against.map(|against| gain(against, lang)));
    parts.join(match lang {
        Lang::En => " ",
        Lang::Zh => "",
    })
}

/// What a backtest comes to, in one line of a board that has no room for more.
pub fn in_a_line(short: &InShort, lang: Lang) -> String {
    let Coverage { count, held_90, .. } = short.coverage;
    said::backtest_line(count, &tables::count(held_90), short.first, short.last, lang)
}

fn view<'a>(answers: &'a hongtu_study::Answers, options: &Options) -> View<'a> {
    View { answers, lang: options.lang, columns: options.columns.clamp(40, WIDEST) }
}

fn heading(view: &View<'_>, facts: &[String]) -> Vec<Text> {
    let answers = view.answers;
    let title = answers.labels.get(view.lang.code()).unwrap_or(&answers.title);
    let mut lines = vec![Text::default()];
    lines.extend(view.paragraph(2, &Text::inked(Ink::Strong, title)));
    lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, facts.join(" · "))));
    lines
}

/// The sums in sentences.
fn sums(view: &View<'_>, scores: &Scores) -> Vec<Text> {
    let lang = view.lang;
    let mut lines = vec![Text::default()];
    let against = scores.in_short().and_then(|short| short.against);
    let sentences = scores.coverage.map(|coverage| held(coverage, lang));
    for sentence in sentences.into_iter().chain(against.map(|against| gain(against, lang))) {
        lines.extend(view.paragraph(2, &Text::plain(sentence)));
    }
    if scores.numbers.is_empty() && scores.targets.is_empty() {
        lines.extend(view.paragraph(2, &Text::plain(said::NOTHING_SCORED.of(lang))));
    }
    lines
}

fn held(coverage: Coverage, lang: Lang) -> String {
    let (held_50, held_90) = (tables::count(coverage.held_50), tables::count(coverage.held_90));
    said::coverage(coverage.count, &held_50, &held_90, lang)
}

fn gain(against: Beside, lang: Lang) -> String {
    let share = numbers::percent(against.skill.abs());
    said::gain(&share, against.skill >= 0.0, against.by, against.count, lang)
}

fn foot(view: &View<'_>) -> Vec<Text> {
    let mut lines = vec![Text::default()];
    lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, said::SCORES_MEAN.of(view.lang))));
    lines
}

fn print(lines: &[Text], options: &Options) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.render(options.colour));
        text.push('\n');
    }
    text
}

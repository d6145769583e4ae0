//! The short foot: everything together, whether to trust it, and where there is more.

use hongtu_model::TargetKind;
use hongtu_study::answers::{
    BudgetAnswer, JointAnswer, Likelihood, TargetAnswer, Trust, WarningKind,
};

use super::heading;
use super::targets::best_lever;
use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers::{self, Measured};
use crate::words::{self, Lang, Word};

/// `levers` says whether the table has shown the best levers.
pub(super) fn lines(view: &View<'_>, detail: bool, levers: bool) -> Vec<Text> {
    let (answers, lang) = (view.answers, view.lang);
    let mut table =
        Table::new(vec![Column::new("", Align::Left), Column::new("", Align::Left).wraps(20)]);
    let mut before = None;
    let mut add = |key: Word, text: Text| {
        let shown = if before == Some(key) { "" } else { key.of(lang) };
        before = Some(key);
        table.row(vec![Text::inked(Ink::Faint, shown), text]);
    };
    if let Some(joint) = &answers.joint {
        add(words::TOGETHER, together(view, joint));
    }
    if let Some(doubted) = view.doubted().filter(|_| answers.weighting.trust.is_sound()) {
        add(words::IN_DOUBT, Text::plain(doubted));
    }
    if !levers && !detail {
        add(words::LEVERS, best_levers(view));
    }
    // Odds that are not sound have an alarm before them that says it already.
    if !answers.targets.is_empty() && answers.weighting.trust.is_sound() {
        let none = answers.weighting.trust == Trust::PriorOnly;
        let key = if none { words::EVIDENCE } else { words::OF_POSTERIOR };
        add(key, Text::plain(heading::evidence(view)));
    }
    let bare =
        |target: &TargetAnswer| target.attainment_error.is_none() && !target.attainment.is_nan();
    let few = answers.targets.iter().any(bare);
    if few {
        let (runs, enough) =
            (numbers::count(answers.runs), numbers::count(2 * u64::from(answers.scrambles)));
        add(words::NOTICE, Text::inked(Ink::Fair, words::few_runs(&runs, &enough, lang)));
    }
    if let Some(text) = strains(view).filter(|_| !few) {
        add(words::NOTICE, Text::inked(Ink::Fair, text));
    }
    if answers.weighting.uncomputable > 0 {
        let runs = numbers::count(answers.weighting.uncomputable);
        add(words::EVIDENCE, Text::inked(Ink::Fair, words::uncomputable(&runs, lang)));
    }
    if let Some(short) = &answers.backtest {
        let text = if detail {
            crate::score::in_short(short, lang)
        } else {
            crate::score::in_a_line(short, lang)
        };
        add(words::score::BACKTEST, Text::plain(text));
    }
    let unspent = |budget: &BudgetAnswer| budget.years.iter().all(|year| year.spent == 0.0);
    if answers.budgets.len() > 1 && answers.budgets.iter().all(unspent) {
        add(words::MONEY, Text::plain(words::UNSPENT.of(lang)));
    } else {
        for budget in &answers.budgets {
            if let Some(text) = money(view, budget) {
                add(words::MONEY, text);
            }
        }
    }
    if answers.troubles.runs > 0 {
        add(words::TROUBLE, trouble(view));
    }
    for kind in [WarningKind::NeverMet, WarningKind::AlwaysMet] {
        let of_kind = answers.warnings.iter().filter(|warning| warning.kind == kind);
        let ids: Vec<&str> = of_kind.map(|warning| warning.target.as_str()).collect();
        if !ids.is_empty() {
            let names = view.labels_of_ids(&ids).join(words::word("; ", "；").of(lang));
            add(words::NOTICE, Text::plain(words::warning(kind, &names, lang)));
        }
    }
    if !answers.hidden_targets.is_empty() {
        let names = answers.hidden_targets.join(words::word(", ", "、").of(lang));
        add(words::NOTICE, Text::plain(words::hidden(&names, lang)));
    }
    if !detail {
        if !answers.findings.is_empty() {
            add(words::FINDINGS, Text::plain(words::findings(answers.findings.len(), lang)));
        }
        if !answers.targets.is_empty() {
            add(words::MORE, Text::inked(Ink::Faint, words::HINT.of(lang)));
        }
    }
    let signs = signs(view);
    if !signs.is_empty() {
        add(words::SIGNS, Text::inked(Ink::Faint, signs));
    }
    let mut lines = vec![Text::default()];
    lines.extend(table.lines(view.columns));
    lines
}

/// Where priors and evidence pull apart, in a line.
fn strains(view: &View<'_>) -> Option<String> {
    let strains = &view.answers.weighting.strains;
    let first: Vec<String> =
        strains.iter().take(MOST_STRAINS).map(|strain| view.strained(strain)).collect();
    let names = first.join(words::word("; ", "；").of(view.lang));
    (!strains.is_empty()).then(|| words::strains(strains.len(), &names, view.lang))
}

/// So many of them are named.
const MOST_STRAINS: usize = 2;

fn together(view: &View<'_>, joint: &JointAnswer) -> Text {
    let lang = view.lang;
    let mut combinations = joint.combinations.iter();
    let Some(first) = combinations.next() else { return Text::plain("–") };
    let targets = first.ids.len();
    let by_odds = |a: &&_, b: &&_| odds_of(a).total_cmp(&odds_of(b));
    let low = joint.combinations.iter().min_by(by_odds).unwrap_or(first);
    let high = joint.combinations.iter().max_by(by_odds).unwrap_or(first);
    let comma = words::word(", ", "，").of(lang);
    if joint.combinations.len() == 1 {
        let mut text = view.odds(first.attainment);
        if let Some(error) = first.attainment_error {
            text = text.and(Ink::Faint, format!(" {}", numbers::error(error)));
        }
        if first.likelihood != Likelihood::Unknown {
            let word = words::likelihood(first.likelihood).of(lang);
            text = text.and(Ink::Plain, comma).and(Ink::Plain, word);
        }
        return of_what(text, targets, lang);
    }
    let range = words::combinations(
        &numbers::percent(low.attainment),
        &numbers::percent(high.attainment),
        joint.combinations.len(),
        lang,
    );
    let sure = if view.answers.weighting.trust.is_sound() { "" } else { "?" };
    of_what(Text::plain(range).and(Ink::Plain, sure), targets, lang)
}

/// Odds, and that they are odds of so many targets together.
fn of_what(odds: Text, targets: usize, lang: Lang) -> Text {
    let together = words::together(targets, lang);
    match lang {
        Lang::En => odds.and(Ink::Plain, format!(" that {together}")),
        Lang::Zh => {
            let mut text = Text::plain(format!("{together}的概率："));
            text.append(&odds);
            text
        }
    }
}

fn odds_of(combination: &hongtu_study::answers::JointCombination) -> f64 {
    combination.attainment
}

/// The best lever of each target, where the table had no room for them.
fn best_levers(view: &View<'_>) -> Text {
    let mut text = Text::default();
    for target in view.answers.targets.iter().filter(|target| !target.levers.is_empty()) {
        if !text.is_empty() {
            text.push(Ink::Plain, words::word("; ", "；").of(view.lang));
        }
        text.push(Ink::Plain, &view.full_label(target));
        text.push(Ink::Plain, words::word(" ", "：").of(view.lang));
        text.push(Ink::Plain, best_lever(view, target).render(false).trim());
    }
    text
}

pub(crate) fn money(view: &View<'_>, budget: &BudgetAnswer) -> Option<Text> {
    let lang = view.lang;
    let name = view.label(&budget.labels, &budget.name);
    let over: Vec<String> =
        budget.years.iter().filter(|year| year.over).map(|year| year.year.to_string()).collect();
    if !over.is_empty() {
        let years = over.join(words::word(", ", "、").of(lang));
        return Some(Text::inked(Ink::Alarm, words::budget_over(&name, &years, lang)));
    }
    // The year that spends most; the first of them where several do.
    let most = budget.years.iter().rev().max_by(|a, b| a.spent.total_cmp(&b.spent))?;
    if most.spent == 0.0 {
        return Some(Text::plain(words::budget_unused(&name, lang)));
    }
    let measured = Measured::new(&budget.unit, lang);
    let limit = most.central_limit.map(|limit| measured.value(limit));
    let spent = match most.central_limit {
        Some(limit) if lang == Lang::En => measured.bare(most.spent, measured.scale(limit)),
        _ => measured.value(most.spent),
    };
    let mut text =
        Text::plain(words::budget_holds(&name, &spent, limit.as_deref(), most.year, lang));
    if let Some(odds) = most.over_probability.filter(|odds| *odds > 0.0) {
        let odds = numbers::percent(odds);
        text.push(Ink::Fair, &words::budget_odds(&odds, most.year, lang));
    }
    Some(text)
}

pub(super) fn trouble(view: &View<'_>) -> Text {
    let (troubles, lang) = (&view.answers.troubles, view.lang);
    let runs = numbers::count(troubles.runs);
    let share = numbers::percent(troubles.weight);
    let mut text = words::troubled(&runs, troubles.runs == 1, &share, lang);
    if let Some(cause) = troubles.causes.first() {
        text += words::word(": ", "：").of(lang);
        let what = words::trouble_kind(cause.kind).of(lang);
        let variable = view.label(&cause.labels, &cause.variable);
        text += &words::trouble_cause(what, &variable, cause.when.as_deref(), cause.run, lang);
    }
    Text::inked(Ink::Fair, text)
}

fn signs(view: &View<'_>) -> String {
    let targets = &view.answers.targets;
    let binding = targets.iter().any(|target| target.kind == TargetKind::Binding);
    let ours = targets.iter().any(|t| t.deadline.ours.is_some() && !t.deadline.none);
    let none = targets.iter().any(|target| target.deadline.none);
    let prior = targets.iter().any(|target| view.rests_on_priors(target));
    words::signs(binding, prior, ours, none, view.lang)
}

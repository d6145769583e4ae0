//! Structural alternatives: their weights, and the odds under each branch.

use hongtu_study::answers::{AlternativesAnswer, BranchAnswer, doubted};

use super::view::View;
use crate::layout::{Align, Column, Ink, Table, Text};
use crate::numbers;
use crate::words;

/// So many targets whose odds depend on open questions are named in a line.
const MOST_DOUBTED: usize = 3;

impl View<'_> {
    /// Between which odds the answers to the open questions decide, in a line; `None` where no
    /// question is open.
    pub fn doubted(&self) -> Option<String> {
        let doubts = &self.answers.weighting.alternatives;
        let open = doubts.iter().filter(|doubt| doubt.held.is_none()).count();
        let found = doubted(doubts);
        let shown: Vec<String> = found
            .iter()
            .take(MOST_DOUBTED)
            .filter_map(|doubted| {
                let target = self.answers.targets.get(doubted.target)?;
                let (low, high) = (numbers::percent(doubted.low), numbers::percent(doubted.high));
                let range = numbers::range(self.lang, &low, &high);
                Some(words::doubted(&self.full_label(target), &range, self.lang))
            })
            .collect();
        let rest = found.len().saturating_sub(MOST_DOUBTED);
        (open > 0).then(|| words::doubts(open, &shown, rest, self.lang))
    }

    /// That alternatives are held at a branch.
    pub fn held(&self, branch: &BranchAnswer) -> String {
        let weight = numbers::percent(branch.prior);
        words::held(&branch.branch.name, &self.branch_words(&branch.branch), &weight, self.lang)
    }

    /// What the evidence says for a branch: a multiple, with its error.
    pub fn evidence_factor(&self, branch: &BranchAnswer) -> Option<(String, Option<String>)> {
        let (factor, error) = (branch.evidence()?, branch.evidence_error());
        // Hundredths, and thousandths where the error is smaller.
        let digits = if error.is_some_and(|error| error < 0.005) { 3 } else { 2 };
        Some((format!("×{factor:.digits$}"), error.map(|error| format!("±{error:.digits$}"))))
    }

    /// What there is to say of alternatives beside their table.
    pub fn remarks(&self, doubt: &AlternativesAnswer) -> Vec<String> {
        if doubt.held.is_some() {
            return Vec::new();
        }
        let mut remarks = Vec::new();
        let enough = doubt.branches.iter().filter(|branch| branch.enough).count();
        if enough > 1 {
            remarks.push(words::unmoved(doubt.moves.len(), self.answers.targets.len(), self.lang));
        }
        remarks.extend(doubt.branches.iter().filter(|branch| !branch.enough).map(|branch| {
            let name = &branch.branch.name;
            let effective = numbers::count(branch.effective.round() as u64);
            words::few_carry(name, &effective, &format!("{}={name}", doubt.name), self.lang)
        }));
        remarks.retain(|text| !text.is_empty());
        remarks
    }
}

pub(super) fn lines(view: &View<'_>) -> Vec<Text> {
    let alternatives = &view.answers.weighting.alternatives;
    if alternatives.is_empty() {
        return Vec::new();
    }
    let lang = view.lang;
    let mut lines = view.section(words::DOUBTS.of(lang));
    lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, words::DOUBTS_LEAD.of(lang))));
    if view.answers.weighting.observations == 0 {
        lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, words::WEIGHTS_STAY.of(lang))));
    }
    for doubt in alternatives {
        lines.push(Text::default());
        let title = match doubt.labels.get(lang.code()) {
            Some(label) => Text::inked(Ink::Strong, label).and(Ink::Faint, " · "),
            None => Text::default(),
        };
        lines.extend(view.paragraph(2, &title.and(Ink::Strong, &doubt.name)));
        if let Some(doc) = &doubt.doc {
            lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, view.said(doc))));
        }
        match doubt.held.and_then(|held| doubt.branches.get(held)) {
            Some(branch) => lines.extend(view.paragraph(2, &Text::plain(view.held(branch)))),
            None => lines.extend(table(view, doubt)),
        }
        for text in view.remarks(doubt) {
            lines.extend(view.paragraph(2, &Text::inked(Ink::Faint, text)));
        }
    }
    lines
}

fn table(view: &View<'_>, doubt: &AlternativesAnswer) -> Vec<Text> {
    let lang = view.lang;
    let mut columns = vec![Column::new("", Align::Left).wraps(16)];
    let named = |branch: &BranchAnswer| Column::new(&branch.branch.name, Align::Left).wraps(12);
    columns.extend(doubt.branches.iter().map(named));
    columns.push(Column::new(words::ALL_RUNS.of(lang), Align::Left).gives_way(0));
    let mut table = Table::new(columns);
    let mut row = |key: Text, cell: &dyn Fn(&BranchAnswer) -> Text, last: Text| {
        let mut cells = vec![key];
        cells.extend(doubt.branches.iter().map(cell));
        cells.push(last);
        table.row(cells);
    };
    let says = |branch: &BranchAnswer| Text::inked(Ink::Faint, view.branch_words(&branch.branch));
    if doubt.branches.iter().any(|branch| !view.branch_words(&branch.branch).is_empty()) {
        row(Text::default(), &says, Text::default());
    }
    let key = |word: words::Word| Text::inked(Ink::Faint, word.of(lang));
    let author = |branch: &BranchAnswer| number(Text::plain(numbers::percent(branch.prior)), None);
    row(key(words::AUTHOR), &author, Text::default());
    if view.answers.weighting.observations > 0 {
        let evidence = |branch: &BranchAnswer| match view.evidence_factor(branch) {
            Some((factor, error)) => number(Text::plain(factor), error),
            None => number(Text::plain("–"), None),
        };
        row(key(words::TIMES_EVIDENCE), &evidence, Text::default());
        let posterior = |branch: &BranchAnswer| {
            number(
                Text::plain(numbers::percent(branch.posterior)),
                branch.error.map(numbers::error),
            )
        };
        row(key(words::WEIGHT_NOW), &posterior, Text::default());
    }
    for &index in &doubt.moves {
        let Some(target) = view.answers.targets.get(index) else { continue };
        let odds = |branch: &BranchAnswer| match branch.odds.get(index).filter(|_| branch.enough) {
            Some(odds) => number(view.odds(odds.attainment), odds.error.map(numbers::error)),
            None => number(Text::inked(Ink::Faint, "–"), None),
        };
        let error = target.attainment_error.map(numbers::error);
        let all = number(view.odds(target.attainment), error);
        row(Text::plain(view.full_label(target)).hanging(2), &odds, all);
    }
    table.lines(view.columns)
}

/// A number with its error, so that numbers stand below each other whatever their errors.
fn number(number: Text, error: Option<String>) -> Text {
    let mut text = Text::plain(" ".repeat(5usize.saturating_sub(number.width())));
    text.append(&number);
    match error {
        Some(error) => text.and(Ink::Faint, format!(" {error}")),
        None => text,
    }
}

//! Properties: a check ends with an answer whatever the document is.

use std::sync::LazyLock;

use hongtu_lang::check;
use proptest::prelude::*;

use crate::support::{Beside, assert_well_formed, fences};

/// Documents to damage: all literate plans and the examples of all pages.
static DOCUMENTS: LazyLock<Vec<(String, Beside)>> = LazyLock::new(|| {
    let mut found: Vec<(String, Beside)> =
        crate::plans::all().into_iter().map(|(_, text, files)| (text, files)).collect();
    for rule in hongtu_lang::rules::all() {
        let files = Beside::of(rule.page);
        let examples = fences(rule.page).into_iter().filter(|f| f.info.starts_with("markdown "));
        found.extend(examples.map(|fence| (fence.content, files.clone())));
    }
    found
});

/// One act of damage to a sequence of pieces.
#[derive(Clone, Debug)]
enum Damage {
    Delete(prop::sample::Index),
    Double(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    /// Puts a piece of this document in the place of another.
    Replace(prop::sample::Index, prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        index().prop_map(Damage::Delete),
        index().prop_map(Damage::Double),
        (index(), index()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (index(), index()).prop_map(|(a, b)| Damage::Replace(a, b)),
    ]
}

fn apply(pieces: &mut Vec<&str>, damage: &Damage) {
    if pieces.is_empty() {
        return;
    }
    let length = pieces.len();
    let at = |index: &prop::sample::Index| index.index(length);
    match damage {
        Damage::Delete(index) => drop(pieces.remove(at(index))),
        Damage::Double(index) => pieces.insert(at(index), pieces[at(index)]),
        Damage::Swap(a, b) => pieces.swap(at(a), at(b)),
        Damage::Replace(a, b) => pieces[at(a)] = pieces[at(b)],
    }
}

/// Cuts a text into words, numbers, blanks and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        ' ' => 1,
        _ => 2,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let this = class(character);
        if before.is_some_and(|b| b != this || this == 2) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(this);
    }
    pieces.push(&text[start..]);
    pieces
}

fn survives(text: &str, files: &Beside) {
    let checked = check(text, files, None);
    checked.diagnostics.iter().for_each(|d| assert_well_formed(text, d));
    assert_eq!(checked.plan.is_none(), checked.has_errors());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn damaged_lines_are_survived(
        document in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let (text, files) = document.get(&DOCUMENTS);
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        damages.iter().for_each(|d| apply(&mut lines, d));
        survives(&lines.concat(), files);
    }

    #[test]
    fn damaged_tokens_are_survived(
        document in any::<prop::sample::Index>(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let (text, files) = document.get(&DOCUMENTS);
        let mut pieces = tokens(text);
        damages.iter().for_each(|d| apply(&mut pieces, d));
        survives(&pieces.concat(), files);
    }

    #[test]
    fn lines_of_several_documents_are_survived(
        picks in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            1..12,
        ),
    ) {
        let mut text = "```hongtu\nplan \"Mixed\"\ntime 2015 to 2031 step 1/4 year\n".to_owned();
        for (document, line) in &picks {
            let lines: Vec<&str> = document.get(&DOCUMENTS).0.lines().collect();
            if !lines.is_empty() {
                text.push_str(lines[line.index(lines.len())]);
                text.push('\n');
            }
        }
        text.push_str("```\n");
        survives(&text, &Beside::default());
    }
}

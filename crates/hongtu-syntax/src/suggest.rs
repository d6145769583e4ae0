//! "Did you mean": the nearest of the words that would have been right.

/// The candidate that is nearest to the word, if one is near enough to be meant.
///
/// Near means: equal but for case, or at most one slip for every three letters, where a slip is a
/// wrong, missing or additional letter or two letters in the wrong order.
///
/// ```
/// assert_eq!(hongtu_syntax::closest("stokc", ["flow", "stock"]), Some("stock"));
/// assert_eq!(hongtu_syntax::closest("weather", ["flow", "stock"]), None);
/// ```
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).take(64).collect();
    let allowed = match letters.len() {
        0 | 1 => 0,
        length => (length / 3).max(1),
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let other: Vec<char> = candidate.chars().flat_map(char::to_lowercase).take(64).collect();
        if letters.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let distance = slips(&letters, &other);
        // A word of which every letter is wrong is another word.
        if distance <= allowed
            && distance < other.len()
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips() {
        let words = ["stock", "flow", "target", "indicative", "in"];
        assert_eq!(closest("Stock", words), Some("stock"));
        assert_eq!(closest("tarteg", words), Some("target"));
        assert_eq!(closest("indikative", words), Some("indicative"));
        assert_eq!(closest("flwo", words), Some("flow"));
        assert_eq!(closest("xy", words), None);
        assert_eq!(closest("", words), None);
        assert_eq!(closest("x", words), None);
    }
}

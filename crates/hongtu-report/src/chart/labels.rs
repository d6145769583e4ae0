//! Room for words in a drawing.

use crate::layout;

/// How wide a text is about, at the size of chart labels.
pub fn width(text: &str) -> f64 {
    // A percent sign is nearly twice as wide as a digit.
    let signs = text.matches('%').count();
    layout::width(text) as f64 * 6.4 + signs as f64 * 5.0
}

/// A text cut to a width.
pub fn fitted(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        cut.push(letter);
        if width(&cut) > most - 6.4 {
            cut.pop();
            break;
        }
    }
    format!("{}…", cut.trim_end())
}

/// Moves places apart so that labels do not cover each other, and keeps them between `low` and `high`.
/// The order of the places is that of the labels from above.
pub fn apart(places: &mut [f64], gap: f64, low: f64, high: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut least = low;
    for &index in &order {
        if places[index] < least || places[index].is_nan() {
            places[index] = least;
        }
        least = places[index] + gap;
    }
    let mut most = high;
    for &index in order.iter().rev() {
        if places[index] > most {
            places[index] = most;
        }
        most = places[index] - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_apart() {
        let mut places = [10.0, 12.0, 100.0];
        apart(&mut places, 14.0, 0.0, 100.0);
        assert_eq!(places, [10.0, 24.0, 100.0]);
        let mut places = [99.0, 98.0];
        apart(&mut places, 14.0, 0.0, 100.0);
        assert_eq!(places, [100.0, 86.0]);
    }

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(fitted("Tourism", 100.0), "Tourism");
        assert!(width(&fitted("Tourism revenue of the whole city", 100.0)) <= 100.0);
        assert_eq!(fitted("", 0.0), "");
    }
}

//! Numbers as they are written.

use hongtu_syntax::tree::Number;

/// The factor of a scale word.
pub fn scale_of(word: &str) -> Option<f64> {
    Some(match word {
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "trillion" => 1e12,
        "万" => 1e4,
        "亿" => 1e8,
        _ => return None,
    })
}

/// The value of the digits, scale words and percent sign, without the unit.
pub fn value(number: &Number) -> f64 {
    let scale: f64 = number.scales.iter().filter_map(|word| scale_of(&word.text)).product();
    let value = number.value * scale;
    if number.percent { value / 100.0 } else { value }
}

/// A number for a message: up to four significant digits, with a scale word.
pub fn show(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs();
    let (divisor, word) = match magnitude {
        m if m >= 1e12 => (1e12, " trillion"),
        m if m >= 1e9 => (1e9, " billion"),
        m if m >= 1e6 => (1e6, " million"),
        _ => (1.0, ""),
    };
    format!("{}{word}", significant(value / divisor, 4))
}

/// A number to so many significant digits, thousands grouped with commas, no trailing zeros behind the point.
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return value.to_string();
    }
    // The exponent is read from the decimal text: no logarithm, no rounding surprise at powers of ten.
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value);
    let exponent: i32 = scientific.split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
    let rounded: f64 = scientific.parse().unwrap_or(value);
    if !(-4..=15).contains(&exponent) {
        return scientific;
    }
    let decimals = usize::try_from(digits as i32 - 1 - exponent).unwrap_or(0);
    let mut text = format!("{rounded:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("−", body),
        None => ("", text.as_str()),
    };
    let (whole, rest) = body.split_once('.').map_or((body, None), |(w, r)| (w, Some(r)));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match rest {
        Some(rest) => format!("{sign}{grouped}.{rest}"),
        None => format!("{sign}{grouped}"),
    }
}

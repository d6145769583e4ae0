//! Axes: which values are marked, and where a value is on paper.

/// A linear scale from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// The scale on which `low` is at `from` and `high` at `to`.
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Self {
        let wide = high > low && (high - low).is_finite();
        Self { low, high: if wide { high } else { low + 1.0 }, from, to }
    }

    /// Where a value is.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// How many pixels a difference takes.
    pub fn length(&self, difference: f64) -> f64 {
        (difference / (self.high - self.low) * (self.to - self.from)).abs()
    }
}

/// Round numbers between two numbers, about `count` of them; a step is 1, 2 or 5 times a power of
/// ten. Empty where there is no range.
pub fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let Some(step) = step((high - low) / count.max(1) as f64) else { return Vec::new() };
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    let mut found = Vec::new();
    let mut at = first;
    while at <= last && found.len() < 64 {
        found.push(at * step);
        at += 1.0;
    }
    found
}

/// The smallest of 1, 2, 5, 10, … that is at least so much.
pub fn step(least: f64) -> Option<f64> {
    if !least.is_finite() || least <= 0.0 {
        return None;
    }
    // The power of ten is read off the decimal text: exact, and the same everywhere.
    let text = format!("{least:e}");
    let power: f64 = format!("1e{}", text.split_once('e')?.1).parse().ok()?;
    if power <= 0.0 || !power.is_finite() {
        return None;
    }
    let found = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * power >= least * (1.0 - 1e-9));
    found.map(|multiple| multiple * power)
}

/// A range of values with some air around it. A range that comes near zero, seen from where its
/// values are, starts at zero.
pub fn domain(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|value| value.is_finite()) {
        low = if value < low { value } else { low };
        high = if value > high { value } else { high };
    }
    if low > high {
        return None;
    }
    let air = (high - low) * 0.06;
    if low >= 0.0 && low < 0.55 * high {
        return Some((0.0, high + air));
    }
    if high <= 0.0 && high > 0.55 * low {
        return Some((low - air, 0.0));
    }
    if high > low {
        return Some((low - air, high + air));
    }
    // One value only.
    let around = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
    Some((low - around, high + around))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks(0.0, 430.0, 5), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(ticks(-3.0, 7.0, 5), [-2.0, 0.0, 2.0, 4.0, 6.0]);
        assert_eq!(ticks(0.0, 0.93, 3), [0.0, 0.5]);
        assert!(ticks(1.0, 1.0, 5).is_empty());
        assert!(ticks(f64::NAN, 1.0, 5).is_empty());
        assert!(ticks(0.0, f64::INFINITY, 5).is_empty());
        assert!(ticks(-1e308, 1e308, 5).len() < 64);
    }

    #[test]
    fn a_range_near_zero_starts_there() {
        assert_eq!(domain([10.0, 100.0].into_iter()).map(|d| d.0), Some(0.0));
        assert!(domain([90.0, 100.0].into_iter()).is_some_and(|(low, _)| low > 80.0));
        assert_eq!(domain([f64::NAN].into_iter()), None);
        assert!(domain([5.0].into_iter()).is_some_and(|(low, high)| low < 5.0 && high > 5.0));
    }
}

//! What of a target is taken apart: its measure, or how far that moved, or the ranks of these.

use hongtu_engine::Runs;
use hongtu_maths::{max, min};
use hongtu_model::{Amount, Judgement, MeasureId, Test};

use super::indices::{Base, Indices, Tally};
use crate::judge::{measures, upward};

/// In which terms an outcome is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Scale {
    /// The measure; of a direction, its change from the base (relative, where that is asked for).
    Value,
    /// The rank of that among the runs: some of them have no finite number ("never").
    Ranks,
    /// Nothing: it is the same in every run.
    Constant,
}

impl Scale {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Ranks => "ranks",
            Self::Constant => "constant",
        }
    }
}

/// Sums over the mixtures of one input.
#[derive(Default)]
struct Tallies {
    value: Tally,
    ranks: Tally,
}

/// The outcome of a judgement in two samples, and what mixtures of them said so far.
pub(super) struct Outcome<'a> {
    judgement: &'a Judgement,
    /// Both samples, ascending.
    sorted: Vec<f64>,
    value: Option<Base>,
    ranks: Option<Base>,
    /// Whether every run had a finite number.
    finite: bool,
    /// By input.
    tallies: Vec<Option<Tallies>>,
}

impl<'a> Outcome<'a> {
    /// Of two samples that recorded `columns`.
    pub fn new(
        judgement: &'a Judgement,
        columns: &[MeasureId],
        a: &Runs,
        b: &Runs,
        inputs: usize,
    ) -> Self {
        let [a, b] = [a, b].map(|runs| values(judgement, columns, runs));
        let mut sorted: Vec<f64> = a.iter().chain(&b).copied().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let ranks = |values: &[f64]| values.iter().map(|v| rank(&sorted, *v)).collect();
        Self {
            judgement,
            finite: sorted.iter().all(|v| v.is_finite()),
            ranks: Base::new(ranks(&a), ranks(&b)),
            value: Base::new(a, b),
            sorted,
            tallies: (0..inputs).map(|_| None).collect(),
        }
    }

    /// The measures that it reads.
    pub fn measures(&self) -> impl Iterator<Item = MeasureId> {
        measures(self.judgement)
    }

    /// Adds mixtures of an input: the runs `first`, `first + 1`, … that recorded `columns`.
    pub fn add(&mut self, input: usize, columns: &[MeasureId], first: usize, runs: &Runs) {
        let mixed = values(self.judgement, columns, runs);
        self.finite &= mixed.iter().all(|v| v.is_finite());
        let Some(slot) = self.tallies.get_mut(input) else { return };
        let tallies = slot.get_or_insert_default();
        if let Some(base) = &self.ranks {
            let ranks: Vec<f64> = mixed.iter().map(|v| rank(&self.sorted, *v)).collect();
            tallies.ranks.add(base, first, &ranks);
        }
        if let Some(base) = &self.value {
            tallies.value.add(base, first, &mixed);
        }
    }

    /// In which terms its indices are.
    pub fn scale(&self) -> Scale {
        match (&self.value, &self.ranks) {
            (Some(_), _) if self.finite => Scale::Value,
            (_, Some(_)) => Scale::Ranks,
            _ => Scale::Constant,
        }
    }

    /// The indices of an input; `None` where it has no mixtures, or nothing varies.
    pub fn indices(&self, input: usize) -> Option<Indices> {
        let tallies = self.tallies.get(input)?.as_ref()?;
        match self.scale() {
            Scale::Value => tallies.value.indices(self.value.as_ref()?),
            Scale::Ranks => tallies.ranks.indices(self.ranks.as_ref()?),
            Scale::Constant => None,
        }
    }
}

/// The outcome in every run. What is not a number counts as the worst that can happen, as it does
/// for the odds.
fn values(judgement: &Judgement, columns: &[MeasureId], runs: &Runs) -> Vec<f64> {
    let worst = if upward(judgement) { f64::NEG_INFINITY } else { f64::INFINITY };
    let column = |measure: MeasureId| {
        let place = columns.iter().position(|column| *column == measure)?;
        runs.measures.get(place)
    };
    let at = |column: Option<&Vec<f64>>, run: usize| {
        column.and_then(|values| values.get(run)).copied().unwrap_or(f64::NAN)
    };
    let measure = column(judgement.measure);
    let number: Box<dyn Fn(usize) -> f64> = match judgement.test {
        Test::Bound { .. } => Box::new(move |run| at(measure, run)),
        Test::Direction { amount, base, .. } => {
            let base = column(base);
            let relative = matches!(amount, Amount::Relative(_));
            Box::new(move |run| {
                let change = at(measure, run) - at(base, run);
                if relative { change / at(base, run).abs() } else { change }
            })
        }
    };
    (0..runs.count).map(number).map(|value| if value.is_nan() { worst } else { value }).collect()
}

/// The share of sorted numbers below one, equals counted half.
fn rank(sorted: &[f64], value: f64) -> f64 {
    let below = sorted.partition_point(|other| *other < value);
    let up_to = sorted.partition_point(|other| *other <= value);
    let rank = (below + up_to) as f64 / (2.0 * max(sorted.len() as f64, 1.0));
    min(rank, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_count_equals_half_and_know_infinity() {
        let sorted = [1.0, 2.0, 2.0, f64::INFINITY];
        assert_eq!(rank(&sorted, f64::NEG_INFINITY), 0.0);
        assert_eq!(rank(&sorted, 1.0), 0.125);
        assert_eq!(rank(&sorted, 2.0), 0.5);
        assert_eq!(rank(&sorted, 3.0), 0.75);
        assert_eq!(rank(&sorted, f64::INFINITY), 0.875);
    }
}

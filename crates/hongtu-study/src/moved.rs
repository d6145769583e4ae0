//! How far evidence moves a target: where it hardly does, the odds are those of the priors.
//!
//! In a model whose quantities act on each other nearly everything shares an uncertain input with
//! something observed, so that sharing says little. What is judged here is what the evidence did.

use hongtu_model::{Judgement, Test};

use crate::answers::{Evidence, Moved, Spread, TargetAnswer};
use crate::ensemble::Ensemble;
use crate::judge::Judge;
use crate::statistics::spread;
use crate::targets::Bench;

/// Odds that move by less hardly move: two percentage points.
pub const LITTLE_ODDS: f64 = 0.02;

/// A 90 % range whose ends and middle move by less than this share of its width hardly moves.
pub const LITTLE_RANGE: f64 = 0.05;

impl Moved {
    /// Whether that is hardly anything.
    pub fn is_little(&self) -> bool {
        self.attainment.abs() < LITTLE_ODDS && self.range.is_none_or(|by| by < LITTLE_RANGE)
    }
}

/// Writes into the answer to a judgement by how much the evidence moved it; a target that nothing
/// observed is of, and that hardly moved, rests on priors.
pub(crate) fn mark(bench: &Bench<'_>, judgement: &Judgement, answer: &mut TargetAnswer) {
    let (prior, ensemble, weights) = (bench.prior, bench.ensemble, bench.weights);
    let before = judged(judgement, prior, None);
    let after = judged(judgement, ensemble, weights);
    let moved = Moved {
        attainment: answer.attainment - answer.prior_attainment,
        range: before.zip(after).map(|(before, after)| by(before, after)),
    };
    if answer.evidence == Evidence::Indirect && moved.is_little() {
        answer.evidence = Evidence::PriorOnly;
    }
    answer.moved = Some(moved);
}

/// Median and 90 % range of what a judgement compares: a measure with its bound, or of a direction the
/// change since its base, as a share of it where that has a meaning.
fn judged(judgement: &Judgement, ensemble: &Ensemble, weights: Option<&[f64]>) -> Option<Spread> {
    let judge = Judge::new(judgement, ensemble);
    let runs = ensemble.runs();
    let relative = (0..runs).all(|run| judge.base(run) > 0.0 || judge.base(run).is_nan());
    let numbers = (0..runs).map(|run| match judgement.test {
        Test::Bound { .. } => judge.value(run),
        Test::Direction { .. } if relative => judge.value(run) / judge.base(run) - 1.0,
        Test::Direction { .. } => judge.value(run) - judge.base(run),
    });
    spread(numbers, weights)
}

/// The largest move of an end or the middle, as a share of the width before. Where the range reaches
/// "never" there is no width, and only a move from or to "never" counts.
fn by(before: Spread, after: Spread) -> f64 {
    let width = before.high - before.low;
    let pairs = [(before.low, after.low), (before.median, after.median), (before.high, after.high)];
    pairs.into_iter().fold(0.0, |most, (before, after)| {
        let share = match (before - after).abs() {
            // Both the same, be it "never".
            _ if before == after => 0.0,
            move_ if move_.is_infinite() => f64::INFINITY,
            _ if width.is_infinite() => 0.0,
            move_ => move_ / width,
        };
        if share > most { share } else { most }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(low: f64, median: f64, high: f64) -> Spread {
        Spread { low, median, high }
    }

    #[test]
    fn a_range_moves_by_its_ends_and_its_middle() {
        let before = spread(0.0, 5.0, 10.0);
        assert_eq!(by(before, before), 0.0);
        assert_eq!(by(before, spread(1.0, 5.0, 9.5)), 0.1);
        assert_eq!(by(before, spread(0.0, 7.0, 10.0)), 0.2);
        assert_eq!(by(spread(3.0, 3.0, 3.0), spread(3.0, 3.0, 4.0)), f64::INFINITY);
        let never = spread(1.0, 2.0, f64::INFINITY);
        assert_eq!(by(never, spread(1.1, 2.0, f64::INFINITY)), 0.0);
        assert_eq!(by(never, spread(1.0, 2.0, 3.0)), f64::INFINITY);
    }

    #[test]
    fn both_the_odds_and_the_range_must_stay() {
        let moved = |attainment, range| Moved { attainment, range }.is_little();
        assert!(moved(-0.019, Some(0.049)) && moved(0.0, None));
        assert!(!moved(-0.021, Some(0.0)) && !moved(0.0, Some(0.051)));
    }
}

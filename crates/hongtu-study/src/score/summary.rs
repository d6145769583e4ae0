//! Scores in sum.

use super::naive::Forecaster;
use super::{NumberScore, Scores, TargetScore};

/// How often intervals held what happened. An outcome that is known to a range counts by the share of
/// the range that an interval holds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Coverage {
    /// Numbers that were forecast.
    pub count: usize,
    /// How many lay in the 50 % interval.
    pub held_50: f64,
    /// How many lay in the 90 % interval.
    pub held_90: f64,
}

/// The model's forecasts of numbers beside those of a method without a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumbersAgainst {
    /// The other method.
    pub by: Forecaster,
    /// Numbers that both forecast.
    pub count: usize,
    /// Of how many of them the model has the smaller score.
    pub closer: usize,
    /// The model's mean score, as a share of the latest figure known before.
    pub model: f64,
    /// The other method's mean score, the same way.
    pub other: f64,
    /// The share of the other's score that the model does without, `1 − model/other`; negative
    /// where the model is the worse. `None` where the other made no error.
    pub skill: Option<f64>,
}

/// Odds of targets, of one method or of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetsAgainst {
    /// The method.
    pub by: Forecaster,
    /// Targets of which it had something to say.
    pub count: usize,
    /// Its mean Brier score.
    pub brier: f64,
    /// Its mean logarithmic score, in nats.
    pub log: f64,
    /// The model's mean Brier score of the same targets.
    pub model_brier: f64,
    /// The model's mean logarithmic score of the same targets.
    pub model_log: f64,
}

/// What a backtest came to, for a board.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct InShort {
    /// The year in which the first observation that was forecast became known.
    pub first: i16,
    /// The year in which the last one did.
    pub last: i16,
    /// How often intervals held.
    pub coverage: Coverage,
    /// The model beside the growth that was last seen, where anything could be compared.
    pub against: Option<Beside>,
}

/// The model beside another method, in short.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Beside {
    /// The other method.
    pub by: Forecaster,
    /// Numbers that both forecast.
    pub count: usize,
    /// See [`NumbersAgainst::skill`].
    pub skill: f64,
}

impl Scores {
    /// The scores in short; `None` without a number.
    pub fn in_short(&self) -> Option<InShort> {
        let years = self.numbers.iter().map(|number| number.known.year());
        let against =
            self.quoted().and_then(|a| Some(Beside { by: a.by, count: a.count, skill: a.skill? }));
        Some(InShort {
            first: years.clone().min()?,
            last: years.max()?,
            coverage: self.coverage?,
            against,
        })
    }

    /// Works out the sums from what was scored one by one.
    pub(super) fn sum_up(&mut self) {
        self.coverage = coverage(&self.numbers);
        self.numbers_against = Forecaster::OF_NUMBERS
            .into_iter()
            .filter_map(|by| numbers(&self.numbers, by))
            .collect();
        self.targets_against = std::iter::once(Forecaster::Model)
            .chain(Forecaster::OF_TARGETS)
            .filter_map(|by| targets(&self.targets, by))
            .collect();
    }

    /// What a board quotes: the model beside the growth that was last seen.
    pub fn quoted(&self) -> Option<&NumbersAgainst> {
        self.numbers_against.iter().find(|against| against.by == Forecaster::LastGrowth)
    }
}

fn coverage(numbers: &[NumberScore]) -> Option<Coverage> {
    (!numbers.is_empty()).then(|| Coverage {
        count: numbers.len(),
        held_50: numbers.iter().map(|n| n.held_50).sum(),
        held_90: numbers.iter().map(|n| n.held_90).sum(),
    })
}

fn numbers(numbers: &[NumberScore], by: Forecaster) -> Option<NumbersAgainst> {
    let (mut count, mut closer, mut model, mut other) = (0, 0, 0.0, 0.0);
    for number in numbers {
        let Some(scale) = number.scale else { continue };
        let Some(forecast) = number.others.iter().find(|o| o.by == by) else { continue };
        count += 1;
        closer += usize::from(number.crps < forecast.error);
        model += number.crps / scale;
        other += forecast.error / scale;
    }
    (count > 0).then(|| NumbersAgainst {
        by,
        count,
        closer,
        model: model / count as f64,
        other: other / count as f64,
        skill: (other > 0.0).then(|| 1.0 - model / other),
    })
}

fn targets(targets: &[TargetScore], by: Forecaster) -> Option<TargetsAgainst> {
    let pairs: Vec<_> = targets
        .iter()
        .filter_map(|t| Some((t.odds.iter().find(|o| o.by == by)?, t.odds.first()?)))
        .collect();
    let count = pairs.len() as f64;
    let mean = |sum: f64| sum / count;
    (!pairs.is_empty()).then(|| TargetsAgainst {
        by,
        count: pairs.len(),
        brier: mean(pairs.iter().map(|(own, _)| own.brier).sum()),
        log: mean(pairs.iter().map(|(own, _)| own.log).sum()),
        model_brier: mean(pairs.iter().map(|(_, model)| model.brier).sum()),
        model_log: mean(pairs.iter().map(|(_, model)| model.log).sum()),
    })
}

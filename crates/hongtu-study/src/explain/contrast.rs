//! What the runs that make a target have in common that the others have not.
//!
//! Everything drawn that the target depends on is compared between two groups of runs: those that
//! make it and those that miss it, with their weights. Where hardly a run makes it (or misses it),
//! the tenth of the weight that comes closest to making it (or to missing it) is compared with the
//! rest.
//!
//! Distributions are compared by the largest distance between their weighted distribution functions
//! (Kolmogorov–Smirnov): it does not mind units, sees a difference in the spread as well as in the
//! middle, and for alternatives is the largest difference of a share. What two groups of such sizes
//! would show by chance once in a thousand times is left out: 1.95·√((n₁ + n₂)/(n₁n₂)), with n the
//! effective sizes (Smirnov 1948).

use hongtu_model::{Expr, Judgement, Kind, Labels, Reading, ReadingId, Test, Unit, VariableId};

use super::Bench;
use crate::StudyError;
use crate::answers::Spread;
use crate::judge::{Judge, upward};
use crate::statistics::{quantiles, spread, worth};
use crate::status::moved;

/// At most so many differences are given.
pub const MOST_DIFFERENCES: usize = 12;

/// A group with a smaller effective size says nothing.
const ENOUGH: f64 = 30.0;

/// At most so many draws are compared.
const MOST_DRAWS: usize = 2_048;

/// At most so many numbers are held at once.
const HELD: usize = 4 << 20;

/// Two groups of runs compared.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Contrast {
    /// Which groups.
    pub groups: Groups,
    /// The share of the weight that is in the first group.
    pub share: f64,
    /// How many draws were compared.
    pub compared: usize,
    /// What differs by more than chance, the most different first.
    pub differences: Vec<Difference>,
    /// How many more differ by more than chance.
    pub left_out: usize,
}

/// Which groups of runs are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Groups {
    /// Runs that make it, and runs that miss it.
    #[default]
    Met,
    /// Hardly a run makes it: the tenth that comes closest, and the rest.
    Closest,
    /// Hardly a run misses it: the tenth that makes it by the least, and the rest.
    Narrowest,
    /// Too few runs for any comparison, or all runs give the same.
    None,
}

impl Groups {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Closest => "closest",
            Self::Narrowest => "narrowest",
            Self::None => "none",
        }
    }
}

/// Something drawn whose distribution differs between the groups.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Difference {
    /// Its name; for an element `share[medical]`.
    pub name: String,
    /// The quantity it is of; `None` for the factor of a table.
    pub quantity: Option<String>,
    /// What people call the quantity.
    pub labels: Labels,
    /// How it is shown.
    pub unit: Unit,
    /// What was drawn.
    pub drawn: Drawn,
    /// Median and 90 % interval in the first group.
    pub here: Spread,
    /// The same in the second.
    pub there: Spread,
    /// The largest distance between the two distribution functions, 0 to 1.
    pub distance: f64,
    /// The difference of the means in standard deviations of all runs.
    pub standardised: f64,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Drawn {
    /// A constant.
    Constant,
    /// A shock in one of its periods.
    Shock {
        /// The year, or the number of the period.
        period: i64,
    },
    /// An alternative, of which one is true in a run.
    Alternative {
        /// Number of the option whose share differs most, from 0.
        option: usize,
        /// Its share in the first group.
        here: f64,
        /// Its share in the second.
        there: f64,
    },
}

/// Two groups: for each run its weight if it is in the first, and if it is in the second.
struct Split {
    groups: Groups,
    here: Vec<f64>,
    there: Vec<f64>,
}

impl Bench<'_, '_> {
    /// What the runs that meet a judgement have in common.
    pub(super) fn contrast(&mut self, judgement: &Judgement) -> Result<Contrast, StudyError> {
        let runs = self.runs();
        let Some(split) = self.split(judgement, runs) else {
            return Ok(Contrast { groups: Groups::None, ..Contrast::default() });
        };
        let (n, m) = (worth(&split.here), worth(&split.there));
        let sizes = (n.effective_sample_size, m.effective_sample_size);
        let chance = 1.95 * ((sizes.0 + sizes.1) / (sizes.0 * sizes.1)).sqrt();
        let draws = self.draws(judgement);
        let batch = HELD.checked_div(runs).unwrap_or(1).max(1);
        let mut differences = Vec::new();
        for batch in draws.chunks(batch) {
            let readings: Vec<Reading> = batch
                .iter()
                .map(|&(variable, step, _)| Reading::Level { variable, step })
                .collect();
            let measures: Vec<Expr> =
                (0u32..).map(|i| Expr::Reading(ReadingId(i))).take(batch.len()).collect();
            let columns = self.machine.record(&self.study.settings, &readings, &measures, runs)?;
            for (&(variable, _, period), values) in batch.iter().zip(&columns) {
                if let Some(found) = self.difference(variable, period, values, &split)
                    && found.distance > chance
                {
                    differences.push(found);
                }
            }
        }
        differences.sort_by(|a, b| b.distance.total_cmp(&a.distance).then(a.name.cmp(&b.name)));
        let left_out = differences.len().saturating_sub(MOST_DIFFERENCES);
        differences.truncate(MOST_DIFFERENCES);
        let (a, b): (f64, f64) = (split.here.iter().sum(), split.there.iter().sum());
        Ok(Contrast {
            groups: split.groups,
            share: a / (a + b),
            compared: draws.len(),
            differences,
            left_out,
        })
    }

    /// Puts the runs into two groups.
    fn split(&self, judgement: &Judgement, runs: usize) -> Option<Split> {
        let judge = Judge::new(judgement, &self.study.runs);
        let weights = self.weights();
        let weight = |run: usize| weights.map_or(1.0, |w| w.get(run).copied().unwrap_or(0.0));
        let group = |inside: &dyn Fn(usize) -> bool, groups| {
            let of = |first: bool| {
                (0..runs).map(|run| if inside(run) == first { weight(run) } else { 0.0 }).collect()
            };
            let split = Split { groups, here: of(true), there: of(false) };
            let big = |w: &[f64]| worth(w).effective_sample_size >= ENOUGH;
            (big(&split.here) && big(&split.there)).then_some(split)
        };
        if let Some(split) = group(&|run| judge.met(run), Groups::Met) {
            return Some(split);
        }
        // By how much a run makes it, in the direction that is better.
        let margin = |run: usize| {
            let (value, better) = (judge.value(run), upward(judgement));
            let goal = match judgement.test {
                Test::Bound { bound, .. } => bound,
                Test::Direction { rises, amount, .. } => {
                    let base = judge.base(run);
                    moved(base, rises, amount).unwrap_or(base)
                }
            };
            if better { value - goal } else { goal - value }
        };
        let all: f64 = (0..runs).map(weight).sum();
        let met: f64 = (0..runs).filter(|&run| judge.met(run)).map(weight).sum();
        let few = met < all / 2.0;
        let [low, high] = quantiles((0..runs).map(margin), weights, [0.1, 0.9])?;
        if few {
            group(&|run| margin(run) >= high, Groups::Closest)
        } else {
            group(&|run| margin(run) <= low, Groups::Narrowest)
        }
    }

    /// Everything drawn that a judgement depends on: variable, step at which it is read, period.
    fn draws(&self, judgement: &Judgement) -> Vec<(VariableId, u32, Option<i64>)> {
        let end = self.plan.measures.get(judgement.measure.index()).map_or(0, |m| m.end);
        let mut draws = self.reach.drawn(&self.behind(judgement), end);
        draws.truncate(MOST_DRAWS);
        draws
    }

    /// How a draw differs between the groups.
    fn difference(
        &self,
        variable: VariableId,
        period: Option<i64>,
        values: &[f64],
        split: &Split,
    ) -> Option<Difference> {
        let found = self.plan.variables.get(variable.index())?;
        let quantity = found.quantity.and_then(|q| self.quantity(q));
        let here = spread(values.iter().copied(), Some(&split.here))?;
        let there = spread(values.iter().copied(), Some(&split.there))?;
        let (drawn, distance) = match (&found.kind, period) {
            (Kind::Alternative { weights, .. }, _) => {
                let (option, here, there) = widest(values, weights.len(), split)?;
                (Drawn::Alternative { option, here, there }, (here - there).abs())
            }
            (_, Some(period)) => (Drawn::Shock { period }, distance(values, split)),
            _ => (Drawn::Constant, distance(values, split)),
        };
        Some(Difference {
            name: found.name.clone(),
            quantity: quantity.map(|q| q.name.clone()),
            labels: found.labels.clone(),
            unit: found.unit.clone(),
            drawn,
            here,
            there,
            distance,
            standardised: standardised(values, split),
        })
    }
}

/// The largest distance between two weighted distribution functions.
fn distance(values: &[f64], split: &Split) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).filter(|&run| !values[run].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let (a, b): (f64, f64) = (split.here.iter().sum(), split.there.iter().sum());
    let (mut here, mut there, mut largest) = (0.0, 0.0, 0.0f64);
    for (place, &run) in order.iter().enumerate() {
        here += split.here.get(run).copied().unwrap_or(0.0) / a;
        there += split.there.get(run).copied().unwrap_or(0.0) / b;
        // Equal values are one step of the distribution function.
        let last = order.get(place + 1).is_none_or(|&next| values[next] != values[run]);
        let gap = (here - there).abs();
        if last && gap > largest {
            largest = gap;
        }
    }
    largest
}

/// The option whose share differs most, with its shares.
fn widest(values: &[f64], options: usize, split: &Split) -> Option<(usize, f64, f64)> {
    let share = |option: usize, weights: &[f64]| {
        let all: f64 = weights.iter().sum();
        let runs = values.iter().zip(weights).filter(|(v, _)| **v == option as f64);
        runs.map(|(_, w)| w).sum::<f64>() / all
    };
    let shares = (0..options).map(|o| (o, share(o, &split.here), share(o, &split.there)));
    // Of two that mirror each other the one that is more frequent in the first group is named.
    shares.max_by(|a, b| (a.1 - a.2).total_cmp(&(b.1 - b.2)).then(b.0.cmp(&a.0)))
}

/// The difference of the means in standard deviations of both groups together.
fn standardised(values: &[f64], split: &Split) -> f64 {
    let mean = |weights: &[f64], number: &dyn Fn(f64) -> f64| {
        let all: f64 = weights.iter().sum();
        values.iter().zip(weights).map(|(v, w)| number(*v) * w).sum::<f64>() / all
    };
    let all: Vec<f64> = split.here.iter().zip(&split.there).map(|(a, b)| a + b).collect();
    let middle = mean(&all, &|v| v);
    let variance = mean(&all, &|v| (v - middle) * (v - middle));
    let difference = mean(&split.here, &|v| v) - mean(&split.there, &|v| v);
    if variance > 0.0 { difference / variance.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_distributions() {
        // 0..100 uniform; the first group weighs the upper half only.
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let upper: Vec<f64> = values.iter().map(|v| if *v >= 50.0 { 1.0 } else { 0.0 }).collect();
        let lower: Vec<f64> = upper.iter().map(|w| 1.0 - w).collect();
        let apart = Split { groups: Groups::Met, here: upper.clone(), there: vec![1.0; 100] };
        assert!((distance(&values, &apart) - 0.5).abs() < 1e-12);
        let disjoint = Split { groups: Groups::Met, here: upper, there: lower };
        assert!((distance(&values, &disjoint) - 1.0).abs() < 1e-12);
        assert_eq!(distance(&[3.0; 100], &disjoint), 0.0, "equal values are no difference");
        // Means 74.5 and 24.5, standard deviation √((100² − 1)/12).
        let expected = 50.0 / (9999.0f64 / 12.0).sqrt();
        assert!((standardised(&values, &disjoint) - expected).abs() < 1e-12);
    }

    #[test]
    fn the_widest_option_is_the_one_the_first_group_has_more_of() {
        let values = [0.0, 0.0, 1.0, 1.0];
        let split = Split {
            groups: Groups::Met,
            here: vec![0.0, 0.0, 1.0, 1.0],
            there: vec![1.0, 1.0, 1.0, 0.0],
        };
        let (option, here, there) = widest(&values, 2, &split).unwrap();
        assert_eq!((option, here), (1, 1.0));
        assert!((there - 1.0 / 3.0).abs() < 1e-12);
    }
}

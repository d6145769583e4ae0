//! What evidence taught about each constant and each past shock.
//!
//! Everything drawn is a standard normal number z before anything is observed ([`hongtu_fit`]). With
//! the mean m and the variance v of z in the runs that agree with what was observed, the shrinkage is
//! `1 − v`, and what was learnt is the divergence of `N(m, v)` from `N(0, 1)`,
//! `½ (v + m² − 1 − ln v)` nats.

use hongtu_engine::{Draws, PriorDraws};
use hongtu_fit::{Coordinate, PosteriorDraws, prior_points};
use hongtu_maths::ln;
use hongtu_model::{Kind, Labels, Plan, Unit, VariableId};

use super::beyond_chance;
use crate::answers::Spread;
use crate::explain::Drawn;
use crate::reach::Reach;
use crate::statistics::{Estimate, mean, spread};

/// What less was learnt than this many nats is left out: a standard deviation that shrank by a tenth,
/// or a mean that moved by a seventh of one.
const LEARNT: f64 = 0.01;

/// At most so many are given.
pub const MOST_INFORMED: usize = 40;

/// A constant, or a shock in a period, that evidence told something about.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Informed {
    /// Its name; for an element `share[medical]`.
    pub name: String,
    /// The quantity it is of; `None` for the factor of a table.
    pub quantity: Option<String>,
    /// What people call the quantity.
    pub labels: Labels,
    /// How it is shown.
    pub unit: Unit,
    /// A constant, or a shock in one of its periods.
    pub drawn: Drawn,
    /// Median and 90 % interval before anything is observed.
    pub before: Spread,
    /// The same with the evidence.
    pub with: Spread,
    /// What is known of it with the evidence.
    pub known: Known,
    /// Index into [`super::Lessons::observations`] of the one without which the least would be known,
    /// where one stands out.
    pub teacher: Option<usize>,
}

/// What is known of something drawn, in its normal number.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Known {
    /// The mean, in standard deviations of the prior.
    pub mean: Estimate,
    /// One less the variance: 0 where nothing was learnt of its width.
    pub shrinkage: Estimate,
}

impl Known {
    /// From normal numbers of weighted runs.
    pub fn new(normal: &[f64], scrambles: usize, weights: Option<&[f64]>) -> Self {
        let at = |run: usize| normal.get(run).copied().unwrap_or(0.0);
        let middle = mean(normal.len(), scrambles, weights, at);
        let square = |run: usize| (at(run) - middle.value) * (at(run) - middle.value);
        let variance = mean(normal.len(), scrambles, weights, square);
        let shrinkage = Estimate { value: 1.0 - variance.value, error: variance.error };
        Self { mean: middle, shrinkage }
    }

    /// What was learnt, in nats; infinite where nothing is uncertain any more.
    pub fn learnt(&self) -> f64 {
        let (mean, variance) = (self.mean.value, 1.0 - self.shrinkage.value);
        if variance <= 0.0 {
            return f64::INFINITY;
        }
        0.5 * (variance + mean * mean - 1.0 - ln(variance))
    }

    /// Whether it differs from the prior by more than chance.
    fn beyond_chance(&self) -> bool {
        beyond_chance(self.mean) || beyond_chance(self.shrinkage)
    }
}

/// Something drawn with its normal numbers in the runs.
pub(super) struct Normal {
    pub variable: VariableId,
    pub period: Option<i64>,
    pub numbers: Vec<f64>,
}

/// Where normal numbers come from.
pub(super) struct Source<'a> {
    pub plan: &'a Plan,
    /// Runs that agree with what was observed; `None` for the prior's.
    pub posterior: Option<&'a PosteriorDraws>,
    pub seed: u64,
    pub runs: usize,
}

impl Source<'_> {
    /// The normal numbers of something drawn; `None` where no evidence bears on it.
    pub fn normal(&self, variable: VariableId, period: Option<i64>) -> Option<Vec<f64>> {
        match self.posterior {
            Some(draws) => {
                let mut numbers = vec![0.0; self.runs];
                draws.normal(variable, period, &mut numbers).then_some(numbers)
            }
            None => {
                let coordinate = Coordinate::of(self.plan, variable, period)?;
                let points = prior_points(&[coordinate], self.seed, self.runs);
                Some(points.coordinate(0).to_vec())
            }
        }
    }

    /// Its values.
    fn values(&self, draws: &dyn Draws, variable: VariableId, period: Option<i64>) -> Vec<f64> {
        let mut values = vec![0.0; self.runs];
        match period {
            None => draws.constant(variable, 0, &mut values),
            Some(period) => draws.shock(variable, period, 0, &mut values),
        }
        values
    }
}

/// What evidence told something about, the most first, with its normal numbers.
pub(super) fn informed(
    source: &Source<'_>,
    reach: &Reach<'_>,
    scrambles: usize,
    weights: Option<&[f64]>,
) -> Vec<(Informed, Normal)> {
    let plan = source.plan;
    let weighing = || plan.observations.iter().filter(|o| o.weighs());
    let behind = reach.behind_all(weighing().flat_map(|o| reach.read_by(o.measure)).collect());
    let ends = weighing().filter_map(|o| plan.measures.get(o.measure.index())).map(|m| m.end);
    let prior = PriorDraws::new(plan, source.seed);
    let posterior: &dyn Draws = match source.posterior {
        Some(draws) => draws,
        None => &prior,
    };
    let mut found: Vec<(f64, Informed, Normal)> = Vec::new();
    for (variable, _, period) in reach.drawn(&behind, ends.max().unwrap_or(0)) {
        let Some(of) = plan.variables.get(variable.index()) else { continue };
        if matches!(of.kind, Kind::Alternative { .. }) {
            continue;
        }
        let Some(numbers) = source.normal(variable, period) else { continue };
        let known = Known::new(&numbers, scrambles, weights);
        let learnt = known.learnt();
        if learnt.is_nan() || learnt < LEARNT || !known.beyond_chance() {
            continue;
        }
        let spread = |draws: &dyn Draws, weights| {
            spread(source.values(draws, variable, period).into_iter(), weights)
        };
        let (Some(before), Some(with)) = (spread(&prior, None), spread(posterior, weights)) else {
            continue;
        };
        let quantity = of.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
        let informed = Informed {
            name: of.name.clone(),
            quantity: quantity.map(|q| q.name.clone()),
            labels: of.labels.clone(),
            unit: of.unit.clone(),
            drawn: period.map_or(Drawn::Constant, |period| Drawn::Shock { period }),
            before,
            with,
            known,
            teacher: None,
        };
        found.push((learnt, informed, Normal { variable, period, numbers }));
    }
    // The most learnt first; of equals, the first in the plan.
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST_INFORMED);
    found.into_iter().map(|(_, informed, normal)| (informed, normal)).collect()
}

//! Where the values come from that differ between runs.

use hongtu_maths::random::{name_key, uniform};
use hongtu_maths::sobol::Sequence;
use hongtu_model::{Kind, Plan, VariableId};

use crate::distribution::Quantile;
use crate::stated::stated_constants;

/// Number of independent scrambles of the low-discrepancy points. Run `r` belongs to scramble
/// `r % 16` and is point `r / 16` in it, so that any stretch of runs holds all of them and the spread
/// between the scrambles tells the Monte Carlo error.
pub const SCRAMBLES: u32 = 16;

/// Gives every run its values of constants with a prior, of alternatives and of shocks.
///
/// The value for a run must not depend on which runs are asked for together, nor in which order:
/// results are promised to be the same for any division of the work. Implementations that read
/// stored draws (a posterior sample) map the number of the run to a row.
pub trait Draws: Sync {
    /// Writes the values of a constant with a prior, or the number of an alternative, for the runs
    /// `first`, `first + 1`, … of as many as `out` is long.
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]);

    /// Writes the values of a shock in a period (its key: the year, or the number of the period in
    /// plain time) for the runs `first`, `first + 1`, ….
    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]);
}

/// How one variable is drawn.
#[derive(Clone, Debug)]
enum Drawn {
    Nothing,
    Prior(Points, Quantile),
    Shock(u64, Quantile),
    /// Upper ends of the alternatives' shares, but the last one's.
    Alternative(Points, Vec<f64>),
}

/// The points of one key in all scrambles.
#[derive(Clone, Debug)]
struct Points(Vec<Sequence>);

impl Points {
    fn new(seed: u64, key: &str) -> Self {
        let key = name_key(key);
        Self((0..SCRAMBLES).map(|scramble| Sequence::new(seed, scramble, key)).collect())
    }

    /// The point of a run, strictly between 0 and 1. There are 2³² points to a scramble; after 2³⁶
    /// runs they begin again.
    fn at(&self, run: u64) -> f64 {
        let scrambles = u64::from(SCRAMBLES);
        let index = (run / scrambles) & u64::from(u32::MAX);
        self.0[(run % scrambles) as usize].point(index as u32)
    }
}

/// Draws from the priors.
///
/// Constants and alternatives take scrambled Sobol′ points, one dimension for each key, through the
/// quantile function of the prior (cut to its range by mapping the unit interval onto that between
/// the distribution function's values at its ends). Shocks take counter-based random numbers keyed
/// by seed, run, key and period. No value depends on which other variables there are.
#[derive(Clone, Debug)]
pub struct PriorDraws {
    seed: u64,
    variables: Vec<Drawn>,
}

impl PriorDraws {
    /// Draws for a plan under a seed.
    pub fn new(plan: &Plan, seed: u64) -> Self {
        let variables = plan
            .variables
            .iter()
            .map(|variable| match &variable.kind {
                Kind::Constant { prior: Some(prior), key, .. } => {
                    Drawn::Prior(Points::new(seed, key), Quantile::tabulated(prior))
                }
                Kind::Shock { prior, key, .. } => {
                    Drawn::Shock(name_key(key), Quantile::tabulated(prior))
                }
                Kind::Alternative { weights, key } => {
                    Drawn::Alternative(Points::new(seed, key), shares(weights))
                }
                _ => Drawn::Nothing,
            })
            .collect();
        Self { seed, variables }
    }
}

/// Cumulative weights without the last, which takes what rounding leaves.
fn shares(weights: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let upper: Vec<f64> = weights
        .iter()
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    upper[..upper.len().saturating_sub(1)].to_vec()
}

impl Draws for PriorDraws {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        match self.variables.get(variable.index()) {
            Some(Drawn::Prior(points, quantile)) => {
                for (run, out) in (first..).zip(&mut *out) {
                    *out = points.at(run);
                }
                quantile.each(out);
            }
            Some(Drawn::Alternative(points, shares)) => {
                for (run, out) in (first..).zip(out) {
                    let u = points.at(run);
                    *out = shares.iter().filter(|&&share| u >= share).count() as f64;
                }
            }
            _ => out.fill(0.0),
        }
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        match self.variables.get(variable.index()) {
            Some(Drawn::Shock(key, quantile)) => {
                for (run, out) in (first..).zip(&mut *out) {
                    *out = uniform(self.seed, run, *key, period);
                }
                quantile.each(out);
            }
            _ => out.fill(0.0),
        }
    }
}

/// The one run without uncertainty: constants at their stated values, shocks at their medians,
/// alternatives at the heaviest (the first of equals).
#[derive(Clone, Debug)]
pub struct CentralDraws {
    values: Vec<f64>,
}

impl CentralDraws {
    /// The central values of a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut values = stated_constants(plan, central);
        for (value, variable) in values.iter_mut().zip(&plan.variables) {
            if matches!(variable.kind, Kind::Shock { .. } | Kind::Alternative { .. }) {
                *value = central(&variable.kind);
            }
        }
        Self { values }
    }

    /// The central value of a variable; 0 for what is not drawn.
    pub fn value(&self, variable: VariableId) -> f64 {
        self.values.get(variable.index()).copied().unwrap_or(0.0)
    }
}

fn central(kind: &Kind) -> f64 {
    match kind {
        Kind::Shock { prior, .. } => Quantile::new(prior).at(0.5),
        Kind::Alternative { weights, .. } => heaviest(weights),
        _ => 0.0,
    }
}

fn heaviest(weights: &[f64]) -> f64 {
    let mut best = 0;
    for (i, weight) in weights.iter().enumerate() {
        if *weight > weights[best] {
            best = i;
        }
    }
    best as f64
}

impl Draws for CentralDraws {
    fn constant(&self, variable: VariableId, _: u64, out: &mut [f64]) {
        out.fill(self.value(variable));
    }

    fn shock(&self, variable: VariableId, _: i64, _: u64, out: &mut [f64]) {
        out.fill(self.value(variable));
    }
}

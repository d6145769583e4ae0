//! The latent space: one standard normal number for everything that is drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use hongtu_engine::distribution::Quantile;
use hongtu_engine::{CentralDraws, Draws, SCRAMBLES};
use hongtu_maths::random::{name_key, uniform};
use hongtu_maths::sobol::Sequence;
use hongtu_maths::special::{normal_cdf_each, normal_quantile_each};
use hongtu_maths::{exp, max, min};
use hongtu_model::{Kind, Plan, Prior, Shape, Variable, VariableId};

use crate::points::Points;

/// What one coordinate of the latent space is. Draws with one key are one coordinate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coordinate {
    /// A constant with a prior, or which alternative a run belongs to.
    Constant {
        /// Its key.
        key: String,
    },
    /// A shock in a period.
    Shock {
        /// Its key.
        key: String,
        /// The period's key.
        period: i64,
    },
}

impl Coordinate {
    /// Of a draw; `None` for what is not drawn.
    pub fn of(plan: &Plan, variable: VariableId, period: Option<i64>) -> Option<Self> {
        match (&plan.variables.get(variable.index())?.kind, period) {
            (Kind::Constant { prior: Some(_), key, .. } | Kind::Alternative { key, .. }, None) => {
                Some(Self::Constant { key: key.clone() })
            }
            (Kind::Shock { key, .. }, Some(period)) => {
                Some(Self::Shock { key: key.clone(), period })
            }
            _ => None,
        }
    }
}

/// Notes what a program asks for.
#[derive(Debug)]
pub(crate) struct Probe<'a> {
    plan: &'a Plan,
    central: CentralDraws,
    asked: Mutex<BTreeSet<Coordinate>>,
}

impl<'a> Probe<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, central: CentralDraws::new(plan), asked: Mutex::new(BTreeSet::new()) }
    }

    fn note(&self, variable: VariableId, period: Option<i64>) {
        if let Some(coordinate) = Coordinate::of(self.plan, variable, period) {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(coordinate);
        }
    }

    /// What was asked for, and forgets it.
    pub fn take(&self) -> BTreeSet<Coordinate> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Draws for Probe<'_> {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        self.note(variable, None);
        self.central.constant(variable, first, out);
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        self.note(variable, Some(period));
        self.central.shock(variable, period, first, out);
    }
}

/// Points of the prior in some coordinates: those that [`hongtu_engine::PriorDraws`] takes for the
/// first `count` runs.
pub fn prior_points(coordinates: &[Coordinate], seed: u64, count: usize) -> Points {
    let mut points = Points::new(coordinates.len(), count);
    for (index, coordinate) in coordinates.iter().enumerate() {
        let out = points.coordinate_mut(index);
        match coordinate {
            Coordinate::Constant { key } => {
                let key = name_key(key);
                let sequences: Vec<Sequence> =
                    (0..SCRAMBLES).map(|scramble| Sequence::new(seed, scramble, key)).collect();
                let scrambles = sequences.len();
                for (run, out) in out.iter_mut().enumerate() {
                    let point = u32::try_from(run / scrambles).unwrap_or(u32::MAX);
                    *out = sequences[run % scrambles].point(point);
                }
            }
            Coordinate::Shock { key, period } => {
                let key = name_key(key);
                for (run, out) in (0u64..).zip(&mut *out) {
                    *out = uniform(seed, run, key, *period);
                }
            }
        }
        normal_quantile_each(out);
    }
    points
}

/// How a value is made of a standard normal number.
#[derive(Clone, Debug)]
enum Transform {
    /// `a + b z`
    Linear(f64, f64),
    /// `a · exp(b z)`
    Exponential(f64, f64),
    Quantile(Quantile),
    /// Cumulative weights without the last.
    Alternative(Vec<f64>),
}

impl Transform {
    fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Constant { prior: Some(prior), .. } | Kind::Shock { prior, .. } => {
                Some(Self::prior(prior))
            }
            Kind::Alternative { weights, .. } => {
                let mut sum = 0.0;
                let mut shares: Vec<f64> = weights
                    .iter()
                    .map(|weight| {
                        sum += weight;
                        sum
                    })
                    .collect();
                shares.pop();
                Some(Self::Alternative(shares))
            }
            _ => None,
        }
    }

    /// Shapes that are made of a normal number need no quantile function.
    fn prior(prior: &Prior) -> Self {
        match prior.shape {
            Shape::Normal { mean, sd } if prior.low.is_none() && prior.high.is_none() => {
                Self::Linear(mean, sd)
            }
            Shape::LogNormal { median, sigma } if prior.low.is_none() && prior.high.is_none() => {
                Self::Exponential(median, sigma)
            }
            _ => Self::Quantile(Quantile::tabulated(prior)),
        }
    }

    /// The value for each `z`, in its place.
    fn each(&self, z: &mut [f64]) {
        match self {
            Self::Linear(a, b) => z.iter_mut().for_each(|z| *z = a + b * *z),
            Self::Exponential(a, b) => z.iter_mut().for_each(|z| *z = a * exp(b * *z)),
            Self::Quantile(quantile) => {
                units(z);
                quantile.each(z);
            }
            Self::Alternative(shares) => {
                units(z);
                for u in z {
                    *u = shares.iter().filter(|&&share| *u >= share).count() as f64;
                }
            }
        }
    }

    /// The derivative of the value; 0 where it moves in jumps.
    #[cfg(not(target_family = "wasm"))]
    fn slope(&self, z: f64) -> f64 {
        match self {
            Self::Linear(_, b) => *b,
            Self::Exponential(a, b) => a * b * exp(b * z),
            Self::Quantile(quantile) => quantile.normal_slope(z),
            Self::Alternative(_) => 0.0,
        }
    }
}

/// Makes uniform numbers, strictly between 0 and 1, of normal ones.
fn units(z: &mut [f64]) {
    const LEAST: f64 = 1.0 / (1u64 << 53) as f64;
    normal_cdf_each(z);
    for u in z {
        *u = min(max(*u, LEAST), 1.0 - LEAST);
    }
}

/// How every drawn variable of a plan is made of its coordinate.
#[derive(Clone, Debug)]
pub(crate) struct Transforms(Vec<Option<Transform>>);

impl Transforms {
    /// Of the variables that have a place.
    pub fn new(plan: &Plan, places: &Places) -> Self {
        let transform = |(id, variable): (u32, &Variable)| {
            places.holds(id).then(|| Transform::of(&variable.kind))?
        };
        Self((0u32..).zip(&plan.variables).map(transform).collect())
    }

    /// Values of a variable for standard normal numbers.
    pub fn each(&self, variable: VariableId, normal: impl Iterator<Item = f64>, out: &mut [f64]) {
        match self.0.get(variable.index()) {
            Some(Some(transform)) => {
                for (out, z) in out.iter_mut().zip(normal) {
                    *out = z;
                }
                transform.each(out);
            }
            _ => out.fill(0.0),
        }
    }

    /// The derivative of a variable's value by its standard normal number.
    #[cfg(not(target_family = "wasm"))]
    pub fn slope(&self, variable: VariableId, z: f64) -> f64 {
        match self.0.get(variable.index()) {
            Some(Some(transform)) => transform.slope(z),
            _ => 0.0,
        }
    }
}

/// Where draws find their coordinates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    constants: BTreeMap<u32, usize>,
    shocks: BTreeMap<(u32, i64), usize>,
}

impl Places {
    /// The places of some coordinates, numbered from 0.
    pub fn new(plan: &Plan, coordinates: &[Coordinate]) -> Self {
        let mut constants: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shocks: BTreeMap<&str, Vec<(i64, usize)>> = BTreeMap::new();
        for (index, coordinate) in coordinates.iter().enumerate() {
            match coordinate {
                Coordinate::Constant { key } => {
                    constants.insert(key, index);
                }
                Coordinate::Shock { key, period } => {
                    shocks.entry(key).or_default().push((*period, index));
                }
            }
        }
        let mut places = Self::default();
        for (id, variable) in (0u32..).zip(&plan.variables) {
            match &variable.kind {
                Kind::Constant { prior: Some(_), key, .. } | Kind::Alternative { key, .. } => {
                    if let Some(&index) = constants.get(key.as_str()) {
                        places.constants.insert(id, index);
                    }
                }
                Kind::Shock { key, .. } => {
                    for &(period, index) in shocks.get(key.as_str()).into_iter().flatten() {
                        places.shocks.insert((id, period), index);
                    }
                }
                _ => {}
            }
        }
        places
    }

    /// Whether a variable has any.
    fn holds(&self, id: u32) -> bool {
        let mut periods = self.shocks.range((id, i64::MIN)..=(id, i64::MAX));
        self.constants.contains_key(&id) || periods.next().is_some()
    }

    pub fn constant(&self, variable: VariableId) -> Option<usize> {
        self.constants.get(&variable.0).copied()
    }

    pub fn shock(&self, variable: VariableId, period: i64) -> Option<usize> {
        self.shocks.get(&(variable.0, period)).copied()
    }
}

//! The logarithm of the posterior density of a factor, and its gradient.

use hongtu_engine::{Adjoint, CentralDraws, LimitError, Program, Settings};
use hongtu_model::Plan;

use crate::draws::PointDraws;
use crate::fit::Observed;
use crate::latent::{Coordinate, Places, Transforms};
use crate::points::Points;

/// What the density of a factor is made of.
pub(crate) struct Target<'a> {
    pub plan: &'a Plan,
    pub settings: &'a Settings,
    /// Records the measures of the factor's observations.
    pub program: &'a Program,
    /// These observations.
    pub observed: Vec<Observed<'a>>,
    pub coordinates: &'a [Coordinate],
}

/// The density, ready to be computed point by point. One value belongs to one thread.
pub(crate) struct Density<'a> {
    adjoint: Adjoint<'a>,
    observed: &'a [Observed<'a>],
    places: Places,
    transforms: Transforms,
    central: CentralDraws,
    point: Points,
    measures: Vec<f64>,
    seeds: Vec<f64>,
}

impl<'a> Density<'a> {
    pub fn new(target: &'a Target<'a>) -> Result<Self, LimitError> {
        let places = Places::new(target.plan, target.coordinates);
        let count = target.observed.len();
        Ok(Self {
            adjoint: Adjoint::new(target.program, target.settings)?,
            observed: &target.observed,
            transforms: Transforms::new(target.plan, &places),
            places,
            central: CentralDraws::new(target.plan),
            point: Points::new(target.coordinates.len(), 1),
            measures: vec![0.0; count],
            seeds: vec![0.0; count],
        })
    }

    /// The logarithm of `N(z; 0, I) L(z)` but for a constant.
    pub fn log_density(&mut self, z: &[f64]) -> f64 {
        self.point.set(0, z);
        let draws = PointDraws {
            places: &self.places,
            transforms: &self.transforms,
            points: &self.point,
            central: &self.central,
        };
        self.adjoint.forward(&draws, 0, &mut self.measures);
        let prior = z.iter().map(|z| -0.5 * z * z).sum::<f64>();
        let observed = self.observed.iter().zip(&self.measures);
        prior + observed.map(|(o, &value)| (o.log_likelihood)(value)).sum::<f64>()
    }

    /// The logarithm of `N(z; 0, I) L(z)` but for a constant, and its gradient; −∞ or NaN where there is
    /// none, and the gradient then means nothing.
    pub fn at(&mut self, z: &[f64], gradient: &mut [f64]) -> f64 {
        let log_density = self.log_density(z);
        for ((observed, &value), seed) in
            self.observed.iter().zip(&self.measures).zip(&mut self.seeds)
        {
            *seed = (observed.slope)(value);
        }
        for (gradient, z) in gradient.iter_mut().zip(z) {
            *gradient = -z;
        }
        if log_density.is_finite() {
            let (places, transforms) = (&self.places, &self.transforms);
            self.adjoint.backward(&self.seeds, |variable, period, derivative| {
                let place = match period {
                    None => places.constant(variable),
                    Some(period) => places.shock(variable, period),
                };
                if let Some(place) = place {
                    gradient[place] += derivative * transforms.slope(variable, z[place]);
                }
            });
        }
        log_density
    }
}

//! Draws from points of the latent space, and from a posterior.

use std::collections::BTreeSet;
use std::sync::Arc;

use hongtu_engine::{CentralDraws, Draws, PriorDraws, SCRAMBLES};
use hongtu_model::{Plan, VariableId};

use crate::latent::{Coordinate, Places, Transforms};
use crate::points::Points;
use crate::tuning::Tuning;

/// Draws from points: run `r` takes point `r`. What they have no coordinate for moves nothing that is
/// read, and has its central value.
pub(crate) struct PointDraws<'a> {
    pub places: &'a Places,
    pub transforms: &'a Transforms,
    pub points: &'a Points,
    pub central: &'a CentralDraws,
}

impl PointDraws<'_> {
    fn write(&self, variable: VariableId, place: Option<usize>, first: u64, out: &mut [f64]) {
        let values = usize::try_from(first).ok().zip(place).and_then(|(first, place)| {
            self.points.coordinate(place).get(first..)?.get(..out.len())
        });
        match values {
            Some(values) => self.transforms.each(variable, values.iter().copied(), out),
            None => out.fill(self.central.value(variable)),
        }
    }
}

impl Draws for PointDraws<'_> {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        self.write(variable, self.places.constant(variable), first, out);
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        self.write(variable, self.places.shock(variable, period), first, out);
    }
}

/// The points of one factor of a posterior, in the order of the runs that take them.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it draws.
    pub coordinates: Vec<Coordinate>,
    /// Point `r` is that of run `r`, which belongs to island `r % 16`; a positive multiple of 16.
    /// Further runs take them again.
    pub points: Points,
}

impl Part {
    /// From a sample of the sampler.
    pub(crate) fn new(coordinates: Vec<Coordinate>, sample: &Points, tuning: &Tuning) -> Self {
        let islands = tuning.islands;
        let order: Vec<usize> = (0..sample.count())
            .map(|run| tuning.state(run / islands) * islands + run % islands)
            .collect();
        let mut points = Points::new(sample.dimensions(), sample.count());
        for c in 0..sample.dimensions() {
            let from = sample.coordinate(c);
            for (out, &point) in points.coordinate_mut(c).iter_mut().zip(&order) {
                *out = from[point];
            }
        }
        Self { coordinates, points }
    }

    /// The point of a run. `shift` is how far the states of this part move on against the others'
    /// when all have been used, so that further runs are other combinations.
    fn point(&self, run: u64, shift: u64) -> usize {
        let states = (self.points.count() as u64 / ISLANDS).max(1);
        let number = run / ISLANDS;
        let again = (number / states).wrapping_mul(shift);
        ((number.wrapping_add(again) % states) * ISLANDS + run % ISLANDS) as usize
    }

    /// Whether runs can be drawn from it.
    fn holds_runs(&self) -> bool {
        let count = self.points.count() as u64;
        count > 0
            && count.is_multiple_of(ISLANDS)
            && self.points.dimensions() == self.coordinates.len()
    }
}

const ISLANDS: u64 = SCRAMBLES as u64;

/// How far the states of a part move on against those of the part before.
const SHIFT: u64 = 37;

#[derive(Debug)]
struct Stored {
    parts: Vec<Part>,
    /// For each coordinate, its part and its place in that.
    owners: Vec<(usize, usize)>,
    places: Places,
    transforms: Transforms,
    prior: PriorDraws,
    seed: u64,
}

/// Draws from a posterior. What evidence bears on comes from the points of the fit; everything else,
/// such as shocks after the last observation, is drawn from the prior by the number of the run.
///
/// Run `r` belongs to island `r % 16`. Cheap to copy.
#[derive(Clone, Debug)]
pub struct PosteriorDraws(Arc<Stored>);

impl PosteriorDraws {
    /// Of the points of a posterior. `None` where two parts have a coordinate in common, or the points
    /// of a part are not a positive multiple of 16.
    pub fn new(plan: &Plan, seed: u64, parts: Vec<Part>) -> Option<Self> {
        let mut seen = BTreeSet::new();
        let apart = parts.iter().flat_map(|part| &part.coordinates).all(|c| seen.insert(c.clone()));
        (apart && parts.iter().all(Part::holds_runs)).then(|| Self::of(plan, seed, parts))
    }

    /// Of parts that are known to be fit for it.
    pub(crate) fn of(plan: &Plan, seed: u64, parts: Vec<Part>) -> Self {
        let mut owners = Vec::new();
        let mut coordinates = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            owners.extend((0..part.coordinates.len()).map(|place| (index, place)));
            coordinates.extend(part.coordinates.iter().cloned());
        }
        let places = Places::new(plan, &coordinates);
        Self(Arc::new(Stored {
            parts,
            owners,
            transforms: Transforms::new(plan, &places),
            places,
            prior: PriorDraws::new(plan, seed),
            seed,
        }))
    }

    /// The points, factor by factor.
    pub fn parts(&self) -> &[Part] {
        &self.0.parts
    }

    /// Writes the standard normal numbers of the runs from 0 on: of a coordinate, by the part it is in
    /// and its place there.
    pub fn latent(&self, part: usize, place: usize, out: &mut [f64]) {
        let shift = SHIFT.wrapping_mul(part as u64);
        let Some(part) = self.0.parts.get(part).filter(|p| place < p.coordinates.len()) else {
            return out.fill(0.0);
        };
        for (run, out) in (0u64..).zip(out) {
            *out = part.points.at(place, part.point(run, shift));
        }
    }

    /// The seed of everything that is not among the points.
    pub fn seed(&self) -> u64 {
        self.0.seed
    }

    /// Writes the standard normal numbers from which a constant, or a shock in a period, has its
    /// values in the runs from 0 on; `false` where no evidence bears on it, so that it comes from the
    /// prior.
    pub fn normal(&self, variable: VariableId, period: Option<i64>, out: &mut [f64]) -> bool {
        let place = match period {
            None => self.0.places.constant(variable),
            Some(period) => self.0.places.shock(variable, period),
        };
        let owner = place.and_then(|place| self.0.owners.get(place));
        let Some(&(part, place)) = owner else { return false };
        self.latent(part, place, out);
        true
    }

    /// Writes a variable's values from the place of its coordinate; `false` where it has none.
    fn write(
        &self,
        variable: VariableId,
        place: Option<usize>,
        first: u64,
        out: &mut [f64],
    ) -> bool {
        let stored = &*self.0;
        let Some(&(part, place)) = place.and_then(|place| stored.owners.get(place)) else {
            return false;
        };
        let shift = SHIFT.wrapping_mul(part as u64);
        let part = &stored.parts[part];
        let normal = (first..).map(|run| part.points.at(place, part.point(run, shift)));
        stored.transforms.each(variable, normal, out);
        true
    }
}

impl Draws for PosteriorDraws {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        let place = self.0.places.constant(variable);
        if !self.write(variable, place, first, out) {
            self.0.prior.constant(variable, first, out);
        }
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        let place = self.0.places.shock(variable, period);
        if !self.write(variable, place, first, out) {
            self.0.prior.shock(variable, period, first, out);
        }
    }
}

//! Draws from points of the latent space, and from a posterior.

use std::sync::Arc;

use hongtu_engine::{CentralDraws, Draws, PriorDraws};
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

/// The points of one factor, and which run takes which.
#[derive(Clone, Debug)]
struct Part {
    points: Points,
    tuning: Tuning,
    /// How far this factor's states move on against the others' when all have been used, so that
    /// further runs are other combinations.
    shift: usize,
}

impl Part {
    /// The point of a run.
    fn point(&self, run: u64) -> usize {
        let islands = self.tuning.islands as u64;
        let states = self.tuning.states().max(1) as u64;
        let number = run / islands;
        let again = (number / states).wrapping_mul(self.shift as u64);
        let state = self.tuning.state((number.wrapping_add(again) % states) as usize);
        state * self.tuning.islands + (run % islands) as usize
    }
}

#[derive(Debug)]
struct Stored {
    parts: Vec<Part>,
    /// For each coordinate, its part and its place in that.
    owners: Vec<(usize, usize)>,
    places: Places,
    transforms: Transforms,
    prior: PriorDraws,
}

/// Draws from a posterior. What evidence bears on comes from the points of the fit; everything else,
/// such as shocks after the last observation, is drawn from the prior by the number of the run.
///
/// Run `r` belongs to island `r % 16`. Cheap to copy.
#[derive(Clone, Debug)]
pub struct PosteriorDraws(Arc<Stored>);

impl PosteriorDraws {
    /// Of parts with their coordinates; the parts have no coordinate in common.
    pub(crate) fn new(
        plan: &Plan,
        seed: u64,
        parts: Vec<(Vec<Coordinate>, Points, Tuning)>,
    ) -> Self {
        let mut coordinates = Vec::new();
        let mut owners = Vec::new();
        let mut stored = Vec::new();
        for (part, (names, points, tuning)) in parts.into_iter().enumerate() {
            owners.extend((0..names.len()).map(|place| (part, place)));
            coordinates.extend(names);
            stored.push(Part { points, tuning, shift: 37 * part });
        }
        let places = Places::new(plan, &coordinates);
        Self(Arc::new(Stored {
            parts: stored,
            owners,
            transforms: Transforms::new(plan, &places),
            places,
            prior: PriorDraws::new(plan, seed),
        }))
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
        let part = &stored.parts[part];
        let normal = (first..).map(|run| part.points.at(place, part.point(run)));
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

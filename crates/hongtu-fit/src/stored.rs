//! Draws as bytes: what a page carries, and what a command can run again.

use hongtu_model::Plan;

use crate::draws::{Part, PosteriorDraws};
use crate::fit::Fit;
use crate::latent::Coordinate;
use crate::points::Points;

/// What stored draws begin with.
const MAGIC: &[u8; 16] = b"hongtu draws 1\r\n";

/// The draws of the first runs of a posterior, as standard normal numbers in single precision.
///
/// Whoever reads them back has the same bits as whoever wrote them. What evidence does not bear on is
/// not stored: it comes from the prior by the number of the run and the seed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredDraws {
    /// Seed of what is not stored.
    pub seed: u64,
    /// Runs that are stored, a multiple of 16. Run `r` belongs to island `r % 16`.
    pub runs: usize,
    /// What is stored of each run.
    pub coordinates: Vec<Coordinate>,
    /// The numbers, one coordinate after another.
    pub numbers: Vec<f32>,
}

impl StoredDraws {
    /// The draws of the first runs, rounded; `runs` is taken up to a multiple of 16.
    pub fn new(draws: &PosteriorDraws, runs: usize) -> Self {
        let runs = runs.next_multiple_of(hongtu_engine::SCRAMBLES as usize);
        let mut stored = Self { seed: draws.seed(), runs, ..Self::default() };
        let mut numbers = vec![0.0; runs];
        for (index, part) in draws.parts().iter().enumerate() {
            for (place, coordinate) in part.coordinates.iter().enumerate() {
                draws.latent(index, place, &mut numbers);
                stored.numbers.extend(numbers.iter().map(|&number| number as f32));
                stored.coordinates.push(coordinate.clone());
            }
        }
        stored
    }

    /// Of the first runs alone; `runs` is taken up to a multiple of 16.
    #[must_use]
    pub fn first(&self, runs: usize) -> Self {
        let runs = runs.next_multiple_of(hongtu_engine::SCRAMBLES as usize).min(self.runs);
        let columns = self.numbers.chunks_exact(self.runs.max(1));
        let numbers = columns.flat_map(|column| &column[..runs]).copied().collect();
        Self { seed: self.seed, runs, coordinates: self.coordinates.clone(), numbers }
    }

    /// As draws of a plan; `None` where a coordinate is there twice. Coordinates that the plan does not
    /// have are passed over.
    pub fn draws(&self, plan: &Plan) -> Option<PosteriorDraws> {
        if self.coordinates.is_empty() {
            return PosteriorDraws::new(plan, self.seed, Vec::new());
        }
        let points = self.numbers.chunks_exact(self.runs.max(1));
        let points = points.map(|numbers| numbers.iter().copied().map(f64::from).collect());
        let points = Points::from_coordinates(self.runs, points.collect());
        let part = Part { coordinates: self.coordinates.clone(), points };
        PosteriorDraws::new(plan, self.seed, vec![part])
    }

    /// As bytes, numbers in little-endian order.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.seed.to_le_bytes());
        out.extend((self.runs as u64).to_le_bytes());
        out.extend((self.coordinates.len() as u64).to_le_bytes());
        for coordinate in &self.coordinates {
            let (key, kind, period) = match coordinate {
                Coordinate::Constant { key } => (key, 0u8, 0),
                Coordinate::Shock { key, period } => (key, 1u8, *period),
            };
            out.push(kind);
            out.extend(period.to_le_bytes());
            out.extend((key.len() as u64).to_le_bytes());
            out.extend(key.as_bytes());
        }
        out.extend(self.numbers.iter().flat_map(|number| number.to_le_bytes()));
        out
    }

    /// From bytes; `None` where they are not what [`Self::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let seed = u64::from_le_bytes(take(&mut rest)?);
        let runs = usize::try_from(u64::from_le_bytes(take(&mut rest)?)).ok()?;
        let count = u64::from_le_bytes(take(&mut rest)?);
        let mut coordinates = Vec::new();
        for _ in 0..count {
            let [kind] = take(&mut rest)?;
            let period = i64::from_le_bytes(take(&mut rest)?);
            let length = usize::try_from(u64::from_le_bytes(take(&mut rest)?)).ok()?;
            let (key, after) = rest.split_at_checked(length)?;
            rest = after;
            let key = std::str::from_utf8(key).ok()?.to_owned();
            coordinates.push(match kind {
                0 => Coordinate::Constant { key },
                1 => Coordinate::Shock { key, period },
                _ => return None,
            });
        }
        let whole = runs.is_multiple_of(hongtu_engine::SCRAMBLES as usize)
            && Some(rest.len()) == coordinates.len().checked_mul(runs)?.checked_mul(4);
        let (numbers, _) = rest.as_chunks();
        let numbers: Vec<f32> = numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
        let sound = numbers.iter().all(|number| number.is_finite());
        (whole && sound).then_some(Self { seed, runs, coordinates, numbers })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*taken)
}

impl Fit {
    /// The same with its points in single precision: as whoever reads them from [`StoredDraws`] has
    /// them.
    #[must_use]
    pub fn rounded(&self, plan: &Plan) -> Self {
        let single = |part: &Part| {
            let each = |c| part.points.coordinate(c).iter().map(|z| f64::from(*z as f32)).collect();
            let coordinates = (0..part.points.dimensions()).map(each).collect();
            let points = Points::from_coordinates(part.points.count(), coordinates);
            Part { coordinates: part.coordinates.clone(), points }
        };
        let parts = self.draws.parts().iter().map(single).collect();
        Self { draws: PosteriorDraws::of(plan, self.draws.seed(), parts), ..self.clone() }
    }
}

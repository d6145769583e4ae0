//! The normal distribution that proposals are made from, fitted to the population.

use hongtu_maths::ln;

use crate::directions::directions;
use crate::eigen::eigen;
use crate::linear::{add, dot, dot_each};
use crate::points::Points;

/// Variances are taken this much larger than they were found, up to that of the prior, so that the
/// reference has no lighter tails than the target.
const SPREAD: f64 = 1.1;

/// A normal distribution that differs from the prior N(0, I) in few directions: with the orthonormal
/// rows `v_j` of a basis, its covariance is `C = I + Σ_j (s_j² − 1) v_j v_jᵀ`.
///
/// Directions are looked for among those in which the observed measures change ([`directions`]), and
/// kept where the variance of the population differs from 1 by more than chance would have it, by the
/// edges of the Marchenko–Pastur law: of `n` draws in `k` dimensions the eigenvalues of a covariance
/// that is I lie within `(1 ± √(k/n))²`. Everything else keeps the prior's variance, so that
/// proposals stay valid in any number of dimensions (likelihood-informed proposals: Cui, Law and
/// Marzouk 2016).
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The mean.
    pub mean: Vec<f64>,
    /// Directions that the evidence informs.
    pub basis: Vec<Vec<f64>>,
    /// The standard deviation in each of them.
    pub deviations: Vec<f64>,
}

impl Reference {
    /// The prior.
    pub fn prior(dimensions: usize) -> Self {
        Self { mean: vec![0.0; dimensions], basis: Vec::new(), deviations: Vec::new() }
    }

    /// Of weighted points whose weights add up to one; they tell as much as `size` independent ones.
    /// `outputs` is what was observed, point by point.
    pub fn fit(points: &Points, outputs: &Points, weights: &[f64], size: f64) -> Self {
        let dimensions = points.dimensions();
        let mut reference = Self::prior(dimensions);
        if size.is_nan() || size <= 8.0 {
            return reference;
        }
        let mean: Vec<f64> = (0..dimensions).map(|c| dot(points.coordinate(c), weights)).collect();
        let candidates = directions(points, outputs, weights, &mean, size);
        let count = candidates.len();
        let share = (count as f64 / size).sqrt();
        let low = if share < 1.0 { (1.0 - share) * (1.0 - share) } else { 0.0 };
        let high = (1.0 + share) * (1.0 + share);
        for (value, vector) in eigen(covariance(points, weights, &mean, &candidates), count) {
            if value > 1e-12 && (value < low || value > high) {
                let wide = value * SPREAD;
                let wide = if value < 1.0 && wide > 1.0 { 1.0 } else { wide };
                let mut direction = vec![0.0; dimensions];
                for (candidate, component) in candidates.iter().zip(vector) {
                    add(&mut direction, component, candidate);
                }
                add(&mut reference.mean, dot(&direction, &mean), &direction);
                reference.basis.push(direction);
                reference.deviations.push(wide.sqrt());
            }
        }
        // Elsewhere the mean counts where it is more than chance.
        let noise = 4.0 / size.sqrt();
        for (mean, found) in reference.mean.iter_mut().zip(&mean) {
            let rest = found - *mean;
            if rest.abs() > noise {
                *mean += rest;
            }
        }
        reference
    }

    /// Logarithm of the density of the prior over that which proposals leave invariant, but for a
    /// constant: over that of the reference, or, where steps are scaled, over `|y|^−k` in the informed
    /// directions and that of the reference in all others. Of `N` points side by side, coordinate by
    /// coordinate.
    pub fn log_prior_over<const N: usize>(&self, z: &[[f64; N]], scaled: bool) -> [f64; N] {
        let mut sum = [0.0; N];
        for (z, m) in z.iter().zip(&self.mean) {
            for l in 0..N {
                sum[l] -= z[l] * m;
            }
        }
        if scaled {
            for direction in &self.basis {
                let along = self.along(z, direction);
                for l in 0..N {
                    sum[l] -= 0.5 * along[l] * along[l];
                }
            }
            let half = 0.5 * self.basis.len() as f64;
            let distance = self.distance(z);
            return std::array::from_fn(|l| sum[l] + half * ln(distance[l]));
        }
        for (direction, deviation) in self.basis.iter().zip(&self.deviations) {
            let along = self.along(z, direction);
            let times = 0.5 * (1.0 / (deviation * deviation) - 1.0);
            for l in 0..N {
                sum[l] += times * along[l] * along[l];
            }
        }
        sum
    }

    /// The squared distance of points from the mean in the informed directions, in units of the
    /// deviations.
    pub fn distance<const N: usize>(&self, z: &[[f64; N]]) -> [f64; N] {
        let mut sum = [0.0; N];
        for (direction, deviation) in self.basis.iter().zip(&self.deviations) {
            let along = self.along(z, direction);
            for l in 0..N {
                let along = along[l] / deviation;
                sum[l] += along * along;
            }
        }
        sum
    }

    /// How far points lie from the mean in a direction.
    fn along<const N: usize>(&self, z: &[[f64; N]], direction: &[f64]) -> [f64; N] {
        let mut sum = [0.0; N];
        for ((z, m), v) in z.iter().zip(&self.mean).zip(direction) {
            for l in 0..N {
                sum[l] += (z[l] - m) * v;
            }
        }
        sum
    }

    /// How far every point of a population lies from the mean in a direction.
    pub fn all_along(&self, points: &Points, direction: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; points.count()];
        for (c, (m, v)) in self.mean.iter().zip(direction).enumerate() {
            for (sum, z) in sums.iter_mut().zip(points.coordinate(c)) {
                *sum += (z - m) * v;
            }
        }
        sums
    }

    /// Turns standard normal numbers into draws of the reference less its mean, each `far` times as
    /// long in the informed directions.
    pub fn shape<const N: usize>(&self, noise: &mut [[f64; N]], far: [f64; N]) {
        let lengths: Vec<[f64; N]> = self
            .basis
            .iter()
            .zip(&self.deviations)
            .map(|(direction, deviation)| {
                let dot = dot_each(direction, noise);
                std::array::from_fn(|l| (far[l] * deviation - 1.0) * dot[l])
            })
            .collect();
        for (direction, length) in self.basis.iter().zip(lengths) {
            for (noise, what) in noise.iter_mut().zip(direction) {
                for l in 0..N {
                    noise[l] += length[l] * what;
                }
            }
        }
    }
}

/// The covariance of the points along orthonormal directions.
fn covariance(points: &Points, weights: &[f64], mean: &[f64], along: &[Vec<f64>]) -> Vec<f64> {
    let size = along.len();
    let projected: Vec<Vec<f64>> = along
        .iter()
        .map(|direction| {
            let mut values = vec![-dot(direction, mean); points.count()];
            for (c, &component) in direction.iter().enumerate() {
                if component != 0.0 {
                    add(&mut values, component, points.coordinate(c));
                }
            }
            values
        })
        .collect();
    let mut matrix = vec![0.0; size * size];
    for i in 0..size {
        let scaled: Vec<f64> = projected[i].iter().zip(weights).map(|(z, w)| z * w).collect();
        for j in 0..=i {
            let value = dot(&scaled, &projected[j]);
            matrix[i * size + j] = value;
            matrix[j * size + i] = value;
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_maths::random::normal;

    fn cloud(dimensions: usize, count: usize) -> Points {
        let mut points = Points::new(dimensions, count);
        for c in 0..dimensions {
            for (p, z) in points.coordinate_mut(c).iter_mut().enumerate() {
                *z = normal(3, p as u64, c as u64, 0);
            }
        }
        points
    }

    #[test]
    fn nothing_is_found_in_noise() {
        for (dimensions, count) in [(3, 400), (30, 400), (300, 500)] {
            let weights = vec![1.0 / count as f64; count];
            let points = cloud(dimensions, count);
            let outputs = cloud(5, count);
            let found = Reference::fit(&points, &outputs, &weights, count as f64);
            assert!(found.basis.len() <= 1, "{} of {dimensions}", found.basis.len());
        }
    }

    #[test]
    fn an_informed_direction_is_found_with_its_mean_and_width() {
        let (dimensions, count) = (40, 4000);
        let mut points = cloud(dimensions, count);
        let r = 0.5f64.sqrt();
        for p in 0..count {
            let (x, y) = (points.at(3, p), points.at(9, p));
            let (along, across) = (0.1 * (x + y) * r + 2.0, (x - y) * r);
            points.coordinate_mut(3)[p] = (along + across) * r;
            points.coordinate_mut(9)[p] = (along - across) * r;
        }
        let weights = vec![1.0 / count as f64; count];
        let mut outputs = Points::new(1, count);
        for p in 0..count {
            // Any function that rises along the direction tells which it is.
            let along = (points.at(3, p) + points.at(9, p)) * r - 2.0;
            outputs.coordinate_mut(0)[p] = hongtu_maths::exp(along);
        }
        let found = Reference::fit(&points, &outputs, &weights, count as f64);
        assert_eq!(found.basis.len(), 1);
        assert!((found.deviations[0] - 0.1 * SPREAD.sqrt()).abs() < 0.005);
        assert!((found.basis[0][3] * found.basis[0][9] - 0.5).abs() < 0.01);
        assert!((found.mean[3] - 2.0 * r).abs() < 0.02 && found.mean[0].abs() < 0.06);
        // A draw of the reference has the reference's covariance.
        let mut noise = vec![[0.0]; dimensions];
        noise[3] = [1.0];
        found.shape(&mut noise, [1.0]);
        assert!((noise[3][0] - (1.0 + found.deviations[0]) / 2.0).abs() < 0.02);
    }
}

//! The directions in which what was observed changes.

use crate::eigen::eigen;
use crate::linear::{add, dot, solve};
use crate::points::Points;

/// At most so many coordinates are looked at: those that what was observed depends on most.
const MOST: usize = 160;

/// A coordinate is looked at from this many standard errors of a correlation on.
const SIGNIFICANT: f64 = 3.0;

/// Orthonormal directions: for each output that of its linear regression on the coordinates, and
/// coordinates whose own variance is no longer that of the prior.
///
/// Outputs are taken by their ranks. Of normal coordinates, the regression of any rising function of
/// one direction finds that direction, whatever the function (Brillinger 1983), so no shape of the
/// model is assumed.
pub fn directions(
    points: &Points,
    outputs: &Points,
    weights: &[f64],
    mean: &[f64],
    size: f64,
) -> Vec<Vec<f64>> {
    let dimensions = points.dimensions();
    let variance: Vec<f64> = (0..dimensions)
        .map(|c| {
            let values = points.coordinate(c);
            values.iter().zip(weights).map(|(z, w)| w * (z - mean[c]) * (z - mean[c])).sum::<f64>()
        })
        .collect();
    let outputs: Vec<Vec<f64>> = (0..outputs.dimensions())
        .filter_map(|o| weighted_ranks(outputs.coordinate(o), weights))
        .collect();
    // Covariances of coordinates with outputs of variance 1.
    let shared: Vec<Vec<f64>> = outputs
        .iter()
        .map(|output| (0..dimensions).map(|c| dot(output, points.coordinate(c))).collect())
        .collect();
    let chosen = choose(&shared, &variance, size);
    let mut found = Vec::new();
    let mut sides: Vec<Vec<f64>> =
        shared.iter().map(|s| chosen.iter().map(|&c| s[c]).collect()).collect();
    if solve(second_moments(points, weights, mean, &chosen), chosen.len(), &mut sides) {
        for side in sides {
            let mut direction = vec![0.0; dimensions];
            for (&c, component) in chosen.iter().zip(side) {
                direction[c] = component;
            }
            found.push(direction);
        }
    }
    for (c, v) in variance.iter().enumerate() {
        if (v - 1.0).abs() * (size / 2.0).sqrt() > 4.0 {
            let mut direction = vec![0.0; dimensions];
            direction[c] = 1.0;
            found.push(direction);
        }
    }
    found.truncate(MOST);
    orthonormal(found)
}

/// Ranks of numbers, centred and scaled to variance 1, times the weights; `None` where all are the
/// same. What is not a number counts as the middle.
fn weighted_ranks(values: &[f64], weights: &[f64]) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&p| !values[p].is_nan()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut ranks = vec![f64::NAN; values.len()];
    let mut below = 0.0;
    let mut at = 0;
    while at < order.len() {
        let same = order[at..].iter().take_while(|&&p| values[p] == values[order[at]]).count();
        let share: f64 = order[at..at + same].iter().map(|&p| weights[p]).sum();
        for &p in &order[at..at + same] {
            ranks[p] = below + share / 2.0;
        }
        below += share;
        at += same;
    }
    let middle = below / 2.0;
    for rank in &mut ranks {
        *rank = if rank.is_nan() { 0.0 } else { *rank - middle };
    }
    let variance: f64 = ranks.iter().zip(weights).map(|(r, w)| w * r * r).sum();
    if variance.is_nan() || variance <= 1e-12 {
        return None;
    }
    let scale = 1.0 / variance.sqrt();
    Some(ranks.iter().zip(weights).map(|(r, w)| r * w * scale).collect())
}

/// Coordinates that correlate with some output by more than chance, those that do most if there are
/// too many; in their order.
fn choose(shared: &[Vec<f64>], variance: &[f64], size: f64) -> Vec<usize> {
    let most = ((size / 4.0) as usize).clamp(1, MOST);
    let strength: Vec<f64> = variance
        .iter()
        .enumerate()
        .map(|(c, v)| {
            let most = shared.iter().map(|s| s[c] * s[c]).fold(0.0, hongtu_maths::max);
            if *v > 0.0 { most / v } else { 0.0 }
        })
        .collect();
    let least = SIGNIFICANT * SIGNIFICANT / size;
    let mut order: Vec<usize> = (0..variance.len()).filter(|&c| strength[c] > least).collect();
    order.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]).then(a.cmp(&b)));
    order.truncate(most);
    order.sort_unstable();
    order
}

fn second_moments(points: &Points, weights: &[f64], mean: &[f64], chosen: &[usize]) -> Vec<f64> {
    let size = chosen.len();
    let mut matrix = vec![0.0; size * size];
    let mut scaled = vec![0.0; points.count()];
    for (i, &a) in chosen.iter().enumerate() {
        for ((scaled, z), w) in scaled.iter_mut().zip(points.coordinate(a)).zip(weights) {
            *scaled = w * (z - mean[a]);
        }
        for (j, &b) in chosen[..=i].iter().enumerate() {
            // Σ w (a − ā) = 0, so the other mean drops out.
            let value = dot(&scaled, points.coordinate(b));
            matrix[i * size + j] = value;
            matrix[j * size + i] = value;
        }
        // So that copies of few points make no singular matrix.
        matrix[i * size + i] += 1e-3;
    }
    matrix
}

/// An orthonormal basis of the space of some vectors, less what they hardly differ in.
fn orthonormal(mut vectors: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    vectors.retain_mut(|vector| {
        let length = dot(vector, vector).sqrt();
        let usable = length.is_finite() && length > 1e-9;
        if usable {
            for component in vector {
                *component /= length;
            }
        }
        usable
    });
    let size = vectors.len();
    let mut gram = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let value = dot(&vectors[i], &vectors[j]);
            gram[i * size + j] = value;
            gram[j * size + i] = value;
        }
    }
    eigen(gram, size)
        .into_iter()
        .filter(|(value, _)| *value > 1e-4)
        .map(|(value, components)| {
            let mut direction = vec![0.0; vectors[0].len()];
            for (vector, component) in vectors.iter().zip(components) {
                add(&mut direction, component / value.sqrt(), vector);
            }
            direction
        })
        .collect()
}

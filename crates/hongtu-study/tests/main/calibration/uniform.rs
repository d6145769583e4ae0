//! Whether ranks are uniform.

use hongtu_maths::exp;
use hongtu_maths::special::{gamma_cdf, ln_gamma};

/// Counts of ranks `0..=most` in bins of equal width.
pub fn histogram(ranks: &[usize], most: usize, bins: usize) -> Vec<usize> {
    let mut counts = vec![0; bins];
    for rank in ranks {
        counts[rank * bins / (most + 1)] += 1;
    }
    counts
}

/// The chance of a larger chi-square than that of these counts.
pub fn chi_square(counts: &[usize]) -> f64 {
    let expected = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let square = |&count: &usize| (count as f64 - expected) * (count as f64 - expected) / expected;
    let sum: f64 = counts.iter().map(square).sum();
    1.0 - gamma_cdf(sum / 2.0, (counts.len() - 1) as f64 / 2.0)
}

/// The chance that uniform ranks leave the narrowest simultaneous band that the distribution
/// function of these ranks does not leave (Säilynoja, Bürkner and Vehtari 2022): below 0.05 they
/// leave the 95 % band.
///
/// The band holds at every place what has a two-sided chance above some level there. How likely all
/// places are held together is computed exactly, place by place: of the ranks that are left, a
/// binomial number comes next (their section 3.1).
pub fn band(ranks: &[usize], most: usize) -> f64 {
    let (sets, places) = (ranks.len(), most + 1);
    let logs: Vec<f64> = (0..=sets).map(|n| ln_gamma(n as f64 + 1.0)).collect();
    let chance = |n: usize, k: usize, p: f64| {
        let ways = logs[n] - logs[k] - logs[n - k];
        exp(ways + k as f64 * hongtu_maths::ln(p) + (n - k) as f64 * hongtu_maths::ln(1.0 - p))
    };
    // For each place the two-sided chance of each count.
    let tails: Vec<Vec<f64>> = (1..places)
        .map(|place| {
            let p = place as f64 / places as f64;
            let each: Vec<f64> = (0..=sets).map(|k| chance(sets, k, p)).collect();
            let sums = |each: &mut dyn Iterator<Item = &f64>| -> Vec<f64> {
                each.scan(0.0, |sum, chance| {
                    *sum += chance;
                    Some(*sum)
                })
                .collect()
            };
            let (up, mut down) = (sums(&mut each.iter()), sums(&mut each.iter().rev()));
            down.reverse();
            up.iter().zip(down).map(|(a, b)| 2.0 * hongtu_maths::min(*a, b)).collect()
        })
        .collect();
    let found = (1..places).map(|place| ranks.iter().filter(|&&rank| rank < place).count());
    let level = found.zip(&tails).fold(1.0, |level, (k, tails)| hongtu_maths::min(level, tails[k]));
    // Counts with the same chance are the same but for rounding.
    let level = level * (1.0 + 1e-9);
    let mut held = vec![(0, 1.0)];
    for (place, tails) in tails.iter().enumerate() {
        let p = 1.0 / (places - place) as f64;
        let inside = (0..=sets).filter(|&k| tails[k] > level);
        held = inside
            .map(|k| {
                let before = held.iter().filter(|(from, _)| *from <= k);
                (k, before.map(|(from, q)| q * chance(sets - from, k - from, p)).sum())
            })
            .collect();
    }
    1.0 - held.iter().map(|(_, q)| q).sum::<f64>()
}

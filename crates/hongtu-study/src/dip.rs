//! Hartigan's dip: how far a sample is from having one mode.

/// The dip of numbers in ascending order: the largest distance between their distribution function
/// and that unimodal one which makes it smallest. Between `1/(2n)` and 1/4; 0 without numbers.
///
/// Between the greatest convex minorant below a modal interval and the least concave majorant above it the interval
/// is narrowed until it makes the dip no larger (J. A. Hartigan and P. M. Hartigan, "The dip test of
/// unimodality", *Annals of Statistics* 13, 1985; P. M. Hartigan, algorithm AS 217, 1985).
pub fn dip(x: &[f64]) -> f64 {
    let Some(last) = x.len().checked_sub(1) else { return 0.0 };
    if x[last] == x[0] {
        return 0.5 / x.len() as f64;
    }
    let minorant = chain(x, (0..=last).collect());
    let majorant = chain(x, (0..=last).rev().collect());
    let (mut low, mut high, mut dip) = (0, last, 1.0);
    // Each turn narrows the interval; equal numbers must not keep it from ending.
    for _ in 0..x.len() {
        // Touching points of the minorant from `high` down, and of the majorant from `low` up.
        let gcm = path(&minorant, high, |at| at <= low);
        let lcm = path(&majorant, low, |at| at >= high);
        let (distance, ig, ih) = widest(x, &gcm, &lcm);
        if distance < dip {
            break;
        }
        dip = hongtu_maths::max(dip, below(x, &gcm[ig..]));
        dip = hongtu_maths::max(dip, above(x, &lcm[ih..]));
        if low == gcm[ig] && high == lcm[ih] {
            break;
        }
        (low, high) = (gcm[ig], lcm[ih]);
    }
    dip / (2.0 * x.len() as f64)
}

/// For each point, in the order given, the one that a convex chain from the first to it comes from.
fn chain(x: &[f64], order: Vec<usize>) -> Vec<usize> {
    let first = order[0];
    let mut before = vec![first; x.len()];
    for pair in order.windows(2) {
        let (mut from, at) = (pair[0], pair[1]);
        loop {
            let further = before[from];
            let (run, rise) = (x[at] - x[from], from as f64 - further as f64);
            let (other_run, other_rise) = (x[from] - x[further], at as f64 - from as f64);
            if from == first || run * rise < other_run * other_rise {
                break;
            }
            from = further;
        }
        before[at] = from;
    }
    before
}

/// The points of a chain from one on until an end is reached.
fn path(chain: &[usize], from: usize, ends: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut found = vec![from];
    let mut at = from;
    while !ends(at) {
        at = chain[at];
        found.push(at);
    }
    found
}

/// The largest distance between minorant and majorant, in ranks, and where on either it is.
fn widest(x: &[f64], gcm: &[usize], lcm: &[usize]) -> (f64, usize, usize) {
    let (mut ig, mut ih) = (gcm.len() - 1, lcm.len() - 1);
    if gcm.len() == 2 && lcm.len() == 2 {
        return (1.0, ig, ih);
    }
    let (mut largest, mut ix, mut iv) = (0.0, gcm.len() - 2, 1);
    // Each turn goes on by one touching point.
    for _ in 0..gcm.len() + lcm.len() {
        let (g, l) = (gcm[ix], lcm[iv]);
        if g > l {
            let next = gcm[ix + 1];
            let slope = slope(x, next, g);
            let here = l as f64 - next as f64 + 1.0 - (x[l] - x[next]) * slope;
            iv += 1;
            if here >= largest {
                (largest, ig, ih) = (here, ix + 1, iv - 1);
            }
        } else {
            let before = lcm[iv - 1];
            let slope = slope(x, before, l);
            let here = (x[g] - x[before]) * slope - (g as f64 - before as f64 - 1.0);
            let at = ix;
            ix = ix.saturating_sub(1);
            if here >= largest {
                (largest, ig, ih) = (here, at, iv);
            }
        }
        iv = iv.min(lcm.len() - 1);
        if gcm[ix] == lcm[iv] {
            break;
        }
    }
    (largest, ig, ih)
}

/// How steep a line is, in ranks; 0 for a step.
fn slope(x: &[f64], from: usize, to: usize) -> f64 {
    if x[to] > x[from] { (to - from) as f64 / (x[to] - x[from]) } else { 0.0 }
}

/// The largest distance of the distribution above a minorant, in ranks.
fn below(x: &[f64], gcm: &[usize]) -> f64 {
    let mut largest = 0.0;
    for pair in gcm.windows(2) {
        let (from, to) = (pair[1], pair[0]);
        let mut here = 1.0;
        if to - from > 1 && x[to] != x[from] {
            let slope = (to - from) as f64 / (x[to] - x[from]);
            for at in from..=to {
                let distance = (at - from) as f64 + 1.0 - (x[at] - x[from]) * slope;
                here = hongtu_maths::max(here, distance);
            }
        }
        largest = hongtu_maths::max(largest, here);
    }
    largest
}

/// The largest distance of the distribution below a majorant, in ranks.
fn above(x: &[f64], lcm: &[usize]) -> f64 {
    let mut largest = 0.0;
    for pair in lcm.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let mut here = 1.0;
        if to - from > 1 && x[to] != x[from] {
            let slope = (to - from) as f64 / (x[to] - x[from]);
            for at in from..=to {
                let distance = (x[at] - x[from]) * slope - ((at - from) as f64 - 1.0);
                here = hongtu_maths::max(here, distance);
            }
        }
        largest = hongtu_maths::max(largest, here);
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_maths::random::{normal, uniform};

    fn sorted(mut values: Vec<f64>) -> Vec<f64> {
        values.sort_by(f64::total_cmp);
        values
    }

    #[test]
    fn a_straight_line_has_the_smallest_dip_and_two_points_the_largest() {
        let even: Vec<f64> = (0..50).map(f64::from).collect();
        assert!((dip(&even) - 0.01).abs() < 1e-12);
        let two = sorted((0..100).map(|i| f64::from(i % 2) + 1e-6 * f64::from(i)).collect());
        assert!((dip(&two) - 0.25).abs() < 0.01, "{}", dip(&two));
        assert_eq!((dip(&[]), dip(&[3.0]), dip(&[2.0; 10])), (0.0, 0.5, 0.05));
    }

    #[test]
    fn three_clusters_have_the_dip_of_their_gaps() {
        // Of two atoms with shares 1/4 and 3/4 the dip is 1/8: half of the smaller share.
        let atoms = sorted(
            (0..400).map(|i| if i % 4 == 0 { 0.0 } else { 1.0 } + 1e-9 * f64::from(i)).collect(),
        );
        assert!((dip(&atoms) - 0.125).abs() < 0.01, "{}", dip(&atoms));
    }

    /// Hartigan and Hartigan (1985), table 1: of 200 uniform numbers the dip is larger than 0.0370 in
    /// five of a hundred samples.
    #[test]
    fn the_dip_of_uniform_numbers_is_that_of_the_table() {
        let above = (0..2000u64)
            .filter(|&sample| {
                let values = (0..200).map(|i| uniform(sample, i, 7, 0)).collect();
                dip(&sorted(values)) > 0.0370
            })
            .count();
        // Two thousand samples: 100 ± 10.
        assert!((65..140).contains(&above), "{above}");
    }

    #[test]
    fn one_mode_is_told_from_two() {
        let sample = |distance: f64| {
            let draw =
                |i: u64| normal(1, i, 0, 0) + if i.is_multiple_of(3) { distance } else { 0.0 };
            dip(&sorted((0..3000).map(draw).collect()))
        };
        let found = [0.0, 1.0, 5.0].map(sample);
        assert!(found[0] < 0.012 && found[1] < 0.012 && found[2] > 0.035, "{found:?}");
    }
}

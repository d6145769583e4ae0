//! Weighted numbers in ascending order, as far as they need be ordered.

/// As many numbers are sorted at once.
const FEW: usize = 24;

/// For each weight, ascending, the smallest number up to and with which there is at least so much
/// weight, of pairs of a number and its weight; the last number where there is not so much, NaN where
/// there is none. Numbers are in the order of [`f64::total_cmp`].
///
/// The pairs are halved about their medians until the numbers wanted are found (Hoare 1961, "Algorithm
/// 65: Find"), so that time grows with their number and not with that of a whole sort.
pub fn at_weights<const N: usize>(pairs: &mut [(f64, f64)], weights: [f64; N]) -> [f64; N] {
    let mut found = [f64::NAN; N];
    find(pairs, 0.0, &weights, &mut found);
    found
}

/// As [`at_weights`], of pairs above others that weigh `below`.
fn find(pairs: &mut [(f64, f64)], below: f64, weights: &[f64], found: &mut [f64]) {
    if weights.is_empty() {
        return;
    }
    if pairs.len() > FEW {
        let middle = pairs.len() / 2;
        pairs.select_nth_unstable_by(middle, |a, b| a.0.total_cmp(&b.0));
        let (lower, upper) = pairs.split_at_mut(middle);
        let reached = below + lower.iter().map(|pair| pair.1).sum::<f64>();
        let (near, far) = weights.split_at(weights.partition_point(|&weight| reached >= weight));
        let (found_near, found_far) = found.split_at_mut(near.len());
        find(lower, below, near, found_near);
        find(upper, reached, far, found_far);
        return;
    }
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut pairs = pairs.iter();
    let (mut reached, mut last) = (below, None);
    for (&weight, found) in weights.iter().zip(found) {
        while reached < weight || last.is_none() {
            let Some(&(number, more)) = pairs.next() else { break };
            reached += more;
            last = Some(number);
        }
        *found = last.unwrap_or(f64::NAN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sorts everything and adds up.
    fn sorted(pairs: &[(f64, f64)], weight: f64) -> f64 {
        let mut pairs = pairs.to_vec();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let reached = pairs.iter().find(|(_, more)| {
            sum += more;
            sum >= weight
        });
        reached.or(pairs.last()).unwrap().0
    }

    #[test]
    fn what_is_found_is_what_a_sort_finds() {
        let mut state = 1u64;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            ((state >> 33) % most) as f64
        };
        for count in 1..300 {
            // Whole weights, so that every sum is exact; many numbers are equal.
            let mut pairs: Vec<(f64, f64)> = (0..count)
                .map(|_| {
                    let number = next(90) - 45.0;
                    (if number > 40.0 { f64::INFINITY } else { number }, next(4))
                })
                .collect();
            pairs.extend([(0.0, 1.0), (-0.0, 2.0)]);
            let all: f64 = pairs.iter().map(|pair| pair.1).sum();
            let weights =
                [1.0, (all / 4.0).trunc(), (all / 2.0).trunc(), all - 1.0, all, all + 5.0];
            let wanted = weights.map(|weight| sorted(&pairs, weight));
            let found = at_weights(&mut pairs, weights);
            assert_eq!(found.map(f64::to_bits), wanted.map(f64::to_bits), "{count}: {weights:?}");
        }
        assert!(at_weights(&mut [], [0.0])[0].is_nan());
    }
}

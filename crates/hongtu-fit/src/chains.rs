//! What chains are worth: R̂ and effective sample sizes.
//!
//! Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and localization: an
//! improved R̂ for assessing convergence of MCMC", Bayesian Analysis 16 (2021). Chains are split in two
//! halves, which count as chains.

use hongtu_maths::special::normal_quantile;
use hongtu_maths::{max, min};

/// Of one quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChainWorth {
    /// Potential scale reduction factor: the larger of the ranks' and the folded ranks'. 1 where the
    /// chains agree; above 1.01 they do not.
    pub r_hat: f64,
    /// Effective sample size for the middle of the distribution.
    pub bulk: f64,
    /// Effective sample size for its tails: the smaller of those of the 5 % and the 95 % quantile.
    pub tail: f64,
}

impl ChainWorth {
    /// Of chains of one length, at least four draws each. Where all draws are equal, or one is not a
    /// number, nothing can be said: all is NaN.
    pub fn of(chains: &[Vec<f64>]) -> Self {
        let halves = halves(chains);
        let all: Vec<f64> = halves.iter().flatten().copied().collect();
        let constant = all.iter().all(|x| x == &all[0]);
        if all.is_empty() || constant || all.iter().any(|x| !x.is_finite()) {
            return Self { r_hat: f64::NAN, bulk: f64::NAN, tail: f64::NAN };
        }
        let mut sorted = all;
        sorted.sort_unstable_by(f64::total_cmp);
        let median = quantile(&sorted, 0.5);
        let folded: Vec<Vec<f64>> =
            halves.iter().map(|half| half.iter().map(|x| (x - median).abs()).collect()).collect();
        let ranked = normal_ranks(&halves);
        let tail = |share: f64| {
            let limit = quantile(&sorted, share);
            let below = |x: &f64| f64::from(u8::from(*x <= limit));
            let marks: Vec<Vec<f64>> =
                halves.iter().map(|half| half.iter().map(below).collect()).collect();
            effective_sample_size(&marks)
        };
        Self {
            r_hat: max(r_hat(&ranked), r_hat(&normal_ranks(&folded))),
            bulk: effective_sample_size(&ranked),
            tail: min(tail(0.05), tail(0.95)),
        }
    }
}

/// Both halves of every chain; of an odd number of draws the middle one is left out.
fn halves(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let split = |chain: &Vec<f64>| {
        let half = chain.len() / 2;
        [chain[..half].to_vec(), chain[chain.len() - half..].to_vec()]
    };
    chains.iter().flat_map(split).collect()
}

/// Normal scores of the ranks among all draws, ties sharing their mean rank (equation 14).
fn normal_ranks(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let length = chains.first().map_or(0, Vec::len);
    let all: Vec<f64> = chains.iter().flatten().copied().collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_unstable_by(|&a, &b| all[a].total_cmp(&all[b]));
    let mut scores = vec![0.0; all.len()];
    let mut from = 0;
    while from < order.len() {
        let same = order[from..].iter().take_while(|&&i| all[i] == all[order[from]]).count();
        let rank = (from + 1 + from + same) as f64 / 2.0;
        let score = normal_quantile((rank - 0.375) / (all.len() as f64 + 0.25));
        for &i in &order[from..from + same] {
            scores[i] = score;
        }
        from += same;
    }
    scores.chunks(length.max(1)).map(<[f64]>::to_vec).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// Mean variance within the chains, and the overestimate of the variance of all (equations 1 to 3).
fn variances(chains: &[Vec<f64>]) -> (f64, f64) {
    let n = chains.first().map_or(0, Vec::len) as f64;
    let within = mean(&chains.iter().map(|chain| variance(chain)).collect::<Vec<f64>>());
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let between = if means.len() > 1 { variance(&means) } else { 0.0 };
    (within, within * (n - 1.0) / n + between)
}

/// Equation 4.
fn r_hat(chains: &[Vec<f64>]) -> f64 {
    let (within, all) = variances(chains);
    (all / within).sqrt()
}

/// Equations 10 to 13, with Geyer's initial monotone sequence (1992).
fn effective_sample_size(chains: &[Vec<f64>]) -> f64 {
    let n = chains.first().map_or(0, Vec::len);
    let total = (n * chains.len()) as f64;
    let (within, all) = variances(chains);
    if all == 0.0 {
        return f64::NAN;
    }
    let centred: Vec<Vec<f64>> = chains
        .iter()
        .map(|chain| {
            let mean = mean(chain);
            chain.iter().map(|x| x - mean).collect()
        })
        .collect();
    // As the paper's authors compute it, whose covariances are sums over n.
    let correlation = |lag: usize| {
        let covariance =
            |x: &Vec<f64>| x.iter().zip(&x[lag..]).map(|(a, b)| a * b).sum::<f64>() / n as f64;
        let covariances: Vec<f64> = centred.iter().map(covariance).collect();
        1.0 - (within - mean(&covariances)) / all
    };
    let mut sum = 0.0;
    let mut least = f64::INFINITY;
    let mut lag = 0;
    while lag + 2 < n {
        let pair =
            if lag == 0 { 1.0 + correlation(1) } else { correlation(lag) + correlation(lag + 1) };
        if pair < 0.0 {
            break;
        }
        least = min(least, pair);
        sum += least;
        lag += 2;
    }
    // The first term of the pair at which the sequence ends still counts where it is positive.
    let rest = if lag > 0 && lag < n { max(correlation(lag), 0.0) } else { 0.0 };
    let time = -1.0 + 2.0 * sum + rest;
    // So that anticorrelated draws are not worth more than they can be known to be.
    let least = 1.0 / hongtu_maths::log10(total);
    total / max(time, least)
}

/// A quantile of sorted numbers, straight between two of them.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() as f64 - 1.0);
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use hongtu_maths::random::uniform;

    use super::*;

    /// Autoregressive chains with the coefficient `phi`, each about a middle of its own.
    fn chains(phi: f64, length: usize, middles: &[f64]) -> Vec<Vec<f64>> {
        (0u64..)
            .zip(middles)
            .map(|(chain, middle)| {
                let mut x = normal_quantile(uniform(7, chain, 1, -1)) / (1.0 - phi * phi).sqrt();
                let mut next = |i: i64| {
                    x = phi * x + normal_quantile(uniform(7, chain, 1, i));
                    middle + x
                };
                (0..length as i64).map(&mut next).collect()
            })
            .collect()
    }

    #[test]
    fn autoregressive_chains_are_worth_what_theory_says() {
        // Of a mean n (1 − φ) / (1 + φ) independent draws.
        for phi in [-0.5, 0.0, 0.5, 0.9] {
            let worth = ChainWorth::of(&chains(phi, 4000, &[0.0; 8]));
            let theory = 32_000.0 * (1.0 - phi) / (1.0 + phi);
            assert!((worth.bulk / theory - 1.0).abs() < 0.15, "{phi}: {worth:?} {theory}");
            assert!(worth.r_hat > 0.999 && worth.r_hat < 1.01, "{phi}: {worth:?}");
            // Whether a normal draw is in a tail is remembered less well than where it is.
            let bounds = if phi > 0.0 { 0.95 * theory..32_000.0 } else { 20_000.0..theory * 1.1 };
            assert!(bounds.contains(&worth.tail), "{phi}: {worth:?}");
        }
    }

    #[test]
    fn chains_apart_in_place_or_width_are_found() {
        let worth = ChainWorth::of(&chains(0.0, 1000, &[0.0, 0.0, 0.0, 1.0]));
        // Within 1, between 1/4 of one squared: √(1 + 0.25 − …) of normal scores that are a little
        // narrower.
        assert!((worth.r_hat - 1.11).abs() < 0.03 && worth.bulk < 40.0, "{worth:?}");
        let mut wide = chains(0.0, 1000, &[0.0; 4]);
        wide[0].iter_mut().for_each(|x| *x *= 3.0);
        let worth = ChainWorth::of(&wide);
        assert!(worth.r_hat > 1.05, "{worth:?}");
        // A drift within the chains shows because they are split.
        let mut drifting = chains(0.0, 1000, &[0.0; 4]);
        for chain in &mut drifting {
            for (i, x) in chain.iter_mut().enumerate() {
                *x += i as f64 / 500.0;
            }
        }
        assert!(ChainWorth::of(&drifting).r_hat > 1.1);
    }

    #[test]
    fn ranks_of_small_chains_by_hand() {
        // Ranks 1, 2.5, 2.5, 4 of four: scores Φ⁻¹((r − 3/8) / 4.25).
        let scores = normal_ranks(&[vec![5.0, 7.0], vec![7.0, 9.0]]);
        let score = |rank: f64| normal_quantile((rank - 0.375) / 4.25);
        assert_eq!(scores, [[score(1.0), 0.0], [0.0, score(4.0)]]);
        assert!(score(2.5).abs() < 1e-15);
        // Two chains of two: within (2 + 2) / 2 = 2, between 8; √((2 / 2 + 8) / 2).
        assert_eq!(r_hat(&[vec![0.0, 2.0], vec![4.0, 6.0]]), (9.0f64 / 2.0).sqrt());
    }

    #[test]
    fn nothing_is_said_of_what_does_not_move() {
        assert!(ChainWorth::of(&[vec![1.0; 10], vec![1.0; 10]]).r_hat.is_nan());
        assert!(ChainWorth::of(&[vec![1.0, f64::NAN, 2.0, 3.0]]).bulk.is_nan());
        assert!(ChainWorth::of(&[]).tail.is_nan());
    }
}

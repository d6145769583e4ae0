//! Random numbers and scrambled points.

use hongtu_maths::random::{name_key, normal, philox, uniform, uniform_pair};
use hongtu_maths::sobol::{Sequence, scrambled_point};
use proptest::prelude::*;
use std::collections::HashSet;

/// The known answers of Random123 (`tests/kat_vectors`, philox4x32 with 10 rounds).
#[test]
fn philox_known_answers() {
    assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    assert_eq!(
        philox([u32::MAX; 4], [u32::MAX; 2]),
        [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
    );
    assert_eq!(
        philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
        [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
    );
}

/// Recorded results depend on these values: they never change.
#[test]
fn draws_are_fixed() {
    assert_eq!(name_key(""), 0xe220a8397b1dcdaf);
    assert_eq!(name_key("price of steel"), 0xa70e500ac2714a67);
    assert_eq!(name_key("钢铁价格"), 0x6fbb9221e81678b2);
    assert_eq!(uniform(1, 2, 3, 4).to_bits(), 0x3fea3337734a83c7);
    assert_eq!(normal(1, 2, 3, -4).to_bits(), 0xbff449fac5a3cfbe);
    assert_eq!(scrambled_point(1, 2, 3, 4).to_bits(), 0x3fea3c6ee45f8fd7);
}

#[test]
fn name_keys_avalanche() {
    // A flipped bit of the name flips half the key's bits on average, each output bit about alike.
    let mut flips = [0u32; 64];
    let mut trials = 0;
    for i in 0..2_000 {
        let name = format!("constant {i} of sector {}", i * 7 % 13);
        let key = name_key(&name);
        for place in 0..name.len() {
            let mut bytes = name.clone().into_bytes();
            bytes[place] ^= 1;
            let other = name_key(std::str::from_utf8(&bytes).unwrap());
            (0..64).for_each(|bit| flips[bit] += ((key ^ other) >> bit & 1) as u32);
            trials += 1;
        }
    }
    for count in flips {
        let share = f64::from(count) / f64::from(trials);
        assert!((share - 0.5).abs() < 0.02, "{share}");
    }
    let keys = (0..200_000).map(|i| name_key(&format!("x{i}"))).collect::<HashSet<_>>();
    assert_eq!(keys.len(), 200_000);
    assert_ne!(name_key("a"), name_key("a\0"));
}

fn mean_and_variance(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for v in values {
        n += 1.0;
        sum += v;
        squares += v * v;
    }
    (sum / n, squares / n - sum / n * (sum / n))
}

#[test]
fn uniforms_are_uniform_along_every_key() {
    const N: u64 = 100_000;
    let along: [fn(u64) -> f64; 4] = [
        |i| uniform(i, 0, 5, 0),
        |i| uniform(0, i, 5, 0),
        |i| uniform(0, 0, i, 0),
        |i| uniform(0, 0, 5, i as i64 - 50_000),
    ];
    for f in along {
        let (mean, variance) = mean_and_variance((0..N).map(f));
        assert!((mean - 0.5).abs() < 0.004, "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 0.001, "{variance}");
        // Neighbours are uncorrelated, and 256 cells are filled evenly.
        let product = (0..N).map(|i| (f(i) - 0.5) * (f(i + 1) - 0.5)).sum::<f64>() / N as f64;
        assert!((product * 12.0).abs() < 0.015, "{product}");
        let mut cells = [0.0; 256];
        (0..N).for_each(|i| cells[(f(i) * 256.0) as usize] += 1.0);
        let expected = N as f64 / 256.0;
        let chi: f64 = cells.iter().map(|c| (c - expected) * (c - expected) / expected).sum();
        assert!((150.0..380.0).contains(&chi), "{chi}");
    }
    let (mean, variance) = mean_and_variance((0..N).map(|i| normal(9, i, 1, 2030)));
    assert!(mean.abs() < 0.012 && (variance - 1.0).abs() < 0.02);
}

#[test]
fn keys_do_not_mix() {
    let mut seen = HashSet::new();
    for run in 0..40 {
        for name in 0..40 {
            for year in -20..20 {
                assert!(seen.insert(uniform(7, run, name, year).to_bits()));
            }
        }
    }
}

proptest! {
    #[test]
    fn uniforms_are_inside(seed: u64, run: u64, name: u64, year: i64) {
        let (u, v) = uniform_pair(seed, run, name, year);
        prop_assert!(u > 0.0 && u < 1.0 && v > 0.0 && v < 1.0 && u != v);
        prop_assert_eq!(u, uniform(seed, run, name, year));
        prop_assert_eq!(1.0 - (1.0 - u), u);
    }

    #[test]
    fn blocks_are_stratified(seed: u64, scramble: u32, name: u64, m in 0u32..12, block: u32) {
        let n = 1u32 << m;
        let start = block & !(n - 1);
        let sequence = Sequence::new(seed, scramble, name);
        let mut hit = vec![false; n as usize];
        for i in start..=start + (n - 1) {
            let u = sequence.point(i);
            prop_assert!(u > 0.0 && u < 1.0);
            prop_assert_eq!(u, scrambled_point(seed, scramble, name, i));
            let cell = (u * f64::from(n)) as usize;
            prop_assert!(!hit[cell], "cell {} twice", cell);
            hit[cell] = true;
        }
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let products = a.iter().zip(b).map(|(a, b)| (a - 0.5) * (b - 0.5));
    products.sum::<f64>() / a.len() as f64 * 12.0
}

fn points(seed: u64, scramble: u32, name: u64, n: u32) -> Vec<f64> {
    let sequence = Sequence::new(seed, scramble, name);
    (0..n).map(|i| sequence.point(i)).collect()
}

#[test]
fn names_scrambles_and_seeds_are_uncorrelated() {
    const N: u32 = 4096;
    let (mut worst, mut squares) = (0.0_f64, 0.0);
    let base = points(1, 0, name_key("a"), N);
    for i in 0..300 {
        for other in [
            points(1, 0, name_key(&format!("b{i}")), N),
            points(1, 1 + i, name_key("a"), N),
            points(2 + u64::from(i), 0, name_key("a"), N),
        ] {
            assert_ne!(base, other);
            let r = correlation(&base, &other);
            worst = worst.max(r.abs());
            squares += r * r;
        }
    }
    // Indices 2j and 2j + 1 lie in opposite halves for every name, so only half of the products of the
    // points' first bits are free: the deviation is above that of random points, 1.
    let deviation = (squares / 900.0_f64).sqrt() * 64.0;
    println!("correlation of 4096 points, times 64: {deviation}, at most {}", worst * 64.0);
    assert!((1.0..1.4).contains(&deviation), "{deviation}");
    assert!(worst < 4.5 * 1.4 / 64.0, "{worst}");
    // And a joint histogram: 16 × 16 cells, 16 points each.
    let other = points(1, 0, name_key("c"), N);
    let mut cells = [0.0; 256];
    for (a, b) in base.iter().zip(&other) {
        cells[(a * 16.0) as usize * 16 + (b * 16.0) as usize] += 1.0;
    }
    let chi: f64 = cells.iter().map(|c| (c - 16.0) * (c - 16.0) / 16.0).sum();
    assert!((140.0..330.0).contains(&chi), "{chi}");
}

#[test]
fn each_point_is_uniform_over_scrambles() {
    for index in [0, 1, 1000, u32::MAX] {
        let values = (0..20_000).map(|s| scrambled_point(3, s, 77, index));
        let (mean, variance) = mean_and_variance(values);
        assert!((mean - 0.5).abs() < 0.01 && (variance - 1.0 / 12.0).abs() < 0.002);
    }
}

/// The error of a mean over ten names of a function that adds up falls about as n^(−3/2).
#[test]
fn additive_means_converge_fast() {
    let deviation = |n: u32| {
        let scrambles = 20;
        let errors = (0..scrambles).map(|s| {
            let sequences = (0..10).map(|name| Sequence::new(5, s, name)).collect::<Vec<_>>();
            let sum: f64 = (0..n)
                .map(|i| sequences.iter().map(|q| q.point(i)).map(|u| u * u).sum::<f64>())
                .sum();
            sum / f64::from(n) - 10.0 / 3.0
        });
        (errors.map(|e| e * e).sum::<f64>() / f64::from(scrambles)).sqrt()
    };
    let (coarse, fine) = (deviation(64), deviation(4096));
    println!("deviation {coarse:e} of 64 points, {fine:e} of 4096: ratio {}", coarse / fine);
    // 8 would be random points' ratio, 512 the theory's.
    assert!(coarse / fine > 250.0);
}

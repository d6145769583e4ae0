//! Evenly spread points for priors: scrambled Sobol′ points keyed by name.
//!
//! In a plan a draw belongs to a name, never to a position in a list, so a constant that is added
//! must not move the others to another dimension. Each name therefore has its own one-dimensional
//! sequence, the first dimension of Sobol′'s (van der Corput's in base 2), and names are joined by
//! *padding*: the index is shuffled and the point scrambled, both by nested uniform (Owen)
//! scrambling, independently for each name (Kollig & Keller, "Efficient multidimensional sampling",
//! Computer Graphics Forum 21 (2002), §3.2; Burley, "Practical hash-based Owen scrambling", JCGT
//! 9(4) (2020), §5).
//!
//! What that buys: every aligned block of 2ᵐ points has one point of each name in each dyadic
//! interval of length 2⁻ᵐ, so means of what adds up over names converge at about `n^(−3/2)`.
//! Interactions between names converge as with random points, at `n^(−1/2)`, and may have a larger
//! constant: the sample correlation of two names deviates from zero by 1.3 `n^(−1/2)` (measured at
//! n = 4096). Each point is uniform and each scramble gives an unbiased, independent estimate.

use crate::random::{mix, open_unit};

/// Nested uniform scrambling of a 32-bit fraction (Owen, "Randomly permuted (t,m,s)-nets and
/// (t,s)-sequences", 1995): bit k is flipped or not by a random bit that depends on the bits above
/// it, and on nothing else. It permutes every dyadic interval within its parent.
///
/// Every node of the binary tree has a random bit of its own, without the correlations of cheaper
/// scrambles by multiplication: a hash of (key, the bits above with a leading one) serves the fifteen
/// nodes of four levels.
fn owen_scramble(x: u32, key: u64) -> u32 {
    let mut flips = 0;
    for group in 0..8 {
        // The leading one tells nodes of different depth apart.
        let node = u64::from(x) >> (32 - 4 * group) | 1 << (4 * group);
        let random = mix(key ^ node.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let digit = x >> (28 - 4 * group) & 15;
        let mut flip = 0;
        for level in 0..4 {
            // The nodes of the small tree, numbered from 1 as in a heap.
            let within = 1 << level | digit >> (4 - level);
            flip = flip << 1 | (random >> within & 1) as u32;
        }
        flips = flips << 4 | flip;
    }
    x ^ flips
}

/// The key of one use of (seed, scramble, name).
fn key(seed: u64, scramble: u32, name: u64, purpose: u64) -> u64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = mix(seed.wrapping_add(STEP));
    for word in [u64::from(scramble), name, purpose] {
        state = mix((state ^ word).wrapping_add(STEP));
    }
    state
}

/// Point `index` of the sequence that belongs to `name`, strictly inside (0, 1).
///
/// The upper 32 bits are stratified: for any m ≤ 32, the points of an aligned block of 2ᵐ indices
/// (`j 2ᵐ` to `(j + 1) 2ᵐ − 1`) fall one into each interval `[i 2⁻ᵐ, (i + 1) 2⁻ᵐ)`. The lower 20 bits
/// are a hash of (seed, scramble, name, index), so the result has the resolution of
/// [`uniform`](crate::random::uniform): an odd multiple of 2⁻⁵³.
///
/// `scramble` numbers independent randomisations of the whole set, whose spread measures the error;
/// `name` is a [`name_key`](crate::random::name_key).
///
/// ```
/// use hongtu_maths::{random::name_key, sobol::scrambled_point};
/// let name = name_key("yield");
/// let lower_half = (0..64).filter(|&i| scrambled_point(1, 0, name, i) < 0.5).count();
/// assert_eq!(lower_half, 32);
/// ```
pub fn scrambled_point(seed: u64, scramble: u32, name: u64, index: u32) -> f64 {
    Sequence::new(seed, scramble, name).point(index)
}

/// The points of one name, the keys made once; the same bits as [`scrambled_point`].
#[derive(Clone, Copy, Debug)]
pub struct Sequence {
    shuffle: u64,
    scramble: u64,
    rest: u64,
}

impl Sequence {
    /// The sequence of a name under a seed and a scramble number.
    pub fn new(seed: u64, scramble: u32, name: u64) -> Sequence {
        Sequence {
            shuffle: key(seed, scramble, name, 1),
            scramble: key(seed, scramble, name, 2),
            rest: key(seed, scramble, name, 3),
        }
    }

    /// Point `index`; see [`scrambled_point`].
    pub fn point(&self, index: u32) -> f64 {
        // Scrambled from its uppermost bit on, an index stays within its aligned block of 2ᵐ moved as
        // a whole; van der Corput's point of the shuffled index is its bits reversed.
        let shuffled = owen_scramble(index, self.shuffle);
        let stratified = owen_scramble(shuffled.reverse_bits(), self.scramble);
        let rest = mix(self.rest ^ u64::from(index).wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 32;
        open_unit(u64::from(stratified) << 32 | rest)
    }
}

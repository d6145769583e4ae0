//! Random numbers that depend on what they are for, not on who asks first.
//!
//! There is no stream and no state: a number is a function of (seed, run, name, year), so adding a
//! constant to a plan, running on more threads or repeating one run alone changes no other draw.
//! The function is Philox4x32-10 of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy
//! as 1, 2, 3", SC'11 (2011), §3.3: a bijection of a 128-bit counter under a 64-bit key.

use crate::special::normal_quantile;

/// Philox4x32 with 10 rounds.
///
/// For each key a bijection of the counters: distinct counters have distinct outputs.
#[inline]
pub fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key[0] = key[0].wrapping_add(0x9e37_79b9);
            key[1] = key[1].wrapping_add(0xbb67_ae85);
        }
        let first = u64::from(counter[0]) * 0xd251_1f53;
        let second = u64::from(counter[2]) * 0xcd9e_8d57;
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
    }
    counter
}

/// A bijection of 64-bit words in which every input bit flips each output bit about half the time:
/// the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014; Stafford's variant 13).
#[inline]
pub(crate) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A 64-bit key for a name: fixed for all time and the same on every platform.
///
/// The UTF-8 bytes are read as little-endian words of eight, the last padded with zeros. Starting
/// from the length in bytes, each word `w` turns the state `h` into
/// `mix((h ⊕ w) + 0x9e3779b97f4a7c15)` (wrapping), `mix` being the finaliser of SplitMix64. Each step
/// is a bijection of `h` for given `w` and of `w` for given `h`, so names of at most eight bytes and
/// equal length never collide; among n other names a collision has the odds n² / 2⁶⁵.
///
/// No normalisation: the caller decides which spellings are the same name.
pub fn name_key(name: &str) -> u64 {
    let mut state = name.len() as u64;
    for chunk in name.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        let word = u64::from_le_bytes(word);
        state = mix((state ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15));
    }
    mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15))
}

/// The 128 random bits of (seed, run, name, year).
///
/// The Philox key is the seed (low word first). The counter is `[run, name]`, low words first, once
/// put through Philox with the key `year` (low word first), the seed not yet involved. Within one
/// year that is a bijection, so no two distinct (run, name) can share a counter; across years two
/// counters coincide with odds 2⁻¹²⁸ a pair.
#[inline]
fn bits(seed: u64, run: u64, name: u64, year: i64) -> [u32; 4] {
    let words = |x: u64| [x as u32, (x >> 32) as u32];
    let ([run_low, run_high], [name_low, name_high]) = (words(run), words(name));
    let counter = philox([run_low, run_high, name_low, name_high], words(year as u64));
    philox(counter, words(seed))
}

/// The multiples of 2⁻⁵³ that lie half-way between those of 2⁻⁵²: strictly inside (0, 1), and
/// symmetric about ½.
#[inline]
pub(crate) fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4503599627370496.0)
}

/// A uniform number strictly inside (0, 1), keyed (seed, run, name, year).
///
/// One of the 2⁵² odd multiples of 2⁻⁵³, each as likely as another; the smallest is 2⁻⁵³, the largest
/// `1 − 2⁻⁵³`, and `1 − u` is exact. What does not vary by year takes year 0. `name` is a
/// [`name_key`].
///
/// ```
/// use hongtu_maths::random::{name_key, uniform};
/// let u = uniform(1, 0, name_key("yield"), 2025);
/// assert!(u > 0.0 && u < 1.0);
/// assert_eq!(u, uniform(1, 0, name_key("yield"), 2025));
/// ```
#[inline]
pub fn uniform(seed: u64, run: u64, name: u64, year: i64) -> f64 {
    uniform_pair(seed, run, name, year).0
}

/// Two independent uniform numbers of one key; the first is [`uniform`]'s.
#[inline]
pub fn uniform_pair(seed: u64, run: u64, name: u64, year: i64) -> (f64, f64) {
    let [a, b, c, d] = bits(seed, run, name, year);
    let join = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    (open_unit(join(a, b)), open_unit(join(c, d)))
}

/// A standard normal number keyed (seed, run, name, year): the quantile of [`uniform`], so between
/// −8.21 and 8.21.
#[inline]
pub fn normal(seed: u64, run: u64, name: u64, year: i64) -> f64 {
    normal_quantile(uniform(seed, run, name, year))
}

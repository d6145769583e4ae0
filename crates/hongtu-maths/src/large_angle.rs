//! Reduction of large angles by multiplication with 2/π in integers.
//!
//! Payne & Hanek, "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18 (1983):
//! for `x = M 2ᵉ` only a window of the bits of 2/π matters, since bits before it contribute whole
//! turns and bits after it less than the precision wanted.

use crate::double::{multiply, quick_two_sum};
use crate::trigonometry::Reduced;

/// The first 1,280 bits of 2/π, most significant word first.
const TWO_OVER_PI: [u64; 20] = [
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
];
const HALF_PI: (f64, f64) = (core::f64::consts::FRAC_PI_2, 6.123233995736766e-17);

/// 64 bits of 2/π from bit `start` on, bit 0 having the weight ½; zeros before and after the table.
fn bits_from(start: i32) -> u64 {
    let word = start.div_euclid(64);
    let shift = start.rem_euclid(64) as u32;
    let at = |i: i32| usize::try_from(i).ok().and_then(|i| TWO_OVER_PI.get(i)).map_or(0, |&w| w);
    match shift {
        0 => at(word),
        _ => (at(word) << shift) | (at(word + 1) >> (64 - shift)),
    }
}

/// Reduces a finite angle with `|x| ≥ 1`.
pub(crate) fn reduce_large(x: f64) -> Reduced {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let significand = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;

    // A window of 192 bits whose first has the weight 2 in units of quarter turns, times M, modulo
    // four quarter turns. The bits left out add less than 2⁻¹³⁷; no f64 comes nearer than about
    // 2⁻⁶² to a multiple of π/2 (Muller, "Elementary Functions", 2016, §11.3.2).
    let window = [0, 64, 128].map(|offset| bits_from(exponent - 2 + offset));
    let product = |w: u64| u128::from(w) * u128::from(significand);
    let low = product(window[2]);
    let middle = product(window[1]) + (low >> 64);
    let high = product(window[0]) + (middle >> 64);
    let (high, middle, low) = (high as u64, middle as u64, low as u64);

    // Two bits of quarter turns, 190 of fraction.
    let mut quarters = high >> 62;
    let mut upper = ((u128::from(high) << 64) | u128::from(middle)) << 2 | u128::from(low >> 62);
    let mut lower = low << 2;
    let past_half = upper >> 127 == 1;
    if past_half {
        quarters += 1;
        lower = lower.wrapping_neg();
        upper = (!upper).wrapping_add(u128::from(lower == 0));
    }
    let mut zeros = upper.leading_zeros();
    if zeros > 0 {
        // At most 64 zeros follow from the bound on nearness; shifting by more is harmless.
        let shift = if zeros > 63 { 63 } else { zeros };
        upper = (upper << shift) | u128::from(lower >> (64 - shift));
        zeros = shift;
    }
    // 53 bits, then the 53 after them, each exact as a float.
    let first = (upper >> 75) as u64 as f64;
    let second = ((upper >> 22) as u64 & 0x001f_ffff_ffff_ffff) as f64;
    let unit = f64::from_bits(u64::from(1023 - 53 - zeros) << 52);
    let fraction = (first * unit, second * unit * (1.0 / 9007199254740992.0));
    let (r, r_low) = multiply(fraction, HALF_PI);
    let (r, r_low) = quick_two_sum(r, r_low);

    // The negative fraction past the half, and the odd symmetry of x, both turn the remainder about.
    let negative = x < 0.0;
    let sign = if past_half != negative { -1.0 } else { 1.0 };
    let quarters = if negative { quarters.wrapping_neg() } else { quarters };
    Reduced { quarters, high: sign * r, low: sign * r_low }
}

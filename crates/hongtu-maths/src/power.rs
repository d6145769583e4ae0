//! `pow`.

use crate::double::two_product;
use crate::exponential::exp_of_pair;
use crate::logarithm::ln_pair;

/// Beyond this exponent the result is 0 or infinity.
const EXPONENT_LIMIT: f64 = 746.0;

/// xʸ.
///
/// Special values are those of C99 (ISO/IEC 9899:1999, F.9.4.4): `pow(x, 0)` is 1 and `pow(1, y)` is
/// 1 even if the other argument is NaN; a negative finite base with a finite non-integer exponent is
/// NaN; a negative base (−0 included) with an odd integer exponent keeps its sign.
///
/// `e^(y ln x)` with the logarithm and the product in extended precision (relative error 2⁻⁶⁸), so
/// that a product up to 745 leaves an error of about a hundredth of an ulp before the one rounding
/// at the end; a result that is exactly representable, such as `pow(3, 2)`, is exact.
///
/// Error: at most 0.59 ulp measured (1 ulp where the result is subnormal).
///
/// ```
/// use hongtu_maths::pow;
/// assert_eq!(pow(3.0, 2.0), 9.0);
/// assert_eq!(pow(-2.0, 3.0), -8.0);
/// assert_eq!(pow(f64::NAN, 0.0), 1.0);
/// assert!(pow(-2.0, 0.5).is_nan());
/// ```
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let a = x.abs();
    let ln = ln_pair(a);
    // Zero and infinity have no logarithm to compute; give them one of the right sign.
    let zero = a == 0.0;
    let unbounded = a == f64::INFINITY;
    let edge = if zero { f64::NEG_INFINITY } else { f64::INFINITY };
    let ln_high = if zero | unbounded { edge } else { ln.0 };

    let (high, error) = two_product(y, ln_high);
    let low = error + y * ln.1;
    let over = high >= EXPONENT_LIMIT;
    let under = high <= -EXPONENT_LIMIT;
    let high = if over { EXPONENT_LIMIT } else { high };
    let high = if under { -EXPONENT_LIMIT } else { high };
    let low = if over | under { 0.0 } else { low };
    let magnitude = exp_of_pair(high, low);

    // Adding 2⁵² leaves the integer nearest |y| in the significand, its parity in the last bit.
    let b = y.abs();
    let large = b >= 4503599627370496.0;
    let shifted = if large { b } else { b + 4503599627370496.0 };
    let integer = large | (shifted - 4503599627370496.0 == b);
    let odd = integer & (b < 9007199254740992.0) & (shifted.to_bits() & 1 == 1);
    let sign = if odd { x.to_bits() & (1 << 63) } else { 0 };
    let result = f64::from_bits(magnitude.to_bits() | sign);

    // With |x| = 1 an infinite exponent makes the product NaN; the answer is ±1 all the same.
    let one = f64::from_bits(1.0_f64.to_bits() | sign);
    let result = if a == 1.0 { one } else { result };
    let undefined = (x < 0.0) & !integer & !unbounded;
    let result = if undefined | x.is_nan() | y.is_nan() { f64::NAN } else { result };
    if (x == 1.0) | (y == 0.0) { 1.0 } else { result }
}

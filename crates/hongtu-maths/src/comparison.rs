//! The smaller and the larger of two numbers, with NaN and −0 defined.

/// The smaller of two numbers; NaN if either is NaN, so that trouble is not hidden; −0 is smaller
/// than 0. (IEEE 754-2019, §9.6, `minimum`.)
///
/// ```
/// assert_eq!(hongtu_maths::min(1.0, 2.0), 1.0);
/// assert!(hongtu_maths::min(f64::NAN, 2.0).is_nan());
/// assert!(hongtu_maths::min(0.0, -0.0).is_sign_negative());
/// ```
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    let least = if a < b { a } else { b };
    // Equal numbers differ in their bits only as zeros do, in the sign.
    let least = if a == b { f64::from_bits(a.to_bits() | b.to_bits()) } else { least };
    if a.is_nan() | b.is_nan() { f64::NAN } else { least }
}

/// The larger of two numbers; NaN if either is NaN; 0 is larger than −0. (IEEE 754-2019, §9.6,
/// `maximum`.)
///
/// ```
/// assert_eq!(hongtu_maths::max(1.0, 2.0), 2.0);
/// assert!(hongtu_maths::max(2.0, f64::NAN).is_nan());
/// assert!(hongtu_maths::max(-0.0, 0.0).is_sign_positive());
/// ```
#[inline(always)]
pub fn max(a: f64, b: f64) -> f64 {
    let most = if a > b { a } else { b };
    let most = if a == b { f64::from_bits(a.to_bits() & b.to_bits()) } else { most };
    if a.is_nan() | b.is_nan() { f64::NAN } else { most }
}

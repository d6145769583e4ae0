//! Rounding to integers and to multiples.

/// The nearest integer, ties to the even one. Exact; the sign is kept; infinities stay.
///
/// ```
/// use hongtu_maths::round_half_even;
/// assert_eq!([0.5, 1.5, 2.5, -0.6].map(round_half_even), [0.0, 2.0, 2.0, -1.0]);
/// ```
#[inline(always)]
pub fn round_half_even(x: f64) -> f64 {
    // From 2⁵² on every f64 is an integer; below, adding 2⁵² rounds the fraction away.
    const UNIT: f64 = 4503599627370496.0;
    let a = x.abs();
    let rounded = ((a + UNIT) - UNIT).copysign(x);
    let y = if a < UNIT { rounded } else { x };
    if x.is_nan() { f64::NAN } else { y }
}

/// The integer part: toward zero. Exact; the sign is kept; infinities stay.
///
/// Vensim's `INTEGER`.
#[inline(always)]
pub fn integer(x: f64) -> f64 {
    let nearest = round_half_even(x.abs());
    let y = (if nearest > x.abs() { nearest - 1.0 } else { nearest }).copysign(x);
    if x.is_nan() { f64::NAN } else { y }
}

/// The remainder of `a / b`, with the sign of `a` and a magnitude below `|b|`. Exact.
///
/// Vensim's `MODULO`, which "follows the C standard obeying (a/b)b + a%b = a"
/// (<https://vensim.com/documentation/fn_modulo.html>), that is C's `fmod`: division toward zero.
/// XMILE, Python and Excel divide toward minus infinity, which differs where the signs do.
/// NaN for `b = 0` or infinite `a`; `a` itself for infinite `b`.
///
/// ```
/// use hongtu_maths::modulo;
/// assert_eq!(modulo(9.0, 5.0), 4.0);
/// assert_eq!(modulo(-9.0, 5.0), -4.0);
/// assert_eq!(modulo(9.0, -5.0), 4.0);
/// ```
#[inline]
pub fn modulo(a: f64, b: f64) -> f64 {
    // IEEE 754 makes the remainder exact, so the platform's has the same bits as any other.
    let remainder = a % b;
    if remainder.is_nan() { f64::NAN } else { remainder }
}

/// `a` truncated to the multiple of `b` that lies nearest to zero; `a` itself where `b ≤ 0`.
///
/// Vensim's `QUANTUM` (<https://vensim.com/documentation/fn_quantum.html>). Computed as
/// `a − modulo(a, b)`, which Vensim documents as the same and which is right where `a / b` rounds up
/// to an integer. Error: at most half an ulp.
///
/// ```
/// use hongtu_maths::quantum;
/// assert_eq!(quantum(1.9, 1.0), 1.0);
/// assert_eq!(quantum(-1.9, 1.0), -1.0);
/// assert_eq!(quantum(50.0, 12.0), 48.0);
/// assert_eq!(quantum(7.5, 0.0), 7.5);
/// ```
#[inline]
pub fn quantum(a: f64, b: f64) -> f64 {
    if a.is_nan() | b.is_nan() {
        return f64::NAN;
    }
    if b <= 0.0 || a.is_infinite() {
        return a;
    }
    a - modulo(a, b)
}

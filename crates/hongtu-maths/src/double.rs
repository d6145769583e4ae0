//! Sums and products of two `f64` without loss ("double-double"), made from `+`, `−` and `×` alone.
//!
//! A pair `(high, low)` stands for the unevaluated sum `high + low` with `|low| ≤ ulp(high) / 2`,
//! which holds about 106 bits. Sources: Dekker, "A floating-point technique for extending the
//! available precision", Numer. Math. 18 (1971); Knuth, TAOCP vol. 2, §4.2.2, theorem B.
//!
//! Fused multiply-add would give the error of a product in one operation, but it is slow where the
//! hardware lacks it (WASM), so products are split by masking the significand instead.

/// `a + b` as sum and rounding error, for any magnitudes.
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

/// `a + b` as sum and rounding error, where `|a| ≥ |b|` or `a` is zero.
#[inline(always)]
pub(crate) fn quick_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, (a - sum) + b)
}

/// The upper 26 bits of the significand; the rest, `x − upper(x)`, has at most 27.
#[inline(always)]
pub(crate) fn upper(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000)
}

/// `a × b` as product and rounding error; the error itself is good to 2⁻¹⁰⁶ of the product.
#[inline(always)]
pub(crate) fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let (a_high, b_high) = (upper(a), upper(b));
    let (a_low, b_low) = (a - a_high, b - b_high);
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}

/// The product of two pairs, not renormalised.
#[inline(always)]
pub(crate) fn multiply(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (high, low) = two_product(a.0, b.0);
    (high, low + (a.0 * b.1 + a.1 * b.0))
}

/// The quotient of two pairs, rounded to one `f64`.
#[inline(always)]
pub(crate) fn quotient(a: (f64, f64), b: (f64, f64)) -> f64 {
    let quotient = a.0 / b.0;
    let (product, error) = two_product(quotient, b.0);
    quotient + ((((a.0 - product) - error) + a.1) - quotient * b.1) / b.0
}

/// `Σ cᵢ xⁱ` by Horner's rule.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum * x + coefficients[i];
    }
    sum
}

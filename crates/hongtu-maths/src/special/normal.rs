//! The standard normal distribution.

use super::error_function::{near, scaled_tail};
use crate::double::polynomial;
use crate::exponential::exp_minus_square;
use crate::logarithm::ln;

/// The probability that a standard normal number is at most `x`.
///
/// Domain: every `f64`. Range: 0 to 1; subnormal below −37.5 and 0 below −38.6. The lower tail keeps
/// its relative accuracy: `e^(−x²/2)` is taken of the exact square. Error: at most 1.5 × 10⁻¹⁵
/// relative, subnormal results excepted. (Abramowitz & Stegun 26.2.29.)
///
/// ```
/// use hongtu_maths::special::normal_cdf;
/// assert_eq!(normal_cdf(0.0), 0.5);
/// assert!((normal_cdf(1.959963984540054) - 0.975).abs() < 1e-15);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    let y = x * core::f64::consts::FRAC_1_SQRT_2;
    if x.is_nan() {
        f64::NAN
    } else if y.abs() <= 1.0 {
        0.5 + 0.5 * near(y)
    } else {
        let a = x.abs();
        let tail =
            if a > 38.6 { 0.0 } else { 0.5 * exp_minus_square(a, 0.5) * scaled_tail(y.abs()) };
        if x < 0.0 { tail } else { 1.0 - tail }
    }
}

/// [`normal_cdf`] of each element, the same bits; the many in the middle in a loop that vectorises.
///
/// ```
/// use hongtu_maths::special::{normal_cdf, normal_cdf_each};
/// let mut x = [-9.0, -0.5, 0.0, 1.2];
/// normal_cdf_each(&mut x);
/// assert_eq!(x, [-9.0, -0.5, 0.0, 1.2].map(normal_cdf));
/// ```
pub fn normal_cdf_each(x: &mut [f64]) {
    let middle = |x: f64| {
        let y = x * core::f64::consts::FRAC_1_SQRT_2;
        (y.abs() <= 1.0, 0.5 + 0.5 * near(y))
    };
    each(x, middle, normal_cdf);
}

/// The number that a standard normal one stays below with probability `p`.
///
/// Domain: 0 to 1, NaN outside; minus and plus infinity at the ends. Near 1 the spacing of `f64`
/// limits the result; use `−normal_quantile(q)` with `q = 1 − p` where `q` is known.
///
/// Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied
/// Statistics 37 (1988), PPND16. Error: at most 10⁻¹⁵ relative.
///
/// ```
/// use hongtu_maths::special::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-15);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    const MIDDLE: ([f64; 8], [f64; 8]) = (
        [
            1.423_437_110_749_683_5,
            4.630_337_846_156_546,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            0.241_780_725_177_450_6,
            0.022_723_844_989_269_184,
            7.745_450_142_783_414e-4,
        ],
        [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            0.689_767_334_985_1,
            0.148_103_976_427_480_08,
            0.015_198_666_563_616_457,
            5.475_938_084_995_345e-4,
            1.050_750_071_644_416_9e-9,
        ],
    );
    const TAIL: ([f64; 8], [f64; 8]) = (
        [
            6.657_904_643_501_103,
            5.463_784_911_164_114,
            1.784_826_539_917_291_3,
            0.296_560_571_828_504_87,
            0.026_532_189_526_576_124,
            1.242_660_947_388_078_4e-3,
            2.711_555_568_743_487_6e-5,
            2.010_334_399_292_288_1e-7,
        ],
        [
            1.0,
            0.599_832_206_555_887_9,
            0.136_929_880_922_735_8,
            0.014_875_361_290_850_615,
            7.868_691_311_456_133e-4,
            1.846_318_317_510_054_8e-5,
            1.421_511_758_316_446e-7,
            2.044_263_103_389_939_8e-15,
        ],
    );
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if let (true, x) = central_quantile(p) {
        return x;
    }
    let q = p - 0.5;
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-ln(tail)).sqrt();
    let x = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &TAIL) };
    x.copysign(q)
}

/// [`normal_quantile`] of each element, the same bits; the many in the middle in a loop that
/// vectorises.
///
/// ```
/// use hongtu_maths::special::{normal_quantile, normal_quantile_each};
/// let mut p = [0.0, 1e-9, 0.4, 0.975];
/// normal_quantile_each(&mut p);
/// assert_eq!(p, [0.0, 1e-9, 0.4, 0.975].map(normal_quantile));
/// ```
pub fn normal_quantile_each(p: &mut [f64]) {
    each(p, central_quantile, normal_quantile);
}

/// Whether `p` is in the middle, and the quantile there, if so.
#[inline(always)]
fn central_quantile(p: f64) -> (bool, f64) {
    const CENTRE: ([f64; 8], [f64; 8]) = (
        [
            3.387_132_872_796_366_5,
            133.141_667_891_784_38,
            1_971.590_950_306_551_3,
            13_731.693_765_509_46,
            45_921.953_931_549_87,
            67_265.770_927_008_7,
            33_430.575_583_588_13,
            2_509.080_928_730_122_7,
        ],
        [
            1.0,
            42.313_330_701_600_91,
            687.187_007_492_057_9,
            5_394.196_021_424_751,
            21_213.794_301_586_597,
            39_307.895_800_092_71,
            28_729.085_735_721_943,
            5_226.495_278_852_854,
        ],
    );
    let q = p - 0.5;
    (q.abs() <= 0.425, q * ratio(0.180625 - q * q, &CENTRE))
}

#[inline(always)]
fn ratio(r: f64, (above, below): &([f64; 8], [f64; 8])) -> f64 {
    polynomial(r, above) / polynomial(r, below)
}

/// A pass over all that is right for those in the middle, then the others one by one.
#[inline(always)]
fn each(x: &mut [f64], middle: impl Fn(f64) -> (bool, f64), any: impl Fn(f64) -> f64) {
    const SIDE: usize = 8;
    for x in x.chunks_mut(SIDE) {
        let mut all = [f64::NAN; SIDE];
        all[..x.len()].copy_from_slice(x);
        let (mut found, mut inside) = ([0.0; SIDE], [false; SIDE]);
        for l in 0..SIDE {
            (inside[l], found[l]) = middle(all[l]);
        }
        for (l, x) in x.iter_mut().enumerate() {
            *x = if inside[l] { found[l] } else { any(all[l]) };
        }
    }
}

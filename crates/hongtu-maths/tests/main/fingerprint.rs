//! The same bits on every machine: one number that stands for all results at fixed points.

use crate::points::Points;
use hongtu_maths::random::{name_key, normal, uniform};
use hongtu_maths::sobol::scrambled_point;
use hongtu_maths::{special, *};

/// Folds the bits of `f` at 2,000 points of both kinds into the fingerprint.
fn fold(state: u64, f: impl Fn(f64, f64) -> f64) -> u64 {
    let mut p = Points(99);
    (0..2_000).fold(state, |state, i| {
        // Any bits, or a number of everyday size.
        let number = |p: &mut Points| if i % 4 == 0 { p.finite() } else { p.between(-20.0, 20.0) };
        let (x, y) = (number(&mut p), number(&mut p));
        (state ^ f(x, y).to_bits()).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
    })
}

/// A changed number here means that recorded runs come out differently: never by accident, and
/// never on one platform alone.
#[test]
fn bits_are_the_same_everywhere() {
    let one: [fn(f64) -> f64; 18] = [
        |x| exp(x),
        |x| exp_m1(x),
        |x| tanh(x),
        |x| ln(x),
        |x| ln_1p(x),
        |x| log2(x),
        |x| log10(x),
        |x| sin(x),
        |x| cos(x),
        |x| tan(x),
        |x| asin(x / 20.0),
        |x| acos(x / 20.0),
        |x| atan(x),
        special::erf,
        special::erfc,
        special::normal_cdf,
        |x| special::ln_gamma(x.abs()),
        |x| special::normal_quantile(x / 20.0),
    ];
    let state = one.iter().fold(0, |state, f| fold(state, |x, _| f(x)));
    let state = fold(state, |x, y| pow(x.abs(), y));
    let state = fold(state, |x, y| min(x, y) + max(x, y) * 0.5);
    let state = fold(state, |x, y| if y == 0.0 { 0.0 } else { modulo(x, y) + quantum(x, y) });
    let quantiles = |x: f64, y: f64| {
        let p = (x.abs() / 20.0) % 1.0;
        let shape = y.abs() % 50.0 + 0.1;
        special::beta_quantile(p, shape, 3.0) + special::gamma_quantile(p, shape)
    };
    let state = fold(state, quantiles);
    let name = name_key("fingerprint");
    let state = fold(state, |x, _| uniform(x.to_bits(), 1, name, 2030) + normal(1, 2, name, 3));
    let state = fold(state, |x, _| scrambled_point(7, 0, name, x.to_bits() as u32));
    assert_eq!(state, 0x273c91f28fa690a5, "{state:#x}");
}

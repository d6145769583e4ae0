//! The elementary functions: accuracy over their whole range, and special values.

use crate::double_double::{self as truth, Dd};
use crate::points::{Points, Worst};
use hongtu_maths::*;

const N: usize = 250_000;

/// The worst error of `f` over `N` points of each kind.
fn worst(
    name: &'static str,
    f: fn(f64) -> f64,
    oracle: fn(f64) -> Dd,
    kinds: &[fn(&mut Points) -> f64],
) -> Worst {
    let mut worst = Worst::of(name);
    let mut points = Points(1);
    for kind in kinds {
        for _ in 0..N {
            let x = kind(&mut points);
            worst.see((x, 0.0), f(x), oracle(x));
        }
    }
    worst
}

#[test]
fn exp_is_accurate() {
    worst(
        "exp",
        exp,
        |x| truth::exp(Dd(x, 0.0)),
        &[
            |p| p.between(-690.0, 709.7),
            |p| p.between(-1.0, 1.0),
            |p| p.scaled(-60.0, 9.4),
            |p| p.between(709.0, 709.78),
        ],
    )
    .within(0.6);
    // Here the oracle's low part is subnormal itself, which adds up to half an ulp to the measure.
    worst("exp low", exp, |x| truth::exp(Dd(x, 0.0)), &[|p| p.between(-746.0, -690.0)]).within(1.0);
}

#[test]
fn exp_m1_is_accurate() {
    worst(
        "exp_m1",
        exp_m1,
        truth::exp_m1,
        &[
            |p| p.between(-45.0, 45.0),
            |p| p.between(-1.0, 1.0),
            |p| p.scaled(-500.0, 5.0),
            |p| p.between(30.0, 709.7),
        ],
    )
    .within(0.85);
}

#[test]
fn tanh_is_accurate() {
    worst(
        "tanh",
        tanh,
        truth::tanh,
        &[|p| p.between(-20.0, 20.0), |p| p.between(-1.0, 1.0), |p| p.scaled(-400.0, 5.0)],
    )
    .within(1.0);
}

const POSITIVE: [fn(&mut Points) -> f64; 5] = [
    |p| p.finite().abs(),
    |p| p.between(0.5, 2.0),
    |p| 1.0 + p.scaled(-52.0, -1.0),
    |p| f64::from_bits(p.bits() >> 12),
    |p| p.between(0.0, 1e4),
];

#[test]
fn ln_is_accurate() {
    worst("ln", ln, truth::ln, &POSITIVE).within(0.7);
}

#[test]
fn log2_and_log10_are_accurate() {
    worst("log2", log2, |x| truth::ln(x).over(truth::LN_2_PAIR), &POSITIVE).within(0.51);
    worst("log10", log10, |x| truth::ln(x).over(truth::LN_10), &POSITIVE).within(0.51);
    for k in -1074..1024 {
        assert_eq!(log2(Dd(1.0, 0.0).scaled(k).0), f64::from(k));
    }
    for k in 0..=22 {
        assert_eq!(log10(10f64.powi(k)), f64::from(k));
    }
}

#[test]
fn ln_1p_is_accurate() {
    worst(
        "ln_1p",
        ln_1p,
        truth::ln_1p,
        &[
            |p| p.finite().abs(),
            |p| p.between(-1.0, 1.0),
            |p| p.scaled(-400.0, -1.0),
            |p| p.between(0.0, 1e4),
            |p| -1.0 + p.scaled(-53.0, -1.0).abs(),
        ],
    )
    .within(0.7);
}

#[test]
fn pow_is_accurate() {
    let mut worst = Worst::of("pow");
    let mut low = Worst::of("pow low");
    let mut p = Points(3);
    for i in 0..4 * N {
        let (x, y) = match i % 8 {
            0 => (p.between(0.0, 10.0), p.between(-300.0, 300.0)),
            1 => (p.between(0.5, 2.0), p.between(-1000.0, 1000.0)),
            2 => (p.finite().abs(), p.between(-1.0, 1.0)),
            3 => (1.0 + p.scaled(-52.0, -1.0), p.scaled(0.0, 60.0)),
            4 => (p.between(0.0, 1e6), (p.bits() % 40) as f64 - 20.0),
            5 => (p.scaled(-60.0, 60.0).abs(), [0.5, 2.0, 3.0, -1.0, 1.5, 1.0 / 3.0][i / 8 % 6]),
            6 => (f64::from_bits(p.bits() >> 12), p.between(-1.0, 1.0)),
            _ => (p.finite().abs(), p.scaled(-30.0, 12.0)),
        };
        let value = truth::pow(x, y);
        if value.0 > 1e307 || value.0 == 0.0 {
            continue;
        }
        // A pair needs its low part to be normal too.
        if value.0 < 1e-290 { &mut low } else { &mut worst }.see((x, y), pow(x, y), value);
    }
    worst.within(0.6);
    low.within(1.01);
}

const ANGLES: [fn(&mut Points) -> f64; 4] = [
    |p| p.between(-4.0, 4.0),
    |p| p.scaled(-400.0, 20.0),
    |p| p.between(-1048576.0, 1048576.0),
    // Next to the multiples of π/2, where the reduction cancels.
    |p| ((p.bits() % 2_000_000) as f64 - 1e6) / 2.0 * std::f64::consts::FRAC_PI_2,
];

#[test]
fn trigonometry_is_accurate() {
    worst("sin", sin, |x| truth::sin_cos(x).0, &ANGLES).within(0.85);
    worst("cos", cos, |x| truth::sin_cos(x).1, &ANGLES).within(0.85);
    worst(
        "tan",
        tan,
        |x| {
            let (s, c) = truth::sin_cos(x);
            s.over(c)
        },
        &ANGLES,
    )
    .within(1.0);
}

#[test]
fn inverse_trigonometry_is_accurate() {
    let unit: [fn(&mut Points) -> f64; 4] = [
        |p| p.between(-1.0, 1.0),
        |p| p.scaled(-400.0, 0.0),
        |p| 1.0 - p.scaled(-52.0, -1.0).abs(),
        |p| p.between(0.45, 0.55),
    ];
    worst("asin", asin, truth::asin, &unit).within(1.0);
    worst("acos", acos, truth::acos, &unit).within(1.0);
    worst(
        "atan",
        atan,
        truth::atan,
        &[|p| p.between(-4.0, 4.0), |p| p.scaled(-400.0, 400.0), |p| p.between(-1.0, 1.0)],
    )
    .within(1.0);
}

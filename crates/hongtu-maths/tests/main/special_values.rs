//! Zeros, infinities, NaN, overflow, huge angles: where functions have defined values.

use crate::points::Points;
use hongtu_maths::*;

const INF: f64 = f64::INFINITY;

fn same(y: f64, truth: f64) {
    assert!(y.to_bits() == truth.to_bits(), "{y:e}, not {truth:e}");
}

type Function = fn(f64) -> f64;
const ALL: [(&str, Function, Function); 15] = [
    ("exp", |x| exp(x), libm::exp),
    ("exp_m1", |x| exp_m1(x), libm::expm1),
    ("tanh", |x| tanh(x), libm::tanh),
    ("ln", |x| ln(x), libm::log),
    ("ln_1p", |x| ln_1p(x), libm::log1p),
    ("log2", |x| log2(x), libm::log2),
    ("log10", |x| log10(x), libm::log10),
    ("sin", |x| sin(x), libm::sin),
    ("cos", |x| cos(x), libm::cos),
    ("tan", |x| tan(x), libm::tan),
    ("asin", |x| asin(x), libm::asin),
    ("acos", |x| acos(x), libm::acos),
    ("atan", |x| atan(x), libm::atan),
    ("round", |x| round_half_even(x), libm::rint),
    ("integer", |x| integer(x), libm::trunc),
];

/// Two ulps: at most one of ours and one of libm's.
fn agrees(y: f64, peer: f64) -> bool {
    let distance = (y.to_bits() as i64).wrapping_sub(peer.to_bits() as i64);
    (y.is_nan() && peer.is_nan()) || distance.unsigned_abs() <= 2
}

#[test]
fn libm_agrees_on_any_bits() {
    let special = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, INF, -INF, f64::NAN, f64::MAX, f64::MIN];
    let small = [f64::from_bits(1), -f64::from_bits(1), f64::MIN_POSITIVE, 1e-310, -1e-310];
    let mut p = Points(11);
    for (name, f, peer) in ALL {
        let any = (0..100_000).map(|_| f64::from_bits(p.bits())).collect::<Vec<_>>();
        for x in special.into_iter().chain(small).chain(any) {
            let (y, z) = (f(x), peer(x));
            assert!(agrees(y, z), "{name}({x:e}) = {y:e}, libm {z:e}");
            assert!(!y.is_nan() || y.to_bits() == f64::NAN.to_bits(), "{name}({x:e}): other NaN");
        }
    }
}

#[test]
fn edges_of_exp() {
    assert!(exp(709.782712893384) < INF);
    same(exp(709.7827128933841), INF);
    same(exp(-745.1332191019411), f64::from_bits(1));
    same(exp(-745.1332191019412), libm::exp(-745.1332191019412));
    same(exp(-746.0), 0.0);
    same(exp(INF), INF);
    same(exp(-INF), 0.0);
    same(exp_m1(-0.0), -0.0);
    same(exp_m1(-INF), -1.0);
    same(tanh(-0.0), -0.0);
    same(tanh(-INF), -1.0);
}

/// C99 F.9.4.4, line by line.
#[test]
fn pow_of_c99() {
    for y in [-1.0, -3.0] {
        same(pow(0.0, y), INF);
        same(pow(-0.0, y), -INF);
    }
    for y in [-2.0, -0.5, -INF, -1e300] {
        same(pow(0.0, y), INF);
        same(pow(-0.0, y), INF);
    }
    for y in [1.0, 3.0, 9007199254740991.0] {
        same(pow(0.0, y), 0.0);
        same(pow(-0.0, y), -0.0);
    }
    for y in [2.0, 0.5, INF, 9007199254740992.0] {
        same(pow(0.0, y), 0.0);
        same(pow(-0.0, y), 0.0);
    }
    same(pow(-1.0, INF), 1.0);
    same(pow(-1.0, -INF), 1.0);
    for any in [0.0, -0.0, 1.0, -2.5, INF, -INF, f64::NAN] {
        same(pow(1.0, any), 1.0);
        same(pow(any, 0.0), 1.0);
        same(pow(any, -0.0), 1.0);
    }
    assert!(pow(-2.0, 0.5).is_nan() && pow(-1.0, 1.5).is_nan());
    for x in [0.5, -0.5, 0.0] {
        same(pow(x, -INF), INF);
        same(pow(x, INF), 0.0);
    }
    for x in [1.5, -1.5, INF, -INF] {
        same(pow(x, -INF), 0.0);
        same(pow(x, INF), INF);
    }
    same(pow(-INF, -3.0), -0.0);
    same(pow(-INF, -2.0), 0.0);
    same(pow(-INF, -0.5), 0.0);
    same(pow(-INF, 3.0), -INF);
    same(pow(-INF, 2.0), INF);
    same(pow(-INF, 0.5), INF);
    same(pow(INF, -0.5), 0.0);
    same(pow(INF, 0.5), INF);
    assert!(pow(f64::NAN, 1.0).is_nan() && pow(2.0, f64::NAN).is_nan());
    same(pow(1e300, 2.0), INF);
    same(pow(-1e300, 3.0), -INF);
    same(pow(1e-300, 2.0), 0.0);
    same(pow(2.0, -1074.0), f64::from_bits(1));
    same(pow(f64::from_bits(1), -1.0), INF);
    same(pow(1.0 + f64::EPSILON, f64::MAX), INF);
}

#[test]
fn exact_powers_are_exact() {
    let mut p = Points(12);
    for _ in 0..200_000 {
        let x = (p.bits() % 67_108_864) as f64;
        same(pow(x, 2.0), x * x);
        same(pow(x * x, 0.5), x);
        let x = (p.bits() % 200_000) as f64 - 100_000.0;
        same(pow(x, 3.0), x * x * x);
        let x = p.scaled(-1000.0, 1000.0);
        same(pow(x, 1.0), x);
    }
    let mut p = Points(13);
    for _ in 0..100_000 {
        let (x, y) = (f64::from_bits(p.bits()), p.scaled(-40.0, 40.0));
        let y = if p.bits() & 1 == 0 { y.round() } else { y };
        assert!(agrees(pow(x, y), libm::pow(x, y)), "{x:e} {y:e}");
    }
}

/// Values of mpmath 1.3; 6381956970095103 × 2⁷⁹⁷ is the `f64` nearest to a multiple of π/2
/// (Muller, "Elementary Functions", 2016, §11.3.2).
#[test]
fn huge_angles() {
    same(sin(1e22), -0.8522008497671888);
    same(cos(1e22), 0.523214785395139);
    same(cos(6381956970095103.0 * 2f64.powi(797)), -4.687165924254628e-19);
    same(sin(-1e300), 0.8178819121159085);
    same(tan(f64::MAX), -0.004962015874444895);
    // Both reductions at their border.
    for x in [1048576.0, 1048576.0 + 2f64.powi(-30), -1048577.5] {
        assert!(agrees(sin(x), libm::sin(x)) && agrees(tan(x), libm::tan(x)));
    }
}

#[test]
fn lanes_have_the_bits_of_single_calls() {
    let mut p = Points(14);
    for round in 0..200 {
        let x: [f64; 67] = std::array::from_fn(|_| match p.bits() % (8 + round % 2) {
            8 => f64::from_bits(p.bits()),
            _ => p.scaled(-30.0, 20.0),
        });
        let mut y = [0.0; 67];
        let bits = |y: [f64; 67]| y.map(f64::to_bits);
        sin_each(&x, &mut y);
        assert_eq!(bits(y), bits(x.map(sin)));
        cos_each(&x, &mut y);
        assert_eq!(bits(y), bits(x.map(cos)));
        tan_each(&x, &mut y);
        assert_eq!(bits(y), bits(x.map(tan)));
        // Opaque single calls against loops that vectorise.
        for (_, f, _) in ALL {
            y = x.map(f);
            for (x, y) in x.iter().zip(y) {
                assert_eq!(std::hint::black_box(f)(*x).to_bits(), y.to_bits());
            }
        }
    }
}

#[test]
fn minimum_and_maximum() {
    let numbers = [-INF, -1.0, -f64::from_bits(1), -0.0, 0.0, 1.0, INF];
    for (i, &a) in numbers.iter().enumerate() {
        for (j, &b) in numbers.iter().enumerate() {
            same(min(a, b), numbers[if i < j { i } else { j }]);
            same(max(a, b), numbers[if i < j { j } else { i }]);
        }
        same(min(a, -f64::NAN), f64::NAN);
        same(max(f64::NAN, a), f64::NAN);
    }
}

#[test]
fn rounding_and_remainders() {
    for x in [0.5, 1.5, 2.5, -0.5, -1.5, 4503599627370495.5, 0.49999999999999994, 1e300, -INF] {
        same(round_half_even(x), libm::rint(x));
        same(integer(x), libm::trunc(x));
    }
    // Vensim's own examples (fn_modulo.html, fn_quantum.html).
    same(modulo(9.0, 5.0), 4.0);
    same(modulo(76.5, 70.0), 6.5);
    same(modulo(-5.5, 2.0), -1.5);
    assert!(modulo(1.0, 0.0).is_nan() && modulo(INF, 2.0).is_nan());
    for (a, b, y) in [
        (1.9, 1.0, 1.0),
        (0.9, 1.0, 0.0),
        (-0.9, 1.0, 0.0),
        (-1.9, 1.0, -1.0),
        (112.3, 10.0, 110.0),
        (50.0, 12.0, 48.0),
        (423.0, 63.0, 378.0),
        (3.25, 0.0, 3.25),
        (3.25, -1.0, 3.25),
    ] {
        assert!((quantum(a, b) - y).abs() < 1e-12, "{a} {b}");
    }
    assert!(quantum(f64::NAN, 1.0).is_nan() && quantum(1.0, f64::NAN).is_nan());
}

//! Special functions against values to 60 digits, and against statrs.

use crate::points::Points;
use crate::published::*;
use hongtu_maths::special::*;

fn close(what: &str, at: impl std::fmt::Debug, y: f64, truth: f64, bound: f64, worst: &mut f64) {
    let error = if truth == 0.0 { y.abs() } else { ((y - truth) / truth).abs() };
    *worst = worst.max(error);
    assert!(error <= bound, "{what} at {at:?}: {y:e}, not {truth:e}: {error:e}");
}

#[test]
fn error_function() {
    let (mut near, mut tail) = (0.0, 0.0);
    for &(x, y, z) in ERFC {
        close("erf", x, erf(x), y, 4e-16, &mut near);
        close("erfc", x, erfc(x), z, 1.5e-15, &mut tail);
    }
    println!("erf {near:e} erfc {tail:e}");
    assert_eq!(erfc(30.0), 0.0);
    assert_eq!(erfc(f64::NEG_INFINITY), 2.0);
    assert_eq!(erf(f64::INFINITY), 1.0);
    assert!(erf(f64::NAN).is_nan() && erfc(f64::NAN).is_nan());
    let mut p = Points(5);
    for _ in 0..100_000 {
        let x = p.between(-6.0, 26.0);
        close("erfc", x, erfc(x), libm::erfc(x), 4e-15, &mut tail);
        close("erf", x, erf(x), libm::erf(x), 1e-15, &mut tail);
    }
}

#[test]
fn normal_distribution() {
    let (mut worst, mut worst_quantile) = (0.0, 0.0);
    for &(x, y) in NORMAL {
        close("normal_cdf", x, normal_cdf(x), y, 1.5e-15, &mut worst);
    }
    for &(p, x) in NORMAL_QUANTILE {
        close("normal_quantile", p, normal_quantile(p), x, 1e-15, &mut worst_quantile);
    }
    println!("normal_cdf {worst:e} normal_quantile {worst_quantile:e}");
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert_eq!(normal_quantile(0.5), 0.0);
    assert!(normal_quantile(-0.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    let mut p = Points(6);
    for _ in 0..100_000 {
        let u = p.scaled(-900.0, -1.0).abs();
        let x = normal_quantile(u);
        // The condition of the tail: an error in x counts x² times in the probability.
        close("inverse", u, normal_cdf(x), u, 1e-15 * (4.0 + x * x), &mut worst);
    }
}

#[test]
fn quantiles_rise() {
    let mut last = (f64::NEG_INFINITY, 0.0, 0.0);
    for i in 1..20_000 {
        let p = f64::from(i) / 20_000.0;
        let now = (normal_quantile(p), beta_quantile(p, 0.3, 4.0), gamma_quantile(p, 7.5));
        assert!(now.0 > last.0 && now.1 > last.1 && now.2 > last.2, "at {p}");
        last = now;
    }
}

#[test]
fn gamma_function() {
    let mut worst = 0.0;
    for &(x, y) in LN_GAMMA {
        close("ln_gamma", x, ln_gamma(x), y, 2e-15, &mut worst);
    }
    println!("ln_gamma {worst:e}");
    assert_eq!(ln_gamma(1.0), 0.0);
    assert_eq!(ln_gamma(2.0), 0.0);
    assert!(ln_gamma(-0.5).is_nan());
}

#[test]
fn gamma_distribution() {
    let (mut worst, mut worst_quantile) = (0.0, 0.0);
    for &(x, shape, p) in GAMMA {
        close("gamma_cdf", (x, shape), gamma_cdf(x, shape), p, 1e-12, &mut worst);
        if p < 0.999 {
            let y = gamma_quantile(p, shape);
            // What the rounding of p alone moves.
            let rounding = condition(p, |x| gamma_cdf(x, shape), x);
            close("gamma_quantile", (p, shape), y, x, 1e-12 + rounding, &mut worst_quantile);
        }
    }
    println!("gamma_cdf {worst:e} gamma_quantile {worst_quantile:e}");
}

/// The relative error in x that an ulp of p stands for.
fn condition(p: f64, cdf: impl Fn(f64) -> f64, x: f64) -> f64 {
    let slope = (cdf(x * 1.0001) - cdf(x * 0.9999)) / 2e-4;
    2.3e-16 * p / slope
}

#[test]
fn beta_distribution() {
    let (mut worst, mut worst_quantile) = (0.0, 0.0);
    for &(x, a, b, p) in BETA {
        close("beta_cdf", (x, a, b), beta_cdf(x, a, b), p, 1e-12, &mut worst);
        if p < 0.9999 && p > 1e-300 {
            let y = beta_quantile(p, a, b);
            let rounding = condition(p, |x| beta_cdf(x, a, b), x);
            close("beta_quantile", (p, a, b), y, x, 1e-12 + 2.0 * rounding, &mut worst_quantile);
        }
    }
    println!("beta_cdf {worst:e} beta_quantile {worst_quantile:e}");
}

#[test]
fn beta_quantiles_invert_everywhere() {
    let mut p = Points(7);
    for _ in 0..20_000 {
        let (a, b) = (p.scaled(-6.6, 16.6).abs(), p.scaled(-6.6, 16.6).abs());
        let u = if p.bits() & 1 == 0 { p.between(0.0, 1.0) } else { p.scaled(-100.0, 0.0).abs() };
        let x = beta_quantile(u, a, b);
        assert!((0.0..=1.0).contains(&x), "{u} {a} {b}");
        if x < 1e-300 || x == 1.0 {
            continue;
        }
        // Across the neighbours of x the probability must pass u, but for the cdf's own error.
        let slack = 4e-12;
        let (low, high) =
            (beta_cdf(x * (1.0 - 1e-14), a, b), beta_cdf((x * (1.0 + 1e-14)).min(1.0), a, b));
        let next_up = beta_cdf(f64::from_bits(x.to_bits() + 8).min(1.0), a, b);
        assert!(
            low <= u * (1.0 + slack) && high.max(next_up) >= u * (1.0 - slack),
            "{u:e} {a} {b}: {x:e} {low:e} {high:e}"
        );
    }
}

#[test]
fn statrs_agrees() {
    use statrs::distribution::{Beta, ContinuousCDF, Gamma};
    let mut p = Points(8);
    let mut worst = 0.0;
    for _ in 0..2_000 {
        let (a, b) = (p.scaled(-3.0, 6.0).abs(), p.scaled(-3.0, 6.0).abs());
        let x = p.between(0.01, 0.99);
        let peer = Beta::new(a, b).unwrap().cdf(x);
        if peer > 1e-250 {
            close("beta_cdf", (x, a, b), beta_cdf(x, a, b), peer, 1e-9, &mut worst);
        }
        let x = p.between(0.2, 3.0) * a;
        let peer = Gamma::new(a, 1.0).unwrap().cdf(x);
        close("gamma_cdf", (x, a), gamma_cdf(x, a), peer, 1e-9, &mut worst);
    }
    println!("statrs differs by at most {worst:e}");
}

//! Priors as functions.

use hongtu_engine::distribution::{Quantile, cdf, ln_density, mean, median, quantile};
use hongtu_maths::exp;
use hongtu_model::{Prior, Shape};

use crate::build::prior;

fn priors() -> Vec<Prior> {
    let shapes = [
        Shape::Uniform { low: -2.0, high: 5.0 },
        Shape::Normal { mean: 3.0, sd: 2.0 },
        Shape::LogNormal { median: 4.0, sigma: 0.7 },
        Shape::Triangular { low: 1.0, mode: 2.0, high: 7.0 },
        Shape::Triangular { low: 1.0, mode: 1.0, high: 7.0 },
        Shape::Beta { a: 2.2, b: 3.8, low: 1.0, high: 6.0 },
        Shape::Beta { a: 0.7, b: 1.0, low: 0.0, high: 6.0 },
    ];
    let cuts = [(None, None), (Some(1.5), None), (None, Some(4.0)), (Some(1.25), Some(3.5))];
    let mut all = Vec::new();
    for shape in shapes {
        for (low, high) in cuts {
            all.push(Prior { low, high, ..prior(shape) });
        }
    }
    all
}

#[test]
fn quantile_and_distribution_function_are_inverse() {
    for prior in priors() {
        for i in 1..200 {
            let u = f64::from(i) / 200.0;
            let x = quantile(&prior, u);
            assert!((cdf(&prior, x) - u).abs() < 1e-9, "{prior:?} {u}");
            assert!(prior.low.is_none_or(|low| x >= low));
            assert!(prior.high.is_none_or(|high| x <= high));
        }
    }
}

#[test]
fn densities_and_means_agree_with_quantiles() {
    for prior in priors() {
        let cut = Quantile::new(&prior);
        // The density is the slope of the distribution function.
        for i in 1..20 {
            let x = cut.at(f64::from(i) / 20.0);
            let h = 1e-5;
            let slope = (cdf(&prior, x + h) - cdf(&prior, x - h)) / (2.0 * h);
            let density = exp(ln_density(&prior, x));
            let kink =
                matches!(prior.shape, Shape::Triangular { mode, .. } if (x - mode).abs() < 1e-4);
            assert!(kink || (slope - density).abs() < 1e-4, "{prior:?} {x}: {slope} {density}");
        }
        // The mean is that of the quantile over the unit interval.
        let n = 200_000;
        let sum: f64 = (0..n).map(|i| cut.at((f64::from(i) + 0.5) / f64::from(n))).sum();
        let average = sum / f64::from(n);
        assert!((mean(&prior) - average).abs() < 2e-4, "{prior:?} {} {average}", mean(&prior));
        assert_eq!(median(&prior), cut.at(0.5));
    }
}

#[test]
fn all_mass_at_one_value() {
    let at = |low, high| Prior { low, high, ..prior(Shape::Point(2.0)) };
    for point in [at(None, None), at(Some(2.0), Some(2.0)), at(Some(0.0), None)] {
        assert_eq!((quantile(&point, 0.1), mean(&point), median(&point)), (2.0, 2.0, 2.0));
        assert_eq!((cdf(&point, 1.9), cdf(&point, 2.0)), (0.0, 1.0));
        assert_eq!(ln_density(&point, 2.0), 0.0);
        assert_eq!(ln_density(&point, 2.1), f64::NEG_INFINITY);
    }
    for shape in [
        Shape::Uniform { low: 1.0, high: 1.0 },
        Shape::Triangular { low: 1.0, mode: 1.0, high: 1.0 },
        Shape::Beta { a: 2.0, b: 2.0, low: 1.0, high: 1.0 },
        Shape::Normal { mean: 1.0, sd: 0.0 },
        Shape::LogNormal { median: 1.0, sigma: 0.0 },
    ] {
        assert_eq!(quantile(&prior(shape), 0.3), 1.0);
        assert_eq!(mean(&prior(shape)), 1.0);
    }
}

#[test]
fn tabulated_quantiles_are_close() {
    let shapes =
        [(1.0, 5.0), (2.2, 3.8), (3.0, 3.0), (5.0, 1.0), (1.5, 4.5), (0.5, 0.5), (40.0, 9.0)];
    for (a, b) in shapes {
        for (low, high) in [(None, None), (Some(0.3), Some(0.9))] {
            let prior = Prior { low, high, ..prior(Shape::Beta { a, b, low: 0.0, high: 1.0 }) };
            let (exact, table) = (Quantile::new(&prior), Quantile::tabulated(&prior));
            for i in 1..500 {
                let u = f64::from(i) / 500.0;
                let middle = (exact.at(u) - table.at(u)).abs();
                let tail = exp(-f64::from(i) / 14.0);
                let lower = (exact.at(tail) - table.at(tail)).abs();
                let upper = (exact.at(1.0 - tail) - table.at(1.0 - tail)).abs();
                let worst = [middle, lower, upper].into_iter().fold(0.0, hongtu_maths::max);
                assert!(worst < 1e-9, "{a} {b} {u}: {worst}");
            }
            for end in [0.0, 1.0] {
                assert!((exact.at(end) - table.at(end)).abs() < 1e-9);
            }
        }
    }
}

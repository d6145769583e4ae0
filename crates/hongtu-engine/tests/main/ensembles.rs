//! Ensembles whose distributions are known, and what draws are keyed by.

use hongtu_engine::{
    CentralDraws, Draws, Lanes, Options, PriorDraws, SCRAMBLES, Settings, simulate,
};
use hongtu_maths::special::normal_quantile;
use hongtu_maths::{exp, ln};
use hongtu_model::{Kind, Method, Reading, Shape, VariableId};

use crate::build::{Builder, add, mul, num, options, var};

fn sorted(column: &[f64]) -> Vec<f64> {
    let mut column = column.to_vec();
    column.sort_by(f64::total_cmp);
    column
}

#[test]
fn growth_at_a_lognormal_pace_has_known_quantiles() {
    // x = e^(r t) by RK4 with r normal: ln x is normal.
    let mut b = Builder::new(1.0 / 16.0, 160, Method::Rk4);
    let rate = b.uncertain("rate", 0.1, Shape::Normal { mean: 0.1, sd: 0.03 });
    let first = b.uncertain("first", 2.0, Shape::LogNormal { median: 2.0, sigma: 0.4 });
    let x = b.stock("x", var(first));
    b.flow(x, mul(var(rate), var(x)));
    b.level(x, 160);
    let n = 16_384;
    let runs = b.runs_with(0..n, &options(Lanes::Auto, 2));
    assert!(runs.troubled.is_empty());
    let column = sorted(&runs.measures[0]);
    // ln x = ln first + 10 rate: sd √(0.4² + 0.3²) = 0.5.
    for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
        let exact = ln(2.0) + 1.0 + 0.5 * normal_quantile(p);
        let found = ln(column[(p * n as f64) as usize]);
        // Plain random numbers would be off by 0.5 √(p (1 − p) / n) / φ; the points do better.
        assert!((found - exact).abs() < 0.01, "{p}: {found} {exact}");
    }
    let attained = runs.measures[0].iter().filter(|&&x| x > 2.0 * exp(1.0)).count();
    assert!((attained as f64 / n as f64 - 0.5).abs() < 0.004);
}

#[test]
fn scrambles_are_independent_and_each_covers_the_prior() {
    let mut b = Builder::new(1.0, 1, Method::Euler);
    let c = b.uncertain("c", 0.5, Shape::Uniform { low: 0.0, high: 1.0 });
    b.level(c, 1);
    let n = 16 * 256;
    let runs = b.runs(0..n);
    let mut means = Vec::new();
    for scramble in 0..SCRAMBLES as usize {
        let own: Vec<f64> =
            runs.measures[0].iter().copied().skip(scramble).step_by(SCRAMBLES as usize).collect();
        let mut cells: Vec<usize> = own.iter().map(|u| (u * 256.0) as usize).collect();
        cells.sort_unstable();
        assert!(cells.into_iter().eq(0..256), "scramble {scramble} is stratified");
        means.push(own.iter().sum::<f64>() / 256.0);
    }
    means.sort_by(f64::total_cmp);
    means.dedup();
    assert_eq!(means.len(), SCRAMBLES as usize);
}

#[test]
fn shocks_are_drawn_anew_each_period() {
    // A random walk of yearly steps: at year k normal with variance k.
    let mut b = Builder::new(0.25, 40, Method::Euler);
    let shock = b.shock("shock", Shape::Normal { mean: 0.0, sd: 1.0 }, 4, 2015);
    let x = b.stock("x", num(0.0));
    b.flow(x, var(shock));
    for year in 1..=10 {
        b.level(x, 4 * year);
    }
    let n = 20_000;
    let runs = b.runs(0..n);
    for (k, column) in runs.measures.iter().enumerate() {
        let variance = column.iter().map(|x| x * x).sum::<f64>() / n as f64;
        let exact = k as f64 + 1.0;
        assert!((variance / exact - 1.0).abs() < 0.06, "{k}: {variance}");
    }
    let draws = PriorDraws::new(&b.plan, 1);
    let mut year = [0.0; 3];
    draws.shock(shock, 2015, 0, &mut year);
    for (run, shock) in year.iter().enumerate() {
        assert!((runs.measures[0][run] - shock).abs() < 1e-12);
    }
    draws.shock(shock, 2016, 0, &mut year);
    for (run, shock) in year.iter().enumerate() {
        assert!((runs.measures[0][run] + shock - runs.measures[1][run]).abs() < 1e-12);
    }
}

#[test]
fn alternatives_are_drawn_by_weight() {
    let mut b = Builder::new(1.0, 1, Method::Euler);
    let weights = vec![0.2, 0.5, 0.3];
    let kind = Kind::Alternative { weights: weights.clone(), key: "which".into() };
    let which = b.variable("which", kind);
    b.level(which, 1);
    let runs = b.runs(0..16_000);
    for (i, weight) in weights.iter().enumerate() {
        let count = runs.measures[0].iter().filter(|&&w| w == i as f64).count();
        assert!((count as f64 / 16_000.0 - weight).abs() < 0.005);
    }
    assert_eq!(b.central(), [1.0]);
}

#[test]
fn draws_do_not_depend_on_other_variables() {
    let plan = |more: bool| {
        let mut b = Builder::new(1.0, 4, Method::Euler);
        if more {
            let other = b.uncertain("other", 1.0, Shape::Normal { mean: 0.0, sd: 1.0 });
            b.level(other, 1);
        }
        let shock = b.shock("shock", Shape::Normal { mean: 0.0, sd: 1.0 }, 1, 2015);
        let c = b.uncertain("c", 1.0, Shape::Normal { mean: 0.0, sd: 1.0 });
        let sum = b.aux("sum", add(var(shock), var(c)));
        (b.level(sum, 3), b)
    };
    let (measure, small) = plan(false);
    let (same, large) = plan(true);
    let (small, large) = (small.runs(0..100), large.runs(0..100));
    assert_eq!(small.measures[measure], large.measures[same]);
    assert_ne!(large.measures[0], large.measures[same]);
}

#[test]
fn a_shared_key_is_a_shared_draw() {
    let mut b = Builder::new(1.0, 1, Method::Euler);
    let element = |low: f64| Kind::Constant {
        value: num(low),
        prior: Some(crate::build::prior(Shape::Uniform { low, high: low + 1.0 })),
        key: "array".into(),
    };
    let first = b.variable("array[a]", element(0.0));
    let second = b.variable("array[b]", element(8.0));
    b.level(first, 1);
    b.level(second, 1);
    let runs = b.runs(0..50);
    for (a, b) in runs.measures[0].iter().zip(&runs.measures[1]) {
        assert!((a + 8.0 - b).abs() < 1e-12);
    }
}

#[test]
fn levers_act_from_their_step_on() {
    for method in [Method::Euler, Method::Rk4] {
        let mut b = Builder::new(0.5, 10, method);
        let late = b.lever("late", 1.0, 4);
        let early = b.lever("early", 2.0, 0);
        let x = b.stock("x", var(early));
        b.flow(x, var(late));
        let held = b.variable("held", Kind::Initial { value: var(late) });
        b.level(x, 10);
        b.level(late, 3);
        b.level(late, 4);
        b.level(held, 9);
        let program = b.program();
        let draws = CentralDraws::new(&b.plan);
        let run = |levers: Vec<f64>| {
            let settings = Settings { levers, constants: Vec::new() };
            let runs = simulate(&program, &settings, &draws, 0..1, &Options::default()).unwrap();
            runs.measures.iter().map(|m| m[0]).collect::<Vec<f64>>()
        };
        assert_eq!(run(vec![3.0, 7.0]), [7.0 + 2.0 + 9.0, 1.0, 3.0, 1.0]);
        assert_eq!(run(vec![]), [2.0 + 5.0, 1.0, 1.0, 1.0]);
    }
}

#[test]
fn held_constants_take_their_value_in_every_run() {
    let mut b = Builder::new(1.0, 1, Method::Euler);
    let drawn = b.uncertain("drawn", 1.0, Shape::Normal { mean: 0.0, sd: 1.0 });
    let plain = b.constant("plain", 2.0);
    let made = b.variable(
        "made",
        Kind::Constant { value: mul(var(drawn), var(plain)), prior: None, key: "made".into() },
    );
    for id in [drawn, plain, made] {
        b.level(id, 0);
    }
    let program = b.program();
    let draws = PriorDraws::new(&b.plan, 3);
    let run = |constants: &[(VariableId, f64)]| {
        let settings = Settings { levers: Vec::new(), constants: constants.to_vec() };
        simulate(&program, &settings, &draws, 0..20, &Options::default()).unwrap().measures
    };
    let free = run(&[]);
    assert_eq!(free[1], [2.0; 20]);
    assert!(free[0].iter().zip(&free[2]).all(|(a, b)| 2.0 * a == *b));
    let held = run(&[(drawn, 5.0), (plain, 9.0), (plain, 3.0)]);
    assert_eq!(held, [[5.0; 20], [3.0; 20], [15.0; 20]]);
    let held = run(&[(made, -1.0)]);
    assert_eq!(held[2], [-1.0; 20]);
    assert_eq!(held[0], free[0]);
}

#[test]
fn the_central_run_takes_stated_values() {
    let mut b = Builder::new(1.0, 1, Method::Euler);
    let a = b.uncertain("a", 3.0, Shape::Uniform { low: 0.0, high: 100.0 });
    let made = Kind::Constant {
        value: mul(num(2.0), var(a)),
        prior: Some(crate::build::prior(Shape::LogNormal { median: 9.0, sigma: 0.1 })),
        key: "made".into(),
    };
    let made = b.variable("made", made);
    let shock = b.shock("shock", Shape::LogNormal { median: 0.5, sigma: 1.0 }, 1, 0);
    b.level(made, 1);
    b.level(shock, 1);
    assert_eq!(b.central(), [6.0, 0.5]);
    let extreme = b.read(Reading::Maximum { variable: shock, from: 0, to: 1 });
    assert_eq!(b.central()[extreme], 0.5);
}

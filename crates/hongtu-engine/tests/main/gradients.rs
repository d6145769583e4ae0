//! Derivatives of runs against closed forms and against differences of runs.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hongtu_engine::{Adjoint, Draws, Lanes, PriorDraws, Program, Settings, simulate};
use hongtu_model::{Method, Reading, Shape, VariableId};

use crate::build::{Builder, add, mul, num, options, var};
use crate::equality::{random_plan, settings};

type Drawn = (VariableId, Option<i64>);

/// Draws in which one number is moved.
struct Moved<'a> {
    draws: &'a dyn Draws,
    what: Drawn,
    by: f64,
}

impl Draws for Moved<'_> {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        self.draws.constant(variable, first, out);
        if self.what == (variable, None) {
            out.iter_mut().for_each(|x| *x += self.by);
        }
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        self.draws.shock(variable, period, first, out);
        if self.what == (variable, Some(period)) {
            out.iter_mut().for_each(|x| *x += self.by);
        }
    }
}

/// The measures of a run, and their derivatives by everything drawn.
fn jacobian(
    program: &Program,
    settings: &Settings,
    draws: &dyn Draws,
    run: u64,
) -> (Vec<f64>, BTreeMap<Drawn, Vec<f64>>) {
    let mut adjoint = Adjoint::new(program, settings).unwrap();
    let count = program.measures();
    let mut measures = vec![0.0; count];
    adjoint.forward(draws, run, &mut measures);
    let found = RefCell::new(BTreeMap::new());
    for measure in 0..count {
        let mut seeds = vec![0.0; count];
        seeds[measure] = 1.0;
        adjoint.backward(&seeds, |variable, period, derivative| {
            let mut found = found.borrow_mut();
            found.entry((variable, period)).or_insert_with(|| vec![0.0; count])[measure] +=
                derivative;
        });
    }
    (measures, found.into_inner())
}

#[test]
fn derivatives_of_made_up_plans_are_the_limits_of_differences() {
    let (mut compared, mut not_zero, mut rough) = (0, 0, 0);
    for seed in 0..1600 {
        let b = random_plan(seed);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, seed);
        let settings = settings(&b);
        for run in 3..7 {
            let at = |what: Drawn, by: f64| {
                let moved = Moved { draws: &draws, what, by };
                let options = options(Lanes::Fixed(1), 1);
                let runs = simulate(&program, &settings, &moved, run..run + 1, &options).unwrap();
                (runs.measures.iter().map(|m| m[0]).collect::<Vec<_>>(), runs.troubled.is_empty())
            };
            let (measures, derivatives) = jacobian(&program, &settings, &draws, run);
            let (plain, sound) = at((VariableId(u32::MAX), None), 0.0);
            for (a, b) in measures.iter().zip(&plain) {
                let same = a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
                assert!(same, "seed {seed}, run {run}: {a} is not {b}");
            }
            if !sound {
                continue;
            }
            for (&what, derivatives) in &derivatives {
                let h = 1e-4;
                let moved = [2.0, 1.0, -1.0, -2.0, 1e-3, -1e-3].map(|k| at(what, k * h).0);
                for (m, &derivative) in derivatives.iter().enumerate() {
                    let [b2, b1, a1, a2] = [0, 1, 2, 3].map(|k: usize| moved[k][m]);
                    let f = plain[m];
                    if !f.is_finite() {
                        continue;
                    }
                    let (near, far) = ((b1 - a1) / (2.0 * h), (b2 - a2) / (4.0 * h));
                    let fourth_order = (4.0 * near - far) / 3.0;
                    let scale = near.abs() + 1e-3 * (f.abs() + 1.0);
                    // Near a kink or a jump differences at two distances, or on two sides, disagree.
                    let bend = (b1 - f) / h - (f - a1) / h;
                    let wide = (b2 - f) / h - (f - a2) / h;
                    let nearest = (moved[4][m] - moved[5][m]) / (2e-3 * h);
                    let smooth = (nearest - near).abs() < 1e-3 * scale
                        && (near - far).abs() < 1e-5 * scale
                        && (wide - 4.0 * bend).abs() < 1e-5 * scale;
                    if !smooth {
                        rough += 1;
                        continue;
                    }
                    compared += 1;
                    not_zero += i32::from(derivative != 0.0);
                    assert!(
                        (derivative - fourth_order).abs() < 1e-5 * scale,
                        "seed {seed}, run {run}, {what:?}, measure {m}: {derivative} is not \
                         {fourth_order}"
                    );
                }
            }
        }
    }
    assert!(compared > 50_000 && not_zero > 2_000, "{compared} {not_zero} {rough}");
    assert!(rough * 20 < compared, "{compared} {rough}");
}

/// `x' = a x + e` with a shock `e` in every period of two steps: under Euler's method
/// `x_n = (1 + a h)ⁿ x₀ + h Σ (1 + a h)ⁿ⁻¹⁻ᵏ e_k`, under Runge–Kutta's the factor is
/// `1 + u + u²/2 + u³/6 + u⁴/24` with `u = a h`.
#[test]
fn growth_in_closed_form() {
    for method in [Method::Euler, Method::Rk4] {
        let h = 0.25;
        let mut b = Builder::new(h, 10, method);
        let a = b.uncertain("a", 0.3, Shape::Normal { mean: 0.3, sd: 0.1 });
        let start = b.uncertain("start", 2.0, Shape::Normal { mean: 2.0, sd: 0.1 });
        let shock = b.shock("e", Shape::Normal { mean: 0.0, sd: 1.0 }, 2, 100);
        let x = b.stock("x", var(start));
        let value = add(mul(var(a), var(x)), var(shock));
        b.flow(x, value);
        let total = b.read(Reading::Total { variable: shock, from: 3, to: 8 });
        let level = b.level(x, 9);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, 5);
        let (measures, derivatives) = jacobian(&program, &Settings::defaults(&b.plan), &draws, 0);
        let one = |id: VariableId| {
            let mut out = [0.0];
            draws.constant(id, 0, &mut out);
            out[0]
        };
        let e = |k: i64| {
            let mut out = [0.0];
            draws.shock(shock, 100 + k / 2, 0, &mut out);
            out[0]
        };
        let (rate, begin) = (one(a), one(start));
        let u = rate * h;
        // By how much a step multiplies the stock, and a shock within it; and both by the rate.
        let (f, df, g, dg) = match method {
            Method::Euler => (1.0 + u, h, h, 0.0),
            Method::Rk4 => (
                1.0 + u + u * u / 2.0 + u * u * u / 6.0 + u * u * u * u / 24.0,
                h * (1.0 + u + u * u / 2.0 + u * u * u / 6.0),
                h * (1.0 + u / 2.0 + u * u / 6.0 + u * u * u / 24.0),
                h * h * (0.5 + u / 3.0 + u * u / 8.0),
            ),
        };
        let (mut x, mut by_rate, mut by_start) = (begin, 0.0, 1.0);
        let mut by_shock: BTreeMap<i64, f64> = BTreeMap::new();
        for k in 0..9 {
            by_rate = f * by_rate + df * x + dg * e(k);
            x = f * x + g * e(k);
            by_start *= f;
            by_shock.values_mut().for_each(|d| *d *= f);
            *by_shock.entry(100 + k / 2).or_insert(0.0) += g;
        }
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-13 * (1.0 + b.abs()), "{a} {b}");
        close(measures[level], x);
        close(derivatives[&(a, None)][level], by_rate);
        close(derivatives[&(start, None)][level], by_start);
        for (period, expected) in by_shock {
            close(derivatives[&(shock, Some(period))][level], expected);
        }
        // Steps 3 to 7 of the total: one of period 101, two of 102 and 103.
        for (period, steps) in [(100, 0.0), (101, 1.0), (102, 2.0), (103, 2.0), (104, 0.0)] {
            close(derivatives[&(shock, Some(period))][total], steps * h);
        }
    }
}

#[test]
fn a_held_constant_has_no_derivative() {
    let mut b = Builder::new(1.0, 2, Method::Euler);
    let a = b.uncertain("a", 0.3, Shape::Normal { mean: 0.3, sd: 0.1 });
    let twice = b.aux("twice", mul(num(2.0), var(a)));
    b.level(twice, 1);
    let mut settings = Settings::defaults(&b.plan);
    let draws = PriorDraws::new(&b.plan, 1);
    let program = b.program();
    assert_eq!(jacobian(&program, &settings, &draws, 0).1[&(a, None)], [2.0]);
    settings.constants = vec![(a, 0.4)];
    let (measures, derivatives) = jacobian(&program, &settings, &draws, 0);
    assert_eq!((measures[0], derivatives.len()), (0.8, 0));
}

//! Equations whose solutions are known.

use hongtu_model::{Expr, Interpolation, Kind, Method, Reading, VariableId};

use crate::build::{Builder, add, div, less, mul, neg, num, sub, var};

/// x′ = rate x from 1, read at time 1, in `steps` steps.
fn exponential(rate: f64, steps: u32, method: Method) -> f64 {
    let mut b = Builder::new(1.0 / f64::from(steps), steps, method);
    let x = b.stock("x", num(1.0));
    b.flow(x, mul(num(rate), var(x)));
    b.level(x, steps);
    b.central()[0]
}

/// How fast the error shrinks when the step is halved: the order of the method.
fn order(error: impl Fn(u32) -> f64, steps: u32) -> f64 {
    hongtu_maths::log2((error(steps) / error(2 * steps)).abs())
}

#[test]
fn exponential_growth_and_decay() {
    for rate in [1.0, -2.0] {
        let exact = hongtu_maths::exp(rate);
        let euler = order(|n| exponential(rate, n, Method::Euler) - exact, 512);
        let rk4 = order(|n| exponential(rate, n, Method::Rk4) - exact, 32);
        assert!((euler - 1.0).abs() < 0.02, "{euler}");
        assert!((rk4 - 4.0).abs() < 0.06, "{rk4}");
        assert!((exponential(rate, 512, Method::Rk4) - exact).abs() < 1e-11);
    }
}

/// x″ = −x from (1, 0), read at time 6.
fn oscillator(steps: u32, method: Method) -> (f64, f64) {
    let mut b = Builder::new(6.0 / f64::from(steps), steps, method);
    let x = b.stock("x", num(1.0));
    let v = b.stock("v", num(0.0));
    // A flow that is a stock must be its value before the step, whichever is moved first.
    b.flow(x, var(v));
    b.flow(v, neg(var(x)));
    b.level(x, steps);
    b.level(v, steps);
    let m = b.central();
    (m[0], m[1])
}

#[test]
fn harmonic_oscillator() {
    let cos = hongtu_maths::cos(6.0);
    let rk4 = order(|n| oscillator(n, Method::Rk4).0 - cos, 128);
    assert!((rk4 - 4.0).abs() < 0.1, "{rk4}");
    let euler = order(|n| oscillator(n, Method::Euler).0 - cos, 4096);
    assert!((euler - 1.0).abs() < 0.05, "{euler}");
    let (x, v) = oscillator(2048, Method::Rk4);
    assert!((x - cos).abs() < 1e-11 && (v + hongtu_maths::sin(6.0)).abs() < 1e-11);
}

#[test]
fn logistic_growth() {
    let steps = 1024;
    let mut b = Builder::new(10.0 / f64::from(steps), steps, Method::Rk4);
    let x = b.stock("x", num(0.01));
    b.flow(x, mul(var(x), sub(num(1.0), var(x))));
    let half = b.aux("half", less(num(0.5), var(x)));
    b.level(x, steps);
    b.read(Reading::First { variable: half });
    b.read(Reading::Maximum { variable: x, from: 0, to: steps });
    b.read(Reading::Minimum { variable: x, from: 3, to: steps });
    b.level(x, 3);
    let m = b.central();
    let exact = |t: f64| 1.0 / (1.0 + 99.0 * hongtu_maths::exp(-t));
    assert!((m[0] - exact(10.0)).abs() < 1e-11);
    // It passes one half at ln 99.
    let passed = hongtu_maths::ln(99.0);
    assert!(m[1] >= passed && m[1] < passed + 10.0 / f64::from(steps));
    assert_eq!(m[2], m[0]);
    assert_eq!(m[3], m[4]);
}

/// Susceptible, infectious, recovered.
pub fn sir(steps: u32, method: Method) -> (Builder, [VariableId; 3]) {
    let mut b = Builder::new(100.0 / f64::from(steps), steps, method);
    let contacts = b.constant("contacts", 0.5);
    let recovery = b.constant("recovery", 5.0);
    let s = b.stock("s", num(999.0));
    let i = b.stock("i", num(1.0));
    let r = b.stock("r", num(0.0));
    let all = b.aux("all", add(add(var(s), var(i)), var(r)));
    let falling = b.aux("falling ill", div(mul(mul(var(contacts), var(s)), var(i)), var(all)));
    let recovering = b.aux("recovering", div(var(i), var(recovery)));
    b.flow(s, neg(var(falling)));
    b.flow(i, sub(var(falling), var(recovering)));
    b.flow(r, var(recovering));
    (b, [s, i, r])
}

#[test]
fn epidemic() {
    let at = |steps: u32, method| {
        let (mut b, stocks) = sir(steps, method);
        for stock in stocks {
            b.level(stock, steps);
            b.level(stock, steps / 4);
        }
        b.central()
    };
    let fine = at(20_000, Method::Rk4);
    let coarse = at(1_000, Method::Rk4);
    let euler = at(200_000, Method::Euler);
    for ((fine, coarse), euler) in fine.iter().zip(&coarse).zip(&euler) {
        assert!((fine - coarse).abs() < 1e-5, "{fine} {coarse}");
        assert!((fine - euler).abs() < 0.1, "{fine} {euler}");
    }
    assert!((fine[0] + fine[2] + fine[4] - 1000.0).abs() < 1e-9);
    // Final size: ln(s₀ / s) = R (1 − s/n) for R = 2.5, with i almost gone.
    let left = fine[0] + fine[2];
    let r = 2.5;
    assert!((hongtu_maths::ln(999.0 / left) - r * (1.0 - left / 1000.0)).abs() < 0.02);
}

#[test]
fn totals_are_increases_of_hidden_stocks() {
    for method in [Method::Euler, Method::Rk4] {
        let mut b = Builder::new(0.125, 80, method);
        let x = b.stock("x", num(1.0));
        b.flow(x, mul(num(0.3), var(x)));
        let grown = b.aux("grown", mul(num(0.3), var(x)));
        let slope = b.aux("slope", Expr::Time);
        let total = b.read(Reading::Total { variable: grown, from: 16, to: 40 });
        let ends = [b.level(x, 16), b.level(x, 40)];
        let all = b.read(Reading::Total { variable: slope, from: 0, to: 80 });
        let none = b.read(Reading::Total { variable: slope, from: 80, to: 80 });
        let m = b.central();
        assert!((m[total] - (m[ends[1]] - m[ends[0]])).abs() < 1e-12);
        // ∫ t from 0 to 10 is 50; Euler's sum lacks dt × 10 / 2.
        let exact = if method == Method::Rk4 { 50.0 } else { 50.0 - 0.125 * 5.0 };
        assert!((m[all] - exact).abs() < 1e-12);
        assert_eq!(m[none], 0.0);
    }
}

#[test]
fn material_delays_answer_a_pulse() {
    // Three stages of delay time 2: an Erlang distribution of mean 2 for what goes in at 0.
    let steps = 4096;
    let mut b = Builder::new(8.0 / f64::from(steps), steps, Method::Rk4);
    let stage = num(2.0 / 3.0);
    let first = b.stock("stage 1", num(1.0));
    let second = b.stock("stage 2", num(0.0));
    let third = b.stock("stage 3", num(0.0));
    let out1 = b.aux("out 1", div(var(first), stage.clone()));
    let out2 = b.aux("out 2", div(var(second), stage.clone()));
    let out3 = b.aux("out 3", div(var(third), stage));
    b.flow(first, neg(var(out1)));
    b.flow(second, sub(var(out1), var(out2)));
    b.flow(third, sub(var(out2), var(out3)));
    b.level(out3, steps / 4);
    b.read(Reading::Total { variable: out3, from: 0, to: steps });
    let m = b.central();
    // k³ t² e^(−k t) / 2 with k = 1.5 at t = 2.
    let exact = 3.375 * 4.0 * hongtu_maths::exp(-3.0) / 2.0;
    assert!((m[0] - exact).abs() < 1e-10, "{} {exact}", m[0]);
    assert!((m[1] - 1.0).abs() < 1e-3);
}

#[test]
fn fixed_delays_are_lines_of_steps() {
    for method in [Method::Euler, Method::Rk4] {
        for (delay, lag) in [(1.0, 8), (0.125, 1), (0.1, 1), (0.13, 2), (0.0, 0), (99.0, 1000)] {
            let mut b = Builder::new(0.125, 40, method);
            let input = b.aux("input", add(num(5.0), Expr::Time));
            let delayed = b.variable(
                "delayed",
                Kind::Delay { input: var(input), delay: num(delay), initial: num(-1.0) },
            );
            for step in 0..=40 {
                b.level(delayed, step);
            }
            let start = b.variable("start", Kind::Initial { value: var(delayed) });
            b.level(start, 7);
            let m = b.central();
            for step in 0..=40_u32 {
                let expected = match step.checked_sub(lag) {
                    Some(since) => 5.0 + 0.125 * f64::from(since),
                    None => -1.0,
                };
                assert_eq!(m[step as usize], expected, "{method:?} {delay} {step}");
            }
            assert_eq!(m[41], m[0]);
        }
    }
}

#[test]
fn a_fixed_delay_of_nothing_in_a_circle_takes_one_step() {
    let mut b = Builder::new(1.0, 10, Method::Euler);
    let line =
        b.variable("line", Kind::Delay { input: num(0.0), delay: num(0.0), initial: num(1.0) });
    let next = b.aux("next", mul(num(2.0), var(line)));
    let kind = &mut b.plan.variables[line.index()].kind;
    if let Kind::Delay { input, .. } = kind {
        *input = var(next);
    }
    b.level(line, 10);
    assert_eq!(b.central(), [1024.0]);
}

#[test]
fn initial_values_are_found_in_any_order() {
    let mut b = Builder::new(1.0, 4, Method::Euler);
    let a = b.stock("a", num(0.0));
    let c = b.stock("c", num(3.0));
    let twice = b.aux("twice", mul(num(2.0), var(c)));
    let held = b.variable("held", Kind::Initial { value: add(var(twice), var(a)) });
    if let Kind::Stock { initial, .. } = &mut b.plan.variables[a.index()].kind {
        *initial = add(var(twice), num(1.0));
    }
    b.flow(a, var(held));
    b.flow(c, num(1.0));
    b.level(a, 4);
    b.level(twice, 4);
    assert_eq!(b.central(), [7.0 + 4.0 * 13.0, 14.0]);
}

#[test]
fn tables_are_constant_outside_their_points() {
    let points: Vec<(f64, f64)> = vec![(1.0, 10.0), (2.0, 30.0), (4.0, 0.0)];
    let many: Vec<(f64, f64)> = (0..50).map(|i| (f64::from(i), f64::from(i * i))).collect();
    for method in [Method::Euler, Method::Rk4] {
        let mut b = Builder::new(0.25, 20, method);
        // A stock makes the position differ between runs, so that the lanes look it up.
        let x = b.stock("x", num(0.0));
        b.flow(x, num(1.0));
        let linear = b.table(&points, Interpolation::Linear);
        let stepped = b.table(&points, Interpolation::Step);
        let long = b.table(&many, Interpolation::Linear);
        let l = b.aux("l", Expr::Lookup(linear, Box::new(var(x))));
        let s = b.aux("s", Expr::Lookup(stepped, Box::new(var(x))));
        let long = b.aux("long", Expr::Lookup(long, Box::new(var(x))));
        let of_time = b.aux("of time", Expr::Lookup(linear, Box::new(Expr::Time)));
        for step in [0, 4, 6, 8, 12, 16, 20] {
            b.level(l, step);
            b.level(s, step);
            b.level(of_time, step);
            b.level(long, step);
        }
        let m = b.central();
        let expected = [
            (10.0, 10.0, 0.0),
            (10.0, 10.0, 1.0),
            (20.0, 10.0, 2.5),
            (30.0, 30.0, 4.0),
            (15.0, 30.0, 9.0),
            (0.0, 0.0, 16.0),
            (0.0, 0.0, 25.0),
        ];
        for (row, (linear, stepped, long)) in m.chunks(4).zip(expected) {
            assert_eq!(row, [linear, stepped, linear, long]);
        }
    }
}

#[test]
fn steps_are_held_through_a_runge_kutta_step() {
    // A rate of 1 from the first step at or after 0.3 on: with steps of 1/4, from 0.5.
    for method in [Method::Euler, Method::Rk4] {
        let mut b = Builder::new(0.25, 4, method);
        let x = b.stock("x", num(0.0));
        let on = Expr::binary(
            hongtu_model::Binary::LessOrEqual,
            Expr::StepOf(Box::new(num(0.3))),
            Expr::Step,
        );
        b.flow(x, on);
        b.level(x, 4);
        assert_eq!(b.central(), [0.5]);
    }
}

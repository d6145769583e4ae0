//! Runs that get into trouble, and plans that are no plans.

use hongtu_engine::{
    CentralDraws, Failure, Lanes, LimitError, Options, PriorDraws, Program, ProgramError, Settings,
    SimulateError, Trouble, diagnose, limits, simulate,
};
use hongtu_model::{
    Binary, Expr, Function, Kind, Method, Reading, ReadingId, Shape, TableId, VariableId,
};

use crate::build::{Builder, add, div, less, mul, num, options, sub, var};

/// Runs the central run of a value that is computed at step 3, where `x` is 0.
fn trouble(value: impl Fn(VariableId) -> Expr) -> Option<Trouble> {
    let mut found = Vec::new();
    for method in [Method::Euler, Method::Rk4] {
        let mut b = Builder::new(1.0, 5, method);
        // 3, 2, 1, 0, −1, −2
        let x = b.stock("x", num(3.0));
        b.flow(x, num(-1.0));
        let aux = b.aux("suspect", value(x));
        b.level(aux, 5);
        let program = b.program();
        let draws = CentralDraws::new(&b.plan);
        let settings = Settings::defaults(&b.plan);
        let runs = simulate(&program, &settings, &draws, 0..3, &options(Lanes::Auto, 1)).unwrap();
        let trouble = diagnose(&b.plan, &program, &settings, &draws, 0);
        assert_eq!(runs.troubled.len(), if trouble.is_some() { 3 } else { 0 });
        found.push(trouble);
    }
    // Under Runge–Kutta's method a stage may meet it first.
    assert_eq!(found[0].is_some(), found[1].is_some());
    found.swap_remove(0)
}

fn function(f: Function, a: Expr) -> Expr {
    Expr::apply(f, a)
}

fn min(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Min, a, b)
}

#[test]
fn failures_are_found_even_where_they_are_masked() {
    let found = trouble(|x| min(div(num(1.0), var(x)), num(5.0))).unwrap();
    assert_eq!((found.name.as_str(), found.step), ("suspect", 3));
    assert_eq!(found.failure, Failure::DivisionByZero);
    assert_eq!(found.operands, [1.0, 0.0]);
    assert_eq!(found.to_string(), "division by zero (1 / 0) in `suspect` at step 3 (time 3)");

    let found = trouble(|x| less(function(Function::Ln, var(x)), num(0.0))).unwrap();
    assert_eq!((found.failure, found.step), (Failure::Undefined, 3));
    let found = trouble(|x| function(Function::Tanh, function(Function::Sqrt, var(x)))).unwrap();
    assert_eq!((found.failure, found.step), (Failure::Undefined, 4));
    assert_eq!(found.operands, [-1.0]);
    let large = |x| mul(num(1e200), mul(num(1e200), var(x)));
    let found = trouble(|x| div(num(1.0), large(x))).unwrap();
    assert_eq!((found.failure, found.step), (Failure::Overflow, 0));
    let power = |x| Expr::binary(Binary::Power, var(x), num(-0.5));
    assert_eq!(trouble(|x| less(power(x), num(1.0))).unwrap().failure, Failure::DivisionByZero);
}

#[test]
fn only_branches_that_are_taken_count() {
    let ratio = |x| div(num(1.0), var(x));
    let positive = |x| less(num(0.0), var(x));
    assert!(trouble(|x| Expr::choose(positive(x), ratio(x), num(0.0))).is_none());
    assert!(trouble(|x| Expr::choose(positive(x), num(0.0), ratio(x))).is_some());
    // Masked inside the branch, all the same.
    let masked = |x| min(ratio(x), num(5.0));
    assert!(trouble(|x| Expr::choose(positive(x), masked(x), num(0.0))).is_none());
    assert!(trouble(|x| Expr::choose(positive(x), num(0.0), masked(x))).is_some());
    // Branches within branches.
    let nested = |x| Expr::choose(less(var(x), num(10.0)), num(1.0), masked(x));
    assert!(trouble(|x| Expr::choose(positive(x), num(0.0), nested(x))).is_none());
    // The same operation within a branch and outside.
    let both = |x| add(Expr::choose(positive(x), ratio(x), num(0.0)), min(ratio(x), num(1.0)));
    assert!(trouble(both).is_some());
    assert!(trouble(|x| Expr::binary(Binary::DivideOrZero, num(1.0), var(x))).is_none());
}

#[test]
fn trouble_of_a_variable_does_not_depend_on_who_mentions_it() {
    let mut b = Builder::new(1.0, 5, Method::Euler);
    let x = b.stock("x", num(3.0));
    b.flow(x, num(-1.0));
    let ratio = b.aux("ratio", div(num(1.0), var(x)));
    let seen = b.aux("seen", Expr::choose(less(var(x), num(9.0)), num(1.0), var(ratio)));
    b.level(seen, 5);
    assert_eq!(b.runs(0..2).troubled, [0, 1]);
}

#[test]
fn only_the_runs_in_trouble_are_named() {
    let mut b = Builder::new(1.0, 4, Method::Euler);
    let c = b.uncertain("c", 1.0, Shape::Uniform { low: -1.0, high: 1.0 });
    let root = b.aux("root", function(Function::Sqrt, var(c)));
    let x = b.stock("x", num(0.0));
    b.flow(x, var(root));
    let level = b.level(x, 4);
    let value = b.measures.len();
    b.measures.push(var(c));
    let runs = b.runs(100..1100);
    let troubled: Vec<u64> =
        (0..1000).filter(|&i| runs.measures[value][i as usize] < 0.0).map(|i| i + 100).collect();
    assert_eq!(runs.troubled, troubled);
    assert!((450..550).contains(&troubled.len()));
    for i in 0..1000 {
        assert_eq!(runs.measures[level][i].is_nan(), runs.measures[value][i] < 0.0);
    }
}

#[test]
fn never_is_infinite_and_no_trouble() {
    let mut b = Builder::new(1.0, 5, Method::Euler);
    let no = b.aux("no", num(0.0));
    let never = b.read(Reading::First { variable: no });
    let reading = Expr::Reading(ReadingId(0));
    b.measures.push(sub(reading.clone(), num(2.0)));
    b.measures.push(less(reading.clone(), num(2.0)));
    let runs = b.runs(0..1);
    assert!(runs.troubled.is_empty());
    assert_eq!(runs.measures[never], [f64::INFINITY]);
    assert_eq!(runs.measures[2], [0.0]);
    // The difference of two dates that never come is no number.
    b.measures.push(sub(reading.clone(), reading));
    assert_eq!(b.runs(0..1).troubled, [0]);
}

#[test]
fn overflow_of_a_stock() {
    let mut b = Builder::new(1.0, 400, Method::Euler);
    let x = b.stock("x", num(1.0));
    b.flow(x, mul(num(9.0), var(x)));
    let small = b.aux("small", less(var(x), num(1.0)));
    b.level(small, 400);
    let program = b.program();
    let settings = Settings::defaults(&b.plan);
    let draws = CentralDraws::new(&b.plan);
    let options = Options::default();
    assert_eq!(simulate(&program, &settings, &draws, 7..8, &options).unwrap().troubled, [7]);
    let found = diagnose(&b.plan, &program, &settings, &draws, 7).unwrap();
    assert_eq!((found.failure, found.name.as_str()), (Failure::Overflow, "x"));
    assert_eq!(found.step, 308);
}

#[test]
fn settings_that_are_no_numbers_are_trouble() {
    let mut b = Builder::new(1.0, 2, Method::Euler);
    let lever = b.lever("lever", 1.0, 0);
    let seen = b.aux("seen", less(var(lever), num(1.0)));
    b.level(seen, 2);
    let program = b.program();
    let draws = CentralDraws::new(&b.plan);
    let settings = Settings { levers: vec![f64::NAN], constants: Vec::new() };
    let runs = simulate(&program, &settings, &draws, 0..1, &Options::default()).unwrap();
    assert_eq!(runs.troubled, [0]);
    assert!(diagnose(&b.plan, &program, &settings, &draws, 0).is_some());
}

#[test]
fn circles_are_reported() {
    let mut b = Builder::new(1.0, 2, Method::Euler);
    let a = b.aux("a", num(0.0));
    let c = b.aux("c", add(var(a), num(1.0)));
    if let Kind::Auxiliary { value } = &mut b.plan.variables[a.index()].kind {
        *value = var(c);
    }
    b.level(c, 1);
    let names = vec!["c".to_owned(), "a".to_owned(), "c".to_owned()];
    let error = Program::new(&b.plan, &b.readings, &b.measures).unwrap_err();
    assert_eq!(error, ProgramError::Circular { names });
}

#[test]
fn broken_plans_are_errors() {
    let good = || {
        let mut b = Builder::new(1.0, 2, Method::Euler);
        let a = b.aux("a", num(0.0));
        b.level(a, 1);
        b
    };
    let fails = |change: &dyn Fn(&mut Builder)| {
        let mut b = good();
        change(&mut b);
        Program::new(&b.plan, &b.readings, &b.measures).unwrap_err()
    };
    let aux = |value: Expr| {
        move |b: &mut Builder| {
            b.plan.variables[0].kind = Kind::Auxiliary { value: value.clone() };
        }
    };
    let malformed = |error| assert!(matches!(error, ProgramError::Malformed { .. }), "{error}");
    malformed(fails(&aux(var(VariableId(9)))));
    malformed(fails(&aux(Expr::Lookup(TableId(0), Box::new(num(1.0))))));
    malformed(fails(&aux(Expr::Reading(ReadingId(0)))));
    malformed(fails(&|b| b.plan.time.dt = 0.0));
    malformed(fails(&|b| b.plan.time.dt = f64::NAN));
    malformed(fails(&|b| b.readings[0] = Reading::Level { variable: VariableId(0), step: 3 }));
    malformed(fails(&|b| b.measures[0] = Expr::Reading(ReadingId(1))));
    malformed(fails(&|b| b.measures[0] = var(VariableId(0))));
    malformed(fails(&|b| {
        b.table(&[(2.0, 1.0), (1.0, 1.0)], hongtu_model::Interpolation::Linear);
    }));
    malformed(fails(&|b| {
        b.table(&[], hongtu_model::Interpolation::Linear);
    }));
    let many = fails(&|b| b.plan.time.steps = u32::MAX);
    let asked = u64::from(u32::MAX);
    let limit = LimitError { what: "steps", asked, limit: limits::STEPS };
    assert_eq!(many.to_string(), "4294967295 steps are more than the limit of 20000000");
    assert_eq!(many, ProgramError::Limit(limit));
    let deep = (0..2000).fold(num(1.0), |e, _| function(Function::Sin, e));
    assert!(matches!(fails(&aux(deep)), ProgramError::Limit(_)));
}

#[test]
fn long_sums_and_long_chains_are_no_trouble() {
    let mut b = Builder::new(1.0, 2, Method::Euler);
    let sum = (0..10_000).fold(num(0.0), |sum, i| add(sum, mul(Expr::Time, num(f64::from(i)))));
    let mut last = b.aux("sum", sum);
    for i in 0..50_000 {
        last = b.aux(&format!("link {i}"), add(var(last), num(1.0)));
    }
    b.level(last, 2);
    assert_eq!(b.central(), [2.0 * 10_000.0 * 9_999.0 / 2.0 + 50_000.0]);
}

#[test]
fn limits_hold_before_memory_is_taken() {
    let b = {
        let mut b = Builder::new(1.0, 2, Method::Euler);
        let a = b.aux("a", num(0.0));
        b.level(a, 1);
        b
    };
    let draws = PriorDraws::new(&b.plan, 1);
    let settings = Settings::defaults(&b.plan);
    let run = |runs| simulate(&b.program(), &settings, &draws, runs, &Options::default());
    assert!(matches!(run(0..u64::MAX), Err(SimulateError::Limit(_))));
    assert_eq!(run(5..5).unwrap().measures, [Vec::<f64>::new()]);
    #[allow(clippy::reversed_empty_ranges)]
    let backwards = run(9..5);
    assert_eq!(backwards.unwrap().count, 0);
}

#[test]
fn work_can_be_watched_and_stopped() {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    let mut b = Builder::new(1.0, 2, Method::Euler);
    let a = b.uncertain("a", 0.0, Shape::Normal { mean: 0.0, sd: 1.0 });
    b.level(a, 1);
    let draws = PriorDraws::new(&b.plan, 1);
    let settings = Settings::defaults(&b.plan);
    let (most, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let progress = |done: u64| {
        most.fetch_max(done, Ordering::Relaxed);
        stop.store(done >= 500, Ordering::Relaxed);
    };
    let mut options =
        Options { threads: 2, progress: Some(&progress), cancel: None, ..Options::default() };
    let program = b.program();
    simulate(&program, &settings, &draws, 0..1000, &options).unwrap();
    assert_eq!(most.load(Ordering::Relaxed), 1000);
    stop.store(false, Ordering::Relaxed);
    options.cancel = Some(&stop);
    let stopped = simulate(&program, &settings, &draws, 0..100_000, &options);
    assert_eq!(stopped, Err(SimulateError::Cancelled));
}

//! What a lever reaches is computed anew as it moves, the rest is not: with the same bits.

use std::sync::Arc;

use hongtu_engine::{Lanes, PriorDraws, Settings, Trunk, simulate};
use hongtu_model::{
    Binary, Expr, Function, Interpolation, Kind, Method, Reading, ReadingId, Shape, VariableId,
};

use crate::build::{Builder, add, div, less, mul, num, options, sub, var};
use crate::equality::{bits, random_plan};

/// From which step on levers act.
const FORK: u32 = 7;

fn delay(b: &mut Builder, name: &str, input: Expr, delay: Expr) -> VariableId {
    b.variable(name, Kind::Delay { input, delay, initial: num(0.25) })
}

/// A plan of two halves, of which the second reads the first and a lever, by every way there is: draws,
/// shocks, stocks, delays, tables, what is used twice, every kind of reading, measures of both.
fn halves() -> Builder {
    let mut b = Builder::new(0.25, 24, Method::Euler);
    let table = b.table(&[(0.0, 0.0), (1.0, 2.0), (4.0, 3.0)], Interpolation::Linear);
    let drawn = b.uncertain("drawn", 1.0, Shape::Normal { mean: 1.0, sd: 0.2 });
    let shock = b.shock("shock", Shape::Uniform { low: 0.5, high: 1.0 }, 5, 2015);
    let first = b.lever("first", 0.5, FORK);
    let second = b.lever("second", 0.25, FORK + 3);
    let stock = b.stock("upstream", var(drawn));
    let inner = b.aux("inner", add(mul(var(stock), var(shock)), Expr::Time));
    let late = delay(&mut b, "late", var(inner), var(drawn));
    let again = b.aux("again", Expr::apply(Function::Exp, sub(num(0.0), var(inner))));
    b.flow(stock, sub(var(again), mul(num(0.3), var(stock))));
    let mixed = b.aux("mixed", add(mul(var(first), var(late)), mul(var(inner), var(again))));
    let reached = b.stock("downstream", num(1.0));
    let looked = b.aux("looked", Expr::Lookup(table, Box::new(var(reached))));
    // What lasts until a lever acts, and of a choice that a lever makes the branch that counts.
    let lasts = b.aux("lasts", mul(var(second), var(drawn)));
    let chosen = {
        let [rising, falling] = [0.5, -0.5].map(|by| add(var(stock), mul(num(by), var(first))));
        b.aux("chosen", Expr::choose(sub(var(first), num(1.0)), rising, falling))
    };
    let pulled = add(add(var(mixed), mul(var(second), var(shock))), mul(var(lasts), var(chosen)));
    b.flow(reached, sub(pulled, var(looked)));
    let later = delay(&mut b, "later", var(looked), num(0.75));
    let last = b.stock("last", num(0.0));
    // Read once more: what is upstream, and what a step has only made on its way.
    let [by_stock, by_inner] = [stock, inner].map(|upstream| {
        add(mul(var(last), var(upstream)), Expr::binary(Binary::Min, var(later), var(upstream)))
    });
    let twice = add(by_stock, by_inner);
    b.flow(last, sub(div(var(later), add(num(1.0), var(stock))), mul(num(0.1), twice)));
    let over = b.aux("over", less(num(1.5), var(reached)));
    let under = b.aux("under", less(var(stock), var(drawn)));
    let all = [stock, inner, again, late, reached, mixed, looked, lasts, chosen, later, last];
    for variable in all {
        for step in [3, FORK, 15, 24] {
            b.level(variable, step);
        }
        for (from, to) in [(2, 20), (10, 24)] {
            b.read(Reading::Total { variable, from, to });
            b.read(Reading::Minimum { variable, from, to });
            b.read(Reading::Maximum { variable, from, to });
        }
    }
    for variable in [over, under] {
        b.read(Reading::First { variable });
    }
    let readings: Vec<ReadingId> = (0..).map(ReadingId).take(b.readings.len()).collect();
    for (&a, &c) in readings.iter().zip(readings.iter().rev()) {
        let parts = [a, c].map(|id| Box::new(Expr::Reading(id)));
        let [a, c] = parts;
        b.measures.push(Expr::Binary(Binary::Multiply, a, c));
    }
    b
}

/// Settings as levers are dragged, one after another and together.
fn dragged(base: &Settings) -> Vec<Settings> {
    let at = |first, second| {
        let mut settings = base.clone();
        (settings.levers[0], settings.levers[1]) = (first, second);
        settings
    };
    let places = [
        (0.75, 0.25),
        (1.0, 0.25),
        (1.25, 0.25),
        (1.25, 0.5),
        (1.25, 0.75),
        (0.5, 0.25),
        (0.75, 0.75),
        (2.0, 1.0),
        (1.5, 0.5),
        (1.5, 0.625),
    ];
    places.map(|(first, second)| at(first, second)).to_vec()
}

fn same_as_from_the_start(b: &Builder, seed: u64, settings: &[Settings]) {
    let program = Arc::new(b.program());
    let draws = Arc::new(PriorDraws::new(&b.plan, seed));
    let base = Settings::defaults(&b.plan);
    let mut trunk = Trunk::begin(program.clone(), draws.clone(), &base, 3..153, FORK).unwrap();
    for (moved, settings) in settings.iter().enumerate() {
        // Runs come by and by; now and then a lever has moved on before all are there.
        trunk.grow(40);
        let mut branch = trunk.start(settings).unwrap();
        let parts: &[usize] = if moved % 2 == 0 { &[40, 150] } else { &[64] };
        for &part in parts {
            trunk.advance(&mut branch, part).unwrap();
        }
        let runs = branch.runs();
        let range = 3..3 + runs.count as u64;
        let alone = simulate(&program, settings, &*draws, range, &options(Lanes::Auto, 1));
        assert_eq!(bits(&alone.unwrap()), bits(runs), "seed {seed}, settings {moved}");
    }
}

#[test]
fn a_lever_that_reaches_half_a_plan_gives_the_bits_of_the_whole() {
    let b = halves();
    let settings = dragged(&Settings::defaults(&b.plan));
    for seed in 0..4 {
        same_as_from_the_start(&b, seed, &settings);
    }
    // The lever does reach something, and not everything.
    let draws = PriorDraws::new(&b.plan, 0);
    let run = |settings| simulate(&b.program(), settings, &draws, 0..8, &options(Lanes::Auto, 1));
    let (a, c) = (run(&settings[0]).unwrap(), run(&settings[1]).unwrap());
    let same = a.measures.iter().zip(&c.measures).filter(|(a, c)| a == c).count();
    assert!((40..a.measures.len() - 40).contains(&same), "{same} of {}", a.measures.len());
    assert!(a.troubled.is_empty());
}

#[test]
fn levers_of_any_plan_give_the_bits_of_the_whole() {
    for seed in 3000..3120 {
        let b = random_plan(seed);
        let mut settings = dragged(&Settings::defaults(&b.plan));
        // The second lever of these acts from the first step on.
        settings.iter_mut().for_each(|settings| settings.levers[1] = 0.25);
        same_as_from_the_start(&b, seed, &settings);
    }
}

//! Runs per second on one core, with one constant changed per run.
//!
//! `cargo bench -p hongtu-engine`. The throughput counts operations of a stage times stages times
//! runs, so "Gelem/s" is the inverse of nanoseconds per operation and run.
#![allow(missing_docs)]

#[path = "../tests/main/build.rs"]
#[allow(dead_code)]
mod build;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hongtu_engine::{Lanes, Options, PriorDraws, Settings, simulate};
use hongtu_model::{Binary, Expr, Function, Method, Reading, Shape, VariableId};

use build::{Builder, add, div, less, mul, neg, num, sub, var};

fn teacup() -> Builder {
    let mut b = Builder::new(0.125, 240, Method::Euler);
    let room = b.uncertain("room", 20.0, Shape::Uniform { low: 18.0, high: 22.0 });
    let time = b.constant("time", 10.0);
    let cup = b.stock("cup", num(80.0));
    let cooling = b.aux("cooling", div(sub(var(cup), var(room)), var(time)));
    b.flow(cup, neg(var(cooling)));
    b.level(cup, 240);
    b
}

/// The model and the outputs of the peers' measurements: 3,200 steps, 4 outputs.
fn sir() -> Builder {
    let mut b = Builder::new(0.03125, 3200, Method::Euler);
    let infectivity = b.uncertain("infectivity", 0.25, Shape::Uniform { low: 0.2, high: 0.3 });
    let contacts = b.constant("contact rate", 6.0);
    let duration = b.constant("duration", 2.0);
    let population = b.constant("total population", 10_000.0);
    let s = b.stock("s", sub(var(population), num(1.0)));
    let i = b.stock("i", num(1.0));
    let r = b.stock("r", num(0.0));
    let frequency = b.aux("contacts", mul(var(i), var(contacts)));
    let among = b.aux("between", mul(div(var(s), var(population)), var(frequency)));
    let infection = b.aux("infection", mul(var(infectivity), var(among)));
    let recovery = b.aux("recovery", div(var(i), var(duration)));
    b.flow(s, neg(var(infection)));
    b.flow(i, sub(var(infection), var(recovery)));
    b.flow(r, var(recovery));
    for stock in [s, i, r] {
        b.level(stock, 3200);
    }
    b.read(Reading::Maximum { variable: i, from: 0, to: 3200 });
    b
}

/// The mixture of operations of a typical model: 10 stocks and auxiliaries over them, of which about
/// half are needed.
fn synthetic(auxiliaries: usize, steps: u32) -> Builder {
    let mut b = Builder::new(1.0 / 32.0, steps, Method::Euler);
    let c = b.uncertain("c", 1.0, Shape::Uniform { low: 0.9, high: 1.1 });
    let mut known: Vec<VariableId> = vec![c];
    for k in 0..10 {
        known.push(b.constant(&format!("constant {k}"), 0.5 + f64::from(k) / 20.0));
    }
    let stocks: Vec<VariableId> =
        (0..10).map(|k| b.stock(&format!("stock {k}"), num(1.0 + f64::from(k)))).collect();
    known.extend(&stocks);
    let mut state = 1_u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % n
    };
    for k in 0..auxiliaries {
        let recent = known.len().saturating_sub(40);
        let mut pick = || {
            var(known[if below(3) == 0 {
                below(21)
            } else {
                recent + below(40).min(known.len() - recent - 1)
            }])
        };
        let (x, y, z) = (pick(), pick(), pick());
        let value = match k % 20 {
            0..=5 => add(x, mul(num(0.3), y)),
            6..=10 => mul(x, num(0.9)),
            11..=13 => sub(x, y),
            14 | 15 => div(x, add(num(2.0), Expr::apply(Function::Abs, y))),
            16 => Expr::binary(Binary::Min, x, y),
            17 => Expr::binary(Binary::Max, x, num(-5.0)),
            _ => Expr::choose(less(x.clone(), y), z, x),
        };
        known.push(b.aux(&format!("aux {k}"), value));
    }
    for (k, &stock) in stocks.iter().enumerate() {
        let last = known.len() - 1 - 2 * k;
        let inflow = Expr::apply(Function::Tanh, var(known[last]));
        let inflow = if k == 0 { inflow } else { mul(num(0.01), var(known[last])) };
        b.flow(stock, sub(inflow, mul(num(0.2), var(stock))));
    }
    for &stock in &stocks {
        b.level(stock, steps);
    }
    b
}

fn bench(c: &mut Criterion) {
    for (name, b) in [
        ("teacup", teacup()),
        ("sir", sir()),
        ("synthetic", synthetic(600, 512)),
        ("large", synthetic(12_000, 32)),
    ] {
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, 1);
        let settings = Settings::defaults(&b.plan);
        let counts = program.counts();
        let operations =
            (counts.stage + counts.fused + counts.stocks) as u64 * u64::from(counts.steps);
        println!("{name}: {counts:?}");
        for lanes in [8, 16, 32, 64] {
            let options = Options { threads: 1, lanes: Lanes::Fixed(lanes), ..Options::default() };
            let runs = 1024;
            let run = || simulate(&program, &settings, &draws, 0..runs, &options);
            let best = (0..5)
                .map(|_| {
                    let start = Instant::now();
                    black_box(run()).ok();
                    start.elapsed().as_secs_f64()
                })
                .fold(f64::INFINITY, |a, b| if b < a { b } else { a });
            println!(
                "{name}, {lanes} lanes: {:.0} runs/s, {:.3} ns per operation and run",
                runs as f64 / best,
                best * 1e9 / (runs * operations) as f64
            );
            if std::env::var_os("QUICK").is_some() {
                continue;
            }
            let mut group = c.benchmark_group(name);
            group.sample_size(10);
            group.throughput(Throughput::Elements(runs * operations));
            group.bench_function(format!("{lanes} lanes"), |bench| bench.iter(run));
            group.finish();
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);

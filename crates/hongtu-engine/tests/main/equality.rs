//! The same bits, however a run is computed.

use std::sync::Arc;

use hongtu_engine::{
    Features, Lanes, Options, Prepared, PriorDraws, Program, Runs, Settings, Trunk, replay,
    simulate, simulate_branches,
};
use hongtu_maths::random::uniform;
use hongtu_model::{
    Binary, Expr, Function, Interpolation, Kind, Method, Reading, ReadingId, Shape, TableId,
    VariableId,
};

use crate::build::{Builder, num, options, var};

/// A plan made up at random: every primitive, every kind of variable, every kind of reading.
struct Maker {
    seed: u64,
    count: u64,
    b: Builder,
    known: Vec<VariableId>,
    tables: Vec<TableId>,
}

impl Maker {
    fn uniform(&mut self) -> f64 {
        self.count += 1;
        uniform(self.seed, self.count, 0, 0)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }

    fn pick(&mut self) -> Expr {
        let i = self.below(self.known.len());
        var(self.known[i])
    }

    fn expr(&mut self, depth: usize) -> Expr {
        let boxed = |maker: &mut Self| Box::new(maker.expr(depth - 1));
        if depth == 0 {
            return match self.below(8) {
                0 => num((self.uniform() * 8.0).floor() - 3.0),
                1 => num(self.uniform() * 4.0 - 2.0),
                2 => Expr::Time,
                3 => Expr::Step,
                _ => self.pick(),
            };
        }
        match self.below(12) {
            0 | 1 => {
                use Function::{
                    Abs, Acos, Asin, Atan, Cos, Exp, Ln, Log10, Negate, Not, Round, Sin, Sqrt, Tan,
                    Tanh, Truncate,
                };
                let all = [
                    Negate, Not, Abs, Sqrt, Exp, Ln, Log10, Sin, Cos, Tan, Asin, Acos, Atan, Tanh,
                    Truncate, Round,
                ];
                let f = all[self.below(all.len())];
                Expr::Apply(f, boxed(self))
            }
            2..=7 => {
                use Binary::{
                    Add, And, Divide, DivideOrZero, Equal, Less, LessOrEqual, Max, Min, Modulo,
                    Multiply, NotEqual, Or, Power, Subtract,
                };
                let all = [
                    Add,
                    Subtract,
                    Multiply,
                    Divide,
                    DivideOrZero,
                    Power,
                    Min,
                    Max,
                    Modulo,
                    Less,
                    LessOrEqual,
                    Equal,
                    NotEqual,
                    And,
                    Or,
                    Add,
                    Subtract,
                    Multiply,
                    Add,
                    Multiply,
                ];
                let f = all[self.below(all.len())];
                Expr::Binary(f, boxed(self), boxed(self))
            }
            8 | 9 => Expr::If(boxed(self), boxed(self), boxed(self)),
            10 => {
                let i = self.below(self.tables.len());
                let table = self.tables[i];
                Expr::Lookup(table, boxed(self))
            }
            _ if self.uniform() < 0.5 => Expr::StepOf(boxed(self)),
            _ => Expr::Steps(boxed(self)),
        }
    }

    /// An expression without time, for constants.
    fn timeless(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return if self.uniform() < 0.4 { num(self.uniform() * 3.0) } else { self.pick() };
        }
        let a = self.timeless(depth - 1);
        let b = self.timeless(depth - 1);
        let f = [Binary::Add, Binary::Multiply, Binary::Divide, Binary::Min][self.below(4)];
        Expr::binary(f, a, b)
    }
}

pub fn random_plan(seed: u64) -> Builder {
    let method = if seed.is_multiple_of(2) { Method::Euler } else { Method::Rk4 };
    let mut m = Maker {
        seed,
        count: 0,
        b: Builder::new(0.25, 24, method),
        known: Vec::new(),
        tables: Vec::new(),
    };
    for points in [1, 3, 30] {
        let points: Vec<(f64, f64)> =
            (0..points).map(|i| (f64::from(i) - 2.0, m.uniform() * 3.0)).collect();
        let how = if m.uniform() < 0.5 { Interpolation::Linear } else { Interpolation::Step };
        m.tables.push(m.b.table(&points, how));
    }
    let fixed = m.b.constant("fixed", 1.5);
    m.known.push(fixed);
    let shape = Shape::Normal { mean: 1.0, sd: 0.5 };
    let drawn = m.b.uncertain("drawn", 1.0, shape);
    m.known.push(drawn);
    let value = m.timeless(2);
    let made = m.b.variable("made", Kind::Constant { value, prior: None, key: "made".into() });
    m.known.push(made);
    let which = Kind::Alternative { weights: vec![0.3, 0.5, 0.2], key: "which".into() };
    let which = m.b.variable("which", which);
    m.known.push(which);
    let shock = m.b.shock("shock", Shape::Uniform { low: -1.0, high: 2.0 }, 5, 2015);
    m.known.push(shock);
    let lever = m.b.lever("lever", 0.5, 7);
    m.known.push(lever);
    let lever = m.b.lever("early lever", 0.25, 0);
    m.known.push(lever);
    let constants = m.known.clone();

    let stocks: Vec<VariableId> =
        (0..3).map(|i| m.b.stock(&format!("stock {i}"), num(f64::from(i)))).collect();
    m.known.extend(&stocks);
    for i in 0..8 {
        let depth = 1 + m.below(3);
        let value = m.expr(depth);
        let kind = match m.below(6) {
            0 => Kind::Initial { value },
            1 => Kind::Delay {
                input: value,
                delay: if m.uniform() < 0.5 { num(m.uniform() * 3.0) } else { var(drawn) },
                initial: num(0.5),
            },
            _ => Kind::Auxiliary { value },
        };
        let id = m.b.variable(&format!("made up {i}"), kind);
        m.known.push(id);
    }
    for &stock in &stocks {
        let net = m.expr(2);
        // Towards zero, so that most stocks stay finite.
        let net = Expr::binary(Binary::Subtract, net, var(stock));
        m.b.flow(stock, net);
    }
    m.known = constants;
    let first = m.timeless(1);
    if let Kind::Stock { initial, .. } = &mut m.b.plan.variables[stocks[0].index()].kind {
        *initial = first;
    }
    let all: Vec<VariableId> =
        (0..m.b.plan.variables.len()).map(|i| VariableId(u32::try_from(i).unwrap())).collect();
    for k in 0..6 {
        let variable = all[all.len() - 1 - m.below(9)];
        let from = u32::try_from(m.below(24)).unwrap();
        let to = from + u32::try_from(m.below(25 - from as usize)).unwrap();
        let reading = match k {
            0 => Reading::Total { variable, from, to },
            1 => Reading::Minimum { variable, from, to },
            2 => Reading::Maximum { variable, from, to },
            3 => Reading::First { variable },
            _ => Reading::Level { variable, step: to },
        };
        m.b.read(reading);
    }
    let [a, b, c] = [0, 3, 4].map(|i| Box::new(Expr::Reading(ReadingId(i))));
    m.b.measures.push(Expr::Binary(Binary::Divide, a.clone(), c.clone()));
    m.b.measures.push(Expr::If(b, a, c));
    m.b
}

pub fn settings(b: &Builder) -> Settings {
    let mut settings = Settings::defaults(&b.plan);
    settings.levers[0] = 0.75;
    settings
}

pub fn bits(runs: &Runs) -> (Vec<Vec<u64>>, &[u64]) {
    let columns = runs.measures.iter();
    (columns.map(|c| c.iter().map(|x| x.to_bits()).collect()).collect(), &runs.troubled)
}

#[test]
fn lanes_compute_what_the_plan_says() {
    let (mut sound, mut troubled) = (0, 0);
    for seed in 0..400 {
        let b = random_plan(seed);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, seed);
        let mut settings = settings(&b);
        if seed.is_multiple_of(3) {
            settings.constants = vec![(VariableId(0), 1.25), (VariableId(2), 0.5)];
        }
        let runs = simulate(&program, &settings, &draws, 5..29, &options(Lanes::Fixed(8), 1));
        let runs = runs.unwrap();
        for run in 5..29 {
            let row = (run - 5) as usize;
            match replay(&b.plan, &program, &settings, &draws, run) {
                Ok(measures) => {
                    sound += 1;
                    assert!(!runs.troubled.contains(&run), "seed {seed}, run {run}");
                    for (i, x) in measures.iter().enumerate() {
                        let lane = runs.measures[i][row];
                        assert_eq!(lane.to_bits(), x.to_bits(), "seed {seed}: {lane} {x}");
                    }
                }
                Err(trouble) => {
                    troubled += 1;
                    assert!(runs.troubled.contains(&run), "seed {seed}, run {run}: {trouble}");
                }
            }
        }
    }
    assert!(sound > 200 && troubled > 200, "{sound} {troubled}");
}

#[test]
fn bits_do_not_depend_on_lanes_threads_or_instructions() {
    for seed in 1000..1012 {
        let b = random_plan(seed);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, seed);
        let settings = settings(&b);
        let run =
            |options: &Options<'_>| simulate(&program, &settings, &draws, 3..300, options).unwrap();
        let base = run(&Options {
            lanes: Lanes::Fixed(1),
            threads: 1,
            features: Features::Portable,
            ..Options::default()
        });
        for features in [Features::Portable, Features::Avx2, Features::Avx512] {
            for lanes in [1, 8, 16, 32, 64] {
                for threads in 1..=3 {
                    let lanes = Lanes::Fixed(lanes);
                    let other = run(&Options { lanes, threads, features, ..Options::default() });
                    assert_eq!(bits(&base), bits(&other), "{lanes:?} {threads} {features:?}");
                }
            }
        }
        assert_eq!(bits(&base), bits(&run(&Options::default())));
    }
}

#[test]
fn runs_that_are_not_watched_measure_the_same() {
    let mut troubled = 0;
    for seed in 4000..4060 {
        let b = random_plan(seed);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, seed);
        let (settings, options) = (settings(&b), options(Lanes::Auto, 2));
        let watched = simulate(&program, &settings, &draws, 3..150, &options).unwrap();
        let prepared = Prepared::unwatched(&program, &settings).unwrap();
        // Once made ready, again and again.
        for _ in 0..2 {
            let found = prepared.simulate(&draws, 3..150, &options).unwrap().remove(0);
            assert_eq!(bits(&watched).0, bits(&found).0, "seed {seed}");
            assert!(found.troubled.is_empty());
        }
        troubled += watched.troubled.len();
    }
    assert!(troubled > 200, "{troubled}");
}

#[test]
fn branches_are_what_each_would_be_alone() {
    for seed in 2000..2060 {
        let b = random_plan(seed);
        let program = b.program();
        let draws = PriorDraws::new(&b.plan, seed);
        let late = settings(&b);
        let with = |change: &dyn Fn(&mut Settings)| {
            let mut settings = late.clone();
            change(&mut settings);
            settings
        };
        // Levers that part in the middle of the run; with the early lever or a constant among them,
        // at the start.
        let mut all =
            vec![late.clone(), with(&|s| s.levers[0] = -1.0), with(&|s| s.levers[0] = 3.0)];
        if seed.is_multiple_of(3) {
            all.push(with(&|s| s.levers[1] = 2.0));
        }
        if seed.is_multiple_of(4) {
            all.push(with(&|s| s.constants = vec![(VariableId(0), 1.25), (VariableId(1), 0.5)]));
        }
        let options = options(Lanes::Auto, 2);
        let branches = simulate_branches(&program, &all, &draws, 3..150, &options).unwrap();
        assert_eq!(branches.len(), all.len());
        for (settings, branch) in all.iter().zip(&branches) {
            let alone = simulate(&program, settings, &draws, 3..150, &options).unwrap();
            assert_eq!(bits(&alone), bits(branch), "seed {seed}");
        }
    }
}

#[test]
fn kept_runs_go_on_as_if_from_the_start() {
    for seed in 3000..3040 {
        let b = random_plan(seed);
        let program = Arc::new(b.program());
        let draws = Arc::new(PriorDraws::new(&b.plan, seed));
        let base = settings(&b);
        let mut trunk = Trunk::new(program.clone(), draws.clone(), &base, 3..153, 7).unwrap();
        // The first lever acts from the seventh step on; the second, and constants, from the first.
        let mut late = base.clone();
        late.levers[0] = -1.0;
        let mut early = base.clone();
        early.levers[1] = 2.0;
        let mut held = base.clone();
        held.constants = vec![(VariableId(0), 1.25)];
        // Moved once more, only what the lever reaches is computed anew.
        let mut later = late.clone();
        later.levers[0] = 0.75;
        let mut further = late.clone();
        further.levers[0] = 2.5;
        let dragged = [&late, &later, &further, &late];
        for settings in [&base, &late, &early, &held].into_iter().chain(dragged) {
            for count in [150, 64, 1] {
                let branch = trunk.branch(settings, count).unwrap();
                let runs = 3..3 + count as u64;
                let options = options(Lanes::Auto, 1);
                let alone = simulate(&program, settings, &*draws, runs, &options).unwrap();
                assert_eq!(bits(&alone), bits(&branch), "seed {seed}, {count} runs");
            }
        }
    }
}

#[test]
fn a_part_of_an_ensemble_is_the_same_alone() {
    let b = random_plan(4);
    let program = b.program();
    let draws = PriorDraws::new(&b.plan, 4);
    let settings = settings(&b);
    let run = |runs| simulate(&program, &settings, &draws, runs, &options(Lanes::Auto, 2)).unwrap();
    let all = run(0..20_000);
    let part = run(10_000..20_000);
    assert_eq!(part.first, 10_000);
    for (all, part) in all.measures.iter().zip(&part.measures) {
        assert!(all[10_000..].iter().zip(part).all(|(a, b)| a.to_bits() == b.to_bits()));
    }
    let late: Vec<u64> = all.troubled.iter().copied().filter(|&run| run >= 10_000).collect();
    assert_eq!(late, part.troubled);
}

#[test]
fn what_is_not_needed_is_not_there() {
    let mut b = random_plan(6);
    let before = b.program().counts();
    let stock = b.stock("unused", num(0.0));
    b.flow(stock, Expr::apply(Function::Exp, var(stock)));
    assert_eq!(b.program().counts(), before);
    // The simulation ends with the last reading.
    let program = Program::new(
        &b.plan,
        &[Reading::Level { variable: stock, step: 3 }],
        &[Expr::Reading(ReadingId(0))],
    );
    assert_eq!(program.unwrap().counts().steps, 3);
}

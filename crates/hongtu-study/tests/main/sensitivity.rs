//! Sobol′ indices against functions whose indices are known, and how often their intervals hold.

use std::f64::consts::PI;

use hongtu_engine::SCRAMBLES;
use hongtu_lang::Folder;
use hongtu_maths::random::name_key;
use hongtu_maths::sobol::Sequence;
use hongtu_model::Plan;
use hongtu_study::Question;
use hongtu_study::explain::find;
use hongtu_study::sensitivity::{Base, Index, Indices, Scale, T_90, T_95, Tally, sensitivity};

/// T. Ishigami and T. Homma, "An importance quantification technique in uncertainty analysis for
/// computer models", ISUMA '90 (1990), with a = 7 and b = 0.1; and the time at which a path of the
/// same inputs crosses a line, which some never do.
const ISHIGAMI: &str = "# Ishigami

```hongtu
plan \"Ishigami\"
time 2020 to 2021 step 1/8 year

const a : 1 = 0 ~ uniform(-3.141592653589793, 3.141592653589793)
    assumption \"uniform\"
const b : 1 = 0 ~ uniform(-3.141592653589793, 3.141592653589793)
    assumption \"uniform\"
const c : 1 = 0 ~ uniform(-3.141592653589793, 3.141592653589793)
    assumption \"uniform\"
const idle : 1 = 0 ~ uniform(-1, 1)
    assumption \"enters only by a millionth\"

aux y : 1 = sin(a) + 7 * sin(b)^2 + 0.1 * c^4 * sin(a) + idle / 1000000

stock path : 1 = 0
    + slope
flow slope : 1/year = (a + 2 * b) / 1 year

target high : level(y, 2021) >= 5
    indicative
target soon : first(path >= 1) <= 2020-07-01
    indicative
target upward : level(path, 2021) rises from 2020-01-01
    indicative
```
";

fn plan(text: &str) -> Plan {
    let checked = hongtu_lang::check(text, &Folder::new("."), None);
    checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

/// How often intervals hold what they should.
#[derive(Default)]
struct Coverage {
    name: String,
    seeds: u32,
    held_90: u32,
    held_95: u32,
}

impl Coverage {
    fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    fn count(&mut self, found: Index, exact: f64) {
        // Without the cut to 0 and 1, which could only help.
        let off = (found.value - exact).abs();
        self.seeds += 1;
        self.held_90 += u32::from(off <= T_90 * found.error);
        self.held_95 += u32::from(off <= T_95 * found.error);
    }

    /// Within 3.3 binomial standard errors: by chance outside once in a thousand.
    fn holds(&self) {
        for (held, nominal) in [(self.held_90, 0.9), (self.held_95, 0.95f64)] {
            let seeds = f64::from(self.seeds);
            let slack = 3.3 * (nominal * (1.0 - nominal) / seeds).sqrt();
            let share = f64::from(held) / seeds;
            assert!((share - nominal).abs() < slack, "{}: {share} of {nominal}", self.name);
        }
    }
}

#[test]
fn intervals_cover_the_indices_of_the_ishigami_function_as_a_plan() {
    let plan = plan(ISHIGAMI);
    let (a, b) = (7.0f64, 0.1f64);
    let p4 = PI * PI * PI * PI;
    let alone = [0.5 * (1.0 + b * p4 / 5.0) * (1.0 + b * p4 / 5.0), a * a / 8.0, 0.0];
    let both = 8.0 * b * b * p4 * p4 / 225.0;
    let variance = alone.iter().sum::<f64>() + both;
    let first = alone.map(|v| v / variance);
    let total = [(alone[0] + both) / variance, first[1], both / variance];
    let mut coverage: Vec<Coverage> =
        ["a total", "b total", "c total", "a first", "b first", "c first"]
            .map(|name| Coverage::new(name.to_owned()))
            .into();
    for seed in 0..400 {
        let question = Question { runs: 4096, seed, threads: 1, ..Question::new() };
        let found = sensitivity(&plan, &question, find(&plan, "high")).unwrap();
        assert_eq!((found.sample, found.targets.len(), found.refined), (1024, 1, 3));
        let target = &found.targets[0];
        assert_eq!((target.scale, target.inputs, target.shares.len()), (Scale::Value, 4, 3));
        assert_eq!(found.model_runs, 2 * 1024 + 4 * 256 + 3 * 768);
        for share in &target.shares {
            coverage[share.input].count(share.indices.total, total[share.input]);
            coverage[3 + share.input].count(share.indices.first, first[share.input]);
        }
    }
    coverage.iter().for_each(Coverage::holds);
}

/// The indices of the g function (I. M. Sobol′ 1993) by the estimators themselves.
fn g_function(importance: &[f64], seed: u64) -> Vec<Indices> {
    const RUNS: u32 = 1024;
    let scramble = |run: u32| run % SCRAMBLES;
    let sequences = |seed: u64| -> Vec<Vec<Sequence>> {
        let of = |input: usize| {
            let key = name_key(&format!("input {input}"));
            (0..SCRAMBLES).map(|scramble| Sequence::new(seed, scramble, key)).collect()
        };
        (0..importance.len()).map(of).collect()
    };
    let [a, b] = [sequences(seed), sequences(!seed)];
    let g = |of: &dyn Fn(usize) -> bool, run: u32| -> f64 {
        let factor = |(input, a_i): (usize, &f64)| {
            let sequences = if of(input) { &b[input] } else { &a[input] };
            let x = sequences[scramble(run) as usize].point(run / SCRAMBLES);
            ((4.0 * x - 2.0).abs() + a_i) / (1.0 + a_i)
        };
        importance.iter().enumerate().map(factor).product()
    };
    let sample = |of: &dyn Fn(usize) -> bool| (0..RUNS).map(|run| g(of, run)).collect::<Vec<_>>();
    let base = Base::new(sample(&|_| false), sample(&|_| true)).unwrap();
    let indices = |input: usize| {
        let mut tally = Tally::default();
        tally.add(&base, 0, &sample(&|other| other == input));
        tally.indices(&base).unwrap()
    };
    (0..importance.len()).map(indices).collect()
}

#[test]
fn intervals_cover_the_indices_of_the_g_function() {
    let importance = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let alone = importance.map(|a: f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let product: f64 = alone.iter().map(|v| 1.0 + v).product();
    let mut coverage: Vec<Coverage> =
        (0..2 * importance.len()).map(|place| Coverage::new(format!("index {place}"))).collect();
    for seed in 0..400 {
        for (input, found) in g_function(&importance, seed).into_iter().enumerate() {
            let v = alone[input];
            coverage[2 * input].count(found.total, v * product / (1.0 + v) / (product - 1.0));
            coverage[2 * input + 1].count(found.first, v / (product - 1.0));
        }
    }
    coverage.iter().for_each(Coverage::holds);
}

#[test]
fn what_may_never_come_is_taken_apart_by_ranks_and_directions_by_their_change() {
    let plan = plan(ISHIGAMI);
    let question = Question { runs: 20_000, ..Question::new() };
    let found = sensitivity(&plan, &question, None).unwrap();
    let [_, soon, upward] = &found.targets[..] else { panic!("three targets") };
    assert_eq!((soon.scale, soon.shares.len()), (Scale::Ranks, 2));
    assert_eq!(found.inputs[soon.shares[0].input].name, "b");
    // The change is a + 2b: shares 1 and 4 of 5, alone and with others.
    assert_eq!((upward.scale, upward.shares.len()), (Scale::Value, 2));
    for (share, exact) in upward.shares.iter().zip([0.8, 0.2]) {
        for index in [share.indices.total, share.indices.first] {
            assert!((index.value - exact).abs() < 5.0 * index.error && index.error < 0.03);
        }
    }
    assert!((upward.additive() - 1.0).abs() < 0.1);
}

#[test]
fn the_same_bits_whatever_the_threads_and_a_held_constant_is_no_input() {
    let plan = plan(ISHIGAMI);
    let ask = |threads| {
        let question = Question { runs: 2000, threads, ..Question::new() };
        sensitivity(&plan, &question, None).unwrap()
    };
    let one = ask(1);
    assert_eq!(one, ask(2));
    assert_eq!(one, ask(3));
    let held = vec![(one.inputs[1].variables[0], 0.5)];
    let question = Question { runs: 2000, set_constants: held, ..Question::new() };
    let found = sensitivity(&plan, &question, find(&plan, "upward")).unwrap();
    let names: Vec<&str> = found.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["a", "c", "idle"]);
    assert_eq!((found.targets[0].inputs, found.targets[0].shares.len()), (1, 1));
    assert!((found.targets[0].shares[0].indices.total.value - 1.0).abs() < 0.1);
}

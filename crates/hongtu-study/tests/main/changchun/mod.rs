//! The flagship plan under test: extreme conditions, the step, units, stocks, and each of its
//! chapters cut loose from the others.

mod chapters;
mod extremes;
mod step;
mod stocks;
mod units;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use hongtu_engine::{
    CentralDraws, Draws, Options, PriorDraws, Program, Settings, diagnose, simulate,
};
use hongtu_lang::{Checked, Folder, check};
use hongtu_model::{Binary, Expr, Kind, Plan, Reading, ReadingId, VariableId};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../plans/changchun")
}

fn text() -> String {
    std::fs::read_to_string(folder().join("plan.md")).unwrap()
}

fn checked(text: &str) -> Checked {
    check(text, &Folder::new(folder()), None)
}

/// The text with a part replaced that must be there.
fn edited(text: &str, part: &str, by: &str) -> String {
    assert!(text.contains(part), "the plan no longer says {part:?}");
    text.replace(part, by)
}

/// The plan, with what a test does to it.
struct Model {
    plan: Plan,
    settings: Settings,
}

impl Model {
    fn new() -> Self {
        Self::of(&text())
    }

    fn of(text: &str) -> Self {
        let plan = checked(text).plan.expect("the plan has errors");
        let settings = Settings::defaults(&plan);
        Self { plan, settings }
    }

    /// A scalar, or an element of an array: `talent[graduates]`.
    fn id(&self, name: &str) -> VariableId {
        let index = self.plan.variables.iter().position(|v| !v.hidden && v.name == name);
        VariableId(index.unwrap_or_else(|| panic!("there is no {name}")) as u32)
    }

    /// All elements of a quantity.
    fn ids(&self, quantity: &str) -> Vec<VariableId> {
        let found = self.plan.quantities.iter().find(|q| q.name == quantity);
        found.unwrap_or_else(|| panic!("there is no {quantity}")).variables.clone()
    }

    /// Step of a date in years.
    fn step(&self, year: f64) -> u32 {
        ((year - self.plan.time.start) / self.plan.time.dt).round() as u32
    }

    /// Sets a lever from its date on.
    fn pull(&mut self, lever: &str, value: f64) -> &mut Self {
        let index = self.plan.lever(lever).unwrap_or_else(|| panic!("there is no {lever}"));
        self.settings.levers[index] = value;
        self
    }

    /// Holds a constant, in coherent units.
    fn hold(&mut self, constant: &str, value: f64) -> &mut Self {
        for id in self.ids(constant) {
            assert!(matches!(self.plan.variable(id).kind, Kind::Constant { .. }), "{constant}");
            self.settings.constants.push((id, value));
        }
        self
    }

    /// Replaces what is computed by a number.
    fn cut(&mut self, quantity: &str, value: f64) -> &mut Self {
        for id in self.ids(quantity) {
            self.plan.variables[id.index()].kind = Kind::Auxiliary { value: Expr::Number(value) };
        }
        self
    }

    /// Lets what is computed be zero from a year on.
    fn stop(&mut self, quantity: &str, year: f64) -> &mut Self {
        let before =
            Expr::binary(Binary::Less, Expr::Step, Expr::Number(f64::from(self.step(year))));
        for id in self.ids(quantity) {
            let Kind::Auxiliary { value } = &mut self.plan.variables[id.index()].kind else {
                panic!("{quantity} is not computed")
            };
            *value = Expr::choose(before.clone(), value.clone(), Expr::Number(0.0));
        }
        self
    }

    /// Simulates so many runs of the priors; none may get into trouble.
    fn runs(&self, asked: Asked, runs: u64) -> Courses {
        self.drawn(asked, &PriorDraws::new(&self.plan, 1), runs)
    }

    /// The run without uncertainty.
    fn central(&self, asked: Asked) -> Courses {
        self.drawn(asked, &CentralDraws::new(&self.plan), 1)
    }

    fn drawn(&self, asked: Asked, draws: &dyn Draws, runs: u64) -> Courses {
        let mut readings = Vec::new();
        let mut places = BTreeMap::new();
        for (name, reading) in asked.0 {
            places.insert(name, readings.len());
            readings.push(reading);
        }
        let measures: Vec<Expr> =
            (0..readings.len()).map(|index| Expr::Reading(ReadingId(index as u32))).collect();
        let program = Program::new(&self.plan, &readings, &measures).unwrap();
        let options = Options { threads: 1, ..Options::default() };
        let ran = simulate(&program, &self.settings, draws, 0..runs, &options).unwrap();
        if let Some(&run) = ran.troubled.first() {
            let trouble = diagnose(&self.plan, &program, &self.settings, draws, run);
            panic!("run {run}: {}", trouble.unwrap());
        }
        Courses { places, measures: ran.measures }
    }
}

/// What is read off the runs, by name.
#[derive(Default)]
struct Asked(Vec<(String, Reading)>);

impl Asked {
    /// A quantity's elements at some years: `visits[summer] 2025`.
    fn levels(mut self, model: &Model, quantity: &str, years: &[f64]) -> Self {
        for id in model.ids(quantity) {
            for &year in years {
                let name = format!("{} {year}", model.plan.variable(id).name);
                self.0.push((name, Reading::Level { variable: id, step: model.step(year) }));
            }
        }
        self
    }

    /// What a quantity's elements add up to from one year to another: `births 2024..2026`.
    fn total(mut self, model: &Model, quantity: &str, from: f64, to: f64) -> Self {
        for variable in model.ids(quantity) {
            let name = format!("{} {from}..{to}", model.plan.variable(variable).name);
            let (from, to) = (model.step(from), model.step(to));
            self.0.push((name, Reading::Total { variable, from, to }));
        }
        self
    }
}

/// What the runs gave.
struct Courses {
    places: BTreeMap<String, usize>,
    measures: Vec<Vec<f64>>,
}

impl Courses {
    /// A reading in every run.
    fn of(&self, name: &str) -> &[f64] {
        let place = self.places.get(name).unwrap_or_else(|| panic!("{name} was not asked for"));
        &self.measures[*place]
    }

    /// The sum over the elements of a quantity in every run.
    fn sum(&self, quantity: &str, place: &str) -> Vec<f64> {
        let prefix = format!("{quantity}[");
        let of = self
            .places
            .iter()
            .filter(|(name, _)| name.starts_with(&prefix) && name.ends_with(&format!("] {place}")));
        let mut sum = vec![0.0; self.measures.first().map_or(0, Vec::len)];
        for (_, &index) in of {
            for (sum, value) in sum.iter_mut().zip(&self.measures[index]) {
                *sum += value;
            }
        }
        assert!(sum.iter().any(|sum| *sum != 0.0), "{quantity} {place} is nothing");
        sum
    }
}

/// Whether two numbers are the same but for rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (a.abs() + b.abs())
}

/// What is left of 1 after `steps` steps of decay at `rate` a year.
fn left(model: &Model, rate: f64, steps: u32) -> f64 {
    (0..steps).fold(1.0, |left, _| left * (1.0 - rate * model.plan.time.dt))
}

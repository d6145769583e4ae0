//! A small builder of plans, so that a test says only what it is about.

use std::collections::BTreeMap;

use hongtu_engine::{Lanes, Options, Program, Runs, Settings, simulate};
use hongtu_model::{
    Binary, Expr, Function, Interpolation, Kind, Labels, Lever, Method, Plan, Prior, Reading,
    ReadingId, Shape, Table, TableId, Timeline, Unit, Units, Variable, VariableId,
};

/// A plan under construction.
pub struct Builder {
    pub plan: Plan,
    pub readings: Vec<Reading>,
    pub measures: Vec<Expr>,
}

pub fn num(x: f64) -> Expr {
    Expr::Number(x)
}

pub fn var(id: VariableId) -> Expr {
    Expr::Variable(id)
}

pub fn add(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Add, a, b)
}

pub fn sub(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Subtract, a, b)
}

pub fn mul(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Multiply, a, b)
}

pub fn div(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Divide, a, b)
}

pub fn less(a: Expr, b: Expr) -> Expr {
    Expr::binary(Binary::Less, a, b)
}

pub fn neg(a: Expr) -> Expr {
    Expr::apply(Function::Negate, a)
}

pub fn prior(shape: Shape) -> Prior {
    Prior { shape, low: None, high: None, text: String::new() }
}

impl Builder {
    /// A plan in plain time from 0, of `steps` steps of `dt`.
    pub fn new(dt: f64, steps: u32, method: Method) -> Self {
        let time = Timeline {
            start: 0.0,
            dt,
            steps,
            steps_per_unit: None,
            first_year: None,
            unit: "second".into(),
            method,
        };
        let plan = Plan {
            title: String::new(),
            labels: BTreeMap::new(),
            scope: None,
            doc: None,
            time,
            as_of: None,
            units: Units::default(),
            sections: Vec::new(),
            quantities: Vec::new(),
            variables: Vec::new(),
            tables: Vec::new(),
            readings: Vec::new(),
            measures: Vec::new(),
            sources: Vec::new(),
            observations: Vec::new(),
            targets: Vec::new(),
            levers: Vec::new(),
            budgets: Vec::new(),
            scenarios: Vec::new(),
            charts: Vec::new(),
            live_values: Vec::new(),
            findings: Vec::new(),
            phrases: hongtu_model::Phrases::default(),
        };
        Self { plan, readings: Vec::new(), measures: Vec::new() }
    }

    pub fn variable(&mut self, name: &str, kind: Kind) -> VariableId {
        let id = VariableId(u32::try_from(self.plan.variables.len()).unwrap());
        self.plan.variables.push(Variable {
            name: name.into(),
            labels: Labels::new(),
            quantity: None,
            hidden: false,
            unit: Unit::one(),
            kind,
        });
        id
    }

    pub fn constant(&mut self, name: &str, value: f64) -> VariableId {
        self.variable(name, Kind::Constant { value: num(value), prior: None, key: name.into() })
    }

    pub fn uncertain(&mut self, name: &str, value: f64, shape: Shape) -> VariableId {
        self.variable(
            name,
            Kind::Constant { value: num(value), prior: Some(prior(shape)), key: name.into() },
        )
    }

    pub fn aux(&mut self, name: &str, value: Expr) -> VariableId {
        self.variable(name, Kind::Auxiliary { value })
    }

    /// A stock whose flow is still to be given.
    pub fn stock(&mut self, name: &str, initial: Expr) -> VariableId {
        self.variable(name, Kind::Stock { initial, flow: num(0.0) })
    }

    pub fn flow(&mut self, stock: VariableId, net: Expr) {
        if let Kind::Stock { flow, .. } = &mut self.plan.variables[stock.index()].kind {
            *flow = net;
        }
    }

    pub fn shock(&mut self, name: &str, shape: Shape, period: u32, first: i64) -> VariableId {
        self.variable(name, Kind::Shock { prior: prior(shape), key: name.into(), period, first })
    }

    pub fn lever(&mut self, name: &str, default: f64, from: u32) -> VariableId {
        let id = self.variable(name, Kind::Lever { lever: self.plan.levers.len() });
        self.plan.levers.push(Lever {
            name: name.into(),
            variable: id,
            default,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            zones: Vec::new(),
            unit: Unit::one(),
            from,
            cost: None,
            cost_unit: None,
            budget: None,
            doc: None,
            labels: BTreeMap::new(),
            section: None,
        });
        id
    }

    pub fn table(&mut self, points: &[(f64, f64)], interpolation: Interpolation) -> TableId {
        let id = TableId(u32::try_from(self.plan.tables.len()).unwrap());
        self.plan.tables.push(Table {
            name: format!("table {}", id.0),
            xs: points.iter().map(|p| p.0).collect(),
            ys: points.iter().map(|p| p.1).collect(),
            interpolation,
        });
        id
    }

    /// Adds a reading that is also a measure.
    pub fn read(&mut self, reading: Reading) -> usize {
        let id = ReadingId(u32::try_from(self.readings.len()).unwrap());
        self.readings.push(reading);
        self.measures.push(Expr::Reading(id));
        self.measures.len() - 1
    }

    pub fn level(&mut self, variable: VariableId, step: u32) -> usize {
        self.read(Reading::Level { variable, step })
    }

    pub fn program(&self) -> Program {
        Program::new(&self.plan, &self.readings, &self.measures).unwrap()
    }

    /// Runs a range of runs under the priors with seed 1.
    pub fn runs(&self, runs: std::ops::Range<u64>) -> Runs {
        self.runs_with(runs, &options(Lanes::Auto, 1))
    }

    pub fn runs_with(&self, runs: std::ops::Range<u64>, options: &Options<'_>) -> Runs {
        let draws = hongtu_engine::PriorDraws::new(&self.plan, 1);
        simulate(&self.program(), &Settings::defaults(&self.plan), &draws, runs, options).unwrap()
    }

    /// The measures of the central run.
    pub fn central(&self) -> Vec<f64> {
        let draws = hongtu_engine::CentralDraws::new(&self.plan);
        let settings = Settings::defaults(&self.plan);
        let options = Options::default();
        let runs = simulate(&self.program(), &settings, &draws, 0..1, &options).unwrap();
        assert!(runs.troubled.is_empty());
        runs.measures.iter().map(|column| column[0]).collect()
    }
}

pub fn options<'a>(lanes: Lanes, threads: usize) -> Options<'a> {
    Options { threads, lanes, ..Options::default() }
}

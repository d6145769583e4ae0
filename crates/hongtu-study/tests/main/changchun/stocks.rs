//! Stocks are moved by flows, and no outflow takes more than there is.

use hongtu_engine::Draws;
use hongtu_engine::distribution::quantile;
use hongtu_maths::random::{name_key, uniform};
use hongtu_model::{Expr, Kind, Plan, Reading, VariableId};

use super::{Asked, Model};

/// Log-odds are the one stock that may be negative.
const SIGNED: &str = "nev_log_odds";

/// Every constant and every shock near one end of its prior, at random which.
struct Ends<'a>(&'a Plan);

impl Ends<'_> {
    fn at(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        let variable = self.0.variable(variable);
        for (run, out) in (first..).zip(out) {
            let u = uniform(17, run, name_key(&variable.name), period);
            *out = match &variable.kind {
                Kind::Constant { prior: Some(prior), .. } | Kind::Shock { prior, .. } => {
                    quantile(prior, if u < 0.5 { 0.001 } else { 0.999 })
                }
                Kind::Alternative { weights, .. } => (u * weights.len() as f64).floor(),
                _ => 0.0,
            };
        }
    }
}

impl Draws for Ends<'_> {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        self.at(variable, 0, first, out);
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        self.at(variable, period, first, out);
    }
}

#[test]
fn no_stock_is_ever_negative() {
    for scenario in [None, Some("everything_at_once")] {
        let mut model = Model::new();
        if let Some(name) = scenario {
            let settings = model.plan.scenario(name).unwrap().settings.clone();
            for (lever, value) in settings {
                model.settings.levers[lever] = value;
            }
        }
        let to = model.plan.time.steps;
        let mut asked = Asked::default();
        for (index, variable) in model.plan.variables.iter().enumerate() {
            if matches!(variable.kind, Kind::Stock { .. }) && variable.name != SIGNED {
                let variable_id = VariableId(index as u32);
                let reading = Reading::Minimum { variable: variable_id, from: 0, to };
                asked.0.push((variable.name.clone(), reading));
            }
        }
        assert!(asked.0.len() > 60, "{} stocks, stages of delays included", asked.0.len());
        for lowest in
            [model.drawn(Asked(asked.0.clone()), &Ends(&model.plan), 2000), model.runs(asked, 2000)]
        {
            for name in lowest.places.keys() {
                let least = lowest
                    .of(name)
                    .iter()
                    .copied()
                    .fold(f64::INFINITY, |a, b| if b < a { b } else { a });
                assert!(least >= 0.0, "{name} falls to {least} in some run");
            }
        }
    }
}

/// A stock that nothing moves is a constant.
#[test]
fn every_stock_is_moved_by_something() {
    let plan = Model::new().plan;
    for variable in &plan.variables {
        if let Kind::Stock { flow, .. } = &variable.kind {
            let mut moved = false;
            flow.walk(&mut |part| moved |= matches!(part, Expr::Variable(_)));
            assert!(moved, "{} has no flow", variable.name);
        }
    }
}

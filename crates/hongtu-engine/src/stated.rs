//! Constants as a plan states them.

use hongtu_model::{Kind, Plan, VariableId};

use crate::evaluate::Scene;
use crate::lower::curve;
use crate::order::{Order, Part};
use crate::primitive::Curve;

/// The values of a plan's constants (and of what they are made of) as it states them, all levers at
/// their defaults: 0 for variables that are no constants, not-a-number for what cannot be computed.
/// `central` gives the values of shocks and alternatives.
pub(crate) fn stated_constants(plan: &Plan, central: impl Fn(&Kind) -> f64) -> Vec<f64> {
    let mut values = vec![0.0; plan.variables.len()];
    if crate::check::check(plan, &[], &[]).is_err() {
        return values;
    }
    let curves: Vec<Curve> = plan.tables.iter().map(curve).collect();
    let mut order = Order::stated(plan);
    for (i, variable) in (0..).zip(&plan.variables) {
        let id = VariableId(i);
        if matches!(variable.kind, Kind::Constant { .. }) && order.require(id, Part::Start).is_err()
        {
            values[id.index()] = f64::NAN;
        }
    }
    for (id, part) in std::mem::take(&mut order.sequence) {
        if part != Part::Start {
            continue;
        }
        let expr = match &plan.variables[id.index()].kind {
            Kind::Stock { initial: expr, .. }
            | Kind::Delay { initial: expr, .. }
            | Kind::Auxiliary { value: expr }
            | Kind::Constant { value: expr, .. }
            | Kind::Initial { value: expr } => expr,
            Kind::Lever { lever } => {
                values[id.index()] = plan.levers[*lever].default;
                continue;
            }
            kind => {
                values[id.index()] = central(kind);
                continue;
            }
        };
        let scene = Scene {
            dt: plan.time.dt,
            start: plan.time.start,
            curves: &curves,
            values: &values,
            readings: &[],
            endless: &[],
            time: plan.time.at(0),
            step: 0.0,
        };
        values[id.index()] = scene.value(expr).map_or(f64::NAN, |(value, _)| value);
    }
    values
}

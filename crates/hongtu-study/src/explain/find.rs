//! From what somebody types to what the plan has.

use std::collections::BTreeSet;

use hongtu_model::{Expr, MeasureId, Plan, QuantityId, Reading, VariableId};

use super::surroundings::unhidden;

/// Something that can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// A quantity with all its elements.
    Quantity(QuantityId),
    /// An element of a quantity.
    Element(QuantityId, VariableId),
    /// Index of a target, with all its readings.
    Target(usize),
    /// Index of a target and of one of its readings.
    Reading(usize, usize),
}

/// Finds a quantity (`output`), an element (`output[medical]`), a target (`revenue`), a reading
/// (`revenue.each`), or any of the first and third by its label in any language.
pub fn find(plan: &Plan, name: &str) -> Option<Name> {
    let name = plainly(name);
    let quantities = || (0u32..).map(QuantityId).zip(&plan.quantities);
    if let Some((id, _)) = quantities().find(|(_, q)| plainly(&q.name) == name) {
        return Some(Name::Quantity(id));
    }
    if let Some(target) = plan.targets.iter().position(|t| plainly(&t.name) == name) {
        return Some(Name::Target(target));
    }
    for (index, target) in plan.targets.iter().enumerate() {
        if let Some(reading) = target.judgements.iter().position(|j| plainly(&j.id) == name) {
            return Some(Name::Reading(index, reading));
        }
    }
    for (id, quantity) in quantities() {
        let mut elements = quantity.variables.iter();
        let named = |v: &&VariableId| {
            plan.variables.get(v.index()).is_some_and(|v| plainly(&v.name) == name)
        };
        if let Some(&variable) = elements.find(named) {
            return Some(Name::Element(id, variable));
        }
    }
    let called = |labels: &hongtu_model::Labels| labels.values().any(|l| plainly(l) == name);
    if let Some((id, _)) = quantities().find(|(_, q)| called(&q.labels)) {
        return Some(Name::Quantity(id));
    }
    plan.targets.iter().position(|t| called(&t.labels)).map(Name::Target)
}

/// Every name that [`find`] knows, labels left out.
pub fn names(plan: &Plan) -> Vec<&str> {
    let quantities = plan.quantities.iter();
    let elements = quantities.clone().filter(|q| !q.dimensions.is_empty()).flat_map(|q| {
        q.variables.iter().filter_map(|v| Some(plan.variables.get(v.index())?.name.as_str()))
    });
    let targets = plan.targets.iter().map(|t| t.name.as_str());
    let readings = plan.targets.iter().flat_map(|t| t.judgements.iter().map(|j| j.id.as_str()));
    quantities.map(|q| q.name.as_str()).chain(targets).chain(readings).chain(elements).collect()
}

/// The name of the quantity that a measure is read off; the first, where it is read off several.
pub fn read_by(plan: &Plan, measure: MeasureId) -> Option<&str> {
    let mut read = BTreeSet::new();
    plan.measures.get(measure.index())?.value.walk(&mut |e| match e {
        Expr::Reading(id) => {
            read.extend(plan.readings.get(id.0 as usize).map(Reading::variable));
        }
        Expr::Variable(id) => {
            read.insert(*id);
        }
        _ => {}
    });
    let read: Vec<VariableId> = read.into_iter().collect();
    let first = *unhidden(plan, &read).first()?;
    let quantity = plan.variables.get(first.index())?.quantity?;
    plan.quantities.get(quantity.0 as usize).map(|quantity| quantity.name.as_str())
}

/// Without the backquotes and blanks that a shell's user may leave out.
fn plainly(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '`').collect()
}

//! The uncertain inputs of a plan.

use std::collections::{BTreeMap, BTreeSet};

use hongtu_engine::{Draws, PriorDraws};
use hongtu_model::{Kind, Labels, Plan, Variable, VariableId};

/// An uncertain input: everything drawn for one quantity. An array of constants is one input, and so
/// is a shock with all its periods.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Input {
    /// The name of the quantity; of what belongs to none, the variable's.
    pub name: String,
    /// Whether `name` is that of a quantity of the plan.
    pub is_quantity: bool,
    /// What people call it.
    pub labels: Labels,
    /// How it is drawn.
    pub kind: InputKind,
    /// Independent draws in it; those of one period for a shock.
    pub draws: usize,
    /// The variables that are drawn.
    pub variables: Vec<VariableId>,
}

/// How an input is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum InputKind {
    /// Once for a run.
    Constant,
    /// Once for each period.
    Shock,
    /// As one of several alternatives.
    Alternative,
}

impl InputKind {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Shock => "shock",
            Self::Alternative => "alternative",
        }
    }
}

/// How a variable is drawn, and by which key.
fn drawn(variable: &Variable) -> Option<(InputKind, &str)> {
    match &variable.kind {
        Kind::Constant { prior: Some(_), key, .. } => Some((InputKind::Constant, key)),
        Kind::Shock { key, .. } => Some((InputKind::Shock, key)),
        Kind::Alternative { key, .. } => Some((InputKind::Alternative, key)),
        _ => None,
    }
}

/// The uncertain inputs of a plan in its order, without constants that are held.
pub(super) fn inputs(plan: &Plan, held: &[(VariableId, f64)]) -> Vec<Input> {
    let held: BTreeSet<VariableId> = held.iter().map(|(id, _)| *id).collect();
    let mut inputs: Vec<Input> = Vec::new();
    let mut keys: Vec<BTreeSet<&str>> = Vec::new();
    // A draw has one key, whichever quantities it enters: it belongs to the first.
    let mut of_key: BTreeMap<&str, usize> = BTreeMap::new();
    let mut of_quantity: BTreeMap<u32, usize> = BTreeMap::new();
    for (id, variable) in (0u32..).map(VariableId).zip(&plan.variables) {
        let Some((kind, key)) = drawn(variable) else { continue };
        if held.contains(&id) {
            continue;
        }
        let known = of_key.get(key).copied();
        let known =
            known.or_else(|| variable.quantity.and_then(|q| of_quantity.get(&q.0)).copied());
        let place = known.unwrap_or_else(|| {
            let quantity = variable.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
            inputs.push(Input {
                name: quantity.map_or(&variable.name, |q| &q.name).clone(),
                is_quantity: quantity.is_some(),
                labels: quantity.map(|q| q.labels.clone()).unwrap_or_default(),
                kind,
                draws: 0,
                variables: Vec::new(),
            });
            keys.push(BTreeSet::new());
            inputs.len() - 1
        });
        of_key.insert(key, place);
        if let Some(quantity) = variable.quantity {
            of_quantity.entry(quantity.0).or_insert(place);
        }
        keys[place].insert(key);
        inputs[place].variables.push(id);
        inputs[place].draws = keys[place].len();
    }
    inputs
}

/// Draws of one sample of the priors, but for some variables, which are those of another.
pub(super) struct Mixture<'a> {
    /// The sample.
    pub most: &'a PriorDraws,
    /// The other.
    pub rest: &'a PriorDraws,
    /// Which variables are of the other.
    pub swapped: &'a [VariableId],
}

impl Mixture<'_> {
    fn of(&self, variable: VariableId) -> &PriorDraws {
        // Variables of an input ascend.
        if self.swapped.binary_search(&variable).is_ok() { self.rest } else { self.most }
    }
}

impl Draws for Mixture<'_> {
    fn constant(&self, variable: VariableId, first: u64, out: &mut [f64]) {
        self.of(variable).constant(variable, first, out);
    }

    fn shock(&self, variable: VariableId, period: i64, first: u64, out: &mut [f64]) {
        self.of(variable).shock(variable, period, first, out);
    }
}

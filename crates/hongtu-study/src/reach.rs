//! What depends on what: which levers reach a target, and which evidence bears on it.

use std::collections::BTreeSet;

use hongtu_model::{Expr, Kind, MeasureId, Plan, VariableId};

use crate::answers::Evidence;

/// Dependencies between the variables of a plan.
#[derive(Debug)]
pub struct Reach<'a> {
    plan: &'a Plan,
    /// For each variable what it is computed from.
    inputs: Vec<Vec<VariableId>>,
}

impl<'a> Reach<'a> {
    /// Reads the dependencies of a plan.
    pub fn new(plan: &'a Plan) -> Self {
        let inputs = plan.variables.iter().map(|v| inputs(&v.kind)).collect();
        Self { plan, inputs }
    }

    /// The variables that a measure reads.
    pub fn read_by(&self, measure: MeasureId) -> BTreeSet<VariableId> {
        let mut read = BTreeSet::new();
        if let Some(measure) = self.plan.measures.get(measure.index()) {
            measure.value.walk(&mut |e| match e {
                Expr::Reading(id) => {
                    if let Some(reading) = self.plan.readings.get(id.0 as usize) {
                        read.insert(reading.variable());
                    }
                }
                Expr::Variable(id) => {
                    read.insert(*id);
                }
                _ => {}
            });
        }
        read
    }

    /// For each variable whether a measure depends on it.
    pub fn behind(&self, measure: MeasureId) -> Vec<bool> {
        self.behind_all(self.read_by(measure).into_iter().collect())
    }

    /// For each variable whether it is one of some variables, or one of them depends on it.
    pub fn behind_all(&self, mut open: Vec<VariableId>) -> Vec<bool> {
        let mut behind = vec![false; self.inputs.len()];
        while let Some(id) = open.pop() {
            match behind.get_mut(id.index()) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            if let Some(inputs) = self.inputs.get(id.index()) {
                open.extend(inputs);
            }
        }
        behind
    }

    /// For each variable whether it is one of some variables, or depends on one of them.
    pub fn ahead_of(&self, variables: impl Iterator<Item = VariableId>) -> Vec<bool> {
        let mut ahead = vec![false; self.inputs.len()];
        for id in variables {
            ahead[id.index()] = true;
        }
        loop {
            let before = ahead.iter().filter(|ahead| **ahead).count();
            for (index, inputs) in self.inputs.iter().enumerate() {
                ahead[index] |= inputs.iter().any(|id| ahead[id.index()]);
            }
            if ahead.iter().filter(|ahead| **ahead).count() == before {
                return ahead;
            }
        }
    }

    /// Whether a lever can move a measure: the measure depends on it, and it starts before the end of
    /// what the measure reads.
    pub fn lever_moves(&self, lever: usize, measure: MeasureId, behind: &[bool]) -> bool {
        let (Some(lever), Some(measure)) =
            (self.plan.levers.get(lever), self.plan.measures.get(measure.index()))
        else {
            return false;
        };
        lever.from <= measure.end && behind.get(lever.variable.index()).copied().unwrap_or(false)
    }

    /// Keys of the draws that a measure depends on.
    pub fn draws(&self, measure: MeasureId) -> BTreeSet<&str> {
        self.draws_among(&self.behind(measure))
    }

    /// Keys of the draws among some variables.
    pub fn draws_among(&self, behind: &[bool]) -> BTreeSet<&str> {
        self.plan
            .variables
            .iter()
            .zip(behind)
            .filter(|(_, behind)| **behind)
            .filter_map(|(v, _)| match &v.kind {
                Kind::Constant { prior: Some(_), key, .. }
                | Kind::Shock { key, .. }
                | Kind::Alternative { key, .. } => Some(key.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Everything drawn among some variables up to a step: the variable, a step at which it has the
    /// drawn value, and for a shock the period. What is drawn once and shared by the elements of an
    /// array is the first of them: in the others it is the same, scaled.
    pub fn drawn(&self, behind: &[bool], end: u32) -> Vec<(VariableId, u32, Option<i64>)> {
        let mut keys = BTreeSet::new();
        let mut draws = Vec::new();
        for (index, (variable, behind)) in (0u32..).zip(self.plan.variables.iter().zip(behind)) {
            if !behind {
                continue;
            }
            let id = VariableId(index);
            match &variable.kind {
                Kind::Constant { prior: Some(_), key, .. } if keys.insert(key.as_str()) => {
                    draws.push((id, 0, None));
                }
                Kind::Alternative { .. } => draws.push((id, 0, None)),
                Kind::Shock { key, period, first, .. } if keys.insert(key.as_str()) => {
                    let steps = (0..=end.saturating_sub(1)).step_by((*period).max(1) as usize);
                    draws.extend((*first..).zip(steps).map(|(p, step)| (id, step, Some(p))));
                }
                _ => {}
            }
        }
        draws
    }

    /// What evidence bears on a measure.
    pub fn evidence(&self, measure: MeasureId) -> Evidence {
        let read = self.read_by(measure);
        let draws = self.draws(measure);
        let mut evidence = Evidence::PriorOnly;
        for o in self.plan.observations.iter().filter(|o| o.weighs()) {
            if !self.read_by(o.measure).is_disjoint(&read) {
                return Evidence::Observed;
            }
            if evidence == Evidence::PriorOnly && !self.draws(o.measure).is_disjoint(&draws) {
                evidence = Evidence::Indirect;
            }
        }
        evidence
    }
}

fn inputs(kind: &Kind) -> Vec<VariableId> {
    let mut inputs = Vec::new();
    let mut read = |e: &Expr| {
        e.walk(&mut |e| {
            if let Expr::Variable(id) = e {
                inputs.push(*id);
            }
        });
    };
    match kind {
        Kind::Stock { initial, flow } => {
            read(initial);
            read(flow);
        }
        Kind::Auxiliary { value } | Kind::Constant { value, .. } | Kind::Initial { value } => {
            read(value);
        }
        Kind::Delay { input, delay, initial } => {
            read(input);
            read(delay);
            read(initial);
        }
        Kind::Lever { .. } | Kind::Shock { .. } | Kind::Alternative { .. } => {}
    }
    inputs
}

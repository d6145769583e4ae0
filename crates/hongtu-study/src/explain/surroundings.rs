//! What feeds a quantity and what it feeds, two levels deep.
//!
//! Between quantities: what is hidden inside one (the stages of a delay, the parts of a condition)
//! is walked through.

use std::collections::{BTreeMap, BTreeSet};

use hongtu_model::{Expr, Kind, Labels, Plan, QuantityId, QuantityKind, VariableId};

use super::sign::{Sign, push};
use crate::judge::measures;
use crate::reach::Reach;

/// A neighbour, and its neighbours on the far side.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Branch {
    /// What it is.
    pub node: Node,
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// Which way it pushes, or is pushed.
    pub sign: Sign,
    /// Whether it counts at the first instant only.
    pub at_start: bool,
    /// Whether it stands nearer in the tree already, so that a loop closes here.
    pub again: bool,
    /// The next level.
    pub next: Vec<Self>,
}

/// What a branch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Node {
    /// A quantity.
    Quantity(QuantityKind),
    /// A table, which is a function and no quantity.
    Table,
    /// A target.
    Target,
}

impl Node {
    /// The word a plan and JSON use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quantity(kind) => kind.word(),
            Self::Table => "table",
            Self::Target => "target",
        }
    }
}

/// How one variable enters another.
#[derive(Clone, Copy, Debug)]
struct Link {
    sign: Sign,
    at_start: bool,
}

/// The graph of a plan's quantities.
pub(super) struct Surroundings<'a> {
    plan: &'a Plan,
    reach: &'a Reach<'a>,
    /// For each variable that is not hidden, the others that are not hidden behind it.
    inputs: Vec<BTreeMap<VariableId, Link>>,
    /// The same, the other way.
    outputs: Vec<BTreeMap<VariableId, Link>>,
    /// Tables that each variable looks up.
    tables: Vec<BTreeSet<usize>>,
}

impl<'a> Surroundings<'a> {
    pub fn new(plan: &'a Plan, reach: &'a Reach<'a>) -> Self {
        let count = plan.variables.len();
        let mut all = Self {
            plan,
            reach,
            inputs: vec![BTreeMap::new(); count],
            outputs: vec![BTreeMap::new(); count],
            tables: vec![BTreeSet::new(); count],
        };
        for (index, variable) in (0u32..).zip(&plan.variables) {
            if !variable.hidden {
                all.link(VariableId(index));
            }
        }
        for index in 0..count {
            let Ok(number) = u32::try_from(index) else { break };
            for (from, link) in all.inputs[index].clone() {
                all.outputs[from.index()].insert(VariableId(number), link);
            }
        }
        all
    }

    /// Finds what is behind a variable, through what is hidden.
    fn link(&mut self, variable: VariableId) {
        let mut seen = BTreeSet::from([variable]);
        let mut open = vec![(variable, Link { sign: Sign::More, at_start: false })];
        while let Some((at, so_far)) = open.pop() {
            let Some(found) = self.plan.variables.get(at.index()) else { continue };
            for table in tables(&found.kind) {
                self.tables[variable.index()].insert(table);
            }
            for (input, link) in links(&found.kind) {
                let link = Link {
                    sign: so_far.sign.then(link.sign),
                    at_start: so_far.at_start || link.at_start,
                };
                let hidden = self.plan.variables.get(input.index()).is_some_and(|v| v.hidden);
                if hidden {
                    if seen.insert(input) {
                        open.push((input, link));
                    }
                } else if input != variable {
                    self.inputs[variable.index()]
                        .entry(input)
                        .and_modify(|l| {
                            // What also counts later is what it is shown as.
                            *l = match (l.at_start, link.at_start) {
                                (true, false) => link,
                                (false, true) => *l,
                                (at_start, _) => Link { sign: l.sign.beside(link.sign), at_start },
                            }
                        })
                        .or_insert(link);
                }
            }
        }
    }

    /// What variables are computed from.
    pub fn behind(&self, variables: &[VariableId]) -> Vec<Branch> {
        self.branches(variables, true, 2, &self.owners(variables))
    }

    /// What is computed from variables.
    pub fn ahead(&self, variables: &[VariableId]) -> Vec<Branch> {
        self.branches(variables, false, 2, &self.owners(variables))
    }

    /// What a measure reads, and what that is computed from.
    pub fn read(&self, variables: &[VariableId]) -> Vec<Branch> {
        let link = Link { sign: Sign::More, at_start: false };
        let groups = self.grouped(variables.iter().map(|&v| (v, link)));
        groups.into_iter().map(|g| self.branch(g, true, 2, &BTreeSet::new())).collect()
    }

    fn owners(&self, variables: &[VariableId]) -> BTreeSet<QuantityId> {
        variables.iter().filter_map(|v| self.plan.variables.get(v.index())?.quantity).collect()
    }

    /// Links by quantity, in the order of the document.
    fn grouped(
        &self,
        links: impl Iterator<Item = (VariableId, Link)>,
    ) -> Vec<(QuantityId, Link, Vec<VariableId>)> {
        let mut groups: BTreeMap<QuantityId, (Link, Vec<VariableId>)> = BTreeMap::new();
        for (variable, link) in links {
            let Some(quantity) = self.plan.variables.get(variable.index()).and_then(|v| v.quantity)
            else {
                continue;
            };
            groups
                .entry(quantity)
                .and_modify(|(all, variables)| {
                    all.sign = all.sign.beside(link.sign);
                    all.at_start &= link.at_start;
                    variables.push(variable);
                })
                .or_insert((link, vec![variable]));
        }
        groups.into_iter().map(|(id, (link, variables))| (id, link, variables)).collect()
    }

    fn branches(
        &self,
        variables: &[VariableId],
        behind: bool,
        levels: usize,
        above: &BTreeSet<QuantityId>,
    ) -> Vec<Branch> {
        if levels == 0 {
            return Vec::new();
        }
        let side = if behind { &self.inputs } else { &self.outputs };
        let own: BTreeSet<VariableId> = variables.iter().copied().collect();
        let links = variables
            .iter()
            .filter_map(|v| side.get(v.index()))
            .flatten()
            .filter(|(v, _)| !own.contains(v))
            .map(|(v, link)| (*v, *link));
        let groups = self.grouped(links);
        let mut found: Vec<Branch> =
            groups.into_iter().map(|g| self.branch(g, behind, levels - 1, above)).collect();
        if behind {
            found.extend(self.looked_up(variables));
        } else {
            found.extend(self.targets(variables));
        }
        found
    }

    fn branch(
        &self,
        (id, link, variables): (QuantityId, Link, Vec<VariableId>),
        behind: bool,
        levels: usize,
        above: &BTreeSet<QuantityId>,
    ) -> Branch {
        let quantity = self.plan.quantities.get(id.0 as usize);
        let again = above.contains(&id);
        let mut here = above.clone();
        here.insert(id);
        Branch {
            node: Node::Quantity(quantity.map_or(QuantityKind::Auxiliary, |q| q.kind)),
            name: quantity.map(|q| q.name.clone()).unwrap_or_default(),
            labels: quantity.map(|q| q.labels.clone()).unwrap_or_default(),
            sign: link.sign,
            at_start: link.at_start,
            again,
            next: if again { Vec::new() } else { self.branches(&variables, behind, levels, &here) },
        }
    }

    /// Tables that variables look up; a series is a quantity, and no branch of its own.
    fn looked_up(&self, variables: &[VariableId]) -> Vec<Branch> {
        let tables: BTreeSet<usize> = variables
            .iter()
            .filter_map(|v| self.tables.get(v.index()))
            .flatten()
            .copied()
            .collect();
        let named = |name: &str| self.plan.quantities.iter().any(|q| q.name == name);
        tables
            .into_iter()
            .filter_map(|table| self.plan.tables.get(table))
            .filter(|table| !named(&table.name))
            .map(|table| leaf(Node::Table, table.name.clone(), Labels::new()))
            .collect()
    }

    /// Targets whose measures read one of the variables.
    fn targets(&self, variables: &[VariableId]) -> Vec<Branch> {
        let reads = |target: &hongtu_model::Target| {
            target.judgements.iter().flat_map(measures).any(|measure| {
                let read: Vec<VariableId> = self.reach.read_by(measure).into_iter().collect();
                unhidden(self.plan, &read).iter().any(|v| variables.contains(v))
            })
        };
        self.plan
            .targets
            .iter()
            .filter(|target| reads(target))
            .map(|target| leaf(Node::Target, target.name.clone(), target.labels.clone()))
            .collect()
    }
}

/// Variables without the hidden ones, which are replaced by what is behind them.
pub(super) fn unhidden(plan: &Plan, variables: &[VariableId]) -> Vec<VariableId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = variables.to_vec();
    while let Some(at) = open.pop() {
        let Some(variable) = plan.variables.get(at.index()) else { continue };
        if !variable.hidden {
            found.insert(at);
        } else if seen.insert(at) {
            open.extend(links(&variable.kind).into_iter().map(|(input, _)| input));
        }
    }
    found.into_iter().collect()
}

fn leaf(node: Node, name: String, labels: Labels) -> Branch {
    Branch { node, name, labels, sign: Sign::Open, at_start: false, again: false, next: Vec::new() }
}

/// Expressions of a variable, and whether they count at the first instant only.
fn expressions(kind: &Kind) -> Vec<(&Expr, bool)> {
    match kind {
        Kind::Stock { initial, flow } => vec![(flow, false), (initial, true)],
        Kind::Auxiliary { value } | Kind::Constant { value, .. } => vec![(value, false)],
        Kind::Initial { value } => vec![(value, true)],
        Kind::Delay { input, delay, initial } => {
            vec![(input, false), (delay, false), (initial, true)]
        }
        Kind::Lever { .. } | Kind::Shock { .. } | Kind::Alternative { .. } => Vec::new(),
    }
}

fn links(kind: &Kind) -> Vec<(VariableId, Link)> {
    let mut found: Vec<(VariableId, Link)> = Vec::new();
    for (expr, at_start) in expressions(kind) {
        let mut variables = BTreeSet::new();
        expr.walk(&mut |e| {
            if let Expr::Variable(id) = e {
                variables.insert(*id);
            }
        });
        for variable in variables {
            if !found.iter().any(|(v, _)| *v == variable) {
                let sign = push(expr, variable).unwrap_or(Sign::Open);
                found.push((variable, Link { sign, at_start }));
            }
        }
    }
    found
}

fn tables(kind: &Kind) -> Vec<usize> {
    let mut found = Vec::new();
    for (expr, _) in expressions(kind) {
        expr.walk(&mut |e| {
            if let Expr::Lookup(table, _) = e {
                found.push(table.0 as usize);
            }
        });
    }
    found
}

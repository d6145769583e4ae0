//! Units that a plan declares: bases first, then those made of others, in any order.

use std::collections::HashMap;

use hongtu_model::Unit;
use hongtu_syntax::{
    Diagnostic,
    tree::{ClauseKind, Expr, ExprKind, Ident, Item, Statement},
};

use crate::{checker::Checker, units::plural};

/// A unit made of others: its statement, its names, and what one of it is.
type Derived<'d> = (&'d Statement, &'d [Ident], &'d Expr);

/// The order in which units can be made, each behind those that it is made of. A circle comes out
/// in some order; the unit that is missing is reported then.
fn order(derived: &[Derived]) -> Vec<usize> {
    let mut places = HashMap::new();
    for (index, (_, names, _)) in derived.iter().enumerate() {
        places.extend(names.iter().map(|name| (name.text.as_str(), index)));
    }
    let mut order = Vec::new();
    let mut seen = vec![false; derived.len()];
    for root in 0..derived.len() {
        let mut path = vec![(root, false)];
        while let Some((index, made)) = path.pop() {
            if made {
                order.push(index);
            } else if !std::mem::replace(&mut seen[index], true) {
                path.push((index, true));
                let mut parts = Vec::new();
                units_in(derived[index].2, &mut parts);
                path.extend(parts.iter().filter_map(|p| places.get(p)).map(|&next| (next, false)));
            }
        }
    }
    order
}

/// Names of units in an expression.
fn units_in<'t>(expr: &'t Expr, found: &mut Vec<&'t str>) {
    match &expr.kind {
        ExprKind::Number(number) => {
            found.extend(number.unit.iter().flat_map(|u| &u.factors).map(|f| f.name.text.as_str()));
        }
        ExprKind::Binary { left, right, .. } => {
            units_in(left, found);
            units_in(right, found);
        }
        ExprKind::Parenthesised(inner) => units_in(inner, found),
        _ => {}
    }
}

impl<'d> Checker<'d> {
    /// Reads `unit` statements.
    pub fn declare_units(&mut self) {
        let mut waiting: Vec<Derived<'d>> = Vec::new();
        for (statement, _) in self.statements() {
            let Item::Unit { names, definition } = &statement.item else { continue };
            match definition {
                None => names.iter().for_each(|name| self.base_unit(statement, name)),
                Some(definition) => waiting.push((statement, names, definition)),
            }
        }
        for index in order(&waiting) {
            let (statement, names, definition) = waiting[index];
            for name in names {
                self.derived_unit(statement, name, definition);
            }
        }
    }

    fn base_unit(&mut self, statement: &Statement, name: &Ident) {
        if self.unit_exists(name) {
            return;
        }
        let base = self.units.add_base(&name.text);
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Money => drop(self.units.money.insert(base, None)),
                ClauseKind::Prices(date) => {
                    self.units.money.insert(base, Some(date.date.year));
                }
                _ => {}
            }
        }
        self.label_unit(statement, name);
    }

    fn derived_unit(&mut self, statement: &Statement, name: &Ident, definition: &Expr) {
        if self.unit_exists(name) {
            return;
        }
        let Some((value, dimension)) = self.constant_with_dimension(definition) else {
            self.broken_units.insert(name.text.clone());
            return;
        };
        if value <= 0.0 || !value.is_finite() {
            self.report(Diagnostic::error(
                "unit-size",
                "a unit has a positive size",
                definition.span,
                "not positive",
            ));
            self.broken_units.insert(name.text.clone());
            return;
        }
        let unit = Unit::new(name.text.clone(), value, dimension);
        self.units.named.insert(name.text.clone(), unit);
        self.label_unit(statement, name);
    }

    /// What several of a unit are called, where the plan does not say it by the rule of English.
    fn label_unit(&mut self, statement: &Statement, name: &Ident) {
        let Some(unit) = self.units.named.get_mut(&name.text) else { return };
        unit.labels = Self::labels(statement);
        if !statement.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Money)) {
            unit.labels.entry("en".to_owned()).or_insert_with(|| plural(&name.text));
        }
    }

    /// Whether a unit of that name exists; reports it.
    fn unit_exists(&mut self, name: &Ident) -> bool {
        let Some(existing) = self.units.named.get(&name.text) else { return false };
        let shown = existing.name.clone();
        self.report(
            Diagnostic::error(
                "duplicate-name",
                format!("there is a unit `{}` already", name.text),
                name.span,
                "declared again",
            )
            .note(format!("`{shown}` is built in or was declared above")),
        );
        true
    }
}

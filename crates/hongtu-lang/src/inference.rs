//! Units of quantities that declare none.

use crate::{
    checker::{Checker, Symbol},
    typed::{Type, Typed},
    units::{Declared, Names},
};
use hongtu_model::{Dimension, QuantityKind, Unit};
use hongtu_syntax::{Diagnostic, tree::Item};

impl<'d> Checker<'d> {
    /// Quantities without a declared unit, each behind those that its unit depends on.
    pub fn inference_order(&mut self) -> Vec<usize> {
        let open: Vec<usize> = (0..self.quantities.len())
            .filter(|&i| {
                let named = &self.quantities[i];
                named.unit.is_none() && !matches!(named.quantity.kind, QuantityKind::Alternatives)
            })
            .collect();
        let mut order = Vec::new();
        // 0 unseen, 1 on the path, 2 done.
        let mut state = vec![0_u8; self.quantities.len()];
        for &root in &open {
            let mut path = vec![(root, false)];
            while let Some((index, expanded)) = path.pop() {
                if expanded {
                    state[index] = 2;
                    order.push(index);
                    continue;
                }
                if state[index] != 0 {
                    continue;
                }
                state[index] = 1;
                path.push((index, true));
                for next in self.unit_inputs(index) {
                    if self.quantities[next].unit.is_some() || next == index {
                        continue;
                    }
                    match state[next] {
                        0 if open.contains(&next) => path.push((next, false)),
                        1 => self.self_united.push(next),
                        _ => {}
                    }
                }
            }
        }
        order
    }

    /// Quantities that stand in the expression that a quantity's unit is inferred from.
    pub fn unit_inputs(&self, index: usize) -> Vec<usize> {
        let expr = match &self.quantities[index].statement.item {
            Item::Stock { initial, .. } => initial.as_ref(),
            Item::Flow { value, .. }
            | Item::Aux { value, .. }
            | Item::Const { value, .. }
            | Item::Event { value, .. } => value.as_ref(),
            Item::Lever { default, .. } => default.as_ref(),
            Item::Budget { limit, .. } => limit.as_ref(),
            _ => None,
        };
        let mut found = Vec::new();
        if let Some(expr) = expr {
            crate::walk::names(expr, &mut |name, _| {
                if let Some(&(Symbol::Quantity(i), _)) = self.names.get(&name.text) {
                    found.push(i);
                }
            });
        }
        found
    }

    pub fn infer(&mut self, index: usize, typed: &Typed) {
        let unit = match &typed.ty {
            Type::Amount(dimension) => self.shown_unit(dimension),
            Type::Zero | Type::Truth => Unit::one(),
            Type::Instant => {
                self.report(
                    Diagnostic::error(
                        "unit-mismatch",
                        "a quantity cannot hold a date",
                        typed.span,
                        "a date",
                    )
                    .help("keep a length of time since a date: `time - 2020`"),
                );
                return;
            }
            Type::Unknown => return,
        };
        self.set_unit(index, Declared { unit, scale: 1.0, span: typed.span });
    }

    /// A unit for a dimension, written in base units.
    pub fn shown_unit(&self, dimension: &Dimension) -> Unit {
        if dimension.is_none() {
            return Unit::one();
        }
        let mut unit = Unit::new(self.units.describe(dimension), 1.0, dimension.clone());
        let mut names = Names::default();
        for (base, halves) in dimension.halves() {
            let name = self.units.bases.get(usize::from(base));
            let named = name.and_then(|name| self.units.named.get(name));
            let (Some(named), 0) = (named, halves % 2) else { return unit };
            names.push(named, halves / 2);
        }
        unit.labels = names.labels();
        unit
    }

    pub fn set_unit(&mut self, index: usize, unit: Declared) {
        let named = &mut self.quantities[index];
        named.quantity.unit = unit.unit.clone();
        for variable in named.quantity.variables.clone() {
            self.variables[variable.index()].unit = unit.unit.clone();
        }
        named.unit = Some(unit);
    }
}

//! Shocks and structural alternatives.

use crate::{
    checker::Checker,
    lower::Env,
    units::{self, Declared},
};
use hongtu_model::{Kind, Unit, VariableId};
use hongtu_syntax::{
    Diagnostic,
    tree::{ClauseKind, Item},
};

impl<'d> Checker<'d> {
    pub fn define_shock(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Shock { prior, per, .. } = &statement.item else { return };
        if self.quantities[index].unit.is_none() {
            let span = self.quantities[index].ident.span;
            self.set_unit(index, Declared { unit: Unit::one(), scale: 1.0, span });
        }
        let Some(unit) = self.quantities[index].unit.clone() else { return };
        let Some(prior) = prior else {
            return self.missing(
                index,
                "missing-value",
                "prior",
                " ~ normal(mean 0, sd 5%) per year",
            );
        };
        let key = if prior.shared {
            self.quantities[index].quantity.name.clone()
        } else {
            env.owner.clone()
        };
        let range = self.range(statement, &unit);
        let length = match per {
            None => Some(1.0),
            Some(per) => match units::resolve(&self.units, per) {
                Ok(declared) if declared.unit.dimension == self.units.time() => {
                    Some(declared.read(1.0))
                }
                Ok(declared) => {
                    self.report(
                        Diagnostic::error(
                            "unit-mismatch",
                            format!("`{}` is not a length of time", declared.unit.name),
                            per.span,
                            "",
                        )
                        .help("write `per year`"),
                    );
                    None
                }
                Err(diagnostic) => {
                    self.report(*diagnostic);
                    None
                }
            },
        };
        let Some(length) = length else { return };
        let steps = (length / self.time.dt).round();
        if steps < 1.0 || (steps * self.time.dt - length).abs() > 1e-6 * length {
            self.report(
                Diagnostic::error(
                    "step-not-in-year",
                    "a shock lasts a whole number of steps",
                    statement.span,
                    "",
                )
                .help("choose a longer period or a shorter step"),
            );
            return;
        }
        let first = match self.time.first_year {
            Some(year) => i64::from(year) * ((1.0 / length).round() as i64).max(1),
            None => 0,
        };
        let Some(prior) = self.prior(prior, &unit, None, range) else { return };
        self.define(variable, Kind::Shock { prior, key, period: steps as u32, first });
    }

    pub fn define_alternatives(&mut self, index: usize) {
        let statement = self.quantities[index].statement;
        let name = self.quantities[index].quantity.name.clone();
        let mut weights = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for clause in &statement.clauses {
            let ClauseKind::Weight { name, weight, .. } = &clause.kind else { continue };
            if names.contains(&name.text.as_str()) {
                self.report(Diagnostic::error(
                    "duplicate-name",
                    format!("`{}` is an alternative already", name.text),
                    name.span,
                    "again",
                ));
            }
            names.push(&name.text);
            let one = Declared { unit: Unit::one(), scale: 1.0, span: clause.span };
            if let Some(value) = self.constant_in(weight, &one, "a weight") {
                if value < 0.0 {
                    self.report(Diagnostic::error(
                        "weights-sum",
                        "a weight is not negative",
                        weight.span,
                        "negative",
                    ));
                }
                weights.push(value);
            }
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            let message = if names.is_empty() {
                format!("`{name}` has no alternatives")
            } else {
                let sum = crate::numbers::significant(sum, 4);
                format!("the weights of `{name}` add up to {sum}, not to 1")
            };
            let span = self.quantities[index].ident.span;
            self.report(
                Diagnostic::error("weights-sum", message, span, "")
                    .help("write a line for each: `persists weight 0.6 \"the rebound lasts\"`"),
            );
        }
        let one =
            Declared { unit: Unit::one(), scale: 1.0, span: self.quantities[index].ident.span };
        self.set_unit(index, one);
        if let Some(&variable) = self.quantities[index].quantity.variables.first() {
            self.define(variable, Kind::Alternative { weights, key: name });
        }
    }
}

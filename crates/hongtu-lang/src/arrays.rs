//! Expressions with an arm for each element or alternative: maps and choices.

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::Typed,
    units::Declared,
};
use hongtu_model::{Binary, Expr};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{Arm, Ident},
};

impl<'d> Checker<'d> {
    pub fn map(
        &mut self,
        arms: &[Arm],
        span: Span,
        env: &Env,
        expected: Option<&Declared>,
    ) -> Typed {
        let keys: Vec<&Ident> = arms.iter().filter_map(|a| a.key.as_ref()).collect();
        let owner = env
            .indices
            .iter()
            .rev()
            .map(|&(_, d, e)| (d, e))
            .find(|&(d, _)| keys.iter().any(|k| self.dimensions[d].elements.contains(&k.text)));
        let Some((dimension, element)) = owner else {
            if let Some(meant) = self.meant_dimension(&keys, env) {
                let elements = self.dimensions[meant].elements.clone();
                self.check_arms(arms, &elements, &self.dimensions[meant].name.clone(), span);
                return Typed::unknown(span);
            }
            self.report(
                Diagnostic::error("wrong-subscript", "these are not elements of a dimension of this equation", span, "")
                    .help("a `{ element: value }` map stands in the definition of an array: `const size[industry] = { medical: 3, else: 1 }`"),
            );
            return Typed::unknown(span);
        };
        let elements = self.dimensions[dimension].elements.clone();
        self.check_arms(arms, &elements, &self.dimensions[dimension].name.clone(), span);
        let chosen = arms
            .iter()
            .find(|a| a.key.as_ref().is_some_and(|k| elements.get(element) == Some(&k.text)))
            .or_else(|| arms.iter().find(|a| a.key.is_none()));
        match chosen {
            Some(arm) => {
                let value = self.lower(&arm.value, env, expected);
                Typed { span, ..value }
            }
            None => Typed::unknown(span),
        }
    }

    /// The dimension of this equation that one of the keys is a slip for an element of.
    fn meant_dimension(&self, keys: &[&Ident], env: &Env) -> Option<usize> {
        env.indices.iter().rev().map(|&(_, dimension, _)| dimension).find(|&dimension| {
            let elements = &self.dimensions[dimension].elements;
            keys.iter().any(|key| {
                hongtu_syntax::closest(&key.text, elements.iter().map(String::as_str)).is_some()
            })
        })
    }

    pub fn check_arms(&mut self, arms: &[Arm], elements: &[String], of: &str, span: Span) {
        let mut seen: Vec<&str> = Vec::new();
        for key in arms.iter().filter_map(|a| a.key.as_ref()) {
            if !elements.contains(&key.text) {
                let mut diagnostic = Diagnostic::error(
                    "wrong-subscript",
                    format!("`{}` is no element of `{of}`", key.text),
                    key.span,
                    "",
                )
                .note(format!("`{of}` has: {}", elements.join(", ")));
                if let Some(near) =
                    hongtu_syntax::closest(&key.text, elements.iter().map(String::as_str))
                {
                    diagnostic =
                        diagnostic.help(format!("did you mean `{near}`?")).fix(key.span, near);
                }
                self.report(diagnostic);
            } else if seen.contains(&key.text.as_str()) {
                self.report(Diagnostic::error(
                    "duplicate-name",
                    format!("`{}` has two arms", key.text),
                    key.span,
                    "again",
                ));
            }
            seen.push(&key.text);
        }
        let missing: Vec<&str> =
            elements.iter().map(String::as_str).filter(|e| !seen.contains(e)).collect();
        if !missing.is_empty() && arms.iter().all(|a| a.key.is_some()) {
            self.report(
                Diagnostic::error(
                    "missing-value",
                    format!("no value for {}", missing.join(", ")),
                    span,
                    "some are missing",
                )
                .help("add them, or an `else:` arm"),
            );
        }
    }

    pub fn choose(
        &mut self,
        name: &Ident,
        arms: &[Arm],
        span: Span,
        env: &Env,
        expected: Option<&Declared>,
    ) -> Typed {
        let found = match self.names.get(&name.text) {
            Some(&(Symbol::Quantity(index), _))
                if self.quantities[index].quantity.kind
                    == hongtu_model::QuantityKind::Alternatives =>
            {
                Some(index)
            }
            _ => None,
        };
        let Some(index) = found else {
            self.no_alternatives(name);
            return Typed::unknown(span);
        };
        self.used.insert(index);
        let branches = &self.quantities[index].quantity.branches;
        let names: Vec<String> = branches.iter().map(|branch| branch.name.clone()).collect();
        self.check_arms(arms, &names, &name.text, span);
        let Some(&variable) = self.quantities[index].quantity.variables.first() else {
            return Typed::unknown(span);
        };
        let env = &Env { in_branch: true, ..env.clone() };
        let mut result: Option<Typed> = None;
        for (number, alternative) in names.iter().enumerate().rev() {
            let arm = arms
                .iter()
                .find(|a| a.key.as_ref().is_some_and(|k| k.text == *alternative))
                .or_else(|| arms.iter().find(|a| a.key.is_none()));
            let Some(arm) = arm else { return Typed::unknown(span) };
            let value = self.lower(&arm.value, env, expected);
            result = Some(match result {
                None => value,
                Some(rest) => {
                    let ty = self.same_type("the arms of a `choose`", &value, &rest, None);
                    let unit = value.written.clone().or(rest.written);
                    let is_this = Expr::binary(
                        Binary::Equal,
                        Expr::Variable(variable),
                        Expr::Number(number as f64),
                    );
                    Typed::new(Expr::choose(is_this, value.expr, rest.expr), ty, span).written(unit)
                }
            });
        }
        result.map_or_else(|| Typed::unknown(span), |typed| Typed { span, ..typed })
    }

    fn no_alternatives(&mut self, name: &Ident) {
        let diagnostic = Diagnostic::error(
            "unknown-name",
            format!("there are no alternatives called `{}`", name.text),
            name.span,
            "",
        );
        let alternatives = self
            .quantities
            .iter()
            .map(|q| &q.quantity)
            .filter(|q| q.kind == hongtu_model::QuantityKind::Alternatives)
            .map(|q| q.name.as_str());
        let diagnostic = match hongtu_syntax::closest(&name.text, alternatives) {
            Some(near) => {
                self.meant.insert(near.to_owned());
                diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near)
            }
            None => diagnostic.help(format!(
                "declare them: `alternatives {}`, with a line `name weight 0.5` for each",
                name.text
            )),
        };
        self.report(diagnostic);
    }
}

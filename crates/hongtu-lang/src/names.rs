//! Names in expressions: what they stand for, and which element of an array is meant.

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::{Type, Typed},
    units::{self},
};
use hongtu_model::{Expr, VariableId};
use hongtu_syntax::{Diagnostic, Span, tree::Ident};

impl<'d> Checker<'d> {
    /// A name in an expression.
    pub fn name(&mut self, name: &Ident, subscripts: &[Ident], span: Span, env: &Env) -> Typed {
        let Some(&(symbol, declared)) = self.names.get(&name.text) else {
            return self.unknown_name(name, span, env);
        };
        match symbol {
            Symbol::Table(_) => {
                self.report(
                    Diagnostic::error(
                        "wrong-arguments",
                        format!("the table `{}` needs an argument", name.text),
                        span,
                        "a table",
                    )
                    .label(declared, "declared here")
                    .help(format!("write `{}(x)`", name.text)),
                );
                Typed::unknown(span)
            }
            Symbol::Figure(index) => {
                if !env.with_figures {
                    self.report(
                        Diagnostic::error("figure-in-model", format!("`{}` is a figure: it is cited, not modelled", name.text), span, "no value in a run")
                            .label(declared, "declared here")
                            .help("name it in `claim` and `compare` only, or make it a `const`, `aux` or `series`"),
                    );
                    return Typed::unknown(span);
                }
                let unit = self.figures[index].unit.unit.clone();
                let ty = Type::Amount(unit.dimension.clone());
                Typed::new(Expr::Number(1.0), ty, span).written(Some(unit))
            }
            Symbol::Quantity(index) => {
                self.used.insert(index);
                if self.quantities[index].broken {
                    return Typed::unknown(span);
                }
                if env.in_measure {
                    return self.bare_quantity_in_measure(index, name, span, env);
                }
                match self.element(index, name, subscripts, env) {
                    Some(variable) => {
                        let unit = self.quantities[index].unit.as_ref().map(|u| u.unit.clone());
                        let ty = unit
                            .as_ref()
                            .map_or(Type::Unknown, |unit| Type::Amount(unit.dimension.clone()));
                        Typed::new(Expr::Variable(variable), ty, span).written(unit)
                    }
                    None => Typed::unknown(span),
                }
            }
        }
    }

    pub fn unknown_name(&mut self, name: &Ident, span: Span, env: &Env) -> Typed {
        match name.text.as_str() {
            "time" if !env.in_measure => {
                let ty = if self.time.is_calendar() {
                    Type::Instant
                } else {
                    Type::Amount(self.units.time())
                };
                return Typed::new(Expr::Time, ty, span);
            }
            "dt" if !env.in_measure => {
                return Typed::new(
                    Expr::Number(self.time.dt),
                    Type::Amount(self.units.time()),
                    span,
                );
            }
            "pi" => return Typed::new(Expr::Number(std::f64::consts::PI), Type::number(), span),
            _ => {}
        }
        let mut diagnostic = Diagnostic::error(
            "unknown-name",
            format!("there is nothing called `{}`", name.text),
            name.span,
            "not declared in this plan",
        );
        if units::find(&self.units, &name.text).is_some() {
            diagnostic = diagnostic
                .note(format!("`{}` is a unit", name.text))
                .help(format!("write `1 {}` for one of it", name.text));
        } else if let Some(near) =
            hongtu_syntax::closest(&name.text, self.names.keys().map(String::as_str))
        {
            let near = near.to_owned();
            self.meant.insert(near.clone());
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near);
        } else {
            diagnostic = diagnostic
                .help("declare it with `const`, `aux`, `flow`, `stock`, `series` or `lever`");
        }
        self.report(diagnostic);
        Typed::unknown(span)
    }

    /// The variable of an array element, or of a scalar.
    pub fn element(
        &mut self,
        index: usize,
        name: &Ident,
        subscripts: &[Ident],
        env: &Env,
    ) -> Option<VariableId> {
        let named = &self.quantities[index];
        let dimensions = named.dimensions.clone();
        let declared = named.ident.span;
        if dimensions.is_empty() && subscripts.is_empty() {
            return named.quantity.variables.first().copied();
        }
        let wanted: Vec<&str> =
            dimensions.iter().map(|&d| self.dimensions[d].name.as_str()).collect();
        if !subscripts.is_empty() && subscripts.len() != dimensions.len() {
            let text = match dimensions.len() {
                0 => format!("`{}` is not an array", name.text),
                n => format!(
                    "`{}` has {n} subscript{}: {}",
                    name.text,
                    if n == 1 { "" } else { "s" },
                    wanted.join(", ")
                ),
            };
            let spans = subscripts[0].span.to(subscripts[subscripts.len() - 1].span);
            self.report(
                Diagnostic::error(
                    "wrong-subscript",
                    text,
                    spans,
                    format!("{} written", subscripts.len()),
                )
                .label(declared, "declared here"),
            );
            return None;
        }
        let mut flat = 0;
        for (position, &dimension) in dimensions.iter().enumerate() {
            let element = match subscripts.get(position) {
                Some(subscript) => self.subscript(dimension, subscript, name, env)?,
                None => match env.element_of(dimension) {
                    Some(element) => element,
                    None => {
                        let d = &self.dimensions[dimension];
                        let example = d.elements.first().cloned().unwrap_or_default();
                        let d_name = d.name.clone();
                        self.report(
                            Diagnostic::error(
                                "wrong-subscript",
                                format!("`{}` is an array over `{d_name}`", name.text),
                                name.span,
                                "which element?",
                            )
                            .label(declared, "declared here")
                            .help(format!(
                                "write `{0}[{example}]` for one element or `sum({0})` for all",
                                name.text
                            )),
                        );
                        return None;
                    }
                },
            };
            flat = flat * self.dimensions[dimension].elements.len() + element;
        }
        self.quantities[index].quantity.variables.get(flat).copied()
    }

    pub fn subscript(
        &mut self,
        dimension: usize,
        subscript: &Ident,
        name: &Ident,
        env: &Env,
    ) -> Option<usize> {
        // An index of the equation comes before an element of the same name.
        if let Some(&(_, d, element)) =
            env.indices.iter().rev().find(|(n, _, _)| *n == subscript.text)
            && d == dimension
        {
            return Some(element);
        }
        let found = self.dimensions[dimension].elements.iter().position(|e| *e == subscript.text);
        if found.is_none() {
            let d = &self.dimensions[dimension];
            let near =
                hongtu_syntax::closest(&subscript.text, d.elements.iter().map(String::as_str))
                    .map(str::to_owned);
            let mut diagnostic = Diagnostic::error(
                "wrong-subscript",
                format!("`{}` is no element of `{}`", subscript.text, d.name),
                subscript.span,
                format!("`{}` runs over `{}`", name.text, d.name),
            )
            .label(d.span, format!("its elements: {}", d.elements.join(", ")));
            if let Some(near) = near {
                diagnostic =
                    diagnostic.help(format!("did you mean `{near}`?")).fix(subscript.span, near);
            }
            self.report(diagnostic);
        }
        found
    }
}

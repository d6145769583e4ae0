//! Expressions over the elements of dimensions: maps, choices, reductions.

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::{Type, Typed},
    units::Declared,
};
use hongtu_model::{Binary, Expr};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, Arm, Ident},
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
            self.report(
                Diagnostic::error(
                    "unknown-name",
                    format!("there are no alternatives called `{}`", name.text),
                    name.span,
                    "",
                )
                .help(format!(
                    "declare them: `alternatives {}`, with a line `name weight 0.5` for each",
                    name.text
                )),
            );
            return Typed::unknown(span);
        };
        self.used.insert(index);
        let names: Vec<String> = self.quantities[index]
            .statement
            .clauses
            .iter()
            .filter_map(|c| match &c.kind {
                tree::ClauseKind::Weight { name, .. } => Some(name.text.clone()),
                _ => None,
            })
            .collect();
        self.check_arms(arms, &names, &name.text, span);
        let Some(&variable) = self.quantities[index].quantity.variables.first() else {
            return Typed::unknown(span);
        };
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
                    let is_this = Expr::binary(
                        Binary::Equal,
                        Expr::Variable(variable),
                        Expr::Number(number as f64),
                    );
                    Typed::new(Expr::choose(is_this, value.expr, rest.expr), ty, span)
                }
            });
        }
        result.map_or_else(|| Typed::unknown(span), |typed| Typed { span, ..typed })
    }

    pub fn reduce(
        &mut self,
        function: &Ident,
        body: &tree::Expr,
        indices: &[(Ident, Ident)],
        span: Span,
        env: &Env,
    ) -> Typed {
        let mut dimensions = Vec::new();
        for (index, dimension) in indices {
            let Some(d) = self.dimensions.iter().position(|d| d.name == dimension.text) else {
                self.report(Diagnostic::error(
                    "unknown-name",
                    format!("there is no dimension `{}`", dimension.text),
                    dimension.span,
                    "not a dimension",
                ));
                return Typed::unknown(span);
            };
            dimensions.push((Some(index.text.clone()), d));
        }
        self.fold(function, body, &dimensions, span, env)
    }

    /// `sum(x)` over every array in x that has no subscripts.
    pub fn reduce_all(
        &mut self,
        function: &Ident,
        body: &tree::Expr,
        span: Span,
        env: &Env,
    ) -> Typed {
        let mut dimensions = Vec::new();
        self.open_dimensions(body, &mut dimensions);
        if dimensions.is_empty() {
            self.report(
                Diagnostic::error(
                    "wrong-subscript",
                    format!("nothing to take the {} of", function.text),
                    span,
                    "no array without subscripts in here",
                )
                .help(format!(
                    "write `{}(output)` or `{0}(output[i] for i in industry)`",
                    function.text
                )),
            );
            return Typed::unknown(span);
        }
        let dimensions: Vec<_> = dimensions.into_iter().map(|d| (None, d)).collect();
        self.fold(function, body, &dimensions, span, env)
    }

    /// Dimensions of the arrays that stand without subscripts in an expression.
    pub fn open_dimensions(&self, expr: &tree::Expr, found: &mut Vec<usize>) {
        crate::walk::names(expr, &mut |name, subscripts| {
            if subscripts.is_empty()
                && let Some(&(Symbol::Quantity(index), _)) = self.names.get(&name.text)
            {
                for &dimension in &self.quantities[index].dimensions {
                    if !found.contains(&dimension) {
                        found.push(dimension);
                    }
                }
            }
        });
    }

    pub fn fold(
        &mut self,
        function: &Ident,
        body: &tree::Expr,
        dimensions: &[(Option<String>, usize)],
        span: Span,
        env: &Env,
    ) -> Typed {
        let sizes: Vec<usize> =
            dimensions.iter().map(|(_, d)| self.dimensions[*d].elements.len()).collect();
        let count =
            sizes.iter().try_fold(1_usize, |n, &s| n.checked_mul(s)).filter(|&n| n <= 100_000);
        let Some(count) = count else {
            self.report(
                Diagnostic::error(
                    "too-large",
                    "this reduction is over too many elements",
                    span,
                    "",
                )
                .note("the limit is 100,000 elements"),
            );
            return Typed::unknown(span);
        };
        let mut result: Option<Typed> = None;
        for flat in 0..count {
            let mut inner = env.clone();
            let mut rest = flat;
            for ((name, dimension), size) in dimensions.iter().zip(&sizes).rev() {
                let element = rest % size;
                rest /= size;
                match name {
                    Some(name) => inner.indices.push((name.clone(), *dimension, element)),
                    None => inner.implied.push((*dimension, element)),
                }
            }
            let value = self.lower(body, &inner, None);
            result = Some(match result {
                None => value,
                Some(so_far) => self.fold_two(&function.text, so_far, value, span),
            });
        }
        let Some(result) = result else { return Typed::unknown(span) };
        let expr = match function.text.as_str() {
            "mean" => Expr::binary(Binary::Divide, result.expr, Expr::Number(count as f64)),
            _ => result.expr,
        };
        Typed::new(expr, result.ty, span)
    }

    pub fn fold_two(&mut self, function: &str, a: Typed, b: Typed, span: Span) -> Typed {
        let (operator, ty) = match function {
            "product" => {
                let (Some(x), Some(y)) = (self.amount(&a), self.amount(&b)) else {
                    return Typed::unknown(span);
                };
                (Binary::Multiply, Type::Amount(x.times(&y)))
            }
            "min" => (Binary::Min, self.same_type("a minimum", &a, &b, None)),
            "max" => (Binary::Max, self.same_type("a maximum", &a, &b, None)),
            _ => (Binary::Add, self.same_type("a sum", &a, &b, None)),
        };
        Typed::new(Expr::binary(operator, a.expr, b.expr), ty, span)
    }
}

//! Reductions over the elements of dimensions: sums, means, products, extremes.

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::{Type, Typed},
};
use hongtu_model::{Binary, Expr, Kind, QuantityKind};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ExprKind, Ident},
};

/// The most elements of one reduction.
const MOST_ELEMENTS: usize = 100_000;

/// A dimension that a reduction runs over, with the name of its index where it has one.
type Over = (Option<String>, usize);

impl Checker<'_> {
    /// `sum(x[i] for i in industry)`
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
                self.no_dimension(dimension);
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
            // A name that nobody knows could be an array: it is what is wrong then.
            if self.lower(body, env, None).ty == Type::Unknown {
                return Typed::unknown(span);
            }
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
        let dimensions: Vec<Over> = dimensions.into_iter().map(|d| (None, d)).collect();
        self.fold(function, body, &dimensions, span, env)
    }

    /// Dimensions of the arrays that stand without subscripts in an expression.
    fn open_dimensions(&self, expr: &tree::Expr, found: &mut Vec<usize>) {
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

    /// What is the same for all elements of an array is computed once for all of them: otherwise
    /// `x / sum(x)` would grow with the square of the dimension.
    fn fold(
        &mut self,
        function: &Ident,
        body: &tree::Expr,
        dimensions: &[Over],
        span: Span,
        env: &Env,
    ) -> Typed {
        let repeated = !env.indices.is_empty() || !env.implied.is_empty();
        if !repeated || env.in_branch || self.depends_on_element(body, dimensions, env) {
            return self.fold_here(function, body, dimensions, span, env);
        }
        if let Some(done) = self.hoisted.get(&span) {
            return done.clone();
        }
        let mut result = self.fold_here(function, body, dimensions, span, env);
        if result.ty != Type::Unknown {
            let value = result.expr;
            let kind = if self.is_constant(&value) {
                Kind::Constant { value, prior: None, key: format!("{}: reduction", env.owner) }
            } else {
                Kind::Auxiliary { value }
            };
            result.expr = Expr::Variable(self.hidden(env, &function.text, kind));
        }
        self.hoisted.insert(span, result.clone());
        result
    }

    /// Whether an expression is made of constants alone.
    fn is_constant(&self, expr: &Expr) -> bool {
        let mut constant = true;
        expr.walk(&mut |part| {
            constant &= match part {
                Expr::Time | Expr::Step | Expr::StepOf(_) => false,
                Expr::Variable(id) => {
                    let variable = &self.variables[id.index()];
                    match variable.quantity.and_then(|q| self.quantities.get(q.0 as usize)) {
                        Some(named) => named.quantity.kind == QuantityKind::Constant,
                        None => matches!(variable.kind, Kind::Constant { .. }),
                    }
                }
                _ => true,
            };
        });
        constant
    }

    /// Whether the body of a reduction may differ from one element around it to the next.
    fn depends_on_element(&self, body: &tree::Expr, dimensions: &[Over], env: &Env) -> bool {
        if holds_a_map(body) {
            return true;
        }
        let own = |name: &str| dimensions.iter().any(|(own, _)| own.as_deref() == Some(name));
        let mut depends = false;
        crate::walk::names(body, &mut |name, subscripts| {
            let indexed = subscripts
                .iter()
                .any(|s| !own(&s.text) && env.indices.iter().any(|(index, ..)| *index == s.text));
            let open = match self.names.get(&name.text) {
                Some(&(Symbol::Quantity(index), _)) if subscripts.is_empty() => {
                    let of = &self.quantities[index].dimensions;
                    of.iter().any(|d| !dimensions.iter().any(|(own, o)| own.is_none() && o == d))
                }
                _ => false,
            };
            depends |= indexed || open;
        });
        depends
    }

    fn fold_here(
        &mut self,
        function: &Ident,
        body: &tree::Expr,
        dimensions: &[Over],
        span: Span,
        env: &Env,
    ) -> Typed {
        let sizes: Vec<usize> =
            dimensions.iter().map(|(_, d)| self.dimensions[*d].elements.len()).collect();
        let count = sizes
            .iter()
            .try_fold(1_usize, |n, &s| n.checked_mul(s))
            .filter(|&n| n <= MOST_ELEMENTS);
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
            if value.ty == Type::Unknown {
                return Typed::unknown(span);
            }
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
        Typed::new(expr, result.ty, span).written(result.written)
    }

    fn fold_two(&mut self, function: &str, a: Typed, b: Typed, span: Span) -> Typed {
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
        Typed::new(Expr::binary(operator, a.expr, b.expr), ty, span).written(a.written)
    }
}

/// Whether an expression holds a map, whose value is that of the current element.
fn holds_a_map(expr: &tree::Expr) -> bool {
    match &expr.kind {
        ExprKind::Map(_) => true,
        ExprKind::Call { arguments, .. } => arguments.iter().any(holds_a_map),
        ExprKind::Choose { arms, .. } => arms.iter().any(|arm| holds_a_map(&arm.value)),
        ExprKind::Reduce { body: inner, .. }
        | ExprKind::Unary { operand: inner, .. }
        | ExprKind::Real(inner)
        | ExprKind::Parenthesised(inner) => holds_a_map(inner),
        ExprKind::Binary { left: a, right: b, .. } | ExprKind::Range { low: a, high: b } => {
            holds_a_map(a) || holds_a_map(b)
        }
        ExprKind::If { condition, then, otherwise } => {
            holds_a_map(condition) || holds_a_map(then) || holds_a_map(otherwise)
        }
        ExprKind::Moves { measure, .. } => holds_a_map(measure),
        ExprKind::Number(_)
        | ExprKind::Date(_)
        | ExprKind::EndOf(_)
        | ExprKind::Name { .. }
        | ExprKind::Error => false,
    }
}

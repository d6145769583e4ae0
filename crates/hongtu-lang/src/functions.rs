//! The functions of the language, resolved into primitives. Functions with memory become hidden
//! stocks; their definitions are those of the Vensim reference manual.

use hongtu_model::{Binary, Expr, Function, Kind};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, Ident},
};

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::{Type, Typed},
    units::Declared,
};

/// Names, least and most arguments of the functions of equations; also their documentation.
pub const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("min", 1, 64),
    ("max", 1, 64),
    ("sum", 1, 1),
    ("mean", 1, 1),
    ("product", 1, 1),
    ("abs", 1, 1),
    ("sqrt", 1, 1),
    ("exp", 1, 1),
    ("ln", 1, 1),
    ("log10", 1, 1),
    ("sin", 1, 1),
    ("cos", 1, 1),
    ("tan", 1, 1),
    ("asin", 1, 1),
    ("acos", 1, 1),
    ("atan", 1, 1),
    ("tanh", 1, 1),
    ("integer", 1, 1),
    ("round", 1, 1),
    ("modulo", 2, 2),
    ("quantum", 2, 2),
    ("zidz", 2, 2),
    ("xidz", 3, 3),
    ("step", 2, 2),
    ("pulse", 2, 2),
    ("pulse_train", 4, 4),
    ("ramp", 3, 3),
    ("delay1", 2, 3),
    ("delay3", 2, 3),
    ("delay_n", 4, 4),
    ("delay_fixed", 3, 3),
    ("smooth1", 2, 3),
    ("smooth3", 2, 3),
    ("smooth_n", 4, 4),
    ("trend", 3, 3),
    ("forecast", 3, 3),
    ("initial", 1, 1),
];

/// Functions that stand only in measures.
pub const MEASURES: &[&str] = &["total", "level", "growth", "mean", "min", "max", "share", "first"];

impl Checker<'_> {
    /// Checks a call in an equation.
    pub fn call(
        &mut self,
        function: &Ident,
        arguments: &[tree::Expr],
        span: Span,
        env: &Env,
        expected: Option<&Declared>,
    ) -> Typed {
        let name = function.text.as_str();
        if let Some(&(Symbol::Table(index), _)) = self.names.get(name) {
            return self.table_call(index, function, arguments, span, env);
        }
        let Some(&(_, least, most)) = FUNCTIONS.iter().find(|(n, ..)| *n == name) else {
            return self.unknown_function(function, span);
        };
        if !self.count(function, arguments, least, most, span) {
            return Typed::unknown(span);
        }
        match (name, arguments) {
            ("min" | "max" | "sum" | "mean" | "product", [one]) => {
                self.reduce_all(function, one, span, env)
            }
            ("min" | "max", _) => {
                let operator = if name == "min" { Binary::Min } else { Binary::Max };
                let mut parts = arguments.iter();
                let Some(first) = parts.next() else { return Typed::unknown(span) };
                let mut result = self.lower(first, env, expected);
                for part in parts {
                    let next = self.lower(part, env, expected);
                    let ty = self.same_type(&format!("`{name}`"), &result, &next, None);
                    let unit = result.written.or(next.written);
                    result = Typed::new(Expr::binary(operator, result.expr, next.expr), ty, span)
                        .written(unit);
                }
                result
            }
            ("abs", [x]) => {
                let x = self.lower(x, env, expected);
                match self.amount(&x) {
                    Some(_) => {
                        let expr = Expr::apply(Function::Abs, x.expr);
                        Typed::new(expr, x.ty, span).written(x.written)
                    }
                    None => Typed::unknown(span),
                }
            }
            ("sqrt", [x]) => self.root(x, span, env),
            ("modulo" | "quantum", [a, b]) => {
                let (a, b) = (self.lower(a, env, None), self.lower(b, env, None));
                let ty = self.same_type(&format!("`{name}`"), &a, &b, None);
                if !self.afford_copies(1, &a.expr, span) {
                    return Typed::unknown(span);
                }
                let remainder = Expr::binary(Binary::Modulo, a.expr.clone(), b.expr);
                let expr = if name == "modulo" {
                    remainder
                } else {
                    Expr::binary(Binary::Subtract, a.expr, remainder)
                };
                Typed::new(expr, ty, span).written(a.written)
            }
            ("zidz" | "xidz", [a, b, rest @ ..]) => {
                self.safe_division(a, b, rest.first(), span, env)
            }
            ("step" | "pulse" | "pulse_train" | "ramp", _) => {
                self.switch(name, arguments, span, env, expected)
            }
            ("initial", [x]) => {
                let x = self.lower(x, env, expected);
                let variable = self.hidden(env, "initial", Kind::Initial { value: x.expr });
                Typed::new(Expr::Variable(variable), x.ty, span).written(x.written)
            }
            (
                "delay1" | "delay3" | "delay_n" | "smooth1" | "smooth3" | "smooth_n"
                | "delay_fixed" | "trend" | "forecast",
                _,
            ) => self.with_memory(name, arguments, span, env),
            (_, [x]) => self.plain(name, x, span, env),
            _ => Typed::unknown(span),
        }
    }

    pub(crate) fn unknown_function(&mut self, function: &Ident, span: Span) -> Typed {
        let name = function.text.as_str();
        let mut diagnostic = Diagnostic::error(
            "unknown-function",
            format!("there is no function `{name}`"),
            function.span,
            "not a function or table",
        );
        let tables = self.functions.iter().map(|f| f.name.text.as_str());
        if MEASURES.contains(&name) && !FUNCTIONS.iter().any(|(n, ..)| *n == name) {
            diagnostic = diagnostic
                .note(format!("`{name}` is a measure: a number read off a finished run"))
                .help("measures stand in `observe`, `claim`, `target`, `compare` and live values, not in equations");
        } else if matches!(self.names.get(name), Some((Symbol::Quantity(_), _))) {
            diagnostic = diagnostic.note(format!("`{name}` is a quantity")).help(format!(
                "write `{name}[element]` for an element, `{name} * (…)` for a product"
            ));
        } else if name == "log" {
            diagnostic = diagnostic
                .help("the natural logarithm is `ln`, that to the base 10 `log10`")
                .fix(function.span, "ln");
        } else if let Some(near) =
            hongtu_syntax::closest(name, FUNCTIONS.iter().map(|(n, ..)| *n).chain(tables))
        {
            let near = near.to_owned();
            self.meant.insert(near.clone());
            diagnostic =
                diagnostic.help(format!("did you mean `{near}`?")).fix(function.span, near);
        }
        self.report(diagnostic);
        Typed::unknown(span)
    }

    pub(crate) fn count(
        &mut self,
        function: &Ident,
        arguments: &[tree::Expr],
        least: usize,
        most: usize,
        span: Span,
    ) -> bool {
        let n = arguments.len();
        if (least..=most).contains(&n) {
            return true;
        }
        let wanted = if least == most {
            least.to_string()
        } else if most >= 64 {
            format!("at least {least}")
        } else {
            format!("{least} to {most}")
        };
        self.report(
            Diagnostic::error(
                "wrong-arguments",
                format!(
                    "`{}` takes {wanted} argument{}",
                    function.text,
                    if wanted == "1" { "" } else { "s" }
                ),
                span,
                format!("{n} given"),
            )
            .help("`docs/language.md` lists every function with its arguments"),
        );
        false
    }

    fn table_call(
        &mut self,
        index: usize,
        function: &Ident,
        arguments: &[tree::Expr],
        span: Span,
        env: &Env,
    ) -> Typed {
        if !self.count(function, arguments, 1, 1, span) {
            return Typed::unknown(span);
        }
        let Some(f) = self.functions.get(index) else {
            self.report(Diagnostic::error(
                "not-constant",
                "the points of a table are numbers",
                span,
                "not known before a run",
            ));
            return Typed::unknown(span);
        };
        let (table, argument_unit, result, factor) =
            (f.table, f.argument.clone(), f.result.clone(), f.factor);
        let argument = self.lower(&arguments[0], env, Some(&argument_unit));
        self.want_unit(&argument, &argument_unit, &format!("the argument of `{}`", function.text));
        let value = Expr::Lookup(table, Box::new(argument.expr));
        let expr = match factor {
            Some(factor) => Expr::binary(Binary::Multiply, Expr::Variable(factor), value),
            None => value,
        };
        let ty = Type::Amount(result.unit.dimension.clone());
        Typed::new(expr, ty, span).written(Some(result.unit))
    }

    /// Functions of one number without unit.
    fn plain(&mut self, name: &str, x: &tree::Expr, span: Span, env: &Env) -> Typed {
        let x = self.lower(x, env, None);
        let function = match name {
            "exp" => Function::Exp,
            "ln" => Function::Ln,
            "log10" => Function::Log10,
            "sin" => Function::Sin,
            "cos" => Function::Cos,
            "tan" => Function::Tan,
            "asin" => Function::Asin,
            "acos" => Function::Acos,
            "atan" => Function::Atan,
            "tanh" => Function::Tanh,
            "integer" => Function::Truncate,
            _ => Function::Round,
        };
        let Some(dimension) = self.amount(&x) else { return Typed::unknown(span) };
        if !dimension.is_none() {
            let mut diagnostic = Diagnostic::error(
                "unit-mismatch",
                format!("`{name}` takes a number without unit"),
                x.span,
                x.describe(&self.units),
            )
            .help("divide by a reference value with the same unit");
            for note in self.origins(&x) {
                diagnostic = diagnostic.note(note);
            }
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        Typed::new(Expr::apply(function, x.expr), Type::number(), span)
    }

    fn root(&mut self, x: &tree::Expr, span: Span, env: &Env) -> Typed {
        let x = self.lower(x, env, None);
        let Some(dimension) = self.amount(&x) else { return Typed::unknown(span) };
        let Some(half) = dimension.power(1, 2) else {
            self.report(Diagnostic::error(
                "unit-mismatch",
                "this unit has no square root",
                x.span,
                x.describe(&self.units),
            ));
            return Typed::unknown(span);
        };
        Typed::new(Expr::apply(Function::Sqrt, x.expr), Type::Amount(half), span)
    }

    fn safe_division(
        &mut self,
        a: &tree::Expr,
        b: &tree::Expr,
        otherwise: Option<&tree::Expr>,
        span: Span,
        env: &Env,
    ) -> Typed {
        let (a, b) = (self.lower(a, env, None), self.lower(b, env, None));
        let (Some(x), Some(y)) = (self.amount(&a), self.amount(&b)) else {
            return Typed::unknown(span);
        };
        if !self.afford_copies(1, &b.expr, span) {
            return Typed::unknown(span);
        }
        let quotient = Typed::new(
            Expr::binary(Binary::DivideOrZero, a.expr, b.expr.clone()),
            Type::Amount(x.per(&y)),
            span,
        );
        match otherwise {
            None => quotient,
            Some(otherwise) => {
                let otherwise = self.lower(otherwise, env, None);
                let ty = self.same_type("`xidz`", &quotient, &otherwise, None);
                let is_zero = Expr::binary(Binary::Equal, b.expr, Expr::Number(0.0));
                Typed::new(Expr::choose(is_zero, otherwise.expr, quotient.expr), ty, span)
            }
        }
    }

    fn switch(
        &mut self,
        name: &str,
        arguments: &[tree::Expr],
        span: Span,
        env: &Env,
        expected: Option<&Declared>,
    ) -> Typed {
        let reached = |step: Expr| Expr::binary(Binary::LessOrEqual, step, Expr::Step);
        let before = |step: Expr| Expr::binary(Binary::Less, Expr::Step, step);
        match (name, arguments) {
            ("step", [height, date]) => {
                let height = self.lower(height, env, expected);
                let Some(date) = self.instant(date, env) else { return Typed::unknown(span) };
                let from = self.step_of(date);
                let expr = Expr::choose(reached(from), height.expr, Expr::Number(0.0));
                Typed::new(expr, height.ty, span).written(height.written)
            }
            ("pulse", [date, width]) => {
                let (Some(date), Some(width)) =
                    (self.instant(date, env), self.duration(width, env))
                else {
                    return Typed::unknown(span);
                };
                let length = self.step_count(&width);
                let from = self.step_of(date);
                let to = Expr::binary(
                    Binary::Add,
                    from.clone(),
                    Expr::binary(Binary::Max, Expr::Number(1.0), length),
                );
                Typed::new(
                    Expr::binary(Binary::And, reached(from), before(to)),
                    Type::number(),
                    span,
                )
            }
            ("pulse_train", [first, width, every, last]) => {
                let (Some(first), Some(width), Some(every), Some(last)) = (
                    self.instant(first, env),
                    self.duration(width, env),
                    self.duration(every, env),
                    self.instant(last, env),
                ) else {
                    return Typed::unknown(span);
                };
                let length = Expr::binary(Binary::Max, Expr::Number(1.0), self.step_count(&width));
                let every = Expr::binary(Binary::Max, Expr::Number(1.0), self.step_count(&every));
                let (from, to) = (self.step_of(first), self.step_of(last));
                let since = Expr::binary(
                    Binary::Modulo,
                    Expr::binary(Binary::Subtract, Expr::Step, from.clone()),
                    every,
                );
                let within = Expr::binary(Binary::And, reached(from), before(to));
                Typed::new(
                    Expr::binary(Binary::And, within, Expr::binary(Binary::Less, since, length)),
                    Type::number(),
                    span,
                )
            }
            ("ramp", [slope, from, to]) => {
                let slope = self.lower(slope, env, None);
                let Some(dimension) = self.amount(&slope) else { return Typed::unknown(span) };
                let (Some(from), Some(to)) = (self.instant(from, env), self.instant(to, env))
                else {
                    return Typed::unknown(span);
                };
                let passed = Expr::binary(
                    Binary::Subtract,
                    Expr::binary(Binary::Min, Expr::Time, to.expr),
                    from.expr,
                );
                let risen = Expr::binary(
                    Binary::Multiply,
                    slope.expr,
                    Expr::binary(Binary::Max, Expr::Number(0.0), passed),
                );
                Typed::new(risen, Type::Amount(dimension.times(&self.units.time())), span)
            }
            _ => Typed::unknown(span),
        }
    }
}

//! Checking of expressions: names, units and subscripts, down to scalar expressions in coherent
//! units.

use hongtu_model::{Binary, Expr, Function};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, BinaryOperator, ExprKind, Number, UnaryOperator},
};

use crate::{
    checker::Checker,
    declare::calendar_year,
    numbers,
    typed::{Type, Typed},
    units::{self, Declared},
};

/// What an expression may refer to besides the plan's names.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// Current elements: name of the index (a dimension or an index variable), dimension, element.
    pub indices: Vec<(String, usize, usize)>,
    /// Dimensions that arrays without subscripts run over inside a reduction, with the element.
    pub implied: Vec<(usize, usize)>,
    /// What hidden variables are named after.
    pub owner: String,
    /// Whether this is a measure, where quantities stand only inside measures.
    pub in_measure: bool,
    /// Whether this is computed only where a condition holds, so that it cannot be moved out.
    pub in_branch: bool,
    /// Whether figures may be named, as in claims and comparisons.
    pub with_figures: bool,
}

impl Env {
    /// The element of a dimension that an array without subscripts takes.
    pub fn element_of(&self, dimension: usize) -> Option<usize> {
        let implied = self.implied.iter().rev().find(|(d, _)| *d == dimension).map(|&(_, e)| e);
        implied.or_else(|| {
            self.indices.iter().rev().find(|(_, d, _)| *d == dimension).map(|&(_, _, e)| e)
        })
    }
}

impl Checker<'_> {
    /// Checks an expression. `expected` is the unit that bare numbers take on.
    pub fn lower(&mut self, expr: &tree::Expr, env: &Env, expected: Option<&Declared>) -> Typed {
        let span = expr.span;
        if !self.afford(1, span) {
            return Typed::unknown(span);
        }
        match &expr.kind {
            ExprKind::Number(number) => self.number(number, span, expected),
            ExprKind::Parenthesised(inner) => Typed { span, ..self.lower(inner, env, expected) },
            ExprKind::Date(date) => self.date(&tree::DateExpr { span, end_of: false, date: *date }),
            ExprKind::EndOf(date) => self.date(&tree::DateExpr { span, end_of: true, date: *date }),
            ExprKind::Name { name, subscripts } => self.name(name, subscripts, span, env),
            ExprKind::Unary { operator, operand } => match operator {
                UnaryOperator::Minus => self.negate(operand, span, env, expected),
                UnaryOperator::Not => {
                    let operand = self.lower(operand, env, None);
                    self.want_truth(&operand);
                    Typed::new(Expr::apply(Function::Not, operand.expr), Type::Truth, span)
                }
            },
            ExprKind::Binary { operator, operator_span, left, right } => {
                self.binary(*operator, *operator_span, left, right, span, env)
            }
            ExprKind::If { condition, then, otherwise } => {
                let condition = self.lower(condition, env, None);
                self.want_truth(&condition);
                let branch = Env { in_branch: true, ..env.clone() };
                let a = self.lower(then, &branch, expected);
                let b = self.lower(otherwise, &branch, expected);
                let ty = self.same_type("the branches of an `if`", &a, &b, None);
                let unit = a.written.or(b.written);
                Typed::new(Expr::choose(condition.expr, a.expr, b.expr), ty, span).written(unit)
            }
            ExprKind::Map(arms) => self.map(arms, span, env, expected),
            ExprKind::Choose { name, arms } => self.choose(name, arms, span, env, expected),
            ExprKind::Reduce { function, body, indices } => {
                self.reduce(function, body, indices, span, env)
            }
            ExprKind::Call { function, arguments } => {
                if env.in_measure {
                    self.measure_call(function, arguments, span, env)
                } else {
                    self.call(function, arguments, span, env, expected)
                }
            }
            ExprKind::Real(_) => {
                self.report(
                    Diagnostic::error("measure-form", "`real` stands only in claims", span, "not here")
                        .note("the model's money is at the prices of each year; only a growth that a source states at constant prices is `real`"),
                );
                Typed::unknown(span)
            }
            ExprKind::Range { .. } => {
                self.report(
                    Diagnostic::error("measure-form", "a span is no value", span, "a span")
                        .help("spans stand in measures, `total(x, 2021..2025)`, and in ranges"),
                );
                Typed::unknown(span)
            }
            ExprKind::Moves { .. } => {
                self.report(Diagnostic::error(
                    "target-form",
                    "`rises` and `falls` stand only in targets",
                    span,
                    "not here",
                ));
                Typed::unknown(span)
            }
            ExprKind::Error => Typed::unknown(span),
        }
    }

    fn number(&mut self, number: &Number, span: Span, expected: Option<&Declared>) -> Typed {
        let value = numbers::value(number);
        if let Some(unit) = &number.unit {
            return match units::resolve(&self.units, unit) {
                Ok(declared) => {
                    let ty = Type::Amount(declared.unit.dimension.clone());
                    let expr = Expr::Number(declared.read(value));
                    Typed::new(expr, ty, span).written(Some(declared.unit))
                }
                Err(diagnostic) => {
                    self.report(*diagnostic);
                    Typed::unknown(span)
                }
            };
        }
        // A percentage is a number of its own and takes on no unit, except where per cent is asked for.
        if let Some(declared) = expected.filter(|d| !number.percent && !d.unit.dimension.is_none())
        {
            let ty = Type::Amount(declared.unit.dimension.clone());
            let mut typed = Typed::new(Expr::Number(declared.read(value)), ty, span)
                .written(Some(declared.unit.clone()));
            typed.bare = Some(value);
            return typed;
        }
        let value = match expected {
            Some(declared) if !number.percent => declared.read(value),
            _ => value,
        };
        let ty = if value == 0.0 { Type::Zero } else { Type::number() };
        let mut typed = Typed::new(Expr::Number(value), ty, span);
        typed.bare = (!number.percent).then_some(value);
        typed
    }

    fn negate(
        &mut self,
        operand: &tree::Expr,
        span: Span,
        env: &Env,
        expected: Option<&Declared>,
    ) -> Typed {
        let operand = self.lower(operand, env, expected);
        if matches!(operand.ty, Type::Instant | Type::Truth) {
            self.report(Diagnostic::error(
                "unit-mismatch",
                "only an amount has a negative",
                operand.span,
                operand.describe(&self.units),
            ));
            return Typed::unknown(span);
        }
        let expr = match operand.expr {
            Expr::Number(value) => Expr::Number(-value),
            other => Expr::apply(Function::Negate, other),
        };
        Typed { expr, span, bare: operand.bare.map(|v| -v), ..operand }
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        operator_span: Span,
        left: &tree::Expr,
        right: &tree::Expr,
        span: Span,
        env: &Env,
    ) -> Typed {
        let mut a = self.lower(left, env, None);
        let mut b = self.lower(right, env, None);
        self.year_beside_date(&mut a, &b);
        self.year_beside_date(&mut b, &a);
        match operator {
            BinaryOperator::Or | BinaryOperator::And => {
                self.want_truth(&a);
                self.want_truth(&b);
                let operator =
                    if operator == BinaryOperator::Or { Binary::Or } else { Binary::And };
                Typed::new(Expr::binary(operator, a.expr, b.expr), Type::Truth, span)
            }
            BinaryOperator::Add | BinaryOperator::Subtract => {
                self.sum(operator, operator_span, a, b, span)
            }
            BinaryOperator::Multiply | BinaryOperator::Divide => {
                let (Some(x), Some(y)) = (self.amount(&a), self.amount(&b)) else {
                    return Typed::unknown(span);
                };
                let (operator, dimension) = if operator == BinaryOperator::Multiply {
                    (Binary::Multiply, x.times(&y))
                } else {
                    self.divides(&b, env);
                    (Binary::Divide, x.per(&y))
                };
                // A multiple of a quantity stays in the quantity's unit.
                let unit = if y.is_none() { a.written } else { b.written };
                let ty = Type::Amount(dimension);
                Typed::new(Expr::binary(operator, a.expr, b.expr), ty, span).written(unit)
            }
            BinaryOperator::Power => self.power(a, b, span),
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => {
                if is_comparison(left) {
                    // The parser has said that two comparisons in a row mean nothing.
                    return Typed::new(a.expr, Type::Truth, span);
                }
                self.comparison(operator, operator_span, a, b, span)
            }
        }
    }

    /// A bare year beside a date is a date.
    fn year_beside_date(&mut self, number: &mut Typed, other: &Typed) {
        if other.ty == Type::Instant
            && let Some(year) = number.bare.and_then(calendar_year)
        {
            number.expr = Expr::Number(f64::from(year));
            number.ty = Type::Instant;
        }
    }

    fn sum(
        &mut self,
        operator: BinaryOperator,
        operator_span: Span,
        a: Typed,
        b: Typed,
        span: Span,
    ) -> Typed {
        let subtract = operator == BinaryOperator::Subtract;
        let binary = if subtract { Binary::Subtract } else { Binary::Add };
        let time = Type::Amount(self.units.time());
        let ty = match (&a.ty, &b.ty) {
            (Type::Instant, Type::Instant) if subtract => time,
            (Type::Instant, Type::Instant) => {
                self.report(
                    Diagnostic::error(
                        "unit-mismatch",
                        "two dates cannot be added",
                        operator_span,
                        "",
                    )
                    .label(a.span, "a date")
                    .label(b.span, "a date")
                    .help(
                        "add a length of time, or subtract one date from the other: `time - 2020`",
                    ),
                );
                Type::Unknown
            }
            (Type::Instant, other) if *other == time || *other == Type::Zero => Type::Instant,
            (other, Type::Instant) if !subtract && *other == time => Type::Instant,
            _ => self.same_type(
                if subtract { "a difference" } else { "a sum" },
                &a,
                &b,
                Some(operator_span),
            ),
        };
        let unit = a.written.or(b.written);
        Typed::new(Expr::binary(binary, a.expr, b.expr), ty, span).written(unit)
    }

    fn power(&mut self, a: Typed, b: Typed, span: Span) -> Typed {
        let (Some(base), Some(exponent)) = (self.amount(&a), self.amount(&b)) else {
            return Typed::unknown(span);
        };
        if !exponent.is_none() {
            self.report(Diagnostic::error(
                "unit-mismatch",
                "an exponent is a number without unit",
                b.span,
                b.describe(&self.units),
            ));
            return Typed::unknown(span);
        }
        let dimension = if base.is_none() {
            Some(base)
        } else {
            // Halves are the finest power of a unit: x^0.5 is a root, x^0.3 has no unit.
            b.number()
                .filter(|n| (n * 2.0).fract() == 0.0 && n.abs() <= 16.0)
                .and_then(|n| base.power((n * 2.0) as i32, 2))
        };
        let Some(dimension) = dimension else {
            self.report(
                Diagnostic::error("unit-mismatch", "a quantity with a unit is raised to a power that is not a known number", span, a.describe(&self.units))
                    .note("the unit of the result would depend on the exponent")
                    .help("divide the base by a reference value with its unit first: `(x / x_reference)^elasticity`"),
            );
            return Typed::unknown(span);
        };
        Typed::new(Expr::binary(Binary::Power, a.expr, b.expr), Type::Amount(dimension), span)
    }

    fn comparison(
        &mut self,
        operator: BinaryOperator,
        operator_span: Span,
        a: Typed,
        b: Typed,
        span: Span,
    ) -> Typed {
        self.same_type("a comparison", &a, &b, Some(operator_span));
        let plain_time = !self.time.is_calendar() && (a.expr == Expr::Time || b.expr == Expr::Time);
        let (a, b) = if a.ty == Type::Instant || b.ty == Type::Instant || plain_time {
            (self.step_of(a), self.step_of(b))
        } else {
            (a.expr, b.expr)
        };
        let expr = match operator {
            BinaryOperator::Equal => Expr::binary(Binary::Equal, a, b),
            BinaryOperator::NotEqual => Expr::binary(Binary::NotEqual, a, b),
            BinaryOperator::Less => Expr::binary(Binary::Less, a, b),
            BinaryOperator::LessOrEqual => Expr::binary(Binary::LessOrEqual, a, b),
            BinaryOperator::Greater => Expr::binary(Binary::Less, b, a),
            _ => Expr::binary(Binary::LessOrEqual, b, a),
        };
        Typed::new(expr, Type::Truth, span)
    }
}

/// Whether an expression is a comparison that does not stand in brackets.
fn is_comparison(expr: &tree::Expr) -> bool {
    use BinaryOperator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    matches!(
        &expr.kind,
        ExprKind::Binary {
            operator: Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual,
            ..
        }
    )
}

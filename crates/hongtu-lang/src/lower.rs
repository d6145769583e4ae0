//! Checking of expressions: names, units and subscripts, down to scalar expressions in coherent
//! units.

use hongtu_model::{Binary, Dimension, Expr, Function, VariableId};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, Arm, BinaryOperator, ExprKind, Ident, Number, UnaryOperator},
};

use crate::{
    checker::{Checker, Symbol},
    dates,
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
    /// Whether figures may be named, as in claims and comparisons.
    pub with_figures: bool,
}

impl Env {
    /// The element of a dimension that an array without subscripts takes.
    fn element_of(&self, dimension: usize) -> Option<usize> {
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
                let a = self.lower(then, env, expected);
                let b = self.lower(otherwise, env, expected);
                let ty = self.same_type("the branches of an `if`", &a, &b, None);
                Typed::new(Expr::choose(condition.expr, a.expr, b.expr), ty, span)
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
                Ok(declared) => Typed::new(
                    Expr::Number(declared.read(value)),
                    Type::Amount(declared.unit.dimension),
                    span,
                ),
                Err(diagnostic) => {
                    self.report(*diagnostic);
                    Typed::unknown(span)
                }
            };
        }
        // A percentage is a number of its own and takes on no unit, except where per cent is asked for.
        if let Some(declared) = expected.filter(|d| !number.percent && !d.unit.dimension.is_none())
        {
            let mut typed = Typed::new(
                Expr::Number(declared.read(value)),
                Type::Amount(declared.unit.dimension.clone()),
                span,
            );
            typed.bare = Some(value);
            return typed;
        }
        let value = match expected {
            Some(declared) if !number.percent => declared.read(value),
            _ => value,
        };
        let ty = if value == 0.0 { Type::Zero } else { Type::number() };
        Typed { expr: Expr::Number(value), ty, span, bare: (!number.percent).then_some(value) }
    }

    fn date(&mut self, date: &tree::DateExpr) -> Typed {
        let span = date.span;
        if !self.time.is_calendar() {
            self.report(
                Diagnostic::error(
                    "not-calendar",
                    "this plan is in plain time and has no dates",
                    span,
                    "a date",
                )
                .help(format!("write a time such as `10 {}`", self.time.unit)),
            );
            return Typed::unknown(span);
        }
        match dates::first_day(date) {
            Some(day) => Typed::new(Expr::Number(dates::exact(day)), Type::Instant, span),
            None => {
                self.report(Diagnostic::error(
                    "bad-date",
                    "there is no such day",
                    span,
                    "not a date",
                ));
                Typed::unknown(span)
            }
        }
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
                operand.ty.describe(&self.units),
            ));
            return Typed::unknown(span);
        }
        let bare = operand.bare.map(|v| -v);
        let expr = match operand.expr {
            Expr::Number(value) => Expr::Number(-value),
            other => Expr::apply(Function::Negate, other),
        };
        Typed { expr, ty: operand.ty, span, bare }
    }

    /// A name in an expression.
    fn name(&mut self, name: &Ident, subscripts: &[Ident], span: Span, env: &Env) -> Typed {
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
                let dimension = self.figures[index].unit.unit.dimension.clone();
                Typed::new(Expr::Number(1.0), Type::Amount(dimension), span)
            }
            Symbol::Quantity(index) => {
                self.used.insert(index);
                if env.in_measure {
                    return self.bare_quantity_in_measure(index, name, span, env);
                }
                match self.element(index, name, subscripts, env) {
                    Some(variable) => {
                        let ty = match self.quantities[index].unit.as_ref() {
                            Some(unit) => Type::Amount(unit.unit.dimension.clone()),
                            None => Type::Unknown,
                        };
                        Typed::new(Expr::Variable(variable), ty, span)
                    }
                    None => Typed::unknown(span),
                }
            }
        }
    }

    fn unknown_name(&mut self, name: &Ident, span: Span, env: &Env) -> Typed {
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
        let variables = named.quantity.variables.clone();
        let declared = named.ident.span;
        if dimensions.is_empty() && subscripts.is_empty() {
            return variables.first().copied();
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
        variables.get(flat).copied()
    }

    fn subscript(
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
                    (Binary::Divide, x.per(&y))
                };
                Typed::new(Expr::binary(operator, a.expr, b.expr), Type::Amount(dimension), span)
            }
            BinaryOperator::Power => self.power(a, b, span),
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => {
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
            (Type::Instant, other) if *other == time || *other == Type::Zero => Type::Instant,
            (other, Type::Instant) if !subtract && *other == time => Type::Instant,
            _ => self.same_type(
                if subtract { "a difference" } else { "a sum" },
                &a,
                &b,
                Some(operator_span),
            ),
        };
        Typed::new(Expr::binary(binary, a.expr, b.expr), ty, span)
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
                b.ty.describe(&self.units),
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
                Diagnostic::error("unit-mismatch", "a quantity with a unit is raised to a power that is not a known number", span, a.ty.describe(&self.units))
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

    /// An instant as a step, so that times are never compared as floating-point numbers.
    pub fn step_of(&mut self, instant: Typed) -> Expr {
        match instant.expr {
            Expr::Time => Expr::Step,
            Expr::Number(time) => Expr::Number(self.step_at(time, instant.span) as f64),
            other => Expr::StepOf(Box::new(other)),
        }
    }

    /// The first step on or after a time; a shift is reported once.
    pub fn step_at(&mut self, time: f64, span: Span) -> i64 {
        let found = self.time.instant(time);
        if found.shifted && self.time.holds(found.step) {
            self.shifted(found.step, span);
        }
        found.step
    }

    /// Notes that a date acts at a later step, to be said once for the whole plan.
    ///
    /// A shift within the day is none that a reader of dates could see.
    pub fn shifted(&mut self, step: i64, span: Span) {
        let acts = match self.time.date(step) {
            Some(date) if self.source(span).ends_with(&date.to_string()) => return,
            Some(date) if date.day() == 1 && date.to_string().starts_with(&self.source(span)) => {
                return;
            }
            Some(date) => format!("acts at the step of {date}"),
            None => format!(
                "acts at {} {}",
                numbers::significant(self.time.at(step), 6),
                self.time.unit
            ),
        };
        if !self.shifts.iter().any(|(s, _)| *s == span) {
            self.shifts.push((span, acts));
        }
    }

    /// Reports all dates that act at a later step.
    pub fn report_shifts(&mut self) {
        let mut shifts = std::mem::take(&mut self.shifts).into_iter();
        let Some((span, acts)) = shifts.next() else { return };
        let mut diagnostic = Diagnostic::information(
            "date-shifted",
            "a date between two steps acts at the first step after it",
            span,
            acts,
        )
        .help("a shorter step brings it closer");
        let rest: Vec<_> = shifts.collect();
        for (span, acts) in rest.iter().take(8) {
            diagnostic = diagnostic.label(*span, acts.clone());
        }
        if rest.len() > 8 {
            diagnostic = diagnostic.note(format!("and {} more dates", rest.len() - 8));
        }
        self.report(diagnostic);
    }

    fn map(&mut self, arms: &[Arm], span: Span, env: &Env, expected: Option<&Declared>) -> Typed {
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

    fn check_arms(&mut self, arms: &[Arm], elements: &[String], of: &str, span: Span) {
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

    fn choose(
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

    fn reduce(
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

    fn fold(
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
        Typed::new(Expr::binary(operator, a.expr, b.expr), ty, span)
    }

    /// The dimension of an amount; reports what is none.
    pub fn amount(&mut self, typed: &Typed) -> Option<Dimension> {
        match &typed.ty {
            Type::Unknown => None,
            Type::Instant | Type::Truth => {
                let what = typed.ty.describe(&self.units);
                let mut diagnostic = Diagnostic::error(
                    "unit-mismatch",
                    format!("an amount is needed here, not {what}"),
                    typed.span,
                    what,
                );
                if typed.ty == Type::Instant {
                    diagnostic =
                        diagnostic.help("a difference of dates is an amount: `time - 2020`");
                }
                self.report(diagnostic);
                None
            }
            other => other.dimension(),
        }
    }

    /// Reports what is no condition.
    pub fn want_truth(&mut self, typed: &Typed) {
        if !matches!(typed.ty, Type::Truth | Type::Unknown) {
            let what = typed.ty.describe(&self.units);
            self.report(
                Diagnostic::error("unit-mismatch", "a condition is needed here", typed.span, what)
                    .help("write a comparison such as `x > 0`"),
            );
        }
    }

    /// The common type of two expressions; reports where there is none.
    pub fn same_type(&mut self, what: &str, a: &Typed, b: &Typed, operator: Option<Span>) -> Type {
        match (&a.ty, &b.ty) {
            (Type::Unknown, other) | (other, Type::Unknown) => return other.clone(),
            (x, y) if x == y => return x.clone(),
            (Type::Zero, other @ Type::Amount(_)) | (other @ Type::Amount(_), Type::Zero) => {
                return other.clone();
            }
            _ => {}
        }
        self.mismatch(what, a, b, operator);
        Type::Unknown
    }

    fn mismatch(&mut self, what: &str, a: &Typed, b: &Typed, operator: Option<Span>) {
        let (left, right) = (a.ty.describe(&self.units), b.ty.describe(&self.units));
        let mut diagnostic = Diagnostic::error(
            "unit-mismatch",
            format!("{what} needs one unit on both sides"),
            operator.unwrap_or(a.span),
            "",
        );
        if operator.is_none() {
            diagnostic.labels.clear();
        }
        diagnostic = diagnostic.label(a.span, left).label(b.span, right);
        for note in [a, b].into_iter().flat_map(|side| self.origins(side)) {
            diagnostic = diagnostic.note(note);
        }
        if let Some(help) = self.remedy(a, b) {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }

    /// Where the units of an expression come from.
    pub fn origins(&self, typed: &Typed) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        typed.expr.walk(&mut |part| {
            if let Expr::Variable(id) = part
                && notes.len() < 4
                && let Some(index) = self.variables[id.index()].quantity
                && let Some(named) = self.quantities.get(index.0 as usize)
                && let Some(unit) = &named.unit
            {
                let name = &named.quantity.name;
                let shown = if unit.unit.name.is_empty() { "1" } else { &unit.unit.name };
                let how = if named.unit_declared { "declared" } else { "inferred" };
                let note = format!(
                    "`{name}` is in {shown} ({how} in line {})",
                    self.line(unit.span.start)
                );
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        });
        notes
    }

    /// What would bring two sides together.
    fn remedy(&self, a: &Typed, b: &Typed) -> Option<String> {
        if let (Type::Instant, Type::Amount(_)) | (Type::Amount(_), Type::Instant) = (&a.ty, &b.ty)
        {
            return Some(
                "write the date as a date (`2024-04`), or compare durations: `time - 2020`"
                    .to_owned(),
            );
        }
        if a.bare.is_some() || b.bare.is_some() {
            let (bare, other) = if a.bare.is_some() { (a, b) } else { (b, a) };
            let unit = self.units.describe(&other.ty.dimension()?);
            return Some(format!("give the number its unit: `{} {unit}`", self.source(bare.span)));
        }
        let factor = a.ty.dimension()?.per(&b.ty.dimension()?);
        Some(format!(
            "the two differ by {}: multiply or divide one side by a quantity in that unit",
            self.units.describe(&factor)
        ))
    }

    /// Checks that an expression is in a unit; `what` names the thing that declares it.
    pub fn want_unit(&mut self, typed: &Typed, declared: &Declared, what: &str) {
        let fits = match &typed.ty {
            Type::Unknown | Type::Zero => true,
            Type::Amount(dimension) => *dimension == declared.unit.dimension,
            Type::Instant | Type::Truth => false,
        };
        if fits {
            return;
        }
        let wanted = if declared.unit.name.is_empty() {
            "a number without unit".to_owned()
        } else {
            declared.unit.name.clone()
        };
        let mut diagnostic = Diagnostic::error(
            "unit-mismatch",
            format!("{what} is in another unit than declared"),
            typed.span,
            typed.ty.describe(&self.units),
        )
        .label(declared.span, format!("declared as {wanted}"));
        for note in self.origins(typed) {
            diagnostic = diagnostic.note(note);
        }
        if let Some(dimension) = typed.ty.dimension() {
            let factor = declared.unit.dimension.per(&dimension);
            diagnostic = diagnostic.help(format!(
                "multiply by a quantity in {}, or declare the unit {}",
                self.units.describe(&factor),
                self.units.describe(&dimension)
            ));
        }
        self.report(diagnostic);
    }
}

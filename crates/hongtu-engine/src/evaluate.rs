//! The value of an expression in one run, and the first operation in it that fails.

use hongtu_model::{Binary, Expr, Function};

use crate::primitive::{self, Curve};
use crate::trouble::Failure;

/// An operation that failed, before it is known where.
pub(crate) struct Failed {
    pub failure: Failure,
    pub operation: String,
    pub operands: Vec<f64>,
}

/// What an expression may refer to.
pub(crate) struct Scene<'a> {
    pub dt: f64,
    pub start: f64,
    pub curves: &'a [Curve],
    /// Values of the variables at this instant.
    pub values: &'a [f64],
    pub readings: &'a [f64],
    /// For each reading, whether it is a date that may never come.
    pub endless: &'a [bool],
    pub time: f64,
    pub step: f64,
}

impl Scene<'_> {
    /// The value of an expression, and whether it depends on a date that may never come.
    pub(crate) fn value(&self, expr: &Expr) -> Result<(f64, bool), Failed> {
        let mut pending = Vec::new();
        let mut innermost = expr;
        while let Expr::Binary(f, a, b) = innermost {
            pending.push((*f, &**b));
            innermost = a;
        }
        let (mut value, mut endless) = self.not_binary(innermost)?;
        while let Some((f, b)) = pending.pop() {
            let (b, b_endless) = self.value(b)?;
            endless |= b_endless;
            value = check(primitive::binary(f, value, b), endless, binary_word(f), &[value, b])?;
        }
        Ok((value, endless))
    }

    fn not_binary(&self, expr: &Expr) -> Result<(f64, bool), Failed> {
        let plain = |value: f64| Ok((value, false));
        match expr {
            Expr::Number(number) => plain(check(*number, false, "number", &[])?),
            Expr::Variable(id) => plain(self.values[id.index()]),
            Expr::Time => plain(self.time),
            Expr::Step => plain(self.step),
            Expr::Reading(id) => Ok((
                self.readings.get(id.0 as usize).copied().unwrap_or(0.0),
                self.endless.get(id.0 as usize).copied().unwrap_or(false),
            )),
            Expr::StepOf(a) => {
                let (a, endless) = self.value(a)?;
                let since = check(a - self.start, endless, "-", &[a, self.start])?;
                Ok((self.steps(since, endless)?, endless))
            }
            Expr::Steps(a) => {
                let (a, endless) = self.value(a)?;
                Ok((self.steps(a, endless)?, endless))
            }
            Expr::Apply(f, a) => {
                let (a, endless) = self.value(a)?;
                Ok((check(primitive::unary(*f, a), endless, unary_word(*f), &[a])?, endless))
            }
            Expr::Lookup(table, a) => {
                let (a, endless) = self.value(a)?;
                let value = self.curves[table.0 as usize].at(a);
                Ok((check(value, endless, "lookup", &[a])?, endless))
            }
            Expr::If(c, a, b) => {
                let (c, c_endless) = self.value(c)?;
                let (value, endless) = self.value(if c != 0.0 { a } else { b })?;
                Ok((value, endless | c_endless))
            }
            Expr::Binary(..) => self.value(expr),
        }
    }

    fn steps(&self, duration: f64, endless: bool) -> Result<f64, Failed> {
        let position = check(duration / self.dt, endless, "/", &[duration, self.dt])?;
        Ok(primitive::grid(position))
    }
}

/// A result, unless it is the first that is infinite or not a number.
fn check(value: f64, endless: bool, operation: &str, operands: &[f64]) -> Result<f64, Failed> {
    if value.is_finite() || (endless && !value.is_nan()) {
        return Ok(value);
    }
    let failure = match operation {
        "/" | "modulo" if operands.get(1) == Some(&0.0) => Failure::DivisionByZero,
        _ if value.is_nan() => Failure::Undefined,
        "ln" | "log10" => Failure::Undefined,
        "^" if operands.first() == Some(&0.0) => Failure::DivisionByZero,
        _ => Failure::Overflow,
    };
    Err(Failed { failure, operation: operation.to_owned(), operands: operands.to_vec() })
}

fn binary_word(f: Binary) -> &'static str {
    match f {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::DivideOrZero => "zidz",
        Binary::Power => "^",
        Binary::Min => "min",
        Binary::Max => "max",
        Binary::Modulo => "modulo",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Equal => "=",
        Binary::NotEqual => "!=",
        Binary::And => "and",
        Binary::Or => "or",
    }
}

fn unary_word(f: Function) -> &'static str {
    match f {
        Function::Negate => "-",
        Function::Not => "not",
        Function::Abs => "abs",
        Function::Sqrt => "sqrt",
        Function::Exp => "exp",
        Function::Ln => "ln",
        Function::Log10 => "log10",
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Asin => "asin",
        Function::Acos => "acos",
        Function::Atan => "atan",
        Function::Tanh => "tanh",
        Function::Truncate => "integer",
        Function::Round => "round",
    }
}

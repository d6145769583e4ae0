//! Expressions with their types.

use hongtu_model::{Dimension, Expr, Unit, Units, VariableId};
use hongtu_syntax::Span;

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// An amount of this dimension.
    Amount(Dimension),
    /// A point in time, on a calendar.
    Instant,
    /// True or false.
    Truth,
    /// The number 0 without a unit, which fits any dimension.
    Zero,
    /// Something wrong that is reported already; it fits everything.
    Unknown,
}

impl Type {
    /// The type of pure numbers.
    pub fn number() -> Self {
        Self::Amount(Dimension::none())
    }

    /// The dimension, where it is an amount; that of pure numbers for zero.
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Amount(dimension) => Some(dimension.clone()),
            Self::Zero => Some(Dimension::none()),
            _ => None,
        }
    }

    /// What a message calls it.
    pub fn describe(&self, units: &Units) -> String {
        match self {
            Self::Amount(dimension) if dimension.is_none() => "a number without unit".to_owned(),
            Self::Amount(dimension) => format!("in {}", units.describe(dimension)),
            Self::Instant => "a date".to_owned(),
            Self::Truth => "a condition".to_owned(),
            Self::Zero => "zero".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What it computes, in coherent units.
    pub expr: Expr,
    /// What it is.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// The number it is written as, where it is a bare number: it may take on a unit that is
    /// asked for.
    pub bare: Option<f64>,
    /// The unit it is written or declared in, where it keeps one: what messages call it by, as the
    /// base units of its dimension would give other numbers.
    pub written: Option<Unit>,
}

impl Typed {
    /// An expression.
    pub fn new(expr: Expr, ty: Type, span: Span) -> Self {
        Self { expr, ty, span, bare: None, written: None }
    }

    /// The same, written in a unit.
    #[must_use]
    pub fn written(mut self, unit: Option<Unit>) -> Self {
        self.written = unit.filter(|unit| Some(&unit.dimension) == self.ty.dimension().as_ref());
        self
    }

    /// What a message calls it.
    pub fn describe(&self, units: &Units) -> String {
        match self.unit_name() {
            Some(name) => format!("in {name}"),
            None => self.ty.describe(units),
        }
    }

    /// The name of the unit it is written in, where it has one.
    pub fn unit_name(&self) -> Option<&str> {
        self.written.as_ref().map(|unit| unit.name.as_str()).filter(|name| !name.is_empty())
    }

    /// What stands for an expression with a mistake in it.
    pub fn unknown(span: Span) -> Self {
        Self::new(Expr::Number(0.0), Type::Unknown, span)
    }

    /// Its value, where it is a number known now.
    pub fn number(&self) -> Option<f64> {
        constant(&self.expr)
    }
}

/// The value of an expression without variables, computed as the engine would.
pub fn constant(expr: &Expr) -> Option<f64> {
    value(expr, DEEPEST, &mut |_, _| None)
}

/// An expression that goes deeper, such as a long sum, has no value that is known now.
pub const DEEPEST: usize = 256;

/// What knows the values of variables, down to a depth.
pub type Values<'v> = dyn FnMut(VariableId, usize) -> Option<f64> + 'v;

/// The value of an expression down to a depth, where `of` knows those of its variables.
pub fn value(expr: &Expr, depth: usize, of: &mut Values<'_>) -> Option<f64> {
    use hongtu_model::{Binary, Function};
    let depth = depth.checked_sub(1)?;
    Some(match expr {
        Expr::Number(value) => *value,
        Expr::Variable(id) => of(*id, depth)?,
        Expr::Apply(function, a) => {
            let a = value(a, depth, of)?;
            match function {
                Function::Negate => -a,
                Function::Abs => a.abs(),
                Function::Sqrt => a.sqrt(),
                Function::Exp => hongtu_maths::exp(a),
                Function::Ln => hongtu_maths::ln(a),
                _ => return None,
            }
        }
        Expr::Binary(operator, a, b) => {
            let (a, b) = (value(a, depth, of)?, value(b, depth, of)?);
            match operator {
                Binary::Add => a + b,
                Binary::Subtract => a - b,
                Binary::Multiply => a * b,
                Binary::Divide => a / b,
                Binary::Power => hongtu_maths::pow(a, b),
                _ => return None,
            }
        }
        _ => return None,
    })
}

//! Expressions of the checked plan: scalar, in coherent units, with every function of the language
//! resolved into a few primitives.

use crate::{ReadingId, VariableId};

/// A scalar expression. Truth is 1, falsehood 0.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Expr {
    /// A number in coherent units.
    Number(f64),
    /// The value of a variable.
    Variable(VariableId),
    /// The time, `start + i * dt`; between steps inside a Runge–Kutta step.
    Time,
    /// The number of the step, held through a Runge–Kutta step: what is switched by date stays as
    /// it is at the start of the step, so that nothing is compared in floating-point time.
    Step,
    /// The first step on or after an instant given in the unit of time ([`crate::Timeline::instant`]).
    StepOf(Box<Expr>),
    /// How many whole steps a duration takes, rounded up in the same way.
    Steps(Box<Expr>),
    /// A number read off the run; only in measures.
    Reading(ReadingId),
    /// A function of one argument.
    Apply(Function, Box<Expr>),
    /// A function of two arguments.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `if condition then a else b`; what is not taken does not count.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A table at a position.
    Lookup(TableId, Box<Expr>),
}

impl Expr {
    /// `a operator b`.
    pub fn binary(operator: Binary, a: Self, b: Self) -> Self {
        Self::Binary(operator, Box::new(a), Box::new(b))
    }

    /// `function(a)`.
    pub fn apply(function: Function, a: Self) -> Self {
        Self::Apply(function, Box::new(a))
    }

    /// `if condition then a else b`.
    pub fn choose(condition: Self, a: Self, b: Self) -> Self {
        Self::If(Box::new(condition), Box::new(a), Box::new(b))
    }

    /// Calls `visit` with this expression and everything inside it, outermost first.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match self {
            Self::Number(_) | Self::Variable(_) | Self::Time | Self::Step | Self::Reading(_) => {}
            Self::StepOf(a) | Self::Steps(a) | Self::Apply(_, a) | Self::Lookup(_, a) => {
                a.walk(visit);
            }
            Self::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Self::If(c, a, b) => {
                c.walk(visit);
                a.walk(visit);
                b.walk(visit);
            }
        }
    }
}

/// Functions of one argument; angles are in radians.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Function {
    /// −x
    Negate,
    /// 1 where x is 0, else 0
    Not,
    /// |x|
    Abs,
    /// √x
    Sqrt,
    /// eˣ
    Exp,
    /// natural logarithm
    Ln,
    /// decimal logarithm
    Log10,
    /// sine
    Sin,
    /// cosine
    Cos,
    /// tangent
    Tan,
    /// arcsine
    Asin,
    /// arccosine
    Acos,
    /// arctangent
    Atan,
    /// hyperbolic tangent
    Tanh,
    /// towards zero
    Truncate,
    /// nearest integer, halves away from zero
    Round,
}

/// Functions of two arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Binary {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// a × b
    Multiply,
    /// a ÷ b
    Divide,
    /// a ÷ b, or 0 where b is 0
    DivideOrZero,
    /// aᵇ
    Power,
    /// the smaller
    Min,
    /// the larger
    Max,
    /// a − b·trunc(a/b)
    Modulo,
    /// 1 where a < b
    Less,
    /// 1 where a ≤ b
    LessOrEqual,
    /// 1 where a = b
    Equal,
    /// 1 where a ≠ b
    NotEqual,
    /// 1 where both are not 0
    And,
    /// 1 where either is not 0
    Or,
}

/// Index of a table in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TableId(pub u32);

/// How a table goes from one point to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Interpolation {
    /// Straight lines.
    Linear,
    /// The value of the last point at or before the position.
    Step,
}

/// A function given by points; constant outside them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Table {
    /// Name of the table or series.
    pub name: String,
    /// Positions, strictly increasing; at least one.
    pub xs: Vec<f64>,
    /// Values, as many as positions.
    pub ys: Vec<f64>,
    /// What lies between points.
    pub interpolation: Interpolation,
}

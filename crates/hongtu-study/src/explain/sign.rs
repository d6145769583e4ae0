//! Which way an input pushes what is computed from it.
//!
//! Read off the expression alone, as the signs on the arrows of a causal loop diagram are (Sterman,
//! *Business Dynamics*, chapter 5), taking quantities to be positive. Where that does not settle it
//! the sign is open.

use hongtu_model::{Binary, Expr, Function, VariableId};

/// Which way an input pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Sign {
    /// More of it makes more.
    More,
    /// More of it makes less.
    Less,
    /// One or the other, by circumstances.
    Open,
}

impl Sign {
    /// The effect of an effect.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (a, b) if a == b => Self::More,
            _ => Self::Less,
        }
    }

    /// Two ways at once.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        if self == other { self } else { Self::Open }
    }

    fn turned(self) -> Self {
        self.then(Self::Less)
    }

    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Open => "open",
        }
    }
}

/// Which way a variable pushes an expression; `None` where it is not in it.
pub(super) fn push(expr: &Expr, variable: VariableId) -> Option<Sign> {
    let of = |e: &Expr| push(e, variable);
    let both = |a: Option<Sign>, b: Option<Sign>| match (a, b) {
        (Some(a), Some(b)) => Some(a.beside(b)),
        (a, b) => a.or(b),
    };
    match expr {
        Expr::Number(_) | Expr::Time | Expr::Step | Expr::Reading(_) => None,
        Expr::Variable(id) => (*id == variable).then_some(Sign::More),
        Expr::StepOf(a) | Expr::Steps(a) => of(a).map(|_| Sign::Open),
        Expr::Lookup(_, a) => of(a).map(|_| Sign::Open),
        Expr::Apply(function, a) => Some(of(a)?.then(slope(*function))),
        Expr::Binary(operator, a, b) => {
            let (left, right) = (of(a), of(b));
            match operator {
                Binary::Add | Binary::Min | Binary::Max => both(left, right),
                Binary::Subtract => both(left, right.map(Sign::turned)),
                Binary::Multiply => {
                    both(left.map(|s| s.then(value(b))), right.map(|s| s.then(value(a))))
                }
                Binary::Divide | Binary::DivideOrZero => {
                    let below = right.map(|s| s.then(value(a)).turned());
                    both(left.map(|s| s.then(value(b))), below)
                }
                Binary::Power => {
                    let base = left.map(|s| s.then(value(b)).then(value(a)));
                    both(base, right.map(|_| Sign::Open))
                }
                _ => both(left, right).map(|_| Sign::Open),
            }
        }
        Expr::If(condition, a, b) => {
            let branches = both(of(a), of(b));
            match of(condition) {
                Some(_) => Some(Sign::Open),
                None => branches,
            }
        }
    }
}

/// The sign of an expression's value where every variable is positive.
fn value(expr: &Expr) -> Sign {
    match expr {
        Expr::Number(n) if *n < 0.0 => Sign::Less,
        Expr::Number(_) | Expr::Variable(_) | Expr::Step | Expr::StepOf(_) | Expr::Steps(_) => {
            Sign::More
        }
        Expr::Time | Expr::Reading(_) | Expr::Lookup(..) => Sign::More,
        Expr::Apply(Function::Negate, a) => value(a).turned(),
        Expr::Apply(Function::Exp | Function::Sqrt | Function::Abs | Function::Not, _) => {
            Sign::More
        }
        Expr::Apply(Function::Truncate | Function::Round, a) => value(a),
        Expr::Apply(..) => Sign::Open,
        Expr::Binary(operator, a, b) => match operator {
            Binary::Add | Binary::Min => value(a).beside(value(b)),
            Binary::Max => match (value(a), value(b)) {
                (Sign::More, _) | (_, Sign::More) => Sign::More,
                (a, b) => a.beside(b),
            },
            Binary::Multiply | Binary::Divide | Binary::DivideOrZero => value(a).then(value(b)),
            Binary::Power => value(a),
            Binary::Subtract => match (value(a), value(b)) {
                (Sign::More, Sign::Less) => Sign::More,
                (Sign::Less, Sign::More) => Sign::Less,
                _ => Sign::Open,
            },
            _ => Sign::More,
        },
        Expr::If(_, a, b) => value(a).beside(value(b)),
    }
}

fn slope(function: Function) -> Sign {
    match function {
        Function::Negate | Function::Not | Function::Acos => Sign::Less,
        Function::Sqrt
        | Function::Exp
        | Function::Ln
        | Function::Log10
        | Function::Tanh
        | Function::Atan
        | Function::Asin
        | Function::Truncate
        | Function::Round => Sign::More,
        _ => Sign::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: VariableId = VariableId(0);

    fn x() -> Expr {
        Expr::Variable(X)
    }

    fn y() -> Expr {
        Expr::Variable(VariableId(1))
    }

    #[test]
    fn signs_follow_the_arithmetic() {
        let of = |operator, a, b| push(&Expr::binary(operator, a, b), X);
        assert_eq!(of(Binary::Add, x(), y()), Some(Sign::More));
        assert_eq!(of(Binary::Subtract, y(), x()), Some(Sign::Less));
        assert_eq!(of(Binary::Multiply, x(), Expr::Number(-2.0)), Some(Sign::Less));
        assert_eq!(of(Binary::Divide, y(), x()), Some(Sign::Less));
        assert_eq!(of(Binary::Multiply, y(), y()), None);
        // (y − x) / x: what is above may be of either sign.
        let gap = Expr::binary(Binary::Subtract, y(), x());
        assert_eq!(of(Binary::Divide, gap, x()), Some(Sign::Open));
        assert_eq!(push(&Expr::apply(Function::Negate, x()), X), Some(Sign::Less));
    }
}

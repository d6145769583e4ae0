//! What went wrong in a run, and where.

use std::fmt;

use hongtu_model::{Plan, VariableId};

use crate::draws::Draws;
use crate::program::Program;
use crate::reference;
use crate::settings::Settings;

/// How an operation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Something was divided by zero.
    DivisionByZero,
    /// The result is beyond the largest number, about 1.8e308.
    Overflow,
    /// The result is not defined: the logarithm of zero or less, the root of a negative number.
    Undefined,
}

impl Failure {
    /// A name for it in prose.
    pub const fn words(self) -> &'static str {
        match self {
            Self::DivisionByZero => "division by zero",
            Self::Overflow => "overflow",
            Self::Undefined => "not a number",
        }
    }
}

/// The first operation of a run that failed, in a branch that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// Name of the variable; empty where it is in a measure.
    pub name: String,
    /// The variable; `None` where it is in a measure.
    pub variable: Option<VariableId>,
    /// Number of the step.
    pub step: u32,
    /// The time, in the unit of time; within a Runge–Kutta step that of the stage.
    pub time: f64,
    /// How it failed.
    pub failure: Failure,
    /// The operation as the language writes it; empty where a value itself is at fault (a stock that
    /// outgrew the numbers, a draw or setting that is not finite).
    pub operation: String,
    /// Its operands, in coherent units.
    pub operands: Vec<f64>,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.failure.words())?;
        match (self.operation.as_str(), self.operands.as_slice()) {
            ("", _) => {}
            (operation, [a, b]) if !operation.starts_with(char::is_alphabetic) => {
                write!(f, "({a} {operation} {b}) ")?;
            }
            (operation, operands) => {
                let operands: Vec<String> = operands.iter().map(f64::to_string).collect();
                write!(f, "({operation}({})) ", operands.join(", "))?;
            }
        }
        if self.variable.is_some() {
            write!(f, "in `{}` at step {} (time {})", self.name, self.step, self.time)
        } else {
            write!(f, "in a measure")
        }
    }
}

/// Runs one run again and finds the first operation that failed in it; `None` where none did.
///
/// Plan, program, settings and draws are those with which the run was found to be in trouble. Only
/// branches that are taken are looked at. Slow, since it computes straight from the plan: meant for a
/// few runs.
pub fn diagnose(
    plan: &Plan,
    program: &Program,
    settings: &Settings,
    draws: &dyn Draws,
    run: u64,
) -> Option<Trouble> {
    replay(plan, program, settings, draws, run).err()
}

/// The measures of one run, computed straight from the plan's expressions and not by the program's
/// operations; the bits are those that [`simulate`](crate::simulate()) gives.
///
/// # Errors
///
/// The trouble that [`diagnose`] finds.
pub fn replay(
    plan: &Plan,
    program: &Program,
    settings: &Settings,
    draws: &dyn Draws,
    run: u64,
) -> Result<Vec<f64>, Trouble> {
    reference::run(plan, program, settings, draws, run)
}

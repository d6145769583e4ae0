//! What can keep a plan from becoming a program, or a program from running.

use std::fmt;

/// Something would be larger than the engine allows; found before anything is allocated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitError {
    /// What is limited, as a plural: `steps`, `variables`.
    pub what: &'static str,
    /// How many were asked for.
    pub asked: u64,
    /// How many are allowed.
    pub limit: u64,
}

impl LimitError {
    /// An error if `asked` is above `limit`.
    pub(crate) fn check(what: &'static str, asked: u64, limit: u64) -> Result<(), Self> {
        if asked > limit { Err(Self { what, asked, limit }) } else { Ok(()) }
    }
}

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} are more than the limit of {}", self.asked, self.what, self.limit)
    }
}

impl std::error::Error for LimitError {}

/// Why a plan does not become a program.
///
/// A checked plan gives at most [`ProgramError::Limit`]; the others exist so that a plan made by
/// hand or by an importer's mistake is reported instead of ending the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramError {
    /// It is too large.
    Limit(LimitError),
    /// Variables that need each other at one instant; the first is also the last.
    Circular {
        /// Their names, in order.
        names: Vec<String>,
    },
    /// An index points nowhere, or a table or the clock makes no sense.
    Malformed {
        /// What is wrong, as a sentence without its full stop.
        what: String,
    },
}

impl ProgramError {
    /// A malformed plan.
    pub(crate) fn malformed(what: impl Into<String>) -> Self {
        Self::Malformed { what: what.into() }
    }
}

impl From<LimitError> for ProgramError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(error) => error.fmt(f),
            Self::Circular { names } => {
                write!(f, "variables need each other at one instant: {}", names.join(" → "))
            }
            Self::Malformed { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for ProgramError {}

/// Why a simulation gives no runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimulateError {
    /// It was asked to stop.
    Cancelled,
    /// It would be too large.
    Limit(LimitError),
    /// The machine has no room for its results.
    Memory {
        /// Bytes of the results of all measures.
        bytes: u64,
    },
}

impl From<LimitError> for SimulateError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

impl fmt::Display for SimulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the simulation was interrupted"),
            Self::Limit(error) => error.fmt(f),
            Self::Memory { bytes } => write!(
                f,
                "the results of all runs need {} MiB of memory, which are not there; ask for fewer runs",
                bytes >> 20
            ),
        }
    }
}

impl std::error::Error for SimulateError {}

/// The limits of the engine.
///
/// They keep a mistake in a plan (a step of a second over a century) from taking the machine down;
/// none is near what a real plan needs.
pub mod limits {
    /// Variables in a plan.
    pub const VARIABLES: u64 = 4_000_000;
    /// Steps of the simulated time.
    pub const STEPS: u64 = 20_000_000;
    /// Operations of a program, all phases together.
    pub const OPERATIONS: u64 = 16_000_000;
    /// Levels of brackets in an expression; chains of one operator (`a + b + c`) count as one.
    pub const NESTING: u64 = 1_000;
    /// Points in a table.
    pub const TABLE_POINTS: u64 = 10_000_000;
    /// Runs in one call.
    pub const RUNS: u64 = 1_000_000_000;
    /// Numbers in the measures of all runs of one call.
    pub const RESULTS: u64 = 4_000_000_000;
    /// Numbers in what depends on time alone, kept for all steps.
    pub const SHEET: u64 = 128_000_000;
    /// Numbers that fixed delays may hold in one run.
    pub const DELAYED: u64 = 16_000_000;
    /// Numbers that one block of runs works on.
    pub const REGISTERS: u64 = 8_000_000;
}

//! Operations over lanes: what a program's lists are made of.

use hongtu_model::{Binary, Function};

/// Calls a macro with the two-argument operations: the operation's name in the plan, the codes for
/// lanes with lanes, lanes with a scalar and a scalar with lanes, and its primitive.
macro_rules! with_pairs {
    ($macro:ident) => {
        $macro! {
            Add AddVs AddSv add,
            Subtract SubtractVs SubtractSv subtract,
            Multiply MultiplyVs MultiplySv multiply,
            Divide DivideVs DivideSv divide,
            DivideOrZero DivideOrZeroVs DivideOrZeroSv divide_or_zero,
            Power PowerVs PowerSv power,
            Min MinVs MinSv min,
            Max MaxVs MaxSv max,
            Modulo ModuloVs ModuloSv modulo,
            Less LessVs LessSv less,
            LessOrEqual LessOrEqualVs LessOrEqualSv less_or_equal,
            Equal EqualVs EqualSv equal,
            NotEqual NotEqualVs NotEqualSv not_equal,
            And AndVs AndSv and,
            Or OrVs OrSv or
        }
    };
}
/// As [`with_pairs`], for one argument.
macro_rules! with_singles {
    ($macro:ident) => {
        $macro! {
            Negate negate, Not not, Abs abs, Sqrt sqrt, Exp exp, Ln ln, Log10 log10, Sin sin,
            Cos cos, Tan tan, Asin asin, Acos acos, Atan atan, Tanh tanh, Truncate truncate,
            Round round
        }
    };
}
macro_rules! define_code {
    ($($vv:ident $vs:ident $sv:ident $f:ident),*) => {
        /// What an instruction does. `Vs` and `Sv` say which argument of two is a scalar; the
        /// letters of `Select` say what condition and branches are, `V` lanes and `S` a scalar.
        ///
        /// The fused ones (see [`crate::fuse`]) are `a b + c`, `a b − c`, `c − a b`, `(a + b) c`,
        /// `(a − b) c` and `(a b) c`; with an `S`, the second factor is a scalar.
        ///
        /// `Euler` moves the stock `d` on by the flow `a`. `First`, `Middle` and `Last` do so in the
        /// stages of a Runge–Kutta step, `b` being the register of the value at its start and `b + 1`
        /// that of the weighted sum of flows; how far and with what weight comes with the list. `Date`
        /// puts the time into `d` where that is infinite and `a` is not 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub(crate) enum Code {
            $($vv, $vs, $sv,)*
            Negate, Not, Abs, Sqrt, Exp, Ln, Log10, Sin, Cos, Tan, Asin, Acos, Atan, Tanh,
            Truncate, Round, Grid, Copy, Splat, Lookup,
            SelectVvv, SelectVvs, SelectVsv, SelectVss, SelectSvv, SelectSvs, SelectSsv,
            Check,
            MultiplyAdd, MultiplyAddS, MultiplySubtract, MultiplySubtractS, SubtractProduct,
            SubtractProductS, AddMultiply, AddMultiplyS, SubtractMultiply, SubtractMultiplyS,
            MultiplyMultiply, MultiplyMultiplyS,
            Euler, First, Middle, Last, Date,
        }

        impl Code {
            /// The code of a function of two arguments, of which `a` or `b` may be scalars.
            pub(crate) fn pair(function: Binary, a_varies: bool, b_varies: bool) -> Self {
                match (function, a_varies, b_varies) {
                    $((Binary::$vv, true, false) => Self::$vs,
                    (Binary::$vv, false, _) => Self::$sv,
                    (Binary::$vv, true, true) => Self::$vv,)*
                }
            }
        }
    };
}
with_pairs!(define_code);

macro_rules! define_single {
    ($($name:ident $f:ident),*) => {
        impl Code {
            /// The code of a function of one argument.
            pub(crate) fn single(function: Function) -> Self {
                match function { $(Function::$name => Self::$name,)* }
            }
        }
    };
}
with_singles!(define_single);

/// One operation over all lanes of a block. Arguments are registers or, where the code says so,
/// scalars; of [`Code::Lookup`] `b` is the table. For those that move a stock see [`Code`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instruction {
    pub code: Code,
    /// Register of the result.
    pub d: u32,
    pub a: u32,
    pub b: u32,
    pub c: u32,
}

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// In a register of lanes.
    Register(u32),
    /// Among the scalars.
    Scalar(u32),
}

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
pub(crate) use {with_pairs, with_singles};

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

/// What an instruction reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A register of lanes.
    Register(u32),
    /// A scalar.
    Scalar(u32),
    /// Nothing, or something that is no number of a run.
    None,
}

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

/// Which of `a`, `b` and `c` are registers (`r`) and which are scalars (`s`).
macro_rules! define_kinds {
    ($($vv:ident $vs:ident $sv:ident $f:ident),*) => {
        fn kinds(code: Code) -> &'static [u8; 3] {
            match code {
                $(Code::$vv => b"rr-", Code::$vs => b"rs-", Code::$sv => b"sr-",)*
                Code::Splat => b"s--",
                Code::SelectVvv => b"rrr",
                Code::SelectVvs => b"rrs",
                Code::SelectVsv => b"rsr",
                Code::SelectVss => b"rss",
                Code::SelectSvv => b"srr",
                Code::SelectSvs => b"srs",
                Code::SelectSsv => b"ssr",
                Code::MultiplyAdd
                | Code::MultiplySubtract
                | Code::SubtractProduct
                | Code::AddMultiply
                | Code::SubtractMultiply
                | Code::MultiplyMultiply => b"rrr",
                Code::MultiplyAddS | Code::MultiplySubtractS | Code::SubtractProductS => b"rsr",
                Code::AddMultiplyS | Code::SubtractMultiplyS | Code::MultiplyMultiplyS => b"rrs",
                _ => b"r--",
            }
        }
    };
}
with_pairs!(define_kinds);

impl Instruction {
    /// What it reads as `a`, `b` and `c`. What moves a stock reads its `d` besides.
    pub(crate) fn operands(&self) -> [Operand; 3] {
        let kinds = kinds(self.code);
        let operand = |at: usize, value| match kinds[at] {
            b'r' => Operand::Register(value),
            b's' => Operand::Scalar(value),
            _ => Operand::None,
        };
        [operand(0, self.a), operand(1, self.b), operand(2, self.c)]
    }

    /// The same, reading other registers.
    pub(crate) fn map(&self, mut other: impl FnMut(u32) -> u32) -> Self {
        let [a, b, c] = self.operands();
        let mut place = |operand, same| match operand {
            Operand::Register(register) => other(register),
            _ => same,
        };
        let (a, b, c) = (place(a, self.a), place(b, self.b), place(c, self.c));
        Self { code: self.code, d: self.d, a, b, c }
    }
}

/// Where a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// In a register of lanes.
    Register(u32),
    /// Among the scalars.
    Scalar(u32),
}

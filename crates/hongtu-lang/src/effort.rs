//! The bound on what expressions are made of.
//!
//! Arrays and reductions multiply what is written: three nested sums over a thousand elements each
//! stand in one line. Everything is counted before it is made.

use crate::checker::Checker;
use hongtu_model::Expr;
use hongtu_syntax::{Diagnostic, Span};

/// The most parts that all expressions of a plan may have together, arrays written out.
const MOST_NODES: usize = 2_000_000;

impl Checker<'_> {
    /// Counts parts of expressions about to be made; reports once where they are too many.
    pub fn afford(&mut self, nodes: usize, span: Span) -> bool {
        let before = self.nodes;
        self.nodes = before.saturating_add(nodes);
        if self.nodes <= MOST_NODES {
            return true;
        }
        if before <= MOST_NODES {
            self.report(
                Diagnostic::error(
                    "too-large",
                    "the equations of the plan, with arrays written out, are too long",
                    span,
                    "the limit is reached here",
                )
                .note("the limit is 2,000,000 numbers, names and operators")
                .help("give what is the same for all elements an `aux` of its own, or use fewer elements"),
            );
        }
        false
    }

    /// Counts copies of an expression about to be made.
    pub fn afford_copies(&mut self, copies: usize, expr: &Expr, span: Span) -> bool {
        let mut size = 0;
        expr.walk(&mut |_| size += 1);
        self.afford(copies.saturating_mul(size), span)
    }
}

//! Divisors that are 0 in every run.

use std::collections::HashMap;

use hongtu_model::{Expr, Kind, VariableId};
use hongtu_syntax::{Diagnostic, Severity, Span};

use crate::{
    checker::Checker,
    lower::Env,
    typed::{self, Typed},
};

impl Checker<'_> {
    /// Notes what something is divided by, to be looked at when all constants are known. What
    /// stands in a branch may be there for the case that a constant is not 0.
    pub fn divides(&mut self, divisor: &Typed, env: &Env) {
        if !env.in_branch || divisor.number().is_some() {
            self.divisors.push((divisor.expr.clone(), divisor.span));
        }
    }

    /// Reports divisions by a zero that is written out, or that constants without a prior come to.
    pub fn check_divisors(&mut self) {
        let mut known = HashMap::new();
        // What has a mistake in it counts as 0 until that is mended.
        let sound = self.diagnostics.iter().all(|found| found.severity != Severity::Error);
        for (divisor, span) in std::mem::take(&mut self.divisors) {
            if !sound && typed::constant(&divisor).is_none() {
                continue;
            }
            let value = typed::value(&divisor, typed::DEEPEST, &mut |id, depth| {
                self.certain(id, depth, &mut known)
            });
            if value == Some(0.0) {
                self.report_zero(&divisor, span);
            }
        }
    }

    /// The value of a variable, where it is the same in every run and at every time.
    fn certain(
        &self,
        id: VariableId,
        depth: usize,
        known: &mut HashMap<VariableId, Option<f64>>,
    ) -> Option<f64> {
        if let Some(&value) = known.get(&id) {
            return value;
        }
        // What is defined by itself has no value; the circle is reported elsewhere.
        known.insert(id, None);
        let value = match &self.variables[id.index()].kind {
            Kind::Constant { value, prior: None, .. } | Kind::Auxiliary { value } => {
                typed::value(value, depth, &mut |inner, depth| self.certain(inner, depth, known))
            }
            _ => None,
        };
        known.insert(id, value);
        value
    }

    fn report_zero(&mut self, divisor: &Expr, span: Span) {
        let diagnostic =
            Diagnostic::error("zero-divisor", "nothing can be divided by 0", span, "always 0");
        let diagnostic = match typed::constant(divisor) {
            Some(_) => diagnostic,
            None => diagnostic.note("all that it is made of is the same in every run"),
        };
        self.report(
            diagnostic
                .help("`zidz(a, b)` is 0, and `xidz(a, b, x)` is x, where b becomes 0 in a run"),
        );
    }
}

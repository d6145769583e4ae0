//! Measures that set one number against another: growth rates and shares.

use hongtu_model::{Binary, Expr, Reading, VariableId};
use hongtu_syntax::{Diagnostic, Span, tree};

use crate::{
    checker::Checker,
    lower::Env,
    measures::{Period, year_of},
    typed::{Type, Typed},
};

impl Checker<'_> {
    /// Total of a rate over a period, or level at its end of anything else.
    fn total_or_level(&mut self, variable: VariableId, is_rate: bool, period: Period) -> Expr {
        let reading = if is_rate {
            Reading::Total { variable, from: period.from as u32, to: period.to as u32 }
        } else {
            Reading::Level { variable, step: period.to as u32 }
        };
        Expr::Reading(self.reading(reading))
    }

    pub fn growth(&mut self, x: &tree::Expr, when: &tree::Expr, span: Span, env: &Env) -> Typed {
        let Some(year) = year_of(when) else {
            self.report(
                Diagnostic::error(
                    "measure-form",
                    "growth is over one calendar year",
                    when.span,
                    "not a year",
                )
                .help("write `growth(x, 2023)`"),
            );
            return Typed::unknown(span);
        };
        let Some((variable, typed)) = self.subject(x, env) else { return Typed::unknown(span) };
        if self.amount(&typed).is_none() {
            return Typed::unknown(span);
        }
        if env.with_figures {
            return Typed::new(Expr::Number(1.0), Type::number(), span);
        }
        let is_rate = self.is_rate(&typed, variable);
        let (Some(this), Some(before)) =
            (self.year_period(year, when.span), self.year_period(year - 1, when.span))
        else {
            return Typed::unknown(span);
        };
        // A level is read at the end of its year: the year before may end with the first instant.
        let needed = if is_rate { before } else { Period { from: before.to, to: before.to } };
        if !self.inside(this, when.span) || !self.inside(needed, when.span) {
            return Typed::unknown(span);
        }
        let later = self.total_or_level(variable, is_rate, this);
        let earlier = self.total_or_level(variable, is_rate, before);
        let ratio = Expr::binary(Binary::Divide, later, earlier);
        Typed::new(Expr::binary(Binary::Subtract, ratio, Expr::Number(1.0)), Type::number(), span)
    }

    pub fn share(&mut self, arguments: &[tree::Expr], span: Span, env: &Env) -> Typed {
        let Some(period) = self.period(&arguments[2]) else { return Typed::unknown(span) };
        let (Some((a, part)), Some((b, whole))) =
            (self.subject(&arguments[0], env), self.subject(&arguments[1], env))
        else {
            return Typed::unknown(span);
        };
        self.same_type("a share", &part, &whole, None);
        if env.with_figures {
            return Typed::new(Expr::Number(1.0), Type::number(), span);
        }
        if !self.inside(period, arguments[2].span) {
            return Typed::unknown(span);
        }
        let (part_rate, whole_rate) = (self.is_rate(&part, a), self.is_rate(&whole, b));
        let is_rate = part_rate && whole_rate;
        let part = self.total_or_level(a, is_rate, period);
        let whole = self.total_or_level(b, is_rate, period);
        Typed::new(Expr::binary(Binary::Divide, part, whole), Type::number(), span)
    }
}

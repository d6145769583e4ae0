//! Points and lengths of time in expressions, turned into steps that are counted.

use crate::{
    checker::Checker,
    dates,
    declare::calendar_year,
    lower::Env,
    numbers,
    typed::{Type, Typed},
    units::Declared,
};
use hongtu_model::{Expr, Unit};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self},
};

impl<'d> Checker<'d> {
    pub fn date(&mut self, date: &tree::DateExpr) -> Typed {
        let span = date.span;
        if !self.time.is_calendar() {
            self.report(
                Diagnostic::error(
                    "not-calendar",
                    "this plan is in plain time and has no dates",
                    span,
                    "a date",
                )
                .help(format!("write a time such as `10 {}`", self.time.unit)),
            );
            return Typed::unknown(span);
        }
        match dates::first_day(date) {
            Some(day) => Typed::new(Expr::Number(dates::exact(day)), Type::Instant, span),
            None => {
                self.report(Diagnostic::error(
                    "bad-date",
                    "there is no such day",
                    span,
                    "not a date",
                ));
                Typed::unknown(span)
            }
        }
    }

    /// An instant as a step, so that times are never compared as floating-point numbers.
    pub fn step_of(&mut self, instant: Typed) -> Expr {
        match instant.expr {
            Expr::Time => Expr::Step,
            Expr::Number(time) => Expr::Number(self.step_at(time, instant.span) as f64),
            other => Expr::StepOf(Box::new(other)),
        }
    }

    /// The first step on or after a time; a shift is reported once.
    pub fn step_at(&mut self, time: f64, span: Span) -> i64 {
        let found = self.time.instant(time);
        if found.shifted && self.time.holds(found.step) {
            self.shifted(found.step, span);
        }
        found.step
    }

    /// Notes that a date acts at a later step, to be said once for the whole plan.
    ///
    /// A shift within the day is none that a reader of dates could see.
    pub fn shifted(&mut self, step: i64, span: Span) {
        let acts = match self.time.date(step) {
            Some(date) if self.source(span).ends_with(&date.to_string()) => return,
            Some(date) if date.day() == 1 && date.to_string().starts_with(&self.source(span)) => {
                return;
            }
            Some(date) => format!("acts at the step of {date}"),
            None => format!(
                "acts at {} {}",
                numbers::significant(self.time.at(step), 6),
                self.time.unit
            ),
        };
        if !self.shifts.iter().any(|(s, _)| *s == span) {
            self.shifts.push((span, acts));
        }
    }

    /// Reports all dates that act at a later step.
    pub fn report_shifts(&mut self) {
        let mut shifts = std::mem::take(&mut self.shifts).into_iter();
        let Some((span, acts)) = shifts.next() else { return };
        let mut diagnostic = Diagnostic::information(
            "date-shifted",
            "a date between two steps acts at the first step after it",
            span,
            acts,
        )
        .help("a shorter step brings it closer");
        let rest: Vec<_> = shifts.collect();
        for (span, acts) in rest.iter().take(8) {
            diagnostic = diagnostic.label(*span, acts.clone());
        }
        if rest.len() > 8 {
            diagnostic = diagnostic.note(format!("and {} more dates", rest.len() - 8));
        }
        self.report(diagnostic);
    }

    /// An argument that is a point in time.
    pub fn instant(&mut self, expr: &tree::Expr, env: &Env) -> Option<Typed> {
        if self.time.is_calendar() {
            let mut typed = self.lower(expr, env, None);
            if let Some(year) = typed.bare.and_then(calendar_year) {
                typed.expr = Expr::Number(f64::from(year));
                typed.ty = Type::Instant;
            }
            match typed.ty {
                Type::Instant => Some(typed),
                Type::Unknown => None,
                _ => {
                    self.report(
                        Diagnostic::error(
                            "not-a-date",
                            "a date is needed here",
                            typed.span,
                            typed.describe(&self.units),
                        )
                        .help("write `2024`, `2024-04` or `end of 2025`; a year has four digits"),
                    );
                    None
                }
            }
        } else {
            self.duration(expr, env)
        }
    }

    /// The unit of time, as a declaration.
    pub fn time_unit(&self) -> Declared {
        let unit = self.units.named.get(&self.time.unit).cloned().unwrap_or_else(Unit::one);
        Declared { unit, scale: 1.0, span: Span::new(0, 0) }
    }

    /// An argument that is a length of time.
    pub fn duration(&mut self, expr: &tree::Expr, env: &Env) -> Option<Typed> {
        let unit = self.time_unit();
        // On a calendar a bare number is no duration: `5` could be days as well as years.
        let expected = (!self.time.is_calendar()).then_some(&unit);
        let typed = self.lower(expr, env, expected);
        match &typed.ty {
            Type::Unknown => None,
            Type::Zero => Some(typed),
            Type::Amount(dimension) if *dimension == self.units.time() => Some(typed),
            _ => {
                let mut diagnostic = Diagnostic::error(
                    "unit-mismatch",
                    "a length of time is needed here",
                    typed.span,
                    typed.describe(&self.units),
                );
                if typed.bare.is_some() {
                    diagnostic = diagnostic
                        .help(format!("give it a unit: `{} year`", self.source(typed.span)));
                }
                for note in self.origins(&typed) {
                    diagnostic = diagnostic.note(note);
                }
                self.report(diagnostic);
                None
            }
        }
    }

    /// How many steps a duration takes.
    pub fn step_count(&self, duration: &Typed) -> Expr {
        match duration.number() {
            Some(length) => {
                let position = length / self.time.dt;
                let nearest = position.round();
                Expr::Number(if (position - nearest).abs() <= 1e-6 {
                    nearest
                } else {
                    position.ceil()
                })
            }
            None => Expr::Steps(Box::new(duration.expr.clone())),
        }
    }

    /// The step of a date written in a clause; a plain-time plan has none.
    pub fn date_step(&mut self, date: &tree::DateExpr) -> Option<i64> {
        if !self.time.is_calendar() {
            // A bare year is how the parser reads any whole number.
            if date.date.month.is_none() && !date.end_of {
                return Some(self.step_at(f64::from(date.date.year), date.span));
            }
            self.report(Diagnostic::error(
                "not-calendar",
                "this plan is in plain time and has no dates",
                date.span,
                "a date",
            ));
            return None;
        }
        match dates::instant(&self.time, date) {
            Some(instant) => {
                if instant.shifted && self.time.holds(instant.step) {
                    self.shifted(instant.step, date.span);
                }
                Some(instant.step)
            }
            None => {
                self.report(Diagnostic::error(
                    "bad-date",
                    "there is no such day",
                    date.span,
                    "not a date",
                ));
                None
            }
        }
    }
}

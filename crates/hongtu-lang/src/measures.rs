//! Measures: from what is written to readings of a run.

use hongtu_model::{
    Binary, Dimension, Expr, Kind, Measure, MeasureForm, MeasureId, QuantityKind, Reading, Unit,
    VariableId,
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ExprKind, Ident},
};

use crate::{
    checker::{Checker, Symbol},
    dates,
    declare::calendar_year,
    functions::MEASURES,
    lower::Env,
    typed::{Type, Typed},
    units::Declared,
};

/// A period of time in steps.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: i64,
    pub to: i64,
}

impl Checker<'_> {
    /// An environment for a measure.
    pub fn measure_env(text: &str, with_figures: bool) -> Env {
        Env { owner: text.to_owned(), in_measure: true, with_figures, ..Env::default() }
    }

    /// Checks a measure and adds it to the plan.
    pub fn measure(&mut self, expr: &tree::Expr) -> Option<(MeasureId, Declared)> {
        let text = Self::canonical(expr);
        let errors = self.diagnostics.len();
        let typed = self.lower(expr, &Self::measure_env(&text, false), None);
        let unit = self.measure_unit(expr, &typed)?;
        if self.diagnostics[errors..].iter().any(|d| d.severity == hongtu_syntax::Severity::Error) {
            return None;
        }
        let mut end = 0;
        let mut reads = false;
        typed.expr.walk(&mut |part| {
            if let Expr::Reading(id) = part {
                reads = true;
                end = end.max(match self.readings[id.0 as usize] {
                    Reading::Level { step, .. } => step,
                    Reading::Total { to, .. }
                    | Reading::Minimum { to, .. }
                    | Reading::Maximum { to, .. } => to,
                    Reading::First { .. } => self.time.steps,
                });
            }
        });
        if !reads {
            self.report(
                Diagnostic::error(
                    "measure-form",
                    "this reads nothing off a run",
                    expr.span,
                    "not a measure",
                )
                .help("write a measure such as `level(x, end of 2025)` or `total(x, 2025)`"),
            );
            return None;
        }
        let measure = Measure {
            text,
            value: typed.expr,
            unit: if typed.ty == Type::number() {
                Unit::new("%", 0.01, Dimension::none())
            } else {
                unit.unit.clone()
            },
            is_date: typed.ty == Type::Instant,
            form: self.form(expr),
            end,
        };
        // Growth and shares are shown in per cent, other pure numbers as they are.
        let measure = if measure.unit.name == "%" && !crate::stated::is_share(expr) {
            Measure { unit: unit.unit.clone(), ..measure }
        } else {
            measure
        };
        Some((self.add_measure(measure), unit))
    }

    /// The unit in which bare numbers beside a measure are read.
    pub fn measure_unit(&mut self, expr: &tree::Expr, typed: &Typed) -> Option<Declared> {
        let span = expr.span;
        let dimension = match &typed.ty {
            Type::Amount(dimension) => dimension.clone(),
            Type::Instant => return Some(Declared { unit: Unit::one(), scale: 1.0, span }),
            Type::Unknown => return None,
            Type::Truth | Type::Zero => {
                self.report(Diagnostic::error(
                    "measure-form",
                    "a measure is an amount or a date",
                    span,
                    typed.describe(&self.units),
                ));
                return None;
            }
        };
        let fallback = Declared { unit: self.shown_unit(&dimension), scale: 1.0, span };
        let ExprKind::Call { function, arguments } = &expr.kind else { return Some(fallback) };
        let declared = arguments.first().and_then(|a| match &a.kind {
            ExprKind::Name { name, .. } => match self.names.get(&name.text) {
                Some(&(Symbol::Quantity(i), _)) => self.quantities[i].unit.clone(),
                Some(&(Symbol::Figure(i), _)) => Some(self.figures[i].unit.clone()),
                _ => None,
            },
            _ => None,
        });
        let Some(declared) = declared else { return Some(fallback) };
        let unit = match function.text.as_str() {
            "level" | "mean" | "min" | "max" => declared.unit,
            "total" => self.without_time(&declared.unit, &fallback.unit),
            _ => return Some(fallback),
        };
        Some(Declared { unit, scale: declared.scale, span })
    }

    /// `GWh/year` totalled is in `GWh`.
    fn without_time(&self, unit: &Unit, fallback: &Unit) -> Unit {
        let suffix = format!("/{}", self.time.unit);
        let Some(name) = unit.name.strip_suffix(&suffix) else { return fallback.clone() };
        let time = self.units.named.get(&self.time.unit);
        let mut total = Unit::new(name, unit.factor, fallback.dimension.clone());
        for (language, label) in &unit.labels {
            // Behind the stroke English has one year, not years.
            let called = time.filter(|_| language != "en").and_then(|t| t.labels.get(language));
            let suffix = called.map_or_else(|| suffix.clone(), |called| format!("/{called}"));
            if let Some(label) = label.strip_suffix(&suffix) {
                total.labels.insert(language.clone(), label.to_owned());
            }
        }
        total
    }

    fn form(&self, expr: &tree::Expr) -> MeasureForm {
        let ExprKind::Call { function, arguments } = &expr.kind else { return MeasureForm::Other };
        let (Some(of), Some(when)) = (arguments.first(), arguments.get(1)) else {
            return MeasureForm::Other;
        };
        let of = Self::canonical(of);
        match function.text.as_str() {
            "total" => match year_of(when) {
                Some(year) => MeasureForm::YearTotal { of, year },
                None => MeasureForm::Other,
            },
            "growth" => match year_of(when) {
                Some(year) => MeasureForm::Growth { of, year },
                None => MeasureForm::Other,
            },
            "level" => match self.level_time(when) {
                Some(time) => MeasureForm::Level { of, time },
                None => MeasureForm::Other,
            },
            _ => MeasureForm::Other,
        }
    }

    /// The time of a level, without any diagnostics.
    pub fn level_time(&self, expr: &tree::Expr) -> Option<f64> {
        let date = |end_of, date| {
            dates::first_day(&tree::DateExpr { span: expr.span, end_of, date }).map(dates::exact)
        };
        match &expr.kind {
            ExprKind::Date(d) => date(false, *d),
            ExprKind::EndOf(d) => date(true, *d),
            ExprKind::Number(n) if self.time.is_calendar() => calendar_year(n.value).map(f64::from),
            ExprKind::Number(n) => Some(crate::numbers::value(n)),
            _ => None,
        }
    }

    /// A quantity that stands in a measure without `level` or `total` around it.
    pub fn bare_quantity_in_measure(
        &mut self,
        index: usize,
        name: &Ident,
        span: Span,
        env: &Env,
    ) -> Typed {
        let kind = self.quantities[index].quantity.kind;
        if kind != QuantityKind::Constant {
            self.report(
                Diagnostic::error(
                    "measure-form",
                    format!("`{}` changes over time: say what to read off it", name.text),
                    span,
                    "not a measure",
                )
                .help(format!(
                    "write `level({0}, end of 2025)`, `total({0}, 2025)` or another measure",
                    name.text
                )),
            );
            return Typed::unknown(span);
        }
        let inner = Env { in_measure: false, ..env.clone() };
        let Some(variable) = self.element(index, name, &[], &inner) else {
            return Typed::unknown(span);
        };
        let Some(unit) = self.quantities[index].unit.clone() else { return Typed::unknown(span) };
        let reading = self.reading(Reading::Level { variable, step: 0 });
        Typed::new(Expr::Reading(reading), Type::Amount(unit.unit.dimension), span)
    }

    /// Checks a call in a measure.
    pub fn measure_call(
        &mut self,
        function: &Ident,
        arguments: &[tree::Expr],
        span: Span,
        env: &Env,
    ) -> Typed {
        let name = function.text.as_str();
        if !MEASURES.contains(&name) {
            let mut diagnostic = Diagnostic::error(
                "unknown-function",
                format!("there is no measure `{name}`"),
                function.span,
                "not a measure",
            );
            diagnostic = match hongtu_syntax::closest(name, MEASURES.iter().copied()) {
                Some(near) => {
                    diagnostic.help(format!("did you mean `{near}`?")).fix(function.span, near)
                }
                None => diagnostic.help(format!(
                    "measures are: {}; functions stand inside them: `level({name}(x), …)`",
                    MEASURES.join(", ")
                )),
            };
            self.report(diagnostic);
            return Typed::unknown(span);
        }
        let wanted = match name {
            "share" => 3,
            "first" => 1,
            _ => 2,
        };
        if !self.count(function, arguments, wanted, wanted, span) {
            return Typed::unknown(span);
        }
        let inner = Env { in_measure: false, ..env.clone() };
        match name {
            "first" => self.first(&arguments[0], span, &inner),
            "level" => self.level(&arguments[0], &arguments[1], span, &inner),
            "growth" => self.growth(&arguments[0], &arguments[1], span, &inner),
            "share" => self.share(arguments, span, &inner),
            _ => self.over_period(name, &arguments[0], &arguments[1], span, &inner),
        }
    }

    /// The variable that holds an argument of a measure, a hidden one where it is an expression.
    pub fn subject(&mut self, expr: &tree::Expr, env: &Env) -> Option<(VariableId, Typed)> {
        let typed = self.lower(expr, env, None);
        match typed.expr {
            _ if typed.ty == Type::Unknown => None,
            Expr::Variable(variable) => Some((variable, typed)),
            _ => {
                let owner = Env { owner: Self::canonical(expr), ..env.clone() };
                let variable =
                    self.hidden(&owner, "measured", Kind::Auxiliary { value: typed.expr.clone() });
                Some((variable, typed))
            }
        }
    }

    fn is_stock(&self, variable: VariableId) -> bool {
        matches!(
            self.variables[variable.index()].quantity.and_then(|q| self.quantities.get(q.0 as usize)),
            Some(named) if named.quantity.kind == QuantityKind::Stock
        )
    }

    /// Whether an amount is per time, so that its year is a total.
    pub fn is_rate(&self, typed: &Typed, variable: VariableId) -> bool {
        let per_time = typed.ty.dimension().is_some_and(|d| d.halves_of(self.units.time) == -2);
        per_time && !self.is_stock(variable)
    }

    fn first(&mut self, condition: &tree::Expr, span: Span, env: &Env) -> Typed {
        let typed = self.lower(condition, env, None);
        self.want_truth(&typed);
        if typed.ty != Type::Truth {
            return Typed::unknown(span);
        }
        let ty =
            if self.time.is_calendar() { Type::Instant } else { Type::Amount(self.units.time()) };
        let owner = Env { owner: Self::canonical(condition), ..env.clone() };
        let variable = self.hidden(&owner, "condition", Kind::Auxiliary { value: typed.expr });
        let reading = self.reading(Reading::First { variable });
        Typed::new(Expr::Reading(reading), ty, span)
    }

    fn level(&mut self, x: &tree::Expr, when: &tree::Expr, span: Span, env: &Env) -> Typed {
        let Some(when_typed) = self.instant(when, env) else { return Typed::unknown(span) };
        let Some((variable, typed)) = self.subject(x, env) else { return Typed::unknown(span) };
        let Some(dimension) = self.amount(&typed) else { return Typed::unknown(span) };
        let Some(time) = when_typed.number() else {
            self.report(Diagnostic::error(
                "not-constant",
                "the date of a level must be known before a run",
                when.span,
                "",
            ));
            return Typed::unknown(span);
        };
        let ty = Type::Amount(dimension);
        if env.with_figures {
            return Typed::new(Expr::Number(1.0), ty, span);
        }
        let step = self.step_at(time, when.span);
        if !self.inside(Period { from: step, to: step }, when.span) {
            return Typed::unknown(span);
        }
        let reading = self.reading(Reading::Level { variable, step: step as u32 });
        Typed::new(Expr::Reading(reading), ty, span)
    }

    fn over_period(
        &mut self,
        name: &str,
        x: &tree::Expr,
        when: &tree::Expr,
        span: Span,
        env: &Env,
    ) -> Typed {
        let Some(period) = self.period(when) else { return Typed::unknown(span) };
        let Some((variable, typed)) = self.subject(x, env) else { return Typed::unknown(span) };
        let Some(dimension) = self.amount(&typed) else { return Typed::unknown(span) };
        if name == "total" {
            if self.is_stock(variable) {
                self.report(
                    Diagnostic::error(
                        "total-of-stock",
                        "a stock has a level, not a total",
                        x.span,
                        "a stock",
                    )
                    .help(format!(
                        "write `level({}, end of 2025)`, or total one of its flows",
                        self.source(x.span)
                    )),
                );
                return Typed::unknown(span);
            }
            if dimension.halves_of(self.units.time) >= 0 {
                let got = typed.describe(&self.units);
                self.report(
                    Diagnostic::error(
                        "total-of-stock",
                        "only what is per time adds up to a total",
                        x.span,
                        got,
                    )
                    .help("write `mean(x, 2025)` or `level(x, end of 2025)`"),
                );
                return Typed::unknown(span);
            }
        }
        let total_dimension = dimension.times(&self.units.time());
        let ty = Type::Amount(if name == "total" { total_dimension } else { dimension });
        if env.with_figures {
            return Typed::new(Expr::Number(1.0), ty, span);
        }
        if !self.inside(period, when.span) {
            return Typed::unknown(span);
        }
        let (from, to) = (period.from as u32, period.to as u32);
        let expr = match name {
            "min" => Expr::Reading(self.reading(Reading::Minimum { variable, from, to })),
            "max" => Expr::Reading(self.reading(Reading::Maximum { variable, from, to })),
            _ => {
                let total = Expr::Reading(self.reading(Reading::Total { variable, from, to }));
                if name == "total" {
                    total
                } else {
                    let length = f64::from(to - from) * self.time.dt;
                    Expr::binary(Binary::Divide, total, Expr::Number(length))
                }
            }
        };
        Typed::new(expr, ty, span)
    }
}

/// The calendar year that an expression is.
pub fn year_of(expr: &tree::Expr) -> Option<i32> {
    match &expr.kind {
        ExprKind::Number(n) if n.unit.is_none() && n.scales.is_empty() && !n.percent => {
            calendar_year(n.value)
        }
        ExprKind::Parenthesised(inner) => year_of(inner),
        _ => None,
    }
}

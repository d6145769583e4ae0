//! Priors: from what is written to a distribution in coherent units.

use hongtu_model::{Prior, Shape, Unit};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ExprKind, PriorArgument, PriorKind},
};

use crate::{checker::Checker, units::Declared};

/// The named distributions.
pub const FAMILIES: &[&str] =
    &["uniform", "normal", "lognormal", "triangular", "pert", "beta", "point"];

/// A pure number, for shapes and relative standard deviations.
fn one(span: Span) -> Declared {
    Declared { unit: Unit::one(), scale: 1.0, span }
}

impl Checker<'_> {
    /// Reads a prior. `middle` is the constant's value, which stands in for a middle that is not
    /// written; `range` cuts the shape.
    pub fn prior(
        &mut self,
        prior: &tree::Prior,
        unit: &Declared,
        middle: Option<(f64, Span)>,
        range: Option<(f64, f64, Span)>,
    ) -> Option<Prior> {
        let shape = match &prior.kind {
            PriorKind::Between { low, high, most_likely } => {
                self.between(low, high, most_likely.as_ref(), unit, prior.span)?
            }
            PriorKind::Named { name, arguments } => {
                let mut given = Given {
                    checker: self,
                    arguments,
                    unit,
                    middle,
                    span: prior.span,
                    used: Vec::new(),
                };
                let shape = given.shape(&name.text, name.span, range);
                if shape.is_some() {
                    given.finish(&name.text);
                }
                shape?
            }
        };
        let shape = self.valid(shape, prior.span)?;
        let (low, high) = (range.map(|r| r.0), range.map(|r| r.1));
        let prior = Prior { shape, low, high, text: self.source(prior.span) };
        self.check_support(&prior, unit, middle, range)?;
        Some(prior)
    }

    fn between(
        &mut self,
        low: &tree::Expr,
        high: &tree::Expr,
        most_likely: Option<&tree::Expr>,
        unit: &Declared,
        span: Span,
    ) -> Option<Shape> {
        let a = self.constant_in(low, unit, "the lower end of a prior");
        let b = self.constant_in(high, unit, "the upper end of a prior");
        let (a, b) = (a?, b?);
        match most_likely {
            None => Some(Shape::Uniform { low: a, high: b }),
            Some(mode) => {
                let mode = self.constant_in(mode, unit, "the most likely value")?;
                self.pert(a, mode, b, span)
            }
        }
    }

    /// PERT: a beta with mean (low + 4 mode + high) / 6 (Malcolm, Roseboom, Clark & Fazar 1959).
    fn pert(&mut self, low: f64, mode: f64, high: f64, span: Span) -> Option<Shape> {
        if !(low <= mode && mode <= high && low < high) {
            self.report(Diagnostic::error(
                "prior-parameters",
                "the most likely value lies outside the ends",
                span,
                "not low ≤ most likely ≤ high",
            ));
            return None;
        }
        let width = high - low;
        Some(Shape::Beta {
            a: 1.0 + 4.0 * (mode - low) / width,
            b: 1.0 + 4.0 * (high - mode) / width,
            low,
            high,
        })
    }

    fn valid(&mut self, shape: Shape, span: Span) -> Option<Shape> {
        let problem = match shape {
            Shape::Point(_) => None,
            Shape::Uniform { low, high } => {
                (low >= high).then_some("the lower end is not below the upper end")
            }
            Shape::Normal { sd, .. } => {
                (sd <= 0.0).then_some("the standard deviation is not positive")
            }
            Shape::LogNormal { median, sigma } => {
                if median <= 0.0 {
                    Some("the median of a lognormal is not positive")
                } else {
                    (sigma <= 0.0).then_some("the standard deviation is not positive")
                }
            }
            Shape::Triangular { low, mode, high } => {
                (!(low <= mode && mode <= high && low < high)).then_some("not low ≤ mode ≤ high")
            }
            Shape::Beta { a, b, low, high } => {
                if low >= high {
                    Some("the range of the beta is empty")
                } else {
                    (a <= 0.0 || b <= 0.0).then_some("the shapes of a beta are not positive")
                }
            }
        };
        match problem {
            None => Some(shape),
            Some(problem) => {
                self.report(
                    Diagnostic::error(
                        "prior-parameters",
                        format!("this prior is no distribution: {problem}"),
                        span,
                        problem,
                    )
                    .help("for a value that is certain leave the prior away"),
                );
                None
            }
        }
    }

    /// A prior must leave something of itself inside its range, and be able to take the stated value.
    fn check_support(
        &mut self,
        prior: &Prior,
        unit: &Declared,
        middle: Option<(f64, Span)>,
        range: Option<(f64, f64, Span)>,
    ) -> Option<()> {
        let (low, high) = support(prior.shape);
        let show = |v: f64| crate::numbers::significant(unit.unit.show(v), 4);
        if let Some((from, to, span)) = range
            && (from > high || to < low || (from >= to && low < high))
        {
            self.report(Diagnostic::error(
                "prior-range",
                "the prior has nothing inside the range",
                span,
                format!("the prior lies between {} and {}", show(low), show(high)),
            ));
            return None;
        }
        if let Some((value, span)) = middle
            && !(low..=high).contains(&value)
        {
            self.report(
                Diagnostic::error(
                    "prior-support",
                    "the stated value cannot come from its own prior",
                    span,
                    format!("the prior lies between {} and {}", show(low), show(high)),
                )
                .help("change the value or the prior: a run without uncertainty uses the value"),
            );
            return None;
        }
        Some(())
    }
}

/// The values a shape can take.
fn support(shape: Shape) -> (f64, f64) {
    match shape {
        Shape::Point(value) => (value, value),
        Shape::Uniform { low, high }
        | Shape::Triangular { low, high, .. }
        | Shape::Beta { low, high, .. } => (low, high),
        Shape::Normal { .. } => (f64::NEG_INFINITY, f64::INFINITY),
        Shape::LogNormal { .. } => (0.0, f64::INFINITY),
    }
}

/// The arguments of a named prior.
struct Given<'c, 'k, 'd> {
    checker: &'c mut Checker<'k>,
    arguments: &'d [PriorArgument],
    unit: &'d Declared,
    middle: Option<(f64, Span)>,
    span: Span,
    used: Vec<usize>,
}

impl Given<'_, '_, '_> {
    fn shape(&mut self, name: &str, span: Span, range: Option<(f64, f64, Span)>) -> Option<Shape> {
        match name {
            "point" => Some(Shape::Point(self.middle("value")?)),
            "uniform" => {
                let (low, high) = (self.value("low"), self.value("high"));
                Some(Shape::Uniform { low: low?, high: high? })
            }
            "normal" => {
                let mean = self.middle("mean")?;
                Some(Shape::Normal { mean, sd: self.sd(mean)?.0 })
            }
            "lognormal" => {
                let median = self.middle("median")?;
                let (sd, relative) = self.sd(median)?;
                let variation = relative.unwrap_or(sd / median);
                // A lognormal of coefficient of variation c has σ² = ln(1 + c²).
                let sigma = hongtu_maths::ln(1.0 + variation * variation).sqrt();
                Some(Shape::LogNormal { median, sigma })
            }
            "triangular" | "pert" => {
                let low = self.value("low")?;
                // Two bare arguments are the ends; the mode is then the constant's value.
                let short =
                    self.arguments.len() == 2 && self.arguments.iter().all(|a| a.name.is_none());
                let mode = if short { self.stated("mode")? } else { self.middle("mode")? };
                let high = self.value("high")?;
                if name == "pert" {
                    let span = self.span;
                    self.checker.pert(low, mode, high, span)
                } else {
                    Some(Shape::Triangular { low, mode, high })
                }
            }
            "beta" => {
                let (a, b) = (self.shape_parameter("a")?, self.shape_parameter("b")?);
                let (low, high) = range.map_or((0.0, self.unit.unit.factor), |r| (r.0, r.1));
                let high =
                    if range.is_none() && self.unit.unit.dimension.is_none() { 1.0 } else { high };
                Some(Shape::Beta { a, b, low, high })
            }
            _ => {
                let mut diagnostic = Diagnostic::error(
                    "unknown-prior",
                    format!("there is no prior `{name}`"),
                    span,
                    "not a distribution",
                );
                diagnostic = match hongtu_syntax::closest(name, FAMILIES.iter().copied()) {
                    Some(near) => {
                        diagnostic.help(format!("did you mean `{near}`?")).fix(span, near)
                    }
                    None => diagnostic.help(format!(
                        "write one of: {}; or `8 to 12 most likely 9`",
                        FAMILIES.join(", ")
                    )),
                };
                self.checker.report(diagnostic);
                self.used = (0..self.arguments.len()).collect();
                None
            }
        }
    }

    /// The argument of a name, else the next one without name.
    fn find(&mut self, name: &str) -> Option<usize> {
        let named =
            self.arguments.iter().position(|a| a.name.as_ref().is_some_and(|n| n.text == name));
        let found = named.or_else(|| {
            (0..self.arguments.len())
                .find(|i| !self.used.contains(i) && self.arguments[*i].name.is_none())
        })?;
        self.used.push(found);
        Some(found)
    }

    fn value(&mut self, name: &str) -> Option<f64> {
        match self.find(name) {
            Some(found) => {
                let unit = self.unit.clone();
                self.checker.constant_in(&self.arguments[found].value, &unit, &format!("`{name}`"))
            }
            None => self.absent(name),
        }
    }

    /// A middle: written, or the constant's value. One bare argument of a family with a spread is the spread.
    fn middle(&mut self, name: &str) -> Option<f64> {
        let named = self.arguments.iter().any(|a| a.name.as_ref().is_some_and(|n| n.text == name));
        let bare = self.arguments.iter().filter(|a| a.name.is_none()).count();
        let spread_named =
            self.arguments.iter().any(|a| a.name.as_ref().is_some_and(|n| n.text == "sd"));
        let written = named || bare >= 2 || (bare == 1 && (spread_named || name == "value"));
        if written { self.value(name) } else { self.stated(name) }
    }

    /// The constant's own value.
    fn stated(&mut self, name: &str) -> Option<f64> {
        match self.middle {
            Some((value, _)) => Some(value),
            None => self.absent(name),
        }
    }

    /// A standard deviation: in the unit, or relative to the middle where it is written with `%`.
    fn sd(&mut self, middle: f64) -> Option<(f64, Option<f64>)> {
        let Some(found) = self.find("sd") else {
            self.absent("sd");
            return None;
        };
        let value = &self.arguments[found].value;
        if let ExprKind::Number(number) = &value.kind
            && number.percent
            // In a plan where zero is the middle, `sd 5%` of it would be nothing.
            && (middle != 0.0)
        {
            let share = crate::numbers::value(number);
            return Some((share * middle.abs(), Some(share)));
        }
        let unit = self.unit.clone();
        Some((self.checker.constant_in(value, &unit, "`sd`")?, None))
    }

    fn shape_parameter(&mut self, name: &str) -> Option<f64> {
        match self.find(name) {
            Some(found) => {
                let span = self.arguments[found].value.span;
                self.checker.constant_in(
                    &self.arguments[found].value,
                    &one(span),
                    &format!("`{name}`"),
                )
            }
            None => self.absent(name),
        }
    }

    fn absent(&mut self, name: &str) -> Option<f64> {
        self.checker.report(
            Diagnostic::error(
                "prior-parameters",
                format!("the prior does not say its `{name}`"),
                self.span,
                format!("no `{name}`"),
            )
            .help("`docs/language.md` lists the parameters of every prior"),
        );
        None
    }

    fn finish(&mut self, name: &str) {
        for (i, argument) in self.arguments.iter().enumerate() {
            if !self.used.contains(&i) {
                let what = argument
                    .name
                    .as_ref()
                    .map_or("further argument".to_owned(), |n| format!("`{}`", n.text));
                self.checker.report(Diagnostic::error(
                    "prior-parameters",
                    format!("`{name}` takes no {what}"),
                    argument.value.span,
                    "not a parameter of this prior",
                ));
            }
        }
    }
}

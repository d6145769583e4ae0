//! Whether expressions agree in unit and kind, and what to say where they do not.

use crate::{
    checker::Checker,
    typed::{Type, Typed},
    units::Declared,
};
use hongtu_model::{Dimension, Expr};
use hongtu_syntax::{Diagnostic, Span};

/// Where a unit that is asked for comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// From a declaration, which could be changed.
    ByDeclaration,
    /// From a measure: a value that is stated of it, or its bound.
    ByMeasure,
}

impl<'d> Checker<'d> {
    /// The dimension of an amount; reports what is none.
    pub fn amount(&mut self, typed: &Typed) -> Option<Dimension> {
        match &typed.ty {
            Type::Unknown => None,
            Type::Instant | Type::Truth => {
                let what = typed.describe(&self.units);
                let mut diagnostic = Diagnostic::error(
                    "unit-mismatch",
                    format!("an amount is needed here, not {what}"),
                    typed.span,
                    what,
                );
                if typed.ty == Type::Instant {
                    diagnostic =
                        diagnostic.help("a difference of dates is an amount: `time - 2020`");
                }
                self.report(diagnostic);
                None
            }
            other => other.dimension(),
        }
    }

    /// Reports what is no condition.
    pub fn want_truth(&mut self, typed: &Typed) {
        if !matches!(typed.ty, Type::Truth | Type::Unknown) {
            let what = typed.describe(&self.units);
            self.report(
                Diagnostic::error("unit-mismatch", "a condition is needed here", typed.span, what)
                    .help("write a comparison such as `x > 0`"),
            );
        }
    }

    /// The common type of two expressions; reports where there is none.
    pub fn same_type(&mut self, what: &str, a: &Typed, b: &Typed, operator: Option<Span>) -> Type {
        match (&a.ty, &b.ty) {
            (Type::Unknown, other) | (other, Type::Unknown) => return other.clone(),
            (x, y) if x == y => return x.clone(),
            (Type::Zero, other @ Type::Amount(_)) | (other @ Type::Amount(_), Type::Zero) => {
                return other.clone();
            }
            _ => {}
        }
        self.mismatch(what, a, b, operator);
        Type::Unknown
    }

    pub fn mismatch(&mut self, what: &str, a: &Typed, b: &Typed, operator: Option<Span>) {
        let (left, right) = (a.describe(&self.units), b.describe(&self.units));
        let mut diagnostic = Diagnostic::error(
            "unit-mismatch",
            format!("{what} needs one unit on both sides"),
            operator.unwrap_or(a.span),
            "",
        );
        if operator.is_none() {
            diagnostic.labels.clear();
        }
        diagnostic = diagnostic.label(a.span, left).label(b.span, right);
        for note in [a, b].into_iter().flat_map(|side| self.origins(side)) {
            diagnostic = diagnostic.note(note);
        }
        if let Some(help) = self.remedy(a, b) {
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }

    /// Where the units of an expression come from.
    pub fn origins(&self, typed: &Typed) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        typed.expr.walk(&mut |part| {
            if let Expr::Variable(id) = part
                && notes.len() < 4
                && let Some(index) = self.variables[id.index()].quantity
                && let Some(named) = self.quantities.get(index.0 as usize)
                && let Some(unit) = &named.unit
            {
                let name = &named.quantity.name;
                let shown = if unit.unit.name.is_empty() { "1" } else { &unit.unit.name };
                let how = if named.unit_declared { "declared" } else { "inferred" };
                let note = format!(
                    "`{name}` is in {shown} ({how} in line {})",
                    self.line(unit.span.start)
                );
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        });
        notes
    }

    /// What would bring two sides together.
    pub fn remedy(&self, a: &Typed, b: &Typed) -> Option<String> {
        if let (Type::Instant, Type::Amount(_)) | (Type::Amount(_), Type::Instant) = (&a.ty, &b.ty)
        {
            return Some(
                "write the date as a date (`2024-04`), or compare durations: `time - 2020`"
                    .to_owned(),
            );
        }
        if a.bare.is_some() || b.bare.is_some() {
            let (bare, other) = if a.bare.is_some() { (a, b) } else { (b, a) };
            let unit = self.unit_text(other)?;
            // `1 1/year` could be written, but is hardly what somebody means who adds 1 to a rate.
            if !unit.starts_with("1/") {
                let number = self.source(bare.span);
                return Some(format!("give the number its unit: `{number} {unit}`"));
            }
        }
        let factor = a.ty.dimension()?.per(&b.ty.dimension()?);
        Some(format!(
            "the two differ by {}: multiply or divide one side by a quantity in that unit",
            self.units.describe(&factor)
        ))
    }

    /// How a unit is written that bare numbers beside an amount would be in.
    fn unit_text(&self, typed: &Typed) -> Option<String> {
        match typed.unit_name() {
            Some(name) => Some(name.to_owned()),
            None => Some(self.units.describe(&typed.ty.dimension()?)),
        }
    }

    /// Checks that an expression is in the declared unit; `what` names the thing that declares it.
    pub fn want_unit(&mut self, typed: &Typed, declared: &Declared, what: &str) -> bool {
        self.want(typed, declared, what, Wanted::ByDeclaration)
    }

    /// Checks that an expression is in a unit, and says where that unit comes from.
    pub fn want(
        &mut self,
        typed: &Typed,
        declared: &Declared,
        what: &str,
        wanted_by: Wanted,
    ) -> bool {
        let fits = match &typed.ty {
            Type::Unknown | Type::Zero => true,
            Type::Amount(dimension) => *dimension == declared.unit.dimension,
            Type::Instant | Type::Truth => false,
        };
        if fits {
            return true;
        }
        let wanted = if declared.unit.name.is_empty() {
            "a number without unit".to_owned()
        } else {
            declared.unit.name.clone()
        };
        let (message, remark) = match wanted_by {
            Wanted::ByDeclaration => (
                format!("{what} is in another unit than declared"),
                format!("declared as {wanted}"),
            ),
            Wanted::ByMeasure if declared.unit.name.is_empty() => {
                (format!("{what} is in another unit than what is measured"), wanted)
            }
            Wanted::ByMeasure => {
                (format!("{what} is in another unit than what is measured"), format!("in {wanted}"))
            }
        };
        let mut diagnostic =
            Diagnostic::error("unit-mismatch", message, typed.span, typed.describe(&self.units))
                .label(declared.span, remark);
        for note in self.origins(typed) {
            diagnostic = diagnostic.note(note);
        }
        if wanted_by == Wanted::ByMeasure {
            if typed.bare.is_none() && !declared.unit.name.is_empty() {
                let unit = &declared.unit.name;
                diagnostic = diagnostic
                    .help(format!("write the value in {unit}, or measure something else"));
            }
        } else if let Some(dimension) = typed.ty.dimension()
            && let Some(unit) = self.unit_text(typed)
        {
            let factor = self.units.describe(&declared.unit.dimension.per(&dimension));
            diagnostic = diagnostic
                .help(format!("multiply by a quantity in {factor}, or declare the unit {unit}"));
        }
        self.report(diagnostic);
        false
    }
}

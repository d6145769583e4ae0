//! Facts: what the evidence states, looked up by what it is about.

use crate::{
    checker::{Checker, Symbol},
    clauses,
    evidence::is_superseded,
    evidence::{Fact, Subject},
    measures::year_of,
    stated::Digits,
    units::Declared,
};
use hongtu_model::{Stated, Thing, Topic};
use hongtu_syntax::tree::{self, ExprKind, Item, Statement};

impl<'d> Checker<'d> {
    pub fn add_fact(
        &mut self,
        statement: &Statement,
        expr: &tree::Expr,
        stated: Stated,
        unit: Declared,
        digits: Digits,
    ) {
        let fact = Fact {
            subject: self.subject_of(expr),
            topic: self.topic_of(expr),
            stated,
            unit,
            source: clauses::source(statement).map(|(name, _)| name.text.clone()),
            span: statement.span,
            superseded: is_superseded(statement),
            digits,
            worked_out: worked_out(&statement.item),
        };
        self.facts.push(fact);
    }

    /// What a measure is about.
    pub fn subject_of(&self, expr: &tree::Expr) -> Subject {
        let (inner, real) = match &expr.kind {
            ExprKind::Real(inner) => (inner.as_ref(), true),
            ExprKind::Parenthesised(inner) => (inner.as_ref(), false),
            _ => (expr, false),
        };
        if let ExprKind::Call { function, arguments } = &inner.kind
            && let [of, when] = arguments.as_slice()
        {
            let of = Self::canonical(of);
            match function.text.as_str() {
                "total" => {
                    if let Some(year) = year_of(when) {
                        return Subject::Total { of, year };
                    }
                }
                "growth" => {
                    if let Some(year) = year_of(when) {
                        return Subject::Growth { of, year, real };
                    }
                }
                "level" => {
                    if let Some(time) = self.level_time(when) {
                        return Subject::Level { of, time };
                    }
                }
                _ => {}
            }
        }
        Subject::Other(Self::canonical(inner))
    }

    /// What an expression of evidence is of, for readers.
    pub fn topic_of(&self, expr: &tree::Expr) -> Topic {
        let written = || Topic { thing: Thing::Written(Self::canonical(expr)), when: None };
        match &expr.kind {
            ExprKind::Real(inner) | ExprKind::Parenthesised(inner) => self.topic_of(inner),
            ExprKind::Name { .. } => Topic { thing: self.thing_of(expr), when: None },
            ExprKind::Call { function, arguments } => {
                let [of, when] = arguments.as_slice() else { return written() };
                let thing = match function.text.as_str() {
                    "total" | "level" => self.thing_of(of),
                    "growth" => Thing::Growth(Box::new(self.thing_of(of))),
                    _ => return written(),
                };
                Topic { thing, when: Some(Self::canonical(when)) }
            }
            ExprKind::Binary { operator: tree::BinaryOperator::Divide, left, right, .. } => {
                let (above, below) = (self.topic_of(left), self.topic_of(right));
                if above.when != below.when {
                    return written();
                }
                let thing = Thing::Ratio(Box::new(above.thing), Box::new(below.thing));
                Topic { thing, when: above.when }
            }
            _ => written(),
        }
    }

    /// A quantity, an element of an array or a figure, with what people call it.
    fn thing_of(&self, expr: &tree::Expr) -> Thing {
        let written = Self::canonical(expr);
        let ExprKind::Name { name, subscripts } = &expr.kind else {
            return Thing::Written(written);
        };
        let labels = match self.names.get(&name.text) {
            Some(&(Symbol::Quantity(i), _)) => {
                let quantity = &self.quantities[i].quantity;
                let mut variables = quantity.variables.iter().map(|id| &self.variables[id.index()]);
                let element = variables.find(|v| !subscripts.is_empty() && v.name == written);
                element.map_or(&quantity.labels, |element| &element.labels)
            }
            Some(&(Symbol::Figure(i), _)) => &self.figures[i].labels,
            _ => return Thing::Written(written),
        };
        Thing::Named { name: written, labels: labels.clone() }
    }

    /// Title of a source.
    pub fn title_of(&self, source: Option<&String>) -> Option<String> {
        let source = self.sources.iter().find(|known| Some(&known.name) == source)?;
        Some(source.title.clone())
    }

    /// The scope of the first quantity or figure that an expression names, the plan's own where it
    /// says nothing else.
    pub fn scope_of(&self, expr: &tree::Expr) -> Option<String> {
        let mut found = None;
        crate::walk::names(expr, &mut |name, _| {
            if found.is_none() {
                found = match self.names.get(&name.text) {
                    Some(&(Symbol::Quantity(i), _)) => {
                        Some(self.quantities[i].quantity.scope.clone())
                    }
                    Some(&(Symbol::Figure(i), _)) => Some(self.figures[i].scope.clone()),
                    _ => None,
                };
            }
        });
        found?.or_else(|| self.scope.clone())
    }

    /// The value of an expression from the evidence alone, with what it is made of.
    pub fn evidence_value(&self, expr: &tree::Expr) -> Option<f64> {
        match &expr.kind {
            ExprKind::Parenthesised(inner) => self.evidence_value(inner),
            ExprKind::Binary { operator, left, right, .. } => {
                let (a, b) = (self.evidence_value(left)?, self.evidence_value(right)?);
                match operator {
                    tree::BinaryOperator::Add => Some(a + b),
                    tree::BinaryOperator::Subtract => Some(a - b),
                    tree::BinaryOperator::Multiply => Some(a * b),
                    tree::BinaryOperator::Divide => Some(a / b),
                    _ => None,
                }
            }
            ExprKind::Number(number) => {
                let value = crate::numbers::value(number);
                match &number.unit {
                    Some(unit) => Some(crate::units::resolve(&self.units, unit).ok()?.read(value)),
                    None => Some(value),
                }
            }
            _ => self.value_of(&self.subject_of(expr)),
        }
    }

    /// Whether a figure of an expression is stated and hidden by the as-of date: the figure itself, or
    /// one that implies it.
    pub fn is_stated_later(&self, expr: &tree::Expr) -> bool {
        match &expr.kind {
            ExprKind::Parenthesised(inner) => self.is_stated_later(inner),
            ExprKind::Binary { left, right, .. } => {
                self.is_stated_later(left) || self.is_stated_later(right)
            }
            _ => {
                let subject = self.subject_of(expr);
                let of = |subject: &Subject| match subject {
                    Subject::Total { of, .. } | Subject::Growth { of, .. } => Some(of.clone()),
                    Subject::Level { .. } | Subject::Other(_) => None,
                };
                let named = of(&subject);
                self.hidden_facts
                    .iter()
                    .any(|hidden| *hidden == subject || (named.is_some() && of(hidden) == named))
            }
        }
    }

    /// The value of a subject: stated, or implied by a growth and the other year.
    pub fn value_of(&self, subject: &Subject) -> Option<f64> {
        let stated = |subject: &Subject| {
            self.facts
                .iter()
                .filter(|f| f.subject == *subject)
                .min_by_key(|f| f.superseded)
                .map(|f| f.stated.middle())
        };
        if let Some(value) = stated(subject) {
            return Some(value);
        }
        let Subject::Total { of, year } = subject else { return None };
        let growth = |year| stated(&Subject::Growth { of: of.clone(), year, real: false });
        let total = |year| stated(&Subject::Total { of: of.clone(), year });
        let from_later = || Some(total(year + 1)? / (1.0 + growth(year + 1)?));
        let from_earlier = || Some(total(year - 1)? * (1.0 + growth(*year)?));
        from_later().or_else(from_earlier)
    }
}

/// Whether a figure is written as arithmetic and not as a number.
fn worked_out(item: &Item) -> bool {
    let (Item::Observe { value, .. } | Item::Claim { value, .. }) = item else { return false };
    let arithmetic = |expr: &tree::Expr| match &expr.kind {
        ExprKind::Unary { operand, .. } => !matches!(operand.kind, ExprKind::Number(_)),
        other => !matches!(other, ExprKind::Number(_)),
    };
    match value {
        tree::Stated::Point { value, .. }
        | tree::Stated::AtLeast { value, .. }
        | tree::Stated::AtMost { value, .. } => arithmetic(value),
        tree::Stated::Range { low, high } => arithmetic(low) || arithmetic(high),
    }
}

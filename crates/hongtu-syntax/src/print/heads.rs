//! Heads of statements as text.

use super::expressions::Writer;
use super::layout::Break;
use crate::tree::{Defined, Expr, Item, Point, Prior, PriorKind, Stated, Text, UnitExpr};
use crate::words::{is_clause_word, is_plain_word};

impl Writer {
    /// The head of a statement. A chart in a block of its own has no keyword.
    pub fn item(&mut self, item: &Item, keyword: bool) {
        match item {
            Item::Plan { title } => {
                self.text("plan ");
                self.words(title);
            }
            Item::Time { start, end, unit, step } => {
                self.text("time ");
                self.quantity(start);
                self.text(" to ");
                self.quantity(end);
                if let Some(unit) = unit {
                    self.text(" ");
                    self.unit(unit);
                }
                if let Some(step) = step {
                    self.text(" step ");
                    self.step(step);
                }
            }
            Item::Unit { names, definition } => {
                self.text("unit ");
                self.idents(names);
                self.value(definition.as_ref());
            }
            Item::Source { name, title, publisher, date } => {
                self.text("source ");
                self.ident(name);
                self.text(" = ");
                self.words(title);
                if let Some(publisher) = publisher {
                    self.text(", ");
                    self.publisher(publisher);
                }
                if let Some(date) = date {
                    self.text(", ");
                    self.date(date);
                }
            }
            Item::Dimension { name, elements } => {
                self.text("dimension ");
                self.ident(name);
                self.text(" = ");
                self.idents(elements);
            }
            Item::Stock { name, unit, initial } => {
                self.quantity_head("stock ", name, unit.as_ref(), initial.as_ref());
            }
            Item::Flow { name, unit, value } => {
                self.quantity_head("flow ", name, unit.as_ref(), value.as_ref());
            }
            Item::Aux { name, unit, value } => {
                self.quantity_head("aux ", name, unit.as_ref(), value.as_ref());
            }
            Item::Lever { name, unit, default } => {
                self.quantity_head("lever ", name, unit.as_ref(), default.as_ref());
            }
            Item::Const { name, unit, value, prior } => {
                self.quantity_head("const ", name, unit.as_ref(), value.as_ref());
                self.prior(prior.as_ref());
            }
            Item::Table { name, argument, argument_unit, unit, points, prior } => {
                self.text("table ");
                self.ident(name);
                self.text("(");
                self.ident(argument);
                self.unit_of(argument_unit.as_ref());
                self.text(")");
                self.unit_of(unit.as_ref());
                self.points(points);
                self.prior(prior.as_ref());
            }
            Item::Series { name, unit, points } => {
                self.text("series ");
                self.ident(name);
                self.unit_of(unit.as_ref());
                if !points.is_empty() {
                    self.points(points);
                }
            }
            Item::Event { name, unit, value } => {
                self.text("event ");
                self.ident(name);
                self.unit_of(unit.as_ref());
                self.value(value.as_ref());
            }
            Item::Shock { name, unit, prior, per } => {
                self.quantity_head("shock ", name, unit.as_ref(), None);
                self.prior(prior.as_ref());
                if let Some(per) = per {
                    self.text(" per ");
                    self.unit(per);
                }
            }
            Item::Alternatives { name } => {
                self.text("alternatives ");
                self.ident(name);
            }
            Item::Budget { name, unit, limit } => {
                self.text("budget ");
                self.ident(name);
                self.unit_of(unit.as_ref());
                self.value(limit.as_ref());
            }
            Item::Figure { name, unit } => {
                self.text("figure ");
                self.ident(name);
                self.unit_of(unit.as_ref());
            }
            Item::Observe { measure, value } => {
                self.text("observe ");
                self.quantity_before_operator(measure);
                self.stated(value);
            }
            Item::Claim { measure, value } => {
                self.text("claim ");
                self.quantity_before_operator(measure);
                self.stated(value);
            }
            Item::Compare { left, right } => {
                self.text("compare ");
                self.quantity(left);
                self.text(" with ");
                self.quantity(right);
            }
            Item::Discrepancy { name, value } => {
                self.text("discrepancy ");
                self.ident(name);
                self.value(Some(value));
            }
            Item::Target { name, condition } => {
                self.text("target ");
                self.ident(name);
                if let Some(condition) = condition {
                    self.text(" : ");
                    self.expression(condition);
                }
            }
            Item::Scenario { name, title } => {
                self.text("scenario ");
                self.ident(name);
                if let Some(title) = title {
                    self.text(" ");
                    self.words(title);
                }
            }
            Item::Chart { title, quantities } => self.chart(title.as_ref(), quantities, keyword),
            Item::Section { heading } => {
                self.text("section ");
                self.words(heading);
            }
            Item::Import { path } => {
                self.text("import ");
                self.words(path);
            }
            Item::Error => self.text("…"),
        }
    }

    fn quantity_head(
        &mut self,
        keyword: &str,
        name: &Defined,
        unit: Option<&UnitExpr>,
        value: Option<&Expr>,
    ) {
        self.text(keyword);
        self.ident(&name.name);
        self.subscripts(&name.dimensions);
        self.unit_of(unit);
        self.value(value);
    }

    fn unit_of(&mut self, unit: Option<&UnitExpr>) {
        if let Some(unit) = unit {
            self.text(" : ");
            self.unit(unit);
        }
    }

    fn value(&mut self, value: Option<&Expr>) {
        if let Some(value) = value {
            self.text(" = ");
            self.expression(value);
        }
    }

    fn publisher(&mut self, publisher: &Text) {
        // Plain words need no quotation marks; `end` would start a date.
        let plain =
            publisher.text.split(' ').all(|word| is_plain_word(word) && !is_clause_word(word))
                && !publisher.text.starts_with("end ")
                && publisher.text != "end";
        if plain { self.text(&publisher.text) } else { self.words(publisher) }
    }

    fn points(&mut self, points: &[Point]) {
        self.text(" =");
        for (index, point) in points.iter().enumerate() {
            // No line ends in `=`: that reads as if the points were missing.
            if index == 0 {
                self.text(" ")
            } else {
                self.may_break(Break::Fill)
            }
            self.text("(");
            self.expression(&point.x);
            self.text(", ");
            self.expression(&point.y);
            self.text(")");
        }
    }

    fn stated(&mut self, stated: &Stated) {
        self.text(" = ");
        let (value, error) = match stated {
            Stated::Point { value, error } => (value, error),
            Stated::Range { low, high } => {
                self.quantity_before_operator(low);
                self.text("..");
                return self.quantity(high);
            }
            Stated::AtLeast { value, error } => {
                self.text("at least ");
                (value, error)
            }
            Stated::AtMost { value, error } => {
                self.text("at most ");
                (value, error)
            }
        };
        self.quantity(value);
        if let Some(error) = error {
            self.text(" ± ");
            self.quantity(error);
        }
    }

    fn prior(&mut self, prior: Option<&Prior>) {
        let Some(prior) = prior else { return };
        self.text(" ~ ");
        match &prior.kind {
            PriorKind::Named { name, arguments } => {
                self.ident(name);
                for (index, argument) in arguments.iter().enumerate() {
                    self.text(if index == 0 { "(" } else { ", " });
                    if let Some(name) = &argument.name {
                        self.ident(name);
                        self.text(" ");
                    }
                    self.quantity(&argument.value);
                }
                if !arguments.is_empty() {
                    self.text(")");
                }
            }
            PriorKind::Between { low, high, most_likely } => {
                self.quantity(low);
                self.text(" to ");
                self.quantity(high);
                if let Some(most_likely) = most_likely {
                    self.text(" most likely ");
                    self.quantity(most_likely);
                }
            }
        }
        if prior.shared {
            self.text(" shared");
        }
    }

    fn chart(&mut self, title: Option<&Text>, quantities: &[Expr], keyword: bool) {
        let mut separate = false;
        if keyword {
            self.text("chart");
            separate = true;
        }
        if let Some(title) = title {
            if separate {
                self.text(" ");
            }
            self.words(title);
            separate = true;
        }
        for (index, quantity) in quantities.iter().enumerate() {
            if index > 0 {
                self.text(",");
                self.may_break(Break::Fill);
            } else if separate {
                self.text(" ");
            }
            self.quantity(quantity);
        }
    }
}

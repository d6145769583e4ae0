//! Expressions, units and dates as text.

use super::layout::{Break, Part};
use crate::expressions::{level, level_of};
use crate::tree::{
    Arm, BinaryOperator, DateExpr, Expr, ExprKind, Ident, Number, Text, UnaryOperator, UnitExpr,
};
use crate::words::{follows_number, in_backquotes, is_glued_scale, is_plain_name};

/// Collects the parts of a line.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub parts: Vec<Part>,
    depth: u32,
    brackets: u32,
}

impl Writer {
    pub fn text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    pub fn may_break(&mut self, kind: Break) {
        self.parts.push(Part::Break { depth: self.depth, kind });
    }

    /// Everything on one line.
    pub fn flat(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) | Part::Words(text) => text,
                Part::Break { kind: Break::Tight, .. } => "",
                Part::Break { .. } => " ",
            })
            .collect()
    }

    pub fn ident(&mut self, ident: &Ident) {
        self.text(&spelled(ident));
    }

    pub fn idents(&mut self, idents: &[Ident]) {
        for (index, ident) in idents.iter().enumerate() {
            if index > 0 {
                self.text(",");
                self.may_break(Break::Fill);
            }
            self.ident(ident);
        }
    }

    pub fn words(&mut self, text: &Text) {
        let mut literal = String::with_capacity(text.text.len() + 2);
        literal.push('"');
        for character in text.text.chars() {
            match character {
                '"' | '\\' => {
                    literal.push('\\');
                    literal.push(character);
                }
                // Line breaks in a text count as blanks, and other control characters for nothing.
                c if c.is_control() && c != '\t' => literal.push(' '),
                _ => literal.push(character),
            }
        }
        literal.push('"');
        self.parts.push(Part::Words(literal));
    }

    /// Any expression.
    pub fn expression(&mut self, expr: &Expr) {
        self.operand(expr, 0, true);
    }

    /// An expression where comparisons and spans cannot stand without brackets.
    pub fn quantity(&mut self, expr: &Expr) {
        self.operand(expr, level::ADD, true);
    }

    /// A quantity that an operator of the statement follows, such as the `=` of an observation.
    pub fn quantity_before_operator(&mut self, expr: &Expr) {
        self.operand(expr, level::ADD, false);
    }

    /// An expression that binds at least as tightly as `least`, in brackets where it does not.
    /// `last` says that nothing stands behind it that an open end such as `else b` would take in.
    fn operand(&mut self, expr: &Expr, least: u8, last: bool) {
        let needs_brackets = match &expr.kind {
            // `real` takes nothing looser than a call, not even an open end.
            ExprKind::If { .. } => !last || least == level::PRIMARY,
            ExprKind::Moves { .. } => least > 0,
            kind => level_of_kind(kind) < least,
        };
        self.depth += 1;
        if needs_brackets {
            self.bracketed(expr);
        } else {
            self.bare(expr, last);
        }
        self.depth -= 1;
    }

    fn bracketed(&mut self, expr: &Expr) {
        self.open("(");
        self.operand(expr, level::OR, true);
        self.close(")");
    }

    fn open(&mut self, bracket: &str) {
        self.text(bracket);
        self.depth += 1;
        self.brackets += 1;
    }

    fn close(&mut self, bracket: &str) {
        self.depth -= 1;
        self.brackets -= 1;
        self.text(bracket);
    }

    fn bare(&mut self, expr: &Expr, last: bool) {
        match &expr.kind {
            ExprKind::Number(number) => self.number(number),
            ExprKind::Date(date) => self.text(&date.to_string()),
            ExprKind::EndOf(date) => self.text(&format!("end of {date}")),
            ExprKind::Name { name, subscripts } => {
                self.ident(name);
                self.subscripts(subscripts);
            }
            ExprKind::Call { function, arguments } => {
                self.ident(function);
                self.open("(");
                for (index, argument) in arguments.iter().enumerate() {
                    if index > 0 {
                        self.text(",");
                        self.may_break(Break::Fill);
                    } else {
                        self.may_break(Break::Tight);
                    }
                    self.operand(argument, level::OR, true);
                }
                self.close(")");
            }
            ExprKind::Reduce { function, body, indices } => {
                self.ident(function);
                self.open("(");
                self.operand(body, level::OR, true);
                self.may_break(Break::Fill);
                for (index, (name, dimension)) in indices.iter().enumerate() {
                    self.text(if index > 0 { ", " } else { "for " });
                    self.ident(name);
                    self.text(" in ");
                    self.ident(dimension);
                }
                self.close(")");
            }
            ExprKind::Unary { operator: UnaryOperator::Minus, operand } => {
                self.text("-");
                self.operand(operand, level::UNARY, last);
            }
            ExprKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.text("not ");
                self.operand(operand, level::NOT, last);
            }
            ExprKind::Binary { operator, left, right, .. } => {
                self.binary(*operator, left, right, last);
            }
            ExprKind::If { condition, then, otherwise } => {
                self.text("if ");
                self.operand(condition, level::OR, true);
                self.may_break(Break::Fill);
                self.text("then ");
                self.operand(then, level::OR, true);
                self.may_break(Break::Fill);
                self.text("else ");
                self.operand(otherwise, level::OR, last);
            }
            ExprKind::Map(arms) => self.arms(arms),
            ExprKind::Choose { name, arms } => {
                self.text("choose ");
                self.ident(name);
                self.text(" ");
                self.arms(arms);
            }
            ExprKind::Range { low, high } => {
                self.operand(low, level::ADD, false);
                self.text("..");
                self.operand(high, level::ADD, last);
            }
            ExprKind::Real(inner) => {
                self.text("real ");
                self.operand(inner, level::PRIMARY, last);
            }
            ExprKind::Moves { measure, rises, amount, base } => {
                self.operand(measure, level::OR, true);
                self.text(if *rises { " rises " } else { " falls " });
                if let Some(amount) = amount {
                    self.operand(amount, level::ADD, true);
                    self.text(" ");
                }
                self.text("from ");
                self.date(base);
            }
            ExprKind::Parenthesised(inner) => self.bracketed(inner),
            ExprKind::Error => self.text("…"),
        }
    }

    fn binary(&mut self, operator: BinaryOperator, left: &Expr, right: &Expr, last: bool) {
        let binding = level_of(operator);
        let (left_level, right_level) = match operator {
            BinaryOperator::Power => (level::PRIMARY, level::UNARY),
            // Comparisons do not chain.
            _ if binding == level::COMPARE => (binding + 1, binding + 1),
            _ => (binding, binding + 1),
        };
        // The breaks of a chain such as `a + b + c` are of one depth.
        let chained = matches!(&left.kind,
            ExprKind::Binary { operator, .. } if level_of(*operator) == binding);
        if chained && left_level == binding {
            self.bare(left, false);
        } else {
            self.operand(left, left_level, false);
        }
        if operator == BinaryOperator::Power {
            // Tight behind a unit, the power would be the unit's.
            let tight = !matches!(&left.kind,
                ExprKind::Number(Number { unit, scales, .. }) if unit.is_some() || !scales.is_empty());
            self.text(if tight { "^" } else { " ^ " });
        } else {
            self.text(" ");
            self.text(operator_text(operator));
            self.may_break(Break::Fill);
        }
        self.operand(right, right_level, last);
    }

    fn arms(&mut self, arms: &[Arm]) {
        if arms.is_empty() {
            return self.text("{}");
        }
        self.open("{");
        self.may_break(Break::Open);
        for (index, arm) in arms.iter().enumerate() {
            if index > 0 {
                self.text(",");
                self.may_break(Break::Arm);
            }
            match &arm.key {
                Some(key) => self.ident(key),
                None => self.text("else"),
            }
            self.text(": ");
            self.operand(&arm.value, level::OR, true);
        }
        self.may_break(Break::Close);
        self.close("}");
    }

    pub fn subscripts(&mut self, names: &[Ident]) {
        if !names.is_empty() {
            self.open("[");
            self.idents(names);
            self.close("]");
        }
    }

    fn number(&mut self, number: &Number) {
        if number.digits.is_empty() {
            self.text(&number.value.to_string());
        } else {
            self.text(&number.digits);
        }
        self.scales(&number.scales);
        if number.percent {
            self.text("%");
        }
        if let Some(unit) = &number.unit {
            self.scales(&unit.scales);
            if !unit.factors.is_empty() {
                self.text(" ");
                self.factors(unit, true);
            }
        }
    }

    /// Scale words, each behind a blank; `万亿` is written as one.
    fn scales(&mut self, scales: &[Ident]) {
        let mut glued = false;
        for scale in scales {
            let chinese = scale.text.chars().all(is_glued_scale);
            if !(glued && chinese) {
                self.text(" ");
            }
            self.text(&scale.text);
            glued = chinese;
        }
    }

    pub fn unit(&mut self, unit: &UnitExpr) {
        for scale in &unit.scales {
            self.text(&scale.text);
            self.text(" ");
        }
        if unit.factors.is_empty() {
            self.text("1");
        } else {
            self.factors(unit, false);
        }
    }

    fn factors(&mut self, unit: &UnitExpr, behind_number: bool) {
        for (index, factor) in unit.factors.iter().enumerate() {
            match (index, factor.power < 0) {
                (0, true) => self.text("1/"),
                (0, false) => {}
                (_, true) => self.text("/"),
                (_, false) => self.text("*"),
            }
            let name = &factor.name;
            let word = name.text.as_str();
            let taken = behind_number
                && index == 0
                && factor.power > 0
                && (matches!(word, "rises" | "falls")
                    || (self.brackets == 0 && follows_number(word)));
            if name.text == "%" && !name.quoted {
                self.text("%");
            } else if taken {
                self.text(&in_backquotes(word));
            } else {
                self.ident(name);
            }
            if factor.power.unsigned_abs() != 1 {
                self.text(&format!("^{}", factor.power.unsigned_abs()));
            }
        }
    }

    pub fn date(&mut self, date: &DateExpr) {
        self.text(&date.to_string());
    }

    /// The step of the simulation, in which `1/32 year` is a thirty-second of a year.
    pub fn step(&mut self, step: &Expr) {
        let ExprKind::Binary { operator: BinaryOperator::Divide, left, right, .. } = &step.kind
        else {
            return self.quantity(step);
        };
        let (ExprKind::Number(numerator), ExprKind::Number(denominator)) =
            (&left.kind, &right.kind)
        else {
            return self.quantity(step);
        };
        if !numerator.scales.is_empty() || numerator.percent {
            return self.quantity(step);
        }
        match &numerator.unit {
            Some(unit) if denominator.unit.is_none() && !denominator.percent => {
                let mut count = numerator.clone();
                count.unit = None;
                self.number(&count);
                self.text("/");
                let mut share = denominator.clone();
                share.unit = Some(unit.clone());
                self.number(&share);
            }
            None if denominator.unit.is_some() => {
                self.number(numerator);
                self.text(" / ");
                self.bracketed(right);
            }
            _ => self.quantity(step),
        }
    }
}

/// The name, in backquotes where it needs them.
pub(super) fn spelled(ident: &Ident) -> String {
    if ident.quoted || !is_plain_name(&ident.text) {
        in_backquotes(&ident.text)
    } else {
        ident.text.clone()
    }
}

fn level_of_kind(kind: &ExprKind) -> u8 {
    match kind {
        ExprKind::Binary { operator, .. } => level_of(*operator),
        ExprKind::Unary { operator: UnaryOperator::Minus, .. } => level::UNARY,
        ExprKind::Unary { operator: UnaryOperator::Not, .. } => level::NOT,
        ExprKind::Range { .. } => level::RANGE,
        ExprKind::Number(number) if number.digits.starts_with('-') || number.value < 0.0 => {
            level::UNARY
        }
        _ => level::PRIMARY,
    }
}

const fn operator_text(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Or => "or",
        BinaryOperator::And => "and",
        BinaryOperator::Equal => "=",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Power => "^",
    }
}

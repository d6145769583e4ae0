//! The parts of heads: names with units, points, stated values, conditions.

use crate::Diagnostic;
use crate::parser::{Parsed, Parser, Reported};
use crate::token::{Symbol, TokenKind};
use crate::tree::{Defined, Expr, ExprKind, Item, Point, Stated, Text, UnitExpr};
use crate::words::{follows_number, is_clause_word, stands_alone};

impl Parser<'_> {
    /// `name[dimension] : unit`
    pub fn defined(&mut self, what: &str) -> Parsed<(Defined, Option<UnitExpr>)> {
        let name = self.name(&format!("the name of the {what}"))?;
        let dimensions = if self.is(Symbol::OpenSquare) { self.subscripts()? } else { Vec::new() };
        Ok((Defined { name, dimensions }, self.unit_behind_colon()))
    }

    /// `: unit`, where it is written. After a mistake in it the value is still read.
    pub fn unit_behind_colon(&mut self) -> Option<UnitExpr> {
        if !self.eat(Symbol::Colon) {
            return None;
        }
        let unit = self.unit();
        if unit.is_err() {
            while !self.at_end() && !self.is(Symbol::Equal) && !self.is(Symbol::Tilde) {
                self.bump();
            }
        }
        unit.ok()
    }

    /// `= expression`, where it is written.
    pub fn value(&mut self) -> Option<Expr> {
        if !self.eat(Symbol::Equal) {
            return None;
        }
        let value = self.expression();
        Some(self.recover(value))
    }

    pub fn time(&mut self) -> Parsed<Item> {
        let start = self.quantity()?;
        self.expect_word("to", "and the last instant")?;
        let mut end = self.quantity()?;
        // The unit behind the range is the plan's, not that of its last instant.
        let unit = match &mut end.kind {
            ExprKind::Number(number) => number.unit.take(),
            _ => None,
        };
        if let Some(unit) = &unit {
            end.span.end = end.span.end.min(unit.span.start);
            let written = self.document.get(end.span.start..end.span.end).unwrap_or_default();
            end.span.end = end.span.start + written.trim_end().len();
        }
        let step = if self.eat_word("step") {
            let step = self.step();
            Some(self.recover(step))
        } else {
            None
        };
        Ok(Item::Time { start, end, unit, step })
    }

    /// The step of the simulation. `1/32 year` means (1/32) year here, although everywhere else
    /// the unit binds tighter than the division: it becomes `1 year` divided by 32.
    fn step(&mut self) -> Parsed<Expr> {
        let fraction = matches!(self.raw(0).kind, TokenKind::Number { .. })
            && self.raw(1).is(Symbol::Slash)
            && matches!(self.raw(2).kind, TokenKind::Number { .. });
        let mut step = self.quantity()?;
        if fraction
            && let ExprKind::Binary { left, right, .. } = &mut step.kind
            && let ExprKind::Number(numerator) = &mut left.kind
            && let ExprKind::Number(denominator) = &mut right.kind
        {
            numerator.unit = denominator.unit.take();
        }
        Ok(step)
    }

    pub fn units(&mut self) -> Parsed<Item> {
        let mut names = vec![self.name("the name of a unit")?];
        while self.eat(Symbol::Comma) {
            names.push(self.name("the name of a unit")?);
        }
        Ok(Item::Unit { names, definition: self.value() })
    }

    pub fn source(&mut self) -> Parsed<Item> {
        let name = self.name("the name of the source")?;
        if matches!(self.peek().map(|token| &token.kind), Some(TokenKind::Text(_))) {
            return Err(self.expected_with(
                "`=` and the title of the source",
                "to cite a source, indent the line under the statement that cites it",
            ));
        }
        self.expect(Symbol::Equal, "and the title of the source")?;
        let title = self.expect_text("the title of the source")?;
        let (mut publisher, mut date) = (None, None);
        if self.eat(Symbol::Comma) {
            let is_date =
                |kind: &TokenKind| matches!(kind, TokenKind::Number { .. } | TokenKind::Date(_));
            if !self.peek().is_some_and(|token| is_date(&token.kind) || token.is_word("end")) {
                publisher = Some(self.publisher()?);
            }
            if publisher.is_none() || self.eat(Symbol::Comma) {
                date = Some(self.date_expr()?);
            }
        }
        Ok(Item::Source { name, title, publisher, date })
    }

    /// A publisher is a text or plain words: `China Daily`.
    fn publisher(&mut self) -> Parsed<Text> {
        if let Some(text) = self.text() {
            return Ok(text);
        }
        let start = self.here();
        let mut words: Vec<String> = Vec::new();
        while let Some(token) = self.peek()
            && let Some(word) = token.word()
        {
            // `China Daily known 2024`: the clause starts where a clause's word has its value, or at a
            // word that is a clause by itself.
            let clause = !words.is_empty()
                && is_clause_word(word)
                && (stands_alone(word)
                    || self.peek_second().is_some_and(|next| {
                        matches!(
                            next.kind,
                            TokenKind::Text(_) | TokenKind::Number { .. } | TokenKind::Date(_)
                        ) || next.is_word("end")
                            || (word == "label" && matches!(self.raw(2).kind, TokenKind::Text(_)))
                    }));
            if clause {
                break;
            }
            words.push(word.to_owned());
            self.bump();
        }
        if words.is_empty() {
            return Err(self.expected_with(
                "the publisher or a date",
                "a publisher with other signs than letters stands in quotation marks",
            ));
        }
        Ok(Text { span: self.span_from(start), text: words.join(" ") })
    }

    pub fn table(&mut self) -> Parsed<Item> {
        let name = self.name("the name of the table")?;
        if !self.is(Symbol::OpenRound) {
            return Err(self.expected_with(
                "`(` and the argument of the table",
                "a table is written `table f(x : unit) : unit = (0, 1) (1, 2)`",
            ));
        }
        let opened = self.bump();
        let argument = self.name("the argument of the table")?;
        let argument_unit = if self.eat(Symbol::Colon) { Some(self.unit()?) } else { None };
        self.close(Symbol::CloseRound, opened)?;
        let unit = self.unit_behind_colon();
        self.expect(Symbol::Equal, "and the points")?;
        let points = self.points();
        Ok(Item::Table { name, argument, argument_unit, unit, points, prior: self.prior() })
    }

    /// `(x, y) (x, y) …`; a line that starts with `(` goes on with the points, and commas between
    /// them do no harm.
    pub fn points(&mut self) -> Vec<Point> {
        let mut points = Vec::new();
        if !self.is(Symbol::OpenRound) {
            self.expected_with("a point", "points are written `(2019, 6.0) (2020, 2.9)`");
            self.skip();
            return points;
        }
        loop {
            let next = self.raw(0);
            if !next.is(Symbol::OpenRound) || (next.line_start && self.at_statement()) {
                return points;
            }
            match self.point() {
                Ok(point) => points.push(point),
                Err(Reported) => {
                    self.skip();
                    return points;
                }
            }
            if self.is(Symbol::Comma) && self.raw(1).is(Symbol::OpenRound) {
                self.bump();
            }
        }
    }

    fn point(&mut self) -> Parsed<Point> {
        let opened = self.bump();
        let x = self.expression()?;
        self.expect(Symbol::Comma, "and the value of the point")?;
        let y = self.expression()?;
        if self.is(Symbol::Comma) {
            return Err(self.expected_with(
                "`)`",
                "a point has two numbers; `1,640` is written `1640` or `1_640`",
            ));
        }
        self.close(Symbol::CloseRound, opened)?;
        Ok(Point { span: self.span_from(opened.start), x, y })
    }

    pub fn shock(&mut self) -> Parsed<Item> {
        let (name, unit) = self.defined("shock")?;
        let prior = self.prior();
        let per = if self.eat_word("per") { Some(self.unit()?) } else { None };
        Ok(Item::Shock { name, unit, prior, per })
    }

    /// `measure = stated`
    pub fn statement_of_measure(&mut self) -> Parsed<(Expr, Stated)> {
        let measure = self.quantity()?;
        self.expect(Symbol::Equal, "and the value")?;
        let start = self.here();
        let stated = self.stated().unwrap_or_else(|Reported| {
            self.skip();
            let span = crate::Span::new(start, start);
            Stated::Point { value: Expr { span, kind: ExprKind::Error }, error: None }
        });
        Ok((measure, stated))
    }

    fn stated(&mut self) -> Parsed<Stated> {
        if self.is_word("at") && self.peek_second().is_some_and(|next| next.word().is_some()) {
            self.bump();
            let word = self.word("`least` or `most`", &["least", "most"])?;
            let value = self.quantity()?;
            let error = self.error_of_value()?;
            return Ok(match word.text.as_str() {
                "least" => Stated::AtLeast { value, error },
                _ => Stated::AtMost { value, error },
            });
        }
        let value = self.quantity()?;
        if self.eat(Symbol::DotDot) {
            return Ok(Stated::Range { low: value, high: self.quantity()? });
        }
        Ok(Stated::Point { value, error: self.error_of_value()? })
    }

    /// `± e`
    fn error_of_value(&mut self) -> Parsed<Option<Expr>> {
        if self.eat(Symbol::PlusMinus) { self.quantity().map(Some) } else { Ok(None) }
    }

    /// A comparison, or `measure rises [amount] from DATE`.
    pub fn condition(&mut self) -> Parsed<Expr> {
        let measure = self.expression()?;
        let Some(word) = self.peek().and_then(|token| token.word()) else { return Ok(measure) };
        let rises = match word {
            "rises" => true,
            "falls" => false,
            _ => return Ok(measure),
        };
        self.bump();
        let amount = if self.is_word("from") { None } else { Some(Box::new(self.quantity()?)) };
        self.expect_word("from", "and the year to compare with")?;
        let base = self.date_expr()?;
        let span = measure.span.to(base.span);
        Ok(Expr { span, kind: ExprKind::Moves { measure: Box::new(measure), rises, amount, base } })
    }

    /// The content of a `chart` block, which has no keyword.
    pub fn chart_head(&mut self) -> Parsed<Item> {
        if self.is_word("chart")
            && matches!(self.raw(1).kind, TokenKind::Text(_) | TokenKind::Name { .. })
        {
            let span = self.raw(0).span;
            let next = self.raw(1).span.start;
            self.report(
                Diagnostic::error("syntax", "`chart` inside a chart block", span, "not needed")
                    .help("the info string of the block says that it is a chart")
                    .fix(crate::Span::new(span.start, next.max(span.end)), ""),
            );
            self.bump();
        }
        self.chart()
    }

    pub fn chart(&mut self) -> Parsed<Item> {
        let title = self.text();
        let mut quantities = Vec::new();
        let clause = |parser: &Self| {
            parser.peek().and_then(|token| token.word()).is_some_and(follows_number)
                && parser.peek_second().is_some_and(|next| {
                    !matches!(next.kind, TokenKind::Symbol(_)) && !next.is_word("and")
                })
        };
        if !self.at_end() && !clause(self) {
            quantities.push(self.quantity()?);
            while self.eat(Symbol::Comma) {
                quantities.push(self.quantity()?);
            }
        }
        Ok(Item::Chart { title, quantities })
    }
}

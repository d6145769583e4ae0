//! Units and dates.

use crate::parser::{Parsed, Parser};
use crate::token::{Symbol, TokenKind};
use crate::tree::{Date, DateExpr, Ident, UnitExpr, UnitFactor};
use crate::words::{follows_number, is_reserved, is_scale};
use crate::{Diagnostic, Span};

/// Higher powers of a unit mean nothing in a plan.
const MAX_POWER: i32 = 99;

impl Parser<'_> {
    /// Scale words: `thousand million`.
    pub fn scales(&mut self) -> Vec<Ident> {
        let mut scales = Vec::new();
        while let Some(token) = self.peek()
            && let Some(word) = token.word()
            && is_scale(word)
        {
            scales.push(Ident { span: token.span, text: word.to_owned(), quoted: false });
            self.bump();
        }
        scales
    }

    /// Whether the next token is a name that would be a unit behind a number.
    pub fn unit_follows(&self) -> bool {
        let Some(token) = self.peek() else { return false };
        let TokenKind::Name { text, quoted } = &token.kind else { return false };
        let taken = is_reserved(text)
            || matches!(text.as_str(), "rises" | "falls")
            || (!self.in_brackets() && follows_number(text));
        if !quoted && taken {
            return false;
        }
        // `5 f(x)` lacks an operator; taking `f` for a unit would only make the message worse.
        !self.peek_second().is_some_and(|next| {
            !next.blank_before && (next.is(Symbol::OpenRound) || next.is(Symbol::OpenSquare))
        })
    }

    /// The unit behind a number, where one follows. Its operators stand tight: `5 yuan/year`.
    pub fn number_unit(&mut self) -> Parsed<Option<UnitExpr>> {
        let one = self.peek().is_some_and(|token| is_one(&token.kind))
            && self.tight_operator_follows(1, &[Symbol::Slash]);
        if !one && !self.unit_follows() {
            return Ok(None);
        }
        let start = self.here();
        let mut factors = Vec::new();
        self.product(true, 1, &mut factors)?;
        Ok(Some(UnitExpr { span: self.span_from(start), scales: Vec::new(), factors }))
    }

    /// A unit where nothing but a unit can stand: blanks around its operators are allowed.
    pub fn unit(&mut self) -> Parsed<UnitExpr> {
        let start = self.here();
        let scales = self.scales();
        let mut factors = Vec::new();
        self.product(false, 1, &mut factors)?;
        Ok(UnitExpr { span: self.span_from(start), scales, factors })
    }

    fn product(&mut self, tight: bool, sign: i32, factors: &mut Vec<UnitFactor>) -> Parsed<()> {
        self.factor(tight, sign, factors)?;
        loop {
            let token = match self.peek() {
                Some(token) if !tight || !token.blank_before => token,
                _ => return Ok(()),
            };
            let sign = match token.kind {
                TokenKind::Symbol(Symbol::Star) => sign,
                TokenKind::Symbol(Symbol::Slash) => -sign,
                _ => return Ok(()),
            };
            if tight && !self.tight_operator_follows(0, &[Symbol::Star, Symbol::Slash]) {
                return Ok(());
            }
            self.bump();
            self.factor(tight, sign, factors)?;
        }
    }

    /// Whether an operator stands `ahead` with no blanks around it and a unit behind it.
    fn tight_operator_follows(&self, ahead: usize, symbols: &[Symbol]) -> bool {
        let operator = self.raw(ahead);
        let next = self.raw(ahead + 1);
        if operator.blank_before
            || next.blank_before
            || !symbols.iter().any(|&symbol| operator.is(symbol))
        {
            return false;
        }
        match &next.kind {
            TokenKind::Name { text, quoted } => {
                let after = self.raw(ahead + 2);
                let called = !after.blank_before
                    && (after.is(Symbol::OpenRound) || after.is(Symbol::OpenSquare));
                (*quoted || !is_reserved(text)) && !called
            }
            TokenKind::Symbol(Symbol::OpenRound) => self.unit_in_brackets(ahead + 2),
            _ => false,
        }
    }

    /// Whether nothing but a unit stands up to the closing bracket: `5 yuan/(person*year)` is a
    /// quantity, `5 yuan/(a + b)` and `5 yuan/(2)` are quotients.
    fn unit_in_brackets(&self, from: usize) -> bool {
        let mut depth = 1;
        let mut operand_expected = true;
        let mut ahead = from;
        loop {
            let token = self.raw(ahead);
            let next = self.raw(ahead + 1);
            match &token.kind {
                TokenKind::Name { text, quoted } if operand_expected => {
                    let called = !next.blank_before
                        && (next.is(Symbol::OpenRound) || next.is(Symbol::OpenSquare));
                    if called || (!quoted && is_reserved(text)) {
                        return false;
                    }
                    operand_expected = false;
                }
                kind if operand_expected && is_one(kind) && next.is(Symbol::Slash) => {
                    operand_expected = false;
                }
                TokenKind::Symbol(Symbol::OpenRound) if operand_expected => depth += 1,
                TokenKind::Symbol(Symbol::Star | Symbol::Slash) if !operand_expected => {
                    operand_expected = true;
                }
                TokenKind::Symbol(Symbol::Caret) if !operand_expected => {
                    ahead += usize::from(next.is(Symbol::Minus)) + 1;
                    if !matches!(self.raw(ahead).kind, TokenKind::Number { .. }) {
                        return false;
                    }
                }
                TokenKind::Symbol(Symbol::CloseRound) if !operand_expected => {
                    depth -= 1;
                    if depth == 0 {
                        return true;
                    }
                }
                _ => return false,
            }
            ahead += 1;
        }
    }

    fn factor(&mut self, tight: bool, sign: i32, factors: &mut Vec<UnitFactor>) -> Parsed<()> {
        let first = factors.len();
        if self.is(Symbol::OpenRound) {
            let opened = self.bump();
            // Brackets say where the unit ends, so blanks cannot mislead in them.
            self.nested(|parser| parser.product(false, sign, factors))?;
            self.close(Symbol::CloseRound, opened)?;
        } else if self.peek().is_some_and(|token| is_one(&token.kind)) {
            self.bump();
        } else if self.is(Symbol::Percent) {
            let span = self.bump();
            let name = Ident { span, text: "%".to_owned(), quoted: false };
            factors.push(UnitFactor { name, power: sign });
        } else if self.peek().is_some_and(|token| matches!(token.kind, TokenKind::Number { .. })) {
            return Err(self.expected_with(
                "a unit",
                "a multiple of a unit has a name of its own: `unit crate = 24 bottle`",
            ));
        } else {
            let name = self.name("a unit")?;
            factors.push(UnitFactor { name, power: sign });
        }
        if !self.is(Symbol::Caret) || (tight && !self.tight_power_follows()) {
            return Ok(());
        }
        let power = self.power()?;
        for factor in &mut factors[first..] {
            factor.power = match factor.power.checked_mul(power) {
                Some(product) if product.abs() <= MAX_POWER => product,
                _ => return Err(self.too_high()),
            };
        }
        Ok(())
    }

    /// Whether `^` and a number follow without blanks; `5 m^x` raises the quantity `5 m`.
    fn tight_power_follows(&self) -> bool {
        let minus = usize::from(self.raw(1).is(Symbol::Minus));
        (0..=1 + minus).all(|ahead| !self.raw(ahead).blank_before)
            && matches!(self.raw(1 + minus).kind, TokenKind::Number { .. })
    }

    /// `^2`, `^-1`
    fn power(&mut self) -> Parsed<i32> {
        self.bump();
        let negative = self.eat(Symbol::Minus);
        let power = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Number { digits, .. }) => digits.parse::<i32>().ok(),
            _ => None,
        };
        match power {
            Some(power) if (1..=MAX_POWER).contains(&power) => {
                self.bump();
                Ok(if negative { -power } else { power })
            }
            Some(power) if power > MAX_POWER => Err(self.too_high()),
            _ => Err(self.expected_with(
                "a whole power of the unit",
                "put the quantity in brackets to raise it to another power: `(5 m)^0.5`",
            )),
        }
    }

    fn too_high(&mut self) -> crate::parser::Reported {
        let span = self.raw(0).span;
        self.report(Diagnostic::error(
            "too-large",
            format!("a unit with a power of more than {MAX_POWER}"),
            span,
            "too high a power",
        ))
    }

    /// `2025`, `2024-04`, `2024-04-15`, each also behind `end of`.
    pub fn date_expr(&mut self) -> Parsed<DateExpr> {
        let start = self.here();
        let end_of = self.eat_word("end");
        if end_of {
            self.expect_word("of", "and a date: `end of 2025`")?;
        }
        let Some(token) = self.peek() else { return Err(self.no_date()) };
        let span = token.span;
        let date = match &token.kind {
            TokenKind::Date(date) => *date,
            TokenKind::Number { digits, .. }
                if digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Date { year: digits.parse().unwrap_or(0), month: None, day: None }
            }
            _ => return Err(self.no_date()),
        };
        self.bump();
        if date.month.is_none() {
            self.single_digit_month(span)?;
        }
        self.check_date(date, span)?;
        Ok(DateExpr { span: self.span_from(start), end_of, date })
    }

    fn no_date(&mut self) -> crate::parser::Reported {
        self.expected_with(
            "a date",
            "dates are written `2024`, `2024-04`, `2024-04-15`, `end of 2025`",
        )
    }

    /// `2024-4` would otherwise be a year and a remainder that nobody understands.
    fn single_digit_month(&mut self, year: Span) -> Parsed<()> {
        let minus = self.raw(0);
        let month = self.raw(1);
        let TokenKind::Number { digits, .. } = &month.kind else { return Ok(()) };
        if !minus.is(Symbol::Minus) || minus.blank_before || month.blank_before || digits.len() != 1
        {
            return Ok(());
        }
        let span = year.to(month.span);
        let written = self.document.get(year.start..year.end).unwrap_or_default();
        let mended = format!("{written}-0{digits}");
        Err(self.report(
            Diagnostic::error("bad-date", "a month with a single digit", span, "this one")
                .help(format!("write months with two digits: `{mended}`"))
                .fix(span, mended),
        ))
    }

    /// Reports a date that no calendar has.
    pub fn check_date(&mut self, date: Date, span: Span) -> Parsed<()> {
        let Some(reason) = impossible(date) else { return Ok(()) };
        let written = self.document.get(span.start..span.end).unwrap_or_default();
        let message = format!("{written} is not a date");
        Err(self.report(Diagnostic::error("bad-date", message, span, reason)))
    }
}

fn is_one(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Number { digits, .. } if digits == "1")
}

/// Why the calendar does not have the date.
fn impossible(date: Date) -> Option<String> {
    let month = date.month?;
    let name = match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        12 => "December",
        _ => return Some(format!("a year has no month {month:02}")),
    };
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match date.day? {
        0 => Some("days count from 01".to_owned()),
        29 if month == 2 && !leap => {
            Some(format!("{} is not a leap year: its February has 28 days", date.year))
        }
        day if day > days => Some(format!("{name} has {days} days")),
        _ => None,
    }
}

//! Expressions: operator precedence, calls, subscripts, maps.

use crate::parser::{Parsed, Parser, Reported};
use crate::token::{Symbol, TokenKind};
use crate::tree::{Arm, BinaryOperator, Date, Expr, ExprKind, Ident, Number, UnaryOperator};
use crate::words::{is_reserved, is_scale};
use crate::{Diagnostic, Span};

/// How tall a tree may grow, chains such as `a + b + c …` included. Everything that walks over a
/// tree may recurse without asking.
const MAX_HEIGHT: u32 = 400;

/// Binding strength, loosest first.
pub(crate) mod level {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARE: u8 = 4;
    pub const RANGE: u8 = 5;
    pub const ADD: u8 = 6;
    pub const MULTIPLY: u8 = 7;
    pub const UNARY: u8 = 8;
    pub const POWER: u8 = 9;
    pub const PRIMARY: u8 = 10;
}

/// The binding strength of an operator.
pub(crate) const fn level_of(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::Or => level::OR,
        BinaryOperator::And => level::AND,
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => level::COMPARE,
        BinaryOperator::Add | BinaryOperator::Subtract => level::ADD,
        BinaryOperator::Multiply | BinaryOperator::Divide => level::MULTIPLY,
        BinaryOperator::Power => level::POWER,
    }
}

enum Infix {
    Binary(BinaryOperator),
    Range,
}

/// An expression and the height of its tree.
struct Tree {
    expr: Expr,
    height: u32,
}

impl Tree {
    const fn leaf(span: Span, kind: ExprKind) -> Self {
        Self { expr: Expr { span, kind }, height: 1 }
    }
}

impl Parser<'_> {
    /// Any expression.
    pub fn expression(&mut self) -> Parsed<Expr> {
        self.operators(level::OR).map(|tree| tree.expr)
    }

    /// An expression without comparison, `and`, `or` and `..`: what stands on one side of them.
    pub fn quantity(&mut self) -> Parsed<Expr> {
        self.operators(level::ADD).map(|tree| tree.expr)
    }

    /// A tree over others; refused where it would become too tall.
    fn over(&mut self, span: Span, height: u32, kind: ExprKind) -> Parsed<Tree> {
        if height >= MAX_HEIGHT {
            return Err(self.report(
                Diagnostic::error(
                    "too-large",
                    format!("an expression of more than {MAX_HEIGHT} operators in a row"),
                    span,
                    "this one",
                )
                .help("define parts of it as `aux` of their own, or `sum` an array"),
            ));
        }
        Ok(Tree { expr: Expr { span, kind }, height: height + 1 })
    }

    fn operators(&mut self, least: u8) -> Parsed<Tree> {
        self.nested(|parser| parser.operators_here(least))
    }

    fn operators_here(&mut self, least: u8) -> Parsed<Tree> {
        let mut left = self.prefix(least)?;
        let mut compared: Option<Span> = None;
        while let Some(infix) = self.infix() {
            let binding = match infix {
                Infix::Binary(operator) => level_of(operator),
                Infix::Range => level::RANGE,
            };
            if binding < least {
                break;
            }
            let operator_span = self.bump();
            if binding == level::COMPARE {
                if let Some(first) = compared {
                    self.chained(first, operator_span);
                }
                compared = Some(operator_span);
            }
            // `^` groups to the right, and its right side may have a sign: `2^-3`.
            let right_level = if binding == level::POWER { level::UNARY } else { binding + 1 };
            let right = self.operators(right_level)?;
            let span = left.expr.span.to(right.expr.span);
            let height = left.height.max(right.height);
            let (low, high) = (Box::new(left.expr), Box::new(right.expr));
            let kind = match infix {
                Infix::Binary(operator) => {
                    ExprKind::Binary { operator, operator_span, left: low, right: high }
                }
                Infix::Range => ExprKind::Range { low, high },
            };
            left = self.over(span, height, kind)?;
            if matches!(infix, Infix::Range) && self.is(Symbol::DotDot) {
                return Err(
                    self.expected_with("the end of the span", "a span has two ends: `a..b`")
                );
            }
        }
        Ok(left)
    }

    fn chained(&mut self, first: Span, second: Span) {
        self.report(
            Diagnostic::error(
                "chained-comparison",
                "two comparisons in a row",
                second,
                "second comparison",
            )
            .label(first, "first comparison")
            .help("join them with `and`: `a < b and b < c`"),
        );
    }

    fn infix(&self) -> Option<Infix> {
        let token = self.peek()?;
        let operator = match &token.kind {
            TokenKind::Symbol(symbol) => match symbol {
                Symbol::DotDot => return Some(Infix::Range),
                Symbol::Equal => BinaryOperator::Equal,
                Symbol::NotEqual => BinaryOperator::NotEqual,
                Symbol::Less => BinaryOperator::Less,
                Symbol::LessOrEqual => BinaryOperator::LessOrEqual,
                Symbol::Greater => BinaryOperator::Greater,
                Symbol::GreaterOrEqual => BinaryOperator::GreaterOrEqual,
                Symbol::Plus => BinaryOperator::Add,
                Symbol::Minus => BinaryOperator::Subtract,
                Symbol::Star => BinaryOperator::Multiply,
                Symbol::Slash => BinaryOperator::Divide,
                Symbol::Caret => BinaryOperator::Power,
                _ => return None,
            },
            _ => match token.word()? {
                "or" => BinaryOperator::Or,
                "and" => BinaryOperator::And,
                _ => return None,
            },
        };
        Some(Infix::Binary(operator))
    }

    fn prefix(&mut self, least: u8) -> Parsed<Tree> {
        let start = self.here();
        if self.eat(Symbol::Minus) {
            let operand = self.operators(level::UNARY)?;
            return self.unary(start, UnaryOperator::Minus, operand);
        }
        if self.is_word("not") {
            return self.negation(start, least);
        }
        if self.is_word("if") {
            return self.conditional(start);
        }
        self.primary()
    }

    fn negation(&mut self, start: usize, least: u8) -> Parsed<Tree> {
        let span = self.bump();
        if least > level::NOT {
            return Err(self.report(
                Diagnostic::error(
                    "syntax",
                    "`not` behind a tighter operator",
                    span,
                    "binds less than the operator before it",
                )
                .help("put it in brackets: `(not x)`"),
            ));
        }
        let operand = self.operators(level::NOT)?;
        self.unary(start, UnaryOperator::Not, operand)
    }

    fn unary(&mut self, start: usize, operator: UnaryOperator, operand: Tree) -> Parsed<Tree> {
        let span = self.span_from(start);
        let kind = ExprKind::Unary { operator, operand: Box::new(operand.expr) };
        self.over(span, operand.height, kind)
    }

    fn conditional(&mut self, start: usize) -> Parsed<Tree> {
        self.bump();
        let condition = self.operators(level::OR)?;
        self.branch("then")?;
        let then = self.operators(level::OR)?;
        self.branch("else")?;
        let otherwise = self.operators(level::OR)?;
        let height = condition.height.max(then.height).max(otherwise.height);
        let kind = ExprKind::If {
            condition: Box::new(condition.expr),
            then: Box::new(then.expr),
            otherwise: Box::new(otherwise.expr),
        };
        let span = self.span_from(start);
        self.over(span, height, kind)
    }

    /// `then` and `else` may start a line: behind an `if` nothing else can be meant by them.
    fn branch(&mut self, word: &str) -> Parsed<()> {
        let token = self.raw(0);
        if token.is_word(word) && (!token.line_start || token.indent > 0 || self.in_brackets()) {
            self.bump();
            return Ok(());
        }
        Err(self.expected_with(
            &format!("`{word}`"),
            "a choice is written `if condition then a else b`",
        ))
    }

    /// What operators stand between. Each kind is read in a function of its own, as all of this is
    /// on the stack once for each level of brackets.
    fn primary(&mut self) -> Parsed<Tree> {
        let Some(token) = self.peek() else { return Err(self.expected("an expression")) };
        match &token.kind {
            TokenKind::Number { .. } => self.numeric(),
            TokenKind::Date(date) => {
                let date = *date;
                self.dated(date)
            }
            TokenKind::Symbol(Symbol::OpenRound) => self.parenthesised(),
            TokenKind::Symbol(Symbol::OpenCurly) => self.map(),
            TokenKind::Name { text, quoted } if *quoted || !is_reserved(text) => self.named(),
            TokenKind::Name { text, .. } => match text.as_str() {
                "end" => self.end_of(),
                "real" => self.real(),
                "choose" => self.choose(),
                _ => Err(self.no_expression()),
            },
            _ => Err(self.no_expression()),
        }
    }

    fn no_expression(&mut self) -> Reported {
        let Some(token) = self.peek() else { return self.expected("an expression") };
        let help = match &token.kind {
            TokenKind::Symbol(Symbol::Plus) => "a sign `+` is not written",
            TokenKind::Text(_) => {
                "a name with blanks or signs is written in backquotes: `` `a b` ``"
            }
            TokenKind::Name { text, .. } if is_scale(text) => {
                "a scale word stands behind a number: `5 million`"
            }
            TokenKind::Name { .. } => {
                // A reserved word: the message for names says so.
                return match self.name("an expression") {
                    Ok(name) => self.expected(&name.text),
                    Err(reported) => reported,
                };
            }
            _ => "",
        };
        self.expected_with("an expression", help)
    }

    fn numeric(&mut self) -> Parsed<Tree> {
        let start = self.here();
        let number = self.number()?;
        Ok(Tree::leaf(self.span_from(start), ExprKind::Number(number)))
    }

    fn dated(&mut self, date: Date) -> Parsed<Tree> {
        let span = self.bump();
        self.check_date(date, span)?;
        Ok(Tree::leaf(span, ExprKind::Date(date)))
    }

    fn end_of(&mut self) -> Parsed<Tree> {
        let date = self.date_expr()?;
        Ok(Tree::leaf(date.span, ExprKind::EndOf(date.date)))
    }

    fn parenthesised(&mut self) -> Parsed<Tree> {
        let opened = self.bump();
        let inner = self.operators(level::OR)?;
        self.close(Symbol::CloseRound, opened)?;
        let kind = ExprKind::Parenthesised(Box::new(inner.expr));
        self.over(self.span_from(opened.start), inner.height, kind)
    }

    fn map(&mut self) -> Parsed<Tree> {
        let start = self.here();
        let (arms, height) = self.arms()?;
        self.over(self.span_from(start), height, ExprKind::Map(arms))
    }

    fn real(&mut self) -> Parsed<Tree> {
        let start = self.bump().start;
        let inner = self.nested(Self::primary)?;
        let span = self.span_from(start);
        self.over(span, inner.height, ExprKind::Real(Box::new(inner.expr)))
    }

    fn choose(&mut self) -> Parsed<Tree> {
        let start = self.bump().start;
        let name = self.name("the name of `alternatives`")?;
        if !self.is(Symbol::OpenCurly) {
            return Err(self.expected("`{` and what to choose from"));
        }
        let (arms, height) = self.arms()?;
        self.over(self.span_from(start), height, ExprKind::Choose { name, arms })
    }

    /// A name, a call or an element. Their brackets stand tight, so that a value may be followed by
    /// something in brackets.
    fn named(&mut self) -> Parsed<Tree> {
        let name = self.name("a name")?;
        let start = name.span.start;
        let tight = self.peek().filter(|token| !token.blank_before).map(|token| &token.kind);
        match tight {
            Some(TokenKind::Symbol(Symbol::OpenRound)) => self.call(name),
            Some(TokenKind::Symbol(Symbol::OpenSquare)) => {
                let subscripts = self.subscripts()?;
                let span = self.span_from(start);
                Ok(Tree::leaf(span, ExprKind::Name { name, subscripts }))
            }
            _ => Ok(Tree::leaf(name.span, ExprKind::Name { name, subscripts: Vec::new() })),
        }
    }

    /// `[a, b]`
    pub fn subscripts(&mut self) -> Parsed<Vec<Ident>> {
        let opened = self.bump();
        let mut names = vec![self.name("an element or a dimension")?];
        while self.eat(Symbol::Comma) {
            names.push(self.name("an element or a dimension")?);
        }
        self.close(Symbol::CloseSquare, opened)?;
        Ok(names)
    }

    fn call(&mut self, function: Ident) -> Parsed<Tree> {
        let start = function.span.start;
        let opened = self.bump();
        let mut arguments = Vec::new();
        let mut height = 0;
        if !self.is(Symbol::CloseRound) {
            loop {
                let argument = self.operators(level::OR)?;
                height = height.max(argument.height);
                arguments.push(argument.expr);
                if self.is_word("for") && arguments.len() == 1 {
                    return self.reduce(function, arguments, height, opened);
                }
                if !self.eat(Symbol::Comma) {
                    break;
                }
            }
        }
        self.close(Symbol::CloseRound, opened)?;
        let span = self.span_from(start);
        self.over(span, height, ExprKind::Call { function, arguments })
    }

    fn reduce(
        &mut self,
        function: Ident,
        arguments: Vec<Expr>,
        height: u32,
        opened: Span,
    ) -> Parsed<Tree> {
        self.bump();
        let mut indices = Vec::new();
        loop {
            let index = self.name("the name of an index")?;
            self.expect_word("in", "and the dimension the index runs over")?;
            indices.push((index, self.name("a dimension")?));
            if !self.eat(Symbol::Comma) {
                break;
            }
        }
        self.close(Symbol::CloseRound, opened)?;
        let span = self.span_from(function.span.start);
        let Some(body) = arguments.into_iter().next() else { return Err(self.expected("a body")) };
        let kind = ExprKind::Reduce { function, body: Box::new(body), indices };
        self.over(span, height, kind)
    }

    /// `{ a: 1, else: 2 }`; a comma may stand behind the last arm.
    fn arms(&mut self) -> Parsed<(Vec<Arm>, u32)> {
        let opened = self.bump();
        let mut arms = Vec::new();
        let mut height = 0;
        while !self.is(Symbol::CloseCurly) {
            let key =
                if self.eat_word("else") { None } else { Some(self.name("an element or `else`")?) };
            self.expect(Symbol::Colon, "and the value")?;
            let value = self.operators(level::OR)?;
            height = height.max(value.height);
            arms.push(Arm { key, value: value.expr });
            if !self.eat(Symbol::Comma) {
                break;
            }
        }
        self.close(Symbol::CloseCurly, opened)?;
        Ok((arms, height))
    }

    /// Digits, scale words, then `%` or a unit.
    fn number(&mut self) -> Parsed<Number> {
        let Some(TokenKind::Number { digits, value }) = self.peek().map(|token| &token.kind) else {
            return Err(self.expected("a number"));
        };
        let (digits, value) = (digits.clone(), *value);
        self.bump();
        let scales = self.scales();
        let percent = self.eat(Symbol::Percent);
        let unit = if percent {
            if self.unit_follows() {
                return Err(self.expected_with(
                    "an operator or the end",
                    "a unit cannot stand behind `%`: write `20% * 1 kWh` or `20% / 1 year`",
                ));
            }
            None
        } else {
            self.number_unit()?
        };
        Ok(Number { digits, value, scales, percent, unit })
    }
}

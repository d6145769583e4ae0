//! Statements: their keywords and the parts behind them.

use crate::parser::{Mode, Parsed, Parser, Reported};
use crate::token::Symbol;
use crate::tree::{Clause, ClauseKind, Comment, Item, Statement};
use crate::words::{CLAUSES, STATEMENTS};
use crate::{Diagnostic, closest};

/// More statements than any plan has.
const MAX_STATEMENTS: usize = 100_000;

impl Parser<'_> {
    /// All statements up to the end.
    pub fn statements(&mut self) -> Vec<Statement> {
        let mut statements = Vec::new();
        while !self.is_done() {
            if statements.len() >= MAX_STATEMENTS {
                let span = self.raw(0).span;
                self.report(Diagnostic::error(
                    "too-large",
                    format!("a block of more than {MAX_STATEMENTS} statements"),
                    span,
                    "not read from here on",
                ));
                break;
            }
            statements.push(self.statement());
        }
        if let Some(first) = statements.first_mut() {
            no_blank_before(&mut first.comments, &mut first.blank_before);
        }
        statements
    }

    fn statement(&mut self) -> Statement {
        let start = self.begin();
        let start_offset = self.here();
        let blank_before = self.raw(0).empty_line_before;
        let item = match self.mode {
            Mode::Chart => self.chart_head(),
            _ => self.head(),
        }
        .unwrap_or_else(|Reported| {
            self.skip();
            Item::Error
        });
        if self.position() == start && item == Item::Error {
            // Whatever it is, it has been reported; going on needs a step forward.
            self.bump();
        }
        let head_end = self.end();
        let (mut comments, between, trailing_comment) = self.comments(start);
        comments.extend(between);
        let mut statement = Statement {
            span: crate::Span::new(start_offset, head_end.max(start_offset)),
            comments,
            trailing_comment,
            blank_before,
            item,
            clauses: Vec::new(),
        };
        let mut line_owner = None;
        while !self.at_statement() {
            self.clause_of(&mut statement, &mut line_owner);
        }
        statement.span = self.span_from(start_offset);
        statement
    }

    /// Adds a clause. `line_owner` is the clause that starts the line at hand, if any does.
    fn clause_of(&mut self, statement: &mut Statement, line_owner: &mut Option<usize>) {
        let start = self.begin();
        let token = self.raw(0);
        let (own_line, indent, start_offset) = (token.line_start, token.indent, token.span.start);
        let kind = self.clause(own_line, indent).unwrap_or_else(|Reported| {
            self.skip();
            ClauseKind::Error
        });
        if self.position() == start {
            self.bump();
        }
        let (mut comments, between, trailing_comment) = self.comments(start);
        comments.extend(between);
        if own_line {
            *line_owner = Some(statement.clauses.len());
        } else {
            // Above the line, as there is no place for a comment of its own within it.
            let owner = line_owner.and_then(|index| statement.clauses.get_mut(index));
            owner
                .map_or(&mut statement.comments, |clause| &mut clause.comments)
                .append(&mut comments);
        }
        let span = self.span_from(start_offset);
        statement.clauses.push(Clause { span, own_line, comments, trailing_comment, kind });
    }

    fn head(&mut self) -> Parsed<Item> {
        let token = self.raw(0);
        let span = token.span;
        if token.indent > 0 {
            return Err(self.report(
                Diagnostic::error(
                    "syntax",
                    "an indented line that belongs to no statement",
                    span,
                    "indented",
                )
                .help("a statement starts at the left margin of the block"),
            ));
        }
        let Some(word) = token.word().map(str::to_owned) else {
            return Err(self.expected_with(
                "a statement",
                "a statement starts with its keyword, such as `stock`, `aux` or `target`",
            ));
        };
        if STATEMENTS.contains(&word.as_str()) {
            self.bump();
            return self.item(&word);
        }
        let mut diagnostic = Diagnostic::error(
            "unknown-statement",
            format!("`{word}` starts no statement"),
            span,
            "unknown keyword",
        );
        if CLAUSES.contains(&word.as_str()) {
            diagnostic.labels[0].text = "a clause at the left margin".to_owned();
            diagnostic = diagnostic
                .help("indent it by four blanks, so that it belongs to the statement above")
                .fix(crate::Span::new(span.start, span.start), "    ");
            return Err(self.report(diagnostic));
        }
        match closest(&word, STATEMENTS.iter().copied()) {
            Some(meant) => {
                diagnostic.labels[0].text = format!("did you mean `{meant}`?");
                let diagnostic = diagnostic.fix(span, meant);
                self.report(diagnostic);
                // Read as what is meant, the statement's name is known to the rest of the plan.
                self.bump();
                self.item(meant)
            }
            None => {
                let diagnostic =
                    diagnostic.help(format!("statements are: {}", STATEMENTS.join(", ")));
                Err(self.report(diagnostic))
            }
        }
    }

    fn item(&mut self, keyword: &str) -> Parsed<Item> {
        Ok(match keyword {
            "plan" => Item::Plan { title: self.expect_text("the title of the plan")? },
            "time" => self.time()?,
            "unit" => self.units()?,
            "source" => self.source()?,
            "dimension" => {
                let name = self.name("the name of the dimension")?;
                self.expect(Symbol::Equal, "and the elements")?;
                let mut elements = vec![self.name("an element")?];
                while self.eat(Symbol::Comma) {
                    elements.push(self.name("an element")?);
                }
                Item::Dimension { name, elements }
            }
            "stock" => {
                let (name, unit) = self.defined("stock")?;
                Item::Stock { name, unit, initial: self.value() }
            }
            "flow" => {
                let (name, unit) = self.defined("flow")?;
                Item::Flow { name, unit, value: self.value() }
            }
            "aux" => {
                let (name, unit) = self.defined("auxiliary")?;
                Item::Aux { name, unit, value: self.value() }
            }
            "const" => {
                let (name, unit) = self.defined("constant")?;
                Item::Const { name, unit, value: self.value(), prior: self.prior() }
            }
            "table" => self.table()?,
            "series" => {
                let name = self.name("the name of the series")?;
                let unit = self.unit_behind_colon();
                let points = if self.eat(Symbol::Equal) { self.points() } else { Vec::new() };
                Item::Series { name, unit, points }
            }
            "lever" => {
                let (name, unit) = self.defined("lever")?;
                Item::Lever { name, unit, default: self.value() }
            }
            "event" => {
                let name = self.name("the name of the event")?;
                let unit = self.unit_behind_colon();
                Item::Event { name, unit, value: self.value() }
            }
            "shock" => self.shock()?,
            "alternatives" => {
                Item::Alternatives { name: self.name("the name of the alternatives")? }
            }
            "budget" => {
                let name = self.name("the name of the budget")?;
                let unit = self.unit_behind_colon();
                Item::Budget { name, unit, limit: self.value() }
            }
            "figure" => {
                let name = self.name("the name of the figure")?;
                Item::Figure { name, unit: self.unit_behind_colon() }
            }
            "observe" => {
                let (measure, value) = self.statement_of_measure()?;
                Item::Observe { measure, value }
            }
            "claim" => {
                let (measure, value) = self.statement_of_measure()?;
                Item::Claim { measure, value }
            }
            "discrepancy" => {
                let name = self.name("the name of a quantity")?;
                self.expect(Symbol::Equal, "and the discrepancy")?;
                let value = self.expression();
                Item::Discrepancy { name, value: self.recover(value) }
            }
            "compare" => {
                let left = self.quantity()?;
                self.expect_word("with", "and the second measure")?;
                let right = self.quantity();
                Item::Compare { left, right: self.recover(right) }
            }
            "target" => {
                let name = self.name("the name of the target")?;
                let condition = if self.eat(Symbol::Colon) {
                    let condition = self.condition();
                    Some(self.recover(condition))
                } else {
                    None
                };
                Item::Target { name, condition }
            }
            "scenario" => {
                let name = self.name("the name of the scenario")?;
                Item::Scenario { name, title: self.text() }
            }
            "chart" => self.chart()?,
            "section" => Item::Section { heading: self.expect_text("the heading")? },
            "import" => Item::Import { path: self.expect_text("the path of a model")? },
            _ => Item::Error,
        })
    }
}

/// An empty line at the start of a block separates nothing.
pub(crate) fn no_blank_before(comments: &mut [Comment], blank_before: &mut bool) {
    match comments.first_mut() {
        Some(first) => first.blank_before = false,
        None => *blank_before = false,
    }
}

//! Tables and series: functions given by points.

use hongtu_model::{
    Binary, Expr, Function as Primitive, Interpolation, Kind, Labels, Table, TableId, Unit,
    Variable,
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, Item, Point},
};

use crate::{
    checker::{Checker, Function},
    csv::{self, Position},
    dates,
    lower::Env,
    units::{self, Declared},
};

/// What follows the last known point of a series.
enum Tail {
    Hold,
    Grow(Expr),
}

impl<'d> Checker<'d> {
    /// Reads `table` statements.
    pub fn define_tables(&mut self) {
        for statement in self.table_statements.clone() {
            let Item::Table { name, argument_unit, unit, points, prior, .. } = &statement.item
            else {
                continue;
            };
            self.check_sources(statement);
            let argument = self.unit_or_one(argument_unit.as_ref(), name.span);
            let result = self.unit_or_one(unit.as_ref(), name.span);
            let (mut xs, mut ys) = (Vec::new(), Vec::new());
            for point in points {
                let x = self.constant_in(&point.x, &argument, "a position in a table");
                let y = self.constant_in(&point.y, &result, "a value in a table");
                let (Some(x), Some(y)) = (x, y) else { continue };
                if xs.last().is_some_and(|last| *last >= x) {
                    self.not_increasing(&name.text, point);
                    continue;
                }
                xs.push(x);
                ys.push(y);
            }
            if points.is_empty() {
                self.report(
                    Diagnostic::error(
                        "missing-value",
                        format!("the table `{}` has no points", name.text),
                        name.span,
                        "",
                    )
                    .help(format!("write `table {}(x) = (0, 1) (1, 2)`", name.text)),
                );
                (xs, ys) = (vec![0.0], vec![0.0]);
            }
            let one = Declared { unit: Unit::one(), scale: 1.0, span: name.span };
            let factor = prior.as_ref().and_then(|prior| {
                let drawn = self.prior(prior, &one, Some((1.0, prior.span)), None)?;
                let full = format!("{}: factor", name.text);
                Some(self.add_variable(Variable {
                    name: full.clone(),
                    labels: Labels::new(),
                    quantity: None,
                    hidden: true,
                    unit: Unit::one(),
                    kind: Kind::Constant {
                        value: Expr::Number(1.0),
                        prior: Some(drawn),
                        key: full,
                    },
                }))
            });
            let table = self.add_table(&name.text, xs, ys, Interpolation::Linear);
            self.functions.push(Function { name, table, argument, result, factor });
        }
    }

    fn not_increasing(&mut self, name: &str, point: &Point) {
        self.report(
            Diagnostic::error(
                "table-order",
                format!("the positions of `{name}` do not increase"),
                point.span,
                "not right of the point before",
            )
            .help("sort the points by their first number, each only once"),
        );
    }

    fn add_table(
        &mut self,
        name: &str,
        xs: Vec<f64>,
        ys: Vec<f64>,
        interpolation: Interpolation,
    ) -> TableId {
        let id = TableId(u32::try_from(self.tables.len()).unwrap_or(u32::MAX));
        self.tables.push(Table { name: name.to_owned(), xs, ys, interpolation });
        id
    }

    fn unit_or_one(&mut self, unit: Option<&tree::UnitExpr>, span: Span) -> Declared {
        let one = Declared { unit: Unit::one(), scale: 1.0, span };
        match unit.map(|unit| units::resolve(&self.units, unit)) {
            None => one,
            Some(Ok(declared)) => declared,
            Some(Err(diagnostic)) => {
                self.report(*diagnostic);
                one
            }
        }
    }

    /// Reads a `series` statement.
    pub fn define_series(&mut self, index: usize) {
        let statement = self.quantities[index].statement;
        let Item::Series { name, points, .. } = &statement.item else { return };
        let Some(unit) = self.quantities[index].unit.clone() else {
            if !self.quantities[index].unit_declared {
                self.report(
                    Diagnostic::error(
                        "unit-unknown",
                        format!("the series `{}` does not say its unit", name.text),
                        name.span,
                        "no unit",
                    )
                    .help(format!("write `series {} : unit …`", name.text)),
                );
            }
            return;
        };
        let known = self.known_day(statement);
        let mut dated: Vec<(f64, i64, f64, bool)> = Vec::new();
        for point in points {
            let value = self.constant_in(&point.y, &unit, "a value in a series");
            let (Some(value), Some(time)) = (value, self.instant(&point.x, &Env::default())) else {
                continue;
            };
            let Some(time) = time.number() else { continue };
            if dated.last().is_some_and(|last| last.0 >= time) {
                self.not_increasing(&name.text, point);
                continue;
            }
            dated.push((time, self.time.instant(time).step, value, self.is_hidden(known)));
        }
        let mut read_clause = None;
        for clause in &statement.clauses {
            if let ClauseKind::Read { path, column, dates } = &clause.kind {
                read_clause = Some(clause.span);
                self.read_file(
                    path,
                    column.as_ref(),
                    dates.as_ref(),
                    &unit,
                    known,
                    clause.span,
                    &mut dated,
                );
            }
        }
        let all = dated.len();
        dated.retain(|point| !point.3);
        if dated.is_empty() {
            if all > 0 {
                self.report(
                    Diagnostic::error(
                        "nothing-known",
                        format!("no value of `{}` was known by the as-of date", name.text),
                        name.span,
                        "all hidden",
                    )
                    .help("choose a later as-of date, or give the series earlier values"),
                );
            } else if points.is_empty() && read_clause.is_none() {
                self.report(
                    Diagnostic::error(
                        "missing-value",
                        format!("the series `{}` has no values", name.text),
                        name.span,
                        "",
                    )
                    .help(
                        "write points `(2019, 6.0 billion)` or `read \"file.csv\" column \"name\"`",
                    ),
                );
            }
            return;
        }
        if dated.len() < all {
            self.hidden_tail(statement, all - dated.len());
        }
        let Some(value) = self.series_value(index, statement, &dated) else { return };
        if let Some(&variable) = self.quantities[index].quantity.variables.first() {
            self.define(variable, Kind::Auxiliary { value });
        }
    }

    fn hidden_tail(&mut self, statement: &tree::Statement, count: usize) {
        let Some(as_of) = self.as_of else { return };
        self.report(Diagnostic::information(
            "known-later",
            format!(
                "{count} value{} became known after {as_of} and {} replaced by the projection",
                if count == 1 { "" } else { "s" },
                if count == 1 { "is" } else { "are" }
            ),
            statement.span,
            "not used",
        ));
    }

    #[expect(clippy::too_many_arguments, reason = "one clause is all of these")]
    fn read_file(
        &mut self,
        path: &tree::Text,
        column: Option<&tree::Text>,
        date_column: Option<&tree::Text>,
        unit: &Declared,
        statement_known: Option<jiff::civil::Date>,
        span: Span,
        dated: &mut Vec<(f64, i64, f64, bool)>,
    ) {
        let bytes = match self.files.read(&path.text) {
            Ok(bytes) => bytes,
            Err(reason) => {
                return self.report(
                    Diagnostic::error("csv-missing-file", reason, path.span, "not readable")
                        .help("paths are relative to the plan's folder"),
                );
            }
        };
        let calendar = self.time.is_calendar();
        let read = csv::read(
            &bytes,
            column.map(|c| c.text.as_str()),
            date_column.map(|d| d.text.as_str()),
            calendar,
        );
        for problem in read.problems {
            // Several problems of one file stand at one place: they are told in one diagnostic each by their text.
            self.diagnostics.push(
                Diagnostic::new(
                    problem.rule,
                    problem.severity,
                    format!("`{}`: {}", path.text, problem.message),
                    span,
                    "",
                )
                .help(problem.help),
            );
        }
        for row in read.rows {
            let (time, step) = match row.date {
                Position::Time(time) => (time, self.time.instant(time).step),
                Position::Date(date) => {
                    let date = tree::DateExpr { span, end_of: false, date };
                    let (Some(day), Some(instant)) =
                        (dates::first_day(&date), dates::instant(&self.time, &date))
                    else {
                        continue;
                    };
                    (dates::exact(day), instant.step)
                }
            };
            let known = row
                .known
                .and_then(|d| hongtu_model::vague_end(d.year, d.month, d.day))
                .or(statement_known);
            dated.push((time, step, unit.read(row.value), self.is_hidden(known)));
        }
    }

    /// The value of a series at the time of a run.
    fn series_value(
        &mut self,
        index: usize,
        statement: &'d tree::Statement,
        dated: &[(f64, i64, f64, bool)],
    ) -> Option<Expr> {
        let mut stepwise = false;
        let mut tail = Tail::Hold;
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Interpolate(word) => stepwise = word.text == "step",
                ClauseKind::Then { rate, .. } => match rate {
                    None => tail = Tail::Hold,
                    Some(rate) => {
                        let owner = self.quantities[index].quantity.name.clone();
                        let rate = self.lower(rate, &Env { owner, ..Env::default() }, None);
                        let per_time = hongtu_model::Dimension::none().per(&self.units.time());
                        let unit = Unit::new(format!("1/{}", self.time.unit), 1.0, per_time);
                        let declared = Declared { unit, scale: 1.0, span: rate.span };
                        self.want_unit(&rate, &declared, "the growth of a series");
                        tail = Tail::Grow(rate.expr);
                    }
                },
                _ => {}
            }
        }
        let name = self.quantities[index].quantity.name.clone();
        let ys: Vec<f64> = dated.iter().map(|p| p.2).collect();
        let last = dated.last()?;
        let (table, argument) = if stepwise {
            // Positions are steps, so that the switch from one value to the next is counted, not measured.
            let xs: Vec<f64> = dated.iter().map(|p| p.1 as f64).collect();
            if xs.windows(2).any(|w| w[0] >= w[1]) {
                let span = statement.span;
                self.report(
                    Diagnostic::error(
                        "table-order",
                        format!("two values of `{name}` fall into one step"),
                        span,
                        "",
                    )
                    .help("a shorter step keeps them apart"),
                );
                return None;
            }
            (self.add_table(&name, xs, ys, Interpolation::Step), Expr::Step)
        } else {
            let xs: Vec<f64> = dated.iter().map(|p| p.0).collect();
            (self.add_table(&name, xs, ys, Interpolation::Linear), Expr::Time)
        };
        let known = Expr::Lookup(table, Box::new(argument));
        let Tail::Grow(rate) = tail else { return Some(known) };
        let since = Expr::binary(
            Binary::Max,
            Expr::Number(0.0),
            Expr::binary(Binary::Subtract, Expr::Time, Expr::Number(last.0)),
        );
        // A rate of 3 % a year makes 1.03 times as much in a year.
        let log = Expr::apply(Primitive::Ln, Expr::binary(Binary::Add, Expr::Number(1.0), rate));
        let grown = Expr::apply(Primitive::Exp, Expr::binary(Binary::Multiply, log, since));
        Some(Expr::binary(Binary::Multiply, known, grown))
    }
}

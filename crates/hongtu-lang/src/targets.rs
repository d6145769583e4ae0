//! Targets, scenarios, charts and live values.

use hongtu_model::{
    Amount, Comparison, Deadline, Judgement, Labels, MeasureForm, Target, TargetKind, Test, Unit,
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, BinaryOperator, ClauseKind, ExprKind, Ident, Item, Statement},
};

use crate::{
    agreement::Wanted,
    checker::Checker,
    clauses, dates,
    evidence::{Fact, Subject},
    functions::MEASURES,
    lower::Env,
    measures::Period,
    typed::Type,
};

impl<'d> Checker<'d> {
    /// Reads `target` statements.
    pub fn define_targets(&mut self) {
        let mut places: Vec<(String, Span)> = Vec::new();
        for (statement, section) in self.statements() {
            let Item::Target { name, condition } = &statement.item else { continue };
            if let Some((_, first)) = places.iter().find(|(n, _)| *n == name.text) {
                let first = *first;
                self.declared_twice(name, first);
                continue;
            }
            places.push((name.text.clone(), name.span));
            self.check_sources(statement);
            self.define_target(statement, section, name, condition.as_ref());
        }
    }

    fn define_target(
        &mut self,
        statement: &'d Statement,
        section: Option<usize>,
        name: &Ident,
        condition: Option<&'d tree::Expr>,
    ) {
        let mut readings: Vec<(String, Option<String>, Labels, &tree::Expr)> = Vec::new();
        if let Some(condition) = condition {
            readings.push((name.text.clone(), None, Labels::new(), condition));
        }
        for clause in &statement.clauses {
            if let ClauseKind::Reading { name: reading, text, condition, labels } = &clause.kind {
                let id = format!("{}.{}", name.text, reading.text);
                let labels = labels.iter().map(|(l, t)| (l.text.clone(), t.text.clone())).collect();
                if readings.iter().any(|r| r.0 == id) {
                    self.report(Diagnostic::error(
                        "duplicate-name",
                        format!("`{}` is a reading already", reading.text),
                        reading.span,
                        "again",
                    ));
                    continue;
                }
                let words = text.as_ref().map_or_else(|| reading.text.clone(), |t| t.text.clone());
                readings.push((id, Some(words), labels, condition));
            }
        }
        if readings.is_empty() {
            self.report(
                Diagnostic::error(
                    "target-form",
                    format!("target `{}` asks for nothing", name.text),
                    name.span,
                    "",
                )
                .help(format!(
                    "write `target {} : total(x, 2025) >= 100`, or `reading` clauses",
                    name.text
                )),
            );
            return;
        }
        let known = match clauses::known(statement) {
            Some(date) => dates::last_day(date),
            None => self.known_day(statement),
        };
        let hidden = self.is_hidden(known);
        if hidden {
            self.hidden_by_as_of(statement.span, "the target", known);
        }
        let judgements: Vec<Judgement> = readings
            .into_iter()
            .filter_map(|(id, words, labels, condition)| {
                self.judgement(statement, id, words, labels, condition)
            })
            .collect();
        if judgements.is_empty() {
            return;
        }
        let binding = statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Binding));
        let indicative =
            statement.clauses.iter().find(|c| matches!(c.kind, ClauseKind::Indicative));
        if let (true, Some(clause)) = (binding, indicative) {
            self.report(Diagnostic::error(
                "target-form",
                "a target is binding or indicative, not both",
                clause.span,
                "",
            ));
        }
        let source = clauses::source(statement);
        self.targets.push(Target {
            name: name.text.clone(),
            labels: Self::labels(statement),
            doc: clauses::doc(statement),
            kind: if binding { TargetKind::Binding } else { TargetKind::Indicative },
            judgements,
            source: source.map(|(name, quote)| (name.text.clone(), quote.map(|q| q.text.clone()))),
            hidden,
            span: statement.span.start..statement.span.end,
            section,
        });
    }

    fn judgement(
        &mut self,
        statement: &Statement,
        id: String,
        words: Option<String>,
        labels: Labels,
        condition: &tree::Expr,
    ) -> Option<Judgement> {
        let condition = unparenthesised(condition);
        let (measure, test, unit) = match &condition.kind {
            ExprKind::Binary { operator, left, right, .. } => {
                let comparison = match operator {
                    BinaryOperator::Less => Comparison::Less,
                    BinaryOperator::LessOrEqual => Comparison::LessOrEqual,
                    BinaryOperator::Greater => Comparison::Greater,
                    BinaryOperator::GreaterOrEqual => Comparison::GreaterOrEqual,
                    _ => return self.not_a_target(condition.span),
                };
                self.bound(left, right, comparison)?
            }
            ExprKind::Moves { measure, rises, amount, base } => {
                self.direction(measure, *rises, amount.as_deref(), base)?
            }
            ExprKind::Error => return None,
            _ => return self.not_a_target(condition.span),
        };
        let deadline = self.deadline(statement, measure, &test, condition.span)?;
        Some(Judgement { id, words, labels, measure, test, deadline, unit })
    }

    fn not_a_target<T>(&mut self, span: Span) -> Option<T> {
        self.report(
            Diagnostic::error(
                "target-form",
                "a target compares a measure with a bound",
                span,
                "not a comparison",
            )
            .help("write `total(x, 2025) >= 100 million`, or `total(x, 2025) rises from 2022`"),
        );
        None
    }

    fn bound(
        &mut self,
        left: &tree::Expr,
        right: &tree::Expr,
        comparison: Comparison,
    ) -> Option<(hongtu_model::MeasureId, Test, Unit)> {
        let (measure, unit) = self.measure(left)?;
        if self.measures[measure.index()].is_date {
            let date = self.instant(right, &Env::default())?;
            let step = self.step_at(date.number()?, right.span);
            if !self.inside(Period { from: step, to: step }, right.span) {
                return None;
            }
            let bound = self.time.at(step);
            let test = Test::Bound { comparison, bound, text: self.source(right.span) };
            return Some((measure, test, Unit::one()));
        }
        if names_a_measure(right) {
            return self.two_measures(left, right);
        }
        let value = self.lower(right, &Env::default(), Some(&unit));
        if !self.want(&value, &unit, "the bound", Wanted::ByMeasure) || value.ty == Type::Unknown {
            return None;
        }
        self.doubt_percent(left, right);
        let Some(bound) = value.number() else {
            self.report(
                Diagnostic::error(
                    "not-constant",
                    "a bound is a number",
                    right.span,
                    "not known before a run",
                )
                .help(
                    "compare a ratio with a number instead: `total(a, 2025) / total(b, 2025) >= 2`",
                ),
            );
            return None;
        };
        let shown = self.measures[measure.index()].unit.clone();
        Some((measure, Test::Bound { comparison, bound, text: self.source(right.span) }, shown))
    }

    fn two_measures<T>(&mut self, left: &tree::Expr, right: &tree::Expr) -> Option<T> {
        let ratio = format!("{} / {} >= 1", self.source(left.span), self.source(right.span));
        self.report(
            Diagnostic::error("not-constant", "a bound is a number", right.span, "a measure")
                .help(format!("compare the ratio of the two with a number: `{ratio}`")),
        );
        None
    }

    fn direction(
        &mut self,
        measure: &tree::Expr,
        rises: bool,
        amount: Option<&tree::Expr>,
        base: &tree::DateExpr,
    ) -> Option<(hongtu_model::MeasureId, Test, Unit)> {
        let (id, unit) = self.measure(measure)?;
        let at_base = self.at_base(measure, base)?;
        let (base_id, _) = self.measure(&at_base)?;
        let amount = match amount {
            None => Amount::Any,
            Some(expr) => match &expr.kind {
                ExprKind::Number(number) if number.percent => {
                    Amount::Relative(crate::numbers::value(number))
                }
                _ => Amount::Absolute(self.measured_in(expr, &unit, "the change")?),
            },
        };
        let shown = self.measures[id.index()].unit.clone();
        Some((
            id,
            Test::Direction { rises, amount, base: base_id, base_text: dates::text(base) },
            shown,
        ))
    }

    /// The same measure in the base year.
    fn at_base(&mut self, measure: &tree::Expr, base: &tree::DateExpr) -> Option<tree::Expr> {
        let whole_year = base.date.month.is_none() && !base.end_of;
        let mut changed = measure.clone();
        if let ExprKind::Call { function, arguments } = &mut changed.kind {
            let year = ExprKind::Number(tree::Number {
                digits: base.date.year.to_string(),
                value: f64::from(base.date.year),
                scales: Vec::new(),
                percent: false,
                unit: None,
            });
            let kind = match function.text.as_str() {
                "total" | "mean" | "min" | "max" | "growth" | "share" if whole_year => Some(year),
                // A level compared with a year is compared with the end of it, as levels of years are.
                "level" if whole_year => Some(ExprKind::EndOf(base.date)),
                "level" if base.end_of => Some(ExprKind::EndOf(base.date)),
                "level" => Some(ExprKind::Date(base.date)),
                _ => None,
            };
            if let (Some(kind), Some(last)) = (kind, arguments.last_mut()) {
                *last = tree::Expr { span: base.span, kind };
                return Some(changed);
            }
        }
        self.report(
            Diagnostic::error("target-form", "this cannot be compared with a base year", base.span, "")
                .help("write `total(x, 2025) rises from 2022` or `level(x, end of 2025) rises from end of 2022`"),
        );
        None
    }

    fn deadline(
        &mut self,
        statement: &Statement,
        measure: hongtu_model::MeasureId,
        test: &Test,
        span: Span,
    ) -> Option<Deadline> {
        let m = &self.measures[measure.index()];
        let is_date = m.is_date;
        let mut step = match (is_date, test) {
            // A date is judged at its bound.
            (true, Test::Bound { bound, .. }) => {
                self.time.instant(*bound).step.clamp(0, i64::from(self.time.steps)) as u32
            }
            _ => m.end,
        };
        let mut deadline = Deadline { step, text: String::new(), ours: None, none: false };
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Deadline { ours: true, reason } => {
                    deadline.ours =
                        Some(reason.as_ref().map_or_else(String::new, |r| r.text.text.clone()));
                }
                ClauseKind::Deadline { .. } => {
                    deadline.none = true;
                    step = self.time.steps;
                }
                _ => {}
            }
        }
        for clause in &statement.clauses {
            if let ClauseKind::By(date) = &clause.kind {
                // `by 2025` is until the end of 2025, as people mean it.
                let vague = date.date.month.is_none() || date.date.day.is_none();
                let meant = tree::DateExpr { end_of: date.end_of || vague, ..date.clone() };
                let meant = if self.time.is_calendar() { meant } else { date.clone() };
                let by = self.date_step(&meant)?;
                if by != i64::from(step) {
                    let reads = self.step_text(step);
                    self.report(
                        Diagnostic::error(
                            "deadline-disagrees",
                            "the deadline disagrees with what is measured",
                            date.span,
                            "the deadline",
                        )
                        .label(span, format!("measured until {reads}"))
                        .help("the period belongs to the measure: change one of them"),
                    );
                }
            }
        }
        deadline.step = step;
        deadline.text = self.step_text(step);
        Some(deadline)
    }

    /// How a step is printed as a deadline.
    fn step_text(&self, step: u32) -> String {
        let Some(per_year) = self.time.steps_per_unit.filter(|_| self.time.is_calendar()) else {
            return format!(
                "{} {}",
                crate::numbers::significant(self.time.at(i64::from(step)), 6),
                self.time.unit
            );
        };
        let first = self.time.first_year.unwrap_or(0);
        if step.is_multiple_of(per_year) {
            format!("end of {}", first + (step / per_year) as i32 - 1)
        } else {
            self.time.date(i64::from(step)).map_or_else(String::new, |d| d.to_string())
        }
    }

    /// The latest evidence of a judgement's measure before its deadline, and the year it is of.
    pub fn latest_evidence(&self, form: &MeasureForm) -> Option<(f64, &Fact)> {
        self.facts
            .iter()
            .filter(|f| !f.superseded)
            .filter_map(|f| match (&f.subject, form) {
                (Subject::Total { of, year }, MeasureForm::YearTotal { of: wanted, year: due })
                    if of == wanted && year < due =>
                {
                    Some((f64::from(*year), f))
                }
                (Subject::Level { of, time }, MeasureForm::Level { of: wanted, time: due })
                    if of == wanted && time < due =>
                {
                    Some((*time, f))
                }
                _ => None,
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

fn unparenthesised(expr: &tree::Expr) -> &tree::Expr {
    match &expr.kind {
        ExprKind::Parenthesised(inner) => unparenthesised(inner),
        _ => expr,
    }
}

/// Whether an expression holds a call that can only be a measure.
fn names_a_measure(expr: &tree::Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { function, arguments } => match (function.text.as_str(), &arguments[..]) {
            // In equations these take two amounts, in measures an amount and a period.
            ("mean" | "min" | "max", [_, when]) => {
                matches!(when.kind, ExprKind::Range { .. } | ExprKind::Date(_))
                    || crate::measures::year_of(when).is_some()
            }
            ("mean" | "min" | "max", _) => false,
            (name, _) => MEASURES.contains(&name),
        },
        ExprKind::Binary { left, right, .. } => names_a_measure(left) || names_a_measure(right),
        ExprKind::Unary { operand: inner, .. } | ExprKind::Parenthesised(inner) => {
            names_a_measure(inner)
        }
        _ => false,
    }
}

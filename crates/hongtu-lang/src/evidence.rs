//! Evidence: sources, observations, claims, and the facts that findings are drawn from.

use hongtu_model::{Observation, Source, Stated};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, ExprKind, Item, Statement},
};
use jiff::civil::Date;

use crate::{
    checker::{Checker, Symbol},
    clauses, dates,
    measures::year_of,
    units::Declared,
};

/// What a fact is about, apart from its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// `total(of, year)`
    Total { of: String, year: i32 },
    /// `level(of, time)`
    Level { of: String, time: f64 },
    /// `growth(of, year)`, at constant prices where `real`.
    Growth { of: String, year: i32, real: bool },
    /// A figure, or any other measure, by its text.
    Other(String),
}

/// One stated value of the evidence.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is about.
    pub subject: Subject,
    /// The measure as it is written.
    pub text: String,
    /// The value in coherent units.
    pub stated: Stated,
    /// How it is shown.
    pub unit: Declared,
    /// Source it is from.
    pub source: Option<String>,
    /// Where it is stated.
    pub span: Span,
    /// Whether a later figure replaces it.
    pub superseded: bool,
    /// Relative rounding of the figure as written: half a unit of its last digit.
    pub rounding: f64,
}

impl Checker<'_> {
    /// Reads `source` statements.
    pub fn declare_sources(&mut self) {
        let mut places: Vec<(String, Span)> = Vec::new();
        for (statement, _) in self.statements() {
            let Item::Source { name, title, publisher, date } = &statement.item else { continue };
            if let Some((_, first)) = places.iter().find(|(n, _)| *n == name.text) {
                let first = *first;
                self.declared_twice(name, first);
                continue;
            }
            places.push((name.text.clone(), name.span));
            let mut known = date.as_ref().and_then(dates::last_day);
            let mut url = None;
            for clause in &statement.clauses {
                match &clause.kind {
                    ClauseKind::Known(date) => known = dates::last_day(date),
                    ClauseKind::Url(text) => url = Some(text.text.clone()),
                    ClauseKind::TextFile(path) => self.source_text(&name.text, path),
                    _ => {}
                }
            }
            self.sources.push(Source {
                name: name.text.clone(),
                title: title.text.clone(),
                publisher: publisher.as_ref().map(|p| p.text.clone()),
                date: date.as_ref().map(dates::text),
                known,
                url,
            });
        }
    }

    fn source_text(&mut self, name: &str, path: &tree::Text) {
        let text = self.files.read(&path.text).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8 text", path.text))
        });
        match text {
            Ok(text) => drop(self.source_texts.insert(name.to_owned(), normalised(&text))),
            Err(reason) => self.report(
                Diagnostic::error("source-text", reason, path.span, "not readable")
                    .help("paths are relative to the plan's folder"),
            ),
        }
    }

    /// Checks that the sources a statement names exist and hold its quotes.
    pub fn check_sources(&mut self, statement: &Statement) {
        for clause in &statement.clauses {
            let ClauseKind::Source { name, quote } = &clause.kind else { continue };
            if !self.sources.iter().any(|s| s.name == name.text) {
                let near = hongtu_syntax::closest(
                    &name.text,
                    self.sources.iter().map(|s| s.name.as_str()),
                )
                .map(str::to_owned);
                let mut diagnostic = Diagnostic::error(
                    "unknown-name",
                    format!("there is no source `{}`", name.text),
                    name.span,
                    "not declared",
                );
                diagnostic = match near {
                    Some(near) => {
                        diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near)
                    }
                    None => diagnostic.help(format!(
                        "declare it: `source {} = \"Title\", Publisher, 2024-03-07`",
                        name.text
                    )),
                };
                self.report(diagnostic);
                continue;
            }
            let (Some(quote), Some(text)) = (quote, self.source_texts.get(&name.text)) else {
                continue;
            };
            if !text.contains(&normalised(&quote.text)) {
                self.report(
                    Diagnostic::error(
                        "quote-not-found",
                        format!("these words are not in the text of `{}`", name.text),
                        quote.span,
                        "not found",
                    )
                    .note("blanks, line breaks and the form of quotation marks do not matter")
                    .help("quote the source to the letter, or leave the quote away"),
                );
            }
        }
    }

    /// The last day by which a statement was certainly known, where it says so or its source does.
    pub fn known_day(&mut self, statement: &Statement) -> Option<Date> {
        if let Some(date) = clauses::known(statement) {
            return dates::last_day(date);
        }
        statement
            .clauses
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::Source { name, .. } => {
                    self.sources.iter().find(|s| s.name == name.text)?.known
                }
                _ => None,
            })
            .min()
    }

    /// The day by which evidence was known; reports evidence without one.
    fn evidence_day(&mut self, statement: &Statement, what: &str) -> Option<Date> {
        let known = self.known_day(statement);
        if known.is_none() && self.time.is_calendar() && self.as_of.is_some() {
            self.report(
                Diagnostic::error("undated-evidence", format!("this {what} does not say since when it is known"), statement.span, "no date")
                    .note("as of an earlier day it would have to be hidden")
                    .help("name a dated source, or add `known 2024-01` (a vague date means the end of its period)"),
            );
        }
        known
    }

    /// Reads `observe` and `claim` statements.
    pub fn read_evidence(&mut self) -> Vec<Observation> {
        let mut observations = Vec::new();
        for (statement, _) in self.statements() {
            match &statement.item {
                Item::Observe { measure, value } => {
                    self.check_sources(statement);
                    if let Some(observation) = self.observe(statement, measure, value) {
                        observations.push(observation);
                    }
                }
                Item::Claim { measure, value } => {
                    self.check_sources(statement);
                    self.claim(statement, measure, value);
                }
                _ => {}
            }
        }
        observations
    }

    fn observe(
        &mut self,
        statement: &Statement,
        expr: &tree::Expr,
        value: &tree::Stated,
    ) -> Option<Observation> {
        if let Some((name, declared)) = self.figure_in(expr) {
            self.report(
                Diagnostic::error(
                    "figure-in-model",
                    format!("`{name}` is a figure: the model has nothing to compare it with"),
                    expr.span,
                    "not modelled",
                )
                .label(declared, "declared here")
                .help("write `claim` for figures that are only checked"),
            );
            return None;
        }
        let (measure, unit) = self.measure(expr)?;
        let (stated, rounding) = self.stated(value, &unit)?;
        let known = self.evidence_day(statement, "observation");
        let hidden = self.is_hidden(known);
        if hidden {
            self.hidden_by_as_of(statement.span, "the observation", known);
        }
        let superseded = is_superseded(statement);
        let discrepancy = self.discrepancy(statement, expr, stated.middle(), &unit);
        let source = clauses::source(statement);
        if !hidden {
            self.add_fact(statement, expr, stated, unit, rounding);
        }
        Some(Observation {
            measure,
            stated,
            text: self.stated_text(value),
            discrepancy,
            source: source.map(|(name, _)| name.text.clone()),
            quote: source.and_then(|(_, quote)| quote.map(|q| q.text.clone())),
            known,
            hidden,
            superseded,
            span: statement.span.start..statement.span.end,
            line: self.line(statement.span.start),
        })
    }

    fn claim(&mut self, statement: &Statement, expr: &tree::Expr, value: &tree::Stated) {
        let inner = without_real(expr);
        let env = Self::measure_env(&Self::canonical(expr), true);
        let typed = self.lower(inner, &env, None);
        if matches!(expr.kind, ExprKind::Real(_)) && !is_growth(inner) {
            self.report(Diagnostic::error(
                "measure-form",
                "`real` goes with `growth`",
                expr.span,
                "not a growth",
            ));
        }
        let Some(unit) = self.claim_unit(inner, &typed) else { return };
        let Some((stated, rounding)) = self.stated(value, &unit) else { return };
        let known = self.evidence_day(statement, "claim");
        if self.is_hidden(known) {
            return self.hidden_by_as_of(statement.span, "the claim", known);
        }
        self.add_fact(statement, expr, stated, unit, rounding);
    }

    /// The unit of a claim: that of its measure, or the figure's own.
    pub fn claim_unit(
        &mut self,
        expr: &tree::Expr,
        typed: &crate::typed::Typed,
    ) -> Option<Declared> {
        if let ExprKind::Name { name, .. } = &expr.kind
            && let Some(&(Symbol::Figure(index), _)) = self.names.get(&name.text)
        {
            return Some(self.figures[index].unit.clone());
        }
        self.measure_unit(expr, typed)
    }

    fn add_fact(
        &mut self,
        statement: &Statement,
        expr: &tree::Expr,
        stated: Stated,
        unit: Declared,
        rounding: f64,
    ) {
        let fact = Fact {
            subject: self.subject_of(expr),
            text: Self::canonical(expr),
            stated,
            unit,
            source: clauses::source(statement).map(|(name, _)| name.text.clone()),
            span: statement.span,
            superseded: is_superseded(statement),
            rounding,
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

    fn figure_in(&self, expr: &tree::Expr) -> Option<(String, Span)> {
        let mut found = None;
        crate::walk::names(expr, &mut |name, _| {
            if let Some(&(Symbol::Figure(_), span)) = self.names.get(&name.text) {
                found.get_or_insert((name.text.clone(), span));
            }
        });
        found
    }

    /// A stated value in coherent units, with the relative rounding of its digits.
    fn stated(&mut self, value: &tree::Stated, unit: &Declared) -> Option<(Stated, f64)> {
        let one = |checker: &mut Self, expr: &tree::Expr| {
            checker.constant_in(expr, unit, "the stated value")
        };
        match value {
            tree::Stated::Point { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::Normal { value: v, sd }, rounding(value)))
            }
            tree::Stated::Range { low, high } => {
                let (low, high) = self.stated_range(low, high, unit)?;
                Some((Stated::Uniform { low, high }, 0.0))
            }
            tree::Stated::AtLeast { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtLeast { value: v, sd }, rounding(value)))
            }
            tree::Stated::AtMost { value, error } => {
                let v = one(self, value)?;
                let sd = self.error(error.as_ref(), v, unit)?;
                Some((Stated::AtMost { value: v, sd }, rounding(value)))
            }
        }
    }

    fn stated_range(
        &mut self,
        low: &tree::Expr,
        high: &tree::Expr,
        unit: &Declared,
    ) -> Option<(f64, f64)> {
        let b = self.constant_in(high, unit, "the end of a range")?;
        let shared = match (&low.kind, &high.kind) {
            (ExprKind::Number(a), ExprKind::Number(b))
                if a.unit.is_none() && a.scales.is_empty() && !a.percent =>
            {
                self.shared_scale(a.value, b, unit)
            }
            _ => None,
        };
        let a = match shared {
            Some(a) => a,
            None => self.constant_in(low, unit, "the end of a range")?,
        };
        if a >= b {
            self.report(
                Diagnostic::error(
                    "empty-range",
                    "the range ends below its start",
                    low.span.to(high.span),
                    "empty",
                )
                .help("write the smaller value first"),
            );
            return None;
        }
        Some((a, b))
    }

    /// A standard deviation: a share of the value where it is written with `%`.
    fn error(&mut self, error: Option<&tree::Expr>, value: f64, unit: &Declared) -> Option<f64> {
        let Some(expr) = error else { return Some(0.0) };
        let sd = match &expr.kind {
            ExprKind::Number(number) if number.percent => {
                crate::numbers::value(number) * value.abs()
            }
            _ => self.constant_in(expr, unit, "the error")?,
        };
        if sd < 0.0 {
            self.report(Diagnostic::error(
                "prior-parameters",
                "an error is not negative",
                expr.span,
                "negative",
            ));
            return None;
        }
        Some(sd)
    }

    /// How far the model may be off an observation: its own clause, or what is declared of the
    /// quantity.
    fn discrepancy(
        &mut self,
        statement: &Statement,
        measure: &tree::Expr,
        value: f64,
        unit: &Declared,
    ) -> f64 {
        let own = statement.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Discrepancy(expr) => Some(expr),
            _ => None,
        });
        let declared = own.or_else(|| {
            let mut found = None;
            crate::walk::names(measure, &mut |name, _| {
                if found.is_none() {
                    found = self.statements().find_map(|(s, _)| match &s.item {
                        Item::Discrepancy { name: of, value } if of.text == name.text => {
                            Some(value)
                        }
                        _ => None,
                    });
                }
            });
            found
        });
        self.error(declared, value, unit).unwrap_or(0.0)
    }

    /// Checks that `discrepancy` statements name quantities.
    pub fn check_discrepancies(&mut self) {
        for (statement, _) in self.statements() {
            let Item::Discrepancy { name, value } = &statement.item else { continue };
            if !matches!(self.names.get(&name.text), Some((Symbol::Quantity(_), _))) {
                let near = hongtu_syntax::closest(
                    &name.text,
                    self.quantities.iter().map(|q| q.quantity.name.as_str()),
                )
                .map(str::to_owned);
                let mut diagnostic = Diagnostic::error(
                    "unknown-name",
                    format!("there is no quantity `{}`", name.text),
                    name.span,
                    "not declared in this plan",
                );
                if let Some(near) = near {
                    diagnostic =
                        diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near);
                }
                self.report(diagnostic);
            }
            if !matches!(&value.kind, ExprKind::Number(n) if n.percent) {
                self.report(
                    Diagnostic::error(
                        "measure-form",
                        "a discrepancy is a share of the value",
                        value.span,
                        "not per cent",
                    )
                    .help("write `discrepancy tourism_revenue = 5%`"),
                );
            }
        }
    }

    fn stated_text(&self, value: &tree::Stated) -> String {
        match value {
            tree::Stated::Point { value, error: None } => self.source(value.span),
            tree::Stated::Point { value, error: Some(error) } => {
                format!("{} ± {}", self.source(value.span), self.source(error.span))
            }
            tree::Stated::Range { low, high } => {
                format!("{}..{}", self.source(low.span), self.source(high.span))
            }
            tree::Stated::AtLeast { value, .. } => format!("at least {}", self.source(value.span)),
            tree::Stated::AtMost { value, .. } => format!("at most {}", self.source(value.span)),
        }
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

fn is_superseded(statement: &Statement) -> bool {
    statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Superseded))
}

fn without_real(expr: &tree::Expr) -> &tree::Expr {
    match &expr.kind {
        ExprKind::Real(inner) => inner,
        _ => expr,
    }
}

fn is_growth(expr: &tree::Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { function, .. } if function.text == "growth")
}

/// Half a unit of the last digit written, relative to the value.
fn rounding(expr: &tree::Expr) -> f64 {
    let ExprKind::Number(number) = &expr.kind else { return 0.0 };
    let digits: String = number.digits.chars().filter(|c| *c != '_').collect();
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len());
    let mut last = 0.5;
    if decimals == 0 {
        for _ in mantissa.chars().rev().take_while(|c| *c == '0') {
            last *= 10.0;
        }
    }
    for _ in 0..decimals {
        last /= 10.0;
    }
    if number.value == 0.0 { 0.0 } else { last / number.value.abs() }
}

/// Text with blanks folded and quotation marks and dashes made plain.
fn normalised(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '“' | '”' | '„' | '«' | '»' | '＂' => '"',
            '‘' | '’' | '‚' | '＇' => '\'',
            '–' | '—' | '−' => '-',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

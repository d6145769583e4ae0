//! Evidence: sources, observations, claims, and the facts that findings are drawn from.

use hongtu_model::{MeasureId, Observation, Stated, Topic};
use hongtu_syntax::{
    Diagnostic, Severity, Span,
    tree::{self, ClauseKind, ExprKind, Item, Statement},
};
use jiff::civil::Date;

use crate::{
    checker::{Checker, Symbol},
    clauses,
    stated::Digits,
    typed::Type,
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
    /// What it is about, for readers.
    pub topic: Topic,
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
    /// How exactly the figure is written.
    pub digits: Digits,
    /// Whether it is worked out from other figures, which it then agrees with by itself.
    pub worked_out: bool,
}

impl Checker<'_> {
    /// Reads `observe` and `claim` statements.
    pub fn read_evidence(&mut self) -> Vec<Observation> {
        let mut observations: Vec<Observation> = Vec::new();
        for (statement, _) in self.statements() {
            match &statement.item {
                Item::Observe { measure, value } => {
                    self.check_sources(statement);
                    if let Some(observation) = self.observe(statement, measure, value) {
                        self.weighed_twice(&observations, &observation);
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
        let is_date = self.measures[measure.index()].is_date;
        let stated = if is_date { self.stated_date(value) } else { self.stated(value, &unit) };
        let (stated, digits) = stated?;
        self.doubt_share(expr, value);
        let known = self.evidence_day(statement, "observation");
        self.doubt_known(measure, known, statement);
        let hidden = self.is_hidden(known);
        if hidden {
            self.hidden_by_as_of(statement.span, "the observation", known);
            self.hidden_facts.push(self.subject_of(expr));
        }
        let superseded = is_superseded(statement);
        let discrepancy =
            if is_date { 0.0 } else { self.discrepancy(statement, expr, stated.middle(), &unit) };
        let source = clauses::source(statement);
        if !hidden && !is_date {
            self.add_fact(statement, expr, stated, unit, digits);
        }
        Some(Observation {
            measure,
            stated,
            text: self.stated_text(value),
            discrepancy,
            source: source.map(|(name, _)| name.text.clone()),
            quote: source.and_then(|(_, quote)| quote.map(|q| q.text.clone())),
            notes: clauses::notes(statement),
            known,
            hidden,
            superseded,
            span: statement.span.start..statement.span.end,
            line: self.line(statement.span.start),
        })
    }

    fn claim(&mut self, statement: &Statement, expr: &tree::Expr, value: &tree::Stated) {
        let inner = without_real(expr);
        let errors = self.diagnostics.len();
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
        let is_date = typed.ty == Type::Instant;
        let stated = if is_date { self.stated_date(value) } else { self.stated(value, &unit) };
        let Some((stated, digits)) = stated else { return };
        self.doubt_share(inner, value);
        let known = self.evidence_day(statement, "claim");
        if self.is_hidden(known) {
            self.hidden_facts.push(self.subject_of(expr));
            return self.hidden_by_as_of(statement.span, "the claim", known);
        }
        // What is wrong is no evidence.
        let wrong = self.diagnostics[errors..].iter().any(|d| d.severity == Severity::Error);
        if !wrong && !is_date {
            self.add_fact(statement, expr, stated, unit, digits);
        }
    }

    /// Reports an observation that stands in the plan already: its weight would count twice.
    fn weighed_twice(&mut self, observations: &[Observation], new: &Observation) {
        let same = observations.iter().find(|old| {
            old.measure == new.measure
                && old.source == new.source
                && (old.source.is_some() || old.text == new.text)
                && !old.superseded
                && !new.superseded
        });
        let Some(first) = same else { return };
        let text = self.measures[new.measure.index()].text.clone();
        let diagnostic = Diagnostic::error(
            "observed-twice",
            format!("`{text}` is observed twice from one source"),
            Span::new(new.span.start, new.span.end),
            "again",
        )
        .label(Span::new(first.span.start, first.span.end), "the first time")
        .note("each observation weighs the runs: one that stands twice counts twice")
        .help("take one of them out, or mark the older figure `superseded`");
        self.report(diagnostic);
    }

    /// Warns of an observation that was known before what it observes was over.
    fn doubt_known(&mut self, measure: MeasureId, known: Option<Date>, statement: &Statement) {
        let measure = &self.measures[measure.index()];
        let (Some(known), false) = (known, measure.is_date || self.clockless) else { return };
        let Some(end) = self.time.date(i64::from(measure.end)) else { return };
        // The last day of a period may see its figure.
        let Ok(last) = end.yesterday() else { return };
        if known < last {
            let message = format!("`{}` was known on {known}, before it was over", measure.text);
            let place = statement.clauses.iter().find(|c| matches!(c.kind, ClauseKind::Known(_)));
            let span = place.map_or(statement.span, |clause| clause.span);
            self.report(
                Diagnostic::warning("known-early", message, span, format!("it ends on {end}"))
                    .help("change the date, or make it a `claim`: a forecast is no observation"),
            );
        }
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

    fn figure_in(&self, expr: &tree::Expr) -> Option<(String, Span)> {
        let mut found = None;
        crate::walk::names(expr, &mut |name, _| {
            if let Some(&(Symbol::Figure(_), span)) = self.names.get(&name.text) {
                found.get_or_insert((name.text.clone(), span));
            }
        });
        found
    }
}

pub fn is_superseded(statement: &Statement) -> bool {
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

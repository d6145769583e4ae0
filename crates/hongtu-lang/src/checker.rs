//! The state of a check: what the document declares, and what has been made of it so far.

use std::collections::{HashMap, HashSet};

use hongtu_model::{
    Budget, Finding, Kind, Labels, Lever, Measure, MeasureId, Phrases, Quantity, Reading,
    ReadingId, Source, Table, Target, Timeline, Units, Variable, VariableId,
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{Document, Expr, Ident, Statement},
};
use jiff::civil::Date;

use crate::{
    Files,
    evidence::{Fact, Subject},
    typed::Typed,
    units::Declared,
};

/// A dimension with its elements.
#[derive(Debug)]
pub struct Dimension {
    pub name: String,
    pub elements: Vec<String>,
    /// What people call each element.
    pub labels: Vec<Labels>,
    pub span: Span,
}

/// What a name in an expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// Index into [`Checker::quantities`].
    Quantity(usize),
    /// Index into [`Checker::functions`].
    Table(usize),
    /// Index into [`Checker::figures`].
    Figure(usize),
}

/// A quantity being checked.
#[derive(Debug)]
pub struct Named<'d> {
    /// What goes into the plan in the end.
    pub quantity: Quantity,
    /// The statement that defines it.
    pub statement: &'d Statement,
    /// Its name as defined.
    pub ident: &'d Ident,
    /// Indices of its dimensions.
    pub dimensions: Vec<usize>,
    /// Its declared or inferred unit; `None` until inferred, or where it is wrong.
    pub unit: Option<Declared>,
    /// Whether the plan declares the unit.
    pub unit_declared: bool,
    /// Whether its dimensions are wrong, so that nothing more can be said of it.
    pub broken: bool,
}

/// A table that equations call.
#[derive(Debug)]
pub struct Function<'d> {
    pub name: &'d Ident,
    pub table: hongtu_model::TableId,
    pub argument: Declared,
    pub result: Declared,
    /// The constant that multiplies it, where it has a prior.
    pub factor: Option<VariableId>,
}

/// A quantity that is cited and not modelled.
#[derive(Debug)]
pub struct Figure {
    pub unit: Declared,
    /// What people call it.
    pub labels: Labels,
    pub scope: Option<String>,
}

/// Everything a check knows.
pub struct Checker<'d> {
    pub document: &'d Document,
    pub text: &'d str,
    pub files: &'d dyn Files,
    pub as_of: Option<Date>,
    pub diagnostics: Vec<Diagnostic>,
    seen: HashSet<(&'static str, Option<Span>)>,
    /// Dates that act at a later step, with what they come to.
    pub shifts: Vec<(Span, String)>,

    pub scope: Option<String>,
    /// What texts of the plan say in other languages.
    pub phrases: Phrases,
    pub time: Timeline,
    pub units: Units,
    pub dimensions: Vec<Dimension>,
    pub names: HashMap<String, (Symbol, Span)>,
    pub quantities: Vec<Named<'d>>,
    pub functions: Vec<Function<'d>>,
    pub figures: Vec<Figure>,
    pub sources: Vec<Source>,
    pub source_texts: HashMap<String, String>,

    pub variables: Vec<Variable>,
    pub tables: Vec<Table>,
    pub levers: Vec<Lever>,
    pub budgets: Vec<Budget>,
    pub targets: Vec<Target>,
    pub readings: Vec<Reading>,
    reading_ids: HashMap<Reading, ReadingId>,
    pub measures: Vec<Measure>,
    pub measure_ids: HashMap<String, MeasureId>,
    /// Statements of the evidence about itself, for the findings.
    pub facts: Vec<Fact>,
    /// What the evidence says of itself.
    pub findings: Vec<Finding>,
    /// What is stated of, and hidden by the as-of date.
    pub hidden_facts: Vec<Subject>,
    /// Quantities that something refers to besides their own definition.
    pub used: HashSet<usize>,
    /// Names that a misspelt one was taken for: they count as used.
    pub meant: HashSet<String>,
    /// Units whose definition is wrong. What uses them says nothing more.
    pub broken_units: HashSet<String>,
    /// Whether the `time` statement is missing or wrong, so that nothing is said of dates.
    pub clockless: bool,
    /// Statements of the tables that have a name, in the order of their symbols.
    pub table_statements: Vec<&'d Statement>,
    /// What expressions have been made of so far, against [`crate::effort`].
    pub nodes: usize,
    /// Reductions that are the same for all elements of an array, by the place they are written at.
    pub hoisted: HashMap<Span, Typed>,
    /// Lengths of time of delays and smooths, looked at when all constants are known.
    pub delays: Vec<crate::memory::Lasting>,
    /// What is divided by, looked at when all constants are known.
    pub divisors: Vec<(hongtu_model::Expr, Span)>,
    /// Quantities whose unit follows from itself.
    pub self_united: Vec<usize>,
}

impl<'d> Checker<'d> {
    /// A check that has seen nothing yet.
    pub fn new(
        document: &'d Document,
        text: &'d str,
        files: &'d dyn Files,
        as_of: Option<Date>,
    ) -> Self {
        Self {
            document,
            text,
            files,
            as_of,
            diagnostics: Vec::new(),
            seen: HashSet::new(),
            shifts: Vec::new(),
            scope: None,
            phrases: Phrases::default(),
            time: Timeline {
                start: 0.0,
                dt: 1.0,
                steps: 1,
                steps_per_unit: Some(1),
                first_year: None,
                unit: "year".to_owned(),
                method: hongtu_model::Method::Euler,
            },
            units: crate::units::built_in("year"),
            dimensions: Vec::new(),
            names: HashMap::new(),
            quantities: Vec::new(),
            functions: Vec::new(),
            figures: Vec::new(),
            sources: Vec::new(),
            source_texts: HashMap::new(),
            variables: Vec::new(),
            tables: Vec::new(),
            levers: Vec::new(),
            budgets: Vec::new(),
            targets: Vec::new(),
            readings: Vec::new(),
            reading_ids: HashMap::new(),
            measures: Vec::new(),
            measure_ids: HashMap::new(),
            facts: Vec::new(),
            findings: Vec::new(),
            hidden_facts: Vec::new(),
            used: HashSet::new(),
            meant: HashSet::new(),
            broken_units: HashSet::new(),
            clockless: false,
            table_statements: Vec::new(),
            nodes: 0,
            hoisted: HashMap::new(),
            delays: Vec::new(),
            divisors: Vec::new(),
            self_united: Vec::new(),
        }
    }

    /// Reports something once: array elements repeat the diagnostics of their equation. What only
    /// follows from a mistake that is reported already is not reported at all.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        const OF_DATES: &[&str] = &["not-a-date", "not-calendar", "outside-time", "short-delay"];
        if self.clockless && OF_DATES.contains(&diagnostic.rule) {
            return;
        }
        if diagnostic.rule == "unknown-unit"
            && diagnostic.span().is_some_and(|s| self.broken_units.contains(&self.source(s)))
        {
            return;
        }
        if self.seen.insert((diagnostic.rule, diagnostic.span())) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// All statements of model blocks with the section they stand in.
    pub fn statements(&self) -> impl Iterator<Item = (&'d Statement, Option<usize>)> + use<'d> {
        self.document
            .blocks
            .iter()
            .filter(|block| block.kind == hongtu_syntax::tree::BlockKind::Model)
            .flat_map(|block| block.statements.iter().map(move |s| (s, block.section)))
    }

    /// The source text of an expression, blanks folded.
    pub fn source(&self, span: Span) -> String {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The canonical text of an expression.
    pub fn canonical(expr: &Expr) -> String {
        expr.to_string()
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|&&b| b == b'\n').count() + 1
    }

    /// Adds a variable.
    pub fn add_variable(&mut self, variable: Variable) -> VariableId {
        let id = VariableId(u32::try_from(self.variables.len()).unwrap_or(u32::MAX));
        self.variables.push(variable);
        id
    }

    /// Sets what a variable is.
    pub fn define(&mut self, id: VariableId, kind: Kind) {
        if let Some(variable) = self.variables.get_mut(id.index()) {
            variable.kind = kind;
        }
    }

    /// The id of a reading, one for equal ones.
    pub fn reading(&mut self, reading: Reading) -> ReadingId {
        let next = ReadingId(u32::try_from(self.readings.len()).unwrap_or(u32::MAX));
        *self.reading_ids.entry(reading).or_insert_with(|| {
            self.readings.push(reading);
            next
        })
    }

    /// Adds a measure, or finds the one of the same text.
    pub fn add_measure(&mut self, measure: Measure) -> MeasureId {
        let next = MeasureId(u32::try_from(self.measures.len()).unwrap_or(u32::MAX));
        *self.measure_ids.entry(measure.text.clone()).or_insert_with(|| {
            self.measures.push(measure);
            next
        })
    }

    /// Whether something known on a day is hidden by the as-of date.
    pub fn is_hidden(&self, known: Option<Date>) -> bool {
        matches!((self.as_of, known), (Some(as_of), Some(known)) if known > as_of)
    }

    /// Labels of a statement, the plan's own scope aside.
    pub fn labels(statement: &Statement) -> Labels {
        statement
            .clauses
            .iter()
            .filter_map(|clause| match &clause.kind {
                hongtu_syntax::tree::ClauseKind::Label { language, text } => {
                    Some((language.text.clone(), text.text.clone()))
                }
                _ => None,
            })
            .collect()
    }
}

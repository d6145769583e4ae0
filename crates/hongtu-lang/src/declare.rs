//! First pass: what the document declares — its clock, units, dimensions and names.

use std::collections::HashSet;

use hongtu_model::{Expr, Kind, Labels, Quantity, QuantityId, QuantityKind, Unit, Variable};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{ClauseKind, Defined, Ident, Item, Statement, UnitExpr},
};

use crate::{
    checker::{Checker, Dimension, Figure, Named, Symbol},
    clauses, dates,
    units::{self, Declared},
};

/// The most elements one array may have.
const MOST_ELEMENTS: usize = 100_000;
/// The most variables a plan may have.
const MOST_VARIABLES: usize = 1_000_000;

/// Names that mean something in every expression.
pub const BUILT_IN_NAMES: &[&str] = &["time", "dt", "pi"];

impl<'d> Checker<'d> {
    /// Reads the `plan` and `time` statements.
    pub fn declare_head(&mut self) -> Head {
        let mut head = Head::default();
        let mut plan: Option<Span> = None;
        let mut time: Option<&'d Statement> = None;
        for (statement, _) in self.statements() {
            match &statement.item {
                Item::Plan { title } => {
                    if let Some(first) = plan {
                        self.twice("plan", statement.span, first);
                        continue;
                    }
                    plan = Some(statement.span);
                    head.title.clone_from(&title.text);
                    head.labels = Self::labels(statement);
                    head.doc = clauses::doc(statement);
                    self.scope = clauses::scope(statement);
                    for clause in &statement.clauses {
                        if let ClauseKind::AsOf(date) = &clause.kind {
                            head.as_of = dates::last_day(date);
                        }
                    }
                }
                Item::Time { .. } => match time {
                    Some(first) => self.twice("time", statement.span, first.span),
                    None => time = Some(statement),
                },
                _ => {}
            }
        }
        let start = Span::new(0, 0);
        if plan.is_none() && !self.unreadable("plan") {
            self.report(
                Diagnostic::error(
                    "missing-plan",
                    "the document does not say which plan it is",
                    start,
                    "",
                )
                .help("begin a ```hongtu block with `plan \"Title\"`"),
            );
        }
        self.as_of = self.as_of.or(head.as_of);
        self.clockless = match time {
            Some(statement) => !self.declare_time(statement),
            None => true,
        };
        if time.is_none() && !self.unreadable("time") {
            self.report(
                Diagnostic::error("missing-time", "the plan does not say which time it covers", start, "")
                    .help("write `time 2015 to 2031 step 1/32 year`, or in plain time `time 0 to 30 minute step 1/8 minute`"),
            );
        }
        if self.clockless {
            self.any_time();
        }
        head
    }

    /// Whether the document has a statement of this keyword that the parser could not read.
    fn unreadable(&self, keyword: &str) -> bool {
        self.statements().any(|(statement, _)| {
            statement.item == Item::Error && self.source(statement.span).starts_with(keyword)
        })
    }

    fn twice(&mut self, keyword: &str, again: Span, first: Span) {
        self.report(
            Diagnostic::error(
                "duplicate-statement",
                format!("a plan has one `{keyword}` statement"),
                again,
                "a second one",
            )
            .label(first, "the first one"),
        );
    }

    /// Reads `dimension` statements.
    pub fn declare_dimensions(&mut self) {
        for (statement, _) in self.statements() {
            let Item::Dimension { name, elements } = &statement.item else { continue };
            if let Some(first) = self.dimensions.iter().find(|d| d.name == name.text) {
                let first = first.span;
                self.declared_twice(name, first);
                continue;
            }
            let mut texts: Vec<String> = Vec::new();
            let mut seen = HashSet::new();
            for element in elements {
                if !seen.insert(element.text.as_str()) {
                    self.report(Diagnostic::error(
                        "duplicate-name",
                        format!("`{}` is an element of `{}` already", element.text, name.text),
                        element.span,
                        "again",
                    ));
                } else {
                    texts.push(element.text.clone());
                }
            }
            if texts.is_empty() {
                self.report(
                    Diagnostic::error(
                        "missing-value",
                        format!("dimension `{}` has no elements", name.text),
                        name.span,
                        "",
                    )
                    .help("write `dimension industry = optoelectronics, medical`"),
                );
            }
            let labels = self.labels_of_elements(statement, &name.text, &texts);
            self.dimensions.push(Dimension {
                name: name.text.clone(),
                elements: texts,
                labels,
                span: name.span,
            });
        }
    }

    /// The labels of each element, with a report of those of no element.
    fn labels_of_elements(
        &mut self,
        statement: &Statement,
        of: &str,
        elements: &[String],
    ) -> Vec<Labels> {
        let mut labels = vec![Labels::new(); elements.len()];
        for clause in &statement.clauses {
            let ClauseKind::Element { name, labels: written } = &clause.kind else { continue };
            match elements.iter().position(|element| *element == name.text) {
                Some(element) => labels[element]
                    .extend(written.iter().map(|(l, t)| (l.text.clone(), t.text.clone()))),
                None => {
                    let message = format!("`{}` is no element of `{of}`", name.text);
                    self.not_there(&message, name, elements);
                }
            }
        }
        labels
    }

    /// What people call an element of an array, in the languages in which they have a name for the
    /// array: `Investment: medical`.
    fn element_labels(&self, labels: &Labels, dimensions: &[usize], element: usize) -> Labels {
        let mut labels = labels.clone();
        if dimensions.is_empty() {
            return labels;
        }
        for (language, label) in &mut labels {
            let called = |(d, e): (usize, usize)| {
                let dimension = &self.dimensions[d];
                let own = dimension.labels[e].get(language).cloned();
                own.unwrap_or_else(|| dimension.elements[e].replace('_', " "))
            };
            let elements: Vec<String> =
                self.positions(dimensions, element).into_iter().map(called).collect();
            let (colon, comma) = if language == "zh" { ("：", "，") } else { (": ", ", ") };
            *label = format!("{label}{colon}{}", elements.join(comma));
        }
        labels
    }

    pub(crate) fn declared_twice(&mut self, name: &Ident, first: Span) {
        self.report(
            Diagnostic::error(
                "duplicate-name",
                format!("`{}` is declared twice", name.text),
                name.span,
                "declared again",
            )
            .label(first, "first declared here")
            .help("give one of them another name"),
        );
    }

    /// Gives every quantity its place, and every element of it a variable.
    pub fn declare_names(&mut self) {
        for (statement, section) in self.statements() {
            let (name, unit, kind) = match &statement.item {
                Item::Stock { name, unit, .. } => (Ok(name), unit, QuantityKind::Stock),
                Item::Flow { name, unit, .. } => (Ok(name), unit, QuantityKind::Flow),
                Item::Aux { name, unit, .. } => (Ok(name), unit, QuantityKind::Auxiliary),
                Item::Const { name, unit, .. } => (Ok(name), unit, QuantityKind::Constant),
                Item::Lever { name, unit, .. } => (Ok(name), unit, QuantityKind::Lever),
                Item::Shock { name, unit, .. } => (Ok(name), unit, QuantityKind::Shock),
                Item::Series { name, unit, .. } => (Err(name), unit, QuantityKind::Series),
                Item::Event { name, unit, .. } => (Err(name), unit, QuantityKind::Event),
                Item::Budget { name, unit, .. } => (Err(name), unit, QuantityKind::Budget),
                Item::Alternatives { name } => (Err(name), &None, QuantityKind::Alternatives),
                Item::Table { name, .. } => {
                    if self.take_name(name, Symbol::Table(self.table_statements.len())) {
                        self.table_statements.push(statement);
                    }
                    continue;
                }
                Item::Figure { name, unit } => {
                    self.declare_figure(statement, name, unit.as_ref());
                    continue;
                }
                _ => continue,
            };
            let (ident, dimensions): (&Ident, &[Ident]) = match name {
                Ok(Defined { name, dimensions }) => (name, dimensions),
                Err(ident) => (ident, &[]),
            };
            self.declare_quantity(statement, section, ident, dimensions, unit.as_ref(), kind);
        }
    }

    /// Whether a name may be taken; reports where not.
    pub fn take_name(&mut self, name: &Ident, symbol: Symbol) -> bool {
        if let Some(&(_, first)) = self.names.get(&name.text) {
            self.declared_twice(name, first);
            return false;
        }
        let built_in = BUILT_IN_NAMES.contains(&name.text.as_str());
        if !name.quoted && (built_in || self.units.named.contains_key(&name.text)) {
            self.report(
                Diagnostic::error(
                    "name-taken",
                    format!("`{}` means something else", name.text),
                    name.span,
                    "a unit or a built-in name",
                )
                .help("choose another name"),
            );
            if built_in {
                return false;
            }
        }
        self.names.insert(name.text.clone(), (symbol, name.span));
        true
    }

    fn declare_figure(
        &mut self,
        statement: &'d Statement,
        name: &'d Ident,
        unit: Option<&UnitExpr>,
    ) {
        let index = self.figures.len();
        if !self.take_name(name, Symbol::Figure(index)) {
            return;
        }
        let unit = unit.map(|u| units::resolve(&self.units, u)).transpose();
        let unit = match unit {
            Ok(unit) => unit.unwrap_or(Declared { unit: Unit::one(), scale: 1.0, span: name.span }),
            Err(diagnostic) => {
                self.report(*diagnostic);
                Declared { unit: Unit::one(), scale: 1.0, span: name.span }
            }
        };
        let (labels, scope) = (Self::labels(statement), clauses::scope(statement));
        self.figures.push(Figure { unit, labels, scope });
    }

    fn declare_quantity(
        &mut self,
        statement: &'d Statement,
        section: Option<usize>,
        ident: &'d Ident,
        dimensions: &[Ident],
        unit: Option<&UnitExpr>,
        kind: QuantityKind,
    ) {
        let index = self.quantities.len();
        if !self.take_name(ident, Symbol::Quantity(index)) {
            return;
        }
        let labels = Self::labels(statement);
        let declared = unit.and_then(|unit| {
            units::resolve(&self.units, unit).map_err(|diagnostic| self.report(*diagnostic)).ok()
        });
        let mut indices = Vec::new();
        let mut broken = false;
        for dimension in dimensions {
            match self.dimensions.iter().position(|d| d.name == dimension.text) {
                Some(found) if indices.contains(&found) => self.report(Diagnostic::error(
                    "wrong-subscript",
                    format!("`{}` runs over `{}` twice", ident.text, dimension.text),
                    dimension.span,
                    "again",
                )),
                Some(found) => indices.push(found),
                None => {
                    broken = true;
                    self.no_dimension(dimension);
                }
            }
        }
        let count = indices
            .iter()
            .try_fold(1_usize, |n, &d| n.checked_mul(self.dimensions[d].elements.len().max(1)));
        let count =
            count.filter(|&n| n <= MOST_ELEMENTS && self.variables.len() + n <= MOST_VARIABLES);
        let count = count.unwrap_or_else(|| {
            broken = true;
            self.report(
                Diagnostic::error(
                    "too-large",
                    format!("the array `{}` is too large", ident.text),
                    ident.span,
                    "",
                )
                .note("the limits are 100,000 elements an array and 1,000,000 variables a plan"),
            );
            0
        });
        let shown = declared.as_ref().map_or_else(Unit::one, |d| d.unit.clone());
        let variables = (0..count)
            .map(|element| {
                let name = self.element_name(&ident.text, &indices, element);
                let labels = self.element_labels(&labels, &indices, element);
                self.add_variable(Variable {
                    name,
                    labels,
                    quantity: Some(QuantityId(index as u32)),
                    hidden: false,
                    unit: shown.clone(),
                    kind: Kind::Auxiliary { value: Expr::Number(0.0) },
                })
            })
            .collect();
        self.quantities.push(Named {
            quantity: Quantity {
                name: ident.text.clone(),
                kind,
                unit: shown,
                dimensions: indices.iter().map(|&d| self.dimensions[d].name.clone()).collect(),
                variables,
                doc: clauses::doc(statement),
                labels,
                scope: clauses::scope(statement),
                assumption: clauses::assumption(statement),
                span: statement.span.start..statement.span.end,
                section,
                branches: clauses::branches(statement),
            },
            statement,
            ident,
            dimensions: indices,
            unit_declared: declared.is_some(),
            unit: declared,
            broken,
        });
    }

    /// Reports a dimension that is not declared.
    pub fn no_dimension(&mut self, dimension: &Ident) {
        let diagnostic = Diagnostic::error(
            "unknown-name",
            format!("there is no dimension `{}`", dimension.text),
            dimension.span,
            "not a dimension",
        );
        let names = self.dimensions.iter().map(|d| d.name.as_str());
        let diagnostic = match hongtu_syntax::closest(&dimension.text, names) {
            Some(near) => {
                diagnostic.help(format!("did you mean `{near}`?")).fix(dimension.span, near)
            }
            None => diagnostic.help(format!("declare it: `dimension {} = …`", dimension.text)),
        };
        self.report(diagnostic);
    }

    /// `name[a, b]` of an element in row-major order.
    fn element_name(&self, name: &str, dimensions: &[usize], element: usize) -> String {
        if dimensions.is_empty() {
            return name.to_owned();
        }
        let names: Vec<&str> = self
            .positions(dimensions, element)
            .into_iter()
            .map(|(d, e)| self.dimensions[d].elements[e].as_str())
            .collect();
        format!("{name}[{}]", names.join(", "))
    }

    /// The element of each dimension that a row-major index stands for.
    pub fn positions(&self, dimensions: &[usize], element: usize) -> Vec<(usize, usize)> {
        let mut rest = element;
        let mut positions: Vec<(usize, usize)> = dimensions
            .iter()
            .rev()
            .map(|&d| {
                let length = self.dimensions[d].elements.len().max(1);
                let position = rest % length;
                rest /= length;
                (d, position)
            })
            .collect();
        positions.reverse();
        positions
    }
}

/// A number that is a calendar year. A year has four digits: `5` is a slip rather than antiquity.
pub fn calendar_year(value: f64) -> Option<i32> {
    (value.fract() == 0.0 && (1000.0..=9999.0).contains(&value)).then_some(value as i32)
}

/// What the `plan` statement says.
#[derive(Debug, Default)]
pub struct Head {
    pub title: String,
    pub labels: Labels,
    pub doc: Option<String>,
    pub as_of: Option<jiff::civil::Date>,
}

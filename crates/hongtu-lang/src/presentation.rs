//! Scenarios, charts and live values: what a reader of the plan is shown.

use crate::{
    checker::{Checker, Symbol},
    clauses,
    lower::Env,
    units::Declared,
};
use hongtu_model::{Chart, Labels, Scenario, Section};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, BlockKind, ClauseKind, ExprKind, Item, Statement},
};

impl<'d> Checker<'d> {
    /// Reads `scenario` statements.
    pub fn define_scenarios(&mut self) -> Vec<Scenario> {
        let mut scenarios: Vec<(Scenario, Span)> = Vec::new();
        for (statement, _) in self.statements() {
            let Item::Scenario { name, title } = &statement.item else { continue };
            if let Some((_, first)) = scenarios.iter().find(|(s, _)| s.name == name.text) {
                let first = *first;
                self.declared_twice(name, first);
                continue;
            }
            let mut settings = Vec::new();
            for clause in &statement.clauses {
                if let ClauseKind::Set { name, value } = &clause.kind
                    && let Some(found) = self.scenario_setting(name, value)
                {
                    settings.extend(found);
                }
            }
            let scenario = Scenario {
                name: name.text.clone(),
                title: title.as_ref().map(|t| t.text.clone()),
                labels: Self::labels(statement),
                doc: clauses::doc(statement),
                settings,
            };
            scenarios.push((scenario, name.span));
        }
        scenarios.into_iter().map(|(s, _)| s).collect()
    }

    pub fn scenario_setting(
        &mut self,
        lever: &tree::Expr,
        value: &tree::Expr,
    ) -> Option<Vec<(usize, f64)>> {
        let ExprKind::Name { name, subscripts } = &lever.kind else {
            self.report(Diagnostic::error(
                "target-form",
                "a scenario sets levers",
                lever.span,
                "not a lever",
            ));
            return None;
        };
        let text = if subscripts.is_empty() {
            name.text.clone()
        } else {
            let subscripts: Vec<&str> = subscripts.iter().map(|s| s.text.as_str()).collect();
            format!("{}[{}]", name.text, subscripts.join(", "))
        };
        // A lever over a dimension is set for all its elements at once by its bare name.
        let prefix = format!("{text}[");
        let found: Vec<usize> = (0..self.levers.len())
            .filter(|&i| {
                self.levers[i].name == text
                    || (subscripts.is_empty() && self.levers[i].name.starts_with(&prefix))
            })
            .collect();
        if found.is_empty() {
            let near = hongtu_syntax::closest(&text, self.levers.iter().map(|l| l.name.as_str()))
                .map(str::to_owned);
            let mut diagnostic = Diagnostic::error(
                "unknown-name",
                format!("there is no lever `{text}`"),
                lever.span,
                "not a lever",
            );
            diagnostic = match near {
                Some(near) => {
                    diagnostic.help(format!("did you mean `{near}`?")).fix(lever.span, near)
                }
                None => diagnostic
                    .note("scenarios set levers only: what nobody decides stays uncertain"),
            };
            self.report(diagnostic);
            return None;
        }
        let mut settings = Vec::new();
        for index in found {
            let (unit, low, high, name) = {
                let l = &self.levers[index];
                (l.unit.clone(), l.low, l.high, l.name.clone())
            };
            let declared = match self.names.get(name.split('[').next().unwrap_or_default()) {
                Some(&(Symbol::Quantity(i), _)) => self.quantities[i].unit.clone(),
                _ => None,
            };
            let declared = declared.unwrap_or(Declared { unit, scale: 1.0, span: lever.span });
            let set = self.constant_in(value, &declared, &format!("the setting of `{name}`"))?;
            if !(low..=high).contains(&set) {
                let show = |v: f64| crate::numbers::show(declared.unit.show(v));
                self.report(
                    Diagnostic::error(
                        "lever-range",
                        format!("the setting of `{name}` lies outside its range"),
                        value.span,
                        "outside",
                    )
                    .note(format!(
                        "its range is {} to {} {}",
                        show(low),
                        show(high),
                        declared.unit.name
                    )),
                );
                return None;
            }
            settings.push((index, set));
        }
        Some(settings)
    }

    /// The headings of the document, with what `section` statements call them.
    pub fn sections(&mut self) -> Vec<Section> {
        let mut named: Vec<(&str, Span, Labels)> = Vec::new();
        for (statement, _) in self.statements() {
            let Item::Section { heading } = &statement.item else { continue };
            let text = heading.text.as_str();
            if let Some((_, first, _)) = named.iter().find(|(known, ..)| *known == text) {
                self.report(
                    Diagnostic::error(
                        "duplicate-name",
                        format!("the heading \"{text}\" is named twice"),
                        heading.span,
                        "again",
                    )
                    .label(*first, "first here")
                    .help("put the labels into one of the two"),
                );
                continue;
            }
            if !self.document.headings.iter().any(|known| known.text == text) {
                self.no_heading(heading);
            }
            named.push((text, heading.span, Self::labels(statement)));
        }
        let labels = |heading: &tree::Heading| {
            let found = named.iter().find(|(text, ..)| *text == heading.text);
            found.map(|(.., labels)| labels.clone()).unwrap_or_default()
        };
        let section = |heading: &tree::Heading| Section {
            title: heading.text.clone(),
            labels: labels(heading),
            level: heading.level,
        };
        self.document.headings.iter().map(section).collect()
    }

    fn no_heading(&mut self, heading: &tree::Text) {
        let known = self.document.headings.iter().map(|heading| heading.text.as_str());
        let near = hongtu_syntax::closest(&heading.text, known).map(str::to_owned);
        let diagnostic = Diagnostic::error(
            "unknown-name",
            format!("the document has no heading \"{}\"", heading.text),
            heading.span,
            "not a heading",
        );
        self.report(match near {
            Some(near) => diagnostic
                .help(format!("did you mean \"{near}\"?"))
                .fix(heading.span, format!("{near:?}")),
            None => {
                diagnostic.help("a section is named by the text of its heading, without markup")
            }
        });
    }

    /// Reads `chart` blocks.
    pub fn define_charts(&mut self) -> Vec<Chart> {
        let mut charts = Vec::new();
        for block in self.document.blocks.iter() {
            for statement in &block.statements {
                let Item::Chart { title, quantities } = &statement.item else { continue };
                if block.kind == BlockKind::Model {
                    self.report(
                        Diagnostic::error(
                            "chart-block",
                            "a chart stands in a block of its own",
                            statement.span,
                            "in a model block",
                        )
                        .help("begin a block with ```chart where the chart is to appear"),
                    );
                    continue;
                }
                charts.push(self.chart(
                    statement,
                    title.as_ref(),
                    quantities,
                    block.section,
                    block.span.start,
                ));
            }
        }
        charts
    }

    pub fn chart(
        &mut self,
        statement: &Statement,
        title: Option<&tree::Text>,
        quantities: &[tree::Expr],
        section: Option<usize>,
        offset: usize,
    ) -> Chart {
        let mut variables = Vec::new();
        for expr in quantities {
            let ExprKind::Name { name, subscripts } = &expr.kind else {
                self.report(
                    Diagnostic::error(
                        "chart-block",
                        "a chart draws quantities",
                        expr.span,
                        "not a quantity",
                    )
                    .help("name the quantity; its target lines come with `show TARGET`"),
                );
                continue;
            };
            match self.names.get(&name.text) {
                Some(&(Symbol::Quantity(index), _)) if subscripts.is_empty() => {
                    self.used.insert(index);
                    variables.extend(self.quantities[index].quantity.variables.iter().copied());
                }
                _ => {
                    let typed = self.lower(expr, &Env::default(), None);
                    if let hongtu_model::Expr::Variable(variable) = typed.expr {
                        variables.push(variable);
                    }
                }
            }
        }
        let mut span = (0, self.time.steps);
        let mut targets = Vec::new();
        let mut shown_title = title.map(|t| t.text.clone());
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::Between(a, b) => {
                    if let (Some(from), Some(to)) = (self.date_step(a), self.date_step(b)) {
                        let period = crate::measures::Period { from, to };
                        if self.inside(period, a.span.to(b.span)) && from < to {
                            span = (from as u32, to as u32);
                        }
                    }
                }
                ClauseKind::Show(target) => {
                    if self.targets.iter().any(|t| t.name == target.text) {
                        targets.push(target.text.clone());
                    } else {
                        let near = hongtu_syntax::closest(
                            &target.text,
                            self.targets.iter().map(|t| t.name.as_str()),
                        )
                        .map(str::to_owned);
                        let mut diagnostic = Diagnostic::error(
                            "unknown-name",
                            format!("there is no target `{}`", target.text),
                            target.span,
                            "not a target",
                        );
                        if let Some(near) = near {
                            diagnostic = diagnostic
                                .help(format!("did you mean `{near}`?"))
                                .fix(target.span, near);
                        }
                        self.report(diagnostic);
                    }
                }
                ClauseKind::Title(text) => shown_title = Some(text.text.clone()),
                _ => {}
            }
        }
        Chart {
            title: shown_title,
            labels: Self::labels(statement),
            variables,
            targets,
            span,
            section,
            offset,
        }
    }
}

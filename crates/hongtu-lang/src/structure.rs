//! Checks of the model as a whole: circles, what is never used, what changes nothing.

use std::collections::HashSet;

use hongtu_model::{Expr, Kind, QuantityKind, Reading, VariableId};
use hongtu_syntax::{Diagnostic, tree::Item};

use crate::checker::{Checker, Symbol};

/// Variables in an expression.
fn inputs(expr: &Expr, found: &mut Vec<VariableId>) {
    expr.walk(&mut |part| {
        if let Expr::Variable(id) = part {
            found.push(*id);
        }
    });
}

impl Checker<'_> {
    /// What a variable needs at the same instant.
    fn simultaneous(&self, id: VariableId) -> Vec<VariableId> {
        let mut found = Vec::new();
        match &self.variables[id.index()].kind {
            Kind::Auxiliary { value } | Kind::Constant { value, .. } => inputs(value, &mut found),
            _ => {}
        }
        found
    }

    /// What a variable needs at the first instant.
    fn at_first(&self, id: VariableId) -> Vec<VariableId> {
        let mut found = Vec::new();
        match &self.variables[id.index()].kind {
            Kind::Auxiliary { value } | Kind::Constant { value, .. } | Kind::Initial { value } => {
                inputs(value, &mut found)
            }
            Kind::Stock { initial, .. } => inputs(initial, &mut found),
            Kind::Delay { delay, initial, .. } => {
                inputs(delay, &mut found);
                inputs(initial, &mut found);
            }
            _ => {}
        }
        found
    }

    /// Everything that feeds a variable, now or later.
    fn all_inputs(&self, id: VariableId) -> Vec<VariableId> {
        let mut found = self.at_first(id);
        match &self.variables[id.index()].kind {
            Kind::Stock { flow, .. } => inputs(flow, &mut found),
            Kind::Delay { input, .. } => inputs(input, &mut found),
            _ => {}
        }
        found
    }

    /// Reports circles among what must be known at the same instant.
    pub fn check_circles(&mut self) {
        let circles = self.circles(|checker, id| checker.simultaneous(id));
        let at_first = match circles.as_slice() {
            [] => self.circles(|checker, id| checker.at_first(id)),
            _ => Vec::new(),
        };
        self.report_self_united(circles.iter().chain(&at_first).flatten());
        if circles.is_empty() {
            for circle in at_first {
                self.report_circle(
                    &circle,
                    "circular-initial",
                    "the values at the first instant depend on each other",
                );
            }
        }
        for circle in circles {
            self.report_circle(&circle, "circular-definition", "these are defined by each other");
        }
    }

    /// Reports units that follow from themselves, where the circle itself is no mistake.
    fn report_self_united<'i>(&mut self, circles: impl Iterator<Item = &'i VariableId>) {
        let circular: HashSet<u32> =
            circles.filter_map(|id| self.variables[id.index()].quantity).map(|q| q.0).collect();
        for index in std::mem::take(&mut self.self_united) {
            if circular.contains(&(index as u32)) {
                continue;
            }
            let named = &self.quantities[index];
            let (name, span) = (named.quantity.name.clone(), named.ident.span);
            self.report(
                Diagnostic::error(
                    "unit-unknown",
                    format!("the unit of `{name}` follows from itself"),
                    span,
                    "declare its unit",
                )
                .help(format!("write `{name} : unit = …`")),
            );
        }
    }

    /// Circles of a graph, each once, by depth-first search without recursion.
    fn circles(&self, next: impl Fn(&Self, VariableId) -> Vec<VariableId>) -> Vec<Vec<VariableId>> {
        let mut state = vec![0_u8; self.variables.len()];
        let mut found = Vec::new();
        for root in 0..self.variables.len() {
            if state[root] != 0 {
                continue;
            }
            let root = VariableId(root as u32);
            state[root.index()] = 1;
            let mut path = vec![(root, next(self, root))];
            while let Some((id, rest)) = path.last_mut() {
                let id = *id;
                match rest.pop() {
                    None => {
                        state[id.index()] = 2;
                        path.pop();
                    }
                    Some(input) => match state[input.index()] {
                        0 => {
                            state[input.index()] = 1;
                            let inputs = next(self, input);
                            path.push((input, inputs));
                        }
                        1 => {
                            let start = path.iter().position(|(p, _)| *p == input).unwrap_or(0);
                            found.push(path[start..].iter().map(|(p, _)| *p).collect());
                        }
                        _ => {}
                    },
                }
            }
        }
        found
    }

    fn report_circle(&mut self, circle: &[VariableId], rule: &'static str, message: &str) {
        let mut names: Vec<String> = Vec::new();
        let mut spans = Vec::new();
        for id in circle {
            let variable = &self.variables[id.index()];
            let Some(index) = variable.quantity else { continue };
            let named = &self.quantities[index.0 as usize];
            if names.last() != Some(&variable.name) {
                names.push(variable.name.clone());
                spans.push(named.ident.span);
            }
        }
        let (Some(first), Some(&span)) = (names.first().cloned(), spans.first()) else { return };
        // A reader follows a circle in the order of use: each name needs the next.
        let route: Vec<String> = names.iter().chain([&first]).map(|n| format!("`{n}`")).collect();
        let mut diagnostic = Diagnostic::error(rule, message, span, format!("`{first}` needs itself"))
            .note(format!("the circle: {}", route.join(" → ")))
            .help("put a stock, a delay or a smooth somewhere in the circle: something must remember the instant before");
        for &span in spans.iter().skip(1).take(6) {
            diagnostic = diagnostic.label(span, "and through this");
        }
        self.report(diagnostic);
    }

    /// Warns of constants and tables that nothing refers to.
    pub fn check_unused(&mut self) {
        let mut reports = Vec::new();
        for (index, named) in self.quantities.iter().enumerate() {
            if self.used.contains(&index) || self.meant.contains(&named.quantity.name) {
                continue;
            }
            let (rule, what) = match named.quantity.kind {
                QuantityKind::Constant => ("unused-constant", "constant"),
                QuantityKind::Alternatives => ("unused-constant", "set of alternatives"),
                QuantityKind::Shock => ("unused-constant", "shock"),
                QuantityKind::Event => ("unused-constant", "event"),
                QuantityKind::Series => ("unused-constant", "series"),
                _ => continue,
            };
            reports.push(
                Diagnostic::warning(
                    rule,
                    format!("the {what} `{}` is never used", named.quantity.name),
                    named.ident.span,
                    "nothing refers to it",
                )
                .help("use it in an equation, or take it out"),
            );
        }
        let mut called = HashSet::new();
        for block in &self.document.blocks {
            for statement in &block.statements {
                visit_expressions(statement, &mut |expr| {
                    crate::walk::names(expr, &mut |name, _| {
                        if let Some(&(Symbol::Table(index), _)) = self.names.get(&name.text) {
                            called.insert(index);
                        }
                    });
                });
            }
        }
        for (index, function) in self.functions.iter().enumerate() {
            if !called.contains(&index) && !self.meant.contains(&function.name.text) {
                reports.push(
                    Diagnostic::warning(
                        "unused-constant",
                        format!("the table `{}` is never used", function.name.text),
                        function.name.span,
                        "nothing calls it",
                    )
                    .help("call it in an equation, or take it out"),
                );
            }
        }
        reports.into_iter().for_each(|d| self.report(d));
    }

    /// Warns of levers that reach no target.
    pub fn check_levers(&mut self) {
        if self.targets.is_empty() {
            return;
        }
        let mut reached = vec![false; self.variables.len()];
        let mut open: Vec<VariableId> = Vec::new();
        for target in &self.targets {
            for judgement in &target.judgements {
                self.measures[judgement.measure.index()].value.walk(&mut |part| {
                    if let Expr::Reading(id) = part {
                        open.push(match self.readings[id.0 as usize] {
                            Reading::Level { variable, .. }
                            | Reading::Total { variable, .. }
                            | Reading::Minimum { variable, .. }
                            | Reading::Maximum { variable, .. }
                            | Reading::First { variable } => variable,
                        });
                    }
                });
            }
        }
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut reached[id.index()], true) {
                open.extend(self.all_inputs(id));
            }
        }
        let mut reports = Vec::new();
        for named in self.quantities.iter().filter(|n| n.quantity.kind == QuantityKind::Lever) {
            if !matches!(named.statement.item, Item::Lever { .. })
                || named.quantity.variables.iter().any(|v| reached[v.index()])
            {
                continue;
            }
            reports.push(
                Diagnostic::warning(
                    "lever-without-effect",
                    format!("the lever `{}` moves no target", named.quantity.name),
                    named.ident.span,
                    "no way from here to a target",
                )
                .help("use it in an equation that a target depends on, or take it out"),
            );
        }
        reports.into_iter().for_each(|d| self.report(d));
    }
}

/// Every expression of a statement and its clauses.
pub fn visit_expressions<'t>(
    statement: &'t hongtu_syntax::tree::Statement,
    visit: &mut impl FnMut(&'t hongtu_syntax::tree::Expr),
) {
    use hongtu_syntax::tree::ClauseKind;
    match &statement.item {
        Item::Stock { initial: Some(e), .. }
        | Item::Flow { value: Some(e), .. }
        | Item::Aux { value: Some(e), .. }
        | Item::Const { value: Some(e), .. }
        | Item::Lever { default: Some(e), .. }
        | Item::Event { value: Some(e), .. }
        | Item::Budget { limit: Some(e), .. }
        | Item::Observe { measure: e, .. }
        | Item::Claim { measure: e, .. }
        | Item::Target { condition: Some(e), .. } => visit(e),
        Item::Table { points, .. } => points.iter().for_each(|point| visit(&point.y)),
        _ => {}
    }
    for clause in &statement.clauses {
        match &clause.kind {
            ClauseKind::Inflow(e)
            | ClauseKind::Outflow(e)
            | ClauseKind::Otherwise(e)
            | ClauseKind::Cost(e) => visit(e),
            ClauseKind::Reading { condition, .. } => visit(condition),
            ClauseKind::Then { rate: Some(rate), .. } => visit(rate),
            _ => {}
        }
    }
}

//! Definitions of quantities: each element becomes a scalar variable.

use hongtu_model::{Binary, Expr, Function, Kind, QuantityKind, Unit, VariableId};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, Item},
};

use crate::{
    checker::{Checker, Symbol},
    lower::Env,
    typed::{Type, Typed},
    units::Declared,
};

impl Checker<'_> {
    /// Defines every quantity, those whose unit has to be inferred in the order of their
    /// dependence.
    pub fn define_quantities(&mut self) {
        let inferred = self.inference_order();
        for &index in &inferred {
            self.define_quantity(index);
        }
        for index in 0..self.quantities.len() {
            if !inferred.contains(&index) {
                self.define_quantity(index);
            }
        }
    }

    fn define_quantity(&mut self, index: usize) {
        let statement = self.quantities[index].statement;
        self.check_sources(statement);
        let kind = self.quantities[index].quantity.kind;
        if self.quantities[index].broken {
            return self.use_names_of(statement);
        }
        if kind == QuantityKind::Alternatives {
            return self.define_alternatives(index);
        }
        if kind == QuantityKind::Series {
            return self.define_series(index);
        }
        let variables = self.quantities[index].quantity.variables.clone();
        let dimensions = self.quantities[index].dimensions.clone();
        for (element, &variable) in variables.iter().enumerate() {
            let indices = self
                .positions(&dimensions, element)
                .into_iter()
                .map(|(d, e)| (self.dimensions[d].name.clone(), d, e))
                .collect();
            let owner = self.variables[variable.index()].name.clone();
            let env = Env { indices, owner, ..Env::default() };
            match kind {
                QuantityKind::Stock => self.define_stock(index, variable, &env),
                QuantityKind::Flow | QuantityKind::Auxiliary => {
                    self.define_auxiliary(index, variable, &env)
                }
                QuantityKind::Constant => self.define_constant(index, variable, &env),
                QuantityKind::Lever => self.define_lever(index, variable, &env),
                QuantityKind::Event => self.define_event(index, variable, &env),
                QuantityKind::Shock => self.define_shock(index, variable, &env),
                QuantityKind::Budget => self.define_budget(index, variable, &env),
                QuantityKind::Alternatives | QuantityKind::Series => {}
            }
        }
    }

    /// Counts everything that a statement names as used.
    fn use_names_of(&mut self, statement: &tree::Statement) {
        crate::structure::visit_expressions(statement, &mut |expr| {
            crate::walk::names(expr, &mut |name, _| {
                if let Some(&(Symbol::Quantity(index), _)) = self.names.get(&name.text) {
                    self.used.insert(index);
                }
            });
        });
    }

    /// The defining expression in the quantity's unit; infers the unit where none is declared.
    pub fn definition(&mut self, index: usize, expr: &tree::Expr, env: &Env) -> Typed {
        let unit = self.quantities[index].unit.clone();
        let typed = self.lower(expr, env, unit.as_ref());
        match unit {
            Some(unit) => {
                let name = self.quantities[index].quantity.name.clone();
                self.want_unit(&typed, &unit, &format!("`{name}`"));
            }
            None => self.infer(index, &typed),
        }
        typed
    }

    pub fn missing(&mut self, index: usize, rule: &'static str, what: &str, example: &str) {
        let named = &self.quantities[index];
        let (name, span) = (named.quantity.name.clone(), named.ident.span);
        self.report(
            Diagnostic::error(rule, format!("`{name}` has no {what}"), span, "")
                .help(format!("write `{} {name}{example}`", self.keyword(index))),
        );
    }

    fn keyword(&self, index: usize) -> &'static str {
        match self.quantities[index].quantity.kind {
            QuantityKind::Auxiliary => "aux",
            QuantityKind::Constant => "const",
            other => other.word(),
        }
    }

    fn define_stock(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Stock { initial, .. } = &statement.item else { return };
        let initial = match initial {
            Some(initial) => self.definition(index, initial, env).expr,
            None => {
                self.missing(index, "missing-initial", "initial value", " : unit = 100");
                Expr::Number(0.0)
            }
        };
        let per_time = self.quantities[index].unit.as_ref().map(|unit| Declared {
            unit: Unit::new(
                format!(
                    "{}/{}",
                    if unit.unit.name.is_empty() { "1" } else { &unit.unit.name },
                    self.time.unit
                ),
                1.0,
                unit.unit.dimension.per(&self.units.time()),
            ),
            scale: 1.0,
            span: unit.span,
        });
        let mut net: Option<Expr> = None;
        for clause in &statement.clauses {
            let (expr, inflow) = match &clause.kind {
                ClauseKind::Inflow(expr) => (expr, true),
                ClauseKind::Outflow(expr) => (expr, false),
                _ => continue,
            };
            let flow = self.lower(expr, env, per_time.as_ref());
            if let Some(unit) = &per_time {
                self.want_unit(
                    &flow,
                    unit,
                    &format!(
                        "what flows {} `{}`",
                        if inflow { "into" } else { "out of" },
                        self.quantities[index].quantity.name
                    ),
                );
            }
            net = Some(match (net, inflow) {
                (None, true) => flow.expr,
                (None, false) => Expr::apply(Function::Negate, flow.expr),
                (Some(net), true) => Expr::binary(Binary::Add, net, flow.expr),
                (Some(net), false) => Expr::binary(Binary::Subtract, net, flow.expr),
            });
        }
        let flow = net.unwrap_or(Expr::Number(0.0));
        self.define(variable, Kind::Stock { initial, flow });
    }

    fn define_auxiliary(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let (Item::Flow { value, .. } | Item::Aux { value, .. }) = &statement.item else { return };
        let Some(value) = value else {
            return self.missing(index, "missing-value", "equation", " : unit = …");
        };
        let typed = self.definition(index, value, env);
        self.define(variable, Kind::Auxiliary { value: typed.expr });
    }

    fn define_constant(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Const { value, prior, .. } = &statement.item else { return };
        let Some(value) = value else {
            return self.missing(index, "missing-value", "value", " : unit = 3 ~ uniform(2, 4)");
        };
        let typed = self.definition(index, value, env);
        let Some(unit) = self.quantities[index].unit.clone() else { return };
        let range = self.range(statement, &unit);
        let name = self.quantities[index].quantity.name.clone();
        let mut key = env.owner.clone();
        let written = prior.is_some();
        let prior = match prior {
            None => None,
            Some(prior) => {
                let Some(middle) = typed.number() else {
                    if typed.ty != Type::Unknown {
                        self.report(
                            Diagnostic::error(
                                "not-constant",
                                "a constant with a prior has a number as its value",
                                typed.span,
                                "not known before a run",
                            )
                            .help("put the prior on the constants it is made of"),
                        );
                    }
                    return;
                };
                if prior.shared {
                    key.clone_from(&name);
                }
                self.prior(prior, &unit, Some((middle, typed.span)), range)
            }
        };
        if let (Some((low, high, span)), Some(middle)) = (range, typed.number())
            && !(low..=high).contains(&middle)
            && prior.is_some() == written
        {
            self.report(
                Diagnostic::error(
                    "prior-range",
                    format!("the value of `{name}` lies outside its own range"),
                    typed.span,
                    "outside",
                )
                .label(span, "the range"),
            );
        }
        self.define(variable, Kind::Constant { value: typed.expr, prior, key });
    }

    fn define_event(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Event { value, .. } = &statement.item else { return };
        let Some(value) = value else {
            return self.missing(index, "missing-value", "value", " : unit = 1 from 2020 to 2023");
        };
        let typed = self.definition(index, value, env);
        let Some(unit) = self.quantities[index].unit.clone() else { return };
        let (mut from, mut to, mut otherwise) = (None, None, Expr::Number(0.0));
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::From(date) => from = self.date_step(date),
                ClauseKind::To(date) => to = self.date_step(date),
                ClauseKind::Otherwise(expr) => {
                    let typed = self.lower(expr, env, Some(&unit));
                    self.want_unit(&typed, &unit, "what an event is worth otherwise");
                    otherwise = typed.expr;
                }
                _ => {}
            }
        }
        let Some(from) = from else {
            if !statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::From(_))) {
                self.missing(index, "missing-value", "date", " : unit = 1 from 2020 to 2023");
            }
            return;
        };
        let never = from > i64::from(self.time.steps) || to.is_some_and(|to| to <= 0 && from < to);
        if never {
            let dates = statement.clauses.iter().filter_map(|c| match &c.kind {
                ClauseKind::From(date) | ClauseKind::To(date) => Some(date.span),
                _ => None,
            });
            let span = dates.reduce(Span::to).unwrap_or(statement.span);
            self.outside(span, "change the `time` statement, or the dates of the event");
        } else if to.is_some_and(|to| to <= from) {
            self.report(Diagnostic::error(
                "empty-range",
                "the event ends before it starts",
                statement.span,
                "",
            ));
        }
        let known = self.known_day(statement);
        if self.is_hidden(known) {
            self.hidden_by_as_of(statement.span, "the event", known);
            return self.define(variable, Kind::Auxiliary { value: otherwise });
        }
        let mut on = Expr::binary(Binary::LessOrEqual, Expr::Number(from as f64), Expr::Step);
        if let Some(to) = to {
            on = Expr::binary(
                Binary::And,
                on,
                Expr::binary(Binary::Less, Expr::Step, Expr::Number(to as f64)),
            );
        }
        self.define(variable, Kind::Auxiliary { value: Expr::choose(on, typed.expr, otherwise) });
    }

    /// Says that something is not used because it became known later.
    pub fn hidden_by_as_of(&mut self, span: Span, what: &str, known: Option<jiff::civil::Date>) {
        let (Some(as_of), Some(known)) = (self.as_of, known) else { return };
        self.report(Diagnostic::information(
            "known-later",
            format!("{what} became known on {known} and is hidden as of {as_of}"),
            span,
            "not used",
        ));
    }
}

impl Checker<'_> {
    /// Says that models of other tools are not read yet.
    pub fn reserve_imports(&mut self) {
        for (statement, _) in self.statements() {
            if let Item::Import { path } = &statement.item {
                self.report(
                    Diagnostic::error("import-reserved", "models of other tools are not read yet", path.span, "")
                        .help("write the model in `hongtu` blocks; the word is kept for Vensim and XMILE models"),
                );
            }
        }
    }
}

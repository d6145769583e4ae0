//! Definitions of quantities: each element becomes a scalar variable.

use hongtu_model::{
    Binary, Budget, Dimension, Expr, Function, Kind, Lever, QuantityKind, Unit, VariableId,
};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, Item},
};

use crate::{
    checker::{Checker, Symbol},
    clauses, dates,
    lower::Env,
    typed::{Type, Typed},
    units::{self, Declared},
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

    /// Quantities without a declared unit, each behind those that its unit depends on.
    fn inference_order(&mut self) -> Vec<usize> {
        let open: Vec<usize> = (0..self.quantities.len())
            .filter(|&i| {
                let named = &self.quantities[i];
                named.unit.is_none() && !matches!(named.quantity.kind, QuantityKind::Alternatives)
            })
            .collect();
        let mut order = Vec::new();
        // 0 unseen, 1 on the path, 2 done.
        let mut state = vec![0_u8; self.quantities.len()];
        for &root in &open {
            let mut path = vec![(root, false)];
            while let Some((index, expanded)) = path.pop() {
                if expanded {
                    state[index] = 2;
                    order.push(index);
                    continue;
                }
                if state[index] != 0 {
                    continue;
                }
                state[index] = 1;
                path.push((index, true));
                for next in self.unit_inputs(index) {
                    if self.quantities[next].unit.is_some() || next == index {
                        continue;
                    }
                    match state[next] {
                        0 if open.contains(&next) => path.push((next, false)),
                        1 => {
                            let (name, span) = (
                                self.quantities[next].quantity.name.clone(),
                                self.quantities[next].ident.span,
                            );
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
                        _ => {}
                    }
                }
            }
        }
        order
    }

    /// Quantities that stand in the expression that a quantity's unit is inferred from.
    fn unit_inputs(&self, index: usize) -> Vec<usize> {
        let expr = match &self.quantities[index].statement.item {
            Item::Stock { initial, .. } => initial.as_ref(),
            Item::Flow { value, .. }
            | Item::Aux { value, .. }
            | Item::Const { value, .. }
            | Item::Event { value, .. } => value.as_ref(),
            Item::Lever { default, .. } => default.as_ref(),
            Item::Budget { limit, .. } => limit.as_ref(),
            _ => None,
        };
        let mut found = Vec::new();
        if let Some(expr) = expr {
            crate::walk::names(expr, &mut |name, _| {
                if let Some(&(Symbol::Quantity(i), _)) = self.names.get(&name.text) {
                    found.push(i);
                }
            });
        }
        found
    }

    fn define_quantity(&mut self, index: usize) {
        let statement = self.quantities[index].statement;
        self.check_sources(statement);
        let kind = self.quantities[index].quantity.kind;
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

    /// The defining expression in the quantity's unit; infers the unit where none is declared.
    fn definition(&mut self, index: usize, expr: &tree::Expr, env: &Env) -> Typed {
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

    fn infer(&mut self, index: usize, typed: &Typed) {
        let unit = match &typed.ty {
            Type::Amount(dimension) => self.shown_unit(dimension),
            Type::Zero | Type::Truth => Unit::one(),
            Type::Instant => {
                self.report(
                    Diagnostic::error(
                        "unit-mismatch",
                        "a quantity cannot hold a date",
                        typed.span,
                        "a date",
                    )
                    .help("keep a length of time since a date: `time - 2020`"),
                );
                return;
            }
            Type::Unknown => return,
        };
        self.set_unit(index, Declared { unit, scale: 1.0, span: typed.span });
    }

    /// A unit for a dimension, written in base units.
    pub fn shown_unit(&self, dimension: &Dimension) -> Unit {
        if dimension.is_none() {
            return Unit::one();
        }
        let mut unit = Unit::new(self.units.describe(dimension), 1.0, dimension.clone());
        let mut chinese = unit.name.clone();
        let mut names: Vec<(&String, &String)> = self
            .units
            .bases
            .iter()
            .filter_map(|base| Some((base, self.units.named.get(base)?.labels.get("zh")?)))
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        for (name, label) in names {
            chinese = chinese
                .split('/')
                .map(|part| if part == name { label.as_str() } else { part })
                .collect::<Vec<_>>()
                .join("/");
        }
        unit.labels.insert("zh".to_owned(), chinese);
        unit
    }

    fn set_unit(&mut self, index: usize, unit: Declared) {
        let named = &mut self.quantities[index];
        named.quantity.unit = unit.unit.clone();
        for variable in named.quantity.variables.clone() {
            self.variables[variable.index()].unit = unit.unit.clone();
        }
        named.unit = Some(unit);
    }

    fn missing(&mut self, index: usize, rule: &'static str, what: &str, example: &str) {
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

    /// The `in low..high` clause of a statement.
    pub fn range(
        &mut self,
        statement: &tree::Statement,
        unit: &Declared,
    ) -> Option<(f64, f64, Span)> {
        let (low, high, span) = statement.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Range { low, high } => Some((low, high, c.span)),
            _ => None,
        })?;
        let high_value = self.constant_in(high, unit, "the end of a range")?;
        let mut low_value = self.constant_in(low, unit, "the end of a range")?;
        // `0..30 billion` and `10..30 billion yuan` read the scale and unit of the upper end for both.
        if let (tree::ExprKind::Number(a), tree::ExprKind::Number(b)) = (&low.kind, &high.kind)
            && a.unit.is_none()
            && a.scales.is_empty()
            && !a.percent
        {
            low_value = self.shared_scale(a.value, b, unit).unwrap_or(low_value);
        }
        if low_value > high_value {
            self.report(
                Diagnostic::error("empty-range", "the range ends below its start", span, "empty")
                    .help("write the smaller value first"),
            );
            return None;
        }
        Some((low_value, high_value, span))
    }

    /// A bare number that shares the scale words, per cent and unit of another.
    pub fn shared_scale(&self, value: f64, other: &tree::Number, unit: &Declared) -> Option<f64> {
        if other.scales.is_empty() && other.unit.is_none() && !other.percent {
            return None;
        }
        let number = tree::Number { value, ..other.clone() };
        let scaled = crate::numbers::value(&number);
        match &other.unit {
            Some(u) => Some(units::resolve(&self.units, u).ok()?.read(scaled)),
            None if other.percent => Some(scaled),
            None => Some(unit.read(scaled)),
        }
    }

    fn define_lever(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Lever { default, .. } = &statement.item else { return };
        let Some(default) = default else {
            return self.missing(
                index,
                "missing-value",
                "default",
                " : unit = 8 in 0..30 from 2025",
            );
        };
        let typed = self.definition(index, default, env);
        let Some(unit) = self.quantities[index].unit.clone() else { return };
        let Some(value) = typed.number() else {
            if typed.ty != Type::Unknown {
                self.report(Diagnostic::error(
                    "not-constant",
                    "the default of a lever is a number",
                    typed.span,
                    "not known before a run",
                ));
            }
            return;
        };
        let Some((low, high, range)) = self.range(statement, &unit) else {
            if !statement.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Range { .. })) {
                self.missing(index, "missing-range", "range", " : unit = 8 in 0..30 from 2025");
            }
            return;
        };
        if !(low..=high).contains(&value) {
            let name = &self.quantities[index].quantity.name;
            let message = format!("the default of `{name}` lies outside its range");
            self.report(
                Diagnostic::error("lever-default-outside", message, typed.span, "outside")
                    .label(range, "the range")
                    .help("widen the range or change the default"),
            );
        }
        let mut lever = Lever {
            name: env.owner.clone(),
            variable,
            default: value,
            low,
            high,
            unit: unit.unit.clone(),
            from: 0,
            cost: None,
            cost_unit: None,
            budget: None,
            doc: clauses::doc(statement),
            labels: self.element_labels(index, env),
            section: self.quantities[index].quantity.section,
        };
        let mut from = 0;
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::From(date) => from = self.date_step(date).unwrap_or(0),
                ClauseKind::Cost(cost) => self.cost(&mut lever, cost, &unit),
                ClauseKind::Budget(name) => {
                    lever.budget = self.budget_index(name);
                }
                _ => {}
            }
        }
        let known = self.as_of.and_then(|day| self.time.day(day)).map_or(0, |instant| instant.step);
        lever.from = from.max(known).clamp(0, i64::from(u32::MAX)) as u32;
        let number = self.levers.len();
        self.levers.push(lever);
        self.define(variable, Kind::Lever { lever: number });
    }

    fn element_labels(&self, index: usize, env: &Env) -> hongtu_model::Labels {
        let mut labels = self.quantities[index].quantity.labels.clone();
        if !env.indices.is_empty() {
            let elements: Vec<&str> = env
                .indices
                .iter()
                .map(|(_, d, e)| self.dimensions[*d].elements[*e].as_str())
                .collect();
            for label in labels.values_mut() {
                *label = format!("{label} [{}]", elements.join(", "));
            }
        }
        labels
    }

    /// The step of a date written in a clause; a plain-time plan has none.
    pub fn date_step(&mut self, date: &tree::DateExpr) -> Option<i64> {
        if !self.time.is_calendar() {
            // A bare year is how the parser reads any whole number.
            if date.date.month.is_none() && !date.end_of {
                return Some(self.step_at(f64::from(date.date.year), date.span));
            }
            self.report(Diagnostic::error(
                "not-calendar",
                "this plan is in plain time and has no dates",
                date.span,
                "a date",
            ));
            return None;
        }
        match dates::instant(&self.time, date) {
            Some(instant) => {
                if instant.shifted && self.time.holds(instant.step) {
                    self.shifted(instant.step, date.span);
                }
                Some(instant.step)
            }
            None => {
                self.report(Diagnostic::error(
                    "bad-date",
                    "there is no such day",
                    date.span,
                    "not a date",
                ));
                None
            }
        }
    }

    fn cost(&mut self, lever: &mut Lever, cost: &tree::Expr, unit: &Declared) {
        let Some((value, dimension)) = self.constant_with_dimension(cost) else { return };
        let per_year = dimension.times(&unit.unit.dimension);
        let money = per_year.times(&self.units.time());
        let is_money = money.halves().count() == 1 && self.units.is_money(&money);
        if !is_money {
            let got = self.units.describe(&per_year);
            self.report(
                Diagnostic::error("lever-cost", format!("the cost of `{}` is not money per year", lever.name), cost.span, format!("times the lever's unit it is in {got}"))
                    .help("a lever in yuan/year costs `1 yuan/yuan`; one in MW costs so many `yuan/MW/year`; declare the currency: `unit yuan` with `money`"),
            );
            return;
        }
        lever.cost = Some(value);
        lever.cost_unit = Some(self.shown_unit(&per_year));
    }

    fn budget_index(&mut self, name: &tree::Ident) -> Option<usize> {
        let budgets: Vec<String> = self
            .quantities
            .iter()
            .filter(|q| q.quantity.kind == QuantityKind::Budget)
            .map(|q| q.quantity.name.clone())
            .collect();
        let found = budgets.iter().position(|b| *b == name.text);
        if found.is_none() {
            let mut diagnostic = Diagnostic::error(
                "unknown-name",
                format!("there is no budget `{}`", name.text),
                name.span,
                "not a budget",
            );
            diagnostic =
                match hongtu_syntax::closest(&name.text, budgets.iter().map(String::as_str)) {
                    Some(near) => {
                        diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near)
                    }
                    None => diagnostic
                        .help(format!("declare it: `budget {} : yuan/year = …`", name.text)),
                };
            self.report(diagnostic);
        }
        found
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
        if to.is_some_and(|to| to <= from) {
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

    fn define_shock(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Shock { prior, per, .. } = &statement.item else { return };
        if self.quantities[index].unit.is_none() {
            let span = self.quantities[index].ident.span;
            self.set_unit(index, Declared { unit: Unit::one(), scale: 1.0, span });
        }
        let Some(unit) = self.quantities[index].unit.clone() else { return };
        let Some(prior) = prior else {
            return self.missing(
                index,
                "missing-value",
                "prior",
                " ~ normal(mean 0, sd 5%) per year",
            );
        };
        let key = if prior.shared {
            self.quantities[index].quantity.name.clone()
        } else {
            env.owner.clone()
        };
        let range = self.range(statement, &unit);
        let length = match per {
            None => Some(1.0),
            Some(per) => match units::resolve(&self.units, per) {
                Ok(declared) if declared.unit.dimension == self.units.time() => {
                    Some(declared.read(1.0))
                }
                Ok(declared) => {
                    self.report(
                        Diagnostic::error(
                            "unit-mismatch",
                            format!("`{}` is not a length of time", declared.unit.name),
                            per.span,
                            "",
                        )
                        .help("write `per year`"),
                    );
                    None
                }
                Err(diagnostic) => {
                    self.report(*diagnostic);
                    None
                }
            },
        };
        let Some(length) = length else { return };
        let steps = (length / self.time.dt).round();
        if steps < 1.0 || (steps * self.time.dt - length).abs() > 1e-6 * length {
            self.report(
                Diagnostic::error(
                    "step-not-in-year",
                    "a shock lasts a whole number of steps",
                    statement.span,
                    "",
                )
                .help("choose a longer period or a shorter step"),
            );
            return;
        }
        let first = match self.time.first_year {
            Some(year) => i64::from(year) * ((1.0 / length).round() as i64).max(1),
            None => 0,
        };
        let Some(prior) = self.prior(prior, &unit, None, range) else { return };
        self.define(variable, Kind::Shock { prior, key, period: steps as u32, first });
    }

    fn define_alternatives(&mut self, index: usize) {
        let statement = self.quantities[index].statement;
        let name = self.quantities[index].quantity.name.clone();
        let mut weights = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for clause in &statement.clauses {
            let ClauseKind::Weight { name, weight, .. } = &clause.kind else { continue };
            if names.contains(&name.text.as_str()) {
                self.report(Diagnostic::error(
                    "duplicate-name",
                    format!("`{}` is an alternative already", name.text),
                    name.span,
                    "again",
                ));
            }
            names.push(&name.text);
            let one = Declared { unit: Unit::one(), scale: 1.0, span: clause.span };
            if let Some(value) = self.constant_in(weight, &one, "a weight") {
                if value < 0.0 {
                    self.report(Diagnostic::error(
                        "weights-sum",
                        "a weight is not negative",
                        weight.span,
                        "negative",
                    ));
                }
                weights.push(value);
            }
        }
        let sum: f64 = weights.iter().sum();
        if weights.is_empty() || (sum - 1.0).abs() > 1e-9 {
            self.report(
                Diagnostic::error(
                    "weights-sum",
                    format!(
                        "the weights of `{name}` add up to {}, not to 1",
                        crate::numbers::significant(sum, 4)
                    ),
                    self.quantities[index].ident.span,
                    "",
                )
                .help("write a line for each: `persists weight 0.6 \"the rebound lasts\"`"),
            );
        }
        let one =
            Declared { unit: Unit::one(), scale: 1.0, span: self.quantities[index].ident.span };
        self.set_unit(index, one);
        if let Some(&variable) = self.quantities[index].quantity.variables.first() {
            self.define(variable, Kind::Alternative { weights, key: name });
        }
    }

    fn define_budget(&mut self, index: usize, variable: VariableId, env: &Env) {
        let statement = self.quantities[index].statement;
        let Item::Budget { limit, .. } = &statement.item else { return };
        let Some(limit) = limit else {
            return self.missing(index, "missing-value", "limit", " : yuan/year = 10 billion");
        };
        let typed = self.definition(index, limit, env);
        if let Some(unit) = self.quantities[index].unit.clone() {
            let money = unit.unit.dimension.times(&self.units.time());
            if typed.ty != Type::Unknown
                && (money.halves().count() != 1 || !self.units.is_money(&money))
            {
                self.report(
                    Diagnostic::error("lever-cost", format!("the budget `{}` is not money per year", env.owner), typed.span, typed.ty.describe(&self.units))
                        .help("declare the currency with `money`, and the budget in it: `budget public : yuan/year = …`"),
                );
            }
        }
        self.define(variable, Kind::Auxiliary { value: typed.expr });
        let quantity = &self.quantities[index].quantity;
        self.budgets.push(Budget {
            name: quantity.name.clone(),
            labels: quantity.labels.clone(),
            variable,
            unit: quantity.unit.clone(),
            years: Vec::new(),
        });
    }
}

impl Checker<'_> {
    /// Totals every budget's limit for every simulated year.
    pub fn total_budgets(&mut self) {
        let Some(first) = self.time.first_year else { return };
        let Some(per_year) = self.time.steps_per_unit else { return };
        let years = self.time.steps / per_year;
        for index in 0..self.budgets.len() {
            let (name, variable) = (self.budgets[index].name.clone(), self.budgets[index].variable);
            for year in 0..years {
                let (from, to) = (year * per_year, (year + 1) * per_year);
                let reading = self.reading(hongtu_model::Reading::Total { variable, from, to });
                let calendar = first + year as i32;
                let dimension = self.budgets[index].unit.dimension.times(&self.units.time());
                let measure = self.add_measure(hongtu_model::Measure {
                    text: format!("total({name}, {calendar})"),
                    value: Expr::Reading(reading),
                    unit: self.shown_unit(&dimension),
                    is_date: false,
                    form: hongtu_model::MeasureForm::YearTotal { of: name.clone(), year: calendar },
                    end: to,
                });
                self.budgets[index].years.push((calendar, measure));
            }
        }
    }

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

//! Levers, what they cost, and the budgets that bind them.

use crate::{checker::Checker, clauses, lower::Env, numbers, typed::Type, units::Declared};
use hongtu_model::{Budget, Expr, Kind, Lever, QuantityKind, VariableId, Zone};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, ClauseKind, Item},
};

impl<'d> Checker<'d> {
    pub fn define_lever(&mut self, index: usize, variable: VariableId, env: &Env) {
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
            zones: Vec::new(),
            unit: unit.unit.clone(),
            from: 0,
            cost: None,
            cost_unit: None,
            budget: None,
            doc: clauses::doc(statement),
            labels: self.variables[variable.index()].labels.clone(),
            section: self.quantities[index].quantity.section,
        };
        let mut from = 0;
        for clause in &statement.clauses {
            match &clause.kind {
                ClauseKind::From(date) => {
                    from = self.date_step(date).unwrap_or(0);
                    if from > i64::from(self.time.steps) {
                        self.outside(
                            date.span,
                            "change the `time` statement, or the lever's start",
                        );
                    }
                }
                ClauseKind::Zone { name, low, high, labels } => {
                    if let Some((low, high)) = self.ends(low, high, clause.span, &unit) {
                        let zone = Zone {
                            name: name.text.clone(),
                            labels: clauses::by_language(labels),
                            low,
                            high,
                        };
                        self.zone(&mut lever, zone, clause.span);
                    }
                }
                ClauseKind::Cost(cost) => self.cost(&mut lever, cost, &unit),
                ClauseKind::Budget(name) => {
                    lever.budget = self.budget_index(name);
                }
                _ => {}
            }
        }
        self.check_currency(statement, &lever);
        let known = self.as_of.and_then(|day| self.time.day(day)).map_or(0, |instant| instant.step);
        lever.from = from.max(known).clamp(0, i64::from(u32::MAX)) as u32;
        let number = self.levers.len();
        self.levers.push(lever);
        self.define(variable, Kind::Lever { lever: number });
    }

    /// Adds a zone, in the order of the range.
    fn zone(&mut self, lever: &mut Lever, zone: Zone, span: Span) {
        let outside = zone.low < lever.low || zone.high > lever.high;
        let overlaps = |known: &&Zone| zone.low < known.high && known.low < zone.high;
        let show = |low: f64, high: f64| {
            let [low, high] = [low, high].map(|end| numbers::show(lever.unit.show(end)));
            format!("{low} to {high} {}", lever.unit.name).trim_end().to_owned()
        };
        let (message, note) = if outside {
            let range = show(lever.low, lever.high);
            (
                format!("the zone \"{}\" is not within the range of `{}`", zone.name, lever.name),
                format!("the range is {range}"),
            )
        } else if let Some(known) = lever.zones.iter().find(overlaps) {
            (
                format!("two zones of `{}` overlap", lever.name),
                format!("\"{}\" is {}", known.name, show(known.low, known.high)),
            )
        } else {
            let place = lever.zones.partition_point(|known| known.low < zone.low);
            lever.zones.insert(place, zone);
            return;
        };
        self.report(Diagnostic::error("lever-zone", message, span, "this zone").note(note));
    }

    pub fn cost(&mut self, lever: &mut Lever, cost: &tree::Expr, unit: &Declared) {
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

    /// A budget is in one currency, and so is what is spent of it.
    fn check_currency(&mut self, statement: &tree::Statement, lever: &Lever) {
        let name = statement.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Budget(name) => Some(name),
            _ => None,
        });
        let (Some(name), Some(cost)) = (name, &lever.cost_unit) else { return };
        let budget = self
            .quantities
            .iter()
            .find(|q| q.quantity.kind == QuantityKind::Budget && q.quantity.name == name.text);
        let Some(unit) = budget.and_then(|b| b.unit.as_ref()) else { return };
        if unit.unit.dimension == cost.dimension {
            return;
        }
        let diagnostic = Diagnostic::error(
            "lever-cost",
            format!(
                "`{}` costs {}, and the budget `{}` is in {}",
                lever.name, cost.name, name.text, unit.unit.name
            ),
            name.span,
            "another currency",
        )
        .label(unit.span, "the budget's unit")
        .help("state the cost in the budget's currency, by a dated rate of exchange");
        self.report(diagnostic);
    }

    pub fn budget_index(&mut self, name: &tree::Ident) -> Option<usize> {
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

    pub fn define_budget(&mut self, index: usize, variable: VariableId, env: &Env) {
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
                    Diagnostic::error("lever-cost", format!("the budget `{}` is not money per year", env.owner), typed.span, typed.describe(&self.units))
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

    /// Totals every budget's limit for every simulated year.
    pub fn total_budgets(&mut self) {
        let Some(first) = self.time.first_year.filter(|_| !self.clockless) else { return };
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
}

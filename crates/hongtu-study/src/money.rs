//! Money: what levers spend, year by year, against the budgets that bind them.
//!
//! A lever spends its value times its cost per year. Before it starts it has its default, so a year
//! in which it starts is made of both: the whole year is compared with the whole year's limit.

use hongtu_model::{Dimension, Lever, Plan, Timeline, Unit, Units};

use crate::answers::{BudgetAnswer, BudgetLever, BudgetYear};
use crate::ensemble::Ensemble;
use crate::statistics::{share, spread};

/// What a lever spends between two steps when it is set to a value.
pub fn spend(lever: &Lever, setting: f64, time: &Timeline, from: i64, to: i64) -> f64 {
    let Some(cost) = lever.cost else { return 0.0 };
    let from = from.clamp(0, i64::from(time.steps));
    let to = to.clamp(from, i64::from(time.steps));
    let start = i64::from(lever.from).clamp(from, to);
    let before = lever.default * (start - from) as f64;
    let after = setting * (to - start) as f64;
    (before + after) * cost * time.dt
}

/// Spending of all levers of a budget in a year.
fn spend_of_year(plan: &Plan, budget: usize, settings: &[f64], year: i32) -> f64 {
    plan.levers
        .iter()
        .enumerate()
        .filter(|(_, lever)| lever.budget == Some(budget))
        .map(|(index, lever)| {
            let setting = settings.get(index).copied().unwrap_or(lever.default);
            spend_in_year(plan, lever, setting, year)
        })
        .sum()
}

fn spend_in_year(plan: &Plan, lever: &Lever, setting: f64, year: i32) -> f64 {
    match (plan.time.year(year), plan.time.year(year.saturating_add(1))) {
        (Some(from), Some(to)) => spend(lever, setting, &plan.time, from, to),
        _ => 0.0,
    }
}

/// The years of a budget from the one in which its first lever starts, with the measure of their
/// limits.
fn years(plan: &Plan, budget: usize) -> Vec<(i32, hongtu_model::MeasureId)> {
    let first = plan.levers.iter().filter(|l| l.budget == Some(budget)).map(|l| l.from).min();
    let (Some(first), Some(budget)) = (first, plan.budgets.get(budget)) else {
        return Vec::new();
    };
    budget
        .years
        .iter()
        .copied()
        .filter(|(year, _)| {
            plan.time.year(year.saturating_add(1)).is_some_and(|end| end > i64::from(first))
        })
        .collect()
}

/// A budget that settings exceed.
#[derive(Clone, Debug, PartialEq)]
pub struct OverBudget {
    /// Its name.
    pub budget: String,
    /// The first year in which it is exceeded.
    pub year: i32,
    /// What the levers would spend in it.
    pub spent: f64,
    /// The limit in the central run.
    pub limit: f64,
    /// How money is shown.
    pub unit: Unit,
}

/// The first budget and year whose limit in the central run is exceeded by `settings`, where
/// `without`, the settings to compare with, spend less: a budget that is exceeded without a setting
/// is no reason to refuse it.
pub fn over_budget(
    plan: &Plan,
    settings: &[f64],
    without: &[f64],
    central: &Ensemble,
) -> Option<OverBudget> {
    for (index, budget) in plan.budgets.iter().enumerate() {
        for (year, measure) in years(plan, index) {
            let Some(limit) = central.column(measure).and_then(|c| c.first()).copied() else {
                continue;
            };
            let spent = spend_of_year(plan, index, settings, year);
            if exceeds(spent, limit) && exceeds(spent, spend_of_year(plan, index, without, year)) {
                let unit = unit_of_total(plan, measure, &budget.unit);
                return Some(OverBudget { budget: budget.name.clone(), year, spent, limit, unit });
            }
        }
    }
    None
}

/// More than, beyond what rounding may do to a sum.
fn exceeds(spent: f64, limit: f64) -> bool {
    spent > limit + limit.abs() * 1e-9
}

fn unit_of_total(plan: &Plan, measure: hongtu_model::MeasureId, fallback: &Unit) -> Unit {
    plan.measures
        .get(measure.index())
        .map_or_else(|| total_unit(fallback, &plan.units), |m| m.unit.clone())
}

/// What every budget's levers spend in the study, against its limits.
pub fn budgets(
    plan: &Plan,
    settings: &[f64],
    central: &Ensemble,
    ensemble: &Ensemble,
    weights: Option<&[f64]>,
) -> Vec<BudgetAnswer> {
    let defaults: Vec<f64> = plan.levers.iter().map(|l| l.default).collect();
    let mut answers = Vec::new();
    for (index, budget) in plan.budgets.iter().enumerate() {
        let years = years(plan, index);
        let levers = plan
            .levers
            .iter()
            .enumerate()
            .filter(|(_, lever)| lever.budget == Some(index))
            .map(|(i, lever)| {
                let setting = settings.get(i).copied().unwrap_or(lever.default);
                let spends = years
                    .iter()
                    .map(|(year, _)| spend_in_year(plan, lever, setting, *year))
                    .collect();
                BudgetLever { name: lever.name.clone(), labels: lever.labels.clone(), spends }
            })
            .collect();
        let unit = years.first().map_or_else(
            || total_unit(&budget.unit, &plan.units),
            |(_, measure)| unit_of_total(plan, *measure, &budget.unit),
        );
        let years = years
            .iter()
            .map(|&(year, measure)| {
                let spent = spend_of_year(plan, index, settings, year);
                let spent_by_default = spend_of_year(plan, index, &defaults, year);
                let central_limit = central.column(measure).and_then(|c| c.first()).copied();
                let limits = ensemble.column(measure);
                let limit = limits.and_then(|values| spread(values.iter().copied(), weights));
                let over_probability = limits.map(|values| {
                    share(values.len(), 0, weights, |run| exceeds(spent, values[run])).value
                });
                BudgetYear {
                    year,
                    spent,
                    spent_by_default,
                    difference: spent - spent_by_default,
                    limit,
                    central_limit,
                    over: central_limit.is_some_and(|limit| exceeds(spent, limit)),
                    over_probability,
                }
            })
            .collect();
        answers.push(BudgetAnswer {
            name: budget.name.clone(),
            labels: budget.labels.clone(),
            unit,
            levers,
            years,
        });
    }
    answers
}

/// The unit in which money per unit of time is shown once it is added up: `billion yuan` for
/// `billion yuan/year`.
pub fn total_unit(rate: &Unit, units: &Units) -> Unit {
    let time = units.bases.get(usize::from(units.time)).map_or("year", String::as_str);
    let per = format!("/{time}");
    let strip = |name: &str, ends: &[&str]| {
        ends.iter().find_map(|end| name.strip_suffix(end)).map(str::to_owned)
    };
    let dimension: Dimension = rate.dimension.times(&units.time());
    // Where the name does not end in "per year" the coherent unit is the only honest one.
    match strip(&rate.name, &[&per]) {
        Some(name) => Unit {
            name,
            labels: rate
                .labels
                .iter()
                .filter_map(|(language, name)| {
                    Some((language.clone(), strip(name, &[&per, "/年", "每年"])?))
                })
                .collect(),
            factor: rate.factor,
            dimension,
        },
        None => Unit::new(units.describe(&dimension), 1.0, dimension),
    }
}

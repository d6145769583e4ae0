//! Answers about money.

use hongtu_model::{Labels, Unit};

use super::Spread;

/// What the levers of a budget spend.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BudgetAnswer {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// How money is shown: the unit of a year's total.
    pub unit: Unit,
    /// Levers that draw on it.
    pub levers: Vec<BudgetLever>,
    /// Calendar years from the one in which its first lever starts.
    pub years: Vec<BudgetYear>,
}

/// A lever that draws on a budget.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BudgetLever {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// What it spends in each of [`BudgetAnswer::years`].
    pub spends: Vec<f64>,
}

/// A year of a budget.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BudgetYear {
    /// The year.
    pub year: i32,
    /// What its levers spend: value times cost, added up over the year.
    pub spent: f64,
    /// What they would spend at their defaults.
    pub spent_by_default: f64,
    /// `spent - spent_by_default`.
    pub difference: f64,
    /// The limit in the weighted ensemble.
    pub limit: Option<Spread>,
    /// The limit in the central run, by which settings are judged.
    pub central_limit: Option<f64>,
    /// Whether the central run's limit is exceeded.
    pub over: bool,
    /// Probability that the limit is exceeded in the weighted ensemble.
    pub over_probability: Option<f64>,
}

//! Answers about levers.

use hongtu_model::{Labels, Unit};

/// What a lever does to a target over its range, all others as they are set, same random numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverEffect {
    /// Index into the plan's levers.
    pub lever: usize,
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// How the lever's values are shown.
    pub unit: Unit,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end of its range.
    pub high: f64,
    /// What it is set to.
    pub setting: f64,
    /// Attainment with the lever at its lower end.
    pub attainment_low: f64,
    /// Attainment with the lever at its upper end.
    pub attainment_high: f64,
    /// `attainment_high - attainment_low`.
    pub attainment_change: f64,
    /// Standard error of the change, run by run, over the scrambles.
    pub attainment_change_error: Option<f64>,
    /// Median of the measure with the lever at its lower end.
    pub median_low: Option<f64>,
    /// Median of the measure with the lever at its upper end.
    pub median_high: Option<f64>,
    /// `median_high - median_low`; `None` where either is missing or "never".
    pub median_change: Option<f64>,
    /// What the range costs, where the lever has a cost.
    pub money: Option<LeverMoney>,
}

/// Money a lever spends from its start to the target's deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct LeverMoney {
    /// With the lever at its lower end.
    pub low: f64,
    /// With the lever at its upper end.
    pub high: f64,
    /// How money is shown.
    pub unit: Unit,
    /// Money for one percentage point of attainment, `(high - low) / (100 · attainment_change)`;
    /// `None` where the change is no larger than twice its error. Negative where more money goes
    /// with lower odds.
    pub per_point: Option<f64>,
}

//! Answers about levers.

use hongtu_model::{Labels, Unit};

/// What a lever does to a target, all others as they are set, same random numbers.
///
/// Odds and medians at an end of its range are those of the target plus what the end changes in the
/// first runs, so that they begin where the target's own stand.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
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
    /// The better end of its range for this target; `None` where neither end is better than the
    /// setting.
    pub best: Option<End>,
    /// Attainment with the lever as it is set: that of the target.
    pub attainment: f64,
    /// Attainment with the lever at its lower end.
    pub attainment_low: f64,
    /// Attainment with the lever at its upper end.
    pub attainment_high: f64,
    /// Attainment at the better end less [`Self::attainment`]; 0 where no end is better.
    pub attainment_change: f64,
    /// Standard error of the change, run by run, over the scrambles.
    pub attainment_change_error: Option<f64>,
    /// `attainment_high - attainment_low`.
    pub over_range: f64,
    /// Standard error of [`Self::over_range`], run by run, over the scrambles.
    pub over_range_error: Option<f64>,
    /// Median of the measure with the lever as it is set: that of the target.
    pub median: Option<f64>,
    /// Median of the measure with the lever at its lower end.
    pub median_low: Option<f64>,
    /// Median of the measure with the lever at its upper end.
    pub median_high: Option<f64>,
    /// Median at the better end less [`Self::median`]; `None` where either is missing or "never".
    pub median_change: Option<f64>,
    /// What the lever costs, where it has a cost.
    pub money: Option<LeverMoney>,
}

/// An end of a lever's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum End {
    /// The lower end.
    Low,
    /// The upper end.
    High,
}

impl End {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
        }
    }
}

impl LeverEffect {
    /// Where the lever is best for this target: an end of its range, or where it is set.
    pub fn best_at(&self) -> f64 {
        self.at_best(self.low, self.setting, self.high)
    }

    /// Attainment there.
    pub fn attainment_best(&self) -> f64 {
        self.at_best(self.attainment_low, self.attainment, self.attainment_high)
    }

    /// Median of the measure there.
    pub fn median_best(&self) -> Option<f64> {
        self.at_best(self.median_low, self.median, self.median_high)
    }

    fn at_best<T>(&self, low: T, setting: T, high: T) -> T {
        match self.best {
            Some(End::Low) => low,
            None => setting,
            Some(End::High) => high,
        }
    }

    /// Whether it raises the odds by more than chance: by more than two standard errors.
    pub fn is_sure(&self) -> bool {
        self.attainment_change_error.is_some_and(|error| self.attainment_change > 2.0 * error)
    }
}

/// Money a lever spends from its start to the target's deadline.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LeverMoney {
    /// With the lever at its lower end.
    pub low: f64,
    /// With the lever as it is set.
    pub setting: f64,
    /// With the lever at its upper end.
    pub high: f64,
    /// How money is shown.
    pub unit: Unit,
    /// Money for one percentage point of attainment: what the better end costs more than the
    /// setting, over `100 · attainment_change`; `None` where the change is no larger than twice its
    /// error. Negative where the better end spends less.
    pub per_point: Option<f64>,
}

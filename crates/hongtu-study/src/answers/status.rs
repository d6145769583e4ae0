//! Answers from observations alone.

use jiff::civil::Date;

/// An observation from which a pace was computed.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StatusInput {
    /// The year, or the instant in years.
    pub at: f64,
    /// The value, in coherent units.
    pub value: f64,
    /// The value as the plan writes it.
    pub text: String,
    /// Name of the source.
    pub source: Option<String>,
    /// The last day by which it was certainly known.
    #[cfg_attr(feature = "serde", serde(with = "hongtu_model::date"))]
    pub known: Option<Date>,
}

/// The observation that growth is counted from.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Base {
    /// The year, or the instant in years.
    pub at: f64,
    /// The value, in coherent units.
    pub value: f64,
    /// Whether it lies in the simulated time (else it is the last one before).
    pub in_period: bool,
}

/// Growth so far and growth needed. Rates are compound per year.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pace {
    /// What growth is counted from; `None` with one observation.
    pub base: Option<Base>,
    /// When the latest observation was.
    pub latest_at: f64,
    /// The latest observation.
    pub latest: f64,
    /// What has to be reached.
    pub goal: f64,
    /// When, as the year or the instant in years.
    pub goal_at: f64,
    /// From the base to the latest observation.
    pub so_far: Option<f64>,
    /// From the latest observation to the goal; `None` where there is no such rate.
    pub needed: Option<f64>,
}

/// Status by two methods that use observations alone; see `docs/board.md` for both formulas.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Status {
    /// The observations that entered, the earliest first.
    pub inputs: Vec<StatusInput>,
    /// The method of the German sustainability strategy.
    pub german: Result<GermanStatus, NoStatus>,
    /// The ratio of actual to required growth of Eurostat and Statistics Canada.
    pub european: Result<EuropeanStatus, NoStatus>,
}

/// Why there is no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum NoStatus {
    /// The plan is not on the calendar.
    NoCalendar,
    /// The measure is neither a year's total nor a level.
    NotYearly,
    /// The target is a direction without an amount, or its base is not observed.
    NoGoal,
    /// Fewer than two observations at different times.
    TooFewObservations,
    /// The latest observation is of the target's own date or later, and the target is missed.
    Due,
    /// A compound rate needs positive values.
    NotPositive,
}

impl NoStatus {
    /// The words JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoCalendar => "the plan is not on the calendar",
            Self::NotYearly => "the measure is neither a year's total nor a level",
            Self::NoGoal => "no number to reach",
            Self::TooFewObservations => "fewer than two observations",
            Self::Due => "observed at its deadline, and missed",
            Self::NotPositive => "a growth rate needs positive values",
        }
    }
}

/// Status by the method of the German sustainability strategy.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum GermanStatus {
    /// ☀ The target is reached, or the projection misses by less than 5 %.
    Sun {
        /// Shortfall of the projection as a share of the distance still to go; 0 where reached.
        miss: f64,
    },
    /// 🌤 The projection misses by 5 % to 20 %.
    LightCloud {
        /// As above.
        miss: f64,
    },
    /// ☁ The projection misses by more than 20 %, but the measure moves in the right direction.
    Cloud {
        /// As above.
        miss: f64,
    },
    /// ⛈ The measure does not move, or moves in the wrong direction.
    Thunderstorm {
        /// As above.
        miss: f64,
    },
}

impl GermanStatus {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sun { .. } => "sun",
            Self::LightCloud { .. } => "light cloud",
            Self::Cloud { .. } => "cloud",
            Self::Thunderstorm { .. } => "thunderstorm",
        }
    }

    /// Shortfall of the projection as a share of the distance still to go.
    pub const fn miss(self) -> f64 {
        match self {
            Self::Sun { miss }
            | Self::LightCloud { miss }
            | Self::Cloud { miss }
            | Self::Thunderstorm { miss } => miss,
        }
    }
}

/// Status by the ratio of actual to required annual growth.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EuropeanStatus {
    /// The latest observation meets the target.
    Reached,
    /// At least 95 %.
    OnTrack {
        /// Actual over required growth.
        ratio: f64,
    },
    /// 60 % to 95 %.
    AccelerationNeeded {
        /// As above.
        ratio: f64,
    },
    /// 0 to 60 %.
    Limited {
        /// As above.
        ratio: f64,
    },
    /// Below 0: away from the target.
    Deterioration {
        /// As above.
        ratio: f64,
    },
}

impl EuropeanStatus {
    /// The words JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack { .. } => "on track",
            Self::AccelerationNeeded { .. } => "acceleration needed",
            Self::Limited { .. } => "limited progress",
            Self::Deterioration { .. } => "deterioration",
        }
    }

    /// Actual over required growth; `None` where the target is reached.
    pub const fn ratio(self) -> Option<f64> {
        match self {
            Self::Reached => None,
            Self::OnTrack { ratio }
            | Self::AccelerationNeeded { ratio }
            | Self::Limited { ratio }
            | Self::Deterioration { ratio } => Some(ratio),
        }
    }
}

//! Answers about targets.

use hongtu_model::{Amount, Comparison, Deadline, Labels, TargetKind, Unit};
use jiff::civil::Date;

/// Odds of one reading of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetAnswer {
    /// The target's name, or `target.reading` where it has several.
    pub id: String,
    /// The target's name.
    pub target: String,
    /// What people call the target.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// The words of the reading, where the target has several.
    pub reading: Option<String>,
    /// What people call the reading.
    pub reading_labels: Labels,
    /// Canonical text of the measure.
    pub measure: String,
    /// What is asked of it.
    pub asked: Asked,
    /// When it is due.
    pub deadline: Deadline,
    /// Binding or indicative.
    pub kind: TargetKind,
    /// How values of the measure are shown.
    pub unit: Unit,
    /// Whether the measure is an instant.
    pub is_date: bool,
    /// Name of the source and the words that state the target.
    pub source: Option<(String, Option<String>)>,
    /// The heading of the section it stands in.
    pub section: Option<String>,
    /// Probability that it is met; troubled runs count as missed.
    pub attainment: f64,
    /// Standard error of the attainment over the scrambles; `None` with too few runs.
    pub attainment_error: Option<f64>,
    /// The attainment in words.
    pub likelihood: Likelihood,
    /// The probability before observations weigh.
    pub prior_attainment: f64,
    /// What evidence bears on it.
    pub evidence: Evidence,
    /// Median of the measure; `None` where no run gives a number.
    pub median: Option<f64>,
    /// 5 % and 95 % quantiles of the measure.
    pub interval_90: Option<(f64, f64)>,
    /// For a direction: how the measure moves.
    pub direction: Option<Direction>,
    /// Growth so far and growth needed, from observations alone.
    pub pace: Option<Pace>,
    /// Status by two methods that use observations alone.
    pub status: Status,
    /// Levers by what they do to this target, the strongest first; levers that cannot reach it are
    /// left out.
    pub levers: Vec<LeverEffect>,
}

impl TargetAnswer {
    /// Whether it asks for a direction rather than a number.
    pub fn is_direction(&self) -> bool {
        matches!(self.asked, Asked::Direction { .. })
    }
}

/// What is asked of a measure.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The measure against a bound.
    Bound {
        /// How they are compared.
        comparison: Comparison,
        /// The bound, in coherent units.
        bound: f64,
        /// The bound in [`TargetAnswer::unit`].
        shown: f64,
        /// The bound as the plan writes it.
        text: String,
    },
    /// The measure against the same measure at a base.
    Direction {
        /// Whether it must rise (else fall).
        rises: bool,
        /// By how much.
        amount: Amount,
        /// Canonical text of the measure at the base.
        base: String,
        /// The base as it is printed.
        base_text: String,
    },
}

/// IPCC's calibrated words for probabilities (Mastrandrea et al. 2010, table 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// At most 1 %.
    ExceptionallyUnlikely,
    /// At most 10 %.
    VeryUnlikely,
    /// At most 33 %.
    Unlikely,
    /// Between 33 % and 66 %.
    AboutAsLikelyAsNot,
    /// At least 66 %.
    Likely,
    /// At least 90 %.
    VeryLikely,
    /// At least 99 %.
    VirtuallyCertain,
}

impl Likelihood {
    /// The word for a probability.
    pub fn of(probability: f64) -> Self {
        if probability >= 0.99 {
            Self::VirtuallyCertain
        } else if probability >= 0.9 {
            Self::VeryLikely
        } else if probability >= 0.66 {
            Self::Likely
        } else if probability > 0.33 {
            Self::AboutAsLikelyAsNot
        } else if probability > 0.1 {
            Self::Unlikely
        } else if probability > 0.01 {
            Self::VeryUnlikely
        } else {
            Self::ExceptionallyUnlikely
        }
    }

    /// The word in English, as JSON uses it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ExceptionallyUnlikely => "exceptionally unlikely",
            Self::VeryUnlikely => "very unlikely",
            Self::Unlikely => "unlikely",
            Self::AboutAsLikelyAsNot => "about as likely as not",
            Self::Likely => "likely",
            Self::VeryLikely => "very likely",
            Self::VirtuallyCertain => "virtually certain",
        }
    }
}

/// What evidence bears on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// An observation that weighs is of the same variable.
    Observed,
    /// Observations that weigh share uncertain inputs with it, but none is of the same variable.
    Indirect,
    /// No observation that weighs shares an uncertain input with it: prior only.
    PriorOnly,
}

impl Evidence {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Indirect => "indirect",
            Self::PriorOnly => "prior only",
        }
    }
}

/// Median and 90 % interval of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// 5 % quantile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// 95 % quantile.
    pub high: f64,
}

/// How the measure of a direction moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Direction {
    /// The measure at the base.
    pub base: Option<Spread>,
    /// Measure less base.
    pub change: Option<Spread>,
    /// Measure over base, less one; `None` where the base is not positive in every run.
    pub relative_change: Option<Spread>,
    /// Against the same measure with all levers at their defaults; `None` where the study itself
    /// has all levers at their defaults.
    pub against_usual: Option<AgainstUsual>,
}

/// A measure against business as usual: the same draws with all levers at their defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgainstUsual {
    /// Probability that the target is met with business as usual.
    pub usual_attainment: f64,
    /// Probability that the measure lies on the better side of business as usual.
    pub better: f64,
    /// Standard error of `better` over the scrambles.
    pub better_error: Option<f64>,
    /// The measure less that of business as usual, run by run.
    pub difference: Option<Spread>,
}

/// An observation from which a pace was computed.
#[derive(Clone, Debug, PartialEq)]
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
    pub known: Option<Date>,
}

/// The observation that growth is counted from.
#[derive(Clone, Debug, PartialEq)]
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

/// Odds that all numeric targets are met together.
#[derive(Clone, Debug, PartialEq)]
pub struct JointAnswer {
    /// One for each combination of readings.
    pub combinations: Vec<JointCombination>,
    /// How many combinations were left out because there are more than
    /// [`crate::MAX_COMBINATIONS`]; the first readings come first.
    pub left_out: u64,
    /// Names of the targets that are directions and do not enter.
    pub directions: Vec<String>,
}

/// One reading of each numeric target.
#[derive(Clone, Debug, PartialEq)]
pub struct JointCombination {
    /// Ids of the judgements.
    pub ids: Vec<String>,
    /// Probability that all are met in the same run.
    pub attainment: f64,
    /// Standard error over the scrambles.
    pub attainment_error: Option<f64>,
    /// The attainment in words.
    pub likelihood: Likelihood,
}

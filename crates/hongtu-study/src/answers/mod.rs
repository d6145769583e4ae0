//! The answers: the one value that every renderer reads.
//!
//! Plain data. A renderer chooses words, digits and layout; it computes nothing. Numbers are in
//! coherent units and stand beside the [`Unit`] in which they are shown; a number that is an
//! instant (`is_date`) is in the unit of time and turned into a date by [`Answers::date`].
//! Probabilities and shares are fractions of one. "Never" is `+∞`.

mod evidence;
mod fit;
mod lever;
mod money;
mod status;
mod target;

pub use evidence::{
    Misfit, Miss, ObservationAnswer, Standing, TroubleCause, TroubleKind, Troubles, Warning,
    WarningKind,
};
pub use fit::{
    AlternativesAnswer, BranchAnswer, BranchOdds, ChainsAnswer, Doubted, FactorAnswer, FitAnswer,
    MOST_R_HAT, Strain, StrainKind, doubted,
};
pub use lever::{End, LeverEffect, LeverMoney};
pub use money::{BudgetAnswer, BudgetLever, BudgetYear};
pub use status::{Base, EuropeanStatus, GermanStatus, NoStatus, Pace, Status, StatusInput};
pub use target::{
    AgainstUsual, Asked, Direction, Evidence, JointAnswer, JointCombination, Likelihood, Moved,
    Spread, TargetAnswer,
};

use hongtu_model::{Branch, Finding, Labels, Phrases, Source, Timeline, Unit};
use jiff::civil::Date;

/// Everything a study found out.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answers {
    /// The plan's title.
    pub title: String,
    /// The title in other languages.
    pub labels: Labels,
    /// Whom the plan covers.
    pub scope: Option<String>,
    /// The day whose knowledge the plan uses.
    #[cfg_attr(feature = "serde", serde(with = "hongtu_model::date"))]
    pub as_of: Option<Date>,
    /// The simulated time; turns steps and instants into dates.
    pub time: Timeline,
    /// The scenario that was asked for.
    pub scenario: Option<ScenarioUsed>,
    /// What differs from the plan's own defaults: by the scenario, then by single settings.
    pub changes: Vec<Change>,
    /// Number of runs.
    pub runs: u64,
    /// The seed.
    pub seed: u64,
    /// Independent scrambles among the runs: run `r` belongs to scramble `r % scrambles`.
    pub scrambles: u32,
    /// How observations weigh the runs, and whether the result can be trusted.
    pub weighting: Weighting,
    /// One for each reading of each target that is not hidden, in the plan's order.
    pub targets: Vec<TargetAnswer>,
    /// Names of the targets that became known after the as-of date and are not judged.
    pub hidden_targets: Vec<String>,
    /// Odds that all numeric targets are met; `None` where there are none.
    pub joint: Option<JointAnswer>,
    /// What levers spend, budget by budget.
    pub budgets: Vec<BudgetAnswer>,
    /// Every observation, in the plan's order.
    pub observations: Vec<ObservationAnswer>,
    /// What the evidence says of itself, from the plan.
    pub findings: Vec<Finding>,
    /// Sources, so that a renderer can spell out a source's name.
    pub sources: Vec<Source>,
    /// What the plan's texts say in other languages.
    pub phrases: Phrases,
    /// Runs with trouble.
    pub troubles: Troubles,
    /// What the ensemble shows about the document.
    pub warnings: Vec<Warning>,
    /// How many runs the effects of levers were computed from; 0 where they were not asked for.
    pub effect_runs: u64,
    /// How such forecasts fared in a backtest, where one was made.
    pub backtest: Option<crate::score::InShort>,
}

impl Answers {
    /// The day of an instant: of a measure with `is_date`, in a calendar plan.
    ///
    /// `None` for "never", in plain time, and outside the years a date can hold.
    pub fn date(&self, instant: f64) -> Option<Date> {
        if !instant.is_finite() {
            return None;
        }
        self.time.date(self.time.instant(instant).step)
    }

    /// The source of a name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.name == name)
    }
}

/// The scenario that was asked for.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScenarioUsed {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// What people call it.
    pub labels: Labels,
}

/// A setting that differs from the plan's default.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// Name of the lever or constant.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// Whether it is a lever (else a constant).
    pub lever: bool,
    /// Whether the scenario set it (else a single setting did).
    pub by_scenario: bool,
    /// Its default; `None` for a constant that is drawn from alternatives or computed from others.
    pub default: Option<f64>,
    /// What it was set to; of alternatives, the number of the branch.
    pub value: f64,
    /// The branch at which alternatives are held.
    pub branch: Option<Branch>,
    /// How both are shown.
    pub unit: Unit,
}

/// How observations weigh the runs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Weighting {
    /// How the ensemble was made conditional on the observations.
    pub method: Method,
    /// Number of observations that weigh.
    pub observations: usize,
    /// How many independent draws of the posterior would tell as much. Where runs are weighed,
    /// (Σw)² / Σw²; where they are fitted, the variance of one draw over the squared error between
    /// islands, on average over what was observed and what targets measure. The number of runs where
    /// nothing weighs.
    pub effective_sample_size: f64,
    /// The effective sample size as a share of the runs.
    pub share: f64,
    /// The largest weight as a share of all weight.
    pub largest_weight: f64,
    /// Logarithm of the mean likelihood: the evidence for this plan, comparable between plans with
    /// the same observations; 0 where nothing weighs, −∞ where it is impossible, NaN where the method does
    /// not estimate it.
    pub log_evidence: f64,
    /// Runs whose likelihood could not be computed (an observed measure was not a number); they
    /// weigh nothing.
    pub uncomputable: u64,
    /// Whether the result can be trusted.
    pub trust: Trust,
    /// Observations that no run comes near, and by how much the best run misses them.
    pub misfits: Vec<Misfit>,
    /// Where priors and evidence pull apart, and where the posterior has several modes.
    pub strains: Vec<Strain>,
    /// How the posterior was sampled, where it was.
    pub fit: Option<FitAnswer>,
    /// Structural alternatives, before and after evidence.
    pub alternatives: Vec<AlternativesAnswer>,
}

/// How an ensemble was made conditional on observations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Method {
    /// Runs of the priors are weighed by their likelihood.
    LikelihoodWeighting,
    /// Runs are drawn by tempered sequential Monte Carlo.
    Tempered,
    /// Runs are drawn by chains of the no-U-turn sampler.
    Chains,
}

impl Method {
    /// The words JSON uses.
    pub const fn words(self) -> &'static str {
        match self {
            Self::LikelihoodWeighting => "likelihood weighting",
            Self::Tempered => "tempered sequential Monte Carlo",
            Self::Chains => "no-U-turn sampler",
        }
    }
}

/// Whether weighted odds can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Trust {
    /// Nothing observed weighs: the odds rest on priors alone.
    PriorOnly,
    /// Enough runs agree with the observations.
    Good,
    /// Odds are good to several percentage points only.
    Rough,
    /// Too few runs agree with the observations: the numbers must not be used.
    TooSmall,
    /// No run comes near some observation ([`Weighting::misfits`]): the model and the evidence
    /// contradict each other, whatever the weights say.
    Contradicted,
    /// No run agrees with all observations: the likelihood is 0 everywhere. Odds are those of the
    /// priors.
    Impossible,
    /// More than half of the weight lies in runs that could not be computed: there are no odds, and
    /// every probability that depends on runs is NaN.
    Troubled,
}

impl Trust {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PriorOnly => "prior only",
            Self::Good => "good",
            Self::Rough => "rough",
            Self::TooSmall => "too small",
            Self::Contradicted => "contradicted",
            Self::Impossible => "impossible",
            Self::Troubled => "troubled",
        }
    }

    /// Whether the odds may be quoted without a reservation about the weights.
    pub const fn is_sound(self) -> bool {
        matches!(self, Self::PriorOnly | Self::Good)
    }

    /// Whether the odds must not be used: less than sound, and worse than rough.
    pub const fn forbids(self) -> bool {
        !matches!(self, Self::PriorOnly | Self::Good | Self::Rough)
    }
}

//! What a study is asked, and why it may not answer.

use std::fmt;
use std::sync::atomic::AtomicBool;

use hongtu_engine::{ProgramError, Settings, SimulateError};
use hongtu_fit::{Fit, FitError};
use hongtu_model::{Kind, MeasureId, Plan, VariableId};

use crate::answers::{Change, ScenarioUsed};
use crate::identity::Identity;
use crate::money::OverBudget;

/// How far a study has come, in simulated runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs that are done.
    pub done: u64,
    /// Runs that the study takes in all, as far as is known.
    pub total: u64,
}

/// How runs are made to agree with what was observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conditioning {
    /// Runs are drawn from the posterior by tempered sequential Monte Carlo (`hongtu-fit`).
    #[default]
    Smc,
    /// Runs are drawn from the prior and weighed by their likelihood: simple, and poor where the
    /// evidence rules out nearly all of them.
    Weights,
    /// Runs are drawn from the posterior by chains of the no-U-turn sampler (`hongtu-fit`): a second
    /// method, which shares nothing with the first but the model. It cannot choose between alternatives,
    /// and needs an error on every observation.
    Nuts,
}

impl Conditioning {
    /// The word a command takes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Smc => "smc",
            Self::Weights => "weights",
            Self::Nuts => "nuts",
        }
    }

    /// The method that a command's word asks for.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Smc, Self::Weights, Self::Nuts].into_iter().find(|method| method.word() == word)
    }
}

/// Where fits are kept.
pub trait Fits: Sync {
    /// The fit of an identity, if it is kept; `plan` is the plan that it is of. Its runs may be more
    /// than the identity's.
    fn find(&self, plan: &Plan, identity: &Identity) -> Option<Fit>;

    /// Keeps a fit that was made.
    fn made(&self, plan: &Plan, identity: &Identity, fit: &Fit);
}

/// A question to a plan.
#[derive(Clone, Default)]
pub struct Question<'a> {
    /// Number of runs; 0 counts as 1.
    pub runs: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Threads to use; 0 for as many as there are cores. No answer depends on it.
    pub threads: usize,
    /// Name of the scenario; the levers' defaults without one.
    pub scenario: Option<&'a str>,
    /// Levers set besides the scenario: index into the plan's levers, value in coherent units.
    pub set_levers: Vec<(usize, f64)>,
    /// Constants held at a value instead of being drawn, in coherent units.
    pub set_constants: Vec<(VariableId, f64)>,
    /// How runs are made to agree with what was observed.
    pub method: Conditioning,
    /// Where fits are kept from one question to the next.
    pub fits: Option<&'a dyn Fits>,
    /// Measures to record besides those of targets, observations and budgets.
    pub record: Vec<MeasureId>,
    /// Whether to find out what each lever does to each target (two more ensembles a lever).
    pub levers_effect: bool,
    /// Called now and then, from any thread.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    /// Stops the study soon after it becomes true.
    pub cancel: Option<&'a AtomicBool>,
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("runs", &self.runs)
            .field("seed", &self.seed)
            .field("threads", &self.threads)
            .field("scenario", &self.scenario)
            .field("set_levers", &self.set_levers)
            .field("set_constants", &self.set_constants)
            .field("method", &self.method)
            .field("record", &self.record)
            .field("levers_effect", &self.levers_effect)
            .finish_non_exhaustive()
    }
}

impl Question<'_> {
    /// The default question: 10,000 runs, seed 1, every lever's effect.
    pub fn new() -> Self {
        Self { runs: 10_000, seed: 1, levers_effect: true, ..Self::default() }
    }
}

/// Why a study has no answers.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyError {
    /// The plan has no scenario of that name.
    UnknownScenario {
        /// The name asked for.
        name: String,
        /// Names there are.
        known: Vec<String>,
    },
    /// No lever has that index.
    UnknownLever(usize),
    /// The variable is no constant, so it cannot be held.
    NotConstant {
        /// Its name, or its index where there is none.
        name: String,
    },
    /// A setting lies outside its lever's range, or is not a number.
    OutOfRange {
        /// Name of the lever or constant.
        name: String,
        /// The value asked for, in the unit in which it is shown.
        value: f64,
        /// Lower end of the range, in the same unit.
        low: f64,
        /// Upper end of the range, in the same unit.
        high: f64,
        /// Name of the unit.
        unit: String,
    },
    /// A single setting spends more than a budget has.
    OverBudget(Box<OverBudget>),
    /// More runs than the study can number.
    TooManyRuns {
        /// Asked for.
        asked: u64,
        /// Allowed.
        limit: u64,
    },
    /// The method cannot choose between alternatives, and no setting does.
    Alternatives {
        /// Their names, each with its alternatives.
        names: Vec<String>,
    },
    /// The method has no use for observations that hold or do not, without an error.
    HardEvidence {
        /// What was observed.
        measure: String,
        /// The line on which it stands.
        line: usize,
    },
    /// A sampler that is not ours failed; in its own words.
    Sampler(String),
    /// The plan does not become a program.
    Program(ProgramError),
    /// The simulation failed or was interrupted.
    Simulate(SimulateError),
}

impl From<ProgramError> for StudyError {
    fn from(error: ProgramError) -> Self {
        Self::Program(error)
    }
}

impl From<FitError> for StudyError {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Program(error) => Self::Program(error),
            FitError::Simulate(error) => Self::Simulate(error),
            FitError::Alternatives(names) => Self::Alternatives { names },
            FitError::Sampler(text) => Self::Sampler(text),
        }
    }
}

impl From<SimulateError> for StudyError {
    fn from(error: SimulateError) -> Self {
        Self::Simulate(error)
    }
}

impl fmt::Display for StudyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownScenario { name, known } if known.is_empty() => {
                write!(f, "there is no scenario {name}: the plan has none")
            }
            Self::UnknownScenario { name, known } => {
                write!(f, "there is no scenario {name}; the plan has {}", known.join(", "))
            }
            Self::UnknownLever(index) => write!(f, "the plan has no lever number {index}"),
            Self::NotConstant { name } => write!(f, "{name} is no constant and cannot be held"),
            Self::OutOfRange { name, value, low, high, unit } => {
                write!(f, "{name} = {value} lies outside its range {low}..{high}")?;
                if unit.is_empty() { Ok(()) } else { write!(f, " {unit}") }
            }
            Self::OverBudget(over) => write!(
                f,
                "the settings spend {} {unit} of {} in {}, which has {}",
                over.unit.show(over.spent),
                over.budget,
                over.year,
                over.unit.show(over.limit),
                unit = over.unit.name,
            ),
            Self::TooManyRuns { asked, limit } => {
                write!(f, "{asked} runs are more than the limit of {limit}")
            }
            Self::Alternatives { names } => {
                write!(
                    f,
                    "`--method nuts` cannot choose between alternatives: {}",
                    names.join(", ")
                )
            }
            Self::HardEvidence { measure, line } => write!(
                f,
                "`--method nuts` needs an error on every observation, and that of {measure} in line \
                 {line} has none",
            ),
            Self::Sampler(text) => write!(f, "the sampler failed: {text}"),
            Self::Program(error) => error.fmt(f),
            Self::Simulate(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StudyError {}

/// The settings of a question, resolved against a plan.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// With the scenario and the single settings.
    pub settings: Settings,
    /// With the scenario alone.
    pub scenario_settings: Settings,
    /// The scenario.
    pub scenario: Option<ScenarioUsed>,
    /// What differs from the defaults.
    pub changes: Vec<Change>,
}

impl Chosen {
    /// Whether any lever differs from its default.
    pub fn moves_levers(&self) -> bool {
        self.changes.iter().any(|c| c.lever)
    }
}

/// Checks the settings of a question.
pub(crate) fn choose(plan: &Plan, question: &Question<'_>) -> Result<Chosen, StudyError> {
    let mut settings = Settings::defaults(plan);
    let mut scenario_levers = vec![false; plan.levers.len()];
    let scenario = match question.scenario {
        None => None,
        Some(name) => {
            let scenario = plan.scenario(name).ok_or_else(|| StudyError::UnknownScenario {
                name: name.to_owned(),
                known: plan.scenarios.iter().map(|s| s.name.clone()).collect(),
            })?;
            for &(lever, value) in &scenario.settings {
                set(plan, &mut settings, lever, value)?;
                scenario_levers[lever] = true;
            }
            Some(ScenarioUsed {
                name: scenario.name.clone(),
                title: scenario.title.clone(),
                labels: scenario.labels.clone(),
            })
        }
    };
    let mut scenario_settings = settings.clone();
    for &(lever, value) in &question.set_levers {
        set(plan, &mut settings, lever, value)?;
        scenario_levers[lever] = false;
    }
    let mut changes: Vec<Change> = plan
        .levers
        .iter()
        .zip(&settings.levers)
        .zip(&scenario_levers)
        .filter(|((lever, value), _)| lever.default != **value)
        .map(|((lever, value), by_scenario)| Change {
            name: lever.name.clone(),
            labels: lever.labels.clone(),
            lever: true,
            by_scenario: *by_scenario,
            default: Some(lever.default),
            value: *value,
            branch: None,
            unit: lever.unit.clone(),
        })
        .collect();
    for &(id, value) in &question.set_constants {
        changes.push(hold(plan, id, value)?);
        settings.constants.push((id, value));
    }
    scenario_settings.constants.clone_from(&settings.constants);
    Ok(Chosen { settings, scenario_settings, scenario, changes })
}

fn set(plan: &Plan, settings: &mut Settings, index: usize, value: f64) -> Result<(), StudyError> {
    let (Some(lever), Some(slot)) = (plan.levers.get(index), settings.levers.get_mut(index)) else {
        return Err(StudyError::UnknownLever(index));
    };
    // A number that was converted between units may miss the end of a range by a rounding error.
    let slack = 1e-12 * (lever.low.abs() + lever.high.abs());
    if !(value >= lever.low - slack && value <= lever.high + slack) {
        return Err(StudyError::OutOfRange {
            name: lever.name.clone(),
            value: lever.unit.show(value),
            low: lever.unit.show(lever.low),
            high: lever.unit.show(lever.high),
            unit: lever.unit.name.clone(),
        });
    }
    *slot = if value < lever.low {
        lever.low
    } else if value > lever.high {
        lever.high
    } else {
        value
    };
    Ok(())
}

fn hold(plan: &Plan, id: VariableId, value: f64) -> Result<Change, StudyError> {
    let Some(variable) = plan.variables.get(id.index()) else {
        return Err(StudyError::NotConstant { name: format!("variable {}", id.0) });
    };
    let (Kind::Constant { .. } | Kind::Alternative { .. }) = &variable.kind else {
        return Err(StudyError::NotConstant { name: variable.name.clone() });
    };
    let (low, high) = match &variable.kind {
        Kind::Alternative { weights, .. } => (0.0, weights.len().saturating_sub(1) as f64),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let drawn = matches!(variable.kind, Kind::Alternative { .. });
    if !value.is_finite() || value < low || value > high || (drawn && value.fract() != 0.0) {
        return Err(StudyError::OutOfRange {
            name: variable.name.clone(),
            value: variable.unit.show(value),
            low,
            high,
            unit: variable.unit.name.clone(),
        });
    }
    let quantity = variable.quantity.and_then(|q| plan.quantities.get(q.0 as usize));
    let branch = quantity.and_then(|q| q.branches.get(value as usize)).filter(|_| drawn);
    let default = match &variable.kind {
        Kind::Constant { value: hongtu_model::Expr::Number(number), .. } => Some(*number),
        _ => None,
    };
    Ok(Change {
        name: variable.name.clone(),
        labels: variable.labels.clone(),
        lever: false,
        by_scenario: false,
        default,
        value,
        branch: branch.cloned(),
        unit: variable.unit.clone(),
    })
}

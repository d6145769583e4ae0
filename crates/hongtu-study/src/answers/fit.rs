//! Answers about the sampling of the posterior.

use hongtu_model::{Branch, Labels};

/// How the posterior was sampled, and how well.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FitAnswer {
    /// Parts of the evidence that share no draw, each sampled by itself.
    pub factors: Vec<FactorAnswer>,
    /// Independent islands: run `r` belongs to island `r % islands`, and each weighs as much as its
    /// estimate of the evidence.
    pub islands: u32,
    /// (ΣW)² / ΣW² over the weights of the islands.
    pub effective_islands: f64,
    /// The largest weight of an island as a share of all.
    pub largest_island: f64,
    /// Standard error of [`super::Weighting::log_evidence`], over the islands.
    pub log_evidence_error: f64,
    /// The smallest effective sample size of a single measure, and the measure: it is the noisier of
    /// the two, being the worst of many.
    pub lowest: Option<(f64, String)>,
    /// Runs simulated up to the last observation.
    pub model_runs: u64,
}

/// A part of the evidence that shares no draw with the rest.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FactorAnswer {
    /// Indices into [`super::Answers::observations`].
    pub observations: Vec<usize>,
    /// Constants, alternatives and shocks that it depends on.
    pub draws: usize,
    /// Directions in their space that the evidence informs.
    pub informed: usize,
    /// Temperatures, rising to 1.
    pub temperatures: Vec<f64>,
    /// Share of proposals accepted at temperature 1.
    pub accepted: f64,
    /// Share of redrawn values accepted at temperature 1.
    pub redrawn: f64,
    /// Distinct points in the sample.
    pub distinct: usize,
    /// Points in the sample.
    pub points: usize,
    /// Moves from one point of a chain to the next one kept.
    pub moves: usize,
    /// Correlation of two kept points of a chain that follow one another, at its worst.
    pub autocorrelation: f64,
    /// Logarithm of the marginal likelihood of its observations.
    pub log_evidence: f64,
    /// Its standard error.
    pub log_evidence_error: f64,
    /// Runs simulated.
    pub model_runs: u64,
    /// How its chains went, where the no-U-turn sampler made it. It has no temperatures, informed
    /// directions, acceptance or evidence to tell of.
    pub chains: Option<ChainsAnswer>,
}

/// How the chains of the no-U-turn sampler went.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChainsAnswer {
    /// Independent chains.
    pub chains: usize,
    /// Draws of each that were thrown away while it adapted.
    pub warmup: usize,
    /// Draws of each that were kept.
    pub draws: usize,
    /// Kept draws whose path diverged.
    pub divergences: u64,
    /// Kept draws whose path was cut off at its greatest length.
    pub cut_off: u64,
    /// Mean number of steps of a path, each with one gradient.
    pub steps: f64,
    /// The largest rank-normalised split R̂ of anything drawn, and of the likelihood.
    pub r_hat: f64,
    /// The least effective sample size of the middle of anything drawn.
    pub bulk: f64,
    /// The least effective sample size of the tails of anything drawn.
    pub tail: f64,
}

/// Chains whose R̂ is larger have not come together (Vehtari et al. 2021).
pub const MOST_R_HAT: f64 = 1.01;

impl ChainsAnswer {
    /// Whether the chains have come together.
    pub fn agree(&self) -> bool {
        self.r_hat <= MOST_R_HAT
    }
}

/// Views of one question of which a run takes one, before and after evidence, and what the odds would
/// be if one of them were known to be true.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AlternativesAnswer {
    /// Name of the quantity.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// The branch at which the question holds it.
    pub held: Option<usize>,
    /// Its branches, in the plan's order.
    pub branches: Vec<BranchAnswer>,
    /// Indices into [`super::Answers::targets`] of those whose odds differ between branches by more
    /// than chance, the largest difference first.
    pub moves: Vec<usize>,
}

/// One of several alternatives.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BranchAnswer {
    /// The branch.
    pub branch: Branch,
    /// Its weight by the author.
    pub prior: f64,
    /// Its weight given what was observed: the author's weight times the marginal likelihood. The
    /// same as `prior` where nothing weighs.
    pub posterior: f64,
    /// Standard error of `posterior`; `None` with fewer than two runs a scramble.
    pub error: Option<f64>,
    /// How many independent draws of the posterior carry it.
    pub effective: f64,
    /// Whether these are enough for odds.
    pub enough: bool,
    /// Odds of each of [`super::Answers::targets`] in the runs that carry it; empty where none does.
    pub odds: Vec<BranchOdds>,
}

impl BranchAnswer {
    /// The marginal likelihood of what was observed if the branch is true, as a multiple of that of
    /// the whole plan; `None` for a branch without weight.
    pub fn evidence(&self) -> Option<f64> {
        (self.prior > 0.0).then(|| self.posterior / self.prior)
    }

    /// Standard error of [`Self::evidence`].
    pub fn evidence_error(&self) -> Option<f64> {
        self.error.filter(|_| self.prior > 0.0).map(|error| error / self.prior)
    }
}

/// Odds of a target given a branch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BranchOdds {
    /// The weighted share of the runs that carry the branch which meet the target.
    pub attainment: f64,
    /// Its standard error over the scrambles.
    pub error: Option<f64>,
}

/// Between which odds of a target the answers to open questions decide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubted {
    /// Index into [`super::Answers::targets`].
    pub target: usize,
    /// The lowest odds under any branch of alternatives that move it.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// The targets whose odds depend on which branch of some alternatives is true, the widest range
/// first.
pub fn doubted(alternatives: &[AlternativesAnswer]) -> Vec<Doubted> {
    let mut found: Vec<Doubted> = Vec::new();
    for doubt in alternatives.iter().filter(|doubt| doubt.held.is_none()) {
        for &target in &doubt.moves {
            let branches = doubt.branches.iter().filter(|branch| branch.enough);
            for odds in branches.filter_map(|branch| branch.odds.get(target)) {
                let (low, high) = (odds.attainment, odds.attainment);
                match found.iter_mut().find(|known| known.target == target) {
                    None => found.push(Doubted { target, low, high }),
                    Some(known) if low < known.low => known.low = low,
                    Some(known) if high > known.high => known.high = high,
                    Some(_) => {}
                }
            }
        }
    }
    found.sort_by(|a, b| (b.high - b.low).total_cmp(&(a.high - a.low)));
    found
}

/// Something between priors and evidence that deserves a second look.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Strain {
    /// Name of the constant, or the text of what was measured.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// What it is.
    pub kind: StrainKind,
}

/// What priors and evidence make of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum StrainKind {
    /// Evidence pulls a constant into a tail of its prior.
    Tail {
        /// The quantile of the prior at which the posterior median lies.
        quantile: f64,
    },
    /// A prior so wide that evidence rules out nearly all of it.
    Wide {
        /// The prior's probability between the posterior's quantiles 0.5 % and 99.5 %.
        left: f64,
    },
    /// The posterior of a constant has several modes.
    Modes {
        /// Hartigan's dip: 0 for one mode, at most 1/4.
        dip: f64,
    },
    /// The priors did not expect an observation.
    Surprise {
        /// Index into [`super::Answers::observations`].
        observation: usize,
        /// The probability that the priors give to a value as far out.
        probability: f64,
    },
}

impl StrainKind {
    /// The word JSON uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tail { .. } => "tail",
            Self::Wide { .. } => "wide",
            Self::Modes { .. } => "modes",
            Self::Surprise { .. } => "surprise",
        }
    }
}

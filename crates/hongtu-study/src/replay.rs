//! Runs drawn once and run again elsewhere: what a published page carries.

use hongtu_fit::StoredDraws;

use crate::answers::Trust;
use crate::conditioning::{Posterior, Weighed, misfit};
use crate::statistics::worth;
use crate::study::Study;

/// What a replay begins with.
const MAGIC: &[u8; 16] = b"hongtu replay 2\n";

/// At most so many runs are replayed.
const MOST_RUNS: usize = 1 << 20;

/// The levels of trust in the order of their numbers.
const TRUST: [Trust; 7] = [
    Trust::PriorOnly,
    Trust::Good,
    Trust::Rough,
    Trust::TooSmall,
    Trust::Contradicted,
    Trust::Impossible,
    Trust::Troubled,
];

/// The first runs of a study: their draws in single precision, what they weigh, and how far they can
/// be trusted. The same replay gives the same bits on every machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// The draws.
    pub draws: StoredDraws,
    /// Weights of the runs; empty where all weigh the same.
    pub weights: Vec<f64>,
    /// Whether the odds can be trusted.
    pub trust: Trust,
    /// How many independent runs would tell as much as these.
    pub effective_sample_size: f64,
    /// Logarithm of the evidence.
    pub log_evidence: f64,
    /// The odds of each target in the study, in the order of its answers.
    pub odds: Vec<f64>,
}

impl Replay {
    /// The runs of a study, taken up to a multiple of 16. Those of a study whose fit was
    /// [rounded](hongtu_fit::Fit::rounded) are the same runs, bit by bit.
    pub fn new(study: &Study) -> Self {
        let all = study.runs.runs();
        let draws = match &study.fit {
            Some(fit) => StoredDraws::new(&fit.draws, all),
            None => StoredDraws {
                seed: study.answers.seed,
                runs: all.next_multiple_of(hongtu_engine::SCRAMBLES as usize),
                ..StoredDraws::default()
            },
        };
        let weighting = &study.answers.weighting;
        let weights = study.weights.as_deref().unwrap_or_default();
        // A fit goes on for as many runs as one likes, its islands one after another.
        let islands = hongtu_engine::SCRAMBLES as usize;
        let weight = |run: usize| weights.get(run).or(weights.get(run % islands)).copied();
        Self {
            weights: (0..draws.runs).filter_map(weight).collect(),
            draws,
            trust: weighting.trust,
            effective_sample_size: weighting.effective_sample_size,
            log_evidence: weighting.log_evidence,
            odds: study.answers.targets.iter().map(|target| target.attainment).collect(),
        }
    }

    /// The first runs alone, with what is said of all of them.
    #[must_use]
    pub(crate) fn first(&self, runs: usize) -> Self {
        let draws = self.draws.first(runs);
        let weights = self.weights.iter().take(draws.runs).copied().collect();
        Self { draws, weights, ..self.clone() }
    }

    /// What the runs are worth beside what was observed.
    pub(crate) fn posterior(&self, observed: &[Weighed<'_>]) -> Posterior {
        let runs = self.draws.runs;
        let equal = if runs == 0 { 0.0 } else { 1.0 / runs as f64 };
        let weighed = !self.weights.is_empty();
        Posterior {
            weights: weighed.then(|| self.weights.clone()),
            effective_sample_size: self.effective_sample_size,
            largest_weight: if weighed { worth(&self.weights).largest } else { equal },
            log_evidence: self.log_evidence,
            uncomputable: 0,
            trust: self.trust,
            misfits: observed.iter().filter_map(misfit).collect(),
            strains: Vec::new(),
        }
    }

    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(TRUST.iter().position(|t| *t == self.trust).unwrap_or(0) as u8);
        out.extend(self.effective_sample_size.to_le_bytes());
        out.extend(self.log_evidence.to_le_bytes());
        for numbers in [&self.weights, &self.odds] {
            out.extend((numbers.len() as u64).to_le_bytes());
            out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        }
        out.extend(self.draws.to_bytes());
        out
    }

    /// From bytes; `None` where they are not what [`Self::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (&[trust], rest) = rest.split_first_chunk()?;
        let (effective, rest) = rest.split_first_chunk()?;
        let (evidence, rest) = rest.split_first_chunk()?;
        let (weights, rest) = numbers(rest)?;
        let (odds, rest) = numbers(rest)?;
        let draws = StoredDraws::from_bytes(rest)?;
        let fits = weights.is_empty() || weights.len() == draws.runs;
        let sound = weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
        (fits && sound && (1..=MOST_RUNS).contains(&draws.runs)).then_some(Self {
            draws,
            weights,
            trust: *TRUST.get(usize::from(trust))?,
            effective_sample_size: f64::from_le_bytes(*effective),
            log_evidence: f64::from_le_bytes(*evidence),
            odds,
        })
    }
}

/// Numbers with their count before them, and what follows.
fn numbers(bytes: &[u8]) -> Option<(Vec<f64>, &[u8])> {
    let (count, rest) = bytes.split_first_chunk()?;
    let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
    let (numbers, rest) = rest.split_at_checked(count.checked_mul(8)?)?;
    let (numbers, _) = numbers.as_chunks();
    Some((numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect(), rest))
}

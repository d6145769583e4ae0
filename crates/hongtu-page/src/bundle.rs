//! What a page carries besides its words: the checked plan and the draws of its runs.

use hongtu_model::Plan;
use hongtu_study::answers::{FitAnswer, Spread};
use hongtu_study::{Replay, Study};

/// What a bundle begins with.
const MAGIC: &[u8; 16] = b"hongtu page 2\r\n\0";

/// What the command's runs say of an observation: low end, median and high end before the evidence and
/// with it; then how far the observation is from each, in standard deviations.
pub type Seen = (Option<[f64; 3]>, Option<[f64; 3]>, Option<f64>, Option<f64>);

/// A plan with all it takes to run it again.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The plan.
    pub plan: Plan,
    /// The draws of its runs.
    pub replay: Replay,
    /// The statements of its quantities and targets at their places in the document, and blanks.
    pub statements: String,
    /// What the runs say of each observation.
    pub seen: Vec<Seen>,
    /// How its runs were fitted to the evidence, where they were.
    pub fit: Option<FitAnswer>,
}

impl Bundle {
    /// Of a study of a plan that was read from a document.
    pub fn new(plan: &Plan, study: &Study, document: &str) -> Self {
        let three = |spread: Spread| [spread.low, spread.median, spread.high];
        let seen = study.answers.observations.iter();
        let seen = seen.map(|o| (o.prior.map(three), o.weighted.map(three), o.z_prior, o.z));
        Self {
            plan: plan.clone(),
            replay: Replay::new(study),
            statements: statements(plan, document),
            seen: seen.collect(),
            fit: study.answers.weighting.fit.clone(),
        }
    }

    /// As bytes; `None` for a plan that cannot be written, which a checked one can.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let plan = postcard::to_allocvec(&(&self.plan, &self.seen, &self.fit)).ok()?;
        let mut out = MAGIC.to_vec();
        out.extend((plan.len() as u64).to_le_bytes());
        out.extend(plan);
        out.extend((self.statements.len() as u64).to_le_bytes());
        out.extend(self.statements.as_bytes());
        out.extend(self.replay.to_bytes());
        Some(out)
    }

    /// From bytes; `None` where they are not what [`Self::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (plan, rest) = part(bytes.strip_prefix(MAGIC)?)?;
        let (statements, replay) = part(rest)?;
        let (plan, seen, fit) = postcard::from_bytes(plan).ok()?;
        let statements = std::str::from_utf8(statements).ok()?.to_owned();
        Some(Self { plan, replay: Replay::from_bytes(replay)?, statements, seen, fit })
    }
}

/// A part behind its length, and what follows.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}

/// A document of which everything is blank but the statements of quantities and targets: as small as
/// these once it is compressed.
fn statements(plan: &Plan, document: &str) -> String {
    let quantities = plan.quantities.iter().map(|quantity| &quantity.span);
    let mut spans: Vec<_> = quantities.chain(plan.targets.iter().map(|t| &t.span)).collect();
    spans.sort_by_key(|span| span.start);
    let mut out = String::with_capacity(document.len());
    for span in spans {
        if let Some(text) = document.get(span.clone())
            && let Some(blanks) = span.start.checked_sub(out.len())
        {
            out.extend(std::iter::repeat_n(' ', blanks));
            out += text;
        }
    }
    out
}

//! What a page carries besides its words: the checked plan and the draws of its runs.

use hongtu_model::Plan;
use hongtu_study::Replay;

/// What a bundle begins with.
const MAGIC: &[u8; 16] = b"hongtu page 1\r\n\0";

/// A plan with all it takes to run it again.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The plan.
    pub plan: Plan,
    /// The draws of its runs.
    pub replay: Replay,
}

impl Bundle {
    /// As bytes; `None` for a plan that cannot be written, which a checked one can.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let plan = postcard::to_allocvec(&self.plan).ok()?;
        let mut out = MAGIC.to_vec();
        out.extend((plan.len() as u64).to_le_bytes());
        out.extend(plan);
        out.extend(self.replay.to_bytes());
        Some(out)
    }

    /// From bytes; `None` where they are not what [`Self::to_bytes`] gives.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (plan, replay) = rest.split_at_checked(length)?;
        let plan = postcard::from_bytes(plan).ok()?;
        Some(Self { plan, replay: Replay::from_bytes(replay)? })
    }
}

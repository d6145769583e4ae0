//! Why a file is no posterior that can be used.

use std::fmt;

/// Why a file is refused.
#[derive(Debug)]
pub enum Refusal {
    /// The file cannot be opened or read.
    Unreadable(std::io::Error),
    /// It is not a posterior of Hongtu's, or not a whole one.
    Foreign(String),
    /// What is in it is not what was written.
    Damaged(String),
    /// It is of another posterior than is asked for.
    Other(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "it cannot be read: {error}"),
            Self::Foreign(why) => write!(f, "it is no posterior that `hongtu fit` wrote: {why}"),
            Self::Damaged(why) => write!(f, "it is damaged: {why}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Refusal {}

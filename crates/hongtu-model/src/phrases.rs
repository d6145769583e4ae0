//! What the texts of a plan say in other languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Labels;

/// Labels of texts, by the text: said once, they hold wherever the plan has the same text. A copy costs
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(from = "BTreeMap<String, Labels>", into = "BTreeMap<String, Labels>")
)]
pub struct Phrases(Arc<BTreeMap<String, Labels>>);

impl Phrases {
    /// A text in a language, where the plan says it; else as it stands.
    pub fn of<'a>(&'a self, text: &'a str, language: &str) -> &'a str {
        self.0.get(text).and_then(|labels| labels.get(language)).map_or(text, String::as_str)
    }

    /// A text in all languages that the plan says it in.
    pub fn labels(&self, text: &str) -> Labels {
        self.0.get(text).cloned().unwrap_or_default()
    }
}

impl From<BTreeMap<String, Labels>> for Phrases {
    fn from(labels: BTreeMap<String, Labels>) -> Self {
        Self(Arc::new(labels))
    }
}

impl From<Phrases> for BTreeMap<String, Labels> {
    fn from(phrases: Phrases) -> Self {
        Arc::unwrap_or_clone(phrases.0)
    }
}

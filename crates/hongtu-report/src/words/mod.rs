//! Every word of the board, both languages side by side.

pub mod charts;
pub mod compare;
pub mod days;
mod detail;
mod doubts;
mod explain;
pub mod findings;
pub mod live;
pub mod open;
pub mod page;
mod past;
mod posterior;
pub mod score;
mod sensitivity;
mod sentences;
pub mod why;

pub use detail::*;
pub use doubts::*;
pub use explain::*;
pub use past::*;
pub use posterior::*;
pub use sensitivity::*;
pub use sentences::*;

use hongtu_model::{Labels, Section, TargetKind};
use hongtu_study::answers::Likelihood;

/// The language of a board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, in simplified characters.
    Zh,
}

impl Lang {
    /// Its code, as labels in a plan use it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The language of a locale such as `zh_CN.UTF-8`; English where it is no other.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }
}

/// A word or phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Word {
    /// The word in one language.
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

pub(crate) const fn word(en: &'static str, zh: &'static str) -> Word {
    Word { en, zh }
}

/// Months, as dates in English write them.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date that does not come.
pub const NEVER: Word = word("never", "始终未达到");
/// Header of targets.
pub const TARGET: Word = word("Target", "目标");
/// Header of attainments.
pub const ODDS: Word = word("Odds", "达成概率");
/// Header of bounds.
pub const GOAL: Word = word("Goal", "目标值");
/// Header of levers' effects, where they stand in the foot.
pub const LEVERS: Word = word("Levers", "有效举措");

/// Header of bounds where most targets have one deadline.
pub fn goal_by(deadline: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Goal by {deadline}"),
        Lang::Zh => format!("目标值（{deadline}）"),
    }
}

/// A goal with a deadline of its own.
pub fn goal_with(goal: &str, deadline: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{goal}, by {deadline}"),
        Lang::Zh => format!("{goal}，{deadline}"),
    }
}
/// Header of medians.
pub const MEDIAN: Word = word("Median", "中位数");
/// Header of 90 % intervals.
pub const INTERVAL: Word = word("90% range", "90%区间");
/// Header of the strongest levers.
pub const BEST_LEVER: Word = word("Best lever, pts", "最有效举措（百分点）");
/// Title of the targets that ask for a direction.
pub const DIRECTIONS: Word = word("Directions", "方向性目标");
/// A direction upwards.
pub const RISES: Word = word("rises", "上升");
/// A direction downwards.
pub const FALLS: Word = word("falls", "下降");
/// A target somebody is bound to.
pub const BINDING: Word = word("binding", "约束性");
/// A target that is expected.
pub const INDICATIVE: Word = word("indicative", "预期性");

/// Binding or indicative.
pub const fn kind(kind: TargetKind) -> Word {
    match kind {
        TargetKind::Binding => BINDING,
        TargetKind::Indicative => INDICATIVE,
    }
}

/// The IPCC's calibrated words. The IPCC's own Chinese has 不可能, "impossible", for what is unlikely;
/// these words say how small the chance is.
pub const fn likelihood(likelihood: Likelihood) -> Word {
    match likelihood {
        Likelihood::Unknown => word("–", "–"),
        Likelihood::VirtuallyCertain => word("virtually certain", "几乎确定"),
        Likelihood::VeryLikely => word("very likely", "很可能"),
        Likelihood::Likely => word("likely", "可能"),
        Likelihood::AboutAsLikelyAsNot => word("about as likely as not", "可能性约各半"),
        Likelihood::Unlikely => word("unlikely", "不太可能"),
        Likelihood::VeryUnlikely => word("very unlikely", "可能性很小"),
        Likelihood::ExceptionallyUnlikely => word("exceptionally unlikely", "可能性极小"),
    }
}

/// A unit of time that a plan in plain time counts in.
pub fn time_unit(name: &str, lang: Lang) -> &str {
    let singular = name.strip_suffix('s').unwrap_or(name);
    match (lang, singular) {
        (Lang::En, _) => name,
        (Lang::Zh, "second") => "秒",
        (Lang::Zh, "minute" | "min") => "分钟",
        (Lang::Zh, "hour") => "小时",
        (Lang::Zh, "day") => "天",
        (Lang::Zh, "week") => "周",
        (Lang::Zh, "month") => "个月",
        (Lang::Zh, "quarter") => "个季度",
        (Lang::Zh, "year") => "年",
        (Lang::Zh, _) => name,
    }
}

/// What a section is called.
pub fn section(section: &Section, lang: Lang) -> String {
    section.labels.get(lang.code()).unwrap_or(&section.title).clone()
}

/// What people call something in a language; else its name, made readable:
/// `tourism_revenue` → Tourism revenue, `investment[medical]` → Investment: medical.
pub fn label(labels: &Labels, name: &str, lang: Lang) -> String {
    if let Some(label) = labels.get(lang.code()) {
        return label.clone();
    }
    let separator = Word { en: ": ", zh: "：" }.of(lang);
    let readable = name
        .replace('_', " ")
        .replace('`', "")
        .replace("][", ", ")
        .replace('[', separator)
        .replace(']', "");
    let mut letters = readable.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => readable,
    }
}

/// A sentence with its first letter as it begins a line.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_readable() {
        let mut labels = Labels::new();
        assert_eq!(label(&labels, "investment[new_energy]", Lang::En), "Investment: new energy");
        assert_eq!(label(&labels, "", Lang::En), "");
        labels.insert("zh".to_owned(), "投资".to_owned());
        assert_eq!(label(&labels, "investment", Lang::Zh), "投资");
        assert_eq!(label(&labels, "investment", Lang::En), "Investment");
    }

    #[test]
    fn locales() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(Lang::of_locale("C"), Lang::En);
    }
}

//! Words of a page that is published as of several days.

use super::{Lang, Word, word};

/// Before the days to choose from.
pub const AS_OF: Word = word("As of", "截至");
/// The choice, for those who hear the page.
pub const DAYS: Word = word("As-of dates", "截至日期");
/// The day of a plan that hides nothing.
pub const EVERYTHING: Word = word("everything known", "全部所知");
/// What opens the odds as of all days.
pub const BY_DAY: Word = word("Odds as of each day", "各日期的概率");
/// What the odds as of several days are.
pub const MEANING: Word = word(
    "Every lever at its default. What became known after a day does not count on it: neither evidence \
     nor events, nor targets that were announced later (–). The model and its priors are those of \
     today on every day, so an earlier day is not what a plan written then would have said.",
    "各举措均为默认值。某日之后才为人所知的证据、事件以及之后才公布的目标（–）均不计入该日。\
     各日期使用的都是现在的模型和先验，因此较早日期的结果并不等于当时编制的规划会得出的结论。",
);

/// The name of a day, said in a list of days.
pub fn day(date: Option<String>, lang: Lang) -> String {
    date.unwrap_or_else(|| EVERYTHING.of(lang).to_owned())
}

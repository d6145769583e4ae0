//! Words of an explanation, both languages side by side.

use hongtu_model::QuantityKind;
use hongtu_study::explain::{Groups, Node};

use super::{Lang, Word, word};

/// Title of the statement in the plan.
pub const DEFINITION: Word = word("In the plan", "规划中的定义");
/// Title of what a quantity is computed from.
pub const FED_BY: Word = word("What feeds it", "影响它的量");
/// Title of what is computed from a quantity.
pub const FEEDS: Word = word("What it feeds", "它影响的量");
/// Nothing is behind it.
pub const FED_BY_NOTHING: Word =
    word("nothing: it is where a chain begins", "无：它是因果链的起点");
/// Nothing is ahead of it.
pub const FEEDS_NOTHING: Word =
    word("nothing: no quantity or target reads it", "无：没有量或目标使用它");
/// What the signs of a tree mean.
pub const TREE_SIGNS: Word = word(
    "+ more of it makes more, − makes less, taking quantities to be positive; no sign where it \
     depends · ↺ a loop closes",
    "+ 同向变化，− 反向变化（假定各量为正），无符号表示视情况而定 · ↺ 回路在此闭合",
);
/// Counts at the first instant only.
pub const AT_START: Word = word("at the start only", "仅用于起点");
/// Title of the distribution of a constant.
pub const KNOWN: Word = word("What is known of it", "对它的了解");
/// Title of the distribution of a measure.
pub const DISTRIBUTION: Word = word("The measure over all runs", "度量的分布");
/// Title of the course.
pub const COURSE: Word = word("Over time", "随时间的变化");
/// Title of the elements of an array.
pub const ELEMENTS: Word = word("Its elements", "各分项");
/// Header of elements.
pub const ELEMENT: Word = word("Element", "分项");
/// Header of times.
pub const TIME: Word = word("Time", "时间");
/// Header of the distribution before the evidence.
pub const PRIOR: Word = word("Before the evidence", "证据加权前");
/// Header of the distribution with the evidence.
pub const POSTERIOR: Word = word("With the evidence", "证据加权后");
/// Header of the distribution where there is no evidence.
pub const ASSUMED: Word = word("Median (90% range)", "中位数（90%区间）");
/// Header of a course in small.
pub const TREND: Word = word("Course", "走势");
/// The same in all runs.
pub const CERTAIN: Word = word("the same in every run", "所有模拟中相同");
/// Nothing observed weighs.
pub const NO_EVIDENCE: Word =
    word("prior only: no observation weighs in this plan", "仅先验：本规划没有参与加权的观测");
/// Title of the observations.
pub const EVIDENCE_OF: Word = word("Evidence", "证据");
/// Nothing was observed.
pub const NOT_OBSERVED: Word = word("nothing was observed of it itself", "没有对它的直接观测");
/// Title of what successful runs have in common.
pub const IN_COMMON: Word =
    word("What the runs that make it have in common", "达成目标的模拟有何共同之处");
/// Title of the same where hardly a run makes it.
pub const IN_COMMON_CLOSEST: Word =
    word("What the runs that come closest have in common", "最接近目标的模拟有何共同之处");
/// Title of the same where hardly a run misses it.
pub const IN_COMMON_NARROWEST: Word =
    word("What the runs that make it most narrowly have in common", "勉强达成的模拟有何共同之处");
/// Header of what was drawn.
pub const DRAWN: Word = word("Assumption", "假设");
/// Header of how far apart two groups are.
pub const APART: Word = word("Apart", "差异");
/// What the last column means.
pub const APART_MEANS: Word = word(
    "Apart: the largest distance between the two distributions, 0 to 100% (Kolmogorov–Smirnov).",
    "差异：两组分布的最大距离，0至100%（Kolmogorov–Smirnov）。",
);
/// The key of priors.
pub const PRIOR_KEY: Word = word("prior", "先验");
/// The key of assumptions.
pub const WHY: Word = word("why", "理由");
/// The key of scopes.
pub const SCOPE: Word = word("scope", "范围");
/// The key of units.
pub const UNIT: Word = word("unit", "单位");
/// The key of sections.
pub const SECTION: Word = word("section", "章节");
/// A target known later.
pub const HIDDEN_TARGET: Word = word(
    "It became known after the as-of date, so it is not judged.",
    "该目标在截止日之后才公布，因此不作评估。",
);
/// The median line of a chart.
pub const LEGEND_MEDIAN: Word = word("median", "中位数");
/// The band of a chart.
pub const LEGEND_BAND: Word = word("90% of runs", "90%区间");
/// Points of a chart.
pub const LEGEND_OBSERVED: Word = word("observed", "观测值");
/// The goal in a chart.
pub const LEGEND_GOAL: Word = word("goal", "目标值");
/// A unit without a name.
pub const PURE_NUMBER: Word = word("a pure number", "无量纲");

/// What kind of thing stands in a tree.
pub const fn node(node: Node) -> Word {
    match node {
        Node::Quantity(kind) => quantity_kind(kind),
        Node::Table => word("table", "表函数"),
        Node::Target => word("target", "目标"),
    }
}

/// What a quantity is in the plan.
pub const fn quantity_kind(kind: QuantityKind) -> Word {
    match kind {
        QuantityKind::Stock => word("stock", "存量"),
        QuantityKind::Flow => word("flow", "流量"),
        QuantityKind::Auxiliary => word("auxiliary", "辅助变量"),
        QuantityKind::Constant => word("constant", "常数"),
        QuantityKind::Series => word("series", "数据序列"),
        QuantityKind::Lever => word("lever", "举措"),
        QuantityKind::Event => word("event", "事件"),
        QuantityKind::Shock => word("shock", "冲击"),
        QuantityKind::Alternatives => word("alternatives", "结构选项"),
        QuantityKind::Budget => word("budget", "预算"),
    }
}

/// Header of the first of two groups.
pub const fn first_group(groups: Groups) -> Word {
    match groups {
        Groups::Closest => word("Come closest", "最接近"),
        Groups::Narrowest => word("Most narrowly", "勉强达成"),
        Groups::Met | Groups::None => word("Make it", "达成"),
    }
}

/// Header of the second of two groups.
pub const fn second_group(groups: Groups) -> Word {
    match groups {
        Groups::Met | Groups::None => word("Miss it", "未达成"),
        Groups::Closest | Groups::Narrowest => word("The rest", "其余"),
    }
}

/// Which runs are compared with which.
pub fn compared(groups: Groups, share: &str, lang: Lang) -> String {
    match (groups, lang) {
        (Groups::Met, Lang::En) => {
            format!("{share} of the runs make it. Compared with those that miss it:")
        }
        (Groups::Met, Lang::Zh) => format!("{share}的模拟达成目标，与未达成者相比："),
        (Groups::Closest, Lang::En) => format!(
            "Hardly a run makes it, so the {share} that come closest are compared with the rest:"
        ),
        (Groups::Closest, Lang::Zh) => {
            format!("几乎没有模拟达成目标，因此以最接近的{share}与其余相比：")
        }
        (Groups::Narrowest, Lang::En) => format!(
            "Hardly a run misses it, so the {share} that make it by the least, or miss it, are \
             compared with the rest:"
        ),
        (Groups::Narrowest, Lang::Zh) => {
            format!("几乎所有模拟都达成目标，因此以余地最小的{share}与其余相比：")
        }
        (Groups::None, Lang::En) => {
            "The evidence leaves the weight of too few runs to compare groups of them (ask for more \
             --runs), or all runs give the same."
                .to_owned()
        }
        (Groups::None, Lang::Zh) => "加权后的有效模拟过少（请用 --runs 增加模拟次数），或所有模拟结果相同，无从比较。".to_owned(),
    }
}

/// How the middle of a group lies to that of another.
pub fn higher_or_lower(
    groups: Groups,
    what: &str,
    standardised: f64,
    here: &str,
    there: &str,
    lang: Lang,
) -> String {
    let who = match (groups, lang) {
        (Groups::Closest, Lang::En) => "In the runs that come closest",
        (Groups::Narrowest, Lang::En) => "In the runs that make it most narrowly",
        (_, Lang::En) => "In the runs that make it",
        (Groups::Closest, Lang::Zh) => "在最接近目标的模拟中",
        (Groups::Narrowest, Lang::Zh) => "在勉强达成的模拟中",
        (_, Lang::Zh) => "在达成目标的模拟中",
    };
    // Where the means hardly differ it is the spread that does.
    let how = match standardised {
        s if s.abs() < 0.1 => word("is spread differently", "分布不同"),
        s if s > 0.0 => word("is higher", "更高"),
        _ => word("is lower", "更低"),
    }
    .of(lang);
    match lang {
        Lang::En => format!("{who}, {what} {how}: median {here} against {there}."),
        Lang::Zh => format!("{who}，{what}{how}：中位数为{here}，其余为{there}。"),
    }
}

/// How often an alternative is true in two groups.
pub fn more_often(what: &str, option: &str, here: &str, there: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{what}: “{option}” is true in {here} of the runs that make it, against {there} of the \
             others."
        ),
        Lang::Zh => format!("{what}：“{option}”在这些模拟中占{here}，在其余模拟中占{there}。"),
    }
}

/// Nothing differs.
pub fn no_difference(compared: usize, lang: Lang) -> String {
    match lang {
        Lang::En if compared == 0 => {
            "Nothing it depends on is uncertain: all runs are alike.".to_owned()
        }
        Lang::En => format!(
            "Of {compared} uncertain inputs none differs between the groups by more than chance."
        ),
        Lang::Zh if compared == 0 => "它所依赖的量都没有不确定性。".to_owned(),
        Lang::Zh => format!("{compared}项不确定输入在两组之间的差异均未超出偶然范围。"),
    }
}

/// Observations of other things that bear on it.
pub fn shared_inputs(list: &str, more: usize, lang: Lang) -> String {
    match (lang, more) {
        (Lang::En, 0) => format!("It shares uncertain inputs with what was observed: {list}"),
        (Lang::En, more) => {
            format!("It shares uncertain inputs with what was observed: {list}, and {more} more")
        }
        (Lang::Zh, 0) => format!("与以下观测共享不确定输入：{list}"),
        (Lang::Zh, more) => format!("与以下观测共享不确定输入：{list}，另有{more}项"),
    }
}

/// What is left out of the comparison; empty where nothing is.
pub fn the_others(compared: usize, shown: usize, more: usize, lang: Lang) -> String {
    let rest = compared.saturating_sub(shown + more);
    let mut parts = Vec::new();
    if more > 0 {
        parts.push(match lang {
            Lang::En if more == 1 => "1 more differs less.".to_owned(),
            Lang::En => format!("{more} more differ less."),
            Lang::Zh => format!("另有{more}项差异较小。"),
        });
    }
    if rest > 0 {
        let verb = if rest == 1 { "differs" } else { "differ" };
        parts.push(match lang {
            Lang::En => {
                format!("Of {compared} uncertain inputs {rest} {verb} by no more than chance.")
            }
            Lang::Zh => format!("{compared}项不确定输入中{rest}项的差异未超出偶然范围。"),
        });
    }
    parts.join(match lang {
        Lang::En => " ",
        Lang::Zh => "",
    })
}

/// A shock in one of its periods.
pub fn in_period(what: &str, period: i64, calendar: bool, lang: Lang) -> String {
    match (lang, calendar) {
        (Lang::En, true) => format!("{what} in {period}"),
        (Lang::En, false) => format!("{what}, period {}", period.saturating_add(1)),
        (Lang::Zh, true) => format!("{period}年{what}"),
        (Lang::Zh, false) => format!("{what}（第{}期）", period.saturating_add(1)),
    }
}

/// Branches that are not shown.
pub fn more_branches(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("and {count} more"),
        Lang::Zh => format!("另有{count}项"),
    }
}

/// Elements that are not shown.
pub fn more_elements(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} more elements; explain one by its name to see it"),
        Lang::Zh => format!("另有{count}个分项；可按名称逐项查看"),
    }
}

/// One element in full.
pub fn one_element(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("`hongtu explain PLAN '{name}'` shows one of them in full"),
        Lang::Zh => format!("用 `hongtu explain 规划 '{name}'` 查看单个分项"),
    }
}

/// When something became known.
pub fn known_on(day: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("known {day}"),
        Lang::Zh => format!("{day}已知"),
    }
}

/// What the ensemble says of an observation.
pub fn model_says(before: &str, after: Option<&str>, off: Option<&str>, lang: Lang) -> String {
    let mut text = match (lang, after) {
        (Lang::En, Some(after)) => format!("model: {before} before, {after} with the evidence"),
        (Lang::En, None) => format!("model: {before}"),
        (Lang::Zh, Some(after)) => format!("模型：加权前{before}，加权后{after}"),
        (Lang::Zh, None) => format!("模型：{before}"),
    };
    if let Some(off) = off {
        text += &match lang {
            Lang::En => format!("; {off} standard deviations off"),
            Lang::Zh => format!("；偏差{off}个标准差"),
        };
    }
    text
}

/// The value at the end of the simulated time.
pub fn at_the_end(when: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Its value at {when}:"),
        Lang::Zh => format!("{when}的数值："),
    }
}

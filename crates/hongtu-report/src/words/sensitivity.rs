//! Words of which assumptions matter and of what taught what, both languages side by side.

use super::{Lang, Word, word};

/// Title of the page.
pub const MATTERS: Word = word("Which assumptions matter", "哪些假设最重要");
/// Header of total indices.
pub const WITH_OTHERS: Word = word("With others", "含交互");
/// Header of first-order indices.
pub const ALONE: Word = word("Alone", "单独");
/// Header of the intervals of total indices.
pub const SHARE_RANGE: Word = word("95% range", "95%区间");
/// What the two indices are.
pub const INDICES: Word = word(
    "Alone: how much of the uncertainty before any evidence would go away, on average, if this one \
     assumption were known (first-order Sobol′ index). With others: how much would stay if all but \
     this one were known (total index), what it does together with others included.",
    "单独：若只弄清这一项假设，证据加权前的不确定性平均可消除的比例（一阶Sobol′指数）。含交互：若其余\
     假设都已弄清、仅剩这一项，不确定性平均仍保留的比例（总指数），包含它与其他假设的共同作用。",
);
/// The measure of a target may have no number.
pub const BY_RANKS: Word =
    word("by ranks, since some runs never get there", "按秩计算：部分模拟始终达不到");
/// A direction is taken apart by its change.
pub const OF_THE_CHANGE: Word = word("of its change", "针对其变化量");
/// Nothing moves the measure.
pub const SAME_IN_EVERY_RUN: Word = word(
    "It comes out the same in every run: no assumption moves it.",
    "各次模拟结果相同：没有假设影响它。",
);
/// No input reaches what matters.
pub const NONE_MATTERS: Word = word(
    "No single assumption accounts for as much as 1% of it.",
    "没有任何一项假设的影响达到1%。",
);

/// Title of what taught what.
pub const TAUGHT: Word = word("What taught what", "哪些证据带来了新认识");
/// Header of observations.
pub const OBSERVATION: Word = word("Observation", "观测");
/// Header of the diagnostic.
pub const SHAPE_K: Word = word("k", "k");
/// Header of log predictive densities.
pub const ELPD: Word = word("Foreseen", "可预见度");
/// Header of what an observation taught about.
pub const TAUGHT_ABOUT: Word = word("Taught most about", "主要帮助认识");
/// Header of shrinkage.
pub const SHRUNK: Word = word("Shrunk", "方差缩减");
/// Header of the observation that taught something.
pub const MOSTLY_FROM: Word = word("Mostly from", "主要来自");
/// Title of the observations.
pub const OBSERVATIONS_LEFT_OUT: Word = word("Each observation left out", "逐条去掉观测");
/// Title of what evidence told something about.
pub const WHAT_WAS_LEARNT: Word =
    word("What the evidence says of the assumptions", "证据对各项假设的约束");
/// Behind a k that the runs cannot be relied on with.
pub const OPEN: Word = word("open", "未知");
/// Behind a k where a study was made without the observation.
pub const REFITTED: Word = word("refitted", "已重新拟合");
/// What the columns of observations mean.
pub const LEFT_OUT_SIGNS: Word = word(
    "Foreseen: the logarithm of the density that all other evidence gave to what was observed; of \
     two observations in one unit the lower was the greater surprise. k: how much leaving it out \
     asks of the runs (Pareto-smoothed importance sampling).",
    "可预见度：其余证据对该观测值所给概率密度的对数；单位相同时，数值越低越出乎意料。k：去掉该观测对现有模拟\
     的要求（帕累托平滑重要性抽样）。",
);
/// What the columns of assumptions mean.
pub const SHRUNK_MEANS: Word = word(
    "Shrunk: how much of the variance of the prior the evidence took away (of its normal number); \
     negative where it became less certain. Mostly from: the observation without which the least \
     would be known.",
    "方差缩减：证据消除的先验方差比例（按其正态坐标）；负值表示更不确定。主要来自：若缺少它，所知最少的那条观测。",
);
/// No observation moves the odds.
pub const NO_OBSERVATION_MOVES: Word = word(
    "No observation that could be left out moves these odds by more than chance.",
    "在可以去掉的观测中，没有一条使该概率的变化超出偶然范围。",
);
/// No observation moves the odds of some targets.
pub fn odds_unmoved(targets: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "No observation that could be left out moves by more than chance the odds of: {targets}."
        ),
        Lang::Zh => {
            format!("在可以去掉的观测中，没有一条使以下目标的概率变化超出偶然范围：{targets}。")
        }
    }
}

/// Nothing was learnt.
pub const NOTHING_LEARNT: Word = word(
    "The evidence says nothing of any assumption beyond chance.",
    "证据对各项假设的约束均未超出偶然范围。",
);
/// There is nothing to leave out.
pub const NOTHING_TO_LEAVE_OUT: Word = word(
    "No observation weighs, or no run agrees with all of them: there is nothing to learn from.",
    "没有参与加权的观测，或没有任何模拟与全部观测相符：无从判断。",
);

/// The odds of a target beside what it asks.
pub fn odds_of(odds: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("odds {odds}"),
        Lang::Zh => format!("概率{odds}"),
    }
}

/// How many assumptions are not shown.
pub fn minor_inputs(more: usize, least: &str, rest: usize, lang: Lang) -> String {
    let mut parts = Vec::new();
    if more > 0 {
        parts.push(match lang {
            Lang::En => format!("{more} more matter at most {least} each."),
            Lang::Zh => format!("另有{more}项，各不超过{least}。"),
        });
    }
    if rest > 0 {
        parts.push(match lang {
            Lang::En if rest == 1 => "1 other that it depends on matters under 1%.".to_owned(),
            Lang::En => format!("{rest} others that it depends on matter under 1% each."),
            Lang::Zh => format!("它所依赖的其余{rest}项假设各不足1%。"),
        });
    }
    parts.join(match lang {
        Lang::En => " ",
        Lang::Zh => "",
    })
}

/// How much goes back to assumptions one by one, where much does not.
pub fn interactions(additive: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!("One by one they account for {additive}; the rest is what they do together.")
        }
        Lang::Zh => format!("各项单独作用合计{additive}，其余来自共同作用。"),
    }
}

/// What the indices took.
pub fn index_runs(runs: &str, sample: &str, inputs: usize, refined: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{runs} runs of the model: two samples of {sample}, between which each of {inputs} \
             assumptions is exchanged by itself; all were screened, and {refined} that may matter \
             taken through the whole sample."
        ),
        Lang::Zh => format!(
            "共模拟{runs}次：两组各{sample}次，在两组之间逐一交换{inputs}项假设；先全部筛查，再对可能重要的{refined}项\
             用完整样本计算。"
        ),
    }
}

/// What the odds would be.
pub fn without(observation: &str, odds: &str, with: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!("Without {observation} the odds would be {odds} rather than {with}.")
        }
        Lang::Zh => format!("若没有观测 {observation}，概率将为{odds}，而非{with}。"),
    }
}

/// More observations move the odds.
pub fn more_observations(more: usize, lang: Lang) -> String {
    match lang {
        Lang::En if more == 1 => "1 more observation moves them less.".to_owned(),
        Lang::En => format!("{more} more observations move them less."),
        Lang::Zh => format!("另有{more}条观测影响较小。"),
    }
}

/// What the runs cannot tell.
pub fn untold(count: usize, reliable: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let (these, them) = if count == 1 {
                ("1 observation (open".to_owned(), "it")
            } else {
                (format!("{count} observations (open"), "each of them")
            };
            format!(
                "Without {these}: k above {reliable}, or it rules something out altogether) these \
                 runs cannot tell what would be believed; --refit makes a study without {them}."
            )
        }
        Lang::Zh => format!(
            "有{count}条观测（未知：k高于{reliable}，或该观测完全排除了某些情形）无法用现有模拟判断去掉后的结果；加 \
             --refit 可逐条重新拟合。"
        ),
    }
}

/// Assumptions that are not shown.
pub fn more_informed(more: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{more} more were learnt less about."),
        Lang::Zh => format!("另有{more}项约束较弱。"),
    }
}

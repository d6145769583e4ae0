//! Words of the sampling of the posterior, both languages side by side.

use super::{Lang, Word, word};

/// The key of the posterior.
pub const OF_POSTERIOR: Word = word("Posterior", "后验");
/// Title of how it was sampled.
pub const SAMPLING: Word = word("How the posterior was sampled", "后验抽样情况");
/// Title of strains.
pub const STRAINS: Word = word("Priors and evidence", "先验与证据");
/// Key of the effective sample size.
pub const EFFECTIVE: Word = word("effective draws", "有效抽样");
/// Key of the islands.
pub const ISLANDS: Word = word("islands", "独立抽样组");
/// Key of the evidence.
pub const LOG_EVIDENCE: Word = word("log evidence", "对数证据");
/// Key of the model runs.
pub const MODEL_RUNS: Word = word("model runs", "模型运行次数");
/// Key of the temperatures.
pub const TEMPERATURES: Word = word("temperatures", "温度");
/// Key of the proposals.
pub const PROPOSALS: Word = word("proposals", "提议");
/// Key of the points.
pub const SAMPLE_POINTS: Word = word("points", "样本点");
/// Key of a part of the evidence.
pub const FACTOR: Word = word("observations", "观测");

/// The measure that is known least.
pub fn lowest(effective: &str, measure: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("at least {effective}, for {measure}"),
        Lang::Zh => format!("最少{effective}次（{measure}）"),
    }
}

/// What islands are worth.
pub fn islands(all: u32, worth: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{all}, independent of one another, worth {worth} of equal evidence"),
        Lang::Zh => format!("{all}组相互独立，相当于{worth}组证据相等"),
    }
}

/// A part of the evidence.
pub fn factor(observations: usize, draws: usize, informed: usize, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let (s, verbs) = if observations == 1 { ("s", "depends") } else { ("", "depend") };
            let draws = format!("{draws} draw{}", if draws == 1 { "" } else { "s" });
            let directions = if informed == 1 { "direction" } else { "directions" };
            format!(
                "{observations}, which {verbs} on {draws} and inform{s} {informed} {directions} in their space"
            )
        }
        Lang::Zh => format!("{observations}条，涉及{draws}个随机量，约束其中{informed}个方向"),
    }
}

/// Shares of proposals that were accepted.
pub fn proposals(accepted: &str, redrawn: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{accepted} accepted; {redrawn} of redrawn values"),
        Lang::Zh => format!("接受率{accepted}；重新抽取的接受率{redrawn}"),
    }
}

/// Points of the sample.
pub fn points(distinct: &str, all: &str, correlation: &str, moves: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{distinct} distinct of {all}; one correlates with the next by {correlation} at worst, {moves} moves apart"
        ),
        Lang::Zh => {
            format!("{all}个中{distinct}个互异；相邻点相隔{moves}步，相关系数至多{correlation}")
        }
    }
}

/// A median in a tail of the prior.
pub fn tail(name: &str, quantile: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: evidence pulls it to the {quantile} quantile of its prior"),
        Lang::Zh => format!("{name}：证据将其推至先验的{quantile}分位"),
    }
}

/// A prior that is too wide.
pub fn wide(name: &str, left: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: evidence leaves {left} of its prior, which is too wide"),
        Lang::Zh => format!("{name}：先验过宽，证据只留下其中{left}"),
    }
}

/// Several modes.
pub fn modes(name: &str, dip: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: the posterior has several modes (dip {dip}); medians mislead"),
        Lang::Zh => format!("{name}：后验有多个峰（dip {dip}），中位数可能误导"),
    }
}

/// An observation that the priors did not expect.
pub fn surprise(measure: &str, stated: &str, probability: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{measure} = {stated}: the priors give a value as far out {probability}; they are too narrow or off"
        ),
        Lang::Zh => {
            format!("{measure} = {stated}：按先验，偏离至此的概率为{probability}，先验过窄或有偏")
        }
    }
}

/// How many strains, and the first of them.
pub fn strains(count: usize, first: &str, lang: Lang) -> String {
    match (lang, count) {
        (Lang::En, 0..=2) => format!("priors and evidence pull apart: {first}"),
        (Lang::En, _) => {
            format!(
                "priors and evidence pull apart in {count} places (--detail lists them): {first}"
            )
        }
        (Lang::Zh, 0..=2) => format!("先验与证据不一致：{first}"),
        (Lang::Zh, _) => format!("先验与证据有{count}处不一致（加 --detail 查看）：{first}"),
    }
}

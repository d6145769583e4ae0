//! Words of structural alternatives, both languages side by side.

use super::{Lang, Word, word};

/// Key of the range of odds by the answers to open questions.
pub const IN_DOUBT: Word = word("Doubts", "未决");
/// Title of the alternatives.
pub const DOUBTS: Word = word("Sensitivity of the odds to the modeller", "概率对建模取舍的敏感性");
/// What the table of alternatives is.
pub const DOUBTS_LEAD: Word = word(
    "Where the plan's author was unsure how things hang together, each run takes one branch of the \
     alternatives. The odds under a branch are those of the runs that take it: the odds if it were \
     known to be true.",
    "作者对结构没有把握之处，每次模拟取其中一种。某一种下的概率取自采用它的模拟，即假定它确实成立时的概率。",
);
/// The weight that the author gives.
pub const AUTHOR: Word = word("the author's weight", "作者的权重");
/// The marginal likelihood as a multiple of that of the whole plan.
pub const TIMES_EVIDENCE: Word = word("times the evidence", "乘以证据");
/// The weight with the evidence.
pub const WEIGHT_NOW: Word = word("makes the weight", "得到的权重");
/// Header of odds whatever the branch.
pub const ALL_RUNS: Word = word("all runs", "全部模拟");
/// Header of branches.
pub const BRANCH: Word = word("Branch", "选项");
/// Alternatives that nothing observed bears on keep their weights.
pub const WEIGHTS_STAY: Word = word(
    "Nothing observed weighs: the weights stay those of the author.",
    "没有观测参与加权：权重保持作者所给。",
);

/// The odds of a target by the answers to open questions.
pub fn doubted(target: &str, range: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{target} {range}"),
        Lang::Zh => format!("{target}{range}"),
    }
}

/// Between which odds the answers to `open` questions decide, and that `rest` more odds move less.
pub fn doubts(open: usize, shown: &[String], rest: usize, lang: Lang) -> String {
    let list = shown.join(word(", ", "，").of(lang));
    match (lang, shown.len(), rest) {
        (Lang::En, 0, _) if open == 1 => "1 open question, whose answer moves no odds".to_owned(),
        (Lang::En, 0, _) => format!("{open} open questions, whose answers move no odds"),
        (Lang::En, ..) => {
            let rest = match rest {
                0 => "no others move by more than chance".to_owned(),
                rest => format!("{rest} more odds move less"),
            };
            let asked = match open {
                1 => "1 open question: as it is answered".to_owned(),
                open => format!("{open} open questions: as they are answered"),
            };
            format!("{asked}, {list}; {rest}")
        }
        (Lang::Zh, 0, _) => format!("{open}个未决问题，答案不影响任何概率"),
        (Lang::Zh, _, 0) => format!("{open}个未决问题，依答案不同：{list}；其余变动不超出随机误差"),
        (Lang::Zh, ..) => format!("{open}个未决问题，依答案不同：{list}；另有{rest}项变动较小"),
    }
}

/// Alternatives held at a branch.
pub fn held(branch: &str, words: &str, weight: &str, lang: Lang) -> String {
    let words = match lang {
        _ if words.is_empty() => String::new(),
        Lang::En => format!(", “{words}”"),
        Lang::Zh => format!("（{words}）"),
    };
    match lang {
        Lang::En => format!(
            "Held at {branch}{words}: all odds are given that. The author's weight of it, {weight}, does \
             not count."
        ),
        Lang::Zh => {
            format!("固定为{branch}{words}：所有概率以此为前提，作者给它的权重{weight}不计。")
        }
    }
}

/// Targets that differ by no more than chance between branches; `moved` of `all` do.
pub fn unmoved(moved: usize, all: usize, lang: Lang) -> String {
    let rest = all.saturating_sub(moved);
    match (lang, moved, rest) {
        (_, _, 0) => String::new(),
        (Lang::En, 0, _) => {
            "It makes no difference beyond chance to the odds of any target.".to_owned()
        }
        (Lang::En, _, 1) => "It makes no difference beyond chance to the other target.".to_owned(),
        (Lang::En, _, rest) => {
            format!("It makes no difference beyond chance to the other {rest} odds.")
        }
        (Lang::Zh, 0, _) => "对所有目标的概率都没有超出偶然的影响。".to_owned(),
        (Lang::Zh, _, rest) => format!("对其余{rest}项概率没有超出偶然的影响。"),
    }
}

/// A branch that too few runs carry.
pub fn few_carry(branch: &str, effective: &str, setting: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Too few runs carry {branch} for odds (worth {effective}): ask for it alone with \
             `--given {setting}`."
        ),
        Lang::Zh => format!(
            "采用{branch}的模拟太少（相当于{effective}次），不足以给出概率：可用`--given {setting}`单独计算。"
        ),
    }
}

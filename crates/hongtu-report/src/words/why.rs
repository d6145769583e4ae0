//! Words of the panel that explains a quantity, and of the assumptions that can be changed; both
//! languages side by side.

use super::{Lang, Word, word};

/// Opens the explanation of something.
pub const WHY: Word = word("Why?", "为什么？");
/// Goes back to what was explained before.
pub const BACK: Word = word("Back", "返回");
/// Shown while an explanation is on its way.
pub const COMING: Word = word("One moment…", "请稍候…");
/// Title of the graph, for those who hear the page.
pub const WEB: Word = word("What feeds it and what it feeds", "它的来龙去脉");
/// What the lines of the graph mean.
pub const WEB_SIGNS: Word = word(
    "+ more of it makes more (solid line), − makes less (dashed), taking quantities to be positive; \
     no sign where it depends (dotted).",
    "+ 同向变化（实线），− 反向变化（虚线），假定各量为正；无符号表示视情况而定（点线）。",
);
/// Key of the setting of a lever.
pub const SET_TO: Word = word("set to", "当前设定");
/// Title of the present value.
pub const NOW: Word = word("As the levers stand now", "按当前设定");
/// What the two outlines of a distribution are.
pub const OUTLINES: Word =
    word("Filled: with the evidence. Line: before it.", "色块为证据加权后，线为证据加权前。");
/// Nothing of that name can be explained.
pub const UNKNOWN: Word = word("The plan has nothing of this name.", "规划中没有这个名称。");

/// Title of the assumptions.
pub const ASSUMPTIONS: Word = word("Assumptions", "假设");
/// What can be done with the assumptions.
pub const ASSUMPTIONS_LEAD: Word = word(
    "What if one of them is otherwise? Each says between which values the plan holds it to lie before \
     the evidence, with 90%. Change that range, or its middle: the runs are not drawn anew but weighed \
     anew, by how likely they are then. Far from the plan too few are left.",
    "如果假设不同，会怎样？下列各项为规划在证据之前所设的90%区间。可改动区间或中间值：模拟不会重新抽取，而是按新的\
     可能性重新加权。偏离规划太远时，剩余的有效模拟会过少。",
);
/// Finds an assumption.
pub const FIND: Word = word("Find an assumption", "查找假设");
/// Key of the lower end of a range.
pub const FROM: Word = word("from", "自");
/// Key of the middle of a range.
pub const MIDDLE: Word = word("middle", "中间");
/// Key of the upper end of a range.
pub const TO: Word = word("to", "至");
/// Said where the ends of a range are not in order.
pub const NO_RANGE: Word = word("a range goes from a lower to a higher number", "区间须由小到大");
/// Key of what the plan holds.
pub const IN_THE_PLAN: Word = word("The plan:", "规划：");
/// Key of what the runs say.
pub const WITH_EVIDENCE: Word = word("With the evidence:", "证据加权后：");
/// What is drawn anew in every year, or is one of several alternatives, is not changed here.
pub const NOT_HERE: Word = word(
    "What is drawn anew every year, and the choice between alternatives, cannot be changed here.",
    "每年重新抽取的冲击以及结构选项的取舍不能在此改动。",
);

/// How many draws changed assumptions leave.
pub fn left(effective: &str, before: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!(
                "With the changed assumptions {effective} of {before} effective draws are left."
            )
        }
        Lang::Zh => format!("按改动后的假设，{before}次有效抽样剩{effective}次。"),
    }
}

/// Few draws are left.
pub const ROUGH: Word =
    word("The odds are good to several percentage points only.", "概率误差可达数个百分点。");
/// Too few draws are left.
pub const TOO_FEW: Word = word(
    "That is too few: the odds below are not to be used. Change less, or edit the plan and fit it anew.",
    "有效抽样过少，下列概率不可使用。请减小改动，或修改规划后重新拟合。",
);

/// A few draws carry most of the weight.
pub fn heavy(k: &str, reliable: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "A few draws carry most of the weight (k = {k}, at most {reliable} would do), so the odds \
             below are not to be used. Change less, or edit the plan and fit it anew."
        ),
        Lang::Zh => format!(
            "少数抽样占去大部分权重（k = {k}，上限{reliable}），下列概率不可使用。请减小改动，或修改规划后重新拟合。"
        ),
    }
}

/// A belief that goes beyond what the plan holds possible.
pub fn impossible(name: &str, range: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "the plan holds {name} outside {range} to be impossible, so no run knows of it; edit the \
             plan and fit it anew"
        ),
        Lang::Zh => format!("规划认为{name}不可能超出{range}，没有模拟涉及；请修改规划后重新拟合"),
    }
}

/// A belief that is no range.
pub fn no_range(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("the range of {name} must go from a lower to a higher number"),
        Lang::Zh => format!("{name}的区间须由小到大"),
    }
}

/// A belief about something that is not uncertain.
pub fn not_uncertain(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name} is no uncertain constant of the plan"),
        Lang::Zh => format!("{name}不是规划中的不确定常数"),
    }
}

//! Words of the written report, both languages side by side.

use hongtu_model::QuantityKind;

use super::{Lang, Word, word};

/// Title of the board.
pub const BOARD: Word = word("The board", "目标看板");
/// Title of the contents.
pub const CONTENTS: Word = word("Contents", "目录");
/// Link over the board.
pub const SKIP: Word = word("Skip to the document", "跳到正文");
/// Name of the document for those who hear the page.
pub const DOCUMENT: Word = word("The plan", "规划正文");
/// Header of the small fan charts.
pub const COURSE: Word = word("Course", "走势");
/// Header of the evidence.
pub const RESTS_ON: Word = word("Rests on", "依据");
/// Header of the median with its interval.
pub const MEDIAN_RANGE: Word = word("Median, 90% of runs", "中位数（90%区间）");
/// Summary of a data table.
pub const DATA: Word = word("Data", "数据");
/// Summary of the table behind the board.
pub const BOARD_DATA: Word = word("The figures behind the small charts", "小图数据");
/// Left of the as-of date.
pub const KNOWN: Word = word("known", "已知");
/// Right of the as-of date.
pub const PROJECTED: Word = word("projected", "推演");
/// Title of the assumptions.
pub const ASSUMPTIONS: Word = word("Assumptions", "假设");
/// Header of assumptions.
pub const ASSUMPTION: Word = word("Assumption", "假设");
/// Header of priors.
pub const PRIOR: Word = word("Before the evidence", "先验");
/// Header of posteriors.
pub const POSTERIOR: Word = word("After the evidence", "后验（90%区间）");
/// Header of reasons.
pub const REASON: Word = word("Reason", "理由");
/// Title of the charts of the past.
pub const PAST: Word =
    word("The past as the runs have it, and as it was observed", "模拟的过去与观测");
/// Title of the sources.
pub const SOURCES: Word = word("Sources", "资料来源");
/// Header of where a figure is from.
pub const SOURCE: Word = word("Source", "来源");
/// Title of the method.
pub const METHOD: Word = word("How to read the odds", "如何理解概率");
/// Header of quotations.
pub const WORDS_OF_SOURCE: Word = word("In the source's words", "原文");
/// Summary of a block of the model.
pub const MODEL: Word = word("The model here", "本段模型");
/// Key of the strongest levers.
pub const MOVED_BY: Word = word("Moved most, in percentage points: ", "最有效举措（百分点）：");
/// Header of quantiles in a data table.
pub const LOW: Word = word("5%", "5%");
/// Header of observations in a data table.
pub const SEEN: Word = word("Observed", "观测值");
/// Header of times.
pub const WHEN: Word = word("Time", "时间");
/// A shock in the table of assumptions.
pub const EVERY_YEAR: Word = word("drawn anew every year", "每年重新抽取");
/// How a yearly total is named beside its unit.
pub const YEAR_TOTAL: Word = word("total of the year", "年度合计");
/// How a yearly mean is named beside its unit.
pub const YEAR_MEAN: Word = word("mean of the year", "年平均");
/// Key of a median with its interval.
pub const MEDIAN_KEY: Word = word("Median", "中位数");

/// A measure of a quantity at a time, by the measure's name in the plan; `None` for a name that
/// needs more words.
pub fn measure(name: &str, label: &str, when: &str, lang: Lang) -> Option<String> {
    Some(match (name, lang) {
        ("total" | "level", Lang::En) => format!("{label}, {when}"),
        ("total" | "level", Lang::Zh) => format!("{label}，{when}"),
        ("growth", Lang::En) => format!("{label}, growth in {when}"),
        ("growth", Lang::Zh) => format!("{label}，{when}增速"),
        ("mean", Lang::En) => format!("{label}, mean of {when}"),
        ("mean", Lang::Zh) => format!("{label}，{when}平均"),
        ("min", Lang::En) => format!("{label}, least of {when}"),
        ("min", Lang::Zh) => format!("{label}，{when}最低"),
        ("max", Lang::En) => format!("{label}, most of {when}"),
        ("max", Lang::Zh) => format!("{label}，{when}最高"),
        _ => return None,
    })
}

/// What a measure is of, apart from its time, by the measure's name in the plan; `None` for a name that
/// needs more words.
pub fn measured(name: &str, label: &str, lang: Lang) -> Option<String> {
    let kind = match name {
        "total" | "level" => return Some(label.to_owned()),
        "growth" => word("growth", "增速"),
        "mean" => word("mean", "平均"),
        "min" => word("least", "最低"),
        "max" => word("most", "最高"),
        _ => return None,
    };
    Some(match lang {
        Lang::En => format!("{label}, {}", kind.en),
        Lang::Zh => format!("{label}{}", kind.zh),
    })
}

/// The sentence under charts.
pub fn legend(observed: bool, asked: bool, one: bool, lang: Lang) -> String {
    let mut text = match (lang, one) {
        (Lang::En, true) => "Line: median of the runs. Dark band: 50%; light band: 90%.".to_owned(),
        (Lang::En, false) => "Lines: medians of the runs. Bands: 90%.".to_owned(),
        (Lang::Zh, true) => "横线为模拟中位数；深色带为50%区间，浅色带为90%区间。".to_owned(),
        (Lang::Zh, false) => "线为模拟中位数；色带为90%区间。".to_owned(),
    };
    if observed {
        text += match lang {
            Lang::En => " Dots: observed, with 90% error bars; hollow where they do not weigh.",
            Lang::Zh => "圆点为观测值及90%误差；空心点不参与加权。",
        };
    }
    if asked {
        text += match lang {
            Lang::En => " Dashed: the target, up to its deadline.",
            Lang::Zh => "虚线为目标值，止于期限。",
        };
    }
    text
}

/// How many of the goals are likely, and how many are one or the other by how they are read.
pub fn tally(
    goals: usize,
    likely: usize,
    even: usize,
    unlikely: usize,
    open: usize,
    lang: Lang,
) -> String {
    let parts = [
        (likely, word("likely or better", "可能及以上")),
        (even, word("about as likely as not", "可能性约各半")),
        (unlikely, word("unlikely or worse", "不太可能及以下")),
        (open, word("likely or not, by how the sentence is read", "因解读而异")),
    ];
    let said = parts.into_iter().filter(|(count, _)| *count > 0);
    match lang {
        Lang::En => {
            let said: Vec<String> = said.map(|(n, w)| format!("{n} {}", w.en)).collect();
            format!("of {goals} numeric targets, {}", said.join(", "))
        }
        Lang::Zh => {
            let said: Vec<String> = said.map(|(n, w)| format!("{}{n}项", w.zh)).collect();
            format!("{goals}项定量目标中，{}", said.join("，"))
        }
    }
}

/// The odds of a target in a sentence.
pub fn promise(goal: &str, deadline: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{goal}, by {deadline}"),
        Lang::Zh => format!("{goal}，{deadline}"),
    }
}

/// What a chart shows, for those who do not see it.
pub fn seen(last: &str, median: &str, range: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{last}: median {median}, 90% of runs between {range}."),
        Lang::Zh => format!("{last}：中位数{median}，90%区间为{range}。"),
    }
}

/// What is asked of what a chart shows.
pub fn asked(label: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(" Target: {label}."),
        Lang::Zh => format!("目标：{label}。"),
    }
}

/// The title of a chart that shows a target's measure.
pub fn toward(label: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Toward the target: {label}"),
        Lang::Zh => format!("目标走势：{label}"),
    }
}

/// A live value's tooltip.
pub fn live(range: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("median of the runs; 90% of them between {range}"),
        Lang::Zh => format!("模拟中位数；90%区间为{range}"),
    }
}

/// The tooltip of odds in the text.
pub const LIVE_ODDS: Word = word(
    "odds, with the standard error of the computation in percentage points",
    "达成概率，以及计算的标准误（百分点）",
);

/// The end of a year.
pub fn end_of(year: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("end of {year}"),
        Lang::Zh => format!("{year}年底"),
    }
}

/// So many of what a block declares.
pub fn declared(kind: QuantityKind, count: usize, lang: Lang) -> String {
    let one = match kind {
        QuantityKind::Stock => word("stock", "个存量"),
        QuantityKind::Flow => word("flow", "个流量"),
        QuantityKind::Auxiliary => word("auxiliary", "个辅助变量"),
        QuantityKind::Constant => word("constant", "个常数"),
        QuantityKind::Series => word("series", "个数据序列"),
        QuantityKind::Lever => word("lever", "项举措"),
        QuantityKind::Event => word("event", "个事件"),
        QuantityKind::Shock => word("shock", "个年度扰动"),
        QuantityKind::Alternatives => word("doubt", "个结构疑问"),
        QuantityKind::Budget => word("budget", "个预算"),
    };
    counted(count, one, lang)
}

/// So many targets.
pub fn targets(count: usize, lang: Lang) -> String {
    counted(count, word("target", "项目标"), lang)
}

/// So many observations.
pub fn observations(count: usize, lang: Lang) -> String {
    counted(count, word("observation", "条观测"), lang)
}

fn counted(count: usize, one: Word, lang: Lang) -> String {
    match (lang, count, one.en) {
        (Lang::Zh, ..) => format!("{count}{}", one.zh),
        (Lang::En, 1, one) => format!("1 {one}"),
        (Lang::En, count, "auxiliary") => format!("{count} auxiliaries"),
        (Lang::En, count, "series") => format!("{count} series"),
        (Lang::En, count, one) => format!("{count} {one}s"),
    }
}

/// The name of a quantity's kind.
pub fn kind(kind: QuantityKind, lang: Lang) -> &'static str {
    match kind {
        QuantityKind::Stock => word("stock", "存量"),
        QuantityKind::Flow => word("flow", "流量"),
        QuantityKind::Auxiliary => word("auxiliary", "辅助变量"),
        QuantityKind::Constant => word("constant", "常数"),
        QuantityKind::Series => word("series", "数据序列"),
        QuantityKind::Lever => word("lever", "举措"),
        QuantityKind::Event => word("event", "事件"),
        QuantityKind::Shock => word("shock", "年度扰动"),
        QuantityKind::Alternatives => word("doubt", "结构疑问"),
        QuantityKind::Budget => word("budget", "预算"),
    }
    .of(lang)
}

/// How the odds are to be read, paragraph by paragraph.
pub fn method(runs: &str, drawn: &str, lang: Lang) -> Vec<String> {
    match lang {
        Lang::En => vec![
            format!(
                "The plan was simulated {runs} times, each time with another value for everything that is \
                 uncertain. Runs that agree with what was observed count more. The odds of a target are \
                 the weighted share of runs that meet it by its deadline; charts and values in the text \
                 come from the first {drawn} runs."
            ),
            "Odds hold under the plan's own structure and priors, with the levers as they are set. They \
             are no forecast of what will be decided."
                .to_owned(),
            "Likelihood words follow the scale of the IPCC: virtually certain from 99%, very likely from \
             90%, likely from 66%, about as likely as not between 33% and 66%, unlikely up to 33%, very \
             unlikely up to 10%, exceptionally unlikely up to 1%."
                .to_owned(),
        ],
        Lang::Zh => vec![
            format!(
                "本规划模拟了{runs}次，每次对所有不确定因素各取一组数值；与观测相符的模拟权重更大。目标的达成概率，\
                 是在期限前达成该目标的模拟所占的权重。图表与文中数值取自前{drawn}次模拟。"
            ),
            "概率以本规划的结构、先验假设和当前举措设置为前提，并非对决策的预测。".to_owned(),
            "概率用语采用政府间气候变化专门委员会（IPCC）的分级：几乎确定（≥99%）、很可能（≥90%）、可能（≥66%）、\
             可能性约各半（33%～66%）、不太可能（≤33%）、可能性很小（≤10%）、可能性极小（≤1%）。"
                .to_owned(),
        ],
    }
}

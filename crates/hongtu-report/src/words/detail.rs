//! Words of the detailed board, both languages side by side.

use hongtu_study::answers::{EuropeanStatus, Evidence, GermanStatus, NoStatus, Standing};

use super::{Lang, Word, word};

/// Key of what is asked.
pub const ASKED: Word = word("asked", "要求");
/// Key of odds.
pub const ODDS_KEY: Word = word("odds", "概率");
/// Key of the measure's spread.
pub const VALUE: Word = word("value", "数值");
/// Key of the pace.
pub const PACE: Word = word("pace", "进度");
/// Key of the status.
pub const STATUS: Word = word("status", "状态");
/// Key of the source.
pub const SOURCE: Word = word("source", "来源");
/// Key of the comparison with business as usual.
pub const USUAL: Word = word("usual", "基准情形");
/// Header of levers.
pub const LEVER: Word = word("Lever", "举措");
/// Header of ranges.
pub const RANGE: Word = word("Range", "范围");
/// Header of a lever's setting and the better end of its range.
pub const NOW_TO_BEST: Word = word("Now → best", "当前 → 最佳");
/// Header of odds there.
pub const ODDS_ENDS: Word = word("Odds", "概率");
/// Header of the change in percentage points.
pub const POINTS: Word = word("Points", "百分点");
/// Header of medians there.
pub const MEDIAN_ENDS: Word = word("Median", "中位数");
/// Header of the cost of a point.
pub const PER_POINT: Word = word("Cost a point", "每百分点成本");
/// Title of the money table.
pub const MONEY_BY_YEAR: Word = word("Money by year", "分年资金");
/// Header of years.
pub const YEAR: Word = word("Year", "年份");
/// Header of what levers spend.
pub const SPENT: Word = word("Spent", "支出");
/// Header of the difference from defaults.
pub const DIFFERENCE: Word = word("Added", "增支");
/// Header of limits.
pub const LIMIT: Word = word("Limit", "限额");
/// Header of the odds of exceeding a limit.
pub const OVER: Word = word("Over", "超限概率");
/// Title of the combinations.
pub const JOINT: Word = word("All targets together", "全部目标同时达成");
/// Title of the findings.
pub const FINDINGS_TITLE: Word = word("Findings", "核查发现");
/// Title of the troubled runs.
pub const TROUBLES: Word = word("Runs with trouble", "异常模拟");
/// A combination left out.
pub const NO_EFFECT: Word = word("no lever moves it", "没有举措能影响它");
/// Odds that were not asked for.
pub const BEFORE_EVIDENCE: Word = word("before evidence", "加权前");
/// The median.
pub const MEDIAN_KEY: Word = word("median", "中位数");
/// The 90 % interval.
pub const NINETY: Word = word("90% of runs", "90%区间");
/// A line of the document.
pub const LINE: Word = word("line", "行");

/// What evidence bears on a target.
pub const fn evidence_word(evidence: Evidence) -> Word {
    match evidence {
        Evidence::Observed => word("observed", "有直接观测"),
        Evidence::Indirect => word("observed indirectly", "有间接观测"),
        Evidence::PriorOnly => super::PRIOR_ONLY,
    }
}

/// Whether an observation weighs.
pub const fn standing(standing: Standing) -> Word {
    match standing {
        Standing::Weighed => word("weighs", "参与加权"),
        Standing::Hidden => word("known later", "此后知晓"),
        Standing::Superseded => word("superseded", "已被取代"),
    }
}

/// Status by the German method.
pub const fn german(status: GermanStatus) -> Word {
    match status {
        GermanStatus::Sun { .. } => word("sun", "晴"),
        GermanStatus::LightCloud { .. } => word("light cloud", "少云"),
        GermanStatus::Cloud { .. } => word("cloud", "多云"),
        GermanStatus::Thunderstorm { .. } => word("thunderstorm", "雷暴"),
    }
}

/// Status by the ratio of growths.
pub const fn european(status: EuropeanStatus) -> Word {
    match status {
        EuropeanStatus::Reached => word("reached", "已达成"),
        EuropeanStatus::OnTrack { .. } => word("on track", "进展顺利"),
        EuropeanStatus::AccelerationNeeded { .. } => word("acceleration needed", "需要加快"),
        EuropeanStatus::Limited { .. } => word("limited progress", "进展有限"),
        EuropeanStatus::Deterioration { .. } => word("deterioration", "出现倒退"),
    }
}

/// Why there is no status.
pub const fn no_status(why: NoStatus) -> Word {
    match why {
        NoStatus::NoCalendar => {
            word("no data: the plan is not on the calendar", "无数据：规划不按日历计时")
        }
        NoStatus::NotYearly => {
            word("no data: neither a year's total nor a level", "无数据：既非年度总量也非时点水平")
        }
        NoStatus::NoGoal => word("no data: no number to reach", "无数据：没有需要达到的数值"),
        NoStatus::TooFewObservations => {
            word("no data: fewer than two observations", "无数据：观测少于两次")
        }
        NoStatus::Due => word("observed at its deadline, and missed", "到期观测，未达成"),
        NoStatus::NotPositive => {
            word("no data: a growth rate needs positive values", "无数据：增长率要求数值为正")
        }
    }
}

/// The German status in a sentence.
pub fn german_line(status: &str, miss: Option<&str>, lang: Lang) -> String {
    match (lang, miss) {
        (Lang::En, Some(miss)) => {
            format!("German method: {status}, the projection misses by {miss} of the way to go")
        }
        (Lang::En, None) => format!("German method: {status}"),
        (Lang::Zh, Some(miss)) => format!("德国指标法：{status}，按趋势推算差剩余路程的{miss}"),
        (Lang::Zh, None) => format!("德国指标法：{status}"),
    }
}

/// The European status in a sentence.
pub fn european_line(status: &str, ratio: Option<&str>, lang: Lang) -> String {
    match (lang, ratio) {
        (Lang::En, Some(ratio)) => {
            format!("growth ratio: {status}, {ratio} of the growth that is required")
        }
        (Lang::En, None) => format!("growth ratio: {status}"),
        (Lang::Zh, Some(ratio)) => format!("增速比法：{status}，实际增速为所需增速的{ratio}"),
        (Lang::Zh, None) => format!("增速比法：{status}"),
    }
}

/// The observations a status rests on.
pub fn inputs(list: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("from {list}"),
        Lang::Zh => format!("依据：{list}"),
    }
}

/// Growth so far.
pub fn so_far(rate: &str, from: &str, to: &str, before: bool, lang: Lang) -> String {
    match (lang, before) {
        (Lang::En, false) => format!("{rate} a year so far ({from} to {to})"),
        (Lang::En, true) => {
            format!("{rate} a year so far ({from}, before the plan's period, to {to})")
        }
        (Lang::Zh, false) => format!("迄今年均{rate}（{from}至{to}）"),
        (Lang::Zh, true) => format!("迄今年均{rate}（{from}至{to}，基年在规划期之前）"),
    }
}

/// Growth needed.
pub fn needed(rate: &str, latest: &str, from: &str, goal: &str, to: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{rate} a year needed, from {latest} ({from}) to {goal} ({to})"),
        Lang::Zh => format!("尚需年均{rate}，由{latest}（{from}）到{goal}（{to}）"),
    }
}

/// Where no rate leads to the goal.
pub fn no_rate(latest: &str, from: &str, goal: &str, to: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("from {latest} ({from}) to {goal} ({to})"),
        Lang::Zh => format!("由{latest}（{from}）到{goal}（{to}）"),
    }
}

/// Odds against business as usual.
pub fn against_usual(better: &str, usual: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{better} that it does better than with all levers at their defaults, which gives {usual}"
        ),
        Lang::Zh => format!("优于全部举措取默认值的概率为{better}；默认值下达成概率为{usual}"),
    }
}

/// Effects computed from fewer runs.
pub fn effect_runs(runs: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Effects of levers: one at a time, from where it is set to the better end of its range, by the same {runs} draws."
        ),
        Lang::Zh => {
            format!("举措效果：逐项由当前设置调到范围内较优的一端，使用相同的{runs}次抽样。")
        }
    }
}

/// Combinations that are not shown.
pub fn left_out(count: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{count} more combinations of readings were left out"),
        Lang::Zh => format!("另有{count}种解读组合未计算"),
    }
}

/// How many of the examined runs show a trouble.
pub fn trouble_share(runs: &str, examined: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{runs} of {examined} examined runs"),
        Lang::Zh => format!("已检查的{examined}次中有{runs}次"),
    }
}

//! Words of scores: forecasts against what happened, both languages side by side.

use hongtu_study::score::{Forecaster, WhyLeftOut};

use super::{Lang, Word, word};

/// The first line of a backtest.
pub const NOT_BLINDED: Word = word(
    "Priors and structure were not blinded: they are today's, only the evidence is that of each day.",
    "先验与模型结构未作盲化：二者均为当前版本，只有证据截至各预测日。",
);
/// What a backtest is.
pub const BACKTEST: Word = word("Backtest", "回测");
/// What a scored forecast is.
pub const SCORED: Word = word("Forecast against what happened", "预测与实际对照");
/// Title and header of numbers.
pub const NUMBERS: Word = word("Numbers", "数值");
/// Title of targets.
pub const TARGETS_SCORED: Word = word("Targets", "目标");
/// Title of other methods.
pub const OTHERS_OF_NUMBERS: Word =
    word("Numbers, beside methods without a model", "数值：与无模型方法对照");
/// Title of other methods.
pub const OTHERS_OF_TARGETS: Word =
    word("Targets, beside methods without a model", "目标：与无模型方法对照");
/// Title of outcomes without a score.
pub const LEFT_OUT: Word = word("Not scored", "未评分");
/// Title of outcomes that the plan has no measure for.
pub const NOT_IN_PLAN: Word = word("Not in the plan", "规划中没有的");
/// Header of measures.
pub const MEASURE: Word = word("Measure", "度量");
/// Header of days of forecasts.
pub const AS_OF: Word = word("As of", "预测日");
/// Header of medians with their intervals.
pub const FORECAST: Word = word("Forecast (90% range)", "预测（90%区间）");
/// Header of outcomes.
pub const HAPPENED: Word = word("Happened", "实际");
/// Header of whether an interval held.
pub const HELD: Word = word("Within", "落入");
/// Header of scores.
pub const CRPS: Word = word("CRPS", "CRPS");
/// Header of what the last growth said.
pub const LAST_GROWTH_SAID: Word = word("Last growth said", "沿用上期增速");
/// Header of methods.
pub const METHOD: Word = word("Method", "方法");
/// Header of how many numbers or targets.
pub const HOW_MANY: Word = word("Of", "个数");
/// Header of a method's score.
pub const ITS_SCORE: Word = word("Its CRPS", "该方法CRPS");
/// Header of the model's score of the same numbers.
pub const MODELS_SCORE: Word = word("Model's", "模型CRPS");
/// Header of the gain.
pub const MODEL_BETTER: Word = word("Model better by", "模型改进");
/// Header of how often the model was closer.
pub const CLOSER: Word = word("Closer in", "模型更近");
/// Header of Brier scores.
pub const BRIER: Word = word("Brier", "Brier");
/// Header of logarithmic scores.
pub const LOG: Word = word("Log", "对数");
/// Header of the model's Brier score of the same targets.
pub const MODELS_BRIER: Word = word("Model's Brier", "模型Brier");
/// Header of the model's logarithmic score of the same targets.
pub const MODELS_LOG: Word = word("Model's log", "模型对数");
/// Header of outcomes of targets.
pub const OUTCOME: Word = word("Outcome", "结果");
/// A target that was met.
pub const MET: Word = word("met", "达成");
/// A target that was missed.
pub const MISSED: Word = word("missed", "未达成");
/// Inside the 50 % interval.
pub const IN_50: Word = word("50%", "50%");
/// Inside the 90 % interval only.
pub const IN_90: Word = word("90%", "90%");
/// Outside of both.
pub const OUTSIDE: Word = word("outside", "区间外");
/// A range that an interval holds in part.
pub const PARTLY: Word = word("partly", "部分");
/// Nothing could be scored.
pub const NOTHING_SCORED: Word = word("No outcome could be scored.", "没有可评分的结果。");
/// A plan that learnt nothing from one year to the next.
pub const NOTHING_TO_FORECAST: Word = word(
    "There is nothing to forecast: no year end lies between observations that the plan knows.",
    "没有可供回测的预测：规划已知的观测之间没有年末。",
);
/// How scores are to be read.
pub const SCORES_MEAN: Word = word(
    "All scores are the smaller the better. CRPS is the mean distance from what happened, less what \
     an honest spread is owed; beside other methods it is a share of the latest figure known before. \
     Brier is 0 for certainty that was right, 0.25 for even odds, 1 for certainty that was wrong; log \
     is 0.69 for even odds. Formulas: docs/scoring.md.",
    "各项得分越小越好。CRPS为与实际的平均距离减去如实给出的离散程度所应得的部分；与其他方法对照时，以此前\
     已知的最近数值为1。Brier：完全确定且正确为0，概率各半为0.25，完全确定且错误为1；对数得分：概率各半为0.69。\
     公式见 docs/scoring.md。",
);

/// Who forecasts.
pub const fn forecaster(by: Forecaster) -> Word {
    match by {
        Forecaster::Model => word("the plan's model", "规划模型"),
        Forecaster::LastGrowth => word("last growth continued", "沿用上期增速"),
        Forecaster::MeanChange => word("mean change (German method)", "平均变化（德国方法）"),
        Forecaster::CompoundGrowth => {
            word("compound growth (Eurostat's method)", "年均复合增速（欧盟统计局方法）")
        }
        Forecaster::Even => word("always 50%", "一律50%"),
    }
}

/// Why an outcome has no score.
pub const fn why_left_out(why: WhyLeftOut) -> Word {
    match why {
        WhyLeftOut::KnownBefore => {
            word("known already when the forecast was made", "预测时已为人所知")
        }
        WhyLeftOut::TargetLater => {
            word("the target became known after the forecast", "目标在预测之后才公布")
        }
        WhyLeftOut::Bound => word("a bound, not a number", "只有界限，没有数值"),
        WhyLeftOut::NoNumber => word("no run gives a number", "没有模拟给出数值"),
        WhyLeftOut::Undecided => word(
            "the range of the figure holds both a hit and a miss",
            "数值区间内既有达成也有未达成",
        ),
    }
}

/// How often intervals held.
pub fn coverage(count: usize, held_50: &str, held_90: &str, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => {
            format!("The 90% range held {held_90} of 1 number, the 50% range {held_50} of 1.")
        }
        Lang::En => format!(
            "The 90% ranges held {held_90} of {count} numbers, the 50% ranges {held_50} of {count}."
        ),
        Lang::Zh => format!("90%区间涵盖{count}个数值中的{held_90}个，50%区间涵盖{held_50}个。"),
    }
}

/// How much the model gains over another method, `share` in per cent without a sign.
pub fn gain(share: &str, better: bool, by: Forecaster, count: usize, lang: Lang) -> String {
    let by = forecaster(by).of(lang);
    match lang {
        Lang::En => {
            let than = if better { "better" } else { "worse" };
            let numbers =
                if count == 1 { "one number".to_owned() } else { format!("{count} numbers") };
            format!("CRPS {share} {than} than {by}, over the {numbers} that both forecast.")
        }
        Lang::Zh => {
            let than = if better { "优于" } else { "劣于" };
            format!("在双方均有预测的{count}个数值上，CRPS{than}{by}{share}。")
        }
    }
}

/// What a backtest was of.
pub fn backtest_of(count: usize, first: i16, last: i16, lang: Lang) -> String {
    let years = years(first, last, lang);
    match lang {
        Lang::En => {
            let (noun, verb) =
                if count == 1 { ("observation", "was") } else { ("observations", "were") };
            format!("{count} {noun} that became known in {years} {verb} forecast.")
        }
        Lang::Zh => format!("对{years}年间公布的{count}项观测作了预测。"),
    }
}

/// How many forecasts of a backtest held, in a line.
pub fn backtest_line(count: usize, held_90: &str, first: i16, last: i16, lang: Lang) -> String {
    let years = years(first, last, lang);
    match lang {
        Lang::En => {
            let noun = if count == 1 { "forecast" } else { "forecasts" };
            format!("{held_90} of {count} {noun} of {years} within the 90% range")
        }
        Lang::Zh => format!("{years}年的{count}项预测中，{held_90}项落在90%区间内"),
    }
}

fn years(first: i16, last: i16, lang: Lang) -> String {
    let (first, last) = (first.to_string(), last.to_string());
    if first == last { first } else { crate::numbers::range(lang, &first, &last) }
}

/// How many days a backtest forecast on.
pub fn origins(count: usize, runs: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let noun = if count == 1 { "year end" } else { "year ends" };
            format!("{count} {noun}, {runs} runs each")
        }
        Lang::Zh => format!("{count}个年末，各模拟{runs}次"),
    }
}

/// What is to be said of the fit of a day.
pub fn of_day(day: &str, sentence: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{day}: {sentence}."),
        Lang::Zh => format!("{day}：{sentence}。"),
    }
}

/// A day on which the plan could not forecast.
pub fn skipped(day: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{day} is left out: {why}."),
        Lang::Zh => format!("{day}未作预测：{why}。"),
    }
}

/// So many of so many.
pub fn out_of(part: usize, whole: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{part} of {whole}"),
        Lang::Zh => format!("{part}/{whole}"),
    }
}

/// A length of time.
pub fn span(length: &str, unit: &str, lang: Lang) -> String {
    let unit = super::time_unit(unit, lang);
    match lang {
        Lang::En => format!("{length} {unit}"),
        Lang::Zh => format!("{length}{unit}"),
    }
}

/// The line of a file.
pub fn line(number: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("line {number}"),
        Lang::Zh => format!("第{number}行"),
    }
}

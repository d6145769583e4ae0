//! Words of what was observed beside the model, both languages side by side.

use hongtu_study::answers::{Miss, Standing};

use super::{Lang, Word, word};

/// Title of the observations.
pub const OBSERVATIONS: Word =
    word("The past: what was observed, and the model", "检验过去：观测与模型对照");
/// How the table is to be read.
pub const OBSERVATIONS_LEAD: Word = word(
    "Miss: observed less the model's median, in standard deviations of the measurement, of the \
     discrepancy that the plan allows its model, and of the runs together. Runs are fitted to the figures \
     that weigh, so agreement with those says less than a miss.",
    "偏差：观测值减模型中位数，以测量误差、规划允许的模型偏差与模拟离散三者合成的标准差为单位。模拟已按参与加权的\
     数据拟合，因此与之“相符”的说服力不如“不符”。",
);
/// Header of measures.
pub const MEASURE: Word = word("Measure", "度量");
/// Header of times.
pub const WHEN_OBSERVED: Word = word("When", "时间");
/// Header of observed values.
pub const OBSERVED: Word = word("Observed", "观测值");
/// Header of the ensemble before observations.
pub const BEFORE: Word = word("Model before", "模型（加权前）");
/// Header of the ensemble after observations.
pub const AFTER: Word = word("Model (90%)", "模型（90%区间）");
/// Header of deviations.
pub const OFF_BY: Word = word("Miss, sd", "偏差");
/// Header of deviations in words.
pub const IN_WORDS: Word = word("In words", "评语");

/// Whether the model agrees with what was observed.
pub const fn agreement(miss: Option<Miss>) -> Word {
    match miss {
        None => word("agrees", "相符"),
        Some(Miss::Low) => word("model too low", "模型偏低"),
        Some(Miss::High) => word("model too high", "模型偏高"),
    }
}

/// How many figures the model misses.
pub fn reproduced(standing: Standing, count: usize, missed: usize, lang: Lang) -> String {
    let later = standing == Standing::Hidden;
    let what = match (lang, later, count) {
        (Lang::En, false, 1) => "figure that weighs",
        (Lang::En, false, _) => "figures that weigh",
        (Lang::En, true, 1) => "figure that became known later",
        (Lang::En, true, _) => "figures that became known later",
        (Lang::Zh, false, _) => "参与加权的数据",
        (Lang::Zh, true, _) => "此后知晓的数据",
    };
    match (lang, missed) {
        (Lang::En, 0) => {
            let all = if count == 1 { "the one".to_owned() } else { format!("all {count}") };
            format!("The model lies within two standard deviations of {all} {what}.")
        }
        (Lang::En, missed) => {
            format!(
                "The model misses {missed} of {count} {what} by more than two standard deviations:"
            )
        }
        (Lang::Zh, 0) => format!("{count}项{what}，模型均在两个标准差以内。"),
        (Lang::Zh, missed) => format!("{count}项{what}中，有{missed}项与模型相差超过两个标准差："),
    }
}

/// A figure that the model misses.
pub fn missed(what: &str, miss: Miss, off: &str, lang: Lang) -> String {
    match (lang, miss) {
        (Lang::En, Miss::Low) => {
            format!("{what}: the model is too low, by {off} standard deviations.")
        }
        (Lang::En, Miss::High) => {
            format!("{what}: the model is too high, by {off} standard deviations.")
        }
        (Lang::Zh, Miss::Low) => format!("{what}：模型偏低{off}个标准差。"),
        (Lang::Zh, Miss::High) => format!("{what}：模型偏高{off}个标准差。"),
    }
}

/// What the author says of a figure.
pub fn noted(note: &str, lang: Lang) -> String {
    let note = note.trim_end_matches(['.', '。']);
    match lang {
        Lang::En => format!("The author notes: {note}."),
        Lang::Zh => format!("作者注：{note}。"),
    }
}

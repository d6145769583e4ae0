//! Words of the page that answers, both languages side by side.

use super::{Lang, Word, word};

/// Title of the levers.
pub const LEVERS: Word = word("What if", "推演");
/// What the levers are for.
pub const INVITATION: Word =
    word("Move a lever and see what becomes of the odds.", "调整举措，观察概率如何变化。");
/// Opens the levers on a small screen.
pub const OPEN: Word = word("Move the levers", "调整举措");
/// Closes the levers on a small screen.
pub const CLOSE: Word = word("Close", "关闭");
/// Title of the scenarios.
pub const SCENARIOS: Word = word("Scenarios", "情景");
/// Sets everything back.
pub const RESET: Word = word("Reset all", "全部复位");
/// Takes the last change back.
pub const UNDO: Word = word("Undo", "撤销");
/// Makes the change again that was taken back.
pub const REDO: Word = word("Redo", "重做");
/// Copies the address.
pub const SHARE: Word = word("Copy link", "复制链接");
/// Writes the settings into a file.
pub const SAVE: Word = word("Save", "保存");
/// Reads the settings from a file.
pub const LOAD: Word = word("Load", "载入");
/// Sets one lever back.
pub const DEFAULT: Word = word("Set back", "复位");
/// Title of the odds beside the levers.
pub const ODDS: Word = word("Odds now", "当前概率");
/// Title of the differences from the baseline.
pub const CHANGES: Word = word("Changed", "已改动");
/// What of the board does not follow the levers.
pub const USUAL: Word = word(
    "What a target rests on, and what moves it most, is told of the plan's own settings.",
    "“依据”与“最有效举措”按规划自身的取值给出。",
);
/// Key of the targets that a lever moves.
pub const MOVES: Word = word(
    "From the plan's settings, over its range, it moves (points): ",
    "其余按规划取值时，在其取值范围内可改变（百分点）：",
);
/// A lever that moves nothing.
pub const MOVES_NOTHING: Word =
    word("No target moves by more than chance.", "对各目标的影响均不超过随机误差。");
/// Levers outside any section.
pub const ELSEWHERE: Word = word("Other levers", "其他举措");
/// The typed value of a lever, for those who hear the page.
pub const VALUE_OF: Word = word("value", "数值");
/// The page while it is made ready.
pub const WAKING: Word = word("Preparing the levers…", "正在准备…");
/// The page without its engine.
pub const ASLEEP: Word = word(
    "This browser cannot run the model; the page shows the plan as it was published.",
    "此浏览器无法运行模型，页面显示发布时的结果。",
);
/// Shown while all runs are on their way.
pub const PREVIEW: Word = word("first look…", "初步结果…");
/// Said where a setting does not fit the plan.
pub const REFUSED: Word = word("Not possible: ", "无法设置：");
/// Said while odds of other settings than those of the page stand in it.
pub const AWAITED: Word = word(
    "The odds of what is set are being computed; until then the page shows those of the defaults.",
    "正在按所选设置计算概率；在此之前，页面显示默认设置下的结果。",
);
/// Said where an address or a file asks for what cannot be set as it stands.
pub const AMISS: Word =
    word("Not everything could be set as it was asked for.", "部分设置未能照原样采用。");
/// Something of an address or a file that the plan does not have.
pub const UNKNOWN: Word = word("Nothing in this plan is called so", "本规划没有此项");
/// A value of an address or a file that is none.
pub const UNFIT: Word = word("No value that can be set, so left out", "数值无效，未采用");
/// A value of an address or a file that is outside its range.
pub const ENDED: Word = word("Brought to the end of the range", "超出范围，已取端值");
/// A file that holds no settings.
pub const UNREAD: Word = word("No settings could be read from this file", "文件中读不到设置");
/// Said once the address is on the clipboard.
pub const COPIED: Word = word("Link copied", "链接已复制");
/// Changes the language.
pub const OTHER_LANGUAGE: Word = word("中文", "English");
/// What the button that changes the language is called, for those who hear the page.
pub const SWITCH: Word = word("Chinese: 中文", "英文：English");

/// A change in percentage points.
pub fn points(change: &str, lang: Lang) -> String {
    match lang {
        Lang::En if change.trim_start_matches(['+', '−']) == "1" => format!("{change} pt"),
        Lang::En => format!("{change} pts"),
        Lang::Zh => format!("{change}个百分点"),
    }
}

/// Where a lever stands that nobody moves.
pub fn default(value: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Default: {value}"),
        Lang::Zh => format!("默认值：{value}"),
    }
}

/// From when on a move of a lever acts.
pub fn from(day: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("a change acts from {day}"),
        Lang::Zh => format!("改动自{day}起生效"),
    }
}

/// How the odds of a target have changed, for those who hear the page.
pub fn announced(target: &str, odds: &str, change: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{target}: {odds}, {change}"),
        Lang::Zh => format!("{target}：{odds}，{change}"),
    }
}

//! Words of the page for two scenarios side by side, the replay of a change and the order of the board.

use super::{Lang, Word, word};

/// Keeps what is set, to be compared with what is set after it.
pub const PIN: Word = word("Compare with this", "以此为比较");
/// Ends the comparison.
pub const UNPIN: Word = word("Stop comparing", "结束比较");
/// Sets what A has.
pub const TAKE: Word = word("Set A again", "恢复A");
/// What stands beside the odds of the settings that are compared with.
pub const A: Word = word("A", "A");
/// What is compared with.
pub const COMPARED: Word = word("A is", "A为");
/// What is set.
pub const SET: Word = word("B is", "B为");
/// Settings of which none differs from its default.
pub const DEFAULTS: Word = word("every lever at its default", "各举措均为默认值");
/// Shows the last change again, from before it to after it.
pub const REPLAY: Word = word("Replay", "重放");
/// Puts the board in the order of the odds.
pub const SORT: Word = word("Sort by odds", "按概率排序");
/// The grey lines of a chart, without a comparison.
pub const GHOST: Word = word(
    "Dotted grey: before a lever was moved, median and 90%.",
    "灰色点线：调整前的中位数和90%区间。",
);
/// The grey lines of a chart in a comparison.
pub const GHOST_OF_A: Word =
    word("Dotted grey: A, median and 90%.", "灰色点线：A的中位数和90%区间。");
/// The median of A in a readout.
pub const MEDIAN_OF_A: Word = word("Median of A", "A的中位数");

/// Odds under A.
pub fn of_a(odds: &str, lang: Lang) -> String {
    format!("{} {odds}", A.of(lang))
}

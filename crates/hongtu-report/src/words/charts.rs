//! Words of the page about charts that answer, both languages side by side.

use super::{Word, word};

/// What the cursor of a chart is called, for those who hear the page.
pub const READ: Word = word("Values of the chart, time by time", "图中各时点数值");
/// The middle of the runs.
pub const MEDIAN: Word = word("Median", "中位数");
/// The inner band.
pub const HALF: Word = word("50% range", "50%区间");
/// The outer band.
pub const MOST: Word = word("90% range", "90%区间");
/// What was observed.
pub const SEEN: Word = word("Observed", "观测值");
/// What is asked for.
pub const AIM: Word = word("Target", "目标");
/// The median before a lever was moved.
pub const BEFORE: Word = word("Median before", "调整前中位数");
/// Header of the names of courses in a file.
pub const SERIES: Word = word("Series", "序列");
/// Copies the figures.
pub const CSV: Word = word("Copy as CSV", "复制为CSV");
/// Copies a piece of HTML that shows the chart on another page.
pub const EMBED: Word = word("Copy embed code", "复制嵌入代码");
/// Writes the drawing into a file.
pub const SVG: Word = word("Download SVG", "下载SVG");
/// Writes the picture into a file.
pub const PNG: Word = word("Download PNG", "下载PNG");
/// Said once something is on the clipboard.
pub const COPIED: Word = word("Copied", "已复制");
/// Leads from a chart on another page to the plan.
pub const WHOLE: Word = word("Open the plan", "打开规划");
/// Shown where an address asks for a chart that is not there.
pub const NONE: Word = word("The plan has no such chart.", "规划中没有此图。");

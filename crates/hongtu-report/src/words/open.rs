//! Words of a page that follows its plan, both languages side by side.

use hongtu_syntax::Severity;

use super::{Lang, Word, word};

/// While the plan is read and checked.
pub const CHECKING: Word = word("Checking the plan…", "正在检查规划…");
/// While the plan is simulated.
pub const COMPUTING: Word = word("Computing…", "正在计算…");
/// Where the page is what the plan says.
pub const READY: Word =
    word("The page shows the plan as it was saved.", "页面与已保存的规划一致。");
/// Title of what is wrong, above the page of an earlier plan.
pub const STALE: Word = word(
    "This plan cannot run. Below it stands as it last ran.",
    "规划无法运行，下面是上一次能运行时的页面。",
);
/// Title of what is wrong, where no page was ever made.
pub const BROKEN: Word = word("This plan cannot run", "规划无法运行");
/// What the page waits for.
pub const MEND: Word = word(
    "Save the mended plan: this page follows by itself.",
    "修改并保存规划后，本页会自动更新。",
);
/// The page while its plan is simulated for the first time.
pub const FIRST: Word = word(
    "The plan is being simulated; the page appears by itself.",
    "正在模拟规划，完成后页面会自动出现。",
);
/// Where the command does not answer any more.
pub const LOST: Word =
    word("hongtu open has ended: the page stays as it is.", "hongtu open 已结束，页面不再更新。");
/// What the place of the diagnostics is called, for those who hear the page.
pub const FOUND: Word = word("What was found in the plan", "规划检查结果");
/// Before a replacement.
pub const MENDS: Word = word("this mends it", "可改为");

/// How many diagnostics there are of a severity.
pub fn count(severity: Severity, count: usize, lang: Lang) -> String {
    let (one, many, zh) = match severity {
        Severity::Error => ("error", "errors", "处错误"),
        Severity::Warning => ("warning", "warnings", "处警告"),
        Severity::Finding => ("finding", "findings", "项发现"),
        Severity::Information => ("piece of information", "pieces of information", "条信息"),
    };
    match lang {
        Lang::En => format!("{count} {}", if count == 1 { one } else { many }),
        Lang::Zh => format!("{count}{zh}"),
    }
}

/// That a check has nothing to say.
pub fn nothing(plan: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{plan}: nothing to report\n"),
        Lang::Zh => format!("{plan}：没有发现问题\n"),
    }
}

/// What a severity is called.
pub const fn severity(severity: Severity) -> Word {
    match severity {
        Severity::Error => word("error", "错误"),
        Severity::Warning => word("warning", "警告"),
        Severity::Finding => word("finding", "发现"),
        Severity::Information => word("information", "信息"),
    }
}

/// That there are more diagnostics than are shown.
pub fn more(count: usize, plan: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("… and {count} more: `hongtu check {plan}` prints all of them"),
        Lang::Zh => format!("……另有{count}条：`hongtu check {plan}` 可全部列出"),
    }
}

//! Sentences of the heading and of the foot, both languages side by side.

use hongtu_study::answers::{Trust, WarningKind};

use super::{Lang, Word, word};

/// The scenario's key.
pub const SCENARIO: Word = word("Scenario", "情景");
/// The key of settings that differ.
pub const CHANGED: Word = word("Changed", "已调整");
/// The key of the joint attainment.
pub const TOGETHER: Word = word("Together", "全部达成");
/// The key of the evidence.
pub const EVIDENCE: Word = word("Evidence", "证据");
/// The key of the budgets.
pub const MONEY: Word = word("Money", "资金");
/// The key of troubled runs.
pub const TROUBLE: Word = word("Trouble", "运行异常");
/// The key of findings.
pub const FINDINGS: Word = word("Findings", "核查发现");
/// The key of warnings.
pub const NOTICE: Word = word("Notice", "提示");
/// The key of the legend.
pub const SIGNS: Word = word("Signs", "符号");
/// The key of the hint.
pub const MORE: Word = word("More", "详情");
/// The alarm before odds that must not be used.
pub const DO_NOT_USE: Word = word("DO NOT USE THESE ODDS", "以下概率不可使用");
/// Odds that rest on priors.
pub const PRIOR_ONLY: Word = word("prior only", "仅先验");
/// The sign of odds that rest on priors although something was observed.
pub const PRIOR_SIGN: &str = "‡";
/// What is meant by odds that rest on priors.
pub const PRIOR_MEANT: Word = word(
    "prior only: what was observed hardly moves these odds",
    "仅先验：观测几乎没有改变这些概率",
);
/// What `--detail` shows.
pub const HINT: Word = word(
    "--detail shows pace, status, every lever, the evidence and money by year",
    "加 --detail 可查看进度、状态、全部举措、证据与分年资金",
);
/// Hint for a plan without targets.
pub const NO_TARGETS: Word = word(
    "The plan has no target to judge; write one with `target name : measure >= bound`.",
    "规划中没有可评估的目标；请用 `target 名称 : 度量 >= 目标值` 写出目标。",
);

/// All targets were announced after the as-of date.
pub fn targets_later(targets: usize, day: Option<&str>, lang: Lang) -> String {
    match (lang, day) {
        (Lang::En, Some(day)) => format!(
            "No target of the plan was announced by {day} ({targets} later); a later --as-of judges them."
        ),
        (Lang::En, None) => format!("No target of the plan is announced yet ({targets} later)."),
        (Lang::Zh, Some(day)) => {
            format!("截至{day}，规划的{targets}项目标均未公布；请用更晚的 --as-of 评估。")
        }
        (Lang::Zh, None) => format!("规划的{targets}项目标均未公布。"),
    }
}

/// The day whose knowledge is used.
pub fn as_of(day: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("as of {day}"),
        Lang::Zh => format!("截至{day}"),
    }
}

/// How many runs.
pub fn runs(count: &str, one: bool, lang: Lang) -> String {
    match lang {
        Lang::En if one => "1 run".to_owned(),
        Lang::En => format!("{count} runs"),
        Lang::Zh => format!("模拟{count}次"),
    }
}

/// The seed.
pub fn seed(seed: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!("seed {seed}"),
        Lang::Zh => format!("随机种子{seed}"),
    }
}

/// A setting beside its default.
pub fn change(label: &str, value: &str, default: Option<&str>, lang: Lang) -> String {
    match (lang, default) {
        (Lang::En, Some(default)) => format!("{label} {value} (plan: {default})"),
        (Lang::En, None) => format!("{label} {value}"),
        (Lang::Zh, Some(default)) => format!("{label}{value}（原为{default}）"),
        (Lang::Zh, None) => format!("{label}{value}"),
    }
}

/// Alternatives that are held at a branch.
pub fn given(label: &str, branch: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{label}: given that “{branch}”"),
        Lang::Zh => format!("{label}：设定为“{branch}”"),
    }
}

/// A direction and what it starts from.
pub fn direction(rises: bool, amount: Option<&str>, base: &str, lang: Lang) -> String {
    let verb = if rises { super::RISES } else { super::FALLS }.of(lang);
    match (lang, amount) {
        (Lang::En, Some(amount)) => format!("{verb} {amount} from {base}"),
        (Lang::En, None) => format!("{verb} from {base}"),
        (Lang::Zh, Some(amount)) => format!("比{base}{verb}{amount}"),
        (Lang::Zh, None) => format!("比{base}{verb}"),
    }
}

/// What the joint attainment is of.
pub fn together(targets: usize, lang: Lang) -> String {
    match lang {
        Lang::En if targets == 1 => "the one numeric target is met".to_owned(),
        Lang::En if targets == 2 => "both numeric targets are met in the same run".to_owned(),
        Lang::En => format!("all {targets} numeric targets are met in the same run"),
        Lang::Zh => format!("{targets}项定量目标同时达成"),
    }
}

/// Further settings of a scenario.
pub fn more_settings(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("and {count} more; --detail lists them"),
        Lang::Zh => format!("另有{count}项，--detail 可列出"),
    }
}

/// The joint attainment over several combinations of readings.
pub fn combinations(low: &str, high: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::En if low == high => format!("{low} whatever the reading ({count} combinations)"),
        Lang::Zh if low == high => format!("在{count}种解读组合下均为{low}"),
        Lang::En => format!("{low} to {high}, by reading ({count} combinations)"),
        Lang::Zh => format!("在{count}种解读组合下为{low}至{high}"),
    }
}

/// What runs that agree with the observations are worth.
#[derive(Clone, Copy, Debug)]
pub struct Worth<'a> {
    /// Whether the odds can be trusted.
    pub trust: Trust,
    /// Whether runs are drawn from the posterior, not weighed.
    pub drawn: bool,
    /// Observations that weigh.
    pub observations: usize,
    /// The effective sample size.
    pub effective: &'a str,
    /// Number of runs.
    pub runs: &'a str,
    /// The evidence, with its error where it is known.
    pub log_evidence: Option<&'a str>,
}

/// Most runs could not be computed.
const TROUBLED: Word = word(
    "most runs could not be computed, so there are no odds; mend the model first, \"Trouble\" says where",
    "多数模拟无法计算，因此没有概率；请先修正模型，出处见“运行异常”",
);

/// How far the posterior can be trusted, and by what.
pub fn evidence(worth: &Worth<'_>, lang: Lang) -> String {
    if worth.trust == Trust::Troubled {
        return TROUBLED.of(lang).to_owned();
    }
    if worth.trust == Trust::PriorOnly {
        return word(
            "no observation weighs: all odds rest on priors alone",
            "没有观测数据参与：全部概率仅来自先验假设",
        )
        .of(lang)
        .to_owned();
    }
    let Worth { observations, effective, runs, .. } = *worth;
    let mut text = trust(worth.trust).of(lang).to_owned();
    text += &match lang {
        Lang::En => {
            let noun = if observations == 1 { "observation" } else { "observations" };
            let draws = match (worth.drawn, effective) {
                (true, "1") => "draw",
                (true, _) => "draws",
                (false, "1") => "weighed run",
                (false, _) => "weighed runs",
            };
            format!(": {effective} effective {draws} of {runs}, given {observations} {noun}")
        }
        Lang::Zh => {
            let draws = if worth.drawn { "抽样" } else { "加权模拟" };
            format!("：依据{observations}条观测，{runs}次{draws}中有效{effective}次")
        }
    };
    if let Some(log_evidence) = worth.log_evidence {
        text += &match lang {
            Lang::En => format!("; log evidence {log_evidence}"),
            Lang::Zh => format!("；对数证据{log_evidence}"),
        };
    }
    let rest = match worth.trust {
        Trust::PriorOnly | Trust::Good => return text,
        Trust::Rough => word(
            "the odds are good to several percentage points only; ask for more --runs",
            "概率误差可达数个百分点；请用 --runs 增加模拟次数",
        ),
        Trust::TooSmall => word(
            "too few to trust the odds; ask for more --runs, or look for a prior that the evidence contradicts",
            "有效次数过少，概率不可信；请用 --runs 增加模拟次数，或检查与证据相矛盾的先验",
        ),
        Trust::Contradicted => word(
            "no run comes near some of the observations: the model and the evidence contradict each other",
            "没有任何模拟接近其中某些观测：模型与证据相互矛盾",
        ),
        Trust::Impossible => word(
            "no run agrees with all observations, so the odds shown are those of the priors",
            "没有任何模拟与全部观测相符，所示概率仅为先验概率",
        ),
        Trust::Troubled => TROUBLED,
    };
    text + word("; ", "；").of(lang) + rest.of(lang)
}

/// The word for trust.
const fn trust(trust: Trust) -> Word {
    match trust {
        Trust::PriorOnly => word("prior only", "仅先验"),
        Trust::Good => word("good", "可信"),
        Trust::Rough => word("rough", "粗略"),
        Trust::TooSmall => word("too small", "过少"),
        Trust::Contradicted => word("contradicted", "矛盾"),
        Trust::Impossible => word("impossible", "无一相符"),
        Trust::Troubled => TROUBLED,
    }
}

/// What chains of a sampler say of themselves: how many of how many draws, whether they agree (`r_hat`
/// is at most 1.01), and how many draws diverged.
pub fn chains(
    count: &str,
    draws: &str,
    r_hat: &str,
    agree: bool,
    diverged: u64,
    lang: Lang,
) -> String {
    let verdict = if agree {
        word("agree", "结果一致")
    } else {
        word("do not agree yet", "结果尚未一致")
    };
    let diverged = match (diverged, lang) {
        (0, Lang::En) => "none diverged".to_owned(),
        (0, Lang::Zh) => "无发散".to_owned(),
        (1, Lang::En) => "1 draw diverged".to_owned(),
        (count, Lang::En) => format!("{count} draws diverged"),
        (count, Lang::Zh) => format!("{count}次抽样发散"),
    };
    let verdict = verdict.of(lang);
    match lang {
        Lang::En => {
            format!("{count} chains of {draws} draws {verdict} (R-hat {r_hat}), {diverged}")
        }
        Lang::Zh => {
            format!("{count}条链、每条{draws}次抽样，{verdict}（R-hat {r_hat}），{diverged}")
        }
    }
}

/// An observation that no run comes near.
pub fn misfit(
    measure: &str,
    stated: &str,
    closest: Option<&str>,
    deviations: Option<&str>,
    lang: Lang,
) -> String {
    let mut text = match lang {
        Lang::En => format!("observed {measure} = {stated}"),
        Lang::Zh => format!("观测值 {measure} = {stated}"),
    };
    if let Some(closest) = closest {
        text += &match lang {
            Lang::En => format!("; the closest run gives {closest}"),
            Lang::Zh => format!("；最接近的模拟为{closest}"),
        };
    }
    if let Some(deviations) = deviations {
        text += &match lang {
            Lang::En => format!(", {deviations} standard deviations off"),
            Lang::Zh => format!("，相差{deviations}个标准差"),
        };
    }
    text
}

/// Runs whose likelihood could not be computed.
pub fn uncomputable(runs: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!("{runs} runs have no number where something was observed; they weigh nothing")
        }
        Lang::Zh => format!("{runs}次模拟在观测处没有数值，不参与加权"),
    }
}

/// Money within a budget.
pub fn budget_holds(name: &str, spent: &str, limit: Option<&str>, year: i32, lang: Lang) -> String {
    match (lang, limit) {
        (Lang::En, Some(limit)) => {
            format!("{name}: within the limit every year; {spent} of {limit} in {year}, the most")
        }
        (Lang::En, None) => format!("{name}: {spent} in {year}, the most of any year"),
        (Lang::Zh, Some(limit)) => {
            format!("{name}：各年均未超限；支出最多的{year}年为{spent}，限额{limit}")
        }
        (Lang::Zh, None) => format!("{name}：支出最多的{year}年为{spent}"),
    }
}

/// No lever draws on any budget at these settings.
pub const UNSPENT: Word =
    word("nothing is spent on levers at these settings", "按当前设置，各项举措没有支出");

/// A budget that no lever draws on at these settings.
pub fn budget_unused(name: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: nothing is spent at these settings"),
        Lang::Zh => format!("{name}：按当前设置没有支出"),
    }
}

/// Money beyond a budget.
pub fn budget_over(name: &str, years: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{name}: OVER the limit in {years}"),
        Lang::Zh => format!("{name}：{years}年超出限额"),
    }
}

/// A budget that some runs exceed.
pub fn budget_odds(odds: &str, year: i32, lang: Lang) -> String {
    match lang {
        Lang::En => format!("; {odds} that the limit of {year} turns out lower"),
        Lang::Zh => format!("；{year}年限额实际更低的概率为{odds}"),
    }
}

/// Runs with trouble.
pub fn troubled(runs: &str, one: bool, share: &str, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let (noun, verb) = if one { ("run", "counts") } else { ("runs", "count") };
            format!("{runs} {noun} ({share} of the weight) went wrong and {verb} as missed")
        }
        Lang::Zh => format!("{runs}次模拟（占权重{share}）出现异常，按未达成计"),
    }
}

/// One way in which runs go wrong.
pub fn trouble_cause(
    what: &str,
    variable: &str,
    when: Option<&str>,
    run: u64,
    lang: Lang,
) -> String {
    let measure = word("the arithmetic of a measure", "度量的算术");
    let variable = if variable.is_empty() { measure.of(lang) } else { variable };
    match (lang, when) {
        (Lang::En, Some(when)) => format!("{what} in {variable} at {when}, for one in run {run}"),
        (Lang::En, None) => format!("{what} in {variable}, for one in run {run}"),
        (Lang::Zh, Some(when)) => format!("{variable}在{when}{what}，例如第{run}次模拟"),
        (Lang::Zh, None) => format!("{variable}{what}，例如第{run}次模拟"),
    }
}

/// What can go wrong in a run.
pub const fn trouble_kind(kind: hongtu_study::answers::TroubleKind) -> Word {
    use hongtu_study::answers::TroubleKind;
    match kind {
        TroubleKind::DivisionByZero => word("division by zero", "除以零"),
        TroubleKind::Overflow => word("overflow", "数值溢出"),
        TroubleKind::NotANumber => word("not a number", "非数值"),
    }
}

/// How many findings, and where they are.
pub fn findings(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => "1 about the evidence; --detail shows it".to_owned(),
        Lang::En => format!("{count} about the evidence; --detail lists them"),
        Lang::Zh => format!("关于证据的发现{count}条；加 --detail 查看"),
    }
}

/// Runs that are too few to be put into words.
pub fn few_runs(runs: &str, enough: &str, lang: Lang) -> String {
    match lang {
        Lang::En if runs == "1" => {
            format!(
                "1 run says nothing of odds: they have an error and words from {enough} runs on"
            )
        }
        Lang::En => {
            format!(
                "{runs} runs say little of odds: they have an error and words from {enough} runs on"
            )
        }
        Lang::Zh => format!("{runs}次模拟不足以谈概率：{enough}次起才给出误差与用语"),
    }
}

/// A warning that only a run can find.
pub fn warning(kind: WarningKind, target: &str, lang: Lang) -> String {
    match (kind, lang) {
        (WarningKind::NeverMet, Lang::En) => format!("no run meets: {target}"),
        (WarningKind::AlwaysMet, Lang::En) => format!("every run meets: {target}"),
        (WarningKind::NeverMet, Lang::Zh) => format!("没有任何模拟达成：{target}"),
        (WarningKind::AlwaysMet, Lang::Zh) => format!("所有模拟均达成：{target}"),
    }
}

/// Targets that are not judged.
pub fn hidden(names: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("not judged, announced after the as-of date: {names}"),
        Lang::Zh => format!("未评估（截止日之后才公布）：{names}"),
    }
}

/// What a backtest must say first.
pub fn backtest(lang: Lang) -> &'static str {
    word(
        "evidence known later is hidden; priors and structure are not",
        "已隐去此后才知晓的证据；先验与模型结构未作回溯",
    )
    .of(lang)
}

/// Signs of the table that are in use.
pub fn signs(binding: bool, prior: bool, ours: bool, none: bool, lang: Lang) -> String {
    let mut parts = Vec::new();
    let mut add = |sign: Word| parts.push(sign.of(lang).to_owned());
    if binding {
        add(word("◆ binding, else indicative", "◆ 约束性指标，其余为预期性"));
    }
    if ours {
        add(word("* deadline set by the plan's author", "* 期限由本规划作者设定"));
    }
    if none {
        add(word(
            "† no deadline: judged at the end of the simulated time",
            "† 无期限：按模拟期末评估",
        ));
    }
    if prior {
        parts.push(format!("{PRIOR_SIGN} {}", PRIOR_MEANT.of(lang)));
    }
    parts.join(" · ")
}

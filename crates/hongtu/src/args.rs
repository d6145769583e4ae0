//! The command line.

use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

/// Plans that run: check a development plan, simulate it, and see how likely each target is.
#[derive(Debug, Parser)]
#[command(name = "hongtu", version, about, max_term_width = 100)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Reads the command line.
pub fn read() -> Args {
    // A backtest fits once for every year.
    let command = Args::command().mut_subcommand("backtest", |of| {
        of.mut_arg("runs", |runs| {
            runs.help("How many runs to simulate for each day").default_value("4096")
        })
    });
    Args::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
}

/// A whole number that is not negative.
fn whole(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let plain: String =
            digits.chars().filter(|c| !matches!(c, ',' | '_' | ' ' | '，')).collect();
        let grouped = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if grouped {
            format!("write a whole number without separators: {plain}")
        } else {
            "write a whole number, in digits".to_owned()
        });
    }
    if text.starts_with('-') {
        return Err("the number must not be negative".to_owned());
    }
    digits.parse().map_err(|_| format!("the number is beyond {}", u64::MAX))
}

/// A number of runs.
fn runs(text: &str) -> Result<u64, String> {
    let runs = whole(text)?;
    if (1..=hongtu_study::MAX_RUNS).contains(&runs) {
        return Ok(runs);
    }
    Err(format!("use 1 to {} runs; 10000 are enough for most plans", hongtu_study::MAX_RUNS))
}

/// A number of threads.
fn threads(text: &str) -> Result<usize, String> {
    match whole(text)? {
        0 => Err("use 1 thread or more; without --threads every core is used".to_owned()),
        threads => Ok(usize::try_from(threads).unwrap_or(usize::MAX)),
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report every mistake and every finding about the evidence.
    ///
    /// Exit code 0 without errors, 1 with errors.
    Check(CheckArgs),
    /// Simulate the plan and print the board: how likely each target is, and what moves it.
    ///
    /// Exit code 0; 1 if the plan has errors, a setting does not fit it, or most runs cannot be
    /// computed; 3 if a target is less likely than `--fail-under` asks for.
    Run(RunArgs),
    /// Write the plan as one page: the board, the document with its values and charts, the evidence.
    ///
    /// The page is one file without scripts; it loads nothing.
    Report(ReportArgs),
    /// Fit the plan to its evidence, say how well that went, and keep the draws.
    ///
    /// `--posterior FILE` of the other commands draws from them again, with the same numbers.
    Fit(FitArgs),
    /// Open the plan in the browser, and redraw it with each save.
    ///
    /// The page is the one `publish` writes, served to this machine alone. What is wrong with the plan
    /// is shown on it. Ctrl-C ends it.
    Open(OpenArgs),
    /// Write the plan as a page that answers: levers to move, with the odds redrawn in the browser.
    ///
    /// The folder can be served by any static host, or opened from a disk. Nothing on the page is
    /// computed by a server, and nothing is loaded from elsewhere.
    ///
    /// Exit code 0; 1 if the plan has errors, or most runs cannot be computed.
    Publish(PublishArgs),
    /// Format the blocks of a plan in place; the prose stays as it is.
    Fmt(FmtArgs),
    /// Explain one quantity or target: what feeds it, what is known of it, its course; of a target,
    /// what the runs that make it have in common.
    Explain(ExplainArgs),
    /// Score the forecast of a day by what happened, beside methods that need no model.
    ///
    /// The file of outcomes has the columns what,value,low,high,unit,known,source.
    Score(ScoreArgs),
    /// Forecast the plan's own observations year by year, and score that: the skill of the model
    /// before any outcome is known.
    Backtest(BacktestArgs),
    /// Find out which assumptions matter to each target, and what each observation taught.
    Sensitivity(SensitivityArgs),
    /// Start a plan of your own: a small one that runs, with comments that teach.
    New(NewArgs),
    /// Print the documentation of a rule, or list all rules.
    Rule(RuleArgs),
}

/// `hongtu check`
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
    /// The day whose knowledge counts, such as 2024-03-07, 2024-03 or 2024 [default: the plan's own].
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The language of what the evidence says [default: that of the locale]. What is wrong with the
    /// document is said in English.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// How a check is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Text,
    /// For programs; the schema is in docs/json.md.
    Json,
    /// Workflow commands that GitHub shows beside the lines of a pull request.
    Github,
}

/// Which runs a plan is asked for: the same options wherever a plan is simulated.
#[derive(Debug, clap::Args)]
pub struct EnsembleArgs {
    /// The day whose knowledge counts, such as 2024-03-07, 2024-03 or 2024 [default: the plan's own].
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// A scenario of the plan.
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Set a lever or hold a constant, such as `marketing=2 billion`; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Hold alternatives at one of their branches, such as `demand_view=market_led`, as if nobody doubted
    /// it; may be repeated.
    #[arg(long, value_name = "ALTERNATIVES=BRANCH")]
    pub given: Vec<String>,
    /// How many runs to simulate [default: 10000].
    #[arg(long, value_name = "N", value_parser = runs, allow_negative_numbers = true)]
    pub runs: Option<u64>,
    /// The seed of all random numbers [default: 1].
    #[arg(long, value_name = "S", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads to use; no answer depends on it [default: as many as there are cores].
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// How runs are made to agree with the evidence [default: smc].
    #[arg(long, value_enum)]
    pub method: Option<MethodArg>,
    /// Draw from a file that `hongtu fit` wrote, instead of fitting; runs and seed are the file's.
    #[arg(long, value_name = "FILE")]
    pub posterior: Option<PathBuf>,
    /// Neither read nor write what is kept beside the plan, fits and answers, in the folder `.hongtu`.
    #[arg(long)]
    pub no_cache: bool,
    /// Show no progress.
    #[arg(long)]
    pub no_progress: bool,
}

/// `hongtu run`
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// What the runs are.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// How to print the answers.
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub format: RunFormat,
    /// Also write the answers, the bands of every quantity and the measures of every run into a
    /// folder: tables as Parquet with `--format parquet`, else as CSV.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Exit with 3 if a target is less likely than this, such as `tourism=50%`; may be repeated.
    #[arg(long, value_name = "TARGET=P")]
    pub fail_under: Vec<String>,
    /// Show everything, not only one line a target.
    #[arg(long)]
    pub detail: bool,
    /// The language of the board [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    /// Do not find out what each lever does (two more simulations a lever).
    #[arg(long)]
    pub no_levers: bool,
}

/// How runs are made to agree with the evidence; see docs/method.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// Draw runs from the posterior, by tempered sequential Monte Carlo.
    Smc,
    /// Weigh runs of the priors by their likelihood: simple, and poor where evidence is sharp.
    Weights,
    /// Draw runs from the posterior, by chains of the no-U-turn sampler: slower, to check the first.
    Nuts,
}

impl From<MethodArg> for hongtu_study::Conditioning {
    fn from(method: MethodArg) -> Self {
        match method {
            MethodArg::Smc => Self::Smc,
            MethodArg::Weights => Self::Weights,
            MethodArg::Nuts => Self::Nuts,
        }
    }
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// The board.
    Text,
    /// Everything; the schema is in docs/json.md.
    Json,
    /// The targets, one row each.
    Csv,
    /// The targets, one row each.
    Parquet,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English
    En,
    /// 中文
    Zh,
}

/// `hongtu report`
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// Where to write the page [default: the standard output, or `-`].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the runs are.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// The language of the page [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    /// Do not find out what each lever does (two more simulations a lever).
    #[arg(long)]
    pub no_levers: bool,
}

/// `hongtu fit`
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// Where to write the draws, as Parquet.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the runs are.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// The language of what is said of the fit [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// `hongtu publish`
#[derive(Debug, clap::Args)]
pub struct PublishArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// The folder to write into; it is made where it is missing.
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Also write the draws that the page carries, as Parquet: with `--posterior FILE`, `hongtu run`
    /// simulates the very runs of the page.
    #[arg(long, value_name = "FILE")]
    pub draws: Option<PathBuf>,
    /// Draw the runs of the page as of the plan's own day, or `--as-of`, from a file that `hongtu fit`
    /// wrote, instead of fitting: its first ones.
    #[arg(long, value_name = "FILE")]
    pub posterior: Option<PathBuf>,
    /// Also write a page as of this day, and a way from each page to the others; up to five times.
    #[arg(long, value_name = "DATE")]
    pub also_as_of: Vec<String>,
    /// What is on the page.
    #[command(flatten)]
    pub page: PageArgs,
}

/// `hongtu open`
#[derive(Debug, clap::Args)]
pub struct OpenArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// The port to listen on, of this machine alone; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Print the address only: start no browser.
    #[arg(long)]
    pub no_browser: bool,
    /// What is on the page.
    #[command(flatten)]
    pub page: PageArgs,
}

/// What a page in the browser is made of: the same options wherever one is made.
#[derive(Debug, clap::Args)]
pub struct PageArgs {
    /// The day whose knowledge counts, such as 2024-03-07, 2024-03 or 2024 [default: the plan's own].
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// How many runs the page holds; each takes some of its size.
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub runs: u64,
    /// The seed of all random numbers [default: 1].
    #[arg(long, value_name = "S", value_parser = whole, allow_negative_numbers = true)]
    pub seed: Option<u64>,
    /// Threads to use; no answer depends on it [default: as many as there are cores].
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// The language the page begins with, until a reader chooses [default: the browser's; where that is
    /// neither, and without scripts, the locale's].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
    /// Neither read nor write what is kept beside the plan, fits and answers, in the folder `.hongtu`.
    #[arg(long)]
    pub no_cache: bool,
    /// Show no progress.
    #[arg(long)]
    pub no_progress: bool,
}

impl PageArgs {
    /// The runs of the page: a multiple of 16, with every lever at its default.
    pub fn ensemble(&self) -> EnsembleArgs {
        EnsembleArgs {
            as_of: self.as_of.clone(),
            scenario: None,
            set: Vec::new(),
            given: Vec::new(),
            runs: Some(self.runs.next_multiple_of(16)),
            seed: self.seed,
            threads: self.threads,
            method: None,
            posterior: None,
            no_cache: self.no_cache,
            no_progress: self.no_progress,
        }
    }
}

/// `hongtu fmt`
#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// Change nothing; exit with 1 if the plan is not formatted.
    #[arg(long)]
    pub check: bool,
}

/// `hongtu explain`
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// A quantity, an element such as `output[medical]`, a target, a reading such as
    /// `revenue.each`, or a label.
    pub name: Option<String>,
    /// What the runs are.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// How to print the explanation.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// The language of the explanation [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// `hongtu sensitivity`
#[derive(Debug, clap::Args)]
pub struct SensitivityArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// Only this target, or a reading of it such as `revenue.each` [default: all].
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
    /// Make a study without each observation that weights cannot tell about.
    #[arg(long)]
    pub refit: bool,
    /// What the runs are. Indices come from two samples of a quarter of them each.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// The language [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// How an explanation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// For programs; the schema is in docs/json.md.
    Json,
}

/// `hongtu score`
#[derive(Debug, clap::Args)]
pub struct ScoreArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// What happened: a CSV file.
    #[arg(long, value_name = "FILE")]
    pub outcomes: PathBuf,
    /// What the runs are.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// How to print the scores.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// The language of the scores [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// `hongtu backtest`
#[derive(Debug, clap::Args)]
pub struct BacktestArgs {
    /// The plan: a Markdown document, or a folder with a plan.md.
    pub plan: PathBuf,
    /// What the runs are, for each day that is forecast from.
    #[command(flatten)]
    pub ensemble: EnsembleArgs,
    /// How to print the scores.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// The language of the scores [default: that of the locale].
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

/// `hongtu new`
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// The name of the plan: a folder of that name is made, with a plan.md in it.
    pub name: String,
    /// A somewhat larger one: an industry, its people, a budget and a scenario.
    #[arg(long)]
    pub city: bool,
}

/// `hongtu rule`
#[derive(Debug, clap::Args)]
pub struct RuleArgs {
    /// The id of the rule, such as unit-mismatch.
    pub id: Option<String>,
    /// Accepted for symmetry with `run`: rules are documented in English.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

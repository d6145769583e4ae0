//! What the page asks, and what it is told.
//!
//! Questions and replies are JSON. `do` says what is asked:
//!
//! | `do` | besides | reply |
//! |---|---|---|
//! | `open` | `view`: `board` or `charts`; the [`Bundle`] as bytes | `runs`, `keys` of the parts, `names` that can be explained |
//! | `prepare` | `runs`: takes about so many to where levers begin to act | `whole`: whether all are there |
//! | `advance` | `set`: settings; `runs`: takes about so many to the end | `whole`: whether all are there |
//! | `answer` | `set`; `against`: settings compared with, where there are; `runs`; `lang`; `keys` of the parts wanted | `parts`: pairs of key and HTML, of fewer runs the odds alone; `said` of all runs, on the board |
//! | `why` | `name` of a quantity or target; `set`; `lang`; `brief`: without what takes a simulation | `why`: HTML |
//! | `measures` | `set` | `names` of the measures, on the board; `measures`: the bits of each in every run, as text |
//! | `odds` | `set` | `targets`: of each its name, odds with their error, median, 90 % interval, as `hongtu run` gives them |
//!
//! What `answer` needs and is not there yet is computed before it answers; who wants to be asked something
//! else meanwhile prepares and advances by a few runs at a time.
//!
//! Settings are a list of texts: `NAME=NUMBER` for a lever, `NAME=LOW..HIGH` for an assumption whose
//! prior is to have these as its 5 % and 95 % quantiles, both in the plan's own unit.
//!
//! Where something is wrong the reply is `error`, a sentence.

use hongtu_model::{Plan, VariableId};
use hongtu_report::html::{assumed, compare, levers, live, why};
use hongtu_report::{Lang, words};
use hongtu_study::answers::{Answers, Spread, TargetAnswer};
use hongtu_study::beliefs::Belief;
use hongtu_study::trajectories::Courses;
use hongtu_study::{Drawn, Live, Moved, Question, Report, View, explain, odds_values};
use serde_json::{Value, json};

use crate::bundle::{Bundle, Seen};

/// What is said of draws that no runs can be made of.
const CONTRADICTION: &str = "the draws that the page carries contradict themselves";

/// What is said where nothing was asked for yet.
const NO_RUNS: &str = "there are no runs";

/// A plan that is open, or none yet.
#[derive(Default)]
pub struct Session(Option<Open>);

struct Open {
    plan: Plan,
    statements: String,
    seen: Vec<Seen>,
    live: Live,
    view: View,
    /// The runs that were asked for last, with their settings.
    moved: Option<(Vec<String>, Moved)>,
    /// What was drawn of them.
    drawn: Option<Drawn>,
    /// What is compared with.
    pinned: Option<Pinned>,
}

/// Settings that others are compared with, and what is to be seen at them.
struct Pinned {
    set: Vec<String>,
    answers: Option<Answers>,
    drawn: Option<Drawn>,
}

impl Session {
    /// Whether a page could answer with this bundle: opens it as both workers of a page do.
    ///
    /// # Errors
    ///
    /// Says why it could not.
    pub fn could_open(bundle: &Bundle) -> Result<(), String> {
        for view in [View::Board, View::Charts] {
            let live = Live::begin(&bundle.plan, bundle.replay.clone(), view);
            live.map_err(|error| error.to_string())?.ok_or(CONTRADICTION)?;
        }
        Ok(())
    }

    /// Answers a question; never fails, for what is wrong is said in the reply.
    pub fn ask(&mut self, question: &str, beside: &[u8]) -> String {
        let reply = match serde_json::from_str::<Value>(question) {
            Ok(question) => self.reply(&question, beside),
            Err(error) => Err(format!("the question cannot be read: {error}")),
        };
        reply.unwrap_or_else(|error| json!({ "error": error })).to_string()
    }

    fn reply(&mut self, question: &Value, beside: &[u8]) -> Result<Value, String> {
        let text = |key: &str| question.get(key).and_then(Value::as_str);
        if text("do") == Some("open") {
            let view = if text("view") == Some("charts") { View::Charts } else { View::Board };
            let open = Open::new(beside, view)?;
            let reply = open.opened();
            self.0 = Some(open);
            return Ok(reply);
        }
        let open = self.0.as_mut().ok_or("no plan is open")?;
        let lang = if text("lang") == Some("zh") { Lang::Zh } else { Lang::En };
        let list = |key: &str| -> Vec<&str> {
            let values = question.get(key).and_then(Value::as_array);
            values.into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let set = list("set");
        let runs = question.get("runs").and_then(Value::as_u64);
        let runs = runs.and_then(|runs| usize::try_from(runs).ok()).unwrap_or(usize::MAX);
        let (levers, beliefs) = apart(&set);
        match text("do") {
            Some("prepare") => open.prepare(runs),
            Some("advance") => open.advance(&levers, runs),
            Some("answer") => {
                let against = question.get("against").is_some_and(Value::is_array);
                open.compare(against.then(|| list("against")), lang)?;
                open.believe(&beliefs, lang)?;
                match open.view {
                    View::Board => open.odds(&levers, runs, lang),
                    View::Charts => open.charts(&levers, &list("keys"), lang),
                }
            }
            Some("why") => {
                let brief = question.get("brief") == Some(&Value::Bool(true));
                open.believe(&beliefs, lang)?;
                open.why(text("name").unwrap_or_default(), &levers, brief, lang)
            }
            Some("measures") => open.measures(&levers),
            Some("odds") => {
                open.believe(&beliefs, lang)?;
                open.targets(&levers)
            }
            other => Err(format!("`{}` is no question", other.unwrap_or_default())),
        }
    }
}

/// Of settings those of levers, then those of assumptions.
fn apart<'a>(set: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    set.iter().copied().partition(|text| !text.contains(".."))
}

impl Open {
    fn new(bytes: &[u8], view: View) -> Result<Self, String> {
        let bundle = Bundle::from_bytes(bytes).ok_or("what the page carries cannot be read")?;
        let Bundle { plan, replay, statements, seen, fit } = bundle;
        let live = Live::begin(&plan, replay, view).map_err(|error| error.to_string())?;
        let mut live = live.ok_or(CONTRADICTION)?;
        live.fitted(fit);
        let (moved, drawn, pinned) = (None, None, None);
        Ok(Self { plan, statements, seen, live, view, moved, drawn, pinned })
    }

    fn opened(&self) -> Value {
        let keys = live::chart_keys(&self.board(self.live.base()), Lang::En);
        let quantities = self.plan.quantities.iter().map(|quantity| &quantity.name);
        let targets = self.plan.targets.iter().map(|target| &target.name);
        let names: Vec<&String> = quantities.chain(targets).collect();
        json!({ "runs": self.live.runs(), "keys": keys, "names": names })
    }

    /// Weighs the runs by assumptions that are other than the plan's.
    fn believe(&mut self, set: &[&str], lang: Lang) -> Result<(), String> {
        let mut beliefs = Vec::with_capacity(set.len());
        for text in set {
            let (name, range) = text.split_once('=').ok_or("a setting is NAME=LOW..HIGH")?;
            let found = self.plan.variables.iter().position(|v| !v.hidden && v.name == name);
            let index = found.ok_or_else(|| format!("there is no assumption `{name}`"))?;
            let variable = VariableId(u32::try_from(index).unwrap_or(u32::MAX));
            let unit = &self.plan.variables[index].unit;
            let number = |text: &str| -> Result<f64, String> {
                let number = text.parse().map(|number| unit.read(number));
                number.map_err(|_| format!("`{text}` is no number for `{name}`"))
            };
            let (low, high) = range.split_once("..").ok_or("a range is LOW..HIGH")?;
            beliefs.push(Belief { variable, low: number(low)?, high: number(high)? });
        }
        let believed = self.live.believe(&self.plan, beliefs);
        if believed == Ok(true) {
            self.drawn = None;
        }
        believed.map(|_| ()).map_err(|(id, error)| assumed::refused(&self.plan, id, &error, lang))
    }

    /// The panel that explains something.
    fn why(&self, name: &str, set: &[&str], brief: bool, lang: Lang) -> Result<Value, String> {
        let found = explain::find(&self.plan, name).ok_or(words::why::UNKNOWN.of(lang))?;
        let asked = question(&self.plan, set)?;
        let explanation = self.live.explain(&self.plan, &asked, found, brief);
        let mut explanation = explanation.map_err(|error| error.to_string())?;
        let spread = |[low, median, high]: [f64; 3]| Spread { low, median, high };
        for (answer, seen) in explanation.answers.observations.iter_mut().zip(&self.seen) {
            (answer.prior, answer.weighted) = (seen.0.map(spread), seen.1.map(spread));
            (answer.z_prior, answer.z) = (seen.2, seen.3);
        }
        let report = self.board(&explanation.answers);
        Ok(json!({ "why": why::panel(&report, &explanation, &self.statements, brief, lang) }))
    }

    /// A report of answers alone.
    fn board<'a>(&'a self, answers: &'a Answers) -> Report<'a> {
        Report {
            plan: &self.plan,
            document: "",
            answers,
            runs: answers.runs,
            courses: Courses { targets: self.live.targets().to_vec(), ..Courses::default() },
            before: None,
            bases: Vec::new(),
            values: odds_values(&self.plan, answers),
            assumptions: Vec::new(),
        }
    }

    /// Keeps what is to be compared with, or nothing.
    fn compare(&mut self, against: Option<Vec<&str>>, lang: Lang) -> Result<(), String> {
        let Some(set) = against else {
            self.pinned = None;
            return Ok(());
        };
        if self.pinned.as_ref().is_some_and(|pinned| pinned.set == set) {
            return Ok(());
        }
        let (levers, beliefs) = apart(&set);
        self.believe(&beliefs, lang)?;
        let asked = question(&self.plan, &levers)?;
        let mut moved = self.live.start(&self.plan, &asked).map_err(|error| error.to_string())?;
        self.take(&mut moved, usize::MAX)?;
        let (answers, drawn) = match self.view {
            View::Board => (Some(self.live.odds(&self.plan, &moved, usize::MAX)), None),
            View::Charts => {
                let drawn = self.live.courses(&self.plan, &moved);
                (None, drawn.map_err(|error| error.to_string())?)
            }
        };
        let set = set.into_iter().map(str::to_owned).collect();
        self.pinned = Some(Pinned { set, answers, drawn });
        Ok(())
    }

    /// Takes further runs to where levers begin to act.
    fn prepare(&mut self, runs: usize) -> Result<Value, String> {
        let whole = self.live.prepare(&self.plan, runs).map_err(|error| error.to_string())?;
        Ok(json!({ "whole": whole }))
    }

    /// Takes further runs at some settings to the end, and to where levers begin to act those that are
    /// not there yet.
    fn advance(&mut self, set: &[&str], runs: usize) -> Result<Value, String> {
        self.start(set)?;
        let Some((set, mut moved)) = self.moved.take() else { return Err(NO_RUNS.to_owned()) };
        let whole = self.take(&mut moved, runs);
        self.moved = Some((set, moved));
        Ok(json!({ "whole": whole? }))
    }

    /// Takes further runs at some settings to the end; whether all are there.
    fn take(&mut self, moved: &mut Moved, runs: usize) -> Result<bool, String> {
        let wanted = moved.runs().saturating_add(runs).min(self.live.runs());
        while self.live.taken() < wanted {
            let missing = wanted - self.live.taken();
            self.live.prepare(&self.plan, missing).map_err(|error| error.to_string())?;
        }
        self.live.advance(moved, wanted - moved.runs()).map_err(|error| error.to_string())
    }

    /// Goes on with the runs at these settings, or begins with them.
    fn start(&mut self, set: &[&str]) -> Result<(), String> {
        if self.moved.as_ref().is_none_or(|(known, _)| known != set) {
            let asked = question(&self.plan, set)?;
            let moved = self.live.start(&self.plan, &asked).map_err(|error| error.to_string())?;
            self.moved = Some((set.iter().map(|&text| text.to_owned()).collect(), moved));
            self.drawn = None;
        }
        Ok(())
    }

    /// At least so many runs at some settings, or all.
    fn runs(&mut self, set: &[&str], runs: usize) -> Result<&Moved, String> {
        self.start(set)?;
        let there = self.moved.as_ref().map_or(0, |(_, moved)| moved.runs());
        self.advance(set, runs.saturating_sub(there))?;
        self.moved.as_ref().map(|(_, moved)| moved).ok_or(NO_RUNS.to_owned())
    }

    fn odds(&mut self, set: &[&str], runs: usize, lang: Lang) -> Result<Value, String> {
        self.runs(set, runs)?;
        let Some((_, moved)) = &self.moved else { return Err(NO_RUNS.to_owned()) };
        let answers = self.live.odds(&self.plan, moved, runs);
        let report = self.board(&answers);
        let a = self.pinned.as_ref().and_then(|pinned| pinned.answers.as_ref());
        let base = a.unwrap_or(self.live.base());
        let mut parts = live::odds_parts(&report, base, lang);
        if let Some(a) = a {
            compare::beside(&mut parts, a, lang);
        }
        let reweighed = self.live.reweighed();
        parts.push(assumed::worth(reweighed, lang));
        if answers.runs < base.runs {
            return Ok(json!({ "parts": parts }));
        }
        parts.extend(live::board_parts(&report, lang));
        if let Some(found) = reweighed {
            parts.retain(|(key, _)| key != "lede");
            parts.push(assumed::lede(&report, found, lang));
        }
        let left = reweighed.map_or_else(String::new, |found| assumed::said(found, lang) + " ");
        let said = left + &levers::announcement(&report, base, lang);
        Ok(json!({ "parts": parts, "said": said }))
    }

    fn charts(&mut self, set: &[&str], keys: &[&str], lang: Lang) -> Result<Value, String> {
        self.runs(set, usize::MAX)?;
        let Some((_, moved)) = &self.moved else { return Err(NO_RUNS.to_owned()) };
        if self.drawn.is_none() {
            let drawn = self.live.courses(&self.plan, moved);
            self.drawn = drawn.map_err(|error| error.to_string())?;
        }
        let drawn = self.drawn.as_ref();
        let report = drawn.and_then(|drawn| self.live.report(&self.plan, drawn));
        let mut report = report.ok_or("the charts are not open here")?;
        let a = self.pinned.as_ref().and_then(|pinned| pinned.drawn.as_ref());
        let a = a.and_then(|drawn| self.live.report(&self.plan, drawn));
        if let Some(a) = &a {
            report.before = Some(&a.courses);
        }
        let mut parts = levers::money_parts(&report, lang);
        for key in keys {
            let part = live::chart_part(&report, key, lang);
            parts.extend(part.map(|html| ((*key).to_owned(), html)));
        }
        Ok(json!({ "parts": parts }))
    }

    /// The bits of every measure of every run.
    fn measures(&mut self, set: &[&str]) -> Result<Value, String> {
        let bits = |column: &Vec<f64>| -> String {
            column.iter().map(|value| format!("{:016x}", value.to_bits())).collect()
        };
        let measures: Vec<String> =
            self.runs(set, usize::MAX)?.measures().iter().map(bits).collect();
        let recorded = self.live.recorded().iter();
        let names = recorded.filter_map(|measure| self.plan.measures.get(measure.index()));
        let names: Vec<&str> = names.map(|measure| measure.text.as_str()).collect();
        Ok(json!({ "names": names, "measures": measures }))
    }

    /// The odds of each target from all runs, as numbers.
    fn targets(&mut self, set: &[&str]) -> Result<Value, String> {
        self.runs(set, usize::MAX)?;
        let Some((_, moved)) = &self.moved else { return Err(NO_RUNS.to_owned()) };
        let answers = self.live.odds(&self.plan, moved, usize::MAX);
        let target = |target: &TargetAnswer| {
            let shown = |value: f64| target.unit.show(value);
            let interval = target.interval_90.map(|(low, high)| [shown(low), shown(high)]);
            let (odds, error) = (target.attainment, target.attainment_error);
            json!([target.id, odds, error, target.median.map(shown), interval])
        };
        Ok(json!({ "targets": answers.targets.iter().map(target).collect::<Vec<_>>() }))
    }
}

/// The question that settings ask.
fn question<'a>(plan: &'a Plan, set: &[&str]) -> Result<Question<'a>, String> {
    let mut question = Question { threads: 1, levers_effect: false, ..Question::new() };
    for text in set {
        let (name, number) = text.split_once('=').ok_or("a setting is NAME=NUMBER")?;
        let index = plan.lever(name).ok_or_else(|| format!("there is no lever `{name}`"))?;
        let number: f64 =
            number.parse().map_err(|_| format!("`{number}` is no number for `{name}`"))?;
        let lever = &plan.levers[index];
        question.set_levers.push((index, lever.unit.read(number)));
    }
    Ok(question)
}

//! What the page asks, and what it is told.
//!
//! Questions and replies are JSON. `do` says what is asked:
//!
//! | `do` | besides | reply |
//! |---|---|---|
//! | `open` | `view`: `board` or `charts`; the [`Bundle`] as bytes | `runs`, `keys` of the parts |
//! | `answer` | `set`: settings, `NAME=NUMBER` in the lever's unit; `against`: those compared with, where there are; `runs`; `lang`; `keys` of the parts wanted | `parts`: pairs of key and HTML; `said` |
//! | `measures` | `set` | `measures`: the bits of every measure of every run, as text |
//!
//! Where something is wrong the reply is `error`, a sentence.

use hongtu_model::Plan;
use hongtu_report::Lang;
use hongtu_report::html::{compare, levers, live};
use hongtu_study::answers::Answers;
use hongtu_study::trajectories::Courses;
use hongtu_study::{Drawn, Live, Question, Report, View, odds_values};
use serde_json::{Value, json};

use crate::bundle::Bundle;

/// A plan that is open, or none yet.
#[derive(Default)]
pub struct Session(Option<Open>);

struct Open {
    plan: Plan,
    live: Live,
    view: View,
    /// What was drawn last, with its settings.
    drawn: Option<(Vec<String>, Drawn)>,
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
        match text("do") {
            Some("answer") => {
                let against = question.get("against").is_some_and(Value::is_array);
                open.compare(against.then(|| list("against")))?;
                match open.view {
                    View::Board => open.odds(&set, runs, lang),
                    View::Charts => open.charts(&set, &list("keys"), lang),
                }
            }
            Some("measures") => open.measures(&set),
            other => Err(format!("`{}` is no question", other.unwrap_or_default())),
        }
    }
}

impl Open {
    fn new(bytes: &[u8], view: View) -> Result<Self, String> {
        let bundle = Bundle::from_bytes(bytes).ok_or("what the page carries cannot be read")?;
        let Bundle { plan, replay } = bundle;
        let live = Live::new(&plan, replay, view).map_err(|error| error.to_string())?;
        let live = live.ok_or("the draws that the page carries contradict themselves")?;
        Ok(Self { plan, live, view, drawn: None, pinned: None })
    }

    fn opened(&self) -> Value {
        let keys = live::chart_keys(&self.board(self.live.base()), Lang::En);
        json!({ "runs": self.live.runs(), "keys": keys })
    }

    fn question(&self, set: &[&str]) -> Result<Question<'_>, String> {
        let mut question = Question { threads: 1, levers_effect: false, ..Question::new() };
        for text in set {
            let (name, number) = text.split_once('=').ok_or("a setting is NAME=NUMBER")?;
            let index =
                self.plan.lever(name).ok_or_else(|| format!("there is no lever `{name}`"))?;
            let number: f64 =
                number.parse().map_err(|_| format!("`{number}` is no number for `{name}`"))?;
            let lever = &self.plan.levers[index];
            question.set_levers.push((index, lever.unit.read(number)));
        }
        Ok(question)
    }

    /// A report of answers alone.
    fn board<'a>(&'a self, answers: &'a Answers) -> Report<'a> {
        Report {
            plan: &self.plan,
            document: "",
            answers,
            runs: answers.runs,
            courses: Courses::default(),
            before: None,
            bases: Vec::new(),
            values: odds_values(&self.plan, answers),
            assumptions: Vec::new(),
        }
    }

    /// Keeps what is to be compared with, or nothing.
    fn compare(&mut self, against: Option<Vec<&str>>) -> Result<(), String> {
        let Some(set) = against else {
            self.pinned = None;
            return Ok(());
        };
        if self.pinned.as_ref().is_some_and(|pinned| pinned.set == set) {
            return Ok(());
        }
        let asked = self.question(&set)?;
        let runs = self.live.runs();
        let (answers, drawn) = match self.view {
            View::Board => (Some(self.live.answers(&self.plan, &asked, runs)), None),
            View::Charts => (None, Some(self.live.drawn(&self.plan, &asked, runs))),
        };
        let answers = answers.transpose().map_err(|error| error.to_string())?;
        let drawn = drawn.transpose().map_err(|error| error.to_string())?.flatten();
        let set = set.into_iter().map(str::to_owned).collect();
        self.pinned = Some(Pinned { set, answers, drawn });
        Ok(())
    }

    fn odds(&self, set: &[&str], runs: usize, lang: Lang) -> Result<Value, String> {
        let asked = self.question(set)?;
        let answers =
            self.live.answers(&self.plan, &asked, runs).map_err(|error| error.to_string())?;
        let report = self.board(&answers);
        let a = self.pinned.as_ref().and_then(|pinned| pinned.answers.as_ref());
        let base = a.unwrap_or(self.live.base());
        let mut parts = live::odds_parts(&report, base, lang);
        if let Some(a) = a {
            compare::beside(&mut parts, a, lang);
        }
        if answers.runs < base.runs {
            // Of a first look, the odds alone.
            parts.retain(|(key, _)| key.starts_with('o'));
        }
        Ok(json!({
            "parts": parts,
            "said": levers::announcement(&report, base, lang),
        }))
    }

    fn charts(&mut self, set: &[&str], keys: &[&str], lang: Lang) -> Result<Value, String> {
        if self.drawn.as_ref().is_none_or(|(known, _)| known != set) {
            let asked = self.question(set)?;
            let runs = self.live.runs();
            let drawn = self.live.drawn(&self.plan, &asked, runs);
            let drawn = drawn.map_err(|error| error.to_string())?;
            let set = set.iter().map(|&text| text.to_owned()).collect();
            self.drawn = drawn.map(|drawn| (set, drawn));
        }
        let drawn = self.drawn.as_ref().map(|(_, drawn)| drawn);
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
    fn measures(&self, set: &[&str]) -> Result<Value, String> {
        let asked = self.question(set)?;
        let measures = self.live.measures(&self.plan, &asked).map_err(|error| error.to_string())?;
        let bits = |column: &Vec<f64>| -> String {
            column.iter().map(|value| format!("{:016x}", value.to_bits())).collect()
        };
        Ok(json!({ "measures": measures.iter().map(bits).collect::<Vec<_>>() }))
    }
}

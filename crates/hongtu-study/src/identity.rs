//! What a posterior is of: whether draws that were kept are those that a fit would make now.
//!
//! The hashes are SHA-256 over what the draws depend on and nothing else: the observations that
//! weigh, and the equations, priors, tables and times behind what they measure. Variables are numbered
//! in the order in which they are met, from the observed measures on, so that neither a changed
//! sentence nor a new target, lever or quantity that bears on nothing observed makes a posterior
//! another one. A collision would be a wrong number without a word, hence a cryptographic hash.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use hongtu_engine::Settings;
use hongtu_model::{Expr, Kind, Observation, Plan, Prior, Reading, Shape, Stated, VariableId};
use sha2::{Digest, Sha256};

use crate::question::{Conditioning, Question, StudyError, choose};

/// What the draws of a fit depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Of the equations, priors, tables and times behind everything observed.
    pub model: String,
    /// Of the observations that weigh.
    pub evidence: String,
    /// Of the levers and held constants that act on what is observed.
    pub settings: String,
    /// Runs that were asked for.
    pub runs: u64,
    /// The seed.
    pub seed: u64,
    /// How the posterior is sampled.
    pub method: String,
    /// Which version of the engine and of the sampler draws them.
    pub engine: String,
}

impl Identity {
    /// Of the posterior that a question asks for; `None` where no posterior is sampled: nothing
    /// observed weighs, or runs are weighed.
    ///
    /// # Errors
    ///
    /// Where the settings do not fit the plan.
    pub fn of(plan: &Plan, question: &Question<'_>) -> Result<Option<Self>, StudyError> {
        let chosen = choose(plan, question)?;
        let observed: Vec<&Observation> = plan.observations.iter().filter(|o| o.weighs()).collect();
        if question.method == Conditioning::Weights || observed.is_empty() {
            return Ok(None);
        }
        let mut walk = Walk::new(plan, &observed);
        let model = walk.model(&observed);
        let settings = walk.settings(&chosen.settings);
        Ok(Some(Self {
            model,
            evidence: evidence(plan, &observed),
            settings,
            runs: if question.runs == 0 { 1 } else { question.runs },
            seed: question.seed,
            method: question.method.word().to_owned(),
            engine: engine(),
        }))
    }

    /// A name for all of it.
    pub fn key(&self) -> String {
        let mut hash = Hash::default();
        for text in [&self.model, &self.evidence, &self.settings, &self.method, &self.engine] {
            hash.text(text);
        }
        hash.number(self.runs);
        hash.number(self.seed);
        hash.end()
    }
}

/// The version of everything that the bits of a draw depend on.
pub fn engine() -> String {
    format!("{}.{}", env!("CARGO_PKG_VERSION"), hongtu_fit::EDITION)
}

fn evidence(plan: &Plan, observed: &[&Observation]) -> String {
    let mut hash = Hash::default();
    for observation in observed {
        hash.text(plan.measures.get(observation.measure.index()).map_or("", |m| &m.text));
        let (tag, a, b) = match observation.stated {
            Stated::Normal { value, sd } => (0, value, sd),
            Stated::Uniform { low, high } => (1, low, high),
            Stated::AtLeast { value, sd } => (2, value, sd),
            Stated::AtMost { value, sd } => (3, value, sd),
        };
        hash.number(tag);
        hash.floats(&[a, b, observation.discrepancy]);
    }
    hash.end()
}

/// Goes through what the observed measures depend on.
struct Walk<'a> {
    plan: &'a Plan,
    /// The last step that anything observed reads.
    end: u32,
    numbers: BTreeMap<VariableId, u64>,
    /// Variables in the order in which they were met.
    met: Vec<VariableId>,
    /// Levers that act before the end.
    levers: BTreeSet<usize>,
    hash: Hash,
}

impl<'a> Walk<'a> {
    fn new(plan: &'a Plan, observed: &[&Observation]) -> Self {
        let measures = observed.iter().filter_map(|o| plan.measures.get(o.measure.index()));
        Self {
            plan,
            end: measures.map(|m| m.end).max().unwrap_or(0),
            numbers: BTreeMap::new(),
            met: Vec::new(),
            levers: BTreeSet::new(),
            hash: Hash::default(),
        }
    }

    fn model(&mut self, observed: &[&Observation]) -> String {
        let time = &self.plan.time;
        self.hash.floats(&[time.start, time.dt]);
        self.hash.number(u64::from(time.steps));
        self.hash.number(time.steps_per_unit.map_or(u64::MAX, u64::from));
        self.hash.signed(time.first_year.map_or(i64::MIN, i64::from));
        self.hash.text(time.method.word());
        for observation in observed {
            if let Some(measure) = self.plan.measures.get(observation.measure.index()) {
                self.expr(&measure.value);
            }
        }
        let mut next = 0;
        while let Some(&id) = self.met.get(next) {
            next += 1;
            if let Some(variable) = self.plan.variables.get(id.index()) {
                self.kind(&variable.kind);
            }
        }
        std::mem::take(&mut self.hash).end()
    }

    /// What is set of that which [`Self::model`] has met.
    fn settings(&mut self, settings: &Settings) -> String {
        let mut hash = Hash::default();
        for &index in &self.levers {
            let variable = self.plan.levers.get(index).map(|lever| lever.variable);
            hash.number(variable.and_then(|v| self.numbers.get(&v)).copied().unwrap_or(u64::MAX));
            hash.floats(&[settings.levers.get(index).copied().unwrap_or(f64::NAN)]);
        }
        // Of two values for one constant the last counts.
        let held: BTreeMap<u64, f64> = settings
            .constants
            .iter()
            .filter_map(|(id, value)| Some((*self.numbers.get(id)?, *value)))
            .collect();
        for (number, value) in held {
            hash.number(number);
            hash.floats(&[value]);
        }
        hash.end()
    }

    fn variable(&mut self, id: VariableId) {
        let next = self.numbers.len() as u64;
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.met.push(id);
        }
        self.hash.number(number);
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Number(number) => {
                self.hash.number(0);
                self.hash.floats(&[*number]);
            }
            Expr::Variable(id) => {
                self.hash.number(1);
                self.variable(*id);
            }
            Expr::Time => self.hash.number(2),
            Expr::Step => self.hash.number(3),
            Expr::StepOf(a) => self.apply(4, "", &[a]),
            Expr::Steps(a) => self.apply(5, "", &[a]),
            Expr::Reading(id) => {
                self.hash.number(6);
                if let Some(reading) = self.plan.readings.get(id.0 as usize) {
                    self.reading(*reading);
                }
            }
            Expr::Apply(function, a) => self.apply(7, &format!("{function:?}"), &[a]),
            Expr::Binary(operator, a, b) => self.apply(8, &format!("{operator:?}"), &[a, b]),
            Expr::If(c, a, b) => self.apply(9, "", &[c, a, b]),
            Expr::Lookup(id, a) => {
                self.apply(10, "", &[a]);
                if let Some(table) = self.plan.tables.get(id.0 as usize) {
                    self.hash.text(&format!("{:?}", table.interpolation));
                    self.hash.number(table.xs.len() as u64);
                    self.hash.floats(&table.xs);
                    self.hash.floats(&table.ys);
                }
            }
        }
    }

    fn apply(&mut self, tag: u64, name: &str, to: &[&Expr]) {
        self.hash.number(tag);
        self.hash.text(name);
        for expr in to {
            self.expr(expr);
        }
    }

    fn reading(&mut self, reading: Reading) {
        let (tag, variable, from, to) = match reading {
            Reading::Level { variable, step } => (0, variable, step, step),
            Reading::Total { variable, from, to } => (1, variable, from, to),
            Reading::Minimum { variable, from, to } => (2, variable, from, to),
            Reading::Maximum { variable, from, to } => (3, variable, from, to),
            Reading::First { variable } => (4, variable, 0, 0),
        };
        self.hash.number(tag);
        self.variable(variable);
        self.hash.number(u64::from(from));
        self.hash.number(u64::from(to));
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Stock { initial, flow } => self.apply(20, "", &[initial, flow]),
            Kind::Auxiliary { value } => self.apply(21, "", &[value]),
            Kind::Constant { value, prior, key } => {
                self.apply(22, key, &[value]);
                self.hash.number(u64::from(prior.is_some()));
                if let Some(prior) = prior {
                    self.prior(prior);
                }
            }
            Kind::Initial { value } => self.apply(23, "", &[value]),
            Kind::Lever { lever } => {
                self.hash.number(24);
                if let Some(found) = self.plan.levers.get(*lever) {
                    self.hash.floats(&[found.default]);
                    let acts = found.from <= self.end;
                    self.hash.number(if acts { u64::from(found.from) } else { u64::MAX });
                    if acts {
                        self.levers.insert(*lever);
                    }
                }
            }
            Kind::Shock { prior, key, period, first } => {
                self.apply(25, key, &[]);
                self.prior(prior);
                self.hash.number(u64::from(*period));
                self.hash.signed(*first);
            }
            Kind::Alternative { weights, key } => {
                self.apply(26, key, &[]);
                self.hash.number(weights.len() as u64);
                self.hash.floats(weights);
            }
            Kind::Delay { input, delay, initial } => self.apply(27, "", &[input, delay, initial]),
        }
    }

    fn prior(&mut self, prior: &Prior) {
        let (tag, numbers) = match prior.shape {
            Shape::Point(value) => (0, [value, 0.0, 0.0, 0.0]),
            Shape::Uniform { low, high } => (1, [low, high, 0.0, 0.0]),
            Shape::Normal { mean, sd } => (2, [mean, sd, 0.0, 0.0]),
            Shape::LogNormal { median, sigma } => (3, [median, sigma, 0.0, 0.0]),
            Shape::Triangular { low, mode, high } => (4, [low, mode, high, 0.0]),
            Shape::Beta { a, b, low, high } => (5, [a, b, low, high]),
        };
        self.hash.number(tag);
        self.hash.floats(&numbers);
        for end in [prior.low, prior.high] {
            self.hash.number(u64::from(end.is_some()));
            self.hash.floats(&[end.unwrap_or(0.0)]);
        }
    }
}

/// SHA-256 over numbers and texts, each of which takes bytes that no other value takes.
#[derive(Clone, Debug, Default)]
pub struct Hash(Sha256);

impl Hash {
    /// A whole number.
    pub fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    /// A whole number with a sign.
    pub fn signed(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    /// Numbers, by their bits.
    pub fn floats(&mut self, numbers: &[f64]) {
        for number in numbers {
            self.0.update(number.to_bits().to_le_bytes());
        }
    }

    /// A text, with its length before it.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Bytes, with their number before them.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    /// The hash, in hexadecimal digits.
    pub fn end(self) -> String {
        self.0.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// What is formatted is hashed, without its length: for the whole of something's debugging output.
impl Write for Hash {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

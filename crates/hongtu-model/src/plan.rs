//! The plan as a whole.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    Finding, Measure, MeasureId, Observation, Phrases, Quantity, Reading, Source, Table, Target,
    Timeline, Unit, Units, Variable, VariableId,
};

/// A name in one language.
pub type Label = String;

/// What people call something, by language code (`en`, `zh`).
pub type Labels = BTreeMap<String, Label>;

/// A section of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it is called in other languages.
    pub labels: Labels,
    /// Its level, 1 to 6.
    pub level: u8,
}

/// A part of a lever's range, and what settings there mean.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Zone {
    /// In the author's words.
    pub name: String,
    /// In other languages.
    pub labels: Labels,
    /// Lower end; coherent units.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// An input that somebody decides.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lever {
    /// Its name; `investment[medical]` for an element.
    pub name: String,
    /// The variable it drives.
    pub variable: VariableId,
    /// Its value before it starts, and after where nobody sets it; coherent units.
    pub default: f64,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end of its range.
    pub high: f64,
    /// Named parts of the range, none overlapping, in its order.
    pub zones: Vec<Zone>,
    /// How it is shown.
    pub unit: Unit,
    /// The step from which a setting acts: the later of its own start and the as-of date.
    pub from: u32,
    /// Money per year for one coherent unit of the lever.
    pub cost: Option<f64>,
    /// The unit of the money per year.
    pub cost_unit: Option<Unit>,
    /// Index into [`Plan::budgets`].
    pub budget: Option<usize>,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// What people call it.
    pub labels: Labels,
    /// Index into [`Plan::sections`].
    pub section: Option<usize>,
}

/// What levers may spend in a year.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Budget {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub labels: Labels,
    /// The limit, money per unit of time.
    pub variable: VariableId,
    /// How it is shown.
    pub unit: Unit,
    /// For every simulated year, the measure that totals the limit.
    pub years: Vec<(i32, MeasureId)>,
}

/// Named lever settings.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// What people call it.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// Index into [`Plan::levers`] and value in coherent units.
    pub settings: Vec<(usize, f64)>,
}

/// What a chart shows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Chart {
    /// Its title.
    pub title: Option<String>,
    /// What people call it.
    pub labels: Labels,
    /// What it draws.
    pub variables: Vec<VariableId>,
    /// Names of targets whose lines it draws.
    pub targets: Vec<String>,
    /// First and last step.
    pub span: (u32, u32),
    /// Index into [`Plan::sections`].
    pub section: Option<usize>,
    /// Where its block starts in the document.
    pub offset: usize,
}

/// A value in the prose.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LiveValue {
    /// What is shown.
    pub shown: Shown,
    /// Bytes of the inline code in the document.
    pub span: std::ops::Range<usize>,
}

/// What a live value shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Shown {
    /// A number read off the runs.
    Measure(MeasureId),
    /// The odds of a target.
    Odds {
        /// Id of the judgement.
        judgement: String,
        /// Alternatives and the number of the branch that is taken to be true.
        given: Option<(VariableId, usize)>,
    },
}

/// A checked plan, as of a day.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Plan {
    /// Its title.
    pub title: String,
    /// The title in other languages.
    pub labels: Labels,
    /// Whom its quantities cover unless they say otherwise.
    pub scope: Option<String>,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// The simulated time.
    pub time: Timeline,
    /// The day whose knowledge it uses.
    #[cfg_attr(feature = "serde", serde(with = "crate::date"))]
    pub as_of: Option<Date>,
    /// The units it knows.
    pub units: Units,
    /// Sections of the document.
    pub sections: Vec<Section>,
    /// What it names, in the order of the document.
    pub quantities: Vec<Quantity>,
    /// What a run computes, in no particular order.
    pub variables: Vec<Variable>,
    /// Tables and series.
    pub tables: Vec<Table>,
    /// What a run records.
    pub readings: Vec<Reading>,
    /// What is read off a run.
    pub measures: Vec<Measure>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Observations, hidden and superseded ones included.
    pub observations: Vec<Observation>,
    /// Targets, hidden ones included.
    pub targets: Vec<Target>,
    /// Levers.
    pub levers: Vec<Lever>,
    /// Budgets.
    pub budgets: Vec<Budget>,
    /// Scenarios.
    pub scenarios: Vec<Scenario>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// Values in the prose.
    pub live_values: Vec<LiveValue>,
    /// What the evidence says of itself.
    pub findings: Vec<Finding>,
    /// What its doc strings, scopes, notes and reasons say in other languages.
    pub phrases: Phrases,
}

impl Plan {
    /// The variable of an id.
    ///
    /// # Panics
    ///
    /// Where the id is from another plan.
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.index()]
    }

    /// The measure of an id.
    ///
    /// # Panics
    ///
    /// Where the id is from another plan.
    pub fn measure(&self, id: MeasureId) -> &Measure {
        &self.measures[id.index()]
    }

    /// The scenario of a name.
    pub fn scenario(&self, name: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|s| s.name == name)
    }

    /// The lever of a name.
    pub fn lever(&self, name: &str) -> Option<usize> {
        self.levers.iter().position(|l| l.name == name)
    }
}

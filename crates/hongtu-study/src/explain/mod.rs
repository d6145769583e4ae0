//! One quantity or target, explained: what it is made of, what it leads to, what is known of it.
//!
//! [`find`] looks a name up; [`explain`] asks a question about it. A quantity gets its surroundings,
//! its distribution before and with the evidence, its course, and the observations of it; a target
//! its odds and what the runs that make it have in common ([`Contrast`]). The formulas are in
//! `docs/board.md`.

mod contrast;
mod course;
mod find;
mod replayed;
mod sign;
mod surroundings;

use std::ops::Range;

use hongtu_model::{Labels, MeasureId, Plan, Quantity, QuantityKind, Section, Unit, VariableId};

pub use contrast::{Contrast, Difference, Drawn, Groups, MOST_DIFFERENCES};
pub use course::{BINS, Course, Observed, Shape};
pub use find::{Name, find, names, read_by};
pub(crate) use replayed::{Replayed, explain_replayed};
pub use sign::Sign;
pub use surroundings::{Branch, Node};

use crate::answers::Answers;
use crate::judge::{Judge, measures};
use crate::lessons::{Asked, Lessons, lessons};
use crate::machine::{Machine, Simulator};
use crate::question::{Question, StudyError};
use crate::reach::Reach;
use crate::study::{Study, study_runs};
use surroundings::{Surroundings, unhidden};

/// Distributions come from so many of the first runs.
pub const EXPLAIN_RUNS: usize = 16_384;

/// At most so many elements of an array have a course each.
pub const MOST_ELEMENTS: usize = 32;

/// An explanation, with the answers of the study that it is from.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Explanation {
    /// The study, without the effects of levers.
    pub answers: Answers,
    /// What is explained.
    pub subject: Subject,
}

/// What is explained.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Subject {
    /// A quantity, or an element of one.
    Quantity(Box<QuantityExplained>),
    /// A target, or a reading of one.
    Target(Box<TargetExplained>),
}

impl Subject {
    /// Indices into [`Answers::observations`] of what was observed of it.
    pub fn observations(&self) -> &[usize] {
        match self {
            Self::Quantity(quantity) => &quantity.observations,
            Self::Target(target) => &target.observations,
        }
    }
}

/// A quantity, or an element of one.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuantityExplained {
    /// The name that was asked for: `output`, or `output[medical]`.
    pub name: String,
    /// The name of the quantity.
    pub quantity: String,
    /// What people call it.
    pub labels: Labels,
    /// What it is in the plan.
    pub kind: QuantityKind,
    /// How it is shown.
    pub unit: Unit,
    /// Names of its dimensions.
    pub dimensions: Vec<String>,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// Whom it covers: its own scope, else the plan's.
    pub scope: Option<String>,
    /// Why the author believes it.
    pub assumption: Option<String>,
    /// The section it stands in.
    pub section: Option<Section>,
    /// Bytes of its statement in the document.
    pub span: Range<usize>,
    /// What it is computed from, two levels deep.
    pub fed_by: Vec<Branch>,
    /// What is computed from it, two levels deep; targets that read it are leaves.
    pub feeds: Vec<Branch>,
    /// Its elements, one for a scalar.
    pub courses: Vec<Course>,
    /// How many elements are left out of the courses.
    pub left_out: usize,
    /// Indices into [`Answers::observations`] of what was observed of it.
    pub observations: Vec<usize>,
    /// The same of what else weighs and shares uncertain inputs with it.
    pub indirect: Vec<usize>,
}

/// A target, or a reading of one.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TargetExplained {
    /// The name that was asked for: `revenue`, or `revenue.each`.
    pub name: String,
    /// The name of the target.
    pub target: String,
    /// What people call it.
    pub labels: Labels,
    /// What it is, in the author's words.
    pub doc: Option<String>,
    /// The plan's scope.
    pub scope: Option<String>,
    /// The section it stands in.
    pub section: Option<Section>,
    /// Bytes of its statement in the document.
    pub span: Range<usize>,
    /// Whether it became known after the as-of date, so that it has no odds.
    pub hidden: bool,
    /// Its readings that were asked for; none where it is hidden.
    pub readings: Vec<ReadingExplained>,
    /// Indices into [`Answers::observations`] of what was observed of what it measures.
    pub observations: Vec<usize>,
    /// The same of what else weighs and shares uncertain inputs with it.
    pub indirect: Vec<usize>,
    /// What the observations taught; its targets are the readings. `None` where nothing weighs.
    pub lessons: Option<Lessons>,
}

/// A reading of a target.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReadingExplained {
    /// Index into [`Answers::targets`].
    pub answer: usize,
    /// What its measure is read off, and what that is computed from.
    pub fed_by: Vec<Branch>,
    /// The distribution of its measure, before and with the evidence.
    pub shape: Option<Shape>,
    /// The course of what its measure reads, where that is one variable.
    pub course: Option<Course>,
    /// What the runs that make it have in common.
    pub contrast: Contrast,
}

/// Explains what [`find`] found.
///
/// # Errors
///
/// As [`crate::study()`].
pub fn explain(
    plan: &Plan,
    question: &Question<'_>,
    name: Name,
) -> Result<Explanation, StudyError> {
    let question = Question { levers_effect: false, ..question.clone() };
    let study = study_runs(plan, &question)?;
    let reach = Reach::new(plan);
    let mut bench = Bench {
        plan,
        question: &question,
        study: &study,
        reach: &reach,
        surroundings: Surroundings::new(plan, &reach),
        machine: Machine::again(plan, &question, &study),
        prior: (study.answers.weighting.observations > 0).then(|| Machine::new(plan, &question)),
        lessons: Some(lessons),
        brief: false,
    };
    let subject = bench.subject(name)?;
    Ok(Explanation { answers: study.answers, subject })
}

/// A study and what it takes to look further into it.
struct Bench<'a, 'q> {
    plan: &'a Plan,
    question: &'q Question<'q>,
    study: &'a Study,
    reach: &'a Reach<'a>,
    surroundings: Surroundings<'a>,
    /// Runs that agree with what was observed, as far as the study has such.
    machine: Machine<'q>,
    /// Runs from the priors, where anything was observed.
    prior: Option<Machine<'q>>,
    /// How to find out what observations taught about a target, where that is wanted.
    lessons: Option<LessonsOf>,
    /// Whether nothing is to be simulated: what is explained has no course and no distribution then.
    brief: bool,
}

/// [`lessons`], which a page that never asks for them need not carry.
type LessonsOf = fn(&Plan, &Question<'_>, &Study, Asked) -> Result<Option<Lessons>, StudyError>;

impl Bench<'_, '_> {
    /// How many of the first runs are looked at.
    fn runs(&self) -> usize {
        let all = self.study.runs.runs();
        if all < EXPLAIN_RUNS { all } else { EXPLAIN_RUNS }
    }

    /// The weights of those runs.
    fn weights(&self) -> Option<&[f64]> {
        let runs = self.runs();
        self.study.weights.as_deref().map(|w| w.get(..runs).unwrap_or(w))
    }

    fn subject(&mut self, name: Name) -> Result<Subject, StudyError> {
        Ok(match name {
            Name::Quantity(id) => {
                let all = self.quantity(id).map(|q| q.variables.clone()).unwrap_or_default();
                Subject::Quantity(Box::new(self.explain_quantity(id, &all, None)?))
            }
            Name::Element(id, variable) => {
                let explained = self.explain_quantity(id, &[variable], Some(variable))?;
                Subject::Quantity(Box::new(explained))
            }
            Name::Target(index) => Subject::Target(Box::new(self.explain_target(index, None)?)),
            Name::Reading(index, reading) => {
                Subject::Target(Box::new(self.explain_target(index, Some(reading))?))
            }
        })
    }

    fn quantity(&self, id: hongtu_model::QuantityId) -> Option<&Quantity> {
        self.plan.quantities.get(id.0 as usize)
    }

    fn section(&self, index: Option<usize>) -> Option<Section> {
        index.and_then(|s| self.plan.sections.get(s)).cloned()
    }

    fn explain_quantity(
        &mut self,
        id: hongtu_model::QuantityId,
        variables: &[VariableId],
        element: Option<VariableId>,
    ) -> Result<QuantityExplained, StudyError> {
        let shown: Vec<VariableId> = variables.iter().copied().take(MOST_ELEMENTS).collect();
        let courses = self.courses(&shown)?;
        let quantity = self.plan.quantities.get(id.0 as usize);
        let name = match element {
            Some(variable) => self.plan.variables.get(variable.index()).map(|v| v.name.clone()),
            None => quantity.map(|q| q.name.clone()),
        };
        Ok(QuantityExplained {
            name: name.unwrap_or_default(),
            quantity: quantity.map(|q| q.name.clone()).unwrap_or_default(),
            labels: quantity.map(|q| q.labels.clone()).unwrap_or_default(),
            kind: quantity.map_or(QuantityKind::Auxiliary, |q| q.kind),
            unit: quantity.map_or_else(Unit::one, |q| q.unit.clone()),
            dimensions: quantity.map(|q| q.dimensions.clone()).unwrap_or_default(),
            doc: quantity.and_then(|q| q.doc.clone()),
            scope: quantity.and_then(|q| q.scope.clone()).or_else(|| self.plan.scope.clone()),
            assumption: quantity.and_then(|q| q.assumption.clone()),
            section: self.section(quantity.and_then(|q| q.section)),
            span: quantity.map_or(0..0, |q| q.span.clone()),
            fed_by: self.surroundings.behind(variables),
            feeds: self.surroundings.ahead(variables),
            courses,
            left_out: variables.len() - shown.len(),
            observations: self.observations_of(variables),
            indirect: self.indirect(variables),
        })
    }

    fn explain_target(
        &mut self,
        index: usize,
        reading: Option<usize>,
    ) -> Result<TargetExplained, StudyError> {
        let plan = self.plan;
        let target = &plan.targets[index];
        let chosen: Vec<_> = target
            .judgements
            .iter()
            .enumerate()
            .filter(|(number, _)| !target.hidden && reading.is_none_or(|only| only == *number))
            .map(|(_, judgement)| judgement)
            .collect();
        let mut readings = Vec::with_capacity(chosen.len());
        let mut read = Vec::new();
        for judgement in chosen {
            let answer = self.study.answers.targets.iter().position(|t| t.id == judgement.id);
            let Some(answer) = answer else { continue };
            let of = self.read_by(judgement.measure);
            let course = match of.as_slice() {
                [one] => self.courses(&[*one])?.pop(),
                _ => None,
            };
            let judge = Judge::new(judgement, &self.study.runs);
            let runs = self.runs();
            let unit = judgement.unit.clone();
            let before = match &mut self.prior {
                None => None,
                Some(prior) => {
                    Some(prior.simulate(&self.study.settings, &[judgement.measure], runs)?)
                }
            };
            let shape = judge.values().and_then(|values| {
                let values = values.get(..runs).unwrap_or(values);
                let before = before.as_ref().and_then(|b| b.column(judgement.measure));
                course::shape(before.unwrap_or(values), values, self.weights(), unit, None)
            });
            readings.push(ReadingExplained {
                answer,
                fed_by: self.surroundings.read(&of),
                shape,
                course,
                contrast: if self.brief {
                    Contrast { groups: Groups::None, ..Contrast::default() }
                } else {
                    self.contrast(judgement)?
                },
            });
            read.extend(of);
        }
        let asked = Asked {
            target: Some(match reading {
                Some(reading) => Name::Reading(index, reading),
                None => Name::Target(index),
            }),
            refit: false,
        };
        let name = match reading.and_then(|number| target.judgements.get(number)) {
            Some(judgement) => judgement.id.clone(),
            None => target.name.clone(),
        };
        Ok(TargetExplained {
            name,
            target: target.name.clone(),
            labels: target.labels.clone(),
            doc: target.doc.clone(),
            scope: plan.scope.clone(),
            section: self.section(target.section),
            span: target.span.clone(),
            hidden: target.hidden,
            readings,
            observations: self.observations_of(&read),
            indirect: self.indirect(&read),
            lessons: match self.lessons {
                Some(lessons) => lessons(plan, self.question, self.study, asked)?,
                None => None,
            },
        })
    }

    /// The variables that a measure reads; of a condition, those that the condition is about.
    fn read_by(&self, measure: MeasureId) -> Vec<VariableId> {
        let read = self.reach.read_by(measure).into_iter().collect::<Vec<_>>();
        unhidden(self.plan, &read)
    }

    /// Observations whose measure reads one of some variables.
    fn observations_of(&self, variables: &[VariableId]) -> Vec<usize> {
        let reads = |measure| self.read_by(measure).iter().any(|read| variables.contains(read));
        let found = self.plan.observations.iter().enumerate().filter(|(_, o)| reads(o.measure));
        found.map(|(index, _)| index).collect()
    }

    /// Observations that weigh, are of something else, and share an uncertain input with some
    /// variables.
    fn indirect(&self, variables: &[VariableId]) -> Vec<usize> {
        let behind = self.reach.behind_all(variables.to_vec());
        let draws = self.reach.draws_among(&behind);
        let direct = self.observations_of(variables);
        let found = self.plan.observations.iter().enumerate().filter(|(index, o)| {
            o.weighs()
                && !direct.contains(index)
                && !self.reach.draws(o.measure).is_disjoint(&draws)
        });
        found.map(|(index, _)| index).collect()
    }

    /// Everything a judgement's measures depend on.
    fn behind(&self, judgement: &hongtu_model::Judgement) -> Vec<bool> {
        let mut behind = vec![false; self.plan.variables.len()];
        for measure in measures(judgement) {
            for (all, this) in behind.iter_mut().zip(self.reach.behind(measure)) {
                *all |= this;
            }
        }
        behind
    }
}

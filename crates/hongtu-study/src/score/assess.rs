//! The forecast of one study beside outcomes.

use hongtu_maths::random::{name_key, normal};
use hongtu_model::{
    Happened, Judgement, MeasureId, Observation, Outcome, OutcomeOf, Plan, Stated, Test,
};
use jiff::civil::Date;

use super::naive::{Forecaster, number, odds, scale};
use super::rules::{Sample, brier, distance, held, log_score, smoothed};
use super::{
    LeftOut, NumberScore, PointForecast, ScoredOdds, Scores, TargetScore, WhyLeftOut, range,
};
use crate::status::moved;
use crate::study::Study;

/// An outcome with what stands between it and the run that says the truth.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    what: String,
    of: OutcomeOf,
    /// `None` for a bound.
    happened: Option<Happened>,
    /// Standard deviation of the outcome about the measure of the true run.
    noise: f64,
    text: String,
    known: Date,
    source: Option<String>,
    line: usize,
}

impl From<&Outcome> for Item {
    fn from(outcome: &Outcome) -> Self {
        Self {
            what: outcome.what.clone(),
            of: outcome.of,
            happened: Some(outcome.happened),
            noise: 0.0,
            text: outcome.text.clone(),
            known: outcome.known,
            source: outcome.source.clone(),
            line: outcome.line,
        }
    }
}

impl Item {
    /// An observation of a plan that became known on a day.
    pub fn observed(plan: &Plan, observation: &Observation, known: Date) -> Self {
        let (happened, error) = match observation.stated {
            Stated::Normal { value, sd } => (Some((value, value)), sd),
            Stated::Uniform { low, high } => (Some((low, high)), 0.0),
            Stated::AtLeast { .. } | Stated::AtMost { .. } => (None, 0.0),
        };
        let discrepancy = observation.discrepancy;
        Self {
            what: plan
                .measures
                .get(observation.measure.index())
                .map_or_else(String::new, |m| m.text.clone()),
            of: OutcomeOf::Measure(observation.measure),
            happened: happened.map(|(low, high)| Happened::Number { low, high }),
            noise: (error * error + discrepancy * discrepancy).sqrt(),
            text: observation.text.clone(),
            known,
            source: observation.source.clone(),
            line: observation.line,
        }
    }
}

/// Scores what a study says of some outcomes.
pub(crate) fn assess(plan: &Plan, study: &Study, seed: u64, items: &[Item], scores: &mut Scores) {
    let mut assessment = Assessment { plan, study, seed, scores };
    let mut kept: Vec<&Item> = Vec::new();
    for item in items {
        match assessment.excluded(item) {
            Some(why) => assessment.leave_out(item, why),
            None => kept.push(item),
        }
    }
    for item in &kept {
        assessment.number(item, &kept);
    }
    for (target, t) in plan.targets.iter().enumerate().filter(|(_, t)| !t.hidden) {
        for (judgement, j) in t.judgements.iter().enumerate() {
            let of = OutcomeOf::Judgement { target, judgement };
            assessment.target(of, j, &kept);
        }
    }
}

struct Assessment<'a> {
    plan: &'a Plan,
    study: &'a Study,
    seed: u64,
    scores: &'a mut Scores,
}

impl Assessment<'_> {
    fn leave_out(&mut self, item: &Item, why: WhyLeftOut) {
        let (what, line) = (item.what.clone(), item.line);
        self.scores.left_out.push(LeftOut { what, as_of: self.plan.as_of, line, why });
    }

    fn excluded(&self, item: &Item) -> Option<WhyLeftOut> {
        if self.plan.as_of.is_some_and(|as_of| item.known <= as_of) {
            return Some(WhyLeftOut::KnownBefore);
        }
        if let OutcomeOf::Judgement { target, .. } = item.of
            && self.plan.targets.get(target).is_none_or(|t| t.hidden)
        {
            return Some(WhyLeftOut::TargetLater);
        }
        item.happened.is_none().then_some(WhyLeftOut::Bound)
    }

    fn judgement(&self, of: OutcomeOf) -> Option<&Judgement> {
        let OutcomeOf::Judgement { target, judgement } = of else { return None };
        self.plan.targets.get(target)?.judgements.get(judgement)
    }

    /// Scores the number of an item, unless another item is of the same measure itself.
    fn number(&mut self, item: &Item, items: &[&Item]) {
        let Some((low, high)) = item.happened.and_then(range) else { return };
        let id = match item.of {
            OutcomeOf::Measure(measure) => measure,
            OutcomeOf::Judgement { .. } => {
                let Some(judgement) = self.judgement(item.of) else { return };
                let of = OutcomeOf::Measure(judgement.measure);
                if items.iter().any(|other| other.of == of) {
                    return;
                }
                judgement.measure
            }
        };
        match self.scored(item, id, low, high) {
            Some(score) => self.scores.numbers.push(score),
            None => self.leave_out(item, WhyLeftOut::NoNumber),
        }
    }

    fn scored(&self, item: &Item, id: MeasureId, low: f64, high: f64) -> Option<NumberScore> {
        let measure = self.plan.measures.get(id.index())?;
        let column = self.study.runs.column(id)?;
        let time = &self.plan.time;
        // What a run does not know before its end it cannot be told apart from the end.
        let end = time.at(i64::from(time.steps));
        let known = |value: f64| if measure.is_date && value > end { end } else { value };
        let (low, high) = (known(low), known(high));
        if !low.is_finite() || !high.is_finite() {
            return None;
        }
        // By what an observation is of and where it stands in the world, not in the document.
        let source = item.source.as_deref().unwrap_or_default();
        let key = name_key(&format!("error of {} in {source}", measure.text));
        let day = item.known.duration_since(Date::ZERO).as_hours() / 24;
        let weights = self.study.weights.as_deref();
        let draws = (0u64..).zip(column).map(|(run, &value)| {
            let weight = weights.map_or(1.0, |w| w.get(run as usize).copied().unwrap_or(0.0));
            let noise =
                if item.noise > 0.0 { item.noise * normal(self.seed, run, key, day) } else { 0.0 };
            (known(value) + noise, weight)
        });
        let sample = Sample::new(draws);
        let between = |a, b| Some((sample.quantile(a)?, sample.quantile(b)?));
        let (interval_50, interval_90) = (between(0.25, 0.75)?, between(0.05, 0.95)?);
        let others = Forecaster::OF_NUMBERS.into_iter().filter_map(|by| {
            let value = number(self.plan, measure, by)?;
            Some(PointForecast { by, value, error: distance(value, low, high) })
        });
        Some(NumberScore {
            measure: measure.text.clone(),
            as_of: self.plan.as_of,
            known: item.known,
            text: item.text.clone(),
            source: item.source.clone(),
            line: item.line,
            unit: measure.unit.clone(),
            is_date: measure.is_date,
            low,
            high,
            median: sample.quantile(0.5)?,
            interval_50,
            interval_90,
            held_50: held(interval_50, low, high),
            held_90: held(interval_90, low, high),
            crps: sample.crps(low, high)?,
            scale: scale(self.plan, measure),
            others: others.collect(),
        })
    }

    /// Scores the odds of a target, where an item says or decides whether it was met.
    fn target(&mut self, of: OutcomeOf, judgement: &Judgement, items: &[&Item]) {
        let own = items.iter().find(|item| item.of == of);
        let measured = items.iter().find(|i| i.of == OutcomeOf::Measure(judgement.measure));
        let Some(item) = own.or(measured).copied() else { return };
        let met = match item.happened {
            Some(Happened::Met) => Some(true),
            Some(Happened::Missed) => Some(false),
            Some(Happened::Number { low, high }) => {
                let Some(decides) = self.decides(judgement, items) else { return };
                let (low, high) = (decides(low), decides(high));
                (low == high).then_some(low)
            }
            None => return,
        };
        let Some(met) = met else {
            let (what, line) = (judgement.id.clone(), item.line);
            let why = WhyLeftOut::Undecided;
            self.scores.left_out.push(LeftOut { what, as_of: self.plan.as_of, line, why });
            return;
        };
        let answers = &self.study.answers;
        let Some(answer) = answers.targets.iter().find(|t| t.id == judgement.id) else { return };
        let model = answer.attainment;
        let smooth = smoothed(model, answers.weighting.effective_sample_size);
        let mut all = vec![ScoredOdds {
            by: Forecaster::Model,
            probability: model,
            brier: brier(model, met),
            log: log_score(smooth, met),
        }];
        all.extend(Forecaster::OF_TARGETS.into_iter().filter_map(|by| {
            let probability = odds(self.plan, judgement, by)?;
            let (brier, log) = (brier(probability, met), log_score(probability, met));
            Some(ScoredOdds { by, probability, brier, log })
        }));
        self.scores.targets.push(TargetScore {
            id: judgement.id.clone(),
            as_of: self.plan.as_of,
            known: item.known,
            met,
            from: match item.happened.and_then(range) {
                Some(_) => format!("{} = {}", item.what, item.text),
                None => item.text.clone(),
            },
            line: item.line,
            odds: all,
        });
    }

    /// Whether a number meets a judgement; `None` for a direction whose base is not known.
    fn decides<'j>(
        &self,
        judgement: &'j Judgement,
        items: &[&Item],
    ) -> Option<Box<dyn Fn(f64) -> bool + 'j>> {
        match &judgement.test {
            Test::Bound { comparison, bound, .. } => {
                Some(Box::new(move |value| comparison.holds(value, *bound)))
            }
            Test::Direction { rises, amount, base, .. } => {
                let later = items.iter().find(|i| i.of == OutcomeOf::Measure(*base));
                let later = later.and_then(|i| i.happened).and_then(range);
                let known = self.plan.observations.iter().rev().find(|o| {
                    o.weighs() && o.measure == *base && matches!(o.stated, Stated::Normal { .. })
                });
                let base = match later {
                    Some((low, high)) => (low == high).then_some(low)?,
                    None => known?.stated.middle(),
                };
                let bound = moved(base, *rises, *amount);
                Some(Box::new(move |value| match (bound, *rises) {
                    (None, true) => value > base,
                    (None, false) => value < base,
                    (Some(bound), true) => value >= bound,
                    (Some(bound), false) => value <= bound,
                }))
            }
        }
    }
}

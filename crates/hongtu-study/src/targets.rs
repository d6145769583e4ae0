//! Odds of each target.

use hongtu_model::{Judgement, MeasureForm, Plan, Target, Test};

use crate::answers::{
    AgainstUsual, Asked, Direction, Likelihood, TargetAnswer, Warning, WarningKind,
};
use crate::ensemble::Ensemble;
use crate::judge::{Judge, upward};
use crate::reach::Reach;
use crate::statistics::{share, spread};
use crate::status::status;

/// A target that no run, or every run, meets is worth a warning from this many runs on.
const WARN_FROM: usize = 100;

/// The weighted runs of a study and room to work in.
pub struct Bench<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The runs.
    pub ensemble: &'a Ensemble,
    /// Runs of the prior: the same, where those are weighed.
    pub prior: &'a Ensemble,
    /// Their weights.
    pub weights: Option<&'a [f64]>,
    /// Scrambles among them.
    pub scrambles: usize,
}

impl Bench<'_> {
    /// Median and interval of a number that each run has.
    pub fn spread_of(
        &self,
        runs: usize,
        number: impl Fn(usize) -> f64,
    ) -> Option<crate::answers::Spread> {
        spread((0..runs).map(number), self.weights)
    }
}

/// Odds of one reading of a target, without the levers. `usual` holds a first part of the same runs
/// with business as usual, where that differs.
pub fn answer(
    bench: &Bench<'_>,
    reach: &Reach<'_>,
    target: &Target,
    judgement: &Judgement,
    usual: Option<&Ensemble>,
) -> TargetAnswer {
    let plan = bench.plan;
    let before = Judge::new(judgement, bench.prior);
    let prior = share(bench.prior.runs(), bench.scrambles, None, |run| before.met(run));
    let measure = plan.measures.get(judgement.measure.index());
    let (status, pace) = status(plan, judgement);
    let mut answer = TargetAnswer {
        id: judgement.id.clone(),
        target: target.name.clone(),
        labels: target.labels.clone(),
        doc: target.doc.clone(),
        reading: judgement.words.clone(),
        reading_labels: judgement.labels.clone(),
        measure: measure.map(|m| m.text.clone()).unwrap_or_default(),
        asked: asked(plan, judgement),
        deadline: judgement.deadline.clone(),
        kind: target.kind,
        unit: judgement.unit.clone(),
        is_date: measure.is_some_and(|m| m.is_date),
        is_level: measure.is_some_and(|m| matches!(m.form, MeasureForm::Level { .. })),
        source: target.source.clone(),
        section: target.section.and_then(|s| plan.sections.get(s)).cloned(),
        attainment: 0.0,
        attainment_error: None,
        likelihood: Likelihood::of(0.0),
        prior_attainment: prior.value,
        evidence: reach.evidence(judgement.measure),
        moved: None,
        median: None,
        interval_90: None,
        direction: None,
        pace,
        status,
        levers: Vec::new(),
    };
    odds(bench, judgement, usual, &mut answer);
    answer
}

/// Writes into an answer what depends on the runs.
pub fn odds(
    bench: &Bench<'_>,
    judgement: &Judgement,
    usual: Option<&Ensemble>,
    answer: &mut TargetAnswer,
) {
    let ensemble = bench.ensemble;
    let judge = Judge::new(judgement, ensemble);
    let attained = share(ensemble.runs(), bench.scrambles, bench.weights, |run| judge.met(run));
    let values = judge.values();
    let spread = values.and_then(|values| spread(values.iter().copied(), bench.weights));
    answer.attainment = attained.value;
    answer.attainment_error = attained.error;
    answer.likelihood = Likelihood::of_runs(attained.value, attained.error);
    answer.median = spread.map(|s| s.median);
    answer.interval_90 = spread.map(|s| (s.low, s.high));
    answer.direction = direction(bench, judgement, usual);
}

fn asked(plan: &Plan, judgement: &Judgement) -> Asked {
    match &judgement.test {
        Test::Bound { comparison, bound, text } => Asked::Bound {
            comparison: *comparison,
            bound: *bound,
            shown: judgement.unit.show(*bound),
            text: text.clone(),
        },
        Test::Direction { rises, amount, base, base_text } => Asked::Direction {
            rises: *rises,
            amount: *amount,
            base: plan.measures.get(base.index()).map(|m| m.text.clone()).unwrap_or_default(),
            base_text: base_text.clone(),
        },
    }
}

fn direction(
    bench: &Bench<'_>,
    judgement: &Judgement,
    usual: Option<&Ensemble>,
) -> Option<Direction> {
    let Test::Direction { .. } = judgement.test else { return None };
    let ensemble = bench.ensemble;
    let runs = ensemble.runs();
    let here = Judge::new(judgement, ensemble);
    let positive = (0..runs).all(|run| here.base(run) > 0.0 || here.base(run).is_nan());
    Some(Direction {
        base: bench.spread_of(runs, |run| here.base(run)),
        change: bench.spread_of(runs, |run| here.value(run) - here.base(run)),
        relative_change: if positive {
            bench.spread_of(runs, |run| here.value(run) / here.base(run) - 1.0)
        } else {
            None
        },
        against_usual: usual.map(|usual| against(bench, judgement, usual)),
    })
}

fn against(bench: &Bench<'_>, judgement: &Judgement, usual: &Ensemble) -> AgainstUsual {
    let ensemble = bench.ensemble;
    let runs = if usual.runs() < ensemble.runs() { usual.runs() } else { ensemble.runs() };
    let (here, there) = (Judge::new(judgement, ensemble), Judge::new(judgement, usual));
    let upward = upward(judgement);
    let better = share(runs, bench.scrambles, bench.weights, |run| {
        let difference = here.value(run) - there.value(run);
        !ensemble.is_troubled(run)
            && !usual.is_troubled(run)
            && if upward { difference > 0.0 } else { difference < 0.0 }
    });
    let attained = share(runs, bench.scrambles, bench.weights, |run| there.met(run));
    AgainstUsual {
        usual_attainment: attained.value,
        better: better.value,
        better_error: better.error,
        difference: bench.spread_of(runs, |run| here.value(run) - there.value(run)),
    }
}

/// Targets that no run, or every run, meets.
pub fn warnings(plan: &Plan, ensemble: &Ensemble) -> Vec<Warning> {
    if ensemble.runs() < WARN_FROM {
        return Vec::new();
    }
    let judgements =
        plan.targets.iter().filter(|t| !t.hidden).flat_map(|target| &target.judgements);
    judgements
        .filter_map(|judgement| {
            let judge = Judge::new(judgement, ensemble);
            let met = (0..ensemble.runs()).filter(|&run| judge.met(run)).count();
            let kind = match met {
                0 => WarningKind::NeverMet,
                n if n == ensemble.runs() => WarningKind::AlwaysMet,
                _ => return None,
            };
            Some(Warning { kind, target: judgement.id.clone() })
        })
        .collect()
}

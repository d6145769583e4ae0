//! Which assumptions matter and what taught what for programs, by the schema of `docs/json.md`.

use hongtu_model::Unit;
use hongtu_study::answers::Spread;
use hongtu_study::explain::Drawn;
use hongtu_study::lessons::{Informed, Lesson, Lessons};
use hongtu_study::sensitivity::{Index, Sensitivity, Share, TargetSensitivity};
use hongtu_study::statistics::Estimate;
use serde_json::{Value, json};

use super::Findings;
use crate::json as answers;

/// Both as a JSON document with a line break at its end.
pub fn json(findings: &Findings<'_>) -> String {
    let all = answers::value(findings.answers);
    let header = ["schema", "plan", "as_of", "time", "scenario", "changes", "runs", "seed"];
    let mut value = json!({});
    for key in header.into_iter().chain(["effective_sample_size", "weighting", "observations"]) {
        value[key] = all.get(key).cloned().unwrap_or_default();
    }
    let sensitivity = findings.sensitivity;
    value["sensitivity"] = json!({
        "model_runs": sensitivity.model_runs,
        "sample": sensitivity.sample,
        "screened": sensitivity.screened,
        "reaching": sensitivity.reaching,
        "refined": sensitivity.refined,
        "inputs": sensitivity.inputs.iter().map(|input| json!({
            "name": input.name,
            "labels": input.labels,
            "kind": input.kind.word(),
            "draws": input.draws,
        })).collect::<Vec<_>>(),
        "targets": sensitivity.targets.iter().map(|t| {
            let mut value = target(sensitivity, t);
            let answer = findings.answers.targets.iter().find(|answer| answer.id == t.id);
            value["attainment"] = answer.map_or(Value::Null, |answer| number(answer.attainment));
            value
        }).collect::<Vec<_>>(),
    });
    value["lessons"] = findings.lessons.map_or(Value::Null, lessons);
    format!("{value:#}\n")
}

fn target(sensitivity: &Sensitivity, target: &TargetSensitivity) -> Value {
    json!({
        "id": target.id,
        "scale": target.scale.word(),
        "depends_on": target.inputs,
        "first_order_sum": number(target.additive()),
        "shares": target.shares.iter().map(|s| share(sensitivity, s)).collect::<Vec<_>>(),
    })
}

fn share(sensitivity: &Sensitivity, share: &Share) -> Value {
    json!({
        "input": sensitivity.inputs.get(share.input).map(|input| input.name.as_str()),
        "total": index(share.indices.total),
        "first_order": index(share.indices.first),
        "runs": share.indices.runs,
    })
}

fn index(index: Index) -> Value {
    let (low, high) = index.interval_95();
    json!({
        "value": number(index.value),
        "error": number(index.error),
        "interval_95": [number(low), number(high)],
    })
}

/// What taught what.
pub(crate) fn lessons(lessons: &Lessons) -> Value {
    json!({
        "runs": lessons.runs,
        "reliable_k": number(lessons.reliable),
        "observations": lessons.observations.iter().map(|l| lesson(lessons, l)).collect::<Vec<_>>(),
        "informed": lessons.informed.iter().map(|i| informed(lessons, i)).collect::<Vec<_>>(),
    })
}

fn lesson(lessons: &Lessons, lesson: &Lesson) -> Value {
    let odds = lessons.targets.iter().zip(&lesson.odds).map(|(id, without)| {
        json!({
            "id": id,
            "attainment": number(without.value),
            "change": estimate(without.change),
        })
    });
    let known = lessons.informed.iter().zip(&lesson.known).map(|(informed, known)| {
        json!({
            "name": informed.name,
            "period": period(&informed.drawn),
            "mean": estimate(known.known.mean),
            "shrinkage": estimate(known.known.shrinkage),
            "mean_change": estimate(known.mean_change),
            "shrinkage_change": estimate(known.shrinkage_change),
        })
    });
    json!({
        "observation": lesson.observation,
        // Beyond what a number can say: it rules something out, or has no tail.
        "k": number(lesson.k),
        "told": lesson.told.word(),
        "elpd": lesson.elpd.map(number),
        "elpd_error": lesson.elpd_error.map(number),
        "targets": odds.collect::<Vec<_>>(),
        "informed": known.collect::<Vec<_>>(),
    })
}

fn informed(lessons: &Lessons, informed: &Informed) -> Value {
    let teacher = informed.teacher.and_then(|index| lessons.observations.get(index));
    json!({
        "name": informed.name,
        "labels": informed.labels,
        "period": period(&informed.drawn),
        "unit": informed.unit.name,
        "before": spread(&informed.unit, &informed.before),
        "with": spread(&informed.unit, &informed.with),
        "mean": estimate(informed.known.mean),
        "shrinkage": estimate(informed.known.shrinkage),
        "learnt": number(informed.known.learnt()),
        "mostly_from": teacher.map(|lesson| lesson.observation),
    })
}

fn period(drawn: &Drawn) -> Value {
    match drawn {
        Drawn::Shock { period } => json!(period),
        Drawn::Constant | Drawn::Alternative { .. } => Value::Null,
    }
}

fn estimate(estimate: Estimate) -> Value {
    json!({ "value": number(estimate.value), "error": estimate.error.map(number) })
}

fn spread(unit: &Unit, spread: &Spread) -> Value {
    let shown = |value| number(unit.show(value));
    json!([shown(spread.low), shown(spread.median), shown(spread.high)])
}

/// A finite number, else `null`.
fn number(value: f64) -> Value {
    Value::from(value)
}

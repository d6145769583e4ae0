//! An explanation for programs, by the schema of `docs/json.md`.

use hongtu_model::{Labels, Unit};
use hongtu_study::answers::Spread;
use hongtu_study::explain::{
    Branch, Contrast, Course, Drawn, Explanation, QuantityExplained, ReadingExplained, Shape,
    Subject, TargetExplained,
};
use serde_json::{Value, json};

use crate::json as answers;
use crate::sensitivity::lessons_json;

/// An explanation as a JSON document with a line break at its end. `source` is the plan's document.
pub fn json(explanation: &Explanation, source: &str) -> String {
    let all = answers::value(&explanation.answers);
    let of = |list: &str, indices: &[usize]| {
        let found = indices.iter().filter_map(|&i| all.get(list)?.get(i).cloned());
        found.collect::<Vec<_>>()
    };
    let subject = match &explanation.subject {
        Subject::Quantity(q) => {
            let mut value = quantity(q, source);
            value["observations"] = of("observations", &q.observations).into();
            value["indirect"] = of("observations", &q.indirect).into();
            value
        }
        Subject::Target(t) => {
            let mut value = target(t, source);
            value["observations"] = of("observations", &t.observations).into();
            value["indirect"] = of("observations", &t.indirect).into();
            let readings = t.readings.iter().map(|r| {
                let mut value = reading(r);
                value["answer"] = of("targets", &[r.answer]).pop().unwrap_or_default();
                value
            });
            value["readings"] = readings.collect::<Vec<_>>().into();
            value["lessons"] = t.lessons.as_ref().map_or(Value::Null, lessons_json);
            value
        }
    };
    let header = ["schema", "plan", "as_of", "time", "scenario", "changes", "runs", "seed"];
    let mut value = json!({});
    for key in header.into_iter().chain(["effective_sample_size", "weighting", "sources"]) {
        value[key] = all.get(key).cloned().unwrap_or_default();
    }
    value["explained"] = subject;
    format!("{value:#}\n")
}

fn quantity(quantity: &QuantityExplained, source: &str) -> Value {
    json!({
        "kind": quantity.kind.word(),
        "name": quantity.name,
        "quantity": quantity.quantity,
        "labels": labels(&quantity.labels),
        "unit": quantity.unit.name,
        "dimensions": quantity.dimensions,
        "doc": quantity.doc,
        "scope": quantity.scope,
        "assumption": quantity.assumption,
        "section": quantity.section.as_ref().map(|section| &section.title),
        "definition": source.get(quantity.span.clone()),
        "fed_by": branches(&quantity.fed_by),
        "feeds": branches(&quantity.feeds),
        "courses": quantity.courses.iter().map(course).collect::<Vec<_>>(),
        "left_out": quantity.left_out,
    })
}

fn target(target: &TargetExplained, source: &str) -> Value {
    json!({
        "kind": "target",
        "name": target.name,
        "target": target.target,
        "labels": labels(&target.labels),
        "doc": target.doc,
        "scope": target.scope,
        "section": target.section.as_ref().map(|section| &section.title),
        "definition": source.get(target.span.clone()),
        "hidden": target.hidden,
    })
}

fn reading(reading: &ReadingExplained) -> Value {
    json!({
        "fed_by": branches(&reading.fed_by),
        "distribution": reading.shape.as_ref().map(shape),
        "course": reading.course.as_ref().map(course),
        "contrast": contrast(&reading.contrast),
    })
}

fn branches(branches: &[Branch]) -> Value {
    branches.iter().map(branch).collect::<Vec<_>>().into()
}

fn branch(branch: &Branch) -> Value {
    json!({
        "kind": branch.node.word(),
        "name": branch.name,
        "labels": labels(&branch.labels),
        "sign": branch.sign.word(),
        "at_start": branch.at_start,
        "again": branch.again,
        "next": branches(&branch.next),
    })
}

fn course(course: &Course) -> Value {
    let quantiles = |q: &Option<[f64; 5]>| {
        q.map(|q| q.iter().map(|v| shown(&course.unit, *v)).collect::<Vec<_>>())
    };
    json!({
        "name": course.name,
        "unit": course.unit.name,
        "prior": course.prior,
        "steady": course.steady,
        "steps": course.steps,
        "times": course.times,
        "before": course.before.iter().map(quantiles).collect::<Vec<_>>(),
        "with": course.after.iter().map(quantiles).collect::<Vec<_>>(),
        "distribution": course.shape.as_ref().map(shape),
    })
}

fn shape(shape: &Shape) -> Value {
    json!({
        "unit": shape.unit.name,
        "low": shown(&shape.unit, shape.low),
        "high": shown(&shape.unit, shape.high),
        "before": shape.before.iter().map(|v| number(*v)).collect::<Vec<_>>(),
        "with": shape.after.iter().map(|v| number(*v)).collect::<Vec<_>>(),
        "before_90": spread(&shape.unit, &shape.spread_before),
        "with_90": spread(&shape.unit, &shape.spread_after),
    })
}

fn contrast(contrast: &Contrast) -> Value {
    let differences = contrast.differences.iter().map(|difference| {
        let drawn = match &difference.drawn {
            Drawn::Constant => json!({ "kind": "constant" }),
            Drawn::Shock { period } => json!({ "kind": "shock", "period": period }),
            Drawn::Alternative { option, here, there } => json!({
                "kind": "alternative",
                "option": option,
                "share_first": number(*here),
                "share_second": number(*there),
            }),
        };
        json!({
            "name": difference.name,
            "labels": labels(&difference.labels),
            "drawn": drawn,
            "unit": difference.unit.name,
            "first": spread(&difference.unit, &difference.here),
            "second": spread(&difference.unit, &difference.there),
            "distance": number(difference.distance),
            "standardised": number(difference.standardised),
        })
    });
    json!({
        "groups": contrast.groups.word(),
        "share": number(contrast.share),
        "compared": contrast.compared,
        "differences": differences.collect::<Vec<_>>(),
        "left_out": contrast.left_out,
    })
}

fn labels(labels: &Labels) -> Value {
    json!(labels)
}

fn spread(unit: &Unit, spread: &Spread) -> Value {
    json!([shown(unit, spread.low), shown(unit, spread.median), shown(unit, spread.high)])
}

fn shown(unit: &Unit, value: f64) -> Value {
    number(unit.show(value))
}

fn number(value: f64) -> Value {
    // What is not finite has no JSON number.
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

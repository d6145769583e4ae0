//! Scores for programs, by the schema of `docs/json.md`.

use hongtu_study::Answers;
use hongtu_study::score::{Backtest, NumberScore, Scored, Scores, TargetScore};
use serde_json::{Value, json};

use crate::json as answers;
use crate::json::{amount, number, shown};

/// The forecast of a day against what happened, with a line break at its end.
pub fn scored(scored: &Scored) -> String {
    let mut value = header(&scored.answers, &["as_of", "weighting"]);
    value["scores"] = scores(&scored.answers, &scored.scores);
    let unmatched = scored
        .unmatched
        .iter()
        .map(|outcome| json!({ "what": outcome.what, "line": outcome.line, "why": outcome.why }));
    value["unmatched"] = unmatched.collect::<Vec<_>>().into();
    format!("{value:#}\n")
}

/// A backtest, with a line break at its end; without anything to forecast its lists are empty.
pub fn backtest(backtest: Option<&Backtest>) -> String {
    let blinded = json!({ "evidence": true, "priors": false, "structure": false });
    let Some(backtest) = backtest else {
        let value = json!({
            "schema": answers::SCHEMA, "blinded": blinded, "origins": [], "scores": null,
        });
        return format!("{value:#}\n");
    };
    let mut value = header(&backtest.answers, &[]);
    value["blinded"] = blinded;
    let origins = backtest.origins.iter().map(|origin| {
        json!({
            "as_of": origin.as_of.to_string(),
            "known": origin.known,
            "forecast": origin.forecast,
            "effective_sample_size": number(origin.effective_sample_size),
            "trust": origin.trust.word(),
        })
    });
    value["origins"] = origins.collect::<Vec<_>>().into();
    let skipped = backtest.skipped.iter();
    value["skipped"] = skipped
        .map(|day| json!({ "as_of": day.as_of.to_string(), "why": day.why }))
        .collect::<Vec<_>>()
        .into();
    value["scores"] = scores(&backtest.answers, &backtest.scores);
    format!("{value:#}\n")
}

fn header(of: &Answers, more: &[&str]) -> Value {
    let all = answers::value(of);
    let always = ["schema", "plan", "labels", "time", "scenario", "changes", "runs", "seed"];
    let mut value = json!({});
    for &key in always.iter().chain(more) {
        value[key] = all.get(key).cloned().unwrap_or_default();
    }
    value
}

fn scores(of: &Answers, scores: &Scores) -> Value {
    json!({
        "numbers": scores.numbers.iter().map(|n| one_number(of, n)).collect::<Vec<_>>(),
        "targets": scores.targets.iter().map(one_target).collect::<Vec<_>>(),
        "left_out": scores.left_out.iter().map(|left| json!({
            "what": left.what,
            "as_of": left.as_of.map(|day| day.to_string()),
            "line": left.line,
            "why": left.why.word(),
        })).collect::<Vec<_>>(),
        "coverage": scores.coverage.map(|coverage| json!({
            "count": coverage.count,
            "held_50": number(coverage.held_50),
            "held_90": number(coverage.held_90),
        })),
        "numbers_against": scores.numbers_against.iter().map(|against| json!({
            "method": against.by.word(),
            "count": against.count,
            "closer": against.closer,
            "crps": number(against.other),
            "model_crps": number(against.model),
            "skill": against.skill.map(number),
        })).collect::<Vec<_>>(),
        "targets_against": scores.targets_against.iter().map(|against| json!({
            "method": against.by.word(),
            "count": against.count,
            "brier": number(against.brier),
            "log": number(against.log),
            "model_brier": number(against.model_brier),
            "model_log": number(against.model_log),
        })).collect::<Vec<_>>(),
    })
}

fn one_number(of: &Answers, score: &NumberScore) -> Value {
    let value = |value| amount(of, &score.unit, score.is_date, value);
    let ends = |(low, high)| json!([value(low), value(high)]);
    json!({
        "measure": score.measure,
        "as_of": score.as_of.map(|day| day.to_string()),
        "known": score.known.to_string(),
        "text": score.text,
        "source": score.source,
        "line": score.line,
        "unit": score.unit.name,
        "outcome": ends((score.low, score.high)),
        "median": value(score.median),
        "interval_50": ends(score.interval_50),
        "interval_90": ends(score.interval_90),
        "held_50": number(score.held_50),
        "held_90": number(score.held_90),
        "crps": shown(&score.unit, score.crps),
        "scale": score.scale.map(|scale| shown(&score.unit, scale)),
        "others": score.others.iter().map(|other| json!({
            "method": other.by.word(),
            "value": value(other.value),
            "error": shown(&score.unit, other.error),
        })).collect::<Vec<_>>(),
    })
}

fn one_target(score: &TargetScore) -> Value {
    json!({
        "id": score.id,
        "as_of": score.as_of.map(|day| day.to_string()),
        "known": score.known.to_string(),
        "met": score.met,
        "from": score.from,
        "line": score.line,
        "odds": score.odds.iter().map(|odds| json!({
            "method": odds.by.word(),
            "probability": number(odds.probability),
            "brier": number(odds.brier),
            "log": number(odds.log),
        })).collect::<Vec<_>>(),
    })
}

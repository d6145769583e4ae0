//! Answers as JSON, by the schema of `docs/json.md`.
//!
//! Numbers are in the unit that stands beside them (`unit`), probabilities and shares are fractions
//! of one, instants are dates. What is infinite is `"never"` where a time is meant and `null`
//! elsewhere; there is no NaN.

use hongtu_model::{Amount, Finding, Labels, Unit};
use hongtu_study::Answers;
use hongtu_study::answers::{
    Asked, BranchAnswer, BudgetAnswer, FactorAnswer, JointAnswer, LeverEffect, Miss,
    ObservationAnswer, Pace, Spread, Status, Strain, StrainKind, TargetAnswer,
};
use serde_json::{Value, json};

use crate::words::{self, Lang};

/// Version of the schema: raised when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

/// Answers as a JSON document with a line break at its end.
pub fn json(answers: &Answers) -> String {
    format!("{:#}\n", value(answers))
}

/// Answers as a JSON value.
pub fn value(answers: &Answers) -> Value {
    let joint = answers.joint.as_ref();
    json!({
        "schema": SCHEMA,
        "plan": answers.title,
        "labels": labels(&answers.labels),
        "scope": answers.scope,
        "as_of": answers.as_of.map(|day| day.to_string()),
        "time": {
            "unit": answers.time.unit,
            "start": number(answers.time.start),
            "step": number(answers.time.dt),
            "steps": answers.time.steps,
            "calendar": answers.time.is_calendar(),
        },
        "scenario": answers.scenario.as_ref().map(|scenario| json!({
            "name": scenario.name,
            "title": scenario.title,
            "labels": labels(&scenario.labels),
        })),
        "changes": answers.changes.iter().map(|change| json!({
            "name": change.name,
            "labels": labels(&change.labels),
            "kind": match change.branch {
                Some(_) => "alternatives",
                None if change.lever => "lever",
                None => "constant",
            },
            "by": if change.by_scenario { "scenario" } else { "setting" },
            "default": change.default.map(|default| shown(&change.unit, default)),
            "value": match &change.branch {
                Some(branch) => json!(branch.name),
                None => shown(&change.unit, change.value),
            },
            "unit": change.unit.name,
        })).collect::<Vec<_>>(),
        "runs": answers.runs,
        "seed": answers.seed,
        "scrambles": answers.scrambles,
        "effect_runs": answers.effect_runs,
        "backtest": answers.backtest.map(|short| json!({
            "first": short.first,
            "last": short.last,
            "count": short.coverage.count,
            "held_50": number(short.coverage.held_50),
            "held_90": number(short.coverage.held_90),
            "against": short.against.map(|against| json!({
                "method": against.by.word(),
                "count": against.count,
                "skill": number(against.skill),
            })),
        })),
        "effective_sample_size": number(answers.weighting.effective_sample_size),
        "weighting": weighting(answers),
        "targets": answers.targets.iter().map(|t| target(answers, t)).collect::<Vec<_>>(),
        "hidden_targets": answers.hidden_targets,
        "joint_attainment": joint.map(joint_value),
        "budgets": answers.budgets.iter().map(budget).collect::<Vec<_>>(),
        "observations": answers.observations.iter().map(|o| observation(answers, o)).collect::<Vec<_>>(),
        "findings": answers.findings.iter().map(finding).collect::<Vec<_>>(),
        "sources": answers.sources.iter().map(|source| json!({
            "name": source.name,
            "title": source.title,
            "publisher": source.publisher,
            "date": source.date,
            "known": source.known.map(|day| day.to_string()),
            "url": source.url,
        })).collect::<Vec<_>>(),
        "troubled_runs": troubles(answers),
        "warnings": answers.warnings.iter().map(|warning| json!({
            "rule": warning.kind.rule(),
            "target": warning.target,
        })).collect::<Vec<_>>(),
    })
}

fn strain(strain: &Strain) -> Value {
    let mut value = json!({
        "kind": strain.kind.word(),
        "name": strain.name,
        "labels": labels(&strain.labels),
    });
    match strain.kind {
        StrainKind::Tail { quantile } => value["prior_quantile"] = number(quantile),
        StrainKind::Wide { left } => value["prior_left"] = number(left),
        StrainKind::Modes { dip } => value["dip"] = number(dip),
        StrainKind::Surprise { observation, probability } => {
            value["observation"] = json!(observation);
            value["prior_probability"] = number(probability);
        }
    }
    value
}

fn weighting(answers: &Answers) -> Value {
    let weighting = &answers.weighting;
    let misfits: Vec<Value> = weighting
        .misfits
        .iter()
        .map(|misfit| {
            let of = answers.observations.get(misfit.observation);
            let closest = misfit.closest.zip(of);
            let miss = misfit.miss.zip(of);
            json!({
                "observation": misfit.observation,
                "measure": of.map(|o| o.measure.as_str()),
                "closest": closest.map(|(value, o)| amount(answers, &o.unit, o.is_date, value)),
                "miss": miss.map(|(value, o)| shown(&o.unit, value)),
                "deviations": misfit.deviations.map(number),
                "run": misfit.run,
            })
        })
        .collect();
    let mut value = json!({
        "method": weighting.method.words(),
        "observations": weighting.observations,
        "trust": weighting.trust.word(),
        "sound": weighting.trust.is_sound(),
        "share": number(weighting.share),
        "largest_weight": number(weighting.largest_weight),
        "log_evidence": number(weighting.log_evidence),
        "uncomputable": weighting.uncomputable,
        "misfits": misfits,
        "strains": weighting.strains.iter().map(strain).collect::<Vec<_>>(),
    });
    if let Some(fit) = &weighting.fit {
        value["fit"] = json!({
            "islands": fit.islands,
            "effective_islands": number(fit.effective_islands),
            "largest_island": number(fit.largest_island),
            "log_evidence_error": number(fit.log_evidence_error),
            "lowest_effective_sample_size": fit.lowest.as_ref().map(|(size, measure)| json!({
                "measure": measure,
                "effective_sample_size": number(*size),
            })),
            "model_runs": fit.model_runs,
            "factors": fit.factors.iter().map(factor).collect::<Vec<_>>(),
        });
    }
    if !weighting.alternatives.is_empty() {
        value["alternatives"] = weighting
            .alternatives
            .iter()
            .map(|view| {
                let each = |value: fn(&BranchAnswer) -> Option<f64>| {
                    view.branches.iter().map(|b| value(b).map(number)).collect::<Vec<_>>()
                };
                let id = |index: &usize| answers.targets.get(*index).map(|t| t.id.as_str());
                json!({
                    "name": view.name,
                    "labels": labels(&view.labels),
                    "doc": view.doc,
                    "held": view.held.and_then(|held| view.branches.get(held)).map(|b| &b.branch.name),
                    "prior": each(|b| Some(b.prior)),
                    "posterior": each(|b| Some(b.posterior)),
                    "errors": each(|b| b.error),
                    "branches": view.branches.iter().map(|b| branch(answers, b)).collect::<Vec<_>>(),
                    "moves": view.moves.iter().filter_map(id).collect::<Vec<_>>(),
                })
            })
            .collect();
    }
    value
}

fn branch(answers: &Answers, found: &BranchAnswer) -> Value {
    let odds = answers.targets.iter().zip(&found.odds).map(|(target, odds)| {
        json!({
            "target": target.id,
            "attainment": number(odds.attainment),
            "attainment_error": odds.error.map(number),
        })
    });
    json!({
        "name": found.branch.name,
        "words": found.branch.words,
        "labels": labels(&found.branch.labels),
        "prior": number(found.prior),
        "posterior": number(found.posterior),
        "posterior_error": found.error.map(number),
        "evidence": found.evidence().map(number),
        "evidence_error": found.evidence_error().map(number),
        "effective_sample_size": number(found.effective),
        "enough": found.enough,
        "odds": odds.collect::<Vec<_>>(),
    })
}

fn factor(factor: &FactorAnswer) -> Value {
    let mut value = json!({
        "observations": factor.observations,
        "draws": factor.draws,
        "informed": factor.informed,
        "temperatures": factor.temperatures.iter().map(|&t| number(t)).collect::<Vec<_>>(),
        "accepted": number(factor.accepted),
        "redrawn": number(factor.redrawn),
        "distinct": factor.distinct,
        "points": factor.points,
        "moves": factor.moves,
        "autocorrelation": number(factor.autocorrelation),
        "log_evidence": number(factor.log_evidence),
        "log_evidence_error": number(factor.log_evidence_error),
        "model_runs": factor.model_runs,
    });
    if let Some(chains) = &factor.chains {
        value["chains"] = json!({
            "chains": chains.chains,
            "warmup": chains.warmup,
            "draws": chains.draws,
            "divergences": chains.divergences,
            "cut_off": chains.cut_off,
            "steps": number(chains.steps),
            "r_hat": number(chains.r_hat),
            "bulk_effective_sample_size": number(chains.bulk),
            "tail_effective_sample_size": number(chains.tail),
        });
    }
    value
}

fn target(answers: &Answers, target: &TargetAnswer) -> Value {
    let show = |value: f64| amount(answers, &target.unit, target.is_date, value);
    let spread = |s: &Spread| {
        json!([
            shown(&target.unit, s.low),
            shown(&target.unit, s.median),
            shown(&target.unit, s.high)
        ])
    };
    let mut value = json!({
        "id": target.id,
        "target": target.target,
        "label": words::label(&target.labels, &target.target, Lang::En),
        "labels": labels(&target.labels),
        "doc": target.doc,
        "reading": target.reading,
        "reading_labels": labels(&target.reading_labels),
        "section": target.section.as_ref().map(|section| &section.title),
        "measure": target.measure,
    });
    let more = json!({
        "bound": bound(answers, target),
        "direction": direction(target),
        "deadline": {
            "text": target.deadline.text,
            "step": target.deadline.step,
            "ours": target.deadline.ours,
            "none": target.deadline.none,
        },
        "kind": target.kind.word(),
        "unit": target.unit.name,
        "unit_labels": target.unit.labels,
        "source": target.source.as_ref().map(|(name, quote)| json!({ "name": name, "quote": quote })),
        "attainment": number(target.attainment),
        "attainment_error": target.attainment_error.map(number),
        "likelihood": target.likelihood.word(),
        "prior_attainment": number(target.prior_attainment),
        "evidence": target.evidence.word(),
        "moved": target.moved.map(|moved| json!({
            "attainment": number(moved.attainment),
            "range": moved.range.map(number),
        })),
        "median": target.median.map(show),
        "interval_90": target.interval_90.map(|(low, high)| json!([show(low), show(high)])),
        "change": target.direction.as_ref().map(|direction| json!({
            "base": direction.base.as_ref().map(spread),
            "absolute": direction.change.as_ref().map(spread),
            "relative": direction.relative_change.as_ref().map(fractions),
            "against_usual": direction.against_usual.as_ref().map(|usual| json!({
                "usual_attainment": number(usual.usual_attainment),
                "better": number(usual.better),
                "better_error": usual.better_error.map(number),
                "difference": usual.difference.as_ref().map(spread),
            })),
        })),
        "pace": target.pace.as_ref().map(|p| pace(&target.unit, p)),
        "status": status(&target.unit, &target.status),
        "levers": target.levers.iter().map(|l| lever(answers, target, l)).collect::<Vec<_>>(),
    });
    if let (Some(all), Value::Object(more)) = (value.as_object_mut(), more) {
        all.extend(more);
    }
    value
}

fn bound(answers: &Answers, target: &TargetAnswer) -> Value {
    match &target.asked {
        Asked::Bound { comparison, bound, shown, text } => json!({
            "comparison": match comparison.sign() { "≤" => "<=", "≥" => ">=", sign => sign },
            // The study has rounded what is shown to the digits of the document.
            "value": if target.is_date { amount(answers, &target.unit, true, *bound) } else { number(*shown) },
            "text": text,
        }),
        Asked::Direction { .. } => Value::Null,
    }
}

fn direction(target: &TargetAnswer) -> Value {
    match &target.asked {
        Asked::Bound { .. } => Value::Null,
        Asked::Direction { rises, amount, base, base_text } => json!({
            "rises": rises,
            "relative": match amount { Amount::Relative(share) => number(*share), _ => Value::Null },
            "absolute": match amount {
                Amount::Absolute(value) => shown(&target.unit, *value),
                _ => Value::Null,
            },
            "base": base,
            "base_text": base_text,
        }),
    }
}

fn pace(unit: &Unit, pace: &Pace) -> Value {
    json!({
        "base": pace.base.as_ref().map(|base| json!({
            "at": number(base.at),
            "value": shown(unit, base.value),
            "in_period": base.in_period,
        })),
        "latest_at": number(pace.latest_at),
        "latest": shown(unit, pace.latest),
        "goal_at": number(pace.goal_at),
        "goal": shown(unit, pace.goal),
        "so_far": pace.so_far.map(number),
        "needed": pace.needed.map(number),
    })
}

fn status(unit: &Unit, status: &Status) -> Value {
    let german = match &status.german {
        Ok(found) => json!({ "status": found.word(), "miss": number(found.miss()) }),
        Err(why) => json!({ "status": "no data", "why": why.word() }),
    };
    let european = match &status.european {
        Ok(found) => json!({ "status": found.word(), "ratio": found.ratio().map(number) }),
        Err(why) => json!({ "status": "no data", "why": why.word() }),
    };
    json!({
        "german": german,
        "european": european,
        "inputs": status.inputs.iter().map(|input| json!({
            "at": number(input.at),
            "value": shown(unit, input.value),
            "text": input.text,
            "source": input.source,
            "known": input.known.map(|day| day.to_string()),
        })).collect::<Vec<_>>(),
    })
}

fn lever(answers: &Answers, target: &TargetAnswer, lever: &LeverEffect) -> Value {
    let show = |value: f64| amount(answers, &target.unit, target.is_date, value);
    // A change of an instant is a duration, in the unit of time.
    let change =
        |value: f64| if target.is_date { number(value) } else { shown(&target.unit, value) };
    json!({
        "name": lever.name,
        "label": words::label(&lever.labels, &lever.name, Lang::En),
        "labels": labels(&lever.labels),
        "unit": lever.unit.name,
        "low": shown(&lever.unit, lever.low),
        "high": shown(&lever.unit, lever.high),
        "setting": shown(&lever.unit, lever.setting),
        "best": lever.best.map(|end| end.word()),
        "attainment": number(lever.attainment),
        "attainment_low": number(lever.attainment_low),
        "attainment_high": number(lever.attainment_high),
        "attainment_change": number(lever.attainment_change),
        "attainment_change_error": lever.attainment_change_error.map(number),
        "over_range": number(lever.over_range),
        "over_range_error": lever.over_range_error.map(number),
        "median": lever.median.map(show),
        "median_low": lever.median_low.map(show),
        "median_high": lever.median_high.map(show),
        "median_change": lever.median_change.map(change),
        "money": lever.money.as_ref().map(|money| json!({
            "low": shown(&money.unit, money.low),
            "setting": shown(&money.unit, money.setting),
            "high": shown(&money.unit, money.high),
            "unit": money.unit.name,
            "per_point": money.per_point.map(|value| shown(&money.unit, value)),
        })),
    })
}

fn finding(finding: &Finding) -> Value {
    let told = words::findings::finding(finding, Lang::En);
    json!({
        "rule": finding.found.rule(),
        "message": told.message,
        "notes": told.notes,
        "line": finding.line,
    })
}

fn joint_value(joint: &JointAnswer) -> Value {
    json!({
        "combinations": joint.combinations.iter().map(|combination| json!({
            "targets": combination.ids,
            "attainment": number(combination.attainment),
            "attainment_error": combination.attainment_error.map(number),
            "likelihood": combination.likelihood.word(),
        })).collect::<Vec<_>>(),
        "left_out": joint.left_out,
        "directions": joint.directions,
    })
}

fn budget(budget: &BudgetAnswer) -> Value {
    let show = |value: f64| shown(&budget.unit, value);
    json!({
        "name": budget.name,
        "labels": labels(&budget.labels),
        "unit": budget.unit.name,
        "years": budget.years.iter().enumerate().map(|(index, year)| json!({
            "year": year.year,
            "spent": show(year.spent),
            "spent_by_default": show(year.spent_by_default),
            "difference": show(year.difference),
            "limit": year.limit.as_ref().map(|s| json!([show(s.low), show(s.median), show(s.high)])),
            "central_limit": year.central_limit.map(show),
            "over": year.over,
            "over_probability": year.over_probability.map(number),
            "levers": budget.levers.iter().map(|lever| json!({
                "name": lever.name,
                "spent": lever.spends.get(index).copied().map(show),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn observation(answers: &Answers, observation: &ObservationAnswer) -> Value {
    let show = |value: f64| amount(answers, &observation.unit, observation.is_date, value);
    let spread = |s: &Spread| json!([show(s.low), show(s.median), show(s.high)]);
    json!({
        "measure": observation.measure,
        "quantity": observation.quantity,
        "labels": labels(&observation.labels),
        "steps": observation.place.map(|place| json!([place.from, place.to])),
        "text": observation.text,
        "value": show(observation.stated.middle()),
        "error": shown(&observation.unit, observation.error),
        "discrepancy": shown(&observation.unit, observation.discrepancy),
        "unit": observation.unit.name,
        "standing": observation.standing.word(),
        "source": observation.source,
        "quote": observation.quote,
        "notes": observation.notes,
        "known": observation.known.map(|day| day.to_string()),
        "line": observation.line,
        "model_before": observation.prior.as_ref().map(spread),
        "model_after": observation.weighted.as_ref().map(spread),
        "z_before": observation.z_prior.map(number),
        "z": observation.z.map(number),
        "miss": observation.miss().map(Miss::word),
    })
}

fn troubles(answers: &Answers) -> Value {
    let troubles = &answers.troubles;
    json!({
        "runs": troubles.runs,
        "weight": number(troubles.weight),
        "examined": troubles.examined,
        "causes": troubles.causes.iter().map(|cause| json!({
            "variable": cause.variable,
            "labels": labels(&cause.labels),
            "kind": cause.kind.word(),
            "what": cause.what,
            "step": cause.step,
            "when": cause.when,
            "runs": cause.runs,
            "run": cause.run,
        })).collect::<Vec<_>>(),
    })
}

fn labels(labels: &Labels) -> Value {
    json!(labels)
}

/// A finite number, else `null`.
pub(crate) fn number(value: f64) -> Value {
    Value::from(value)
}

/// A coherent value in its unit; `null` where that is no finite number.
pub(crate) fn shown(unit: &Unit, value: f64) -> Value {
    number(unit.show(value))
}

/// A value of a measure: `"never"` for what does not come, a date for an instant.
pub(crate) fn amount(answers: &Answers, unit: &Unit, is_date: bool, value: f64) -> Value {
    if value == f64::INFINITY {
        return json!("never");
    }
    if !is_date {
        return shown(unit, value);
    }
    answers.date(value).map_or_else(|| number(value), |day| json!(day.to_string()))
}

fn fractions(spread: &Spread) -> Value {
    json!([number(spread.low), number(spread.median), number(spread.high)])
}

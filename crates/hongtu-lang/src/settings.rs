//! What a command line says of a plan: settings and dates.

use hongtu_model::{Kind, Plan, Quantity, QuantityKind, VariableId};
use hongtu_syntax::{Severity, tree::ExprKind};
use jiff::civil::Date;

use crate::{dates, numbers, units};

/// A lever or constant with the value it is set to, in coherent units.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A lever.
    Lever {
        /// Index into [`Plan::levers`].
        index: usize,
        /// Its setting.
        value: f64,
    },
    /// A constant, or alternatives, in every run.
    Constant {
        /// Its variable.
        variable: VariableId,
        /// Its value; of alternatives, the number of the branch.
        value: f64,
    },
}

/// Reads `name=value`, as `--set` takes it: `nev_investment=20 billion`, `investment[medical]=5 billion`.
///
/// A value without unit is in the unit of what is set. The range of a lever is for the study to
/// enforce.
///
/// # Errors
///
/// A sentence that says what is wrong and what would be right.
pub fn setting(plan: &Plan, text: &str) -> Result<Setting, String> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        format!("`{text}` sets nothing: write NAME=VALUE, such as `{}`", example(plan))
    })?;
    let name: String = name
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(",", ", ")
        .replace(",  ", ", ");
    let (target, unit, known) = find(plan, &name).ok_or_else(|| unknown(plan, &name))?;
    let value = amount(plan, value, &unit, &name)?;
    if !value.is_finite() {
        return Err(format!("the value of `{name}` is not a finite number"));
    }
    Ok(match known {
        Some(index) => Setting::Lever { index, value },
        None => Setting::Constant { variable: target, value },
    })
}

/// Reads `alternatives=branch`, as `--given` takes it: the alternatives are held at that branch in
/// every run.
///
/// # Errors
///
/// A sentence that says what is wrong and what would be right.
pub fn given(plan: &Plan, text: &str) -> Result<Setting, String> {
    let doubts = || plan.quantities.iter().filter(|q| q.kind == QuantityKind::Alternatives);
    let Some((name, branch)) = text.split_once('=') else {
        let branch = |q: &Quantity| Some(format!("{}={}", q.name, q.branches.first()?.name));
        return Err(match doubts().find_map(branch) {
            Some(example) => {
                format!("`{text}` holds nothing: write ALTERNATIVES=BRANCH, such as `{example}`")
            }
            None => "the plan has no alternatives".to_owned(),
        });
    };
    let (name, branch) = (name.trim(), branch.trim());
    let Some(quantity) = doubts().find(|q| q.name == name) else {
        if find(plan, name).is_some() {
            return Err(format!("`{name}` is no alternatives: --set gives it a value"));
        }
        let names: Vec<&str> = doubts().map(|q| q.name.as_str()).collect();
        return Err(none_of(&format!("the plan has no alternatives `{name}`"), name, &names));
    };
    let variable = quantity.variables.first();
    match (variable, quantity.branches.iter().position(|b| b.name == branch)) {
        (Some(&variable), Some(index)) => Ok(Setting::Constant { variable, value: index as f64 }),
        _ => {
            let names: Vec<&str> = quantity.branches.iter().map(|b| b.name.as_str()).collect();
            Err(none_of(&format!("`{name}` has no branch `{branch}`"), branch, &names))
        }
    }
}

/// What is missing, and the nearest of what there is, or all of it.
fn none_of(missing: &str, name: &str, known: &[&str]) -> String {
    match hongtu_syntax::closest(name, known.iter().copied()) {
        Some(near) => format!("{missing}; did you mean `{near}`?"),
        None if known.is_empty() => missing.to_owned(),
        None => format!("{missing}; there are: {}", known.join(", ")),
    }
}

fn example(plan: &Plan) -> String {
    plan.levers.first().map_or_else(
        || "build_time=3 year".to_owned(),
        |lever| {
            format!(
                "{}={} {}",
                lever.name,
                numbers::show(lever.unit.show(lever.high)),
                lever.unit.name
            )
        },
    )
}

/// The variable of a lever or constant, its unit, and the lever's index.
fn find(plan: &Plan, name: &str) -> Option<(VariableId, hongtu_model::Unit, Option<usize>)> {
    if let Some(index) = plan.lever(name) {
        let lever = &plan.levers[index];
        return Some((lever.variable, lever.unit.clone(), Some(index)));
    }
    let index = plan
        .variables
        .iter()
        .position(|v| v.name == name && !v.hidden && matches!(v.kind, Kind::Constant { .. }))?;
    Some((VariableId(index as u32), plan.variables[index].unit.clone(), None))
}

fn unknown(plan: &Plan, name: &str) -> String {
    let mut message = format!("there is no lever or constant `{name}`");
    if let Some(quantity) = plan.quantities.iter().find(|q| q.name == name) {
        message = match quantity.kind {
            QuantityKind::Lever | QuantityKind::Constant if !quantity.dimensions.is_empty() => {
                let first =
                    quantity.variables.first().map_or("", |v| plan.variable(*v).name.as_str());
                format!("`{name}` is an array: set its elements, such as `{first}`")
            }
            QuantityKind::Alternatives => {
                let branch = quantity.branches.first().map_or("BRANCH", |b| b.name.as_str());
                return format!("`{name}` is held at a branch: --given {name}={branch}");
            }
            kind => format!(
                "`{name}` is a {}, which follows from the model; only levers and constants can be set",
                kind.word()
            ),
        };
    }
    let names = plan.levers.iter().map(|l| l.name.as_str()).chain(
        plan.variables
            .iter()
            .filter(|v| matches!(v.kind, Kind::Constant { .. }) && !v.hidden)
            .map(|v| v.name.as_str()),
    );
    if let Some(near) = hongtu_syntax::closest(name, names) {
        message.push_str(&format!("; did you mean `{near}`?"));
    } else if !plan.levers.is_empty() {
        let levers: Vec<&str> = plan.levers.iter().map(|l| l.name.as_str()).collect();
        message.push_str(&format!("; the levers are: {}", levers.join(", ")));
    }
    message
}

fn amount(plan: &Plan, text: &str, unit: &hongtu_model::Unit, name: &str) -> Result<f64, String> {
    let shown = if unit.name.is_empty() {
        "a number without unit".to_owned()
    } else {
        format!("in {}", unit.name)
    };
    let wrong = || format!("`{}` is no value for `{name}`, which is {shown}", text.trim());
    let (expr, diagnostics) = hongtu_syntax::parse_expression(text.trim());
    let head = text.split_whitespace().next().unwrap_or_default();
    if head.parse::<f64>().is_ok_and(|number| number.is_infinite() && head.contains(['e', 'E'])) {
        return Err(format!("`{}` is too large a number for `{name}`", text.trim()));
    }
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(wrong());
    }
    let (negative, expr) = match expr.kind {
        ExprKind::Unary { operator: hongtu_syntax::tree::UnaryOperator::Minus, operand } => {
            (true, *operand)
        }
        _ => (false, expr),
    };
    let ExprKind::Number(number) = &expr.kind else { return Err(wrong()) };
    let plain = numbers::value(number);
    let value = match &number.unit {
        None if number.percent => plain,
        None => unit.read(plain),
        Some(written) => {
            let declared = units::resolve(&plan.units, written)
                .map_err(|d| format!("{}: {}", wrong(), d.message))?;
            if declared.unit.dimension != unit.dimension {
                let digits = written.factors.first().map_or(0, |factor| factor.name.span.start);
                let digits = text.trim().get(..digits).unwrap_or_default().trim();
                return Err(match (digits, unit.name.as_str()) {
                    ("", _) => wrong(),
                    (digits, "") => format!("{}: write `{name}={digits}`", wrong()),
                    (digits, own) => {
                        format!(
                            "{}: write \"{name}={digits} {own}\" or \"{name}={digits}\"",
                            wrong()
                        )
                    }
                });
            }
            declared.read(plain)
        }
    };
    if number.percent && !unit.dimension.is_none() {
        let bare = numbers::show(plain * 100.0);
        return Err(format!("{}: write {bare}, the unit is its own", wrong()));
    }
    Ok(if negative { -value } else { value })
}

/// Reads an as-of date; a vague one means the end of its period.
///
/// # Errors
///
/// A sentence that says what a date looks like.
pub fn as_of(text: &str) -> Result<Date, String> {
    hongtu_syntax::parse_date(text.trim())
        .filter(|date| !date.end_of)
        .and_then(|date| dates::last_day(&date))
        .ok_or_else(|| format!("`{text}` is no date: write 2024-03-07, 2024-03 or 2024"))
}

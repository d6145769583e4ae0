//! What must hold before a plan is compiled: indices that point somewhere, sizes within the limits.

use hongtu_model::{Expr, Kind, Plan, Reading};

use crate::error::{LimitError, ProgramError, limits};

/// Calls `visit` with every part of an expression and its level of nesting, without recursion.
///
/// The first argument of a function of two is on the level of the function itself, since long sums
/// are built that way.
pub(crate) fn each<'e>(expr: &'e Expr, mut visit: impl FnMut(&'e Expr, u64)) {
    let mut stack = vec![(expr, 0)];
    while let Some((expr, level)) = stack.pop() {
        visit(expr, level);
        match expr {
            Expr::Number(_) | Expr::Variable(_) | Expr::Time | Expr::Step | Expr::Reading(_) => {}
            Expr::StepOf(a) | Expr::Steps(a) | Expr::Apply(_, a) | Expr::Lookup(_, a) => {
                stack.push((a, level + 1));
            }
            Expr::Binary(_, a, b) => {
                stack.push((b, level + 1));
                stack.push((a, level));
            }
            Expr::If(c, a, b) => {
                stack.push((b, level + 1));
                stack.push((a, level + 1));
                stack.push((c, level + 1));
            }
        }
    }
}

/// The expressions of a kind.
pub(crate) fn expressions(kind: &Kind) -> Vec<&Expr> {
    match kind {
        Kind::Stock { initial, flow } => vec![initial, flow],
        Kind::Auxiliary { value } | Kind::Constant { value, .. } | Kind::Initial { value } => {
            vec![value]
        }
        Kind::Lever { .. } | Kind::Shock { .. } | Kind::Alternative { .. } => Vec::new(),
        Kind::Delay { input, delay, initial } => vec![input, delay, initial],
    }
}

/// The variable and the last step of a reading.
pub(crate) fn reading_parts(reading: &Reading) -> (hongtu_model::VariableId, Option<(u32, u32)>) {
    match *reading {
        Reading::Level { variable, step } => (variable, Some((step, step))),
        Reading::Total { variable, from, to }
        | Reading::Minimum { variable, from, to }
        | Reading::Maximum { variable, from, to } => (variable, Some((from, to))),
        Reading::First { variable } => (variable, None),
    }
}

/// Checks a plan and what is asked of it.
pub(crate) fn check(
    plan: &Plan,
    readings: &[Reading],
    measures: &[Expr],
) -> Result<(), ProgramError> {
    let time = &plan.time;
    LimitError::check("steps", time.steps.into(), limits::STEPS)?;
    LimitError::check("variables", plan.variables.len() as u64, limits::VARIABLES)?;
    if !(time.dt.is_finite() && time.dt > 0.0 && time.start.is_finite()) {
        return Err(ProgramError::malformed("the simulated time has no positive, finite step"));
    }
    for table in &plan.tables {
        LimitError::check("points in a table", table.xs.len() as u64, limits::TABLE_POINTS)?;
        let increasing = table.xs.windows(2).all(|pair| pair[0] < pair[1]);
        let finite = table.xs.iter().chain(&table.ys).all(|number| number.is_finite());
        if table.xs.is_empty() || table.xs.len() != table.ys.len() || !increasing || !finite {
            return Err(ProgramError::malformed(format!(
                "the table `{}` is not a list of points with increasing positions",
                table.name
            )));
        }
    }
    for variable in &plan.variables {
        for expr in expressions(&variable.kind) {
            check_expr(plan, expr, None, &variable.name)?;
        }
        match &variable.kind {
            Kind::Lever { lever } if *lever >= plan.levers.len() => {
                return Err(ProgramError::malformed(format!("`{}` has no lever", variable.name)));
            }
            Kind::Shock { period: 0, .. } => {
                return Err(ProgramError::malformed(format!("`{}` has no period", variable.name)));
            }
            _ => {}
        }
    }
    for reading in readings {
        let (variable, steps) = reading_parts(reading);
        if variable.index() >= plan.variables.len() {
            return Err(ProgramError::malformed("a reading is of no variable"));
        }
        if steps.is_some_and(|(from, to)| from > to || to > time.steps) {
            return Err(ProgramError::malformed("a reading lies outside the simulated time"));
        }
    }
    for measure in measures {
        check_expr(plan, measure, Some(readings.len()), "a measure")?;
    }
    Ok(())
}

fn check_expr(
    plan: &Plan,
    expr: &Expr,
    readings: Option<usize>,
    name: &str,
) -> Result<(), ProgramError> {
    let mut deepest = 0;
    let mut wrong = false;
    each(expr, |part, level| {
        deepest = deepest.max(level);
        wrong |= match part {
            Expr::Variable(id) => plan.variables.get(id.index()).is_none_or(|variable| {
                // A measure is read when the run is over: what changes has no value then.
                readings.is_some()
                    && !matches!(
                        variable.kind,
                        Kind::Constant { .. } | Kind::Initial { .. } | Kind::Alternative { .. }
                    )
            }),
            Expr::Lookup(table, _) => table.0 as usize >= plan.tables.len(),
            Expr::Reading(id) => readings.is_none_or(|count| id.0 as usize >= count),
            Expr::Time | Expr::Step => readings.is_some(),
            _ => false,
        };
    });
    LimitError::check("levels of nesting", deepest, limits::NESTING)?;
    if wrong {
        return Err(ProgramError::malformed(format!("{name} refers to what does not exist")));
    }
    Ok(())
}

//! Measures that can be moved in time.

use std::collections::HashMap;

use hongtu_model::{Expr, Measure, Plan, Reading, ReadingId, Timeline};

use crate::trajectories::Place;

/// An expression with the readings it is over, numbered in the order in which they occur.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    pub value: Expr,
    pub readings: Vec<Reading>,
}

impl Template {
    /// One reading.
    pub fn of(reading: Reading) -> Self {
        Self { value: Expr::Reading(ReadingId(0)), readings: vec![reading] }
    }

    /// A measure of a plan.
    pub fn measure(plan: &Plan, measure: &Measure) -> Option<Self> {
        let mut readings: Vec<Reading> = Vec::new();
        let value = renumbered(&measure.value, &mut |id| {
            let reading = plan.readings.get(id.0 as usize)?;
            readings.push(*reading);
            Some(ReadingId(u32::try_from(readings.len() - 1).ok()?))
        })?;
        Some(Self { value, readings })
    }

    /// The span of the reading that ends last; `None` where that is not known in advance.
    pub fn place(&self) -> Option<Place> {
        let spans: Option<Vec<Place>> = self.readings.iter().map(span).collect();
        spans?.into_iter().max_by_key(|place| (place.to, std::cmp::Reverse(place.from)))
    }

    /// The same, so many steps later; `None` where it would leave the simulated time.
    pub fn moved(&self, by: i64, time: &Timeline) -> Option<Self> {
        let readings: Option<Vec<Reading>> =
            self.readings.iter().map(|reading| moved(*reading, by, time)).collect();
        Some(Self { value: self.value.clone(), readings: readings? })
    }
}

fn span(reading: &Reading) -> Option<Place> {
    match *reading {
        Reading::Level { step, .. } => Some(Place { from: step, to: step }),
        Reading::Total { from, to, .. }
        | Reading::Minimum { from, to, .. }
        | Reading::Maximum { from, to, .. } => Some(Place { from, to }),
        Reading::First { .. } => None,
    }
}

fn moved(reading: Reading, by: i64, time: &Timeline) -> Option<Reading> {
    let at = |step: u32| {
        let step = i64::from(step) + by;
        if time.holds(step) { u32::try_from(step).ok() } else { None }
    };
    Some(match reading {
        Reading::Level { variable, step } => Reading::Level { variable, step: at(step)? },
        Reading::Total { variable, from, to } => {
            Reading::Total { variable, from: at(from)?, to: at(to)? }
        }
        Reading::Minimum { variable, from, to } => {
            Reading::Minimum { variable, from: at(from)?, to: at(to)? }
        }
        Reading::Maximum { variable, from, to } => {
            Reading::Maximum { variable, from: at(from)?, to: at(to)? }
        }
        Reading::First { .. } => return None,
    })
}

/// An expression over readings with other numbers; `None` where it is over anything else, for such
/// an expression is no measure.
fn renumbered(
    value: &Expr,
    number: &mut impl FnMut(ReadingId) -> Option<ReadingId>,
) -> Option<Expr> {
    Some(match value {
        Expr::Number(n) => Expr::Number(*n),
        Expr::Reading(id) => Expr::Reading(number(*id)?),
        Expr::Apply(function, a) => Expr::apply(*function, renumbered(a, number)?),
        Expr::Binary(operator, a, b) => {
            let a = renumbered(a, number)?;
            Expr::binary(*operator, a, renumbered(b, number)?)
        }
        Expr::If(c, a, b) => {
            let c = renumbered(c, number)?;
            let a = renumbered(a, number)?;
            Expr::choose(c, a, renumbered(b, number)?)
        }
        Expr::Variable(_)
        | Expr::Time
        | Expr::Step
        | Expr::StepOf(_)
        | Expr::Steps(_)
        | Expr::Lookup(..) => return None,
    })
}

/// Templates over one list of readings, for one program.
pub(crate) fn joined<'a>(
    templates: impl IntoIterator<Item = &'a Template>,
) -> (Vec<Reading>, Vec<Expr>) {
    let mut readings = Vec::new();
    let mut known: HashMap<Reading, u32> = HashMap::new();
    let values = templates
        .into_iter()
        .map(|template| {
            let value = renumbered(&template.value, &mut |id| {
                let reading = *template.readings.get(id.0 as usize)?;
                let next = u32::try_from(readings.len()).ok()?;
                Some(ReadingId(*known.entry(reading).or_insert_with(|| {
                    readings.push(reading);
                    next
                })))
            });
            value.unwrap_or(Expr::Number(f64::NAN))
        })
        .collect();
    (readings, values)
}

//! Observations beside what the ensemble says of the same measures.

use hongtu_model::{Observation, Plan, Reading, Stated, Unit, Variable};

use crate::answers::{ObservationAnswer, Spread, Standing};
use crate::conditioning::{measurement_error, miss};
use crate::statistics::spread;
use crate::targets::Bench;
use crate::template::Template;

/// Width of the 90 % interval of a normal distribution in standard deviations.
const WIDTH_90: f64 = 3.289_707_253_902_945;

/// What the ensemble says of an observation's measure.
pub fn answer(bench: &Bench<'_>, observation: &Observation) -> ObservationAnswer {
    let measure = bench.plan.measures.get(observation.measure.index());
    let (mut prior, mut weighted) = (None, None);
    if let Some(values) = bench.prior.column(observation.measure) {
        prior = spread(values.iter().copied(), None);
    }
    if bench.weights.is_none() {
        weighted = prior;
    } else if let Some(values) = bench.ensemble.column(observation.measure) {
        weighted = spread(values.iter().copied(), bench.weights);
    }
    let template = measure.and_then(|measure| Template::measure(bench.plan, measure));
    let variable = template.as_ref().and_then(|template| variable(bench.plan, template));
    let quantity = variable
        .and_then(|v| v.quantity)
        .and_then(|quantity| bench.plan.quantities.get(quantity.0 as usize));
    ObservationAnswer {
        measure: measure.map(|m| m.text.clone()).unwrap_or_default(),
        quantity: quantity.map(|q| q.name.clone()),
        labels: variable.map(|v| v.labels.clone()).unwrap_or_default(),
        place: template.and_then(|template| template.place()),
        text: observation.text.clone(),
        stated: observation.stated,
        error: measurement_error(observation.stated),
        discrepancy: observation.discrepancy,
        unit: measure.map_or_else(Unit::one, |m| m.unit.clone()),
        is_date: measure.is_some_and(|m| m.is_date),
        standing: if observation.hidden {
            Standing::Hidden
        } else if observation.superseded {
            Standing::Superseded
        } else {
            Standing::Weighed
        },
        source: observation.source.clone(),
        quote: observation.quote.clone(),
        notes: observation.notes.clone(),
        known: observation.known,
        line: observation.line,
        z_prior: prior.and_then(|s| z(observation, s)),
        z: weighted.and_then(|s| z(observation, s)),
        prior,
        weighted,
    }
}

/// The variable that a measure reads, where it is one.
fn variable<'a>(plan: &'a Plan, template: &Template) -> Option<&'a Variable> {
    let mut variables = template.readings.iter().map(Reading::variable);
    let first = variables.next()?;
    let alone = variables.all(|variable| variable == first);
    plan.variables.get(first.index()).filter(|_| alone)
}

/// How far a stated value lies above what the ensemble says, in standard deviations of measurement,
/// discrepancy and ensemble together; 0 for a bound that the median satisfies.
fn z(observation: &Observation, ensemble: Spread) -> Option<f64> {
    let stated = observation.stated;
    let one_sided = matches!(stated, Stated::AtLeast { .. } | Stated::AtMost { .. });
    if one_sided && miss(stated, ensemble.median) == 0.0 {
        return Some(0.0);
    }
    let error = measurement_error(stated);
    let width = (ensemble.high - ensemble.low) / WIDTH_90;
    let variance =
        error * error + observation.discrepancy * observation.discrepancy + width * width;
    let distance = stated.middle() - ensemble.median;
    if !distance.is_finite() || !variance.is_finite() {
        None
    } else if variance > 0.0 {
        Some(distance / variance.sqrt())
    } else if distance == 0.0 {
        Some(0.0)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hongtu_model::MeasureId;

    #[test]
    fn z_puts_all_uncertainty_together() {
        let mut observation = Observation {
            measure: MeasureId(0),
            stated: Stated::Normal { value: 15.0, sd: 3.0 },
            text: String::new(),
            discrepancy: 0.0,
            source: None,
            quote: None,
            notes: Vec::new(),
            known: None,
            hidden: false,
            superseded: false,
            span: 0..0,
            line: 1,
        };
        let spread =
            Spread { low: 10.0 - 2.0 * WIDTH_90, median: 10.0, high: 10.0 + 2.0 * WIDTH_90 };
        assert!((z(&observation, spread).unwrap() - 1.0).abs() < 1e-12);
        observation.stated = Stated::AtLeast { value: 9.0, sd: 0.0 };
        assert_eq!(z(&observation, spread), Some(0.0));
        let never = Spread { low: 1.0, median: f64::INFINITY, high: f64::INFINITY };
        observation.stated = Stated::AtMost { value: 9.0, sd: 1.0 };
        assert_eq!(z(&observation, never), None);
    }
}

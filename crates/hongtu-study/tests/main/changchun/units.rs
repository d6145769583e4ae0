//! Every equation is in its units, and no answer hangs on which units those are.

use hongtu_model::QuantityKind;
use hongtu_study::{Conditioning, Question, study};

use super::{Model, checked, edited, text};

/// The money counted in sixty-fourths of a yuan, vehicles in quarters, and so on. Powers of two leave
/// every digit alone, so odds are the same to the last bit and values have just the factor.
#[test]
fn counting_in_other_units_changes_no_answer() {
    let other = [("yuan", "grain", 64), ("vehicle", "wheel", 4), ("visit", "foot", 2)];
    let mut finer = text();
    for (unit, smaller, factor) in other {
        let (head, money) = if unit == "yuan" {
            (format!("unit {unit}\n    money\n"), "    money\n")
        } else {
            (format!("unit {unit}\n"), "")
        };
        let declared = format!("unit {smaller}\n{money}unit {unit} = {factor} {smaller}\n");
        finer = edited(&finer, &head, &declared);
    }
    for (unit, smaller, factor) in
        [("person", "hand", 2), ("firm", "desk", 8), ("project", "task", 16)]
    {
        let declared = format!("unit {smaller}\nunit {unit} = {factor} {smaller}\n");
        finer = edited(&finer, &format!("unit {unit}\n"), &declared);
    }
    let question = Question {
        runs: 512,
        threads: 1,
        levers_effect: false,
        method: Conditioning::Weights,
        ..Question::new()
    };
    let (mut plan, mut other) = (Model::new().plan, Model::of(&finer).plan);
    // Likelihoods have logarithms of money in them, which do not keep every digit.
    plan.observations.clear();
    other.observations.clear();
    let (usual, other) = (study(&plan, &question).unwrap(), study(&other, &question).unwrap());
    assert_eq!(usual.targets.len(), other.targets.len());
    let mut scaled = 0;
    for (usual, other) in usual.targets.iter().zip(&other.targets) {
        assert_eq!(usual.attainment, other.attainment, "{}", usual.id);
        let factors = [("yuan", 64.0), ("vehicle", 4.0), ("person", 2.0), ("firm", 8.0)];
        let named = factors.iter().find(|(unit, _)| usual.unit.name.starts_with(unit));
        let factor = named.map_or(1.0, |(_, factor)| *factor);
        assert_eq!(factor * usual.median.unwrap(), other.median.unwrap(), "{}", usual.id);
        scaled += usize::from(factor != 1.0);
    }
    assert!(scaled > 10, "only {scaled} targets are in the units that changed");
}

/// A stock, flow or auxiliary whose unit is declared wrong is refused: a vehicle too many.
#[test]
fn a_wrong_unit_is_refused_wherever_it_stands() {
    let text = text();
    let computed = [QuantityKind::Stock, QuantityKind::Flow, QuantityKind::Auxiliary];
    let plan = Model::of(&text).plan;
    let quantities = plan.quantities.iter().filter(|quantity| computed.contains(&quantity.kind));
    let mut accepted = Vec::new();
    // Every third: a check of the whole plan is not for nothing.
    for quantity in quantities.step_by(3) {
        let statement = &text[quantity.span.clone()];
        let (head, rest) = statement.split_once(" : ").unwrap();
        let (unit, rest) = rest.split_once(" =").unwrap();
        let wrong = format!("{head} : {unit}*vehicle ={rest}");
        let mutated = text.replacen(statement, &wrong, 1);
        let checked = checked(&mutated);
        let found = checked.diagnostics.iter().any(|found| found.rule == "unit-mismatch");
        if !(found && checked.has_errors()) {
            accepted.push(quantity.name.clone());
        }
    }
    assert!(accepted.is_empty(), "{accepted:?}");
}

//! The plan can be read in an hour, and in two languages.

use hongtu_model::{Labels, QuantityKind};

use super::Model;

#[test]
fn everything_a_person_sees_has_a_name_in_both_languages() {
    let plan = Model::new().plan;
    assert!((150..=305).contains(&plan.quantities.len()), "{} quantities", plan.quantities.len());
    let mut nameless = Vec::new();
    let mut named = |name: &str, labels: &Labels, languages: &[&str]| {
        for language in languages {
            if !labels.contains_key(*language) {
                nameless.push(format!("{name} has no label {language}"));
            }
        }
    };
    named("the plan", &plan.labels, &["zh"]);
    for quantity in &plan.quantities {
        let shown = matches!(quantity.kind, QuantityKind::Stock | QuantityKind::Lever);
        let languages: &[&str] = if shown { &["en", "zh"] } else { &["zh"] };
        named(&quantity.name, &quantity.labels, languages);
    }
    for target in &plan.targets {
        named(&target.name, &target.labels, &["en", "zh"]);
        if target.judgements.len() > 1 {
            for reading in &target.judgements {
                named(&reading.id, &reading.labels, &["zh"]);
            }
        }
    }
    for scenario in &plan.scenarios {
        assert!(scenario.title.is_some(), "{}", scenario.name);
        named(&scenario.name, &scenario.labels, &["zh"]);
    }
    for chart in &plan.charts {
        named(chart.title.as_deref().unwrap_or("a chart"), &chart.labels, &["zh"]);
    }
    assert!(nameless.is_empty(), "{nameless:#?}");
}

//! The examples of the language's reference.

use hongtu_syntax::Severity;

use crate::support::{Beside, assert_well_formed, fences, repository, shown};

#[test]
fn complete_plans_of_the_reference_check() {
    let reference = std::fs::read_to_string(repository().join("docs/language.md")).unwrap();
    let mut checked = 0;
    for fence in fences(&reference) {
        let text = match fence.info.as_str() {
            "hongtu" => format!("```hongtu\n{}```\n", fence.content),
            "markdown" => fence.content,
            _ => continue,
        };
        if !text.lines().any(|line| line.starts_with("plan ")) {
            continue;
        }
        checked += 1;
        for diagnostic in hongtu_lang::check(&text, &Beside::of(&text), None).diagnostics {
            assert_well_formed(&text, &diagnostic);
            let shown = shown(&text, &diagnostic);
            assert!(diagnostic.severity > Severity::Warning, "{shown}\n\n{text}");
        }
    }
    assert!(checked > 0, "the reference shows a complete plan");
}

#[test]
fn elements_are_called_by_their_labels() {
    let text = r#"```hongtu
plan "Shores"
time 2020 to 2030
unit person

dimension shore = north_side, south_side
    south_side label zh "南岸"
dimension age = young, old
    young label zh "青年"

const people[shore, age] : person = 10
    label zh "人口"
    label en "People"
lever guests[shore] : person = 1 in 0..2 from 2024
```
"#;
    let plan = hongtu_lang::check(text, &Beside::of(text), None).plan.unwrap();
    let labels = |name: &str| {
        let variable = plan.variables.iter().find(|v| v.name == name).unwrap();
        ["en", "zh"].map(|lang| variable.labels.get(lang).cloned().unwrap_or_default())
    };
    assert_eq!(
        labels("people[south_side, young]"),
        ["People: south side, young", "人口：南岸，青年"]
    );
    assert_eq!(
        labels("people[north_side, old]"),
        ["People: north side, old", "人口：north side，old"]
    );
    assert_eq!(labels("guests[south_side]"), ["", ""]);
}

#[test]
fn texts_are_said_in_other_languages_once() {
    let text = r#"```hongtu
plan "Shores" scope "The island"
time 2020 to 2030
unit person
const children : person = 4
    "Those who cannot
        swim yet"
        label zh "不会游泳的人"
        label fr "Ceux qui ne nagent pas"
    label zh "儿童"
    scope "The island"
        label zh "全岛"
    assumption "counted" label en "Children"
const guests : person = 1
    "Those who cannot swim yet"
    scope "The island"
    label zh "客人"
```
"#;
    let checked = hongtu_lang::check(text, &Beside::of(text), None);
    let plan = checked.plan.expect("a plan");
    let doc = plan.quantities[1].doc.as_deref().unwrap();
    assert_eq!(plan.phrases.of(doc, "zh"), "不会游泳的人");
    assert_eq!(plan.phrases.of(doc, "fr"), "Ceux qui ne nagent pas");
    assert_eq!(plan.phrases.of(doc, "de"), doc);
    assert_eq!(plan.phrases.of(plan.scope.as_deref().unwrap(), "zh"), "全岛");
    // Beside a text, and no deeper than it, a label is that of the statement.
    let labels = &plan.quantities[0].labels;
    assert_eq!((labels["zh"].as_str(), labels["en"].as_str()), ("儿童", "Children"));
    assert_eq!(plan.phrases.of("counted", "en"), "counted");

    let twice = text.replace("    label zh \"客人\"", "        label zh \"本岛\"");
    let found = hongtu_lang::check(&twice, &Beside::of(&twice), None).diagnostics;
    let rules: Vec<&str> = found.iter().map(|d| d.rule).collect();
    assert!(rules.contains(&"duplicate-name"), "{rules:?}");
}

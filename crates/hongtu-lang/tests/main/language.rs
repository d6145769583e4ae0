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

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

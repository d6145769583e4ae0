//! The plans of the repository: they check without errors and warnings.

use hongtu_lang::{Folder, check};
use hongtu_syntax::Severity;

use crate::support::{assert_well_formed, repository, shown};

#[test]
fn plans_of_the_repository_are_clean() {
    let mut problems = Vec::new();
    let mut checked = 0;
    for entry in std::fs::read_dir(repository().join("plans")).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("plan.md")) else { continue };
        checked += 1;
        for diagnostic in check(&text, &Folder::new(&folder), None).diagnostics {
            assert_well_formed(&text, &diagnostic);
            if diagnostic.severity <= Severity::Warning {
                problems.push(format!("{}: {}", folder.display(), shown(&text, &diagnostic)));
            }
        }
    }
    assert!(checked > 0, "no plans in the repository");
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

//! Any document is checked without a panic, with places inside it, and a plan that comes out can be
//! compiled or is refused with a reason.

#![no_main]

use hongtu_engine::Program;
use hongtu_lang::{NoFiles, check};
use hongtu_model::Expr;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let checked = check(text, &NoFiles, None);
    for diagnostic in &checked.diagnostics {
        for label in &diagnostic.labels {
            assert!(text.get(label.span.start..label.span.end).is_some(), "{diagnostic:?}");
        }
    }
    if let Some(plan) = checked.plan {
        let measures: Vec<Expr> = plan.measures.iter().map(|m| m.value.clone()).collect();
        let _ = Program::new(&plan, &plan.readings, &measures);
    }
});

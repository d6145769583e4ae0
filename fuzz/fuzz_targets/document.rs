//! Any document is read without a panic, with places inside it; formatting it changes neither the
//! plan nor, the second time, anything.

#![no_main]

use hongtu_syntax::{format, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (document, diagnostics) = parse(text);
    for diagnostic in &diagnostics {
        let fix = diagnostic.fix.as_ref().map(|fix| fix.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(fix) {
            assert!(text.get(span.start..span.end).is_some(), "{diagnostic:?}");
        }
    }
    if let Ok(once) = format(text) {
        assert_eq!(shape(&parse(&once).0), shape(&document), "formatting changes the plan\n{once}");
        assert_eq!(format(&once).as_ref(), Ok(&once), "formatting twice changes something");
    }
});

/// The tree without places, and without the lines clauses stand on, which formatting may change.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let debug = std::format!("{tree:?}");
    let mut shape = String::with_capacity(debug.len());
    let mut rest = debug.as_str();
    while let Some(start) = rest.find("Span { ") {
        shape.push_str(&rest[..start]);
        rest = rest[start..].split_once('}').map_or("", |(_, behind)| behind);
    }
    shape.push_str(rest);
    shape.replace("own_line: true", "").replace("own_line: false", "")
}

//! Any expression is read without a panic, and what was read is printed so that it reads the same.

#![no_main]

use hongtu_syntax::{parse_date, parse_expression, parse_statements, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    parse_date(text);
    let (expression, diagnostics) = parse_expression(text);
    for diagnostic in &diagnostics {
        for label in &diagnostic.labels {
            assert!(text.get(label.span.start..label.span.end).is_some(), "{diagnostic:?}");
        }
    }
    if diagnostics.is_empty() {
        let printed = expression.to_string();
        let (again, diagnostics) = parse_expression(&printed);
        assert_eq!(diagnostics, [], "{printed}");
        assert_eq!(again.to_string(), printed);
    }
    let (statements, diagnostics) = parse_statements(text);
    if diagnostics.is_empty() {
        let printed = print(&statements);
        let (again, diagnostics) = parse_statements(&printed);
        assert_eq!(diagnostics, [], "{printed}");
        assert_eq!(print(&again), printed);
    }
});

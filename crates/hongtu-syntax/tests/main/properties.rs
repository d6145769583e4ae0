//! What holds of every text and every tree.

use hongtu_syntax::tree::Statement;
use hongtu_syntax::{
    Diagnostic, format, parse, parse_date, parse_expression, parse_statements, print,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use crate::{errors, generators, shape};

/// The shape of a tree without brackets: printing adds those that are needed.
fn bare(tree: &impl std::fmt::Debug) -> String {
    let mut text = shape(tree);
    let opening = "Parenthesised(Expr { span: _, kind: ";
    while let Some(start) = text.find(opening) {
        let inside = start + opening.len();
        let mut depth = 0;
        let mut quoted = false;
        let mut escaped = false;
        let end = text[inside..].char_indices().find_map(|(offset, character)| {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                '(' | '{' | '[' if !quoted => depth += 1,
                ')' | '}' | ']' if !quoted && depth == 0 => return Some(inside + offset),
                ')' | '}' | ']' if !quoted => depth -= 1,
                _ => {}
            }
            None
        });
        let end = end.expect("balanced brackets");
        let kind = text[inside..end].trim_end().to_owned();
        text.replace_range(start..end + 2, &kind);
    }
    text
}

fn check_places(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty());
        let fix = diagnostic.fix.as_ref().map(|fix| fix.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(fix) {
            assert!(text.get(span.start..span.end).is_some(), "{text:?}: {diagnostic:?}");
        }
    }
}

/// What must hold whatever the text is.
fn check(text: &str) {
    let (document, diagnostics) = parse(text);
    check_places(text, &diagnostics);
    let (_, diagnostics) = parse_statements(text);
    check_places(text, &diagnostics);
    let (_, diagnostics) = parse_expression(text);
    check_places(text, &diagnostics);
    parse_date(text);
    if let Ok(once) = format(text) {
        assert_eq!(shape(&document), shape(&parse(&once).0), "{text:?}\n{once:?}");
        assert_eq!(format(&once).as_ref(), Ok(&once), "{text:?}");
    }
}

const PIECES: &[&str] = &[
    "```hongtu\n",
    "```chart\n",
    "```\n",
    "~~~hongtu\n",
    "~~~\n",
    "> ",
    "- ",
    "    ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\n",
    " ",
    " ",
    "aux ",
    "stock ",
    "const ",
    "target ",
    "time ",
    "series ",
    "table ",
    "a",
    "价格",
    "b_2",
    "`odd name`",
    " = ",
    " : ",
    "~ ",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "..",
    "±",
    "1",
    "2024",
    "2024-04",
    "5万",
    "1,640",
    "0.5",
    "%",
    " yuan",
    "million ",
    "\"text\"",
    "\"",
    "“",
    "”",
    "# c",
    "if ",
    "then ",
    "else ",
    "not ",
    "and ",
    "end of ",
    "from ",
    "in ",
    "label zh \"x\"",
    "reading r : ",
    "（",
    "，",
    "\u{202e}",
    "\u{0}",
    "\\",
    "`=",
    "`",
    "uniform(",
    "mean ",
    "to ",
    "most likely ",
    "é",
    "𝛼",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text);
        check(&format!("```hongtu\n{text}\n```\n"));
    }

    #[test]
    fn any_sequence_of_pieces_is_read(pieces in vec(select(PIECES), 0..60)) {
        let text = pieces.concat();
        check(&text);
        check(&format!("```hongtu\naux a = {text}\n```\n"));
        check(&format!("> - ```hongtu\n>   {}\n>   ```\n", text.replace('\n', "\n>   ")));
    }

    #[test]
    fn expressions_are_read_as_printed(expr in generators::expression()) {
        let printed = expr.to_string();
        let (read, diagnostics) = parse_expression(&printed);
        prop_assert_eq!(&diagnostics, &[], "{}", printed);
        prop_assert_eq!(bare(&read), bare(&expr), "{}", printed);
        prop_assert_eq!(read.to_string(), printed);
    }
}

/// The strategy for statements is a large value, more than a test's thread has room for.
#[test]
fn statements_are_read_as_printed() {
    let run = || {
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        let result = TestRunner::new(config).run(&generators::statements(), check_statements);
        assert!(
            result.is_ok(),
            "{}",
            result.map_or_else(|error| error.to_string(), |()| String::new())
        );
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread");
    thread.join().expect("the property holds");
}

fn check_statements(statements: Vec<Statement>) -> Result<(), TestCaseError> {
    let printed = print(&statements);
    let (read, diagnostics) = parse_statements(&printed);
    prop_assert_eq!(&diagnostics, &[], "{}", printed);
    prop_assert_eq!(print(&read), printed.clone());
    // Comments may move to the line above; everything else is where it was.
    let without = |statements: &[Statement]| {
        let mut statements = statements.to_vec();
        for statement in &mut statements {
            statement.comments.clear();
            statement.trailing_comment = None;
            statement.blank_before = false;
            for clause in &mut statement.clauses {
                clause.comments.clear();
                clause.trailing_comment = None;
            }
        }
        bare(&statements)
    };
    prop_assert_eq!(without(&read), without(&statements), "{}", printed);
    let document = format!("> ```hongtu\n> {}\n> ```\n", printed.trim_end().replace('\n', "\n> "));
    let formatted = format(&document);
    prop_assert!(formatted.is_ok(), "{}", document);
    prop_assert_eq!(errors(&parse(&document).1), 0);
    Ok(())
}

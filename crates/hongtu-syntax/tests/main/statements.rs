//! What statements, clauses and expressions become.

use hongtu_syntax::tree::{
    BinaryOperator, ClauseKind, Expr, ExprKind, Item, PriorKind, Stated, Statement,
};
use hongtu_syntax::{parse_expression, parse_statements, print};

fn one(text: &str) -> Statement {
    let (mut statements, diagnostics) = parse_statements(text);
    assert_eq!(diagnostics, [], "{text}");
    assert_eq!(statements.len(), 1, "{text}");
    statements.remove(0)
}

/// An expression with all its brackets.
fn brackets(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Binary { operator, left, right, .. } => {
            format!("({} {operator:?} {})", brackets(left), brackets(right))
        }
        ExprKind::Unary { operator, operand } => format!("({operator:?} {})", brackets(operand)),
        ExprKind::Range { low, high } => format!("({} .. {})", brackets(low), brackets(high)),
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} {} {})", brackets(condition), brackets(then), brackets(otherwise))
        }
        ExprKind::Parenthesised(inner) => brackets(inner),
        ExprKind::Number(number) => match &number.unit {
            Some(unit) => format!("[{} {unit}]", number.digits),
            None => expr.to_string(),
        },
        _ => expr.to_string(),
    }
}

#[test]
fn operators_bind_as_the_reference_says() {
    for (text, expected) in [
        ("a + b * c ^ d", "(a Add (b Multiply (c Power d)))"),
        ("a - b - c", "((a Subtract b) Subtract c)"),
        ("a / b / c", "((a Divide b) Divide c)"),
        ("a ^ b ^ c", "(a Power (b Power c))"),
        ("-a ^ b", "(Minus (a Power b))"),
        ("2 ^ -3 * 4", "((2 Power (Minus 3)) Multiply 4)"),
        ("-a * b", "((Minus a) Multiply b)"),
        ("not a = b and c or d", "(((Not (a Equal b)) And c) Or d)"),
        ("a + b <= c * d", "((a Add b) LessOrEqual (c Multiply d))"),
        ("a or b and c", "(a Or (b And c))"),
        ("if a then b else c + d", "(if a b (c Add d))"),
        ("1 + if a then b else c", "(1 Add (if a b c))"),
        ("a - 1..b + 1", "((a Subtract 1) .. (b Add 1))"),
        ("5 yuan / x", "([5 yuan] Divide x)"),
        ("5 yuan/year", "[5 yuan/year]"),
        ("5 yuan/(person*year)", "[5 yuan/person/year]"),
        ("5 yuan/(a + b)", "([5 yuan] Divide (a Add b))"),
        ("5 yuan/(2)", "([5 yuan] Divide 2)"),
        ("5 yuan/2", "([5 yuan] Divide 2)"),
        ("5 yuan/f(x)", "([5 yuan] Divide f(x))"),
        ("3 kWh/m^2", "[3 kWh/m^2]"),
        ("3 m^-2", "[3 1/m^2]"),
        ("3 1/year", "[3 1/year]"),
        ("x*1 year", "(x Multiply [1 year])"),
        ("2024-04 - 1", "(2024-04 Subtract 1)"),
        ("2024 - 04", "(2024 Subtract 04)"),
        ("end of 2025 - 1 year", "(end of 2025 Subtract [1 year])"),
        ("real growth(gdp, 2023)", "real growth(gdp, 2023)"),
        ("sum(a[i] * b[i] for i in x, j in y)", "sum(a[i] * b[i] for i in x, j in y)"),
        ("a×b÷c ≥ d", "(((a Multiply b) Divide c) GreaterOrEqual d)"),
        ("5万亿", "5 万亿"),
        ("7 thousand million yuan", "[7 yuan]"),
    ] {
        let (expr, diagnostics) = parse_expression(text);
        assert_eq!(diagnostics, [], "{text}");
        assert_eq!(brackets(&expr), expected, "{text}");
    }
}

#[test]
fn numbers_have_values() {
    for (text, value) in
        [("12", 12.0), ("1_000", 1e3), ("6e9", 6e9), ("0.5", 0.5), ("1.5E-3", 1.5e-3)]
    {
        let (expr, diagnostics) = parse_expression(text);
        assert_eq!(diagnostics, []);
        assert!(matches!(&expr.kind, ExprKind::Number(number) if number.value == value), "{text}");
    }
}

#[test]
fn the_step_is_a_fraction_of_a_unit() {
    let statement = one("time 2015 to 2031 step 1/32 year method rk4");
    let Item::Time { step: Some(step), unit: None, .. } = &statement.item else { panic!("time") };
    let ExprKind::Binary { operator: BinaryOperator::Divide, left, right, .. } = &step.kind else {
        panic!("a quotient")
    };
    assert_eq!((left.to_string(), right.to_string()), ("1 year".into(), "32".into()));
    assert!(matches!(statement.clauses[0].kind, ClauseKind::Method(_)));
    assert_eq!(print(&[statement]), "time 2015 to 2031 step 1/32 year method rk4\n");
    let statement = one("time 0 to 30 minute step 1/8 minute");
    let Item::Time { unit: Some(unit), end, .. } = &statement.item else { panic!("time") };
    assert_eq!((unit.to_string(), end.to_string()), ("minute".into(), "30".into()));
}

#[test]
fn flows_are_not_part_of_the_initial_value() {
    let statement = one("stock s : yuan = a\n    + b\n    - c + d\n");
    let kinds: Vec<_> = statement.clauses.iter().map(|clause| &clause.kind).collect();
    assert!(matches!(kinds[..], [ClauseKind::Inflow(_), ClauseKind::Outflow(_)]));
}

#[test]
fn missing_values_are_left_out() {
    assert!(matches!(one("stock s : yuan").item, Item::Stock { initial: None, unit: Some(_), .. }));
    assert!(matches!(one("aux a").item, Item::Aux { value: None, unit: None, .. }));
}

#[test]
fn lines_end_clauses_but_not_in_brackets_or_behind_operators() {
    let statement = one("aux a = b +\n    c * (d\n  - e\n)\n    note \"x\"");
    let Item::Aux { value: Some(value), .. } = &statement.item else { panic!("aux") };
    assert_eq!(value.to_string(), "b + c * (d - e)");
    assert_eq!(statement.clauses.len(), 1);
    let statement = one("aux a = if b\n    then c\n    else d\n    note \"x\"");
    assert_eq!(statement.clauses.len(), 1);
    let statement = one("series s = (2019, 1)\n    (2020, 2),\n    (2021, 3)\n    then hold");
    assert!(matches!(&statement.item, Item::Series { points, .. } if points.len() == 3));
    assert_eq!(statement.clauses.len(), 1);
}

#[test]
fn clause_words_are_no_units() {
    let statement = one("target t : level(x, 2025) >= 50 binding by end of 2025 known 2024");
    assert_eq!(statement.clauses.len(), 3);
    let statement = one("const c = 5 assumption \"why\"");
    assert_eq!(statement.clauses.len(), 1);
    assert!(matches!(
        one("observe x = 5 source s \"q\"").clauses[0].kind,
        ClauseKind::Source { .. }
    ));
    assert!(matches!(
        one("target t : x > 5 rises from 2020").item,
        Item::Target { condition: Some(Expr { kind: ExprKind::Moves { .. }, .. }), .. }
    ));
}

#[test]
fn priors() {
    let prior = |text: &str| match one(&format!("const c = 1 ~ {text}")).item {
        Item::Const { prior: Some(prior), .. } => prior,
        _ => panic!("a prior"),
    };
    assert!(matches!(prior("8 to 12").kind, PriorKind::Between { most_likely: None, .. }));
    assert!(matches!(
        prior("8 to 12 most likely 9").kind,
        PriorKind::Between { most_likely: Some(_), .. }
    ));
    assert!(matches!(prior("a to b").kind, PriorKind::Between { .. }));
    assert!(matches!(prior("min(a, b) to c").kind, PriorKind::Between { .. }));
    assert!(
        matches!(prior("point").kind, PriorKind::Named { arguments, .. } if arguments.is_empty())
    );
    assert!(prior("normal(sd 5%) shared").shared);
    let PriorKind::Named { arguments, .. } = prior("normal(mean -5, sd 2 yuan)").kind else {
        panic!("a named prior")
    };
    assert_eq!(arguments[0].name.as_ref().map(|name| name.text.as_str()), Some("mean"));
    assert_eq!(arguments[0].value.to_string(), "-5");
    let PriorKind::Named { arguments, .. } = prior("uniform(mean - 5, low)").kind else {
        panic!("a named prior")
    };
    assert!(arguments.iter().all(|argument| argument.name.is_none()));
}

#[test]
fn stated_values() {
    let stated = |text: &str| match one(&format!("claim x = {text}")).item {
        Item::Claim { value, .. } => value,
        _ => panic!("a claim"),
    };
    assert!(matches!(stated("5 yuan"), Stated::Point { error: None, .. }));
    assert!(matches!(stated("5 yuan +/- 1%"), Stated::Point { error: Some(_), .. }));
    assert!(matches!(stated("5..6 yuan"), Stated::Range { .. }));
    assert!(matches!(stated("at least 5 ± 1"), Stated::AtLeast { error: Some(_), .. }));
    assert!(matches!(stated("at most 5"), Stated::AtMost { error: None, .. }));
}

#[test]
fn sources() {
    let source = |text: &str| match one(text).item {
        Item::Source { publisher, date, .. } => {
            (publisher.map(|publisher| publisher.text), date.map(|date| date.to_string()))
        }
        _ => panic!("a source"),
    };
    let daily = Some("China Daily".to_owned());
    let date = Some("2024-03-07".to_owned());
    assert_eq!(source("source s = \"T\", China Daily, 2024-03-07"), (daily.clone(), date.clone()));
    assert_eq!(
        source("source s = \"T\", \"China Daily\", 2024-03-07"),
        (daily.clone(), date.clone())
    );
    assert_eq!(source("source s = \"T\", 2024-03-07"), (None, date));
    assert_eq!(source("source s = \"T\", China Daily known 2024"), (daily, None));
    assert_eq!(source("source s = \"T\""), (None, None));
}

#[test]
fn readings_take_the_labels_below_them() {
    let statement = one(
        "target t\n    reading a \"each\" : x > 5\n        label zh \"各\"\n        label de \"je\"\n    label zh \"t\"",
    );
    assert_eq!(statement.clauses.len(), 2);
    assert!(
        matches!(&statement.clauses[0].kind, ClauseKind::Reading { labels, .. } if labels.len() == 2)
    );
}

#[test]
fn alternatives_take_the_labels_below_them() {
    let text = "alternatives view\n    a weight 0.6 \"lasts\"\n        label zh \"持久\"\n    b weight 0.4\n    label zh \"看法\"\n";
    let statement = one(text);
    let labels = |index: usize| match &statement.clauses[index].kind {
        ClauseKind::Weight { labels, .. } => labels.len(),
        _ => panic!("an alternative"),
    };
    assert_eq!((statement.clauses.len(), labels(0), labels(1)), (3, 1, 0));
    assert_eq!(print(&[statement]), text);
}

#[test]
fn texts_join_their_lines() {
    let statement = one("plan \"A \\\"cup\\\"\n    of  \n\n    coffee\"");
    assert!(matches!(statement.item, Item::Plan { title } if title.text == "A \"cup\" of coffee"));
}

#[test]
fn names_are_in_nfc() {
    let statement = one("aux cafe\u{301} = `a\\`b c`");
    let Item::Aux { name, value: Some(value), .. } = statement.item else { panic!("aux") };
    assert_eq!(name.name.text, "caf\u{e9}");
    assert!(
        matches!(value.kind, ExprKind::Name { name, .. } if name.text == "a`b c" && name.quoted)
    );
}

#[test]
fn comments_keep_their_places() {
    let text = "# one\n\n# two\naux a = b # three\n    # four\n    note \"x\" # five\n\n# six\naux c = d\n";
    let (statements, diagnostics) = parse_statements(text);
    assert_eq!(diagnostics, []);
    assert_eq!(statements[0].comments.len(), 2);
    assert!(statements[0].comments[1].blank_before);
    assert_eq!(statements[0].trailing_comment.as_ref().map(|c| c.text.as_str()), Some("three"));
    assert_eq!(statements[0].clauses[0].comments[0].text, "four");
    assert_eq!(
        statements[0].clauses[0].trailing_comment.as_ref().map(|c| c.text.as_str()),
        Some("five")
    );
    assert!(statements[1].comments[0].blank_before);
    assert_eq!(print(&statements), text);
}

//! Every mistake is reported once, at its place, and costs no more than its line.

use hongtu_syntax::tree::{ClauseKind, ExprKind, Item};
use hongtu_syntax::{parse_date, parse_expression, parse_statements};

use crate::brief;

/// Statements, and the rule and place of every diagnostic.
const MISTAKES: &[(&str, &[(&str, &str)])] = &[
    ("stokc x : yuan = 5", &[("unknown-statement", "stokc")]),
    ("wibble x", &[("unknown-statement", "wibble")]),
    ("aux a = 1\nassumption \"why\"", &[("unknown-statement", "assumption")]),
    ("aux a = 1\n    lable zh \"x\"\n    note \"y\"", &[("unknown-clause", "lable")]),
    ("lever l : yuan = 5 in 0..3 form 2024", &[("unknown-clause", "form")]),
    ("aux a = 1\n    wibble 5\n    note \"y\"", &[("unknown-clause", "wibble")]),
    ("aux a = b c", &[("syntax", "c")]),
    ("aux a = b +", &[("syntax", "")]),
    ("aux a = b + * c\naux d = e", &[("syntax", "*")]),
    ("aux a = (b + c\n    note \"x\"\naux d = e", &[("syntax", "note")]),
    ("aux a = b)\n", &[("syntax", ")")]),
    ("aux a = f (x)", &[("syntax", "(")]),
    ("aux a = { a: 1 b: 2,\n    c: 3 }\n    note \"x\"", &[("syntax", ":")]),
    ("aux a = sum(b for in c)", &[("syntax", "in")]),
    ("aux a = b[1]", &[("syntax", "1")]),
    ("aux a = if b then c", &[("syntax", "")]),
    ("aux a = 1..2..3", &[("syntax", "..")]),
    ("aux a = b + not c", &[("syntax", "not")]),
    ("aux a = 20% kWh", &[("syntax", "kWh")]),
    ("aux a = 5 m^x", &[]),
    ("aux a = 5 m^0.5", &[("syntax", "0.5")]),
    ("aux a : m^x = 5", &[("syntax", "x")]),
    ("aux a : m^100 = 5", &[("too-large", "100")]),
    ("aux a : 3 yuan = 5", &[("syntax", "3")]),
    ("aux a :\naux b = 3", &[("syntax", "")]),
    ("aux a =\naux b = 3", &[("syntax", "")]),
    ("const by = 3", &[("syntax", "by")]),
    ("const \"a b\" = 3", &[("syntax", "\"a b\"")]),
    ("const c = 3 ~ normal(", &[("syntax", "")]),
    ("const c = 3 ~ 5", &[("syntax", "")]),
    ("const c = 3 ~ 5 to 6 most 5", &[("syntax", "5")]),
    ("aux a = 1,640 yuan", &[("number-format", "1,640")]),
    ("aux a = 1,640,000.5", &[("number-format", "1,640,000")]),
    ("aux a = f(1,640)", &[]),
    ("aux a = .5", &[("number-format", ".5")]),
    ("aux a = 5kg", &[("number-format", "")]),
    ("aux a = 5万", &[]),
    ("aux a = 5万亿 yuan", &[]),
    ("aux a = 5万辆", &[("number-format", "")]),
    ("aux a = 1_", &[("number-format", "1_")]),
    ("aux a = 1e999", &[("number-too-large", "1e999")]),
    ("event e = 1 from 2024-02-30", &[("bad-date", "2024-02-30")]),
    ("event e = 1 from 2023-02-29", &[("bad-date", "2023-02-29")]),
    ("event e = 1 from 2024-02-29", &[]),
    ("event e = 1 from 2024-13", &[("bad-date", "2024-13")]),
    ("event e = 1 from 2024-4", &[("bad-date", "2024-4")]),
    ("event e = 1 from 2024-4-1", &[("bad-date", "2024-4-1")]),
    ("event e = 1 from yesterday", &[("syntax", "yesterday")]),
    ("event e = 1 from 24", &[("syntax", "24")]),
    ("target t : level(x, 2024-00) > 3", &[("bad-date", "2024-00")]),
    ("target t : a < b < c", &[("chained-comparison", "<")]),
    ("target t : a rises in 2024", &[("syntax", "in")]),
    ("observe x", &[("syntax", "")]),
    ("observe x = at last 5", &[("syntax", "last")]),
    ("plan A cup", &[("syntax", "A")]),
    ("plan \"A cup\naux a = 1", &[("unclosed-text", "\"")]),
    ("aux a = 1\n    \"one\n    label zh \"two\"\naux b = 2", &[("unclosed-text", "\"")]),
    ("aux a = `b c\naux d = 1", &[("unclosed-text", "`b c")]),
    ("plan “A cup”", &[]),
    ("plan “A cup\"", &[("unclosed-text", "“")]),
    ("plan \"a\\b\"", &[("syntax", "\\")]),
    ("plan \"a\u{0}b\"", &[("syntax", "\u{0}")]),
    ("aux a = b\u{0}", &[("syntax", "\u{0}")]),
    ("aux a\u{202e} = b", &[("bidi-character", "\u{202e}")]),
    ("aux a = b # \u{2067}c", &[("bidi-character", "\u{2067}")]),
    ("plan \"שלום \u{200f}\"", &[]),
    ("aux a ＝ b", &[("lookalike-character", "＝")]),
    (
        "aux a = f（b，c）",
        &[
            ("lookalike-character", "（"),
            ("lookalike-character", "，"),
            ("lookalike-character", "）"),
        ],
    ),
    ("aux a = b ＞＝ c", &[("lookalike-character", "＞＝")]),
    ("aux a = b – c", &[("lookalike-character", "–")]),
    ("aux a = １２", &[("lookalike-character", "１２")]),
    ("aux ＧＤＰ = 1", &[("lookalike-character", "ＧＤＰ")]),
    ("aux a = b − c × d ÷ e ≤ f", &[]),
    ("aux a = b && c", &[("syntax", "&&")]),
    ("aux a = b ** c", &[("syntax", "**")]),
    ("aux a = b =< c", &[("syntax", "=<")]),
    ("aux a = !b", &[("syntax", "!")]),
    ("aux a = b;", &[("syntax", ";")]),
    ("aux a = ;;;;;;", &[("syntax", ";;;;;;")]),
    ("series s = (2019, 1,640) (2020, 3)", &[("syntax", ",")]),
    ("table f = (1, 2)", &[("syntax", "=")]),
    ("time 2015 to 2031 step 1/32 year method rk5", &[("syntax", "rk5")]),
    ("source s \"quote\"", &[("syntax", "\"quote\"")]),
    ("aux a = 1\nlabel zh \"x\"", &[("unknown-statement", "label")]),
    ("    aux a = 1\n    aux b = 2", &[]),
];

#[test]
fn mistakes_are_reported_once_and_where_they_are() {
    for (text, expected) in MISTAKES {
        let (_, diagnostics) = parse_statements(text);
        let found = brief(text, &diagnostics);
        let expected: Vec<_> =
            expected.iter().map(|(rule, place)| (*rule, (*place).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn fixes_mend_what_they_are_for() {
    for (text, expected) in MISTAKES {
        let (_, diagnostics) = parse_statements(text);
        for diagnostic in diagnostics.iter().rev() {
            let Some(fix) = &diagnostic.fix else { continue };
            let mut mended = (*text).to_owned();
            mended.replace_range(fix.span.start..fix.span.end, &fix.replacement);
            let (_, after) = parse_statements(&mended);
            assert!(after.len() < expected.len(), "{text}: {mended}");
        }
    }
}

#[test]
fn a_mistake_costs_its_line_only() {
    let text =
        "stokc x : yuan = 5\n    + a b\n    - b\naux c = { a: (1, 2 }\n    note \"x\"\naux d = 1";
    let (statements, diagnostics) = parse_statements(text);
    assert_eq!(diagnostics.len(), 3, "{diagnostics:#?}");
    assert_eq!(statements.len(), 3);
    assert!(matches!(&statements[0].item, Item::Stock { name, .. } if name.name.text == "x"));
    assert!(matches!(&statements[0].clauses[2].kind, ClauseKind::Outflow(_)));
    let Item::Aux { value: Some(value), .. } = &statements[1].item else { panic!("an aux") };
    assert_eq!(value.kind, ExprKind::Error);
    assert!(matches!(&statements[1].clauses[0].kind, ClauseKind::Note(_)));
}

#[test]
fn depth_is_limited_and_said() {
    for text in [
        "(".repeat(200_000),
        "-".repeat(200_000),
        "not ".repeat(100_000),
        "f(".repeat(100_000),
        "{a:".repeat(100_000),
        "2^".repeat(100_000),
        "if ".repeat(100_000),
        "real ".repeat(100_000),
        format!("a{}", " + a".repeat(100_000)),
        format!("{}a{}", "(".repeat(150), " + a)".repeat(150)),
        format!("5 m/{}", "(".repeat(100_000)),
        format!("{}a", "a^".repeat(100_000)),
    ] {
        let (_, diagnostics) = parse_expression(&text);
        assert_eq!(diagnostics.len(), 1, "{}", &text[..20]);
    }
    let (_, diagnostics) = parse_statements(&format!("aux a : m/{}", "(".repeat(100_000)));
    assert_eq!(brief("", &diagnostics[1..]).len(), 0);
    let (_, diagnostics) = parse_expression(&format!("a{}", " + a".repeat(300)));
    assert_eq!(diagnostics, []);
}

#[test]
fn the_number_of_complaints_is_limited() {
    let (_, diagnostics) = parse_statements(&"? ".repeat(100_000));
    assert_eq!(diagnostics.len(), 1_001);
}

#[test]
fn dates() {
    for text in ["2024", "2024-04", "2024-04-15", "end of 2025", "end of 2024-02"] {
        assert_eq!(parse_date(text).expect(text).to_string(), text);
    }
    for text in ["", "24", "2024-02-30", "2024-4", "end 2025", "2024 ", "2024-04-15 x", "12345"] {
        let valid = text.trim() == "2024";
        assert_eq!(parse_date(text).is_some(), valid, "{text:?}");
    }
}

//! Diagnostics as people and as machines see them.

use hongtu_report::diagnostics::{Options, github, json, text};
use hongtu_report::{Lang, diagnostics};
use hongtu_syntax::{Diagnostic, Span};

const PLAIN: Options = Options { columns: 80, colour: false, lang: Lang::En };

/// The span of the first occurrence of a piece of a document.
fn at(document: &str, piece: &str) -> Span {
    let start = document.find(piece).unwrap_or(0);
    Span::new(start, start + piece.len())
}

const DOCUMENT: &str = "# 长春\n\n```hongtu\nstock 游客 : visit = 5 万\n    + 到访\nflow 到访 : yuan/year = 消费\n```\n";

fn mistakes() -> Vec<Diagnostic> {
    vec![
        Diagnostic::error(
            "unit-mismatch",
            "a flow into `游客` must be in visit/year",
            at(DOCUMENT, "yuan/year"),
            "this is yuan/year",
        )
        .label(at(DOCUMENT, "visit"), "the stock is in visit")
        .note("a flow is in the unit of its stock per unit of time")
        .help("divide by what a visitor spends"),
        Diagnostic::error("unknown-name", "there is no `消费`", at(DOCUMENT, "消费"), "not declared")
            .help("did you mean `到访`?")
            .fix(at(DOCUMENT, "消费"), "到访"),
        Diagnostic::warning("unused-constant", "`x` moves nothing", at(DOCUMENT, "5 万"), ""),
        Diagnostic::finding(
            "pace-needed",
            "target `tourism` needs +22.2 % a year from 2023, which is faster than in any year before",
            at(DOCUMENT, "游客"),
            "",
        )
        .note("241.11 billion yuan in 2023, 360 billion yuan in 2025"),
        Diagnostic::information("known-later", "hidden as of 2024-03-07", at(DOCUMENT, "+ 到访"), "here"),
    ]
}

#[test]
fn as_text() {
    insta::assert_snapshot!(text("plan.md", DOCUMENT, &mistakes(), &PLAIN));
}

#[test]
fn as_json() {
    insta::assert_snapshot!(json("plan.md", DOCUMENT, &mistakes()));
}

#[test]
fn as_annotations() {
    insta::assert_snapshot!(github("plans/a,b.md", DOCUMENT, &mistakes()));
}

#[test]
fn findings_in_two_languages() {
    let findings = crate::sample::changchun().findings;
    let told = |lang| {
        let all = diagnostics::all(&mistakes(), &findings, lang);
        text("plan.md", DOCUMENT, &all, &Options { lang, ..PLAIN })
    };
    insta::assert_snapshot!(told(Lang::Zh));
    let english = told(Lang::En);
    assert!(english.contains("up 161.74%"), "{english}");
}

#[test]
fn nothing_is_said_of_a_clean_plan() {
    assert_eq!(text("plan.md", DOCUMENT, &[], &PLAIN), "");
}

#[test]
fn odd_documents() {
    let long = format!("{}错{}", "a b ".repeat(400), " c".repeat(400));
    let documents = [
        ("crlf", "one\r\ntwo 错\r\nthree\r\n".to_owned()),
        ("tabs", "\tone\n\t\ttwo 错 three\n".to_owned()),
        ("bidi", "access \u{202E}错\u{2066} level\n".to_owned()),
        ("long", long),
    ];
    let mut all = String::new();
    for (name, document) in documents {
        let found =
            Diagnostic::error("unknown-name", "there is no `错`", at(&document, "错"), "here")
                .fix(at(&document, "错"), "对");
        all += &format!("-- {name}\n{}", text("plan.md", &document, &[found], &PLAIN));
    }
    assert!(!all.contains('\u{202E}'), "characters that turn the text around must be made visible");
    insta::assert_snapshot!(all);
}

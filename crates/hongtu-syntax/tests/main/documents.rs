//! Blocks, headings and live values in Markdown.

use hongtu_syntax::tree::{BlockKind, ExprKind, Item};
use hongtu_syntax::{format, parse};

use crate::{brief, errors};

/// The text of every name in a block must be found at its place in the document.
fn check_names(text: &str) -> usize {
    let (document, diagnostics) = parse(text);
    assert_eq!(diagnostics, [], "{text}");
    let mut count = 0;
    for block in &document.blocks {
        for statement in &block.statements {
            if let Item::Aux { name, value, .. } = &statement.item {
                let span = name.name.span;
                assert_eq!(&text[span.start..span.end], name.name.text);
                let value = value.as_ref().expect("a value");
                if let ExprKind::Name { name, .. } = &value.kind {
                    assert_eq!(&text[value.span.start..value.span.end], name.text);
                }
                count += 1;
            }
        }
    }
    count
}

#[test]
fn places_are_those_of_the_document() {
    for text in [
        "```hongtu\naux a = b\naux c = d\n```\n",
        "~~~ hongtu more words\naux a = b\naux c = d\n~~~",
        "\u{feff}```hongtu\naux a = b\naux c = d\n```\n",
        "前言\r\n\r\n```hongtu\r\naux 价格 = 数量\r\naux c = d\r\n```\r\n后记",
        "> quoted\n>\n> ```hongtu\n> aux a = b\n> aux c = d\n> ```\n",
        "> - ```hongtu\n>   aux a = b\n>   aux c = d\n>   ```\n",
        "1. one\n\n   ```hongtu\n   aux a = b\n   aux c = d\n   ```\n2. two",
        "- x\n\t```hongtu\n\taux a = b\n\taux c = d\n\t```\n",
        "```hongtu\n\n    aux a = b\n    aux c =\n        d\n```\n",
        "```hongtu\n\taux a = b\n\taux c =\n\t\td\n```\n",
        "```hongtu\naux a = b\n\n\n# c\naux c = (\n  d\n)\n```\n",
    ] {
        assert_eq!(check_names(text), 2, "{text}");
    }
}

#[test]
fn headings_divide_the_document() {
    let text = "# A *plan* for `x`\n\n```hongtu\naux a = b\n```\n\nTwo\n---\n\n`= total(a, 2025)` and `=b`\n";
    let (document, diagnostics) = parse(text);
    assert_eq!(diagnostics, []);
    let headings: Vec<_> = document.headings.iter().map(|h| (h.level, h.text.as_str())).collect();
    assert_eq!(headings, [(1, "A plan for x"), (2, "Two")]);
    assert_eq!(document.blocks[0].section, Some(0));
    assert_eq!(document.live_values.len(), 2);
    assert_eq!(document.live_values[0].section, Some(1));
    assert_eq!(document.live_values[0].value.to_string(), "total(a, 2025)");
    let span = document.live_values[0].value.span;
    assert_eq!(&text[span.start..span.end], "total(a, 2025)");
}

#[test]
fn prose_about_signs_is_no_value() {
    let (document, diagnostics) = parse("`=`, `==`, `= != <`, `=>`, `a = b`");
    assert_eq!(diagnostics, []);
    assert_eq!(document.live_values, []);
}

#[test]
fn live_values_report_their_mistakes() {
    let text = "> see `= total(a,\n> )` and ``= `a b` + 1``";
    let (document, diagnostics) = parse(text);
    assert_eq!(brief(text, &diagnostics), [("syntax", ")".to_owned())]);
    assert_eq!(document.live_values[0].value.kind, ExprKind::Error);
    assert_eq!(document.live_values[1].value.to_string(), "`a b` + 1");
}

#[test]
fn chart_blocks_have_no_keyword_and_no_margin() {
    let text =
        "```chart\n\"Cars\" a, b[x]\nbetween 2015 and 2026\n  show t\n```\n```chart\nshow t\n```\n";
    let (document, diagnostics) = parse(text);
    assert_eq!(diagnostics, []);
    assert_eq!(document.blocks[0].kind, BlockKind::Chart);
    let chart = &document.blocks[0].statements[0];
    assert!(
        matches!(&chart.item, Item::Chart { title: Some(_), quantities } if quantities.len() == 2)
    );
    assert_eq!(chart.clauses.len(), 2);
    assert_eq!(document.blocks[1].statements[0].clauses.len(), 1);
}

#[test]
fn blocks_of_other_kinds_are_prose() {
    let text = "```rust\nstock\n```\n\n    ```hongtu\n    aux a = b\n    ```\n\n```\nx\n```\n";
    let (document, diagnostics) = parse(text);
    assert_eq!((document.blocks.len(), diagnostics.len()), (0, 0));
}

#[test]
fn near_misses_of_the_kind_are_warned_about() {
    for kind in ["hongto", "Hongtu", "hogntu", "charts", "Chart"] {
        let text = format!("```{kind}\nx\n```\n");
        let (_, diagnostics) = parse(&text);
        assert_eq!(brief(&text, &diagnostics), [("block-kind", kind.to_owned())]);
        assert_eq!(errors(&diagnostics), 0);
        assert!(diagnostics[0].fix.is_some());
    }
    for kind in ["dart", "json", "text", "toml"] {
        assert_eq!(parse(&format!("```{kind}\nx\n```\n")).1, []);
    }
}

#[test]
fn unclosed_blocks_are_reported_once() {
    let text = "```hongtu\naux a = b\n\nProse that is ( no model.\n\n# Heading\n";
    let (_, diagnostics) = parse(text);
    assert_eq!(brief(text, &diagnostics), [("unclosed-block", "```hongtu".to_owned())]);
    let text = "```text\nfoo\n\n```hongtu\naux a = b\n";
    let (_, diagnostics) = parse(text);
    assert_eq!(brief(text, &diagnostics), [("unclosed-block", "```text".to_owned())]);
    for text in ["```hongtu", "```hongtu\n", "```hongtu\nplan \"x\""] {
        assert_eq!(parse(text).1.len(), 1, "{text:?}");
    }
    for (text, fence) in [("````hongtu\n", "4 backquotes"), ("~~~hongtu\n", "3 tildes")] {
        let helps = &parse(text).1[0].helps;
        assert_eq!(*helps, [format!("end the block with a line of {fence}, as it begins")]);
    }
    assert_eq!(parse("```hongtu\n```").1, []);
    assert_eq!(parse("> ```hongtu\n> plan \"x\"\n> ```").1, []);
}

#[test]
fn the_reference_is_correct() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/language.md");
    let text = std::fs::read_to_string(path).expect("docs/language.md");
    let (document, diagnostics) = parse(&text);
    assert_eq!(diagnostics, []);
    assert!(!document.blocks.is_empty());
    assert_eq!(format(&text).as_ref(), Ok(&text), "the examples are formatted");
    // The first column of the table of statements holds statements.
    let table = text.split("| statement |").nth(1).expect("the table of statements");
    for line in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let example = line.split('`').nth(1).expect("an example");
        let example = example.replace("MEASURE = STATED", "total(x, 2023) = at least 5 ± 1%");
        let example = example.replace("CONDITION", "a >= b").replace(" A with B", " a with b");
        let example = example.replace("from DATE to DATE", "from 2024 to end of 2025");
        let example = example.replace("DATE", "2024-03-07").replace("~ prior", "~ 8 to 12");
        let (statements, diagnostics) = hongtu_syntax::parse_statements(&example);
        assert_eq!(diagnostics, [], "{example}");
        assert_eq!(statements.len(), 1, "{example}");
    }
}

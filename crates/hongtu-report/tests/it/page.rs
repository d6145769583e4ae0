//! The written report: what is on the page, and what must never be.

use std::collections::BTreeSet;

use hongtu_lang::Folder;
use hongtu_report::Lang;
use hongtu_report::html::prose::{Inserts, prose};
use hongtu_report::html::{STYLE, STYLE_DIGEST, render};
use hongtu_study::Question;
use proptest::prelude::*;
use roxmltree::{Document, Node, ParsingOptions};
use sha2::{Digest, Sha256};

const PLANS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans");

/// The pages of a plan's text in English and in Chinese.
fn pages(text: &str, folder: &str) -> [String; 2] {
    let checked = hongtu_lang::check(text, &Folder::new(format!("{PLANS}/{folder}")), None);
    let errors = &checked.diagnostics;
    let plan = checked.plan.as_ref().unwrap_or_else(|| panic!("the plan has errors: {errors:?}"));
    let question = Question { runs: 320, levers_effect: false, ..Question::new() };
    let study = hongtu_study::study_runs(plan, &question).expect("a study");
    let report = hongtu_study::report(plan, text, &question, &study).expect("a report");
    [Lang::En, Lang::Zh].map(|lang| render(&report, lang))
}

fn teacup() -> String {
    std::fs::read_to_string(format!("{PLANS}/teacup/plan.md")).expect("the teacup plan")
}

fn tree(page: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(page, options).expect("a page is well-formed")
}

/// Elements that a page may hold. None of them acts or loads.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "main",
    "section",
    "nav",
    "article",
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "code",
    "hr",
    "br",
    "em",
    "strong",
    "b",
    "i",
    "small",
    "span",
    "q",
    "cite",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "figure",
    "figcaption",
    "details",
    "summary",
    "svg",
    "desc",
    "path",
    "circle",
    "text",
];

/// Attributes that a page may hold.
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "id",
    "class",
    "href",
    "rel",
    "role",
    "title",
    "scope",
    "colspan",
    "start",
    "tabindex",
    "data-name",
    "data-live",
    "data-why",
    "data-ask",
    "data-chart",
    "data-frame",
    "data-panel",
    "data-at",
    "data-up",
    "data-goal",
    "data-before",
    "viewBox",
    "width",
    "height",
    "d",
    "cx",
    "cy",
    "r",
    "x",
    "y",
    "text-anchor",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
];

/// Nothing acts, and nothing is loaded.
fn assert_passive(root: Node<'_, '_>) {
    for node in root.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(ELEMENTS.contains(&name), "<{name}>");
        for attribute in node.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "<{name} {}>", attribute.name());
            if attribute.name() == "href" {
                let value = attribute.value().to_ascii_lowercase();
                let known = ["https://", "http://", "mailto:", "#"];
                assert_eq!(name, "a");
                assert!(known.iter().any(|start| value.starts_with(start)), "href {value}");
            }
        }
    }
}

fn assert_sound(page: &str) {
    let tree = tree(page);
    let root = tree.root_element();
    assert_passive(root);
    let elements = || root.descendants().filter(Node::is_element);
    let mut ids = BTreeSet::new();
    for id in elements().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "two elements have the id {id}");
    }
    for node in elements() {
        let named = node.attribute("aria-labelledby").unwrap_or_default().split_whitespace();
        let place = node.attribute("href").and_then(|href| href.strip_prefix('#'));
        for id in named.chain(place) {
            assert!(ids.contains(id), "there is no element with the id {id}");
        }
    }
    for svg in elements().filter(|node| node.has_tag_name("svg")) {
        for part in ["title", "desc"] {
            let found = svg.children().find(|child| child.has_tag_name(part));
            let text = found.and_then(|node| node.text()).unwrap_or_default();
            assert!(!text.is_empty(), "a drawing without {part}");
        }
    }
    let table = |node: &Node<'_, '_>| node.descendants().any(|inner| inner.has_tag_name("table"));
    for figure in elements().filter(|node| node.has_tag_name("figure")) {
        let mut details = figure.children().filter(|child| child.has_tag_name("details"));
        assert!(details.any(|node| table(&node)), "a figure without its data");
    }
    let mut before = 0;
    for node in elements() {
        let name = node.tag_name().name();
        let Some(level) = name.strip_prefix('h').and_then(|l| l.parse::<u8>().ok()) else {
            continue;
        };
        assert!(level <= before + 1, "<h{level}> after <h{before}>");
        assert!(level > 1 || before == 0, "two titles");
        before = level;
    }
    assert!(root.attribute("lang").is_some());
}

#[test]
fn the_teacup_as_a_page() {
    let pages = pages(&teacup(), "teacup");
    for (page, name) in pages.iter().zip(["teacup_en", "teacup_zh"]) {
        assert_sound(page);
        insta::assert_snapshot!(name, page.replace(STYLE, "…").replace(STYLE_DIGEST, "…"));
    }
}

#[test]
fn the_flagship_as_a_page() {
    let text = std::fs::read_to_string(format!("{PLANS}/changchun/plan.md")).expect("the plan");
    for page in &pages(&text, "changchun") {
        assert_sound(page);
        let tree = tree(page);
        let drawings = tree.descendants().filter(|node| node.has_tag_name("svg")).count();
        assert!(drawings > 30, "{drawings} drawings");
    }
}

/// A wood that was planted at one of two paces, with a figure that neither explains.
const WOOD: &str = r#"# A wood

```hongtu
plan "A wood"
    as of 2024-06
time 2015 to 2028 step 1/4 year
unit tree

stock trees : tree = 1000
    label en "Trees"
    label zh "树木"
    + planting

flow planting : tree/year = luck * choose pace { slow: 80 tree/year, fast: 160 tree/year }
    label en "Planting"

const luck : 1 = 1 ~ normal(sd 10%)
    assumption "good and bad years even out"

alternatives pace
    slow weight 0.5 "planting stays slow"
        label zh "植树缓慢"
    fast weight 0.5

observe level(trees, end of 2018) = 1470 tree ± 60 tree
    known 2019
observe level(trees, end of 2020) = 1720 tree ± 90 tree
    known 2021
observe total(planting, 2021) = 400 tree ± 40 tree
    known 2022
    note "a gift of trees <b>that year</b>"
observe min(planting, 2015..2018) = 110 tree/year ± 60 tree/year
    known 2019
observe total(planting, 2024) = 120 tree ± 30 tree
    known 2025

target many
    indicative
    by end of 2026
    reading promised "as was promised" : level(trees, end of 2026) >= 3000 tree
    reading enough "as is needed" : level(trees, end of 2026) >= 2500 tree

target any : level(trees, end of 2027) >= 2000 tree
    indicative
```

All: `= odds(any)`; fast: `= odds(any, pace = fast)`, `= odds(many, enough, pace = fast)`; slow:
`= odds(any, pace = slow)`.
"#;

#[test]
fn the_past_and_the_doubts_of_a_wood() {
    let [english, chinese] = pages(WOOD, "teacup");
    assert_sound(&english);
    assert_sound(&chinese);
    let page = tree(&english);
    let section = |id: &str| {
        let found = page.descendants().find(|n| n.attribute("id") == Some(id));
        found.unwrap_or_else(|| panic!("a section {id}"))
    };
    let of_class = |node: Node<'_, '_>, class: &str| {
        node.descendants().filter(|n| n.attribute("class") == Some(class)).count()
    };
    let text = |node: Node<'_, '_>| node.descendants().filter_map(|n| n.text()).collect::<String>();
    let live = page.descendants().filter(|n| n.attribute("class") == Some("live"));
    let live: Vec<String> = live.map(text).collect();
    assert_eq!(live.len(), 4, "{live:?}");
    assert!(live[0].contains('%') && live[1].contains('±') && live[2].contains('%'), "{live:?}");
    assert!(live[3].starts_with('–'), "hardly a run is slow: {live:?}");
    let past = section("evidence");
    // Levels and yearly totals are courses; the least of four years is none.
    assert_eq!(of_class(past, "panel"), 2);
    let said = text(past);
    assert!(said.contains("misses 1 of 4 figures that weigh"), "{said}");
    assert!(said.contains("Planting, 2021: the model is too low, by "), "{said}");
    assert!(said.contains("The author notes: a gift of trees <b>that year</b>."), "{said}");
    assert!(said.contains("the one figure that became known later"), "{said}");
    assert!(said.contains("1,720 ± 90 tree") && said.contains("known later"), "{said}");
    let doubts = text(section("sensitivity"));
    for words in ["planting stays slow", "fast", "50%", "×", "--given pace=slow"] {
        assert!(doubts.contains(words), "{words}: {doubts}");
    }
    assert!(chinese.contains("植树缓慢") && chinese.contains("模型偏低"));
}

/// A prior that the one observation contradicts, and where `prior` says, one that it does not.
fn strained(prior: &str) -> String {
    format!(
        r#"# Wood

```hongtu
plan "Wood"
    as of 2022-01-01
time 2020 to 2025 step 1/4 year
unit tree

stock trees : tree = 1000 tree
    + planted
flow planted : tree/year = planting

const planting : tree/year = 100 tree/year ~ {prior}
    assumption "a <guess>"
    label zh "植树"

source count = "Count of the trees", City, 2021-12
observe level(trees, 2021) = 1300 tree ± 10 tree
    source count "1300 trees"

target many : level(trees, 2025) >= 1200 tree
    indicative
```
"#
    )
}

#[test]
fn where_priors_and_evidence_pull_apart_is_a_part_of_its_own() {
    let [english, chinese] = pages(&strained("normal(100 tree/year, 60 tree/year)"), "teacup");
    for (page, name, title) in
        [(&english, "Planting", "Priors and evidence"), (&chinese, "植树", "先验与证据")]
    {
        assert_sound(page);
        let page = tree(page);
        let part = page.descendants().find(|n| n.attribute("id") == Some("strains"));
        let said: String = part.expect("strains").descendants().filter_map(|n| n.text()).collect();
        assert!(said.contains(title) && said.contains(name), "{said}");
        assert!(page.descendants().any(|n| n.attribute("href") == Some("#strains")));
    }
    for page in pages(&strained("normal(200 tree/year, 80 tree/year)"), "teacup") {
        assert!(!page.contains("id=\"strains\""), "nothing pulls");
    }
}

#[test]
fn the_policy_lets_in_the_style_and_nothing_else() {
    let digest = base64(&Sha256::digest(STYLE.as_bytes()));
    assert_eq!(STYLE_DIGEST, format!("sha256-{digest}"), "page.css changed: put its digest in");
    for loading in ["url(", "@import", "<", "expression("] {
        assert!(!STYLE.contains(loading), "{loading} in the style");
    }
    let [page, _] = pages(&teacup(), "teacup");
    assert!(page.contains(&format!("default-src 'none'; style-src '{STYLE_DIGEST}'")));
}

#[test]
fn whatever_a_plan_calls_itself_is_text() {
    let bad = "</title><script>alert(1)</script><img src=x onerror=alert(1)>";
    let text = format!(
        "# Title {bad}\n\nA [link](javascript:alert(1)), ![image](https://example.org/x.png).\n\n\
         ```hongtu\nplan \"{bad}\"\n    label zh \"{bad}\"\ntime 0 to 10 minute step 1 minute\nunit degree\n\
         source s = \"{bad}\", \"{bad}\", 2024\n    url \"javascript:alert(1)\"\n\
         const a : degree = 1 ~ uniform(0, 2)\n    \"{bad}\"\n    label en \"{bad}\"\n    assumption \"{bad}\"\n\
         observe level(a, 0 minute) = 1 degree ± 1 degree\n    source s \"{bad}\"\n\
         target t : level(a, 5 minute) >= 1 degree\n    \"{bad}\"\n    label en \"{bad}\"\n    indicative\n    \
         deadline ours \"{bad}\"\n    source s \"{bad}\"\n```\n\n```chart\n\"{bad}\" a\n    show t\n```\n\n\
         ```html\n{bad}\n```\n"
    );
    for page in &pages(&text, "teacup") {
        assert_sound(page);
        assert!(page.contains("&lt;script&gt;"));
    }
}

#[test]
fn a_heading_in_a_quotation_closes_no_section() {
    let page = prose("# T\n\n> ## Q\n\n#### Deep\n\n## Next\n", &mut Nothing);
    assert_eq!(page.title.as_deref(), Some("T"));
    let levels: Vec<u8> = page.headings.iter().map(|heading| heading.level).collect();
    assert_eq!(levels, [2, 3, 2]);
}

struct Nothing;

impl Inserts for Nothing {
    fn block(&mut self, _: &str, _: std::ops::Range<usize>, _: &str) -> Option<String> {
        None
    }
    fn value(&mut self, _: std::ops::Range<usize>) -> Option<String> {
        None
    }
    fn closed(&mut self, _: usize) -> String {
        String::new()
    }

    fn called(&self, _: usize) -> Option<String> {
        None
    }
}

/// Pieces that attacks on Markdown renderers are made of.
const PIECES: &[&str] = &[
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "![a](https://example.org/a.png \"t\\\" onload=\\\"x\")",
    "![a](javascript:x)",
    "<javascript:alert(1)>",
    "[r]: javascript:alert(1) \"t\"\n",
    "[r]",
    "[a](<java\tscript:x>)",
    "[a](//example.org)",
    "[a](vbscript:x)",
    "<a href=\"x\" onclick=\"y\">",
    "<style>*{}</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php",
    "&lt;",
    "&#0;",
    "\u{0}",
    "\u{b}",
    "\u{fffe}",
    "\r",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "99999999999. ",
    "    ",
    "\t",
    "# ",
    "## ",
    "```\n",
    "```hongtu\n",
    "~~~ \"><script>\n",
    "`",
    "``",
    "`= a`",
    "|",
    "|a|b|\n|-|:-:|\n|c|d|\n",
    "*",
    "**",
    "_",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "\"",
    "'",
    "&",
    "\\",
    "a",
    "宏图",
    " ",
    "---\n",
    "===\n",
    "https://example.org",
    "<https://example.org/?a=\"b\"&c>",
    "[a](https://example.org/\"onclick=\"x)",
    "[a](mailto:a@b?subject=<x>)",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn hostile_prose_never_acts(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        let prose = prose(&text, &mut Nothing);
        let title = prose.title.unwrap_or_default();
        let page = format!("<div><h1>{title}</h1>{}</div>", prose.body);
        let tree = Document::parse(&page);
        prop_assert!(tree.is_ok(), "{:?}\n{text:?}\n{page}", tree.err());
        if let Ok(tree) = &tree {
            assert_passive(tree.root_element());
        }
    }

    #[test]
    fn any_prose_is_well_formed(text in "\\PC{0,200}") {
        let page = format!("<div>{}</div>", prose(&text, &mut Nothing).body);
        let tree = Document::parse(&page);
        prop_assert!(tree.is_ok(), "{:?}\n{text:?}\n{page}", tree.err());
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

//! `hongtu report`: where the page goes, and what it is never written over.

use std::fs;

use super::{COFFEE, Folder, on};

#[test]
fn a_page_goes_where_it_is_asked_for() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let (code, page, err) = on(&plan, &["report", "--runs", "400", "--no-progress"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{page}");

    let (code, again, err) = on(&plan, &["report", "--runs", "400", "--no-progress", "-o", "-"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(again == page && !std::path::Path::new("-").exists());

    let file = folder.0.join("report.html");
    let path = file.to_str().expect("a path of the test is UTF-8");
    let arguments = ["report", "--runs", "400", "--no-progress", "--lang", "zh", "-o", path];
    let (code, out, err) = on(&plan, &arguments);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let page = fs::read_to_string(&file).expect("the page");
    assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("达成概率"));
}

#[test]
fn a_page_is_not_written_over_its_plan() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", COFFEE);
    let path = plan.to_str().expect("a path of the test is UTF-8");
    let (code, _, err) = on(&plan, &["report", "-o", path]);
    assert_ne!(code, 0);
    assert!(err.contains("over the plan"), "{err}");
    assert_eq!(fs::read_to_string(&plan).expect("the plan"), COFFEE);
}

#[test]
fn a_page_says_the_texts_of_the_plan_in_its_language() {
    let folder = Folder::new();
    let scope = "plan \"A cup of coffee\"\n    scope \"The office\"\n        label zh \"办公室\"";
    let doc = "20 minute\n    \"How tight the lid is\"\n        label zh \"杯盖的松紧\"";
    let plan = COFFEE.replacen("plan \"A cup of coffee\"", scope, 1).replacen("20 minute", doc, 1);
    let why = "an office in winter\"\n        label zh \"冬天的办公室\"";
    let plan = folder.file("plan.md", plan.replacen("an office in winter\"", why, 1));
    for (lang, texts) in [
        ("en", ["The office", "How tight the lid is", "an office in winter"]),
        ("zh", ["办公室", "杯盖的松紧", "冬天的办公室"]),
    ] {
        let (code, page, err) = on(&plan, &["report", "--runs", "64", "--lang", lang]);
        assert_eq!((code, err.as_str()), (0, ""));
        let [scope, doc, why] = texts;
        for text in [
            format!("<p class=\"kicker\">{scope} · "),
            format!("<dd>{doc}</dd>"),
            format!("<td>{why}</td>"),
        ] {
            assert!(page.contains(&text), "{text} in {page}");
        }
    }
}

//! A plan that is published as of several days: each page is the one that its day alone gives, and all
//! of them know what the others say.

use std::path::Path;

use super::{publish_with, without_node};
use crate::hongtu;

const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plans/copenhagen/plan.md");

/// The text of an element of data.
fn data<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.split(&format!("id=\"{id}\">")).nth(1).expect("the element");
    start.split("</script>").next().expect("its end")
}

/// The odds that a page has beside the heading of each of its days, and those on its own board.
fn odds(page: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let text = |html: &str| html.split('<').next().unwrap_or_default().to_owned();
    let days = page.split("<section id=\"days\"").nth(1).expect("days");
    let (days, board) = days.split_once("</section>").expect("the board follows");
    let rows = days.split("<tr data-target=").skip(1);
    let rows = rows
        .map(|row| row.split("<td").skip(1).map(|cell| cell.split_once('>').map_or("", |c| c.1)));
    let rows = rows.map(|cells| cells.map(text).collect()).collect();
    let board = board.split("</section>").next().expect("the board");
    let lines = board.split("class=\"odds\"").skip(1);
    let own = lines.map(|line| text(line.split("<b>").nth(1).expect("odds"))).collect();
    (rows, own)
}

#[test]
fn every_day_has_the_page_that_it_has_alone() {
    if let Some(why) = without_node() {
        return println!("skipped: {why}");
    }
    let several = publish_with(
        PLAN,
        "days",
        // A month is a day too, and one that is said twice is one.
        &[
            "--also-as-of",
            "2014",
            "--also-as-of",
            "2020",
            "--also-as-of",
            "2014-12-31",
            "--also-as-of",
            "2017-06",
        ],
    );
    let read = |page: &Path| std::fs::read_to_string(page).expect("a page");
    let files = ["as-of-2014-12-31.html", "index.html", "as-of-2020-12-31.html"];
    let pages = files.map(|file| read(&several.with_file_name(file)));
    let known = std::fs::read_dir(several.parent().expect("a folder")).expect("a folder");
    let known = known.filter(|file| {
        file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|kind| kind == "html"))
    });
    assert_eq!(known.count(), files.len());

    let early = read(&publish_with(PLAN, "day", &["--as-of", "2014"]));
    assert_eq!(data(&pages[0], "bundle"), data(&early, "bundle"));
    assert_ne!(data(&pages[0], "bundle"), data(&pages[1], "bundle"));
    assert!(!early.contains("id=\"days\""), "there is nothing to choose");

    let (rows, _) = odds(&pages[1]);
    let mut differing = 0;
    for (day, page) in pages.iter().enumerate() {
        let (same, own) = odds(page);
        assert_eq!(rows, same, "every page says the same of all days");
        let beside: Vec<&String> =
            rows.iter().map(|row| &row[day]).filter(|odds| *odds != "–").collect();
        assert_eq!(beside, own.iter().collect::<Vec<_>>(), "{}", files[day]);
        differing += rows.iter().filter(|row| row[day] != row[0]).count();
    }
    assert!(rows.len() >= 3 && differing >= 2, "{rows:?}");
    assert!(pages[0].contains("href=\"index.html\"") && pages[0].contains("31 Dec 2014</b>"));
}

#[test]
fn days_that_cannot_be_are_refused() {
    if let Some(why) = without_node() {
        return println!("skipped: {why}");
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page-no-days");
    let folder = folder.to_string_lossy();
    let refused = |days: &[&str]| {
        let options = days.iter().flat_map(|day| ["--also-as-of", day]);
        let all: Vec<&str> = ["publish", PLAN, "-o", &*folder].into_iter().chain(options).collect();
        let done = hongtu(&all);
        assert!(!done.status.success());
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (code, said) = refused(&["soon"]);
    assert!(code == Some(2) && said.contains("--also-as-of: "), "{said}");
    let (code, said) = refused(&["2011", "2012", "2013", "2014", "2015", "2016"]);
    assert!(code == Some(2) && said.contains("at most 5"), "{said}");
}

#[test]
fn people_go_from_day_to_day() {
    super::used_with("days.mjs", "days-used", &["--also-as-of", "2014"]);
}

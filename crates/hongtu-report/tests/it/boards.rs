//! Boards at the widths and in the languages that count.

use hongtu_report::Lang;
use hongtu_report::board::{Options, render};
use hongtu_report::layout::width;
use hongtu_study::Answers;

use crate::sample;

fn board(answers: &Answers, lang: Lang, columns: usize, detail: bool) -> String {
    let text = render(answers, &Options { lang, columns, colour: false, detail });
    for line in text.lines() {
        assert!(width(line) <= columns, "wider than {columns}: {line}");
    }
    text
}

#[test]
fn changchun_in_english() {
    let answers = sample::changchun();
    insta::assert_snapshot!("changchun_en_120", board(&answers, Lang::En, 120, false));
    insta::assert_snapshot!("changchun_en_80", board(&answers, Lang::En, 80, false));
}

#[test]
fn changchun_in_chinese() {
    let answers = sample::changchun();
    insta::assert_snapshot!("changchun_zh_120", board(&answers, Lang::Zh, 120, false));
    insta::assert_snapshot!("changchun_zh_80", board(&answers, Lang::Zh, 80, false));
}

#[test]
fn everything() {
    let answers = sample::changchun();
    insta::assert_snapshot!("detail_en_120", board(&answers, Lang::En, 120, true));
    insta::assert_snapshot!("detail_en_80", board(&answers, Lang::En, 80, true));
    insta::assert_snapshot!("detail_zh_120", board(&answers, Lang::Zh, 120, true));
}

#[test]
fn odds_that_must_not_be_used_say_so_first() {
    let answers = sample::untrustworthy();
    insta::assert_snapshot!("untrustworthy_en_80", board(&answers, Lang::En, 80, false));
    insta::assert_snapshot!("untrustworthy_zh_80", board(&answers, Lang::Zh, 80, false));
}

#[test]
fn the_smallest_plan() {
    let answers = sample::teacup();
    insta::assert_snapshot!("teacup_en_80", board(&answers, Lang::En, 80, false));
    insta::assert_snapshot!("teacup_zh_80", board(&answers, Lang::Zh, 80, false));
}

#[test]
fn colour_only_where_it_is_wanted() {
    let answers = sample::changchun();
    let mut options = Options { lang: Lang::En, columns: 100, colour: true, detail: true };
    assert!(render(&answers, &options).contains('\x1b'));
    options.colour = false;
    assert!(!render(&answers, &options).contains('\x1b'));
}

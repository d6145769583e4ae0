//! Scores as people and programs see them.

use hongtu_model::{Dimension, Unit, Unmatched};
use hongtu_report::explain::Options;
use hongtu_report::layout::width;
use hongtu_report::score::{backtest, backtest_json, in_a_line, in_short, scored, scored_json};
use hongtu_report::{Lang, board};
use hongtu_study::answers::{Answers, Trust};
use hongtu_study::score::{
    Backtest, Coverage, Forecaster, LeftOut, NumberScore, NumbersAgainst, Origin, PointForecast,
    Scored, ScoredOdds, Scores, Skipped, TargetScore, TargetsAgainst, WhyLeftOut,
};
use jiff::civil::date;

use crate::sample;

/// Loans of an invented library, in loans, and the target of the cup of coffee.
fn scores() -> Scores {
    let number = |year: i16, low: f64, high: f64, held: (f64, f64)| NumberScore {
        measure: format!("total(loans, {year})"),
        as_of: Some(date(year, 12, 31)),
        known: date(year + 1, 3, 31),
        text: "127 thousand loan".to_owned(),
        source: Some("Annual report".to_owned()),
        line: 3,
        unit: Unit::new("loan", 1.0, Dimension::none()),
        is_date: false,
        low,
        high,
        median: 128_200.0,
        interval_50: (125_000.0, 131_000.0),
        interval_90: (121_000.0, 135_000.0),
        held_50: held.0,
        held_90: held.1,
        crps: 1_130.0,
        scale: Some(121_000.0),
        others: vec![PointForecast {
            by: Forecaster::LastGrowth,
            value: 125_300.0,
            error: 1_700.0,
        }],
    };
    let odds = |by, probability: f64, log| {
        let brier = (1.0 - probability) * (1.0 - probability);
        ScoredOdds { by, probability, brier, log }
    };
    let against = |by, brier, log| {
        let (model_brier, model_log) = (0.09, 0.36);
        TargetsAgainst { by, count: 1, brier, log, model_brier, model_log }
    };
    Scores {
        numbers: vec![
            number(2022, 127_000.0, 127_000.0, (1.0, 1.0)),
            number(2022, 133_000.0, 137_000.0, (0.0, 0.5)),
            number(2023, 140_000.0, 140_000.0, (0.0, 0.0)),
        ],
        targets: vec![TargetScore {
            id: sample::teacup().targets[0].id.clone(),
            as_of: Some(date(2023, 12, 31)),
            known: date(2024, 3, 31),
            met: true,
            from: "met".to_owned(),
            line: 2,
            odds: vec![
                odds(Forecaster::Model, 0.7, 0.36),
                odds(Forecaster::LastGrowth, 0.125, 2.08),
                odds(Forecaster::Even, 0.5, 0.69),
            ],
        }],
        left_out: vec![LeftOut {
            what: "total(loans, 2021)".to_owned(),
            as_of: Some(date(2023, 12, 31)),
            line: 6,
            why: WhyLeftOut::KnownBefore,
        }],
        coverage: Some(Coverage { count: 3, held_50: 1.0, held_90: 1.5 }),
        numbers_against: vec![NumbersAgainst {
            by: Forecaster::LastGrowth,
            count: 3,
            closer: 2,
            model: 0.0093,
            other: 0.014,
            skill: Some(0.336),
        }],
        targets_against: vec![
            against(Forecaster::Model, 0.09, 0.36),
            against(Forecaster::LastGrowth, 0.77, f64::INFINITY),
        ],
    }
}

fn outcomes() -> Scored {
    let unmatched = Unmatched {
        what: "total(visitors, 2024)".to_owned(),
        line: 7,
        why: "there is nothing called `visitors`\u{1b}[31m".to_owned(),
    };
    Scored { answers: sample::teacup(), scores: scores(), unmatched: vec![unmatched] }
}

fn rolled() -> Backtest {
    let origin = |year, trust| Origin {
        as_of: date(year, 12, 31),
        known: 4,
        forecast: 2,
        effective_sample_size: 88.4,
        trust,
    };
    Backtest {
        answers: sample::teacup(),
        origins: vec![origin(2022, Trust::Good), origin(2023, Trust::TooSmall)],
        skipped: vec![Skipped {
            as_of: date(2021, 12, 31),
            why: "no value of `trips` was known by the as-of date".to_owned(),
        }],
        scores: scores(),
    }
}

fn fits(text: String, columns: usize) -> String {
    for line in text.lines() {
        assert!(width(line) <= columns, "wider than {columns}: {line}");
        assert!(!line.contains('\x1b'), "{line}");
    }
    text
}

fn options(lang: Lang, columns: usize) -> Options {
    Options { lang, columns, colour: false }
}

#[test]
fn outcomes_in_both_languages() {
    for (lang, columns) in [(Lang::En, 80), (Lang::En, 120), (Lang::Zh, 80), (Lang::Zh, 120)] {
        let text = scored(&outcomes(), &options(lang, columns));
        let name = format!("scored_{}_{columns}", lang.code());
        insta::assert_snapshot!(name, fits(text, columns));
    }
    fits(scored(&outcomes(), &options(Lang::En, 40)), 40);
}

#[test]
fn a_backtest_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let text = backtest(Some(&rolled()), &options(lang, 100));
        insta::assert_snapshot!(format!("backtest_{}_100", lang.code()), fits(text, 100));
        assert!(backtest(None, &options(lang, 100)).lines().count() == 1);
    }
    let first = backtest(Some(&rolled()), &options(Lang::En, 120));
    assert!(first.starts_with("  Priors and structure were not blinded"), "{first}");
}

#[test]
fn a_board_quotes_the_backtest() {
    let mut answers = sample::teacup();
    answers.backtest = scores().in_short();
    for lang in [Lang::En, Lang::Zh] {
        let short = answers.backtest.unwrap();
        let shown = |answers: &Answers, columns, detail| {
            let options = board::Options { lang, columns, colour: false, detail };
            fits(board::render(answers, &options), columns)
        };
        for columns in [100, 120] {
            let text = shown(&answers, columns, false);
            assert!(text.contains(&in_a_line(&short, lang)), "{text}");
            let without = Answers { backtest: None, ..answers.clone() };
            let before = shown(&without, columns, false).lines().count();
            assert_eq!(text.lines().count(), before + 1, "{text}");
        }
        let start: String = in_short(&short, lang).chars().take(20).collect();
        assert!(shown(&answers, 100, true).contains(&start));
    }
}

#[test]
fn nothing_scored_is_said() {
    let nothing = Scored { scores: Scores::default(), ..outcomes() };
    let text = scored(&nothing, &options(Lang::En, 80));
    assert!(text.contains("No outcome could be scored."), "{text}");
    assert_eq!(nothing.scores.in_short(), None);
}

#[test]
fn scores_for_programs() {
    let value: serde_json::Value = serde_json::from_str(&scored_json(&outcomes())).unwrap();
    let scores = &value["scores"];
    assert_eq!(scores["numbers"][1]["outcome"], serde_json::json!([133_000.0, 137_000.0]));
    assert_eq!(scores["numbers"][0]["others"][0]["method"], "last growth");
    assert_eq!(scores["numbers_against"][0]["skill"], 0.336);
    // What is not finite is null.
    assert_eq!(scores["targets_against"][1]["log"], serde_json::Value::Null);
    assert_eq!(scores["left_out"][0]["why"], "known before the forecast");
    assert_eq!(value["unmatched"][0]["line"], 7);
    let value: serde_json::Value = serde_json::from_str(&backtest_json(Some(&rolled()))).unwrap();
    assert_eq!(value["blinded"]["priors"], false);
    assert_eq!(value["origins"][1]["trust"], "too small");
    assert_eq!(value["skipped"][0]["as_of"], "2021-12-31");
    let none: serde_json::Value = serde_json::from_str(&backtest_json(None)).unwrap();
    assert_eq!((none["schema"].as_u64(), &none["scores"]), (Some(1), &serde_json::Value::Null));
}

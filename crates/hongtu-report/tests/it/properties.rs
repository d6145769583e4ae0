//! Whatever the answers, labels and spans: no panic, no line too wide, JSON that parses.

use hongtu_model::{Found, Thing};
use hongtu_report::board::{Options, render};
use hongtu_report::layout::{Text, width, wrap};
use hongtu_report::{Lang, diagnostics, flat, json, numbers};
use hongtu_study::Answers;
use hongtu_study::answers::{Asked, Spread, Trust};
use hongtu_syntax::{Diagnostic, Severity, Span};
use proptest::prelude::*;

use crate::sample;

/// Numbers as they come out of a simulation gone wrong.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        prop::num::f64::ANY,
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(0.0),
        -10.0..1e13,
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z_]{0,12}(\\[[a-z]{1,5}\\])?",
        "[长春旅游收入，。 a]{0,30}",
        "\\PC{0,200}"
    ]
}

prop_compose! {
    fn answers()(
        name in words(), label in words(), unit in words(), deadline in words(), reading in words(),
        numbers in prop::collection::vec(number(), 16),
        trust in prop::sample::select(vec![
            Trust::PriorOnly, Trust::Good, Trust::Rough, Trust::TooSmall, Trust::Contradicted, Trust::Impossible,
        ]),
        is_date in any::<bool>(), calendar in any::<bool>(), runs in any::<u64>(),
    ) -> Answers {
        let mut answers = sample::untrustworthy();
        answers.title.clone_from(&name);
        answers.weighting.trust = trust;
        answers.weighting.effective_sample_size = numbers[0];
        answers.weighting.uncomputable = runs;
        answers.weighting.misfits[0].observation = (runs % 5) as usize;
        answers.runs = runs;
        if !calendar {
            answers.time.first_year = None;
            answers.time.steps_per_unit = None;
        }
        answers.time.start = numbers[1];
        answers.time.dt = numbers[2];
        for target in &mut answers.targets {
            target.labels.insert("zh".to_owned(), label.clone());
            target.unit.name.clone_from(&unit);
            target.unit.factor = numbers[3];
            target.deadline.text.clone_from(&deadline);
            target.reading = Some(reading.clone());
            target.is_date = is_date;
            target.attainment = numbers[4];
            target.attainment_error = Some(numbers[5]);
            target.median = Some(numbers[6]);
            target.interval_90 = Some((numbers[7], numbers[8]));
            if let Asked::Bound { bound, .. } = &mut target.asked {
                *bound = numbers[9];
            }
            for lever in &mut target.levers {
                lever.name.clone_from(&name);
                lever.attainment_change = numbers[10];
                lever.low = numbers[11];
                lever.high = numbers[12];
            }
        }
        answers.targets[0].id.clone_from(&label);
        for observation in &mut answers.observations {
            observation.measure.clone_from(&name);
            observation.is_date = is_date;
            observation.weighted =
                Some(Spread { low: numbers[13], median: numbers[14], high: numbers[15] });
            observation.z = Some(numbers[12]);
        }
        answers.budgets[0].years[0].spent = numbers[11];
        answers.budgets[0].levers[0].spends.truncate(1);
        if let Found::Implied(found) = &mut answers.findings[0].found {
            found.topic.thing = Thing::Written(reading);
            found.level.value = numbers[11];
        }
        answers
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boards_are_drawn(
        answers in answers(), columns in 0usize..200, colour in any::<bool>(),
        detail in any::<bool>(), zh in any::<bool>(),
    ) {
        let lang = if zh { Lang::Zh } else { Lang::En };
        let text = render(&answers, &Options { lang, columns, colour, detail });
        prop_assert!(!text.contains('\r'));
        prop_assert!(colour || !text.contains('\x1b'));
    }

    #[test]
    fn json_parses_back(answers in answers()) {
        let text = json::json(&answers);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(&value["plan"], &serde_json::json!(answers.title));
        let length = |value: &serde_json::Value| value.as_object().map(serde_json::Map::len);
        prop_assert_eq!(length(&value), length(&json::value(&answers)));
    }

    #[test]
    fn tables_are_written(answers in answers()) {
        let mut out = Vec::new();
        flat::csv([flat::targets(&answers)], &mut out).expect("a vector takes everything");
        prop_assert!(String::from_utf8(out).is_ok());
    }

    #[test]
    fn lines_are_no_wider_than_asked(text in any::<String>(), columns in 2usize..60, hang in 0usize..8) {
        for line in wrap(&Text::plain(&text).hanging(hang), columns) {
            prop_assert!(line.width() <= columns, "{:?}", line);
        }
    }

    #[test]
    fn wrapping_loses_only_blanks(text in "[a-z长春，。 ]{0,60}", columns in 2usize..30) {
        let squeeze = |text: &str| text.replace(' ', "");
        let wrapped: String = wrap(&Text::plain(&text), columns).iter().map(|line| line.render(false)).collect();
        prop_assert_eq!(squeeze(&wrapped), squeeze(&text));
    }

    #[test]
    fn numbers_are_written(number in number(), digits in 0usize..20, level in any::<bool>()) {
        let _ = numbers::significant(number, digits);
        let _ = (numbers::percent(number), numbers::error(number), numbers::points(number));
        let _ = (numbers::rate(number), numbers::year(number, level, Lang::En), numbers::stated(number));
    }

    #[test]
    fn three_digits_are_near(number in -1e12f64..1e12) {
        let text = numbers::significant(number, 3).replace(',', "").replace('−', "-");
        let back: f64 = text.parse().expect("a number");
        prop_assert!((back - number).abs() <= number.abs() * 0.005 + 1e-300, "{} {}", number, text);
    }

    #[test]
    fn diagnostics_are_drawn(
        document in prop_oneof![any::<String>(), "[a长\r\n\t \u{202E}]{0,80}"],
        spans in prop::collection::vec((0usize..120, 0usize..120, words()), 0..5),
        message in words(), replacement in words(), columns in 0usize..200, colour in any::<bool>(),
        severity in prop::sample::select(vec![
            Severity::Error, Severity::Warning, Severity::Finding, Severity::Information,
        ]),
    ) {
        let mut found = Diagnostic::new("some-rule", severity, message.clone(), Span::new(0, 0), "");
        found.labels.clear();
        for (start, end, text) in &spans {
            found = found.label(Span::new(*start, *end), text.clone());
        }
        if let Some((start, end, _)) = spans.first() {
            found = found.fix(Span::new(*start, *end), replacement);
        }
        let found = [found.note(message.clone()).help(message)];
        let text = diagnostics::text("plan.md", &document, &found, &diagnostics::Options { columns, colour, lang: Lang::En });
        let turned = text.contains('\u{202E}');
        prop_assert!(!turned);
        let parsed: serde_json::Value =
            serde_json::from_str(&diagnostics::json("plan.md", &document, &found)).expect("JSON");
        prop_assert_eq!(&parsed["schema"], &serde_json::json!(1));
        prop_assert_eq!(diagnostics::github("plan.md", &document, &found).lines().count(), 1);
    }
}

#[test]
fn a_board_keeps_to_its_width_whatever_the_labels() {
    let mut answers = sample::changchun();
    answers.targets[0]
        .labels
        .insert("en".to_owned(), "A name so long that no column holds it ".repeat(4));
    for columns in 60..150 {
        for lang in [Lang::En, Lang::Zh] {
            for detail in [false, true] {
                let text = render(&answers, &Options { lang, columns, colour: false, detail });
                for line in text.lines() {
                    assert!(width(line) <= columns, "wider than {columns}: {line}");
                }
            }
        }
    }
}

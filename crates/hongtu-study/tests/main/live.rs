//! The study that answers as levers move, against the study that is asked once.

use super::*;
use hongtu_study::{Live, Replay, Study, View, report, study_replayed};

fn moved(push: f64) -> Question<'static> {
    Question { set_levers: vec![(0, push)], levers_effect: false, ..question(1_600, 5) }
}

/// A replay of the plan, and the study whose fit it was rounded from.
fn replay() -> (Replay, Study) {
    let plan = plan();
    let asked = Question { levers_effect: false, ..question(1_600, 5) };
    let study = study_runs(&plan, &asked).unwrap();
    (Replay::new(&study), study)
}

#[test]
fn a_replay_is_the_study_it_was_made_of() {
    let (replay, fitted) = replay();
    let bytes = replay.to_bytes();
    assert_eq!(Replay::from_bytes(&bytes), Some(replay.clone()));
    for end in 0..bytes.len() {
        assert_eq!(Replay::from_bytes(&bytes[..end]), None, "cut at {end}");
    }
    let replayed = study_replayed(&plan(), &question(7, 9), &replay).unwrap().unwrap().answers;
    assert_eq!((replayed.runs, replayed.seed), (1_600, 5));
    // Rounding moves a number by a part in ten million.
    let (now, then) = (&replayed.targets[0], &fitted.answers.targets[0]);
    assert!((now.attainment - then.attainment).abs() < 0.002);
    assert!((now.median.unwrap() - then.median.unwrap()).abs() < 1e-5);
    assert_eq!(replayed.weighting.trust, fitted.answers.weighting.trust);
    assert_eq!(
        replayed.weighting.effective_sample_size,
        fitted.answers.weighting.effective_sample_size
    );
}

#[test]
fn what_is_answered_as_levers_move_is_what_a_study_answers() {
    let plan = plan();
    let (replay, _) = replay();
    let mut board = Live::new(&plan, replay.clone(), View::Board).unwrap().unwrap();
    for push in [0.0, 1.5, 1.0, 1.5] {
        let asked = moved(push);
        let live = board.answers(&plan, &asked, usize::MAX).unwrap();
        let once = study_replayed(&plan, &asked, &replay).unwrap().unwrap().answers;
        for (live, once) in live.targets.iter().zip(&once.targets) {
            assert_eq!(live.attainment.to_bits(), once.attainment.to_bits());
            assert_eq!(live.attainment_error, once.attainment_error);
            assert_eq!(live.interval_90, once.interval_90);
            assert_eq!(live.direction, once.direction);
        }
        assert_eq!((live.joint, live.changes), (once.joint, once.changes));
    }
    // Beyond its range a lever is refused.
    assert!(board.answers(&plan, &moved(1e9), usize::MAX).is_err());
}

#[test]
fn a_first_look_is_near_what_all_runs_say() {
    let plan = plan();
    let (replay, _) = replay();
    let mut board = Live::new(&plan, replay, View::Board).unwrap().unwrap();
    let mut odds =
        |push, runs| board.answers(&plan, &moved(push), runs).unwrap().targets[0].attainment;
    // Where nothing moved it is the same; else the change in 64 runs is off by a few points.
    assert!((odds(0.0, 64) - odds(0.0, usize::MAX)).abs() < 1e-12);
    assert!((odds(1.5, 64) - odds(1.5, usize::MAX)).abs() < 0.15);
}

#[test]
fn charts_move_as_those_of_a_report() {
    let plan = plan();
    let (replay, _) = replay();
    let mut charts = Live::new(&plan, replay.clone(), View::Charts).unwrap().unwrap();
    let asked = moved(1.5);
    let drawn = charts.drawn(&plan, &asked, charts.runs()).unwrap().unwrap();
    let live = charts.report(&plan, &drawn).unwrap();
    let once = study_replayed(&plan, &asked, &replay).unwrap().unwrap();
    assert_eq!(live.answers.budgets, once.answers.budgets);
    // The report goes through the fit: rounded, it is the same runs.
    let fitted = study_runs(&plan, &Question { set_levers: Vec::new(), ..asked.clone() }).unwrap();
    let rounded = Study { fit: fitted.fit.map(|fit| fit.rounded(&plan)), ..once };
    let report = report(&plan, "", &asked, &rounded).unwrap();
    assert_eq!(format!("{:?}", live.courses), format!("{:?}", report.courses));
    let before = live.before.unwrap();
    let courses = before.courses.iter().zip(&live.courses.courses);
    let (mut same, mut other) = (0, 0);
    for (before, now) in courses.flat_map(|(b, n)| b.points.iter().zip(&n.points)) {
        // The lever acts from 2024 on: step 16.
        if before.quantiles == now.quantiles {
            same += 1;
        } else {
            assert!(now.place.to > 16);
            other += 1;
        }
    }
    assert!(same > 0 && other > 0, "{same} {other}");
}

#[test]
fn runs_that_come_a_few_at_a_time_are_the_same() {
    let plan = plan();
    let (replay, study) = replay();
    let mut whole = Live::new(&plan, replay.clone(), View::Board).unwrap().unwrap();
    let mut live = Live::begin(&plan, replay, View::Board).unwrap().unwrap();
    // Before any run, the odds are those of the study.
    for (here, there) in live.base().targets.iter().zip(&study.answers.targets) {
        assert_eq!(here.attainment.to_bits(), there.attainment.to_bits());
    }
    assert!(!live.prepare(&plan, 64).unwrap() && live.taken() == 64);
    let mut moved = live.start(&plan, &moved(1.5)).unwrap();
    assert!(!live.advance(&mut moved, usize::MAX).unwrap() && moved.runs() == 64);
    let looked = live.odds(&plan, &moved, 64).targets[0].attainment;
    // The first look rests on the odds of the study, those of the draws before they were rounded.
    let asked = self::moved(1.5);
    let near = whole.answers(&plan, &asked, 64).unwrap().targets[0].attainment;
    assert!((looked - near).abs() < 0.002, "{looked} {near}");
    while !live.prepare(&plan, 100).unwrap() {}
    while !live.advance(&mut moved, 100).unwrap() {}
    let once = whole.start(&plan, &asked);
    let mut once = once.unwrap();
    assert!(whole.advance(&mut once, usize::MAX).unwrap());
    assert_eq!(moved.measures(), once.measures());
    let (bits, all) = (live.odds(&plan, &moved, usize::MAX), whole.odds(&plan, &once, usize::MAX));
    assert_eq!(format!("{:?}", bits.targets), format!("{:?}", all.targets));
    assert_eq!(format!("{:?}", live.base().targets), format!("{:?}", whole.base().targets));
}

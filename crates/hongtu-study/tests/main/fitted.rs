//! Runs drawn from the posterior, against closed forms and against weighed runs.

use super::*;
use hongtu_maths::{exp, ln};
use hongtu_model::{Observation, Plan, Prior, Shape, Stated, Variable};
use plan::observation;

fn smc(runs: u64, seed: u64) -> Question<'static> {
    Question { levers_effect: false, ..question(runs, seed) }
}

fn log_density(distance: f64, variance: f64) -> f64 {
    -0.5 * distance * distance / variance - 0.5 * ln(std::f64::consts::TAU * variance)
}

#[test]
fn odds_evidence_and_errors_are_those_of_a_linear_normal_posterior() {
    let plan = plan();
    let exact = posterior_above(12.0);
    let (mut squares, mut evidence, mut sizes, seeds) = (0.0, 0.0, 0.0, 60);
    for seed in 0..seeds {
        let answers = study(&plan, &smc(2048, seed)).unwrap();
        let target = &answers.targets[0];
        let z = (target.attainment - exact) / target.attainment_error.unwrap();
        squares += z * z;
        let weighting = &answers.weighting;
        let fit = weighting.fit.as_ref().unwrap();
        let z = (weighting.log_evidence - log_density(2.0, 5.0)) / fit.log_evidence_error;
        evidence += z * z;
        sizes += weighting.effective_sample_size / seeds as f64;
        assert!((target.median.unwrap() - MEAN).abs() < 0.15);
        assert!(weighting.trust.is_sound() && weighting.share <= 1.0);
        // What the prior said is still there.
        assert!((target.prior_attainment - normal_cdf(-1.0)).abs() < 0.01);
        assert_eq!(answers.observations[0].prior.unwrap().median.round(), 10.0);
    }
    // The mean square of a t distribution with 15 degrees of freedom is 15/13.
    for mean_square in [squares / seeds as f64, evidence / seeds as f64] {
        assert!((0.6..2.0).contains(&mean_square), "{mean_square}");
    }
    assert!(sizes > 800.0, "{sizes}");
}

#[test]
fn fitted_and_weighed_runs_agree() {
    let mut plan = plan();
    plan.observations[0] = observation(Stated::Uniform { low: 11.0, high: 13.0 });
    plan.observations[0].discrepancy = 0.5;
    plan.observations.push(observation(Stated::AtMost { value: 12.5, sd: 0.4 }));
    let fitted = study(&plan, &smc(16_000, 3)).unwrap();
    let weighed =
        study(&plan, &Question { method: Conditioning::Weights, ..smc(16_000, 3) }).unwrap();
    assert_eq!(weighed.weighting.method.words(), "likelihood weighting");
    assert_eq!(fitted.weighting.method.words(), "tempered sequential Monte Carlo");
    assert!(weighed.weighting.fit.is_none());
    let (a, b) = (&fitted.targets[0], &weighed.targets[0]);
    let error = a.attainment_error.unwrap() + b.attainment_error.unwrap();
    assert!((a.attainment - b.attainment).abs() < 4.0 * error);
    assert!((a.median.unwrap() - b.median.unwrap()).abs() < 0.05);
    let evidence = fitted.weighting.log_evidence - weighed.weighting.log_evidence;
    assert!(evidence.abs() < 5.0 * fitted.weighting.fit.unwrap().log_evidence_error, "{evidence}");
}

#[test]
fn the_ends_of_a_curved_posterior_are_found() {
    // Stan and nutpie, 56,000 draws each, have 13.5 and 13.8 % there (`bash benches/peers.sh`).
    let text = include_str!("../../../../benches/peers/epidemic.md")
        .replace("level(reported_share, 0 day) >= 0", "level(reported_share, 0 day) >= 0.72");
    let plan = hongtu_lang::check(&text, &hongtu_lang::NoFiles, None).plan.expect("no errors");
    let seeds = 6;
    let odds = |seed| {
        let answers = study(&plan, &smc(8192, seed)).unwrap();
        let share = answers.targets.iter().find(|target| target.target == "reported_share");
        share.unwrap().attainment
    };
    let mean = (0..seeds).map(odds).sum::<f64>() / seeds as f64;
    assert!((mean - 0.1365).abs() < 0.02, "{mean}");
}

/// Adds to x a shock that is drawn every year, with a standard deviation of 1.5.
fn shaken() -> Plan {
    let mut plan = plan();
    let prior = Prior {
        shape: Shape::Normal { mean: 0.0, sd: 1.5 },
        low: None,
        high: None,
        text: String::new(),
    };
    let kind = Kind::Shock { prior, key: "luck".to_owned(), period: 4, first: 2020 };
    let luck = VariableId(plan.variables.len() as u32);
    plan.variables.push(Variable { name: "luck".to_owned(), kind, ..plan.variables[0].clone() });
    let Kind::Auxiliary { value } = &mut plan.variables[2].kind else { panic!("x is computed") };
    *value = Expr::binary(Binary::Add, value.clone(), Expr::Variable(luck));
    plan
}

#[test]
fn shocks_of_the_past_are_fitted_and_those_to_come_are_not() {
    let plan = shaken();
    let mut squares = 0.0;
    for seed in 0..20 {
        let answers = study(&plan, &smc(4096, seed)).unwrap();
        // theta has precision 1/4 + 1/(1 + 1.5²), and the shock of 2025 is as uncertain as ever.
        let precision = 0.25 + 1.0 / 3.25;
        let middle = (10.0 * 0.25 + 12.0 / 3.25) / precision;
        let exact = normal_cdf((middle - 12.0) / (1.0 / precision + 2.25f64).sqrt());
        let target = &answers.targets[0];
        let z = (target.attainment - exact) / target.attainment_error.unwrap();
        squares += z * z / 20.0;
        // What was observed: variance 6.25 before, error 1.
        let observed = answers.observations[0].weighted.unwrap();
        let exact = (10.0 / 6.25 + 12.0) / (1.0 / 6.25 + 1.0);
        assert!((observed.median - exact).abs() < 0.15, "{} {exact}", observed.median);
        let fit = answers.weighting.fit.unwrap();
        assert_eq!((fit.factors.len(), fit.factors[0].draws), (1, 2));
    }
    assert!((0.4..2.5).contains(&squares), "{squares}");
}

#[test]
fn evidence_that_shares_no_draw_is_fitted_apart() {
    let mut plan = plan();
    // A second constant, observed by itself; it reaches no target.
    let mut other = plan.variables[0].clone();
    other.name = "other".to_owned();
    if let Kind::Constant { key, .. } = &mut other.kind {
        *key = "other".to_owned();
    }
    plan.variables.push(other);
    plan.readings.push(hongtu_model::Reading::Level { variable: VariableId(4), step: 0 });
    let value = Expr::Reading(hongtu_model::ReadingId(plan.readings.len() as u32 - 1));
    plan.measures.push(hongtu_model::Measure { value, end: 0, ..plan.measures[0].clone() });
    let measure = hongtu_model::MeasureId(plan.measures.len() as u32 - 1);
    let stated = Stated::Normal { value: 9.0, sd: 1.0 };
    plan.observations.push(Observation { measure, ..observation(stated) });
    let answers = study(&plan, &smc(8000, 4)).unwrap();
    let fit = answers.weighting.fit.as_ref().unwrap();
    let apart: Vec<&[usize]> = fit.factors.iter().map(|f| f.observations.as_slice()).collect();
    assert_eq!(apart, [&[0usize][..], &[1]]);
    let exact = log_density(2.0, 5.0) + log_density(1.0, 5.0);
    let error = fit.log_evidence_error;
    assert!((answers.weighting.log_evidence - exact).abs() < 5.0 * error && error < 0.1);
    let target = &answers.targets[0];
    let z = (target.attainment - posterior_above(12.0)) / target.attainment_error.unwrap();
    assert!(z.abs() < 5.0);
    let other = answers.observations[1].weighted.unwrap();
    assert!((other.median - 9.2).abs() < 0.1);
}

/// x is theta, or in the second view theta + 5.
fn doubted() -> (Plan, VariableId) {
    let mut plan = plan();
    let view = VariableId(plan.variables.len() as u32);
    let kind = Kind::Alternative { weights: vec![0.4, 0.6], key: "view".to_owned() };
    plan.variables.push(Variable { name: "view".to_owned(), kind, ..plan.variables[0].clone() });
    let five = Expr::binary(Binary::Multiply, Expr::Variable(view), Expr::Number(5.0));
    let Kind::Auxiliary { value } = &mut plan.variables[2].kind else { panic!("x is computed") };
    *value = Expr::binary(Binary::Add, value.clone(), five);
    (plan, view)
}

/// With x = theta + 5·view observed as 12 ± 1, x is normal around 11.6, or 12.6, with variance 0.8.
#[test]
fn odds_given_a_branch_are_those_of_the_runs_that_carry_it() {
    let (plan, view) = doubted();
    let above = |mean: f64| normal_cdf((mean - 12.0) / 0.8f64.sqrt());
    let likelihoods = [exp(log_density(2.0, 5.0)), exp(log_density(3.0, 5.0))];
    let all = 0.4 * likelihoods[0] + 0.6 * likelihoods[1];
    for method in [Conditioning::Smc, Conditioning::Weights] {
        let question = Question { method, ..smc(8192, 3) };
        let free = study(&plan, &question).unwrap();
        let found = &free.weighting.alternatives[0];
        assert_eq!((found.held, &found.moves[..]), (None, &[0][..]));
        for (branch, mean) in [11.6, 12.6].into_iter().enumerate() {
            let carried = &found.branches[branch];
            let (factor, error) = (carried.evidence().unwrap(), carried.evidence_error().unwrap());
            assert!((factor - likelihoods[branch] / all).abs() < 5.0 * error && error < 0.03);
            assert!(carried.enough && carried.effective < free.weighting.effective_sample_size);
            let odds = carried.odds[0];
            let error = odds.error.unwrap();
            assert!((odds.attainment - above(mean)).abs() < 5.0 * error && error < 0.03);

            let held = Question { set_constants: vec![(view, branch as f64)], ..question.clone() };
            let held = study(&plan, &held).unwrap();
            let alone = &held.targets[0];
            let own = alone.attainment_error.unwrap();
            let apart = (own * own + error * error).sqrt();
            assert!((alone.attainment - odds.attainment).abs() < 5.0 * apart);
            assert!((alone.attainment - above(mean)).abs() < 5.0 * own);
            let log_evidence = log_density([2.0, 3.0][branch], 5.0);
            assert!((held.weighting.log_evidence - log_evidence).abs() < 0.05);
            let view = &held.weighting.alternatives[0];
            assert_eq!((view.held, view.branches[branch].posterior), (Some(branch), 1.0));
            assert_eq!(view.branches[branch].odds[0].attainment, alone.attainment);
            assert!(view.branches[1 - branch].odds.is_empty() && view.moves.is_empty());
        }
    }
    for wrong in [2.0, -1.0, 0.5, f64::NAN] {
        let question = Question { set_constants: vec![(view, wrong)], ..smc(16, 1) };
        assert!(matches!(study(&plan, &question), Err(StudyError::OutOfRange { .. })), "{wrong}");
    }
}

#[test]
fn a_branch_that_few_runs_carry_says_so() {
    let (mut plan, _) = doubted();
    plan.observations[0].stated = Stated::Normal { value: 3.0, sd: 1.0 };
    let answers = study(&plan, &smc(2048, 3)).unwrap();
    let [kept, ruled_out] = &answers.weighting.alternatives[0].branches[..] else { panic!("two") };
    assert!(kept.enough && !ruled_out.enough, "{ruled_out:?}");
    assert!(answers.weighting.alternatives[0].moves.is_empty());
}

#[test]
fn alternatives_are_weighed_by_evidence() {
    let (mut plan, _) = doubted();
    let first = 0.4 * exp(log_density(2.0, 5.0));
    let second = 0.6 * exp(log_density(3.0, 5.0));
    for method in [Conditioning::Smc, Conditioning::Weights] {
        let answers = study(&plan, &Question { method, ..smc(8192, 9) }).unwrap();
        let [view] = &answers.weighting.alternatives[..] else { panic!("one view") };
        let branch = &view.branches[0];
        assert_eq!([branch.prior, view.branches[1].prior], [0.4, 0.6]);
        let error = branch.error.unwrap();
        assert!((branch.posterior - first / (first + second)).abs() < 5.0 * error && error < 0.02);
    }
    plan.observations.clear();
    let answers = study(&plan, &smc(100, 9)).unwrap();
    let branches = &answers.weighting.alternatives[0].branches;
    assert_eq!([branches[0].posterior, branches[1].posterior], [0.4, 0.6]);
}

#[test]
fn without_evidence_runs_are_those_of_the_prior() {
    let mut plan = plan();
    plan.observations[0].hidden = true;
    let fitted = study_runs(&plan, &smc(1000, 5)).unwrap();
    let weighed =
        study_runs(&plan, &Question { method: Conditioning::Weights, ..smc(1000, 5) }).unwrap();
    assert_eq!(fitted.answers, weighed.answers);
    assert!(fitted.fit.is_none() && fitted.weights.is_none());
}

#[test]
fn what_no_run_reproduces_is_named() {
    let mut plan = plan();
    plan.observations.push(observation(Stated::AtLeast { value: 60.0, sd: 0.0 }));
    let answers = study(&plan, &smc(1000, 1)).unwrap();
    assert_eq!(answers.weighting.trust, Trust::Impossible);
    assert_eq!(answers.weighting.misfits[0].observation, 1);
    // Two figures that exclude each other: fitted runs lie between, and near neither.
    plan.observations[0] = observation(Stated::Normal { value: 8.0, sd: 0.1 });
    plan.observations[1] = observation(Stated::Normal { value: 60.0, sd: 1.0 });
    let answers = study(&plan, &smc(1000, 1)).unwrap();
    assert_eq!(answers.weighting.trust, Trust::Contradicted);
    assert_eq!(answers.weighting.misfits[0].observation, 1);
}

#[test]
fn more_runs_than_points_use_them_again_with_other_futures() {
    let plan = shaken();
    let study = study_runs(&plan, &smc(40_000, 2)).unwrap();
    let future = study.runs.column(plan.targets[0].judgements[0].measure).unwrap();
    assert_ne!(future[0], future[16_384]);
    let past = study.runs.column(plan.observations[0].measure).unwrap();
    assert_eq!(past[0], past[16_384]);
    let fit = study.answers.weighting.fit.unwrap();
    assert_eq!(fit.factors[0].points, 16_384);
    assert!(study.answers.weighting.effective_sample_size < 16_384.0);
}

/// What is kept of a fit is replayed by its edition. Where this test fails, draws have other bits than
/// they had: raise [`hongtu_fit::EDITION`] and put in the new hash.
#[test]
fn an_edition_has_the_same_bits_for_ever() {
    let plan = shaken();
    let study = study_runs(&plan, &smc(1000, 9)).unwrap();
    let fit = study.fit.unwrap();
    let mut hash = hongtu_study::identity::Hash::default();
    hash.floats(&fit.log_evidence);
    for part in fit.draws.parts() {
        for place in 0..part.points.dimensions() {
            hash.floats(part.points.coordinate(place));
        }
    }
    for (_, values) in study.runs.measures() {
        hash.floats(values);
    }
    const BITS: &str = "dc757aef26a012cd288e45e1c9cc34fdbdfad67a800defcadf38aa6825d908f8";
    let found = (hongtu_fit::EDITION, hash.end());
    assert_eq!(found, (3, BITS.to_owned()));
}

#[test]
fn an_identity_is_of_what_the_draws_depend_on() {
    let plan = shaken();
    let of =
        |plan: &Plan, question: &Question<'_>| hongtu_study::Identity::of(plan, question).unwrap();
    let known = of(&plan, &smc(1000, 9)).unwrap();
    assert_eq!(known.model.len(), 64);
    // Numbers of variables are no part of it: two constants and a lever change places with others.
    let mut moved = plan.clone();
    moved.variables.push(Variable { name: "other".to_owned(), ..plan.variables[0].clone() });
    moved.targets.clear();
    moved.title.clear();
    assert_eq!(of(&moved, &smc(1000, 9)).unwrap(), known);
    assert_eq!(of(&moved, &smc(1000, 9)).unwrap().key(), known.key());
    // The lever acts from 2024 on, after what is observed.
    let late = Question { set_levers: vec![(0, 0.5)], ..smc(1000, 9) };
    assert_eq!(of(&plan, &late).unwrap(), known);
    moved.levers[0].from = 0;
    let early = of(&moved, &smc(1000, 9)).unwrap();
    assert_ne!(early.model, known.model);
    assert_ne!(of(&moved, &late).unwrap().settings, early.settings);
    let held = Question { set_constants: vec![(VariableId(0), 1.0)], ..smc(1000, 9) };
    assert_ne!(of(&plan, &held).unwrap().settings, known.settings);
    assert_ne!(of(&plan, &smc(1001, 9)).unwrap().key(), known.key());
    assert_ne!(of(&plan, &smc(1000, 8)).unwrap().key(), known.key());
    let mut told = plan.clone();
    told.observations[0].discrepancy = 0.125;
    let told = of(&told, &smc(1000, 9)).unwrap();
    assert!(told.evidence != known.evidence && told.model == known.model);
    let weights = Question { method: Conditioning::Weights, ..smc(1000, 9) };
    assert_eq!(of(&plan, &weights), None);
}

/// The plan with another prior of theta, another observation of x, and x another function of theta.
fn strained(
    shape: Shape,
    value: f64,
    sd: f64,
    x: impl Fn(Expr) -> Expr,
) -> Vec<hongtu_study::answers::Strain> {
    let mut plan = plan();
    let Kind::Constant { prior: Some(prior), .. } = &mut plan.variables[0].kind else {
        panic!("theta is drawn")
    };
    prior.shape = shape;
    plan.variables[2].kind = Kind::Auxiliary { value: x(Expr::Variable(VariableId(0))) };
    plan.observations[0] = observation(Stated::Normal { value, sd });
    let answers = study(&plan, &smc(4000, 2)).unwrap();
    assert!(answers.weighting.fit.is_some());
    answers.weighting.strains
}

#[test]
fn priors_and_evidence_that_pull_apart_are_told_with_numbers() {
    use hongtu_study::answers::StrainKind;
    let normal = Shape::Normal { mean: 10.0, sd: 2.0 };
    assert_eq!(strained(normal, 12.0, 1.0, |theta| theta), []);
    // In z the prior has precision 1 and the observation of 3 has precision 100.
    let found = strained(normal, 16.0, 0.2, |theta| theta);
    let [surprise, tail] = &found[..] else { panic!("{found:?}") };
    let exact = 2.0 * normal_cdf(-6.0 / (4.0f64 + 0.04).sqrt());
    let StrainKind::Surprise { observation: 0, probability } = surprise.kind else {
        panic!("{surprise:?}")
    };
    // Eleven of 4,000 runs of the prior are as far out.
    assert!((probability / exact - 1.0).abs() < 0.3, "{probability} {exact}");
    let StrainKind::Tail { quantile } = tail.kind else { panic!("{tail:?}") };
    let exact = normal_cdf(3.0 / 1.01);
    assert!((quantile - exact).abs() < 2e-4, "{quantile} {exact}");
    // Thousands of times wider than what is left of it.
    let wide = Shape::Uniform { low: -1e4, high: 1e4 };
    let found = strained(wide, 12.0, 0.5, |theta| theta);
    let [wide] = &found[..] else { panic!("{found:?}") };
    let StrainKind::Wide { left } = wide.kind else { panic!("{wide:?}") };
    // Between the quantiles 0.5 % and 99.5 % lie 5.152 standard deviations.
    assert!((left / (5.152 * 0.5 / 2e4) - 1.0).abs() < 0.1, "{left}");
    // Two roots of a square.
    let found = strained(Shape::Normal { mean: 0.0, sd: 3.0 }, 9.0, 1.0, |theta| {
        Expr::binary(Binary::Multiply, theta.clone(), theta)
    });
    let [modes] = &found[..] else { panic!("{found:?}") };
    assert!(matches!(modes.kind, StrainKind::Modes { dip } if dip > 0.1), "{modes:?}");
}

fn nuts(runs: u64, seed: u64) -> Question<'static> {
    Question { method: Conditioning::Nuts, ..smc(runs, seed) }
}

#[test]
fn chains_have_the_odds_of_a_linear_normal_posterior() {
    let exact = posterior_above(12.0);
    let (mut squares, seeds) = (0.0, 12);
    for seed in 0..seeds {
        let answers = study(&plan(), &nuts(2048, seed)).unwrap();
        let target = &answers.targets[0];
        let z = (target.attainment - exact) / target.attainment_error.unwrap();
        squares += z * z / seeds as f64;
        assert!((target.median.unwrap() - MEAN).abs() < 0.2);
        let weighting = &answers.weighting;
        assert_eq!(weighting.method.words(), "no-U-turn sampler");
        assert!(weighting.log_evidence.is_nan());
        let factor = &weighting.fit.as_ref().unwrap().factors[0];
        let chains = factor.chains.as_ref().unwrap();
        assert!(chains.r_hat < 1.03 && chains.divergences == 0, "{chains:?}");
        assert_eq!((chains.chains, chains.draws, factor.draws), (16, 128, 1));
    }
    assert!((0.3..2.5).contains(&squares), "{squares}");
}

#[test]
fn chains_agree_with_tempered_runs_of_a_bent_plan() {
    // x = theta + luck² / 2, cut and bent: all priors and forms that have a slope.
    let mut plan = shaken();
    let luck = Expr::Variable(VariableId(4));
    let bent = Expr::binary(
        Binary::Max,
        Expr::binary(Binary::Multiply, luck.clone(), luck),
        Expr::Number(0.25),
    );
    let Kind::Auxiliary { value } = &mut plan.variables[2].kind else { panic!("x is computed") };
    *value = Expr::binary(Binary::Add, value.clone(), bent);
    let Kind::Constant { prior: Some(prior), .. } = &mut plan.variables[0].kind else {
        panic!("theta has a prior")
    };
    prior.shape = Shape::Beta { a: 2.0, b: 3.0, low: 6.0, high: 18.0 };
    prior.high = Some(16.0);
    plan.observations.push(observation(Stated::AtMost { value: 12.5, sd: 0.8 }));
    plan.observations.push(observation(Stated::Uniform { low: 9.0, high: 14.0 }));
    plan.observations[2].discrepancy = 0.5;
    let chains = study(&plan, &nuts(8192, 5)).unwrap();
    let tempered = study(&plan, &smc(8192, 5)).unwrap();
    let (a, b) = (&chains.targets[0], &tempered.targets[0]);
    let error = |x: f64, y: f64| (x * x + y * y).sqrt();
    let apart = (a.attainment - b.attainment)
        / error(a.attainment_error.unwrap(), b.attainment_error.unwrap());
    assert!(apart.abs() < 4.0, "{} {} {apart}", a.attainment, b.attainment);
    assert!((a.median.unwrap() - b.median.unwrap()).abs() < 0.1);
    for (a, b) in chains.observations.iter().zip(&tempered.observations) {
        let (a, b) = (a.weighted.unwrap(), b.weighted.unwrap());
        assert!((a.median - b.median).abs() < 0.05, "{a:?} {b:?}");
        assert!((a.low - b.low).abs() < 0.12 && (a.high - b.high).abs() < 0.12, "{a:?} {b:?}");
    }
}

#[test]
fn chains_refuse_what_has_no_slope() {
    let (doubted, view) = doubted();
    let error = study(&doubted, &nuts(256, 1)).unwrap_err();
    assert!(matches!(&error, StudyError::Alternatives { names } if names.len() == 1), "{error}");
    let held = Question { set_constants: vec![(view, 1.0)], ..nuts(256, 1) };
    assert!(study(&doubted, &held).is_ok());
    let mut hard = plan();
    hard.observations[0] = observation(Stated::AtLeast { value: 9.0, sd: 0.0 });
    let error = study(&hard, &nuts(256, 1)).unwrap_err();
    assert!(matches!(error, StudyError::HardEvidence { .. }), "{error}");
}

//! Whether the two samplers of the posterior agree on a plan; `benches/agreement.sh` runs it.
//!
//! Alternatives are held at the heaviest branch, since the no-U-turn sampler cannot choose. Compared are
//! the means of all constants with a prior and the odds of all targets, each difference in its
//! standard errors, which are between the sixteen groups of runs.

use std::path::Path;
use std::time::Instant;

use hongtu_engine::{Draws, SCRAMBLES};
use hongtu_lang::Folder;
use hongtu_model::{Kind, Plan, VariableId};
use hongtu_study::{Conditioning, Question, Study, study_runs};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = Path::new(arguments.first().map_or("plans/changchun/plan.md", String::as_str));
    let number = |index: usize, otherwise: u64| {
        arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        return eprintln!("{} cannot be read", path.display());
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let checked = hongtu_lang::check(&text, &Folder::new(folder), None);
    let Some(plan) = checked.plan else { return eprintln!("{} has errors", path.display()) };
    let ask = |method| {
        let question = Question {
            runs: number(1, 4_096),
            seed: number(2, 1),
            set_constants: heaviest(&plan),
            method,
            levers_effect: false,
            ..Question::new()
        };
        let started = Instant::now();
        let found = study_runs(&plan, &question);
        eprintln!("{}: {:.0} s", method.word(), started.elapsed().as_secs_f64());
        found
    };
    let (tempered, chains) = match (ask(Conditioning::Smc), ask(Conditioning::Nuts)) {
        (Ok(tempered), Ok(chains)) => (tempered, chains),
        (Err(error), _) | (_, Err(error)) => return eprintln!("{error}"),
    };
    let fit = chains.answers.weighting.fit.iter();
    for chains in fit.flat_map(|fit| &fit.factors).filter_map(|f| f.chains.as_ref()) {
        println!("{chains:?}");
    }
    let mut worst: Vec<(f64, String)> = Vec::new();
    for (id, variable) in (0..).zip(&plan.variables) {
        if matches!(&variable.kind, Kind::Constant { prior: Some(_), .. }) {
            let means = [&tempered, &chains].map(|study| mean(study, VariableId(id)));
            if let [Some((a, e)), Some((b, f))] = means {
                worst.push((apart(a, e, b, f), variable.name.clone()));
            }
        }
    }
    report("constants", worst);
    let targets = tempered.answers.targets.iter().zip(&chains.answers.targets);
    let odds = targets.filter_map(|(a, b)| {
        let (e, f) = (a.attainment_error?, b.attainment_error?);
        println!("{:40} {:7.4} ± {e:.4}   {:7.4} ± {f:.4}", a.id, a.attainment, b.attainment);
        Some((apart(a.attainment, e, b.attainment, f), a.id.clone()))
    });
    report("odds", odds.collect());
}

/// Alternatives at their heaviest branches.
fn heaviest(plan: &Plan) -> Vec<(VariableId, f64)> {
    let alternatives =
        (0..).zip(&plan.variables).filter_map(|(id, variable)| match &variable.kind {
            Kind::Alternative { weights, .. } => {
                let heaviest =
                    (0..weights.len()).rev().max_by(|&a, &b| weights[a].total_cmp(&weights[b]));
                Some((VariableId(id), heaviest? as f64))
            }
            _ => None,
        });
    alternatives.collect()
}

/// The mean of a constant and its error, over groups of runs that weigh what their runs do.
fn mean(study: &Study, variable: VariableId) -> Option<(f64, f64)> {
    let runs = study.runs.runs();
    let groups = SCRAMBLES as usize;
    let mut values = vec![0.0; runs];
    study.fit.as_ref()?.draws.constant(variable, 0, &mut values);
    let weight = |run: usize| study.weights.as_ref().map_or(1.0, |weights| weights[run]);
    let (mut sums, mut weights) = (vec![0.0; groups], vec![0.0; groups]);
    for (run, value) in values.iter().enumerate() {
        sums[run % groups] += weight(run) * value;
        weights[run % groups] += weight(run);
    }
    let total: f64 = weights.iter().sum();
    let mean = sums.iter().sum::<f64>() / total;
    let residuals = sums.iter().zip(&weights).map(|(sum, weight)| sum - weight * mean);
    let squares: f64 = residuals.map(|r| r * r).sum();
    let k = groups as f64;
    Some((mean, (k / (k - 1.0) * squares).sqrt() / total))
}

/// A difference in its standard errors.
fn apart(a: f64, a_error: f64, b: f64, b_error: f64) -> f64 {
    let error = (a_error * a_error + b_error * b_error).sqrt();
    if error > 0.0 { (a - b) / error } else { 0.0 }
}

fn report(what: &str, mut found: Vec<(f64, String)>) {
    found.retain(|(z, _)| *z != 0.0);
    found.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let squares = found.iter().map(|(z, _)| z * z).sum::<f64>() / found.len().max(1) as f64;
    println!("{what}: {} that differ, mean square {squares:.2}; the largest", found.len());
    for (z, name) in found.iter().take(5) {
        println!("  {z:+.2} {name}");
    }
}

//! How well a plan's evidence is sampled, and how long that takes.
//!
//! `cargo run --release -p hongtu-study --example conditioning -- PLAN [RUNS] [SEED] [smc|weights|nuts]`

use std::path::Path;
use std::time::Instant;

use hongtu_lang::Folder;
use hongtu_study::{Conditioning, Question, study};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = Path::new(arguments.first().map_or("plans/changchun/plan.md", String::as_str));
    let number = |index: usize, otherwise: u64| {
        arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let method = match arguments.get(3).map(String::as_str) {
        Some("weights") => Conditioning::Weights,
        Some("nuts") => Conditioning::Nuts,
        _ => Conditioning::Smc,
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        return eprintln!("{} cannot be read", path.display());
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let checked = hongtu_lang::check(&text, &Folder::new(folder), None);
    let Some(plan) = checked.plan else { return eprintln!("{} has errors", path.display()) };
    let question = Question {
        runs: number(1, 10_000),
        seed: number(2, 1),
        method,
        levers_effect: false,
        ..Question::new()
    };
    let started = Instant::now();
    let answers = match study(&plan, &question) {
        Ok(answers) => answers,
        Err(error) => return eprintln!("{error}"),
    };
    println!("{:.1} s", started.elapsed().as_secs_f64());
    let weighting = &answers.weighting;
    println!(
        "{}: {} observations, {:.0} effective of {} runs, {}, log evidence {:.3}",
        weighting.method.words(),
        weighting.observations,
        weighting.effective_sample_size,
        answers.runs,
        weighting.trust.word(),
        weighting.log_evidence,
    );
    if let Some(fit) = &weighting.fit {
        println!(
            "{} model runs; log evidence ± {:.3}; {:.1} effective islands; lowest {:?}",
            fit.model_runs, fit.log_evidence_error, fit.effective_islands, fit.lowest
        );
        for factor in &fit.factors {
            println!(
                "  {:>2} observations, {:>3} draws, {:>2} informed, {:>2} temperatures, accepted {:.2} \
                 and {:.2}, {} of {} distinct, {} moves, autocorrelation {:.2}, log evidence {:.2} ± \
                 {:.2}, {} runs",
                factor.observations.len(),
                factor.draws,
                factor.informed,
                factor.temperatures.len(),
                factor.accepted,
                factor.redrawn,
                factor.distinct,
                factor.points,
                factor.moves,
                factor.autocorrelation,
                factor.log_evidence,
                factor.log_evidence_error,
                factor.model_runs,
            );
            let temperatures: Vec<String> =
                factor.temperatures.iter().map(|t| format!("{t:.2e}")).collect();
            println!("     {}", temperatures.join(" "));
        }
    }
    for alternatives in &weighting.alternatives {
        println!("  {}", alternatives.name);
        for found in &alternatives.branches {
            let error = found.error.unwrap_or(f64::NAN);
            let (name, prior, posterior) = (&found.branch.name, found.prior, found.posterior);
            println!("     {name:20} {prior:.3} → {posterior:.3} ± {error:.3}");
        }
    }
    for target in &answers.targets {
        println!(
            "  {:40} {:7.4} ± {:.4}  prior {:.4}  median {:?}",
            target.id,
            target.attainment,
            target.attainment_error.unwrap_or(f64::NAN),
            target.prior_attainment,
            target.median.map(|m| target.unit.show(m)),
        );
    }
}

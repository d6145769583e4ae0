//! Simulation-based calibration, in full: `bash benches/calibration.sh`.
//!
//! `cargo run --release -p hongtu-study --example calibration -- [SETS] [PLAN…]`, where SETS
//! is a number of data sets, or a range such as `1024..2048`.

#[path = "../tests/main/calibration/simulated.rs"]
mod simulated;
#[path = "../tests/main/calibration/uniform.rs"]
mod uniform;

use std::ops::Range;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use hongtu_lang::NoFiles;
use hongtu_model::Plan;
use simulated::{DRAWS, Ranks, ranks};
use uniform::{band, chi_square, histogram};

/// Bins of the histogram.
const BINS: usize = 16;

/// The chance that any of the tests fails where all is well.
const BY_CHANCE: f64 = 0.01;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(sets) = range(&arguments.next().unwrap_or_else(|| "1024".to_owned())) else {
        eprintln!("the data sets are a number such as 1024, or a range such as 1024..2048");
        return ExitCode::FAILURE;
    };
    let paths: Vec<String> = arguments.collect();
    let mut least = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let Some(plan) = hongtu_lang::check(&text, &NoFiles, None).plan else {
            eprintln!("{path} cannot be read, or has errors");
            return ExitCode::FAILURE;
        };
        let started = Instant::now();
        let found = all_ranks(&plan, sets.clone());
        println!(
            "{}: data sets {sets:?}, {:.0} s\n{:24} {:>8} {:>8}  95 % band  ranks in {BINS} bins",
            plan.title,
            started.elapsed().as_secs_f64(),
            "",
            "p (χ²)",
            "p (band)",
        );
        for Ranks { name, ranks } in found {
            let counts = histogram(&ranks, DRAWS, BINS);
            let (square, band) = (chi_square(&counts), band(&ranks, DRAWS));
            let word = if band > 0.05 { "inside" } else { "left" };
            println!("{name:24} {square:>8.3} {band:>8.3}  {word:9}  {counts:?}");
            least.extend([square, band]);
        }
        println!();
    }
    let smallest = least.iter().copied().fold(1.0, hongtu_maths::min);
    let level = BY_CHANCE / least.len().max(1) as f64;
    let calibrated = smallest > level;
    println!(
        "{} tests, smallest p {smallest:.4}: {} (level {level:.5}, {BY_CHANCE} over all tests)",
        least.len(),
        if calibrated { "calibrated" } else { "NOT CALIBRATED" },
    );
    if calibrated { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads which data sets are made.
fn range(text: &str) -> Option<Range<u64>> {
    match text.split_once("..") {
        Some((first, end)) => Some(first.parse().ok()?..end.parse().ok()?),
        None => Some(0..text.parse().ok()?),
    }
}

/// The ranks of all data sets, on all cores.
fn all_ranks(plan: &Plan, sets: Range<u64>) -> Vec<Ranks> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let done = AtomicU64::new(sets.start);
    let mut parts: Vec<(u64, Vec<Ranks>)> = std::thread::scope(|scope| {
        let work = || {
            let mut mine = Vec::new();
            loop {
                let set = done.fetch_add(1, Ordering::Relaxed);
                if set >= sets.end {
                    return mine;
                }
                mine.push((set, ranks(plan, set..set + 1)));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    parts.sort_by_key(|(set, _)| *set);
    parts
        .into_iter()
        .map(|(_, ranks)| ranks)
        .reduce(|mut all, more| {
            for (all, more) in all.iter_mut().zip(more) {
                all.ranks.extend(more.ranks);
            }
            all
        })
        .unwrap_or_default()
}

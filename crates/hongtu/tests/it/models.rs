//! Models of the field's public test suite, re-expressed as plans, against the output of the tools
//! it was made with. The outputs are read from `../shared/test-models`, where they are there.

use std::fs;
use std::path::{Path, PathBuf};

use hongtu_engine::{CentralDraws, Options, Program, Settings, simulate};
use hongtu_lang::NoFiles;
use hongtu_model::{Expr, Plan, Reading, ReadingId, VariableId};

/// The folder of the test suite, or `None` (said aloud) where it is not there.
fn suite() -> Option<PathBuf> {
    let shared = std::env::var_os("HONGTU_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let suite = shared.join("test-models");
    if suite.is_dir() {
        return Some(suite);
    }
    println!("skipped: {} is not there", suite.display());
    None
}

fn plan(name: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name);
    let text = fs::read_to_string(path).expect("the model is in the repository");
    let checked = hongtu_lang::check(&text, &NoFiles, None);
    checked.plan.unwrap_or_else(|| panic!("{name}: {:#?}", checked.diagnostics))
}

/// The value of a variable at every step.
fn trajectory(plan: &Plan, name: &str) -> Vec<f64> {
    let variable = plan.variables.iter().position(|v| v.name == name).expect("the variable exists");
    let variable = VariableId(variable as u32);
    let readings: Vec<Reading> =
        (0..=plan.time.steps).map(|step| Reading::Level { variable, step }).collect();
    let measures: Vec<Expr> =
        (0..readings.len()).map(|i| Expr::Reading(ReadingId(i as u32))).collect();
    let program = Program::new(plan, &readings, &measures).expect("the plan compiles");
    let settings = Settings::defaults(plan);
    let runs = simulate(&program, &settings, &CentralDraws::new(plan), 0..1, &Options::default())
        .expect("the plan runs");
    runs.measures.iter().map(|m| m[0]).collect()
}

/// Columns of a table with a header; an empty cell repeats the one above.
fn table(path: &Path, separator: char) -> Vec<(String, Vec<f64>)> {
    let text = fs::read_to_string(path).expect("the output of the suite is readable");
    let mut lines = text.split(['\r', '\n']).filter(|line| !line.trim().is_empty());
    let header = lines.next().expect("the table has a header");
    let mut columns: Vec<(String, Vec<f64>)> =
        header.split(separator).map(|name| (name.trim().to_lowercase(), Vec::new())).collect();
    for line in lines {
        for ((_, values), cell) in columns.iter_mut().zip(line.split(separator)) {
            let value = cell.trim().parse().ok().or(values.last().copied());
            values.push(value.expect("the first row is full"));
        }
    }
    columns
}

/// Compares with the suite's rule for rounded outputs: 10⁻⁶ + 10⁻³ of what is expected.
fn compare(model: &str, output: &str, separator: char, names: &[(&str, &str)]) {
    let Some(suite) = suite() else { return };
    let plan = plan(model);
    let columns = table(&suite.join(output), separator);
    let times = &columns[0].1;
    for (ours, theirs) in names {
        let got = trajectory(&plan, ours);
        let (_, expected) = columns.iter().find(|(n, _)| n == theirs).expect("the column exists");
        assert!(expected.len() > 20, "{theirs} has rows");
        for (time, expected) in times.iter().zip(expected) {
            // Printed times are rounded: 10.0938 stands for 10.09375.
            let got = got[((time - plan.time.start) / plan.time.dt).round() as usize];
            let allowed = 1e-6 + 1e-3 * expected.abs();
            assert!(
                (got - expected).abs() <= allowed,
                "{ours} at {time}: {got} instead of {expected}"
            );
        }
    }
}

#[test]
fn the_teacup_cools_as_in_vensim() {
    let names =
        [("teacup_temperature", "teacup temperature"), ("heat_loss_to_room", "heat loss to room")];
    compare("teacup.md", "samples/teacup/output.csv", ',', &names);
}

#[test]
fn the_epidemic_runs_as_in_vensim() {
    let names = [
        ("infectious", "infectious"),
        ("recovered", "recovered"),
        ("susceptible", "susceptible"),
        ("succumbing", "succumbing"),
    ];
    compare("sir.md", "samples/SIR/output.csv", ',', &names);
}

#[test]
fn the_oscillator_swings_as_in_vensim() {
    let names = [("place", "position"), ("speed", "speed")];
    compare("oscillator.md", "samples/simple_harmonic_oscillator/output.tab", '\t', &names);
}

#[test]
fn hares_and_lynxes_chase_each_other_as_in_stella() {
    let names =
        [("hares", "hares.hares"), ("lynxes", "lynxes.lynxes"), ("harvest", "lynxes.harvest")];
    compare(
        "hares_and_lynxes.md",
        "samples/bpowers-hares_and_lynxes_modules/output.csv",
        ',',
        &names,
    );
}

//! What is kept: what is written is read back to the bit, and nothing else is.

mod answers;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use hongtu_engine::Draws;
use hongtu_fit::Fit;
use hongtu_lang::Folder;
use hongtu_model::{Plan, VariableId};
use hongtu_store::{Cache, Columns, Kept, Refusal, write};
use hongtu_study::{Identity, Question, study_runs};
use parquet::file::reader::{FileReader, SerializedFileReader};

const PLAN: &str = r#"# Two wells

```hongtu
plan "Two wells"
time 2015 to 2022 step 1/4 year
unit bucket

const head : bucket = 10 bucket ~ normal(10 bucket, 2 bucket)
    assumption "a guess"
const spring : bucket = 8 bucket ~ uniform(4 bucket, 12 bucket)
    assumption "a guess"
shock rain : 1 ~ lognormal(1, 20%) per year
    assumption "weather"
stock water : bucket = head
    + flowing
flow flowing : bucket/year = spring * rain / (1 year)
stock apart : bucket = 0 bucket
    + other
const drip : bucket = 1 bucket ~ lognormal(1 bucket, 30%)
    assumption "a guess"
flow other : bucket/year = drip / (1 year)
source meter = "Meter", City, 2018-01
observe level(water, 2017) = 30 bucket ± 2 bucket
    source meter "30"
observe level(apart, 2017) = 2.5 bucket ± 0.2 bucket
    source meter "2.5"
target enough : level(water, 2021) >= 60 bucket
    indicative
```
"#;

/// A file of a test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("hongtu-store-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn question() -> Question<'static> {
    Question { runs: 1000, seed: 5, levers_effect: false, ..Question::new() }
}

fn fitted() -> (Plan, Identity, Fit) {
    let checked = hongtu_lang::check(PLAN, &Folder::new("."), None);
    let plan = checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let identity = Identity::of(&plan, &question()).expect("settings").expect("a posterior");
    let study = study_runs(&plan, &question()).expect("a study");
    (plan, identity, study.fit.expect("a fit"))
}

fn written(path: &Path, plan: &Plan, identity: &Identity, fit: &Fit, columns: Columns) {
    let file = File::create(path).expect("a file");
    write(plan, identity, fit, columns, file).expect("room on the disk");
}

/// All that a fit draws for some runs.
fn drawn(plan: &Plan, fit: &Fit) -> Vec<u64> {
    let mut bits = Vec::new();
    let mut out = vec![0.0; 100];
    for id in (0u32..).map(VariableId).take(plan.variables.len()) {
        for first in [0, 4_090, 40_000] {
            fit.draws.constant(id, first, &mut out);
            bits.extend(out.iter().map(|x| x.to_bits()));
            fit.draws.shock(id, 2016, first, &mut out);
            bits.extend(out.iter().map(|x| x.to_bits()));
        }
    }
    bits
}

#[test]
fn what_is_written_is_read_to_the_bit() {
    let (plan, identity, fit) = fitted();
    assert_eq!(fit.factors.len(), 2);
    let scratch = Scratch::new();
    let path = scratch.0.join("posterior.parquet");
    for columns in [Columns::All, Columns::Replay] {
        written(&path, &plan, &identity, &fit, columns);
        let kept = Kept::read(&path).expect("a posterior");
        assert_eq!(kept.identity(), &identity);
        let read = kept.fit(&plan, &identity).expect("the same posterior");
        assert_eq!(read.factors, fit.factors);
        assert_eq!(read.log_evidence, fit.log_evidence);
        assert_eq!(drawn(&plan, &read), drawn(&plan, &fit));
    }
}

#[test]
fn columns_are_what_the_plan_calls_them() {
    let (plan, identity, fit) = fitted();
    let scratch = Scratch::new();
    let path = scratch.0.join("posterior.parquet");
    written(&path, &plan, &identity, &fit, Columns::All);
    let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
    let schema = reader.metadata().file_metadata().schema_descr();
    let names: Vec<&str> = schema.columns().iter().map(|column| column.name()).collect();
    assert_eq!(
        names,
        [
            "run",
            "island",
            "weight",
            "head",
            "spring",
            "rain 2015",
            "rain 2016",
            "rain 2017",
            "drip",
            "z head",
            "z spring",
            "z rain 2015",
            "z rain 2016",
            "z rain 2017",
            "z drip"
        ]
    );
    assert_eq!(reader.metadata().file_metadata().num_rows(), 4096);
    let row = reader.get_row_iter(None).expect("rows").nth(17).expect("a row").expect("values");
    let value = |name: &str| {
        let (_, field) =
            row.get_column_iter().find(|(column, _)| *column == name).expect("a column");
        field.to_string()
    };
    assert_eq!((value("run").as_str(), value("island").as_str()), ("17", "1"));
    let mut first = [0.0];
    fit.draws.constant(VariableId(0), 17, &mut first);
    assert_eq!(value("head"), first[0].to_string());
    // A normal prior is a straight line of its coordinate.
    let z: f64 = value("z head").parse().expect("a number");
    assert!((10.0 + 2.0 * z - first[0]).abs() < 1e-12);
}

#[test]
fn no_damage_goes_unnoticed() {
    let (plan, identity, fit) = fitted();
    let scratch = Scratch::new();
    let path = scratch.0.join("posterior.parquet");
    written(&path, &plan, &identity, &fit, Columns::Replay);
    let whole = fs::read(&path).expect("a file");
    let expected = drawn(&plan, &fit);
    let (mut refused, mut harmless) = (0, 0);
    let mut tried = |bytes: &[u8]| {
        fs::write(&path, bytes).expect("a file");
        match Kept::read(&path).and_then(|kept| kept.fit(&plan, &identity)) {
            Ok(read) => {
                assert!(drawn(&plan, &read) == expected && read.factors == fit.factors);
                assert_eq!(read.log_evidence, fit.log_evidence);
                harmless += 1;
            }
            Err(Refusal::Unreadable(error)) => panic!("{error}"),
            Err(_) => refused += 1,
        }
    };
    // Everywhere in the description at the end, and here and there in the draws.
    let footer = whole.len() - 9_000.min(whole.len());
    let places = (0..footer).step_by(7_919).chain((footer..whole.len()).step_by(101));
    for place in places {
        for flip in [1, 0xFF] {
            let mut bytes = whole.clone();
            bytes[place] ^= flip;
            tried(&bytes);
        }
        tried(&whole[..place]);
    }
    assert!(refused > 5 * harmless, "{refused} refused, {harmless} harmless");
}

#[test]
fn many_programs_may_use_a_cache_at_once() {
    let (plan, identity, fit) = fitted();
    let scratch = Scratch::new();
    let cache = Cache::beside(&scratch.0);
    assert!(cache.fit(&plan, &identity).expect("an empty cache").is_none());
    let expected = drawn(&plan, &fit);
    std::thread::scope(|scope| {
        for writer in 0..4u64 {
            let (cache, plan, identity, fit) = (&cache, &plan, &identity, &fit);
            let expected = &expected;
            scope.spawn(move || {
                for turn in 0..70 {
                    let other = Identity { seed: 100 * writer + turn, ..identity.clone() };
                    cache.keep_fit(plan, identity, fit).expect("room on the disk");
                    cache.keep_fit(plan, &other, fit).expect("room on the disk");
                    let found = cache.fit(plan, identity).expect("a whole entry");
                    assert!(found.is_some_and(|found| drawn(plan, &found) == *expected));
                }
            });
        }
    });
    // It keeps what was used last, and not without bound.
    let entries = fs::read_dir(cache.folder()).expect("the folder").count();
    assert!((250..=262).contains(&entries), "{entries}");
    assert!(cache.fit(&plan, &identity).expect("a whole entry").is_some());
}

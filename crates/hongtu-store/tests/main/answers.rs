//! Answers that are kept: under a name that says all they depend on, or not at all.

use std::collections::BTreeMap;
use std::fs;

use hongtu_lang::Folder;
use hongtu_model::{MeasureId, Plan, VariableId};
use hongtu_store::{Cache, Refusal, asked};
use hongtu_study::{Answers, Conditioning, Question, study};

use super::Scratch;

const PLAN: &str = r#"# Two wells

```hongtu
plan "Two wells"
    as of 2019
time 2015 to 2022 step 1/4 year
unit bucket

const head : bucket = 10 bucket ~ normal(10 bucket, 2 bucket)
    assumption "a guess"
const leak : 1/year = 0.05 / (1 year)
    assumption "a guess"
lever pump : bucket/year = 2 bucket/year in 0 bucket/year..4 bucket/year from 2020
series rain : 1
    read "rain.csv" column "rain" dates "year"
    then hold
stock water : bucket = head
    + flowing
    - leaking
flow flowing : bucket/year = pump * rain
flow leaking : bucket/year = leak * water
source meter = "Meter", City, 2018-01
observe level(water, 2017) = 14 bucket ± 2 bucket
    source meter "14"
target enough : level(water, 2021) >= 20 bucket
    indicative
scenario more "More"
    pump = 3 bucket/year
```
"#;

const RAIN: &str = "year,rain\n2015,0.75\n2018,1\n2021,1.25\n";

/// A plan, read with the data beside it.
fn read(text: &str, data: &str) -> Plan {
    let folder = Scratch::new();
    fs::write(folder.0.join("rain.csv"), data).expect("room on the disk");
    let checked = hongtu_lang::check(text, &Folder::new(&folder.0), None);
    checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn question() -> Question<'static> {
    Question { runs: 1000, seed: 5, ..Question::new() }
}

/// That no two of some named keys are the same.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn add(&mut self, what: &str, plan: &Plan, question: &Question<'_>) {
        let key = asked(plan, question).expect("a key");
        if let Some(other) = self.0.insert(key, what.to_owned()) {
            panic!("{what} and {other} have one key");
        }
    }
}

#[test]
fn everything_asked_is_in_the_name() {
    let plan = read(PLAN, RAIN);
    let base = question();
    let mut names = Names::default();
    let mut add = |what: &str, question: Question<'_>| names.add(what, &plan, &question);
    add("the question", base.clone());
    add("runs", Question { runs: 1001, ..base.clone() });
    add("seed", Question { seed: 6, ..base.clone() });
    add("scenario", Question { scenario: Some("more"), ..base.clone() });
    add("a scenario without a name", Question { scenario: Some(""), ..base.clone() });
    add("lever", Question { set_levers: vec![(0, 3.0)], ..base.clone() });
    add("lever, a bit more", Question { set_levers: vec![(0, 3.0f64.next_up())], ..base.clone() });
    add("constant", Question { set_constants: vec![(VariableId(0), 3.0)], ..base.clone() });
    add("another constant", Question { set_constants: vec![(VariableId(1), 3.0)], ..base.clone() });
    let both = vec![(VariableId(0), 3.0), (VariableId(0), 4.0)];
    add("constants", Question { set_constants: both.clone(), ..base.clone() });
    let turned = both.into_iter().rev().collect();
    add("constants the other way round", Question { set_constants: turned, ..base.clone() });
    add("weights", Question { method: Conditioning::Weights, ..base.clone() });
    add("chains", Question { method: Conditioning::Nuts, ..base.clone() });
    add("a measure", Question { record: vec![MeasureId(0)], ..base.clone() });
    add("no levers", Question { levers_effect: false, ..base.clone() });
    // What changes no answer changes no name.
    let threads = Question { threads: 7, ..base.clone() };
    assert_eq!(asked(&plan, &threads), asked(&plan, &base));
}

#[test]
fn every_change_of_a_plan_or_its_data_is_in_the_name() {
    let mut names = Names::default();
    let question = question();
    names.add("the plan", &read(PLAN, RAIN), &question);
    for (was, is) in [
        ("# Two wells\n", "# Two wells\n\n"),
        ("\"Two wells\"", "\"Three wells\""),
        ("as of 2019", "as of 2020"),
        ("to 2022", "to 2023"),
        ("step 1/4", "step 1/8"),
        ("normal(10 bucket", "normal(10.000000000000002 bucket"),
        ("2 bucket)", "3 bucket)"),
        ("= 0.05", "= 0.06"),
        ("..4 bucket", "..5 bucket"),
        ("from 2020", "from 2021"),
        ("then hold", "then grow 0%"),
        ("pump * rain", "rain * pump"),
        ("leak * water", "leak * max(water, 0 bucket)"),
        ("City", "Town"),
        ("2018-01", "2018-02"),
        ("14 bucket ±", "15 bucket ±"),
        ("± 2 bucket", "± 3 bucket"),
        ("meter \"14\"", "meter \"1 4\""),
        (">= 20 bucket", "> 20 bucket"),
        (">= 20 bucket", ">= 21 bucket"),
        ("indicative", "binding"),
        ("\"More\"", "\"More water\""),
        (" pump = 3", " pump = 4"),
        ("\"a guess\"\nlever", "\"a better guess\"\nlever"),
    ] {
        let text = PLAN.replacen(was, is, 1);
        assert_ne!(text, PLAN, "{was} is not in the plan");
        names.add(is, &read(&text, RAIN), &question);
    }
    for data in [
        RAIN.replace("0.75", "0.5"),
        RAIN.replace("1.25", "1.2500000000000002"),
        RAIN.replace("2018", "2019"),
        format!("{RAIN}2022,1.25\n"),
    ] {
        names.add(&data, &read(PLAN, &data), &question);
    }
}

fn answered() -> (String, Answers) {
    let (plan, question) = (read(PLAN, RAIN), question());
    (asked(&plan, &question).expect("a key"), study(&plan, &question).expect("answers"))
}

/// Answers as text: every number to the last bit, and no-numbers alike.
fn spelled(answers: &Answers) -> String {
    format!("{answers:?}")
}

#[test]
fn answers_are_read_as_they_were_kept() {
    let (key, answers) = answered();
    let folder = Scratch::new();
    let cache = Cache::beside(&folder.0);
    assert!(cache.answer::<Answers>("board", &key).expect("an empty cache").is_none());
    cache.keep_answer("board", &key, &answers).expect("room on the disk");
    let found = cache.answer::<Answers>("board", &key).expect("a whole entry").expect("an entry");
    assert_eq!(spelled(&found), spelled(&answers));
    // Another kind of answer, or another question, is another entry.
    assert!(cache.answer::<Answers>("report", &key).expect("none").is_none());
    assert!(cache.answer::<Answers>("board", &key[1..]).expect("none").is_none());
}

#[test]
fn no_damage_to_answers_goes_unnoticed() {
    let (key, answers) = answered();
    let folder = Scratch::new();
    let cache = Cache::beside(&folder.0);
    cache.keep_answer("board", &key, &answers).expect("room on the disk");
    let entry = |folder| {
        fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .find(|path| path.extension().is_some_and(|is| is == "bin"))
            .expect("an entry")
    };
    let path = entry(cache.folder());
    let whole = fs::read(&path).expect("the entry");
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).expect("room on the disk");
        match cache.answer::<Answers>("board", &key) {
            Err(Refusal::Damaged(_)) => {}
            other => panic!("{what}: {other:?}"),
        }
    };
    for place in (0..whole.len()).step_by(37) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        refused(&bytes, &format!("byte {place} of {}", whole.len()));
        refused(&whole[..place], &format!("{place} of {} bytes", whole.len()));
    }
    refused(&[&whole[..], b"more"].concat(), "more");
    // A whole entry under another's name.
    fs::remove_file(&path).expect("the entry");
    cache.keep_answer("board", "another", &answers).expect("room on the disk");
    let other = entry(cache.folder());
    fs::rename(other, &path).expect("the entry");
    let found = cache.answer::<Answers>("board", &key);
    assert!(matches!(found, Err(Refusal::Other(_))), "{found:?}");
    // Made again, it is as before.
    cache.keep_answer("board", &key, &answers).expect("room on the disk");
    let found = cache.answer::<Answers>("board", &key).expect("a whole entry").expect("an entry");
    assert_eq!(spelled(&found), spelled(&answers));
}

//! Fits that are kept: in a file, and in the cache beside the plan.

use std::fs;
use std::path::PathBuf;

use super::{Folder, on};

/// Ten years of a tree nursery: a stock with a shock, two observations and a lever that acts later.
const NURSERY: &str = r#"# Nursery

Trees are planted and some die.

```hongtu
plan "Nursery"
    as of 2020-06-30
time 2015 to 2026 step 1/4 year
unit tree

stock trees : tree = 1000 tree
    + planted
    - lost

flow planted : tree/year = planting * weather
flow lost : tree/year = trees / lifetime

aux standing : tree = trees + unseen

lever planting : tree/year = 100 tree/year in 50 tree/year..400 tree/year from 2021

const lifetime : year = 20 year ~ lognormal(20 year, 40%)
    assumption "young trees"
const unseen : tree = 10 tree ~ uniform(5 tree, 15 tree)
    assumption "nobody counted"
shock weather : 1 ~ lognormal(1, 20%) per year
    assumption "rain"

source count = "Count of the trees", City, 2020-01

observe level(trees, 2018) = 1150 tree ± 30 tree
    source count "1150 trees"
observe level(trees, 2020) = 1230 tree ± 30 tree
    source count "1230 trees"

target forest : level(standing, 2026) >= 1500 tree
    indicative
```
"#;

fn nursery(folder: &Folder) -> PathBuf {
    folder.file("plan.md", NURSERY)
}

const JSON: [&str; 5] = ["run", "--runs", "2000", "--format", "json"];

/// Fresh answers, and the file of the fit.
fn fitted(folder: &Folder) -> (PathBuf, String, String) {
    let plan = nursery(folder);
    let mut arguments = JSON.to_vec();
    arguments.push("--no-cache");
    let (code, fresh, err) = on(&plan, &arguments);
    assert_eq!((code, err.as_str()), (0, ""), "{fresh}");
    assert!(!folder.0.join(".hongtu").exists());
    let file = folder.0.join("posterior.parquet").display().to_string();
    let (code, out, err) = on(&plan, &["fit", "--runs", "2000", "-o", &file, "--no-cache"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Nursery") && err.contains("wrote "), "{out}{err}");
    (plan, file, fresh)
}

#[test]
fn replayed_answers_are_the_same_byte_for_byte() {
    let folder = Folder::new();
    let (plan, file, fresh) = fitted(&folder);
    // Runs and seed are the file's.
    let (code, replayed, err) = on(&plan, &["run", "--format", "json", "--posterior", &file]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(fresh == replayed, "the draws are not the same");
    for command in [&["explain", "forest", "--format", "json"][..], &["report", "--lang", "en"]] {
        let with = |more: &[&str]| on(&plan, &[command, more].concat());
        let direct = with(&["--runs", "2000", "--no-cache"]);
        assert!(with(&["--posterior", &file]) == direct && direct.0 == 0, "{command:?}");
    }
    // Levers that act after the last observation change nothing that was fitted.
    let moved = ["--set", "planting=300 tree/year", "--format", "json"];
    let (code, direct, _) = on(&plan, &[&["run", "--runs", "2000"], &moved[..]].concat());
    let (_, replayed, _) = on(&plan, &[&["run", "--posterior", &file], &moved[..]].concat());
    assert!(code == 0 && direct == replayed && direct != fresh);
    // Fewer runs are the first of them.
    let (code, out, _) = on(&plan, &["run", "--runs", "500", "--posterior", &file]);
    assert!(code == 0 && out.contains("500 runs"), "{out}");
}

#[test]
fn draws_of_chains_are_kept_and_replayed() {
    let folder = Folder::new();
    let plan = nursery(&folder);
    let file = folder.0.join("chains.parquet").display().to_string();
    let nuts = ["--runs", "512", "--method", "nuts", "--no-cache"];
    let (code, out, err) = on(&plan, &[&["fit", "-o", &file][..], &nuts[..]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("16 chains of 128") && out.contains("R-hat"), "{out}");
    let json = ["run", "--format", "json"];
    let (code, fresh, err) = on(&plan, &[&json[..], &nuts[..]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, replayed, err) = on(&plan, &[&json[..], &["--posterior", &file][..]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(fresh == replayed, "the draws are not the same");
    let answers: serde_json::Value = serde_json::from_str(&fresh).expect("JSON");
    let weighting = &answers["weighting"];
    assert_eq!(weighting["method"], "no-U-turn sampler");
    assert!(weighting["log_evidence"].is_null());
    let chains = &weighting["fit"]["factors"][0]["chains"];
    assert!(chains["r_hat"].as_f64().expect("R-hat") < 1.05, "{chains}");
}

#[test]
fn a_file_is_of_a_plan_not_of_its_words() {
    let folder = Folder::new();
    let (plan, file, fresh) = fitted(&folder);
    let changed = |from: &str, to: &str| {
        assert!(NURSERY.contains(from));
        fs::write(&plan, NURSERY.replacen(from, to, 1)).expect("the plan");
        on(&plan, &["run", "--posterior", &file])
    };
    for (from, to) in [
        ("Trees are planted", "Many trees are planted"),
        ("\"young trees\"", "\"they are young\""),
        ("uniform(5 tree, 15 tree)", "uniform(1 tree, 15 tree)"),
        (">= 1500 tree", ">= 1600 tree"),
        ("from 2021", "from 2019"),
    ] {
        let (code, _, err) = changed(from, to);
        assert_eq!((code, err.as_str()), (0, ""), "{from} → {to}");
    }
    // What a text says in another language changes not one digit.
    let said = "\"young trees\"\n        label zh \"幼树\"";
    let translated = NURSERY.replacen("\"young trees\"", said, 1);
    // Observations stay in their lines, which the answers name.
    let translated = translated.replacen("\n\nsource", "\nsource", 1);
    fs::write(&plan, translated).expect("the plan");
    let (code, out, err) = on(&plan, &["run", "--format", "json", "--posterior", &file]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out == fresh, "other answers");
    let asked = ["explain", "lifetime", "--posterior", &file, "--lang", "zh"];
    let (_, out, _) = on(&plan, &asked);
    // Once more in the plan's own definition.
    let count = |text: &str| out.matches(text).count();
    assert_eq!((count("幼树"), count("young trees")), (2, 1), "{out}");
    for (from, to, why) in [
        ("lognormal(20 year, 40%)", "lognormal(20 year, 41%)", "another model"),
        ("trees / lifetime", "trees / lifetime * 1.01", "another model"),
        ("step 1/4 year", "step 1/8 year", "another model"),
        ("1230 tree ±", "1231 tree ±", "other evidence"),
        ("as of 2020-06-30", "as of 2019-06-30", "nothing weighs"),
    ] {
        let (code, out, err) = changed(from, to);
        assert!(code == 1 && out.is_empty() && err.contains(why), "{from} → {to}: {err}");
        assert!(err.contains("help: "), "{err}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_a_remedy() {
    let folder = Folder::new();
    let (plan, file, _) = fitted(&folder);
    let refused = |arguments: &[&str], why: &str| {
        let (code, out, err) = on(&plan, &[&["run", "--posterior"], arguments].concat());
        assert!(code == 1 && out.is_empty(), "{arguments:?}: {err}");
        assert!(err.contains(why) && err.contains("help: "), "{arguments:?}: {err}");
    };
    refused(&[&file, "--runs", "2001"], "it is of 2000 runs, and 2001 are asked for");
    refused(&[&file, "--seed", "2"], "it is of seed 1, and seed 2 is asked for");
    refused(&[&file, "--method", "weights"], "draws from the priors");
    refused(&[&file, "--set", "lifetime=15 year"], "other settings");
    refused(&["nowhere.parquet"], "cannot be read");
    let other = |bytes: &[u8]| folder.file("other", bytes).display().to_string();
    let bytes = fs::read(&file).expect("the file");
    refused(&[&other(b"")], "too short");
    refused(&[&other(NURSERY.as_bytes())], "not Parquet");
    refused(&[&other(&bytes[..bytes.len() - 100])], "its end is missing");
    let mut flipped = bytes.clone();
    // What is replayed stands behind the values.
    flipped[bytes.len() * 3 / 4] ^= 1;
    refused(&[&other(&flipped)], "damaged");
    let table = folder.0.join("tables");
    on(&plan, &["run", "--format", "parquet", "--out", &table.display().to_string()]);
    let targets = table.join("targets.parquet").display().to_string();
    refused(&[&targets], "no metadata of Hongtu");
    // Nothing is written over the plan.
    let own = plan.display().to_string();
    let (code, _, err) = on(&plan, &["fit", "--runs", "200", "-o", &own]);
    assert!(code == 2 && err.contains("over the plan"), "{err}");
}

#[test]
fn the_cache_changes_no_bit_and_mends_itself() {
    let folder = Folder::new();
    let (plan, _, fresh) = fitted(&folder);
    let cache = folder.0.join(".hongtu");
    let entries = || {
        let mut found: Vec<PathBuf> = fs::read_dir(&cache)
            .expect("the cache")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|is| is == "parquet"))
            .collect();
        found.sort();
        found
    };
    for _ in 0..2 {
        let (code, out, err) = on(&plan, &JSON);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out == fresh);
    }
    assert_eq!(fs::read_to_string(cache.join(".gitignore")).expect("a file"), "*\n");
    let kept = entries();
    assert!(!kept.is_empty());
    // A changed sentence is the same fit, another seed is not.
    fs::write(&plan, NURSERY.replace("some die", "some die young")).expect("the plan");
    on(&plan, &["explain", "forest", "--runs", "2000"]);
    assert_eq!(entries(), kept);
    on(&plan, &["explain", "forest", "--runs", "2000", "--seed", "2"]);
    assert!(entries().len() > kept.len());
    // What is damaged is made anew, and said.
    for damage in [&b"PAR1"[..], &[0; 1000]] {
        for entry in fs::read_dir(&cache).expect("the cache") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some() {
                fs::write(path, damage).expect("damage");
            }
        }
        nursery(&folder);
        let (code, out, err) = on(&plan, &JSON);
        assert!(code == 0 && out == fresh, "{err}");
        assert!(err.contains("made again") && err.lines().count() == 1, "{err}");
        assert_eq!(on(&plan, &JSON).2, "");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_told_and_does_no_harm() {
    let folder = Folder::new();
    let (plan, _, fresh) = fitted(&folder);
    folder.file(".hongtu", "in the way");
    let (code, out, err) = on(&plan, &JSON);
    assert!(code == 0 && out == fresh, "{err}");
    assert!(err.contains("nothing is kept") && err.lines().count() == 1, "{err}");
}

#[test]
#[cfg(unix)]
fn what_is_no_ordinary_file_is_written_to_and_not_replaced() {
    let folder = Folder::new();
    let plan = nursery(&folder);
    // A link, so that nothing of the machine is lost where this does not hold.
    let link = folder.0.join("nowhere");
    std::os::unix::fs::symlink("/dev/null", &link).expect("a link");
    let (code, _, err) = on(&plan, &["fit", "--runs", "64", "-o", &link.to_string_lossy()]);
    assert_eq!(code, 0, "{err}");
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
}

#[test]
fn a_plan_without_evidence_has_nothing_to_fit() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", super::COFFEE);
    let (code, out, err) = on(&plan, &["fit"]);
    assert!(code == 1 && out.is_empty() && err.contains("nothing to fit"), "{err}");
    on(&plan, &["run", "--runs", "200", "--no-cache"]);
    assert!(!folder.0.join(".hongtu").exists());
}

//! `--given`: alternatives held at a branch.

use super::{COFFEE, Folder, on, plan_json};

/// The coffee with a doubt: in a mug it cools half as fast as in a cup, and one reading was taken.
fn doubted() -> String {
    let cooling = "(coffee - room) / lid";
    let slower = "choose vessel { cup: (coffee - room) / lid, mug: (coffee - room) / lid / 2 }";
    COFFEE.replace(cooling, slower).replace(
        "lever lid",
        "alternatives vessel\n    cup weight 0.7 \"a thin cup\"\n        label zh \"薄杯\"\n    \
         mug weight 0.3 \"a thick mug\"\n    label zh \"容器\"\n\n\
         observe level(coffee, 2 minute) = 71 degree ± 2 degree\n    note \"read off in a hurry\"\n\nlever lid",
    )
}

#[test]
fn a_branch_is_held_in_run_report_and_explain() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", doubted());
    let free = plan_json(&plan, &[]);
    let held = plan_json(&plan, &["--given", "vessel=mug"]);
    let views = &free["weighting"]["alternatives"][0];
    let mug = &views["branches"][1];
    assert_eq!((&views["held"], &mug["name"]), (&serde_json::Value::Null, &"mug".into()));
    assert_eq!(mug["prior"], 0.3);
    assert_eq!(mug["odds"][0]["target"], "drinkable");
    assert_eq!(views["moves"][0], "drinkable");
    let change = &held["changes"][0];
    assert_eq!((&change["kind"], &change["value"]), (&"alternatives".into(), &"mug".into()));
    let views = &held["weighting"]["alternatives"][0];
    assert_eq!((&views["held"], &views["posterior"][1]), (&"mug".into(), &1.0.into()));
    let all = held["targets"][0]["attainment"].as_f64().expect("odds");
    let carried = mug["odds"][0]["attainment"].as_f64().expect("odds");
    assert!((all - carried).abs() < 0.05, "{all} {carried}");

    let (code, out, err) =
        on(&plan, &["run", "--runs", "400", "--given", "vessel=mug", "--detail"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("given that “a thick mug”") && out.contains("Held at mug"), "{out}");
    let arguments = ["report", "--runs", "400", "--given", "vessel = cup", "--lang", "zh"];
    let (code, page, err) = on(&plan, &arguments);
    assert_eq!(code, 0, "{err}");
    assert!(page.contains("设定为“薄杯”"), "{page}");
    let (code, out, err) =
        on(&plan, &["explain", "vessel", "--runs", "400", "--given", "vessel=mug"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("a thick mug"), "{out}");
}

#[test]
fn what_cannot_be_held_is_refused_with_a_remedy() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", doubted());
    let plain = folder.file("plain.md", COFFEE);
    for (path, settings, words) in [
        (&plan, &["vessel"][..], "such as `vessel=cup`"),
        (&plan, &["vesel=cup"], "did you mean `vessel`?"),
        (&plan, &["pot=cup"], "there are: vessel"),
        (&plan, &["vessel=mgu"], "did you mean `mug`?"),
        (&plan, &["vessel=kettle"], "there are: cup, mug"),
        (&plan, &["vessel=1"], "there are: cup, mug"),
        (&plan, &["lid=5"], "--set gives it a value"),
        (&plan, &["vessel=cup", "vessel=mug"], "say it once"),
        (&plain, &["vessel=cup"], "the plan has no alternatives"),
        (&plain, &["vessel"], "the plan has no alternatives"),
    ] {
        let mut arguments = vec!["run"];
        arguments.extend(settings.iter().flat_map(|setting| ["--given", setting]));
        let (code, out, err) = on(path, &arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{settings:?}: {err}");
        assert!(err.contains("--given") && err.contains(words), "{settings:?}: {err}");
    }
    let (code, _, err) = on(&plan, &["run", "--set", "vessel=1"]);
    assert!(code == 1 && err.contains("--given vessel=cup"), "{err}");
    let twice = ["run", "--set", "lid=5 minute", "--set", "lid=6 minute"];
    let (code, _, err) = on(&plan, &twice);
    assert!(code == 1 && err.contains("say it once"), "{err}");
}

#[test]
fn chains_take_alternatives_that_are_held() {
    let folder = Folder::new();
    let plan = folder.file("plan.md", doubted());
    let nuts = ["run", "--runs", "256", "--method", "nuts", "--lang", "zh"];
    let (code, _, err) = on(&plan, &nuts);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("cannot choose between alternatives: vessel"), "{err}");
    assert!(err.contains("--given vessel=CHOICE"), "{err}");
    let (code, out, err) = on(&plan, &[&nuts[..], &["--given", "vessel=mug"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("16条链、每条128次抽样"), "{out}");
}

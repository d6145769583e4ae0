//! Large and hostile plans: what comes out stays in proportion to what is written.

use hongtu_lang::{Checked, NoFiles, check};
use hongtu_model::{Expr, Kind, Plan};

fn checked(body: &str) -> Checked {
    let text = format!(
        "```hongtu\nplan \"Sizes\"\ntime 2020 to 2030 step 1/4 year\nunit home\n{body}\n```\n"
    );
    check(&text, &NoFiles, None)
}

fn dimension(length: usize) -> String {
    let names: Vec<String> = (0..length).map(|i| format!("e{i}")).collect();
    format!("dimension ward = {}", names.join(", "))
}

/// The parts of all expressions of a plan.
fn nodes(plan: &Plan) -> usize {
    let mut count = 0;
    let mut add = |expr: &Expr| expr.walk(&mut |_| count += 1);
    for variable in &plan.variables {
        match &variable.kind {
            Kind::Auxiliary { value } | Kind::Constant { value, .. } | Kind::Initial { value } => {
                add(value);
            }
            Kind::Stock { initial, flow } => {
                add(initial);
                add(flow);
            }
            _ => {}
        }
    }
    count
}

#[test]
fn a_reduction_that_all_elements_share_is_computed_once() {
    for equation in ["x / sum(x)", "x[ward] / sum(x[i] for i in ward)", "x * mean(x) / max(x)"] {
        let unit = if equation.contains("mean") { "home" } else { "1" };
        let body = format!(
            "{}\naux x[ward] : home = 3 home + ward_growth\nconst ward_growth : home = 2\n\
             aux share[ward] : {unit} = {equation}",
            dimension(2000)
        );
        let checked = checked(&body);
        let plan = checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
        let nodes = nodes(&plan);
        assert!(nodes < 40_000, "{equation} is made of {nodes} parts");
    }
}

#[test]
fn a_shared_reduction_of_constants_is_a_constant() {
    let body = format!(
        "{}\nconst x[ward] : home = 3\nconst share[ward] : 1 = x / sum(x)\naux y = share[e1]",
        dimension(3)
    );
    let checked = checked(&body);
    let plan = checked.plan.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let hidden: Vec<&Kind> = plan.variables.iter().filter(|v| v.hidden).map(|v| &v.kind).collect();
    assert!(matches!(hidden[..], [Kind::Constant { prior: None, .. }]), "{hidden:?}");
}

#[test]
fn what_is_computed_only_in_a_branch_stays_there() {
    let body = format!(
        "{}\naux x[ward] : home = 3\n\
         aux y[ward] : 1 = if x > 0 home then x / sum(x) else 0",
        dimension(3)
    );
    let plan = checked(&body).plan.unwrap();
    assert!(plan.variables.iter().all(|v| !v.hidden));
}

#[test]
fn what_would_be_too_large_is_said_and_not_made() {
    let dimension = dimension(1000);
    let nested = "quantum(".repeat(60) + "x[e1]" + &", 1 home)".repeat(60);
    let bodies = [
        "aux y : home = sum(sum(sum(x[i] + x[j] + x[k] for k in ward) for j in ward) for i in ward)"
            .to_owned(),
        format!("aux y : home = {nested}"),
        "aux y[ward] : home = delay_n(x, 50 year, x, 100) + delay_n(x, 50 year, x, 100) \
         + delay_n(x, 50 year, x, 100)"
            .to_owned(),
    ];
    for body in bodies {
        let checked = checked(&format!("{dimension}\naux x[ward] : home = 3\n{body}"));
        let rules: Vec<&str> = checked.diagnostics.iter().map(|d| d.rule).collect();
        assert_eq!(rules, ["too-large"], "{:.80}: {:?}", body, checked.diagnostics);
    }
}

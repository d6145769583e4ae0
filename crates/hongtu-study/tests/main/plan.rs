//! A plan whose odds are known in closed form.

use std::collections::BTreeMap;

use hongtu_model::{
    Amount, Binary, Budget, Comparison, Deadline, Dimension, Expr, Judgement, Kind, Labels, Lever,
    Measure, MeasureForm, MeasureId, Method, Observation, Plan, Prior, Reading, ReadingId,
    Scenario, Shape, Stated, Target, TargetKind, Test, Timeline, Unit, Units, Variable, VariableId,
};

/// x = theta + push, per year, with theta ~ N(10, 2²); the total of x in 2020 is observed, its
/// total in 2025 is the target; push acts from 2024 on. The time is 2020..2026 in quarters.
pub const X2020: MeasureId = MeasureId(0);
pub const X2025: MeasureId = MeasureId(1);
pub const LIMIT2025: MeasureId = MeasureId(2);

pub fn plan() -> Plan {
    let mut units = Units::default();
    units.time = units.add_base("year");
    let yuan = units.add_base("yuan");
    units.money.insert(yuan, None);
    let money = Unit::new("yuan", 1.0, Dimension::base(yuan));
    let rate = Unit::new("yuan/year", 1.0, Dimension::base(yuan).per(&units.time()));
    let variable = |name: &str, kind| Variable {
        name: name.to_owned(),
        labels: Labels::new(),
        quantity: None,
        hidden: false,
        unit: Unit::one(),
        kind,
    };
    let prior = Prior {
        shape: Shape::Normal { mean: 10.0, sd: 2.0 },
        low: None,
        high: None,
        text: "normal(10, 2)".to_owned(),
    };
    let theta =
        Kind::Constant { value: Expr::Number(10.0), prior: Some(prior), key: "theta".to_owned() };
    let sum =
        Expr::binary(Binary::Add, Expr::Variable(VariableId(0)), Expr::Variable(VariableId(1)));
    let measure = |text: &str, reading, form, end| Measure {
        text: text.to_owned(),
        value: Expr::Reading(ReadingId(reading)),
        unit: Unit::one(),
        is_date: false,
        form,
        end,
    };
    let total = |year| MeasureForm::YearTotal { of: "x".to_owned(), year };
    Plan {
        title: "Closed form".to_owned(),
        labels: BTreeMap::new(),
        scope: None,
        doc: None,
        time: Timeline {
            start: 2020.0,
            dt: 0.25,
            steps: 24,
            steps_per_unit: Some(4),
            first_year: Some(2020),
            unit: "year".to_owned(),
            method: Method::Euler,
        },
        as_of: None,
        units,
        sections: Vec::new(),
        quantities: Vec::new(),
        variables: vec![
            variable("theta", theta),
            variable("push", Kind::Lever { lever: 0 }),
            variable("x", Kind::Auxiliary { value: sum }),
            variable("limit", Kind::Auxiliary { value: Expr::Number(30.0) }),
        ],
        tables: Vec::new(),
        readings: vec![
            Reading::Total { variable: VariableId(2), from: 0, to: 4 },
            Reading::Total { variable: VariableId(2), from: 20, to: 24 },
            Reading::Total { variable: VariableId(3), from: 20, to: 24 },
        ],
        measures: vec![
            measure("total(x, 2020)", 0, total(2020), 4),
            measure("total(x, 2025)", 1, total(2025), 24),
            Measure {
                unit: money.clone(),
                ..measure("total(limit, 2025)", 2, MeasureForm::Other, 24)
            },
        ],
        sources: Vec::new(),
        observations: vec![observation(Stated::Normal { value: 12.0, sd: 1.0 })],
        targets: vec![target("goal", vec![bound("goal", 12.0)])],
        levers: vec![Lever {
            name: "push".to_owned(),
            variable: VariableId(1),
            default: 0.0,
            low: -1.0,
            high: 2.0,
            zones: Vec::new(),
            unit: rate.clone(),
            from: 16,
            cost: Some(20.0),
            cost_unit: Some(rate.clone()),
            budget: Some(0),
            doc: None,
            labels: BTreeMap::new(),
            section: None,
        }],
        budgets: vec![Budget {
            name: "programmes".to_owned(),
            labels: BTreeMap::new(),
            variable: VariableId(3),
            unit: money,
            years: vec![(2025, LIMIT2025)],
        }],
        scenarios: vec![Scenario {
            name: "more".to_owned(),
            title: None,
            labels: BTreeMap::new(),
            doc: None,
            settings: vec![(0, 1.0)],
        }],
        charts: Vec::new(),
        live_values: Vec::new(),
        findings: Vec::new(),
        phrases: hongtu_model::Phrases::default(),
    }
}

pub fn observation(stated: Stated) -> Observation {
    Observation {
        measure: X2020,
        stated,
        text: "12".to_owned(),
        discrepancy: 0.0,
        source: None,
        quote: None,
        notes: Vec::new(),
        known: None,
        hidden: false,
        superseded: false,
        span: 0..0,
        line: 1,
    }
}

pub fn judgement(id: &str, test: Test) -> Judgement {
    Judgement {
        id: id.to_owned(),
        words: None,
        labels: BTreeMap::new(),
        measure: X2025,
        test,
        deadline: Deadline { step: 24, text: "end of 2025".to_owned(), ours: None, none: false },
        unit: Unit::one(),
    }
}

pub fn bound(id: &str, bound: f64) -> Judgement {
    let comparison = Comparison::GreaterOrEqual;
    judgement(id, Test::Bound { comparison, bound, text: bound.to_string() })
}

pub fn rises(id: &str, amount: Amount) -> Judgement {
    let base_text = "2020".to_owned();
    judgement(id, Test::Direction { rises: true, amount, base: X2020, base_text })
}

pub fn target(name: &str, judgements: Vec<Judgement>) -> Target {
    Target {
        name: name.to_owned(),
        labels: BTreeMap::new(),
        doc: None,
        kind: TargetKind::Indicative,
        judgements,
        source: None,
        hidden: false,
        span: 0..0,
        section: None,
    }
}

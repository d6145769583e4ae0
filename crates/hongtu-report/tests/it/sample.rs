//! Answers made by hand: a plan with a bit of everything.

use hongtu_model::Method;
use hongtu_model::*;
use hongtu_study::Answers;
use hongtu_study::answers::*;
use hongtu_study::trajectories::Place;
use jiff::civil::date;

fn labels(en: &str, zh: &str) -> Labels {
    let mut labels = Labels::new();
    for (code, label) in [("en", en), ("zh", zh)] {
        if !label.is_empty() {
            labels.insert(code.to_owned(), label.to_owned());
        }
    }
    labels
}

fn unit(name: &str, zh: &str) -> Unit {
    let mut unit = Unit::new(name, 1.0, Dimension::none());
    unit.labels.insert("zh".to_owned(), zh.to_owned());
    unit
}

fn yuan() -> Unit {
    unit("yuan", "元")
}

fn lever(name: &str, zh: &str, change: f64, setting: f64) -> LeverEffect {
    LeverEffect {
        lever: 0,
        name: name.to_owned(),
        labels: labels("", zh),
        unit: unit("yuan/year", "元/年"),
        low: 0.0,
        high: 3e9,
        setting,
        best: (change > 0.0).then_some(End::High),
        attainment: 0.41,
        attainment_low: 0.4,
        attainment_high: 0.41 + change,
        attainment_change: change,
        attainment_change_error: Some(0.008),
        over_range: 0.01 + change,
        over_range_error: Some(0.009),
        median: Some(3.1e11),
        median_low: Some(2.9e11),
        median_high: Some(3.6e11),
        median_change: Some(5e10),
        money: Some(LeverMoney {
            low: 0.0,
            setting: 1e9,
            high: 6e9,
            unit: yuan(),
            per_point: Some(5e8),
        }),
    }
}

fn target(id: &str, en: &str, zh: &str) -> TargetAnswer {
    let name = id.split('.').next().unwrap_or(id);
    TargetAnswer {
        id: id.to_owned(),
        target: name.to_owned(),
        labels: labels(en, zh),
        doc: None,
        reading: None,
        reading_labels: Labels::new(),
        measure: format!("total({name}, 2025)"),
        asked: Asked::Bound {
            comparison: Comparison::GreaterOrEqual,
            bound: 3.6e11,
            shown: 3.6e11,
            text: "360 billion yuan".to_owned(),
        },
        deadline: Deadline { step: 352, text: "end of 2025".to_owned(), ours: None, none: false },
        kind: TargetKind::Indicative,
        unit: yuan(),
        is_date: false,
        is_level: false,
        source: Some(("article".to_owned(), Some("360 billion yuan by 2025".to_owned()))),
        section: Some(Section {
            title: "Tourism".to_owned(),
            labels: Labels::from([("zh".to_owned(), "旅游".to_owned())]),
            level: 2,
        }),
        attainment: 0.483,
        attainment_error: Some(0.011),
        likelihood: Likelihood::of(0.483),
        prior_attainment: 0.31,
        evidence: Evidence::Observed,
        moved: Some(Moved { attainment: 0.173, range: Some(0.21) }),
        median: Some(3.41e11),
        interval_90: Some((2.8e11, 4.1e11)),
        direction: None,
        pace: None,
        status: Status {
            inputs: Vec::new(),
            german: Err(NoStatus::TooFewObservations),
            european: Err(NoStatus::TooFewObservations),
        },
        levers: vec![
            lever("attractions", "景区建设", 0.124, 1e9),
            lever("marketing", "旅游营销", 0.0, 3e9),
        ],
    }
}

fn with_odds(mut target: TargetAnswer, odds: f64) -> TargetAnswer {
    target.attainment = odds;
    target.likelihood = Likelihood::of(odds);
    target
}

/// Tourism, vehicles with two readings, talent without evidence, a direction.
pub fn changchun() -> Answers {
    let mut tourism = target("tourism_revenue", "Tourism revenue", "旅游总收入");
    tourism.kind = TargetKind::Binding;
    tourism.doc = Some("What visitors spend in the city in a year".to_owned());
    tourism.pace = Some(Pace {
        base: Some(Base { at: 2019.0, value: 2.2e11, in_period: true }),
        latest_at: 2023.0,
        latest: 2.4111e11,
        goal: 3.6e11,
        goal_at: 2025.0,
        so_far: Some(0.0232),
        needed: Some(0.222),
    });
    tourism.status = Status {
        inputs: vec![
            StatusInput {
                at: 2022.0,
                value: 7.814e10,
                text: "78.14 billion".to_owned(),
                source: Some("bulletin".to_owned()),
                known: Some(date(2023, 5, 4)),
            },
            StatusInput {
                at: 2023.0,
                value: 2.4111e11,
                text: "241.11 billion".to_owned(),
                source: Some("report".to_owned()),
                known: Some(date(2024, 1, 20)),
            },
        ],
        german: Ok(GermanStatus::LightCloud { miss: 0.12 }),
        european: Ok(EuropeanStatus::AccelerationNeeded { ratio: 0.73 }),
    };

    let mut output = with_odds(target("nev.output", "New-energy vehicles", "新能源汽车"), 0.0004);
    output.reading = Some("built in the year".to_owned());
    output.reading_labels = labels("", "年产量");
    output.asked = Asked::Bound {
        comparison: Comparison::GreaterOrEqual,
        bound: 7e5,
        shown: 7e5,
        text: "700 thousand".to_owned(),
    };
    output.unit = unit("vehicle", "辆");
    output.median = Some(3.12e5);
    output.interval_90 = Some((1.9e5, 4.51e5));
    output.levers = vec![lever("nev_plant_investment", "新能源整车工厂投资", 0.0002, 1e9)];
    let mut capacity = with_odds(output.clone(), 0.92);
    capacity.id = "nev.capacity".to_owned();
    capacity.reading = Some("capacity at the end of the year".to_owned());
    capacity.reading_labels = labels("", "年末产能");
    capacity.median = Some(8.4e5);
    capacity.interval_90 = Some((6.7e5, 1.02e6));
    capacity.levers = vec![lever("nev_plant_investment", "新能源整车工厂投资", 0.21, 1e9)];

    let mut talent = with_odds(target("talent", "", "人才总量"), 0.995);
    talent.unit = unit("person", "人");
    talent.evidence = Evidence::PriorOnly;
    talent.asked = Asked::Bound {
        comparison: Comparison::GreaterOrEqual,
        bound: 1.7e6,
        shown: 1.7e6,
        text: "1.7 million".to_owned(),
    };
    talent.median = Some(1.91e6);
    talent.interval_90 = Some((1.74e6, 2.2e6));
    talent.deadline.ours = Some("the article states none".to_owned());
    talent.levers = Vec::new();

    let mut hydrogen =
        with_odds(target("green_hydrogen", "Green hydrogen used", "绿氢消费量"), 0.71);
    hydrogen.asked = Asked::Direction {
        rises: true,
        amount: Amount::Any,
        base: "total(green_hydrogen, 2022)".to_owned(),
        base_text: "2022".to_owned(),
    };
    hydrogen.direction = Some(Direction {
        base: Some(Spread { low: 1e3, median: 1.5e3, high: 2e3 }),
        change: Some(Spread { low: -2e2, median: 1.1e3, high: 3e3 }),
        relative_change: Some(Spread { low: -0.13, median: 0.73, high: 2.0 }),
        against_usual: Some(AgainstUsual {
            usual_attainment: 0.62,
            better: 0.97,
            better_error: Some(0.004),
            difference: Some(Spread { low: 10.0, median: 400.0, high: 900.0 }),
        }),
    });
    hydrogen.unit = unit("tonne", "吨");
    hydrogen.deadline.none = true;
    hydrogen.deadline.text = "end of 2030".to_owned();

    Answers {
        title: "Changchun, the plan to 2025".to_owned(),
        labels: labels("", "长春市二〇二五年规划"),
        scope: Some("Changchun city".to_owned()),
        as_of: Some(date(2024, 3, 7)),
        time: Timeline {
            start: 2015.0,
            dt: 1.0 / 32.0,
            steps: 512,
            steps_per_unit: Some(32),
            first_year: Some(2015),
            unit: "year".to_owned(),
            method: Method::Euler,
        },
        scenario: Some(ScenarioUsed {
            name: "more_visitors".to_owned(),
            title: Some("More visitors".to_owned()),
            labels: labels("", "吸引更多游客"),
        }),
        changes: vec![Change {
            name: "tourism_marketing".to_owned(),
            labels: labels("", "旅游营销投入"),
            lever: true,
            by_scenario: true,
            default: Some(2e8),
            value: 1.2e9,
            branch: None,
            unit: unit("yuan/year", "元/年"),
        }],
        runs: 10_000,
        seed: 1,
        scrambles: 16,
        weighting: Weighting {
            method: hongtu_study::answers::Method::LikelihoodWeighting,
            observations: 14,
            effective_sample_size: 2341.7,
            share: 0.234,
            largest_weight: 0.001,
            log_evidence: -31.2,
            uncomputable: 0,
            trust: Trust::Good,
            misfits: Vec::new(),
            strains: Vec::new(),
            fit: None,
            alternatives: vec![boom()],
        },
        targets: vec![tourism, output, capacity, talent, hydrogen],
        hidden_targets: Vec::new(),
        joint: Some(JointAnswer {
            combinations: vec![
                combination("nev.output", 0.0003),
                combination("nev.capacity", 0.44),
            ],
            left_out: 0,
            directions: vec!["green_hydrogen".to_owned()],
        }),
        budgets: vec![budget()],
        observations: observations(),
        findings: findings(),
        phrases: Phrases::default(),
        sources: vec![Source {
            name: "article".to_owned(),
            title: "Changchun aims high".to_owned(),
            publisher: Some("China Daily".to_owned()),
            date: Some("2024-03-07".to_owned()),
            known: Some(date(2024, 3, 7)),
            url: None,
        }],
        troubles: Troubles {
            runs: 13,
            weight: 0.0011,
            examined: 13,
            causes: vec![TroubleCause {
                variable: "spend_per_visit".to_owned(),
                labels: labels("Spend per visit", "人均消费"),
                kind: TroubleKind::DivisionByZero,
                what: "division by zero".to_owned(),
                step: Some(230),
                when: Some("2022-03-10".to_owned()),
                runs: 13,
                run: 4711,
            }],
        },
        warnings: Vec::new(),
        effect_runs: 10_000,
        backtest: None,
    }
}

/// What kind of boom it was; hardly a run carries the third branch.
fn boom() -> AlternativesAnswer {
    let branch =
        |name: &str, words: &str, zh: &str, prior, posterior, odds: [f64; 5]| BranchAnswer {
            branch: Branch {
                name: name.to_owned(),
                words: Some(words.to_owned()),
                labels: labels("", zh),
            },
            prior,
            posterior,
            error: Some(0.007),
            effective: 2341.7 * posterior,
            enough: 2341.7 * posterior >= 100.0,
            odds: odds.map(|attainment| BranchOdds { attainment, error: Some(0.009) }).to_vec(),
        };
    AlternativesAnswer {
        name: "boom_view".to_owned(),
        labels: labels("The nature of the 2023 boom", "2023年旅游热的性质"),
        doc: None,
        held: None,
        branches: vec![
            branch(
                "lasting",
                "the city has moved up for good",
                "城市地位持久提升",
                0.4,
                0.622,
                [0.59, 0.0004, 0.92, 0.995, 0.78],
            ),
            branch(
                "fading",
                "it was the outing of the year",
                "",
                0.35,
                0.37,
                [0.29, 0.0004, 0.92, 0.995, 0.6],
            ),
            branch(
                "recount",
                "more short visits are counted",
                "只是口径变化",
                0.25,
                0.008,
                [0.4, 0.0, 0.9, 1.0, 0.7],
            ),
        ],
        moves: vec![0, 4],
    }
}

fn combination(vehicles: &str, odds: f64) -> JointCombination {
    JointCombination {
        ids: vec!["tourism_revenue".to_owned(), vehicles.to_owned(), "talent".to_owned()],
        attainment: odds,
        attainment_error: Some(0.006),
        likelihood: Likelihood::of(odds),
    }
}

fn budget() -> BudgetAnswer {
    let year = |year, spent| BudgetYear {
        year,
        spent,
        spent_by_default: spent - 1e9,
        difference: 1e9,
        limit: Some(Spread { low: 1.5e10, median: 1.8e10, high: 2.2e10 }),
        central_limit: Some(1.8e10),
        over: false,
        over_probability: Some(0.02),
    };
    BudgetAnswer {
        name: "public_programmes".to_owned(),
        labels: labels("", "公共项目"),
        unit: yuan(),
        levers: vec![
            BudgetLever {
                name: "attractions".to_owned(),
                labels: labels("", "景区建设"),
                spends: vec![8e9, 9e9],
            },
            BudgetLever {
                name: "tourism_marketing".to_owned(),
                labels: labels("", "旅游营销"),
                spends: vec![1.2e9, 4.2e8],
            },
        ],
        years: vec![year(2024, 9.2e9), year(2025, 1.21e10)],
    }
}

fn findings() -> Vec<Finding> {
    let visits = |value| Figure { value, unit: unit("visit", "人次") };
    let named =
        |name: &str, zh: &str| Thing::Named { name: name.to_owned(), labels: labels("", zh) };
    let topic =
        |when: &str| Topic { thing: named("visits", "接待游客"), when: Some(when.to_owned()) };
    let found = [
        Found::Implied(Implied {
            topic: topic("2023"),
            stated: Rate { change: 1.6174, digits: 5 },
            level: visits(147e6),
            implied: visits(147e6 / 2.6174),
            implied_when: "2022".to_owned(),
            backwards: true,
        }),
        Found::Pace(PaceNeeded {
            target: named("visits_180", "游客1.8亿人次"),
            reading: None,
            latest_of: topic("2023"),
            latest: visits(147e6),
            bound: visits(180e6),
            met: false,
            due: "2025".to_owned(),
            years: 2.0,
            times: 180.0 / 147.0,
            pace: 0.1066,
        }),
    ];
    let places = || vec![hongtu_model::Place { span: 0..1, source: None }];
    let finding = |(found, line)| Finding { found, places: places(), line };
    found.into_iter().zip([88, 120]).map(finding).collect()
}

fn observations() -> Vec<ObservationAnswer> {
    let observation = |measure: &str, text: &str, value: f64, standing| ObservationAnswer {
        measure: measure.to_owned(),
        quantity: Some("tourism_revenue".to_owned()),
        labels: labels("Tourism revenue", "旅游总收入"),
        place: Some(Place { from: 256, to: 288 }),
        text: text.to_owned(),
        stated: Stated::Normal { value, sd: value * 0.01 },
        error: value * 0.01,
        discrepancy: value * 0.05,
        unit: yuan(),
        is_date: false,
        standing,
        source: Some("bulletin".to_owned()),
        quote: Some("tourism revenue was 241.11 billion yuan".to_owned()),
        notes: Vec::new(),
        known: Some(date(2024, 1, 20)),
        line: 77,
        prior: Some(Spread { low: 1.8e11, median: 2.6e11, high: 3.3e11 }),
        weighted: Some(Spread { low: 2.2e11, median: 2.43e11, high: 2.6e11 }),
        z_prior: Some(0.41),
        z: Some(0.12),
    };
    let mut off =
        observation("total(tourism_revenue, 2022)", "78.14 billion", 7.814e10, Standing::Weighed);
    off.z = Some(2.71);
    off.notes = vec!["sights were closed for longer than the model knows".to_owned()];
    vec![
        observation(
            "total(tourism_revenue, 2023)",
            "241.11 billion ± 1%",
            2.4111e11,
            Standing::Weighed,
        ),
        off,
        observation("total(tourism_revenue, 2019)", "220 billion", 2.2e11, Standing::Superseded),
    ]
}

/// The same with evidence that leaves hardly a run.
pub fn untrustworthy() -> Answers {
    let mut answers = changchun();
    answers.weighting.trust = Trust::Contradicted;
    answers.weighting.effective_sample_size = 3.4;
    answers.weighting.misfits = vec![Misfit {
        observation: 1,
        closest: Some(1.31e11),
        miss: Some(5.3e10),
        deviations: Some(6.2),
        run: Some(812),
    }];
    answers
}

/// The smallest plan: plain time, one target, nothing observed.
pub fn teacup() -> Answers {
    let mut drinkable = with_odds(target("drinkable", "", "十分钟后可以喝"), 0.912);
    drinkable.measure = "level(coffee_temperature, 10 minute)".to_owned();
    drinkable.doc = Some("Cool enough to drink before the meeting starts".to_owned());
    drinkable.asked = Asked::Bound {
        comparison: Comparison::LessOrEqual,
        bound: 50.0,
        shown: 50.0,
        text: "50 degree".to_owned(),
    };
    drinkable.unit = Unit::new("degree", 1.0, Dimension::none());
    drinkable.median = Some(42.4);
    drinkable.interval_90 = Some((37.83, 52.1));
    drinkable.deadline = Deadline {
        step: 80,
        text: "10 minute".to_owned(),
        ours: Some("the meeting starts in ten minutes".to_owned()),
        none: false,
    };
    drinkable.source = None;
    drinkable.evidence = Evidence::PriorOnly;
    drinkable.prior_attainment = 0.912;
    drinkable.levers = Vec::new();
    drinkable.status = Status {
        inputs: Vec::new(),
        german: Err(NoStatus::NoCalendar),
        european: Err(NoStatus::NoCalendar),
    };
    let mut answers = changchun();
    answers.title = "A cup of coffee".to_owned();
    answers.labels = labels("", "一杯咖啡");
    answers.as_of = None;
    answers.scenario = None;
    answers.changes = Vec::new();
    answers.weighting.trust = Trust::PriorOnly;
    answers.weighting.observations = 0;
    answers.weighting.effective_sample_size = 10_000.0;
    answers.joint = Some(JointAnswer {
        combinations: vec![JointCombination {
            ids: vec!["drinkable".to_owned()],
            attainment: 0.912,
            attainment_error: Some(0.0003),
            likelihood: Likelihood::VeryLikely,
        }],
        left_out: 0,
        directions: Vec::new(),
    });
    answers.targets = vec![drinkable];
    answers.budgets = Vec::new();
    answers.observations = Vec::new();
    answers.findings = Vec::new();
    answers.weighting.alternatives = Vec::new();
    answers.troubles = Troubles::default();
    answers.effect_runs = 0;
    answers
}

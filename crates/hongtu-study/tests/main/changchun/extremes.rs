//! Extreme conditions: what must follow whatever the numbers.

use super::{Asked, Courses, Model, left, same};

const RUNS: u64 = 256;

/// The first year that is not yet in the statistics.
const NOW: f64 = 2024.0;

fn every(a: &[f64], b: &[f64], what: &str, holds: impl Fn(f64, f64) -> bool) {
    assert_eq!(a.len(), b.len());
    for (run, (&a, &b)) in a.iter().zip(b).enumerate() {
        assert!(holds(a, b), "{what}: {a} and {b} in run {run}");
    }
}

/// Nobody builds, converts, replaces or founds anything from 2024 on: what there is wears out at its
/// rate, what is under way is finished, and nothing grows.
#[test]
fn without_investment_output_falls_to_what_remains() {
    let build = ["expansion", "ground_breaking", "conversion_start", "private_building"];
    let mut model = Model::new();
    for flow in build.iter().chain(&["provincial_build", "grown_tech", "growing_up"]) {
        model.stop(flow, NOW);
    }
    let (mid, end) = (2028.0, 2030.0);
    let years = [NOW, mid, end];
    let mut asked = Asked::default().levels(&model, "plant_life", &[NOW]);
    let stocks = ["industry_capacity", "nev_capacity", "fuel_capacity", "capacity"];
    let others = ["lines_under_construction", "lines_in_conversion", "provincial_capacity"];
    for quantity in stocks.iter().chain(&others).chain(&["nev_output", "fuel_output", "full_use"]) {
        asked = asked.levels(&model, quantity, &years);
    }
    let ran = model.runs(asked, RUNS);
    let life = ran.of("plant_life 2024");
    let steps = model.step(end) - model.step(NOW);
    for industry in ["optics", "medical", "equipment"] {
        let (then, now) = (
            format!("industry_capacity[{industry}] 2024"),
            format!("industry_capacity[{industry}] 2030"),
        );
        for (run, &life) in life.iter().enumerate() {
            let worn = ran.of(&then)[run] * left(&model, 1.0 / life, steps);
            assert!(same(ran.of(&now)[run], worn), "{industry} in run {run}");
        }
    }
    // What is under way is finished: a pipeline of two years is all but empty after six.
    every(
        ran.of("lines_under_construction 2024"),
        ran.of("lines_under_construction 2030"),
        "pipeline",
        |a, b| b < 0.06 * a,
    );
    every(
        ran.of("lines_in_conversion 2024"),
        ran.of("lines_in_conversion 2030"),
        "conversion",
        |a, b| b <= 0.06 * a,
    );
    // No more NEV lines than there were and were under way.
    let mut most = ran.of("nev_capacity 2024").to_vec();
    for under_way in ["lines_under_construction 2024", "lines_in_conversion 2024"] {
        for (most, more) in most.iter_mut().zip(ran.of(under_way)) {
            *most += more;
        }
    }
    every(ran.of("nev_capacity 2030"), &most, "NEV lines", |lines, most| lines < most);
    every(ran.of("nev_capacity 2030"), ran.of("nev_capacity 2028"), "NEV lines", |a, b| a < b);
    every(ran.of("fuel_capacity 2030"), ran.of("fuel_capacity 2024"), "fuel lines", |a, b| a == b);
    every(
        ran.of("fuel_output 2030"),
        ran.of("fuel_capacity 2030"),
        "fuel-engine output",
        |output, lines| output <= 1.25 * lines,
    );
    for season in ["ice_snow", "summer", "rest"] {
        let at = |year| ran.of(&format!("capacity[{season}] {year}")).to_vec();
        every(&at(end), &at(NOW), "rooms", |a, b| a == b);
    }
    for technology in ["wind", "solar"] {
        let at = |year| ran.of(&format!("provincial_capacity[{technology}] {year}")).to_vec();
        every(&at(end), &at(NOW), "power stations", |a, b| a == b);
    }
}

/// No visitors from 2024 on: no revenue, no talk, no new rooms, and a product that is smaller by what
/// visitors left in it.
#[test]
fn without_visitors_tourism_is_nothing_and_is_forgotten() {
    let asked = |model: &Model| {
        let years = [NOW, 2026.0, 2028.0, 2030.0];
        let mut asked = Asked::default().levels(model, "tourism_added", &[NOW]);
        for quantity in
            ["visits", "tourism_revenue", "city_gdp", "reputation", "capacity", "word_of_mouth"]
        {
            asked = asked.levels(model, quantity, &years);
        }
        asked
    };
    let usual = Model::new();
    let mut empty = Model::new();
    empty.stop("visits", NOW);
    let (usual, empty) = (usual.runs(asked(&usual), RUNS), empty.runs(asked(&empty), RUNS));
    assert!(empty.of("tourism_revenue 2024").iter().all(|revenue| *revenue == 0.0));
    for run in 0..RUNS as usize {
        let lost = usual.of("tourism_added 2024")[run] * usual.of("tourism_revenue 2024")[run];
        let gdp = usual.of("city_gdp 2024")[run] - lost;
        assert!(same(empty.of("city_gdp 2024")[run], gdp), "run {run}");
    }
    every(empty.of("city_gdp 2030"), usual.of("city_gdp 2030"), "product", |a, b| a < b);
    for season in ["ice_snow", "summer", "rest"] {
        let at =
            |ran: &Courses, of: &str, year: u32| ran.of(&format!("{of}[{season}] {year}")).to_vec();
        every(&at(&empty, "reputation", 2030), &at(&empty, "reputation", 2028), "fame", |a, b| {
            a < b
        });
        every(
            &at(&empty, "word_of_mouth", 2030),
            &at(&usual, "word_of_mouth", 2030),
            "talk",
            |a, b| a < b,
        );
        every(&at(&empty, "capacity", 2030), &at(&usual, "capacity", 2030), "rooms", |a, b| a <= b);
        // Two habit times after the last visitor nobody has reason to build.
        every(&at(&empty, "capacity", 2030), &at(&empty, "capacity", 2028), "rooms", |a, b| {
            a <= 1.02 * b
        });
    }
}

/// No graduates at all, and all the money for keeping them: money keeps nobody who is not there. Those
/// of before go on leaving and retiring, and there are fewer people, firms and newcomers' jobs.
#[test]
fn without_graduates_the_pool_drains() {
    let asked = |model: &Model| {
        let years = [2016.0, 2020.0, NOW, 2025.0, 2030.0];
        let mut asked = Asked::default().total(model, "births", 2025.0, 2026.0);
        for quantity in ["talent", "joining", "leaving", "talent_pool"] {
            asked = asked.levels(model, quantity, &years);
        }
        asked
    };
    let usual = Model::new();
    let mut none = Model::new();
    none.hold("graduates_a_year", 0.0).pull("graduate_programmes", 1e9);
    let (usual, none) = (usual.runs(asked(&usual), RUNS), none.runs(asked(&none), RUNS));
    let years = ["2016", "2020", "2024", "2025", "2030"];
    for year in years {
        assert!(none.of(&format!("joining[graduates] {year}")).iter().all(|n| *n == 0.0), "{year}");
        assert!(none.of(&format!("leaving[graduates] {year}")).iter().all(|n| *n > 0.0), "{year}");
    }
    for pair in years.windows(2) {
        let at = |year: &str| none.of(&format!("talent[graduates] {year}")).to_vec();
        every(&at(pair[1]), &at(pair[0]), "graduates", |later, before| {
            0.0 < later && later < before
        });
    }
    every(none.of("talent_pool 2030"), usual.of("talent_pool 2030"), "pool", |a, b| a < b);
    every(none.of("births 2025..2026"), usual.of("births 2025..2026"), "firms", |a, b| a < b);
}

/// Every lever at its end, and every lever of money at ten times that: more money does more, but
/// shares stay shares, nobody visits who has no room, no more NEVs are built than sold or than lines
/// allow, and no city takes more than a part of the nation's trips.
#[test]
fn ten_times_the_money_meets_its_bounds() {
    let years = [2025.0, 2026.0, 2028.0, 2030.0];
    let bounded = [
        "visits",
        "capacity",
        "most_crowded",
        "reputation",
        "access",
        "known_to_all",
        "policy_reach",
        "local_use",
        "curtailment",
        "nev_local_share",
        "nev_output",
        "nev_demand",
        "nev_lines",
        "full_use",
        "joining",
        "graduating",
        "green_power_use",
        "city_green_supply",
        "pilot_success",
        "pilots",
        "pilot_time",
        "all_visits",
        "talent_pool",
        "future_all",
        "useful_knowledge",
        "national_trips",
        "trips_2023",
    ];
    let asked = |model: &Model| {
        bounded.iter().fold(Asked::default(), |asked, name| asked.levels(model, name, &years))
    };
    let usual = Model::new();
    let mut rich = Model::new();
    for (index, lever) in rich.plan.levers.iter().enumerate() {
        let best = if lever.name == "days_to_start" { lever.low } else { lever.high };
        let money = !lever.unit.dimension.is_none() && lever.name != "days_to_start";
        rich.settings.levers[index] = if money { 10.0 * best } else { best };
    }
    let (usual, rich) = (usual.runs(asked(&usual), RUNS), rich.runs(asked(&rich), RUNS));
    let share = |value: f64| (0.0..=1.0).contains(&value);
    for year in ["2025", "2026", "2028", "2030"] {
        let of = |name: &str| rich.of(&format!("{name} {year}"));
        for name in ["policy_reach", "local_use", "curtailment", "nev_local_share"] {
            assert!(of(name).iter().all(|value| share(*value)), "{name} in {year}");
        }
        every(of("nev_output"), of("nev_demand"), "NEVs sold", |output, sold| output <= sold);
        every(of("green_power_use"), of("city_green_supply"), "green power", |used, there| {
            used <= there
        });
        every(of("joining[graduates]"), of("graduating"), "graduates", |stay, there| stay <= there);
        for field in ["hydrogen", "semiconductors", "digital"] {
            let tried: Vec<f64> = of(&format!("pilots[{field}]"))
                .iter()
                .zip(of("pilot_time"))
                .map(|(n, t)| n / t)
                .collect();
            every(of(&format!("pilot_success[{field}]")), &tried, "pilots", |won, tried| {
                won <= tried
            });
        }
        for season in ["ice_snow", "summer", "rest"] {
            let room: Vec<f64> = of(&format!("capacity[{season}]"))
                .iter()
                .zip(of("most_crowded"))
                .map(|(a, b)| a * b)
                .collect();
            every(of(&format!("visits[{season}]")), &room, "visits", |visits, room| visits <= room);
            let won: Vec<f64> = of(&format!("reputation[{season}]"))
                .iter()
                .zip(of(&format!("access[{season}]")))
                .map(|(a, b)| a * b)
                .collect();
            every(&won, of("known_to_all"), "fame and access", |won, most| won <= 1.02 * most);
        }
        for name in ["talent_pool", "future_all", "useful_knowledge", "policy_reach"] {
            every(of(name), usual.of(&format!("{name} {year}")), name, |rich, usual| rich > usual);
        }
    }
    // 147 million were 3 % of the nation's trips in 2023; nobody's money makes it a quarter of them.
    every(rich.of("all_visits 2030"), rich.of("national_trips 2030"), "trips", |here, all| {
        here < 0.15 * all
    });
    every(rich.of("all_visits 2030"), usual.of("all_visits 2030"), "visits", |rich, usual| {
        rich > usual
    });
}

/// Where trends are negative, more knowledge and talent still give more output, never less.
#[test]
fn what_shrinks_shrinks_no_faster_with_more_knowledge_and_talent() {
    let years = [2026.0, 2028.0, 2030.0];
    let outputs = ["city_gdp", "industry_output", "future_output"];
    let asked = |model: &Model| {
        outputs.iter().fold(Asked::default(), |asked, name| asked.levels(model, name, &years))
    };
    let shrinking = || {
        let mut model = Model::new();
        for trend in ["rest_growth", "industry_trend", "field_trend"] {
            model.hold(trend, -0.1);
        }
        model
    };
    let (usual, mut helped) = (shrinking(), shrinking());
    helped.pull("local_conversion", 0.3).pull("public_research", 3e9);
    helped.pull("settlement_support", 2e9).pull("graduate_programmes", 1e9);
    let names: Vec<String> = asked(&usual).0.iter().map(|(name, _)| name.clone()).collect();
    let (usual, helped) = (usual.runs(asked(&usual), RUNS), helped.runs(asked(&helped), RUNS));
    assert_eq!(names.len(), 3 * (1 + 3 + 3));
    for name in names {
        every(helped.of(&name), usual.of(&name), &name, |more, less| more > less);
    }
}

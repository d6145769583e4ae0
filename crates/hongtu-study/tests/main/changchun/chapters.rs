//! Each chapter cut loose from the others: what it takes from them is held, and what is left must
//! behave as its equations say by themselves. Euler's steps are taken in closed form, so that agreement
//! is to rounding.

use std::collections::BTreeSet;

use hongtu_model::{Expr, Kind, QuantityKind, VariableId};

use super::{Asked, Model, left, same, text};

/// The middle of 2024, when all levers act.
const NOW: f64 = 2024.5;
const END: f64 = 2030.5;

/// A chapter of the plan by the beginning of its heading, with everything that comes to it from other
/// chapters held: what they compute stands still at the value that the plan gives in `NOW`'s central
/// run, or at one from `held`.
fn alone(chapter: &str, held: &[(&str, f64)]) -> Model {
    let text = text();
    let from = text.find(&format!("\n## {chapter}")).unwrap_or_else(|| panic!("no {chapter}"));
    let to = text[from + 4..].find("\n## ").map_or(text.len(), |at| at + from + 4);
    let mut model = Model::of(&text);
    let inside = |model: &Model, id: VariableId| {
        let quantity =
            model.plan.variable(id).quantity.map(|q| &model.plan.quantities[q.0 as usize]);
        quantity.is_some_and(|q| (from..to).contains(&q.span.start))
    };
    let mut inputs = BTreeSet::new();
    for (index, variable) in model.plan.variables.iter().enumerate() {
        if !inside(&model, VariableId(index as u32)) {
            continue;
        }
        let mut read = |part: &Expr| {
            if let Expr::Variable(id) = part
                && !inside(&model, *id)
                && let Some(quantity) = model.plan.variable(*id).quantity
            {
                let kind = model.plan.quantities[quantity.0 as usize].kind;
                if matches!(
                    kind,
                    QuantityKind::Stock | QuantityKind::Flow | QuantityKind::Auxiliary
                ) {
                    inputs.insert(*id);
                }
            }
        };
        match &variable.kind {
            Kind::Stock { initial, flow } => {
                initial.walk(&mut read);
                flow.walk(&mut read);
            }
            Kind::Auxiliary { value } | Kind::Initial { value } => value.walk(&mut read),
            _ => {}
        }
    }
    let mut asked = Asked::default();
    for id in &inputs {
        let reading = hongtu_model::Reading::Level { variable: *id, step: model.step(NOW) };
        asked.0.push((model.plan.variable(*id).name.clone(), reading));
    }
    let central = model.central(asked);
    for id in inputs {
        let name = model.plan.variable(id).name.clone();
        // What happens by date alone, such as where the statistics end, goes on doing so.
        if name == "ahead" {
            continue;
        }
        let value = Expr::Number(central.of(&name)[0]);
        model.plan.variables[id.index()].kind = Kind::Auxiliary { value };
    }
    for (name, value) in held {
        model.cut(name, *value);
    }
    model
}

impl Model {
    /// A number of the central run.
    fn number(&self, quantity: &str, year: f64) -> f64 {
        self.central(Asked::default().levels(self, quantity, &[year]))
            .of(&format!("{quantity} {year}"))[0]
    }

    /// An element of the central run.
    fn element(&self, quantity: &str, element: &str, year: f64) -> f64 {
        self.central(Asked::default().levels(self, quantity, &[year]))
            .of(&format!("{quantity}[{element}] {year}"))[0]
    }

    fn steps(&self, from: f64, to: f64) -> u32 {
        self.step(to) - self.step(from)
    }
}

/// Steady research makes knowledge of research times its life, approached as by any leaking tank; the
/// share used here goes to its goal in its time of adjustment.
#[test]
fn knowledge_is_research_times_its_life() {
    let mut model = alone("1.", &[("research", 20e9)]);
    let life = model.number("knowledge_life", NOW);
    let (first, goal) = (model.number("knowledge", 2015.0), 20e9 * life);
    let gap = left(&model, 1.0 / life, model.steps(2015.0, END));
    let expected = goal + (first - goal) * gap;
    assert!(same(model.number("knowledge", END), expected), "{expected}");
    model.hold("research_2015", 0.0);
    let from_nothing = model.number("knowledge", END) / goal;
    assert!(from_nothing > 0.85 && from_nothing < 1.0, "{from_nothing} of what it goes to");

    let mut model = alone("1.", &[]);
    model.hold("conversion_trend", 0.0);
    let today = model.number("local_use", 2024.0);
    assert_eq!(model.number("local_use", 2023.0), today);
    model.pull("local_conversion", 0.2);
    // The lever acts from April 2024 on.
    let gap = left(&model, 1.0 / model.number("conversion_habit", NOW), model.steps(2024.25, END));
    assert!(same(model.number("local_use", END), today + 0.2 * (1.0 - gap)));
}

/// The NEV share follows its logistic, and the rest of the economy its trend.
#[test]
fn the_market_follows_a_logistic() {
    let mut model = alone("2.", &[]);
    model.hold("later_pace", 1.0);
    let (share, ceiling) = (0.316, model.number("nev_share_ceiling", NOW));
    let pace = model.number("adoption_pace", NOW);
    for year in [2015.0, 2019.5, 2023.5, 2026.0, 2030.0] {
        let odds = share / (ceiling - share) * hongtu_maths::exp(pace * (year - 2023.5));
        let sold = model.number("national_nev_sales", year) / model.number("national_market", year);
        assert!(same(sold, ceiling * odds / (1.0 + odds)), "{year}: {sold}");
    }
}

/// Capacity is nowhere made and nowhere lost: what was begun is under construction, in conversion or
/// there; with lines that last for ever the sum changes by ground broken and by nothing else.
#[test]
fn the_capacity_chain_conserves_capacity() {
    let mut model = alone("2.", &[]);
    model.pull("nev_plant_investment", 15e9);
    let life = model.id("plant_life");
    model.settings.constants.push((life, 1e300));
    let stocks =
        ["lines_under_construction", "lines_in_conversion", "nev_capacity", "fuel_capacity"];
    let years = [2015.0, 2021.0, 2025.0, END];
    let mut asked = Asked::default();
    for stock in stocks {
        asked = asked.levels(&model, stock, &years);
    }
    for to in &years[1..] {
        asked = asked.total(&model, "ground_breaking", 2015.0, *to);
    }
    let ran = model.runs(asked, 512);
    for (index, to) in years.iter().enumerate().skip(1) {
        for run in 0..512 {
            let all = |year: f64| -> f64 {
                stocks.iter().map(|stock| ran.of(&format!("{stock} {year}"))[run]).sum()
            };
            let begun = ran.of(&format!("ground_breaking 2015..{to}"))[run];
            assert!(same(all(*to), all(years[0]) + begun), "to {to} in run {run}");
            assert!(index == 1 || begun > 350_000.0 * 0.99, "both named plants are in");
        }
    }
    // Two plants of 200,000 and 150,000 in full, by the end of 2023.
    let ran = alone("2.", &[]);
    let ran = ran.central(Asked::default().total(&ran, "ground_breaking", 2015.0, 2024.0));
    assert!(same(ran.of("ground_breaking 2015..2024")[0], 350_000.0));
}

/// With usual knowledge, talent and orders, and nobody growing up, an industry grows by its trend;
/// plants that investors pay for add the money over its cost, no more and no less.
#[test]
fn an_industry_by_itself_grows_by_its_trend() {
    let held = [
        ("knowledge_pull", 1.0),
        ("talent_pull", 1.0),
        ("equipment_pull", 1.0),
        ("grown_tech", 0.0),
    ];
    let mut model = alone("3.", &held);
    for (industry, trend) in [("optics", 0.08), ("medical", 0.09), ("equipment", 0.10)] {
        let growth = left(&model, -trend, model.steps(2015.0, END));
        let first = model.element("industry_capacity", industry, 2015.0);
        let grown = model.element("industry_capacity", industry, END);
        assert!(same(grown, first * growth), "{industry}");
    }
    // Without growth or wear, six years of money are in plants or on their way there.
    model.hold("industry_trend", 0.0).hold("plant_life", 1e300);
    model.hold("building_time", 0.25).hold("capital_output", 1.5);
    let before = model.element("industry_capacity", "medical", END);
    model.pull("industry_investment[medical]", 3e9);
    let after = model.element("industry_capacity", "medical", END);
    let paid = 3e9 * (END - 2024.25) / 1.5;
    let under_way = 3e9 * 0.25 / 1.5;
    assert!(same(after - before, paid - under_way), "{} of {paid}", after - before);
}

/// Losses brake building: they settle where capacity grows as fast as what can be taken. Electrolysers
/// go to what is built in their life.
#[test]
fn losses_stop_building_and_electrolysers_wear_out() {
    let mut model = alone("4.", &[]);
    let (takers, build) = (0.12, 0.5);
    model.hold("takers_later", takers).hold("next_build", build).hold("project_size", 0.0);
    let line = model.number("stop_line", NOW) * (1.0 - takers / build);
    let lost = model.number("curtailment", 2031.0);
    assert!((lost / line - 1.0).abs() < 0.05, "{lost} against {line}");

    model.hold("plant_life", 1.0).hold("building_time", 0.25);
    model.pull("electrolyser_build", 1e9);
    let kept = 1e9 / model.number("electrolyser_cost", NOW);
    let there = model.number("electrolysers", 2031.0);
    assert!((there / kept - 1.0).abs() < 0.01, "{there} against {kept}");
    let made = model.number("hydrogen_use", 2031.0) * model.number("electrolyser_need", NOW);
    assert!(same(made, there * model.number("electrolyser_hours", NOW)));
}

/// Fame saturates; room follows visits; spending falls in the epidemic to its loss and comes back to
/// what lasts, each at its own pace.
#[test]
fn visits_saturate_and_spending_comes_back() {
    let mut model = alone("5.", &[("national_trips", 4.89e9)]);
    let tau = model.number("spending_time", NOW);
    let (loss, lasts) = (model.number("epidemic_loss", NOW), model.number("lasting_loss", NOW));
    // The plan's dates act at the first step on or after them.
    let (begins, ends) = (2020.0 + 2.0 / 32.0, 2023.0 - 2.0 / 32.0);
    let worst = loss * (1.0 - left(&model, 1.0 / tau, model.steps(begins, ends)));
    assert!(same(model.number("spending_loss", ends), worst), "{worst}");
    let back = lasts + (worst - lasts) * left(&model, 1.0 / tau, model.steps(ends, 2026.0));
    assert!(same(model.number("spending_loss", 2026.0), back), "{back}");

    model.hold("appeal_trend", 0.5).hold("rivals", 0.0);
    let most = model.number("known_to_all", NOW);
    for season in ["ice_snow", "summer", "rest"] {
        let fame = model.element("reputation", season, 2031.0);
        assert!(fame > 1.2 && fame < most, "{season}: {fame} of {most}");
    }
    // With visits that stand still, owners fill the gap at their pace.
    let mut model = alone("5.", &[("visits", 100e6), ("usual_visits", 100e6)]);
    model.pull("ice_snow_resorts", 0.0);
    let goal = 100e6 * (1.0 + model.number("spare_room", NOW));
    let first = model.element("capacity", "rest", 2015.0);
    let gap = left(&model, 1.0 / model.number("room_time", NOW), model.steps(2015.0, END));
    assert!(same(model.element("capacity", "rest", END), goal + (first - goal) * gap));
}

/// Little's law: projects in a stage are those that come in a year times the years they stay. What
/// works and stays reaches full output after the time of building.
#[test]
fn projects_stay_their_time() {
    let held = [("knowledge_pull", 1.0), ("talent_pull", 1.0)];
    let mut model = alone("6.", &held);
    for (field, starts) in [("hydrogen", 8.0), ("semiconductors", 10.0), ("digital", 25.0)] {
        let (stay, pass) =
            (model.number("research_time", NOW), model.number("laboratory_pass", NOW));
        let pilots = starts * pass * model.number("pilot_time", NOW);
        for year in [2015.0, NOW, END] {
            assert!(same(model.element("laboratory_projects", field, year), starts * stay));
            assert!(same(model.element("pilots", field, year), pilots));
        }
        let works = starts * pass * model.number("pilot_pass", NOW);
        assert!(same(model.element("pilot_success", field, END), works));
        let output = works * model.number("kept_here", NOW) * model.number("project_output", NOW);
        assert!(same(model.element("industrialisation", field, END), output));
    }
    // Money for one project a year more is one project a year more.
    model.hold("project_cost", 20e6).hold("research_time", 0.25);
    let before = model.element("laboratory_projects", "digital", END);
    model.pull("laboratories[digital]", 20e6);
    let delivery = model.number("delivery", NOW);
    let more = model.element("laboratory_projects", "digital", END) - before;
    assert!((more - 0.25 * delivery).abs() < 1e-6, "{more}");
}

/// The pool is what joined less what left and retired; each origin goes to what comes in a year over
/// what goes in a year.
#[test]
fn the_pool_balances() {
    let mut model = alone("7.", &[]);
    model.pull("settlement_support", 1e9).pull("graduate_programmes", 0.5e9);
    let mut asked = Asked::default().levels(&model, "talent_pool", &[2015.0, END]);
    asked = asked.total(&model, "joining", 2015.0, END).total(&model, "leaving", 2015.0, END);
    asked = asked.total(&model, "talent", 2015.0, END).levels(&model, "career", &[NOW]);
    let ran = model.runs(asked, 512);
    let (joined, left_) = (ran.sum("joining", "2015..2030.5"), ran.sum("leaving", "2015..2030.5"));
    let years = ran.sum("talent", "2015..2030.5");
    for run in 0..512 {
        let retired = years[run] / ran.of("career 2024.5")[run];
        let end = ran.of("talent_pool 2015")[run] + joined[run] - left_[run] - retired;
        assert!(same(ran.of("talent_pool 2030.5")[run], end), "run {run}");
    }
    let model = alone("7.", &[("attractiveness", 1.0)]);
    let goes = model.number("leave_rate", NOW) + 1.0 / model.number("career", NOW);
    let goal = model.number("trained_usual", NOW) / goes;
    let first = model.element("talent", "trained", 2015.0);
    let gap = left(&model, goes, model.steps(2015.0, END));
    assert!(same(model.element("talent", "trained", END), goal + (first - goal) * gap));
}

/// With a pool that stands still, young firms are births times the years they count as young, and grown
/// ones go to those that grow up in a firm's life.
#[test]
fn firms_are_births_times_their_lives() {
    let mut model = alone("8.", &[("talent_pool", 1.25e6), ("knowledge_pull", 1.0)]);
    let births = 1.25e6 * model.number("founding_rate", NOW);
    let stay = model.number("young_time", NOW);
    model.hold("pool_2015", 1.25e6);
    for year in [2015.0, NOW, END] {
        assert!(same(model.number("births", year), births));
        assert!(same(model.number("young_firms", year), births * stay));
    }
    let grow = births * model.number("survival", NOW);
    let life = model.number("firm_life", NOW);
    let gap = left(&model, 1.0 / life, model.steps(2015.0, END));
    let first = model.number("grown_firms", 2015.0);
    let expected = grow * life + (first - grow * life) * gap;
    assert!(same(model.number("grown_firms", END), expected));
    model.pull("days_to_start", 1.5 / 365.25);
    let easier = model.number("births", END) / births;
    let effect = hongtu_maths::pow(2.0, model.number("ease_effect", NOW));
    assert!(same(easier, effect), "{easier} against {effect}");
}

/// Reach goes to its goal in its time of adjustment, and back when nobody looks after it any more.
#[test]
fn reach_goes_to_its_goal() {
    let mut model = alone("9.", &[]);
    model.hold("reach_trend", 0.0);
    let today = model.number("policy_reach", 2015.0);
    assert_eq!(model.number("policy_reach", END), today);
    model.pull("automatic_delivery", 0.5);
    let goal = 1.0 - (1.0 - today) * (1.0 - 0.5 * model.number("automatic_room", NOW));
    let gap = left(&model, 1.0 / model.number("reach_time", NOW), model.steps(2024.25, END));
    let expected = goal + (today - goal) * gap;
    assert!(same(model.number("policy_reach", END), expected), "{expected}");
    // Everything at its end leaves nobody out twice.
    for (lever, most) in
        [("automatic_delivery", 1.0), ("digital_service", 1e12), ("case_officers", 1e9)]
    {
        model.pull(lever, most);
    }
    assert!(model.number("policy_reach", END) < 1.0);
}

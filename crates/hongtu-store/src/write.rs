//! A posterior as a table: a row for each draw.

use std::io::{self, Write};

use hongtu_engine::{Draws, SCRAMBLES};
use hongtu_fit::{Coordinate, Fit, Part, PosteriorDraws};
use hongtu_maths::{exp, max};
use hongtu_model::{Kind, Plan, VariableId};
use hongtu_report::flat::{Cells, Table, parquet_with};
use hongtu_study::Identity;
use hongtu_study::identity::Hash;
use serde_json::{Value, json};

use crate::about::{ABOUT, About, DIGEST};

/// What is written of a posterior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// The values of everything drawn, in the plan's units, and what the draws are replayed from.
    All,
    /// What the draws are replayed from.
    Replay,
}

/// Writes a posterior as Parquet.
///
/// Each row is a run: `run`, `island`, `weight` (relative to the largest), then the values of
/// constants, alternatives and past shocks in the plan's units, named as the plan names them (a shock
/// with its period behind it), then behind `z ` the standard normal number of each coordinate, from
/// which the draws are replayed.
///
/// # Errors
///
/// Those of the writer.
pub fn write(
    plan: &Plan,
    identity: &Identity,
    fit: &Fit,
    columns: Columns,
    out: impl Write + Send,
) -> io::Result<()> {
    let parts = fit.draws.parts();
    let rows = parts.iter().map(|part| part.points.count()).max().unwrap_or(0);
    let islands = SCRAMBLES as usize;
    let weights = weights(&fit.log_evidence);
    let weight = |run: usize| weights.get(run % islands).copied().unwrap_or(0.0);
    let mut table = Table::new()
        .with("run", Cells::Counts((0..rows as u64).collect()))
        .with("island", Cells::Counts((0..rows).map(|run| (run % islands) as u64).collect()))
        .with("weight", Cells::Numbers((0..rows).map(weight).collect()));
    let mut units = Vec::new();
    if columns == Columns::All {
        for value in values(plan, &fit.draws, rows) {
            table = table.with(value.name, Cells::Numbers(value.numbers));
            let name = table.columns().last().map(|(name, _)| name.clone());
            units.push(json!({ "column": name, "unit": value.unit, "what": value.what }));
        }
    }
    let mut names = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let mut here = Vec::new();
        for (place, coordinate) in part.coordinates.iter().enumerate() {
            let mut numbers = vec![0.0; rows];
            fit.draws.latent(index, place, &mut numbers);
            table = table.with(latent_name(coordinate), Cells::Numbers(numbers));
            here.extend(table.columns().last().map(|(name, _)| name.clone()));
        }
        names.push(here);
    }
    let about = About {
        identity: identity.clone(),
        log_evidence: fit.log_evidence.clone(),
        factors: fit.factors.clone(),
        columns: names,
    };
    let mut value = about.value();
    if let Value::Object(fields) = &mut value {
        fields.insert("plan".to_owned(), json!(plan.title));
        fields.insert("as_of".to_owned(), json!(plan.as_of.map(|day| day.to_string())));
        fields.insert("values".to_owned(), Value::Array(units));
    }
    let about = value.to_string();
    let digest = digest(&about, parts);
    let metadata = [(ABOUT.to_owned(), about), (DIGEST.to_owned(), digest)];
    parquet_with([table], &metadata, out)
}

/// The hash over what a file says of itself and what it is replayed from.
pub fn digest(about: &str, parts: &[Part]) -> String {
    let mut hash = Hash::default();
    hash.text(about);
    for part in parts {
        hash.number(part.points.count() as u64);
        for place in 0..part.points.dimensions() {
            hash.floats(part.points.coordinate(place));
        }
    }
    hash.end()
}

/// Weights of islands relative to the largest.
fn weights(log_evidence: &[f64]) -> Vec<f64> {
    let largest = log_evidence.iter().fold(f64::NEG_INFINITY, |m, &l| max(m, l));
    log_evidence.iter().map(|l| if *l == largest { 1.0 } else { exp(l - largest) }).collect()
}

fn latent_name(coordinate: &Coordinate) -> String {
    match coordinate {
        Coordinate::Constant { key } => format!("z {key}"),
        Coordinate::Shock { key, period } => format!("z {key} {period}"),
    }
}

/// The values of something drawn.
struct Values {
    name: String,
    unit: String,
    what: &'static str,
    numbers: Vec<f64>,
}

/// What variables draw, in the order of the plan.
fn values<'a>(
    plan: &'a Plan,
    draws: &'a PosteriorDraws,
    rows: usize,
) -> impl Iterator<Item = Values> + 'a {
    let coordinates = || draws.parts().iter().flat_map(|part| &part.coordinates);
    (0u32..).map(VariableId).zip(&plan.variables).flat_map(move |(id, variable)| {
        let what = match &variable.kind {
            Kind::Alternative { .. } => "alternative",
            Kind::Shock { .. } => "shock",
            _ => "constant",
        };
        let mine = |coordinate: &Coordinate| match (&variable.kind, coordinate) {
            (
                Kind::Constant { prior: Some(_), key, .. } | Kind::Alternative { key, .. },
                Coordinate::Constant { key: drawn },
            ) if key == drawn => Some(None),
            (Kind::Shock { key, .. }, Coordinate::Shock { key: drawn, period }) if key == drawn => {
                Some(Some(*period))
            }
            _ => None,
        };
        let periods: Vec<Option<i64>> = coordinates().filter_map(mine).collect();
        periods.into_iter().map(move |period| {
            let mut numbers = vec![0.0; rows];
            let name = match period {
                None => {
                    draws.constant(id, 0, &mut numbers);
                    variable.name.clone()
                }
                Some(period) => {
                    draws.shock(id, period, 0, &mut numbers);
                    format!("{} {period}", variable.name)
                }
            };
            for number in &mut numbers {
                *number = variable.unit.show(*number);
            }
            Values { name, unit: variable.unit.name.clone(), what, numbers }
        })
    })
}

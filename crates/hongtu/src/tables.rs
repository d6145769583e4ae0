//! The folder of `--out`: answers, targets, bands of every quantity, measures of every run.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use hongtu_model::Plan;
use hongtu_report::flat::{self, Cells, Table};
use hongtu_report::json;
use hongtu_study::{Bands, Study};

use crate::args::RunFormat;
use crate::failure::Failure;
use crate::output;

/// Rows of the runs' table that are held at a time.
const PART: usize = 1 << 16;

/// Writes the folder.
pub fn write(
    folder: &Path,
    format: RunFormat,
    plan: &Plan,
    study: &Study,
    bands: &Bands,
) -> Result<(), Failure> {
    output::folder(folder)?;
    output::file(folder, "answers.json", |out| {
        out.write_all(json::json(&study.answers).as_bytes())
    })?;
    let parquet = format == RunFormat::Parquet;
    let name = |stem: &str| format!("{stem}.{}", if parquet { "parquet" } else { "csv" });
    let targets = flat::targets(&study.answers);
    output::file(folder, &name("targets"), |out| table(parquet, [targets], out))?;
    let bands = bands_table(plan, bands);
    output::file(folder, &name("bands"), |out| table(parquet, [bands], out))?;
    let runs = study.runs.runs();
    let parts = (0..runs.div_ceil(PART).max(1)).map(|part| {
        let end = runs.min(part * PART + PART);
        runs_table(plan, study, part * PART, end)
    });
    output::file(folder, &name("runs"), |out| table(parquet, parts, out))
}

fn table(
    parquet: bool,
    parts: impl IntoIterator<Item = Table>,
    out: &mut BufWriter<File>,
) -> io::Result<()> {
    if parquet { flat::parquet(parts, out) } else { flat::csv(parts, out) }
}

/// One row for each quantity and report time: quantiles in the quantity's unit.
fn bands_table(plan: &Plan, bands: &Bands) -> Table {
    let rows = || {
        bands.bands.iter().flat_map(|band| {
            let points = bands.times.iter().zip(&bands.steps).zip(&band.quantiles);
            points.map(move |((time, step), quantiles)| (band, *time, *step, quantiles))
        })
    };
    let quantile = |index: usize| {
        Cells::Numbers(
            rows()
                .map(|(band, _, _, quantiles)| {
                    quantiles.get(index).map_or(f64::NAN, |value| band.unit.show(*value))
                })
                .collect(),
        )
    };
    let date = |step: u32| plan.time.date(i64::from(step)).map(|day| day.to_string());
    Table::new()
        .with("quantity", Cells::Texts(rows().map(|(band, ..)| Some(band.name.clone())).collect()))
        .with("unit", Cells::Texts(rows().map(|(band, ..)| Some(band.unit.name.clone())).collect()))
        .with("time", Cells::Numbers(rows().map(|(_, time, ..)| time).collect()))
        .with("date", Cells::Texts(rows().map(|(_, _, step, _)| date(step)).collect()))
        .with("p05", quantile(0))
        .with("p25", quantile(1))
        .with("p50", quantile(2))
        .with("p75", quantile(3))
        .with("p95", quantile(4))
}

/// One row for each run from `start` to `end`: its weight, whether it is troubled, its measures in
/// their units.
fn runs_table(plan: &Plan, study: &Study, start: usize, end: usize) -> Table {
    let runs = start..end;
    let weight = |run: usize| match &study.weights {
        Some(weights) => weights.get(run).copied().unwrap_or(f64::NAN),
        None => 1.0,
    };
    let mut table = Table::new()
        .with("run", Cells::Counts(runs.clone().map(|run| run as u64).collect()))
        .with("weight", Cells::Numbers(runs.clone().map(weight).collect()))
        .with(
            "troubled",
            Cells::Flags(runs.clone().map(|run| study.runs.is_troubled(run)).collect()),
        );
    for (id, values) in study.runs.measures() {
        let Some(measure) = plan.measures.get(id.index()) else { continue };
        let unit = &measure.unit;
        let name = if measure.is_date || unit.name.is_empty() {
            measure.text.clone()
        } else {
            format!("{} [{}]", measure.text, unit.name)
        };
        let show = |value: &f64| if measure.is_date { *value } else { unit.show(*value) };
        let values = values.get(runs.clone()).unwrap_or_default();
        table = table.with(name, Cells::Numbers(values.iter().map(show).collect()));
    }
    table
}

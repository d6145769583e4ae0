//! Reading a posterior back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use hongtu_engine::SCRAMBLES;
use hongtu_fit::{Fit, Part, Points, PosteriorDraws};
use hongtu_model::Plan;
use hongtu_study::Identity;
use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use crate::about::{ABOUT, About, DIGEST};
use crate::refusal::Refusal;
use crate::write::digest;

/// What a Parquet file starts and ends with.
const MAGIC: &[u8; 4] = b"PAR1";

/// The largest part of a file that describes the rest.
const MOST_FOOTER: u64 = 64 << 20;

/// The most draws that a file may have.
const MOST_ROWS: u64 = 1 << 24;

/// A posterior that was kept, whole and undamaged.
#[derive(Clone, Debug)]
pub struct Kept {
    about: About,
    parts: Vec<Part>,
}

impl Kept {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, is no posterior, or is damaged.
    pub fn read(path: &Path) -> Result<Self, Refusal> {
        let mut file = File::open(path).map_err(Refusal::Unreadable)?;
        let length = whole(&mut file)?;
        let reader = SerializedFileReader::new(file).map_err(damaged)?;
        let metadata = reader.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().into_iter().flatten();
        let pairs: BTreeMap<&str, &str> =
            pairs.filter_map(|pair| Some((pair.key.as_str(), pair.value.as_deref()?))).collect();
        let text = pairs.get(ABOUT).ok_or_else(|| foreign("it has no metadata of Hongtu"))?;
        let value = serde_json::from_str(text)
            .map_err(|error| foreign(&format!("its metadata is no JSON: {error}")))?;
        let about = About::read(&value).map_err(|why| foreign(&why))?;
        let rows = u64::try_from(metadata.num_rows()).unwrap_or(0);
        let columns: u64 = about.factors.iter().map(|f| f.coordinates.len() as u64).sum();
        // Draws are neither packed nor repeated, so a file can hold no more than its length.
        if rows > MOST_ROWS || rows.saturating_mul(columns).saturating_mul(8) > length {
            return Err(Refusal::Damaged("it claims more draws than it has room for".to_owned()));
        }
        let parts = parts(&reader, &about, rows as usize)?;
        if pairs.get(DIGEST).copied() != Some(digest(text, &parts).as_str()) {
            return Err(Refusal::Damaged("its draws are not those that were written".to_owned()));
        }
        Ok(Self { about, parts })
    }

    /// What it is of.
    pub fn identity(&self) -> &Identity {
        &self.about.identity
    }

    /// The fit, if it is that of what is asked for.
    ///
    /// # Errors
    ///
    /// Where it is of another posterior.
    pub fn fit(self, plan: &Plan, asked: &Identity) -> Result<Fit, Refusal> {
        same(&self.about.identity, asked)?;
        let seed = self.about.identity.seed;
        let draws = PosteriorDraws::new(plan, seed, self.parts)
            .ok_or_else(|| Refusal::Damaged("its draws belong to no run".to_owned()))?;
        Ok(Fit { draws, factors: self.about.factors, log_evidence: self.about.log_evidence })
    }
}

/// Whether draws are those that are asked for.
fn same(kept: &Identity, asked: &Identity) -> Result<(), Refusal> {
    let other = |what: &str| Err(Refusal::Other(what.to_owned()));
    if kept.engine != asked.engine {
        return Err(Refusal::Other(format!(
            "it was written by engine {}, and this is engine {}",
            kept.engine, asked.engine
        )));
    }
    if kept.evidence != asked.evidence {
        return other("it is fitted to other evidence: observations or the as-of date differ");
    }
    if kept.model != asked.model {
        return other(
            "it is fitted to another model: equations or priors behind what is observed differ",
        );
    }
    if kept.settings != asked.settings {
        return other("it is fitted under other settings of what acts before the last observation");
    }
    if kept.method != asked.method {
        return Err(Refusal::Other(format!(
            "it is sampled by --method {}, and {} is asked for",
            kept.method, asked.method
        )));
    }
    if kept.seed != asked.seed {
        return Err(Refusal::Other(format!(
            "it is of seed {}, and seed {} is asked for",
            kept.seed, asked.seed
        )));
    }
    if kept.runs < asked.runs {
        return Err(Refusal::Other(format!(
            "it is of {} runs, and {} are asked for",
            kept.runs, asked.runs
        )));
    }
    Ok(())
}

fn foreign(why: &str) -> Refusal {
    Refusal::Foreign(why.to_owned())
}

fn damaged(error: ParquetError) -> Refusal {
    Refusal::Damaged(error.to_string())
}

/// The length of a file that starts and ends as it should.
fn whole(file: &mut File) -> Result<u64, Refusal> {
    let mut start = [0; 4];
    let length = file.seek(SeekFrom::End(0)).map_err(Refusal::Unreadable)?;
    if length < 12 {
        return Err(foreign("it is too short"));
    }
    file.rewind().and_then(|()| file.read_exact(&mut start)).map_err(Refusal::Unreadable)?;
    if &start != MAGIC {
        return Err(foreign("it is not Parquet"));
    }
    let mut end = [0; 8];
    file.seek(SeekFrom::End(-8))
        .and_then(|_| file.read_exact(&mut end))
        .map_err(Refusal::Unreadable)?;
    let [a, b, c, d, rest @ ..] = end;
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    if &rest != MAGIC || footer + 12 > length {
        return Err(Refusal::Damaged("its end is missing".to_owned()));
    }
    if footer > MOST_FOOTER {
        return Err(Refusal::Damaged("its description is too long".to_owned()));
    }
    file.rewind().map_err(Refusal::Unreadable)?;
    Ok(length)
}

/// The draws, factor by factor.
fn parts(
    reader: &SerializedFileReader<File>,
    about: &About,
    rows: usize,
) -> Result<Vec<Part>, Refusal> {
    let islands = SCRAMBLES as usize;
    let schema = reader.metadata().file_metadata().schema_descr();
    let places: BTreeMap<&str, usize> =
        (0..schema.num_columns()).map(|i| (schema.columns()[i].name(), i)).collect();
    if about.log_evidence.len() != islands {
        return Err(foreign("its islands are not sixteen"));
    }
    let groups = (0..reader.num_row_groups())
        .map(|group| reader.get_row_group(group))
        .collect::<Result<Vec<_>, _>>()
        .map_err(damaged)?;
    let mut parts = Vec::new();
    for (factor, columns) in about.factors.iter().zip(&about.columns) {
        if factor.log_evidence.len() != islands
            || factor.points == 0
            || factor.points > rows
            || !factor.points.is_multiple_of(islands)
        {
            return Err(foreign("a factor has another number of draws than the file"));
        }
        let mut coordinates = Vec::new();
        for column in columns {
            let place = places.get(column.as_str());
            let place = *place.ok_or_else(|| foreign(&format!("it has no column `{column}`")))?;
            let mut numbers = Vec::new();
            for group in &groups {
                read_column(group.as_ref(), place, &mut numbers)?;
            }
            if numbers.len() != rows || numbers.iter().any(|z| !z.is_finite()) {
                return Err(Refusal::Damaged(format!("column `{column}` has holes")));
            }
            numbers.truncate(factor.points);
            coordinates.push(numbers);
        }
        let points = Points::from_coordinates(factor.points, coordinates);
        parts.push(Part { coordinates: factor.coordinates.clone(), points });
    }
    Ok(parts)
}

/// Appends a column of numbers; empty cells are left out.
fn read_column(
    group: &dyn RowGroupReader,
    place: usize,
    numbers: &mut Vec<f64>,
) -> Result<(), Refusal> {
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let ColumnReader::DoubleColumnReader(mut column) =
        group.get_column_reader(place).map_err(damaged)?
    else {
        return Err(foreign("a column of draws has no numbers"));
    };
    let mut levels = Vec::new();
    let mut done = 0;
    while done < rows {
        let (records, _, _) =
            column.read_records(rows - done, Some(&mut levels), None, numbers).map_err(damaged)?;
        if records == 0 {
            break;
        }
        done += records;
    }
    Ok(())
}

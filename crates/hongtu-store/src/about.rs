//! What a file says of itself, as JSON in its metadata.
//!
//! Numbers that decide results are written as texts with all their digits, so that every reader gets
//! the same bits and infinity has a place.

use hongtu_fit::{ChainReport, ChainWorth, Coordinate, Factor, Level};
use hongtu_study::Identity;
use serde_json::{Map, Value, json};

/// The key of the metadata.
pub const ABOUT: &str = "hongtu.posterior";

/// The key of the hash over metadata and draws.
pub const DIGEST: &str = "hongtu.digest";

/// The version of the format.
const FORMAT: u64 = 1;

/// What a file is of.
#[derive(Clone, Debug)]
pub struct About {
    /// What the draws depend on.
    pub identity: Identity,
    /// See [`hongtu_fit::Fit::log_evidence`].
    pub log_evidence: Vec<f64>,
    /// The factors of the posterior.
    pub factors: Vec<Factor>,
    /// The column of each coordinate, factor by factor.
    pub columns: Vec<Vec<String>>,
}

/// A number as a text that gives it back.
fn exact(number: f64) -> Value {
    Value::String(format!("{number:?}"))
}

fn exacts(numbers: &[f64]) -> Value {
    numbers.iter().copied().map(exact).collect()
}

impl About {
    /// As JSON.
    pub fn value(&self) -> Value {
        let id = &self.identity;
        json!({
            "format": FORMAT,
            "identity": {
                "model": id.model,
                "evidence": id.evidence,
                "settings": id.settings,
                "runs": id.runs,
                "seed": id.seed,
                "method": id.method,
                "engine": id.engine,
            },
            "log_evidence": exacts(&self.log_evidence),
            "factors": self
                .factors
                .iter()
                .zip(&self.columns)
                .map(|(factor, columns)| factor_value(factor, columns))
                .collect::<Vec<_>>(),
        })
    }

    /// From JSON; an error says what is wrong with it.
    pub fn read(value: &Value) -> Result<Self, String> {
        let all = object(value, "metadata")?;
        if count(all, "format")? != FORMAT as usize {
            return Err("its format is another version's".to_owned());
        }
        let id = object(field(all, "identity")?, "identity")?;
        let identity = Identity {
            model: text(id, "model")?,
            evidence: text(id, "evidence")?,
            settings: text(id, "settings")?,
            runs: whole(id, "runs")?,
            seed: whole(id, "seed")?,
            method: text(id, "method")?,
            engine: text(id, "engine")?,
        };
        let (mut factors, mut columns) = (Vec::new(), Vec::new());
        for factor in list(all, "factors")? {
            let (factor, names) = read_factor(object(factor, "factor")?)?;
            factors.push(factor);
            columns.push(names);
        }
        Ok(Self { identity, log_evidence: numbers(all, "log_evidence")?, factors, columns })
    }
}

fn factor_value(factor: &Factor, columns: &[String]) -> Value {
    let coordinate = |(coordinate, column): (&Coordinate, &String)| match coordinate {
        Coordinate::Constant { key } => json!({ "column": column, "key": key }),
        Coordinate::Shock { key, period } => {
            json!({ "column": column, "key": key, "period": period })
        }
    };
    let mut value = json!({
        "observed": factor.observed,
        "coordinates": factor.coordinates.iter().zip(columns).map(coordinate).collect::<Vec<_>>(),
        "points": factor.points,
        "distinct": factor.distinct,
        "log_evidence": exacts(&factor.log_evidence),
        "levels": factor.levels.iter().map(|level| json!({
            "temperature": exact(level.temperature),
            "informed": level.informed,
            "accepted": exact(level.accepted),
            "redrawn": exact(level.redrawn),
            "step": exact(level.step),
        })).collect::<Vec<_>>(),
        "thinning": factor.thinning,
        "autocorrelation": exact(factor.autocorrelation),
        "evaluations": factor.evaluations,
    });
    if let Some(report) = &factor.chains {
        value["chains"] = json!({
            "chains": report.chains,
            "warmup": report.warmup,
            "draws": report.draws,
            "divergences": report.divergences,
            "cut_off": report.cut_off,
            "steps": exact(report.steps),
            "r_hat": exact(report.worst.r_hat),
            "bulk": exact(report.worst.bulk),
            "tail": exact(report.worst.tail),
        });
    }
    value
}

fn read_chains(all: &Map<String, Value>) -> Result<ChainReport, String> {
    Ok(ChainReport {
        chains: count(all, "chains")?,
        warmup: count(all, "warmup")?,
        draws: count(all, "draws")?,
        divergences: whole(all, "divergences")?,
        cut_off: whole(all, "cut_off")?,
        steps: number(all, "steps")?,
        worst: ChainWorth {
            r_hat: number(all, "r_hat")?,
            bulk: number(all, "bulk")?,
            tail: number(all, "tail")?,
        },
    })
}

fn read_factor(all: &Map<String, Value>) -> Result<(Factor, Vec<String>), String> {
    let (mut coordinates, mut columns) = (Vec::new(), Vec::new());
    for coordinate in list(all, "coordinates")? {
        let coordinate = object(coordinate, "coordinate")?;
        let key = text(coordinate, "key")?;
        coordinates.push(match coordinate.get("period") {
            None => Coordinate::Constant { key },
            Some(period) => {
                let period = period.as_i64().ok_or("`period` is no whole number")?;
                Coordinate::Shock { key, period }
            }
        });
        columns.push(text(coordinate, "column")?);
    }
    let levels = list(all, "levels")?
        .iter()
        .map(|level| {
            let level = object(level, "level")?;
            Ok(Level {
                temperature: number(level, "temperature")?,
                informed: count(level, "informed")?,
                accepted: number(level, "accepted")?,
                redrawn: number(level, "redrawn")?,
                step: number(level, "step")?,
            })
        })
        .collect::<Result<_, String>>()?;
    let observed = list(all, "observed")?
        .iter()
        .map(|index| index.as_u64().and_then(|i| usize::try_from(i).ok()))
        .collect::<Option<_>>()
        .ok_or("`observed` has what is no index")?;
    let factor = Factor {
        observed,
        coordinates,
        log_evidence: numbers(all, "log_evidence")?,
        levels,
        thinning: count(all, "thinning")?,
        autocorrelation: number(all, "autocorrelation")?,
        distinct: count(all, "distinct")?,
        points: count(all, "points")?,
        evaluations: whole(all, "evaluations")?,
        chains: all
            .get("chains")
            .map(|chains| read_chains(object(chains, "chains")?))
            .transpose()?,
    };
    Ok((factor, columns))
}

fn field<'a>(of: &'a Map<String, Value>, name: &str) -> Result<&'a Value, String> {
    of.get(name).ok_or_else(|| format!("its metadata has no `{name}`"))
}

fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("`{name}` is no object"))
}

fn list<'a>(of: &'a Map<String, Value>, name: &str) -> Result<&'a [Value], String> {
    let found = field(of, name)?.as_array();
    found.map(Vec::as_slice).ok_or_else(|| format!("`{name}` is no list"))
}

fn text(of: &Map<String, Value>, name: &str) -> Result<String, String> {
    let found = field(of, name)?.as_str();
    found.map(str::to_owned).ok_or_else(|| format!("`{name}` is no text"))
}

fn whole(of: &Map<String, Value>, name: &str) -> Result<u64, String> {
    field(of, name)?.as_u64().ok_or_else(|| format!("`{name}` is no whole number"))
}

fn count(of: &Map<String, Value>, name: &str) -> Result<usize, String> {
    usize::try_from(whole(of, name)?).map_err(|_| format!("`{name}` is too large"))
}

fn read_number(value: &Value, name: &str) -> Result<f64, String> {
    let number = value.as_str().and_then(|text| text.parse().ok());
    number.ok_or_else(|| format!("`{name}` is no number"))
}

fn number(of: &Map<String, Value>, name: &str) -> Result<f64, String> {
    read_number(field(of, name)?, name)
}

fn numbers(of: &Map<String, Value>, name: &str) -> Result<Vec<f64>, String> {
    list(of, name)?.iter().map(|value| read_number(value, name)).collect()
}

//! What a backtest came to, in the cache: small, and read by the board.

use hongtu_study::score::{Beside, Coverage, Forecaster, InShort};
use serde_json::{Value, json};

/// As a text.
pub fn write(short: &InShort) -> String {
    let InShort { first, last, coverage, against } = *short;
    json!({
        "years": [first, last],
        "coverage": [coverage.count, coverage.held_50, coverage.held_90],
        "against": against.map(|against| json!([against.count, against.skill])),
    })
    .to_string()
}

/// From a text; `None` where it is not one that [`write()`] made.
pub fn read(text: &str) -> Option<InShort> {
    let value: Value = serde_json::from_str(text).ok()?;
    let year = |index: usize| i16::try_from(value["years"][index].as_i64()?).ok();
    let count = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let (coverage, against) = (&value["coverage"], &value["against"]);
    Some(InShort {
        first: year(0)?,
        last: year(1)?,
        coverage: Coverage {
            count: count(&coverage[0])?,
            held_50: coverage[1].as_f64()?,
            held_90: coverage[2].as_f64()?,
        },
        against: match against {
            Value::Null => None,
            _ => Some(Beside {
                by: Forecaster::LastGrowth,
                count: count(&against[0])?,
                skill: against[1].as_f64()?,
            }),
        },
    })
}

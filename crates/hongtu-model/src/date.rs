//! Dates as bytes: year, month and day. A page carries no reader of dates as text.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a date, where there is one.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    date.map(|date| (date.year(), date.month(), date.day())).serialize(to)
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
///
/// Those of the deserializer, and numbers that are no date.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let Some((year, month, day)) = Option::<(i16, i8, i8)>::deserialize(from)? else {
        return Ok(None);
    };
    let date = Date::new(year, month, day).map_err(|_| D::Error::custom("not a date"))?;
    Ok(Some(date))
}

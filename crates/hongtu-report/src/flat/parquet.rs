//! Tables as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::{Cells, Table};

/// Writes a table that comes in parts, each a row group, so that a long one need not be held as a
/// whole. All parts have the columns of the first. Numbers are doubles, whole numbers 64-bit integers, texts UTF-8; columns of
/// numbers and texts may have empty cells.
///
/// # Errors
///
/// Those of the writer.
pub fn parquet(parts: impl IntoIterator<Item = Table>, out: impl Write + Send) -> io::Result<()> {
    parquet_with(parts, &[], out)
}

/// The same, with metadata: pairs of key and value.
///
/// # Errors
///
/// Those of the writer.
pub fn parquet_with(
    parts: impl IntoIterator<Item = Table>,
    metadata: &[(String, String)],
    out: impl Write + Send,
) -> io::Result<()> {
    write(parts, metadata, out).map_err(|error| match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    })
}

fn write(
    parts: impl IntoIterator<Item = Table>,
    metadata: &[(String, String)],
    out: impl Write + Send,
) -> Result<(), ParquetError> {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    let fields: Vec<Arc<Type>> = first
        .columns()
        .iter()
        .map(|(name, cells)| field(name, cells).map(Arc::new))
        .collect::<Result<_, _>>()?;
    let schema = Arc::new(Type::group_type_builder("hongtu").with_fields(fields).build()?);
    let pairs = metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let mut properties = WriterProperties::builder()
        .set_created_by("hongtu".to_owned())
        .set_key_value_metadata((!metadata.is_empty()).then(|| pairs.collect()));
    for (name, cells) in first.columns() {
        if matches!(cells, Cells::Numbers(_)) {
            // Measured numbers hardly repeat, so a dictionary of them only takes room.
            let path = ColumnPath::new(vec![name.clone()]);
            properties = properties.set_column_dictionary_enabled(path, false);
        }
    }
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    for part in std::iter::once(first).chain(parts).filter(|part| part.rows() > 0) {
        let mut group = file.next_row_group()?;
        for (_, cells) in part.columns() {
            if let Some(mut column) = group.next_column()? {
                write_cells(&mut column, cells)?;
                column.close()?;
            }
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn field(name: &str, cells: &Cells) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match cells {
        Cells::Numbers(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        Cells::Counts(_) => {
            (Physical::INT64, Some(LogicalType::integer(64, false)), Repetition::REQUIRED)
        }
        Cells::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
        Cells::Flags(_) => (Physical::BOOLEAN, None, Repetition::REQUIRED),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

fn write_cells(column: &mut SerializedColumnWriter<'_>, cells: &Cells) -> Result<(), ParquetError> {
    match cells {
        Cells::Numbers(all) => {
            let there: Vec<f64> = all.iter().copied().filter(|number| !number.is_nan()).collect();
            let levels: Vec<i16> = all.iter().map(|number| i16::from(!number.is_nan())).collect();
            column.typed::<DoubleType>().write_batch(&there, Some(&levels), None)?;
        }
        Cells::Counts(all) => {
            // The logical type says that the bits are those of an unsigned number.
            let bits: Vec<i64> = all.iter().map(|count| count.cast_signed()).collect();
            column.typed::<Int64Type>().write_batch(&bits, None, None)?;
        }
        Cells::Texts(all) => {
            let there: Vec<ByteArray> =
                all.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
            let levels: Vec<i16> = all.iter().map(|text| i16::from(text.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&there, Some(&levels), None)?;
        }
        Cells::Flags(all) => {
            column.typed::<BoolType>().write_batch(all, None, None)?;
        }
    }
    Ok(())
}

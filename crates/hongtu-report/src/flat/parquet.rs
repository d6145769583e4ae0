//! Tables as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::{Cells, Table};

/// Rows that are written at a time.
const GROUP: usize = 1 << 17;

/// Writes a table. Numbers are doubles, whole numbers 64-bit integers, texts UTF-8; columns of
/// numbers and texts may have empty cells.
///
/// # Errors
///
/// Those of the writer.
pub fn parquet(table: &Table, out: impl Write + Send) -> io::Result<()> {
    write(table, out).map_err(|error| match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    })
}

fn write(table: &Table, out: impl Write + Send) -> Result<(), ParquetError> {
    let fields: Vec<Arc<Type>> = table
        .columns()
        .iter()
        .map(|(name, cells)| field(name, cells).map(Arc::new))
        .collect::<Result<_, _>>()?;
    let schema = Arc::new(Type::group_type_builder("hongtu").with_fields(fields).build()?);
    let properties = WriterProperties::builder().set_created_by("hongtu".to_owned()).build();
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let rows = table.rows();
    for start in (0..rows).step_by(GROUP) {
        let end = rows.min(start + GROUP);
        let mut group = file.next_row_group()?;
        for (_, cells) in table.columns() {
            if let Some(mut column) = group.next_column()? {
                cells_between(&mut column, cells, start, end)?;
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
        Cells::Counts(_) => (
            Physical::INT64,
            Some(LogicalType::integer(64, false)),
            Repetition::REQUIRED,
        ),
        Cells::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
        Cells::Flags(_) => (Physical::BOOLEAN, None, Repetition::REQUIRED),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

fn cells_between(
    column: &mut SerializedColumnWriter<'_>,
    cells: &Cells,
    start: usize,
    end: usize,
) -> Result<(), ParquetError> {
    match cells {
        Cells::Numbers(all) => {
            let slice = all.get(start..end).unwrap_or_default();
            let there: Vec<f64> = slice.iter().copied().filter(|number| !number.is_nan()).collect();
            let levels: Vec<i16> = slice.iter().map(|number| i16::from(!number.is_nan())).collect();
            column.typed::<DoubleType>().write_batch(&there, Some(&levels), None)?;
        }
        Cells::Counts(all) => {
            let slice = all.get(start..end).unwrap_or_default();
            // The logical type says that the bits are those of an unsigned number.
            let bits: Vec<i64> = slice.iter().map(|count| count.cast_signed()).collect();
            column.typed::<Int64Type>().write_batch(&bits, None, None)?;
        }
        Cells::Texts(all) => {
            let slice = all.get(start..end).unwrap_or_default();
            let there: Vec<ByteArray> =
                slice.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
            let levels: Vec<i16> = slice.iter().map(|text| i16::from(text.is_some())).collect();
            column.typed::<ByteArrayType>().write_batch(&there, Some(&levels), None)?;
        }
        Cells::Flags(all) => {
            let slice = all.get(start..end).unwrap_or_default();
            column.typed::<BoolType>().write_batch(slice, None, None)?;
        }
    }
    Ok(())
}

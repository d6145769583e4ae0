//! Answers as programs read them.

use hongtu_report::{flat, json};
use serde_json::Value;

use crate::sample;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("what is written is JSON")
}

#[test]
fn json_of_changchun() {
    insta::assert_snapshot!(json::json(&sample::changchun()));
}

#[test]
fn json_holds_what_it_promises() {
    let value = parsed(&json::json(&sample::changchun()));
    for key in [
        "schema",
        "plan",
        "as_of",
        "runs",
        "seed",
        "effective_sample_size",
        "targets",
        "joint_attainment",
        "observations",
        "findings",
        "troubled_runs",
    ] {
        assert!(value.get(key).is_some(), "{key}");
    }
    let target = &value["targets"][0];
    for key in [
        "id",
        "label",
        "measure",
        "bound",
        "deadline",
        "kind",
        "attainment",
        "attainment_error",
        "likelihood",
        "median",
        "interval_90",
        "unit",
        "status",
        "levers",
    ] {
        assert!(target.get(key).is_some(), "{key}");
    }
    assert_eq!(value["schema"], 1);
    assert_eq!(target["median"], 3.41e11);
}

#[test]
fn never_and_no_number_are_words_or_null() {
    let mut answers = sample::changchun();
    answers.weighting.log_evidence = f64::NEG_INFINITY;
    answers.weighting.share = f64::NAN;
    let first = &mut answers.targets[0];
    first.is_date = true;
    first.median = Some(f64::INFINITY);
    first.interval_90 = Some((2024.5, f64::INFINITY));
    let value = parsed(&json::json(&answers));
    assert_eq!(value["weighting"]["log_evidence"], Value::Null);
    assert_eq!(value["weighting"]["share"], Value::Null);
    assert_eq!(value["targets"][0]["median"], "never");
    assert_eq!(value["targets"][0]["interval_90"][0], "2024-07-01");
    assert_eq!(value["targets"][0]["interval_90"][1], "never");
}

#[test]
fn csv_of_changchun() {
    let mut out = Vec::new();
    flat::csv([flat::targets(&sample::changchun())], &mut out).expect("a vector takes everything");
    insta::assert_snapshot!(String::from_utf8(out).expect("UTF-8").replace("\r\n", "\n"));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_reads_back() {
    use hongtu_report::flat::{Cells, Table};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let table = || {
        Table::new()
            .with("n", Cells::Counts(vec![0, u64::MAX]))
            .with("x", Cells::Numbers(vec![f64::NAN, f64::INFINITY]))
            .with("名", Cells::Texts(vec![Some("长春".to_owned()), None]))
            .with("ok", Cells::Flags(vec![true, false]))
    };
    let mut out = Vec::new();
    flat::parquet([table(), table()], &mut out).expect("a vector takes everything");
    let reader = SerializedFileReader::new(bytes::Bytes::from(out)).expect("Parquet");
    assert_eq!(reader.num_row_groups(), 2);
    let rows: Vec<Vec<Field>> = reader
        .get_row_iter(None)
        .expect("rows")
        .map(|row| row.expect("a row").get_column_iter().map(|(_, field)| field.clone()).collect())
        .collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(
        rows[0],
        [Field::ULong(0), Field::Null, Field::Str("长春".to_owned()), Field::Bool(true)]
    );
    assert_eq!(
        rows[3],
        [Field::ULong(u64::MAX), Field::Double(f64::INFINITY), Field::Null, Field::Bool(false)]
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_of_nothing_is_a_table_without_rows() {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    let mut answers = sample::changchun();
    answers.targets.clear();
    let mut out = Vec::new();
    flat::parquet([flat::targets(&answers)], &mut out).expect("a vector takes everything");
    let reader = SerializedFileReader::new(bytes::Bytes::from(out)).expect("Parquet");
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
}

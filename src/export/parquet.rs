//! Parquet, for Arrow, DuckDB, pandas and polars: a type a column, row groups of 65,536 rows, Snappy.
//! Codings are 8-bit integers 0 and 1, other labelled values texts, days dates. Labels, measures and
//! notes stand in the key-value metadata as JSON, under `framebook`.

use std::io::{BufWriter, Write};

use polars_arrow::array::{
    Array, MutableBooleanArray, MutablePrimitiveArray, MutableUtf8Array, PrimitiveArray,
};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, KeyValue, StatisticsOptions, Version, WriteOptions,
    row_group_iter,
};
use serde_json::{Value as Json, json};

use super::dataset::{Dataset, Kind, Value, Variable};
use super::{Export, ExportEntry, Failure, Of, Place, Warnings, dictionary};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "parquet",
    doc: "Parquet, typed, labels in its metadata",
    extension: "parquet",
    of: Of::Data,
    write,
};

/// Rows of a row group: what is held at once.
const GROUP: usize = 65_536;

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let dataset = export.dataset;
    let fields =
        dataset.variables.iter().map(|it| Field::new(it.name.as_str().into(), kind(it), true));
    let schema: ArrowSchema = fields.map(|it| (it.name.clone(), it)).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::empty(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    // Without Arrow's own schema beside it: where that stands, pyarrow does not show other keys.
    let labels =
        KeyValue { key: "framebook".to_owned(), value: Some(described(dataset).to_string()) };
    let mut group = Group::new(dataset);
    let out = BufWriter::new(place.create(&export.file(".parquet"))?);
    let mut writer = FileWriter::try_new(out, schema, options)?;
    dataset.each(&mut |row| {
        group.push(&dataset.variables, row);
        if group.rows == GROUP { group.write(dataset, &mut writer) } else { Ok(()) }
    })?;
    if group.rows > 0 {
        group.write(dataset, &mut writer)?;
    }
    writer.end(Some(vec![labels]))?;
    Ok(writer.into_inner().flush()?)
}

fn kind(variable: &Variable) -> ArrowDataType {
    match variable.kind {
        Kind::Text => ArrowDataType::LargeUtf8,
        Kind::Whole => ArrowDataType::Int64,
        Kind::Number => ArrowDataType::Float64,
        Kind::Flag => ArrowDataType::Boolean,
        Kind::Date(_) => ArrowDataType::Date32,
        Kind::Labelled if variable.is_binary() => ArrowDataType::Int8,
        Kind::Labelled => ArrowDataType::LargeUtf8,
    }
}

fn described(dataset: &Dataset<'_>) -> Json {
    let variables = dataset.variables.iter().map(|variable| {
        let values = variable.levels.iter().map(|level| {
            json!({
                "value": level.text, "code": level.code, "label": level.label,
                "missing": level.missing,
            })
        });
        json!({
            "name": variable.name, "original": variable.original, "label": variable.label,
            "measure": dictionary::measure(variable.measure),
            "values": values.collect::<Vec<_>>(),
        })
    });
    let weight = dataset.weight.map(|index| dataset.variables[index].name.as_str());
    json!({
        "title": dataset.title, "notes": dataset.notes, "weight": weight,
        "variables": variables.collect::<Vec<_>>(),
    })
}

/// A column of a row group, filled row by row.
enum Column {
    Text(MutableUtf8Array<i64>),
    Whole(MutablePrimitiveArray<i64>),
    Number(MutablePrimitiveArray<f64>),
    Flag(MutableBooleanArray),
    Date(MutablePrimitiveArray<i32>),
    Binary(MutablePrimitiveArray<i8>),
}

struct Group {
    rows: usize,
    columns: Vec<Column>,
}

impl Group {
    fn new(dataset: &Dataset<'_>) -> Group {
        let column = |variable: &Variable| match kind(variable) {
            ArrowDataType::Int64 => Column::Whole(MutablePrimitiveArray::new()),
            ArrowDataType::Float64 => Column::Number(MutablePrimitiveArray::new()),
            ArrowDataType::Boolean => Column::Flag(MutableBooleanArray::new()),
            ArrowDataType::Date32 => Column::Date(MutablePrimitiveArray::new()),
            ArrowDataType::Int8 => Column::Binary(MutablePrimitiveArray::new()),
            _ => Column::Text(MutableUtf8Array::new()),
        };
        Group { rows: 0, columns: dataset.variables.iter().map(column).collect() }
    }

    fn push(&mut self, variables: &[Variable], row: &[Value<'_>]) {
        self.rows += 1;
        for ((column, variable), value) in self.columns.iter_mut().zip(variables).zip(row) {
            match column {
                Column::Text(it) => it.push(variable.text(value)),
                Column::Whole(it) => it.push(value.number().map(|number| number as i64)),
                Column::Number(it) => it.push(value.number()),
                Column::Flag(it) => it.push(match value {
                    Value::Flag(flag, _) => Some(*flag),
                    _ => None,
                }),
                Column::Date(it) => it.push(match value {
                    Value::Date(days, _) => Some(*days),
                    _ => None,
                }),
                Column::Binary(it) => it.push(variable.code(value).map(|code| code as i8)),
            }
        }
    }

    /// Writes the rows that are held and begins anew.
    fn write<W: Write>(
        &mut self,
        dataset: &Dataset<'_>,
        writer: &mut FileWriter<W>,
    ) -> Result<(), Failure> {
        let rows = self.rows;
        let full = std::mem::replace(self, Group::new(dataset));
        let arrays: Vec<Box<dyn Array>> = full.columns.into_iter().map(Column::finish).collect();
        let encodings: Vec<Vec<Encoding>> = arrays.iter().map(|_| vec![Encoding::Plain]).collect();
        let fields = writer.parquet_schema().fields().to_vec();
        let schema = std::sync::Arc::new(writer.schema().clone());
        let batch = RecordBatchT::try_new(rows, schema, arrays)?;
        let group = row_group_iter(batch, encodings.into(), fields, writer.options());
        Ok(writer.write(rows as u64, group)?)
    }
}

impl Column {
    fn finish(self) -> Box<dyn Array> {
        match self {
            Column::Text(it) => {
                let array: polars_arrow::array::Utf8Array<i64> = it.into();
                Box::new(array)
            }
            Column::Whole(it) => Box::new(PrimitiveArray::from(it)),
            Column::Number(it) => Box::new(PrimitiveArray::from(it)),
            Column::Flag(it) => Box::new(polars_arrow::array::BooleanArray::from(it)),
            Column::Date(it) => Box::new(PrimitiveArray::from(it).to(ArrowDataType::Date32)),
            Column::Binary(it) => Box::new(PrimitiveArray::from(it)),
        }
    }
}

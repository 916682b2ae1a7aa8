//! A table as tidy CSV: every variable a column, a row a line, nothing altered. UTF-8 without BOM,
//! commas, LF; a missing cell is empty; shares from 0 to 1 with at most eight decimals, a number
//! below a millionth with its exponent.

use polars::prelude::AnyValue;

use super::grid::trim;
use super::{Table, TableError};

/// The bytes of the file, as text.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    let fault = |error: String| TableError::Frame(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = table.variables.iter().map(|it| it.name.as_str());
    writer.write_record(names).map_err(|error| fault(error.to_string()))?;
    for row in 0..table.frame.height() {
        let mut record = Vec::with_capacity(table.variables.len());
        for column in table.frame.columns() {
            let value = column.get(row)?;
            record.push(match &value {
                AnyValue::Null => String::new(),
                AnyValue::UInt64(count) => count.to_string(),
                // a small probability must not become 0
                AnyValue::Float64(number) if *number != 0.0 && number.abs() < 1e-6 => {
                    format!("{number:.6e}")
                }
                AnyValue::Float64(number) => trim(*number),
                text => text.get_str().unwrap_or_default().to_owned(),
            });
        }
        writer.write_record(&record).map_err(|error| fault(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| fault(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| fault(error.to_string()))
}

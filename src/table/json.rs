//! A table as JSON: an array with an object a row, every variable under its name, nothing altered; a missing cell is
//! null, shares are from 0 to 1. Titles and notes are not in it.

use polars::prelude::AnyValue;
use serde_json::{Map, Value};

use super::{Table, TableError};

/// The bytes of the file, as text.
pub fn render(table: &Table, _width: usize) -> Result<String, TableError> {
    let mut rows = Vec::with_capacity(table.frame.height());
    for row in 0..table.frame.height() {
        let mut object = Map::new();
        for (column, variable) in table.frame.columns().iter().zip(&table.variables) {
            let value = match column.get(row)? {
                AnyValue::Null => Value::Null,
                AnyValue::UInt64(count) => count.into(),
                AnyValue::Float64(number) => number.into(),
                text => text.get_str().unwrap_or_default().into(),
            };
            object.insert(variable.name.clone(), value);
        }
        rows.push(Value::Object(object));
    }
    let text = serde_json::to_string_pretty(&rows);
    text.map(|it| it + "\n").map_err(|error| TableError::Frame(error.to_string()))
}

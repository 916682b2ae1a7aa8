//! A table of text, CSV or lines of JSON, to rows of named values with their places.

use std::collections::HashMap;

use super::super::CodingsError;
use super::File;

/// Rows with their places: `FILE: row 3`, the header being row 1.
pub(super) type Rows = Vec<(String, HashMap<String, String>)>;

/// The text of a file without a byte order mark.
fn text<'f>(file: &File<'f>) -> Option<&'f str> {
    std::str::from_utf8(file.bytes).ok().map(|it| it.strip_prefix('\u{feff}').unwrap_or(it))
}

fn ending(file: &File) -> String {
    file.name.rsplit_once('.').map_or(String::new(), |it| it.1.to_lowercase())
}

fn separator(header: &str, ending: &str) -> u8 {
    match ending {
        "tsv" => b'\t',
        _ if !header.contains(',') && header.contains(';') => b';',
        _ if !header.contains(',') && header.contains('\t') => b'\t',
        _ => b',',
    }
}

/// The names of the columns; none where the file is no table of text.
pub(super) fn header(file: &File) -> Option<Vec<String>> {
    let text = text(file)?;
    match ending(file).as_str() {
        "csv" | "tsv" | "txt" => {
            let first = text.lines().next()?;
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(separator(first, &ending(file)))
                .from_reader(text.as_bytes());
            reader.headers().ok().map(|it| it.iter().map(|it| it.trim().to_owned()).collect())
        }
        "jsonl" | "ndjson" => {
            let first = text.lines().find(|it| !it.trim().is_empty())?;
            let object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(first).ok()?;
            Some(object.into_iter().map(|it| it.0).collect())
        }
        _ => None,
    }
}

/// Every row.
///
/// # Errors
/// Text that is not UTF-8, a row with another number of cells, a line that is no object.
pub(super) fn rows(file: &File) -> Result<Rows, CodingsError> {
    let name = file.name;
    let text = text(file)
        .ok_or_else(|| CodingsError::File(format!("`{name}` is not in UTF-8; save it as UTF-8")))?;
    if matches!(ending(file).as_str(), "jsonl" | "ndjson") {
        return objects(name, text);
    }
    let first = text.lines().next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(first, &ending(file)))
        .from_reader(text.as_bytes());
    let told =
        |error: csv::Error| CodingsError::File(format!("`{name}`: {error}; nothing was saved"));
    let header: Vec<String> =
        reader.headers().map_err(told)?.iter().map(|it| it.trim().to_owned()).collect();
    let mut twice = header.clone();
    twice.sort();
    if let Some([column, _]) = twice.windows(2).find(|it| it.first() == it.last()) {
        return Err(CodingsError::File(format!(
            "`{name}`: column `{column}` stands twice; rename one"
        )));
    }
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(told)?;
        let row = header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        rows.push((format!("{name}: row {}", at + 2), row));
    }
    Ok(rows)
}

fn objects(name: &str, text: &str) -> Result<Rows, CodingsError> {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{name}: line {}", at + 1);
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)
            .map_err(|error| CodingsError::File(format!("{place}: {error}; nothing was saved")))?;
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        rows.push((place, object.into_iter().map(|(key, value)| (key, text(value))).collect()));
    }
    Ok(rows)
}

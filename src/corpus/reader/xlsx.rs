//! Excel workbooks (.xlsx): the first sheet that is not empty, its first row the header. A sheet is
//! packed into one compressed stream with its strings apart, so it is held in memory whole: for
//! large corpora CSV or Parquet is the better format. Dates become ISO 8601, numbers their shortest
//! digits; an error cell (`#N/A`) is missing.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use calamine::{Data, Range, Reader as _, Xlsx};

use super::{Input, Opened, ReaderEntry, Row, Rows, csv};
use crate::corpus::error::CorpusError;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "xlsx",
    extensions: &["xlsx", "xlsm"],
    doc: "An Excel workbook: one row a document, the first sheet that has any; held in memory.",
    is_text: false,
    one_document: false,
    open,
};

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let shown = &input.shown;
    let wrong = |message: String| {
        CorpusError::format(shown, 1, format!("{message}; save it anew, or as CSV"))
    };
    let file = File::open(&input.path).map_err(CorpusError::io(shown))?;
    let mut book = Xlsx::new(BufReader::new(file))
        .map_err(|error| wrong(format!("not an Excel workbook: {error}")))?;
    let (mut notes, mut found) = (Vec::new(), None);
    let sheets = book.sheet_names();
    for sheet in &sheets {
        let range = book
            .worksheet_range(sheet)
            .map_err(|error| wrong(format!("the sheet `{sheet}` can not be read: {error}")))?;
        if !range.is_empty() {
            found = Some((sheet, range));
            break;
        }
    }
    let Some((sheet, range)) = found else {
        return Err(wrong("every sheet of the workbook is empty".to_owned()));
    };
    if sheets.len() > 1 {
        notes.push(format!(
            "`{shown}`: sheet `{sheet}` of {}, the first that is filled",
            sheets.len()
        ));
    }
    let mut header = Vec::new();
    for cell in range.rows().next().unwrap_or_default() {
        let mut name = String::new();
        write_cell(cell, &mut name);
        header.push(name.trim().to_owned());
    }
    let first = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
    let (names, mut renamed) = csv::name_columns(header, shown, first)?;
    notes.append(&mut renamed);
    let rows = XlsxRows { range, at: 1, first };
    Ok(Opened { rows: Box::new(rows), names: Arc::from(names), delimiter: None, notes })
}

struct XlsxRows {
    range: Range<Data>,
    at: usize,
    first: u64,
}

impl Rows for XlsxRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        while self.at < self.range.height() {
            let width = self.range.width();
            let at = self.at;
            self.at += 1;
            let cell = |column| self.range.get((at, column)).unwrap_or(&Data::Empty);
            if (0..width).all(|column| matches!(cell(column), Data::Empty)) {
                continue;
            }
            row.line = self.first + at as u64;
            for column in 0..width {
                let start = row.text.len();
                if row.wants_next() {
                    write_cell(cell(column), row.text);
                }
                row.end_field(start);
            }
            return Ok(true);
        }
        Ok(false)
    }
}

fn write_cell(cell: &Data, text: &mut String) {
    match cell {
        Data::Empty | Data::Error(_) => {}
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => {
            text.push_str(value);
        }
        Data::Int(value) => text.push_str(&value.to_string()),
        Data::Float(value) => text.push_str(&value.to_string()),
        Data::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Data::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            text.push_str(&format!("{year:04}-{month:02}-{day:02}"));
            if (hour, minute, second) != (0, 0, 0) {
                text.push_str(&format!("T{hour:02}:{minute:02}:{second:02}"));
            }
        }
        Data::DateTime(value) => text.push_str(&value.as_f64().to_string()),
    }
}

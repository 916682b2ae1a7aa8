//! Excel workbooks (.xlsx): the first sheet that is not empty, its first row the header. A sheet is
//! packed into one compressed stream with its strings apart, so that its cells are held in memory,
//! those that hold anything: for large corpora CSV or Parquet is the better format. What would unpack or take more
//! than 1 GB is refused. Dates become ISO 8601, numbers their shortest digits; an error cell (`#N/A`) is missing.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use calamine::{Data, Reader as _, Xlsx};

use super::{Input, Opened, ReaderEntry, Row, Rows, csv};
use crate::corpus::error::CorpusError;
use crate::corpus::workbook::{self, name_of, write_cell};

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
    let mut book = workbook::open(BufReader::new(file)).map_err(wrong)?;
    let (mut notes, mut found) = (Vec::new(), None);
    let sheets = book.sheet_names();
    for name in &sheets {
        let sheet = Sheet::read(&mut book, name)
            .map_err(|error| wrong(format!("the sheet `{name}` can not be read: {error}")))?;
        if !sheet.cells.is_empty() {
            found = Some((name, sheet));
            break;
        }
    }
    let Some((name, sheet)) = found else {
        return Err(wrong("every sheet of the workbook is empty".to_owned()));
    };
    if let Some(last) = sheet.astray() {
        return Err(wrong(format!(
            "the sheet `{name}` is {} columns wide and all but empty: its last column is that of \
             {last}; delete what stands apart from the table",
            sheet.width
        )));
    }
    if sheets.len() > 1 {
        notes.push(format!(
            "`{shown}`: sheet `{name}` of {}, the first that is filled",
            sheets.len()
        ));
    }
    let mut rows = XlsxRows { sheet, at: 0 };
    let first = rows.line();
    let mut header = Vec::new();
    rows.take(|cell| {
        let mut name = String::new();
        cell.into_iter().for_each(|cell| write_cell(cell, &mut name));
        header.push(name.trim().to_owned());
    });
    let (names, mut renamed) = csv::name_columns(header, shown, first)?;
    notes.append(&mut renamed);
    Ok(Opened { rows: Box::new(rows), names: Arc::from(names), delimiter: None, notes })
}

/// The cells of a sheet that hold anything: what a value in a far corner costs is that value.
struct Sheet {
    /// Row, column and value, in this order; one a place.
    cells: Vec<(u32, u32, Data)>,
    /// The first column that holds anything.
    left: u32,
    /// Columns from that one to the last.
    width: u32,
}

/// Fewer fields than this are never too many.
const FEW: u64 = 1 << 14;
/// A table with more fields a filled cell than this is none.
const SPARSE: u64 = 64;

impl Sheet {
    fn read(book: &mut Xlsx<BufReader<File>>, name: &str) -> Result<Self, String> {
        let cells = workbook::cells(book, name)?;
        let columns = || cells.iter().map(|(_, column, _)| *column);
        let left = columns().min().unwrap_or(0);
        let width = columns().max().map_or(0, |last| last - left + 1);
        Ok(Self { cells, left, width })
    }

    /// The cell that makes the sheet so wide that it is no table any more.
    fn astray(&self) -> Option<String> {
        let rows = self.cells.chunk_by(|a, b| a.0 == b.0).count() as u64;
        let fields = rows * u64::from(self.width);
        let last = self.cells.iter().max_by_key(|(_, column, _)| *column)?;
        (fields > FEW.max(SPARSE * self.cells.len() as u64)).then(|| name_of(last.0, last.1))
    }
}

struct XlsxRows {
    sheet: Sheet,
    /// Cells that were read.
    at: usize,
}

impl XlsxRows {
    /// The line of the next row that holds anything, from 1.
    fn line(&self) -> u64 {
        self.sheet.cells.get(self.at).map_or(0, |(row, ..)| u64::from(*row)) + 1
    }

    /// Takes the next row: each of its fields, empty or not. False where there is none.
    fn take(&mut self, mut field: impl FnMut(Option<&Data>)) -> bool {
        let XlsxRows { sheet: Sheet { cells, left, width }, at } = self;
        let Some(row) = cells.get(*at).map(|cell| cell.0) else { return false };
        for column in *left..*left + *width {
            let cell = cells.get(*at).filter(|it| (it.0, it.1) == (row, column));
            *at += usize::from(cell.is_some());
            field(cell.map(|it| &it.2));
        }
        true
    }
}

impl Rows for XlsxRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        row.line = self.line();
        Ok(self.take(|cell| {
            let start = row.text.len();
            if let Some(cell) = cell.filter(|_| row.wants_next()) {
                write_cell(cell, row.text);
            }
            row.end_field(start);
        }))
    }
}

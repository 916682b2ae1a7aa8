//! Cells of a workbook: how they are named, what they hold as text, and which text they take. Which of
//! them are a table, and what is in it, is the business of who reads or writes it.

mod limits;

use std::io::{Read, Seek};

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};

use super::archive;

/// UTF-16 units of a cell.
const LONGEST_TEXT: usize = 32_767;
/// Bytes that the cells of a sheet take, their texts among them.
const MOST_HELD: usize = 1_000_000_000;

/// Opens a workbook that has been looked through: reading it neither overflows nor takes memory without end.
///
/// # Errors
/// What is no workbook, and one that is too large or hostile.
pub fn open<R: Read + Seek>(mut reader: R) -> Result<Xlsx<R>, String> {
    let none = |error: &dyn std::fmt::Display| format!("not an Excel workbook: {error}");
    let mut archive = archive::open(&mut reader).map_err(|error| none(&error))?;
    limits::check(&mut archive)?;
    reader.rewind().map_err(|error| none(&error))?;
    Xlsx::new(reader).map_err(|error| none(&error))
}

/// A cell that holds anything: its row and column from 0, and what it holds.
pub type Cell = (u32, u32, Data);

/// The cells of a sheet that hold anything, by row and column, one a place; none where it is a chart.
///
/// # Errors
/// A sheet that can not be read, or whose cells take more than 1 GB.
pub fn cells<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Vec<Cell>, String> {
    cells_within(book, name, MOST_HELD)
}

fn cells_within<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
    most: usize,
) -> Result<Vec<Cell>, String> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => Some(reader),
        Err(XlsxError::NotAWorksheet(_)) => None,
        Err(error) => return Err(error.to_string()),
    };
    let mut held = 0;
    while let Some(reader) = reader.as_mut() {
        let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? else { break };
        let (row, column) = cell.get_position();
        if row >= limits::ROWS || column >= limits::COLUMNS {
            let last = name_of(limits::ROWS - 1, limits::COLUMNS - 1);
            return Err(format!("it has cells beyond the last that Excel has, {last}"));
        }
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                text.len()
            }
            _ => 0,
        };
        held += text + size_of::<Cell>();
        if held > most {
            return Err(too_much(most));
        }
        cells.push((row, column, cell.get_value().clone().into()));
    }
    // Of a place that is written twice the last value stands.
    cells.reverse();
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    cells.dedup_by_key(|(row, column, _)| (*row, *column));
    Ok(cells)
}

/// The formulas of a sheet with their places, `=` before each; none where it is a chart.
///
/// # Errors
/// As [`cells`].
pub fn formulas<R: Read + Seek>(
    book: &mut Xlsx<R>,
    name: &str,
) -> Result<Vec<(u32, u32, String)>, String> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    };
    let (mut formulas, mut held) = (Vec::new(), 0);
    while let Some(cell) = reader.next_formula().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        held += cell.get_value().len() + size_of::<Cell>();
        if held > MOST_HELD {
            return Err(too_much(MOST_HELD));
        }
        if !cell.get_value().is_empty() {
            formulas.push((row, column, format!("={}", cell.get_value())));
        }
    }
    Ok(formulas)
}

fn too_much(most: usize) -> String {
    format!("its cells take more than {} MB, which is the most that is held", most / 1_000_000)
}

/// A cell as Excel names it: `A1`; row and column from 0.
pub fn name_of(row: u32, column: u32) -> String {
    format!("{}{}", column_name(column), u64::from(row) + 1)
}

/// A column as Excel names it: `A`, `AB`; from 0.
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Appends what a cell holds: dates as ISO 8601, numbers by their shortest digits, nothing for an error.
pub fn write_cell(cell: &Data, text: &mut String) {
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

/// A text as a cell takes it: line breaks are LF, other control characters blanks, and no more than
/// fits; true where it was cut.
pub fn fitting(text: &str) -> (String, bool) {
    let mut fitting = String::new();
    let mut units = 0;
    let text = text.replace("\r\n", "\n");
    for sign in text.chars() {
        let sign = match sign {
            '\n' | '\t' => sign,
            '\r' => '\n',
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => ' ',
            sign => sign,
        };
        units += sign.len_utf16();
        if units > LONGEST_TEXT {
            return (fitting, true);
        }
        fitting.push(sign);
    }
    (fitting, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_share_a_text_do_not_multiply_it_without_end() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for row in 0..100 {
            sheet.write_string(row, 0, "Жол".repeat(5_000)).unwrap();
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let mut book = open(std::io::Cursor::new(bytes)).unwrap();
        let error = cells_within(&mut book, "Sheet1", 1_000_000).unwrap_err();
        assert!(error.contains("its cells take more than 1 MB"), "{error}");
        assert_eq!(cells(&mut book, "Sheet1").unwrap().len(), 100);
    }

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        for (row, column, name) in [(0, 0, "A1"), (6, 25, "Z7"), (0, 26, "AA1"), (9, 702, "AAA10")]
        {
            assert_eq!(name_of(row, column), name);
        }
    }

    #[test]
    fn a_cell_holds_no_control_character_and_no_more_than_fits() {
        assert_eq!(fitting("a\r\nb\rc\td\u{1}e\0"), ("a\nb\nc\td e ".to_owned(), false));
        let long = "路".repeat(LONGEST_TEXT);
        assert_eq!(fitting(&long), (long.clone(), false));
        assert_eq!(fitting(&format!("{long}路")), (long, true));
        let (astral, cut) = fitting(&"𠀀".repeat(LONGEST_TEXT));
        assert_eq!((astral.encode_utf16().count(), cut), (LONGEST_TEXT - 1, true));
    }
}

//! A table as an Excel workbook: a sheet as people see it, a sheet with every column. Text stays text, also
//! where it begins with `=`; numbers are numbers. No clock is in the file: it says 2000-01-01 of its making.

use polars::prelude::AnyValue;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::corpus::workbook::fitting;

use super::grid::{Grid, clean, grid};
use super::{Print, Table, TableError};

impl From<XlsxError> for TableError {
    fn from(error: XlsxError) -> Self {
        TableError::Office(error.to_string())
    }
}

/// The bytes of the file.
pub fn render(table: &Table) -> Result<Vec<u8>, TableError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_creation_datetime(&made).set_author("framebook"));
    view_sheet(workbook.add_worksheet().set_name("table")?, table)?;
    data_sheet(workbook.add_worksheet().set_name("data")?, table)?;
    Ok(workbook.save_to_buffer()?)
}

/// The table as people see it: title above, lines as in a paper, notes below.
fn view_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), TableError> {
    let grid = grid(table)?;
    let Grid { head, sections, notes, .. } = &grid;
    let rows = grid.lines();
    sheet.set_screen_gridlines(false);
    sheet.write_string_with_format(
        0,
        0,
        fitting(&clean(&table.title)).0,
        &Format::new().set_bold(),
    )?;
    let last = rows.len().saturating_sub(1);
    for ((at, (heading, number)), column) in (0..).zip(head).zip(0..) {
        let aligned = |format: Format| match number {
            true => format.set_align(FormatAlign::Right),
            false => format,
        };
        let style = Format::new().set_bold().set_text_wrap();
        let style =
            style.set_border_top(FormatBorder::Medium).set_border_bottom(FormatBorder::Thin);
        sheet.write_string_with_format(2, at, fitting(&clean(heading)).0, &aligned(style))?;
        let mut longest = 6;
        for (place, (of, row)) in rows.iter().enumerate() {
            let Some(text) = row.get(column) else { continue };
            longest = longest.max(text.chars().count());
            let mut style = aligned(Format::new());
            let is_first = place > 0 && rows.get(place - 1).is_none_or(|it| it.0 != *of);
            if is_first && sections.contains(of) {
                style = style.set_border_top(FormatBorder::Hair);
            }
            if place == last {
                style = style.set_border_bottom(FormatBorder::Medium);
            }
            let indent = text.len() - text.trim_start_matches(' ').len();
            let line = place as u32 + 3;
            match numeral(text).filter(|_| *number) {
                Some((value, form)) => {
                    sheet.write_number_with_format(line, at, value, &style.set_num_format(form))?;
                }
                None => {
                    let style = style.set_indent(indent as u8 / 2);
                    sheet.write_string_with_format(
                        line,
                        at,
                        fitting(text.trim_start()).0,
                        &style,
                    )?;
                }
            }
        }
        sheet.set_column_width(at, longest.min(48) as f64 + 1.0)?;
    }
    for (line, note) in (rows.len() as u32 + 4..).zip(notes) {
        sheet.write_string(line, 0, fitting(&clean(note)).0)?;
    }
    Ok(())
}

/// The number that a cell of a view prints, with the form that prints it so.
fn numeral(text: &str) -> Option<(f64, &'static str)> {
    let plain = text.trim().replace(',', "").replace('−', "-");
    let form = match plain.split_once('.').map(|it| it.1.len()) {
        None => "#,##0",
        Some(1) => "#,##0.0",
        Some(2) => "#,##0.00",
        Some(_) => "#,##0.000",
    };
    let digits = plain.trim_start_matches('-');
    let number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    plain.parse().ok().filter(|_| number).map(|value| (value, form))
}

/// Names of columns as a header that stays in sight and filters.
///
/// # Errors
///
/// More columns than a sheet has.
pub fn head(sheet: &mut Worksheet, names: &[&str], rows: u64) -> Result<(), XlsxError> {
    let style = Format::new().set_bold().set_text_wrap();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, *name, &style)?;
    }
    if let Some(last) = names.len().checked_sub(1) {
        sheet.autofilter(0, 0, rows as u32, last as u16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A table with all its columns; title and notes stand below, so that the first row is the header.
///
/// # Errors
///
/// More rows or columns than a sheet has.
pub fn data_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), TableError> {
    let percent = Format::new().set_num_format("0.0%");
    let names: Vec<&str> = table.variables.iter().map(|it| it.name.as_str()).collect();
    let rows = table.frame.height();
    head(sheet, &names, rows as u64)?;
    for ((at, column), variable) in (0..).zip(table.frame.columns()).zip(&table.variables) {
        let mut longest = variable.name.len() + 3;
        for row in 0..rows {
            let place = (row as u32 + 1, at);
            let number = match column.get(row)? {
                AnyValue::Null => continue,
                AnyValue::String(text) => {
                    longest = longest.max(text.chars().count());
                    sheet.write_string(place.0, place.1, fitting(text).0)?;
                    continue;
                }
                AnyValue::UInt64(number) => number as f64,
                AnyValue::Int64(number) => number as f64,
                AnyValue::Float64(number) => number,
                other => {
                    sheet.write_string(place.0, place.1, fitting(&other.to_string()).0)?;
                    continue;
                }
            };
            if variable.print == Print::Percent {
                sheet.write_number_with_format(place.0, place.1, number, &percent)?;
            } else {
                sheet.write_number(place.0, place.1, number)?;
            }
        }
        sheet.set_column_width(at, longest.clamp(6, 40) as f64)?;
    }
    for (row, line) in (rows as u32 + 2..).zip(std::iter::once(&table.title).chain(&table.notes)) {
        sheet.write_string(row, 0, fitting(line).0)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_view_prints_as_a_number_is_one() {
        for (text, expected) in [
            ("1,234", Some((1234.0, "#,##0"))),
            ("36.5", Some((36.5, "#,##0.0"))),
            ("−1.20", Some((-1.2, "#,##0.00"))),
            (".031", Some((0.031, "#,##0.000"))),
            ("36.5 ↑", None),
            ("–", None),
            ("", None),
            ("< .001", None),
        ] {
            assert_eq!(numeral(text), expected, "{text}");
        }
    }
}

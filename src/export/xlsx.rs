//! An Excel workbook: the data, every table of the results, the codebook, the variables. Text stays
//! text, also where it begins with `=`; numbers are numbers, days dates; the first row stays in
//! sight and filters. No clock is in the file: it says 2000-01-01 of its making.
//!
//! A sheet holds 1,048,576 rows and a cell 32,767 signs: more rows are refused, longer texts cut and
//! told. Rows go to a temporary file as they come.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::corpus::workbook::fitting;
use crate::table::xlsx::{data_sheet, head};

use super::dataset::{Dataset, Kind, Value, Variable};
use super::fit;
use super::{Export, ExportEntry, Failure, NoRoom, Of, Place, Warnings, codebook, dictionary};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "xlsx",
    doc: "Excel workbook: data, tables, codebook, variables",
    extension: "xlsx",
    of: Of::Data,
    write,
};

/// Rows of a sheet, its header among them.
const MOST_ROWS: u64 = 1_048_576;
/// Columns of a sheet.
const MOST_COLUMNS: usize = 16_384;
/// Days from 1899-12-30, on which Excel's time begins, to 1970-01-01.
const EPOCH: i32 = 25_569;
/// Before 1900-03-01 Excel's calendar is wrong.
const FIRST_DAY: i32 = 61;

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let dataset = export.dataset;
    refuse(dataset)?;
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let mut comment = dataset.notes.join("\n");
    comment.truncate(comment.floor_char_boundary(250));
    let properties = DocProperties::new()
        .set_creation_datetime(&made)
        .set_author("framebook")
        .set_title(fit::within(&fit::one_line(&dataset.title), 250))
        .set_comment(comment);
    workbook.set_properties(&properties);
    let styles = Styles {
        date: Format::new().set_num_format("yyyy-mm-dd"),
        wrap: Format::new().set_text_wrap(),
    };
    let mut names = Names::default();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    data(sheet.set_name(names.free("data"))?, dataset, &styles, warnings)?;
    for (name, table) in (export.tables)()? {
        data_sheet(workbook.add_worksheet().set_name(names.free(&name))?, &table)?;
    }
    let rows = codebook::rows(export.source);
    let widths = codebook::HEADER.map(|name| if name.contains('_') { 40.0 } else { 24.0 });
    let sheet = workbook.add_worksheet().set_name(names.free("codebook"))?;
    texts(sheet, &codebook::HEADER, &widths, &rows, &styles, warnings)?;
    let rows: Vec<Vec<String>> = dictionary::rows(export).into_iter().map(Vec::from).collect();
    let widths = dictionary::COLUMNS.map(|name| if name == "label" { 48.0 } else { 20.0 });
    let sheet = workbook.add_worksheet().set_name(names.free("variables"))?;
    texts(sheet, &dictionary::COLUMNS, &widths, &rows, &styles, warnings)?;
    let sheet = workbook.add_worksheet().set_name(names.free("about"))?;
    sheet.set_column_width(0, 100)?;
    for (row, line) in (0..).zip(std::iter::once(&dataset.title).chain(&dataset.notes)) {
        sheet.write_string(row, 0, line)?;
    }
    let bytes = workbook.save_to_buffer()?;
    Ok(place.create(&export.file(".xlsx"))?.write_all(&bytes)?)
}

fn refuse(dataset: &Dataset<'_>) -> Result<(), Failure> {
    let rows = dataset.profile()?.rows;
    if rows >= MOST_ROWS {
        return Err(NoRoom(format!(
            "{rows} rows, and an Excel sheet holds {} below its header; take parquet, sav or dta, or the shape `documents`",
            MOST_ROWS - 1
        ))
        .into());
    }
    if dataset.variables.len() > MOST_COLUMNS {
        return Err(NoRoom(format!(
            "{} variables, and an Excel sheet holds {MOST_COLUMNS}; take the shape `long`",
            dataset.variables.len()
        ))
        .into());
    }
    Ok(())
}

struct Styles {
    date: Format,
    wrap: Format,
}

/// Names of sheets: at most 31 signs, some not allowed, no difference between large and small
/// letters.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn free(&mut self, name: &str) -> String {
        let legal: String =
            name.chars().map(|it| if "[]:*?/\\'".contains(it) { '_' } else { it }).collect();
        let mut number = 1;
        loop {
            let suffix = if number == 1 { String::new() } else { format!("_{number}") };
            let room = 31 - suffix.len();
            let mut units = 0;
            let fits = |sign: &char| {
                units += sign.len_utf16();
                units <= room
            };
            let name: String = legal.chars().take_while(fits).collect::<String>() + &suffix;
            let key = name.to_lowercase();
            if !name.is_empty() && !self.0.contains(&key) {
                self.0.push(key);
                return name;
            }
            number += 1;
        }
    }
}

fn data(
    sheet: &mut Worksheet,
    dataset: &Dataset<'_>,
    styles: &Styles,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    let profile = dataset.profile()?;
    for ((at, variable), column) in (0..).zip(&dataset.variables).zip(&profile.columns) {
        let cells = match variable.kind {
            Kind::Text => column.longest,
            Kind::Date(_) => 10,
            Kind::Labelled => variable.levels.iter().map(|it| it.text.len()).max().unwrap_or(0),
            Kind::Whole | Kind::Number | Kind::Flag => 8,
        };
        sheet.set_column_width(at, cells.max(variable.name.len() + 3).clamp(6, 48) as f64)?;
    }
    let names: Vec<&str> = dataset.variables.iter().map(|it| it.name.as_str()).collect();
    head(sheet, &names, profile.rows)?;
    let mut cut = vec![0; names.len()];
    let mut row = 0;
    dataset.each(&mut |values| {
        row += 1;
        for ((at, variable), value) in (0..).zip(&dataset.variables).zip(values) {
            cut[at as usize] += u64::from(cell(sheet, (row, at), variable, value, styles)?);
        }
        Ok(())
    })?;
    for (variable, n) in dataset.variables.iter().zip(cut) {
        fit::texts_cut(&variable.name, n, "32,767 signs", warnings);
    }
    Ok(())
}

/// Writes a cell; true where its text was cut.
fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    variable: &Variable,
    value: &Value<'_>,
    styles: &Styles,
) -> Result<bool, XlsxError> {
    match value {
        Value::Missing | Value::Text("") => {}
        Value::Count(_) | Value::Number(..) => {
            sheet.write_number(row, column, value.number().unwrap_or_default())?;
        }
        Value::Flag(flag, _) => {
            sheet.write_boolean(row, column, *flag)?;
        }
        Value::Date(days, _) if days + EPOCH >= FIRST_DAY => {
            let day = f64::from(days + EPOCH);
            sheet.write_number_with_format(row, column, day, &styles.date)?;
        }
        Value::Level(_) if variable.is_binary() => {
            sheet.write_number(row, column, variable.code(value).unwrap_or_default())?;
        }
        Value::Level(_) | Value::Date(..) | Value::Text(_) => {
            let text = variable.text(value).unwrap_or_default();
            let (fitting, cut) = fitting(text);
            sheet.write_string(row, column, fitting)?;
            return Ok(cut);
        }
    }
    Ok(false)
}

/// A sheet of texts.
fn texts(
    sheet: &mut Worksheet,
    names: &[&str],
    widths: &[f64],
    rows: &[Vec<String>],
    styles: &Styles,
    warnings: &mut Warnings,
) -> Result<(), Failure> {
    head(sheet, names, rows.len() as u64)?;
    for (at, width) in (0..).zip(widths) {
        sheet.set_column_width(at, *width)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (at, text) in (0..).zip(cells).filter(|it| !it.1.is_empty()) {
            let (text, cut) = fitting(text);
            sheet.write_string_with_format(row, at, text, &styles.wrap)?;
            if cut {
                warnings.push(format!("`{}`: a text is cut to 32,767 signs", names[at as usize]));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let mut names = Names::default();
        let long = "frequency_of_everything_in_the_study";
        for (name, expected) in [
            ("data", "data"),
            ("Data", "Data_2"),
            ("by-a/b", "by-a_b"),
            (long, &long[..31]),
            (long, "frequency_of_everything_in_th_2"),
            ("", "_2"),
        ] {
            assert_eq!(names.free(name), expected);
        }
    }
}

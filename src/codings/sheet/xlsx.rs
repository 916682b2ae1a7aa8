//! A page as an Excel workbook, and the cells of one that comes back. Text stays text, also where it
//! begins with `=`; only what people fill in can be written to, without a password. No clock is in the file:
//! it says 2000-01-01 of its making.

use std::io::Cursor;

use calamine::{Data, Reader as _};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation,
    DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    IgnoreError, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use crate::corpus::workbook::{cells, fitting, formulas, open, write_cell};

use super::grid::Grid;
use super::height::{HIGHEST, height};
use super::page::{Column, Page, Part};
use super::{Failure, FormatEntry};

/// The entry in the registry.
pub const ENTRY: FormatEntry = FormatEntry {
    name: "xlsx",
    doc: "Excel workbook with drop-downs, the codebook beside it",
    extension: "xlsx",
    write,
    read,
};

/// UTF-16 units of an input message and of its title.
const MESSAGE: usize = 255;
const TITLE: usize = 32;
/// Sheets with more cells than this are no sheets of ours.
const MOST_CELLS: usize = 5_000_000;

/// Points of the usual font, and of the text to code.
const POINTS: f64 = 11.0;
const TEXT: f64 = 12.0;

const GREY: Color = Color::RGB(0x80_80_80);
const PALE: Color = Color::RGB(0xF2_F2_F2);
const LINE: Color = Color::RGB(0xD9_D9_D9);
const WARM: Color = Color::RGB(0xFF_FB_E8);

fn write(page: &Page) -> Result<Vec<u8>, Failure> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = fitting(&page.title).0;
    workbook.set_properties(
        &DocProperties::new()
            .set_creation_datetime(&made)
            .set_author("framebook")
            .set_title(title.chars().take(200).collect::<String>()),
    );
    rows(workbook.add_worksheet().set_name("coding")?, page)?;
    codebook(workbook.add_worksheet().set_name("codebook")?, page)?;
    how(workbook.add_worksheet().set_name("how to")?, page)?;
    Ok(workbook.save_to_buffer()?)
}

/// The width of a column, in digits of the usual font.
fn width(column: &Column, page: &Page, at: usize) -> f64 {
    let longest = || {
        let texts = page.rows.iter().filter_map(|row| row.get(at));
        texts.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    match column.part {
        Part::Number => 5.0,
        Part::Unit => 6.0,
        // a row is only so high: long texts need wide columns to be seen as a whole
        Part::Text => {
            let texts: Vec<&String> = page.rows.iter().filter_map(|row| row.get(at)).collect();
            let fit = |width: &f64| texts.iter().all(|it| height(it, *width, TEXT) < HIGHEST);
            [52.0, 64.0, 80.0].into_iter().find(fit).unwrap_or(110.0)
        }
        Part::Before | Part::After => 28.0,
        Part::Shown => (longest() as f64 + 2.0).clamp(10.0, 24.0),
        Part::Which => 20.0,
        Part::Coding(choices) | Part::Choice(choices) => {
            let widest = choices.iter().map(|it| it.len()).max().unwrap_or(0);
            let words = column.heading.split_whitespace().map(|it| it.chars().count());
            let widest = widest.max(words.max().unwrap_or(0));
            (widest as f64 + 3.0).clamp(11.0, 24.0)
        }
        Part::Free => 24.0,
        Part::Sheet => 10.0,
    }
}

fn format(part: Part) -> Format {
    let base = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let base = base.set_border(FormatBorder::Thin).set_border_color(LINE);
    match part {
        Part::Number => base.set_font_color(GREY).set_align(FormatAlign::Center),
        // `fill` shows as much as there is room for, also where the cell beside it is empty
        Part::Unit => Format::new()
            .set_font_color(GREY)
            .set_font_size(8)
            .set_align(FormatAlign::Fill)
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(LINE),
        Part::Before | Part::After => base.set_font_color(GREY).set_background_color(PALE),
        Part::Text => base.set_font_size(TEXT),
        Part::Shown | Part::Sheet => base.set_font_color(GREY),
        Part::Which => base.set_bold(),
        Part::Coding(_) | Part::Choice(_) => base
            .set_unlocked()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(WARM),
        Part::Free => base.set_unlocked().set_background_color(WARM),
    }
}

fn rows(sheet: &mut Worksheet, page: &Page) -> Result<(), Failure> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_border_color(LINE)
        .set_background_color(Color::RGB(0xE4_EA_F1));
    let last = page.rows.len() as u32;
    let widths: Vec<f64> =
        page.columns.iter().enumerate().map(|(at, it)| width(it, page, at)).collect();
    let headings = page.columns.iter().zip(&widths);
    // bold
    let highest = headings.map(|(it, width)| height(&it.heading, width * 0.9, POINTS));
    sheet.set_row_height(0, highest.fold(0.0, f64::max))?;
    for (row, cells) in (1..).zip(&page.rows) {
        let seen = |part| !matches!(part, Part::Number | Part::Unit | Part::Sheet);
        let cells = cells.iter().zip(&page.columns).zip(&widths).filter(|it| seen(it.0.1.part));
        let highest = cells.map(|((text, column), width)| match column.part {
            Part::Text => height(text, *width, TEXT),
            _ => height(text, *width, POINTS),
        });
        sheet.set_row_height(row, highest.fold(30.0, f64::max))?;
    }
    for (at, column) in page.columns.iter().enumerate() {
        let place = u16::try_from(at)?;
        sheet.set_column_width(place, widths.get(at).copied().unwrap_or(10.0))?;
        let heading = match column.part {
            Part::Coding(_) | Part::Choice(_) => head.clone().set_align(FormatAlign::Center),
            _ => head.clone(),
        };
        sheet.write_string_with_format(0, place, fitting(&column.heading).0, &heading)?;
        let style = format(column.part);
        for (row, cells) in (1..).zip(&page.rows) {
            let text = cells.get(at).map_or("", String::as_str);
            match text.parse::<f64>() {
                Ok(number) if column.part == Part::Number => {
                    sheet.write_number_with_format(row, place, number, &style)?;
                }
                _ if text.is_empty() => {
                    sheet.write_blank(row, place, &style)?;
                }
                _ => {
                    sheet.write_string_with_format(row, place, fitting(text).0, &style)?;
                }
            }
        }
        if column.part == Part::Sheet {
            sheet.set_column_hidden(place)?;
        }
        if last > 0 && column.part.is_filled_in() {
            filled_in(sheet, place, last, column)?;
        }
    }
    // a text that is a number stays a text, and is no mistake that a triangle has to mark
    let right = u16::try_from(page.columns.len().saturating_sub(1))?;
    sheet.ignore_error_range(0, 0, last, right, IgnoreError::NumberStoredAsText)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    if last > 0 {
        // the sheet's own column is hidden and no one's to filter by
        let widest = u16::try_from(page.columns.len().saturating_sub(2))?;
        sheet.autofilter(0, 0, last, widest)?;
    }
    printed(sheet);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn printed(sheet: &mut Worksheet) {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2).set_footer("&C&P / &N");
}

/// What may be written into a column, and what is told where it is entered.
fn filled_in(
    sheet: &mut Worksheet,
    place: u16,
    last: u32,
    column: &Column,
) -> Result<(), XlsxError> {
    let title = cut(&column.heading, TITLE);
    let told = |rule: DataValidation, message: &str| {
        if message.is_empty() {
            return Ok(rule.show_input_message(false));
        }
        rule.set_input_title(&title)?.set_input_message(cut(message, MESSAGE))
    };
    let rule = match column.part {
        Part::Coding(choices) | Part::Choice(choices) => {
            let wrong = format!("{}; or leave the cell empty", choices.join(", "));
            DataValidation::new()
                .allow_list_strings(choices)?
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title("There are:")?
                .set_error_message(cut(&wrong, MESSAGE))?
        }
        _ if column.help.is_empty() => return Ok(()),
        _ => DataValidation::new().allow_any_value(),
    };
    sheet.add_data_validation(1, place, last, place, &told(rule, &column.help)?)?;
    // a coder sees at a glance what they have given; an empty cell equals 0, so 0 has no colour
    if let Part::Coding(_) | Part::Choice(["1", ..]) = column.part {
        let coloured = |colour| Format::new().set_background_color(Color::RGB(colour));
        let one = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(1))
            .set_format(coloured(0xCF_E8_CF));
        sheet.add_conditional_format(1, place, last, place, &one)?;
        let unknown = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo("?"))
            .set_format(coloured(0xFF_E0_B0));
        sheet.add_conditional_format(1, place, last, place, &unknown)?;
    }
    Ok(())
}

/// A text on one line in so many UTF-16 units.
fn cut(text: &str, units: usize) -> String {
    let text = super::page::plain(text);
    if text.encode_utf16().count() <= units {
        return text;
    }
    let mut left = units - 1;
    let fits = |sign: &char| match left.checked_sub(sign.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn codebook(sheet: &mut Worksheet, page: &Page) -> Result<(), Failure> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let head = head.set_background_color(Color::RGB(0xE4_EA_F1)).set_border(FormatBorder::Thin);
    let head = head.set_border_color(LINE);
    let columns = [
        ("code", 24.0),
        ("definition", 44.0),
        ("include", 36.0),
        ("exclude", 36.0),
        ("examples", 52.0),
        ("counter-examples", 52.0),
        ("id", 18.0),
    ];
    for (at, (name, width)) in (0..).zip(columns) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, name, &head)?;
    }
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let plain = plain.set_border(FormatBorder::Thin).set_border_color(LINE);
    for (row, entry) in (1..).zip(&page.codebook) {
        let label = match entry.is_asked {
            true => plain.clone().set_bold(),
            false => plain.clone().set_indent(entry.depth.min(10) as u8),
        };
        let (examples, counter) = (entry.examples.join("\n"), entry.counter_examples.join("\n"));
        let texts = [
            &entry.label,
            &entry.definition,
            &entry.include,
            &entry.exclude,
            &examples,
            &counter,
            &entry.id,
        ];
        let highest = texts.iter().zip(columns).map(|(it, column)| height(it, column.1, POINTS));
        sheet.set_row_height(row, highest.fold(0.0, f64::max))?;
        for (at, text) in (0..).zip(texts) {
            let style = match at {
                0 => label.clone(),
                6 => plain.clone().set_font_color(GREY),
                _ => plain.clone(),
            };
            sheet.write_string_with_format(row, at, fitting(text).0, &style)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?.protect();
    printed(sheet);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn how(sheet: &mut Worksheet, page: &Page) -> Result<(), Failure> {
    sheet.set_column_width(0, 110)?;
    sheet.set_screen_gridlines(false);
    let head = Format::new().set_bold().set_font_size(13);
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.write_string_with_format(0, 0, fitting(&page.title).0, &head)?;
    let mut row = 2;
    for (language, lines) in page.how {
        sheet.write_string_with_format(row, 0, *language, &bold)?;
        for line in *lines {
            row += 1;
            sheet.set_row_height(row, height(line, 110.0, POINTS))?;
            sheet.write_string_with_format(row, 0, *line, &wrap)?;
        }
        row += 2;
    }
    sheet.protect();
    printed(sheet);
    Ok(())
}

/// The cells of every sheet of a workbook.
fn read(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    let wrong = |error: String| format!("no workbook that can be read: {error}; save it anew");
    let mut book = open(Cursor::new(bytes)).map_err(wrong)?;
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        let wrong = |error| wrong(format!("the sheet `{}`: {error}", name.escape_debug()));
        let cells = cells(&mut book, &name).map_err(wrong)?;
        if cells.len() > MOST_CELLS {
            let n = cells.len();
            return Err(wrong(format!("{n} cells, and no more than {MOST_CELLS} are read")));
        }
        let mut grid = Grid::default();
        for (row, column, cell) in cells {
            let mut text = String::new();
            match &cell {
                // what a formula could not work out is no empty cell: nobody said that nothing is there
                Data::Error(error) => text = error.to_string(),
                cell => write_cell(cell, &mut text),
            }
            grid.put(row, column, text);
        }
        let merged = book.merge_cells_by_sheet_name(&name);
        let merged = merged.map_err(|error| error.to_string()).map_err(wrong)?;
        grid.merged.extend(merged.iter().map(|it| (it.start, it.end)));
        // a formula that no program has worked out is no empty cell, either
        for (row, column, formula) in formulas(&mut book, &name).map_err(wrong)? {
            if grid.rows.get(&row).is_none_or(|it| !it.contains_key(&column)) {
                grid.put(row, column, formula);
            }
        }
        grids.push(grid);
    }
    Ok(grids)
}

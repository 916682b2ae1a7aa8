//! A table as a Word document: title above, lines as in a paper, notes below. Wide tables lie on their side.

use super::grid::{Grid, clean, grid};
use super::word::{document, paragraph, styled, text_width};
use super::{Table, TableError};

/// More columns than this do not fit an upright page.
const UPRIGHT: usize = 8;
/// Columns of a table in Word.
const MOST: usize = 63;
/// Left and right of a cell's text, in twentieths of a point.
const MARGIN: u32 = 40;
/// What a column of text must have to break in, in twentieths of a point.
const NARROWEST: u32 = 1200;
/// What a column of text takes where numbers do not fit beside, in twentieths of a point.
const WIDEST: u32 = 3000;

/// How the cells of a table are set: the style of a heading and of a cell, and the width of a sign in twentieths of a
/// point.
struct Setting {
    head: &'static str,
    cell: &'static str,
    sign: u32,
}

const NORMAL: Setting = Setting { head: "TableHead", cell: "TableCell", sign: 130 };
/// For many columns upright.
const SMALL: Setting = Setting { head: "TableHeadSmall", cell: "TableCellSmall", sign: 108 };

/// The bytes of the file.
pub fn render(table: &Table) -> Result<Vec<u8>, TableError> {
    let grid = grid(table)?;
    let on_its_side = grid.head.len() > UPRIGHT;
    let mut body = String::new();
    of_grid(&grid, text_width(on_its_side), &mut body)?;
    document(&body, on_its_side).map_err(|error| TableError::Office(error.to_string()))
}

/// Adds a grid to the body of a document, so many twentieths of a point wide.
///
/// # Errors
///
/// More columns than Word has.
pub fn of_grid(grid: &Grid, room: u32, body: &mut String) -> Result<(), TableError> {
    let sign = setting(grid.head.len(), room).sign;
    let needed = |column: usize| {
        let needed = longest(&grid.head, &[&grid.rows, &grid.details], column) * sign + 2 * MARGIN;
        let is_number = grid.head.get(column).is_some_and(|it| it.1);
        (if is_number { needed } else { needed.min(WIDEST) }) as usize
    };
    let blocks = grid.blocks(room as usize, &needed);
    blocks.iter().try_for_each(|block| of_block(block, room, body))
}

fn setting(columns: usize, room: u32) -> &'static Setting {
    if columns > UPRIGHT && room < text_width(true) { &SMALL } else { &NORMAL }
}

/// Adds what stands side by side.
fn of_block(grid: &Grid, room: u32, body: &mut String) -> Result<(), TableError> {
    let Grid { title, head, rows, details, sections, notes, .. } = grid;
    if head.len() > MOST {
        let n = head.len();
        return Err(TableError::Office(format!("{n} columns, and Word has {MOST}; take xlsx")));
    }
    let setting = setting(head.len(), room);
    let widths = widths(head, &[rows, details], room, setting.sign);
    paragraph(&clean(title), Some("TableTitle"), body);
    body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/>");
    body.push_str("<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>");
    for side in ["left", "right"] {
        body.push_str(&format!("<w:{side} w:w=\"{MARGIN}\" w:type=\"dxa\"/>"));
    }
    body.push_str("</w:tblCellMar></w:tblPr><w:tblGrid>");
    widths.iter().for_each(|width| body.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    body.push_str("</w:tblGrid>");
    let numbers: Vec<bool> = head.iter().map(|it| it.1).collect();
    let headings: Vec<String> = head.iter().map(|it| it.0.clone()).collect();
    let last = rows.len().saturating_sub(1);
    let columns: Vec<(bool, u32)> = numbers.into_iter().zip(widths).collect();
    row(&headings, &[], &columns, setting, Lines { above: 12, below: 6, heads: true }, body);
    for (place, cells) in rows.iter().enumerate() {
        let lines = Lines {
            above: if place > 0 && sections.contains(&place) { 4 } else { 0 },
            below: if place == last { 12 } else { 0 },
            heads: false,
        };
        let below = details.get(place).map_or(&[][..], Vec::as_slice);
        row(cells, below, &columns, setting, lines, body);
    }
    body.push_str("</w:tbl>");
    for note in notes {
        paragraph(&clean(note), Some("TableNote"), body);
    }
    Ok(())
}

/// Room for each column, in twentieths of a point; all of them are `room`. Numbers do not break: they have what they
/// need, as long as texts keep enough to break in. `sign` is the width of a sign.
fn widths(head: &[(String, bool)], rows: &[&[Vec<String>]; 2], room: u32, sign: u32) -> Vec<u32> {
    let needs: Vec<(u32, bool)> = head
        .iter()
        .enumerate()
        .map(|(at, it)| (longest(head, rows, at) * sign + 2 * MARGIN, it.1))
        .collect();
    let of = |number| needs.iter().filter(move |it| it.1 == number).map(|it| it.0);
    let (numbers, texts) = (of(true).sum::<u32>(), of(false).sum::<u32>());
    let left = room.saturating_sub(numbers);
    let share = match texts > 0 && left >= of(false).count() as u32 * NARROWEST {
        true => [f64::from(left) / f64::from(texts), 1.0],
        false => [f64::from(room) / f64::from((numbers + texts).max(1)); 2],
    };
    needs.iter().map(|it| (f64::from(it.0) * share[usize::from(it.1)]) as u32).collect()
}

/// Signs of the longest text of a column that does not break; a heading may break between its words.
fn longest(head: &[(String, bool)], rows: &[&[Vec<String>]; 2], column: usize) -> u32 {
    let cells = rows.iter().copied().flatten().filter_map(|row| row.get(column));
    let words = head.get(column).into_iter().flat_map(|it| it.0.split(' '));
    let lengths = cells.map(String::as_str).chain(words).map(|it| it.chars().count());
    lengths.max().unwrap_or(0).clamp(3, 60) as u32
}

/// What is drawn around a row: the weight of its lines in eighths of a point.
struct Lines {
    above: u32,
    below: u32,
    heads: bool,
}

/// `columns`: true where they are of numbers, and their widths.
fn row(
    cells: &[String],
    below: &[String],
    columns: &[(bool, u32)],
    setting: &Setting,
    lines: Lines,
    body: &mut String,
) {
    body.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if lines.heads {
        body.push_str("<w:tblHeader/>");
    }
    body.push_str("</w:trPr>");
    for (at, (text, (number, width))) in cells.iter().zip(columns).enumerate() {
        body.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:tcBorders>"
        ));
        for (side, weight) in [("top", lines.above), ("bottom", lines.below)] {
            if weight > 0 {
                body.push_str(&format!(
                    "<w:{side} w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"000000\"/>"
                ));
            }
        }
        body.push_str("</w:tcBorders></w:tcPr>");
        let indent = text.len() - text.trim_start_matches(' ').len();
        let style = if lines.heads { setting.head } else { setting.cell };
        styled(&clean(text.trim_start()), style, *number, indent as u32 * 60, body);
        if let Some(detail) = below.get(at).filter(|it| !it.is_empty()) {
            styled(&clean(detail), SMALL.cell, *number, 0, body);
        }
        body.push_str("</w:tc>");
    }
    body.push_str("</w:tr>");
}

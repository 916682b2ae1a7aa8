//! A table as a Word document: title above, lines as in a paper, notes below. Wide tables lie on their side.

use super::grid::{Grid, clean, grid};
use super::word::{document, paragraph, styled, text_width};
use super::{Table, TableError};

/// More columns than this do not fit an upright page.
const UPRIGHT: usize = 8;
/// Columns of a table in Word.
const MOST: usize = 63;

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
    let Grid { title, head, rows, sections, notes, .. } = grid;
    if head.len() > MOST {
        let n = head.len();
        return Err(TableError::Office(format!("{n} columns, and Word has {MOST}; take xlsx")));
    }
    let widths = widths(head, rows, room);
    paragraph(&clean(title), Some("TableTitle"), body);
    body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/>");
    body.push_str(
        "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"40\" w:type=\"dxa\"/>",
    );
    body.push_str("<w:right w:w=\"40\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
    widths.iter().for_each(|width| body.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    body.push_str("</w:tblGrid>");
    let numbers: Vec<bool> = head.iter().map(|it| it.1).collect();
    let headings: Vec<String> = head.iter().map(|it| it.0.clone()).collect();
    let last = rows.len().saturating_sub(1);
    row(&headings, &numbers, &widths, Lines { above: 12, below: 6, heads: true }, body);
    for (place, cells) in rows.iter().enumerate() {
        let lines = Lines {
            above: if place > 0 && sections.contains(&place) { 4 } else { 0 },
            below: if place == last { 12 } else { 0 },
            heads: false,
        };
        row(cells, &numbers, &widths, lines, body);
    }
    body.push_str("</w:tbl>");
    for note in notes {
        paragraph(&clean(note), Some("TableNote"), body);
    }
    Ok(())
}

/// Room for each column by its longest text, in twentieths of a point; all of them are `room`.
fn widths(head: &[(String, bool)], rows: &[Vec<String>], room: u32) -> Vec<u32> {
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let lengths = cells.map(|cell| cell.chars().count());
        // a heading may break between its words
        let words = head.get(column).into_iter().flat_map(|it| it.0.split(' '));
        lengths.chain(words.map(|it| it.chars().count())).max().unwrap_or(0).clamp(3, 36) as u32 + 1
    };
    let parts: Vec<u32> = (0..head.len()).map(longest).collect();
    let all: u32 = parts.iter().sum::<u32>().max(1);
    parts.iter().map(|part| part * room / all).collect()
}

/// What is drawn around a row: the weight of its lines in eighths of a point.
struct Lines {
    above: u32,
    below: u32,
    heads: bool,
}

fn row(cells: &[String], numbers: &[bool], widths: &[u32], lines: Lines, body: &mut String) {
    body.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if lines.heads {
        body.push_str("<w:tblHeader/>");
    }
    body.push_str("</w:trPr>");
    for ((text, number), width) in cells.iter().zip(numbers).zip(widths) {
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
        let style = if lines.heads { "TableHead" } else { "TableCell" };
        styled(&clean(text.trim_start()), style, *number, indent as u32 * 60, body);
        body.push_str("</w:tc>");
    }
    body.push_str("</w:tr>");
}

//! A page as a Word document, for Word and LibreOffice.

use crate::table::word::{cell, document, paragraph, run, text_width};
use crate::table::{TableError, clean, docx};

use super::{Block, Field, FormEntry};

/// The entry in the registry.
pub const ENTRY: FormEntry =
    FormEntry { extension: "docx", doc: "a Word document, also for LibreOffice", render };

/// The bytes of the document.
///
/// # Errors
///
/// A table with more columns than Word has.
pub fn render(blocks: &[Block]) -> Result<Vec<u8>, TableError> {
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Heading(0, text) => paragraph(&clean(text), Some("Title"), &mut body),
            Block::Heading(depth, text) => {
                paragraph(&clean(text), Some(&format!("Heading{}", depth.min(&6))), &mut body);
            }
            Block::Paragraph(text) => paragraph(&clean(text), None, &mut body),
            Block::List(items) => {
                for item in items {
                    paragraph(&format!("– {}", clean(item)), None, &mut body);
                }
            }
            Block::Table(grid) => docx::of_grid(grid, text_width(false), &mut body)?,
            Block::Fields(rows) => fields(rows, &mut body),
        }
    }
    document(&body, false).map_err(|error| TableError::Office(error.to_string()))
}

/// Widths of the two columns of fields, in twentieths of a point.
const COLUMNS: [u32; 2] = [2100, 7538];

fn fields(fields: &[Field], body: &mut String) {
    if fields.is_empty() {
        return;
    }
    body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"9638\" w:type=\"dxa\"/><w:tblBorders>");
    for side in ["top", "bottom", "insideH"] {
        body.push_str(&format!(
            "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"999999\"/>"
        ));
    }
    body.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    COLUMNS.iter().for_each(|width| body.push_str(&format!("<w:gridCol w:w=\"{width}\"/>")));
    body.push_str("</w:tblGrid>");
    for field in fields {
        body.push_str("<w:tr>");
        cell(COLUMNS[0], body, |body| paragraph(&clean(&field.name), None, body));
        cell(COLUMNS[1], body, |body| texts(field, body));
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
}

/// Texts on a paragraph each, what is typed one after another.
fn texts(field: &Field, body: &mut String) {
    if !field.is_typed {
        return field.texts.iter().for_each(|text| paragraph(text, None, body));
    }
    body.push_str("<w:p>");
    for (index, text) in field.texts.iter().enumerate() {
        if index > 0 {
            run(",  ", None, body);
        }
        run(text, Some("Rule"), body);
    }
    body.push_str("</w:p>");
}

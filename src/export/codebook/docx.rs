//! `codebook.docx`: the appendix of a paper, for Word and LibreOffice. A heading a code, below it a
//! table of two columns: what is told, and the texts.

use crate::engine::codebook::Codebook;
use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};
use crate::table::word::{cell, document, paragraph, run};

use super::{Entry, Field};

/// The entry in the registry.
pub const ENTRY: ExportEntry = ExportEntry {
    name: "codebook-docx",
    doc: "the codebook as a Word document, for the appendix of a paper",
    extension: "docx",
    of: Of::Codebook,
    write,
};

fn write(
    export: &Export<'_>,
    place: &mut dyn Place,
    _warnings: &mut Warnings,
) -> Result<(), Failure> {
    let mut body = String::new();
    for coded in &export.source.coded {
        book(coded.codebook, &mut body);
    }
    let bytes = document(&body, false)?;
    Ok(place.create(&export.file(".docx"))?.write_all(&bytes)?)
}

/// Widths of the two columns, in twentieths of a point.
const COLUMNS: [u32; 2] = [2100, 7538];

fn book(codebook: &Codebook, body: &mut String) {
    paragraph(&codebook.title, Some("Title"), body);
    for line in super::opening(codebook) {
        paragraph(&line, None, body);
    }
    for entry in super::entries(codebook) {
        code(&entry, body);
    }
}

fn code(entry: &Entry, body: &mut String) {
    let style = format!("Heading{}", (entry.depth + 1).min(6));
    paragraph(&format!("{} ({})", entry.heading, entry.id), Some(&style), body);
    if entry.fields.is_empty() {
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
    for field in &entry.fields {
        body.push_str("<w:tr>");
        cell(COLUMNS[0], body, |body| paragraph(&field.name, None, body));
        cell(COLUMNS[1], body, |body| texts(field, body));
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
}

/// Examples on a paragraph each, rules one after another.
fn texts(field: &Field, body: &mut String) {
    if !field.is_rule {
        return field.texts.iter().for_each(|text| paragraph(text, None, body));
    }
    body.push_str("<w:p>");
    for (index, rule) in field.texts.iter().enumerate() {
        if index > 0 {
            run(",  ", None, body);
        }
        run(rule, Some("Rule"), body);
    }
    body.push_str("</w:p>");
}

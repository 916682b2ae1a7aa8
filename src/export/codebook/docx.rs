//! `codebook.docx`: the appendix of a paper, for Word and LibreOffice. A heading a code, below it a
//! table of two columns: what is told, and the texts. No clock is in the file.
//!
//! # Reference
//!
//! ECMA-376, "Office Open XML", WordprocessingML.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::engine::codebook::Codebook;
use crate::export::{Export, ExportEntry, Failure, Of, Place, Warnings};

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
    let document = format!(
        "{XML}<w:document xmlns:w=\"{NAMESPACE}\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" \
         w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" \
         w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // deflated, dated 1980-01-01 as zip does where there is no clock
    let options = SimpleFileOptions::default();
    for (name, content) in [
        ("[Content_Types].xml", format!("{XML}{TYPES}")),
        ("_rels/.rels", format!("{XML}{RELATIONS}")),
        ("word/_rels/document.xml.rels", format!("{XML}{STYLED}")),
        ("word/styles.xml", format!("{XML}{}", styles())),
        ("word/document.xml", document),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    let bytes = zip.finish()?.into_inner();
    Ok(place.create(&export.file(".docx"))?.write_all(&bytes)?)
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
    </Types>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
    </Relationships>";
const STYLED: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
    </Relationships>";
/// Widths of the two columns, in twentieths of a point.
const COLUMNS: [u32; 2] = [2100, 7538];

/// Normal text, a title, six headings, rules as typed.
fn styles() -> String {
    let fonts = |name: &str| {
        format!(
            "<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\" w:cs=\"{name}\" w:eastAsia=\"SimSun\"/>"
        )
    };
    let mut styles = format!(
        "<w:styles xmlns:w=\"{NAMESPACE}\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz \
         w:val=\"20\"/><w:szCs w:val=\"20\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:after=\"60\"/></w:pPr></w:style>",
        fonts("Times New Roman")
    );
    let mut heading = |id: &str, name: &str, level: Option<usize>, size: usize| {
        let outline = level.map_or(String::new(), |it| format!("<w:outlineLvl w:val=\"{it}\"/>"));
        styles.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn \
             w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing \
             w:before=\"240\" w:after=\"80\"/>{outline}</w:pPr><w:rPr><w:b/><w:bCs/><w:sz \
             w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>"
        ));
    };
    heading("Title", "Title", None, 36);
    for level in 1..=6 {
        let size = 30 - 2 * level.min(4);
        heading(&format!("Heading{level}"), &format!("heading {level}"), Some(level - 1), size);
    }
    styles.push_str(&format!(
        "<w:style w:type=\"character\" w:styleId=\"Rule\"><w:name w:val=\"Rule\"/><w:rPr>{}<w:sz \
         w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr></w:style></w:styles>",
        fonts("Courier New")
    ));
    styles
}

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

fn cell(width: u32, body: &mut String, fill: impl FnOnce(&mut String)) {
    body.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
    fill(body);
    body.push_str("</w:tc>");
}

/// A paragraph; a line break in its text is one in the document.
fn paragraph(text: &str, style: Option<&str>, body: &mut String) {
    body.push_str("<w:p>");
    if let Some(style) = style {
        body.push_str(&format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"));
    }
    run(text, None, body);
    body.push_str("</w:p>");
}

fn run(text: &str, style: Option<&str>, body: &mut String) {
    body.push_str("<w:r>");
    if let Some(style) = style {
        body.push_str(&format!("<w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr>"));
    }
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            body.push_str("<w:br/>");
        }
        let line: String = line.chars().map(legal).collect();
        body.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(&line)));
    }
    body.push_str("</w:r>");
}

/// XML 1.0 has no control characters but a few.
fn legal(sign: char) -> char {
    if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') { ' ' } else { sign }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_and_keeps_its_lines() {
        let mut body = String::new();
        paragraph("a <b> & \"c\"\u{1}\nжол", None, &mut body);
        assert_eq!(
            body,
            "<w:p><w:r><w:t xml:space=\"preserve\">a &lt;b&gt; &amp; &quot;c&quot; </w:t><w:br/>\
             <w:t xml:space=\"preserve\">жол</w:t></w:r></w:p>"
        );
    }
}

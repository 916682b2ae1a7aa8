//! What a Word document is made of: paragraphs, runs, cells, styles, and the package around them. No clock
//! is in the file.
//!
//! # Reference
//!
//! ECMA-376, "Office Open XML", WordprocessingML.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

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
/// Sides of an A4 page and its margin, in twentieths of a point.
const PAGE: [u32; 3] = [11_906, 16_838, 1134];

/// Width of the text of an A4 page, upright or on its side, in twentieths of a point.
pub fn text_width(on_its_side: bool) -> u32 {
    PAGE[usize::from(on_its_side)] - 2 * PAGE[2]
}

/// The bytes of a document.
///
/// # Errors
///
/// None that a buffer in memory has.
pub fn document(body: &str, on_its_side: bool) -> Result<Vec<u8>, ZipError> {
    let [short, long, margin] = PAGE;
    let page = match on_its_side {
        true => format!("<w:pgSz w:w=\"{long}\" w:h=\"{short}\" w:orient=\"landscape\"/>"),
        false => format!("<w:pgSz w:w=\"{short}\" w:h=\"{long}\"/>"),
    };
    let document = format!(
        "{XML}<w:document xmlns:w=\"{NAMESPACE}\"><w:body>{body}<w:sectPr>{page}<w:pgMar \
         w:top=\"{margin}\" w:right=\"{margin}\" w:bottom=\"{margin}\" w:left=\"{margin}\" \
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
    Ok(zip.finish()?.into_inner())
}

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
    for (id, name, size, bold, after) in [
        ("TableTitle", "Table title", 20, true, 80),
        ("TableHead", "Table head", 18, true, 0),
        ("TableCell", "Table cell", 18, false, 0),
        ("TableHeadSmall", "Table head small", 15, true, 0),
        ("TableCellSmall", "Table cell small", 15, false, 0),
        ("TableNote", "Table note", 16, false, 0),
    ] {
        let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
        let (keep, before) = if id == "TableTitle" { ("<w:keepNext/>", 200) } else { ("", 20) };
        styles.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn \
             w:val=\"Normal\"/><w:pPr>{keep}<w:spacing w:before=\"{before}\" w:after=\"{after}\"/></w:pPr><w:rPr>\
             {bold}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>"
        ));
    }
    styles.push_str(&format!(
        "<w:style w:type=\"character\" w:styleId=\"Rule\"><w:name w:val=\"Rule\"/><w:rPr>{}<w:sz \
         w:val=\"18\"/><w:szCs w:val=\"18\"/></w:rPr></w:style></w:styles>",
        fonts("Courier New")
    ));
    styles
}

/// A cell of a table, `width` twentieths of a point wide.
pub fn cell(width: u32, body: &mut String, fill: impl FnOnce(&mut String)) {
    body.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>"));
    fill(body);
    body.push_str("</w:tc>");
}

/// A paragraph; a line break in its text is one in the document.
pub fn paragraph(text: &str, style: Option<&str>, body: &mut String) {
    body.push_str("<w:p>");
    if let Some(style) = style {
        body.push_str(&format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"));
    }
    run(text, None, body);
    body.push_str("</w:p>");
}

/// A paragraph in a style, at the right for numbers, set in by twentieths of a point.
pub fn styled(text: &str, style: &str, right: bool, indent: u32, body: &mut String) {
    body.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>"));
    if indent > 0 {
        body.push_str(&format!("<w:ind w:left=\"{indent}\"/>"));
    }
    if right {
        body.push_str("<w:jc w:val=\"right\"/>");
    }
    body.push_str("</w:pPr>");
    run(text, None, body);
    body.push_str("</w:p>");
}

/// Text in one style.
pub fn run(text: &str, style: Option<&str>, body: &mut String) {
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

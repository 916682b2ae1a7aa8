//! Word documents (.docx): one document a file. Paragraphs are parted by a blank line, tabs and line
//! breaks kept, the cells of a table parted by tabs. Text is what the document shows: deleted text,
//! field codes, headers, footnotes and comments are left out. A zip bomb is refused, an entity
//! other than XML's own five too: nothing is fetched or expanded.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use quick_xml::events::Event;

use super::{Input, Opened, ReaderEntry, Row, Rows};
use crate::corpus::archive::{self, MOST_UNPACKED, Part};
use crate::corpus::error::CorpusError;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "docx",
    extensions: &["docx"],
    doc: "A Word document: one document a file, its name the id; held in memory.",
    is_text: false,
    one_document: true,
    open,
};

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let rows = DocxRows { input: input.clone(), read: false };
    let names = Arc::from(["text".to_owned()]);
    Ok(Opened { rows: Box::new(rows), names, delimiter: None, notes: Vec::new() })
}

struct DocxRows {
    input: Input,
    read: bool,
}

impl Rows for DocxRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        if std::mem::replace(&mut self.read, true) {
            return Ok(false);
        }
        let shown = &self.input.shown;
        let start = row.text.len();
        let wrong = |message: String| {
            CorpusError::format(shown, 1, format!("{message}; save it as .docx anew, or as .txt"))
        };
        let file = File::open(&self.input.path).map_err(CorpusError::io(shown))?;
        let wrong_part =
            |error: &dyn std::fmt::Display| wrong(format!("not a Word document: {error}"));
        let mut archive =
            archive::open(BufReader::new(file)).map_err(|error| wrong_part(&error))?;
        let entry = archive.by_name("word/document.xml").map_err(|error| wrong_part(&error))?;
        let (size, packed) = (entry.size(), entry.compressed_size());
        let part = Part::new(entry, packed, size, MOST_UNPACKED).map_err(wrong)?;
        let xml = BufReader::new(part);
        extract(xml, row.text).map_err(|message| wrong_part(&message))?;
        // paragraphs end with a blank line, the last one too
        let kept = row.text[start..].trim_end_matches(['\n', '\t']).len();
        row.text.truncate(start + kept);
        row.end_field(start);
        Ok(true)
    }
}

/// Appends the text of a `word/document.xml`.
fn extract(xml: impl std::io::BufRead, text: &mut String) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut buffer = Vec::new();
    // within `w:t`: text that is shown; within `mc:Fallback`: a second copy of what was shown
    let (mut shown, mut fallback, mut cell) = (false, 0_usize, 0_usize);
    let (mut any, mut closed) = (false, false);
    // a paragraph may hold a text box with paragraphs of its own
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => match tag.name().0 {
                "w:t" => shown = fallback == 0,
                "w:tc" => cell += 1,
                "mc:Fallback" => fallback += 1,
                "w:document" => any = true,
                _ => {}
            },
            Event::Empty(tag) if fallback == 0 => match tag.name().0 {
                "w:tab" => text.push('\t'),
                "w:br" | "w:cr" => text.push('\n'),
                "w:noBreakHyphen" => text.push('\u{2011}'),
                "w:softHyphen" => text.push('\u{AD}'),
                "w:p" if cell == 0 => text.push_str("\n\n"),
                _ => {}
            },
            Event::End(tag) => match tag.name().0 {
                "w:document" => closed = true,
                "w:t" => shown = false,
                "w:p" if fallback > 0 => {}
                "w:p" => text.push_str(if cell > 0 { "\n" } else { "\n\n" }),
                "w:tc" => {
                    cell = cell.saturating_sub(1);
                    let kept = text.trim_end_matches('\n').len();
                    text.truncate(kept);
                    text.push('\t');
                }
                "w:tr" => {
                    let kept = text.strip_suffix('\t').map_or(text.len(), str::len);
                    text.truncate(kept);
                    text.push('\n');
                }
                "w:tbl" => text.push('\n'),
                "mc:Fallback" => fallback = fallback.saturating_sub(1),
                _ => {}
            },
            Event::Text(piece) if shown => text.push_str(&piece.xml10_content()),
            Event::CData(piece) if shown => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) => {
                let sign = match name.resolve_char_ref() {
                    Ok(Some(sign)) => sign,
                    Ok(None) => match name.xml10_content().as_ref() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        other => return Err(format!("it refers to the entity `{other}`")),
                    },
                    Err(error) => return Err(error.to_string()),
                };
                if shown {
                    text.push(sign);
                }
            }
            Event::DocType(_) => return Err("it declares a document type".to_owned()),
            Event::Eof if any && !closed => return Err("it ends in the middle".to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    if any { Ok(()) } else { Err("it holds no document".to_owned()) }
}

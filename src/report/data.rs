//! The data of the page: what the script reads. Structs enter; JSON and packed columns leave, in forms
//! that can stand inside `<script>` whatever the texts hold.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::{Pass, Report, Source};
use crate::engine::count::Status;
use crate::engine::text::Language;

/// How hard bytes are pressed, 0 to 10: more takes twice the time for some percent.
const LEVEL: u8 = 6;

/// Bytes as deflate, then Base64.
pub fn packed(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(miniz_oxide::deflate::compress_to_vec(bytes, LEVEL))
}

/// JSON that can stand inside an element: nothing of it begins or ends one, and nothing steers who reads
/// the file as it is.
pub fn json_in_markup(value: &Value) -> String {
    let text = value.to_string();
    let mut safe = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        // outside strings JSON has none of these
        let escaped = matches!(c, '<' | '>' | '&' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if escaped {
            safe.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// What the script reads first; `places` are those of the columns of each source.
pub fn head(report: &Report, places: &[Vec<Lies>]) -> Value {
    json!({
        "queries": report.queries,
        "languages": Language::ALL.map(Language::code),
        "statuses": Status::ALL.map(Status::label),
        "in_scope": place(Status::InScope),
        "absent": Status::ALL.map(Status::is_absent),
        "sources": report.sources.iter().zip(places).map(source).collect::<Vec<_>>(),
    })
}

fn place(status: Status) -> Option<usize> {
    Status::ALL.iter().position(|it| *it == status)
}

fn source((source, places): (&Source, &Vec<Lies>)) -> Value {
    json!({
        "name": source.name,
        "unit": source.unit,
        "parts": source.parts,
        "date": source.date,
        "n_documents": source.ids.len(),
        "n_segments": source.len(),
        "columns": places,
        "passes": source.passes.iter().map(pass).collect::<Vec<_>>(),
        "blocks": source.texts.blocks.iter().map(|it| it.first).collect::<Vec<_>>(),
        "n_held": source.texts.n_held,
    })
}

fn pass(pass: &Pass) -> Value {
    let rules: Vec<&str> = pass.rules.iter().map(|it| it.0.as_str()).collect();
    let codes: Vec<usize> = pass.rules.iter().map(|it| it.1).collect();
    json!({
        "id": pass.id,
        "title": pass.title,
        "measure": pass.measure,
        "actors": pass.actors,
        "codes": pass.codes,
        "rules": rules,
        "rule_codes": codes,
    })
}

/// Ids and values of the documents of a source.
pub fn documents(source: &Source) -> Value {
    json!({ "ids": source.ids, "columns": source.columns, "days": source.days })
}

/// Where a column lies among the bytes of all: name, bytes of a cell, offset, number of cells.
pub type Lies = (String, usize, usize, usize);

/// The columns of a source as one run of bytes, and where each lies in it.
pub fn columns(source: &Source) -> (Vec<u8>, Vec<Lies>) {
    let mut packer = Packer::default();
    packer.add("n_segments", source.n_segments.iter().copied());
    packer.add("language", source.language.iter().map(|it| u32::from(*it)));
    packer.add("part", source.part.iter().map(|it| u32::from(*it)));
    packer.add("number", source.number.iter().copied());
    packer.add("held", source.texts.held.iter().map(|it| u32::from(*it)));
    for (at, column) in source.columns.iter().enumerate() {
        packer.add(&format!("column{at}"), column.cells.iter().copied());
    }
    for (at, pass) in source.passes.iter().enumerate() {
        packer.add(&format!("status{at}"), pass.status.iter().map(|it| u32::from(*it)));
        packer.add(&format!("n_codings{at}"), pass.n_codings.iter().map(|it| u32::from(*it)));
        packer.add(&format!("codings{at}"), pass.codings.iter().copied());
        packer.add(&format!("n_matches{at}"), pass.n_matches.iter().copied());
        packer.add(&format!("voices{at}"), pass.voices.iter().flatten().copied());
    }
    (packer.bytes, packer.places)
}

#[derive(Default)]
struct Packer {
    bytes: Vec<u8>,
    places: Vec<Lies>,
}

impl Packer {
    /// Adds a column, its cells as narrow as its greatest number allows.
    fn add(&mut self, name: &str, cells: impl Iterator<Item = u32> + Clone) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        let offset = self.bytes.len();
        let width = match cells.clone().max().unwrap_or(0) {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        let mut n = 0;
        for cell in cells {
            self.bytes.extend_from_slice(&cell.to_le_bytes()[..width]);
            n += 1;
        }
        self.places.push((name.to_owned(), width, offset, n));
    }
}

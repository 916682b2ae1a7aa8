//! A text file is one document: `.txt` and `.md`, in any encoding, as it stands. A document takes
//! its own size in memory; Markdown is not interpreted.

use std::sync::Arc;

use super::{Input, Opened, ReaderEntry, Row, Rows};
use crate::corpus::error::CorpusError;
use crate::corpus::stream::TextStream;

/// The entry in the registry.
pub const ENTRY: ReaderEntry = ReaderEntry {
    name: "text",
    extensions: &["txt", "md"],
    doc: "A text file: one document a file, its name the id.",
    is_text: true,
    one_document: true,
    open,
};

fn open(input: &Input) -> Result<Opened, CorpusError> {
    let stream = TextStream::of(input)?;
    let rows = TextRows { stream, read: false };
    let names = Arc::from(["text".to_owned()]);
    Ok(Opened { rows: Box::new(rows), names, delimiter: None, notes: Vec::new() })
}

struct TextRows {
    stream: TextStream,
    read: bool,
}

impl Rows for TextRows {
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError> {
        if std::mem::replace(&mut self.read, true) {
            return Ok(false);
        }
        let (start, mut slab) = (row.text.len(), String::new());
        while self.stream.refill(&mut slab)? {
            row.text.push_str(&slab);
        }
        row.end_field(start);
        Ok(true)
    }

    fn n_bytes(&self) -> u64 {
        self.stream.n_bytes()
    }

    fn n_invalid(&self) -> u64 {
        self.stream.n_invalid()
    }
}

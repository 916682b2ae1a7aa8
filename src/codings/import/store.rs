//! All that another store held, as `framebook codings export --events` wrote it.

use super::super::{Codings, CodingsError, record};
use super::rows::{header, rows};
use super::{File, ImportEntry, Read};

pub(super) const ENTRY: ImportEntry = ImportEntry {
    name: "events",
    doc: "what `framebook codings export --events` wrote, .csv or .jsonl",
    recognises: |file| header(file).is_some_and(|it| it.iter().any(|it| it == "record")),
    read: read_all,
};

fn read_all(file: &File, _: &Codings) -> Result<Read, CodingsError> {
    Ok(Read::Contents(Box::new(record::contents(&rows(file)?)?)))
}

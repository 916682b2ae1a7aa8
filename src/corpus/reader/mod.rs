//! The readers, one file a format. A reader turns a file into rows of fields under column names;
//! what the columns mean (id, part, metadata), policies and counts are not its business.
//!
//! To add one: a file here with a [`ReaderEntry`], and its line in [`READERS`].

pub mod csv;
pub mod docx;
pub mod jsonl;
pub mod parquet;
pub mod text;
pub mod xlsx;

use std::path::PathBuf;
use std::sync::Arc;

use super::batch::Field;
use super::encoding::Encoding;
use super::error::CorpusError;

/// Every format that is read.
pub const READERS: &[ReaderEntry] =
    &[csv::ENTRY, jsonl::ENTRY, parquet::ENTRY, xlsx::ENTRY, text::ENTRY, docx::ENTRY];

/// A format: what it is called, which files it takes, how one is opened.
pub struct ReaderEntry {
    /// Its name.
    pub name: &'static str,
    /// The extensions of its files, lower case, without the stop.
    pub extensions: &'static [&'static str],
    /// One sentence on what is read and how much memory it takes.
    pub doc: &'static str,
    /// Whether it is text in an encoding, which is then found before the file is opened.
    pub is_text: bool,
    /// Whether a file is one document, whose id is the file's stem.
    pub one_document: bool,
    /// Opens a file.
    pub open: fn(&Input) -> Result<Opened, CorpusError>,
}

impl std::fmt::Debug for ReaderEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReaderEntry").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A file to open, with all that is known of it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name in messages.
    pub shown: String,
    /// Its encoding, where the format has one.
    pub encoding: Encoding,
    /// Whether invalid bytes are replaced.
    pub replace_invalid: bool,
    /// The delimiter, once it was given or found.
    pub delimiter: Option<u8>,
    /// Bytes read at once.
    pub slab: usize,
    /// The column names, once the file was opened before: a reader need not look for them again.
    pub names: Option<Arc<[String]>>,
}

/// An opened file.
pub struct Opened {
    /// Its rows.
    pub rows: Box<dyn Rows>,
    /// Its column names.
    pub names: Arc<[String]>,
    /// The delimiter, where the format has one.
    pub delimiter: Option<u8>,
    /// What was found or renamed, for the user to know.
    pub notes: Vec<String>,
}

/// The rows of a file, one after the other.
pub trait Rows: Send {
    /// Reads the next row into `row`; false at the end.
    ///
    /// # Errors
    /// When the file can not be read or breaks its format.
    fn next(&mut self, row: &mut Row<'_>) -> Result<bool, CorpusError>;

    /// Bytes of the file read so far, where the format tells.
    fn n_bytes(&self) -> u64 {
        0
    }

    /// Invalid byte sequences replaced so far.
    fn n_invalid(&self) -> u64 {
        0
    }
}

/// Why a row does not fit its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has this many fields.
    Fields(usize),
    /// Signs stand between a closing quotation mark and the next delimiter.
    AfterQuote,
}

/// Where a reader puts a row: text appended to the batch's own buffer, and its fields.
pub struct Row<'b> {
    /// The buffer to append to.
    pub text: &'b mut String,
    /// One entry a column of the file, in its order; cleared by the caller.
    pub fields: &'b mut Vec<Field>,
    /// Which columns are asked for; the fields of others may stay `None`.
    pub wanted: &'b [bool],
    /// The row's first line, or its number, from 1.
    pub line: u64,
    /// Set where the row does not fit.
    pub fault: Option<Fault>,
}

impl Row<'_> {
    /// Whether the next field is asked for.
    pub fn wants_next(&self) -> bool {
        self.wanted.get(self.fields.len()).copied().unwrap_or(false)
    }

    /// Ends a field that began at `start` of the buffer; an empty one is missing.
    pub fn end_field(&mut self, start: usize) {
        let end = self.text.len();
        self.fields.push((end > start).then_some((start, end)));
    }

    /// Adds a whole field; an empty one is missing.
    pub fn add(&mut self, value: &str) {
        let start = self.text.len();
        if self.wants_next() {
            self.text.push_str(value);
        }
        self.end_field(start);
    }
}

/// The reader of an extension.
pub fn by_extension(extension: &str) -> Option<&'static ReaderEntry> {
    let extension = extension.to_lowercase();
    READERS.iter().find(|entry| entry.extensions.contains(&extension.as_str()))
}

/// The extensions that are read, for messages.
pub fn known_extensions() -> String {
    let known = READERS.iter().flat_map(|entry| entry.extensions);
    known.map(|extension| format!("`.{extension}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_has_a_name_a_sentence_and_extensions_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in READERS {
            assert!(seen.insert(entry.name), "{} stands twice", entry.name);
            assert!(entry.doc.ends_with('.') && entry.doc.len() > 20, "{}", entry.name);
            assert!(!entry.extensions.is_empty(), "{}", entry.name);
            for extension in entry.extensions {
                assert_eq!(*extension, extension.to_lowercase());
                assert!(seen.insert(extension) || *extension == entry.name, "{extension}");
                assert_eq!(by_extension(extension).map(|found| found.name), Some(entry.name));
                assert!(known_extensions().contains(&format!("`.{extension}`")));
            }
        }
        assert!(by_extension("pdf").is_none());
    }
}

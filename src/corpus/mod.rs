//! Documents from files: a corpus is opened (files, encodings, columns are found and said), then
//! read as a stream of batches. It cuts no segments, converts no values and prints nothing.
//!
//! ```no_run
//! # use framebook::corpus::{Batch, Corpus, CorpusError, Spec};
//! # fn main() -> Result<(), CorpusError> {
//! let spec = Spec { files: vec!["corpus/*.csv".to_owned()], ..Spec::default() };
//! let corpus = Corpus::open(&spec, std::path::Path::new("."))?;
//! let (mut reader, mut batch) = (corpus.reader(), Batch::default());
//! while reader.fill(&mut batch)? {
//!     for document in 0..batch.len() {
//!         println!("{}: {:?}", batch.id(document), batch.part(document, 0));
//!     }
//! }
//! println!("{} documents", reader.report().n_documents);
//! # Ok(())
//! # }
//! ```

pub mod archive;
pub mod batch;
pub mod column;
pub mod duplicate;
pub mod encoding;
pub mod error;
pub mod files;
pub mod guess;
pub mod invalid;
pub mod name_pattern;
pub mod near_duplicate;
pub mod non_answer;
mod open;
mod plan;
pub mod read;
pub mod reader;
pub mod report;
pub mod spec;
pub mod stream;
pub mod tabular;
pub mod workbook;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use non_answer::NonAnswers;

pub use batch::{Batch, PartState, Place};
pub use column::{ColumnSummary, Kind};
pub use encoding::Encoding;
pub use error::CorpusError;
pub use invalid::{InvalidByte, InvalidBytes};
pub use read::Reader;
pub use reader::{READERS, ReaderEntry};
pub use report::{Reason, Report, Tally};
pub use spec::{EncodingSpec, Policy, Spec};

/// A corpus whose files, encodings and columns are known.
#[derive(Debug)]
pub struct Corpus {
    files: Vec<CorpusFile>,
    plans: Vec<Plan>,
    parts: Vec<String>,
    columns: Vec<String>,
    id: Option<String>,
    date: Option<usize>,
    language: Option<usize>,
    policies: Policies,
    replace_invalid: bool,
    non_answers: NonAnswers,
    slab: usize,
    /// A pattern may name the encoding of several files: no single ones are named yet.
    patterns: bool,
    notes: Vec<String>,
}

/// A file of a corpus.
#[derive(Clone, Debug)]
pub struct CorpusFile {
    /// Where it lies.
    pub path: PathBuf,
    /// As the study names it; for messages.
    pub shown: String,
    /// Relative to the folder that all files have in common; for ids and hashes.
    pub name: String,
    /// Its format.
    pub format: &'static ReaderEntry,
    /// Its encoding; `None` where the format is not text in an encoding.
    pub encoding: Option<Encoding>,
    /// Its delimiter, where the format has one.
    pub delimiter: Option<char>,
    /// Its column names.
    pub names: Arc<[String]>,
    /// Its size in bytes.
    pub n_bytes: u64,
}

#[derive(Debug)]
struct Policies {
    duplicate_ids: Policy,
    ragged: Policy,
    empty: Policy,
}

/// How the rows of a file become documents.
#[derive(Debug)]
struct Plan {
    /// Which columns of the file are read at all.
    wanted: Vec<bool>,
    id: Value,
    parts: Vec<Option<usize>>,
    metadata: Vec<Value>,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
enum Value {
    /// A column of the file.
    Column(usize),
    /// The file's name.
    Constant(String),
    /// Nowhere: the file lacks it.
    Missing,
}

impl Corpus {
    /// Opens a corpus: finds its files (relative to `base`), their encodings, delimiters and
    /// columns. Files are looked into, JSON Lines and texts of up to 16 MiB to their end.
    ///
    /// # Errors
    /// Where a file can not be read, is of an unknown format or encoding, or a column is unknown.
    pub fn open(spec: &Spec, base: &Path) -> Result<Self, CorpusError> {
        open::open(spec, base, stream::SLAB)
    }

    /// As [`open`](Self::open), reading `slab` bytes at once: documents do not depend on it.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with_slab(spec: &Spec, base: &Path, slab: usize) -> Result<Self, CorpusError> {
        open::open(spec, base, slab)
    }

    /// A reader that stands before the first document.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    /// The names of the parts of a document, in the order of [`Batch::part`].
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The names of the metadata columns, in the order of [`Batch::metadata`].
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The column of the ids; `None` where they are made of file and row.
    pub fn id_column(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The metadata column that holds the date.
    pub fn date_column(&self) -> Option<usize> {
        self.date
    }

    /// The metadata column that holds the language.
    pub fn language_column(&self) -> Option<usize> {
        self.language
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> &[CorpusFile] {
        &self.files
    }

    /// Bytes of all files.
    pub fn n_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.n_bytes).sum()
    }

    /// What was guessed, found or left out, a sentence each, for the user to read.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A place as `file:line`, the file as the study names it.
    pub fn place(&self, place: Place) -> String {
        let file = self.files.get(place.file as usize).map_or("", |file| file.shown.as_str());
        format!("{file}:{}", place.line)
    }

    /// The hash of the corpus: BLAKE3 of names, sizes and bytes of its files, 64 hexadecimal
    /// digits. It reads all files, and depends on no path.
    ///
    /// # Errors
    /// Where a file can not be read.
    pub fn hash(&self) -> Result<String, CorpusError> {
        let mut whole = blake3::Hasher::new();
        for file in &self.files {
            let mut hasher = blake3::Hasher::new();
            let opened = std::fs::File::open(&file.path).map_err(CorpusError::io(&file.shown))?;
            hasher.update_reader(opened).map_err(CorpusError::io(&file.shown))?;
            whole.update(&(file.name.len() as u64).to_le_bytes());
            whole.update(file.name.as_bytes());
            whole.update(hasher.finalize().as_bytes());
        }
        Ok(whole.finalize().to_hex().to_string())
    }

    /// Whether an id can stand twice: ids made of file and row can not.
    fn has_explicit_ids(&self) -> bool {
        self.plans.iter().any(|plan| matches!(plan.id, Value::Column(_)))
    }
}

#[cfg(test)]
mod tests;

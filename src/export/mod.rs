//! Files that other programs read. The stored passes of a source enter; bytes leave, into a place
//! that the caller opens. Deliberately absent: opening folders, adding up, and any judgement of what
//! a study wants.
//!
//! A [`Source`] is made into a [`Dataset`] of one of the [`SHAPES`], and that is written in any of the
//! [`EXPORTS`]. [`naming`] makes names that every program takes. What a format has no room for is cut
//! between two signs and told in [`Warnings`]; the whole stands in `variables.csv`.
//!
//! A format more is one file with a function [`Write`](ExportEntry::write), and one line in
//! [`EXPORTS`].

pub mod codebook;
pub mod csv;
pub mod dataset;
mod dictionary;
mod dta;
mod fit;
pub mod naming;
mod parquet;
mod r;
mod sav;
mod shape;
mod source;
mod sps;
mod xlsx;

use std::io;

use crate::table::Table;

pub use dataset::Dataset;
pub use fit::Warnings;
pub use shape::{SHAPES, ShapeEntry, shape};
pub use source::{Coded, Source};

/// What ends an export: stored parts that can not be read, an output that can not be written.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A format: what commands, help and docs read.
#[derive(Clone, Copy, Debug)]
pub struct ExportEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it is for, in one line.
    pub doc: &'static str,
    /// What its file ends in, without the first stop.
    pub extension: &'static str,
    /// What it is of.
    pub of: Of,
    /// Writes its files.
    pub write: fn(&Export<'_>, &mut dyn Place, &mut Warnings) -> Result<(), Failure>,
}

/// What a format is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The codings, in one of the shapes.
    Data,
    /// The codings, under names or labels that the program asks for: the dictionary tells them.
    RenamedData,
    /// The codebooks, the same for every shape.
    Codebook,
}

/// Every format there is.
pub const EXPORTS: &[ExportEntry] = &[
    csv::ENTRY,
    sps::ENTRY,
    sav::ENTRY,
    r::ENTRY,
    dta::ENTRY,
    xlsx::ENTRY,
    parquet::ENTRY,
    dictionary::ENTRY,
    codebook::docx::ENTRY,
    codebook::markdown::ENTRY,
    codebook::csv::ENTRY,
];

/// The data dictionary: it goes with every format of [`Of::RenamedData`].
pub const DICTIONARY: ExportEntry = dictionary::ENTRY;

/// What a format has no room for, and what to take instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoRoom(pub String);

/// What a format writes from.
pub struct Export<'a> {
    /// The passes.
    pub source: &'a Source<'a>,
    /// Their codings in one of the shapes.
    pub dataset: &'a Dataset<'a>,
    /// Name of the shape.
    pub shape: &'static str,
    /// What the names of the files begin with, without a folder: scripts name their data by it.
    pub stem: &'a str,
    /// Makes the tables of the results, each with its name, for those formats that hold them.
    pub tables: &'a dyn Fn() -> Result<Vec<(String, Table)>, Failure>,
}

/// Where the files of an export come to lie.
pub trait Place {
    /// Opens a new file.
    ///
    /// # Errors
    ///
    /// A file that can not be made.
    fn create(&mut self, name: &str) -> Result<Box<dyn io::Write + '_>, Failure>;
}

/// The format of that name.
///
/// # Errors
///
/// An unknown name; those there are are listed.
pub fn format(name: &str) -> Result<&'static ExportEntry, Failure> {
    EXPORTS.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = EXPORTS.iter().map(|it| it.name).collect();
        format!("unknown export format `{name}`; there are: {}", known.join(", ")).into()
    })
}

/// A format and a shape as a study writes them: `sav`, or `sav:documents`.
///
/// # Errors
///
/// An unknown format or shape, a shape for a format that has none.
pub fn wish(text: &str) -> Result<(&'static ExportEntry, &'static ShapeEntry), Failure> {
    let (name, of) = text.split_once(':').map_or((text, None), |(name, of)| (name, Some(of)));
    let entry = format(name)?;
    match of {
        Some(of) if entry.of == Of::Codebook => {
            Err(format!("`{text}`: `{name}` has no shape; leave `:{of}` out").into())
        }
        Some(of) => Ok((entry, shape(of)?)),
        None => Ok((entry, &SHAPES[0])),
    }
}

impl Export<'_> {
    /// The name of a file with this ending.
    fn file(&self, ending: &str) -> String {
        format!("{}{ending}", self.stem)
    }
}

impl std::fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").field("shape", &self.shape).field("stem", &self.stem).finish()
    }
}

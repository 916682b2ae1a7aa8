//! Sheets that people code in: what is asked of whom becomes a page ([`coding`]), a page becomes a file, and the
//! file that comes back is held to it, cell by cell ([`check`]). Bytes and plain structs alone: which units,
//! which coder and what becomes of the answers is the business of who calls.
//!
//! To add a format: a file here with a [`FormatEntry`], and its line in [`FORMATS`].

pub mod assign;
pub mod check;
pub mod coding;
pub mod csv;
pub mod grid;
mod height;
pub(super) mod how;
pub mod import;
pub mod page;
pub mod said;
pub mod xlsx;

pub use check::{Problem, check, names};
pub use coding::{Asked, CodingSheet, Row};
pub use grid::Grid;
pub use page::{Entry, Page};
pub use said::{Answer, Counts};

/// What keeps a sheet from being written.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Every format that sheets are written in and read from.
pub const FORMATS: &[FormatEntry] = &[xlsx::ENTRY, csv::ENTRY];

/// A format of sheets.
pub struct FormatEntry {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub doc: &'static str,
    /// The ending of its files, without the stop.
    pub extension: &'static str,
    /// The bytes of a page.
    pub write: fn(&Page) -> Result<Vec<u8>, Failure>,
    /// The tables of a file; an error says why it can not be read.
    pub read: fn(&[u8]) -> Result<Vec<Grid>, String>,
}

impl std::fmt::Debug for FormatEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormatEntry").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The format of a file, by its ending, in any case.
///
/// # Errors
/// An ending that no format has.
pub fn format_of(file: &str) -> Result<&'static FormatEntry, String> {
    let ending = file.rsplit_once('.').map_or("", |it| it.1).to_lowercase();
    FORMATS.iter().find(|it| it.extension == ending).ok_or_else(|| {
        let known: Vec<String> = FORMATS.iter().map(|it| format!(".{}", it.extension)).collect();
        format!("`{file}`: unknown format of a sheet; there are: {}", known.join(", "))
    })
}

/// The table of a file whose rows are of a sheet.
///
/// # Errors
/// A file that can not be read, or that no sheet is in.
pub fn read(file: &str, bytes: &[u8]) -> Result<Grid, String> {
    let grids = (format_of(file)?.read)(bytes).map_err(|error| format!("`{file}`: {error}"))?;
    grids.into_iter().find(|it| !names(it).is_empty()).ok_or_else(|| {
        format!(
            "`{file}`: no coding sheet: no table with the columns `unit` and `sheet` and rows below \
             them; the first row and the hidden last column must stay"
        )
    })
}

#[cfg(test)]
mod tests;

//! Tables: what goes into a paper.
//!
//! A codebook and a [`Tally`] enter; a [`Table`] leaves: a polars frame with a [`Variable`] a column,
//! a title and notes, and from it tidy CSV, a view for the terminal, or Markdown. Deliberately
//! absent: reading passes, opening files, and any number that the tally does not hold.
//!
//! # The frames
//!
//! One row a code (and group), one column a statistic, so that R and SPSS read each column as one
//! variable with one scale. Shares are from 0 to 1. A missing cell is empty, never 0, and
//! `undefined_because` says why a share or an interval of its row is missing. The column `kind` says
//! what a row is: `framing`, `none` (segments without any top-level framing), `object` (the object
//! and its subcodes, asked of segments in scope or not), `mixed`, `codings` (all top-level framings
//! added up), `in_scope`, `out_of_scope`, `missing`, `missing_…` and `all`. The last columns name
//! codebook, unit, tool and seed in every row.
//!
//! A table more is one file with a function from an [`Input`] to a [`Table`], and one line in
//! [`TABLES`]; a format more one file and one line in [`FORMATS`].

mod attribution;
mod builder;
mod by_document;
pub mod comparison;
mod cooccurrence;
pub mod corrected;
mod crosstab;
mod csv;
pub mod docx;
mod frequency;
mod grid;
pub mod html;
mod input;
mod json;
pub mod keyness;
mod latex;
pub mod markdown;
mod printed;
mod provenance;
mod row;
mod terminal;
#[cfg(test)]
mod tests;
mod trend;
pub mod validity;
pub mod word;
pub mod xlsx;

use polars::prelude::DataFrame;

pub use grid::{Grid, Layout, Place, clean, grid, one_line, percent, thousands, trim};
pub use input::{
    Adjustment, Context, CorpusSize, Input, KeyWord, KeyWords, ONE_CLUSTER, Voices, WEIGHTED,
};
pub use provenance::Provenance;

/// A kind of table: what commands, help and docs read.
#[derive(Clone, Copy, Debug)]
pub struct TableEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub doc: &'static str,
    /// What it is made from, beside the counts of the whole.
    pub needs: Needs,
    /// From counts to a table.
    pub build: fn(&Input<'_>) -> Result<Table, TableError>,
}

/// What a table is made from, beside the counts of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing else.
    Total,
    /// Counts by the groups of one or two variables.
    Groups,
    /// Counts by a variable of time; `year` where none is named.
    Time,
    /// Who voices the codings.
    Voices,
    /// The words of segments, by the groups of one variable.
    Words,
}

/// Every table there is.
pub const TABLES: &[TableEntry] = &[
    TableEntry {
        name: "frequency",
        doc: "segments, documents and matches of each code, per 1,000 words, shares with intervals; \
              what is in scope, out of scope and missing",
        needs: Needs::Total,
        build: frequency::build,
    },
    TableEntry {
        name: "by-document",
        doc: "documents in which each framing is present, and in which it is the dominant one",
        needs: Needs::Total,
        build: by_document::build,
    },
    TableEntry {
        name: "crosstab",
        doc: "each code by the groups of one or two variables: counts, row and column shares, shares \
              of the group with intervals",
        needs: Needs::Groups,
        build: crosstab::build,
    },
    TableEntry {
        name: "trend",
        doc: "framings by year or phase, with what each point rests on and gaps where there are no \
              documents",
        needs: Needs::Time,
        build: trend::build,
    },
    TableEntry {
        name: "cooccurrence",
        doc: "pairs of framings in one segment and in one document: count, Jaccard, phi, lift",
        needs: Needs::Total,
        build: cooccurrence::build,
    },
    TableEntry {
        name: "keyness",
        doc: "the words that tell each group from the rest (--by), or segments with a framing from \
              those without (--by framing): G², log ratio, dispersion",
        needs: Needs::Words,
        build: keyness::build,
    },
    TableEntry {
        name: "attribution",
        doc: "framings by voice: who says it, of the segments given each framing",
        needs: Needs::Voices,
        build: attribution::build,
    },
];

/// A form of a table.
#[derive(Clone, Copy, Debug)]
pub struct FormatEntry {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line.
    pub doc: &'static str,
    /// Of a file, without the stop.
    pub extension: &'static str,
    /// From a table to a file.
    pub render: Render,
}

/// From a table to text, or to the bytes of a file that is none.
#[derive(Clone, Copy, Debug)]
pub enum Render {
    /// The number is the width in columns that a reader has, which only the terminal heeds.
    Text(fn(&Table, usize) -> Result<String, TableError>),
    /// A file for another program.
    Binary(fn(&Table) -> Result<Vec<u8>, TableError>),
}

impl Render {
    /// The file; `width` as in [`Render::Text`].
    ///
    /// # Errors
    ///
    /// A frame that is not what its table says: a fault of framebook.
    pub fn bytes(self, table: &Table, width: usize) -> Result<Vec<u8>, TableError> {
        match self {
            Render::Text(render) => Ok(render(table, width)?.into_bytes()),
            Render::Binary(render) => render(table),
        }
    }
}

/// Every form there is.
pub const FORMATS: &[FormatEntry] = &[
    FormatEntry {
        name: "text",
        doc: "for the terminal, aligned also in Chinese",
        extension: "txt",
        render: Render::Text(terminal::render),
    },
    FormatEntry {
        name: "csv",
        doc: "tidy, every cell raw, for R, SPSS and spreadsheets",
        extension: "csv",
        render: Render::Text(csv::render),
    },
    FormatEntry {
        name: "json",
        doc: "an array with an object a row, every column",
        extension: "json",
        render: Render::Text(json::render),
    },
    FormatEntry {
        name: "markdown",
        doc: "for a manuscript or a README",
        extension: "md",
        render: Render::Text(markdown::render),
    },
    FormatEntry {
        name: "latex",
        doc: "for a manuscript in LaTeX, with booktabs",
        extension: "tex",
        render: Render::Text(latex::render),
    },
    FormatEntry {
        name: "html",
        doc: "for a page, and for word processors",
        extension: "html",
        render: Render::Text(html::render),
    },
    FormatEntry {
        name: "docx",
        doc: "Word document, for a manuscript",
        extension: "docx",
        render: Render::Binary(docx::render),
    },
    FormatEntry {
        name: "xlsx",
        doc: "Excel workbook: the table as people see it, and every column",
        extension: "xlsx",
        render: Render::Binary(xlsx::render),
    },
];

/// A table with what a reader must know to use it.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name in [`TABLES`].
    pub name: &'static str,
    /// What stands above it; says so where nobody has validated the coder.
    pub title: String,
    /// The rows; a column a variable.
    pub frame: DataFrame,
    /// One a column of the frame, in its order.
    pub variables: Vec<Variable>,
    /// What stands below it: unit, measure, versions, how the intervals are made, what is missing.
    pub notes: Vec<String>,
    /// How people see it.
    pub layout: Layout,
}

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The column's name in the frame and in CSV.
    pub name: String,
    /// What it holds, in words, for SPSS and codebooks.
    pub label: String,
    /// What stands above it in a view.
    pub heading: String,
    /// Labels of its values, where they have any.
    pub values: Vec<(String, String)>,
    /// Its measurement level.
    pub scale: Scale,
    /// How a view prints it.
    pub print: Print,
    /// False where a view leaves it out.
    pub shown: bool,
}

/// The measurement level of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Names.
    Nominal,
    /// Names in an order.
    Ordinal,
    /// Numbers.
    Scale,
}

/// How a view prints a variable; it also says what type the column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Print {
    /// Text as it is.
    Text,
    /// A whole number with thousands set apart; the column is of unsigned integers.
    Count,
    /// A share from 0 to 1 as percent with one decimal; the column is of floating point numbers.
    Percent,
    /// A number with two decimals; the column is of floating point numbers.
    Decimal,
    /// A probability with three decimals; the column is of floating point numbers.
    Probability,
}

/// Why there is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No entry of that name.
    #[error("unknown {what} `{name}`; there are: {known}")]
    Unknown {
        /// `table` or `format`.
        what: &'static str,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A crosstab without groups.
    #[error("the table `crosstab` needs a variable to group by; name one with `--by`")]
    NoGroups,
    /// A trend by something that is not time.
    #[error(
        "the table `trend` needs one variable of time; take `--by year`, a column of years, or `--by phase`"
    )]
    NoTime,
    /// No actors.
    #[error(
        "the table `attribution` needs a codebook of actors (`actors = true`) beside this one; code the source with both"
    )]
    NoVoices,
    /// No words.
    #[error("the table `keyness` needs the words of one variable's groups; name it with `--by`")]
    NoWords,
    /// A frame that can not be built: a fault of framebook.
    #[error("the table could not be built: {0}; please report this")]
    Frame(String),
    /// A document or workbook that can not be made.
    #[error("no office file of this table: {0}")]
    Office(String),
}

impl From<polars::error::PolarsError> for TableError {
    fn from(error: polars::error::PolarsError) -> Self {
        TableError::Frame(error.to_string())
    }
}

/// Builds the table of that name.
///
/// # Errors
///
/// An unknown name, or a table that needs groups from a tally without any.
pub fn build(name: &str, input: &Input<'_>) -> Result<Table, TableError> {
    (entry(name)?.build)(input)
}

/// The table's entry of that name.
///
/// # Errors
///
/// An unknown name.
pub fn entry(name: &str) -> Result<&'static TableEntry, TableError> {
    find("table", name, TABLES, |it| it.name)
}

/// The format of that name.
///
/// # Errors
///
/// An unknown name.
pub fn format(name: &str) -> Result<&'static FormatEntry, TableError> {
    find("format", name, FORMATS, |it| it.name)
}

fn find<T>(
    what: &'static str,
    name: &str,
    entries: &'static [T],
    name_of: fn(&T) -> &'static str,
) -> Result<&'static T, TableError> {
    entries.iter().find(|it| name_of(it) == name).ok_or_else(|| TableError::Unknown {
        what,
        name: name.to_owned(),
        known: entries.iter().map(name_of).collect::<Vec<_>>().join(", "),
    })
}

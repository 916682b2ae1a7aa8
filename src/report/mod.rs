//! The report: one HTML file that needs nothing else. A [`Report`], plain data, enters; markup leaves.
//! What was coded and dropped, each table with its figure, how the headline figures would change, and
//! every segment behind a number. It opens no file and counts nothing: the script of the page lists
//! segments by the same columns that the tables were counted from.
//!
//! Nothing that comes from texts, labels, metadata or file names is markup: in tables and figures it is
//! escaped, in the data `<`, `>` and `&` are written as escapes of JSON, and the script makes elements by
//! `textContent` alone. A content security policy lets the page run its own script and load nothing.

mod data;
mod page;
#[cfg(test)]
mod tests;
pub mod text;

use std::collections::HashMap;

use serde::Serialize;

use crate::chart::Figure;
use crate::table::{Place, Table};

pub use page::{ReportError, render};
pub use text::{Texts, TextsBuilder};

/// All that the page shows.
#[derive(Debug, Default)]
pub struct Report {
    /// What the study is called.
    pub title: String,
    /// False where nobody has validated the coder.
    pub validated: bool,
    /// What the page rests on: versions, hashes, options; a name and a value each.
    pub facts: Vec<(String, String)>,
    /// The sources of the study.
    pub sources: Vec<Source>,
    /// What the numbers of tables and figures count; their keys are the places here.
    pub queries: Vec<Query>,
}

/// A source with everything that was coded of it.
#[derive(Debug, Default)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// The unit of its segments.
    pub unit: String,
    /// The names of its files.
    pub files: Vec<String>,
    /// Rows that were dropped or changed: why, how many, and where the first stands.
    pub dropped: Vec<(String, u64, Option<String>)>,
    /// What a reader must know beside.
    pub notes: Vec<String>,
    /// Names of the parts of a document.
    pub parts: Vec<String>,
    /// Ids of the documents, in the order of the corpus.
    pub ids: Vec<String>,
    /// Number of segments of each document.
    pub n_segments: Vec<u32>,
    /// Metadata and what is made of it.
    pub columns: Vec<Column>,
    /// Index of the column of dates, to sort by.
    pub date: Option<usize>,
    /// For each value of that column its day as a number that sorts, such as 20130907; 0 without a year.
    pub days: Vec<u32>,
    /// For each segment the index of its language in [`crate::engine::text::Language::ALL`].
    pub language: Vec<u8>,
    /// For each segment the index of its part.
    pub part: Vec<u8>,
    /// For each segment its running number within the document.
    pub number: Vec<u32>,
    /// The passes, one a codebook.
    pub passes: Vec<Pass>,
    /// The texts that the page holds.
    pub texts: Texts,
}

impl Source {
    /// Number of segments.
    pub fn len(&self) -> usize {
        self.language.len()
    }

    /// True where nothing was coded.
    pub fn is_empty(&self) -> bool {
        self.language.is_empty()
    }
}

/// A variable of the documents or segments.
#[derive(Debug, Default, Serialize)]
pub struct Column {
    /// Its name; the page shows it without signs that turn the direction of what follows.
    #[serde(serialize_with = "cleaned")]
    pub name: String,
    /// True where it has a value a segment, not a document.
    pub of_segment: bool,
    /// True where readers can filter by it.
    pub filter: bool,
    /// True where a list of segments shows it.
    pub shown: bool,
    /// Its values; a cell is their number from 1, 0 is missing.
    pub values: Vec<String>,
    /// One a document or segment.
    #[serde(skip)]
    pub cells: Vec<u32>,
}

fn cleaned<S: serde::Serializer>(name: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&crate::table::clean(name))
}

/// What one codebook says of the segments.
#[derive(Debug, Default)]
pub struct Pass {
    /// Id of the codebook.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The headline measure: 0 asserted, 1 mention.
    pub measure: usize,
    /// True where its codes are voices.
    pub actors: bool,
    /// Its codes.
    pub codes: Vec<Code>,
    /// Its rules: text and code.
    pub rules: Vec<(String, usize)>,
    /// For each segment the index of its status in [`crate::engine::count::Status::ALL`].
    pub status: Vec<u8>,
    /// For each segment the number of its codings.
    pub n_codings: Vec<u16>,
    /// The codings, segment by segment: 4 × code + 1 where given as asserted + 2 where given as mention.
    pub codings: Vec<u32>,
    /// For each segment the number of its matches.
    pub n_matches: Vec<u32>,
    /// Who voices a coding under the headline measure: segment, code, and 1 + the actor, or 0 for nobody.
    pub voices: Vec<[u32; 3]>,
    /// Numbers of segments with each status.
    pub flow: Vec<(String, u64)>,
    /// The tables with their figures.
    pub sections: Vec<Section>,
    /// How the headline shares would change.
    pub sensitivity: Option<Sensitivity>,
}

/// A code, as the page needs it.
#[derive(Debug, Default, Serialize)]
pub struct Code {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// The code above it.
    pub parent: Option<usize>,
    /// True for a framing that has none above it.
    pub top: bool,
    /// True for the object and its subcodes, which are asked of segments in scope or not.
    pub object: bool,
    /// For each language whether the code has rules for it.
    pub languages: Vec<bool>,
}

/// A table with its figure.
#[derive(Debug)]
pub struct Section {
    /// What stands above it.
    pub heading: String,
    /// The table; none where it is too wide for a page.
    pub table: Option<Table>,
    /// What its cells count: a key for each place that has one.
    pub links: HashMap<Place, usize>,
    /// The figure; its cells have keys too.
    pub figure: Option<Figure>,
    /// Why there is no figure, or no table.
    pub note: Option<String>,
}

/// What a number counts: segments of a source by codes, status and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Query {
    /// Index of the source.
    pub source: usize,
    /// Index of the pass.
    pub pass: usize,
    /// What is asked of a segment.
    pub kind: Kind,
    /// Index of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<usize>,
    /// Index of the second code of a pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<usize>,
    /// 1 + index of the actor; 0 for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<u32>,
    /// Places in [`crate::engine::count::Status::ALL`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<usize>,
    /// 0 asserted, 1 mention.
    pub measure: usize,
    /// True where documents are asked, of a pair; a segment is listed where its document fits.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub together: bool,
    /// True where the number is one of documents.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub documents: bool,
    /// The groups that a segment has to stand in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// A word that the texts are searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The number in the table, where it is one of segments or documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
}

/// What is asked of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It has one of these statuses; all segments where none is named.
    #[default]
    Status,
    /// It is given the code.
    Given,
    /// Its coding of the code is 1 or 0.
    Asked,
    /// It is given no top-level framing, and asked for each.
    None,
    /// It is given any top-level framing.
    Any,
    /// It is asked for each top-level framing.
    AskedAll,
    /// It is given both codes.
    Both,
    /// It is given the first of two codes, and asked for the second.
    First,
    /// It is given the second of two codes, and asked for the first.
    Second,
    /// It is asked for both codes.
    AskedBoth,
    /// It is given the code by a match in the voice.
    Voiced,
    /// It is given the code by a match in the voice of any actor who is no group; or any top-level framing
    /// by a match in the voice, where no code is named.
    VoicedAny,
    /// Its document has the code as the one dominant framing, or no framing where none is named.
    Dominant,
    /// Its document has several dominant framings.
    Mixed,
}

/// A group that a segment stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A column has a value: index of the column, and the cell's number.
    Value(usize, u32),
    /// One of these codes of a pass is given under its codebook's measure: pass, and codes.
    Codes(usize, Vec<usize>),
}

/// The headline shares of the top-level codes, as they are and as they would be otherwise.
#[derive(Debug, Default)]
pub struct Sensitivity {
    /// What the columns are of.
    pub codes: Vec<String>,
    /// The shares as the tables have them, then the four lines.
    pub lines: Vec<Line>,
}

/// One line of [`Sensitivity`].
#[derive(Debug, Default)]
pub struct Line {
    /// What is otherwise.
    pub name: String,
    /// What was done for it, or why it could not be.
    pub told: String,
    /// A share a code, from 0 to 1; none is undefined.
    pub shares: Vec<Option<f64>>,
}

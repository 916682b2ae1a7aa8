//! What stands in an output folder: the sources of the last results, their passes, their codebooks
//! as they were when the pass was made. Everything that is asked of results later starts here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::codebook::Codebook;
use crate::engine::coding::{Options, PassOutput};
use crate::engine::count::{Design, Dimension, Level, Tally, Weight};
use crate::engine::segment::{Lines, Unit};
use crate::store::{self, Documents, Pass};

use super::Failure;

/// A source of the results, as the manifest remembers it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// Its name in the study.
    pub name: String,
    /// Folders of its passes, one a codebook.
    pub passes: Vec<String>,
    /// Variables that its tables are split by.
    pub by: Vec<String>,
    /// True where the object is asked for, or the question supplies it.
    pub framings: bool,
    /// What its documents stand for.
    #[serde(default)]
    pub sampling: Sampling,
}

/// How the documents of a source stand for what is studied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// The column with a weight for each document; none weighs all alike.
    pub weight: Option<String>,
    /// True where the corpus is all there is: then there is no sampling error and no interval.
    pub census: bool,
}

/// A source of an output folder, opened.
#[derive(Debug)]
pub struct StoredSource {
    /// What the manifest says.
    pub record: SourceRecord,
    /// One a codebook.
    pub passes: Vec<StoredPass>,
}

/// A pass with its codebook.
#[derive(Debug)]
pub struct StoredPass {
    /// Name of its folder.
    pub name: String,
    /// The pass.
    pub pass: Pass,
    /// The codebook that made it.
    pub codebook: Arc<Codebook>,
    /// True where the object was not asked for.
    pub ignore_about: bool,
    /// What the documents of its source stand for.
    pub sampling: Sampling,
}

/// Opens the sources of the last results in a folder.
///
/// # Errors
///
/// No results there, or some that can not be read.
pub fn open(out: &Path) -> Result<Vec<StoredSource>, Failure> {
    let records = records(out)?;
    records.into_iter().map(|record| open_source(out, record)).collect()
}

/// Opens the passes of a source.
///
/// # Errors
///
/// One that is not finished, or whose codebook this version can not read.
pub fn open_source(out: &Path, record: SourceRecord) -> Result<StoredSource, Failure> {
    let passes = record.passes.iter().map(|name| {
        let mut pass = open_pass(out, name)?;
        pass.sampling = record.sampling.clone();
        Ok(pass)
    });
    let passes = passes.collect::<Result<_, Failure>>()?;
    Ok(StoredSource { record, passes })
}

/// The folder of the last results.
///
/// # Errors
///
/// None there.
pub fn results(out: &Path) -> Result<PathBuf, Failure> {
    store::results(out)?.ok_or_else(|| {
        format!(
            "{}: no results here; code something first: `framebook run`, or `framebook code CORPUS --codebook FILE --out {}`",
            out.display(),
            out.display()
        )
        .into()
    })
}

fn records(out: &Path) -> Result<Vec<SourceRecord>, Failure> {
    let path = results(out)?.join("manifest.json");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    let sources = manifest.get("sources").cloned().unwrap_or_default();
    serde_json::from_value(sources)
        .map_err(|error| format!("{}: {error}; run the study again", path.display()).into())
}

/// Opens one pass of a folder.
///
/// # Errors
///
/// One that is not finished, or whose codebook this version can not read.
pub fn open_pass(out: &Path, name: &str) -> Result<StoredPass, Failure> {
    let pass = Pass::open(out, name)?;
    let options = &pass.manifest.options;
    let text = |key: &str| options.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    let (codebook, _) = Codebook::parse(text("file"), text("source"));
    let codebook = codebook.ok_or_else(|| {
        format!("pass `{name}`: its codebook is not understood by this version; code it anew")
    })?;
    let ignore_about =
        codebook.about.is_some() && options.get("about").is_none_or(|it| it.is_null());
    Ok(StoredPass {
        name: name.to_owned(),
        pass,
        codebook: Arc::new(codebook),
        ignore_about,
        sampling: Sampling::default(),
    })
}

impl StoredPass {
    /// The options that the pass was made with.
    pub fn options(&self) -> Options {
        let manifest = &self.pass.segments_manifest;
        let lines = match manifest.options.get("lines").and_then(|it| it.as_str()) {
            Some("paragraphs") => Lines::Paragraphs,
            Some("wrapped") => Lines::Wrapped,
            _ => Lines::Auto,
        };
        Options {
            unit: Unit::parse(&manifest.unit).unwrap_or_default(),
            lines,
            ignore_about: self.ignore_about,
        }
    }

    /// Counts the pass, grouped by variables: columns of the metadata, `part`, `language`, or
    /// `year`, read off the date column where there is none of that name; weighted where the source
    /// has weights.
    ///
    /// # Errors
    ///
    /// An unknown variable, with the known ones listed; too many groups; a part that can not be
    /// read.
    pub fn tally(&self, by: &[String]) -> Result<Tally, Failure> {
        let variables = Variables::new(&self.pass, by)?;
        let weight = self.weight_column()?;
        let mut tally = Tally::new(&self.codebook, self.ignore_about, variables.dimensions.clone());
        for part in 0..self.pass.n_parts() {
            let segments = self.pass.segments(part)?;
            let output = PassOutput {
                in_scope: self.pass.in_scope(part)?,
                codings: self.pass.codings(part)?,
                ..PassOutput::default()
            };
            let documents = if variables.needs_documents() || weight.is_some() {
                self.pass.documents(part)?
            } else {
                Documents::default()
            };
            let first = segments.document.first().copied().unwrap_or(0) as usize;
            let design = PartDesign { variables: &variables, documents: &documents, first, weight };
            tally.add(&segments, &output, design)?;
        }
        Ok(tally)
    }

    fn weight_column(&self) -> Result<Option<usize>, Failure> {
        let Some(name) = &self.sampling.weight else { return Ok(None) };
        let columns = &self.pass.segments_manifest.metadata;
        let found = columns.iter().position(|it| it.name == *name);
        let known = || columns.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
        match found {
            Some(column) => Ok(Some(column)),
            None => Err(format!("no column `{name}` to weight by; there are: {}", known()).into()),
        }
    }

    /// Number of documents without a usable weight; 0 where the source has no weights.
    ///
    /// # Errors
    ///
    /// An unknown column; a part that can not be read.
    pub fn n_without_weight(&self) -> Result<u64, Failure> {
        let Some(column) = self.weight_column()? else { return Ok(0) };
        let mut n = 0;
        for part in 0..self.pass.n_parts() {
            let documents = self.pass.documents(part)?;
            let weights = documents.metadata.get(column).into_iter().flat_map(|it| it.iter());
            n += weights.filter(|it| it.and_then(Weight::parse).is_none()).count() as u64;
        }
        Ok(n)
    }
}

/// What the tally asks about the documents of a part.
struct PartDesign<'d> {
    variables: &'d Variables,
    documents: &'d Documents,
    /// Running number of the part's first document in the corpus.
    first: usize,
    weight: Option<usize>,
}

impl<'d> Design<'d> for PartDesign<'d> {
    fn value(&self, dimension: usize, document: usize) -> Option<&'d str> {
        self.variables.value(self.documents, dimension, document - self.first)
    }

    fn weight(&self, document: usize) -> Weight {
        let Some(column) = self.weight else { return Weight::ONE };
        let cell = self.documents.metadata.get(column);
        let cell = cell.and_then(|it| it.get(document - self.first));
        cell.and_then(Weight::parse).unwrap_or(Weight::ZERO)
    }
}

/// Where the values of grouping variables come from.
#[derive(Debug)]
pub struct Variables {
    dimensions: Vec<Dimension>,
    columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug)]
enum Column {
    Metadata(usize),
    Year(usize),
    Segment,
}

impl Variables {
    /// Looks names up in the metadata of a pass.
    ///
    /// # Errors
    ///
    /// An unknown name, with the known ones listed.
    pub fn new(pass: &Pass, by: &[String]) -> Result<Self, Failure> {
        let manifest = &pass.segments_manifest;
        let names: Vec<&str> =
            manifest.metadata.iter().map(|column| column.name.as_str()).collect();
        let find = |name: &str| names.iter().position(|it| *it == name);
        let date = manifest.options.get("date").and_then(|it| it.as_str()).and_then(find);
        let mut variables = Variables { dimensions: Vec::new(), columns: Vec::new() };
        for name in by {
            let (level, column) = match (find(name), name.as_str(), date) {
                (Some(column), ..) => (Level::Document, Column::Metadata(column)),
                (None, "year", Some(date)) => (Level::Document, Column::Year(date)),
                (None, "part", _) => (Level::Part(manifest.parts.clone()), Column::Segment),
                (None, "language", _) => (Level::Language, Column::Segment),
                _ => {
                    let mut known = names.clone();
                    known.extend(["part", "language"]);
                    known.extend(date.map(|_| "year"));
                    known.sort_unstable();
                    known.dedup();
                    return Err(format!(
                        "unknown variable `{name}`; there are: {}",
                        known.join(", ")
                    )
                    .into());
                }
            };
            variables.dimensions.push(Dimension { name: name.clone(), level });
            variables.columns.push(column);
        }
        Ok(variables)
    }

    fn needs_documents(&self) -> bool {
        self.columns.iter().any(|column| !matches!(column, Column::Segment))
    }

    /// The value of a variable for a row of a part's documents.
    pub fn value<'d>(
        &self,
        documents: &'d Documents,
        dimension: usize,
        row: usize,
    ) -> Option<&'d str> {
        match self.columns.get(dimension)? {
            Column::Metadata(column) => documents.metadata.get(*column)?.get(row),
            Column::Year(column) => year(documents.metadata.get(*column)?.get(row)?),
            Column::Segment => None,
        }
    }
}

/// The year of a date as written: its first or last run of four digits.
fn year(date: &str) -> Option<&str> {
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    date.get(..4).filter(|year| digits(year)).or_else(|| {
        let tail = date.get(date.len().checked_sub(4)?..)?;
        digits(tail).then_some(tail)
    })
}

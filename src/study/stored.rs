//! What stands in an output folder: the sources of the last results, their passes, their codebooks
//! as they were when the pass was made. Everything that is asked of results later starts here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::codebook::Codebook;
use crate::engine::coding::Options;
use crate::engine::segment::{Lines, Unit};
use crate::store::{self, Pass};
use crate::table::Adjustment;

use super::Failure;
use super::file::within;
use super::reprints::Reprints;
use super::validated::Validated;

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
    /// The phases of the study, in their order.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// The events of the study.
    #[serde(default)]
    pub events: Vec<Event>,
    /// Formats that are written at each run, as `sav` or `sav:documents`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<String>,
    /// Charts that are drawn at each run, beside those of its tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charts: Vec<ChartWish>,
    /// How the p values of a family of tests are adjusted for their number.
    #[serde(default)]
    pub adjust: Adjustment,
    /// The method by which shares are corrected for the dictionary's errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// Whether one pair of error rates is to stand for all languages there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction_pooled: bool,
    /// Whether dev segments correct them, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction_all: bool,
    /// The last validation of each of its passes that has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub validations: Vec<Validated>,
}

/// A chart that a study asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartWish {
    /// Its name in [`FIGURES`](super::figure::FIGURES).
    pub kind: String,
    /// Variables that it is split by.
    #[serde(default)]
    pub by: Vec<String>,
    /// The group that is held to the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The codebook, where the source has several; none is each of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codebook: Option<String>,
}

/// A span of years.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// What it is called in tables.
    pub name: String,
    /// Its first year; none is open.
    pub from: Option<i32>,
    /// Its last year; none is open.
    pub to: Option<i32>,
}

impl Phase {
    /// True for a year within.
    pub fn holds(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

/// A mark on the axis of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When.
    pub year: i32,
    /// What.
    pub label: String,
}

/// How the documents of a source stand for what is studied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// The column with a weight for each document; none weighs all alike.
    pub weight: Option<String>,
    /// True where the corpus is all there is: then there is no sampling error and no interval.
    pub census: bool,
    /// True where reprints are looked for, to be one cluster.
    #[serde(default)]
    pub reprints: bool,
}

/// A source of an output folder, opened.
#[derive(Debug)]
pub struct StoredSource {
    /// What the manifest says.
    pub record: SourceRecord,
    /// One a codebook.
    pub passes: Vec<StoredPass>,
    /// Its reprints, where they were looked for.
    pub reprints: Option<Reprints>,
    /// The folder of what people code, where a figure asks for it.
    pub people: PathBuf,
}

impl StoredSource {
    /// The validation of one of its passes, where one is stored.
    #[must_use]
    pub fn validation(&self, at: usize) -> Option<&Validated> {
        let name = &self.passes.get(at)?.name;
        self.record.validations.iter().find(|it| it.pass == *name)
    }

    /// Whether a pass has a validation that is enough to be named by its tables.
    pub fn is_validated(&self, at: usize) -> bool {
        self.validation(at).is_some_and(|it| it.is_enough(&self.passes[at].codebook))
    }
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
    let passes = record.passes.iter().map(|name| open_pass(out, name));
    let passes: Vec<StoredPass> = passes.collect::<Result<_, _>>()?;
    let reprints = match passes.first() {
        Some(stored) if record.sampling.reprints => Reprints::kept(&stored.pass)?,
        _ => None,
    };
    Ok(StoredSource { record, passes, reprints, people: people_of_results(out) })
}

/// The name of the folder of what people code.
pub const PEOPLE: &str = "codings";

/// The folder of what people code: `codings` beside a study, as `output` is.
pub fn people_of_study(study: &Path) -> PathBuf {
    study.parent().unwrap_or(Path::new("")).join(PEOPLE)
}

/// The same folder beside the study of results that lie in `output` beside it; that of the current folder for others.
pub fn people_of_results(results: &Path) -> PathBuf {
    let output = results.parent().filter(|it| it.file_name().is_some_and(|it| it == "output"));
    output.and_then(Path::parent).unwrap_or(Path::new("")).join(PEOPLE)
}

/// The folder of the last results.
///
/// # Errors
///
/// None there.
pub fn results(out: &Path) -> Result<PathBuf, Failure> {
    let found = if out.is_dir() { store::results(out)? } else { None };
    found.ok_or_else(|| {
        format!(
            "{}: no results here; code something first: `framebook run`, or `framebook code CORPUS --codebook FILE --out {}`",
            out.display(),
            out.display()
        )
        .into()
    })
}

/// What the manifest of the last results says of the study.
///
/// # Errors
///
/// No results there, or some that can not be read.
pub fn study_of(out: &Path) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let path = results(out)?.join("manifest.json");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn records(out: &Path) -> Result<Vec<SourceRecord>, Failure> {
    let manifest = study_of(out)?;
    let path = results(out)?.join("manifest.json");
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
    let mut codebook = codebook.ok_or_else(|| {
        format!("pass `{name}`: its codebook is not understood by this version; code it anew")
    })?;
    // as the source asked, which may be otherwise than the codebook says
    codebook.about_within = within(text("about_within")).unwrap_or(codebook.about_within);
    let ignore_about =
        codebook.about.is_some() && options.get("about").is_none_or(|it| it.is_null());
    Ok(StoredPass { name: name.to_owned(), pass, codebook: Arc::new(codebook), ignore_about })
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
}

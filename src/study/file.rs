//! `study.toml`: a declared analysis with its sources.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::corpus::{READERS, Spec};
use crate::engine::codebook::{Codebook, Within};
use crate::engine::coding::Options;
use crate::engine::segment::{Lines, Unit};
use crate::export;
use crate::table::Adjustment;

use super::{ChartWish, Event, Failure, Job, Phase, figure};

/// A declared analysis.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// What the study is called and where its output lies.
    pub study: Head,
    /// Its corpora, each with its own unit; they are not pooled.
    #[serde(default, rename = "source")]
    pub sources: Vec<StudySource>,
}

/// `[study]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Short name: the output lies in `output/<name>`.
    pub name: String,
    /// Title for tables and reports.
    #[serde(default)]
    pub title: String,
    /// Another place for the output, relative to the study.
    pub output: Option<PathBuf>,
    /// What the corpora are drawn from: `sample`, or `census` where they are all there is.
    #[serde(default)]
    pub population: Population,
    /// Spans of years that tables and charts are split by, as the variable `phase`.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// Marks on the axis of time.
    #[serde(default)]
    pub events: Vec<Event>,
    /// How the p values of a family of tests are adjusted for their number: `holm`,
    /// `benjamini-hochberg` or `none`.
    #[serde(default)]
    pub adjust: Adjustment,
    /// The method by which shares are corrected for the dictionary's errors, where there is a gold standard: a name in
    /// [`CORRECTIONS`](crate::engine::validity::correction::CORRECTIONS).
    pub correction: Option<String>,
    /// Whether one pair of error rates is to stand for all languages there.
    #[serde(default)]
    pub correction_pooled: bool,
    /// Whether dev segments are to correct them, too.
    #[serde(default)]
    pub correction_all: bool,
}

/// What the corpora of a study are drawn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Population {
    /// Documents stand for others like them: shares have intervals.
    #[default]
    Sample,
    /// The corpus is all there is: no sampling error, no intervals.
    Census,
}

/// `[[source]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySource {
    /// Its name in tables and files.
    pub name: String,
    /// The unit of analysis.
    #[serde(default = "auto")]
    pub unit: String,
    /// What a single line break means: `auto`, `paragraphs` or `wrapped`.
    #[serde(default = "auto")]
    pub lines: String,
    /// The codebooks, relative to the study.
    pub codebooks: Vec<PathBuf>,
    /// False where a question supplies the object.
    #[serde(default = "yes")]
    pub about: bool,
    /// Where the object must stand, where the source asks otherwise than its codebooks: `sentence`,
    /// `paragraph` or `document`.
    pub about_within: Option<String>,
    /// Variables that tables and charts are split by.
    #[serde(default)]
    pub by: Vec<String>,
    /// The column with a survey weight for each document.
    pub weight: Option<String>,
    /// False where reprints are not looked for.
    #[serde(default = "yes")]
    pub reprints: bool,
    /// Formats for other programs, written to `results/export`: `sav`, `r`, `dta:documents`.
    #[serde(default)]
    pub exports: Vec<String>,
    /// Charts beside those of the tables: `{ kind = "panels", by = ["year", "country"] }`.
    #[serde(default)]
    pub charts: Vec<ChartWish>,
    /// Files and columns.
    pub corpus: Spec,
}

fn auto() -> String {
    "auto".to_owned()
}

fn yes() -> bool {
    true
}

impl Study {
    /// Reads a study.
    ///
    /// # Errors
    ///
    /// A file that is not there or not understood, with the line.
    pub fn read(path: &Path) -> Result<Study, Failure> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            format!(
                "{shown}: {error}; make a study with `framebook new`, or name one with `--study`"
            )
        })?;
        let study: Study = toml::from_str(&text).map_err(|error| {
            let error = error.to_string();
            format!("{shown}: {}; `framebook new` makes one with every key", error.trim_end())
        })?;
        if study.sources.is_empty() {
            return Err(format!("{shown}: no [[source]]; a study has at least one").into());
        }
        let phases = &study.study.phases;
        for (at, phase) in phases.iter().enumerate() {
            let name = &phase.name;
            let other = |it: &&Phase| {
                let before = |a: &Phase, b: &Phase| {
                    a.to.is_some_and(|to| b.from.is_some_and(|from| to < from))
                };
                it.name == *name || !before(it, phase) && !before(phase, it)
            };
            let said = match (phase.from, phase.to) {
                _ if name.trim().is_empty() => "has no name".to_owned(),
                (Some(from), Some(to)) if from > to => format!("begins in {from} and ends in {to}"),
                _ => match phases[..at].iter().find(other) {
                    Some(other) => format!("has the name or a year of `{}`", other.name),
                    None => continue,
                },
            };
            return Err(format!(
                "{shown}: phases: `{name}` {said}; phases have names of their own and share no year"
            )
            .into());
        }
        let legal = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        };
        for name in study.sources.iter().map(|it| &it.name).chain([&study.study.name]) {
            if !legal(name) {
                return Err(
                    format!("{shown}: `{name}` is no name; letters, digits, `-` and `_`").into()
                );
            }
        }
        for (index, source) in study.sources.iter().enumerate() {
            if source.codebooks.is_empty() {
                let name = &source.name;
                return Err(format!(
                    "{shown}: source `{name}` has no codebook; name one: codebooks = [\"FILE.toml\"]"
                )
                .into());
            }
            for text in &source.exports {
                export::wish(text).map_err(|error| format!("{shown}: exports: {error}"))?;
            }
            for wish in &source.charts {
                figure::entry(&wish.kind).map_err(|error| format!("{shown}: charts: {error}"))?;
            }
            if study.sources[..index].iter().any(|it| it.name == source.name) {
                return Err(
                    format!("{shown}: source `{}` stands twice; rename one", source.name).into()
                );
            }
        }
        Ok(study)
    }

    /// Where the output lies; `base` is the folder of the study.
    pub fn output(&self, base: &Path) -> PathBuf {
        match &self.study.output {
            Some(path) => base.join(path),
            None => base.join("output").join(&self.study.name),
        }
    }
}

impl StudySource {
    /// The pass that the source asks for.
    ///
    /// # Errors
    ///
    /// An unknown unit or kind of lines, a codebook with errors, a chart of another codebook.
    pub fn job(
        &self,
        head: &Head,
        base: &Path,
        threads: usize,
        texts: bool,
    ) -> Result<Job, Failure> {
        let paths: Vec<PathBuf> = self.codebooks.iter().map(|path| base.join(path)).collect();
        let mut codebooks = read_codebooks(&paths)?;
        if let Some(name) = &self.about_within {
            set_within(&mut codebooks, name)?;
        }
        let ids: Vec<&str> = codebooks.iter().map(|it| it.id.as_str()).collect();
        let wished = self.charts.iter().filter_map(|it| it.codebook.as_deref());
        if let Some(id) = wished.into_iter().find(|it| !ids.contains(it)) {
            let known = ids.join(", ");
            return Err(format!("charts: unknown codebook `{id}`; there are: {known}").into());
        }
        Ok(Job {
            corpus: self.corpus.clone(),
            codebooks,
            options: Options {
                unit: Unit::parse(&self.unit)?,
                lines: lines(&self.lines)?,
                ignore_about: !self.about,
            },
            by: self.by.iter().chain(self.charts.iter().flat_map(|it| &it.by)).cloned().collect(),
            phases: !head.phases.is_empty(),
            texts,
            threads,
        })
    }
}

/// What a single line break means, by name.
///
/// # Errors
///
/// An unknown name.
pub fn lines(name: &str) -> Result<Lines, Failure> {
    match name {
        "auto" => Ok(Lines::Auto),
        "paragraphs" => Ok(Lines::Paragraphs),
        "wrapped" => Ok(Lines::Wrapped),
        _ => Err(format!("unknown lines `{name}`; there are: auto, paragraphs, wrapped").into()),
    }
}

/// Where the object must stand, by name.
///
/// # Errors
///
/// An unknown name.
pub fn within(name: &str) -> Result<Within, Failure> {
    Within::ALL.into_iter().find(|it| it.name() == name).ok_or_else(|| {
        let known: Vec<&str> = Within::ALL.iter().map(|it| it.name()).collect();
        format!("unknown about_within `{name}`; there are: {}", known.join(", ")).into()
    })
}

/// Sets where the object must stand in every codebook, in place of what each says.
///
/// # Errors
///
/// An unknown name.
pub fn set_within(codebooks: &mut [Arc<Codebook>], name: &str) -> Result<(), Failure> {
    let within = within(name)?;
    for codebook in codebooks {
        Arc::make_mut(codebook).about_within = within;
    }
    Ok(())
}

/// The text of a codebook's file.
///
/// # Errors
///
/// A file that is not there, is no text, or is one of a corpus.
pub fn read_codebook(path: &Path) -> Result<String, Failure> {
    let file = path.display();
    let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default().to_lowercase();
    if ending != "toml" && READERS.iter().any(|it| it.extensions.contains(&ending.as_str())) {
        return Err(format!(
            "{file}: a corpus, no codebook; name a codebook, a TOML file, and see how its rules fare here: \
             framebook check CODEBOOK.toml --corpus {file}"
        )
        .into());
    }
    std::fs::read_to_string(path)
        .map_err(|error| format!("{file}: {error}; name a codebook, a TOML file in UTF-8").into())
}

/// Reads codebooks that have no errors.
///
/// # Errors
///
/// One that is not there or has errors: the first is named, `check` draws them all.
pub fn read_codebooks(paths: &[PathBuf]) -> Result<Vec<Arc<Codebook>>, Failure> {
    let mut codebooks = Vec::new();
    for path in paths {
        let file = path.display().to_string();
        let source = read_codebook(path)?;
        let (codebook, diagnostics) = Codebook::parse(&file, &source);
        match codebook {
            Some(codebook) => codebooks.push(Arc::new(codebook)),
            None => {
                let errors: Vec<_> = diagnostics.iter().filter(|it| it.is_error()).collect();
                let first = errors.first().map_or(String::new(), |it| {
                    let line = crate::engine::codebook::check::line_of(&source, it.span.start);
                    format!("{file}:{line}: {}", it.message)
                });
                return Err(format!(
                    "{first}; {} errors in all, see `framebook check {file}`",
                    errors.len()
                )
                .into());
            }
        }
    }
    Ok(codebooks)
}

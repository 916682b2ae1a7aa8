//! What people are asked: the units of a source that were drawn for them, and the codes of its codebook. The store
//! of codings and the study enter. It saves nothing.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use crate::codings::sheet::Asked;
use crate::codings::{Codings, Unit, UnitFilter};
use crate::engine::codebook::Codebook;

use super::file::read_codebooks;
use super::meaning::present;
use super::{Failure, Study};

/// What is asked of whom, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// `study.toml`.
    pub study: &'a Path,
    /// The folder of the codings.
    pub codings: &'a Path,
    /// The source, where units of several were drawn.
    pub source: Option<&'a str>,
    /// The id of the codebook, where it is not that of the sample.
    pub codebook: Option<&'a str>,
    /// Ids of codes; none are those of the top level.
    pub codes: &'a [String],
}

/// What people are asked.
#[derive(Debug)]
pub struct Asking {
    /// The store.
    pub codings: Codings,
    /// The source.
    pub source: String,
    /// Its units, in the order in which they were drawn.
    pub units: Vec<Unit>,
    /// The codebook, as it is now.
    pub codebook: Arc<Codebook>,
    /// What is asked of each unit.
    pub asked: Asked,
}

impl Question<'_> {
    /// Opens the store and finds the codebook: in the study, or, where there is none, as the store keeps it.
    ///
    /// # Errors
    /// No store, no units; an unknown source, codebook or code.
    pub fn open(&self) -> Result<Asking, Failure> {
        let codings = Codings::open(self.codings)?;
        let units = codings.units(&UnitFilter::default())?;
        let mut sources: Vec<&str> = Vec::new();
        for unit in &units {
            if !sources.contains(&unit.source.as_str()) {
                sources.push(&unit.source);
            }
        }
        let source = match (self.source, sources.as_slice()) {
            (_, []) => {
                return Err(format!(
                    "no segments were drawn into `{}`; draw some with `framebook sample`",
                    self.codings.display()
                )
                .into());
            }
            (None, [one]) => *one,
            (None, several) => {
                return Err(format!(
                    "segments of several sources were drawn; name one with --source: {}",
                    several.join(", ")
                )
                .into());
            }
            (Some(name), known) => {
                known.iter().copied().find(|it| *it == name).ok_or_else(|| {
                    format!(
                        "no segments of source `{name}` were drawn; there are: {}",
                        known.join(", ")
                    )
                })?
            }
        };
        let source = source.to_owned();
        let (codebook, object) = self.codebook(&codings, &source)?;
        let asked = Asked::of(&codebook, self.codes, object)?;
        let units = units.into_iter().filter(|it| it.source == source).collect();
        Ok(Asking { codings, source, units, codebook, asked })
    }

    /// The codebook, and whether its object is asked for.
    fn codebook(&self, codings: &Codings, source: &str) -> Result<(Arc<Codebook>, bool), Failure> {
        let samples = codings.samples()?;
        let drawn_by: BTreeSet<&str> = samples
            .iter()
            .filter(|it| it.source == source)
            .map(|it| it.codebook.as_str())
            .collect();
        let id = match (self.codebook, drawn_by.iter().collect::<Vec<_>>().as_slice()) {
            (Some(id), _) => id.to_owned(),
            (None, [one]) => (**one).to_owned(),
            (None, several) => {
                let ids: Vec<&str> = several.iter().map(|it| **it).collect();
                return Err(format!(
                    "segments of source `{source}` were drawn by several codebooks; name one with \
                     --codebook: {}",
                    ids.join(", ")
                )
                .into());
            }
        };
        let mut known: Vec<String> = Vec::new();
        if self.study.exists() {
            let study = Study::read(self.study)?;
            let base = self.study.parent().unwrap_or(Path::new(""));
            if let Some(of_study) = study.sources.iter().find(|it| it.name == source) {
                let paths: Vec<_> = of_study.codebooks.iter().map(|it| base.join(it)).collect();
                for codebook in read_codebooks(&paths)? {
                    if codebook.id == id {
                        return Ok((codebook, of_study.about));
                    }
                    known.push(codebook.id.clone());
                }
            }
        }
        let versions: BTreeSet<&str> = samples.iter().map(|it| it.version.as_str()).collect();
        for kept in codings.codebooks()? {
            let is_it = kept.id == id && versions.contains(kept.version.as_str());
            if let Some(codebook) = is_it.then(|| Codebook::parse(&kept.id, &kept.text).0).flatten()
            {
                return Ok((Arc::new(codebook), true));
            }
            known.push(kept.id);
        }
        let known: BTreeSet<String> = known.into_iter().collect();
        let there_are = match known.is_empty() {
            true => format!("`{}` has none for source `{source}`", self.study.display()),
            false => format!("there are: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
        };
        Err(format!("no codebook `{id}`; {there_are}; name the study with --study").into())
    }
}

impl Asking {
    /// Keeps the codebook in the store, as coders have it before them.
    ///
    /// # Errors
    /// A store that can not be written.
    pub fn keep_codebook(&mut self) -> Result<(), Failure> {
        let version = self.asked.version.clone();
        let kept = self.codings.codebooks()?;
        if kept.iter().all(|it| it.version != version) {
            self.codings.add_codebook(&version, &self.codebook.id, &self.codebook.source)?;
        }
        Ok(())
    }

    /// Codings of a coder, of what is asked, that were made when their code meant something else, as unit and code.
    ///
    /// # Errors
    /// A store that can not be read.
    pub fn to_look_at(&self, coder: &str) -> Result<HashSet<(String, String)>, Failure> {
        let mut found =
            self.codings.to_look_at(coder, &present(std::iter::once(self.codebook.as_ref())))?;
        found.retain(|it| self.asked.columns().any(|code| code.id == it.1));
        Ok(found)
    }

    /// Refuses metadata that units do not have.
    ///
    /// # Errors
    /// An unknown name, with those that there are.
    pub fn known(&self, shown: &[String]) -> Result<(), Failure> {
        let names: Vec<&str> = self
            .units
            .first()
            .map(|it| it.metadata.iter().map(|it| it.0.as_str()).collect())
            .unwrap_or_default();
        match shown.iter().find(|it| !names.contains(&it.as_str())) {
            None => Ok(()),
            Some(name) => Err(format!(
                "--show: the documents have no `{name}`; there are: {}",
                names.join(", ")
            )
            .into()),
        }
    }
}

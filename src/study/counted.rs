//! Counts of the passes of a source, part by part: tallies by variables, and who says what. Parts of
//! the store enter, one at a time; sums leave. Weights and clusters are those of the source.

use std::collections::HashMap;

use crate::engine::codebook::Measure;
use crate::engine::coding::{PassOutput, Segments};
use crate::engine::count::{Attribution, Design, Tally, Voiced, Weight};
use crate::store::Documents;

use super::Failure;
use super::reprints::Reprints;
use super::stored::{StoredPass, StoredSource};
use super::variable::{Variables, given_codes};

impl StoredSource {
    /// Counts a pass, grouped by variables ([`Variables`]); weighted where the source has weights.
    ///
    /// # Errors
    ///
    /// An unknown variable, with the known ones listed; too many groups; a part that can not be
    /// read.
    pub fn tally(&self, at: usize, by: &[String]) -> Result<Tally, Failure> {
        let mut tallies = self.count(at, &[by], false)?;
        tallies.pop().ok_or_else(|| "no tally of a pass".into())
    }

    /// The same by several sets of variables, in one reading of the parts: a tally each.
    ///
    /// # Errors
    ///
    /// As [`StoredSource::tally`].
    pub fn tallies(&self, at: usize, by: &[Vec<String>]) -> Result<Vec<Tally>, Failure> {
        let by: Vec<&[String]> = by.iter().map(Vec::as_slice).collect();
        self.count(at, &by, false)
    }

    /// The same without the reprints of documents that are counted: the earliest of each group stands
    /// for all. `None` where the source has no reprints.
    ///
    /// # Errors
    ///
    /// As [`StoredSource::tally`].
    pub fn collapsed(&self, at: usize, by: &[String]) -> Result<Option<Tally>, Failure> {
        match &self.reprints {
            Some(reprints) if !reprints.groups.is_empty() => Ok(self.count(at, &[by], true)?.pop()),
            _ => Ok(None),
        }
    }

    fn count(&self, at: usize, by: &[&[String]], collapse: bool) -> Result<Vec<Tally>, Failure> {
        let stored = &self.passes[at];
        let variables = by.iter().map(|by| Variables::new(self, at, by));
        let variables = variables.collect::<Result<Vec<_>, _>>()?;
        let tally = |it: &Variables| {
            Tally::new(&stored.codebook, stored.ignore_about, it.dimensions.clone())
        };
        let mut tallies: Vec<Tally> = variables.iter().map(tally).collect();
        for part in 0..stored.pass.n_parts() {
            let segments = stored.pass.segments(part)?;
            let output = PassOutput {
                in_scope: stored.pass.in_scope(part)?,
                codings: stored.pass.codings(part)?,
                ..PassOutput::default()
            };
            for (tally, variables) in tallies.iter_mut().zip(&variables) {
                let mut design = self.design(at, variables, part, &segments)?;
                design.collapse = collapse;
                tally.add(&segments, &output, &design)?;
            }
        }
        Ok(tallies)
    }

    /// Counts whose voice the codings of a pass are in, with the pass of the actors. `None` where the
    /// source has no codebook of actors.
    ///
    /// # Errors
    ///
    /// A part that can not be read.
    pub fn attribution(
        &self,
        at: usize,
        measure: Measure,
    ) -> Result<Option<(&StoredPass, Vec<Voiced>)>, Failure> {
        let Some(actors) = self.passes.iter().find(|it| it.codebook.actors) else {
            return Ok(None);
        };
        let stored = &self.passes[at];
        let (codebook, ignore) = (&stored.codebook, stored.ignore_about);
        let mut sums = Attribution::new(codebook, &actors.codebook, ignore, measure);
        let variables = Variables::default();
        for part in 0..stored.pass.n_parts() {
            let segments = stored.pass.segments(part)?;
            let output = PassOutput {
                in_scope: stored.pass.in_scope(part)?,
                codings: stored.pass.codings(part)?,
                matches: stored.pass.matches(part)?,
            };
            sums.add(&segments, &output, &self.design(at, &variables, part, &segments)?);
        }
        Ok(Some((actors, sums.finish())))
    }

    pub(super) fn design<'d>(
        &'d self,
        at: usize,
        variables: &'d Variables,
        part: usize,
        segments: &Segments,
    ) -> Result<PartDesign<'d>, Failure> {
        let weight = self.weight_column(at)?;
        let documents = if variables.needs_documents() || weight.is_some() {
            self.passes[at].pass.documents(part)?
        } else {
            Documents::default()
        };
        let codes = match variables.codes() {
            Some(codes) => given_codes(&self.passes[codes.pass], part, codes)?,
            None => Vec::new(),
        };
        let first = segments.document.first().copied().unwrap_or(0) as usize;
        let reprints = self.reprints.as_ref();
        Ok(PartDesign { variables, documents, codes, first, weight, reprints, collapse: false })
    }

    fn weight_column(&self, at: usize) -> Result<Option<usize>, Failure> {
        let Some(name) = &self.record.sampling.weight else { return Ok(None) };
        let columns = &self.passes[at].pass.segments_manifest.metadata;
        let known = || columns.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
        match columns.iter().position(|it| it.name == *name) {
            Some(column) => Ok(Some(column)),
            None => Err(format!("no column `{name}` to weight by; there are: {}", known()).into()),
        }
    }

    /// The weight of each document by its running number in the corpus, of those that have a usable one; nothing where
    /// the source has no weights.
    ///
    /// # Errors
    ///
    /// An unknown column; a part that can not be read.
    pub fn weights(&self, at: usize) -> Result<Option<HashMap<u32, Weight>>, Failure> {
        let Some(column) = self.weight_column(at)? else { return Ok(None) };
        let pass = &self.passes[at].pass;
        let mut weights = HashMap::new();
        for part in 0..pass.n_parts() {
            let documents = pass.documents(part)?;
            let Some(cells) = documents.metadata.get(column) else { continue };
            for (number, cell) in documents.document.iter().zip(cells.iter()) {
                if let Some(weight) = cell.and_then(Weight::parse) {
                    weights.insert(*number, weight);
                }
            }
        }
        Ok(Some(weights))
    }

    /// Number of documents without a usable weight; 0 where the source has no weights.
    ///
    /// # Errors
    ///
    /// An unknown column; a part that can not be read.
    pub fn n_without_weight(&self, at: usize) -> Result<u64, Failure> {
        let Some(column) = self.weight_column(at)? else { return Ok(0) };
        let pass = &self.passes[at].pass;
        let mut n = 0;
        for part in 0..pass.n_parts() {
            let documents = pass.documents(part)?;
            let weights = documents.metadata.get(column).into_iter().flat_map(|it| it.iter());
            n += weights.filter(|it| it.and_then(Weight::parse).is_none()).count() as u64;
        }
        Ok(n)
    }
}

/// What a tally asks about the documents and segments of a part.
pub(super) struct PartDesign<'d> {
    variables: &'d Variables,
    documents: Documents,
    /// For each segment its values of the variable of codes.
    codes: Vec<Vec<u16>>,
    /// Running number of the part's first document in the corpus.
    first: usize,
    weight: Option<usize>,
    reprints: Option<&'d Reprints>,
    /// True where copies are left out.
    collapse: bool,
}

impl<'d> Design<'d> for &'d PartDesign<'d> {
    fn value(&self, dimension: usize, document: usize) -> Option<&'d str> {
        self.variables.value(&self.documents, dimension, document - self.first)
    }

    fn codes(&self, _dimension: usize, segment: usize) -> &[u16] {
        self.codes.get(segment).map_or(&[], Vec::as_slice)
    }

    fn cluster(&self, document: usize) -> Option<u32> {
        self.reprints?.group(document)
    }

    fn counts(&self, document: usize) -> bool {
        !self.collapse || self.reprints.is_none_or(|it| !it.is_copy(document))
    }

    fn weight(&self, document: usize) -> Weight {
        let Some(column) = self.weight else { return Weight::ONE };
        let cell = self.documents.metadata.get(column);
        let cell = cell.and_then(|it| it.get(document - self.first));
        cell.and_then(Weight::parse).unwrap_or(Weight::ZERO)
    }
}

//! A run: the folders that it fills, what of them stands, what is missing. A plan and a source enter;
//! finished folders stay. It codes nothing itself and knows no format of a table.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::disk;
use super::done::{self, Span};
use super::manifest::{
    self, Codebook, Corpus, Counts, FORMAT, MANIFEST, MetadataColumn, PassManifest,
    SegmentsManifest,
};
use super::part::{Filling, Writer};
use super::pipeline::{self, Closing, Ended, Progress, Settings, Source};
use super::{Store, StoreError};
use crate::corpus::Batch;
use crate::engine::coding::BatchOutput;

/// The folder of segments to fill.
#[derive(Clone, Debug, Default)]
pub struct SegmentsPlan {
    /// First 16 digits of the BLAKE3 hash of all that the segments depend on, in hexadecimal.
    pub hash: String,
    /// The corpus.
    pub corpus: Corpus,
    /// The unit.
    pub unit: String,
    /// Everything else that the segments depend on.
    pub options: Map<String, Value>,
    /// Names of the parts of a document.
    pub parts: Vec<String>,
    /// Names of the columns of metadata.
    pub metadata: Vec<String>,
    /// False leaves the texts out. It is no part of the hash: a run with the other choice writes the
    /// folder of segments anew and leaves the passes.
    pub texts: bool,
}

/// A pass to fill: one codebook of the set.
#[derive(Clone, Debug, Default)]
pub struct PassPlan {
    /// Who codes, such as `dictionary`: letters, digits, `-` and `_`.
    pub coder: String,
    /// First 16 digits of the BLAKE3 hash of all that the codings depend on, the hash of the segments
    /// among it.
    pub hash: String,
    /// By what is coded.
    pub codebook: Codebook,
    /// Ids of the codes, in the order of the coder's `code`.
    pub codes: Vec<String>,
    /// Everything else that the codings depend on.
    pub options: Map<String, Value>,
}

impl PassPlan {
    /// Name of its folder in `passes/`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.coder, self.hash)
    }
}

impl SegmentsPlan {
    /// Name of its folder.
    pub fn name(&self) -> String {
        format!("segments-{}", self.hash)
    }
}

/// All that one run fills.
#[derive(Clone, Debug, Default)]
pub struct RunPlan {
    /// The segments.
    pub segments: SegmentsPlan,
    /// One a codebook of the set, in the order of the coder's output.
    pub passes: Vec<PassPlan>,
    /// Number of workers; no byte depends on it.
    pub threads: usize,
}

/// What of a plan is finished already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The folder of segments is.
    pub segments: bool,
    /// One a pass of the plan.
    pub passes: Vec<bool>,
}

impl Standing {
    /// True when nothing is left to do.
    pub fn all(&self) -> bool {
        self.segments && self.passes.iter().all(|&stands| stands)
    }
}

/// What a run left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Name of the folder of segments.
    pub segments: String,
    /// Names of the folders of passes, in the order of the plan.
    pub passes: Vec<String>,
    /// What the segments add up to.
    pub counts: Counts,
    /// What each pass adds up to.
    pub pass_counts: Vec<Counts>,
    /// Documents that this run did not have to code.
    pub skipped: u64,
    /// True when everything stood already and the corpus was not read.
    pub reused: bool,
}

impl Store {
    /// What of the plan stands: a coder need be made only for the passes that do not.
    ///
    /// # Errors
    /// A folder of another format version, or one that can not be read.
    pub fn standing(&self, plan: &RunPlan) -> Result<Standing, StoreError> {
        check_plan(plan)?;
        let (segments, passes) = self.inspect(plan)?;
        Ok(Standing {
            segments: segments.finished,
            passes: passes.iter().map(|pass| pass.finished).collect(),
        })
    }

    /// Reads the source, codes it and fills what is missing of the plan's folders. `coder` makes the
    /// coder of one worker: it fills the output of a batch, with one entry a pass of the plan, and
    /// must clear what the output held before.
    ///
    /// # Errors
    /// Those of the source; a file that can not be written; a corpus that is not the one that the
    /// folders were begun with. What is finished by then stays, and the next run goes on from there.
    pub fn run<S, F, C>(
        &self,
        plan: &RunPlan,
        source: S,
        coder: F,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Outcome, StoreError>
    where
        S: Source + Send,
        F: Fn() -> C + Sync,
        C: FnMut(&Batch, &mut BatchOutput),
    {
        check_plan(plan)?;
        let (segments, passes) = self.inspect(plan)?;
        if segments.finished && passes.iter().all(|pass| pass.finished) {
            let skipped = done::counts(&segments.parts).documents;
            return Ok(outcome(plan, &segments, &passes, skipped, true));
        }
        for filling in std::iter::once(&segments).chain(&passes).filter(|folder| !folder.finished) {
            let io = |source| StoreError::io("make", &filling.folder, source);
            fs::create_dir_all(&filling.folder).map_err(io)?;
            let manifest = filling.folder.join(MANIFEST);
            if manifest.exists() {
                // first of all: what follows is not finished any more
                self.disk.remove_file(&manifest)?;
            }
            done::sweep(&self.disk, &filling.folder, &filling.parts)?;
        }

        let (first_part, skip) = skipped(&segments, &passes);
        let packed = segments.parts.last().map_or(0, |last| last.span.next_batch);
        let wants_texts = plan.segments.texts && !segments.finished;
        let settings = Settings {
            threads: plan.threads,
            first_batch: skip.next_batch,
            pack_from: if wants_texts { packed } else { u64::MAX },
            n_parts: plan.segments.parts.len(),
            n_passes: plan.passes.len(),
            delay: self.faults.delay,
        };
        let names = (&plan.segments.parts[..], &plan.segments.metadata[..]);
        let texts = plan.segments.texts;
        let first = (first_part, skip);
        let mut writer =
            Writer::new((&self.disk, self.limits), names, texts, segments, passes, first);
        let write = |coded: &mut pipeline::Coded| writer.add(coded);
        let ended = pipeline::run(settings, source, coder, write, progress)?;
        writer.finish()?;
        let (segments, passes) = (writer.segments, writer.passes);
        check_length(&segments, &ended)?;
        self.finish_segments(plan, &segments, ended.closing)?;
        for (pass, filling) in plan.passes.iter().zip(&passes) {
            self.finish_pass(plan, pass, filling)?;
        }
        Ok(outcome(plan, &segments, &passes, skip.next_document, false))
    }

    fn inspect(&self, plan: &RunPlan) -> Result<(Filling, Vec<Filling>), StoreError> {
        let folder = self.out.join(plan.segments.name());
        let stands = manifest::load::<SegmentsManifest>(&folder.join(MANIFEST));
        let stands = readable(stands)?.filter(|found| found.texts == plan.segments.texts);
        let n_parts = stands.map(|found| found.counts.parts);
        let mut segments = filling(folder, n_parts)?;
        let fits =
            segments.parts.iter().take_while(|done| done.blocks.is_some() == plan.segments.texts);
        let n_fits = fits.count();
        segments.finished &= n_fits == segments.parts.len();
        segments.parts.truncate(n_fits);

        let mut passes = Vec::with_capacity(plan.passes.len());
        for pass in &plan.passes {
            let folder = self.out.join("passes").join(pass.name());
            let stands = readable(manifest::load::<PassManifest>(&folder.join(MANIFEST)))?;
            passes.push(filling(folder, stands.map(|found| found.counts.parts))?);
        }
        agree(&mut segments, &mut passes);
        Ok((segments, passes))
    }

    fn finish_segments(
        &self,
        plan: &RunPlan,
        filling: &Filling,
        closing: Closing,
    ) -> Result<(), StoreError> {
        let plan = &plan.segments;
        let named = |name: &String| MetadataColumn { name: name.clone(), r#type: None };
        let metadata = match closing.metadata.is_empty() {
            true => plan.metadata.iter().map(named).collect(),
            false => closing.metadata,
        };
        if !metadata.iter().map(|column| &column.name).eq(&plan.metadata) {
            let what = "the source ended with other columns of metadata than it began with";
            return Err(StoreError::Internal(what.to_string()));
        }
        let manifest = SegmentsManifest {
            format: FORMAT,
            tool: manifest::tool(),
            hash: plan.hash.clone(),
            corpus: plan.corpus.clone(),
            unit: plan.unit.clone(),
            options: plan.options.clone(),
            texts: plan.texts,
            parts: plan.parts.clone(),
            metadata,
            counts: done::counts(&filling.parts),
            dropped: closing.dropped,
            unmet_non_answers: closing.unmet,
        };
        self.finish_folder(filling, &manifest::json(&manifest)?)
    }

    fn finish_pass(
        &self,
        plan: &RunPlan,
        pass: &PassPlan,
        filling: &Filling,
    ) -> Result<(), StoreError> {
        let manifest = PassManifest {
            format: FORMAT,
            tool: manifest::tool(),
            coder: pass.coder.clone(),
            hash: pass.hash.clone(),
            segments: plan.segments.hash.clone(),
            codebook: pass.codebook.clone(),
            codes: pass.codes.clone(),
            options: pass.options.clone(),
            counts: done::counts(&filling.parts),
        };
        self.finish_folder(filling, &manifest::json(&manifest)?)
    }

    /// Writes the manifest of a folder after all of its files are safe on the disk.
    fn finish_folder(&self, filling: &Filling, manifest: &[u8]) -> Result<(), StoreError> {
        if filling.finished {
            return Ok(());
        }
        for name in disk::names(&filling.folder)? {
            disk::sync(&filling.folder.join(name))?;
        }
        self.disk.put(&filling.folder, MANIFEST, manifest)?;
        disk::sync(&filling.folder.join(MANIFEST))?;
        disk::sync(&filling.folder)
    }
}

/// A manifest that is damaged is made anew; one of another version is not ours to touch.
fn readable<T>(manifest: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
    match manifest {
        Err(StoreError::Damaged { .. }) => Ok(None),
        manifest => manifest,
    }
}

/// The parts that stand: of a finished folder by their lengths, else by their hashes.
fn filling(folder: PathBuf, finished: Option<u32>) -> Result<Filling, StoreError> {
    if let Some(n_parts) = finished {
        let parts = done::standing(&folder, false)?;
        if parts.len() == n_parts as usize {
            return Ok(Filling { folder, parts, finished: true });
        }
    }
    let parts = done::standing(&folder, true)?;
    Ok(Filling { folder, parts, finished: false })
}

/// Keeps of every folder the parts that lie where those of the fullest do.
fn agree(segments: &mut Filling, passes: &mut [Filling]) {
    let all = || std::iter::once(&*segments).chain(passes.iter());
    let fullest = all().max_by_key(|filling| (filling.finished, filling.parts.len()));
    let spans: Vec<Span> =
        fullest.iter().flat_map(|filling| filling.parts.iter().map(|done| done.span)).collect();
    for filling in std::iter::once(segments).chain(passes) {
        let same = filling.parts.iter().zip(&spans).take_while(|(done, span)| done.span == **span);
        let n_same = same.count();
        filling.finished &= n_same == filling.parts.len() && n_same == spans.len();
        filling.parts.truncate(n_same);
    }
}

/// The leading parts that no folder lacks: their number, and where they end.
fn skipped(segments: &Filling, passes: &[Filling]) -> (u32, Span) {
    let unfinished = std::iter::once(segments).chain(passes).filter(|filling| !filling.finished);
    let least = unfinished.min_by_key(|filling| filling.parts.len());
    least.map_or((0, Span::default()), |filling| {
        let last = filling.parts.last().map(|done| done.span).unwrap_or_default();
        (filling.parts.len() as u32, last)
    })
}

/// A run that had nothing to code still sees whether the corpus is as long as it was.
fn check_length(segments: &Filling, ended: &Ended) -> Result<(), StoreError> {
    let counts = done::counts(&segments.parts);
    if (counts.batches, counts.documents) == (ended.batches, ended.documents) {
        return Ok(());
    }
    Err(StoreError::CorpusChanged {
        path: segments.folder.clone(),
        reason: format!("it had {} documents and has {}", counts.documents, ended.documents),
    })
}

fn outcome(
    plan: &RunPlan,
    segments: &Filling,
    passes: &[Filling],
    skipped: u64,
    reused: bool,
) -> Outcome {
    Outcome {
        segments: plan.segments.name(),
        passes: plan.passes.iter().map(PassPlan::name).collect(),
        counts: done::counts(&segments.parts),
        pass_counts: passes.iter().map(|pass| done::counts(&pass.parts)).collect(),
        skipped,
        reused,
    }
}

/// Names become folders and columns: refused before anything is written.
fn check_plan(plan: &RunPlan) -> Result<(), StoreError> {
    let refuse = |what: String| Err(StoreError::Setting(what));
    let hashes = plan.passes.iter().map(|pass| &pass.hash).chain([&plan.segments.hash]);
    for hash in hashes {
        if !is_hash(hash) {
            return refuse(format!("`{hash}` is no hash; give 16 digits of `0-9a-f`"));
        }
    }
    for (place, pass) in plan.passes.iter().enumerate() {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if pass.coder.is_empty() || !pass.coder.chars().all(fits) {
            let coder = &pass.coder;
            return refuse(format!(
                "coder `{coder}` names no folder; use letters, digits, - and _"
            ));
        }
        if plan.passes[..place].iter().any(|other| other.name() == pass.name()) {
            return refuse(format!("pass `{}` is asked for twice; name it once", pass.name()));
        }
    }
    for names in [&plan.segments.parts, &plan.segments.metadata] {
        if let Some(place) = (1..names.len()).find(|&place| names[..place].contains(&names[place]))
        {
            return refuse(format!("column `{}` is there twice; rename one", names[place]));
        }
    }
    Ok(())
}

pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `segments-<hash>` or `<coder>-<hash>`: the hash.
pub(super) fn hash_of<'a>(name: &'a str, prefix: Option<&str>) -> Option<&'a str> {
    let (coder, hash) = name.rsplit_once('-')?;
    (is_hash(hash) && prefix.is_none_or(|prefix| prefix == coder)).then_some(hash)
}

/// Where a pass lies.
pub(super) fn pass_folder(out: &Path, name: &str) -> PathBuf {
    out.join("passes").join(name)
}

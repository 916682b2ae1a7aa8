//! What stands of a folder: the seals of its finished parts, checked against the files, and the
//! sweeping of all else. Deliberately absent: tables and texts.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::disk::{self, Disk, Seal};
use super::manifest::{self, Counts, MANIFEST};

/// When a part is full.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of texts, ids and metadata.
    pub bytes: u64,
    pub documents: u64,
    pub segments: u64,
}

/// The limits of every store; the tests take smaller ones.
pub(super) const LIMITS: Limits = Limits { bytes: 8 << 20, documents: 65_536, segments: 262_144 };

/// Where a part lies in the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    pub first_batch: u64,
    pub next_batch: u64,
    pub first_document: u64,
    pub next_document: u64,
    pub segments: u64,
    pub bytes: u64,
}

impl Span {
    pub fn is_full(&self, limits: Limits) -> bool {
        self.bytes >= limits.bytes
            || self.next_document - self.first_document >= limits.documents
            || self.segments >= limits.segments
    }
}

/// A frame of `texts.zst`: the texts of one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    pub offset: u64,
    pub length: u64,
    /// Bytes when unpacked.
    pub unpacked: u64,
}

/// `part-00000.done.json`: the part is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    pub format: u32,
    pub part: u32,
    pub span: Span,
    /// Of a pass: rows of codings and of matches, segments in scope.
    pub codings: u64,
    pub matches: u64,
    pub in_scope: u64,
    pub files: Vec<Seal>,
    /// Of a folder of segments with texts.
    pub blocks: Option<Vec<Block>>,
}

pub(super) fn file_name(part: u32, kind: &str) -> String {
    format!("part-{part:05}.{kind}")
}

/// Sums over the parts of a folder.
pub(super) fn counts(parts: &[Done]) -> Counts {
    let mut counts = Counts { parts: parts.len() as u32, ..Counts::default() };
    for done in parts {
        counts.batches += done.span.next_batch - done.span.first_batch;
        counts.documents += done.span.next_document - done.span.first_document;
        counts.segments += done.span.segments;
        counts.bytes += done.span.bytes;
        counts.codings += done.codings;
        counts.matches += done.matches;
        counts.in_scope += done.in_scope;
    }
    counts
}

/// The leading parts of a folder whose files are as they were sealed. `thorough` reads the files;
/// else their lengths are enough.
pub(super) fn standing(folder: &Path, thorough: bool) -> Result<Vec<Done>, StoreError> {
    let mut parts: Vec<Done> = Vec::new();
    loop {
        let part = parts.len() as u32;
        let path = folder.join(file_name(part, "done.json"));
        let done = match manifest::load::<Done>(&path) {
            Ok(Some(done)) => done,
            Err(error @ StoreError::Format { .. }) => return Err(error),
            Ok(None) | Err(_) => break,
        };
        let next =
            parts.last().map_or((0, 0), |last| (last.span.next_batch, last.span.next_document));
        let follows =
            done.part == part && (done.span.first_batch, done.span.first_document) == next;
        let whole = |seal: &Seal| if thorough { seal.holds(folder) } else { seal.fits(folder) };
        if !follows || !done.files.iter().all(whole) {
            break;
        }
        parts.push(done);
    }
    Ok(parts)
}

/// Removes what a run that was cut has left: files of parts that are not finished, and `.tmp`.
pub(super) fn sweep(disk: &Disk, folder: &Path, parts: &[Done]) -> Result<(), StoreError> {
    let mut kept: Vec<String> = Vec::new();
    for done in parts {
        kept.push(file_name(done.part, "done.json"));
        kept.extend(done.files.iter().map(|seal| seal.name.clone()));
    }
    // the seal before its files: never a seal without them
    let mut names = disk::names(folder)?;
    names.sort_by_key(|name| !name.ends_with(".done.json"));
    for name in names {
        let ours = name.starts_with("part-") || name.ends_with(".tmp") || name == MANIFEST;
        if ours && !kept.contains(&name) {
            disk.remove_all(&folder.join(name))?;
        }
    }
    Ok(())
}

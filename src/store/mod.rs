//! Where results live. Batches of documents enter from a [`Source`] with a coder that is a pure
//! function of a batch; folders of Parquet, compressed text and JSON leave. Nothing here knows a
//! file format of a corpus, a rule, or a table.
//!
//! ```text
//! <out>/
//!   .lock                        held by the run at work
//!   .framebook                   says that the folder is ours
//!   segments-<hash>/             part-00000.documents.parquet  .segments.parquet  .texts.zst
//!                                part-00000.done.json          manifest.json (last)
//!   passes/<coder>-<hash>/       part-00000.codings.parquet  .matches.parquet  .scope.parquet
//!                                part-00000.done.json        manifest.json (last)
//!   results/                     what the user opens; exchanged as a whole
//!   results.new-<hash>/          results being made
//!   results.old-<hash>/          the former results, during the exchange only
//! ```
//!
//! A *part* is a run of consecutive batches: at least 8 MiB of text, 65,536 documents or 262,144
//! segments, a function of the corpus and the unit alone. Each file of a part is written beside and
//! renamed; the part is finished when its `done.json` stands, with the length and hash of each file.
//! A folder is finished when its `manifest.json` stands. So a run that is cut at any moment leaves
//! finished parts, and the next run reads the corpus from the start, codes only what is missing and
//! ends with the same bytes. No clock, path or number of threads is in any file.
//!
//! In one direction: `error → disk → lock → manifest → columns → done → part → pipeline → pass → read →
//! publish → sweep`.
//!
//! # Fault injection
//! Two environment variables serve the tests of the above; they are read once, by [`Store::open`]:
//!
//! - `FRAMEBOOK_TEST_DELAY=<seed>` makes workers sleep for up to 7 ms a batch, by a function of the
//!   seed and the batch.
//! - `FRAMEBOOK_TEST_KILL_AFTER=<bytes>` aborts the process when the store has written that many
//!   bytes, in the middle of a write where they end there. A rename or a removal counts as one byte.

mod columns;
mod disk;
mod done;
mod error;
mod lock;
mod manifest;
mod part;
mod pass;
mod pipeline;
mod publish;
mod read;
mod sweep;
#[cfg(test)]
mod tests;
mod traces;

use std::path::{Path, PathBuf};

pub use columns::{Documents, StringColumn};
pub use disk::Faults;
pub use error::StoreError;
pub use manifest::{
    Codebook, Corpus, Counts, Dropped, FORMAT, MetadataColumn, PassManifest, ResultsManifest,
    SegmentsManifest,
};
pub use pass::{Outcome, PassPlan, RunPlan, SegmentsPlan, Standing};
pub use pipeline::{Closing, Progress, Source};
pub use publish::{StagedFile, Staging, results};
pub use read::{PartData, Pass, TextBlocks};
pub use sweep::{Swept, clean};

/// What stands in a folder that framebook made: only there are `results`, `passes` and the folders
/// of segments its own to exchange and to remove.
const MARKER: &str = crate::corpus::files::OUTPUT_MARKER;

/// Makes sure that nothing of the user's bears a name that the store exchanges or removes: true where
/// the folder has the marker, false where it may get it.
fn is_own(out: &Path) -> Result<bool, StoreError> {
    if out.join(MARKER).exists() {
        return Ok(true);
    }
    match disk::names(out)?.into_iter().find(|it| is_ours(it)) {
        Some(name) => Err(StoreError::Foreign(out.join(name))),
        None => Ok(false),
    }
}

/// A name that the store exchanges or removes.
fn is_ours(name: &str) -> bool {
    matches!(name, "results" | "passes")
        || ["results.", "segments-"].iter().any(|prefix| name.starts_with(prefix))
}

const MARKED: &str =
    "An output folder of framebook: it exchanges and removes results, passes and segments here.\n";

/// An output folder, locked for one run.
#[derive(Debug)]
pub struct Store {
    out: PathBuf,
    disk: disk::Disk,
    faults: Faults,
    limits: done::Limits,
    traces: traces::Traces,
    _lock: lock::Lock,
}

impl Drop for Store {
    /// A run that left nothing leaves no traces either.
    fn drop(&mut self) {
        // what can not be removed does no harm: the next run takes it for its own
        let _ = self.traces.remove();
    }
}

impl Store {
    /// Makes the folder where it is missing, locks it, and ends an exchange of results that was cut.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another run is at work on the folder; a file that can not be
    /// made or moved; a fault variable that is no number.
    pub fn open(out: &Path) -> Result<Store, StoreError> {
        Store::open_with(out, Faults::from_environment()?)
    }

    /// [`Store::open`] with the faults to inject given, not read from the environment.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(out: &Path, faults: Faults) -> Result<Store, StoreError> {
        let mut traces = traces::Traces::make(out)?;
        // nothing is written into a folder that is not ours, not even a lock
        is_own(out)?;
        let lock = lock::Lock::take(out)?;
        let disk = disk::Disk::new(faults.kill_after);
        if !is_own(out)? {
            disk.put(out, MARKER, MARKED.as_bytes())?;
            traces.marker = true;
        }
        publish::heal(out, &disk)?;
        let (out, limits) = (out.to_path_buf(), done::LIMITS);
        Ok(Store { out, disk, faults, limits, traces, _lock: lock })
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Keeps what was found out about the texts of finished segments beside them, with its hash: it
    /// goes when they go. The segments are those of the pass.
    ///
    /// # Errors
    /// A file that can not be written.
    pub fn keep(&self, pass: &Pass, name: &str, content: &[u8]) -> Result<(), StoreError> {
        let folder = self.out.join(format!("segments-{}", pass.manifest.segments));
        let mut bytes = blake3::hash(content).to_hex().as_bytes().to_vec();
        bytes.extend_from_slice(content);
        self.disk.put(&folder, name, &bytes).map(drop)
    }
}

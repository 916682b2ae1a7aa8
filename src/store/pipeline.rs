//! Reader → workers → ordered writer. A [`Source`] fills batches on a thread of its own, workers code
//! and pack them, the calling thread takes them back in the order of the corpus. It knows no file:
//! what is done with a coded batch is the caller's.
//!
//! Batches go round: a fixed number of slabs travels from the reader to a worker to the writer and
//! back, so the window of re-ordering and the memory are bounded by construction, and no stage can
//! wait for another that waits for it. The first error ends every stage.

use std::any::Any;
use std::error::Error;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::StoreError;
use super::manifest::{Dropped, MetadataColumn};
use crate::corpus::Batch;
use crate::corpus::batch::BATCH_BYTES;
use crate::engine::coding::BatchOutput;

/// A corpus as the store sees it.
pub trait Source {
    /// What can go wrong in reading.
    type Error: Into<Box<dyn Error + Send + Sync>>;

    /// Resets the batch and fills it with the next documents: false when there were none. The same
    /// corpus must give the same batches, whoever asks. The store sets the number of the batch.
    ///
    /// # Errors
    /// Whatever the reader meets; it ends the run.
    fn fill(&mut self, batch: &mut Batch) -> Result<bool, Self::Error>;

    /// What is known when all has been read: asked once, after the last batch.
    fn closing(&self) -> Closing {
        Closing::default()
    }
}

/// What a source says at its end, for the manifest of the segments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// Rows left out.
    pub dropped: Vec<Dropped>,
    /// Declared non-answers that no text is.
    pub unmet: Vec<String>,
    /// The columns of metadata with their types; left empty, the planned names stand without types.
    pub metadata: Vec<MetadataColumn>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents read and coded, or skipped because they had been coded before.
    pub documents: u64,
    /// Bytes of their texts, ids and metadata.
    pub bytes: u64,
    /// Of these, the documents that had been coded before.
    pub skipped: u64,
}

/// A batch that comes out of a worker.
#[derive(Debug, Default)]
pub(super) struct Coded {
    pub batch: Batch,
    pub output: BatchOutput,
    /// The texts of its parts, one after the other, as one frame of zstd; empty where not wanted.
    pub packed: Vec<u8>,
    /// Bytes of the texts before packing.
    pub unpacked: u64,
}

impl Coded {
    /// True where its memory is not to be kept for the next batch.
    pub fn is_large(&self) -> bool {
        self.batch.bytes() > 2 * BATCH_BYTES
    }
}

/// What a run of the pipeline needs to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    /// Number of workers; at least one is started.
    pub threads: usize,
    /// Batches before this one are read and not coded.
    pub first_batch: u64,
    /// Texts are packed from this batch on.
    pub pack_from: u64,
    /// Number of parts of a document.
    pub n_parts: usize,
    /// Number of codebooks of the coder.
    pub n_passes: usize,
    /// Seed of injected delays.
    pub delay: Option<u64>,
}

/// How hard zstd works on texts.
const LEVEL: i32 = 1;

enum Message {
    Coded(Box<Coded>),
    Skipped {
        documents: u64,
        bytes: u64,
    },
    /// The corpus ended after that many batches and documents.
    End {
        batches: u64,
        documents: u64,
        closing: Closing,
    },
    Failed(StoreError),
}

/// Batches and documents read, and what the source said at its end.
#[derive(Debug, Default)]
pub(super) struct Ended {
    pub batches: u64,
    pub documents: u64,
    pub closing: Closing,
}

/// Runs all stages until the source ends or one of them fails.
pub(super) fn run<S, F, C>(
    settings: Settings,
    mut source: S,
    coder: F,
    mut write: impl FnMut(&mut Coded) -> Result<(), StoreError>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Ended, StoreError>
where
    S: Source + Send,
    F: Fn() -> C + Sync,
    C: FnMut(&Batch, &mut BatchOutput),
{
    let threads = settings.threads.max(1);
    // one a worker, as many again for half of them in the queue, and one each for reader and writer
    let n_slabs = threads + threads.div_ceil(2) + 2;
    let (free, freed) = bounded(n_slabs);
    let (work, jobs) = bounded::<Box<Coded>>(n_slabs);
    let (results, done) = bounded::<Message>(n_slabs);
    for _ in 0..n_slabs {
        free.send(Box::<Coded>::default()).map_err(|_| closed())?;
    }
    thread::scope(|scope| {
        let reader = results.clone();
        scope.spawn(move || {
            report(&reader, || read(settings.first_batch, &mut source, &freed, &work, &reader));
        });
        for _ in 0..threads {
            let (jobs, results, coder) = (jobs.clone(), results.clone(), &coder);
            scope.spawn(move || {
                report(&results, || code(settings, coder(), &jobs, &results));
            });
        }
        drop((jobs, results));
        // on return the writer's ends of the channels fall, and with them every stage
        collect(settings.first_batch, free, done, &mut write, progress)
    })
}

fn closed() -> StoreError {
    StoreError::Internal("a stage of the run ended too early".to_string())
}

/// Runs a stage; its error or panic becomes a message to the writer.
fn report(results: &Sender<Message>, stage: impl FnOnce() -> Result<(), StoreError>) {
    let outcome = catch_unwind(AssertUnwindSafe(stage)).unwrap_or_else(|panic| {
        Err(StoreError::Internal(format!("a stage of the run panicked: {}", panic_text(&*panic))))
    });
    if let Err(error) = outcome {
        // nobody hears it where the writer has ended by another error
        let _ = results.send(Message::Failed(error));
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

fn read<S: Source>(
    first_batch: u64,
    source: &mut S,
    freed: &Receiver<Box<Coded>>,
    work: &Sender<Box<Coded>>,
    results: &Sender<Message>,
) -> Result<(), StoreError> {
    let (mut batches, mut documents) = (0, 0);
    // a closed channel means that the writer has met an error and says it
    while let Ok(mut slab) = freed.recv() {
        loop {
            let more =
                source.fill(&mut slab.batch).map_err(|error| StoreError::Source(error.into()))?;
            if !more {
                let closing = source.closing();
                let _ = results.send(Message::End { batches, documents, closing });
                return Ok(());
            }
            if slab.batch.is_empty() {
                continue;
            }
            slab.batch.number = batches;
            batches += 1;
            documents += slab.batch.len() as u64;
            if slab.batch.number >= first_batch {
                break;
            }
            let (documents, bytes) = (slab.batch.len() as u64, slab.batch.bytes() as u64);
            if results.send(Message::Skipped { documents, bytes }).is_err() {
                return Ok(());
            }
        }
        if work.send(slab).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn code(
    settings: Settings,
    mut coder: impl FnMut(&Batch, &mut BatchOutput),
    jobs: &Receiver<Box<Coded>>,
    results: &Sender<Message>,
) -> Result<(), StoreError> {
    let unpackable = |error| StoreError::Internal(format!("texts could not be packed: {error}"));
    let mut packer = zstd::bulk::Compressor::new(LEVEL).map_err(unpackable)?;
    packer.include_checksum(true).map_err(unpackable)?;
    let mut texts: Vec<u8> = Vec::new();
    while let Ok(mut slab) = jobs.recv() {
        if let Some(seed) = settings.delay {
            thread::sleep(Duration::from_millis(scramble(seed ^ slab.batch.number) % 8));
        }
        coder(&slab.batch, &mut slab.output);
        check(&slab, settings.n_passes).map_err(|reason| {
            StoreError::Internal(format!("the coding of batch {}: {reason}", slab.batch.number))
        })?;
        slab.packed.clear();
        if slab.batch.number >= settings.pack_from {
            pack(&mut slab, settings.n_parts, &mut packer, &mut texts).map_err(unpackable)?;
        }
        if results.send(Message::Coded(slab)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Packs the texts of a batch as one frame: those of a large one piece by piece, without a copy.
fn pack(
    slab: &mut Coded,
    n_parts: usize,
    packer: &mut zstd::bulk::Compressor<'_>,
    texts: &mut Vec<u8>,
) -> std::io::Result<()> {
    let batch = &slab.batch;
    let pieces = || {
        let parts = |document| (0..n_parts).map(move |part| batch.part(document, part));
        (0..batch.len()).flat_map(parts).flatten().map(str::as_bytes)
    };
    if slab.is_large() {
        slab.unpacked = pieces().map(|piece| piece.len() as u64).sum();
        let mut packer = zstd::Encoder::new(&mut slab.packed, LEVEL)?;
        packer.include_checksum(true)?;
        packer.set_pledged_src_size(Some(slab.unpacked))?;
        pieces().try_for_each(|piece| packer.write_all(piece))?;
        return packer.finish().map(drop);
    }
    texts.clear();
    pieces().for_each(|piece| texts.extend_from_slice(piece));
    slab.unpacked = texts.len() as u64;
    slab.packed.reserve(zstd::zstd_safe::compress_bound(texts.len()));
    packer.compress_to_buffer(texts, &mut slab.packed).map(drop)
}

/// The columns agree, so that nothing after this can go out of bounds.
fn check(coded: &Coded, n_passes: usize) -> Result<(), &'static str> {
    let segments = &coded.output.segments;
    let n = segments.document.len();
    let lengths = [
        segments.part.len(),
        segments.number.len(),
        segments.start.len(),
        segments.end.len(),
        segments.char_start.len(),
        segments.char_end.len(),
        segments.words.len(),
        segments.language.len(),
        segments.absent.len(),
    ];
    if lengths.iter().any(|&length| length != n) {
        return Err("columns of segments differ in length");
    }
    if segments.document.iter().any(|&document| document as usize >= coded.batch.len()) {
        return Err("a segment is of no document");
    }
    if coded.output.passes.len() != n_passes {
        return Err("there are more or fewer passes than codebooks");
    }
    for pass in &coded.output.passes {
        let (codings, matches) = (&pass.codings, &pass.matches);
        let (c, m) = (codings.segment.len(), matches.segment.len());
        let fits = pass.in_scope.len() == n
            && codings.code.len() == c
            && codings.mention.len() == c
            && codings.asserted.len() == c
            && codings.given_mention.len() == c
            && codings.given_asserted.len() == c
            && matches.code.len() == m
            && matches.rule.len() == m
            && matches.start.len() == m
            && matches.end.len() == m
            && matches.words.len() == m
            && matches.negated.len() == m
            && matches.quoted.len() == m
            && matches.voice.len() == m;
        if !fits {
            return Err("columns of a pass differ in length");
        }
        let mut rows = codings.segment.iter().chain(&matches.segment);
        if rows.any(|&segment| segment as usize >= n) {
            return Err("a coding or match is of no segment");
        }
    }
    Ok(())
}

/// SplitMix64's mixing step (Steele, Lea and Flood 2014).
fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn collect(
    first_batch: u64,
    free: Sender<Box<Coded>>,
    done: Receiver<Message>,
    write: &mut impl FnMut(&mut Coded) -> Result<(), StoreError>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Ended, StoreError> {
    let mut so_far = Progress::default();
    let mut next = first_batch;
    let mut waiting: Vec<Box<Coded>> = Vec::new();
    let mut ended: Option<Ended> = None;
    while ended.as_ref().is_none_or(|ended| next < ended.batches) {
        match done.recv().map_err(|_| closed())? {
            Message::Failed(error) => return Err(error),
            Message::End { batches, documents, closing } => {
                ended = Some(Ended { batches, documents, closing });
            }
            Message::Skipped { documents, bytes } => {
                so_far.documents += documents;
                so_far.bytes += bytes;
                so_far.skipped += documents;
                progress(so_far);
            }
            Message::Coded(coded) => waiting.push(coded),
        }
        while let Some(place) = waiting.iter().position(|coded| coded.batch.number == next) {
            let mut coded = waiting.swap_remove(place);
            write(&mut coded)?;
            so_far.documents += coded.batch.len() as u64;
            so_far.bytes += coded.batch.bytes() as u64;
            progress(so_far);
            next += 1;
            // a document of 50 MB must not leave every slab at that size
            let next = if coded.is_large() { Box::default() } else { coded };
            // the reader is gone where the corpus has ended
            let _ = free.send(next);
        }
    }
    ended.ok_or_else(closed)
}

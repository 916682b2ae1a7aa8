//! Which segments are explained: those that are named, or a sample of a code's. Ids, numbers and codings
//! are read; texts are not.

use std::collections::BTreeSet;

use crate::engine::codebook::Measure;
use crate::study::Failure;
use crate::study::stored::{StoredPass, StoredSource};

/// Where a segment lies in a finished pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Part of the pass.
    pub part: usize,
    /// Row of the document in that part.
    pub document: usize,
    /// Running number of the segment in its document, from 1.
    pub number: u32,
}

/// The segments of documents with this id and the segment number, in the order of the corpus.
/// Only ids and numbers of segments are read.
///
/// # Errors
///
/// A document that has no such segment; a part that can not be read.
pub fn find(source: &StoredSource, document: &str, number: u32) -> Result<Vec<Place>, Failure> {
    let Some(stored) = source.passes.first() else { return Ok(Vec::new()) };
    let mut places = Vec::new();
    for part in 0..stored.pass.n_parts() {
        let documents = stored.pass.documents(part)?;
        for row in (0..documents.len()).filter(|&row| documents.id.get(row) == Some(document)) {
            let n_segments = documents.n_segments[row];
            if number == 0 || number > n_segments {
                return Err(format!(
                    "document `{document}` has no segment {number}; they run from 1 to {n_segments}"
                )
                .into());
            }
            places.push(Place { part, document: row, number });
        }
    }
    Ok(places)
}

/// A sample of the segments in scope to which the code is given under the headline measure, and how
/// many there are. Which ones depends on the seed, the document's id, its part and the segment's
/// start alone: the same on every machine, whatever the order of the corpus.
///
/// # Errors
///
/// A part that can not be read.
pub fn sample(
    stored: &StoredPass,
    code: usize,
    n: usize,
    seed: u64,
) -> Result<(Vec<Place>, u64), Failure> {
    let mut total = 0;
    let mut least: BTreeSet<([u8; 32], Place)> = BTreeSet::new();
    for part in 0..stored.pass.n_parts() {
        let codings = stored.pass.codings(part)?;
        let given = match stored.codebook.measure {
            Measure::Asserted => &codings.given_asserted,
            Measure::Mention => &codings.given_mention,
        };
        let rows: Vec<usize> = (0..codings.segment.len())
            .filter(|&row| codings.code[row] as usize == code && given[row])
            .map(|row| codings.segment[row] as usize)
            .collect();
        if rows.is_empty() {
            continue;
        }
        let in_scope = stored.pass.in_scope(part)?;
        let segments = stored.pass.segments(part)?;
        let documents = stored.pass.documents(part)?;
        let origin = documents.document.first().copied().unwrap_or(0);
        for row in rows.into_iter().filter(|&row| in_scope[row]) {
            total += 1;
            let document = (segments.document[row] - origin) as usize;
            let id = documents.id.get(document).unwrap_or_default();
            let mut hasher = blake3::Hasher::new();
            hasher.update(&seed.to_le_bytes());
            hasher.update(&(id.len() as u64).to_le_bytes());
            hasher.update(id.as_bytes());
            hasher.update(&segments.part[row].to_le_bytes());
            hasher.update(&segments.start[row].to_le_bytes());
            let place = Place { part, document, number: segments.number[row] };
            least.insert((*hasher.finalize().as_bytes(), place));
            if least.len() > n {
                least.pop_last();
            }
        }
    }
    Ok((least.into_iter().map(|(_, place)| place).collect(), total))
}

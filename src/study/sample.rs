//! Coded segments to look at: evenly drawn over a stored pass, each on one line with its codes. What
//! is drawn depends on the pass alone. It prints nothing.

use crate::engine::codebook::Measure;

use super::{Failure, StoredPass};

/// Bytes of a segment's text that are given before its first match.
const BEFORE: usize = 400;
/// Bytes that are given from its first match on.
const AFTER: usize = 2000;

/// Coded segments of a pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The segments drawn, in the order of the corpus.
    pub lines: Vec<Line>,
    /// Segments with a code.
    pub n_coded: u64,
    /// Segments in all.
    pub n_segments: u64,
}

/// A segment on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Id of its document.
    pub document: String,
    /// What stands before its first match; all of it where there is none.
    pub before: String,
    /// From the first match on.
    pub found: String,
    /// Ids of the codes given under the headline measure.
    pub codes: Vec<String>,
}

impl Sample {
    /// Draws up to `n` segments that have a code; where none has, the first `n` of the corpus.
    ///
    /// # Errors
    /// A part that can not be read; texts that were not kept.
    pub fn draw(stored: &StoredPass, n: usize) -> Result<Self, Failure> {
        let mut sample = Sample::default();
        let mut coded = Vec::with_capacity(stored.pass.n_parts());
        for part in 0..stored.pass.n_parts() {
            let rows = coded_rows(stored, part)?;
            sample.n_coded += rows.len() as u64;
            sample.n_segments += stored.pass.n_segments(part) as u64;
            coded.push(rows.len() as u64);
        }
        let wanted = (n as u64).min(sample.n_coded);
        let mut ranks = (0..wanted).map(|place| place * sample.n_coded / wanted).peekable();
        let mut first = 0;
        for (part, n_coded) in coded.iter().enumerate() {
            let last = first + n_coded;
            let mut rows = Vec::new();
            if sample.n_coded == 0 {
                let left = n.saturating_sub(sample.lines.len());
                rows.extend(0..left.min(stored.pass.n_segments(part)) as u32);
            } else if ranks.peek().is_some_and(|rank| *rank < last) {
                let known = coded_rows(stored, part)?;
                while let Some(rank) = ranks.next_if(|rank| *rank < last) {
                    rows.extend(known.get((rank - first) as usize));
                }
            }
            if !rows.is_empty() {
                read(stored, part, &rows, &mut sample.lines)?;
            }
            first = last;
        }
        Ok(sample)
    }
}

/// The segments of a part that have a code, in order.
fn coded_rows(stored: &StoredPass, part: usize) -> Result<Vec<u32>, Failure> {
    let codings = stored.pass.codings(part)?;
    let given = given(stored, &codings);
    let mut rows: Vec<u32> = codings
        .segment
        .iter()
        .zip(given)
        .filter(|(_, given)| **given)
        .map(|(row, _)| *row)
        .collect();
    rows.dedup();
    Ok(rows)
}

fn given<'c>(stored: &StoredPass, codings: &'c crate::engine::coding::Codings) -> &'c [bool] {
    match stored.codebook.measure {
        Measure::Asserted => &codings.given_asserted,
        Measure::Mention => &codings.given_mention,
    }
}

fn read(
    stored: &StoredPass,
    part: usize,
    rows: &[u32],
    lines: &mut Vec<Line>,
) -> Result<(), Failure> {
    let data = stored.pass.part(part)?;
    let mut texts = stored.pass.texts(part)?;
    let origin = data.documents.document.first().copied().unwrap_or(0);
    let given = given(stored, &data.codings);
    for &row in rows {
        let (at, segments) = (row as usize, &data.segments);
        let document = (segments.document[at] - origin) as usize;
        let codes = (0..given.len())
            .filter(|&coding| data.codings.segment[coding] == row && given[coding])
            .map(|coding| stored.codebook.codes[data.codings.code[coding] as usize].id.clone());
        let matches = (0..data.matches.segment.len()).filter(|&it| data.matches.segment[it] == row);
        let (start, end) = (segments.start[at] as usize, segments.end[at] as usize);
        let first = matches.map(|it| data.matches.start[it] as usize).min().unwrap_or(start);
        let text = texts.text(document, segments.part[at] as usize)?.unwrap_or_default();
        lines.push(Line {
            document: data.documents.id.get(document).unwrap_or_default().to_owned(),
            before: slice(text, start.max(first.saturating_sub(BEFORE)), first),
            found: slice(text, first, end.min(first + AFTER)),
            codes: codes.collect(),
        });
    }
    Ok(())
}

/// The text between two bytes, or between the nearest character boundaries after them.
fn slice(text: &str, start: usize, end: usize) -> String {
    let boundary = |byte: usize| (byte..text.len()).find(|it| text.is_char_boundary(*it));
    let (start, end) = (boundary(start), boundary(end));
    text[start.unwrap_or(text.len())..end.unwrap_or(text.len())].to_owned()
}

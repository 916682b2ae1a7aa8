//! Which texts the report holds: all of them where they fit, else a sample that has examples of every code
//! in every language. Parts of the store enter; blocks of texts leave. What is drawn depends on the corpus
//! and the codings alone.

use std::collections::HashMap;

use crate::engine::coding::{Matches, Quoted};
use crate::report::text::{Marked, size};
use crate::report::{Source, Texts, TextsBuilder};

use super::super::Failure;
use super::super::stored::StoredSource;

/// Draws the sample.
pub const SEED: u64 = 1;
/// Bytes that the texts of a report may take in the file; 30 MB less tables, figures and columns.
const BUDGET: usize = 21_000_000;
/// Texts of each code and language that are drawn first.
const EXAMPLES: usize = 60;
/// Bytes of texts that tell how small they become.
const PILOT: usize = 3_000_000;

/// Fills in the texts of a source, whose part of the file is `share`.
///
/// # Errors
///
/// A part that can not be read.
pub fn fill(stored: &StoredSource, source: &mut Source, share: f64) -> Result<(), Failure> {
    let Some(first) = stored.passes.first() else { return Ok(()) };
    if !first.pass.segments_manifest.texts {
        return Ok(());
    }
    let budget = (BUDGET as f64 * share) as usize;
    let sizes = sizes(stored, source)?;
    let all: usize = sizes.iter().sum();
    // deflate and Base64 make three bytes of four even of dense text
    if all / 4 * 3 <= budget {
        source.texts = hold(stored, &vec![true; sizes.len()])?.0;
        return Ok(());
    }
    let order = order(source);
    let (_, packed, raw) = hold(stored, &drawn(&order, &sizes, PILOT.min(all)))?;
    let mut wanted = budget as f64 * raw.max(1) as f64 / packed.max(1) as f64 * 0.97;
    loop {
        let (texts, packed, _) = hold(stored, &drawn(&order, &sizes, wanted as usize))?;
        if packed <= budget {
            source.texts = texts;
            return Ok(());
        }
        wanted *= budget as f64 / packed as f64 * 0.97;
    }
}

/// About how many bytes the text of each segment takes.
fn sizes(stored: &StoredSource, source: &Source) -> Result<Vec<usize>, Failure> {
    let mut sizes = Vec::with_capacity(source.len());
    for part in 0..stored.passes[0].pass.n_parts() {
        let segments = stored.passes[0].pass.segments(part)?;
        for row in 0..segments.document.len() {
            let n = source.passes.iter().map(|it| it.n_matches[sizes.len()] as usize).sum();
            sizes.push(size((segments.end[row] - segments.start[row]) as usize, n));
        }
    }
    Ok(sizes)
}

/// The segments in the order in which they are drawn: examples of each code and language, then those
/// with a code, then the others.
fn order(source: &Source) -> Vec<usize> {
    let mut shuffled: Vec<usize> = (0..source.len()).collect();
    shuffled.sort_by_key(|it| (mixed(*it as u64 ^ SEED << 32), *it));
    let starts: Vec<Vec<usize>> = source
        .passes
        .iter()
        .map(|pass| {
            let start = |at: &mut usize, n: &u16| {
                let start = *at;
                *at += *n as usize;
                Some(start)
            };
            pass.n_codings.iter().scan(0, start).collect()
        })
        .collect();
    let mut n_of: HashMap<(usize, u32, u8), usize> = HashMap::new();
    let mut class = vec![2u8; source.len()];
    for &segment in &shuffled {
        for (at, pass) in source.passes.iter().enumerate() {
            let start = starts[at][segment];
            for coding in &pass.codings[start..start + pass.n_codings[segment] as usize] {
                let n = n_of.entry((at, coding / 4, source.language[segment])).or_default();
                *n += 1;
                let own = if *n <= EXAMPLES { 0 } else { 1 };
                class[segment] = class[segment].min(own);
            }
        }
    }
    shuffled.sort_by_key(|it| class[*it]);
    shuffled
}

/// The segments that are held when they may take so many bytes.
fn drawn(order: &[usize], sizes: &[usize], most: usize) -> Vec<bool> {
    let mut held = vec![false; sizes.len()];
    let mut n = 0;
    for &segment in order {
        n += sizes[segment];
        if n > most {
            break;
        }
        held[segment] = true;
    }
    held
}

/// Numbers that look like chance.
///
/// # Reference
///
/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 16.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Reads and packs the texts that are held; also gives their bytes packed and before.
fn hold(stored: &StoredSource, held: &[bool]) -> Result<(Texts, usize, usize), Failure> {
    let mut builder = TextsBuilder::default();
    let pass = &stored.passes[0].pass;
    let mut before = 0;
    for part in 0..pass.n_parts() {
        let segments = pass.segments(part)?;
        let n = segments.document.len();
        let of_part = held.get(before..before + n).unwrap_or_default();
        before += n;
        if !of_part.contains(&true) {
            (0..n).for_each(|_| builder.skip());
            continue;
        }
        let mut texts = pass.texts(part)?;
        let passes = stored.passes.iter().map(|it| it.pass.matches(part));
        let matches: Vec<Matches> = passes.collect::<Result<_, _>>()?;
        let mut next = vec![0; matches.len()];
        let origin = segments.document.first().copied().unwrap_or(0);
        let mut marked = Vec::new();
        for (row, is_held) in of_part.iter().enumerate() {
            let (start, end) = (segments.start[row] as usize, segments.end[row] as usize);
            marked.clear();
            for (at, of) in matches.iter().enumerate() {
                while of.segment.get(next[at]).is_some_and(|it| *it as usize == row) {
                    marked.push(mark(of, at, next[at], start));
                    next[at] += 1;
                }
            }
            if !is_held {
                builder.skip();
                continue;
            }
            let document = (segments.document[row] - origin) as usize;
            let text = texts.text(document, segments.part[row] as usize)?.unwrap_or_default();
            builder.add(text.get(start..end).unwrap_or_default(), &marked);
        }
    }
    let raw = builder.n_raw;
    let (texts, packed) = builder.finish();
    Ok((texts, packed, raw))
}

fn mark(of: &Matches, pass: usize, row: usize, start: usize) -> Marked {
    let quoted = match of.quoted[row] {
        None => 0,
        Some(Quoted::Term) => 1,
        Some(Quoted::Speech) => 2,
        Some(Quoted::Title) => 3,
    };
    Marked {
        pass,
        rule: of.rule[row],
        start: (of.start[row] as usize).saturating_sub(start),
        end: (of.end[row] as usize).saturating_sub(start),
        flags: u8::from(of.negated[row]) + 2 * quoted,
        voice: of.voice[row].map_or(0, |it| u32::from(it) + 1),
    }
}

//! Hits: sets of words of one segment, and what rules ask of them.

use std::cmp::Ordering;

/// A set of words. Most are one run of words; the runs of the others lie in an [`Arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First word, counted in the segment from 0.
    pub first: u32,
    /// Last word.
    pub last: u32,
    /// Number of words.
    pub words: u32,
    /// Sentence of the first word, counted in the segment from 0.
    pub sentence: u32,
    /// Sentence of the last word.
    pub last_sentence: u32,
    /// First byte of the first word in the text of the part.
    pub start: u32,
    /// One past the last byte of the last word.
    pub end: u32,
    /// Where its runs lie when it is more than one.
    runs: (u32, u32),
}

/// Runs of the hits that are not one run: `(first, last)` words and `(start, end)` bytes each.
#[derive(Debug, Default)]
pub struct Arena {
    runs: Vec<Run>,
}

/// Consecutive words, with the bytes that they and what is between them stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First word.
    pub first: u32,
    /// Last word.
    pub last: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Hit {
    /// A hit of consecutive words of one sentence or of several.
    pub fn run(run: Run, sentence: u32, last_sentence: u32) -> Self {
        Self {
            first: run.first,
            last: run.last,
            words: run.last - run.first + 1,
            sentence,
            last_sentence,
            start: run.start,
            end: run.end,
            runs: (0, 0),
        }
    }

    /// True when its extent lies inside the other's.
    pub fn inside(&self, other: &Hit) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Words between two extents; `None` where they overlap.
    pub fn between(&self, other: &Hit) -> Option<u32> {
        if self.last < other.first {
            Some(other.first - self.last - 1)
        } else if other.last < self.first {
            Some(self.first - other.last - 1)
        } else {
            None
        }
    }
}

/// For each of a list of hits in order of their first words: the furthest last word of those of its
/// place up to it, and whose that is. `place` is the sentence (paragraph, unit) of a hit.
pub fn furthest(hits: &[Hit], place: impl Fn(&Hit) -> u32) -> Vec<(u32, usize)> {
    let mut reach: Vec<(u32, usize)> = Vec::with_capacity(hits.len());
    for (index, hit) in hits.iter().enumerate() {
        let before = index.checked_sub(1).filter(|&at| place(&hits[at]) == place(hit));
        reach.push(match before.map(|at| reach[at]) {
            Some((last, by)) if last >= hit.last => (last, by),
            _ => (hit.last, index),
        });
    }
    reach
}

impl Arena {
    /// Forgets all runs.
    pub fn clear(&mut self) {
        self.runs.clear();
    }

    /// The runs of a hit, in order, with at least one word between any two.
    pub fn runs(&self, hit: &Hit) -> impl Iterator<Item = Run> + Clone + use<'_> {
        let one = (hit.runs.0 == hit.runs.1).then_some(Run {
            first: hit.first,
            last: hit.last,
            start: hit.start,
            end: hit.end,
        });
        one.into_iter().chain(self.runs[hit.runs.0 as usize..hit.runs.1 as usize].iter().copied())
    }

    /// True when the hits have a word in common.
    pub fn share(&self, a: &Hit, b: &Hit) -> bool {
        if a.last < b.first || b.last < a.first {
            return false;
        }
        self.runs(a).any(|x| self.runs(b).any(|y| x.first <= y.last && y.first <= x.last))
    }

    /// Compares the places of the words, the first that differs decides.
    pub fn places(&self, a: &Hit, b: &Hit) -> Ordering {
        if a.runs.0 == a.runs.1 && b.runs.0 == b.runs.1 {
            return (a.first, a.last).cmp(&(b.first, b.last));
        }
        self.words(a).cmp(self.words(b))
    }

    /// The places of the words, in order.
    pub fn words(&self, hit: &Hit) -> impl Iterator<Item = u32> + use<'_> {
        self.runs(hit).flat_map(|run| run.first..=run.last)
    }

    /// How many runs it holds.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Forgets the runs of hits that were made since it held so many.
    pub fn shrink(&mut self, len: usize) {
        self.runs.truncate(len);
    }

    /// The hit of the words of both, which have none in common.
    pub fn union(&mut self, a: &Hit, b: &Hit) -> Hit {
        let mut runs: Vec<Run> = self.runs(a).chain(self.runs(b)).collect();
        runs.sort_unstable_by_key(|run| run.first);
        runs.dedup_by(|next, run| {
            let touches = next.first <= run.last + 1;
            if touches && next.last >= run.last {
                run.last = next.last;
                run.end = next.end;
            }
            touches
        });
        let (front, back) = if a.first <= b.first { (a, b) } else { (b, a) };
        let tail = if a.last >= b.last { a } else { b };
        let from = self.runs.len() as u32;
        if runs.len() > 1 {
            self.runs.extend(&runs);
        }
        Hit {
            first: front.first,
            last: tail.last,
            words: runs.iter().map(|run| run.last - run.first + 1).sum(),
            sentence: front.sentence,
            last_sentence: tail.last_sentence.max(back.sentence),
            start: front.start,
            end: tail.end,
            runs: (from, self.runs.len() as u32),
        }
    }
}

/// Words that are taken, as bits.
#[derive(Debug, Default)]
pub struct Taken {
    bits: Vec<u64>,
}

impl Taken {
    /// Takes the words of a run list unless one of them is taken already.
    pub fn take(&mut self, runs: impl Iterator<Item = Run> + Clone) -> bool {
        let words = runs.flat_map(|run| run.first..=run.last);
        for word in words.clone() {
            let place = word as usize / 64;
            if place >= self.bits.len() {
                self.bits.resize(place + 1, 0);
            }
            if self.bits[place] >> (word % 64) & 1 == 1 {
                return false;
            }
        }
        for word in words {
            self.bits[word as usize / 64] |= 1 << (word % 64);
        }
        true
    }

    /// Gives the words back.
    pub fn release(&mut self, runs: impl Iterator<Item = Run>) {
        for word in runs.flat_map(|run| run.first..=run.last) {
            self.bits[word as usize / 64] &= !(1 << (word % 64));
        }
    }
}

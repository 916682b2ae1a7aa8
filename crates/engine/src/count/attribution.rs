//! Who says what: of the segments that are given a code, how many have a match of it that an actor
//! voices. Matches enter, document by document; sums over clusters leave.
//!
//! A voice is filled only by an attribution pattern, so most segments have none: they are counted as
//! unattributed. Deliberately absent: what an actor says of other codes, and mentions of actors (a
//! crosstab by the actors' codes).

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::codebook::{Codebook, Measure};
use crate::coding::{PassOutput, Segments};
use crate::stats::Clusters;

use super::coverage::Coverage;
use super::design::{Design, Weight};

/// Whose voice: an actor, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Index of a code of the actors' codebook.
    Actor(u16),
    /// No match of the code in the segment is attributed.
    Unattributed,
}

/// Sums of one codebook's codes by voice, under one measure.
#[derive(Clone, Debug)]
pub struct Attribution {
    coverage: Coverage,
    measure: Measure,
    /// For each code of the codebook its ancestors, itself first.
    lines: Vec<Vec<u16>>,
    /// The same for the actors.
    actor_lines: Vec<Vec<u16>>,
    of_code: BTreeMap<u16, Clusters>,
    of_voice: BTreeMap<(u16, Voice), Cell>,
    clusters: FxHashMap<u32, Part>,
}

/// Segments given a code in one voice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cell {
    segments: u64,
    documents: u64,
    y: u64,
    yy: u128,
    yn: u128,
}

/// What a document or a cluster comes to: segments, and the sum of their weights.
#[derive(Clone, Debug, Default)]
struct Part {
    given: BTreeMap<u16, Weighed>,
    voiced: BTreeMap<(u16, Voice), Weighed>,
    documents: BTreeMap<(u16, Voice), u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Weighed {
    segments: u64,
    /// Of these the ones that have a weight.
    weighted: u64,
    sum: u64,
    squares: u128,
}

/// A code in one voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voiced {
    /// Index of the code.
    pub code: u16,
    /// Whose voice.
    pub voice: Voice,
    /// Segments that are given the code by a match in this voice.
    pub segments: u64,
    /// Documents with such a segment.
    pub documents: u64,
    /// Weighted sums over clusters: y in this voice, n given the code.
    pub clusters: Clusters,
}

fn lines(codebook: &Codebook) -> Vec<Vec<u16>> {
    let line = |code| codebook.ancestors(code).map(|it| it as u16).collect();
    (0..codebook.codes.len()).map(line).collect()
}

/// Where the rows of a segment stand.
struct Rows {
    segment: usize,
    codings: Range<usize>,
    matches: Range<usize>,
}

impl Attribution {
    /// Empty sums of a codebook whose matches have their voices from `actors`. With `ignore_about` the
    /// pass was coded without asking for the object.
    pub fn new(
        codebook: &Codebook,
        actors: &Codebook,
        ignore_about: bool,
        measure: Measure,
    ) -> Attribution {
        Attribution {
            coverage: Coverage::new(codebook, ignore_about),
            measure,
            lines: lines(codebook),
            actor_lines: lines(actors),
            of_code: BTreeMap::new(),
            of_voice: BTreeMap::new(),
            clusters: FxHashMap::default(),
        }
    }

    /// Adds the segments of whole documents, with their matches.
    pub fn add<'v>(&mut self, segments: &Segments, pass: &PassOutput, design: impl Design<'v>) {
        let n = segments.document.len();
        let (mut first, mut coding, mut found) = (0, 0, 0);
        while first < n {
            let document = segments.document[first] as usize;
            let mut part = Part::default();
            let mut last = first;
            while last < n && segments.document[last] as usize == document {
                let upto = |rows: &[u32], from: usize| {
                    from + rows[from..].iter().take_while(|it| **it as usize <= last).count()
                };
                let codings = coding..upto(&pass.codings.segment, coding);
                let matches = found..upto(&pass.matches.segment, found);
                (coding, found) = (codings.end, matches.end);
                let weight = design.weight(document);
                let rows = Rows { segment: last, codings, matches };
                self.segment(segments, pass, rows, weight, &mut part);
                last += 1;
            }
            first = last;
            if !design.counts(document) {
                continue;
            }
            for (key, weighed) in &part.voiced {
                part.documents.insert(*key, u64::from(weighed.segments > 0));
            }
            match design.cluster(document) {
                None => self.close(&part),
                Some(cluster) => self.clusters.entry(cluster).or_default().merge(&part),
            }
        }
    }

    fn segment(
        &self,
        segments: &Segments,
        pass: &PassOutput,
        Rows { segment, codings, matches }: Rows,
        weight: Weight,
        part: &mut Part,
    ) {
        let language = segments.language[segment];
        let status =
            self.coverage.status(segments.absent[segment], pass.in_scope[segment], language);
        let rows = &pass.codings;
        for row in codings {
            let code = rows.code[row];
            let given = match self.measure {
                Measure::Asserted => rows.given_asserted[row],
                Measure::Mention => rows.given_mention[row],
            };
            let class = self.coverage.class_of[code as usize];
            if !given || !self.coverage.asks(class, status, language) {
                continue;
            }
            part.given.entry(code).or_default().add(weight);
            let counted = |at: &usize| {
                let own = &self.lines[pass.matches.code[*at] as usize];
                let denied = pass.matches.negated[*at] && self.measure == Measure::Asserted;
                own.contains(&code) && !denied
            };
            let mut voices: Vec<Voice> = matches
                .clone()
                .filter(counted)
                .filter_map(|at| pass.matches.voice[at])
                .flat_map(|actor| self.actor_lines.get(actor as usize).into_iter().flatten())
                .map(|actor| Voice::Actor(*actor))
                .collect();
            voices.sort_unstable();
            voices.dedup();
            if voices.is_empty() {
                voices.push(Voice::Unattributed);
            }
            for voice in voices {
                part.voiced.entry((code, voice)).or_default().add(weight);
            }
        }
    }

    /// Adds a cluster that is whole.
    fn close(&mut self, part: &Part) {
        let wide = |number: u64| u128::from(number);
        for (code, weighed) in &part.given {
            let sums = self.of_code.entry(*code).or_default();
            sums.documents += u64::from(weighed.weighted > 0);
            sums.segments += weighed.weighted;
            sums.ww += weighed.squares;
            sums.n += weighed.sum;
            sums.nn += wide(weighed.sum) * wide(weighed.sum);
        }
        for (key, weighed) in &part.voiced {
            let n = part.given.get(&key.0).map_or(0, |it| it.sum);
            let sums = self.of_voice.entry(*key).or_default();
            sums.segments += weighed.segments;
            sums.documents += part.documents.get(key).copied().unwrap_or(0);
            sums.y += weighed.sum;
            sums.yy += wide(weighed.sum) * wide(weighed.sum);
            sums.yn += wide(weighed.sum) * wide(n);
        }
    }

    /// The sums, by code and voice, of what occurs.
    pub fn finish(mut self) -> Vec<Voiced> {
        let mut clusters: Vec<(u32, Part)> =
            std::mem::take(&mut self.clusters).into_iter().collect();
        clusters.sort_unstable_by_key(|it| it.0);
        for (_, part) in &clusters {
            self.close(part);
        }
        let voiced = |(&(code, voice), cell): (&(u16, Voice), &Cell)| {
            let of = self.of_code.get(&code).copied().unwrap_or_default();
            let clusters = Clusters { y: cell.y, yy: cell.yy, yn: cell.yn, ..of };
            Voiced { code, voice, segments: cell.segments, documents: cell.documents, clusters }
        };
        self.of_voice.iter().map(voiced).collect()
    }
}

impl Weighed {
    fn add(&mut self, weight: Weight) {
        self.segments += 1;
        self.weighted += u64::from(weight > Weight::ZERO);
        self.sum += weight.times(1);
        self.squares += weight.squares(1);
    }

    fn merge(&mut self, other: &Weighed) {
        self.segments += other.segments;
        self.weighted += other.weighted;
        self.sum += other.sum;
        self.squares += other.squares;
    }
}

impl Part {
    fn merge(&mut self, other: &Part) {
        for (code, weighed) in &other.given {
            self.given.entry(*code).or_default().merge(weighed);
        }
        for (key, weighed) in &other.voiced {
            self.voiced.entry(*key).or_default().merge(weighed);
        }
        for (key, documents) in &other.documents {
            *self.documents.entry(*key).or_default() += documents;
        }
    }
}

//! The sums of a corpus or of any part of it, added document by document, merged in any order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::codebook::{Codebook, Measure};
use crate::coding::{PassOutput, Segments};
use crate::stats::Clusters;
use crate::text::Language;

use super::coverage::{Coverage, LANGUAGES, Status};
use super::group::{Dimension, GroupKey, Groups, Level, TooManyGroups};
use super::sums::{Counts, Local, MEASURES, Sums};

/// What one codebook's codings add up to, over all segments and by group.
///
/// Its memory is bounded by codes times groups, never by segments. Two tallies are equal when their
/// counts are, in whatever order the documents came.
#[derive(Clone, Debug)]
pub struct Tally {
    coverage: Coverage,
    total: Sums,
    groups: Groups,
    of_group: Vec<Sums>,
    /// Segments in which both of two top-level framings are given, by measure.
    pairs: BTreeMap<(u16, u16), [u64; MEASURES]>,
    /// Segments in scope by language: the denominators of pairs.
    in_scope: [u64; LANGUAGES],
    local: Local,
    group_of: Vec<usize>,
}

impl Tally {
    /// An empty tally. With `ignore_about` the pass was coded without asking for the object
    /// (as [`crate::coding::Options`] says it). `dimensions` are the variables to group by; none
    /// counts the whole only.
    pub fn new(codebook: &Codebook, ignore_about: bool, dimensions: Vec<Dimension>) -> Tally {
        let coverage = Coverage::new(codebook, ignore_about);
        Tally {
            total: Sums::new(&coverage),
            coverage,
            groups: Groups::new(dimensions),
            of_group: Vec::new(),
            pairs: BTreeMap::new(),
            in_scope: [0; LANGUAGES],
            local: Local::default(),
            group_of: Vec::new(),
        }
    }

    /// Adds the segments of whole documents: a document never straddles two calls. `value` is asked
    /// for (dimension, document) of every dimension of [`Level::Document`]; `None` and an empty text
    /// are the group of the missing.
    ///
    /// # Errors
    ///
    /// More than [`super::MAX_GROUPS`] groups; then the tally is of no use any more.
    pub fn add<'v>(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        value: impl Fn(usize, usize) -> Option<&'v str>,
    ) -> Result<(), TooManyGroups> {
        let n = segments.document.len();
        let (mut first, mut coding) = (0, 0);
        while first < n {
            let document = segments.document[first];
            let length =
                segments.document[first..].iter().take_while(|it| **it == document).count();
            let last = first + length;
            let of_segment = &pass.codings.segment;
            let codings =
                of_segment[coding..].iter().take_while(|it| (**it as usize) < last).count();
            let rows = coding..coding + codings;
            self.document(segments, pass, first..last, rows, |it| value(it, document as usize))?;
            (first, coding) = (last, coding + codings);
        }
        Ok(())
    }

    fn document<'v>(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        range: Range<usize>,
        codings: Range<usize>,
        value: impl Fn(usize) -> Option<&'v str>,
    ) -> Result<(), TooManyGroups> {
        self.local.clear(&self.coverage);
        let all = |_| true;
        self.fill(segments, pass, range.clone(), codings.clone(), all, true);
        self.total.add(&self.local, &self.coverage);
        if self.groups.dimensions.is_empty() {
            return Ok(());
        }
        self.find_groups(segments, range.clone(), value)?;
        let of_segment = std::mem::take(&mut self.group_of);
        let mut distinct = of_segment.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let mixed = distinct.len() > 1;
        for group in distinct {
            if mixed {
                let belongs = |segment: usize| of_segment[segment - range.start] == group;
                self.local.clear(&self.coverage);
                self.fill(segments, pass, range.clone(), codings.clone(), belongs, false);
            }
            self.of_group[group].add(&self.local, &self.coverage);
        }
        self.group_of = of_segment;
        Ok(())
    }

    /// The group of each segment of the document; one entry only where all are in one.
    fn find_groups<'v>(
        &mut self,
        segments: &Segments,
        range: Range<usize>,
        value: impl Fn(usize) -> Option<&'v str>,
    ) -> Result<(), TooManyGroups> {
        let dimensions = Arc::clone(&self.groups.dimensions);
        let of_document = dimensions.iter().all(|it| it.level == Level::Document);
        self.group_of.clear();
        for segment in range {
            let group = self.groups.find(|at| match &dimensions[at].level {
                Level::Document => value(at),
                Level::Part(names) => {
                    names.get(segments.part[segment] as usize).map(String::as_str)
                }
                Level::Language => Some(segments.language[segment].code()),
            })?;
            if group == self.of_group.len() {
                self.of_group.push(Sums::new(&self.coverage));
            }
            self.group_of.push(group);
            if of_document {
                break;
            }
        }
        Ok(())
    }

    /// Counts the segments of a document that belong into `self.local`.
    fn fill(
        &mut self,
        segments: &Segments,
        pass: &PassOutput,
        range: Range<usize>,
        mut codings: Range<usize>,
        belongs: impl Fn(usize) -> bool,
        whole: bool,
    ) {
        let rows = &pass.codings;
        let mut given_tops: [Vec<u16>; MEASURES] = Default::default();
        for segment in range {
            let start = codings.start;
            while codings.start < codings.end && rows.segment[codings.start] as usize <= segment {
                codings.start += 1;
            }
            if !belongs(segment) {
                continue;
            }
            let language = segments.language[segment];
            let status =
                self.coverage.status(segments.absent[segment], pass.in_scope[segment], language);
            let words = u64::from(segments.words[segment]);
            self.local.segment(status, language, words, &self.coverage);
            if whole && status == Status::InScope {
                self.in_scope[language as usize] += 1;
            }
            let complete = self.coverage.asks(self.coverage.complete, status, language);
            given_tops.iter_mut().for_each(Vec::clear);
            for row in start..codings.start {
                let code = rows.code[row] as usize;
                // a coding that is missing, though something matched
                if !self.coverage.asks(self.coverage.class_of[code], status, language) {
                    continue;
                }
                let given = [rows.given_asserted[row], rows.given_mention[row]];
                let matches = [rows.asserted[row], rows.mention[row]];
                self.local.coding(code, given, matches, complete);
                if self.coverage.is_top[code] {
                    for (tops, given) in given_tops.iter_mut().zip(given) {
                        tops.extend(given.then_some(rows.code[row]));
                    }
                }
            }
            if complete {
                self.local.any([0, 1].map(|measure| !given_tops[measure].is_empty()));
            }
            if whole {
                self.add_pairs(&given_tops);
            }
        }
    }

    fn add_pairs(&mut self, given: &[Vec<u16>; MEASURES]) {
        for (measure, tops) in given.iter().enumerate() {
            for (place, &left) in tops.iter().enumerate() {
                for &right in &tops[place + 1..] {
                    self.pairs.entry((left, right)).or_default()[measure] += 1;
                }
            }
        }
    }

    /// Adds another tally of the same codebook, options and dimensions, of other documents.
    ///
    /// # Errors
    ///
    /// More than [`super::MAX_GROUPS`] groups together.
    pub fn merge(&mut self, other: &Tally) -> Result<(), TooManyGroups> {
        debug_assert!(self.coverage == other.coverage, "tallies of one codebook");
        self.total.merge(&other.total);
        for (pair, n) in &other.pairs {
            let sums = self.pairs.entry(*pair).or_default();
            sums.iter_mut().zip(n).for_each(|(sum, n)| *sum += n);
        }
        self.in_scope.iter_mut().zip(other.in_scope).for_each(|(sum, n)| *sum += n);
        for (theirs, sums) in other.of_group.iter().enumerate() {
            let group = self.groups.find(|dimension| other.groups.value(theirs, dimension))?;
            if group == self.of_group.len() {
                self.of_group.push(Sums::new(&self.coverage));
            }
            self.of_group[group].merge(sums);
        }
        Ok(())
    }

    /// The counts over all groups.
    pub fn total(&self) -> Counted<'_> {
        Counted { coverage: &self.coverage, sums: &self.total }
    }

    /// The variables that the groups are of.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.groups.dimensions
    }

    /// The counts of each group, sorted: numbers by size, then text, then the missing.
    pub fn groups(&self) -> Vec<(GroupKey, Counted<'_>)> {
        let mut groups: Vec<_> = (0..self.groups.len())
            .zip(&self.of_group)
            .map(|(at, sums)| (self.groups.key(at), Counted { coverage: &self.coverage, sums }))
            .collect();
        groups.sort_by(|left, right| left.0.cmp(&right.0));
        groups
    }

    /// The top-level framings, as indices into the codebook's codes.
    pub fn top(&self) -> &[usize] {
        &self.coverage.top
    }

    /// How often two top-level framings stand in one segment: every pair, also those that never
    /// meet.
    pub fn pairs(&self, measure: Measure) -> Vec<Pair> {
        let top = &self.coverage.top;
        let mut pairs = Vec::new();
        for (place, &left) in top.iter().enumerate() {
            for &right in &top[place + 1..] {
                let languages =
                    |code: usize| self.coverage.classes[self.coverage.class_of[code]].languages;
                let (a, b) = (languages(left), languages(right));
                let n = Language::ALL.map(|it| it as usize);
                let n = n.iter().filter(|&&it| a[it] && b[it]).map(|&it| self.in_scope[it]).sum();
                let key = (left as u16, right as u16);
                let both = self.pairs.get(&key).map_or(0, |it| it[measure as usize]);
                pairs.push(Pair { codes: (left, right), both, n });
            }
        }
        pairs
    }
}

impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |tally: &Tally| -> Vec<(GroupKey, Sums)> {
            let groups = tally.groups().into_iter();
            groups.map(|(key, counted)| (key, counted.sums.clone())).collect()
        };
        self.coverage == other.coverage
            && self.total == other.total
            && self.groups.dimensions == other.groups.dimensions
            && self.pairs == other.pairs
            && self.in_scope == other.in_scope
            && sorted(self) == sorted(other)
    }
}

/// Two top-level framings and the segments in which both are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Indices of the codes.
    pub codes: (usize, usize),
    /// Number of segments with both.
    pub both: u64,
    /// Number of segments in scope in which neither coding is missing.
    pub n: u64,
}

/// The counts of the whole or of one group.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'t> {
    coverage: &'t Coverage,
    sums: &'t Sums,
}

/// What a code's shares are shares of.
pub type Denominator = Counts;

/// What a code, or the row "none", comes to under one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeCount {
    /// Segments given the code.
    pub segments: u64,
    /// Documents with at least one such segment.
    pub documents: u64,
    /// Counted matches in the denominator's segments; 0 for the row "none".
    pub matches: u64,
    /// Documents in which more segments are given this framing than any other top-level one; for the
    /// row "none" documents without any framing. 0 for subcodes and for the object.
    pub dominant: u64,
    /// Segments in which the coding is 1 or 0, their documents and words: in scope and in a language
    /// of the code; for the object and its subcodes in scope or not.
    pub of: Denominator,
    /// Sums over documents, for an interval.
    pub clusters: Clusters,
    /// Segments in which the coding is missing though they are in scope (for the object: though
    /// there is a text), because the code has no rules for their language.
    pub missing: u64,
}

impl Counted<'_> {
    /// What a code comes to.
    pub fn code(&self, code: usize, measure: Measure) -> CodeCount {
        let class = self.coverage.class_of[code];
        self.count(class, &self.sums.codes[code][measure as usize])
    }

    /// Segments without any top-level framing, of those of which every top-level framing is asked.
    pub fn none(&self, measure: Measure) -> CodeCount {
        self.count(self.coverage.complete, &self.sums.none[measure as usize])
    }

    /// Documents with more than one framing in front, of those of [`Counted::none`]'s denominator.
    pub fn mixed(&self, measure: Measure) -> u64 {
        self.sums.mixed[measure as usize]
    }

    fn count(&self, class: usize, code: &super::sums::CodeSums) -> CodeCount {
        let sums = &self.sums.classes[class];
        let asked: u64 = if self.coverage.classes[class].object {
            let texts = Status::ALL.iter().filter(|it| !it.is_absent());
            texts.map(|&it| self.status(it).segments).sum()
        } else {
            self.in_scope()
        };
        CodeCount {
            segments: code.y,
            documents: code.documents,
            matches: code.matches,
            dominant: code.dominant,
            of: sums.counts,
            clusters: Clusters {
                documents: sums.counts.documents,
                segments: sums.counts.segments,
                ww: u128::from(sums.counts.segments),
                y: code.y,
                n: sums.counts.segments,
                yy: code.yy,
                yn: code.yn,
                nn: sums.nn,
            },
            missing: asked - sums.counts.segments,
        }
    }

    /// Segments in which the object stands, or of which none is asked, in any language.
    /// Segments in scope.
    pub fn in_scope(&self) -> u64 {
        use super::Missing::LanguageNotCovered;
        let statuses = [Status::InScope, Status::Missing(LanguageNotCovered)];
        statuses.iter().map(|&it| self.status(it).segments).sum()
    }

    /// Segments with this status.
    pub fn status(&self, status: Status) -> Counts {
        self.sums.statuses[status.index()]
    }

    /// Segments missing for any reason.
    pub fn missing(&self) -> Counts {
        self.sums.missing
    }

    /// All segments.
    pub fn all(&self) -> Counts {
        self.sums.all
    }
}

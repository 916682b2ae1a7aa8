//! The sums of one group, and what one document adds to them.

use crate::text::Language;

use super::coverage::{Coverage, Status};

/// Number of measures, in the order of [`crate::codebook::Measure::ALL`].
pub(super) const MEASURES: usize = 2;

/// Segments, the documents that hold at least one of them, and their words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of segments.
    pub segments: u64,
    /// Number of documents with at least one such segment.
    pub documents: u64,
    /// Number of words in the segments; a Han character is a word.
    pub words: u64,
}

impl Counts {
    fn add_document(&mut self, segments: u64, words: u64) {
        self.segments += segments;
        self.words += words;
        self.documents += u64::from(segments > 0);
    }

    fn merge(&mut self, other: &Counts) {
        self.segments += other.segments;
        self.documents += other.documents;
        self.words += other.words;
    }
}

/// What a class of segments comes to: the denominator of its codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClassSums {
    pub counts: Counts,
    /// Sum over documents of the squared number of segments.
    pub nn: u128,
}

/// What a code comes to under one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CodeSums {
    pub y: u64,
    pub yy: u128,
    pub yn: u128,
    pub documents: u64,
    pub matches: u64,
    /// Documents in which it is the dominant framing; for "none" those without any framing.
    pub dominant: u64,
}

/// All sums of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    pub all: Counts,
    pub statuses: [Counts; Status::ALL.len()],
    /// Segments missing for any reason.
    pub missing: Counts,
    pub classes: Vec<ClassSums>,
    pub codes: Vec<[CodeSums; MEASURES]>,
    /// Segments without any top-level framing.
    pub none: [CodeSums; MEASURES],
    /// Documents with more than one dominant framing.
    pub mixed: [u64; MEASURES],
}

impl Sums {
    pub fn new(coverage: &Coverage) -> Sums {
        Sums {
            all: Counts::default(),
            statuses: [Counts::default(); Status::ALL.len()],
            missing: Counts::default(),
            classes: vec![ClassSums::default(); coverage.classes.len()],
            codes: vec![[CodeSums::default(); MEASURES]; coverage.class_of.len()],
            none: [CodeSums::default(); MEASURES],
            mixed: [0; MEASURES],
        }
    }

    /// Adds what one document came to.
    pub fn add(&mut self, local: &Local, coverage: &Coverage) {
        self.all.add_document(local.all.0, local.all.1);
        self.missing.add_document(local.missing.0, local.missing.1);
        for (sums, &(segments, words)) in self.statuses.iter_mut().zip(&local.statuses) {
            sums.add_document(segments, words);
        }
        for (sums, &(segments, words)) in self.classes.iter_mut().zip(&local.classes) {
            sums.counts.add_document(segments, words);
            sums.nn += u128::from(segments) * u128::from(segments);
        }
        for &code in &local.touched {
            let n = local.classes[coverage.class_of[code]].0;
            for measure in 0..MEASURES {
                self.codes[code][measure].add_document(local.codes[code][measure], n);
            }
        }
        let n = local.classes[coverage.complete].0;
        for measure in 0..MEASURES {
            self.none[measure].add_document((n - local.any[measure], 0), n);
            match local.dominant(coverage, measure) {
                Dominant::None => self.none[measure].dominant += u64::from(n > 0),
                Dominant::Code(code) => self.codes[code][measure].dominant += 1,
                Dominant::Mixed => self.mixed[measure] += 1,
            }
        }
    }

    pub fn merge(&mut self, other: &Sums) {
        self.all.merge(&other.all);
        self.missing.merge(&other.missing);
        for (sums, other) in self.statuses.iter_mut().zip(&other.statuses) {
            sums.merge(other);
        }
        for (sums, other) in self.classes.iter_mut().zip(&other.classes) {
            sums.counts.merge(&other.counts);
            sums.nn += other.nn;
        }
        let codes = self.codes.iter_mut().zip(&other.codes);
        for (sums, other) in codes.chain([(&mut self.none, &other.none)]) {
            for (sums, other) in sums.iter_mut().zip(other) {
                sums.merge(other);
            }
        }
        for (sums, other) in self.mixed.iter_mut().zip(&other.mixed) {
            *sums += other;
        }
    }
}

impl CodeSums {
    fn add_document(&mut self, (y, matches): (u64, u64), n: u64) {
        self.y += y;
        self.yy += u128::from(y) * u128::from(y);
        self.yn += u128::from(y) * u128::from(n);
        self.documents += u64::from(y > 0);
        self.matches += matches;
    }

    fn merge(&mut self, other: &CodeSums) {
        self.y += other.y;
        self.yy += other.yy;
        self.yn += other.yn;
        self.documents += other.documents;
        self.matches += other.matches;
        self.dominant += other.dominant;
    }
}

/// The framing with the most segments of a document.
enum Dominant {
    None,
    Code(usize),
    Mixed,
}

/// One document, or the segments of it that belong to one group. Reused from document to document.
#[derive(Clone, Debug, Default)]
pub(super) struct Local {
    /// Segments and words.
    all: (u64, u64),
    statuses: [(u64, u64); Status::ALL.len()],
    missing: (u64, u64),
    classes: Vec<(u64, u64)>,
    /// For each code and measure: segments given and matches.
    codes: Vec<[(u64, u64); MEASURES]>,
    /// Segments given within the class of the row "none", where dominance is judged.
    complete: Vec<[u64; MEASURES]>,
    touched: Vec<usize>,
    seen: Vec<bool>,
    /// Segments of that class with any top-level framing.
    any: [u64; MEASURES],
}

impl Local {
    pub fn clear(&mut self, coverage: &Coverage) {
        self.all = (0, 0);
        self.missing = (0, 0);
        self.statuses = Default::default();
        self.classes.clear();
        self.classes.resize(coverage.classes.len(), (0, 0));
        for &code in &self.touched {
            self.codes[code] = Default::default();
            self.complete[code] = Default::default();
            self.seen[code] = false;
        }
        self.touched.clear();
        self.codes.resize(coverage.class_of.len(), Default::default());
        self.complete.resize(coverage.class_of.len(), Default::default());
        self.seen.resize(coverage.class_of.len(), false);
        self.any = [0; MEASURES];
    }

    /// Adds a segment: to its status, and to the denominators that it stands in.
    pub fn segment(&mut self, status: Status, language: Language, words: u64, of: &Coverage) {
        let add = |it: &mut (u64, u64)| *it = (it.0 + 1, it.1 + words);
        add(&mut self.all);
        add(&mut self.statuses[status.index()]);
        if matches!(status, Status::Missing(_)) {
            add(&mut self.missing);
        }
        for (class, sums) in self.classes.iter_mut().enumerate() {
            if of.asks(class, status, language) {
                add(sums);
            }
        }
    }

    /// Adds a coding that is 1 or 0; `complete` when the segment is in the class of the row "none".
    pub fn coding(
        &mut self,
        code: usize,
        given: [bool; MEASURES],
        matches: [u32; MEASURES],
        complete: bool,
    ) {
        if !self.seen[code] {
            self.seen[code] = true;
            self.touched.push(code);
        }
        for measure in 0..MEASURES {
            let sums = &mut self.codes[code][measure];
            sums.0 += u64::from(given[measure]);
            sums.1 += u64::from(matches[measure]);
            self.complete[code][measure] += u64::from(complete && given[measure]);
        }
    }

    /// Adds a segment of the class of the row "none" that has a top-level framing.
    pub fn any(&mut self, given: [bool; MEASURES]) {
        for (sum, given) in self.any.iter_mut().zip(given) {
            *sum += u64::from(given);
        }
    }

    fn dominant(&self, coverage: &Coverage, measure: usize) -> Dominant {
        let (mut most, mut dominant) = (0, Dominant::None);
        for &code in self.touched.iter().filter(|&&code| coverage.is_top[code]) {
            let n = self.complete[code][measure];
            if n > most {
                (most, dominant) = (n, Dominant::Code(code));
            } else if n == most && n > 0 {
                dominant = Dominant::Mixed;
            }
        }
        dominant
    }
}

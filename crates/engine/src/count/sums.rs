//! The sums of one group, and what one document adds to them.

use crate::text::Language;

use super::coverage::{Coverage, Status};
use super::design::{Member, Product, Products, Weight};

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
    /// Clusters with a weighted segment.
    pub clusters: u64,
    /// Segments that have a weight.
    pub segments: u64,
    /// Sum of the squared weights of the segments.
    pub ww: u128,
    /// Sum of the weights.
    pub n: u64,
    /// Sum over clusters of the squared sum of weights.
    pub nn: u128,
}

/// What a code comes to under one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CodeSums {
    pub segments: u64,
    /// Sum of the weights of these segments; its squares and products over clusters.
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

    /// Adds what one document came to, counted.
    pub fn count(&mut self, local: &Local, coverage: &Coverage) {
        self.all.add_document(local.all.0, local.all.1);
        self.missing.add_document(local.missing.0, local.missing.1);
        for (sums, &(segments, words)) in self.statuses.iter_mut().zip(&local.statuses) {
            sums.add_document(segments, words);
        }
        for (sums, &(segments, words)) in self.classes.iter_mut().zip(&local.classes) {
            sums.counts.add_document(segments, words);
        }
        for &code in &local.touched {
            for measure in 0..MEASURES {
                self.codes[code][measure].count(local.codes[code][measure]);
            }
        }
        let n = local.classes[coverage.complete].0;
        for measure in 0..MEASURES {
            self.none[measure].count((n - local.any[measure], 0));
            match local.dominant(coverage, measure) {
                Dominant::None => self.none[measure].dominant += u64::from(n > 0),
                Dominant::Code(code) => self.codes[code][measure].dominant += 1,
                Dominant::Mixed => self.mixed[measure] += 1,
            }
        }
    }

    /// Adds what one document came to, weighted, as a cluster of its own.
    pub fn weigh(&mut self, local: &Local, weight: Weight, coverage: &Coverage) {
        if weight == Weight::ZERO {
            return;
        }
        let wide = |number: u64| u128::from(number);
        for (sums, &(segments, _)) in self.classes.iter_mut().zip(&local.classes) {
            let n = weight.times(segments);
            sums.clusters += u64::from(segments > 0);
            sums.segments += segments;
            sums.ww += weight.squares(segments);
            sums.n += n;
            sums.nn += wide(n) * wide(n);
        }
        let add = |sums: &mut CodeSums, y: u64, n: u64| {
            let (y, n) = (weight.times(y), weight.times(n));
            sums.y += y;
            sums.yy += wide(y) * wide(y);
            sums.yn += wide(y) * wide(n);
        };
        for &code in &local.touched {
            let n = local.classes[coverage.class_of[code]].0;
            for measure in 0..MEASURES {
                add(&mut self.codes[code][measure], local.codes[code][measure].0, n);
            }
        }
        let n = local.classes[coverage.complete].0;
        for measure in 0..MEASURES {
            add(&mut self.none[measure], n - local.any[measure], n);
        }
    }

    /// Makes one cluster of two that were added as two: (a + b)² is a² + b² + 2ab.
    pub fn join(&mut self, first: &Member, second: &Member, coverage: &Coverage) {
        let mut products = Products::default();
        products.add(first, second, coverage);
        let classes = self.classes.iter_mut().zip(&products.nn);
        for ((sums, nn), (a, b)) in classes.zip(first.n.iter().zip(&second.n)) {
            sums.nn += 2 * nn;
            sums.clusters -= u64::from(*a > 0 && *b > 0);
        }
        let add = |sums: &mut CodeSums, product: &Product| {
            sums.yy += 2 * product.yy;
            sums.yn += product.yn + product.ny;
        };
        for (&code, products) in &products.codes {
            for (sums, product) in self.codes[code as usize].iter_mut().zip(products) {
                add(sums, product);
            }
        }
        self.none.iter_mut().zip(&products.none).for_each(|(sums, product)| add(sums, product));
    }

    pub fn merge(&mut self, other: &Sums) {
        self.all.merge(&other.all);
        self.missing.merge(&other.missing);
        for (sums, other) in self.statuses.iter_mut().zip(&other.statuses) {
            sums.merge(other);
        }
        for (sums, other) in self.classes.iter_mut().zip(&other.classes) {
            sums.counts.merge(&other.counts);
            sums.clusters += other.clusters;
            sums.segments += other.segments;
            sums.ww += other.ww;
            sums.n += other.n;
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
    fn count(&mut self, (segments, matches): (u64, u64)) {
        self.segments += segments;
        self.documents += u64::from(segments > 0);
        self.matches += matches;
    }

    fn merge(&mut self, other: &CodeSums) {
        self.segments += other.segments;
        self.y += other.y;
        self.yy += other.yy;
        self.yn += other.yn;
        self.documents += other.documents;
        self.matches += other.matches;
        self.dominant += other.dominant;
    }
}

/// The framing with the most segments of a document.
pub(super) enum Dominant {
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
    pub(super) classes: Vec<(u64, u64)>,
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

    /// Segments of a class.
    pub fn n(&self, class: usize) -> u64 {
        self.classes[class].0
    }

    /// Segments given a code.
    pub fn y(&self, code: usize, measure: usize) -> u64 {
        self.codes[code][measure].0
    }

    /// The weighted sums of the document, to be joined with others of its cluster.
    pub fn member(&self, weight: Weight, coverage: &Coverage) -> Member {
        let given = |&code: &usize| {
            let y = self.codes[code].map(|(segments, _)| weight.times(segments));
            (y != [0; MEASURES]).then_some((code as u16, y))
        };
        let n = self.classes[coverage.complete].0;
        Member {
            n: self.classes.iter().map(|it| weight.times(it.0)).collect(),
            y: self.touched.iter().filter_map(given).collect(),
            none: self.any.map(|any| weight.times(n - any)),
        }
    }

    /// Codes that a segment has a coding of, in any order.
    pub fn touched(&self) -> &[usize] {
        &self.touched
    }

    /// The framing in front, within the class of the row "none".
    pub fn dominant(&self, coverage: &Coverage, measure: usize) -> Dominant {
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

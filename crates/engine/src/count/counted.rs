//! What was counted, as tables ask for it: of the whole or of one group, by code and status.

use crate::codebook::Measure;
use crate::stats::Clusters;

use super::coverage::{Coverage, Status};
use super::sums::{CodeSums, Counts, Sums};

/// A code, or the row "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Index of a code in its codebook.
    Code(usize),
    /// Segments without any top-level framing.
    None,
}

/// The counts of the whole or of one group.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'t> {
    pub(super) coverage: &'t Coverage,
    pub(super) sums: &'t Sums,
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
    /// Weighted sums over clusters, for a share and its interval.
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

    /// What a code or the row "none" comes to.
    pub fn of(&self, of: Of, measure: Measure) -> CodeCount {
        match of {
            Of::Code(code) => self.code(code, measure),
            Of::None => self.none(measure),
        }
    }

    fn count(&self, class: usize, code: &CodeSums) -> CodeCount {
        let sums = &self.sums.classes[class];
        let asked: u64 = if self.coverage.classes[class].object {
            let texts = Status::ALL.iter().filter(|it| !it.is_absent());
            texts.map(|&it| self.status(it).segments).sum()
        } else {
            self.in_scope()
        };
        CodeCount {
            segments: code.segments,
            documents: code.documents,
            matches: code.matches,
            dominant: code.dominant,
            of: sums.counts,
            clusters: Clusters {
                documents: sums.clusters,
                segments: sums.segments,
                ww: sums.ww,
                y: code.y,
                n: sums.n,
                yy: code.yy,
                yn: code.yn,
                nn: sums.nn,
            },
            missing: asked - sums.counts.segments,
        }
    }

    /// Segments in scope: in which the object stands, or of which none is asked, in any language.
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

//! What enters and leaves `code_batch`: documents as borrowed strings in, columns of plain vectors
//! out. Rows are keyed by (document, part, byte start), never by a global counter.

use crate::text::Language;

use super::decide::Decision;
use super::evaluate::Match;
use super::worker::Row;

/// One document: its parts in the order of the corpus, and its language where the corpus says it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The text of each part of the corpus; `None` or an empty text where this document lacks it.
    pub parts: &'a [Option<&'a str>],
    /// The declared language; `None` lets each segment be told from its words.
    pub language: Option<Language>,
    /// Set when the whole document is no text to code; then it becomes one segment whose codings
    /// are all missing.
    pub absent: Option<Absent>,
}

/// Why a segment has no text to code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Absent {
    /// No text, or none with a word in it.
    Empty = 1,
    /// A declared non-answer such as "don't know".
    NonAnswer = 2,
    /// The source could not be read.
    Unreadable = 3,
}

/// Everything that coding one batch yields.
#[derive(Clone, Debug, Default)]
pub struct BatchOutput {
    /// The segments, ordered by document, part and place.
    pub segments: Segments,
    /// One entry a codebook of the set, in their order.
    pub passes: Vec<PassOutput>,
}

/// Columns of segments; all of one length.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    /// Index of the document in the batch.
    pub document: Vec<u32>,
    /// Index of the part in the corpus.
    pub part: Vec<u16>,
    /// Running number within the document, from 1.
    pub number: Vec<u32>,
    /// First byte in the part's decoded text.
    pub start: Vec<u32>,
    /// One past the last byte.
    pub end: Vec<u32>,
    /// First code point in the part's decoded text.
    pub char_start: Vec<u32>,
    /// One past the last code point.
    pub char_end: Vec<u32>,
    /// Number of words; a Han character is a word.
    pub words: Vec<u32>,
    /// Language of the segment.
    pub language: Vec<Language>,
    /// Why there is nothing to code, where so.
    pub absent: Vec<Option<Absent>>,
}

/// What one codebook says of the batch's segments.
#[derive(Clone, Debug, Default)]
pub struct PassOutput {
    /// One a segment: the object is there, or none is asked for.
    pub in_scope: Vec<bool>,
    /// Sparse: a row for each (segment, code) with at least one match or a given code, ordered by
    /// segment and code.
    pub codings: Codings,
    /// One row a match of a code's own rules, ordered by segment, code and place. A parent's
    /// union over its children is in `codings` only.
    pub matches: Matches,
}

/// Columns of codings. A pair of segment and code that has no row is 0, or missing where the code
/// does not cover the segment's language or the segment is absent. A row may exist for a missing
/// coding too: its matches are kept and shown.
#[derive(Clone, Debug, Default)]
pub struct Codings {
    /// Index into the batch's segments.
    pub segment: Vec<u32>,
    /// Index of the code in its codebook.
    pub code: Vec<u16>,
    /// Number of matches, all.
    pub mention: Vec<u32>,
    /// Number of matches that are not negated.
    pub asserted: Vec<u32>,
    /// The code is given under the measure `mention`.
    pub given_mention: Vec<bool>,
    /// The code is given under the measure `asserted`.
    pub given_asserted: Vec<bool>,
}

/// Columns of matches.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Index into the batch's segments.
    pub segment: Vec<u32>,
    /// Index of the code in its codebook.
    pub code: Vec<u16>,
    /// Index of the rule in its codebook, over all codes.
    pub rule: Vec<u32>,
    /// First byte of the extent in the part's decoded text.
    pub start: Vec<u32>,
    /// One past the last byte of the extent.
    pub end: Vec<u32>,
    /// Number of words of the match.
    pub words: Vec<u32>,
    /// A cue of denial reaches it.
    pub negated: Vec<bool>,
    /// Inside quotation marks, and how.
    pub quoted: Vec<Option<Quoted>>,
    /// Who says it: index of a code of the actors' codebook; filled only by an attribution pattern.
    pub voice: Vec<Option<u16>>,
}

/// How a match is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Quoted {
    /// Inside one pair of quotation marks around at most 6 words (12 Han characters).
    Term = 1,
    /// Inside a longer quotation, or beside a verb of saying.
    Speech = 2,
    /// Inside 《》.
    Title = 3,
}

impl BatchOutput {
    /// Empties every column, keeping the memory.
    pub fn clear(&mut self, n_codebooks: usize) {
        let segments = &mut self.segments;
        segments.document.clear();
        segments.part.clear();
        segments.number.clear();
        segments.start.clear();
        segments.end.clear();
        segments.char_start.clear();
        segments.char_end.clear();
        segments.words.clear();
        segments.language.clear();
        segments.absent.clear();
        self.passes.resize_with(n_codebooks, PassOutput::default);
        for pass in &mut self.passes {
            pass.in_scope.clear();
            pass.codings.clear();
            pass.matches.clear();
        }
    }

    pub(super) fn push(&mut self, row: Row) {
        let segments = &mut self.segments;
        segments.document.push(row.document);
        segments.part.push(row.part);
        segments.number.push(row.number);
        segments.start.push(row.span.start);
        segments.end.push(row.span.end);
        segments.char_start.push(row.chars.0);
        segments.char_end.push(row.chars.1);
        segments.words.push(row.words);
        segments.language.push(row.language);
        segments.absent.push(row.absent);
    }
}

impl Codings {
    fn clear(&mut self) {
        self.segment.clear();
        self.code.clear();
        self.mention.clear();
        self.asserted.clear();
        self.given_mention.clear();
        self.given_asserted.clear();
    }

    pub(super) fn push(&mut self, segment: u32, code: u16, decision: Decision) {
        self.segment.push(segment);
        self.code.push(code);
        self.mention.push(decision.mention);
        self.asserted.push(decision.asserted);
        self.given_asserted.push(decision.given[0]);
        self.given_mention.push(decision.given[1]);
    }
}

impl Matches {
    fn clear(&mut self) {
        self.segment.clear();
        self.code.clear();
        self.rule.clear();
        self.start.clear();
        self.end.clear();
        self.words.clear();
        self.negated.clear();
        self.quoted.clear();
        self.voice.clear();
    }

    pub(super) fn push(
        &mut self,
        segment: u32,
        code: u16,
        it: &Match,
        quoted: Option<Quoted>,
        voice: Option<u16>,
    ) {
        self.segment.push(segment);
        self.code.push(code);
        self.rule.push(it.rule);
        self.start.push(it.hit.start);
        self.end.push(it.hit.end);
        self.words.push(it.hit.words);
        self.negated.push(it.negated);
        self.quoted.push(quoted);
        self.voice.push(voice);
    }
}

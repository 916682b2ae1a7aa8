//! What can be drawn: the segments of a pass, each text once. Segments in any order enter; those that stand for
//! themselves and their repetitions leave, and how many are left out and why. Nothing is read and nothing drawn.

use std::collections::HashMap;

use crate::engine::count::Status;
use crate::engine::text::Language;

/// A segment as a sample sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameSegment {
    /// The id of its document.
    pub document: String,
    /// The part of the document, empty where it has one.
    pub part: String,
    /// The part's place in the corpus, to find the text by.
    pub part_index: u16,
    /// The document's running number in the corpus, to find the text by.
    pub row: u32,
    /// Its number in its document, from 1.
    pub number: u32,
    /// First byte in its part.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Its language.
    pub language: Language,
    /// What it is to the codebook: in scope, out of it, missing.
    pub status: Status,
    /// Top-level codes that the dictionary gives it, as places in [`Frame::codes`], ascending.
    pub codes: Vec<u16>,
    /// The values of the variables that strata are made by, in their order.
    pub groups: Vec<String>,
    /// What its errors are nested in: the group of reprints, else the document.
    pub cluster: String,
    /// True in a document that repeats an earlier one.
    pub is_copy: bool,
    /// Year, month and day of the document; `None` where not told.
    pub date: Option<[u32; 3]>,
    /// What it has in common with other segments of the same text: [`fingerprint`](super::fingerprint).
    pub text: u128,
}

/// What can be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Names of the top-level codes, as people read them, in the order of the codebook.
    pub codes: Vec<String>,
    /// The segments that can be drawn, in scope or out of it, ordered by document, part and place.
    pub segments: Vec<FrameSegment>,
    /// Segments that can not, by the reason.
    pub left_out: LeftOut,
}

/// How many segments can not be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// They stand in a document that repeats an earlier one.
    pub reprints: u64,
    /// Their text stands elsewhere too, and is drawn there.
    pub repeated: u64,
    /// The dictionary says nothing of them: for each reason of [`Status`] how many.
    pub missing: Vec<(Status, u64)>,
    /// Out of scope, where only segments in scope are drawn.
    pub out_of_scope: u64,
}

impl LeftOut {
    /// The numbers above 0 with the words of tidy tables: `reprint`, `repeated_text`, `out_of_scope`,
    /// `missing_empty` and so on.
    #[must_use]
    pub fn named(&self) -> Vec<(String, u64)> {
        let ours = [
            ("reprint", self.reprints),
            ("repeated_text", self.repeated),
            ("out_of_scope", self.out_of_scope),
        ];
        let missing = self.missing.iter().map(|(status, n)| (status.name(), *n));
        let all = ours.into_iter().chain(missing).filter(|it| it.1 > 0);
        all.map(|(name, n)| (name.to_owned(), n)).collect()
    }

    /// What [`named`](Self::named) gives, in words: `93 in reprints of a story that is drawn from`.
    #[must_use]
    pub fn told(named: &[(String, u64)]) -> Vec<String> {
        let words = |name: &str| match name {
            "reprint" => "in reprints of a story that is drawn from".to_owned(),
            "repeated_text" => "whose text stands elsewhere and is drawn there".to_owned(),
            name => {
                let status = Status::ALL.iter().find(|it| it.name() == name);
                status.map_or(name.replace('_', " "), |it| it.label().to_lowercase())
            }
        };
        named.iter().map(|(name, n)| format!("{n} {}", words(name))).collect()
    }
}

impl Frame {
    /// Leaves each text once: of a story the earliest print, of segments with the same text one in scope if there
    /// is one, of those the first by date, id and place. The order of the segments has no part in it.
    #[must_use]
    pub fn new(codes: Vec<String>, segments: Vec<FrameSegment>) -> Frame {
        let mut left_out = LeftOut::default();
        let mut missing: HashMap<Status, u64> = HashMap::new();
        let mut kept: HashMap<u128, FrameSegment> = HashMap::new();
        for segment in segments {
            if matches!(segment.status, Status::Missing(_)) {
                *missing.entry(segment.status).or_default() += 1;
                continue;
            }
            if segment.is_copy {
                left_out.reprints += 1;
                continue;
            }
            match kept.entry(segment.text) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(segment);
                }
                std::collections::hash_map::Entry::Occupied(mut place) => {
                    left_out.repeated += 1;
                    if precedence(&segment) < precedence(place.get()) {
                        place.insert(segment);
                    }
                }
            }
        }
        let mut segments: Vec<FrameSegment> = kept.into_values().collect();
        segments.sort_by(|a, b| place(a).cmp(&place(b)).then(a.text.cmp(&b.text)));
        left_out.missing =
            Status::ALL.iter().filter_map(|it| Some((*it, *missing.get(it)?))).collect();
        Frame { codes, segments, left_out }
    }

    /// Number of segments that each top-level code is given to.
    #[must_use]
    pub fn n_by_code(&self) -> Vec<u64> {
        let mut n = vec![0; self.codes.len()];
        for code in self.segments.iter().flat_map(|it| &it.codes) {
            if let Some(n) = n.get_mut(usize::from(*code)) {
                *n += 1;
            }
        }
        n
    }

    /// The frame without the segments out of scope, which are counted.
    #[must_use]
    pub fn in_scope(mut self) -> Frame {
        let before = self.segments.len();
        self.segments.retain(|it| it.status == Status::InScope);
        self.left_out.out_of_scope += (before - self.segments.len()) as u64;
        self
    }
}

/// Where a segment stands.
pub(super) fn place(it: &FrameSegment) -> (&str, &str, u32) {
    (&it.document, &it.part, it.start)
}

/// Which of several segments of one text is drawn: the smallest.
fn precedence(it: &FrameSegment) -> impl Ord + '_ {
    (it.status != Status::InScope, it.date.is_none(), it.date, place(it))
}

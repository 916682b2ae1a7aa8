//! What reading a corpus came to: rows, documents, what was dropped or kept and where, what each
//! column holds. Filled by the reader, printed by others.

use std::fmt;

use super::batch::Place;
use super::column::ColumnSummary;

/// So many places of each reason are kept.
pub const MAX_PLACES: usize = 20;

/// Why a row was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its id stands on an earlier document.
    DuplicateId,
    /// It has more or fewer fields than the header.
    Ragged,
    /// No part of it has text.
    Empty,
    /// What text it has is signs alone, such as `-`.
    NoWord,
    /// It has no id where a column holds the ids; it got one of file and row.
    NoId,
    /// A part of it is a declared non-answer.
    NonAnswer,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateId => "duplicate id",
            Self::Ragged => "more or fewer fields than the header",
            Self::Empty => "no text",
            Self::NoWord => "no word, signs only",
            Self::NoId => "no id",
            Self::NonAnswer => "non-answer",
        })
    }
}

/// Rows that were counted for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Why.
    pub reason: Reason,
    /// Whether they were left out; else they were kept.
    pub dropped: bool,
    /// How many.
    pub n: u64,
    /// The first [`MAX_PLACES`] of them.
    pub places: Vec<Place>,
}

/// What reading a corpus came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read, also those that were dropped.
    pub n_rows: u64,
    /// Documents given out.
    pub n_documents: u64,
    /// What was dropped or kept, by reason.
    pub tallies: Vec<Tally>,
    /// Invalid byte sequences replaced: index of the file and number.
    pub replaced: Vec<(u32, u64)>,
    /// Declared non-answers that no text is.
    pub unmet: Vec<String>,
    /// The metadata columns, in the order of the corpus.
    pub columns: Vec<ColumnSummary>,
}

impl Report {
    pub(super) fn count(&mut self, reason: Reason, dropped: bool, place: Place) {
        let same = |tally: &Tally| tally.reason == reason && tally.dropped == dropped;
        let at = self.tallies.iter().position(same).unwrap_or_else(|| {
            self.tallies.push(Tally { reason, dropped, n: 0, places: Vec::new() });
            self.tallies.len() - 1
        });
        let tally = &mut self.tallies[at];
        tally.n += 1;
        if tally.places.len() < MAX_PLACES {
            tally.places.push(place);
        }
    }

    /// Rows counted for a reason, dropped or kept.
    pub fn n(&self, reason: Reason, dropped: bool) -> u64 {
        let same = |tally: &&Tally| tally.reason == reason && tally.dropped == dropped;
        self.tallies.iter().find(same).map_or(0, |tally| tally.n)
    }
}

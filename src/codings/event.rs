//! What a person said of a unit, at one moment. Events are added, never altered.

/// One thing that a coder said of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What names it in every copy of the store: 32 hexadecimal digits, random where it is made, so that a
    /// merge of two stores holds it once.
    pub id: String,
    /// The unit: [`Unit::id`](super::Unit::id).
    pub unit: String,
    /// The coder's name.
    pub coder: String,
    /// The code's id; empty for what is said of the unit as a whole (a memo).
    pub code: String,
    /// What kind of thing is said.
    pub kind: Kind,
    /// What is said: `1`, `0`, a memo, `start-end` of a span in bytes of the unit, a voice, a stance. Empty
    /// takes back what was said before (undo).
    pub value: String,
    /// The version hash of the codebook that the coder had before them.
    pub version: String,
    /// Independent, adjudicated, or said again later.
    pub round: Round,
    /// When, RFC 3339 in UTC, by the coder's clock.
    pub at: String,
    /// Where it was said: `terminal`, or the name of the sheet.
    pub origin: String,
}

/// What an [`Event`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The coding itself: `1` or `0`.
    Coding,
    /// The unit can not be coded for this code (value `1`): missing with a reason, apart from not yet coded.
    CannotCode,
    /// The coder is not sure of the coding (value `1`).
    Unsure,
    /// A remark.
    Memo,
    /// The place in the unit that indicates the code.
    Span,
    /// Who says it: an actor.
    Voice,
    /// Whether the speaker shares it.
    Stance,
    /// Why an adjudicated coding was contested: see the reasons of `adjudicate`.
    Reason,
}

/// The [`origin`](Event::origin) of what is said on the terminal, one unit after the other; any other is a sheet or
/// a file, handed in as a whole.
pub const TERMINAL: &str = "terminal";

impl Kind {
    /// All, in the order of this file.
    pub const ALL: [Self; 8] = [
        Self::Coding,
        Self::CannotCode,
        Self::Unsure,
        Self::Memo,
        Self::Span,
        Self::Voice,
        Self::Stance,
        Self::Reason,
    ];

    /// As it is written: `coding`, `cannot_code`, `unsure`, `memo`, `span`, `voice`, `stance`, `reason`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coding => "coding",
            Self::CannotCode => "cannot_code",
            Self::Unsure => "unsure",
            Self::Memo => "memo",
            Self::Span => "span",
            Self::Voice => "voice",
            Self::Stance => "stance",
            Self::Reason => "reason",
        }
    }

    /// From how it is written; none where it is no kind.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// When in the work a coding was made: only [`Independent`](Round::Independent) ones enter reliability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Round {
    /// Without knowing what others or the dictionary said.
    Independent,
    /// Settled between coders who differed: the gold standard.
    Adjudicated,
    /// After something was seen (the dictionary's code, a discussion, a new codebook).
    Later,
}

impl Round {
    /// All, in the order of this file.
    pub const ALL: [Self; 3] = [Self::Independent, Self::Adjudicated, Self::Later];

    /// As it is written: `independent`, `adjudicated`, `later`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Independent => "independent",
            Self::Adjudicated => "adjudicated",
            Self::Later => "later",
        }
    }

    /// From how it is written; none where it is no round.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

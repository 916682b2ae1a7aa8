//! From a text to the pieces that are coded. One file a unit.

use crate::text::Span;

/// Paragraphs and sentences of one part of a document, found once for the whole part.
///
/// Spans are trimmed of white space, in order, disjoint; every word lies in exactly one sentence and
/// every sentence in exactly one paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Paragraphs.
    pub paragraphs: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// True when single line breaks were taken for the wrapping of lines.
    pub hard_wrapped: bool,
}

/// What a single line break means in a text without blank lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lines {
    /// A paragraph ends there, unless the lines look hard-wrapped.
    #[default]
    Auto,
    /// A paragraph ends there.
    Paragraphs,
    /// The lines are wrapped; only a blank line ends a paragraph.
    Wrapped,
}

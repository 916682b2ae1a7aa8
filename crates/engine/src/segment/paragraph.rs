//! The units `paragraph` and `auto`.

use super::{Structure, Unit, UnitEntry, window};
use crate::text::Span;

/// Sentences in a segment of `auto` where a text has no paragraphs.
const SENTENCES: usize = 3;

/// Appends the paragraphs.
pub(super) fn cut(structure: &Structure, out: &mut Vec<Span>) {
    out.extend_from_slice(&structure.paragraphs);
}

/// Appends the paragraphs, or windows of three sentences where the text is a single paragraph.
pub(super) fn cut_auto(structure: &Structure, out: &mut Vec<Span>) {
    if structure.paragraphs.len() > 1 {
        cut(structure, out);
    } else {
        window::cut_sentences(structure, SENTENCES, out);
    }
}

/// `paragraph`.
pub(super) const ENTRY: UnitEntry = UnitEntry {
    name: "paragraph",
    example: "paragraph",
    doc: "what stands between blank lines; between line breaks in a text without any, unless its \
          lines are hard-wrapped",
    parse: |size| super::unit::without_size(size, Unit::Paragraph),
};

/// `auto`.
pub(super) const AUTO: UnitEntry = UnitEntry {
    name: "auto",
    example: "auto",
    doc: "paragraphs; windows of three sentences where a text has no paragraph break at all",
    parse: |size| super::unit::without_size(size, Unit::Auto),
};

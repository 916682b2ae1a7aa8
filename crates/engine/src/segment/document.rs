//! The unit `document`: the whole part is one segment.

use super::character::{holds_word, trimmed};
use super::{Unit, UnitEntry};
use crate::text::Span;

/// Appends the text without the blanks at its ends; nothing for a text without a word.
pub(super) fn cut(text: &str, out: &mut Vec<Span>) {
    out.extend(trimmed(text, 0, text.len()).filter(|span| holds_word(span.of(text))));
}

/// `document`.
pub(super) const ENTRY: UnitEntry = UnitEntry {
    name: "document",
    example: "document",
    doc: "each part of a document (headline, lead, body, answer) as a whole",
    parse: |size| super::unit::without_size(size, Unit::Document),
};

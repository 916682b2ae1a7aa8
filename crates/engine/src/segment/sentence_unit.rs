//! The unit `sentence`. How sentences are found stands in `sentence`.

use super::{Structure, Unit, UnitEntry};
use crate::text::Span;

/// Appends the sentences.
pub(super) fn cut(structure: &Structure, out: &mut Vec<Span>) {
    out.extend_from_slice(&structure.sentences);
}

/// `sentence`.
pub(super) const ENTRY: UnitEntry = UnitEntry {
    name: "sentence",
    example: "sentence",
    doc: "one sentence, in English, Russian, Kazakh, Chinese or a mixture",
    parse: |size| super::unit::without_size(size, Unit::Sentence),
};

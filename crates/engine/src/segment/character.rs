//! What kind of sign a character is, as far as cutting is concerned.
//!
//! Characters enter, answers leave. What a letter is, `text::class` says.

use crate::text::Span;
use crate::text::class::{self, begins_word};

/// White space, or a sign without width that is as if it were not there.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{00AD}')
}

/// A Han character; 々 and 〇 too.
pub(super) fn is_han(c: char) -> bool {
    !c.is_ascii() && class::class(c) == class::Class::Han
}

/// What a word can begin with: a letter, a digit or a Han character.
pub(super) fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { begins_word(c) }
}

/// A letter; no Han character.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { class::class(c) == class::Class::Letter }
}

/// A sign that a word runs on over: a mark, or one without width.
pub(super) fn is_mark(c: char) -> bool {
    !c.is_ascii() && matches!(class::class(c), class::Class::Mark | class::Class::Ignorable)
}

/// The first character at or after a byte.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// The last character before a byte.
pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at).and_then(|rest| rest.chars().next_back())
}

/// The first character boundary at or after a byte.
pub(super) fn next_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// The first byte at or after `from` that is not blank; `to` where there is none.
pub(super) fn skip_blank(text: &str, mut from: usize, to: usize) -> usize {
    let bytes = text.as_bytes();
    while from < to && bytes.get(from) == Some(&b' ') {
        from += 1;
    }
    if from < to && bytes.get(from).is_some_and(u8::is_ascii_graphic) {
        return from;
    }
    match text.get(from..to) {
        Some(rest) => to - rest.trim_start_matches(is_blank).len(),
        None => to,
    }
}

/// `start..end` without the blanks at both ends; `None` where nothing else stands there.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    if let Some([first, .., last]) = text.as_bytes().get(start..end)
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return Some(Span::new(start, end));
    }
    let rest = text.get(start..end)?.trim_start_matches(is_blank);
    let body = rest.trim_end_matches(is_blank);
    let start = end - rest.len();
    (!body.is_empty()).then(|| Span::new(start, start + body.len()))
}

/// True when a word stands in the piece.
pub(super) fn holds_word(piece: &str) -> bool {
    piece.chars().any(is_word)
}

/// One entry a byte: whether a scanner stops there.
pub(super) type Class = [bool; 256];

/// The class of these bytes.
pub(super) const fn class(bytes: &[u8]) -> Class {
    let mut class = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        class[bytes[at] as usize] = true;
        at += 1;
    }
    class
}

/// The first byte of a class. Eight are looked at together, since nearly none is one.
pub(super) fn next_of(class: &Class, bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for eight in bytes.chunks_exact(8) {
        if eight.iter().fold(false, |any, &byte| any | class[byte as usize]) {
            break;
        }
        at += 8;
    }
    bytes[at..].iter().position(|&byte| class[byte as usize]).map(|found| at + found)
}

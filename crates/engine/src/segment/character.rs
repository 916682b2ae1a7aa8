//! What kind of sign a character is, as far as cutting is concerned.
//!
//! Characters enter, answers leave. Categories of words are `text`'s business: here a letter is
//! whatever Unicode calls alphabetic.

use crate::text::Span;

/// White space, or a sign without width that is as if it were not there.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{00AD}')
}

/// A Han character; 々 and 〇 too.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '\u{2E80}'..='\u{2FDF}' | '々' | '〇' | '\u{3021}'..='\u{3029}')
}

/// What a word can begin with: a letter or a digit.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_han(c)
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
pub(super) fn skip_blank(text: &str, from: usize, to: usize) -> usize {
    match text.get(from..to) {
        Some(rest) => to - rest.trim_start_matches(is_blank).len(),
        None => to,
    }
}

/// `start..end` without the blanks at both ends; `None` where nothing else stands there.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
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

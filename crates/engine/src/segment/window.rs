//! The units `sentences:N` and `words:N`: windows side by side.

use super::character::{is_han, is_word};
use super::unit::with_size;
use super::{Structure, Unit, UnitEntry};
use crate::text::Span;

/// Appends windows of `size` sentences. A window does not cross a paragraph, so that the last one
/// of each may be shorter; in a text of one-sentence paragraphs every sentence is a window.
pub(super) fn cut_sentences(structure: &Structure, size: usize, out: &mut Vec<Span>) {
    let mut left = structure.sentences.as_slice();
    for paragraph in &structure.paragraphs {
        let count = left.iter().take_while(|sentence| sentence.start < paragraph.end).count();
        let (own, rest) = left.split_at(count);
        for window in own.chunks(size.max(1)) {
            if let (Some(first), Some(last)) = (window.first(), window.last()) {
                out.push(Span { start: first.start, end: last.end });
            }
        }
        left = rest;
    }
}

/// Appends windows of `size` words over the whole text, across sentences and paragraphs.
///
/// A window begins with its first word and ends with its last one; where these begin or end a
/// sentence, the signs there (an opening mark, a stop) belong to it.
pub(super) fn cut_words(text: &str, structure: &Structure, size: usize, out: &mut Vec<Span>) {
    let size = size.max(1);
    let mut open: Option<Span> = None;
    let mut count = 0;
    for sentence in &structure.sentences {
        let mut first = true;
        for word in words(text, *sentence) {
            if count == size {
                out.extend(open.take());
                count = 0;
            }
            let start = if first { sentence.start } else { word.start };
            open = Some(Span { start: open.map_or(start, |span| span.start), end: word.end });
            first = false;
            count += 1;
        }
        if let Some(span) = open.as_mut() {
            span.end = sentence.end;
        }
    }
    out.extend(open);
}

/// The words of a sentence, as far as windows need them.
///
/// Stands in for `text::word::words` and is to be replaced by it: it knows runs of letters, digits
/// and marks, Han characters, and the stops and commas inside numbers and between single letters.
fn words(text: &str, sentence: Span) -> impl Iterator<Item = Span> {
    let end = sentence.end as usize;
    let mut at = sentence.start as usize;
    std::iter::from_fn(move || {
        let rest = text.get(at..end)?;
        let start = at + rest.char_indices().find(|(_, c)| is_word(*c))?.0;
        let mut chars = text.get(start..end)?.char_indices().peekable();
        let mut run = 0;
        let mut last = None;
        let mut length = 0;
        while let Some((offset, c)) = chars.next() {
            let digit = last.is_some_and(char::is_numeric);
            let next = chars.peek().map(|(_, c)| *c);
            let inside = match c {
                '.' | ',' if digit => next.is_some_and(char::is_numeric),
                '.' => run == 1 && is_single(text, start + offset + 1, end),
                _ => false,
            };
            if inside {
                run = 0;
            } else if !(is_word(c) || is_mark(c)) || (is_han(c) && length > 0) {
                break;
            } else {
                run += usize::from(!is_mark(c));
            }
            length = offset + c.len_utf8();
            last = Some(c);
            if is_han(c) {
                let marks = text.get(start + length..end).unwrap_or_default();
                length += marks.len() - marks.trim_start_matches(is_mark).len();
                break;
            }
        }
        at = start + length;
        Some(Span::new(start, at))
    })
}

/// Combining signs and signs without width, which stay with their word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// True when a single letter stands at a byte.
fn is_single(text: &str, at: usize, end: usize) -> bool {
    let mut chars = text.get(at..end).unwrap_or_default().chars();
    chars.next().is_some_and(|c| c.is_alphabetic() && !is_han(c))
        && !chars.next().is_some_and(|c| c.is_alphanumeric())
}

/// `sentences:N`.
pub(super) const SENTENCES: UnitEntry = UnitEntry {
    name: "sentences",
    example: "sentences:3",
    doc: "windows of that many sentences, side by side; they do not cross a paragraph",
    parse: |size| with_size(size, Unit::Sentences),
};

/// `words:N`.
pub(super) const WORDS: UnitEntry = UnitEntry {
    name: "words",
    example: "words:100",
    doc: "windows of that many words, side by side, in Chinese of that many characters; they \
          cross sentences and paragraphs",
    parse: |size| with_size(size, Unit::Words),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Lines;

    #[test]
    fn windows_of_words_begin_and_end_with_words() {
        let cases: [(&str, usize, &[&str]); 6] = [
            ("one two three four five", 2, &["one two", "three four", "five"]),
            ("“One,” he said. “Two!”", 2, &["“One,” he", "said. “Two!”"]),
            (
                "China's 3.5 per cent, i.e. U.S. trade",
                3,
                &["China's 3.5", "per cent, i.e", "U.S. trade"],
            ),
            ("中国与哈萨克斯坦。", 3, &["中国与", "哈萨克", "斯坦。"]),
            ("бір екі", 9, &["бір екі"]),
            ("a\u{AD}b c", 1, &["a\u{AD}b", "c"]),
        ];
        for (text, size, expected) in cases {
            let mut spans = Vec::new();
            cut_words(text, &Structure::of(text, Lines::Auto), size, &mut spans);
            assert_eq!(spans.iter().map(|s| s.of(text)).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

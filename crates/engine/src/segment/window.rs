//! The units `sentences:N` and `words:N`: windows side by side.

use super::unit::with_size;
use super::{Structure, Unit, UnitEntry};
use crate::text::Span;
use crate::text::word::Words;

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
        for word in Words::within(text, *sentence) {
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

//! Paragraphs and sentences of one part of a document.
//!
//! A text enters, and what a single line break means in it; spans leave. Deliberately absent:
//! headings, lists, indentation. A blank line is the only mark of a paragraph that every source
//! keeps.

use memchr::memchr3;

use super::character::{holds_word, trimmed};
use super::{sentence, wrapping};
use crate::text::Span;

/// Paragraphs and sentences of one part of a document, found once for the whole part.
///
/// Spans are trimmed of white space and of signs without width, in order, disjoint; every word lies
/// in exactly one sentence and every sentence in exactly one paragraph. A paragraph without a
/// letter or digit (`* * *`) is none, and signs alone are no sentence: they stay with the sentence
/// before them, or the first one after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Paragraphs.
    pub paragraphs: Vec<Span>,
    /// Sentences.
    pub sentences: Vec<Span>,
    /// True when single line breaks of a text without blank lines were taken for the wrapping of
    /// lines, found or told.
    pub hard_wrapped: bool,
}

/// What a single line break means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lines {
    /// In a text with a blank line between lines, nothing; in a text without any, the end of a
    /// paragraph, unless the lines look hard-wrapped.
    #[default]
    Auto,
    /// A paragraph ends there, in a text with blank lines too.
    Paragraphs,
    /// Nothing: the lines are wrapped; only a blank line ends a paragraph.
    Wrapped,
}

impl Structure {
    /// The paragraphs and sentences of a text.
    ///
    /// LF, CRLF, CR, U+2028 and U+2029 break lines; a line of white space only is blank.
    ///
    /// Lines look hard-wrapped when there are at least three, nearly all of at most 100 columns (a
    /// Han character is two), and at least seven line breaks in ten stand where wrapping would have
    /// put them: the line has at least 40 columns and six tenths of the longest, the next word
    /// would hardly have fitted, and no list item follows; when moreover at most four lines in ten
    /// end as a sentence does and at least half of the lines that begin with a letter of a script
    /// with capitals begin small.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::segment::{Lines, Structure};
    ///
    /// let text = "Dr. Chen left.\nShe had no choice.\n\nНазарбаев Н. А. выступил. Все слушали.";
    /// let structure = Structure::of(text, Lines::Auto);
    /// let sentences: Vec<&str> = structure.sentences.iter().map(|span| span.of(text)).collect();
    /// assert_eq!(structure.paragraphs.len(), 2);
    /// assert_eq!(
    ///     sentences,
    ///     ["Dr. Chen left.", "She had no choice.", "Назарбаев Н. А. выступил.", "Все слушали."]
    /// );
    /// ```
    pub fn of(text: &str, lines: Lines) -> Structure {
        let mut structure = Structure::default();
        structure.fill(text, lines);
        structure
    }

    /// The same into a structure that is used again: nothing is allocated once its vectors are
    /// large enough.
    pub fn fill(&mut self, text: &str, lines: Lines) {
        self.paragraphs.clear();
        self.sentences.clear();
        self.hard_wrapped = false;
        let each_line = match lines {
            Lines::Paragraphs => true,
            Lines::Wrapped => {
                self.hard_wrapped = shape(text) == Shape::Lines;
                false
            }
            Lines::Auto => match shape(text) {
                Shape::Line => {
                    let line = trimmed(text, 0, text.len());
                    self.paragraphs.extend(line.filter(|span| holds_word(span.of(text))));
                    self.cut_sentences(text);
                    return;
                }
                Shape::Blank => false,
                Shape::Lines => {
                    self.hard_wrapped = wrapping::looks_wrapped(text);
                    !self.hard_wrapped
                }
            },
        };
        self.cut_paragraphs(text, each_line);
        self.cut_sentences(text);
    }

    /// True where [`Lines::Auto`] takes the single line breaks of a text for the wrapping of lines, as
    /// [`Structure::of`] tells by `hard_wrapped`; nothing is cut.
    pub fn looks_wrapped(text: &str) -> bool {
        shape(text) == Shape::Lines && wrapping::looks_wrapped(text)
    }

    fn cut_sentences(&mut self, text: &str) {
        for &paragraph in &self.paragraphs {
            sentence::cut(text, paragraph, &mut self.sentences);
        }
    }

    /// The sentences of one paragraph, as a slice of `sentences`.
    pub fn sentences_of(&self, paragraph: usize) -> &[Span] {
        let Some(outer) = self.paragraphs.get(paragraph) else { return &[] };
        let first = self.sentences.partition_point(|sentence| sentence.start < outer.start);
        let last = self.sentences.partition_point(|sentence| sentence.start < outer.end);
        &self.sentences[first..last]
    }

    fn cut_paragraphs(&mut self, text: &str, each_line: bool) {
        let mut open: Option<Span> = None;
        for line in LineSpans::of(text) {
            let body = trimmed(text, line.start as usize, line.end as usize);
            open = match (open, body) {
                (Some(paragraph), Some(line)) if !each_line => {
                    Some(Span { start: paragraph.start, end: line.end })
                }
                (closed, body) => {
                    self.paragraphs.extend(closed.filter(|span| holds_word(span.of(text))));
                    body
                }
            };
        }
        self.paragraphs.extend(open.filter(|span| holds_word(span.of(text))));
    }
}

/// How the lines of a text stand.
#[derive(PartialEq, Eq)]
enum Shape {
    /// At most one line holds anything.
    Line,
    /// Lines without a blank one between them.
    Lines,
    /// A blank line stands between two lines.
    Blank,
}

fn shape(text: &str) -> Shape {
    let mut seen = 0;
    let mut blank = false;
    for line in LineSpans::of(text) {
        if trimmed(text, line.start as usize, line.end as usize).is_none() {
            blank = seen > 0;
        } else if blank {
            return Shape::Blank;
        } else {
            seen += 1;
        }
    }
    if seen > 1 { Shape::Lines } else { Shape::Line }
}

/// The lines of a text, without their breaks.
pub(super) struct LineSpans<'a> {
    bytes: &'a [u8],
    next: Option<usize>,
}

impl<'a> LineSpans<'a> {
    /// Every line of the text; the last one may be empty.
    pub(super) fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), next: Some(0) }
    }
}

impl Iterator for LineSpans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.next?;
        let mut from = start;
        // U+2028 and U+2029 are E2 80 A8 and E2 80 A9
        while let Some(found) = memchr3(b'\n', b'\r', 0xE2, &self.bytes[from..]) {
            let at = from + found;
            let length = match &self.bytes[at..] {
                [b'\r', b'\n', ..] => 2,
                [b'\n' | b'\r', ..] => 1,
                [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
                _ => 0,
            };
            if length > 0 {
                self.next = Some(at + length);
                return Some(Span::new(start, at));
            }
            from = at + 1;
        }
        self.next = None;
        Some(Span::new(start, self.bytes.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str, lines: Lines) -> Vec<&str> {
        Structure::of(text, lines).paragraphs.iter().map(|span| span.of(text)).collect()
    }

    const WRAPPED: &str = "The members of the organisation met in the capital in order to talk\n\
        about the border, the railway and the price of gas, and after two days\n\
        they signed a statement that nobody outside the hall has read. It is\n\
        said to be short.";

    #[test]
    fn a_blank_line_ends_a_paragraph() {
        let cases: [(&str, &[&str]); 11] = [
            ("", &[]),
            (" \n\t\r\n \u{FEFF}", &[]),
            ("\u{FEFF}one", &["one"]),
            ("one\n\ntwo", &["one", "two"]),
            ("one\r\n \t\r\ntwo\r\nthree", &["one", "two\r\nthree"]),
            ("один\r\rдва", &["один", "два"]),
            ("бір\u{2028}\u{2029}екі", &["бір", "екі"]),
            ("一\n\u{3000}\n二", &["一", "二"]),
            ("one\n\n\n\n\ntwo\n\n", &["one", "two"]),
            ("one\n\n* * *\n\ntwo", &["one", "two"]),
            ("  one  \n\n  two  ", &["one", "two"]),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraphs(text, Lines::Auto), expected, "{text:?}");
        }
    }

    #[test]
    fn without_blank_lines_a_line_break_ends_a_paragraph() {
        assert_eq!(paragraphs("Бір.\nЕкі.\r\nҮш.\n", Lines::Auto), ["Бір.", "Екі.", "Үш."]);
        assert_eq!(paragraphs("一\u{2028}二", Lines::Auto), ["一", "二"]);
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph_and_it_is_told() {
        let structure = Structure::of(WRAPPED, Lines::Auto);
        assert!(structure.hard_wrapped);
        assert_eq!(structure.paragraphs.len(), 1);
        assert_eq!(structure.sentences.len(), 2);
    }

    #[test]
    fn what_a_line_break_means_can_be_said() {
        assert_eq!(paragraphs(WRAPPED, Lines::Paragraphs).len(), 4);
        assert!(!Structure::of(WRAPPED, Lines::Paragraphs).hard_wrapped);
        assert_eq!(paragraphs("one\ntwo", Lines::Wrapped), ["one\ntwo"]);
        assert!(Structure::of("one\ntwo", Lines::Wrapped).hard_wrapped);
        assert_eq!(paragraphs("one\n\ntwo\nthree", Lines::Paragraphs), ["one", "two", "three"]);
    }

    #[test]
    fn a_structure_is_used_again_without_a_trace_of_the_text_before() {
        let mut structure = Structure::of(WRAPPED, Lines::Auto);
        structure.fill("Жаңа мәтін. Екінші сөйлем.", Lines::Auto);
        assert_eq!(structure, Structure::of("Жаңа мәтін. Екінші сөйлем.", Lines::Auto));
        assert_eq!(structure.sentences_of(0).len(), 2);
        assert!(structure.sentences_of(1).is_empty());
    }
}

//! The units of analysis and their names.
//!
//! A name enters (`sentences:3`), a [`Unit`] leaves; with a text and its structure, spans. How a
//! unit cuts stands in its own file; here is only the list.

use super::{Structure, document, paragraph, sentence_unit, turn, window};
use crate::text::Span;

/// What one segment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Paragraphs; windows of three sentences where a text has no paragraph break at all.
    #[default]
    Auto,
    /// The whole part.
    Document,
    /// A paragraph.
    Paragraph,
    /// A sentence.
    Sentence,
    /// This many sentences of one paragraph, at least 1; the last ones of a paragraph may be fewer.
    Sentences(usize),
    /// This many words, at least 1, across sentences and paragraphs; the last ones of a text may be
    /// fewer.
    Words(usize),
    /// What one speaker says.
    Turn,
}

/// A unit as the command line, the help and the docs know it.
#[derive(Clone, Copy, Debug)]
pub struct UnitEntry {
    /// What stands before the colon.
    pub name: &'static str,
    /// How it is written, with a number where it takes one.
    pub example: &'static str,
    /// What a segment then is, half a sentence.
    pub doc: &'static str,
    /// Reads what stands after the colon.
    pub parse: fn(Option<&str>) -> Result<Unit, String>,
}

/// Every unit, in the order of the docs.
pub const UNITS: &[UnitEntry] = &[
    paragraph::AUTO,
    document::ENTRY,
    paragraph::ENTRY,
    sentence_unit::ENTRY,
    window::SENTENCES,
    window::WORDS,
    turn::ENTRY,
];

impl Unit {
    /// The unit with this name: `auto`, `paragraph`, `sentences:3`, ...
    ///
    /// # Errors
    ///
    /// The name is unknown (the message lists the valid ones), or the number after the colon is
    /// missing, not wanted or below 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use framebook_engine::segment::Unit;
    ///
    /// assert_eq!(Unit::parse("sentences:3"), Ok(Unit::Sentences(3)));
    /// assert!(Unit::parse("chapter").unwrap_err().contains("paragraph, sentence, sentences:3"));
    /// ```
    pub fn parse(name: &str) -> Result<Unit, String> {
        parse_among(UNITS, name)
    }

    /// Appends the spans of the segments of a text: in order, disjoint, without blanks at their
    /// ends. A text without a word may have none.
    pub fn cut(self, text: &str, structure: &Structure, out: &mut Vec<Span>) {
        match self {
            Unit::Auto => paragraph::cut_auto(structure, out),
            Unit::Document => document::cut(text, out),
            Unit::Paragraph => paragraph::cut(structure, out),
            Unit::Sentence => sentence_unit::cut(structure, out),
            Unit::Sentences(size) => window::cut_sentences(structure, size, out),
            Unit::Words(size) => window::cut_words(text, structure, size, out),
            Unit::Turn => turn::cut(text, out),
        }
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unit::Auto => f.write_str(paragraph::AUTO.name),
            Unit::Document => f.write_str(document::ENTRY.name),
            Unit::Paragraph => f.write_str(paragraph::ENTRY.name),
            Unit::Sentence => f.write_str(sentence_unit::ENTRY.name),
            Unit::Sentences(size) => write!(f, "{}:{size}", window::SENTENCES.name),
            Unit::Words(size) => write!(f, "{}:{size}", window::WORDS.name),
            Unit::Turn => f.write_str(turn::ENTRY.name),
        }
    }
}

fn parse_among(units: &[UnitEntry], name: &str) -> Result<Unit, String> {
    let (head, size) = match name.split_once(':') {
        Some((head, size)) => (head, Some(size)),
        None => (name, None),
    };
    match units.iter().find(|unit| unit.name == head) {
        Some(unit) => (unit.parse)(size)
            .map_err(|problem| format!("unit `{name}` {problem}; write `{}`", unit.example)),
        None => {
            let valid: Vec<&str> = units.iter().map(|unit| unit.example).collect();
            Err(format!("unknown unit `{name}`; there are: {}", valid.join(", ")))
        }
    }
}

/// For a unit that takes no number.
pub(super) fn without_size(size: Option<&str>, unit: Unit) -> Result<Unit, String> {
    match size {
        None => Ok(unit),
        Some(_) => Err("takes no number".to_owned()),
    }
}

/// For a unit that takes a number.
pub(super) fn with_size(size: Option<&str>, unit: fn(usize) -> Unit) -> Result<Unit, String> {
    match size.map(str::parse::<u32>) {
        Some(Ok(size)) if size > 0 => Ok(unit(size as usize)),
        _ => Err("needs a whole number of at least 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Lines;

    #[test]
    fn every_unit_reads_its_own_example_and_prints_it() {
        for entry in UNITS {
            let unit = Unit::parse(entry.example).unwrap();
            assert_eq!(unit.to_string(), entry.example);
            assert!(!entry.doc.is_empty() && !entry.doc.ends_with('.'));
        }
    }

    #[test]
    fn errors_say_what_is_valid() {
        let cases = [
            (
                "chapter",
                "unknown unit `chapter`; there are: auto, document, paragraph, sentence, \
                 sentences:3, words:100, turn",
            ),
            (
                "sentences",
                "unit `sentences` needs a whole number of at least 1; write `sentences:3`",
            ),
            ("words:0", "unit `words:0` needs a whole number of at least 1; write `words:100`"),
            ("words:-1", "unit `words:-1` needs a whole number of at least 1; write `words:100`"),
            ("turn:2", "unit `turn:2` takes no number; write `turn`"),
        ];
        for (name, message) in cases {
            assert_eq!(Unit::parse(name), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_unit_that_is_added_to_the_list_is_read_and_listed() {
        let dummy = UnitEntry {
            name: "line",
            example: "line",
            doc: "a line",
            parse: |size| without_size(size, Unit::Paragraph),
        };
        let units = [UNITS, &[dummy]].concat();
        assert_eq!(parse_among(&units, "line"), Ok(Unit::Paragraph));
        assert!(parse_among(&units, "x").unwrap_err().ends_with("turn, line"));
    }

    #[test]
    fn units_cut_what_they_name() {
        let text = "\u{FEFF}Бір. Екі. Үш. Төрт.\r\n\r\n“一。”二。\n";
        let structure = Structure::of(text, Lines::Auto);
        let cases: [(&str, &[&str]); 6] = [
            ("auto", &["Бір. Екі. Үш. Төрт.", "“一。”二。"]),
            ("document", &["Бір. Екі. Үш. Төрт.\r\n\r\n“一。”二。"]),
            ("paragraph", &["Бір. Екі. Үш. Төрт.", "“一。”二。"]),
            ("sentence", &["Бір.", "Екі.", "Үш.", "Төрт.", "“一。”", "二。"]),
            ("sentences:3", &["Бір. Екі. Үш.", "Төрт.", "“一。”二。"]),
            ("words:3", &["Бір. Екі. Үш.", "Төрт.\r\n\r\n“一。”二。"]),
        ];
        for (name, expected) in cases {
            let mut spans = Vec::new();
            Unit::parse(name).unwrap().cut(text, &structure, &mut spans);
            let found: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn auto_cuts_three_sentences_where_there_is_one_paragraph() {
        let text = "One. Two. Three. Four.";
        let mut spans = Vec::new();
        Unit::Auto.cut(text, &Structure::of(text, Lines::Auto), &mut spans);
        assert_eq!(
            spans.iter().map(|s| s.of(text)).collect::<Vec<_>>(),
            ["One. Two. Three.", "Four."]
        );
    }

    #[test]
    fn a_blank_text_has_no_segment() {
        for entry in UNITS {
            for text in ["", " \r\n\u{FEFF}\u{3000}"] {
                let mut spans = Vec::new();
                let unit = Unit::parse(entry.example).unwrap();
                unit.cut(text, &Structure::of(text, Lines::Auto), &mut spans);
                assert!(spans.is_empty(), "{unit} {text:?}");
            }
        }
    }
}

//! The shapes that a data set can have: what is a row, and which variables it has.
//!
//! A shape more is one file with a function from a [`Source`] to a [`Dataset`], and one line in
//! [`SHAPES`].

mod documents;
mod long;
mod matches;
mod segments;

use crate::engine::text::Language;

use super::Failure;
use super::dataset::{Dataset, Level, Value, levels};
use super::source::Source;

/// A kind of data set: what commands, help and docs read.
#[derive(Clone, Copy, Debug)]
pub struct ShapeEntry {
    /// Its name in `study.toml` and on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub doc: &'static str,
    /// From the passes of a source to a data set.
    pub build: for<'a> fn(&'a Source<'a>) -> Result<Dataset<'a>, Failure>,
}

/// Every shape there is; the first is the one that is made where none is named.
pub const SHAPES: &[ShapeEntry] = &[
    ShapeEntry {
        name: "segments",
        doc: "a row a segment, two columns a code: its coding and its number of matches",
        build: segments::build,
    },
    ShapeEntry {
        name: "long",
        doc: "a row a segment and code: coding, matches by measure",
        build: long::build,
    },
    ShapeEntry {
        name: "documents",
        doc: "a row a document, two columns a code: present or not, number of segments; the dominant \
              code",
        build: documents::build,
    },
    ShapeEntry {
        name: "matches",
        doc: "a row a match: code, rule, place, matched text, negated, quoted, voice",
        build: matches::build,
    },
];

/// The shape of that name.
///
/// # Errors
///
/// An unknown name; those there are are listed.
pub fn shape(name: &str) -> Result<&'static ShapeEntry, Failure> {
    SHAPES.iter().find(|it| it.name == name).ok_or_else(|| {
        let known: Vec<&str> = SHAPES.iter().map(|it| it.name).collect();
        format!("unknown shape `{name}`; there are: {}", known.join(", ")).into()
    })
}

/// The languages of segments, as levels in the order of [`Language::ALL`].
fn languages() -> Vec<Level> {
    levels(Language::ALL.map(|language| (language.code(), language_name(language))))
}

/// What a language is called.
pub(super) fn language_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Russian => "Russian",
        Language::Kazakh => "Kazakh",
        Language::Chinese => "Chinese",
        Language::Other => "another language",
        Language::Undetermined => "undetermined",
    }
}

/// An emptied row, to be filled with values that live for another time; its memory is kept.
fn emptied<'b>(mut row: Vec<Value<'_>>) -> Vec<Value<'b>> {
    row.clear();
    row.into_iter().map(|_| Value::Missing).collect()
}

//! What a text is made of: spans, words, folds, stems, languages.

pub mod language;
pub mod span;
pub mod stem;

pub use language::Language;
pub use span::Span;

//! What a text is made of: spans, words, folds, stems, languages.

pub mod class;
pub mod fold;
pub mod language;
pub mod span;
pub mod stem;
mod window;
pub mod word;

pub use language::Language;
pub use span::Span;

//! From a text to the pieces that are coded. One file a unit.
//!
//! The text of one part of a document enters; out come its [`Structure`] (paragraphs, sentences),
//! its quotation marks ([`quotations`]) and, for a [`Unit`], the spans of its segments. Nothing
//! here reads files, knows a codebook or tells a language: one scanner serves all four.
//!
//! A new unit is one file that ends in a [`UnitEntry`] and one line in [`UNITS`].

pub mod abbreviation;
mod character;
mod document;
mod paragraph;
mod quotation;
mod sentence;
mod sentence_unit;
mod stop;
mod structure;
mod turn;
mod unit;
mod window;
mod wrapping;

pub use abbreviation::is_abbreviation;
pub use quotation::{Quotation, quotations};
pub use structure::{Lines, Structure};
pub use unit::{UNITS, Unit, UnitEntry};

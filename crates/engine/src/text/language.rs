//! The language of a segment: English, Russian, Kazakh, Chinese, another one that was declared, or
//! undetermined; how a segment's words tell it, and how a column declares it.

mod declared;
#[cfg(test)]
mod measured;
mod spelling;
mod vote;
mod words;

pub use declared::from_declared;
pub use vote::{Vote, Votes, vote};

/// A language as framebook knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Language {
    /// `en`
    English = 0,
    /// `ru`
    Russian = 1,
    /// `kk`
    Kazakh = 2,
    /// `zh`
    Chinese = 3,
    /// A language that the corpus declares and that framebook has no rules for: `other`.
    Other = 4,
    /// No letters: `und`. Counted as covered by every code.
    #[default]
    Undetermined = 5,
}

impl Language {
    /// Every value, in the order of its number.
    pub const ALL: [Language; 6] = [
        Language::English,
        Language::Russian,
        Language::Kazakh,
        Language::Chinese,
        Language::Other,
        Language::Undetermined,
    ];

    /// The four languages that rules can be written for.
    pub const CODED: [Language; 4] =
        [Language::English, Language::Russian, Language::Kazakh, Language::Chinese];

    /// `en`, `ru`, `kk`, `zh`, `other` or `und`.
    pub fn code(self) -> &'static str {
        ["en", "ru", "kk", "zh", "other", "und"][self as usize]
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }
}

//! Stems for `~word`: which words of a text a rule word stands for.
//!
//! A folded word and the language of the rule enter; keys leave. A rule has one key
//! ([`stem_key`]), a word of a text has one or several ([`keys_of`]), and the rule matches where its
//! key is among the word's. English and Russian: the Snowball stem, one key. Kazakh: every stem
//! from which a legal chain of endings leads to the word ([`kazakh`]).
//!
//! Deliberately absent: folding, caching and the choice of a language, which the callers do; the
//! mending of typing errors; a lexicon.

#[cfg(test)]
mod forms;
pub mod kazakh;

use frostem::{Algorithm, Stemmer};
use thiserror::Error;

use super::Language;

/// A rule asks for a stem in a language that framebook has no stems for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`~{word}` asks for a stem, and there are no stems in `{}`: {}; write the word without `~`{}",
    language.code(), self.reason(), self.remedy())]
pub struct NoStem {
    /// The language of the rule.
    pub language: Language,
    /// The rule word as it came, without its `~`.
    pub word: String,
}

impl NoStem {
    fn reason(&self) -> &'static str {
        match self.language {
            Language::Chinese => "Chinese words do not inflect",
            Language::Other => "framebook has no grammar of that language",
            _ => "a stem is read in the language of its rule, and this rule names none",
        }
    }

    fn remedy(&self) -> &'static str {
        match self.language {
            Language::Undetermined => {
                ", or put the rule under `rules.en`, `rules.ru` or `rules.kk`"
            }
            _ => "",
        }
    }
}

/// The key of a rule word, computed once a rule.
///
/// `rule_word_folded` is one folded word without `~`: the stem in English and Russian, the word
/// itself in Kazakh, where it is given in its dictionary form (an inflected form stands for the
/// chains that go on from it).
///
/// # Errors
/// [`NoStem`] in Chinese, in another language and where the rule names no language.
///
/// # Examples
/// ```
/// use framebook_engine::text::{Language, stem::stem_key};
/// assert_eq!(stem_key(Language::English, "borders").unwrap(), "border");
/// assert_eq!(stem_key(Language::Russian, "безопасности").unwrap(), "безопасн");
/// assert_eq!(stem_key(Language::Kazakh, "халық").unwrap(), "халық");
/// assert!(stem_key(Language::Chinese, "安").is_err());
/// ```
pub fn stem_key(language: Language, rule_word_folded: &str) -> Result<String, NoStem> {
    match snowball(language) {
        Some(stemmer) => Ok(stemmer.stem(rule_word_folded).into_owned()),
        None if language == Language::Kazakh => Ok(rule_word_folded.to_owned()),
        None => Err(NoStem { language, word: rule_word_folded.to_owned() }),
    }
}

/// Appends to `out` the keys under which a word of a text may stand, none twice.
///
/// English and Russian give one key, Kazakh the word itself and every stem that
/// [`kazakh::stems`] finds; the other languages give none. Meant to be called once a distinct word.
///
/// # Examples
/// ```
/// use framebook_engine::text::{Language, stem::keys_of};
/// let mut keys = Vec::new();
/// keys_of(Language::Kazakh, "халқымызға", &mut keys);
/// assert!(keys.contains(&"халық".to_owned()));
/// ```
pub fn keys_of(language: Language, word_folded: &str, out: &mut Vec<String>) {
    match snowball(language) {
        Some(stemmer) => out.push(stemmer.stem(word_folded).into_owned()),
        None if language == Language::Kazakh => kazakh::stems(word_folded, out),
        None => {}
    }
}

fn snowball(language: Language) -> Option<Stemmer> {
    match language {
        Language::English => Some(Stemmer::new(Algorithm::English)),
        Language::Russian => Some(Stemmer::new(Algorithm::Russian)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(language: Language, rule: &str, word: &str) -> bool {
        let mut keys = Vec::new();
        keys_of(language, word, &mut keys);
        stem_key(language, rule).is_ok_and(|key| keys.contains(&key))
    }

    #[test]
    fn a_rule_word_finds_its_forms_and_not_its_neighbours() {
        let cases: &[(Language, &str, &str, bool)] = &[
            (Language::English, "border", "borders", true),
            (Language::English, "invest", "investing", true),
            (Language::English, "border", "board", false),
            (Language::Russian, "путь", "путем", true),
            (Language::Russian, "безопасность", "безопасностью", true),
            (Language::Russian, "безопасность", "опасность", false),
            (Language::Kazakh, "шекара", "шекарасындағы", true),
            (Language::Kazakh, "шекара", "шекаралас", false),
            (Language::Kazakh, "", "шекара", false),
            (Language::English, "china", "中", false),
        ];
        for &(language, rule, word, expected) in cases {
            assert_eq!(matches(language, rule, word), expected, "~{rule} on {word}");
        }
    }

    #[test]
    fn a_language_without_stems_is_refused_with_the_reason() {
        for (language, part) in [
            (Language::Chinese, "Chinese words do not inflect"),
            (Language::Other, "no grammar of that language"),
            (Language::Undetermined, "put the rule under `rules.en`"),
        ] {
            let message = stem_key(language, "安").map_err(|error| error.to_string());
            assert!(message.as_ref().is_err_and(|text| text.contains(part)), "{message:?}");
            let mut keys = Vec::new();
            keys_of(language, "安", &mut keys);
            assert!(keys.is_empty());
        }
    }
}

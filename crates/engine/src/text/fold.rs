//! Two words are equal when their folds are: NFKC, full case folding, ё as е, stress marks on
//! Cyrillic vowels removed, soft hyphens and zero-width signs left out.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use super::class::{Class, class};

/// The fold of a word or of a piece of a rule.
///
/// # Examples
///
/// ```
/// use framebook_engine::text::fold::fold;
/// assert_eq!(fold("ＳＣＯ"), "sco");
/// assert_eq!(fold("Ещё"), "еще");
/// assert_eq!(fold("доро\u{301}га"), "дорога");
/// assert_eq!(fold("STRASSE"), fold("Straße"));
/// ```
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let visible = word.chars().filter(|&character| class(character) != Class::Ignorable);
    // Folding can undo the composition, so NFKC comes once more.
    cyrillic(visible.nfkc().default_case_fold().nfkc())
}

/// The fold that keeps the case: what `"RATS"` in a rule is compared by.
pub fn fold_keeping_case(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let visible = word.chars().filter(|&character| class(character) != Class::Ignorable);
    cyrillic(visible.nfkc())
}

/// ё → е; grave and acute accents after a Cyrillic vowel dropped, also where they are composed.
fn cyrillic(characters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut after_vowel = false;
    for character in characters {
        let character = match character {
            'ё' => 'е',
            'Ё' => 'Е',
            'ѐ' => 'е',
            'Ѐ' => 'Е',
            'ѝ' => 'и',
            'Ѝ' => 'И',
            '\u{300}' | '\u{301}' if after_vowel => continue,
            other => other,
        };
        after_vowel = "аеиоуыэюяіәөүұАЕИОУЫЭЮЯІӘӨҮҰєїЄЇ".contains(character);
        folded.push(character);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_writers_vary_and_nothing_else() {
        let cases = [
            ("SCO", "sco"),
            ("ҚАУІПСІЗДІК", "қауіпсіздік"),
            ("Ё", "е"),
            ("за\u{301}мок", "замок"),
            ("ѝ", "и"),
            ("й", "й"),
            ("и\u{306}", "й"),
            ("cafe\u{301}", "café"),
            ("se\u{AD}cu\u{200B}rity", "security"),
            ("ﬁve", "five"),
            ("İ", "i\u{307}"),
            ("絲綢", "絲綢"),
            ("", ""),
        ];
        for (word, expected) in cases {
            assert_eq!(fold(word), expected, "{word:?}");
        }
    }

    #[test]
    fn keeps_the_case_of_an_exact_word() {
        assert_eq!(fold_keeping_case("RATS"), "RATS");
        assert_eq!(fold_keeping_case("Ёлка"), "Елка");
        assert_eq!(fold_keeping_case("ＳＣＯ"), "SCO");
    }
}

//! Letters of two alphabets in one word, where they look alike: `Шaнхай` with a Latin `a`, `SСO` with
//! a Cyrillic `С`. Such a rule finds nothing but the same slip.

use super::lexer::Mistake;
use std::ops::Range;

use crate::text::class::{Class, class};

/// Latin letters that a Cyrillic text may hold unseen.
const LATIN: &str = "aceijopsxykmtbhnABCEHIJKMOPSTXY";
/// Cyrillic letters that a Latin text may hold unseen.
const CYRILLIC: &str = "асеіјорѕхукмтвһнАВСЕНІЈКМОРЅТХҮУҺ";

/// What is wrong with a word that stands at these bytes of a rule.
pub fn check(word: &str, span: Range<usize>) -> Option<Mistake> {
    let is_cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52F}');
    let letters = || word.chars().filter(|c| class(*c) == Class::Letter);
    let latin: Vec<char> = letters().filter(char::is_ascii_alphabetic).collect();
    let cyrillic: Vec<char> = letters().filter(|c| is_cyrillic(*c)).collect();
    let n_letters = letters().count();
    if latin.is_empty() || cyrillic.is_empty() || latin.len() + cyrillic.len() < n_letters {
        return None;
    }
    let alike = |found: &[char], all: &str| found.iter().all(|c| all.contains(*c));
    let (latin_fits, cyrillic_fits) = (alike(&latin, LATIN), alike(&cyrillic, CYRILLIC));
    // The fewer are the strangers, unless only the others look alike.
    let latin_is_strange = latin.len() <= cyrillic.len();
    let (strangers, stranger, home) = match (latin_fits, cyrillic_fits) {
        (false, false) => return None,
        (true, false) => (latin, "Latin", "Cyrillic"),
        (false, true) => (cyrillic, "Cyrillic", "Latin"),
        (true, true) if latin_is_strange => (latin, "Latin", "Cyrillic"),
        (true, true) => (cyrillic, "Cyrillic", "Latin"),
    };
    let names: Vec<String> = strangers.iter().map(|c| format!("`{c}`")).collect();
    let message = format!("{stranger} {} in the {home} word `{word}`", names.join(", "));
    let help = format!("type the word anew on a {home} keyboard; as it stands it finds nothing");
    Some(Mistake::doubt(span, message).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_that_look_at_home_are_named() {
        let cases = [
            ("Шaнхай*", Some("Latin `a` in the Cyrillic word `Шaнхай*`")),
            ("жiбек", Some("Latin `i` in the Cyrillic word `жiбек`")),
            ("ШOС", Some("Latin `O` in the Cyrillic word `ШOС`")),
            ("SСO", Some("Cyrillic `С` in the Latin word `SСO`")),
            ("secuгity", None),
            ("sесurity", Some("Cyrillic `е`, `с` in the Latin word `sесurity`")),
            ("ОR", Some("Cyrillic `О` in the Latin word `ОR`")),
            ("СO", Some("Latin `O` in the Cyrillic word `СO`")),
            ("Қазaқстан", Some("Latin `a` in the Cyrillic word `Қазaқстан`")),
            ("VIPы", None),
            ("Шанхай", None),
            ("shanghai", None),
            ("上海a", None),
            ("2013г", None),
            ("", None),
        ];
        for (word, expected) in cases {
            let got = check(word, 0..word.len()).map(|it| it.message);
            assert_eq!(got.as_deref(), expected, "{word}");
        }
    }
}
